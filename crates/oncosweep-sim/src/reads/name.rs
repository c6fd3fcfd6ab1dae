//! Read names, as an Illumina instrument gives them: instrument:run:flowcell:lane:tile:x:y.

use super::push_number;

/// Odd, so that the product is a permutation of the numbers below 2³⁰ (Knuth, TAOCP 3, section 6.4: multiplicative hashing).
const SPREAD: u32 = 0x9E37_79B1;
const PLACES: u32 = (1 << 30) - 1;

/// Names of the fragments of one window: no two are the same in a file.
#[derive(Debug, Default)]
pub struct Names {
    prefix: Vec<u8>,
}

impl Names {
    /// Begins the names of piece `number` of the sample's run.
    pub fn restart(&mut self, sample: u8, number: u32) {
        self.prefix.clear();
        self.prefix.extend_from_slice(b"SIM:");
        push_number(&mut self.prefix, u32::from(sample));
        self.prefix.extend_from_slice(b":F");
        push_number(&mut self.prefix, number);
        self.prefix.push(b':');
        push_number(&mut self.prefix, 1 + number % 4);
        self.prefix.push(b':');
    }

    /// Writes the name of fragment `number` of the window. An optical duplicate (`neighbour`) lies a few pixels beside the fragment of
    /// the same number; each fragment can have one for each value of `neighbour` from 1 to 7.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>, number: u32, neighbour: u32) {
        out.clear();
        out.extend_from_slice(&self.prefix);
        let place = number.wrapping_mul(SPREAD) & PLACES;
        let (tile, x, y) = (place >> 28, (place >> 14) & 0x3fff, place & 0x3fff);
        push_number(out, 1101 + tile);
        out.push(b':');
        // Fragments lie on every eighth column, so that neighbours are names of their own.
        push_number(out, 1000 + 8 * x + neighbour);
        out.push(b':');
        push_number(out, 1000 + y + 5 * neighbour);
    }
}

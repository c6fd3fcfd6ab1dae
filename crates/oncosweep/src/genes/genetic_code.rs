//! The genetic code: from codons to amino acids.
//!
//! Source: NCBI genetic code tables 1 (standard) and 2 (vertebrate mitochondrial).

/// Which table a contig is translated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeneticCode {
    /// NCBI table 1.
    Standard,
    /// NCBI table 2: ATA is Met, TGA is Trp, AGA and AGG are stops.
    VertebrateMitochondrial,
}

/// Amino acids of the 64 codons with bases in the order T, C, A, G, first base slowest, as NCBI prints them.
const STANDARD: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";
const VERTEBRATE_MITOCHONDRIAL: &[u8; 64] = b"FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG";

/// The stop "residue".
pub const STOP: u8 = b'*';
/// The residue of a codon with a base other than A, C, G, T.
pub const UNKNOWN: u8 = b'X';

fn rank(base: u8) -> Option<usize> {
    match base {
        b'T' => Some(0),
        b'C' => Some(1),
        b'A' => Some(2),
        b'G' => Some(3),
        _ => None,
    }
}

impl GeneticCode {
    /// The one-letter residue of a codon in upper case: `*` for a stop, `X` for a codon with another letter than A, C, G, T or
    /// without three bases.
    ///
    /// ```
    /// use oncosweep::genes::GeneticCode::{Standard, VertebrateMitochondrial};
    /// assert_eq!(Standard.residue(b"ATG"), b'M');
    /// assert_eq!(Standard.residue(b"TGA"), b'*');
    /// assert_eq!(VertebrateMitochondrial.residue(b"TGA"), b'W');
    /// assert_eq!(Standard.residue(b"GTN"), b'X');
    /// ```
    pub fn residue(self, codon: &[u8]) -> u8 {
        let [first, second, third] = codon else { return UNKNOWN };
        let (Some(first), Some(second), Some(third)) = (rank(*first), rank(*second), rank(*third)) else { return UNKNOWN };
        let table = match self {
            Self::Standard => STANDARD,
            Self::VertebrateMitochondrial => VERTEBRATE_MITOCHONDRIAL,
        };
        table[16 * first + 4 * second + third]
    }

    /// The residues of the whole codons of `bases`; one or two bases left over are dropped.
    pub fn translate(self, bases: &[u8]) -> Vec<u8> {
        bases.as_chunks::<3>().0.iter().map(|codon| self.residue(codon)).collect()
    }
}

/// The three-letter name of a residue as HGVS writes it: `Ter` for a stop, `Xaa` for an unknown one (IUPAC-IUB, 1983).
pub fn three_letter(residue: u8) -> &'static str {
    match residue {
        b'A' => "Ala",
        b'C' => "Cys",
        b'D' => "Asp",
        b'E' => "Glu",
        b'F' => "Phe",
        b'G' => "Gly",
        b'H' => "His",
        b'I' => "Ile",
        b'K' => "Lys",
        b'L' => "Leu",
        b'M' => "Met",
        b'N' => "Asn",
        b'P' => "Pro",
        b'Q' => "Gln",
        b'R' => "Arg",
        b'S' => "Ser",
        b'T' => "Thr",
        b'V' => "Val",
        b'W' => "Trp",
        b'Y' => "Tyr",
        STOP => "Ter",
        _ => "Xaa",
    }
}

/// The reverse complement of upper-case bases; letters other than A, C, G, T become N.
pub fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    bases.iter().rev().map(|&base| complement(base)).collect()
}

/// The complement of an upper-case base; N for letters other than A, C, G, T.
pub fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        _ => b'N',
    }
}

//! Tags of UMI consensus reads, as fgbio writes them (CallMolecularConsensusReads and CallDuplexConsensusReads).

use crate::{
    bam::Tag,
    config::{Config, UmiKind},
    random::{Poisson, Stream},
    reads::base,
};

/// Bases of a UMI.
const UMI_BP: usize = 8;

/// The tags of one molecule.
#[derive(Debug, Default)]
pub struct UmiTags {
    umi: Vec<u8>,
    molecule: Vec<u8>,
    /// Reads of either strand; their sum is the family's depth.
    depths: [u8; 2],
    error_rate: f32,
    kind: UmiKind,
}

impl UmiTags {
    /// Draws a family.
    pub fn draw(config: &Config, stream: &mut Stream) -> Self {
        let mut tags = Self::default();
        tags.redraw(config, stream);
        tags
    }

    /// Draws the next family into the same buffers.
    #[inline]
    pub fn redraw(&mut self, config: &Config, stream: &mut Stream) {
        self.kind = config.duplicates.umi;
        if self.kind != UmiKind::None {
            self.fill(config, stream);
        }
    }

    fn fill(&mut self, config: &Config, stream: &mut Stream) {
        self.umi.clear();
        let duplex = self.kind == UmiKind::Duplex;
        for half in 0..=usize::from(duplex) {
            if half > 0 {
                self.umi.push(b'-');
            }
            let bits = stream.next_u32();
            self.umi.extend((0..UMI_BP).map(|i| base::letter(1 << ((bits >> (2 * i)) & 3))));
        }
        self.molecule.clear();
        crate::reads::push_number(&mut self.molecule, stream.next_u32() >> 1);
        let sizes = Poisson::new((config.duplicates.umi_family_size - 1.0).max(0.0));
        let total = (1 + sizes.draw(stream)).min(250);
        // Half of the duplex molecules have both strands.
        let second = if duplex && stream.below(2) == 0 { stream.below(total + 1) } else { 0 };
        self.depths = [(total - second) as u8, second as u8];
        self.error_rate = stream.below(20) as f32 / 10_000.0;
    }

    /// The tags; none without UMIs.
    #[inline]
    pub fn tags(&self) -> Vec<Tag<'_>> {
        let [first, second] = self.depths;
        let both = [
            Tag::Text(*b"RX", &self.umi),
            Tag::Text(*b"MI", &self.molecule),
            Tag::Byte(*b"cD", first + second),
            Tag::Byte(*b"cM", first + second),
            Tag::Float(*b"cE", self.error_rate),
        ];
        match self.kind {
            UmiKind::None => Vec::new(),
            UmiKind::Simplex => both.to_vec(),
            UmiKind::Duplex => {
                let mut tags = both.to_vec();
                for (depth, names) in [(first, [*b"aD", *b"aM", *b"aE"]), (second, [*b"bD", *b"bM", *b"bE"])] {
                    tags.push(Tag::Byte(names[0], depth));
                    tags.push(Tag::Byte(names[1], depth));
                    tags.push(Tag::Float(names[2], if depth > 0 { self.error_rate } else { 0.0 }));
                }
                tags
            }
        }
    }
}

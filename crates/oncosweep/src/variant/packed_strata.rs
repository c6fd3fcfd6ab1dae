//! The strata of a candidate in few bytes: most of its counts are zero or small, and a genome has hundreds of thousands of candidates.
//!
//! A sample is a bitmap of the counts that are not zero (least significant byte first), then those counts in LEB128. A candidate of 30 reads takes about 40 bytes
//! of the 344 that its counts fill.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::strata::SampleStrata;

/// Counts of a sample.
const COUNTS: usize = SampleStrata::COUNTS;
/// Bytes of a sample's bitmap.
const BITMAP_BYTES: usize = COUNTS.div_ceil(8);

/// The strata of tumour and normal, packed; serialised as the strata themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedStrata(Box<[u8]>);

impl PackedStrata {
    /// The strata of tumour and normal.
    pub fn samples(&self) -> [SampleStrata; 2] {
        let mut bytes = &*self.0;
        [read(&mut bytes), read(&mut bytes)]
    }

    /// The strata of the tumour.
    pub fn tumor(&self) -> SampleStrata {
        read(&mut &*self.0)
    }
}

impl From<&[SampleStrata; 2]> for PackedStrata {
    fn from(samples: &[SampleStrata; 2]) -> Self {
        // Nearly all fit, and what is kept is allocated once at its length.
        let mut bytes = Vec::with_capacity(256);
        for sample in samples {
            write(sample, &mut bytes);
        }
        Self(bytes.as_slice().into())
    }
}

impl Default for PackedStrata {
    fn default() -> Self {
        Self::from(&<[SampleStrata; 2]>::default())
    }
}

impl Serialize for PackedStrata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.samples().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PackedStrata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(&Deserialize::deserialize(deserializer)?))
    }
}

fn write(sample: &SampleStrata, bytes: &mut Vec<u8>) {
    let bitmap_at = bytes.len();
    bytes.resize(bitmap_at + BITMAP_BYTES, 0);
    for (index, mut count) in sample.counts().into_iter().enumerate().filter(|&(_, count)| count > 0) {
        bytes[bitmap_at + index / 8] |= 1 << (index % 8);
        while count >= 0x80 {
            bytes.push(count as u8 | 0x80);
            count >>= 7;
        }
        bytes.push(count as u8);
    }
}

/// Takes a sample off the front of `bytes`.
fn read(bytes: &mut &[u8]) -> SampleStrata {
    let (bitmap, mut rest) = bytes.split_at(BITMAP_BYTES);
    let mut present = bitmap.iter().rev().fold(0u64, |bits, &byte| bits << 8 | u64::from(byte));
    let mut counts = [0; COUNTS];
    while present != 0 {
        let (mut count, mut shift) = (0, 0);
        while let [byte, tail @ ..] = rest {
            rest = tail;
            count |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        counts[present.trailing_zeros() as usize] = count;
        present &= present - 1;
    }
    *bytes = rest;
    SampleStrata::of_counts(counts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> impl Strategy<Value = SampleStrata> {
        let count = prop_oneof![4 => Just(0), 4 => 1u32..300, 1 => any::<u32>()];
        proptest::array::uniform::<_, COUNTS>(count).prop_map(SampleStrata::of_counts)
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(tumor in sample(), normal in sample()) {
            let packed = PackedStrata::from(&[tumor, normal]);
            prop_assert_eq!(packed.samples(), [tumor, normal]);
            prop_assert_eq!(packed.tumor(), tumor);
            prop_assert_eq!(SampleStrata::of_counts(tumor.counts()), tumor);
            // Read back from evidence it is the same, and evidence holds plain strata.
            let json = serde_json::to_string(&packed).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&[tumor, normal]).unwrap());
            prop_assert_eq!(serde_json::from_str::<PackedStrata>(&json).unwrap(), packed);
        }
    }

    #[test]
    fn few_counts_take_few_bytes() {
        assert_eq!(PackedStrata::default().0.len(), 2 * BITMAP_BYTES);
        let mut sample = SampleStrata { other: 127, ..SampleStrata::default() };
        sample.alternate.by_quality[3] = 128;
        assert_eq!(PackedStrata::from(&[sample, SampleStrata::default()]).0.len(), 2 * BITMAP_BYTES + 3);
    }
}

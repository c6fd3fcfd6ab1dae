//! Which observations of a candidate come from one fragment.

use super::observation::Observation;

/// No observation.
const NONE: u32 = u32::MAX;

/// Brings the observations of each fragment together. It keeps its memory from candidate to candidate.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    /// The first observation of a fragment, by its hash; open addressing, at most half full.
    slots: Vec<u32>,
    /// By observation: another one of its fragment, or [`NONE`].
    others: Vec<u32>,
    /// By observation: whether it is the first of its fragment.
    is_first: Vec<bool>,
    together: Vec<Observation>,
}

impl Fragments {
    /// Calls `each` with the observations of every fragment; those of a fragment with several are sorted.
    ///
    /// METHOD: most fragments have one read at a place, so that a table tells them apart quicker than sorting would.
    pub(super) fn for_each(&mut self, observations: &[Observation], mut each: impl FnMut(&[Observation])) {
        self.link(observations);
        for (index, observation) in observations.iter().enumerate().filter(|&(index, _)| self.is_first[index]) {
            if self.others[index] == NONE {
                each(std::slice::from_ref(observation));
                continue;
            }
            self.together.clear();
            let mut next = index as u32;
            while next != NONE {
                self.together.push(observations[next as usize]);
                next = self.others[next as usize];
            }
            self.together.sort_unstable();
            each(&self.together);
        }
    }

    fn link(&mut self, observations: &[Observation]) {
        let mask = (2 * observations.len()).next_power_of_two() - 1;
        self.slots.clear();
        self.slots.resize(mask + 1, NONE);
        self.others.clear();
        self.others.resize(observations.len(), NONE);
        self.is_first.clear();
        self.is_first.resize(observations.len(), true);
        for (observation, index) in observations.iter().zip(0u32..) {
            // The fragment is a hash of the name, so its bits are as good as any.
            let mut slot = observation.fragment as usize & mask;
            loop {
                let first = self.slots[slot];
                if first == NONE {
                    self.slots[slot] = index;
                    break;
                }
                if observations[first as usize].fragment == observation.fragment {
                    self.is_first[index as usize] = false;
                    self.others[index as usize] = std::mem::replace(&mut self.others[first as usize], index);
                    break;
                }
                slot = (slot + 1) & mask;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::observation::Shown, *};

    fn observation(fragment: u64, offset: u32) -> Observation {
        Observation {
            fragment,
            shown: Shown::Reference,
            quality: 30,
            mapping_quality: 60,
            reverse: false,
            offset,
            from_end: 20,
            near_clip: false,
            noisy: false,
            following: [0; 2],
        }
    }

    proptest! {
        #[test]
        fn equals_sorting(hashes in prop::collection::vec(0u64..40, 0..60), spread in prop::sample::select(vec![1u64, 64, 1 << 40])) {
            let observations: Vec<_> = hashes.iter().zip(0..).map(|(&hash, offset)| observation(hash * spread, offset)).collect();
            let mut sorted = observations.clone();
            sorted.sort_unstable();
            let expected: Vec<Vec<Observation>> = sorted.chunk_by(|a, b| a.fragment == b.fragment).map(<[Observation]>::to_vec).collect();
            let mut found = Vec::new();
            let mut fragments = Fragments::default();
            // What an earlier candidate left does not matter.
            fragments.for_each(&[observation(7, 1), observation(7, 0)], |_| ());
            fragments.for_each(&observations, |fragment| found.push(fragment.to_vec()));
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}

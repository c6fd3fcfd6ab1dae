//! Which bases were callable: stretches of the burden's territory, kept only when they are asked for.

use serde::{Deserialize, Serialize};

use super::Preset;
use crate::{
    genome::{ContigId, Interval},
    sweep::Merge,
};

/// The depths from which on a base is callable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallableDepths {
    /// Of the tumour, in fragments.
    pub tumor: u32,
    /// Of the normal, in fragments; not asked without one.
    pub normal: u32,
}

impl CallableDepths {
    /// Those of a rule.
    pub fn of(rule: &Preset) -> Self {
        Self { tumor: rule.min_tumor_depth, normal: rule.min_normal_depth }
    }
}

/// Stretches of callable bases in genome order: contig, start, end (0-based half-open). Neighbouring stretches are one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallableStretches(Vec<(ContigId, u32, u32)>);

impl CallableStretches {
    /// Adds `[start, end)` of `contig`, which lies behind all that is there.
    pub fn push(&mut self, contig: ContigId, start: u32, end: u32) {
        match self.0.last_mut() {
            Some((c, _, e)) if *c == contig && *e == start => *e = end,
            _ => self.0.push((contig, start, end)),
        }
    }

    /// The stretches.
    pub fn iter(&self) -> impl Iterator<Item = Interval> {
        self.0.iter().map(|&(contig, start, end)| Interval::new(contig, start, end))
    }

    /// Number of callable bases.
    pub fn bases(&self) -> u64 {
        self.0.iter().map(|&(_, start, end)| u64::from(end - start)).sum()
    }
}

impl Merge for CallableStretches {
    fn merge(&mut self, other: Self) {
        let in_order = match (self.0.last(), other.0.first()) {
            (Some(mine), Some(theirs)) => mine <= theirs,
            _ => true,
        };
        if in_order {
            for (contig, start, end) in other.0 {
                self.push(contig, start, end);
            }
        } else {
            let mut all = std::mem::take(&mut self.0);
            all.extend(other.0);
            all.sort_unstable();
            for (contig, start, end) in all {
                self.push(contig, start, end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_do_not_depend_on_where_they_were_cut() {
        let whole = [(0, 5, 20), (0, 30, 31), (1, 0, 4)];
        let of = |pieces: &[(u32, u32, u32)]| {
            let mut stretches = CallableStretches::default();
            for &(contig, start, end) in pieces {
                stretches.push(contig, start, end);
            }
            stretches
        };
        let mut merged = of(&[(0, 5, 12)]);
        merged.merge(of(&[(0, 12, 20), (0, 30, 31)]));
        merged.merge(of(&[(1, 0, 4)]));
        assert_eq!(merged, of(&whole));
        let mut backwards = of(&[(1, 0, 4)]);
        backwards.merge(of(&[(0, 30, 31)]));
        backwards.merge(of(&[(0, 5, 20)]));
        assert_eq!((&backwards, backwards.bases()), (&of(&whole), 20));
    }
}

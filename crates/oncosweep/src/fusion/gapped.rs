//! Alignment with gaps of two sequences that begin at the same place.
//!
//! METHOD: Gotoh's affine gaps (J. Mol. Biol. 162:705, 1982) within a band, with bwa mem's scores. What is asked is the score of *every* prefix of a sequence of some tens
//! of bases, a few times a junction; libraries of vectorised alignment give that of the whole and are made for sequences a hundred times as long.

/// Bases by which the two may get apart.
const BAND_BP: usize = 8;
const DIAGONALS: usize = 2 * BAND_BP + 1;
const MISMATCH: i32 = -4;
const GAP_OPEN: i32 = -6;
const GAP_EXTEND: i32 = -1;
const NEVER: i32 = i32::MIN / 2;

/// What became of a base of either sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// One base of each.
    Both,
    /// A base of the query that the target lacks.
    Inserted,
    /// A base of the target that the query lacks.
    Deleted,
}

/// Scores that end in a base of each sequence, in a base of the target alone, and in one of the query alone.
#[derive(Debug, Clone, Copy)]
struct Cell {
    both: i32,
    deleted: i32,
    inserted: i32,
}

impl Cell {
    const NONE: Self = Self { both: NEVER, deleted: NEVER, inserted: NEVER };

    fn best(self) -> i32 {
        self.both.max(self.deleted).max(self.inserted)
    }
}

/// All alignments of prefixes of a query with prefixes of a target.
pub(super) struct Anchored {
    /// Row by row of the query; in a row, the diagonals from `BAND_BP` bases of the query ahead to as many of the target ahead.
    cells: Vec<Cell>,
    target_length: usize,
}

impl Anchored {
    /// Aligns `query` with `target`; N neither agrees nor disagrees.
    pub fn new(query: &[u8], target: &[u8]) -> Self {
        let mut all = Self { cells: vec![Cell::NONE; (query.len() + 1) * DIAGONALS], target_length: target.len() };
        for row in 0..=query.len() {
            for diagonal in 0..DIAGONALS {
                let Some(column) = (row + diagonal).checked_sub(BAND_BP).filter(|&column| column <= target.len()) else { continue };
                let open = |cell: Cell, extended: i32| {
                    (cell.both.max(cell.deleted).max(cell.inserted) + GAP_OPEN + GAP_EXTEND).max(extended + GAP_EXTEND)
                };
                let mut cell = Cell::NONE;
                if row == 0 && column == 0 {
                    cell.both = 0;
                }
                if row > 0 && column > 0 {
                    let agree = match (query[row - 1], target[column - 1]) {
                        (b'N', _) | (_, b'N') => 0,
                        (a, b) if a == b => 1,
                        _ => MISMATCH,
                    };
                    cell.both = all.at(row - 1, diagonal).best() + agree;
                }
                if column > 0 && diagonal > 0 {
                    let before = all.at(row, diagonal - 1);
                    cell.deleted = open(before, before.deleted);
                }
                if row > 0 && diagonal + 1 < DIAGONALS {
                    let before = all.at(row - 1, diagonal + 1);
                    cell.inserted = open(before, before.inserted);
                }
                all.cells[row * DIAGONALS + diagonal] = cell;
            }
        }
        all
    }

    fn at(&self, row: usize, diagonal: usize) -> Cell {
        self.cells[row * DIAGONALS + diagonal]
    }

    /// The best score of the first `bases` of the query that ends in a base of both, and the bases of the target it takes; the least of equals.
    pub fn prefix(&self, bases: usize) -> (i32, usize) {
        let column = |diagonal: usize| (bases + diagonal).checked_sub(BAND_BP).filter(|&column| column <= self.target_length);
        let ends = (0..DIAGONALS).filter_map(|diagonal| Some((self.at(bases, diagonal).both, column(diagonal)?)));
        ends.max_by_key(|&(score, taken)| (score, std::cmp::Reverse(taken))).unwrap_or((NEVER, 0))
    }

    /// How the first `bases` of the query lie on the target where [`Anchored::prefix`] ends; all inserted where the target ends long before.
    pub fn steps(&self, bases: usize) -> Vec<Step> {
        let (_, taken) = self.prefix(bases);
        let Some(mut diagonal) = (taken + BAND_BP).checked_sub(bases) else { return vec![Step::Inserted; bases] };
        let (mut row, mut steps) = (bases, Vec::with_capacity(bases));
        let mut step = Step::Both;
        while row > 0 || row + diagonal > BAND_BP {
            steps.push(step);
            let reached = match step {
                Step::Both => NEVER,
                Step::Deleted => self.at(row, diagonal).deleted,
                Step::Inserted => self.at(row, diagonal).inserted,
            };
            (row, diagonal) = match step {
                Step::Both => (row - 1, diagonal),
                Step::Deleted => (row, diagonal - 1),
                Step::Inserted => (row - 1, diagonal + 1),
            };
            let cell = self.at(row, diagonal);
            step = match step {
                Step::Deleted if cell.deleted + GAP_EXTEND == reached => Step::Deleted,
                Step::Inserted if cell.inserted + GAP_EXTEND == reached => Step::Inserted,
                _ if cell.both == cell.best() => Step::Both,
                _ if cell.deleted == cell.best() => Step::Deleted,
                _ => Step::Inserted,
            };
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::letters, *};

    fn counted(steps: &[Step]) -> [usize; 3] {
        [Step::Both, Step::Inserted, Step::Deleted].map(|kind| steps.iter().filter(|&&step| step == kind).count())
    }

    #[test]
    fn gaps_cost_what_they_cost_and_lie_where_they_are() {
        let target = letters(60, 3);
        let whole = Anchored::new(&target[..40], &target);
        assert_eq!((whole.prefix(40), whole.prefix(7), counted(&whole.steps(40))), ((40, 40), (7, 7), [40, 0, 0]));
        let deleted = [&target[..10], &target[12..40]].concat();
        let aligned = Anchored::new(&deleted, &target);
        assert_eq!((aligned.prefix(38), counted(&aligned.steps(38))), ((38 - 6 - 2, 40), [38, 0, 2]));
        assert_eq!(aligned.prefix(10), (10, 10));
        let inserted = [&target[..10], &[if target[10] == b'A' { b'C' } else { b'A' }; 3], &target[10..40]].concat();
        let aligned = Anchored::new(&inserted, &target);
        assert_eq!((aligned.prefix(43), counted(&aligned.steps(43))), ((40 - 6 - 3, 40), [40, 3, 0]));
        let mut wrong = target[..40].to_vec();
        wrong[20] = if wrong[20] == b'A' { b'C' } else { b'A' };
        wrong[30] = b'N';
        assert_eq!(Anchored::new(&wrong, &target).prefix(40), (40 - 2 - 4, 40));
    }

    #[test]
    fn what_is_empty_or_runs_out_has_a_score_all_the_same() {
        assert_eq!(Anchored::new(b"", b"ACGT").prefix(0), (0, 0));
        assert!(Anchored::new(b"", b"").steps(0).is_empty());
        assert!(Anchored::new(b"ACGTACGTACGTACGT", b"AC").prefix(16).0 < -1_000);
    }

    #[test]
    fn every_prefix_has_the_score_of_all_alignments_within_the_band() {
        // The same, plainly: the best of all ways to go on.
        fn plain(query: &[u8], target: &[u8], last: Option<Step>) -> i32 {
            if query.is_empty() && target.is_empty() {
                return 0;
            }
            let gap = |step: Step| GAP_EXTEND + if last == Some(step) { 0 } else { GAP_OPEN };
            let mut best = NEVER;
            if let (Some((&a, query)), Some((&b, target))) = (query.split_last(), target.split_last()) {
                best = best.max(plain(query, target, Some(Step::Both)) + if a == b { 1 } else { MISMATCH });
            }
            // The end is a base of both.
            if last.is_some() {
                if let Some((_, query)) = query.split_last() {
                    best = best.max(plain(query, target, Some(Step::Inserted)) + gap(Step::Inserted));
                }
                if let Some((_, target)) = target.split_last() {
                    best = best.max(plain(query, target, Some(Step::Deleted)) + gap(Step::Deleted));
                }
            }
            best
        }
        for seed in 0..40 {
            let (query, target) = (letters(5, seed), letters(6, seed + 1_000));
            let aligned = Anchored::new(&query, &target);
            for bases in 1..=query.len() {
                let best = (0..=target.len()).map(|taken| plain(&query[..bases], &target[..taken], None)).max().unwrap();
                assert_eq!(aligned.prefix(bases).0, best, "{seed} {bases}");
            }
        }
    }
}

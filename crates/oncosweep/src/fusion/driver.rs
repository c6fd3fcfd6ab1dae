//! Rearrangements within one gene that drive tumours by themselves.

use std::ops::RangeInclusive;

/// What happens to a run of exons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Lost,
    Repeated,
}

/// A driver: the first and the last exon that is lost or repeated may be any of these, numbered in the gene's MANE Select transcript.
struct Driver {
    gene: &'static str,
    change: Change,
    first: RangeInclusive<u32>,
    last: RangeInclusive<u32>,
    name: &'static str,
}

/// Sources: EGFRvIII, Wong et al., PNAS 89:2965, 1992; EGFR kinase-domain duplication, Gallant et al., Cancer Discov. 5:1155, 2015; C-terminal
/// deletions, Cho et al., Cancer Res. 71:7587, 2011; KMT2A-PTD, Schichman et al., PNAS 91:6236, 1994; FLT3-ITD, Nakao et al., Leukemia 10:1911, 1996;
/// BCOR-ITD, Ueno-Yokohata et al., Nat. Genet. 47:861, 2015; IK6, Mullighan et al., Nature 453:110, 2008; BRAF lacking its RAS-binding
/// domain, Poulikakos et al., Nature 480:387, 2011; MET exon 14, Kong-Beltran et al., Cancer Res. 66:283, 2006; PDGFRA Δ8,9, Ozawa et al., Genes Dev.
/// 24:2205, 2010.
const DRIVERS: &[Driver] = &[
    Driver { gene: "EGFR", change: Change::Lost, first: 2..=2, last: 7..=7, name: "EGFRvIII" },
    Driver { gene: "EGFR", change: Change::Lost, first: 25..=26, last: 26..=28, name: "EGFR C-terminal deletion" },
    Driver { gene: "EGFR", change: Change::Repeated, first: 18..=18, last: 25..=26, name: "EGFR kinase-domain duplication" },
    Driver { gene: "KMT2A", change: Change::Repeated, first: 2..=4, last: 6..=12, name: "KMT2A-PTD" },
    Driver { gene: "FLT3", change: Change::Repeated, first: 13..=15, last: 14..=15, name: "FLT3-ITD" },
    Driver { gene: "BCOR", change: Change::Repeated, first: 15..=15, last: 15..=15, name: "BCOR-ITD" },
    Driver { gene: "IKZF1", change: Change::Lost, first: 4..=4, last: 7..=7, name: "IKZF1 IK6" },
    Driver { gene: "BRAF", change: Change::Lost, first: 2..=4, last: 8..=10, name: "BRAF without RAS-binding domain" },
    Driver { gene: "MET", change: Change::Lost, first: 14..=14, last: 14..=14, name: "MET exon 14 skipping" },
    Driver { gene: "PDGFRA", change: Change::Lost, first: 8..=8, last: 9..=9, name: "PDGFRA exon 8-9 deletion" },
];

/// Genes in which short rearrangements are gathered: their drivers are smaller than other junctions must be.
pub(super) const SHORT_EVENT_GENES: [&str; 2] = ["FLT3", "BCOR"];

/// Neighbours, 5' partner first, that a deletion fuses: aligners of RNA show the junction as an ordinary intron. Sources: STIL::TAL1, Aplan et al., Science
/// 250:1426, 1990; GOPC::ROS1, Charest et al., Genes Chromosomes Cancer 37:58, 2003.
pub(super) const FUSED_NEIGHBOURS: [(&str, &str); 2] = [("STIL", "TAL1"), ("GOPC", "ROS1")];

/// Genes and exons, first and last, whose loss is a driver.
pub(super) fn lost_exons() -> impl Iterator<Item = (&'static str, u32, u32)> {
    let lost = DRIVERS.iter().filter(|driver| driver.change == Change::Lost);
    lost.flat_map(|driver| {
        let pairs = driver.first.clone().flat_map(|first| driver.last.clone().map(move |last| (first, last)));
        pairs.filter(|(first, last)| first <= last).map(|(first, last)| (driver.gene, first, last))
    })
}

/// The driver that a change of exons `first` to `last` (1-based, in transcript order) of `gene` is.
pub(super) fn named(gene: &str, change: Change, first: u32, last: u32) -> Option<&'static str> {
    let fits = |d: &&Driver| d.gene == gene && d.change == change && d.first.contains(&first) && d.last.contains(&last) && first <= last;
    DRIVERS.iter().find(fits).map(|d| d.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_go_by_gene_change_and_exons() {
        assert_eq!(named("EGFR", Change::Lost, 2, 7), Some("EGFRvIII"));
        assert_eq!(named("EGFR", Change::Lost, 2, 8), None);
        assert_eq!(named("EGFR", Change::Repeated, 2, 7), None);
        assert_eq!(named("KMT2A", Change::Repeated, 2, 8), Some("KMT2A-PTD"));
        assert_eq!(named("FLT3", Change::Repeated, 14, 14), Some("FLT3-ITD"));
        assert_eq!(named("TP53", Change::Lost, 2, 7), None);
    }
}

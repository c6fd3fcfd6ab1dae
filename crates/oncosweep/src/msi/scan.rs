//! Finds microsatellite sites in a reference by MSIsensor-pro's rules.
//!
//! From left to right, at base `i`: a run of one base, at least `min_homopolymer_copies` long, is a site and is passed over; otherwise
//! the shortest unit of 2 to `max_unit_bp` bases that stands at `i` at least `min_repeat_copies` times in tandem is a site, and its
//! whole copies are passed over; otherwise the scan moves one base. Anything but A, C, G and T ends a repeat; case is ignored. A
//! repeat is kept when both flanks of `flank_bp` lie in the contig, hold only A, C, G and T, and at least one more base follows; it is
//! passed over even when it is not kept. Contigs of fewer than 20 bases have no site. (Rules of `msisensor-pro scan`, version 1.3;
//! the lists are equal byte for byte on the data in the tests.)
//!
//! MSIsensor's rules ([`ScanRules::Msisensor`]) differ in the step after a repeat of two bases or more: its last `unit − 1` bases are looked
//! at again, so that one array can be listed in several phases. (MSIsensor 0.6 may also count one copy more in front of an unknown base or at a
//! contig's end, where its packed comparison reads past the unit; that is not imitated.)

mod repeats;
mod stretches;

pub use stretches::{scan_reference, scan_regions};

use serde::{Deserialize, Serialize};

use repeats::{Repeat, repeats};

use super::{ShortSequence, Site};
use crate::{
    error::{Error, Result},
    genome::ContigId,
};

/// Contigs shorter than this have no site (MSIsensor-pro's rule).
const MIN_CONTIG_BP: usize = 20;

/// The longest unit a scan can look for.
const MAX_UNIT_BP: usize = ShortSequence::MAX_LENGTH;

/// Whose rules of passing over a repeat are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ScanRules {
    /// All whole copies are passed over.
    #[default]
    #[serde(rename = "msisensor-pro")]
    MsisensorPro,
    /// All whole copies but the last `unit − 1` bases are passed over.
    #[serde(rename = "msisensor")]
    Msisensor,
}

/// What counts as a site. The defaults are MSIsensor-pro's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanConfig {
    /// Whose rules are followed.
    pub rules: ScanRules,
    /// Shortest run of one base, in bases (MSIsensor-pro `-l`, 8).
    pub min_homopolymer_copies: u32,
    /// Fewest copies of a unit of two bases or more (MSIsensor-pro `-r`, 5).
    pub min_repeat_copies: u32,
    /// Longest unit, in bases (MSIsensor-pro `-s`, 6); 1 finds runs of one base only (MSIsensor-pro `-p 1`).
    pub max_unit_bp: u32,
    /// Bases of flank on either side (MSIsensor-pro `-c`, 5).
    pub flank_bp: u32,
}

impl Default for ScanConfig {
    fn default() -> Self {
        Self { rules: ScanRules::MsisensorPro, min_homopolymer_copies: 8, min_repeat_copies: 5, max_unit_bp: 6, flank_bp: 5 }
    }
}

impl ScanConfig {
    /// MSIsensor's rules and defaults (`-l 5 -r 3 -s 5 -c 5`).
    pub fn msisensor() -> Self {
        Self { rules: ScanRules::Msisensor, min_homopolymer_copies: 5, min_repeat_copies: 3, max_unit_bp: 5, flank_bp: 5 }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting.
    pub fn validate(&self) -> Result<()> {
        let longest = MAX_UNIT_BP as u32;
        if self.min_homopolymer_copies < 2 || self.min_repeat_copies < 2 {
            return Err(Error::Config(
                "site scan: a repeat has at least 2 copies; raise min_homopolymer_copies or min_repeat_copies".into(),
            ));
        }
        if !(1..=longest).contains(&self.max_unit_bp) {
            return Err(Error::Config(format!("site scan: max_unit_bp is {}; it must be 1 to {longest}", self.max_unit_bp)));
        }
        if !(1..=longest).contains(&self.flank_bp) {
            return Err(Error::Config(format!("site scan: flank_bp is {}; it must be 1 to {longest}", self.flank_bp)));
        }
        Ok(())
    }
}

/// Finds the sites of one contig, whose letters (any case) are `bases`, in order.
pub fn scan_contig(contig: ContigId, bases: &[u8], config: &ScanConfig) -> Vec<Site> {
    // Block by block without an early end within, which the compiler turns into wide comparisons.
    let has_lower_case = |block: &[u8]| block.iter().fold(false, |found, letter| found | letter.is_ascii_lowercase());
    if bases.chunks(1 << 12).any(has_lower_case) {
        return scan_upper_case(contig, &bases.to_ascii_uppercase(), config);
    }
    scan_upper_case(contig, bases, config)
}

/// As [`scan_contig`], of letters in upper case.
fn scan_upper_case(contig: ContigId, bases: &[u8], config: &ScanConfig) -> Vec<Site> {
    if bases.len() < MIN_CONTIG_BP {
        return Vec::new();
    }
    let mut sites = Vec::new();
    let mut at = 0;
    while at < bases.len() {
        at += unknown_run(&bases[at..]);
        let end = at + known_run(&bases[at..]);
        for Repeat { start, unit, copies } in repeats(&bases[at..end], config) {
            sites.extend(site_at(contig, bases, at + start, unit, copies, config.flank_bp as usize));
        }
        at = end;
    }
    sites
}

/// The site, when its flanks are whole and known.
fn site_at(contig: ContigId, bases: &[u8], start: usize, unit: usize, copies: usize, flank: usize) -> Option<Site> {
    let end = start + unit * copies;
    // MSIsensor-pro asks for one base more than the flank at the contig's end.
    if start < flank || end + flank >= bases.len() {
        return None;
    }
    Some(Site {
        contig,
        start: start as u32,
        unit: ShortSequence::new(&bases[start..start + unit])?,
        copies: copies as u32,
        left_flank: ShortSequence::new(&bases[start - flank..start])?,
        right_flank: ShortSequence::new(&bases[end..end + flank])?,
    })
}

#[inline]
fn is_known(letter: u8) -> bool {
    matches!(letter, b'A' | b'C' | b'G' | b'T')
}

/// Bases looked at in one go, without an early end within, which the compiler turns into wide comparisons.
const BLOCK: usize = 64;

/// How many bases from the first on are not A, C, G or T: assemblies hold such runs of millions.
fn unknown_run(bases: &[u8]) -> usize {
    let all_n = |block: &&[u8; BLOCK]| *block == &[b'N'; BLOCK];
    let unknown = BLOCK * bases.as_chunks::<BLOCK>().0.iter().take_while(all_n).count();
    unknown + bases[unknown..].iter().take_while(|&&letter| !is_known(letter)).count()
}

/// How many bases from the first on are A, C, G or T.
fn known_run(bases: &[u8]) -> usize {
    let all_known = |block: &&[u8; BLOCK]| block.iter().fold(true, |all, &letter| all & is_known(letter));
    let known = BLOCK * bases.as_chunks::<BLOCK>().0.iter().take_while(all_known).count();
    known + bases[known..].iter().take_while(|&&letter| is_known(letter)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(u32, String, u32)> {
        scan_contig(0, text.as_bytes(), &ScanConfig::default()).iter().map(|s| (s.start, s.unit.to_string(), s.copies)).collect()
    }

    #[test]
    fn a_run_and_a_repeat() {
        assert_eq!(found("GGCTCaaaaaaaaGGCTCT"), vec![]);
        assert_eq!(found("GGCTCaaaaaaaaGGCTCTT"), vec![(5, "A".into(), 8)]);
        // The greedy scan takes the phase it meets first: CA from base 4, whose left flank is one base short.
        assert_eq!(found("GTTGCACACACACACTGGCTC"), vec![]);
        assert_eq!(found("GGTTGACACACACACTGGCTC"), vec![(5, "AC".into(), 5)]);
    }

    /// The rules as they are written, base by base.
    fn plain(text: &str, config: &ScanConfig) -> Vec<(u32, u32, u32)> {
        let (s, flank) = (text.to_ascii_uppercase().into_bytes(), config.flank_bp as usize);
        let known = |from: usize, to: usize| (from..to).all(|i| i < s.len() && b"ACGT".contains(&s[i]));
        let mut sites = Vec::new();
        let mut i = 0;
        'next: while i < s.len() && s.len() >= MIN_CONTIG_BP {
            for unit in 1..=config.max_unit_bp as usize {
                let mut copies = usize::from(known(i, i + unit));
                while copies > 0 && known(i, i + unit * (copies + 1)) && s[i..i + unit] == s[i + unit * copies..i + unit * (copies + 1)] {
                    copies += 1;
                }
                let wanted = if unit == 1 { config.min_homopolymer_copies } else { config.min_repeat_copies };
                if copies >= wanted as usize {
                    let end = i + unit * copies;
                    if i >= flank && end + flank < s.len() && known(i - flank, end + flank) {
                        sites.push((i as u32, unit as u32, copies as u32));
                    }
                    i = end - if config.rules == ScanRules::Msisensor { unit - 1 } else { 0 };
                    continue 'next;
                }
            }
            i += 1;
        }
        sites
    }

    proptest::proptest! {
        #[test]
        fn equals_the_plain_rules(text in "([ACGTacN]|(AC){3,9}|T{5,12}|(GAT){4,7}|(AACCCT){4,6}){0,60}", run in 2u32..10, copies in 2u32..7, unit in 1u32..7, flank in 1u32..12) {
            let config = ScanConfig { min_homopolymer_copies: run, min_repeat_copies: copies, max_unit_bp: unit, flank_bp: flank, ..ScanConfig::default() };
            let old = ScanConfig { rules: ScanRules::Msisensor, ..config.clone() };
            for config in [config, old, ScanConfig::default(), ScanConfig::msisensor()] {
                let found: Vec<_> = scan_contig(0, text.as_bytes(), &config).iter().map(|s| (s.start, s.unit.len(), s.copies)).collect();
                proptest::prop_assert_eq!(found, plain(&text, &config));
            }
        }
    }

    #[test]
    fn msisensor_looks_at_the_end_of_an_array_again() {
        let text = "GGTTGACCACCACCAACCAACCAATGGCTCTGA";
        let of = |config: &ScanConfig| {
            scan_contig(0, text.as_bytes(), config).iter().map(|s| (s.start, s.unit.to_string(), s.copies)).collect::<Vec<_>>()
        };
        let pro = ScanConfig { rules: ScanRules::MsisensorPro, ..ScanConfig::msisensor() };
        assert_eq!(of(&pro), vec![(5, "ACC".into(), 3)]);
        assert_eq!(of(&ScanConfig::msisensor()), vec![(5, "ACC".into(), 3), (12, "CCAA".into(), 3)]);
    }

    #[test]
    fn unknown_bases_end_a_repeat_and_spoil_a_flank() {
        assert_eq!(found("GGNTCAAAAAAAAAGGCTCTT"), vec![]);
        assert_eq!(found("GGCTCAAAANAAAAGGCTCTTAA"), vec![]);
        assert_eq!(found("AAAAAAAAAAAAAAAAAAA"), vec![]);
    }
}

use super::{
    super::{LengthSkip, MsiSweepConfig, ShortSequence, Site},
    measure,
};
use crate::sweep::read_maker::MadeRead;

fn site(start: u32, unit: &str, copies: u32, left: &str, right: &str) -> Site {
    let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
    Site { contig: 0, start, unit: bases(unit), copies, left_flank: bases(left), right_flank: bases(right) }
}

/// `GATTACAGGC TTTTTTTTTT CAGTACCATG`: ten T from base 110 on; the reads start at 100.
fn t10() -> Site {
    site(110, "T", 10, "CAGGC", "CAGTA")
}

fn length_at(site: &Site, start: u32, cigar: &str, letters: &str) -> Result<u32, LengthSkip> {
    measure(&MadeRead::new(start, cigar, letters).read(), site, &MsiSweepConfig::default())
}

#[test]
fn the_side_of_an_indel_does_not_matter() {
    let shorter = "GATTACAGGCTTTTTTTTCAGTACCATG";
    for cigar in ["10M2D18M", "18M2D10M", "14M2D14M", "10M1D4M1D14M"] {
        assert_eq!(length_at(&t10(), 100, cigar, shorter), Ok(8), "{cigar}");
    }
    for cigar in ["10M3I20M", "20M3I10M", "15M3I15M"] {
        assert_eq!(length_at(&t10(), 100, cigar, "GATTACAGGCTTTTTTTTTTTTTCAGTACCATG"), Ok(13), "{cigar}");
    }
    assert_eq!(length_at(&t10(), 100, "30M", "GATTACAGGCTTTTTTTTTTCAGTACCATG"), Ok(10));
    assert_eq!(length_at(&t10(), 100, "10M10D10M", "GATTACAGGCCAGTACCATG"), Ok(0));
}

#[test]
fn soft_clips_behind_the_repeat_are_read() {
    // The right part is clipped: the left anchor finds it.
    assert_eq!(length_at(&t10(), 100, "18M10S", "GATTACAGGCTTTTTTTTCAGTACCATG"), Ok(8));
    // The left part is clipped: the right anchor finds it.
    assert_eq!(length_at(&t10(), 112, "10S18M", "GATTACAGGCTTTTTTTTCAGTACCATG"), Ok(8));
}

#[test]
fn units_of_several_bases_in_any_phase() {
    // AC × 6 after a flank that ends in C: aligners put the gap one base into the flank.
    let ac = site(110, "AC", 6, "GGTGC", "TTGAG");
    for cigar in ["9M2D19M", "10M2D18M", "20M2D8M"] {
        assert_eq!(length_at(&ac, 100, cigar, "GATTAGGTGCACACACACACTTGAGTCC"), Ok(5), "{cigar}");
    }
    assert_eq!(length_at(&ac, 100, "19M1D9M", "GATTAGGTGCACACACACATTGAGTCC"), Err(LengthSkip::PartialUnit));
    // Clipped on the left, partial: seen from the right.
    assert_eq!(length_at(&ac, 115, "12S16M", "GATTAGGTGCCACACACACTTGAGTCCA"), Err(LengthSkip::PartialUnit));
}

#[test]
fn a_flank_that_ends_with_the_unit() {
    // The scan takes `AC × 5` first and then the run of C, whose left flank ends in C.
    let c8 = site(110, "C", 8, "CACAC", "GATTG");
    let letters = "ACACACACACCCCCCCCCGATTGAGG";
    assert_eq!(length_at(&c8, 100, "26M", letters), Ok(8));
    assert_eq!(length_at(&c8, 112, "12S14M", letters), Ok(8));
}

#[test]
fn reasons() {
    let site = t10();
    assert_eq!(length_at(&site, 100, "18M", "GATTACAGGCTTTTTTTT"), Err(LengthSkip::NotSpanning));
    assert_eq!(length_at(&site, 100, "23M", "GATTACAGGCTTTTTTTTTTCAG"), Err(LengthSkip::NotSpanning));
    assert_eq!(length_at(&site, 112, "18M", "TTTTTTTTCAGTACCATG"), Err(LengthSkip::NotSpanning));
    assert_eq!(length_at(&site, 100, "30M", "GATTACAGGATTTTTTTTTTCAGTACCATG"), Err(LengthSkip::FlankMismatch));
    assert_eq!(length_at(&site, 100, "30M", "GATTACAGGCTTTTTGTTTTCAGTACCATG"), Err(LengthSkip::FlankMismatch));
    assert_eq!(length_at(&site, 100, "10M50N10M", "GATTACAGGCCCCCCCCCCC"), Err(LengthSkip::FlankMismatch));
}

#[test]
fn low_quality_is_a_mean_over_repeat_and_flanks() {
    let mut made = MadeRead::new(100, "30M", "GATTACAGGCTTTTTTTTTTCAGTACCATG");
    made.qualities = vec![2; 30];
    assert_eq!(measure(&made.read(), &t10(), &MsiSweepConfig::default()), Err(LengthSkip::LowBaseQuality));
    made.qualities[5..25].fill(20);
    assert_eq!(measure(&made.read(), &t10(), &MsiSweepConfig::default()), Ok(10));
    made.qualities = vec![255; 30];
    assert_eq!(measure(&made.read(), &t10(), &MsiSweepConfig::default()), Ok(10));
}

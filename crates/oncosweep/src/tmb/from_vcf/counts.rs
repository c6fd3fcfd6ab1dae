//! Counts of a sample's reads: one file a caller's way to write them.
//!
//! Merged files hold records of several callers, so each record is asked by itself, in a fixed order. The allele fraction is the caller's own
//! (`AF`, `VAF`, `FREQ` of the sample) where it gives one: callers correct it for what their counts leave out.

mod allelic_depths;
mod fraction;
mod freebayes;
mod strand_depths;
mod strelka;
mod varscan;

use crate::genome::VcfRecord;

/// What a record tells of a sample and one alternate allele.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) depth: Option<u32>,
    pub(super) alternate: Option<u32>,
    pub(super) vaf: Option<f64>,
}

/// A caller's way to write counts: asked for the sample of a column and the index of an alternate allele (from 0), it answers `None` where its
/// tags are not there.
type Dialect = fn(&VcfRecord<'_>, usize, usize) -> Result<Option<Counts>, String>;

const DIALECTS: [Dialect; 6] =
    [strelka::counts, varscan::counts, allelic_depths::counts, freebayes::counts, strand_depths::counts, fraction::counts];

/// The FORMAT tags that tell counts, for messages.
pub(super) const TAGS: &str = "AD, AU/CU/GU/TU or TAR/TIR (Strelka2), RO/AO, RD, or INFO/DP4";

/// The counts of `record` for the sample of a column and the alternate allele at `index`; `None` where it tells none.
pub(super) fn counts(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<Counts>, String> {
    for dialect in DIALECTS {
        if let Some(counts) = dialect(record, sample, index)? {
            return Ok(Some(Counts { vaf: told_fraction(record, sample, index)?.or(counts.vaf), ..counts }));
        }
    }
    Ok(None)
}

/// The sample's allele fraction in the words of the caller; never INFO's, which may be another sample's or a population's.
fn told_fraction(record: &VcfRecord<'_>, sample: usize, index: usize) -> Result<Option<f64>, String> {
    for tag in ["AF", "VAF", "FREQ"] {
        if let Some(text) = record.sample(sample, tag) {
            let values = numbers(tag, text)?;
            let value = if values.len() > 1 { values.get(index).copied().flatten() } else { values[0] };
            if value.is_some() {
                return Ok(value);
            }
        }
    }
    Ok(None)
}

/// The numbers of a comma-separated value; `%` divides by a hundred, and `.` is `None`.
fn numbers(tag: &str, text: &str) -> Result<Vec<Option<f64>>, String> {
    let number = |part: &str| match part.strip_suffix('%') {
        _ if part == "." => Ok(None),
        Some(percent) => percent.parse::<f64>().map(|v| Some(v / 100.0)),
        None => part.parse::<f64>().map(Some),
    };
    text.split(',').map(|part| number(part).map_err(|_| format!("'{part}' in {tag} is not a number"))).collect()
}

/// The whole numbers of a sample's tag; `None` where the tag is absent or any of them is missing.
fn depths(record: &VcfRecord<'_>, sample: usize, tag: &str) -> Result<Option<Vec<u32>>, String> {
    let Some(text) = record.sample(sample, tag) else { return Ok(None) };
    whole_numbers(tag, text)
}

fn whole_numbers(tag: &str, text: &str) -> Result<Option<Vec<u32>>, String> {
    let values = numbers(tag, text)?;
    if values.iter().flatten().any(|v| *v < 0.0 || v.fract() != 0.0 || *v > f64::from(u32::MAX)) {
        return Err(format!("'{text}' in {tag} is not whole numbers from 0 on"));
    }
    Ok(values.into_iter().map(|value| value.map(|v| v as u32)).collect())
}

fn share(alternate: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(alternate) / f64::from(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::VcfReader;

    fn of(line: &str, index: usize) -> Result<Option<Counts>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
        std::fs::write(file.path(), format!("{header}chr1\t5\t.\t{}\n", line.replace(' ', "\t"))).unwrap();
        let mut found = Ok(None);
        VcfReader::open(file.path())
            .unwrap()
            .for_each(|record| {
                found = counts(record, 0, index);
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn every_caller_is_understood() {
        for (caller, line, index, expected) in [
            ("Mutect2", "A C . PASS . GT:AD:AF:DP 0/1:30,10:0.26:41", 0, (Some(41), Some(10), Some(0.26))),
            ("Mutect2, two alleles", "A C,G . PASS . GT:AD:AF:DP 0/1/2:30,10,5:0.2,0.1:46", 1, (Some(46), Some(5), Some(0.1))),
            ("without DP and AF", "A C . PASS . AD 30,10", 0, (Some(40), Some(10), Some(0.25))),
            ("DRAGEN", "A C . PASS . GT:SQ:AD:AF:DP 0/1:9.1:90,10:0.1:100", 0, (Some(100), Some(10), Some(0.1))),
            ("VarDict", "A C . PASS AF=0.9 GT:DP:VD:ALD:RD:AD:AF 0/1:37:4:1,3:16,15:31,4:0.1081", 0, (Some(37), Some(4), Some(0.1081))),
            ("Strelka2 SNV", "A C . PASS . DP:FDP:AU:CU:GU:TU 44:1:30,31:10,11:0,0:0,1", 0, (Some(40), Some(10), Some(0.25))),
            ("Strelka2 indel", "A AC . PASS . DP:TAR:TIR:TOR 50:30,31:10,10:8,8", 0, (Some(48), Some(10), Some(0.25))),
            ("VarScan", "A C . PASS . GT:AD:DP:DP4:FREQ:RD 0/1:29:136:87,18,19,10:21.64%:105", 0, (Some(136), Some(29), Some(0.2164))),
            ("freebayes", "A C,G . PASS . GT:DP:RO:AO 0/1:40:28:8,4", 1, (Some(40), Some(4), Some(0.1))),
            ("LoFreq", "A C . PASS AF=0.5;DP4=20,10,6,4 . .", 0, (Some(40), Some(10), Some(0.25))),
            ("bcftools", "A C . PASS . DP:VAF 40:0.25", 0, (Some(40), None, Some(0.25))),
        ] {
            let counts = of(line, index).unwrap().unwrap();
            assert_eq!((counts.depth, counts.alternate), (expected.0, expected.1), "{caller}");
            assert!((counts.vaf.unwrap() - expected.2.unwrap()).abs() < 1e-9, "{caller}");
        }
    }

    #[test]
    fn what_is_not_told_is_none_and_what_is_malformed_an_error() {
        assert_eq!(of("A C . PASS AF=0.5 GT 0/1", 0), Ok(None), "INFO/AF is nobody's count");
        assert_eq!(of("A C . PASS . AD .,.", 0), Ok(None));
        assert!(of("A C . PASS . AD x,1", 0).unwrap_err().contains("'x' in AD"));
        assert!(of("A C . PASS . AD 1,-1", 0).unwrap_err().contains("whole numbers"));
        assert!(of("A C . PASS . AD 1,2,3", 0).unwrap_err().contains("AD has 3"));
    }
}

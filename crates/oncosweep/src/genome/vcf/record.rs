//! One line of a VCF file.

/// One line of a VCF file, as text.
#[derive(Debug, Clone, PartialEq)]
pub struct VcfRecord<'a> {
    /// Contig as the file spells it.
    pub chrom: &'a str,
    /// Position of the first reference base, 0-based.
    pub start: u32,
    /// Reference allele.
    pub reference: &'a str,
    /// Alternate alleles; none for a site without variant.
    pub alternates: Vec<&'a str>,
    /// Quality; `None` where missing.
    pub quality: Option<f64>,
    /// FILTER as written.
    pub filter: &'a str,
    info: &'a str,
    format: &'a str,
    samples: Vec<&'a str>,
}

impl<'a> VcfRecord<'a> {
    /// Parses a line of a file with `samples` samples.
    pub(super) fn parse(line: &'a str, samples: usize) -> Result<Self, String> {
        let mut columns = line.split('\t');
        let mut fixed = [""; 8];
        for (index, column) in fixed.iter_mut().enumerate() {
            *column = columns.next().ok_or_else(|| format!("has {index} tab-separated columns; a VCF record has at least eight"))?;
        }
        let [chrom, pos, _, reference, alternate, quality, filter, info] = fixed;
        let position: u32 = pos.parse().map_err(|_| format!("POS '{pos}' is not a whole number"))?;
        let start = position.checked_sub(1).ok_or("POS 0 stands for a telomere; positions of variants count from 1")?;
        let format = columns.next().unwrap_or_default();
        let values: Vec<&str> = columns.collect();
        if samples > 0 && values.len() != samples {
            return Err(format!("has {} sample columns where the header has {samples}", values.len()));
        }
        let quality = match quality {
            "." => None,
            text => Some(text.parse().map_err(|_| format!("QUAL '{text}' is not a number"))?),
        };
        let alternates = if alternate == "." { Vec::new() } else { alternate.split(',').collect() };
        Ok(Self { chrom, start, reference, alternates, quality, filter, info, format, samples: values })
    }

    /// The value of an INFO tag; empty for a flag, `None` where it is absent or missing (`.`).
    pub fn info(&self, tag: &str) -> Option<&'a str> {
        self.info
            .split(';')
            .find_map(|field| match field.split_once('=') {
                Some((name, value)) => (name == tag).then_some(value),
                None => (field == tag).then_some(""),
            })
            .filter(|value| *value != ".")
    }

    /// The value of a FORMAT tag for the sample of a column (from 0); `None` where it is absent or missing.
    pub fn sample(&self, sample: usize, tag: &str) -> Option<&'a str> {
        let index = self.format.split(':').position(|name| name == tag)?;
        self.samples.get(sample)?.split(':').nth(index).filter(|value| !value.split(',').all(|part| part == "."))
    }

    /// Whether anything is told of the sample of a column: some FORMAT value of it is not missing.
    pub fn tells_of(&self, sample: usize) -> bool {
        let is_missing = |value: &str| value.bytes().all(|letter| matches!(letter, b'.' | b'/' | b'|' | b','));
        self.samples.get(sample).is_some_and(|values| !values.split(':').all(is_missing))
    }

    /// Number of sample columns.
    pub fn sample_count(&self) -> usize {
        self.samples.len()
    }

    /// The first filter it failed; `None` for PASS. Where no filter was applied (`.`) it has not passed: the dot is returned.
    pub fn failed_filter(&self) -> Option<&'a str> {
        self.filter.split(';').find(|name| *name != "PASS")
    }

    /// The place for messages, 1-based: `chr1:100 A>C`.
    pub fn place(&self) -> String {
        format!("{}:{} {}>{}", self.chrom, self.start + 1, self.reference, self.alternates.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_by_name_and_sample() {
        let line = "chr1\t100\t.\tA\tC\t50.5\tPASS\tDP=7;SOMATIC;AF=.\tGT:AD:DP\t0/1:3,4:.\t0/0:.,.:9";
        let record = VcfRecord::parse(line, 2).unwrap();
        assert_eq!((record.start, record.quality, record.failed_filter()), (99, Some(50.5), None));
        assert_eq!((record.info("DP"), record.info("SOMATIC"), record.info("AF"), record.info("D")), (Some("7"), Some(""), None, None));
        assert_eq!((record.sample(0, "AD"), record.sample(0, "DP"), record.sample(1, "AD")), (Some("3,4"), None, None));
        assert_eq!((record.sample(1, "DP"), record.sample(2, "DP"), record.sample(0, "AF")), (Some("9"), None, None));
        assert!(record.tells_of(0) && record.tells_of(1) && !record.tells_of(2));
        assert!(!VcfRecord::parse("1\t1\t.\tA\tC\t.\t.\t.\tGT:AD\t./.:.,.", 1).unwrap().tells_of(0));
        assert!(VcfRecord::parse(line, 3).unwrap_err().contains("2 sample columns"));
        assert_eq!(VcfRecord::parse("1\t1\t.\tA\t.\t.\tq10;s50\t.", 0).unwrap().failed_filter(), Some("q10"));
        assert_eq!(VcfRecord::parse("1\t1\t.\tA\t.\t.\t.\t.", 0).unwrap().failed_filter(), Some("."));
    }
}

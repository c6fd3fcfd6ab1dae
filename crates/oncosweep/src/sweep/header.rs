//! What an alignment file's header says.

use crate::genome::{Contig, Contigs};

/// The parts of a SAM header the sweep needs.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// @SQ lines in order.
    pub contigs: Contigs,
    /// M5 of each @SQ line, lower case, where present.
    pub md5: Vec<Option<String>>,
    /// SM of the first @RG line that has one.
    pub sample: Option<String>,
    /// SO of @HD.
    pub sort_order: Option<String>,
}

impl Header {
    /// Reads the header's text.
    pub fn from_text(text: &str) -> Self {
        let mut header = Self::default();
        let mut list = Vec::new();
        for line in text.lines() {
            let mut fields = line.split('\t');
            let kind = fields.next().unwrap_or_default();
            let value = |tag: &str| line.split('\t').skip(1).find_map(|f| f.strip_prefix(tag)).map(str::to_owned);
            match kind {
                "@HD" => header.sort_order = value("SO:"),
                "@SQ" => {
                    let length = value("LN:").and_then(|l| l.parse().ok()).unwrap_or(0);
                    list.push(Contig { name: value("SN:").unwrap_or_default(), length });
                    header.md5.push(value("M5:").map(|m| m.to_ascii_lowercase()));
                }
                "@RG" if header.sample.is_none() => header.sample = value("SM:").filter(|name| !name.is_empty()),
                _ => {}
            }
        }
        header.contigs = Contigs::new(list);
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_sample_name_is_none() {
        let header = Header::from_text("@RG\tID:a\tSM:\n@RG\tID:b\tSM:you\n");
        assert_eq!(header.sample.as_deref(), Some("you"));
    }

    #[test]
    fn reads_what_is_needed() {
        let header = Header::from_text(
            "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:10\tM5:ABC\n@SQ\tSN:2\tLN:20\n@RG\tID:a\tSM:me\n@RG\tID:b\tSM:you\n",
        );
        assert_eq!(header.contigs.length(1), 20);
        assert_eq!(header.md5, vec![Some("abc".to_owned()), None]);
        assert_eq!((header.sample.as_deref(), header.sort_order.as_deref()), (Some("me"), Some("coordinate")));
    }
}

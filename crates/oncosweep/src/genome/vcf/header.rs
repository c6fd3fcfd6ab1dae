//! The header of a VCF file.

use std::collections::BTreeMap;

use super::super::{Contig, Contigs};

/// What a header says: contigs, declared tags, samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VcfHeader {
    /// Contigs with their lengths in bases, where the header tells them.
    pub contigs: Vec<(String, Option<u32>)>,
    /// Declared INFO tags with their descriptions.
    pub info: BTreeMap<String, String>,
    /// Declared FORMAT tags with their descriptions.
    pub format: BTreeMap<String, String>,
    /// Samples in column order.
    pub samples: Vec<String>,
    /// All other lines (`##key=value`), in the file's order.
    pub other: Vec<(String, String)>,
}

impl VcfHeader {
    /// Takes a line; true for the `#CHROM` line, which ends the header.
    pub(super) fn add_line(&mut self, line: &str) -> Result<bool, String> {
        if let Some(meta) = line.strip_prefix("##") {
            let Some((key, value)) = meta.split_once('=') else { return Ok(false) };
            match key {
                "contig" => self.add_contig(value)?,
                "INFO" => drop(field(value, "ID").map(|id| self.info.insert(id, description(value)))),
                "FORMAT" => drop(field(value, "ID").map(|id| self.format.insert(id, description(value)))),
                _ => self.other.push((key.to_owned(), value.to_owned())),
            }
            return Ok(false);
        }
        if !line.starts_with("#CHROM\t") {
            return Err("the header must end with a line '#CHROM POS ID REF ALT …', separated by tabs".into());
        }
        self.samples = line.split('\t').skip(9).map(str::to_owned).collect();
        Ok(true)
    }

    fn add_contig(&mut self, value: &str) -> Result<(), String> {
        let Some(name) = field(value, "ID") else { return Err(format!("contig line '{value}' has no ID")) };
        let length = match field(value, "length") {
            Some(text) => Some(text.parse().map_err(|_| format!("length '{text}' of contig '{name}' is not a whole number"))?),
            None => None,
        };
        self.contigs.push((name, length));
        Ok(())
    }

    /// The contigs as a table, when every one has its length.
    pub fn contigs_with_lengths(&self) -> Option<Contigs> {
        let list: Option<Vec<Contig>> =
            self.contigs.iter().map(|(name, length)| Some(Contig { name: name.clone(), length: (*length)? })).collect();
        list.filter(|list| !list.is_empty()).map(Contigs::new)
    }

    /// The value of the first line `##key=value`.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.other.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

/// The value of `key` in `<ID=x,Number=1,Description="…">`; commas within quotes do not end a value.
fn field(structured: &str, key: &str) -> Option<String> {
    let mut rest = structured.trim().strip_prefix('<')?.strip_suffix('>')?;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let end = end_of_quotes(quoted);
                (quoted[..end].to_owned(), quoted[end..].trim_start_matches('"'))
            }
            None => match after.split_once(',') {
                Some((value, _)) => (value.to_owned(), &after[value.len()..]),
                None => (after.to_owned(), ""),
            },
        };
        if name == key {
            return Some(value);
        }
        rest = next.strip_prefix(',')?;
    }
}

fn end_of_quotes(text: &str) -> usize {
    let mut escaped = false;
    text.char_indices()
        .find(|&(_, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
        .map_or(text.len(), |(index, _)| index)
}

fn description(structured: &str) -> String {
    field(structured, "Description").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_lines_are_taken_apart() {
        let line = r#"<ID=CSQ,Number=.,Type=String,Description="Annotations, of \"VEP\". Format: Allele|Consequence",Source=x>"#;
        assert_eq!(field(line, "ID").as_deref(), Some("CSQ"));
        assert_eq!(field(line, "Description").as_deref(), Some(r#"Annotations, of \"VEP\". Format: Allele|Consequence"#));
        assert_eq!(field(line, "Source").as_deref(), Some("x"));
        assert_eq!(field(line, "Version"), None);
        assert_eq!(field("plain", "ID"), None);
    }

    #[test]
    fn contigs_need_all_their_lengths() {
        let mut header = VcfHeader::default();
        header.add_line("##contig=<ID=chr1,length=100>").unwrap();
        assert_eq!(header.contigs_with_lengths().unwrap().len(), 1);
        header.add_line("##contig=<ID=chr2>").unwrap();
        assert_eq!(header.contigs_with_lengths(), None);
        assert!(header.add_line("##contig=<ID=chr3,length=x>").unwrap_err().contains("chr3"));
        assert!(header.add_line("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\tN").unwrap());
        assert_eq!(header.samples, ["T", "N"]);
    }
}

//! Column 9 of GTF (`key "value"; …`) and GFF3 (`key=value;…`).

use std::borrow::Cow;

/// How column 9 is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `gene_id "G1"; transcript_id "T1";`
    Gtf,
    /// `ID=transcript:T1;Parent=gene:G1`
    Gff3,
}

impl Flavour {
    /// Tells the flavour from column 9: whichever of `=` and white space follows the first key.
    pub(super) fn of(attributes: &str) -> Option<Self> {
        let text = attributes.trim_start();
        match text.find(['=', ' ', '\t']).map(|at| text.as_bytes()[at]) {
            Some(b'=') => Some(Self::Gff3),
            Some(_) => Some(Self::Gtf),
            None => None,
        }
    }
}

/// The attributes the gene model needs, borrowed from the line.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) parent: Option<&'a str>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) gene: Option<Cow<'a, str>>,
    pub(super) gene_id: Option<Cow<'a, str>>,
    pub(super) gene_name: Option<Cow<'a, str>>,
    pub(super) gene_biotype: Option<Cow<'a, str>>,
    pub(super) transcript_id: Option<Cow<'a, str>>,
    pub(super) transcript_biotype: Option<Cow<'a, str>>,
    pub(super) biotype: Option<Cow<'a, str>>,
    pub(super) is_canonical: bool,
    pub(super) is_mane: bool,
}

impl<'a> Attributes<'a> {
    pub(super) fn parse(text: &'a str, flavour: Flavour) -> Self {
        let mut attributes = Self::default();
        let mut rest = text;
        while let Some((key, value, after)) = match flavour {
            Flavour::Gtf => next_gtf(rest),
            Flavour::Gff3 => next_gff3(rest),
        } {
            attributes.set(key, value, flavour);
            rest = after;
        }
        attributes
    }

    fn set(&mut self, key: &str, value: &'a str, flavour: Flavour) {
        let text = || Some(if flavour == Flavour::Gff3 { percent_decoded(value) } else { Cow::Borrowed(value) }).filter(|v| !v.is_empty());
        match key {
            "ID" => self.id = text(),
            "Parent" => self.parent = Some(value),
            "Name" => self.name = text(),
            "gene" => self.gene = text(),
            "gene_id" => self.gene_id = text(),
            "gene_name" => self.gene_name = text(),
            "gene_biotype" | "gene_type" => self.gene_biotype = text(),
            "transcript_id" => self.transcript_id = text(),
            "transcript_biotype" | "transcript_type" => self.transcript_biotype = text(),
            "biotype" => self.biotype = text(),
            // GTF repeats the key, GFF3 separates by commas; RefSeq writes a space where Ensembl has an underscore.
            "tag" => {
                for tag in value.split(',') {
                    self.is_canonical |= tag == "Ensembl_canonical";
                    self.is_mane |= matches!(tag, "MANE_Select" | "MANE Select");
                }
            }
            _ => {}
        }
    }
}

/// The first `key value` of a GTF column, and what follows. A quoted value may hold semicolons.
fn next_gtf(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches([' ', ';', '\t']);
    let at = text.find([' ', '\t'])?;
    let (key, value) = (&text[..at], text[at..].trim_start());
    if let Some(quoted) = value.strip_prefix('"') {
        let end = quoted.find('"').unwrap_or(quoted.len());
        Some((key, &quoted[..end], quoted.get(end + 1..).unwrap_or_default()))
    } else {
        let end = value.find(';').unwrap_or(value.len());
        Some((key, value[..end].trim_end(), &value[end..]))
    }
}

/// The first `key=value` of a GFF3 column, and what follows.
fn next_gff3(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches([' ', ';']);
    let end = text.find(';').unwrap_or(text.len());
    let (pair, rest) = text.split_at(end);
    if pair.is_empty() {
        return None;
    }
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    Some((key, value.trim(), rest))
}

/// Decodes `%2C` and the like (GFF3 specification 1.26, "Description of the Format").
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gtf_values_may_hold_semicolons_and_lack_quotes() {
        let a = Attributes::parse(
            "gene_id \"G;1\"; transcript_id \"T1\"; gene_name X; level 2; tag \"basic\"; tag \"MANE_Select\"",
            Flavour::Gtf,
        );
        assert_eq!(a.gene_id.as_deref(), Some("G;1"));
        assert_eq!(a.transcript_id.as_deref(), Some("T1"));
        assert_eq!(a.gene_name.as_deref(), Some("X"));
        assert!(a.is_mane && !a.is_canonical);
    }

    #[test]
    fn gff3_values_are_percent_decoded() {
        let a = Attributes::parse("ID=rna-1;Parent=gene-1;Name=a%2Cb;tag=MANE Select;gene_type=x", Flavour::Gff3);
        assert_eq!((a.id.as_deref(), a.parent, a.name.as_deref()), (Some("rna-1"), Some("gene-1"), Some("a,b")));
        assert!(a.is_mane);
        assert_eq!(a.gene_biotype.as_deref(), Some("x"));
        assert_eq!(percent_decoded("100%"), "100%");
    }

    #[test]
    fn the_flavour_is_told_by_the_first_separator() {
        assert_eq!(Flavour::of("gene_id \"a=b\";"), Some(Flavour::Gtf));
        assert_eq!(Flavour::of("ID=a b"), Some(Flavour::Gff3));
        assert_eq!(Flavour::of("."), None);
    }
}

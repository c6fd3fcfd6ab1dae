//! Which column is the tumour's, and which the normal's.

use crate::genome::VcfHeader;

/// Columns of the samples, from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) tumor: Option<usize>,
    pub(super) normal: Option<usize>,
}

/// The columns by the names given, by what the header says (`##tumor_sample` of Mutect2), by what callers call them (`TUMOR`, `NORMAL`), by
/// this tool's own order, or because there is only one.
pub(super) fn columns(header: &VcfHeader, tumor: Option<&str>, normal: Option<&str>) -> Result<Columns, String> {
    let samples = &header.samples;
    let column = |name: &str| {
        samples.iter().position(|sample| sample == name).ok_or_else(|| {
            format!("has no sample '{name}'; it has {}", if samples.is_empty() { "none".into() } else { samples.join(", ") })
        })
    };
    let called = |names: &[&str]| samples.iter().position(|sample| names.iter().any(|name| sample.eq_ignore_ascii_case(name)));
    let told = |key: &str| header.value(key).and_then(|name| samples.iter().position(|sample| sample == name));
    let mut normal = match normal {
        Some(name) => Some(column(name)?),
        None => told("normal_sample").or_else(|| called(&["NORMAL"])),
    };
    let is_ours = header.value("source").is_some_and(|source| source.starts_with("oncosweep"));
    let tumor = match tumor {
        Some(name) => Some(column(name)?),
        None => told("tumor_sample").or_else(|| called(&["TUMOR", "TUMOUR"])),
    };
    let tumor = match (tumor, samples.len()) {
        (Some(column), _) => Some(column),
        (None, 0) => None,
        (None, 1) => Some(0),
        (None, 2) if is_ours => Some(0),
        (None, 2) if normal.is_some() => normal.map(|normal| 1 - normal),
        _ => return Err(format!("holds several samples ({}); name the tumour's with --tumor-sample", samples.join(", "))),
    };
    if normal.is_none() && samples.len() == 2 {
        normal = tumor.map(|tumor| 1 - tumor);
    }
    if tumor.is_some() && tumor == normal {
        return Err("tumour and normal are the same sample; name two with --tumor-sample and --normal-sample".into());
    }
    Ok(Columns { tumor, normal })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(samples: &[&str], other: &[(&str, &str)]) -> VcfHeader {
        let own = |text: &&str| (*text).to_owned();
        let other = other.iter().map(|(key, value)| (own(key), own(value))).collect();
        VcfHeader { samples: samples.iter().map(own).collect(), other, ..VcfHeader::default() }
    }

    #[test]
    fn columns_are_found_or_asked_for() {
        let found = |header: &VcfHeader| columns(header, None, None).map(|c| (c.tumor, c.normal));
        assert_eq!(found(&header(&[], &[])), Ok((None, None)));
        assert_eq!(found(&header(&["a"], &[])), Ok((Some(0), None)));
        assert_eq!(found(&header(&["NORMAL", "TUMOR"], &[])), Ok((Some(1), Some(0))));
        assert_eq!(found(&header(&["n", "t"], &[("tumor_sample", "t"), ("normal_sample", "n")])), Ok((Some(1), Some(0))));
        assert_eq!(found(&header(&["t", "n"], &[("source", "oncosweep 0.1.0")])), Ok((Some(0), Some(1))));
        assert!(found(&header(&["a", "b"], &[])).unwrap_err().contains("--tumor-sample"));
        let named = columns(&header(&["a", "b", "c"], &[]), Some("c"), Some("a"));
        assert_eq!(named, Ok(Columns { tumor: Some(2), normal: Some(0) }));
        assert!(columns(&header(&["a"], &[]), Some("x"), None).unwrap_err().contains("'x'"));
        assert!(columns(&header(&["a", "b"], &[]), Some("a"), Some("a")).is_err());
    }
}

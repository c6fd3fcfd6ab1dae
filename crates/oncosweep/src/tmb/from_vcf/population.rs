//! Population frequencies that a file's own tags tell: only tags that were named count.

use super::annotation::Dialect;
use crate::genome::{VcfHeader, VcfRecord};

/// The tags that hold population frequencies.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PopulationTags {
    /// INFO tags, with whether they hold minus the decadic logarithm (Mutect2's POPAF).
    info: Vec<(String, bool)>,
    /// Fields of the annotation.
    pub(super) fields: Vec<String>,
}

impl PopulationTags {
    /// Finds each of `names` among the INFO tags, or else among the annotation's fields.
    pub(super) fn find(names: &[String], header: &VcfHeader, dialect: Option<&Dialect>) -> Result<Self, String> {
        let mut tags = Self::default();
        for name in names {
            if let Some(description) = header.info.get(name) {
                tags.info.push((name.clone(), description.to_ascii_lowercase().contains("negative log")));
            } else if dialect.is_some_and(|dialect| dialect.fields().contains(name)) {
                tags.fields.push(name.clone());
            } else {
                let known: Vec<&str> = header.info.keys().map(String::as_str).filter(|tag| tag.contains("AF")).collect();
                return Err(format!(
                    "declares no INFO tag '{name}' and no annotation field of this name (INFO tags with AF: {}); name another with --population-af, or leave it out",
                    if known.is_empty() { "none".into() } else { known.join(", ") }
                ));
            }
        }
        Ok(tags)
    }

    /// The largest frequency that `record` tells of the alternate at `index`; `None` where it tells none.
    pub(super) fn frequency(&self, record: &VcfRecord<'_>, index: usize) -> Result<Option<f64>, String> {
        let mut largest: Option<f64> = None;
        for (tag, is_log) in &self.info {
            let Some(text) = record.info(tag) else { continue };
            let mut values = text.split(',');
            let value = if record.alternates.len() > 1 && text.contains(',') { values.nth(index) } else { values.next() };
            let Some(value) = value.filter(|value| !matches!(*value, "." | "" | "NA")) else { continue };
            let value: f64 = value.parse().map_err(|_| format!("'{value}' in {tag} is not a number"))?;
            let frequency = if *is_log { 10f64.powf(-value) } else { value };
            if !(0.0..=1.0).contains(&frequency) {
                return Err(format!("{tag} is {value}, which is no frequency (0 to 1); name another tag with --population-af"));
            }
            largest = Some(largest.map_or(frequency, |l| l.max(frequency)));
        }
        Ok(largest)
    }
}

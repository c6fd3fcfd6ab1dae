//! Many profiles as one table: a row a case, with cBioPortal's names for what it has names for.
//!
//! The columns that cBioPortal knows (clinical attributes of samples) are `SAMPLE_ID`, `TMB_NONSYNONYMOUS` (variants per Mb), `MSI_TYPE` (`Instable`, `Stable`,
//! `Indeterminate`) and scores named by their tool as `MSI_SCORE_…` (per cent of sites). The rest follows their style. Numbers are those of
//! profile.json; what is missing there is missing here.

mod columns;
pub mod multiqc;
#[cfg(feature = "parquet")]
mod parquet;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Serialize, Serializer};
use serde_json::Value;

pub use self::columns::COLUMNS;
use super::saved::{parse_profile, read_profile};
use crate::error::{Error, Result};

/// What rows are called by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowNames {
    /// The tumour's sample name; the RNA's for RNA alone.
    #[default]
    Sample,
    /// The name of the results folder.
    Folder,
}

/// The profiles of many cases.
#[derive(Debug, Clone, Default)]
pub struct Cohort {
    profiles: Vec<Value>,
    names: Vec<String>,
}

/// A column: its name, what it holds, and where that comes from.
pub struct Column {
    /// The name in the table.
    pub name: &'static str,
    /// What it holds, with its unit.
    pub description: &'static str,
    #[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "text needs no types"))]
    kind: Kind,
    value: fn(&Value) -> Value,
}

/// What a column's values are, in every cohort.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Count,
}

struct Row<'a> {
    name: &'a str,
    profile: &'a Value,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let values = COLUMNS.iter().map(|column| (column.name, (column.value)(self.profile)));
        serializer.collect_map(std::iter::once(("SAMPLE_ID", Value::from(self.name))).chain(values))
    }
}

impl Cohort {
    /// Reads the profiles of results folders (or profile.json files), in the order given.
    ///
    /// # Errors
    /// When a folder holds no profile, and when two rows would have one name.
    pub fn read<P: AsRef<Path>>(folders: &[P], names: RowNames) -> Result<Self> {
        let profile = |folder: &P| Ok((folder.as_ref().to_path_buf(), read_profile(folder.as_ref())?));
        Self::new(folders.iter().map(profile).collect::<Result<_>>()?, names)
    }

    /// As [`Cohort::read`]; a document that is given is not read from its folder.
    ///
    /// # Errors
    /// As [`Cohort::read`].
    pub fn read_or_take(entries: &[(PathBuf, Option<String>)], names: RowNames) -> Result<Self> {
        let profile = |(path, document): &(PathBuf, Option<String>)| {
            let profile = document.as_ref().map_or_else(|| read_profile(path), |text| parse_profile(text, path))?;
            Ok((path.clone(), profile))
        };
        Self::new(entries.iter().map(profile).collect::<Result<_>>()?, names)
    }

    fn new(entries: Vec<(PathBuf, Value)>, names: RowNames) -> Result<Self> {
        let mut cohort = Self::default();
        let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
        for (path, profile) in entries {
            let name = match names {
                RowNames::Sample => sample_name(&profile).to_owned(),
                RowNames::Folder => folder_name(&path),
            };
            if let Some(other) = seen.insert(name.clone(), path.clone()) {
                let remedy = match names {
                    RowNames::Sample => "give each case once, or name rows by folder (--names folder)",
                    RowNames::Folder => "give each folder once, under a name of its own",
                };
                return Err(Error::invalid(path, format!("is called '{name}', as is {}; {remedy}", other.display())));
            }
            cohort.names.push(name);
            cohort.profiles.push(profile);
        }
        Ok(cohort)
    }

    /// The values of one column, by row.
    #[cfg(feature = "parquet")]
    fn values<'a>(&'a self, column: &'a Column) -> impl Iterator<Item = Value> + 'a {
        self.profiles.iter().map(|profile| (column.value)(profile))
    }

    /// Each row's name with its profile.
    fn rows(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.names.iter().map(String::as_str).zip(&self.profiles)
    }

    /// The table as a JSON array of objects, their keys in the order of the columns.
    ///
    /// # Errors
    /// [`Error::Config`] when a value cannot be written as JSON (each can).
    pub fn to_json(&self) -> Result<String> {
        let rows: Vec<Row<'_>> = self.rows().map(|(name, profile)| Row { name, profile }).collect();
        serde_json::to_string(&rows).map_err(|e| Error::Config(format!("the cohort cannot be written as JSON: {e}")))
    }

    /// Writes the table, tab-separated; missing is a dot.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_tsv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "#SAMPLE_ID")?;
        COLUMNS.iter().try_for_each(|column| write!(out, "\t{}", column.name))?;
        writeln!(out)?;
        for (name, profile) in self.rows() {
            write!(out, "{}", one_line(name))?;
            for column in COLUMNS {
                match (column.value)(profile) {
                    Value::Null => write!(out, "\t.")?,
                    Value::String(text) => write!(out, "\t{}", one_line(&text))?,
                    value => write!(out, "\t{value}")?,
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Text without what would break a table's line.
fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

fn sample_name(profile: &Value) -> &str {
    let names = ["tumor", "rna", "normal"].map(|key| profile["inputs"][key]["sample"].as_str());
    names.into_iter().flatten().next().unwrap_or("unnamed")
}

fn folder_name(path: &Path) -> String {
    let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    whole.file_name().map_or_else(|| "unnamed".into(), |name| name.to_string_lossy().into_owned())
}

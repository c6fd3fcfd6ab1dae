//! Reading the tables of a results folder.

use std::path::{Path, PathBuf};

use crate::{
    error::{Error, Result},
    genome::TextLines,
    write::saved::REMEDY,
};

/// A tab-separated table with one header line that starts with `#`.
pub(super) struct Table {
    lines: TextLines,
    columns: Vec<String>,
}

impl Table {
    /// Opens `name` of the results `folder`; VCF's `##` lines are passed over.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        if !path.exists() {
            return Err(missing(&path, "is not there, though profile.json holds what it belongs to"));
        }
        let mut lines = TextLines::open(&path)?;
        loop {
            let Some((_, line)) = lines.next_line()? else {
                return Err(missing(&path, "has no header line"));
            };
            if line.starts_with("##") {
                continue;
            }
            let Some(header) = line.strip_prefix('#') else {
                return Err(missing(&path, "does not start with a header line"));
            };
            let columns = header.split('\t').map(str::to_owned).collect();
            return Ok(Self { lines, columns });
        }
    }

    /// The index of a column.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        let place = self.columns.iter().position(|column| column == name);
        place.ok_or_else(|| missing(self.lines.path(), &format!("has no column '{name}'")))
    }

    /// The indices of columns.
    pub(super) fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N]> {
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = self.column(name)?;
        }
        Ok(columns)
    }

    /// The fields of the next line; `None` at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<Vec<&str>>> {
        let (expected, path) = (self.columns.len(), self.lines.path().to_path_buf());
        let Some((number, line)) = self.lines.next_line()? else { return Ok(None) };
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() == expected {
            return Ok(Some(fields));
        }
        let message = format!("has {} fields where the header has {expected}; the file was cut or edited: {REMEDY}", fields.len());
        Err(Error::parse(path, number, message))
    }

    /// The number in a field; `None` for a dot.
    pub(super) fn number(&self, text: &str) -> Result<Option<f64>> {
        if text == "." {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(missing(self.lines.path(), &format!("has '{text}' where a number belongs"))),
        }
    }
}

fn missing(path: &Path, what: &str) -> Error {
    let path: PathBuf = path.into();
    Error::invalid(path, format!("{what}; {REMEDY}"))
}

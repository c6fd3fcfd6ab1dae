//! The ordered list of contigs of a case, and the names other files may use for them.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Index of a contig in the case's [`Contigs`].
pub type ContigId = u32;

/// One contig: a name and a length in bases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contig {
    /// Name as the alignment file spells it.
    pub name: String,
    /// Length in bases.
    pub length: u32,
}

/// The contigs of a case in the order of its alignment file.
///
/// [`Contigs::resolve`] finds a contig under the spellings that public genomes use for it: `chr1`/`1`, `chrM`/`MT`/`M`.
///
/// ```
/// use oncosweep::genome::{Contig, Contigs};
/// let contigs = Contigs::new(vec![
///     Contig { name: "chr1".into(), length: 1000 },
///     Contig { name: "chrM".into(), length: 16569 },
/// ]);
/// assert_eq!(contigs.resolve("1"), Some(0));
/// assert_eq!(contigs.resolve("MT"), Some(1));
/// assert_eq!(contigs.resolve("chr2"), None);
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Contig>", into = "Vec<Contig>")]
pub struct Contigs {
    list: Vec<Contig>,
    by_name: FxHashMap<String, ContigId>,
    by_alias: FxHashMap<String, ContigId>,
}

impl PartialEq for Contigs {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl From<Vec<Contig>> for Contigs {
    fn from(list: Vec<Contig>) -> Self {
        Self::new(list)
    }
}

impl From<Contigs> for Vec<Contig> {
    fn from(contigs: Contigs) -> Self {
        contigs.list
    }
}

/// The spelling all aliases of a contig share: no `chr` prefix, `MT` for the mitochondrion.
fn canonical(name: &str) -> &str {
    let bare = name.strip_prefix("chr").or_else(|| name.strip_prefix("Chr")).or_else(|| name.strip_prefix("CHR")).unwrap_or(name);
    if bare == "M" { "MT" } else { bare }
}

impl Contigs {
    /// Builds the table; `list` keeps its order.
    pub fn new(list: Vec<Contig>) -> Self {
        let mut by_name = FxHashMap::default();
        let mut by_alias = FxHashMap::default();
        for (id, contig) in list.iter().enumerate() {
            by_name.entry(contig.name.clone()).or_insert(id as ContigId);
            by_alias.entry(canonical(&contig.name).to_owned()).or_insert(id as ContigId);
        }
        Self { list, by_name, by_alias }
    }

    /// The contig called `name`, by its exact name first, then by an alias.
    pub fn resolve(&self, name: &str) -> Option<ContigId> {
        self.by_name.get(name).or_else(|| self.by_alias.get(canonical(name))).copied()
    }

    /// The name of contig `id`, as the alignment file spells it.
    ///
    /// Ids come from this table, so an unknown one is a programming error; `?` is returned for it.
    pub fn name(&self, id: ContigId) -> &str {
        self.list.get(id as usize).map_or("?", |c| c.name.as_str())
    }

    /// The length of contig `id` in bases; 0 for an id that is not in the table.
    pub fn length(&self, id: ContigId) -> u32 {
        self.list.get(id as usize).map_or(0, |c| c.length)
    }

    /// Bases of all contigs.
    pub fn total_bases(&self) -> u64 {
        self.list.iter().map(|contig| u64::from(contig.length)).sum()
    }

    /// Number of contigs.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no contig.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The contigs in order, with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ContigId, &Contig)> {
        self.list.iter().enumerate().map(|(id, c)| (id as ContigId, c))
    }

    /// Finds that a file of normals, made on the genome of these contigs, fits alignments on that of `others`: the contigs both have are as long, and there
    /// is one. `path` is the file's.
    ///
    /// # Errors
    /// [`Error::GenomeMismatch`] that names what differs.
    pub fn check_fits(&self, others: &Self, path: &Path) -> Result<()> {
        let mut shared = 0;
        for (_, contig) in others.iter() {
            let Some(id) = self.resolve(&contig.name) else { continue };
            let length = self.length(id);
            if length != contig.length {
                let message = format!(
                    "was made on a genome whose contig '{}' has {length} bases, the alignments' has {}; make a baseline from normals on the same genome",
                    contig.name, contig.length
                );
                return Err(Error::genome_mismatch(path, message));
            }
            shared += 1;
        }
        if shared == 0 {
            let (theirs, mine) = (self.sample_of_names(), others.sample_of_names());
            let message =
                format!("shares no contig with the alignments ({theirs} against {mine}); make a baseline from normals on the same genome");
            return Err(Error::genome_mismatch(path, message));
        }
        Ok(())
    }

    /// A few names for an error message: `chr1, chr2, chr3, …`.
    pub fn sample_of_names(&self) -> String {
        let mut names: Vec<&str> = self.list.iter().take(3).map(|c| c.name.as_str()).collect();
        if self.list.len() > names.len() {
            names.push("…");
        }
        names.join(", ")
    }
}

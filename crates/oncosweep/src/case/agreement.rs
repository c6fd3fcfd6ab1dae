//! Do the files of a case describe the same genome?

use std::path::Path;

use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Reference},
    sweep::Source,
};

/// Checks that `other` was aligned to the genome of `first`: contigs of both have the same length, and at least one is shared.
pub(super) fn same_genome(first: &Source, other: &Source) -> Result<()> {
    same_contigs(
        (first.path(), &first.header().contigs),
        (other.path(), &other.header().contigs),
        &Wording {
            lengths_differ: ": the files come from different genome builds; align both to the same one",
            none_shared: "shares no contig with",
            remedy: "align both to the same genome",
        },
    )
}

/// Checks a header's contigs against the reference by length; at least one must be in both.
pub(super) fn same_lengths(source: &Source, reference: &Reference) -> Result<()> {
    same_contigs(
        (source.path(), &source.header().contigs),
        (reference.path(), reference.contigs()),
        &Wording {
            lengths_differ: "; give the reference the alignments were made with",
            none_shared: "holds none of the contigs of",
            remedy: "give the reference the alignments were made with",
        },
    )
}

/// What a message says of two files that do not fit.
struct Wording {
    lengths_differ: &'static str,
    none_shared: &'static str,
    remedy: &'static str,
}

/// Compares the contigs both files have by length; the second file is the one an error names.
fn same_contigs((my_path, mine): (&Path, &Contigs), (their_path, theirs): (&Path, &Contigs), wording: &Wording) -> Result<()> {
    let mut shares_any = false;
    for (_, contig) in mine.iter() {
        let Some(id) = theirs.resolve(&contig.name) else { continue };
        shares_any = true;
        let length = theirs.length(id);
        if length != contig.length {
            let (name, expected, other) = (theirs.name(id), contig.length, my_path.display());
            let message = format!("contig '{name}' has {length} bases here, but {expected} in {other}{}", wording.lengths_differ);
            return Err(Error::genome_mismatch(their_path, message));
        }
    }
    if shares_any {
        return Ok(());
    }
    let (names, expected) = (theirs.sample_of_names(), mine.sample_of_names());
    let message = format!("{} {} ({names} against {expected}); {}", wording.none_shared, my_path.display(), wording.remedy);
    Err(Error::genome_mismatch(their_path, message))
}

/// Checks the MD5 of every planned contig that has an M5 tag; returns the contigs verified.
pub(super) fn same_bases(
    source: &Source,
    reference: &Reference,
    contigs: &Contigs,
    is_planned: impl Fn(ContigId) -> bool,
    threads: usize,
) -> Result<Vec<ContigId>> {
    let header = source.header();
    let with_md5: Vec<(ContigId, &str, &str)> = header
        .contigs
        .iter()
        .zip(&header.md5)
        .filter_map(|((_, contig), md5)| Some((contigs.resolve(&contig.name)?, contig.name.as_str(), md5.as_deref()?)))
        .filter(|&(id, name, _)| is_planned(id) && reference.contigs().resolve(name).is_some())
        .collect();
    reference.map_parallel(&with_md5, threads, |own, &(_, name, expected)| {
        let found = own.md5(name)?;
        if found == expected { Ok(()) } else { Err(md5_mismatch(source.path(), reference.path(), name, expected, &found)) }
    })?;
    Ok(with_md5.into_iter().map(|(id, ..)| id).collect())
}

fn md5_mismatch(alignments: &Path, reference: &Path, contig: &str, expected: &str, found: &str) -> Error {
    Error::genome_mismatch(
        reference,
        format!(
            "contig '{contig}' has MD5 {found}, but {} was aligned to {expected}; give the reference the alignments were made with",
            alignments.display()
        ),
    )
}

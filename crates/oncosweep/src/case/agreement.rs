//! Do the files of a case describe the same genome?

use std::path::Path;

use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Reference},
    sweep::Source,
};

/// Checks that `other` was aligned to the genome of `first`: contigs of both have the same length, and at least one is shared.
pub(super) fn same_genome(first: &Source, other: &Source) -> Result<()> {
    let (mine, theirs) = (&first.header().contigs, &other.header().contigs);
    let mut shared = 0;
    for (_, contig) in mine.iter() {
        let Some(id) = theirs.resolve(&contig.name) else { continue };
        shared += 1;
        if theirs.length(id) != contig.length {
            return Err(Error::genome_mismatch(
                other.path(),
                format!(
                    "contig '{}' has {} bases here, but {} in {}: the files come from different genome builds; align both to the same one",
                    theirs.name(id),
                    theirs.length(id),
                    contig.length,
                    first.path().display()
                ),
            ));
        }
    }
    if shared == 0 {
        return Err(Error::genome_mismatch(
            other.path(),
            format!(
                "shares no contig with {} ({} against {}); align both to the same genome",
                first.path().display(),
                theirs.sample_of_names(),
                mine.sample_of_names()
            ),
        ));
    }
    Ok(())
}

/// Checks a header's contigs against the reference by length; returns how many the reference holds.
pub(super) fn same_lengths(source: &Source, reference: &Reference) -> Result<u64> {
    let contigs = &source.header().contigs;
    let mut shared = 0;
    for (_, contig) in contigs.iter() {
        let Some(id) = reference.contigs().resolve(&contig.name) else { continue };
        shared += 1;
        let length = reference.contigs().length(id);
        if length != contig.length {
            return Err(Error::genome_mismatch(
                reference.path(),
                format!(
                    "contig '{}' has {length} bases here, but {} in {}; give the reference the alignments were made with",
                    reference.contigs().name(id),
                    contig.length,
                    source.path().display()
                ),
            ));
        }
    }
    if shared == 0 {
        return Err(Error::genome_mismatch(
            reference.path(),
            format!(
                "holds none of the contigs of {} ({} against {}); give the reference the alignments were made with",
                source.path().display(),
                reference.contigs().sample_of_names(),
                contigs.sample_of_names()
            ),
        ));
    }
    Ok(shared)
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

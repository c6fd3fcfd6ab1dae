//! Do the files of a case describe the same genome?

use std::path::Path;

use crate::{
    error::{Error, Result},
    genome::{ContigId, Contigs, Reference, Targets},
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

/// Reading and hashing a base costs about a third of reading a byte of compressed alignments, so this many bytes for each base
/// keep the check below a fortieth of the sweep…
const BYTES_PER_HASHED_BASE: u64 = 16;
/// …and so few are always worth it.
const HASHED_BASES: u64 = 8 << 20;

/// Checks the MD5 of planned contigs that have an M5 tag, the shortest first, as many as their number of bases stays small beside the
/// file's bytes: of a whole genome's reads every contig, of a panel's the short ones. Returns the contigs verified.
pub(super) fn same_bases(
    source: &Source,
    reference: &Reference,
    contigs: &Contigs,
    planned: &Targets,
    threads: usize,
) -> Result<Vec<ContigId>> {
    let header = source.header();
    let mut with_md5: Vec<(ContigId, &str, &str)> = header
        .contigs
        .iter()
        .zip(&header.md5)
        .filter_map(|((_, contig), md5)| Some((contigs.resolve(&contig.name)?, contig.name.as_str(), md5.as_deref()?)))
        .filter(|&(id, name, _)| !planned.on(id).is_empty() && reference.contigs().resolve(name).is_some())
        .collect();
    with_md5.sort_by_key(|&(id, ..)| (contigs.length(id), id));
    let share = planned.total_bases() as f64 / contigs.total_bases().max(1) as f64;
    let budget = ((share * source.file_bytes() as f64) as u64 / BYTES_PER_HASHED_BASE).max(HASHED_BASES);
    let mut bases = 0;
    let affordable = with_md5.iter().take_while(|&&(id, ..)| {
        bases += u64::from(contigs.length(id));
        bases <= budget
    });
    with_md5.truncate(affordable.count());
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

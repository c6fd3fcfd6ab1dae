//! callable.bed: the coding bases of the targets at which a variant could have been called, at the depths of the burden's rule.

use std::io::{self, Write};

use crate::{genome::Contigs, tmb::CallableStretches};

/// Writes one line a stretch: contig, start, end, 0-based half-open.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, stretches: &CallableStretches, contigs: &Contigs) -> io::Result<()> {
    stretches.iter().try_for_each(|stretch| writeln!(out, "{}\t{}\t{}", contigs.name(stretch.contig), stretch.span.start, stretch.span.end))
}

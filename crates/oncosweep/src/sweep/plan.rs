//! Which parts of the genome are swept, and how they are cut for the workers.

use rust_htslib::bam;
use serde::{Deserialize, Serialize};

use super::{Source, crai::CramIndex, hts};
use crate::{
    error::{Error, Result},
    genome::{Contigs, Interval, Span, Targets},
};

/// The regions to sweep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Sorted, disjoint regions. A read or position outside is not counted.
    pub regions: Targets,
    /// Whether the reads without a position, at the end of the file, are counted too.
    pub unplaced: bool,
}

impl Plan {
    /// The whole genome and the unplaced reads.
    pub fn whole(contigs: &Contigs) -> Self {
        Self { regions: Targets::whole(contigs), unplaced: true }
    }

    /// Parses regions as samtools writes them: `chr1`, `chr1:1001-2000` (1-based, both ends included), `chr1:1001`, or `*` for reads
    /// without a position. No region at all means the whole genome.
    ///
    /// # Errors
    /// [`Error::Config`] for an unknown contig or a malformed or empty range.
    pub fn parse(regions: &[String], contigs: &Contigs) -> Result<Self> {
        if regions.is_empty() {
            return Ok(Self::whole(contigs));
        }
        let mut intervals = Vec::new();
        let mut unplaced = false;
        for region in regions {
            if region == "*" {
                unplaced = true;
            } else {
                intervals.push(parse_region(region, contigs)?);
            }
        }
        Ok(Self { regions: Targets::from_intervals(intervals), unplaced })
    }

    /// The regions cut into shards for the workers, in genome order: at most `shard_bp` long when given, else of similar compressed size
    /// by the tumour's index. Results do not depend on the cuts.
    pub(super) fn shards(&self, source: &Source, contig_file_ids: &[Option<u32>], shard_bp: Option<u32>) -> Result<Vec<Interval>> {
        /// The grain at which the index is asked: BAI's linear index has one offset each 16 kb, so less tells nothing.
        const TILE_BP: u32 = 1 << 18;
        /// About a second of work on one core.
        const SHARD_BYTES: u64 = 8 << 20;
        /// CRAM takes about a quarter of the bytes.
        const CRAM_SHARD_BYTES: u64 = SHARD_BYTES / 4;
        let mut shards = Vec::new();
        if let Some(length) = shard_bp {
            for region in self.regions.iter() {
                shards.extend(region.tiles(length));
            }
            return Ok(shards);
        }
        let index = Index::of(source)?;
        let shard_bytes = if source.is_cram() { CRAM_SHARD_BYTES } else { SHARD_BYTES };
        for region in self.regions.iter() {
            let tid = contig_file_ids.get(region.contig as usize).copied().flatten();
            let mut open: Option<(Interval, u64)> = None;
            for tile in region.tiles(TILE_BP) {
                let bytes = tid.map_or(0, |tid| index.compressed_bytes(tid as i32, tile.span));
                open = match open.take() {
                    Some((shard, held)) if held + bytes <= shard_bytes => {
                        Some((Interval { contig: shard.contig, span: Span::new(shard.span.start, tile.span.end) }, held + bytes))
                    }
                    Some((shard, _)) => {
                        shards.push(shard);
                        Some((tile, bytes))
                    }
                    None => Some((tile, bytes)),
                };
            }
            shards.extend(open.map(|(shard, _)| shard));
        }
        Ok(shards)
    }
}

/// What tells where the compressed bytes lie.
enum Index {
    Bam(bam::IndexedReader),
    Cram(CramIndex),
}

impl Index {
    fn of(source: &Source) -> Result<Self> {
        if !source.is_cram() {
            return Ok(Self::Bam(source.indexed()?));
        }
        let unreadable = || Error::io(source.path(), "its index cannot be read; make it again with samtools index");
        CramIndex::beside(source.path()).map(Self::Cram).ok_or_else(unreadable)
    }

    fn compressed_bytes(&self, tid: i32, span: Span) -> u64 {
        match self {
            Self::Bam(reader) => hts::compressed_bytes(reader, tid, span.start, span.end),
            Self::Cram(index) => index.compressed_bytes(tid, span.start, span.end),
        }
    }
}

fn parse_region(text: &str, contigs: &Contigs) -> Result<Interval> {
    // A contig's own name may hold a colon (HLA alleles), so the whole text is tried first.
    if let Some(contig) = contigs.resolve(text) {
        return Ok(Interval::new(contig, 0, contigs.length(contig)));
    }
    let bad = |why: String| Error::Config(format!("region '{text}': {why}; write it as chr1, chr1:1001-2000 (1-based) or *"));
    let (name, range) =
        text.rsplit_once(':').ok_or_else(|| bad(format!("no contig of that name (there are {})", contigs.sample_of_names())))?;
    let contig = contigs.resolve(name).ok_or_else(|| bad(format!("no contig '{name}' (there are {})", contigs.sample_of_names())))?;
    let number = |t: &str| t.replace(',', "").parse::<u32>().map_err(|_| bad(format!("'{t}' is not a position")));
    let (first, last) = match range.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(range)?, contigs.length(contig)),
    };
    let last = last.min(contigs.length(contig));
    if first == 0 || first > last {
        return Err(bad("holds no base".into()));
    }
    Ok(Interval::new(contig, first - 1, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn contigs() -> Contigs {
        Contigs::new(vec![Contig { name: "chr1".into(), length: 1000 }, Contig { name: "HLA:1".into(), length: 50 }])
    }

    #[test]
    fn regions_are_one_based_and_inclusive() {
        let parse = |text: &str| Plan::parse(&[text.to_owned()], &contigs());
        assert_eq!(parse("1:11-20").unwrap().regions.on(0), &[Span::new(10, 20)]);
        assert_eq!(parse("chr1:991").unwrap().regions.on(0), &[Span::new(990, 1000)]);
        assert_eq!(parse("HLA:1").unwrap().regions.on(1), &[Span::new(0, 50)]);
        assert!(parse("*").unwrap().unplaced);
        for bad in ["chr9", "chr1:0-5", "chr1:20-10", "chr1:a-b", "chr1:2000-3000"] {
            assert!(matches!(parse(bad), Err(Error::Config(_))), "{bad}");
        }
    }
}

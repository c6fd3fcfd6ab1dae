//! BAM records read where they lie in the inflated block.
//!
//! htslib copies each record twice before its fields can be looked at (from the block, and into a record of its own); of a panel, a
//! third of them are duplicates that are only counted. Here htslib inflates and seeks, and records are taken apart in its block.
#![allow(unsafe_code)]

use rust_htslib::{
    bam::{IndexedReader, Read},
    htslib,
};

use super::{
    Bases, Cigar, Flags, hts,
    record::{self, Core, RecordView, Tags},
};

/// Why no record could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordFault {
    /// The file ends within a record, or a block cannot be inflated.
    Cut,
    /// A record's lengths contradict each other, or it lies on no contig of the header.
    Malformed,
}

impl std::fmt::Display for RecordFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cut => "a block or record is cut or damaged",
            Self::Malformed => "a record contradicts itself or the header",
        })
    }
}

/// What a cursor goes through.
#[derive(Debug, Default)]
enum Extent {
    /// All records from where the file is.
    #[default]
    Rest,
    /// Stretches `[from, to)` between virtual offsets; the first of them is being read when `entered`.
    Chunks { left: Vec<(u64, u64)>, entered: bool },
}

/// Goes through the records of a BAM file. It belongs to one reader, which is handed to each call and must not be read by anybody else.
#[derive(Debug, Default)]
pub(super) struct BamBlocks {
    extent: Extent,
    /// Bytes of the current record in htslib's block, its length field included; 0 when it has not been looked at.
    in_block: usize,
    /// The current record when it crosses the edge of a block.
    scratch: Vec<u8>,
    is_in_scratch: bool,
    cigar: Vec<u32>,
}

impl BamBlocks {
    /// Goes on with the records that the index names for `[start, end)` of `tid`; false when the index cannot be searched. Records beside the
    /// interval may come too.
    pub(super) fn seek(&mut self, reader: &IndexedReader, tid: i32, start: u32, end: u32) -> bool {
        (self.in_block, self.is_in_scratch) = (0, false);
        let Some(mut chunks) = hts::index_chunks(reader, tid, start, end) else { return false };
        // Last first, to be taken from the end.
        chunks.reverse();
        self.extent = Extent::Chunks { left: chunks, entered: false };
        true
    }

    /// The current record, the same until [`BamBlocks::consume`]; `None` at the end.
    // A view is large: to hand it on through memory costs more than to find it.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(super) fn peek<'a>(&'a mut self, reader: &'a impl Read) -> Result<Option<RecordView<'a>>, RecordFault> {
        // SAFETY: `reader` holds an open BAM file, so its `fp` is a BGZF, for as long as it is borrowed.
        let file = unsafe { (*reader.htsfile()).fp.bgzf };
        let bytes = if self.is_in_scratch {
            &self.scratch[..]
        } else {
            if !self.enter_chunk(file)? {
                return Ok(None);
            }
            match record_in_block(file)? {
                InBlock::End => return Ok(None),
                InBlock::Whole(bytes) => {
                    self.in_block = 4 + bytes.len();
                    bytes
                }
                InBlock::Part => {
                    if !self.copy(file)? {
                        return Ok(None);
                    }
                    &self.scratch[..]
                }
            }
        };
        take_apart(bytes, &mut self.cigar).map(Some)
    }

    /// Lets go of the current record.
    #[inline]
    pub(super) fn consume(&mut self, reader: &impl Read) {
        if self.is_in_scratch {
            self.is_in_scratch = false;
        } else {
            // SAFETY: the file is open, and its block holds the record that was found there.
            unsafe { (*(*reader.htsfile()).fp.bgzf).block_offset += self.in_block as i32 };
            self.in_block = 0;
        }
    }

    /// Makes sure the file stands within a chunk that is to be read; false when none is left.
    #[inline]
    fn enter_chunk(&mut self, file: *mut htslib::BGZF) -> Result<bool, RecordFault> {
        let Extent::Chunks { left, entered } = &mut self.extent else { return Ok(true) };
        // SAFETY: `file` is open; what htslib's `bgzf_tell` macro does.
        let here = unsafe { ((*file).block_address as u64) << 16 | ((*file).block_offset as u64 & 0xffff) };
        if *entered && left.last().is_some_and(|&(_, end)| here >= end) {
            left.pop();
            *entered = false;
        }
        let Some(&(start, _)) = left.last() else { return Ok(false) };
        if !*entered {
            // SAFETY: `file` is open.
            if here != start && unsafe { htslib::bgzf_seek(file, start as i64, 0) } < 0 {
                return Err(RecordFault::Cut);
            }
            *entered = true;
        }
        Ok(true)
    }

    /// Copies the next record, which goes on in another block; false at the end of the file.
    fn copy(&mut self, file: *mut htslib::BGZF) -> Result<bool, RecordFault> {
        let mut size = [0; 4];
        match read_across(file, &mut size) {
            0 => return Ok(false),
            4 => {}
            _ => return Err(RecordFault::Cut),
        }
        let size = u32::from_le_bytes(size) as usize;
        if size > MAX_RECORD_BYTES {
            return Err(RecordFault::Malformed);
        }
        self.scratch.resize(size, 0);
        if read_across(file, &mut self.scratch) != size {
            return Err(RecordFault::Cut);
        }
        self.is_in_scratch = true;
        Ok(true)
    }
}

/// The record at the file's place, as far as the block at hand holds it.
enum InBlock<'a> {
    End,
    Part,
    Whole(&'a [u8]),
}

/// Finds the record at the file's place, in the next block when this one is used up.
#[allow(clippy::inline_always)]
#[inline(always)]
fn record_in_block<'a>(file: *mut htslib::BGZF) -> Result<InBlock<'a>, RecordFault> {
    // SAFETY: `file` is open; its block holds `block_length` bytes, of which those before `block_offset` are used up, and stays as it is until
    // the file is read again, which only this module does.
    let left = unsafe {
        if (*file).block_offset >= (*file).block_length && htslib::bgzf_read_block(file) != 0 {
            return Err(RecordFault::Cut);
        }
        let (offset, length) = ((*file).block_offset.max(0) as usize, (*file).block_length.max(0) as usize);
        if length == 0 {
            return Ok(InBlock::End);
        }
        std::slice::from_raw_parts((*file).uncompressed_block.cast::<u8>().add(offset), length - offset)
    };
    let Some((&size, rest)) = left.split_first_chunk::<4>() else { return Ok(InBlock::Part) };
    // A record that ends the block is left to htslib, which then moves on to the next one.
    match rest.get(..=u32::from_le_bytes(size) as usize) {
        Some(record) => Ok(InBlock::Whole(&record[..record.len() - 1])),
        None => Ok(InBlock::Part),
    }
}

/// Finds the parts of a record. Its CIGAR, which lies anywhere in the bytes, is copied to `cigar`, where numbers can lie.
#[allow(clippy::inline_always)]
#[inline(always)]
fn take_apart<'a>(bytes: &'a [u8], cigar: &'a mut Vec<u32>) -> Result<RecordView<'a>, RecordFault> {
    let layout = Layout::of(bytes).ok_or(RecordFault::Malformed)?;
    cigar.clear();
    if let &[a, b, c, d] = &bytes[layout.cigar..layout.bases] {
        cigar.push(u32::from_le_bytes([a, b, c, d]));
    } else {
        cigar.extend(numbers(&bytes[layout.cigar..layout.bases]));
    }
    // The CIGAR of more than 65,535 operations lies in a tag (SAM specification, section 4.2.2).
    if let [clip, skip] = cigar[..]
        && clip == (layout.base_count as u32) << 4 | 4
        && skip & 0xf == 3
        && let Some((b'B', value)) = record::find(&bytes[layout.tags..], *b"CG")
        && let Some((&[b'I', counts @ ..], operations)) = value.split_first_chunk::<5>()
    {
        let operations = operations.get(..4 * u32::from_le_bytes(counts) as usize).ok_or(RecordFault::Malformed)?;
        cigar.clear();
        cigar.extend(numbers(operations));
    }
    Ok(RecordView {
        core: layout.core,
        name: &bytes[FIXED..layout.cigar - 1],
        cigar: Cigar(cigar),
        bases: Bases { packed: &bytes[layout.bases..layout.qualities], length: layout.base_count as u32 },
        qualities: &bytes[layout.qualities..layout.tags],
        tags: Tags::Raw(&bytes[layout.tags..]),
    })
}

/// Reads up to `bytes.len()` bytes, over the edges of blocks; returns how many there were.
fn read_across(file: *mut htslib::BGZF, bytes: &mut [u8]) -> usize {
    // SAFETY: `file` is open and `bytes` has room for its length.
    let read = unsafe { htslib::bgzf_read(file, bytes.as_mut_ptr().cast(), bytes.len()) };
    usize::try_from(read).unwrap_or(usize::MAX)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|&four| u32::from_le_bytes(four))
}

/// A longer record is taken for damage, before memory is asked for it; reads of a million bases take a hundredth of this.
const MAX_RECORD_BYTES: usize = 1 << 28;
/// Bytes of the fields of fixed size.
const FIXED: usize = 32;

/// The parts of a BAM record: where each begins.
#[derive(Debug, Clone, Copy, Default)]
struct Layout {
    core: Core,
    cigar: usize,
    bases: usize,
    qualities: usize,
    tags: usize,
    base_count: usize,
}

impl Layout {
    /// `None` when the lengths contradict each other.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn of(bytes: &[u8]) -> Option<Self> {
        let fixed: &[u8; FIXED] = bytes.first_chunk()?;
        let number = |at: usize| i32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let base_count = usize::try_from(number(16)).ok()?;
        let cigar = FIXED + usize::from(fixed[8]);
        let bases = cigar + 4 * usize::from(short(12));
        let qualities = bases + base_count.div_ceil(2);
        let tags = qualities + base_count;
        if fixed[8] == 0 || tags > bytes.len() {
            return None;
        }
        let core = Core {
            contig: number(0),
            start: number(4),
            flags: Flags(short(14)),
            mapping_quality: fixed[9],
            mate_contig: number(20),
            mate_start: number(24),
            template_length: number(28),
        };
        Some(Self { core, cigar, bases, qualities, tags, base_count })
    }
}

#[cfg(test)]
mod tests {
    use rust_htslib::bam::{self, Writer, header::HeaderRecord};

    use super::*;

    fn header() -> bam::Header {
        let mut header = bam::Header::new();
        header.push_record(HeaderRecord::new(b"SQ").push_tag(b"SN", "1").push_tag(b"LN", 2_000_000));
        header
    }

    /// Reads of many lengths, so that some cross and some end with a block.
    fn written(folder: &std::path::Path, reads: u32) -> std::path::PathBuf {
        let path = folder.join("r.bam");
        let mut writer = Writer::from_path(&path, &header(), bam::Format::Bam).unwrap();
        for i in 0..reads {
            let length = 1 + (i * 37 % 301) as usize;
            let mut record = bam::Record::new();
            let cigar = bam::record::CigarString(vec![bam::record::Cigar::Match(length as u32)]);
            record.set(format!("read{i}").as_bytes(), Some(&cigar), &vec![b"ACGT"[i as usize % 4]; length], &vec![(i % 40) as u8; length]);
            record.set_tid(0);
            record.set_pos(i64::from(10 * i));
            record.set_mapq((i % 61) as u8);
            record.set_flags(if i % 5 == 0 { 16 } else { 0 });
            record.push_aux(b"SA", bam::record::Aux::String(&format!("1,{i},+,5M,60,0;"))).unwrap();
            writer.write(&record).unwrap();
        }
        drop(writer);
        bam::index::build(&path, None, bam::index::Type::Bai, 1).unwrap();
        path
    }

    fn same(view: &RecordView<'_>, record: &bam::Record) {
        assert_eq!(view.name, record.qname());
        assert_eq!(
            (i64::from(view.core.start), view.core.mapping_quality, view.core.flags.0),
            (record.pos(), record.mapq(), record.flags())
        );
        assert_eq!(
            (view.core.contig, view.core.mate_contig, i64::from(view.core.mate_start)),
            (record.tid(), record.mtid(), record.mpos())
        );
        assert_eq!((view.cigar.0, view.bases.packed, view.qualities), (record.raw_cigar(), record.seq().encoded, record.qual()));
        assert_eq!(view.tags.text(*b"SA"), Tags::Of(record).text(*b"SA"));
    }

    #[test]
    fn equals_htslibs_reading_in_one_stream_and_by_region() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path(), 20_000);
        let mut expected = bam::Reader::from_path(&path).unwrap();
        for threads in [0, 2] {
            let mut reader = bam::Reader::from_path(&path).unwrap();
            if threads > 0 {
                reader.set_threads(threads).unwrap();
            }
            let mut blocks = BamBlocks::default();
            let mut count = 0;
            for record in bam::Reader::from_path(&path).unwrap().records() {
                let record = record.unwrap();
                // Looked at twice, as at the edge of a window.
                same(&blocks.peek(&reader).unwrap().unwrap(), &record);
                same(&blocks.peek(&reader).unwrap().unwrap(), &record);
                blocks.consume(&reader);
                count += 1;
            }
            assert!(blocks.peek(&reader).unwrap().is_none());
            assert_eq!(count, 20_000);
        }
        assert_eq!(expected.records().count(), 20_000);

        let mut indexed = bam::IndexedReader::from_path(&path).unwrap();
        let reader = bam::IndexedReader::from_path(&path).unwrap();
        let mut blocks = BamBlocks::default();
        for (start, end) in [(0, 1), (0, 300_000), (150_000, 150_001), (40_000, 60_000), (199_990, 2_000_000), (1_000_000, 1_000_001)] {
            indexed.fetch((0, i64::from(start), i64::from(end))).unwrap();
            assert!(blocks.seek(&reader, 0, start, end));
            for record in indexed.records() {
                let record = record.unwrap();
                // Records before the interval may come.
                while blocks.peek(&reader).unwrap().unwrap().name != record.qname() {
                    blocks.consume(&reader);
                }
                same(&blocks.peek(&reader).unwrap().unwrap(), &record);
                blocks.consume(&reader);
            }
        }
    }

    #[test]
    fn a_cigar_in_a_tag_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.bam");
        let operations: Vec<_> =
            (0..70_000).map(|i| if i % 2 == 0 { bam::record::Cigar::Match(2) } else { bam::record::Cigar::Ins(1) }).collect();
        let length = 35_000 * 3;
        let mut record = bam::Record::new();
        record.set(b"long", Some(&bam::record::CigarString(operations)), &vec![b'A'; length], &vec![30; length]);
        record.set_tid(0);
        record.set_pos(7);
        let mut writer = Writer::from_path(&path, &header(), bam::Format::Bam).unwrap();
        writer.write(&record).unwrap();
        drop(writer);
        let reader = bam::Reader::from_path(&path).unwrap();
        let mut blocks = BamBlocks::default();
        assert_eq!(blocks.peek(&reader).unwrap().unwrap().cigar.0, record.raw_cigar());
    }

    #[test]
    fn lengths_that_contradict_each_other_are_found() {
        let mut bytes = vec![0u8; 40];
        (bytes[8], bytes[12], bytes[16]) = (4, 0, 2);
        assert_eq!(Layout::of(&bytes).map(|layout| (layout.cigar, layout.bases, layout.qualities, layout.tags)), Some((36, 36, 37, 39)));
        for (at, value) in [(8, 0), (8, 200), (12, 9), (16, 9), (19, 0x80)] {
            let mut bytes = bytes.clone();
            bytes[at] = value;
            assert!(Layout::of(&bytes).is_none(), "{at} {value}");
        }
        assert!(Layout::of(&bytes[..31]).is_none());
    }
}

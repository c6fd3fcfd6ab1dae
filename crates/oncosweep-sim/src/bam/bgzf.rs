//! BGZF blocks (SAM specification, section 4.1), compressed by libdeflate.

use libdeflater::{CompressionLvl, Compressor};
use oncosweep::{Error, Result};

/// Uncompressed bytes of a full block: htslib's choice, so that even incompressible content fits the 16-bit block size.
pub const BLOCK_BYTES: usize = 0xff00;

/// The empty block that ends every file (section 4.1.2).
pub const EOF_BLOCK: [u8; 28] =
    [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0];

const HEADER: [u8; 16] = [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0];
/// Header with block size, and the trailer of checksum and length.
const FRAME_BYTES: usize = HEADER.len() + 2 + 8;

/// Compresses one block at a time; each thread has its own.
pub struct BlockCompressor {
    compressor: Compressor,
}

impl BlockCompressor {
    /// A compressor of `level` 0 (stored) to 12 (smallest).
    ///
    /// # Errors
    /// [`Error::Config`] for another level.
    pub fn new(level: u8) -> Result<Self> {
        let level = CompressionLvl::new(i32::from(level))
            .map_err(|_| Error::Config(format!("output.compression_level is {level}; it must be 0 to 12")))?;
        Ok(Self { compressor: Compressor::new(level) })
    }

    /// Appends `bytes` (at most [`BLOCK_BYTES`]) to `out` as one block.
    ///
    /// # Errors
    /// [`Error::Config`] when the bytes do not fit one block.
    pub fn append(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let too_large = || Error::Config("a block of the output does not fit BGZF; give another compression level".into());
        let start = out.len();
        let bound = self.compressor.deflate_compress_bound(bytes.len());
        out.resize(start + FRAME_BYTES + bound, 0);
        let body = start + HEADER.len() + 2;
        let written = self.compressor.deflate_compress(bytes, &mut out[body..body + bound]).map_err(|_| too_large())?;
        let size = FRAME_BYTES + written;
        let size_minus_one = u16::try_from(size - 1).map_err(|_| too_large())?;
        out[start..start + HEADER.len()].copy_from_slice(&HEADER);
        out[start + HEADER.len()..body].copy_from_slice(&size_minus_one.to_le_bytes());
        out.truncate(body + written);
        out.extend_from_slice(&libdeflater::crc32(bytes).to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn blocks_are_gzip_members() {
        let bytes: Vec<u8> = (0..BLOCK_BYTES as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for level in [0, 1, 6, 12] {
            let mut out = Vec::new();
            let mut compressor = BlockCompressor::new(level).unwrap();
            compressor.append(&bytes, &mut out).unwrap();
            compressor.append(b"tail", &mut out).unwrap();
            out.extend_from_slice(&EOF_BLOCK);
            let mut back = Vec::new();
            flate2::read::MultiGzDecoder::new(&out[..]).read_to_end(&mut back).unwrap();
            assert_eq!(back[..bytes.len()], bytes);
            assert_eq!(&back[bytes.len()..], b"tail");
        }
        assert!(BlockCompressor::new(13).is_err());
    }
}

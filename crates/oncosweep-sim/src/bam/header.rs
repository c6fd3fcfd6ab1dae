//! The header's text.

use std::fmt::Write;

use oncosweep::genome::Contigs;

/// SAM header lines (section 1.3): coordinate order, contigs with the MD5 of their bases where known (in the order of `contigs`), one
/// read group, and how the file came about.
pub fn header_text(contigs: &Contigs, md5: &[Option<String>], sample: &str, read_group: &str, command: &str) -> String {
    let mut text = String::from("@HD\tVN:1.6\tSO:coordinate\n");
    for (id, contig) in contigs.iter() {
        let _ = write!(text, "@SQ\tSN:{}\tLN:{}", contig.name, contig.length);
        if let Some(Some(md5)) = md5.get(id as usize) {
            let _ = write!(text, "\tM5:{md5}");
        }
        text.push('\n');
    }
    let _ = writeln!(text, "@RG\tID:{read_group}\tSM:{sample}\tLB:{sample}\tPL:ILLUMINA");
    let _ = writeln!(text, "@PG\tID:oncosweep-sim\tPN:oncosweep-sim\tVN:{}\tCL:{command}", env!("CARGO_PKG_VERSION"));
    text
}

/// The header as the first bytes of an uncompressed BAM stream (section 4.2).
pub(super) fn header_bytes(text: &str, contigs: &Contigs) -> Vec<u8> {
    let mut out = b"BAM\x01".to_vec();
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(&(contigs.len() as u32).to_le_bytes());
    for (_, contig) in contigs.iter() {
        out.extend_from_slice(&(contig.name.len() as u32 + 1).to_le_bytes());
        out.extend_from_slice(contig.name.as_bytes());
        out.push(0);
        out.extend_from_slice(&contig.length.to_le_bytes());
    }
    out
}

//! Writes the consequence of every variant of a VCF on every transcript: reference, genes, VCF.
//!
//! `cargo run --release --example consequences -- genome.fa genes.gff3 variants.vcf > consequences.tsv`

use std::io::Write;

use oncosweep::{
    genes::{Annotator, GeneModel, SmallVariant},
    genome::{Reference, TextLines},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let [reference, genes, variants] = paths.as_slice() else { return Err("give a reference, genes and a VCF".into()) };
    let mut reference = Reference::open(reference)?;
    let contigs = reference.contigs().clone();
    let genes = GeneModel::from_file(genes, &contigs)?;
    let mut annotator = Annotator::new(&genes, &contigs);
    let mut lines = TextLines::open(variants)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    while let Some((number, line)) = lines.next_line()? {
        let fields: Vec<&str> = line.split('\t').collect();
        let (&[contig, position, _, plain, changed, ..], false) = (fields.as_slice(), line.starts_with('#')) else { continue };
        let contig_id = contigs.resolve(contig).ok_or_else(|| format!("line {number}: contig {contig} is not in the reference"))?;
        let variant = SmallVariant {
            contig: contig_id,
            start: position.parse::<u32>()?.checked_sub(1).ok_or_else(|| format!("line {number}: position 0"))?,
            reference: plain.as_bytes(),
            alternate: changed.as_bytes(),
        };
        for consequence in annotator.consequences(variant, &mut reference)? {
            let or_dot = |text: &Option<String>| text.clone().unwrap_or_else(|| ".".into());
            writeln!(
                out,
                "{contig}\t{position}\t{plain}\t{changed}\t{}\t{}\t{}\t{}",
                consequence.transcript_id,
                consequence.terms_joined(),
                or_dot(&consequence.coding_change),
                or_dot(&consequence.protein_change)
            )?;
        }
    }
    Ok(())
}

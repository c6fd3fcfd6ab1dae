//! somatic.vcf.gz and germline.vcf.gz: the planted small variants. Positions are 1-based here.

use std::{fmt::Write as _, fs, io::Write, path::Path};

use oncosweep::{
    Error, Result,
    genes::Consequence,
    genome::{ContigId, Contigs, Reference},
    write::bgzip::BgzipVcf,
};
use tempfile::TempDir;

use crate::{
    plan::{Origin, Plan, PlannedVariant},
    reads::base,
    sequencing::Sample,
};

const INFO: [(&str, &str, &str, &str); 11] = [
    ("TVAF", "1", "Float", "Expected allele fraction in the tumour sample"),
    ("NVAF", "1", "Float", "Expected allele fraction in the normal sample"),
    ("NALT", "1", "Integer", "Fragments written that show the allele, tumour, without duplicates"),
    ("NTOT", "1", "Integer", "Fragments written that show either allele, tumour, without duplicates"),
    ("NNALT", "1", "Integer", "Fragments written that show the allele, normal, without duplicates"),
    ("NNTOT", "1", "Integer", "Fragments written that show either allele, normal, without duplicates"),
    ("GT", "1", "String", "Genotype of the patient"),
    ("OTHER", "1", "String", "Genotype of the person behind contamination"),
    ("GENE", "1", "String", "Gene symbol"),
    ("CONSEQUENCE", "1", "String", "Sequence Ontology terms joined by &"),
    ("HGVSP", "1", "String", "Predicted change of the protein"),
];

/// Writes both files and their indices.
pub fn write(
    folder: &Path,
    reference: &Reference,
    plan: &Plan,
    tumor: &Sample<'_>,
    normal: &Sample<'_>,
    consequences: Option<&[Option<Consequence>]>,
) -> Result<()> {
    let aside = TempDir::new_in(folder).map_err(|e| Error::io(folder, format!("cannot be written to ({e}); give another folder")))?;
    for (name, somatic) in [("somatic.vcf.gz", true), ("germline.vcf.gz", false)] {
        let mut bases = BaseReader { reference: reference.reopen()?, contig: 0, start: 0, bases: Vec::new() };
        let path = aside.path().join(name);
        let failed = |e: std::io::Error| Error::io(&path, format!("cannot be written ({e}); is the disk full?"));
        let mut out = BgzipVcf::create(&path)?;
        header(&mut out, tumor.contigs).map_err(failed)?;
        for (index, variant) in plan.variants.iter().enumerate().filter(|(_, v)| v.origin.is_somatic() == somatic) {
            if let Some(mut info) = information(index, variant, tumor, normal) {
                if let Some(consequence) = consequences.and_then(|list| list.get(index)).and_then(Option::as_ref) {
                    add_consequence(&mut info, consequence);
                }
                let line = record(variant, plan, tumor.contigs, &mut bases, &info)?;
                out.write_all(line.as_bytes()).map_err(failed)?;
            }
        }
        out.finish()?;
        for file in [name.to_owned(), format!("{name}.tbi")] {
            let place = folder.join(&file);
            fs::rename(aside.path().join(&file), &place).map_err(|e| Error::io(&place, format!("cannot be written ({e})")))?;
        }
    }
    Ok(())
}

fn header(out: &mut impl Write, contigs: &Contigs) -> std::io::Result<()> {
    let mut text = format!("##fileformat=VCFv4.3\n##source=oncosweep-sim {}\n", env!("CARGO_PKG_VERSION"));
    for (_, contig) in contigs.iter() {
        let _ = writeln!(text, "##contig=<ID={},length={}>", contig.name, contig.length);
    }
    for (id, number, value, description) in INFO {
        let _ = writeln!(text, "##INFO=<ID={id},Number={number},Type={value},Description=\"{description}\">");
    }
    text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    out.write_all(text.as_bytes())
}

/// The INFO column; `None` for a variant that only the other person has when no sample holds that person's DNA.
fn information(index: usize, variant: &PlannedVariant, tumor: &Sample<'_>, normal: &Sample<'_>) -> Option<String> {
    let fraction = |s: &Sample<'_>| variant.origin.expected_fraction(s.own.tumor_fraction, s.own.contamination);
    let (in_tumor, in_normal) = (tumor.variant_counts.get(index), normal.variant_counts.get(index));
    let mut info = format!(
        "TVAF={:.5};NVAF={:.5};NALT={};NTOT={};NNALT={};NNTOT={}",
        fraction(tumor),
        fraction(normal),
        in_tumor.1,
        in_tumor.0,
        in_normal.1,
        in_normal.0
    );
    if let Origin::Inherited(on) = variant.origin {
        if !on[0] && !on[1] && tumor.own.contamination == 0.0 && normal.own.contamination == 0.0 {
            return None;
        }
        let genotype = |a: bool, b: bool| format!("{}|{}", u8::from(a), u8::from(b));
        let _ = write!(info, ";GT={};OTHER={}", genotype(on[0], on[1]), genotype(on[2], on[3]));
    }
    Some(info)
}

fn add_consequence(info: &mut String, consequence: &Consequence) {
    if !consequence.gene_name.is_empty() {
        let _ = write!(info, ";GENE={};CONSEQUENCE={}", consequence.gene_name, consequence.terms_joined());
    }
    if let Some(change) = &consequence.protein_change {
        // '=' has a meaning in INFO (VCF 4.3, section 1.2).
        let _ = write!(info, ";HGVSP={}", change.replace('=', "%3D"));
    }
}

fn record(variant: &PlannedVariant, plan: &Plan, contigs: &Contigs, bases: &mut BaseReader, info: &str) -> Result<String> {
    let anchor = u32::from(variant.is_indel());
    let start = variant.position - anchor;
    let reference = bases.get(variant.contig, start, variant.position + variant.reference_bases)?;
    let mut alternate = reference[..anchor as usize].to_owned();
    alternate += &base::text(plan.alleles.get(variant.alternate));
    Ok(format!("{}\t{}\t.\t{reference}\t{alternate}\t.\tPASS\t{info}\n", contigs.name(variant.contig), start + 1))
}

/// Reads a few bases here and there, in order.
struct BaseReader {
    reference: Reference,
    contig: ContigId,
    start: u32,
    bases: Vec<u8>,
}

impl BaseReader {
    fn get(&mut self, contig: ContigId, start: u32, end: u32) -> Result<String> {
        const KEEP_BP: u32 = 1 << 16;
        if contig != self.contig || start < self.start || end > self.start + self.bases.len() as u32 {
            let name = self.reference.contigs().name(contig).to_owned();
            self.bases = self.reference.fetch(&name, start, start + KEEP_BP)?;
            (self.contig, self.start) = (contig, start);
        }
        let from = (start - self.start) as usize;
        Ok(String::from_utf8_lossy(&self.bases[from..from + (end - start) as usize]).into_owned())
    }
}

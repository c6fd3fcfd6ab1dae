//! Every dialect on records as its annotator writes them.

use super::*;
use crate::{genes::Term, genome::VcfReader};

/// What a file of one record says of its alternate at `index`.
fn said(info_header: &str, alternates: &str, info: &str, index: usize) -> Said {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = format!(
        "##fileformat=VCFv4.2\n{info_header}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr7\t140753336\t.\tA\t{alternates}\t.\tPASS\t{info}\n"
    );
    std::fs::write(file.path(), text).unwrap();
    let mut reader = VcfReader::open(file.path()).unwrap();
    let dialect = Dialect::of(reader.header()).unwrap().unwrap();
    let mut found = Said::default();
    reader
        .for_each(|record| {
            found = dialect.said(record, index, &["gnomADe_AF".to_owned()]);
            Ok(())
        })
        .unwrap();
    found
}

#[test]
fn vep_is_read_by_its_header() {
    let header = r#"##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL|Gene|Feature_type|Feature|HGVSc|HGVSp|CANONICAL|MANE_SELECT|gnomADe_AF">"#;
    let info = "CSQ=T|intron_variant|BRAF|E1|Transcript|T2|||||1e-5,T|missense_variant&splice_region_variant|BRAF|E1|Transcript|T1|T1:c.1799T>A|P1:p.Val600Glu|YES|NM_1|1e-5,T|regulatory_region_variant|||RegulatoryFeature|R1|||||,T|stop_gained|OTHER|E2|Transcript|T3|||||";
    let said = said(header, "T", info, 0);
    let names: Vec<_> = said.consequences.iter().map(|c| c.transcript_id.as_str()).collect();
    assert_eq!(names, ["T1", "T3", "T2"], "coding first, then MANE");
    assert_eq!(said.consequences[0].terms, [Term::Missense, Term::SpliceRegion]);
    assert_eq!(said.consequences[0].protein_change.as_deref(), Some("p.Val600Glu"));
    assert_eq!(said.frequencies[0], ("gnomADe_AF".into(), 1e-5));
}

#[test]
fn alleles_of_one_record_are_told_apart() {
    let vep = r#"##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence">"#;
    let terms = |index| said(vep, "AT,AGG", "CSQ=T|frameshift_variant,GG|intron_variant", index).consequences[0].terms.clone();
    assert_eq!((terms(0), terms(1)), (vec![Term::Frameshift], vec![Term::Intron]));
    let ann = r#"##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">"#;
    let info = "ANN=T|missense_variant|MODERATE|BRAF|E1|transcript|T1|protein_coding|15/18|c.1799T>A|p.Val600Glu||,G|synonymous_variant|LOW|BRAF|E1|transcript|T1|protein_coding|15/18|c.1799T>C|p.Val600Val||";
    assert_eq!(said(ann, "T,G", info, 1).consequences[0].terms, [Term::Synonymous]);
    let found = said(ann, "T,G", info, 0);
    assert_eq!((found.consequences.len(), found.consequences[0].coding_change.as_deref()), (1, Some("c.1799T>A")));
    let bcsq = r#"##INFO=<ID=BCSQ,Number=.,Type=String,Description="bcftools csq">"#;
    let info = "BCSQ=missense|BRAF|T1|protein_coding|-|600V>600E|140753336A>T,synonymous|BRAF|T1|protein_coding|-|600V|140753336A>G";
    assert_eq!(said(bcsq, "T,G", info, 1).consequences[0].terms, [Term::Synonymous]);
    assert!(said(bcsq, "T", "BCSQ=@140753335", 0).told_elsewhere);
    assert_eq!(said(bcsq, "T", "DP=3", 0).consequences, [Consequence::intergenic()]);
}

#[test]
fn funcotator_speaks_maf() {
    let header = r#"##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Functional annotation from the Funcotator tool.  Funcotation fields are: Gencode_34_hugoSymbol|Gencode_34_variantClassification|Gencode_34_secondaryVariantClassification|Gencode_34_annotationTranscript|Gencode_34_cDnaChange|Gencode_34_proteinChange">"#;
    let info = "FUNCOTATION=[BRAF|MISSENSE||T1|c.1799T>A|p.V600E],[BRAF|SPLICE_SITE|INTRON|T1||]";
    let found = said(header, "T,G", info, 0);
    assert_eq!((found.consequences[0].terms.as_slice(), found.consequences[0].gene_name.as_str()), (&[Term::Missense][..], "BRAF"));
    assert_eq!(said(header, "T,G", info, 1).consequences[0].terms, [Term::SpliceDonor, Term::Intron]);
}

#[test]
fn our_own_words_are_read_back() {
    let header =
        "##INFO=<ID=CONSEQUENCE,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=TRANSCRIPT,Number=1,Type=String,Description=\"x\">";
    let found = said(header, "T", "GENE=BRAF;TRANSCRIPT=T1;CONSEQUENCE=synonymous_variant&splice_region_variant;HGVSP=p.(%3D)", 0);
    assert_eq!(found.consequences[0].terms, [Term::SpliceRegion, Term::Synonymous]);
    assert_eq!(found.consequences[0].protein_change.as_deref(), Some("p.(=)"));
}

#[test]
fn headers_without_the_field_are_refused_by_name() {
    let mut header = VcfHeader::default();
    assert!(Dialect::of(&header).unwrap().is_none());
    header.info.insert("CSQ".into(), "Format: Allele|IMPACT".into());
    assert!(Dialect::of(&header).err().unwrap().contains("'Consequence'"));
}

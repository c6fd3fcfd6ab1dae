//! What a drawing of a fusion shows, against its row; and evidence that travels as bytes.

use oncosweep::{
    case::{self, CaseInputs, RunOptions},
    config::Config,
    evidence::{Biomarkers, Evidence},
    fusion::FragmentKind,
    profile::{self, Profile, fusion_diagrams},
};

use crate::data::{demo_inputs, shared};

fn check_all(evidence: &Evidence, profile: &Profile) -> usize {
    let mut checked = 0;
    for fusion in profile.listed_fusions() {
        let diagram = fusion_diagrams(evidence, profile, fusion.assay).unwrap().of(fusion);
        assert_eq!(diagram.fragments.len(), fusion.supporting_fragments as usize, "{}", fusion.name);
        let split = diagram.fragments.iter().filter(|f| f.kind != FragmentKind::Pair).count();
        assert_eq!(split, fusion.split_reads as usize, "{}", fusion.name);
        let realigned = diagram.fragments.iter().filter(|f| f.kind == FragmentKind::RealignedClip).count();
        assert_eq!(realigned, fusion.realigned_reads as usize, "{}", fusion.name);
        for (partner, breakpoint) in diagram.partners.iter().zip([&fusion.breakpoint1, &fusion.breakpoint2]) {
            assert_eq!((&partner.contig, partner.position), (&breakpoint.contig, breakpoint.breakend.position));
            let numbers: Vec<u32> = partner.exons.iter().map(|exon| exon.number).collect();
            let ascending = numbers.is_sorted();
            assert!(numbers.is_empty() || (partner.strand == Some('+')) == ascending || numbers.len() == 1, "{numbers:?}");
            for exon in &partner.exons {
                assert!(exon.coding.is_none_or(|coding| exon.span.start <= coding.start && coding.end <= exon.span.end));
            }
        }
        checked += 1;
    }
    checked
}

#[test]
fn a_drawing_shows_the_molecules_that_were_counted() {
    let inputs = demo_inputs();
    let evidence = case::collect(&inputs, Biomarkers::fusions(), &Config::default(), &RunOptions::default()).unwrap();
    let profile = profile::call(&evidence, &Config::default()).unwrap();
    assert!(check_all(&evidence, &profile) > 0);
    let (five_prime, three_prime) = profile
        .listed_fusions()
        .find(|fusion| fusion.name == "DEMOA::DEMOD")
        .map(|fusion| fusion_diagrams(&evidence, &profile, fusion.assay).unwrap().of(fusion).partners)
        .map(|[one, two]| (one, two))
        .unwrap();
    assert!(five_prime.retains_upstream() && !three_prime.retains_upstream());
    let again = Evidence::from_bytes(&evidence.to_bytes().unwrap()).unwrap();
    assert!(again == evidence);
    assert!(Evidence::from_bytes(b"OSWEEPxx").is_err() && Evidence::from_bytes(b"").is_err());
}

#[test]
fn so_does_one_of_rna() {
    let folder = "fusion/rna-minigenome";
    let Some(rna) = shared(&format!("{folder}/rna.bam")) else { return };
    let inputs = CaseInputs {
        rna: Some(rna),
        reference: shared(&format!("{folder}/mini.fa")),
        genes: shared(&format!("{folder}/m2.gtf")),
        ..CaseInputs::default()
    };
    let evidence = case::collect(&inputs, Biomarkers::fusions(), &Config::default(), &RunOptions::default()).unwrap();
    let profile = profile::call(&evidence, &Config::default()).unwrap();
    assert!(check_all(&evidence, &profile) >= 7);
}

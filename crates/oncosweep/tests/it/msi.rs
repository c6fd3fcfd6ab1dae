//! Microsatellite instability on data with known answers.

use oncosweep::{
    genome::Reference,
    msi::{ScanConfig, read_list, scan_reference, write_list},
};

use crate::data::shared;

#[test]
fn scanned_lists_equal_msisensor_pros_byte_for_byte() {
    for (fasta, list) in [("msi/scan/ref.fa", "msi/scan/msisensor-pro.scan.list"), ("msi/scan/fuzz.fa", "msi/scan/fuzz.pro.list")] {
        let (Some(fasta), Some(list)) = (shared(fasta), shared(list)) else { return };
        let reference = Reference::open(&fasta).unwrap();
        let sites = scan_reference(&reference, &ScanConfig::default(), 2).unwrap();
        let mut written = Vec::new();
        write_list(&sites, reference.contigs(), &mut written).unwrap();
        assert!(written == std::fs::read(&list).unwrap(), "{} differs", list.display());
        assert_eq!(read_list(&list, reference.contigs(), None).unwrap().sites, sites);
        assert_eq!(scan_reference(&reference, &ScanConfig::default(), 1).unwrap(), sites);
    }
}

use super::*;
use crate::genome::Contig;

const MSISENSOR_HEADER: &str = "chromosome\tlocation\trepeat_unit_length\trepeat_unit_binary\trepeat_times\tleft_flank_binary\tright_flank_binary\trepeat_unit_bases\tleft_flank_bases\tright_flank_bases\n";

fn contigs() -> Contigs {
    Contigs::new(vec![Contig { name: "1".into(), length: 1000 }, Contig { name: "2".into(), length: 100 }])
}

fn read(text: &str) -> Result<SiteList> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sites.list");
    std::fs::write(&path, text).unwrap();
    read_list(&path, &contigs(), None)
}

const PRO_HEADER: &str = "chromosome\tlocation\trepeat_unit_length\trepeat_times\trepeat_unit_bases\tleft_flank_bases\tright_flank_bases\tthreshold\tsupport_num\tfilter\n";

#[test]
fn both_formats_give_the_same_site() {
    let pro = read(&format!("{PRO_HEADER}chr1\t50\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\nchr1\t90\t1\t9\tA\tGGTTG\tTTGGG\t-1\t3\tLowSupportSamples\nchr7\t1\t1\t9\tA\tG\tT\t-1\t-1\tPASS\n")).unwrap();
    assert_eq!((pro.sites.len(), pro.filtered, pro.on_unknown_contigs), (1, 1, 1));
    let old = read("chromosome location repeat_unit_length repeat_unit_binary repeat_times left_flank_binary right_flank_binary repeat_unit_bases left_flank_bases right_flank_bases\n1 50 2 1 6 702 1002 AC GGTTG TTGGG\n").unwrap();
    assert_eq!(old.sites, pro.sites);
    let site = pro.sites.as_slice()[0];
    assert_eq!((site.contig, site.start, site.end(), site.unit.as_str()), (0, 50, 62, "AC"));
    let headless = read("1 50 2 1 6 702 1002 AC GGTTG TTGGG\n").unwrap();
    assert_eq!(headless.sites, pro.sites);
    assert_eq!(read("chr1\t50\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n").unwrap().sites, pro.sites);
}

#[test]
fn written_lists_read_back() {
    let text = format!("{PRO_HEADER}1\t50\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n2\t20\t1\t9\tT\tGGTTG\tAAGGG\t-1\t-1\tPASS\n");
    let mut written = Vec::new();
    write_list(&read(&text).unwrap().sites, &contigs(), ListFormat::MsisensorPro, &mut written).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), text);
}

#[test]
fn bad_lists_say_where_and_why() {
    for (rows, words) in [
        ("chr1\t50\t3\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "line 2: repeat_unit_length is 3"),
        ("chr1\tx\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "line 2: location 'x'"),
        ("chr1\t50\t2\t6\tAN\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "line 2: repeat_unit_bases 'AN'"),
        ("chr1\t995\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "another genome build"),
        ("chr1\t50\t2\n", "column 5"),
        ("chr7\t50\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "'chr7'"),
        ("", "no usable site"),
    ] {
        let message = read(&format!("{PRO_HEADER}{rows}")).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(read("chr1\t50\tAC\n").unwrap_err().to_string().contains("line 1: not a line of a site list"));
    assert!(read("chr1\t50\t60\n").unwrap_err().to_string().contains("reference"));
    let mixed_up = format!("{PRO_HEADER}1\t50\t2\t1\t6\t702\t1002\tAC\tGGTTG\tTTGGG\n");
    assert!(read(&mixed_up).unwrap_err().to_string().contains("line 2"), "rows of MSIsensor's format under MSIsensor-pro's header");
    let other_packing = "1 50 2 2 6 702 1002 AC GGTTG TTGGG\n";
    assert!(read(other_packing).unwrap_err().to_string().contains("AC packs to 1"));
    assert!(read("1\t50\t62\t(AC)6\n").unwrap_err().to_string().contains("reference"));
}

#[test]
fn mantis_sites_take_their_flanks_from_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let (fasta, bed) = (folder.path().join("r.fa"), folder.path().join("l.bed"));
    std::fs::write(&fasta, ">chr1\nGGGGGTTGACACACACACACTTGGGCC\n").unwrap();
    std::fs::write(&bed, "1\t8\t20\t(AC)6\t0\t+\n1\t9\t21\t(AC)6\t0\t+\n").unwrap();
    let mut reference = Reference::open(&fasta).unwrap();
    let list = read_list(&bed, &contigs(), Some(&mut reference)).unwrap();
    let [site] = list.sites.as_slice() else { panic!("one site") };
    assert_eq!((site.start, site.left_flank.as_str(), site.right_flank.as_str()), (8, "GGTTG", "TTGGG"));
    std::fs::write(&bed, "1\t2\t14\t(AC)6\n").unwrap();
    assert!(read_list(&bed, &contigs(), Some(&mut reference)).unwrap_err().to_string().contains("do not stand at"));
}

/// A reference whose repeat, twelve bases of AC, starts at base 8.
fn small_reference(folder: &tempfile::TempDir) -> Reference {
    let fasta = folder.path().join("r.fa");
    std::fs::write(&fasta, ">chr1\nGGGGGTTGACACACACACACTTGGGCC\n").unwrap();
    Reference::open(&fasta).unwrap()
}

#[test]
fn every_format_is_written_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut reference = small_reference(&folder);
    let contigs = reference.contigs().clone();
    let sites = crate::msi::scan_reference(&reference, &crate::msi::ScanConfig::default(), 1).unwrap();
    for (format, expected) in [
        (ListFormat::MsisensorPro, format!("{PRO_HEADER}chr1\t8\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n")),
        (ListFormat::Msisensor, format!("{MSISENSOR_HEADER}chr1\t8\t2\t1\t6\t702\t1002\tAC\tGGTTG\tTTGGG\n")),
        (ListFormat::Mantis, "chr1\t8\t20\t(AC)6\t0\t+\n".to_owned()),
    ] {
        let mut written = Vec::new();
        write_list(&sites, &contigs, format, &mut written).unwrap();
        assert_eq!(String::from_utf8(written.clone()).unwrap(), expected);
        let path = folder.path().join("list");
        std::fs::write(&path, &written).unwrap();
        assert_eq!(read_list(&path, &contigs, Some(&mut reference)).unwrap().sites, sites);
        // bgzip is gzip in blocks.
        let mut gz = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, &written).unwrap();
        gz.finish().unwrap();
        assert_eq!(read_list(&path, &contigs, Some(&mut reference)).unwrap().sites, sites);
    }
}

#[test]
fn listed_sites_must_stand_in_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let mut reference = small_reference(&folder);
    let contigs = reference.contigs().clone();
    let path = folder.path().join("list");
    let mut read = |row: &str| {
        std::fs::write(&path, row).unwrap();
        read_list(&path, &contigs, Some(&mut reference)).map(|list| list.sites)
    };
    for (row, words) in [
        ("1\t8\t2\t5\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "another genome build"),
        ("1\t9\t2\t6\tAC\tGGTTG\tTTGGG\t-1\t-1\tPASS\n", "another genome build"),
        (
            "1\t8\t2\t6\tAC\tGGTTG\tTTGGA\t-1\t-1\tPASS\n",
            "line 1: the site is GGTTGACACACACACACTTGGA at chr1:3, where the reference has GGTTGACACACACACACTTGGG",
        ),
        ("1\t0\t4\n", "no repeat"),
    ] {
        let message = read(row).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
    // An interval that only touches the repeat finds all of it.
    let site = read("1\t14\t22\tmono-7\n").unwrap().as_slice()[0];
    assert_eq!((site.start, site.end(), site.unit.as_str(), site.left_flank.as_str()), (8, 20, "AC", "GGTTG"));
}

#[test]
fn thresholds_of_a_baseline_are_kept() {
    let list = read(&format!("{PRO_HEADER}1\t50\t2\t6\tAC\tGGTTG\tTTGGG\t0.0625\t12\tPASS\n2\t20\t1\t9\tT\tGGTTG\tAAGGG\t-1\t-1\tPASS\n"))
        .unwrap();
    assert_eq!(list.thresholds, vec![(list.sites.as_slice()[0].key(), 0.0625)]);
}

use super::*;
use crate::genome::Contig;

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
    write_list(&read(&text).unwrap().sites, &contigs(), &mut written).unwrap();
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
    assert!(read("chr1\t50\t60\n").unwrap_err().to_string().contains("line 1: not a line of a site list"));
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

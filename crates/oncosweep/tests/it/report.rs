//! report.html: well formed and self-contained, true to profile.json, safe with any text, and clear about what is missing.

mod html;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use oncosweep::{
    Error,
    case::{self, CaseInputs, RunOptions},
    config::Config,
    evidence::Biomarkers,
    profile,
    write::{self, report},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::data::demo_inputs;

/// Places whose every base change is listed: one of these is the demonstration's missense variant at 16,403, hardly a read lies on the first.
const LISTED: &str = "chr1\t0\t2\nchr1\t16400\t16410\n";

/// The results of the demonstration pair with listed alleles, made once.
fn results() -> &'static Path {
    static FOLDER: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FOLDER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let outside = TempDir::new().unwrap();
        let spots = outside.path().join("spots.bed");
        fs::write(&spots, LISTED).unwrap();
        let inputs = CaseInputs { hotspots: Some(spots), ..demo_inputs() };
        let options = RunOptions { threads: 2, ..RunOptions::default() };
        let evidence = case::collect(&inputs, Biomarkers::all(), &Config::default(), &options).unwrap();
        let profile = profile::call(&evidence, &Config::default()).unwrap();
        write::write_all(&profile, &evidence, folder.path()).unwrap();
        let path = folder.path().to_path_buf();
        (folder, path)
    });
    path
}

/// A copy of the results that a test may change.
fn copied() -> TempDir {
    let copy = TempDir::new().unwrap();
    for entry in fs::read_dir(results()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

fn profile_of(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("profile.json")).unwrap()).unwrap()
}

/// The page on the results after `change` to profile.json.
fn page_after(change: impl FnOnce(&mut Value)) -> String {
    let folder = copied();
    let mut profile = profile_of(folder.path());
    change(&mut profile);
    fs::write(folder.path().join("profile.json"), profile.to_string()).unwrap();
    report::html(folder.path()).unwrap()
}

/// The markup of the card or section that starts with `start`.
fn part<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let from = page.find(start).unwrap_or_else(|| panic!("no {start}"));
    let length = page[from..].find(end).unwrap();
    &page[from..from + length]
}

fn burden_card(page: &str) -> &str {
    part(page, "<h3><a href=\"#tmb\">", "</article>")
}

fn msi_card(page: &str) -> &str {
    part(page, "<h3><a href=\"#msi\">", "</article>")
}

fn fusion_card(page: &str) -> &str {
    part(page, "<h3><a href=\"#fusions\">", "</article>")
}

#[test]
fn the_page_is_well_formed_accessible_and_needs_nothing_else() {
    let page = report::html(results()).unwrap();
    let elements = html::parse(&page);
    html::assert_accessible(&elements);
    for element in &elements {
        assert!(!matches!(element.name.as_str(), "img" | "iframe" | "object" | "embed"), "{element:?}");
        assert!(
            element.attribute("src").is_none() && element.attribute("href").is_none_or(|href| href.starts_with('#') || href == "data:,")
        );
        assert!(element.attributes.iter().all(|(key, _)| !key.starts_with("on")), "{element:?}");
    }
    assert!(!page.contains("url(") && !page.contains("@import") && !page.contains("http://") && !page.contains("https://"));
    let folder = results().to_str().unwrap();
    assert!(!page.contains(folder), "a path is in the page");
    assert_eq!(page, report::html(results()).unwrap());
}

#[test]
fn every_figure_is_a_number_of_the_profile() {
    fn numbers(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Number(number) => drop(into.insert(number.to_string())),
            Value::Array(values) => values.iter().for_each(|value| numbers(value, into)),
            Value::Object(values) => values.values().for_each(|value| numbers(value, into)),
            _ => {}
        }
    }
    let mut known = BTreeSet::new();
    numbers(&profile_of(results()), &mut known);
    let page = report::html(results()).unwrap();
    let figures: Vec<html::Element> = html::parse(&page).into_iter().filter(|element| element.name == "data").collect();
    assert!(figures.len() > 150, "{}", figures.len());
    for figure in &figures {
        let value = figure.attribute("value").unwrap();
        assert!(known.contains(value), "{value} is not in profile.json");
        // What is shown is that number: to half a unit of its last digit, or a bound.
        let shown = figure.text.replace(',', "").replace('−', "-").replace('\u{2009}', "");
        let (shown, scale) = shown.strip_suffix(" %").map_or((shown.as_str(), 1.0), |percent| (percent, 100.0));
        let exact: f64 = value.parse::<f64>().unwrap() * scale;
        if let Some((bound, above)) =
            shown.strip_prefix("&gt; ").map(|s| (s, true)).or_else(|| shown.strip_prefix("&lt; ").map(|s| (s, false)))
        {
            assert_eq!(exact > bound.parse::<f64>().unwrap(), above, "{figure:?}");
            continue;
        }
        let (digits, power) = shown.split_once('e').unwrap_or((shown, "0"));
        let places = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        let tolerance = 0.5001 * 10f64.powi(power.parse::<i32>().unwrap() - places);
        assert!((shown.parse::<f64>().unwrap() - exact).abs() <= tolerance, "{figure:?}");
    }
}

#[test]
fn the_headline_is_that_of_the_demonstration() {
    let page = report::html(results()).unwrap();
    let profile = profile_of(results());
    assert!(
        burden_card(&page).contains("No status")
            && burden_card(&page).contains(&format!("{:.1}", profile["tmb"]["per_mb"].as_f64().unwrap()))
    );
    assert!(msi_card(&page).contains("MSI-H") && msi_card(&page).contains("38.5 %"));
    assert!(fusion_card(&page).contains("1 fusion") && fusion_card(&page).contains("DEMOA::DEMOD"));
    assert_eq!(page.matches("<tr data-groups=\"loss\">").count() + page.matches("<tr data-groups=\"gain\">").count(), 71);
    assert_eq!(page.matches("<tr data-groups=\"pass counted\">").count() as u64, profile["tmb"]["variants"].as_u64().unwrap());
}

#[test]
fn each_listed_allele_has_its_answer() {
    let page = report::html(results()).unwrap();
    let table = part(&page, "<div class=\"data\" id=\"hotspots-table\"", "</table>");
    let answers = |code: &str| table.matches(&format!("<tr data-groups=\"{code}\">")).count() as u64;
    let listed = &profile_of(results())["variants"]["listed"];
    assert_eq!((answers("detected"), answers("not_assessed")), (1, 6));
    for (code, count) in listed.as_object().unwrap() {
        assert_eq!(answers(code), count.as_u64().unwrap(), "{code}");
    }
    let detected = part(table, "<tr data-groups=\"detected\">", "</tr>");
    for shown in ["chr1:16403 C&gt;T", "DEMOA", "missense", "chip pass\">Detected", "12 of 52"] {
        assert!(detected.contains(shown), "{shown}: {detected}");
    }
    let written = fs::read_to_string(results().join("hotspots.tsv")).unwrap();
    let reason = written.lines().map(|line| line.split('\t').collect::<Vec<_>>()).find(|fields| fields[5] == "not_assessed").unwrap()[6]
        .replace('_', " ");
    assert!(part(table, "<tr data-groups=\"not_assessed\">", "</tr>").contains(&format!("<small>{reason}</small>")), "{reason}");
    assert!(part(&page, "<section id=\"assessed\"", "</section>").contains("half of the detection limits are at most"));
    // Most are not detected, each down to a limit.
    let limits = table.matches("<tr data-groups=\"not_detected\">").count();
    assert!(
        limits > 20
            && !part(table, "<tr data-groups=\"not_detected\">", "</tr>")
                .contains("no value\">–</span></td><td class=\"number\" data-key=\"-1\">")
    );
}

#[test]
fn text_of_the_inputs_never_becomes_markup() {
    const EVIL: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;</style>";
    fn poison(value: &mut Value) {
        match value {
            Value::String(text) => *text = EVIL.to_owned(),
            Value::Array(values) => values.iter_mut().for_each(poison),
            Value::Object(values) => {
                let poisoned = std::mem::take(values).into_iter().map(|(key, mut value)| {
                    poison(&mut value);
                    (key, value)
                });
                *values = poisoned.collect();
            }
            _ => {}
        }
    }
    let folder = copied();
    let mut profile = profile_of(folder.path());
    poison(&mut profile);
    profile["schema"] = json!("oncosweep/1");
    // Keys that come from inputs or other versions.
    profile["qc"]["tumor"]["skipped"][EVIL] = json!(3);
    profile["tmb"]["excluded"][EVIL] = json!(3);
    profile["parameters"][EVIL] = json!(EVIL);
    profile["fusions"][0]["filter"] = json!("PASS");
    let mut other = profile["fusions"][0].clone();
    other["filter"] = json!(EVIL);
    profile["fusions"].as_array_mut().unwrap().push(other);
    fs::write(folder.path().join("profile.json"), profile.to_string()).unwrap();
    for (file, columns) in [
        ("msi.sites.tsv", &[0, 3, 6, 7][..]),
        ("tmb.trace.tsv", &[0, 3, 4, 5, 6, 7, 11, 12, 13, 14][..]),
        ("hotspots.tsv", &[0, 3, 4, 5, 6, 14, 15, 16, 17, 18][..]),
    ] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let poisoned = text.lines().map(|line| {
            if line.starts_with('#') {
                return line.to_owned();
            }
            let fields = line.split('\t').enumerate();
            // A p-value is read as a number.
            let evil = fields.map(|(i, field)| if columns.contains(&i) && !(file == "msi.sites.tsv" && i == 6) { EVIL } else { field });
            evil.collect::<Vec<_>>().join("\t")
        });
        fs::write(&path, poisoned.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    let page = report::html(folder.path()).unwrap();
    let elements = html::parse(&page);
    assert_eq!(elements.iter().filter(|element| element.name == "script").count(), 1);
    assert!(elements.iter().all(|e| e.name != "img" && e.attributes.iter().all(|(key, _)| !key.starts_with("on"))));
    assert!(page.matches("alert(1)").count() > 500, "the text is shown as text");
}

#[test]
fn states_without_a_value_say_why() {
    let page = page_after(|profile| {
        profile["tmb"]["status"] = json!("indeterminate");
        profile["msi"]["status"] = Value::Null;
        profile["msi"]["reason"] = json!("too few sites were covered");
        profile["fusions"] = json!([]);
    });
    html::assert_accessible(&html::parse(&page));
    assert!(burden_card(&page).contains("Indeterminate"));
    assert!(msi_card(&page).contains("No status") && msi_card(&page).contains("too few sites were covered"));
    assert!(fusion_card(&page).contains("None detected"));

    let page = page_after(|profile| {
        for key in ["per_mb", "ci95", "probability_high", "status"] {
            profile["tmb"][key] = Value::Null;
        }
        profile["tmb"]["reason"] = json!("no genes were given");
        for key in ["fraction_unstable", "ci95", "probability_high", "status"] {
            profile["msi"][key] = Value::Null;
        }
        profile["msi"]["reason"] = json!("no site was covered");
        profile["fusions"][0]["filter"] = json!("LowSupport;Short");
        for key in ["vaf", "vaf_ci95", "frame", "exon1", "exon2", "spanning_fragments"] {
            profile["fusions"][0][key] = Value::Null;
        }
    });
    html::assert_accessible(&html::parse(&page));
    assert!(burden_card(&page).contains("Not assessed") && burden_card(&page).contains("No genes were given"));
    assert!(msi_card(&page).contains("Not assessed") && msi_card(&page).contains("No site was covered"));
    assert!(fusion_card(&page).contains("None detected") && fusion_card(&page).contains("1 candidate was dropped"));
    assert!(page.contains("LowSupport"));
    assert!(!page.contains("expected to be false"), "doubt about a burden that is none");
}

#[test]
fn other_places_of_a_fusion_are_named() {
    let others: Vec<String> = (1..=6).map(|n| format!("DEMOA::COPY<{n}>@chr2:{n}00")).collect();
    let shown = "DEMOA::COPY&lt;1&gt;@chr2:100, DEMOA::COPY&lt;2&gt;@chr2:200, DEMOA::COPY&lt;3&gt;@chr2:300, DEMOA::COPY&lt;4&gt;@chr2:400 and 2 more";
    for filter in ["PASS", "Ambiguous"] {
        let page = page_after(|profile| {
            profile["fusions"][0]["filter"] = json!(filter);
            profile["fusions"][0]["site2"] = json!(".");
            profile["fusions"][0]["alternatives"] = json!(others);
        });
        html::assert_accessible(&html::parse(&page));
        assert!(
            page.contains(&format!("<th scope=\"row\" data-key=\"DEMOA::DEMOD\">DEMOA::DEMOD<small class=\"or\">or {shown}</small></th>"))
        );
        assert!(!page.contains("(-), .<") && !page.contains("(-), ?<"));
        assert_eq!(page.contains(&format!("its reads fit as well: {shown}")), filter == "PASS");
    }
}

#[test]
fn what_was_not_swept_for_is_not_assessed() {
    let folder = TempDir::new().unwrap();
    let mut profile = profile_of(results());
    for key in ["tmb", "msi", "fusions", "variants"] {
        profile[key] = Value::Null;
    }
    for key in ["normal", "rna", "reference"] {
        profile["inputs"][key] = Value::Null;
    }
    profile["qc"]["tumor"]["errors"] = Value::Null;
    profile["qc"]["normal"] = Value::Null;
    fs::write(folder.path().join("profile.json"), profile.to_string()).unwrap();
    let page = report::html(folder.path()).unwrap();
    let shown: String = html::parse(&page).iter().flat_map(|element| [element.text.clone(), element.tail.clone()]).collect();
    assert_eq!(page.matches("<p class=\"state\">Not assessed</p>").count(), 3);
    assert!(shown.contains("not swept for") && !shown.contains("NaN") && !shown.contains("null"));
}

#[test]
fn the_panels_of_normals_are_named() {
    let panel = |samples: &[&str]| json!({"version": "0.1.0", "reference": "genome<38>.fa", "samples": samples, "assay": "RNA"});
    let page = page_after(|profile| {
        profile["msi"]["baseline"] = panel(&["N1", "N2", "N3", "N4", "N5"]);
        profile["variant_baseline"] = panel(&["V1"]);
        profile["fusion_baselines"] = json!([panel(&["F1", "F2"])]);
    });
    html::assert_accessible(&html::parse(&page));
    let head = part(&page, "<header>", "</header>");
    for fact in [
        "<dt>Normals for microsatellites</dt><dd>5<small>N1, N2, N3 and 2 more, on genome&lt;38&gt;.fa</small>",
        "<dt>Normals for variants</dt><dd>1<small>V1, on genome&lt;38&gt;.fa</small>",
        "<dt>Normals for fusions in RNA</dt><dd>2<small>F1, F2, on genome&lt;38&gt;.fa</small>",
    ] {
        assert!(head.contains(fact), "{fact}\n{head}");
    }
    assert!(!part(&report::html(results()).unwrap(), "<header>", "</header>").contains("Normals for"));
}

#[test]
fn tables_without_rows_make_a_page_too() {
    let folder = copied();
    for name in ["msi.sites.tsv", "tmb.trace.tsv", "hotspots.tsv"] {
        let path = folder.path().join(name);
        let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
        fs::write(&path, header + "\n").unwrap();
    }
    let page = report::html(folder.path()).unwrap();
    html::assert_accessible(&html::parse(&page));
    assert!(page.contains("No assessed site is unstable.") && page.contains("No variant passes"));
}

#[test]
fn a_folder_that_is_not_whole_is_an_error_that_says_what_to_do() {
    let missing = report::html(Path::new("no/such/folder")).unwrap_err().to_string();
    assert!(missing.contains("no/such/folder") && missing.contains("--output"), "{missing}");
    let empty = TempDir::new().unwrap();
    assert!(report::html(empty.path()).unwrap_err().to_string().contains("no results folder"));

    for name in ["msi.sites.tsv", "tmb.trace.tsv", "hotspots.tsv", "variants.vcf.gz"] {
        let folder = copied();
        fs::remove_file(folder.path().join(name)).unwrap();
        let error = report::html(folder.path()).unwrap_err();
        assert!(matches!(&error, Error::Invalid { path, .. } if path.ends_with(name)), "{error}");
        assert!(error.to_string().contains("oncosweep call"), "{error}");
    }
    // Cut in the middle of a line, or of a compressed block.
    for name in ["profile.json", "msi.sites.tsv", "tmb.trace.tsv", "hotspots.tsv", "variants.vcf.gz"] {
        let folder = copied();
        let bytes = fs::read(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name), &bytes[..bytes.len() / 2 + 7]).unwrap();
        let error = report::html(folder.path()).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    let folder = copied();
    let text = fs::read_to_string(folder.path().join("msi.sites.tsv")).unwrap();
    fs::write(folder.path().join("msi.sites.tsv"), text.replacen("shifted_fraction", "other", 1)).unwrap();
    assert!(report::html(folder.path()).unwrap_err().to_string().contains("no column 'shifted_fraction'"));
    for (content, why) in
        [("{\"schema\": \"oncosweep/2\"}", "schema 'oncosweep/2'"), ("[]", "no 'schema'"), ("{\"schema\": \"oncosweep/1\"}", "no 'tool'")]
    {
        fs::write(folder.path().join("profile.json"), content).unwrap();
        let error = report::html(folder.path()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn the_file_appears_whole_and_a_stale_one_goes() {
    let folder = copied();
    let path = folder.path().join("report.html");
    report::write(folder.path(), &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), report::html(folder.path()).unwrap());
    assert!(report::write(folder.path(), &folder.path().join("none/report.html")).unwrap_err().to_string().contains("none/report.html"));
    // A new run into the folder does not leave the page of the old one.
    let evidence = oncosweep::evidence::Evidence::load(&folder.path().join("evidence.osw")).unwrap();
    let profile = profile::call(&evidence, &Config::default()).unwrap();
    write::write_all(&profile, &evidence, folder.path()).unwrap();
    assert!(!path.exists());
    report::write_profile(&profile, &evidence, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), report::html(folder.path()).unwrap());
}

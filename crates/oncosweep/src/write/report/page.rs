//! The page itself: head, navigation, sections, limitations.

use serde_json::Value;

use super::{
    assessed, burden, fusion_list, head, headline, hotspot_list, instability, quality, results::Results, settings, small_variants,
    text::escape,
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("tables.js");
const LIMITS: &str = include_str!("limits.html");

struct Section {
    id: &'static str,
    title: &'static str,
    /// In the navigation.
    name: &'static str,
    body: String,
}

/// The whole page.
pub(super) fn markup(results: &Results) -> String {
    let profile = &results.profile;
    let sections = sections(results);
    let links = sections.iter().map(|s| format!("<li><a href=\"#{}\">{}</a></li>", s.id, s.name)).collect::<Vec<_>>().concat();
    let body = sections
        .iter()
        .map(|s| {
            format!(
                "<section id=\"{0}\" aria-labelledby=\"{0}-title\"><h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
                s.id, s.title, s.body
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let title = head::title(profile);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{title} – oncosweep</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the results</a>\n{}<nav aria-label=\"Sections\"><ul>{links}</ul></nav>\n\
         <main id=\"main\">\n{body}</main>\n{}<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        head::markup(profile),
        foot(profile)
    )
}

fn foot(profile: &Value) -> String {
    let text = |value: &Value| escape(value.as_str().unwrap_or("?"));
    format!(
        "<footer><p>{} {} · {} · For research use only: not a medical device, not for diagnosis or treatment decisions.</p></footer>\n",
        text(&profile["tool"]["name"]),
        text(&profile["tool"]["version"]),
        text(&profile["schema"])
    )
}

fn sections(results: &Results) -> Vec<Section> {
    let profile = &results.profile;
    let section = |id, name, title, body| Section { id, title, name, body };
    let mut sections = vec![
        section("summary", "Summary", "Summary", headline::markup(profile)),
        section("assessed", "Assessed", "What was assessed", assessed::markup(profile)),
    ];
    if profile["tmb"].is_object() {
        sections.push(section("tmb", "Burden", "Mutational burden", burden::markup(&profile["tmb"])));
    }
    if let Some(sites) = &results.sites {
        sections.push(section("msi", "Microsatellites", "Microsatellites", instability::markup(&profile["msi"], sites)));
    }
    if let Some(fusions) = profile["fusions"].as_array() {
        sections.push(section("fusions", "Fusions", "Fusions", fusion_list::markup(fusions, &results.drawings)));
    }
    if let Some(variants) = &results.variants {
        let body = format!("{}{}", small_variants::markup(variants), small_variants::spectrum(&profile["variants"]));
        sections.push(section("variants", "Variants", "Small variants", body));
    }
    if let Some(hotspots) = &results.hotspots {
        sections.push(section("hotspots", "Listed alleles", "Listed alleles", hotspot_list::markup(hotspots, &profile["variants"])));
    }
    let errors = quality::markup(&profile["qc"]);
    if !errors.is_empty() {
        sections.push(section("errors", "Errors", "Sequencing errors", errors));
    }
    sections.push(section("settings", "Settings", "Settings", settings::markup(profile)));
    sections.push(section("limits", "Reading", "How to read this page", LIMITS.to_owned()));
    sections
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::STYLE;

    /// Relative luminance of `#rrggbb` or `#rgb` (WCAG 2.1).
    fn luminance(colour: &str) -> f64 {
        let digits: Vec<u32> = colour.chars().skip(1).map(|c| c.to_digit(16).unwrap()).collect();
        let channels: Vec<u32> =
            if digits.len() == 3 { digits.iter().map(|d| d * 17).collect() } else { digits.chunks(2).map(|d| d[0] * 16 + d[1]).collect() };
        let linear = |c: u32| {
            let c = f64::from(c) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(channels[0]) + 0.7152 * linear(channels[1]) + 0.0722 * linear(channels[2])
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colours of each scheme: light, dark, print. Print changes the light ones.
    fn schemes() -> Vec<BTreeMap<&'static str, &'static str>> {
        let mut schemes: Vec<BTreeMap<&str, &str>> = Vec::new();
        for block in STYLE.split(":root {").skip(1) {
            let declarations = block.split_once('}').unwrap().0.split(';');
            let colours =
                declarations.filter_map(|d| d.trim().strip_prefix("--")?.split_once(": ")).filter(|(_, colour)| colour.starts_with('#'));
            let mut scheme = if schemes.len() == 2 { schemes[0].clone() } else { BTreeMap::new() };
            scheme.extend(colours);
            schemes.push(scheme);
        }
        schemes
    }

    #[test]
    fn text_and_pictures_have_the_contrast_of_wcag_aa() {
        let schemes = schemes();
        assert_eq!(schemes.len(), 3);
        for scheme in &schemes {
            for text in ["ink", "soft", "accent", "mark", "calm", "open"] {
                for ground in ["paper", "card", "faint"] {
                    assert!(contrast(scheme[text], scheme[ground]) >= 4.5, "{text} on {ground}: {scheme:?}");
                }
            }
            for (text, ground) in [("calm", "calm-zone"), ("soft", "zone"), ("card", "tumour"), ("card", "mark")] {
                assert!(contrast(scheme[text], scheme[ground]) >= 4.5, "{text} on {ground}: {scheme:?}");
            }
            for shape in ["tumour", "strong", "normal", "mark", "sbs-1", "sbs-2", "sbs-3", "sbs-4", "sbs-5", "sbs-6"] {
                assert!(contrast(scheme[shape], scheme["card"]) >= 3.0, "{shape}: {scheme:?}");
            }
        }
    }
}

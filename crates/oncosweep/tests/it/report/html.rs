//! A strict reading of HTML: every element is closed, in order, and every attribute quoted. A browser forgives much more.

use std::collections::BTreeSet;

const VOID: [&str; 4] = ["meta", "link", "br", "input"];

/// An element with its attributes, the text up to the next tag, and the text behind closing tags up to the next element.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub tail: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All elements in order; panics, saying where, at what is not well formed.
pub fn parse(html: &str) -> Vec<Element> {
    let mut rest = html.strip_prefix("<!DOCTYPE html>\n").expect("no doctype");
    let (mut open, mut elements): (Vec<String>, Vec<Element>) = (Vec::new(), Vec::new());
    let mut closed = false;
    while let Some(start) = rest.find('<') {
        push_text(&mut elements, &rest[..start], closed);
        rest = &rest[start..];
        if let Some(closing) = rest.strip_prefix("</") {
            let end = closing.find('>').expect("a tag is not closed");
            let name = &closing[..end];
            assert_eq!(open.pop().as_deref(), Some(name), "closed out of order near: {}", near(rest));
            (rest, closed) = (&closing[end + 1..], true);
            continue;
        }
        let (element, self_closed, after) = tag(rest);
        (rest, closed) = (after, false);
        let name = element.name.clone();
        if matches!(name.as_str(), "style" | "script") {
            let end = rest.find(&format!("</{name}>")).expect("style or script is not closed");
            rest = &rest[end..];
        }
        if !self_closed && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
        elements.push(element);
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    elements
}

fn push_text(elements: &mut [Element], text: &str, closed: bool) {
    assert!(!text.contains('>'), "a bare '>': {}", near(text));
    for (i, _) in text.match_indices('&') {
        let entity = &text[i + 1..text[i..].find(';').map_or(text.len(), |end| i + end)];
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "a bare '&': {}", near(&text[i..]));
    }
    if let Some(last) = elements.last_mut() {
        if closed { last.tail.push_str(text) } else { last.text.push_str(text) }
    }
}

fn tag(text: &str) -> (Element, bool, &str) {
    let mut rest = &text[1..];
    let end = rest.find([' ', '>', '/']).expect("a tag is not closed");
    let name = rest[..end].to_owned();
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "no tag: {}", near(text));
    rest = &rest[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (Element { name, attributes, text: String::new(), tail: String::new() }, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (Element { name, attributes, text: String::new(), tail: String::new() }, false, after);
        }
        let (key, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("an attribute is not quoted near: {}", near(rest)));
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "no attribute: {}", near(rest));
        let end = value.find('"').expect("an attribute is not closed");
        assert!(!value[..end].contains(['<', '>']), "markup in an attribute: {}", near(rest));
        attributes.push((key.to_owned(), value[..end].to_owned()));
        rest = &value[end + 1..];
    }
}

fn near(text: &str) -> String {
    text.chars().take(90).collect()
}

/// What a screen reader and a keyboard rely on.
pub fn assert_accessible(elements: &[Element]) {
    let ids: Vec<&str> = elements.iter().filter_map(|e| e.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id is there twice");
    let levels = elements.iter().filter_map(|e| e.name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()));
    levels.fold(0, |above, level| {
        assert!(level <= above + 1, "a heading of level {level} follows one of level {above}");
        level
    });
    for element in elements {
        let has = |name: &str| element.attribute(name).is_some_and(|value| !value.is_empty());
        match element.name.as_str() {
            "html" => assert!(has("lang")),
            "svg" => assert!(has("aria-label") && element.attribute("role") == Some("img")),
            "th" => assert!(has("scope"), "{element:?}"),
            "a" => {
                let target = element.attribute("href").and_then(|href| href.strip_prefix('#')).expect("a link leaves the page");
                assert!(unique.contains(target), "a link leads nowhere: {target}");
            }
            _ => {}
        }
        if let Some(labelled) = element.attribute("aria-labelledby") {
            assert!(unique.contains(labelled), "no label {labelled}");
        }
        // A region that scrolls is reached by keyboard and has a name.
        if element.attribute("role") == Some("region") {
            assert!(element.attribute("tabindex") == Some("0") && (has("aria-label") || has("aria-labelledby")));
        }
    }
}

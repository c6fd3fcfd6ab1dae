//! Text for HTML: everything escaped, numbers as people read them with the exact value beside.

use serde_json::Value;

/// `text` with every character that means something in HTML (text and quoted attributes) replaced.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Control characters are not allowed in HTML at all.
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A number of the results as `shown`, with its exact value for machines: `<data value="0.384564">38.5 %</data>`.
pub(super) fn figure(value: &Value, shown: &str) -> String {
    format!("<data value=\"{}\">{}</data>", escape(&value.to_string()), escape(shown))
}

/// A count with thousands separated: 1,234,567.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count of the results as a figure; an en dash when there is none.
pub(super) fn count(value: &Value) -> String {
    value.as_u64().map_or_else(none, |n| figure(value, &thousands(n)))
}

/// A number of the results with `places` decimals as a figure; an en dash when there is none.
pub(super) fn decimal(value: &Value, places: usize) -> String {
    value.as_f64().map_or_else(none, |n| figure(value, &fixed(n, places)))
}

/// A fraction of the results in per cent as a figure; an en dash when there is none.
pub(super) fn percent(value: &Value) -> String {
    value.as_f64().map_or_else(none, |n| figure(value, &as_percent(n)))
}

/// A probability as a figure: never rounded to a certainty it does not have.
pub(super) fn probability(value: &Value) -> String {
    let Some(p) = value.as_f64() else { return none() };
    let shown = match p {
        p if p > 0.999 => "> 0.999".to_owned(),
        p if p < 0.001 => "< 0.001".to_owned(),
        p => format!("{p:.3}"),
    };
    figure(value, &shown)
}

/// A fraction in per cent with one decimal, two below one per cent.
pub(super) fn as_percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    if percent > 0.0 && percent < 0.995 { format!("{percent:.2} %") } else { format!("{percent:.1} %") }
}

/// A number with `places` decimals and its thousands separated.
pub(super) fn fixed(number: f64, places: usize) -> String {
    // Adding zero makes a negative zero a positive one.
    let text = format!("{:.places$}", number + 0.0);
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    rest.map_or_else(|| format!("{sign}{whole}"), |rest| format!("{sign}{whole}.{rest}"))
}

/// An interval `[low, high]` of the results, each bound written by `bound`; `None` when it is not there.
pub(super) fn interval(bounds: &Value, bound: impl Fn(&Value) -> String) -> Option<String> {
    let [low, high] = bounds.as_array()?.as_slice() else { return None };
    (low.is_number() && high.is_number()).then(|| format!("{} to {}", bound(low), bound(high)))
}

/// A word of the results for people: `few_tumor_reads` becomes "few tumour reads".
pub(super) fn words(code: &str) -> String {
    escape(&code.replace('_', " ").replace("tumor", "tumour"))
}

/// A reason as a sentence: with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_uppercase);
    let whole: String = first.into_iter().flatten().chain(letters).chain(['.']).collect();
    escape(&whole)
}

/// What stands where there is no value.
pub(super) fn none() -> String {
    "<span class=\"none\" title=\"no value\">–</span>".to_owned()
}

/// A signed whole number with a true minus.
pub(super) fn signed(number: i64) -> String {
    match number {
        0 => "0".to_owned(),
        n if n > 0 => format!("+{n}"),
        n => format!("−{}", n.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<b class='x'>\"A & B\"</b>\u{0}"), "&lt;b class=&#39;x&#39;&gt;&quot;A &amp; B&quot;&lt;/b&gt;\u{fffd}");
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!((thousands(0), thousands(1_234_567)), ("0".into(), "1,234,567".into()));
        assert_eq!((fixed(1688.72, 1), fixed(-0.25, 2), fixed(12.0, 0)), ("1,688.7".into(), "−0.25".into(), "12".into()));
        assert_eq!((as_percent(0.3846), as_percent(0.0012), as_percent(0.0)), ("38.5 %".into(), "0.12 %".into(), "0.0 %".into()));
        assert_eq!(probability(&json!(1.0)), "<data value=\"1.0\">&gt; 0.999</data>");
        assert_eq!((words("few_tumor_reads"), sentence("no <genes>")), ("few tumour reads".into(), "No &lt;genes&gt;.".into()));
        assert_eq!((signed(-2), signed(3), signed(0)), ("−2".into(), "+3".into(), "0".into()));
    }

    #[test]
    fn what_is_missing_is_shown_as_missing() {
        assert_eq!(
            interval(&json!([1.0, 2.5]), |v| decimal(v, 1)),
            Some(format!("{} to {}", decimal(&json!(1.0), 1), decimal(&json!(2.5), 1)))
        );
        assert_eq!(interval(&json!(null), percent), None);
        assert_eq!(decimal(&json!(null), 1), none());
    }
}

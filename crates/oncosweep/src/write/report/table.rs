//! Tables of the page. They are whole without scripts; with one they sort, filter and fold.

use std::fmt::Write as _;

use super::text::escape;

/// A column of a table.
pub(super) struct Column {
    name: &'static str,
    numeric: bool,
}

/// A column of words.
pub(super) const fn words(name: &'static str) -> Column {
    Column { name, numeric: false }
}

/// A column of numbers.
pub(super) const fn numbers(name: &'static str) -> Column {
    Column { name, numeric: true }
}

/// A cell: markup, and what to sort by where that is not its text.
pub(super) struct Cell {
    markup: String,
    key: Option<String>,
}

/// A cell of markup.
pub(super) fn cell(markup: String) -> Cell {
    Cell { markup, key: None }
}

/// A cell of plain text; a dot becomes an en dash.
pub(super) fn plain(text: &str) -> Cell {
    cell(if text == "." || text.is_empty() { super::text::none() } else { escape(text) })
}

/// What a cell is sorted by: text, or a number as text.
pub(super) struct Key(String);

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<f64> for Key {
    fn from(number: f64) -> Self {
        Self(number.to_string())
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// A cell with its own sorting key.
pub(super) fn keyed(markup: String, key: impl Into<Key>) -> Cell {
    Cell { markup, key: Some(key.into().0) }
}

/// A table that sorts and filters.
pub(super) struct DataTable {
    id: &'static str,
    caption: String,
    columns: Vec<Column>,
    groups: Vec<(&'static str, &'static str)>,
    rows: String,
    count: usize,
}

impl DataTable {
    pub(super) fn new(id: &'static str, caption: String, columns: Vec<Column>) -> Self {
        Self { id, caption, columns, groups: Vec::new(), rows: String::new(), count: 0 }
    }

    /// Offers to show one group of rows only: its code and its name.
    pub(super) fn group(mut self, code: &'static str, name: &'static str) -> Self {
        self.groups.push((code, name));
        self
    }

    /// Adds a row that belongs to `groups` (codes separated by spaces). Its first cell is its heading.
    pub(super) fn row(&mut self, groups: &str, cells: Vec<Cell>) {
        let _ = write!(self.rows, "<tr data-groups=\"{}\">", escape(groups));
        for (i, (cell, column)) in cells.into_iter().zip(&self.columns).enumerate() {
            let class = if column.numeric { " class=\"number\"" } else { "" };
            let key = cell.key.map(|key| format!(" data-key=\"{}\"", escape(&key))).unwrap_or_default();
            let tag = if i == 0 { "th scope=\"row\"" } else { "td" };
            let _ = write!(self.rows, "<{tag}{class}{key}>{}</{}>", cell.markup, if i == 0 { "th" } else { "td" });
        }
        self.rows.push_str("</tr>\n");
        self.count += 1;
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn markup(self) -> String {
        let mut head = String::new();
        for column in &self.columns {
            let class = if column.numeric { " class=\"number\"" } else { "" };
            let _ = write!(head, "<th scope=\"col\"{class}>{}</th>", escape(column.name));
        }
        let groups = self.groups.iter().map(|(code, name)| format!("{code}={name}")).collect::<Vec<_>>().join(";");
        format!(
            "<div class=\"data\" id=\"{id}\" data-groups=\"{groups}\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">\
             <table><caption id=\"{id}-caption\"><span>{caption}</span></caption><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div></div>",
            id = self.id,
            groups = escape(&groups),
            caption = self.caption,
            rows = self.rows,
        )
    }
}

/// A plain table of names and values, both markup; the names are headings.
pub(super) fn pairs(caption: &str, rows: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in rows {
        let _ = write!(body, "<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
    }
    let caption = if caption.is_empty() { String::new() } else { format!("<caption>{caption}</caption>") };
    format!("<table class=\"pairs\">{caption}<tbody>{body}</tbody></table>")
}

/// A small table with a heading row and a heading column, all markup.
pub(super) fn grid(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table class=\"grid\"><caption><span>{0}</span></caption><thead><tr>",
        escape(caption)
    );
    for (i, name) in head.iter().enumerate() {
        let class = if i == 0 { "" } else { " class=\"number\"" };
        let _ = write!(text, "<th scope=\"col\"{class}>{}</th>", escape(name));
    }
    text.push_str("</tr></thead><tbody>");
    for row in rows {
        text.push_str("<tr>");
        for (i, value) in row.iter().enumerate() {
            let _ = if i == 0 { write!(text, "<th scope=\"row\">{value}</th>") } else { write!(text, "<td class=\"number\">{value}</td>") };
        }
        text.push_str("</tr>");
    }
    text.push_str("</tbody></table></div>");
    text
}

//! The library's errors as Python's. The classes live in `oncosweep.errors`, because some of them have two bases.

use oncosweep::Error;
use pyo3::{prelude::*, types::PyAnyMethods};

/// The name of the class in `oncosweep.errors` for `error`.
fn class(error: &Error) -> &'static str {
    match error {
        Error::Io { .. } | Error::Truncated { .. } | Error::MissingIndex { .. } => "InputError",
        Error::Parse { .. } | Error::Unsorted { .. } | Error::GenomeMismatch { .. } | Error::Invalid { .. } => "FormatError",
        Error::Config(_) => "ConfigError",
        Error::Cancelled => "CancelledError",
        _ => "OncosweepError",
    }
}

/// Options that the library's messages name, which are keywords here. A name comes before those it begins with.
const OPTIONS: [&str; 16] = [
    "--callable-mb",
    "--compat",
    "--genes",
    "--germline-af",
    "--germline",
    "--names",
    "--normal-sample",
    "--population-af",
    "--reference",
    "--rna",
    "--targets",
    "--tmb-min-depth",
    "--tmb-min-support",
    "--tmb-min-vaf",
    "--tumor-sample",
    "--unfiltered",
];

/// The message with keywords in place of the command's options.
fn with_keywords(message: &str) -> String {
    OPTIONS.iter().fold(message.to_owned(), |message, option| {
        let keyword = option.trim_start_matches('-').replace('-', "_");
        message.replace(&format!(" {option}"), &format!(" {keyword}")).replace(&format!("({option}"), &format!("({keyword}"))
    })
}

/// Makes the Python exception for `error`.
pub fn to_python(error: Error) -> PyErr {
    raise(class(&error), &with_keywords(&error.to_string()))
}

/// Makes the exception `class` of `oncosweep.errors`.
pub fn raise(class: &str, message: &str) -> PyErr {
    Python::attach(|py| {
        let made = py.import("oncosweep.errors").and_then(|module| module.getattr(class)?.call1((message,)));
        made.map_or_else(|failure| failure, PyErr::from_value)
    })
}

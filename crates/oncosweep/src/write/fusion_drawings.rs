//! fusions.drawings.json: what a drawing of each called fusion needs, calls in the order of profile.json.

use std::io::{self, Write};

use crate::{
    evidence::Evidence,
    profile::{Profile, fusion_drawings},
};

/// Writes the drawings of the fusions that pass, one a line.
pub(super) fn write(out: &mut impl Write, profile: &Profile, evidence: &Evidence) -> io::Result<()> {
    let mut before = "[\n";
    for drawing in fusion_drawings(evidence, profile) {
        write!(out, "{before}{}", serde_json::to_string(&drawing)?)?;
        before = ",\n";
    }
    writeln!(out, "{}]", if before == ",\n" { "\n" } else { "[" })
}

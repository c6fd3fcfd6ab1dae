//! How frequent candidates are in a population: what a VCF file of many people says of them.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::evidence::Candidate;
use crate::{
    error::{Error, Result},
    genes::SmallVariant,
    genome::{Contigs, Span, VcfReader},
};

/// Where population frequencies came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopulationInput {
    /// The file's name without its folder.
    pub file: String,
    /// The INFO tag with the frequencies.
    pub tag: String,
    /// Candidates it lists.
    pub listed: u64,
}

/// Bases of genome that are asked for together.
const REGION_BP: u32 = 1 << 17;

/// Gives every candidate the frequency that INFO/`tag` of the VCF file at `path` tells of its allele.
///
/// # Errors
/// Those of [`VcfReader`]; [`Error::Invalid`] when the header does not declare `tag`, or a value of it is no frequency.
pub fn look_up(candidates: &mut [Candidate], path: &Path, tag: &str, contigs: &Contigs) -> Result<PopulationInput> {
    let reader = VcfReader::open(path)?;
    if !reader.header().info.contains_key(tag) {
        let known: Vec<&str> = reader.header().info.keys().map(String::as_str).filter(|tag| tag.contains("AF")).collect();
        return Err(Error::invalid(
            path,
            format!(
                "declares no INFO tag '{tag}' (tags with AF: {}); name the one with the population's allele frequency by --germline-af",
                if known.is_empty() { "none".into() } else { known.join(", ") }
            ),
        ));
    }
    let mut wanted: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for (index, candidate) in candidates.iter().enumerate() {
        let allele = &candidate.allele;
        let key =
            key(SmallVariant { contig: allele.contig, start: allele.start, reference: &allele.reference, alternate: &allele.alternate });
        wanted.entry(key).or_default().push(index);
    }
    let regions = regions(candidates, contigs, reader.header());
    let mut found: Vec<(usize, u32)> = Vec::new();
    reader.for_each_within(regions, |record| {
        let Some(contig) = contigs.resolve(record.chrom) else { return Ok(()) };
        let reference = record.reference.to_ascii_uppercase();
        for (place, alternate) in record.alternates.iter().enumerate() {
            let alternate = alternate.to_ascii_uppercase();
            let variant = SmallVariant { contig, start: record.start, reference: reference.as_bytes(), alternate: alternate.as_bytes() };
            if let Some(indices) = wanted.get(&key(variant))
                && let Some(ppb) = frequency(record.info(tag), place, record.alternates.len(), tag)?
            {
                found.extend(indices.iter().map(|&index| (index, ppb)));
            }
        }
        Ok(())
    })?;
    for (index, ppb) in found {
        let known = &mut candidates[index].population_ppb;
        *known = (*known).max(Some(ppb));
    }
    let listed = candidates.iter().filter(|candidate| candidate.population_ppb.is_some()).count() as u64;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(PopulationInput { file, tag: tag.to_owned(), listed })
}

/// The allele without padding.
fn key(variant: SmallVariant<'_>) -> (u32, u32, Vec<u8>, Vec<u8>) {
    let trimmed = variant.trimmed();
    (trimmed.contig, trimmed.start, trimmed.reference.to_vec(), trimmed.alternate.to_vec())
}

/// The stretches of genome with candidates, under the names the file uses.
fn regions(candidates: &[Candidate], contigs: &Contigs, header: &crate::genome::VcfHeader) -> Vec<(String, Span)> {
    let mut places: Vec<(u32, u32)> = candidates.iter().map(|c| (c.allele.contig, c.allele.start / REGION_BP)).collect();
    places.sort_unstable();
    places.dedup();
    let spelt: FxHashMap<u32, &str> = header.contigs.iter().filter_map(|(name, _)| Some((contigs.resolve(name)?, name.as_str()))).collect();
    places
        .into_iter()
        .map(|(contig, place)| {
            let name = spelt.get(&contig).copied().unwrap_or_else(|| contigs.name(contig));
            (name.to_owned(), Span::new(place * REGION_BP, (place + 1).saturating_mul(REGION_BP)))
        })
        .collect()
}

/// The frequency of the alternate at `place` of `alternates`, in billionths; `None` where the value is missing.
fn frequency(value: Option<&str>, place: usize, alternates: usize, tag: &str) -> std::result::Result<Option<u32>, String> {
    let Some(text) = value else { return Ok(None) };
    let mut values = text.split(',');
    let value = if alternates > 1 && text.contains(',') { values.nth(place) } else { values.next() };
    match value {
        None | Some("." | "") => Ok(None),
        Some(value) => match value.parse::<f64>() {
            Ok(frequency) if (0.0..=1.0).contains(&frequency) => Ok(Some((frequency * 1e9).round() as u32)),
            _ => Err(format!(
                "'{value}' in {tag} is no frequency (0 to 1); name the tag of the population's allele frequency by --germline-af"
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{super::allele::Allele, *};
    use crate::genome::Contig;

    fn candidate(allele: Allele) -> Candidate {
        Candidate {
            allele,
            context: *b"NNN",
            repeat: super::super::RepeatContext::default(),
            strata: super::super::PackedStrata::default(),
            consequence: None,
            joined: None,
            population_ppb: None,
        }
    }

    #[test]
    fn alleles_are_found_however_they_are_padded_and_named() {
        let contigs = Contigs::new(vec![Contig { name: "chr1".into(), length: 1_000 }]);
        let deletion = Allele { contig: 0, start: 9, reference: Box::from(&b"CA"[..]), alternate: Box::from(&b"C"[..]) };
        let mut candidates = [candidate(Allele::snv(0, 4, b'A', b'T')), candidate(Allele::snv(0, 4, b'A', b'G')), candidate(deletion)];
        let file = tempfile::NamedTempFile::new().unwrap();
        let header =
            "##fileformat=VCFv4.2\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(
            file.path(),
            format!("{header}1\t5\t.\tA\tC,T\t.\t.\tAF=.,0.25\n1\t10\t.\tCAT\tCT\t.\t.\tAF=1e-4\n2\t5\t.\tA\tG\t.\t.\tAF=1\n"),
        )
        .unwrap();
        let input = look_up(&mut candidates, file.path(), "AF", &contigs).unwrap();
        assert_eq!(candidates.each_ref().map(|c| c.population_ppb), [Some(250_000_000), None, Some(100_000)]);
        assert_eq!((input.listed, input.tag.as_str()), (2, "AF"));
        assert!(look_up(&mut candidates, file.path(), "gnomAD", &contigs).unwrap_err().to_string().contains("tags with AF: AF"));
        std::fs::write(file.path(), format!("{header}1\t5\t.\tA\tT\t.\t.\tAF=3.2\n")).unwrap();
        assert!(look_up(&mut candidates, file.path(), "AF", &contigs).unwrap_err().to_string().contains("'3.2' in AF"));
    }
}

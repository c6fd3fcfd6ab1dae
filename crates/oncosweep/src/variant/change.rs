//! What error rates depend on: candidates of one change share a model.

use rustc_hash::FxHashMap;

use super::{
    allele::AlleleKind,
    errors::ErrorRates,
    evidence::{Candidate, VariantEvidence},
    somatic::{GRID, Hypotheses, SomaticModel},
    strata::QUALITY_BINS,
};

/// A change from the reference, as far as error rates tell changes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Change {
    /// From one base to another.
    Substitution(u8, u8),
    /// An indel, by the bits of its error rates and their dispersions in tumour and normal.
    Indel([u64; 2], [u64; 2]),
}

/// The models of a case's candidates, made as they are asked for.
pub(super) struct Models<'a> {
    evidence: &'a VariantEvidence,
    rates: [ErrorRates; 2],
    known: FxHashMap<Change, SomaticModel>,
    /// The distribution of somatic fractions, where the case told it.
    fractions: Option<[f64; GRID]>,
}

impl<'a> Models<'a> {
    pub(super) fn new(evidence: &'a VariantEvidence) -> Self {
        let rates = [evidence.errors[0].rates(), evidence.errors[1].rates()];
        Self { evidence, rates, known: FxHashMap::default(), fractions: None }
    }

    /// The models with this distribution of somatic fractions.
    pub(super) fn with_fractions(self, fractions: Option<&[f64; GRID]>) -> Self {
        Self { fractions: fractions.copied(), known: FxHashMap::default(), ..self }
    }

    /// The rates of base errors in tumour and normal.
    pub(super) fn rates(&self) -> &[ErrorRates; 2] {
        &self.rates
    }

    pub(super) fn change(&self, candidate: &Candidate) -> Change {
        let (allele, repeat) = (&candidate.allele, candidate.repeat);
        match allele.kind() {
            AlleleKind::Snv | AlleleKind::Mnv => Change::Substitution(allele.reference[0], allele.alternate[0]),
            AlleleKind::Insertion | AlleleKind::Deletion => {
                // METHOD: where the normal tells enough, its rate is the tumour's as well: an unstable tumour's own reads show shifts, not errors.
                let [tumor, normal] = &self.evidence.indel_errors;
                let samples = [if normal.is_informed(allele, repeat) { normal } else { tumor }, normal];
                // The tumour's library is its own, but what is unstable in it makes its places only more unlike.
                let of_normal = normal.dispersion(allele, repeat);
                let dispersions = [tumor.dispersion(allele, repeat).min(of_normal), of_normal];
                Change::Indel(samples.map(|errors| errors.rate(allele, repeat).to_bits()), dispersions.map(f64::to_bits))
            }
        }
    }

    /// The error rates of a change.
    pub(super) fn hypotheses(&self, change: Change) -> Hypotheses {
        match change {
            Change::Substitution(reference, alternate) => Hypotheses {
                forward_error: self.rates.each_ref().map(|rates| rates.of(reference, alternate)),
                reverse_error: self.rates.each_ref().map(|rates| rates.of(alternate, reference)),
                ln_quality_ratios: self.evidence.errors[0].ln_quality_ratios(reference, alternate),
                dispersion: [0.0; 2],
            },
            Change::Indel(rates, dispersions) => {
                let error = rates.map(|bits| [f64::from_bits(bits); QUALITY_BINS]);
                // An indel's quality is that of the read's fit, not of a base.
                let ln_quality_ratios = [0.0; QUALITY_BINS];
                Hypotheses { forward_error: error, reverse_error: error, ln_quality_ratios, dispersion: dispersions.map(f64::from_bits) }
            }
        }
    }

    /// The model that weighs `candidate`.
    pub(super) fn of(&mut self, candidate: &Candidate) -> &SomaticModel {
        let change = self.change(candidate);
        if !self.known.contains_key(&change) {
            let model = SomaticModel::new(&self.hypotheses(change));
            self.known.insert(change, self.fractions.iter().fold(model, SomaticModel::with_fractions));
        }
        &self.known[&change]
    }
}

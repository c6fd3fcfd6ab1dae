//! All collectors of a case behind one: a read passes each that is on.

use serde::{Deserialize, Serialize};

use crate::{
    coverage::{CoverageCollector, CoverageEvidence},
    fusion::{FusionCollector, FusionEvidence},
    msi::{MsiCollector, MsiEvidence},
    sweep::{Collector, Merge, Read, Sample, Window, WindowReads},
    tmb::{TerritoryCollector, TerritoryEvidence},
    variant::{VariantCollector, VariantEvidence},
};

/// What the collectors of a case gathered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseEvidence {
    /// Small variants.
    pub variants: VariantEvidence,
    /// Depth over target and coding bases.
    pub territory: TerritoryEvidence,
    /// Repeat lengths.
    pub msi: MsiEvidence,
    /// Junctions.
    pub fusions: FusionEvidence,
    /// Depth around them.
    pub coverage: CoverageEvidence,
}

impl Merge for CaseEvidence {
    fn merge(&mut self, other: Self) {
        self.variants.merge(other.variants);
        self.territory.merge(other.territory);
        self.msi.merge(other.msi);
        self.fusions.merge(other.fusions);
        self.coverage.merge(other.coverage);
    }
}

/// The collectors of a case; those that are off cost one test a read.
#[derive(Default)]
pub struct CaseCollector {
    /// Small variants.
    pub variants: Option<VariantCollector>,
    /// Depth.
    pub territory: Option<TerritoryCollector>,
    /// Repeat lengths.
    pub msi: Option<MsiCollector>,
    /// Junctions.
    pub fusions: Option<FusionCollector>,
    /// Depth in bins.
    pub coverage: Option<CoverageCollector>,
}

impl Collector for CaseCollector {
    type Evidence = CaseEvidence;

    fn skip(&mut self, window: &Window<'_>) -> CaseEvidence {
        CaseEvidence {
            variants: self.variants.as_mut().map(|c| c.skip(window)).unwrap_or_default(),
            territory: self.territory.as_mut().map(|c| c.skip(window)).unwrap_or_default(),
            msi: self.msi.as_mut().map(|c| c.skip(window)).unwrap_or_default(),
            fusions: self.fusions.as_mut().map(|c| c.skip(window)).unwrap_or_default(),
            coverage: self.coverage.as_mut().map(|c| c.skip(window)).unwrap_or_default(),
        }
    }

    fn begin(&mut self, window: &Window<'_>) {
        self.variants.iter_mut().for_each(|c| c.begin(window));
        self.territory.iter_mut().for_each(|c| c.begin(window));
        self.msi.iter_mut().for_each(|c| c.begin(window));
        self.fusions.iter_mut().for_each(|c| c.begin(window));
        self.coverage.iter_mut().for_each(|c| c.begin(window));
    }

    #[inline]
    fn observe(&mut self, sample: Sample, read: &Read<'_>, index: usize, owned: bool) {
        if let Some(collector) = &mut self.variants {
            collector.observe(sample, read, index, owned);
        }
        if let Some(collector) = &mut self.territory {
            collector.observe(sample, read, index, owned);
        }
        if let Some(collector) = &mut self.msi {
            collector.observe(sample, read, index, owned);
        }
        if let Some(collector) = &mut self.fusions {
            collector.observe(sample, read, index, owned);
        }
        if let Some(collector) = &mut self.coverage {
            collector.observe(sample, read, index, owned);
        }
    }

    fn finish(&mut self, window: &Window<'_>, reads: &WindowReads) -> CaseEvidence {
        CaseEvidence {
            variants: self.variants.as_mut().map(|c| c.finish(window, reads)).unwrap_or_default(),
            territory: self.territory.as_mut().map(|c| c.finish(window, reads)).unwrap_or_default(),
            msi: self.msi.as_mut().map(|c| c.finish(window, reads)).unwrap_or_default(),
            fusions: self.fusions.as_mut().map(|c| c.finish(window, reads)).unwrap_or_default(),
            coverage: self.coverage.as_mut().map(|c| c.finish(window, reads)).unwrap_or_default(),
        }
    }
}

//! Factors on a class's stutter.

use super::stutter::{Allele, Kernel, MAX_SLIP};

/// Slips of this many copies and more are reads of quite another length.
pub(super) const FAR: i32 = 4;
/// Greatest share of reads that slip at a site.
const MAX_SLIPPED: f64 = 0.9;

/// How much more often than in its class a site's reads lose copies, gain them, or show quite another length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factors {
    pub(super) loss: f64,
    pub(super) gain: f64,
    pub(super) far: f64,
}

impl Factors {
    pub(super) const ALL_ONE: Self = Self { loss: 1.0, gain: 1.0, far: 1.0 };

    /// Probabilities of the slips of `allele`. Slips of several copies are repeated slips, so they come by the power of their factor.
    pub(super) fn kernel(self, allele: &Allele) -> Kernel {
        let mut kernel = allele.kernel;
        let middle = MAX_SLIP as usize;
        kernel[middle] = 0.0;
        let (mut loss, mut gain) = (1.0, 1.0);
        for slip in 1..FAR as usize {
            loss *= self.loss;
            gain *= self.gain;
            kernel[middle - slip] *= loss;
            kernel[middle + slip] *= gain;
        }
        for slip in FAR as usize..=middle {
            kernel[middle - slip] *= self.far;
            kernel[middle + slip] *= self.far;
        }
        let slipped: f64 = kernel.iter().sum();
        if slipped > MAX_SLIPPED {
            for share in &mut kernel {
                *share *= MAX_SLIPPED / slipped;
            }
        }
        kernel[middle] = 1.0 - slipped.min(MAX_SLIPPED);
        kernel
    }
}

#[cfg(test)]
mod tests {
    use super::{super::stutter::StutterModel, *};

    #[test]
    fn repeated_slips_take_powers_and_all_slips_leave_a_tenth() {
        let allele = StutterModel::default().allele(1, 12);
        let [plain, more, most] = [1.0, 2.0, 100.0].map(|loss| Factors { loss, ..Factors::ALL_ONE }.kernel(&allele));
        assert!(plain.iter().zip(allele.kernel).all(|(a, b)| (a - b).abs() < 1e-12));
        let of = |kernel: &Kernel, slip: i32| kernel[(slip + MAX_SLIP) as usize];
        for (slip, times) in [(-1, 2.0), (-2, 4.0), (-3, 8.0), (-4, 1.0), (1, 1.0)] {
            assert!((of(&more, slip) / of(&plain, slip) - times).abs() < 1e-9, "{slip}");
        }
        assert!((of(&most, 0) - 0.1).abs() < 1e-9);
        assert!(more.iter().chain(&most).sum::<f64>() - 2.0 < 1e-9);
    }
}

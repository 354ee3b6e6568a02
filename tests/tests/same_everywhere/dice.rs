//! Chance that repeats itself: the same seed, scenario and try give the same throws on every computer.

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Throws for one scenario.
pub struct Dice(TestRng);

impl Dice {
    /// `again`: how often the scenario was begun anew.
    pub fn new(seed: u64, number: usize, again: u64) -> Self {
        let mut bytes = [0; 32];
        for (place, part) in bytes.chunks_exact_mut(8).zip([seed, number as u64, again]) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// A number from 0 to `sides` - 1.
    pub fn below(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).expect("a computer has at most 64 bits");
        usize::try_from(self.0.next_u64() % sides).expect("it is below a usize")
    }

    /// True in so many of a hundred throws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

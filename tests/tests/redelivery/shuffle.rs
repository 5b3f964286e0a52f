//! Disorder that a seed repeats.

/// A sequence of numbers that look like chance (splitmix64).
pub(crate) struct Shuffle(u64);

impl Shuffle {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Each thing three times, in any order.
    pub(crate) fn three_of_each<T: Clone>(&mut self, things: &[T]) -> Vec<T> {
        let mut keyed: Vec<(u64, T)> = Vec::new();
        for thing in things {
            keyed.extend((0..3).map(|_| (self.next(), thing.clone())));
        }
        keyed.sort_by_key(|(number, _)| *number);
        keyed.into_iter().map(|(_, thing)| thing).collect()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

//! Random choices that are the same on every machine, for generated tests.

#![allow(dead_code, reason = "each test uses a part of it")]

/// SplitMix64.
pub(crate) struct TestRng(pub(crate) u64);

impl TestRng {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn next_below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    pub(crate) fn choose<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.next_below(all.len())]
    }

    pub(crate) fn choose_str<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.next_below(all.len())]
    }

    /// True once in `many` times on average.
    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.next_below(many) == 0
    }
}

//! A set of entities by number, one bit each: queries combine sets of a whole catalog in microseconds.

/// A set of the numbers below `len`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntitySet {
    words: Vec<u64>,
    len: usize,
}

impl EntitySet {
    pub(super) fn empty(len: usize) -> EntitySet {
        EntitySet {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    pub(super) fn full(len: usize) -> EntitySet {
        EntitySet::empty(len).complement()
    }

    pub(super) fn insert(&mut self, number: u32) {
        self.words[number as usize / 64] |= 1 << (number % 64);
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        self.words[number as usize / 64] & (1 << (number % 64)) != 0
    }

    pub(super) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The members, ascending.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = u32> {
        let numbers = 0..u32::try_from(self.len).unwrap_or(u32::MAX);
        numbers.filter(|number| self.contains(*number))
    }

    pub(super) fn union(mut self, other: &EntitySet) -> EntitySet {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
        self
    }

    pub(super) fn intersection(mut self, other: &EntitySet) -> EntitySet {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
        self
    }

    pub(super) fn complement(mut self) -> EntitySet {
        for word in &mut self.words {
            *word = !*word;
        }
        let used = self.len % 64;
        if used > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
        self
    }
}

impl Extend<u32> for EntitySet {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[u32]) -> EntitySet {
        let mut set = EntitySet::empty(70);
        set.extend(numbers.iter().copied());
        set
    }

    #[test]
    fn sets_combine() {
        let members = |set: EntitySet| set.iter().collect::<Vec<_>>();
        assert_eq!(members(set(&[69, 0, 64])), [0, 64, 69]);
        assert_eq!(members(set(&[0, 5]).union(&set(&[64]))), [0, 5, 64]);
        assert_eq!(members(set(&[0, 5]).intersection(&set(&[5, 6]))), [5]);
        assert_eq!(set(&[0, 69]).complement().count(), 68);
        assert_eq!(EntitySet::full(70).count(), 70);
        assert_eq!(EntitySet::full(128).count(), 128);
        assert!(!set(&[3]).contains(4));
    }
}

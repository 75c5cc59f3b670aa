//! Words 词表: the longest word of a list that begins, or ends, at a sign.

use crate::text::Run;
use std::collections::HashMap;

/// A list of words, found by their first sign (or their last).
#[derive(Debug, Default)]
pub(crate) struct Words {
    by_first: HashMap<char, Vec<Vec<char>>>,
    by_last: HashMap<char, Vec<Vec<char>>>,
}

impl<S: AsRef<str>> FromIterator<S> for Words {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Words {
        let mut out = Words::default();
        for word in words {
            let word: Vec<char> = word.as_ref().chars().map(crate::text::fold).collect();
            if let (Some(&first), Some(&last)) = (word.first(), word.last()) {
                out.by_last.entry(last).or_default().push(word.clone());
                out.by_first.entry(first).or_default().push(word);
            }
        }
        for list in out.by_first.values_mut().chain(out.by_last.values_mut()) {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
            list.dedup();
        }
        out
    }
}

impl Words {
    /// Length of the longest word that begins at the first of these signs.
    pub fn begins(&self, signs: &[char]) -> Option<usize> {
        let words = self.by_first.get(signs.first()?)?;
        words.iter().find(|word| signs.starts_with(word)).map(Vec::len)
    }

    /// Length of the longest word that ends with the last of these signs.
    pub fn ends(&self, signs: &[char]) -> Option<usize> {
        let words = self.by_last.get(signs.last()?)?;
        words.iter().find(|word| signs.ends_with(word)).map(Vec::len)
    }

    /// Is it exactly a word?
    pub fn is(&self, signs: &[char]) -> bool {
        self.begins(signs) == Some(signs.len())
    }

    /// The first word within a run, the longest at its place.
    pub fn first(&self, signs: &[char], run: &Run) -> Option<Run> {
        run.clone().find_map(|at| {
            let length = self.begins(signs.get(at..run.end)?)?;
            Some(at..at + length)
        })
    }

    pub fn within(&self, signs: &[char], run: &Run) -> bool {
        self.first(signs, run).is_some()
    }

    /// How many of them a run has; words do not overlap.
    pub fn count(&self, signs: &[char], run: &Run) -> usize {
        let (mut at, mut count) = (run.start, 0);
        while let Some(found) = self.first(signs, &(at..run.end)) {
            count += 1;
            at = found.end;
        }
        count
    }
}

/// Words of which each means something.
#[derive(Debug)]
pub(crate) struct Meanings<T> {
    by_first: HashMap<char, Vec<(Vec<char>, T)>>,
}

impl<T> FromIterator<(String, T)> for Meanings<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(words: I) -> Meanings<T> {
        let mut by_first: HashMap<char, Vec<(Vec<char>, T)>> = HashMap::new();
        for (word, means) in words {
            let word: Vec<char> = word.chars().map(crate::text::fold).collect();
            if let Some(&first) = word.first() {
                by_first.entry(first).or_default().push((word, means));
            }
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Meanings { by_first }
    }
}

impl<T> Meanings<T> {
    /// The longest word that begins at the first of these signs: its length and meaning.
    pub fn begins(&self, signs: &[char]) -> Option<(usize, &T)> {
        let words = self.by_first.get(signs.first()?)?;
        words.iter().find(|(word, _)| signs.starts_with(word)).map(|(word, means)| (word.len(), means))
    }
}

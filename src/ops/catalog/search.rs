//! Finding what one half remembers: words in names, titles, descriptions, tags and owners, letters left out or not.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

use crate::catalog::{Catalog, Entity};

/// What a word found in each of these counts for, most telling first.
const NAME_WEIGHT: i64 = 4;
const TITLE_WEIGHT: i64 = 3;
const TAG_WEIGHT: i64 = 2;
const OTHER_WEIGHT: i64 = 1;
/// More than any score of letters that are found one by one.
const SUBSTRING_SCORE: i64 = 1_000;

/// The entities in which every one of `words` is found, best first, at most `limit`.
pub fn search_entities<'c>(
    catalog: &'c Catalog,
    words: &[String],
    limit: usize,
) -> Vec<&'c Entity> {
    let scored = catalog
        .entities
        .par_iter()
        .map_init(SkimMatcherV2::default, |matcher, entity| {
            let scores: Option<Vec<i64>> = words
                .iter()
                .map(|word| score_entity(matcher, entity, word))
                .collect();
            Some((scores?.iter().sum::<i64>(), entity))
        });
    let mut found: Vec<(i64, &Entity)> = scored.flatten().collect();
    found.sort_by_cached_key(|(score, entity)| (-score, entity.entity_ref().to_string()));
    found.truncate(limit);
    found.into_iter().map(|(_, entity)| entity).collect()
}

fn score_entity(matcher: &SkimMatcherV2, entity: &Entity, word: &str) -> Option<i64> {
    let owner = entity.owner().map(|owner| owner.target.name);
    let texts = [(entity.name(), NAME_WEIGHT)]
        .into_iter()
        .chain(entity.title().map(|title| (title, TITLE_WEIGHT)))
        .chain(entity.tags().map(|tag| (tag, TAG_WEIGHT)))
        .chain(owner.map(|owner| (owner, OTHER_WEIGHT)));
    let loose = texts.filter_map(|(text, weight)| Some(weight * score_text(matcher, text, word)?));
    // Any letters are found in a long text; there the word must stand as it is.
    let described = entity
        .description()
        .filter(|text| contains_ignoring_case(text, word))
        .map(|_| OTHER_WEIGHT * SUBSTRING_SCORE / 2);
    loose.chain(described).max()
}

fn score_text(matcher: &SkimMatcherV2, text: &str, word: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case(word) {
        return Some(3 * SUBSTRING_SCORE);
    }
    match text.to_lowercase().find(&word.to_lowercase()) {
        Some(0) => Some(2 * SUBSTRING_SCORE),
        Some(_) => Some(SUBSTRING_SCORE),
        None => matcher
            .fuzzy_match(text, word)
            .map(|score| score.clamp(1, SUBSTRING_SCORE - 1)),
    }
}

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}

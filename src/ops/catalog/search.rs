//! Fuzzy search for words in names, titles, descriptions, tags and owners.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rayon::prelude::*;

use crate::catalog::{Catalog, Entity};

/// The weight of a match in each field, most significant first.
const NAME_SEARCH_WEIGHT: i64 = 4;
const TITLE_SEARCH_WEIGHT: i64 = 3;
const TAG_SEARCH_WEIGHT: i64 = 2;
const OTHER_FIELD_SEARCH_WEIGHT: i64 = 1;
/// Higher than any fuzzy score.
const SUBSTRING_SCORE: i64 = 1_000;

/// A word to search for, prepared once for all entities.
struct SearchWord {
    lowercase: String,
    letters: Atom,
}

impl SearchWord {
    fn new(word: &str) -> SearchWord {
        let (case, kind) = (CaseMatching::Ignore, AtomKind::Fuzzy);
        SearchWord {
            lowercase: word.to_lowercase(),
            letters: Atom::new(word, case, Normalization::Smart, kind, false),
        }
    }
}

/// The entities that match all `words`, best first, at most `limit`.
pub fn search_entities<'c>(
    catalog: &'c Catalog,
    words: &[String],
    limit: usize,
) -> Vec<&'c Entity> {
    let words: Vec<SearchWord> = words.iter().map(|word| SearchWord::new(word)).collect();
    let scored = catalog.entities.par_iter().map_init(
        || Matcher::new(Config::DEFAULT),
        |matcher, entity| {
            let scores: Option<Vec<i64>> = words
                .iter()
                .map(|word| score_entity_for_search(matcher, entity, word))
                .collect();
            Some((scores?.iter().sum::<i64>(), entity))
        },
    );
    let mut found: Vec<(i64, &Entity)> = scored.flatten().collect();
    found.sort_by_cached_key(|(score, entity)| (-score, entity.entity_ref().to_string()));
    found.truncate(limit);
    found.into_iter().map(|(_, entity)| entity).collect()
}

fn score_entity_for_search(
    matcher: &mut Matcher,
    entity: &Entity,
    word: &SearchWord,
) -> Option<i64> {
    let owner = entity.owner().map(|owner| owner.target.name);
    let texts = [(entity.name(), NAME_SEARCH_WEIGHT)]
        .into_iter()
        .chain(entity.title().map(|title| (title, TITLE_SEARCH_WEIGHT)))
        .chain(entity.tags().map(|tag| (tag, TAG_SEARCH_WEIGHT)))
        .chain(owner.map(|owner| (owner, OTHER_FIELD_SEARCH_WEIGHT)));
    let loose =
        texts.filter_map(|(text, weight)| Some(weight * score_search_match(matcher, text, word)?));
    // A fuzzy match would succeed in almost any long text, so descriptions must contain the exact word.
    let described = entity
        .description()
        .filter(|text| text.to_lowercase().contains(&word.lowercase))
        .map(|_| OTHER_FIELD_SEARCH_WEIGHT * SUBSTRING_SCORE / 2);
    loose.chain(described).max()
}

fn score_search_match(matcher: &mut Matcher, text: &str, word: &SearchWord) -> Option<i64> {
    let lowercase = text.to_lowercase();
    if lowercase == word.lowercase {
        return Some(3 * SUBSTRING_SCORE);
    }
    match lowercase.find(&word.lowercase) {
        Some(0) => Some(2 * SUBSTRING_SCORE),
        Some(_) => Some(SUBSTRING_SCORE),
        None => {
            let mut buffer = Vec::new();
            let letters = Utf32Str::new(text, &mut buffer);
            let score = word.letters.score(letters, matcher)?;
            Some(i64::from(score).clamp(1, SUBSTRING_SCORE - 1))
        }
    }
}

//! Words of a line: folded to small letters without accents, with their place, their stem and what they stand for.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that say nothing about what somebody wants.
const SAY_NOTHING: &str = "a about actually again already also am an and any anymore are as at be been but by can could \
    currently dear did do does doing dont for from get give gave good got had has hasnt have havent having hello help hey hi \
    hope how i id if ill im in instead is isnt it its ive just kindly know let like look looking may me might mine mom \
    moment my myself need no not now of ok okay on one or our out please pls plz really say see she should show so some \
    something sorry still such tell than thank thanks thats the their them then there these they thing this those to too \
    try um up us use used very wait want wanted wants was we well were what whats when whens where wheres which who whom why \
    ago day days month months week weeks year years will with wont would yes yet you your yours number \
    der die das ein eine ich mein meine meiner wo ist und bitte wie wann el la los las un una mi mis es donde cuando cual \
    por favor quiero le les une mon ma mes ou est que quand svp il o os um uma meu minha onde quero de du des";

static NOTHING: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = SAY_NOTHING.split_whitespace().collect();
    words.sort_unstable();
    words
});

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

static GROUPS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let lines = include_str!("thesaurus.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_whitespace().map(|word| stem(&fold(word))).collect()).collect()
});

/// Each word of the thesaurus with the groups that it stands in.
static BY_WORD: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (position, group) in GROUPS.iter().enumerate() {
        for word in group {
            by_word.entry(word).or_default().push(position);
        }
    }
    by_word
});

/// A word and where it stands in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Small letters, no accents, no apostrophes.
    pub(crate) text: String,
    /// Bytes of the line.
    pub(crate) at: Range<usize>,
}

/// Small letters without accents: `Où` is `ou`.
pub(crate) fn fold(text: &str) -> String {
    text.nfd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

/// The words of a line. An apostrophe or a hyphen inside a word belongs to it; an apostrophe is left out.
pub(crate) fn words(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut start = None;
    for (at, character) in line.char_indices().chain([(line.len(), ' ')]) {
        let inside = character.is_alphanumeric()
            || (start.is_some()
                && matches!(character, '\'' | '’' | '-')
                && line[at + character.len_utf8()..].starts_with(char::is_alphanumeric));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let text = fold(&line[from..at]).replace(['\'', '’'], "");
                words.push(Word { text, at: from..at });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether a word may say what somebody wants.
pub(crate) fn says_something(word: &str) -> bool {
    word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()) && NOTHING.binary_search(&word).is_err()
}

/// The stem of a folded word.
pub(crate) fn stem(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}

/// The stems of the words that say something.
pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text).iter().filter(|word| says_something(&word.text)).map(|word| stem(&word.text)).collect()
}

/// Stems that mean about the same as this one, itself not among them.
pub(crate) fn alike(stem: &str) -> impl Iterator<Item = &'static str> {
    let own = stem.to_owned();
    let groups = BY_WORD.get(stem).into_iter().flatten();
    groups.flat_map(|group| &GROUPS[*group]).map(String::as_str).filter(move |other| *other != own)
}

/// All stems that the thesaurus knows.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    BY_WORD.keys().copied()
}

/// Whether one word is the other with a slip of the finger: a letter more, less, other or swapped; two in a long word.
/// The first letter is never the wrong one, or every short word would be another.
pub(crate) fn is_slip(typed: &str, meant: &str) -> bool {
    let (long, short) = (typed.len().max(meant.len()), typed.len().min(meant.len()));
    let most = if short >= 8 { 2 } else { 1 };
    short >= 4
        && long - short <= most
        && typed.chars().next() == meant.chars().next()
        && strsim::osa_distance(typed, meant) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_keep_their_place() {
        let line = "Où’s my check-up, Ana?";
        let found = words(line);
        let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["ous", "my", "check-up", "ana"]);
        assert_eq!(&line[found[2].at.clone()], "check-up");
    }

    #[test]
    fn a_slip_is_one_letter_and_never_the_first() {
        for (typed, meant) in
            [("oder", "order"), ("retrun", "return"), ("subscripton", "subscription"), ("stok", "stock")]
        {
            assert!(is_slip(typed, meant), "{typed} for {meant}");
        }
        for (typed, meant) in [("border", "order"), ("cat", "car"), ("joke", "take"), ("mug", "mugs")] {
            assert!(!is_slip(typed, meant), "{typed} for {meant}");
        }
    }
}

//! How large something is for a model. Counted with `o200k_base`, which current models of one large provider use;
//! others differ by a few percent.
//!
//! A text is split into pieces, words mostly, and of each the pair of neighbours with the lowest rank is joined until no
//! pair is a token: byte pair encoding. The libraries for it keep tables of seventy megabytes, more than all the rest of
//! the program, so the few lines stand here, over a table of two (see `build.rs`). A test holds the counts to a library's.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::LazyLock;

use fst::Map;
use regex::Regex;

use crate::boundary::TokenCount;

/// The tokenizer's name, shown beside every count.
const TOKENIZER: &str = "o200k_base";

/// Longest text that is counted exactly; beyond it the count is scaled up from its beginning.
const EXACT_BYTES: usize = 200_000;

/// From a token's bytes to its rank. It stays where the program lies.
static RANKS: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| {
    Map::new(&include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.fst"))[..]).expect("a table of build.rs")
});

/// The pieces of a text, as the vocabulary was made with: words with what stands before them, up to three digits, signs,
/// ends of lines, blanks.
static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    let upper = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    let lower = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    let before = r"[^\r\n\p{L}\p{N}]?";
    let after = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
    let words = format!(r"{before}{upper}*{lower}+{after}|{before}{upper}+{lower}*{after}");
    Regex::new(&format!(r"{words}|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|\s*[\r\n]+|\s+")).expect("a pattern")
});

/// Counts the tokens of a text.
pub(crate) fn count(text: &str) -> TokenCount {
    let mut end = text.len().min(EXACT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let counted = pieces(&text[..end]).map(|piece| tokens_of(piece.as_bytes())).sum::<usize>();
    let count = if end == text.len() || end == 0 { counted } else { counted.saturating_mul(text.len()) / end };
    TokenCount { count: u32::try_from(count).unwrap_or(u32::MAX), tokenizer: TOKENIZER.to_owned() }
}

/// A text in pieces. The last one of several blanks belongs to the word after them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = PIECES.find_at(text, at)?;
        let mut piece = found.as_str();
        if let Some((last, blank)) = piece.char_indices().next_back()
            && blank.is_whitespace()
            && !matches!(blank, '\r' | '\n')
            && last > 0
            && found.end() < text.len()
        {
            piece = &piece[..last];
        }
        at = found.start() + piece.len();
        Some(piece)
    })
}

/// How many tokens a piece is, beginning with one for each byte.
fn tokens_of(piece: &[u8]) -> usize {
    let ranks = &*RANKS;
    if ranks.contains_key(piece) {
        return 1;
    }
    // By the byte that a part begins with: where it ends, or 0 once it is joined to the part before it.
    let mut ends: Vec<usize> = (1..=piece.len()).collect();
    let mut before: Vec<usize> = (0..piece.len()).map(|start| start.saturating_sub(1)).collect();
    let joined = |start: usize, end: usize| ranks.get(&piece[start..end]).map(|rank| Reverse((rank, start, end)));
    let mut pairs: BinaryHeap<_> = (2..=piece.len()).filter_map(|end| joined(end - 2, end)).collect();
    let mut count = piece.len();
    while let Some(Reverse((_, start, end))) = pairs.pop() {
        let middle = ends[start];
        if middle == 0 || middle == piece.len() || ends[middle] != end {
            continue;
        }
        (ends[start], ends[middle]) = (end, 0);
        count -= 1;
        if end < piece.len() {
            before[end] = start;
            pairs.extend(joined(start, ends[end]));
        }
        if start > 0 {
            pairs.extend(joined(before[start], end));
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        let theirs = tiktoken_rs::o200k_base_singleton().count_ordinary(text);
        assert_eq!(count(text).count as usize, theirs, "{text:?}");
    }

    #[test]
    fn texts_have_as_many_tokens_as_the_library_counts() {
        for text in [
            "",
            "a",
            r#"{"status": "shipped", "total": 1234567.89, "items": [{"name": "Tea — “Grüner”"}]}"#,
            "Where's my order?  I'VE waited\r\n\r\n  3 weeks!!\n\n\t// ok   ",
            "注文はどこですか。 👩‍👩‍👧 مرحبا\u{3000}\u{a0} \u{85} done",
            "<|endoftext|>",
            include_str!("tokens.rs"),
        ] {
            check(text);
        }
        check(&"a".repeat(20_000));
        check(&"ab1 \u{fffd}".repeat(5_000));
    }

    #[test]
    fn a_long_text_is_scaled_up_from_its_beginning() {
        assert_eq!(count(&" one two".repeat(EXACT_BYTES)).count as usize, 2 * EXACT_BYTES);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn any_text_has_as_many_tokens_as_the_library_counts(
            text in prop_oneof![".{0,60}", "[ \t\r\na-cA-C'sé/0-9\u{a0}\u{301}.]{0,60}", r#"[ {}":,a-z0-9\\-]{0,80}"#],
        ) {
            check(&text);
        }
    }
}

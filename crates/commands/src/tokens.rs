//! How large something is for a model. Counted with `o200k_base`, which current models of one large provider use;
//! others differ by a few percent.

use crate::boundary::TokenCount;

/// The tokenizer's name, shown beside every count.
const TOKENIZER: &str = "o200k_base";

/// Longest text that is counted exactly; beyond it the count is scaled up from its beginning.
const EXACT_BYTES: usize = 200_000;

/// Counts the tokens of a text.
pub(crate) fn count(text: &str) -> TokenCount {
    let mut end = text.len().min(EXACT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let counted = bpe_openai::o200k_base().count(&text[..end]);
    let count = if end == text.len() || end == 0 { counted } else { counted.saturating_mul(text.len()) / end };
    TokenCount { count: u32::try_from(count).unwrap_or(u32::MAX), tokenizer: TOKENIZER.to_owned() }
}

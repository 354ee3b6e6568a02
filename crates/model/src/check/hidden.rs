//! Characters that people cannot see, in texts that people or an AI read and in names.
//!
//! A prompt with a line hidden in tag characters tells the AI what the owner never saw; two names that look the same
//! and are not can hide a rule.

use super::Findings;
use crate::characters::{code_point, first_invisible_in_prose};

pub(super) fn check(at: &str, text: &str, findings: &mut Findings) {
    let Some(character) = first_invisible_in_prose(&text.replace('\r', "")) else { return };
    let message = format!("There is a character here that cannot be seen ({}).", code_point(character));
    findings.error("invisible_character", at, message, "Remove it, or type the text again.");
}

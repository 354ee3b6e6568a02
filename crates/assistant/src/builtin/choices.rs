//! Options of a question in a line: as they are written, without their hyphens, or with a slip of the finger.

use std::ops::Range;

use drawbridge_model::Field;

use super::cues::Cues;
use super::spans::Line;
use super::words::{self, Word};

/// Options that stand in the line, longest first.
pub(crate) fn find(
    field: &Field,
    cues: &Cues,
    is_asked: bool,
    line: &Line<'_>,
) -> Vec<(Range<usize>, String, &'static str, i32)> {
    let mut found: Vec<(Range<usize>, String, &'static str, i32)> = Vec::new();
    let mut options: Vec<&String> = field.options.iter().collect();
    options.sort_by_key(|option| std::cmp::Reverse(option.len()));
    for option in options {
        let Some((at, is_exact)) = place(option, &line.words) else { continue };
        let is_inside = found.iter().any(|(other, ..)| other.start <= at.start && at.end <= other.end);
        let announced = is_asked || cues.around(line.text, &line.words, &at) > 0;
        let written = &line.text[at.clone()];
        // A single letter and an everyday word are options only where an option is expected.
        let is_plain = option.chars().count() > 2 && words::stems(option).iter().any(|stem| stem.len() > 2);
        let is_capital = written == option && written.chars().all(char::is_uppercase) && written.chars().count() > 1;
        let everyday = matches!(option.to_lowercase().as_str(), "other" | "none" | "other reason");
        if !is_inside && (announced || (is_plain && !everyday) || is_capital) {
            let how = if is_exact { "one of the options" } else { "one of the options, misspelled" };
            found.push((at, option.clone(), how, if is_exact { 8 } else { 6 }));
        }
    }
    found
}

/// Where an option stands, and whether it is spelled as the owner spelled it.
fn place(option: &str, line: &[Word]) -> Option<(Range<usize>, bool)> {
    let plain = |text: &str| text.replace('-', "");
    let wanted: String = words::words(option).iter().map(|word| plain(&word.text)).collect();
    if wanted.is_empty() {
        return None;
    }
    for start in 0..line.len() {
        let mut joined = String::new();
        for word in &line[start..] {
            joined.push_str(&plain(&word.text));
            if joined == wanted {
                return Some((line[start].at.start..word.at.end, true));
            }
            if joined.len() > wanted.len() {
                break;
            }
        }
    }
    let slip = line.iter().find(|word| word.text.len() >= 5 && words::is_slip(&plain(&word.text), &wanted));
    slip.map(|word| (word.at.clone(), false))
}

//! Characters that people cannot see, and that have no place in what is compared, sent or told to an AI.
//!
//! One list for everything: questions, comparisons, prompts and names. It holds the control characters and Unicode's
//! `Default_Ignorable_Code_Point`, to which bidirectional controls, zero-width characters, variation selectors and tag
//! characters belong.

/// Whether a character is a control or invisible.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The first invisible character of a text.
pub fn first_invisible(text: &str) -> Option<char> {
    text.chars().find(|character| is_invisible(*character))
}

/// The first character of a text of several lines that people cannot see and that writing does not need. Line breaks
/// and tabs are layout; joiners and variation selectors are needed by emoji and by Persian and Indian scripts, and are
/// let pass between characters outside ASCII only.
pub fn first_invisible_in_prose(text: &str) -> Option<char> {
    let mut before = None;
    for character in text.chars() {
        let layout = matches!(character, '\n' | '\t');
        let joins = matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
            && before.is_some_and(|before: char| !before.is_ascii() && !matches!(before, '\u{200c}' | '\u{200d}'));
        if is_invisible(character) && !layout && !joins {
            return Some(character);
        }
        before = Some(character);
    }
    None
}

/// How a character that cannot be seen is named to people: `U+202E`.
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", character as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_found() {
        for character in
            ['\0', '\n', '\u{7f}', '\u{85}', '\u{ad}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{e0041}']
        {
            assert!(is_invisible(character), "{}", code_point(character));
        }
        for character in ['a', ' ', 'é', '\u{301}', 'о', '\u{a0}', '😀', '中'] {
            assert!(!is_invisible(character), "{}", code_point(character));
        }
    }

    #[test]
    fn prose_may_have_lines_and_emoji_and_nothing_hidden() {
        for text in ["two\nlines\tand a tab", "❤️", "👩‍🚀", "می‌خواهم"] {
            assert_eq!(first_invisible_in_prose(text), None, "{text}");
        }
        for text in ["a\u{200d}b", "a\rb", "x\u{200b}", "\u{202e}x", "é\u{200d}\u{200d}x", "ok\u{e0061}", "nul\0"] {
            assert!(first_invisible_in_prose(text).is_some(), "{text:?}");
        }
    }
}

//! Lines that are no request and no value: yes, no, hello, thanks, never mind, start over, try again.
//!
//! A line is one of these only if it says nothing else: “cancel my subscription” is not “cancel”, and “yes, but to
//! another address” is no yes. A yes to a change must be whole, since it is all that stands between a line and a change.

use super::words;

/// What a line says that is about the conversation itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Never mind.
    NeverMind,
    /// Start over.
    StartOver,
    /// Try again.
    Again,
    /// Hello.
    Greeting,
    /// Thanks, or goodbye.
    Thanks,
    /// What can you do?
    Abilities,
}

const YES: &[&str] = &[
    "yes",
    "y",
    "yep",
    "yeah",
    "yup",
    "sure",
    "ok",
    "okay",
    "correct",
    "right",
    "confirm",
    "confirmed",
    "do it",
    "go ahead",
    "go on",
    "please do",
    "that is right",
    "thats right",
    "thats correct",
    "that is correct",
    "fine",
    "agreed",
    "i agree",
    "i confirm",
    "absolutely",
    "of course",
    "yes i am sure",
    "yes im sure",
    "i am sure",
    "im sure",
    "send it",
    "ja",
    "oui",
    "si",
    "sim",
    "da",
    "hai",
];
const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "nah",
    "dont",
    "do not",
    "no way",
    "not now",
    "rather not",
    "stop",
    "cancel",
    "better not",
    "i changed my mind",
    "dont do it",
    "do not do it",
    "nein",
    "non",
    "nao",
    "nee",
    "wrong",
    "thats wrong",
    "not really",
];
const NEVER_MIND: &[&str] = &[
    "never mind",
    "nevermind",
    "forget it",
    "forget about it",
    "leave it",
    "drop it",
    "doesnt matter",
    "it doesnt matter",
    "no longer needed",
    "stop",
    "cancel",
    "quit",
    "abort",
    "skip it",
    "let it be",
    "not important",
    "egal",
    "laissez tomber",
];
const START_OVER: &[&str] = &[
    "start over",
    "start again",
    "restart",
    "reset",
    "new chat",
    "begin again",
    "from the beginning",
    "from the start",
];
const AGAIN: &[&str] = &["again", "try again", "retry", "once more", "one more time", "try once more", "check again"];
const GREETING: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "hello there",
    "hi there",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "moin",
    "hallo",
    "hola",
    "bonjour",
    "ola",
    "ciao",
    "guten tag",
    "greetings",
    "anybody there",
    "anyone there",
    "yo",
];
const THANKS: &[&str] = &[
    "thanks",
    "thank you",
    "thank you very much",
    "thx",
    "ty",
    "cheers",
    "great",
    "perfect",
    "many thanks",
    "thanks a lot",
    "thats all",
    "that is all",
    "bye",
    "goodbye",
    "great thanks",
    "ok thanks",
    "ok thank you",
    "danke",
    "merci",
    "gracias",
    "obrigado",
    "obrigada",
    "super",
    "cool",
    "no thanks",
    "no thank you",
    "awesome",
    "thank you so much",
    "nice",
    "good",
];
const ABILITIES: &[&str] = &[
    "help",
    "what can you do",
    "how can you help",
    "how can you help me",
    "what do you do",
    "who are you",
    "menu",
    "options",
    "are you a bot",
    "can you help me",
    "i need help",
    "what can you help me with",
];

/// Small words that may stand around without changing what a line says.
const AROUND: &[&str] = &["please", "pls", "just", "well", "oh", "um", "uh", "then", "so", "actually", "sorry", "lol"];

/// What a line says, if it says nothing else.
pub fn of(line: &str) -> Option<Intent> {
    let all = [
        (Intent::StartOver, START_OVER),
        (Intent::NeverMind, NEVER_MIND),
        (Intent::Yes, YES),
        (Intent::No, NO),
        (Intent::Again, AGAIN),
        (Intent::Thanks, THANKS),
        (Intent::Greeting, GREETING),
        (Intent::Abilities, ABILITIES),
    ];
    all.into_iter().find(|(_, sayings)| says(line, sayings)).map(|(intent, _)| intent)
}

/// Whether a line says yes and nothing else.
pub fn is_yes(line: &str) -> bool {
    says(line, YES)
}

/// Whether a line says no, or not any more, and nothing else.
pub fn is_no(line: &str) -> bool {
    says(line, NO) || says(line, NEVER_MIND)
}

/// Whether a line that says something else too begins by turning to it: “actually, …”, “… instead”.
pub fn turns_away(line: &str) -> bool {
    let found = words::words(line);
    let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
    texts.first().is_some_and(|first| matches!(*first, "actually" | "wait")) || texts.contains(&"instead")
}

/// Whether the whole line is one or more of the sayings, with nothing but small words around.
fn says(line: &str, sayings: &[&str]) -> bool {
    let found = words::words(line);
    let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).filter(|word| !AROUND.contains(word)).collect();
    let mut rest = texts.as_slice();
    if rest.is_empty() || line.contains(|character: char| character.is_ascii_digit() || character == '@') {
        return false;
    }
    while !rest.is_empty() {
        let longest = sayings.iter().filter_map(|saying| {
            let saying: Vec<&str> = saying.split(' ').collect();
            rest.starts_with(&saying).then_some(saying.len())
        });
        match longest.max() {
            Some(length) => rest = &rest[length..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_saying_only_if_it_says_nothing_else() {
        for (line, expected) in [
            ("Yes", Some(Intent::Yes)),
            ("yes please, go ahead!", Some(Intent::Yes)),
            ("Yes, but to another address", None),
            ("yes 728", None),
            ("no", Some(Intent::No)),
            ("never mind", Some(Intent::NeverMind)),
            ("cancel", Some(Intent::NeverMind)),
            ("cancel my subscription", None),
            ("oh sorry, start over please", Some(Intent::StartOver)),
            ("thanks a lot!", Some(Intent::Thanks)),
            ("hi, where is my order?", None),
            ("Hello there", Some(Intent::Greeting)),
            ("ja", Some(Intent::Yes)),
            ("", None),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
        assert!(is_no("cancel") && is_no("forget it") && !is_no("no, 728"));
        assert!(!is_yes("yes and delete the other one too"), "a yes to a change is whole");
    }
}

//! The words of a command for Windows' `cmd`, as browsers copy it: carets escape, also the end of a line, and what is left
//! is split as C programs on Windows split it (`\"` is a quotation mark).

use super::shell::Command;

/// Whether a text was copied for `cmd`: it has carets where no other shell has them.
pub(super) fn is_for_cmd(text: &str) -> bool {
    text.contains("^\"")
        || text.lines().any(|line| line.trim_end().ends_with('^') && !line.trim_start().starts_with('#'))
}

/// The command of a text.
pub(super) fn commands(text: &str) -> Vec<Command> {
    let plain = without_carets(text);
    let words = words(&plain);
    // Several commands are joined by `&`, and each begins with the program.
    let mut commands: Vec<Command> = Vec::new();
    for word in words {
        if super::shell::is_curl(&word) || commands.is_empty() {
            commands.push(Command { line: 1, ..Command::default() });
        }
        if let Some(command) = commands.last_mut()
            && word != "&"
        {
            command.words.push(word);
        }
    }
    commands
}

/// Outside quotation marks a caret escapes what follows, and a caret at the end of a line joins the next one.
fn without_carets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().filter(|letter| *letter != '\r').peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                quoted = !quoted;
                out.push(letter);
            }
            '^' if !quoted => match letters.next() {
                // An escaped line end inside a value is written as an empty line after it.
                Some('\n') => out.extend(letters.next_if_eq(&'\n')),
                Some(escaped) => out.push(escaped),
                None => {}
            },
            _ => out.push(letter),
        }
    }
    out
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let mut backslashes = 1;
                while letters.next_if_eq(&'\\').is_some() {
                    backslashes += 1;
                }
                let before_quote = letters.peek() == Some(&'"');
                let kept = if before_quote { backslashes / 2 } else { backslashes };
                let word = word.get_or_insert_with(String::new);
                word.extend(std::iter::repeat_n('\\', kept));
                if before_quote && backslashes % 2 == 1 {
                    word.extend(letters.next());
                }
            }
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                word.get_or_insert_with(String::new).push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_with(String::new);
            }
            ' ' | '\t' | '\n' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_with(String::new).push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let commands = commands(text);
        assert_eq!(commands[0].words, expected, "{text}");
    }

    #[test]
    fn a_copy_from_a_browser_is_split_as_windows_splits_it() {
        check(
            "curl ^\"https://a.example/x?a=1^&b=2^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"b c^\\^\"^}^\"",
            &["curl", "https://a.example/x?a=1&b=2", "-H", "accept: */*", "--data-raw", "{\"a\":\"b c\"}"],
        );
        check(
            "curl.exe \"https://a.example\" ^\n -d \"say \\\"hi\\\"\"",
            &["curl.exe", "https://a.example", "-d", "say \"hi\""],
        );
        check("curl -d \"a\\\\\" x", &["curl", "-d", "a\\", "x"]);
        check("curl -d ^\"one^\n\ntwo^\"", &["curl", "-d", "one\ntwo"]);
    }

    #[test]
    fn only_a_copy_for_cmd_is_read_as_one() {
        assert!(is_for_cmd("curl ^\"https://a.example^\""));
        assert!(is_for_cmd("curl x ^\n -d y"));
        assert!(!is_for_cmd("curl 'https://a.example/^x' -d '^y'"));
    }
}

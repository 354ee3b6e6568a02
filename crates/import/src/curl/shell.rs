//! A POSIX shell's words: quoting, line ends, comments, pipes, here-documents and assignments, as far as pasted commands
//! have them. Nothing is expanded and nothing is run: `$NAME` becomes a variable, `$(…)` and backticks stay as text and are
//! told.
//!
//! Lenient where documentation is: a line that begins with a dash goes on with the command before it although no
//! backslash says so, `<YOUR KEY>` is a word, and what follows an unquoted `&` inside an address belongs to the command,
//! although a shell would not have sent it ([`NOT_SENT`]).

use std::iter::Peekable;
use std::str::Chars;

use crate::result::Finding;
use crate::variable::{NOT_SENT, mark};

/// A simple command.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// The line of its first word, from 1.
    pub line: usize,
    /// Its words, quotes removed.
    pub words: Vec<String>,
    /// What `<<` or `<<<` gives it to read.
    pub input: Option<String>,
}

/// Splits a text into commands.
pub(super) fn commands(text: &str, findings: &mut Vec<Finding>) -> Vec<Command> {
    let mut reader = Reader {
        text,
        letters: text.chars().peekable(),
        line: 1,
        command: Command::default(),
        word: None,
        commands: Vec::new(),
        here_documents: Vec::new(),
        findings,
    };
    reader.read();
    reader.commands
}

struct Reader<'text> {
    text: &'text str,
    letters: Peekable<Chars<'text>>,
    line: usize,
    command: Command,
    /// The word being read; `Some("")` after empty quotes.
    word: Option<String>,
    commands: Vec<Command>,
    /// Ends of here-documents whose lines follow the current one.
    here_documents: Vec<String>,
    findings: &'text mut Vec<Finding>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(letter) = self.next() {
            match letter {
                '\\' | '`' if self.skip_line_end() => {}
                '\\' => {
                    let escaped = self.next();
                    self.word().extend(escaped);
                }
                '\'' => self.single_quoted(),
                '"' => self.double_quoted(),
                '$' => self.dollar(),
                '`' => self.backticks(),
                '#' if self.word.is_none() => self.skip_comment(),
                ' ' | '\t' | '\r' => self.end_word(),
                '\n' => self.end_line(),
                ';' | '|' => self.end_command(),
                '&' => self.ampersand(),
                '<' | '>' => self.redirection(letter),
                _ => self.word().push(letter),
            }
        }
        self.end_command();
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.letters.next();
        if letter == Some('\n') {
            self.line += 1;
        }
        letter
    }

    fn word(&mut self) -> &mut String {
        if self.command.words.is_empty() && self.word.is_none() {
            self.command.line = self.line;
        }
        self.word.get_or_insert_with(String::new)
    }

    /// Skips the end of a line after a backslash, or after PowerShell's backtick.
    fn skip_line_end(&mut self) -> bool {
        let mut ahead = self.letters.clone();
        let mut next = ahead.next();
        // Documentation often has a blank after the backslash, which a shell would not forgive.
        while matches!(next, Some(' ' | '\t' | '\r')) {
            next = ahead.next();
        }
        if next != Some('\n') {
            return false;
        }
        while self.next() != Some('\n') {}
        true
    }

    fn single_quoted(&mut self) {
        self.word();
        while let Some(letter) = self.next().filter(|letter| *letter != '\'') {
            self.word().push(letter);
        }
    }

    fn double_quoted(&mut self) {
        self.word();
        while let Some(letter) = self.next() {
            match letter {
                '"' => return,
                '\\' => match self.letters.peek() {
                    Some('\n') => drop(self.next()),
                    Some('"' | '\\' | '$' | '`') => {
                        let escaped = self.next();
                        self.word().extend(escaped);
                    }
                    _ => self.word().push('\\'),
                },
                '$' => self.expansion(),
                '`' => self.backticks(),
                _ => self.word().push(letter),
            }
        }
    }

    fn dollar(&mut self) {
        match self.letters.peek() {
            Some('\'') => self.ansi_quoted(),
            // `$"…"` is a text to be translated.
            Some('"') => {}
            _ => self.expansion(),
        }
    }

    /// `$'…'`: the escapes of C.
    fn ansi_quoted(&mut self) {
        self.next();
        self.word();
        while let Some(letter) = self.next() {
            match letter {
                '\'' => return,
                '\\' => {
                    let escaped = self.escaped();
                    self.word().extend(escaped);
                }
                _ => self.word().push(letter),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            letter @ ('x' | 'u' | 'U') if !self.letters.peek().is_some_and(char::is_ascii_hexdigit) => {
                self.word().push('\\');
                letter
            }
            'x' => return self.number(16, 2),
            'u' => return self.unicode(),
            'U' => return self.number(16, 8),
            digit @ '0'..='7' => {
                let rest: String = self.digits(8, 2);
                let number = u32::from_str_radix(&format!("{digit}{rest}"), 8).ok()?;
                return char::from_u32(number & 0xff);
            }
            other => other,
        })
    }

    /// Four digits, or two such halves of a pair.
    fn unicode(&mut self) -> Option<char> {
        let first = u16::from_str_radix(&self.digits(16, 4), 16).ok()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first.into());
        }
        let mut ahead = self.letters.clone();
        if ahead.next() != Some('\\') || ahead.next() != Some('u') {
            return None;
        }
        self.letters = ahead;
        let second = u16::from_str_radix(&self.digits(16, 4), 16).ok()?;
        char::decode_utf16([first, second]).next()?.ok()
    }

    fn number(&mut self, radix: u32, most: usize) -> Option<char> {
        char::from_u32(u32::from_str_radix(&self.digits(radix, most), radix).ok()?)
    }

    fn digits(&mut self, radix: u32, most: usize) -> String {
        let mut digits = String::new();
        while digits.len() < most && self.letters.peek().is_some_and(|letter| letter.is_digit(radix)) {
            digits.extend(self.next());
        }
        digits
    }

    /// `$NAME`, `${NAME}`, `$(…)`; any other dollar is text.
    fn expansion(&mut self) {
        match self.letters.peek() {
            Some('{') => {
                let mut ahead = self.letters.clone();
                ahead.next();
                let inside: String = ahead.by_ref().take_while(|letter| *letter != '}').take(200).collect();
                let name: String = inside.chars().take_while(|letter| is_name(*letter)).collect();
                if name.is_empty() {
                    self.word().push('$');
                    return;
                }
                for _ in 0..inside.chars().count() + 2 {
                    self.next();
                }
                self.word().push_str(&mark(&name));
            }
            Some('(') => {
                self.word().push('$');
                let message = "A command in $(…) was not run; it stays as text. Write its result in its place.";
                self.findings.push(Finding::dropped(format!("line {}", self.line), message));
                self.parentheses();
            }
            Some(letter) if letter.is_ascii_alphabetic() || *letter == '_' => {
                let mut name = String::new();
                while let Some(letter) = self.letters.next_if(|letter| is_name(*letter)) {
                    name.push(letter);
                }
                self.word().push_str(&mark(&name));
            }
            _ => self.word().push('$'),
        }
    }

    /// Everything up to the closing parenthesis, as text.
    fn parentheses(&mut self) {
        let mut depth = 0_usize;
        while let Some(letter) = self.next() {
            self.word().push(letter);
            match letter {
                '(' => depth += 1,
                ')' if depth <= 1 => return,
                ')' => depth -= 1,
                _ => {}
            }
        }
    }

    fn backticks(&mut self) {
        let message = "A command in backticks was not run; it stays as text. Write its result in its place.";
        self.findings.push(Finding::dropped(format!("line {}", self.line), message));
        self.word().push('`');
        while let Some(letter) = self.next() {
            self.word().push(letter);
            if letter == '`' {
                return;
            }
        }
    }

    fn skip_comment(&mut self) {
        while self.letters.peek().is_some_and(|letter| *letter != '\n') {
            self.next();
        }
    }

    fn ampersand(&mut self) {
        let in_address = self.word.as_deref().is_some_and(|word| word.contains("://") || word.contains('?'));
        let goes_on = self.letters.peek().is_some_and(|next| !next.is_whitespace() && *next != '&');
        if in_address && goes_on {
            let is_first = !self.word().contains(NOT_SENT);
            self.word().push(if is_first { NOT_SENT } else { '&' });
        } else {
            self.end_command();
        }
    }

    fn redirection(&mut self, sign: char) {
        if sign == '<' && self.placeholder_word() {
            return;
        }
        // `2>`: the number belongs to the sign.
        if self.word.as_deref().is_some_and(|word| word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        let mut signs = String::from(sign);
        while let Some(next) = self.letters.next_if(|next| matches!(next, '<' | '>' | '&' | '|')) {
            signs.push(next);
        }
        if signs == "<<" {
            self.letters.next_if_eq(&'-');
        }
        while self.letters.next_if(|next| matches!(next, ' ' | '\t')).is_some() {}
        let target = self.target();
        match signs.as_str() {
            "<<" => self.here_documents.push(target),
            "<<<" => self.command.input = Some(target),
            _ => {
                let message =
                    format!("“{signs} {}” was left out: no file is read or written.", crate::variable::shown(&target));
                self.findings.push(Finding::dropped(format!("line {}", self.line), message));
            }
        }
    }

    /// The word after a redirection.
    fn target(&mut self) -> String {
        let before = self.word.take();
        while let Some(letter) = self.letters.peek().copied() {
            match letter {
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '<' | '>' => break,
                '\'' => {
                    self.next();
                    self.single_quoted();
                }
                '"' => {
                    self.next();
                    self.double_quoted();
                }
                _ => {
                    self.next();
                    self.word().push(letter);
                }
            }
        }
        std::mem::replace(&mut self.word, before).unwrap_or_default()
    }

    /// `<YOUR API KEY>`, as documentation writes what the reader is to fill in.
    fn placeholder_word(&mut self) -> bool {
        let mut inside = String::new();
        for letter in self.letters.clone().take(60) {
            match letter {
                '>' if inside.starts_with(|first: char| first.is_alphabetic()) && !inside.ends_with(' ') => {
                    for _ in 0..=inside.chars().count() {
                        self.next();
                    }
                    self.word().push_str(&mark(&inside));
                    return true;
                }
                '\n' | '<' | '>' | '|' | '\'' | '"' | '/' => return false,
                _ => inside.push(letter),
            }
        }
        false
    }

    fn end_word(&mut self) {
        self.command.words.extend(self.word.take());
    }

    fn end_line(&mut self) {
        self.end_word();
        for end in std::mem::take(&mut self.here_documents) {
            let input = self.here_document(&end);
            self.command.input = Some(input);
        }
        if !self.next_line_goes_on() {
            self.end_command();
        }
    }

    /// The lines up to `end`.
    fn here_document(&mut self, end: &str) -> String {
        let mut lines = String::new();
        loop {
            let mut line = String::new();
            let mut ended = true;
            while let Some(letter) = self.next() {
                if letter == '\n' {
                    ended = false;
                    break;
                }
                line.push(letter);
            }
            if line.trim() == end {
                return lines;
            }
            lines.push_str(&line);
            if ended {
                return lines;
            }
            lines.push('\n');
        }
    }

    /// A line that begins with an option belongs to the command before it, whatever a shell would say.
    fn next_line_goes_on(&self) -> bool {
        let mut ahead = self.letters.clone().skip_while(|letter| matches!(letter, ' ' | '\t' | '\r'));
        let is_option =
            ahead.next() == Some('-') && ahead.next().is_some_and(|next| next == '-' || next.is_ascii_alphabetic());
        is_option && self.command.words.iter().any(|word| is_curl(word)) && !self.text.is_empty()
    }

    fn end_command(&mut self) {
        self.end_word();
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.commands.push(command);
        }
    }
}

/// Whether a word is the name of the program, with a folder before it or not.
pub(super) fn is_curl(word: &str) -> bool {
    let program = word.rsplit(['/', '\\']).next().unwrap_or(word);
    program.eq_ignore_ascii_case("curl") || program.eq_ignore_ascii_case("curl.exe")
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variable::shown;

    fn check(text: &str, expected: &[&[&str]]) {
        let found = commands(text, &mut Vec::new());
        let words: Vec<Vec<String>> =
            found.iter().map(|command| command.words.iter().map(|word| shown(word)).collect()).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        check("curl 'a b' \"c \\\"d\\\" $X\" e\\ f", &[&["curl", "a b", "c \"d\" {{X}}", "e f"]]);
        check("curl a \\\n  -H 'x: y' # note\ncurl b", &[&["curl", "a", "-H", "x: y"], &["curl", "b"]]);
        check("curl a | jq . ; echo b && curl c &", &[&["curl", "a"], &["jq", "."], &["echo", "b"], &["curl", "c"]]);
        check("curl $'it\\'s \\u00e9\\x21\\n' ''", &[&["curl", "it's é!\n", ""]]);
        check("curl \"a\\nb\" 'a\\nb'", &[&["curl", "a\\nb", "a\\nb"]]);
        check("curl ${HOST}/x$1", &[&["curl", "{{HOST}}/x$1"]]);
        check("curl \\\"", &[&["curl", "\""]]);
    }

    #[test]
    fn documentation_is_forgiven() {
        check(
            "curl https://a.example/x\n  -H 'a: b'\n  -d c",
            &[&["curl", "https://a.example/x", "-H", "a: b", "-d", "c"]],
        );
        check(
            "curl -u <YOUR API KEY>: https://a.example",
            &[&["curl", "-u", "{{YOUR API KEY}}:", "https://a.example"]],
        );
        check(
            "curl https://a.example/x?a=1&b=2&c=3 -H c",
            &[&["curl", "https://a.example/x?a=1\u{fdd2}b=2&c=3", "-H", "c"]],
        );
        check("curl a \\ \n -d b", &[&["curl", "a", "-d", "b"]]);
    }

    /// SECURITY IMP-06: nothing is run, no file is named as one to read.
    #[test]
    fn nothing_is_run_and_redirections_are_left_out() {
        let mut findings = Vec::new();
        let found = commands("curl \"$(rm -rf /)\" `id` > out.txt 2>&1 < in.txt", &mut findings);
        assert_eq!(found[0].words, ["curl", "$(rm -rf /)", "`id`"]);
        assert_eq!(findings.len(), 5, "{findings:?}");
        assert!(findings.iter().all(|finding| finding.kind == crate::FindingKind::Dropped));
    }

    #[test]
    fn a_here_document_is_what_the_command_reads() {
        let found = commands("curl -d @- a <<'EOF'\n{\"a\": 1}\nEOF\ncurl b <<< text", &mut Vec::new());
        assert_eq!(found[0].input.as_deref(), Some("{\"a\": 1}\n"));
        assert_eq!(found[1].input.as_deref(), Some("text"));
    }
}

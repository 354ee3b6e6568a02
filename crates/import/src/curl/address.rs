//! curl's addresses: a missing scheme, user and password before the host, `{a,b}` for several addresses in one.

use drawbridge_model::{Field, NameValue};

use super::arguments::Arguments;
use crate::request::{Meaning, Variable, row};
use crate::result::Finding;
use crate::text::{decode, pairs};
use crate::variable::{NOT_SENT, has_variable, mark};

/// An address in its parts.
#[derive(Debug, Default)]
pub(super) struct Address {
    pub base: String,
    pub path: String,
    pub query: Vec<NameValue>,
    /// `name:password` that stood before the host, decoded.
    pub user: Option<String>,
    /// What is known of variables that stood in braces.
    pub variables: Vec<Variable>,
    pub findings: Vec<Finding>,
}

/// Takes an address apart.
pub(super) fn read(written: &str, arguments: &Arguments) -> Address {
    let mut address = Address::default();
    let whole = if arguments.globbing_off { written.to_owned() } else { globs(written, &mut address) };
    let (whole, not_sent) = whole.split_once(NOT_SENT).unwrap_or((&whole, ""));
    let whole = whole.split('#').next().unwrap_or_default().replace(' ', "%20");
    let (scheme, rest) = match whole.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, whole.as_str()),
    };
    let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(path_at);
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            address.user = Some(decode(user));
            let message = "User name and password stood in the address; they are now the sign-in.";
            address.findings.push(Finding::understood("", message));
            host
        }
        None => authority,
    };
    address.base = match scheme {
        Some(scheme) => format!("{scheme}://{host}"),
        None if has_variable(host) => host.to_owned(),
        None => {
            let is_own = host.starts_with("localhost") || host.starts_with(|first: char| first.is_ascii_digit());
            let scheme = if is_own { "http" } else { "https" };
            address
                .findings
                .push(Finding::guessed("", format!("The address has no scheme; {scheme}:// was put before it.")));
            format!("{scheme}://{host}")
        }
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    address.path = if arguments.path_as_is { path.to_owned() } else { without_dots(path) };
    if address.path.is_empty() {
        address.path.push('/');
    }
    let all = std::iter::once(query).chain(arguments.query.iter().map(String::as_str));
    address.query = all.flat_map(pairs).map(|(name, value)| row(name, value)).collect();
    for (name, value) in pairs(not_sent) {
        let message = format!(
            "Without quotation marks round the address, a shell ends the command at “&”: “{name}” was not sent. Its row is switched off; switch it on if it is meant."
        );
        address.findings.push(Finding::guessed("", message));
        address.query.push(NameValue { disabled: true, ..row(name, value) });
    }
    if address.path.starts_with("//") {
        let message = "There are two slashes after the host; one is sent.";
        address.findings.push(Finding::guessed("", message));
    }
    if arguments.upload && address.path.ends_with('/') {
        address.path.push_str(&arguments.upload_name);
    }
    address
}

/// Resolves `.` and `..` as every client does before it sends.
fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for segment in path.split('/') {
        ends_in_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                if segments.len() > 1 {
                    segments.pop();
                }
            }
            _ => segments.push(segment),
        }
    }
    let end = if ends_in_folder && segments.len() > 1 { "/" } else { "" };
    format!("{}{end}", segments.join("/"))
}

/// `{id}` is a value to fill in, as documentation writes it; of `{a,b}` and `[1-3]` the first address is taken.
fn globs(written: &str, address: &mut Address) -> String {
    let mut out = String::with_capacity(written.len());
    let mut letters = written.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|next| matches!(next, '{' | '}' | '[' | ']')) => {
                out.extend(letters.next());
            }
            '{' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != '}').collect();
                if let Some((first, _)) = inside.split_once(',') {
                    let message = format!("“{{{inside}}}” stands for several addresses; the first one was taken.");
                    address.findings.push(Finding::dropped("", message));
                    out.push_str(first);
                } else if inside.is_empty() {
                    out.push_str("{}");
                } else {
                    out.push_str(&mark(&inside));
                    let field =
                        Field { name: inside.clone(), required: true, example: inside.clone(), ..Field::default() };
                    address.variables.push(Variable { name: inside, meaning: Meaning::Question(Box::new(field)) });
                }
            }
            '[' if is_range(&letters.clone().take_while(|letter| *letter != ']').collect::<String>()) => {
                let range: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let message = format!("“[{range}]” stands for several addresses; the first one was taken.");
                address.findings.push(Finding::dropped("", message));
                out.push_str(range.split('-').next().unwrap_or_default());
            }
            _ => out.push(letter),
        }
    }
    out
}

fn is_range(inside: &str) -> bool {
    let Some((from, to)) = inside.split_once('-') else { return false };
    let is_end =
        |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_end(from) && is_end(to.split(':').next().unwrap_or_default())
}

//! curl's options. Those that say what is sent are read; those that only matter to curl's own work (output, retries,
//! proxies, certificates) are listed as left out; none of them is followed to a file.

use drawbridge_model::NameValue;

use super::options::{CurlOption, long, short};
use crate::request::row;
use crate::result::Finding;
use crate::variable::{NOT_SENT, shown};

/// One operation: what stands between `--next` and `--next`.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are curl's own switches")]
pub(super) struct Arguments {
    pub addresses: Vec<String>,
    pub method: Option<String>,
    pub head: bool,
    pub get: bool,
    pub upload: bool,
    /// Name of the file of `-T`, which curl puts at the end of an address that ends in a slash.
    pub upload_name: String,
    /// User name and password stand in a file.
    pub netrc: bool,
    pub globbing_off: bool,
    pub path_as_is: bool,
    pub headers: Vec<NameValue>,
    /// Names that `-H` has said, also those that it removes (`-H 'Accept:'`).
    pub said: Vec<String>,
    /// Headers that other options set.
    pub implied: Vec<(String, String)>,
    pub data: Vec<Data>,
    pub form: Vec<Part>,
    pub query: Vec<String>,
    pub user: Option<String>,
    /// The sign-in is Digest, NTLM or the like, for which a password is never sent as it is.
    pub is_signed_in_otherwise: bool,
    pub bearer: Option<String>,
    pub findings: Vec<Finding>,
}

/// A piece of a body.
#[derive(Debug, Clone)]
pub(super) enum Data {
    /// As it is sent.
    Raw(String),
    /// A name and a value that curl encodes; the name may be empty.
    Encoded(String, String),
    /// JSON, joined without a sign between.
    Json(String),
}

/// A part of a multipart form.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub name: String,
    pub value: String,
}

/// Reads the words after `curl`.
pub(super) fn read(words: &[String], input: Option<&str>, at: &str) -> Vec<Arguments> {
    let mut reader = Reader { input, at, all: Vec::new(), now: Arguments::default() };
    let mut words = words.iter();
    let mut only_addresses = false;
    while let Some(word) = words.next() {
        if only_addresses || word == "-" || !word.starts_with('-') {
            reader.now.addresses.push(word.clone());
        } else if word == "--" {
            only_addresses = true;
        } else if let Some(name) = word.strip_prefix("--") {
            reader.long(name, &mut words);
        } else {
            reader.letters(&word[1..], &mut words);
        }
    }
    reader.all.push(reader.now);
    reader.all
}

struct Reader<'text> {
    input: Option<&'text str>,
    at: &'text str,
    all: Vec<Arguments>,
    now: Arguments,
}

impl Reader<'_> {
    fn long<'word>(&mut self, written: &str, words: &mut impl Iterator<Item = &'word String>) {
        // `--data=x` is no curl, but people write it.
        let (name, glued) = written.split_once('=').map_or((written, None), |(name, value)| (name, Some(value)));
        match long(name) {
            None => self.drop(&format!("The option --{} is unknown and was left out.", shown(name))),
            Some(CurlOption { name, takes_value: true }) => match glued.or_else(|| words.next().map(String::as_str)) {
                Some(value) => self.option(name, value),
                None => self.drop(&format!("The option --{name} has no value and was left out.")),
            },
            Some(CurlOption { name: option, .. }) => {
                self.switch(option, !name.starts_with("no-") || option.starts_with("no-"));
            }
        }
    }

    /// `-sSXPOST`: switches, and a last option whose value may follow at once.
    fn letters<'word>(&mut self, written: &str, words: &mut impl Iterator<Item = &'word String>) {
        let mut rest = written.chars();
        while let Some(letter) = rest.next() {
            match short(letter) {
                None => self.drop(&format!("The option -{letter} is unknown and was left out.")),
                Some(CurlOption { name, takes_value: false }) => self.switch(name, true),
                Some(CurlOption { name, .. }) => {
                    let glued = rest.as_str().strip_prefix('=').filter(|_| name == "request").unwrap_or(rest.as_str());
                    let value = if glued.is_empty() { words.next().map(String::as_str) } else { Some(glued) };
                    match value {
                        Some(value) => self.option(name, value),
                        None => self.drop(&format!("The option -{letter} has no value and was left out.")),
                    }
                    return;
                }
            }
        }
    }

    fn switch(&mut self, name: &str, on: bool) {
        let now = &mut self.now;
        match name {
            "get" => now.get = on,
            "head" => now.head = on,
            "globoff" => now.globbing_off = on,
            "path-as-is" => now.path_as_is = on,
            "next" => {
                let done = std::mem::take(now);
                self.all.push(done);
            }
            "netrc" | "netrc-optional" if on => self.netrc(),
            "insecure" => self.drop("--insecure was left out: a connector always checks who the server is."),
            "digest" | "ntlm" | "negotiate" | "anyauth" => {
                now.is_signed_in_otherwise = true;
                self.drop(&format!("The sign-in of --{name} is of a kind that a connector does not know; choose another one for the system."));
            }
            // What shows, follows or packs an answer is nothing that the API is told.
            "silent" | "show-error" | "verbose" | "location" | "compressed" | "include" | "fail" | "http1.1"
            | "http2" | "basic" | "progress-bar" | "no-progress-meter" => {}
            _ => self.drop(&format!("--{name} was left out: it concerns curl itself.")),
        }
    }

    fn option(&mut self, name: &str, value: &str) {
        if name == "url" {
            return self.now.addresses.push(value.to_owned());
        }
        let value = value.replace(NOT_SENT, "&");
        let value = value.as_str();
        match name {
            "request" => self.now.method = Some(value.to_owned()),
            "header" => self.header(value),
            "data" | "data-ascii" | "data-binary" => self.data(value, Data::Raw),
            "data-raw" => self.now.data.push(Data::Raw(value.to_owned())),
            "json" => self.data(value, Data::Json),
            "data-urlencode" => self.encoded(value),
            "url-query" => self.query(value),
            "form" | "form-string" => self.part(value, name == "form-string"),
            "user" => self.now.user = Some(value.to_owned()),
            "oauth2-bearer" => self.now.bearer = Some(value.to_owned()),
            "user-agent" => self.imply("User-Agent", value),
            "referer" => self.imply("Referer", value.split(';').next().unwrap_or_default()),
            "range" => self.imply("Range", &format!("bytes={value}")),
            "cookie" if value.contains('=') => self.cookie(value),
            "cookie" => self.file("--cookie", value),
            "upload-file" => {
                self.now.upload = true;
                value.rsplit('/').next().unwrap_or_default().clone_into(&mut self.now.upload_name);
                self.file("--upload-file", value);
            }
            "netrc-file" => self.netrc(),
            "insecure" | "proxy" | "config" | "output" | "cookie-jar" | "cert" | "key" | "cacert" => {
                self.file(&format!("--{name}"), value);
            }
            _ => self.drop(&format!("--{name} was left out: it concerns curl itself.")),
        }
    }

    fn header(&mut self, value: &str) {
        if let Some(file) = value.strip_prefix('@') {
            return self.file("--header", file);
        }
        // `Name;` sends the header without a value, `Name:` removes it.
        if let Some(name) = value.strip_suffix(';').filter(|name| !name.contains(':')) {
            self.now.said.push(name.trim().to_owned());
            return self.now.headers.push(row(name.trim(), ""));
        }
        let Some((name, text)) = value.split_once(':') else {
            return self.drop(&format!("“{}” is no header and was left out.", crate::text::name(&shown(value))));
        };
        self.now.said.push(name.trim().to_owned());
        if !text.trim().is_empty() {
            self.now.headers.push(row(name.trim(), text.trim()));
        }
    }

    fn data(&mut self, value: &str, wrap: impl Fn(String) -> Data) {
        match (value.strip_prefix('@'), self.input) {
            (Some("-"), Some(input)) => self.now.data.push(wrap(input.trim_end_matches('\n').to_owned())),
            (Some(file), _) => {
                self.now.data.push(wrap(String::new()));
                self.file("the data", file);
            }
            (None, _) => self.now.data.push(wrap(value.to_owned())),
        }
    }

    /// `content`, `=content`, `name=content`, `@file`, `name@file`.
    fn encoded(&mut self, value: &str) {
        match value.find(['=', '@']) {
            Some(at) if value[at..].starts_with('@') => {
                self.now.data.push(Data::Encoded(value[..at].to_owned(), String::new()));
                self.file("the data", &value[at + 1..]);
            }
            Some(at) => self.now.data.push(Data::Encoded(value[..at].to_owned(), value[at + 1..].to_owned())),
            None => self.now.data.push(Data::Encoded(String::new(), value.to_owned())),
        }
    }

    fn query(&mut self, value: &str) {
        let written = value.strip_prefix('+');
        match (written, value.split_once('=')) {
            (Some(written), _) => self.now.query.push(written.to_owned()),
            (None, Some((name, text))) => {
                let encoded = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
                self.now.query.push(format!("{name}={encoded}"));
            }
            (None, None) => self.now.query.push(value.to_owned()),
        }
    }

    fn part(&mut self, value: &str, is_plain: bool) {
        let Some((name, text)) = value.split_once('=') else {
            return self
                .drop(&format!("“{}” is no part of a form and was left out.", crate::text::name(&shown(value))));
        };
        if !is_plain && text.starts_with(['@', '<']) {
            self.now.form.push(Part { name: name.to_owned(), value: String::new() });
            return self.file(&format!("the part “{}”", crate::text::name(name)), &text[1..]);
        }
        let text = if is_plain { text } else { without_attributes(text) };
        self.now.form.push(Part { name: name.to_owned(), value: text.to_owned() });
    }

    fn cookie(&mut self, value: &str) {
        match self.now.implied.iter_mut().find(|(name, _)| name == "Cookie") {
            Some((_, cookies)) => *cookies = format!("{cookies}; {value}"),
            None => self.imply("Cookie", value),
        }
    }

    fn imply(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.now.implied.push((name.to_owned(), value.to_owned()));
        }
    }

    fn netrc(&mut self) {
        self.now.netrc = true;
        self.drop("The password stands in a file, which was not read. Enter it beside the sign-in of the system.");
    }

    fn file(&mut self, what: &str, file: &str) {
        let file = crate::text::name(&shown(file));
        let message = match what {
            "--proxy" => "--proxy was left out: a connector calls the API itself.".to_owned(),
            _ => format!("{what} names the file “{file}”, which was not read; that part was left out."),
        };
        self.drop(&message);
    }

    fn drop(&mut self, message: &str) {
        let finding = Finding::dropped(self.at, message);
        if !self.now.findings.contains(&finding) {
            self.now.findings.push(finding);
        }
    }
}

/// A part's text without `;type=…` and the like; a text in quotation marks may hold semicolons.
fn without_attributes(text: &str) -> &str {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split('"').next().unwrap_or(quoted);
    }
    let attribute = [";type=", ";filename=", ";headers=", ";encoder="].iter().filter_map(|name| text.find(name)).min();
    attribute.map_or(text, |at| &text[..at])
}

//! Reads `<connector>.http`: what the API's documentation wants to be sent, written by hand from that documentation.
//!
//! The form is that of `.http` files: `#` begins a remark, `@name = value` gives a value (`setting.` and `secret.` of
//! the system, otherwise a question), `###` begins a request and names its step, or `sign-in`. After the request line
//! with its whole address stand the headers and, after an empty line, the body. `# answer:` is what a sign-in gets.

use std::collections::BTreeMap;

/// A file, read.
#[derive(Debug, Default)]
pub struct RequestFile {
    /// Values by name, `setting.shop`, `secret.key`, `order_id`.
    pub given: BTreeMap<String, String>,
    /// The requests in order.
    pub requests: Vec<Documented>,
    /// Links to the documentation.
    pub links: Vec<String>,
}

/// One request as it is documented.
#[derive(Debug, Default)]
pub struct Documented {
    /// The step, or `sign-in`.
    pub step: String,
    /// What a sign-in is answered.
    pub answer: Option<String>,
    /// `GET https://shop.example/orders/1`.
    pub line: String,
    /// Names in lower case with their values, sorted.
    pub headers: Vec<(String, String)>,
    /// The body to the letter; empty if there is none.
    pub body: String,
}

/// Reads a file; what cannot be read fails the test.
pub fn read(text: &str) -> RequestFile {
    let (head, requests) = text.split_once("\n### ").expect("a request begins with ###");
    let mut file = RequestFile::default();
    for line in head.lines().filter(|line| !line.is_empty()) {
        if let Some(remark) = line.strip_prefix("# ") {
            file.links.extend(remark.starts_with("https://").then(|| remark.to_owned()));
        } else {
            let given = line.strip_prefix('@').and_then(|given| given.split_once(" = "));
            let (name, value) = given.unwrap_or_else(|| panic!("“{line}” is neither a remark nor a value"));
            file.given.insert(name.to_owned(), value.to_owned());
        }
    }
    file.requests = requests.split("\n### ").map(request).collect();
    file
}

fn request(text: &str) -> Documented {
    let (head, body) = text.trim_end().split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let mut lines = head.lines();
    let mut request = Documented {
        step: lines.next().unwrap_or_default().to_owned(),
        body: body.to_owned(),
        ..Documented::default()
    };
    for line in lines {
        if let Some(answer) = line.strip_prefix("# answer: ") {
            request.answer = Some(answer.to_owned());
        } else if request.line.is_empty() {
            line.clone_into(&mut request.line);
        } else {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("“{line}” is no header"));
            request.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    request.headers.sort();
    request
}

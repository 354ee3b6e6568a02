//! Tells what a pasted text is, from its beginning and a few names in it, so that the address field and the first screen
//! can offer the right thing. A guess only: the reader of the format says whether it is one.

use crate::result::Format;

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 200_000;

/// The format that a text seems to have; `None` for an address and anything else.
pub fn recognise(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let begin = &text[..end];
    if begin.starts_with('{') {
        return json(begin);
    }
    if begin.lines().take(40).any(calls_curl) {
        return Some(Format::Curl);
    }
    let is_description = |line: &str| {
        let line = line.trim_start_matches(['"', '\'']);
        line.starts_with("openapi:")
            || line.starts_with("swagger:")
            || line.starts_with("openapi\":")
            || line.starts_with("swagger':")
    };
    begin.lines().take(400).any(is_description).then_some(Format::OpenApi)
}

fn json(begin: &str) -> Option<Format> {
    let has = |part: &str| begin.contains(part);
    // A description's examples may hold any word, so its own comes first only where it stands at the top.
    let top: String = begin.chars().take(400).collect();
    let says = |name: &str| top.contains(&format!("\"{name}\""));
    if says("openapi") || says("swagger") {
        Some(Format::OpenApi)
    } else if has("schema.getpostman.com") || has("\"_postman_id\"") {
        Some(Format::Postman)
    } else if says("log") && has("\"entries\"") {
        Some(Format::Har)
    } else if has("\"openapi\"") || has("\"swagger\"") {
        Some(Format::OpenApi)
    } else if (has("\"item\"") && has("\"info\""))
        || (has("\"requests\"") && (has("\"order\"") || has("\"collectionId\"")))
    {
        Some(Format::Postman)
    } else {
        None
    }
}

/// Whether a line calls curl with something after it: a switch, an address, or the sign that the next line goes on.
fn calls_curl(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(8).collect();
    words.windows(2).any(|pair| {
        let program = pair[0].trim_matches(['`', '"', '\'', '(']);
        let program = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let goes_on =
            pair[1].starts_with(['-', '"', '\'', '$', '<', '{', '\\', '^', '`']) || pair[1].contains(['.', ':', '/']);
        matches!(program, "curl" | "curl.exe") && goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_known_by_its_beginning() {
        let check = |text: &str, expected| assert_eq!(recognise(text), expected, "{text}");
        check("curl https://api.example.com", Some(Format::Curl));
        check("$ curl -X POST \\\n https://api.example.com", Some(Format::Curl));
        check("# comment\nTOKEN=1 /usr/bin/curl -s x", Some(Format::Curl));
        check("\u{feff}openapi: 3.1.0\ninfo:\n", Some(Format::OpenApi));
        check("swagger: '2.0'", Some(Format::OpenApi));
        check("{\"swagger\": \"2.0\"}", Some(Format::OpenApi));
        check("{\"info\": {\"_postman_id\": \"1\"}, \"item\": []}", Some(Format::Postman));
        check("{\"log\": {\"version\": \"1.2\", \"entries\": []}}", Some(Format::Har));
        for other in ["https://curl.example/openapi", "", "{}", "hello curl", "{\"a\": 1}"] {
            check(other, None);
        }
    }
}

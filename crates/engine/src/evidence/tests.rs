#![expect(clippy::unwrap_used, clippy::unnecessary_wraps, reason = "tests compare results")]

use super::*;

const JSON: Option<&str> = Some("application/json");

fn document(text: &str) -> Document {
    Document::read(200, JSON, text.as_bytes(), true, &Reads::Everything).unwrap()
}

fn leaf(text: &str, path: &str) -> Result<Leaf, NoLeaf> {
    document(text).leaf(&Path::parse(path).unwrap())
}

fn text(value: &str) -> Result<Leaf, NoLeaf> {
    Ok(Leaf::Text(value.to_owned()))
}

fn number(value: &str) -> Result<Leaf, NoLeaf> {
    Ok(Leaf::Number(value.to_owned()))
}

/// SECURITY IDV-01. SECURITY IDV-02. SECURITY IDV-04.
#[test]
fn exactly_one_text_number_or_boolean_is_a_leaf() {
    for (json, path, expected) in [
        (r#"{"a":{"b":"x"}}"#, "a.b", text("x")),
        (r#"{"a":{}}"#, "a.b", Err(NoLeaf::Nothing)),
        (r#"{"a":null}"#, "a.b", Err(NoLeaf::Nothing)),
        (r#"{"a":"text"}"#, "a.b", Err(NoLeaf::Nothing)),
        (r#"{"a":7}"#, "a.b", Err(NoLeaf::Nothing)),
        (r#"{"a":null}"#, "a", Err(NoLeaf::Null)),
        (r#"{"a":[]}"#, "a", Err(NoLeaf::List)),
        (r#"{"a":["x"]}"#, "a", Err(NoLeaf::List)),
        (r#"{"a":{}}"#, "a", Err(NoLeaf::Object)),
        (r#"{"a":[{"b":"x"},{"b":"y"}]}"#, "a[1].b", text("y")),
        (r#"{"a":["x"]}"#, "a[7]", Err(NoLeaf::Nothing)),
        (r#"{"a":false}"#, "a", Ok(Leaf::Boolean(false))),
        (r#"{"a":0}"#, "a", number("0")),
        (r#"  "bare"  "#, "$", text("bare")),
        (r#"{"a":"\u00e9\n"}"#, "a", text("é\n")),
        (r#"{"\u0061":"escaped name"}"#, "a", text("escaped name")),
    ] {
        assert_eq!(leaf(json, path), expected, "{path} in {json}");
    }
}

/// SECURITY IDV-10. SECURITY INJ-18.
#[test]
fn a_number_is_the_text_that_the_server_wrote() {
    for written in ["1001", "1001.0", "1e3", "0.1", "-0", "9007199254740993", "12345678901234567890123", "1.10"] {
        assert_eq!(leaf(&format!("{{\"a\":{written}}}"), "a"), number(written));
    }
}

/// SECURITY IDV-15.
#[test]
fn a_name_that_occurs_twice_on_the_way_is_no_evidence() {
    for (json, path) in [
        (r#"{"email":"victim","email":"attacker"}"#, "email"),
        (r#"{"email":"same","email":"same"}"#, "email"),
        (r#"{"b":{"email":"victim"},"b":{"email":"attacker"}}"#, "b.email"),
        (r#"{"b":{"email":"victim","email":"attacker"}}"#, "b.email"),
        (r#"{"b":[{"email":"x"},{"email":"victim","email":"attacker"}]}"#, "b[1].email"),
        (r#"{"a":1,"a":{"email":"x"}}"#, "a.email"),
        (r#"{"email":"victim","\u0065mail":"attacker"}"#, "email"),
        (r#"{"users":[{"id":1,"id":2,"email":"x"}]}"#, "$.users[?@.id==2].email"),
    ] {
        assert_eq!(leaf(json, path), Err(NoLeaf::DuplicateName), "{path} in {json}");
    }
    let elsewhere = r#"{"x":1,"x":2,"b":{"y":1,"y":2},"email":"a"}"#;
    assert_eq!(leaf(elsewhere, "email"), text("a"), "a name off the way decides nothing");
}

/// SECURITY IDV-06.
#[test]
fn an_index_into_an_object_finds_nothing() {
    let json = r#"{"order":{"lines":[{"email":"a@x.com"}],"email":"b@x.com"}}"#;
    assert_eq!(leaf(json, "$.order[0].email"), Err(NoLeaf::Nothing));
    assert_eq!(leaf(r#"{"order":{"0":{"email":"a@x.com"}}}"#, "$.order[0].email"), Err(NoLeaf::Nothing));
}

/// SECURITY IDV-05.
#[test]
fn a_query_that_finds_two_is_no_evidence() {
    let json = r#"{"items":[{"email":"a"},{"email":"b"}]}"#;
    assert_eq!(leaf(json, "$.items[*].email"), Err(NoLeaf::Several));
    assert_eq!(leaf(json, "$..email"), Err(NoLeaf::Several));
    assert_eq!(leaf(json, "$.items[?@.email=='b'].email"), text("b"));
    assert_eq!(leaf(json, "$.items[?@.email=='c'].email"), Err(NoLeaf::Nothing));
}

/// SECURITY IDV-16.
#[test]
fn only_a_success_with_a_whole_record_decides() {
    for status in [204, 205, 206, 301, 302, 304, 400, 401, 404, 410, 500, 503, 199, 600] {
        let read = Document::read(status, JSON, b"{\"email\":\"a\"}", true, &Reads::Everything);
        assert_eq!(read.err(), Some(NotEvidence::Status), "status {status}");
    }
    for status in [200, 201, 202, 203] {
        assert!(Document::read(status, JSON, b"{}", true, &Reads::Everything).is_ok(), "status {status}");
    }
}

/// SECURITY IDV-17. SECURITY IDV-18.
#[test]
fn only_whole_strict_json_in_utf_8_decides() {
    let body = br#"{"email":"a@x.com"}"#.as_slice();
    for content_type in [
        None,
        Some(""),
        Some("text/html"),
        Some("text/plain"),
        Some("text/json"),
        Some("application/javascript"),
        Some("application/json; charset=utf-16"),
        Some("application/json;charset=\"latin1\""),
        Some("json"),
        Some("application/jsonp"),
        Some("image/svg+json"),
    ] {
        assert!(Document::read(200, content_type, body, true, &Reads::Everything).is_err(), "{content_type:?}");
    }
    for content_type in [
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/hal+json",
        "application/problem+json;charset=\"utf-8\"",
    ] {
        assert!(Document::read(200, Some(content_type), body, true, &Reads::Everything).is_ok(), "{content_type}");
    }
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend_from_slice(body);
    let padded = format!("{{\"email\":\"a@x.com\",\"pad\":\"{}\"}}", "x".repeat(limits::DECISION_BODY_BYTES));
    for (broken, complete) in [
        (with_mark.as_slice(), true),
        (b"{\"email\":\"\xe9\"}".as_slice(), true),
        (&body[..body.len() - 1], true),
        (body, false),
        (padded.as_bytes(), true),
        (b"{} {}".as_slice(), true),
        (b"{\"a\":NaN}".as_slice(), true),
        (b"{\"a\":1e400}".as_slice(), true),
        (b"{'a':1}".as_slice(), true),
        (b"{\"a\":1,}".as_slice(), true),
        (b"{\"a\":\"\\ud800\"}".as_slice(), true),
        (b"".as_slice(), true),
        (b"// no\n{}".as_slice(), true),
    ] {
        assert!(
            Document::read(200, JSON, broken, complete, &Reads::Everything).is_err(),
            "{:?}",
            String::from_utf8_lossy(&broken[..broken.len().min(60)])
        );
    }
}

/// SECURITY NET-07, the part of the engine.
#[test]
fn depth_and_number_of_values_are_bounded() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::read(200, JSON, nested(64).as_bytes(), true, &Reads::Everything).is_ok());
    for depth in [65, 127, 128, 129, 100_000] {
        assert!(
            Document::read(200, JSON, nested(depth).as_bytes(), true, &Reads::Everything).is_err(),
            "depth {depth}"
        );
    }
    let wide = format!("[{}1]", "1,".repeat(limits::JSON_NODES));
    assert_eq!(
        Document::read(200, JSON, wide.as_bytes(), true, &Reads::Everything).err(),
        Some(NotEvidence::TooComplex)
    );
}

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use drawbridge_model::inputs::Inputs;
use drawbridge_model::json_template::JsonTemplate;
use drawbridge_model::{Body, Environment, Method, NameValue, SecretValue};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::*;
use crate::cases::cases;
use crate::evidence::Leaf;
use crate::request;
use crate::values::{SecretName, SettingName};

const SECRET: &str = "SENTINEL-secret";

/// A request's parts as an owner writes them.
#[derive(Clone, Default)]
struct Written {
    path: &'static str,
    query: &'static [(&'static str, &'static str)],
    headers: &'static [(&'static str, &'static str)],
    body: Option<Body>,
}

fn rows(rows: &[(&str, &str)]) -> Vec<NameValue> {
    rows.iter()
        .map(|(name, value)| NameValue { name: (*name).into(), value: (*value).into(), ..Default::default() })
        .collect()
}

fn with(written: &Written, base: &str, kept: &[(&str, &str)]) -> Result<Request, RenderError> {
    let spec = RequestSpec {
        method: Method::Post,
        path: Template::parse(written.path),
        query: request::rows(&rows(written.query)),
        headers: request::rows(&rows(written.headers)),
        body: request::body(written.body.as_ref()).unwrap(),
    };
    let inputs = Inputs::default();
    let sensitive = BTreeSet::new();
    let values = Values {
        environment: Environment::Test,
        inputs: &inputs,
        sensitive: &sensitive,
        kept: kept
            .iter()
            .map(|(name, value)| (("s".to_owned(), (*name).to_owned()), Leaf::Text((*value).to_owned())))
            .collect::<HashMap<_, _>>(),
        settings: BTreeMap::from([(SettingName { system: "shop".into(), name: "store".into() }, "7".to_owned())]),
        secrets: BTreeMap::from([(SecretName { system: "shop".into(), name: "k".into() }, SecretValue::new(SECRET))]),
        addresses: HashMap::new(),
    };
    let base = Url::parse(base).unwrap();
    render(&spec, Target { base: &base, system: "shop", headers: &[], query: None }, &values)
}

/// Renders with one value behind `{s.x}`. Values of earlier steps and of customers take the same way.
fn one(written: &Written, value: &str) -> Result<Request, RenderError> {
    with(written, "http://127.0.0.1:9999/base/", &[("x", value)])
}

fn body_of(written: Body, value: &str) -> Result<String, RenderError> {
    let request = one(&Written { path: "/x", body: Some(written), ..Written::default() }, value)?;
    Ok(String::from_utf8(request.body.unwrap().bytes.to_vec()).unwrap())
}

fn json_body(text: &str, value: &str) -> Result<String, RenderError> {
    body_of(Body::Json { text: text.into() }, value)
}

/// SECURITY INJ-01. SECURITY INJ-02. SECURITY INJ-03. SECURITY INJ-04. SECURITY INJ-34.
#[test]
fn a_value_that_would_leave_its_segment_is_refused() {
    for path in ["/orders/{s.x}", "/orders/{s.x}/items", "{s.x}", "/{s.x}"] {
        for value in [
            ".",
            "..",
            "",
            " ",
            "%2e%2e",
            ".%2e",
            "%252e%252e",
            "%25252e%25252e",
            "../admin",
            "..%2fadmin",
            "..\\admin",
            "..;/admin",
            "%2e%2e%5cadmin",
            "a\nb",
        ] {
            let result = one(&Written { path, ..Written::default() }, value);
            assert!(result.is_err(), "{path} with {value:?} became {:?}", result.map(|request| request.url));
        }
        assert!(one(&Written { path, ..Written::default() }, &"x".repeat(1024 * 1024)).is_err(), "a whole megabyte");
    }
    for (path, value) in [
        ("/orders/.{s.x}", "."),
        ("/orders/{s.x}.", "."),
        ("/orders/%2e{s.x}", "%2e"),
        ("/o/.{s.x}", "%2e"),
        ("/o/..{s.x}", ";x"),
        ("/o/..{s.x}", "%3bx"),
        ("/o/..{s.x}", "/y"),
    ] {
        assert!(one(&Written { path, ..Written::default() }, value).is_err(), "{path} with {value}");
    }
}

/// SECURITY INJ-05. SECURITY INJ-06. SECURITY INJ-07. SECURITY INJ-03.
#[test]
fn any_other_value_is_one_segment_on_the_same_host() {
    let written = Written { path: "/orders/{s.x}", query: &[("lang", "en")], ..Written::default() };
    for value in [
        "1/refund",
        "1%2Frefund",
        "1?status=all",
        "1#x",
        "1&lang=xx",
        "1;jsessionid=x",
        "1:8080",
        "@evil.example",
        "//evil.example/x",
        "http://evil.example",
        "%2525252e%2525252e",
        "...",
        "é",
    ] {
        let url = one(&written, value).unwrap().url;
        assert_eq!(url.path_segments().unwrap().count(), 3, "{value:?} became {url}");
        assert_eq!((url.host_str(), url.port()), (Some("127.0.0.1"), Some(9999)), "{value:?}");
        assert_eq!(url.query_pairs().collect::<Vec<_>>(), [("lang".into(), "en".into())], "{value:?}");
    }
}

/// SECURITY INJ-10. SECURITY INJ-11.
#[test]
fn a_query_value_stays_one_parameter() {
    let written = Written { path: "/x", query: &[("q", "{s.x}"), ("lang", "en")], ..Written::default() };
    for value in ["a=b&c=d#e?f+g h%20i", "%41", "&lang=xx", "'\"<>", "é 😀", ""] {
        let url = one(&written, value).unwrap().url;
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs, [("q".to_owned(), value.to_owned()), ("lang".to_owned(), "en".to_owned())]);
    }
}

/// SECURITY INJ-12. SECURITY INJ-13.
#[test]
fn a_header_never_gets_a_second_line() {
    let written = Written { path: "/x", headers: &[("X-Name", "v {s.x}")], ..Written::default() };
    for value in
        ["x\r\nX-Admin: 1", "x\nX-Admin: 1", "x\rX", "x\u{2028}X", "x\u{85}X", "a\0b", "a\tb", " a", "a ", "😀"]
    {
        assert!(one(&written, value).is_err(), "{value:?}");
    }
    let long = "x".repeat(8 * 1024);
    assert!(one(&written, &long).is_err());
    assert_eq!(one(&written, "%0d%0aX-Admin: 1").unwrap().headers[0].value.sent, "v %0d%0aX-Admin: 1");
}

/// SECURITY INJ-15. SECURITY INJ-16.
#[test]
fn a_json_text_changes_one_leaf_only() {
    let template = r#"{"name":"{s.x}","admin":false,"note":"to \"{s.x}\"!","list":["{s.x}"]}"#;
    for value in
        ["\"},\"admin\":true,\"x\":\"", "\\", "\\\"", "\n", "\u{1}", "\u{2028}", "</script>", "😀", "{email}", "null"]
    {
        let sent: Value = serde_json::from_str(&json_body(template, value).unwrap()).unwrap();
        let expected = json!({"name": value, "admin": false, "note": format!("to \"{value}\"!"), "list": [value]});
        assert_eq!(sent, expected, "{value:?}");
    }
    assert!(json_body(template, "a\0b").is_err());
}

/// SECURITY INJ-17. SECURITY INJ-18. SECURITY INJ-20.
#[test]
fn a_bare_value_keeps_its_type_and_its_digits() {
    assert_eq!(json_body(r#"{"q":{s.x}}"#, "007").unwrap(), r#"{"q":"007"}"#, "a text stays a text");
    assert_eq!(
        json_body(r#"{"q":{setting.store}}"#, "").unwrap(),
        r#"{"q":7}"#,
        "a setting has the type it looks like"
    );
    let number = |text: &str| {
        let spec = JsonTemplate::parse(r#"{"q":{s.x}}"#).unwrap();
        let (inputs, sensitive) = (Inputs::default(), BTreeSet::new());
        let kept = HashMap::from([(("s".to_owned(), "x".to_owned()), Leaf::Number(text.to_owned()))]);
        let values = Values {
            environment: Environment::Test,
            inputs: &inputs,
            sensitive: &sensitive,
            kept,
            settings: BTreeMap::new(),
            secrets: BTreeMap::new(),
            addresses: HashMap::new(),
        };
        Renderer { system: "shop", values: &values }.json(spec.root(), "the body").map(|both| both.unwrap().sent)
    };
    for written in ["9007199254740993", "0.1", "-0", "1e2", "1234567890123456789012345678901234567890"] {
        assert_eq!(number(written).unwrap(), format!("{{\"q\":{written}}}"));
    }
    for wrong in ["1e999", "NaN", "0x1F", "01", "+5"] {
        assert!(number(wrong).is_err(), "{wrong}");
    }
}

/// SECURITY INJ-21.
#[test]
fn what_was_left_empty_is_left_out() {
    let written = Written {
        path: "/x",
        query: &[("a", "{email}"), ("b", "x{email}"), ("c", "1")],
        headers: &[("X-A", "{email}"), ("X-B", "1")],
        body: Some(Body::Json { text: r#"{"a":"{email}","b":{email},"c":["{email}",1],"d":"x{email}"}"#.into() }),
    };
    let request = one(&written, "").unwrap();
    assert_eq!(request.url.query(), Some("b=x&c=1"));
    assert_eq!(request.headers.len(), 1);
    assert_eq!(request.body.unwrap().shown, r#"{"c":[1],"d":"x"}"#);
    let form = Body::Form { fields: rows(&[("a", "{email}"), ("b", "1")]) };
    assert_eq!(body_of(form, "").unwrap(), "b=1");
    assert!(one(&Written { path: "/orders/{email}", ..Written::default() }, "").is_err(), "not the collection");
}

/// SECURITY INJ-23. SECURITY INJ-24.
#[test]
fn forms_and_xml_hold_the_value_and_nothing_else() {
    for value in ["a&role=admin", "a=b", "+", "%", "é", "a\nb"] {
        let form = Body::Form { fields: rows(&[("name", "{s.x}"), ("role", "user")]) };
        let sent = body_of(form, value).unwrap();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(sent.as_bytes()).into_owned().collect();
        assert_eq!(pairs, [("name".to_owned(), value.to_owned()), ("role".to_owned(), "user".to_owned())]);
    }
    let xml = |value| body_of(Body::Xml { text: "<n>{s.x}</n>".into() }, value);
    assert_eq!(
        xml("</n><admin/>]]>&xxe;<!DOCTYPE").unwrap(),
        "<n>&lt;/n&gt;&lt;admin/&gt;]]&gt;&amp;xxe;&lt;!DOCTYPE</n>"
    );
    assert!(xml("a\0b").is_err());
    let text = |value| body_of(Body::Text { text: "n={s.x}".into(), content_type: String::new() }, value);
    assert_eq!(text("1 2").unwrap(), "n=1 2");
    assert!(text("1\nadmin=1").is_err());
}

/// SECURITY INJ-25.
#[test]
fn a_value_is_never_a_template() {
    for value in
        ["{email}", "{{secret.k}}", "{secret.k}", "${env.HOME}", "{{7*7}}", "%7Bemail%7D", "{{{x}}}", "{setting.store}"]
    {
        let written = Written {
            path: "/o/{s.x}",
            query: &[("q", "{s.x}")],
            headers: &[("X-V", "{s.x}")],
            body: Some(Body::Json { text: r#"{"v":"{s.x}"}"#.into() }),
        };
        let request = one(&written, value).unwrap();
        let pairs: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        assert_eq!(pairs[0].1, value);
        assert_eq!(request.headers[0].value.sent, value);
        let body: Value = serde_json::from_slice(&request.body.as_ref().unwrap().bytes).unwrap();
        assert_eq!(body["v"], value);
        assert!(!format!("{request:?}").contains(SECRET), "{value} must not become a secret");
    }
}

/// SECURITY INJ-26.
#[test]
fn values_do_not_see_one_another() {
    let path = "/{s.a}/{s.b}/{s.c}/{s.d}/{s.e}";
    let values = [("a", "{s.b}"), ("b", "{s.c}"), ("c", "{s.d}"), ("d", "{s.e}"), ("e", "{s.a}")];
    let mut seen = BTreeSet::new();
    for turn in 0..values.len() {
        for reversed in [false, true] {
            let mut order = values.to_vec();
            order.rotate_left(turn);
            if reversed {
                order.reverse();
            }
            let url = with(&Written { path, ..Written::default() }, "https://a.example", &order).unwrap().url;
            seen.insert(url.path().to_owned());
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["/%7Bs.b%7D/%7Bs.c%7D/%7Bs.d%7D/%7Bs.e%7D/%7Bs.a%7D"]);
}

#[test]
fn a_secret_is_sent_and_never_shown() {
    let written = Written {
        path: "/x",
        query: &[("key", "{secret.k}")],
        headers: &[("X-Key", "Token {secret.k}"), ("X-Token", "Bearer {s.x}")],
        body: Some(Body::Json { text: r#"{"a":"{secret.k}","b":{secret.k}}"#.into() }),
    };
    let request = one(&written, "kept-token").unwrap();
    assert!(request.url.as_str().contains(SECRET) && request.headers[0].value.sent.ends_with(SECRET));
    let shown = format!("{} {:?} {}", request.shown_url, request.headers, request.body.as_ref().unwrap().shown);
    assert!(!shown.contains(SECRET) && !shown.contains("kept-token"), "{shown}");
    assert!(shown.contains("Token ••••") && shown.contains("Bearer ••••"), "{shown}");
}

#[test]
fn a_secret_that_is_not_bound_here_is_not_sent() {
    let written = Written { path: "/x", headers: &[("X-Key", "{secret.other}")], ..Written::default() };
    let error = one(&written, "").unwrap_err();
    assert_eq!(error.placeholder.unwrap().reference(), "secret.other");
}

#[test]
fn a_base_path_and_slashes_are_joined_once() {
    for (base, path, expected) in [
        ("https://a.example", "/x", "https://a.example/x"),
        ("https://a.example/", "x", "https://a.example/x"),
        ("https://a.example/api/", "/x/", "https://a.example/api/x/"),
        ("https://a.example/api", "", "https://a.example/api"),
        ("https://a.example", "", "https://a.example/"),
        ("https://a.example:8443/api", "/x//y", "https://a.example:8443/api/x//y"),
        ("https://a.example", "/caf\u{e9}/a b/%20/{{x}}", "https://a.example/caf%C3%A9/a%20b/%20/%7Bx%7D"),
    ] {
        let written = Written { path: Box::leak(path.to_owned().into_boxed_str()), ..Written::default() };
        assert_eq!(with(&written, base, &[]).unwrap().url.as_str(), expected, "{base} and {path}");
    }
}

/// SECURITY INJ-33: a million cases by `cargo xtask torture`.
#[test]
fn whatever_the_values_the_address_keeps_its_shape() {
    let piece = prop_oneof![
        "[a-z]{1,5}",
        Just(".".to_owned()),
        Just("-".to_owned()),
        Just("%2e".to_owned()),
        Just("é ".to_owned())
    ];
    let segment = prop::collection::vec(prop_oneof![2 => piece.prop_map(Some), 1 => Just(None)], 1..4);
    let path = prop::collection::vec(segment, 1..5);
    let hostile = prop_oneof![
        ".*",
        "[./\\\\%2eE5cfF;?#&@:]{0,12}",
        Just("..".to_owned()),
        "[\\u{202e}\\u{200b}\r\n\0a]{1,4}",
        "\\PC{0,20}",
        Just("http://evil.example/".to_owned()),
    ];
    let mut runner = TestRunner::new(Config { cases: cases(20_000), failure_persistence: None, ..Config::default() });
    let strategy = (path, prop::collection::vec(hostile, 3));
    runner
        .run(&strategy, |(path, values)| {
            let segments = path
                .iter()
                .map(|parts| parts.iter().map(|part| part.as_deref().unwrap_or("{s.x}")).collect::<String>());
            let text = format!("/{}", segments.collect::<Vec<_>>().join("/"));
            let literal_climbs = text.split('/').any(crate::encode::climbs);
            let written = Written {
                path: Box::leak(text.clone().into_boxed_str()),
                query: &[("q", "{s.y}"), ("r", "1")],
                headers: &[("X", "{s.z}")],
                body: None,
            };
            let kept = [("x", values[0].as_str()), ("y", values[1].as_str()), ("z", values[2].as_str())];
            let Ok(request) = with(&written, "https://a.example:8443/base", &kept) else { return Ok(()) };
            prop_assert!(!literal_climbs || text.contains("{s.x}"), "{}", text);
            let url = request.url;
            prop_assert_eq!((url.scheme(), url.host_str(), url.port()), ("https", Some("a.example"), Some(8443)));
            let segments: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
            prop_assert_eq!(segments.len(), path.len() + 1, "{} became {}", text, url);
            prop_assert_eq!(segments[0], "base");
            for (sent, template) in segments[1..].iter().zip(&path) {
                if template.iter().all(Option::is_some) {
                    let literal: String = template.iter().flatten().cloned().collect();
                    prop_assert_eq!(*sent, crate::encode::percent_literal(&literal), "a literal segment changed");
                }
            }
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![("q".to_owned(), values[1].clone()), ("r".to_owned(), "1".to_owned())]);
            prop_assert!(
                request.headers.iter().all(|header| header.value.sent.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
            );
            Ok(())
        })
        .unwrap();
}

/// SECURITY INJ-15, as a property.
#[test]
fn whatever_the_values_a_json_body_keeps_its_shape() {
    let mut runner = TestRunner::new(Config { cases: cases(20_000), failure_persistence: None, ..Config::default() });
    runner
        .run(&prop_oneof![".*", "[\"\\\\{}:,a]{0,10}", "\\PC{0,30}"], |value| {
            let template = r#"{"a":"{s.x}","b":{"c":"x{s.x}y","d":{s.x}},"e":1}"#;
            let Ok(sent) = json_body(template, &value) else {
                prop_assert!(value.contains('\0'), "{:?} was refused", value);
                return Ok(());
            };
            let sent: Value = serde_json::from_str(&sent).unwrap();
            let expected = json!({"a": &value, "b": {"c": format!("x{value}y"), "d": &value}, "e": 1});
            prop_assert_eq!(sent, expected);
            Ok(())
        })
        .unwrap();
}

/// A header of the step stands in place of the system's of the same name, whatever its case; the others are added.
#[test]
fn a_steps_header_replaces_the_systems() {
    let spec = RequestSpec {
        method: Method::Get,
        path: Template::parse("/x"),
        query: Vec::new(),
        headers: request::rows(&rows(&[("x-shop", "step")])),
        body: BodySpec::None,
    };
    let own = request::rows(&rows(&[("X-Shop", "system"), ("X-Version", "2")]));
    let base = Url::parse("https://a.example").unwrap();
    let (inputs, sensitive) = (Inputs::default(), BTreeSet::new());
    let values = nothing(&inputs, &sensitive);
    let target = Target { base: &base, system: "shop", headers: &own, query: None };
    let request = render(&spec, target, &values).unwrap();
    let sent: Vec<(&str, &str)> =
        request.headers.iter().map(|header| (header.name.as_str(), header.value.sent.as_str())).collect();
    assert_eq!(sent, [("X-Version", "2"), ("x-shop", "step")]);
    assert!(request.body.is_none());
}

fn nothing<'run>(inputs: &'run Inputs, sensitive: &'run BTreeSet<String>) -> Values<'run> {
    Values {
        environment: Environment::Test,
        inputs,
        sensitive,
        kept: HashMap::from([(("s".to_owned(), "x".to_owned()), Leaf::Text("kept".to_owned()))]),
        settings: BTreeMap::from([(SettingName { system: "shop".into(), name: "store".into() }, "west".to_owned())]),
        secrets: BTreeMap::from([(SecretName { system: "shop".into(), name: "k".into() }, SecretValue::new(SECRET))]),
        addresses: HashMap::new(),
    }
}

/// What a sign-in is made of: written as it is, shown without what is hidden.
#[test]
fn a_sign_ins_texts_are_written_as_they_are() {
    let (inputs, sensitive) = (Inputs::default(), BTreeSet::new());
    let values = nothing(&inputs, &sensitive);
    let header = |text: &str| render_header(&Template::parse(text), "Authorization", "shop", &values);
    let both = header("Token {secret.k} of {setting.store} by {s.x}").unwrap().unwrap();
    assert_eq!(both.sent, format!("Token {SECRET} of west by kept"));
    assert_eq!(both.shown, "Token •••• of west by ••••", "what was kept from an answer is a token more often than not");
    assert_eq!(header("Bearer {setting.store}").unwrap().unwrap().shown, "Bearer west");
    assert_eq!(header("{email}").unwrap().map(|both| both.sent), None, "left empty, left out");
    assert_eq!(header("a{s.x}\nb").unwrap_err().place, "the header Authorization");
    let plain = render_plain(&Template::parse("{secret.k}/ü"), "the user name", "shop", &values).unwrap();
    assert_eq!((plain.sent, plain.shown), (format!("{SECRET}/ü"), "••••/ü".to_owned()));
    let error = render_plain(&Template::parse("{setting.none}"), "the user name", "shop", &values).unwrap_err();
    assert_eq!((error.place.as_str(), error.reason.as_str()), ("the user name", "has no value in this environment"));
}

/// SECURITY 3.4: the limits themselves still fit.
#[test]
fn an_address_and_a_body_of_just_the_limit_are_sent() {
    let address = |bytes: usize| {
        let path = format!("/{}", "x".repeat(bytes - "https://a.example/".len()));
        with(&Written { path: Box::leak(path.into_boxed_str()), ..Written::default() }, "https://a.example", &[])
    };
    assert_eq!(address(limits::URL_BYTES).unwrap().url.as_str().len(), limits::URL_BYTES);
    assert_eq!(address(limits::URL_BYTES + 1).unwrap_err().reason, "The address is longer than 4 KiB.");
    let text = |bytes: usize| body_of(Body::Text { text: "x".repeat(bytes), content_type: String::new() }, "");
    assert_eq!(text(limits::REQUEST_BODY_BYTES).unwrap().len(), limits::REQUEST_BODY_BYTES);
    assert_eq!(text(limits::REQUEST_BODY_BYTES + 1).unwrap_err().reason, "The body is larger than 256 KiB.");
}

/// The last look at an address: whatever differs from what was meant, nothing is sent.
#[test]
fn an_address_that_is_not_what_was_meant_is_refused() {
    let base = Url::parse("https://a.example:8443/api").unwrap();
    let check = |address: &str, path: &str, query: &str| checked(address, &base, path, query).is_ok();
    assert!(check("https://a.example:8443/api/x?q=1", "/api/x", "q=1"));
    assert!(check("https://a.example:8443/api/x", "/api/x", ""));
    for (address, what) in [
        ("http://a.example:8443/api/x", "the scheme"),
        ("https://b.example:8443/api/x", "the host"),
        ("https://a.example/api/x", "the port"),
        ("https://ana@a.example:8443/api/x", "a user name"),
        ("https://:word@a.example:8443/api/x", "a password"),
        ("https://a.example:8443/api/x#top", "a fragment"),
        ("https://a.example:8443/api/y", "the path"),
        ("https://a.example:8443/api/../x", "a path that folds"),
        ("https://a.example:8443/api/x?q=1", "a query"),
        ("no address", "everything"),
    ] {
        assert!(!check(address, "/api/x", ""), "{what}: {address}");
    }
    assert!(!check("https://a.example:8443/api/x", "/api/x", "q=1"), "a query that is missing");
}

#[test]
fn a_path_is_split_at_the_slashes_of_its_literals() {
    let split = |path: &str| -> Vec<String> {
        let written = |part: &Part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Placeholder(placeholder) => placeholder.to_string(),
        };
        segments(&Template::parse(path)).iter().map(|segment| segment.iter().map(written).collect()).collect()
    };
    assert_eq!(split("/a/{x}.json"), ["a", "{x}.json"]);
    assert_eq!(split("a//b/"), ["a", "", "b", ""]);
    assert_eq!(split("{x}/{y}{z}"), ["{x}", "{y}{z}"]);
    assert_eq!(split("//a"), ["", "a"]);
    assert_eq!(split(""), [""]);
    assert_eq!(segments(&Template::parse("/a/"))[1], [], "an empty segment holds nothing");
}

/// Commas and pairs stand between what is sent, and not before what was left out.
#[test]
fn what_is_left_out_leaves_no_mark() {
    assert_eq!(json_body(r#"["{email}",1,{email},2]"#, "").unwrap(), "[1,2]");
    assert_eq!(json_body(r#"{"a":"{email}","b":1,"c":{email},"d":[]}"#, "").unwrap(), r#"{"b":1,"d":[]}"#);
    assert_eq!(
        json_body(r#"{"a":null,"b":true,"c":"x","é":1.50}"#, "").unwrap(),
        r#"{"a":null,"b":true,"c":"x","é":1.50}"#
    );
    assert_eq!(json_body("{email}", "").unwrap(), "");
    let form = Body::Form { fields: rows(&[("a b", "x y"), ("c", "{email}"), ("d", "&")]) };
    assert_eq!(body_of(form, "").unwrap(), "a+b=x+y&d=%26");
    let parts = Body::Multipart { fields: rows(&[("a", "1"), ("b", "{email}"), ("c", "{s.x}")]) };
    let written =
        Written { path: "/x", headers: &[("content-TYPE", "text/plain")], body: Some(parts), ..Written::default() };
    let request = one(&written, "two").unwrap();
    assert!(request.headers.is_empty(), "the type of a multipart body names its boundary: {:?}", request.headers);
    let body = request.body.unwrap();
    let text = String::from_utf8(body.bytes.to_vec()).unwrap();
    assert!(body.content_type.starts_with("multipart/form-data"), "{}", body.content_type);
    for (part, there) in [("name=\"a\"\r\n\r\n1\r\n", true), ("name=\"b\"", false), ("name=\"c\"\r\n\r\ntwo\r\n", true)]
    {
        assert_eq!(text.contains(part), there, "{part:?} in {text}");
    }
    let query = Written { path: "/x", query: &[("a", "{email}"), ("b", "1"), ("c", "2")], ..Written::default() };
    assert_eq!(one(&query, "").unwrap().url.query(), Some("b=1&c=2"));
    assert_eq!(one(&Written { path: "/x", ..Written::default() }, "").unwrap().url.query(), None);
}

/// A bare setting that looks like a number is one; any other text of a setting, and any text of an answer, is a text.
#[test]
fn only_a_setting_may_look_like_a_number() {
    let (inputs, sensitive) = (Inputs::default(), BTreeSet::new());
    let body = |setting: &str, kept: &str| {
        let mut values = nothing(&inputs, &sensitive);
        let name = SettingName { system: "shop".into(), name: "store".into() };
        values.settings.insert(name, setting.to_owned());
        values.kept.insert(("s".to_owned(), "x".to_owned()), Leaf::Text(kept.to_owned()));
        let template = JsonTemplate::parse(r"[{setting.store}, {s.x}, {secret.k}]").unwrap();
        Renderer { system: "shop", values: &values }.json(template.root(), "the body").unwrap().unwrap()
    };
    let both = body(" 7 ", "7");
    assert_eq!(both.sent, format!(r#"[7,"7","{SECRET}"]"#));
    assert_eq!(both.shown, r#"[7,"7","••••"]"#);
    assert_eq!(body("west", "north").shown, r#"["west","north","••••"]"#);
}

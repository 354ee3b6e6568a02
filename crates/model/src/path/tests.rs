use std::sync::mpsc;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn check(written: &str, normalised: &str, singular: bool) {
    let path = Path::parse(written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!((path.normalised(), path.is_singular()), (normalised, singular), "{written}");
    assert_eq!(path.as_written(), written);
}

#[test]
fn the_short_form_is_written_out_as_rfc_9535() {
    check("billing.email", "$.billing.email", true);
    check("items.0.name", "$.items[0].name", true);
    check("items[0].name", "$.items[0].name", true);
    check("[0].name", "$[0].name", true);
    check("0.name", "$[0].name", true);
    check("line_items[*].name", "$.line_items[*].name", false);
    check("line_items.*.name", "$.line_items.*.name", false);
    check("order-id", "$['order-id']", true);
    check("billing.e mail", "$.billing['e mail']", true);
    check("a..b-c", "$.a..['b-c']", false);
    check("a..b", "$.a..b", false);
    check("a..0", "$.a..[0]", false);
    check("a..[0]", "$.a..[0]", false);
    check("items.007", "$.items['007']", true);
    check("café", "$.café", true);
    check("@id", "$['@id']", true);
    check("users[?@.id==5].email", "$.users[?@.id==5].email", false);
    check("a['x.y'].z", "$.a['x.y'].z", true);
    check("a['x]y'].z", "$.a['x]y'].z", true);
}

#[test]
fn a_path_with_a_dollar_sign_is_rfc_9535_to_the_letter() {
    check("$", "$", true);
    check("$.a.b", "$.a.b", true);
    check("$['a'][\"b\"][0]", "$['a'][\"b\"][0]", true);
    check("$ .a [ 'b' ]", "$ .a [ 'b' ]", true);
    check("$['it\\'s']['\\u00e9\\uD83D\\uDE00']", "$['it\\'s']['\\u00e9\\uD83D\\uDE00']", true);
    for general in ["$.*", "$[*]", "$..a", "$[-1]", "$[0,1]", "$['a','b']", "$[0:1]", "$[?@.a]"] {
        check(general, general, false);
    }
    assert_eq!(
        Path::parse("$['it\\'s']['\\u00e9\\uD83D\\uDE00'][7]").map(|path| path.singular_location().cloned()),
        Ok(Some(Location {
            segments: vec![Segment::Name("it's".into()), Segment::Name("é😀".into()), Segment::Index(7)]
        }))
    );
}

/// SECURITY IDV-05, the grammar: what may stand in an identity rule.
#[test]
fn a_path_with_filters_is_told_from_one_that_finds_several_values() {
    let is_filtered = |text: &str| Path::parse(text).map(|path| path.is_filtered());
    for filtered in
        ["users[?@.id==5].email", "$[?@.a]", "$ [ ?@.a , ].b", "$.a[?@['x,y']==1].b[0]", "a[?@.b==$.c[0]].d[?@.e].f"]
    {
        let expected = if filtered.contains(" , ]") { Err(()) } else { Ok(true) };
        assert_eq!(is_filtered(filtered).map_err(drop), expected, "{filtered}");
    }
    for several in [
        "a.b",
        "$..a",
        "$..[?@.a]",
        "$[*]",
        "$[?@.a].*",
        "$[?@.a, ?@.b]",
        "$[?@.a, 0]",
        "$[?@.a][-1]",
        "$[?@.a][0:2]",
        "$[?@.a]['b','c']",
        "$[?@.a]..b",
    ] {
        assert_eq!(is_filtered(several), Ok(false), "{several}");
    }
}

/// SECURITY IDV-07.
#[test]
fn a_text_that_is_no_path_is_refused_with_a_hint() {
    let parentheses = format!("$[?{}@.a", "(".repeat(10_000));
    let few_parentheses = format!("$[?{}@.a{}]", "(".repeat(12), ")".repeat(12));
    let filters = format!("${}", "[?@".repeat(20));
    let steps = format!("$.a{}", ".a".repeat(16));
    let long = "a".repeat(257);
    let costly = format!("$[?match(@.a, '{}')]", "a".repeat(101));
    for text in [
        "",
        " ",
        "$ ",
        " $",
        "a ",
        "$[01]",
        "$.1",
        "$.a-b",
        "$.items.0.name",
        "$[",
        "$[']",
        "$['\\u",
        "$.",
        "a.",
        ".a",
        "a...b",
        "a[0",
        "a]b",
        "a[0]b",
        "items.length()",
        "$.items.length()",
        "a.b==c",
        "$[(@.length-1)]",
        "$a",
        "it's",
        "$..a..b..c",
        "$[99999999999999999999]",
        &parentheses,
        &few_parentheses,
        &filters,
        &steps,
        &long,
        &costly,
        "$[?match(@.a, $.pattern)]",
        "$[?search(@.a,@.b)]",
        "$[?match(@.a, '(a{50}){50}')]",
        "$[?match(@.a, 'a{50}{50}')]",
        "$[?match(@.a, 'a{1,5000}')]",
    ] {
        let error = Path::parse(text).expect_err(text);
        assert!(!error.message.is_empty() && !error.hint.is_empty(), "{text}");
    }
}

#[test]
fn the_values_found_and_their_places_agree() {
    let order = json!({"billing": {"email": "ana@example.com"}, "items": [{"name": "a"}, {"name": "b", "x.y": 1, "7": 2, "it's": 3}]});
    let find = |path: &str| {
        Path::parse(path)
            .map(|path| (path.query(&order).into_iter().cloned().collect::<Vec<Value>>(), path.locate(&order)))
    };
    let (values, places) = find("items[*].name").unwrap_or_default();
    assert_eq!(values, [json!("a"), json!("b")]);
    assert_eq!(places.iter().map(ToString::to_string).collect::<Vec<_>>(), ["items.0.name", "items.1.name"]);
    let (values, places) = find("$..*").unwrap_or_default();
    assert_eq!(values.len(), 10);
    for (value, place) in values.iter().zip(&places) {
        let written = place.to_string();
        assert_eq!(find(&written).map(|(values, _)| values), Ok(vec![value.clone()]), "{written}");
    }
    assert_eq!(Location::default().to_string(), "$");
}

/// SECURITY F1, the reason for this crate and not another.
#[test]
fn an_index_never_looks_into_an_object() {
    let order = json!({"order": {"a": "x@example.com", "list": ["y@example.com"]}});
    for path in ["order[0]", "$.order[0]", "order[-1]", "order.list[-2]", "order.0"] {
        assert_eq!(Path::parse(path).map(|path| path.query(&order).len()), Ok(0), "{path}");
    }
}

/// SECURITY IDV-08. The four cases whose pattern comes from the document are beyond the guard on purpose, and so are
/// texts with a blank at an end, which the short form could not tell from a name; all other cases go through it.
#[test]
fn the_rfc_9535_suite_passes_703_of_703() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/jsonpath/cts.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        assert!(std::env::var_os("CI").is_none(), "the RFC 9535 suite must be present in CI: {}", file.display());
        return;
    };
    let suite: Value = serde_json::from_str(&text).expect("the suite is JSON");
    let mut passed = 0;
    let mut beyond_the_guard = Vec::new();
    for case in suite["tests"].as_array().into_iter().flatten() {
        let selector = case["selector"].as_str().expect("a selector");
        let name = case["name"].as_str().expect("a name");
        let invalid = case["invalid_selector"] == json!(true);
        let guarded = Path::parse(selector);
        let path = match guarded {
            Err(_) if !invalid => {
                beyond_the_guard.push(selector);
                Path::parse_unguarded(selector, selector.to_owned())
            }
            other => other,
        };
        assert_eq!(path.is_err(), invalid, "{name}: {selector}");
        if let Ok(path) = path {
            let document = &case["document"];
            let found = path.query(document).into_iter().cloned().collect::<Value>();
            let results = case.get("results").and_then(Value::as_array).cloned();
            let expected = results.unwrap_or_else(|| vec![case["result"].clone()]);
            assert!(expected.contains(&found), "{name}: {selector} found {found}");
            assert_eq!(path.locate(document).len(), path.query(document).len(), "{name}");
        }
        passed += 1;
    }
    assert_eq!(passed, 703);
    assert_eq!(
        beyond_the_guard,
        [
            "$.values[?match(@, $.regex)]",
            "$.values[?match(@.a, value($..['regex']))]",
            "$.values[?search(@, $.regex)]",
            "$.values[?search(@, value($..['regex']))]",
        ]
    );
}

/// SECURITY IDV-07 and F1. The hang guard is generous on purpose: it says that something runs for ever, not how fast
/// it is.
#[test]
fn two_hundred_thousand_mutated_paths_neither_panic_nor_run_long() {
    let document = json!({"a": {"b": [1, {"c": "x@example.com", "regex": "a.*"}]}, "order-id": 7, "0": [[], {}]});
    let (done, finished) = mpsc::channel();
    std::thread::spawn(move || {
        let mut random = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = move |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % below as u64).unwrap_or(0)
        };
        let mut accepted = 0_u32;
        for _ in 0..200_000 {
            let mut path: Vec<char> = SEEDS[next(SEEDS.len())].chars().collect();
            for _ in 0..=next(4) {
                let at = next(path.len() + 1);
                match next(3) {
                    0 if at < path.len() => drop(path.remove(at)),
                    1 => drop(path.splice(at..at, PIECES[next(PIECES.len())].chars())),
                    _ => {
                        let end = (at + next(6)).min(path.len());
                        let copy: Vec<char> = path[at..end].to_vec();
                        path.splice(at..at, copy);
                    }
                }
            }
            if let Ok(path) = Path::parse(&path.into_iter().collect::<String>()) {
                accepted += 1;
                let found = path.query(&document).len();
                assert_eq!(path.locate(&document).len(), found, "{path}");
                assert!(!path.is_singular() || found <= 1, "{path} is singular and found {found}");
                if path.engine.is_none() {
                    assert_eq!(by_the_crate(path.normalised(), &document).0, path.query(&document), "{path}");
                }
            }
        }
        done.send(accepted).ok();
    });
    let accepted = finished.recv_timeout(Duration::from_mins(5)).expect("no path panics or runs for ever");
    assert!(accepted > 10_000, "the mutations must reach the engine, not only the guard: {accepted}");
}

const SEEDS: [&str; 12] = [
    "$.a.b[1].c",
    "a.b.1.c",
    "order-id",
    "$['a']['b'][-1]",
    "$..c",
    "$.a.b[?@.c=='x@example.com'].c",
    "$[?match(@.c, 'a.*')]",
    "$.a.b[0:2:1]",
    "$[?length(@.a) > 1 && (@.b || !@.c)]",
    "$[?count(@.*) == 1]",
    "$['\\u0061']",
    "$[?@[?@.a]]",
];
const PIECES: [&str; 24] = [
    "$", "@", ".", "..", "[", "]", "(", ")", "?", "*", "'", "\"", "\\u", "\\", ",", ":", "-1", "0", "&&", "==", "!",
    " ", "é", "\0",
];

/// What a singular path finds, resolved by hand: the judge of the engine.
fn resolve<'value>(value: &'value Value, segments: &[Segment]) -> Option<&'value Value> {
    segments.iter().try_fold(value, |value, segment| match (segment, value) {
        (Segment::Name(name), Value::Object(members)) => members.get(name),
        (Segment::Index(index), Value::Array(items)) => items.get(*index),
        _ => None,
    })
}

const NAMES: [&str; 6] = ["a", "b", "order-id", "0", "it's", "é\n"];

fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
        "[ab]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&NAMES[..]), inner), 0..4).prop_map(|members| Value::Object(
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

fn singular_places() -> impl Strategy<Value = Location> {
    let segment = prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(|name| Segment::Name(name.to_owned())),
        (0_usize..4).prop_map(Segment::Index),
    ];
    prop::collection::vec(segment, 1..5).prop_map(|segments| Location { segments })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(100_000)))]

    /// SECURITY IDV-09.
    #[test]
    fn a_singular_path_finds_what_a_resolver_by_hand_finds(document in documents(), place in singular_places()) {
        let path = Path::parse(&place.to_string()).expect("a place prints as a path");
        prop_assert_eq!(path.singular_location(), Some(&place));
        let expected: Vec<&Value> = resolve(&document, &place.segments).into_iter().collect();
        prop_assert_eq!(path.query(&document), expected);
    }

    /// SECURITY IDV-08: a chain that is walked without the crate is a query to it, and finds the same in the same places.
    #[test]
    fn a_chain_finds_what_the_crate_finds(document in documents(), place in singular_places()) {
        let path = Path::parse(&place.to_string()).expect("a place prints as a path");
        let (values, places) = by_the_crate(path.normalised(), &document);
        prop_assert_eq!(path.query(&document), values);
        let walked: Vec<Vec<Segment>> = path.locate(&document).into_iter().map(|place| place.segments).collect();
        prop_assert_eq!(walked, places);
    }
}

/// What the crate itself finds for a query, and where.
fn by_the_crate<'value>(query: &str, document: &'value Value) -> (Vec<&'value Value>, Vec<Vec<Segment>>) {
    let engine = JsonPath::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let segment = |name: Option<&str>, index: Option<usize>| match (name, index) {
        (Some(name), _) => Segment::Name(name.to_owned()),
        (None, index) => Segment::Index(index.unwrap_or_default()),
    };
    let located = engine.query_located(document);
    let places = located.locations().map(|path| path.iter().map(|at| segment(at.as_name(), at.as_index())).collect());
    (engine.query(document).all(), places.collect())
}

/// What is not plainly a chain is left to the crate, which accepts or refuses it.
#[test]
fn only_plain_names_and_indexes_are_walked_without_the_crate() {
    let is_walked = |text: &str| Path::parse(text).map(|path| path.engine.is_none()).ok();
    for chain in ["a", "billing.email", "items.0.name", "$", "$.a[10]._b", "$.true.null", "[0]"] {
        assert_eq!(is_walked(chain), Some(true), "{chain}");
    }
    for other in ["order-id", "$.é", "$ .a", "$['a']", "a[ 0 ]", "a[-1]", "a[*]", "$..a", "a[0:1]", "a.1234567890"] {
        assert_eq!(is_walked(other), Some(false), "{other}");
    }
    for wrong in ["$.a[01]", "$.a[]", "$.a[0", "$.", "$a", "$.a.[0]", "$.1a", "$.a[1,]", "$.a[+1]"] {
        assert_eq!(is_walked(wrong), None, "{wrong}");
    }
}

#[test]
fn a_path_from_the_end_finds_at_most_one_value() {
    let at_most_one = |text: &str| Path::parse(text).map(|path| path.finds_at_most_one());
    for one in ["a.b", "items[-1].id", "$[-2]", "$[ -1 ]['a-b']", "$['a\\'-[*]'][-1]", "$"] {
        assert_eq!(at_most_one(one), Ok(true), "{one}");
    }
    for several in ["$[-1,0]", "$[-2:]", "$[*]", "$..a", "items[-1].*", "$[?@.a == -1]", "$['a','b']"] {
        assert_eq!(at_most_one(several), Ok(false), "{several}");
    }
}

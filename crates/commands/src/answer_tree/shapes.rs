//! Trees of whatever JSON there is: every row says where its value is, and says it right.

use drawbridge_model::path::Path;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// JSON of any shape, with names that mean something elsewhere.
fn any_json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<i64>().prop_map(Value::from), (-1e15..1e15).prop_map(Value::from)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        any::<String>().prop_map(Value::from),
        "<[a-z]{1,6} onerror=x>".prop_map(Value::from),
    ];
    let name = prop_oneof![
        3 => "[a-z_]{1,6}",
        1 => any::<String>(),
        1 => proptest::sample::select(vec!["", "__proto__", "constructor", "a.b", "it's", "\\", "[*]", "$", "0", "é"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(7, 48, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<String, Value>>())),
        ]
    })
}

/// How many values there are, this one included, and how many of them hold no others.
fn count(value: &Value) -> (u32, u32) {
    let inner: Vec<(u32, u32)> = match value {
        Value::Array(items) => items.iter().map(count).collect(),
        Value::Object(members) => members.values().map(count).collect(),
        _ => return (1, 1),
    };
    inner.into_iter().fold((1, 0), |(all, leaves), (more, more_leaves)| (all + more, leaves + more_leaves))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// SECURITY NET-15.
    #[test]
    fn every_row_says_where_its_value_is(value in any_json(), indented in any::<bool>(), toggles in proptest::collection::vec(0_u32..60, 0..6)) {
        let text = if indented { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("JSON");
        // As it reads back: a float may lose its last digit when it is written.
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let mut tree = AnswerTree::read(text).expect("a tree");
        let (all, leaves) = count(&value);
        prop_assert_eq!(tree.leaves(), leaves);
        tree.fold(&Fold::All);
        let is_container = value.is_array() || value.is_object();
        prop_assert_eq!(tree.total(), all - u32::from(is_container), "each value but an outer list or object is a row");
        for row in tree.rows(0, all) {
            let Ok(path) = Path::parse(&row.path) else {
                prop_assert!(row.path.len() > 200, "only a path that is too long is none: {}", &row.path);
                continue;
            };
            let found = path.query(&value);
            prop_assert_eq!(found.len(), 1, "{} is one place", &row.path);
            let shown = tree.value(row.node).expect("a value");
            match found[0] {
                Value::String(text) => prop_assert_eq!(&shown, text),
                other => prop_assert_eq!(&serde_json::from_str::<Value>(&shown).expect("JSON"), other),
            }
            prop_assert!(row.position >= 1 && row.position <= row.siblings, "{:?}", row);
            let pattern = Path::parse(&row.pattern).map_err(|_| TestCaseError::fail(format!("no path: {}", row.pattern)))?;
            prop_assert!(pattern.query(&value).contains(&found[0]), "{} is among {}", &row.path, &row.pattern);
        }
        let written: Value = serde_json::from_str(&tree.pretty()).expect("JSON");
        prop_assert_eq!(&written, &value, "the text says the same");
        for node in toggles {
            tree.fold(&Fold::Toggle { node });
            prop_assert_eq!(tree.rows(0, u32::MAX).len() as u64, u64::from(tree.total()));
            if node < all && let Some(row) = tree.fold(&Fold::Reveal { node }) {
                prop_assert_eq!(tree.rows(row, 1)[0].node, node, "a revealed value is where the tree says");
            }
        }
    }
}

//! Parses an answer. Only those of its members that something of the connector reads are built; the others are read as
//! strictly, counted, and let go, since most of an answer is nobody's business and building it takes longer than all rules.

use std::fmt;

use drawbridge_model::path::Path;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::limits;

/// What of an answer can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Any of it.
    Everything,
    /// Of an object, the members of these names and what is below them; of anything else, all.
    Members(Vec<String>),
}

/// What was counted of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Texts, numbers, booleans and nulls.
    pub(super) leaves: usize,
    nodes: usize,
    depth: usize,
}

impl Reads {
    /// What these paths can look at: everything, if one of them does not begin with a name.
    pub(crate) fn of<'path>(paths: impl IntoIterator<Item = &'path Path>) -> Self {
        let names = paths.into_iter().map(|path| path.first_name().map(str::to_owned));
        names.collect::<Option<Vec<String>>>().map_or(Self::Everything, Self::Members)
    }
}

impl Tally {
    /// Whether it is little enough to decide on.
    pub(super) fn is_within(self) -> bool {
        self.nodes <= limits::JSON_NODES && self.depth <= limits::JSON_DEPTH
    }

    fn node(&mut self, depth: usize) {
        self.nodes += 1;
        self.depth = self.depth.max(depth);
    }

    fn value(&mut self, value: &Value, depth: usize) {
        self.node(depth);
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.value(item, depth + 1)),
            Value::Object(members) => members.values().for_each(|member| self.value(member, depth + 1)),
            _ => self.leaves += 1,
        }
    }
}

/// Parses a whole document, strictly, and counts all of it.
pub(super) fn parse(text: &str, reads: &Reads) -> Result<(Value, Tally), serde_json::Error> {
    let mut tally = Tally::default();
    match reads {
        Reads::Members(names) if text.trim_ascii_start().starts_with('{') => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let members = deserializer.deserialize_map(Top { names, tally: &mut tally })?;
            deserializer.end()?;
            Ok((Value::Object(members), tally))
        }
        _ => {
            let value = serde_json::from_str(text)?;
            tally.value(&value, 0);
            Ok((value, tally))
        }
    }
}

/// The object at the top, of which the members of these names are built.
struct Top<'read> {
    names: &'read [String],
    tally: &'read mut Tally,
}

impl<'text> Visitor<'text> for Top<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        self.tally.node(0);
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(OneOf(self.names))? {
            let Some(name) = name else {
                map.next_value_seed(Counted { depth: 1, tally: &mut *self.tally })?;
                continue;
            };
            let value = map.next_value()?;
            self.tally.value(&value, 1);
            members.insert(name.clone(), value);
        }
        Ok(members)
    }
}

/// Which of these names a member has, if it has one of them.
struct OneOf<'read>(&'read [String]);

impl<'text, 'read> DeserializeSeed<'text> for OneOf<'read> {
    type Value = Option<&'read String>;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'read> Visitor<'_> for OneOf<'read> {
    type Value = Option<&'read String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().find(|known| *known == name))
    }
}

/// A value that is counted and let go.
struct Counted<'read> {
    depth: usize,
    tally: &'read mut Tally,
}

impl Counted<'_> {
    fn leaf(self) {
        self.tally.leaves += 1;
    }
}

impl<'text> DeserializeSeed<'text> for Counted<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<(), D::Error> {
        self.tally.node(self.depth);
        deserializer.deserialize_any(self)
    }
}

impl<'text> Visitor<'text> for Counted<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.leaf();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Counted { depth: self.depth + 1, tally: &mut *self.tally })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Counted { depth: self.depth + 1, tally: &mut *self.tally })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-cé\"\\\\\n]{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let member = ("[a-d\"]{1,2}", inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                prop::collection::vec(member, 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(20_000)))]

        /// Whatever is read of an answer, and however it is broken: the same is found there, counted and refused.
        #[test]
        fn what_is_read_is_what_would_be_there(
            whole in json(),
            names in prop::collection::vec("[a-d\"]{1,2}", 0..3),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut text = whole.to_string();
            if let Some(cut) = cut {
                let mut place = cut.index(text.len() + 1);
                while !text.is_char_boundary(place) {
                    place -= 1;
                }
                text.truncate(place);
            }
            let all = parse(&text, &Reads::Everything);
            let some = parse(&text, &Reads::Members(names.clone()));
            prop_assert_eq!(all.is_ok(), some.is_ok(), "{}", text);
            if let (Ok((mut all, counted)), Ok((some, counted_too))) = (all, some) {
                if let Value::Object(members) = &mut all {
                    members.retain(|name, _| names.contains(name));
                }
                prop_assert_eq!(all, some);
                prop_assert_eq!(counted, counted_too);
            }
        }

        /// Whatever a path looks at is read.
        #[test]
        fn a_path_finds_the_same_in_what_is_read_for_it(whole in json()) {
            let text = whole.to_string();
            let (whole, _) = parse(&text, &Reads::Everything).expect("JSON");
            for path in ["a", "a.b", "$.a[*].b", "$.a..b", "$.a[?@.b==$.b]", "$.b[?@.a]", "$['a'][0]", "$..a", "$.*", "$"] {
                let path = Path::parse(path).expect(path);
                let (read, _) = parse(&text, &Reads::of([&path])).expect("JSON");
                prop_assert_eq!(path.query(&read), path.query(&whole), "{}", path);
            }
        }
    }

    #[test]
    fn of_two_members_with_one_name_the_last_is_read() {
        let (value, _) = parse(r#"{"b":1,"a":1,"a":2}"#, &Reads::Members(vec!["a".to_owned()])).expect("JSON");
        assert_eq!(value, json!({"a": 2}));
    }

    #[test]
    fn paths_that_can_reach_anything_leave_nothing_out() {
        let reads = |paths: &[&str]| {
            let paths: Vec<Path> = paths.iter().map(|path| Path::parse(path).expect(path)).collect();
            Reads::of(&paths)
        };
        let members = |names: &[&str]| Reads::Members(names.iter().map(|&name| name.to_owned()).collect());
        let some = reads(&["billing.email", "$['line items'][0]", "$.tax[*].rate", "fees[-1]", "$.notes..text"]);
        assert_eq!(some, members(&["billing", "line items", "tax", "fees", "notes"]));
        assert_eq!(reads(&[]), members(&[]));
        for path in ["$", "[0].id", "$..email", "$.*", "$[?@.id==1].email", "$['a','b']", "$.items[?@.id==$.id]"] {
            assert_eq!(reads(&["billing.email", path]), Reads::Everything, "{path}");
        }
    }

    #[test]
    fn all_of_an_answer_counts_though_little_is_read() {
        let deep = format!("{{\"a\":1,\"b\":{}{}}}", "[".repeat(65), "]".repeat(65));
        let wide = format!("{{\"a\":1,\"b\":[{}1]}}", "1,".repeat(limits::JSON_NODES));
        let little = Reads::Members(vec!["a".to_owned()]);
        for text in [deep, wide] {
            let (value, tally) = parse(&text, &little).expect("JSON");
            assert_eq!(value, json!({"a": 1}));
            assert!(!tally.is_within());
        }
    }
}

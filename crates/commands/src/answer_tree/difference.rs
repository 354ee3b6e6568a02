//! What differs between two answers, value by value.

use std::collections::BTreeMap;

use super::{AnswerTree, PREVIEW};
use crate::boundary::{AnswerDifference, AnswerDifferences};

/// Values of each answer that are compared.
const COMPARED: usize = 50_000;
/// Differences that are named; all are counted.
const NAMED: usize = 300;

/// The differences in the order of the paths.
pub(crate) fn differences(before: &AnswerTree, after: &AnswerTree) -> AnswerDifferences {
    let (old, new) = (values(before), values(after));
    let mut differences = AnswerDifferences { differences: Vec::new(), total: 0 };
    for path in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let [was, is] = [&old, &new].map(|values| values.get(path).map_or(&[][..], Vec::as_slice));
        for place in (0..was.len().max(is.len())).filter(|place| was.get(*place) != is.get(*place)) {
            differences.total += 1;
            if differences.differences.len() < NAMED {
                let shown = |raw: Option<&&str>| raw.map(|raw| raw.chars().take(PREVIEW).collect());
                let [before, after] = [was, is].map(|values| shown(values.get(place)));
                differences.differences.push(AnswerDifference { path: path.clone(), before, after });
            }
        }
    }
    differences
}

/// The values that hold no other, as the server wrote them. Those that share a path, because a name stands there twice
/// or the path is too long to be told whole, in their order.
fn values(tree: &AnswerTree) -> BTreeMap<String, Vec<&str>> {
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let leaves = (0_u32..).zip(&tree.nodes).filter(|(_, node)| node.children == 0);
    for (index, node) in leaves.take(COMPARED) {
        values.entry(tree.path(index, false)).or_default().push(tree.slice(node.value));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_came_or_went_is_named_with_both_sides() {
        let tree = |text: &str| AnswerTree::read(text.to_owned()).expect("JSON");
        let found = differences(
            &tree(r#"{"status": "open", "total": 5, "old": true, "items": []}"#),
            &tree(r#"{"total": 5, "status": "paid", "items": [{"n": 1}]}"#),
        );
        let said: Vec<_> = found
            .differences
            .iter()
            .map(|one| format!("{} {:?} {:?}", one.path, one.before.as_deref(), one.after.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                "items Some(\"[]\") None",
                "old Some(\"true\") None",
                "status Some(\"\\\"open\\\"\") Some(\"\\\"paid\\\"\")",
                "items[0].n None Some(\"1\")",
            ]
        );
        assert_eq!(found.total, 4);
    }
    #[test]
    fn values_that_share_a_path_are_compared_one_by_one() {
        let check = |before: &str, after: &str, expected: usize| {
            let [before, after] = [before, after].map(|text| AnswerTree::read(text.to_owned()).expect("JSON"));
            assert_eq!(differences(&before, &after).total as usize, expected);
        };
        check(r#"{"a": 1, "a": 2}"#, r#"{"a": 3, "a": 2}"#, 1);
        check(r#"{"a": 1, "a": 2}"#, r#"{"a": 1}"#, 1);
        let under = |one: u8| format!(r#"{{"{}": {{"one": {one}, "two": 2}}}}"#, "n".repeat(300));
        check(&under(1), &under(3), 1);
        check(&under(1), &under(1), 0);
    }
}

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
        let (was, is) = (old.get(path), new.get(path));
        if was == is {
            continue;
        }
        differences.total += 1;
        if differences.differences.len() < NAMED {
            let shown = |raw: Option<&&str>| raw.map(|raw| raw.chars().take(PREVIEW).collect());
            differences.differences.push(AnswerDifference { path: path.clone(), before: shown(was), after: shown(is) });
        }
    }
    differences
}

/// The values that hold no other, as the server wrote them.
fn values(tree: &AnswerTree) -> BTreeMap<String, &str> {
    let leaves = (0_u32..).zip(&tree.nodes).filter(|(_, node)| node.children == 0);
    leaves.take(COMPARED).map(|(index, node)| (tree.path(index, false), tree.slice(node.value))).collect()
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
}

//! Finding in an answer, by text or by path, showing only what was found, and the paths that an answer has.

use std::collections::{BTreeSet, HashMap, HashSet};

use drawbridge_model::path::{Location, Path, PathError, Segment};
use serde_json::Value;

use super::{AnswerTree, CUT};

/// Values that a path is followed to; of more, only the number is told.
const FOLLOWED: usize = 1_000;
/// Values that are looked through for paths.
const LOOKED_THROUGH: usize = 20_000;
/// Paths that are named.
const PATHS: usize = 2_000;

/// What was found.
pub(crate) struct Found {
    /// In order.
    pub nodes: Vec<u32>,
    /// How many in all.
    pub total: usize,
}

/// The paths of an answer's values, every index starred.
pub(crate) struct Paths {
    /// Each once, in order.
    pub paths: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
}

impl AnswerTree {
    /// Values by what was typed: `$…` is a path, anything else a text in names and values.
    pub(crate) fn find(&self, typed: &str) -> Result<Found, PathError> {
        if typed.starts_with('$') {
            return Ok(self.find_path(&Path::parse(typed.trim_end())?));
        }
        let nodes = self.find_text(typed);
        Ok(Found { total: nodes.len(), nodes })
    }

    /// Hides everything but what is found, what stands around it and what is in it. Nothing typed, or no path: shows
    /// everything again.
    pub(crate) fn keep_only(&mut self, typed: &str) {
        self.kept = None;
        let Ok(found) = self.find(typed) else { return };
        if typed.trim().is_empty() {
            return;
        }
        let mut kept = vec![false; self.nodes.len()];
        for node in found.nodes {
            for ancestor in self.ancestors(node) {
                self.nodes[ancestor as usize].open = true;
                kept[ancestor as usize] = true;
            }
            kept[node as usize..self.nodes[node as usize].end as usize].fill(true);
        }
        self.kept = Some(kept);
    }

    /// The paths of the values that are neither a list nor an object, but those that are too long to be paths.
    ///
    /// The elements of a list are alike, so only the first value of each path has it written out.
    pub(crate) fn paths(&self) -> Paths {
        let mut known = BTreeSet::new();
        let mut paths = Vec::new();
        // By node, the first node that has the same path; by that one's parent and name, the same.
        let mut firsts: Vec<u32> = Vec::with_capacity(self.nodes.len());
        let mut by_name = HashMap::new();
        let mut named = HashSet::new();
        let mut leaves = 0;
        for (node, this) in (0_u32..).zip(&self.nodes) {
            let first = match firsts.get(this.parent as usize) {
                Some(parent) => *by_name.entry((*parent, self.slice(this.key))).or_insert(node),
                None => node,
            };
            firsts.push(first);
            if this.is_container() {
                continue;
            }
            if leaves == LOOKED_THROUGH {
                return Paths { complete: false, paths };
            }
            leaves += 1;
            if known.len() < PATHS && named.insert(first) {
                let path = self.path(node, true);
                if !path.ends_with(CUT) && known.insert(path.clone()) {
                    paths.push(path);
                }
            }
        }
        Paths { complete: paths.len() < PATHS, paths }
    }

    /// Nodes whose name or own value contains the text, capitals aside.
    fn find_text(&self, text: &str) -> Vec<u32> {
        let wanted = text.to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        (0..)
            .zip(&self.nodes)
            .filter(|(_, node)| {
                let key = self.slice(node.key);
                let value = if node.is_container() { "" } else { self.slice(node.value) };
                key.to_lowercase().contains(&wanted) || value.to_lowercase().contains(&wanted)
            })
            .map(|(index, _)| index)
            .collect()
    }

    fn find_path(&self, path: &Path) -> Found {
        let Ok(value) = serde_json::from_str::<Value>(&self.text) else { return Found { nodes: Vec::new(), total: 0 } };
        let places = path.locate(&value);
        let nodes: BTreeSet<u32> =
            places.iter().take(FOLLOWED).filter_map(|place| self.node_at(place)).filter(|node| *node > 0).collect();
        Found { nodes: nodes.into_iter().collect(), total: places.len() }
    }

    /// The node at a place. Of members with one name it is the last, as everywhere.
    fn node_at(&self, place: &Location) -> Option<u32> {
        let mut current = 0;
        for segment in &place.segments {
            let mut children = self.children_of(current);
            current = match segment {
                Segment::Name(name) => {
                    children.filter(|child| self.key(&self.nodes[*child as usize]) == *name).last()?
                }
                Segment::Index(index) => children.nth(*index)?,
            };
        }
        Some(current)
    }

    fn children_of(&self, node: u32) -> impl Iterator<Item = u32> {
        let end = self.nodes[node as usize].end;
        let first = (node + 1 < end).then_some(node + 1);
        std::iter::successors(first, move |child| Some(self.nodes[*child as usize].end).filter(|next| *next < end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::Fold;

    const ORDER: &str = r#"{"id": 727, "billing": {"email": "a\"b@c", "tél-1": null}, "items": [{"name": "x"}, {"name": "y", "sku": 3}]}"#;

    fn tree() -> AnswerTree {
        AnswerTree::read(ORDER.to_owned()).expect("the text is JSON")
    }

    fn shown(tree: &AnswerTree) -> Vec<String> {
        tree.rows(0, 500).into_iter().map(|row| row.path).collect()
    }

    #[test]
    fn a_found_value_can_be_revealed() {
        let mut tree = tree();
        let found = tree.find("TÉL").expect("a text").nodes;
        assert_eq!(found.len(), 1);
        assert_eq!(tree.fold(&Fold::Reveal { node: found[0] }), Some(3), "its parent opens");
        assert_eq!(tree.find("a\\\"b").expect("a text").total, 1, "values are searched as they were written");
    }

    #[test]
    fn a_path_finds_values_and_says_when_it_is_none() {
        let tree = tree();
        let check = |path: &str, expected: &[&str]| {
            let found = tree.find(path).expect(path);
            let paths: Vec<String> = found.nodes.iter().map(|node| tree.path(*node, false)).collect();
            assert_eq!(paths, expected, "{path}");
        };
        check("$.items[*].name", &["items[0].name", "items[1].name"]);
        check("$.items[?@.sku == 3].name", &["items[1].name"]);
        check("$..email", &["billing.email"]);
        check("$.billing['tél-1'] ", &["billing['tél-1']"]);
        check("$.nothing", &[]);
        assert!(tree.find("$.items[").is_err());
    }

    #[test]
    fn only_what_was_found_and_what_stands_around_it_is_shown() {
        let mut tree = tree();
        tree.fold(&Fold::Only { text: "$.items[1]".to_owned() });
        assert_eq!(shown(&tree), ["items", "items[1]"]);
        tree.fold(&Fold::All);
        assert_eq!(shown(&tree), ["items", "items[1]", "items[1].name", "items[1].sku"]);
        tree.fold(&Fold::Only { text: "nobody".to_owned() });
        assert_eq!(shown(&tree), [""; 0]);
        tree.fold(&Fold::Only { text: String::new() });
        tree.fold(&Fold::ToDepth { depth: 0 });
        assert_eq!(shown(&tree), ["id", "billing", "items"]);
    }

    #[test]
    fn paths_are_named_once_with_every_index_starred() {
        let Paths { paths, complete } = tree().paths();
        assert_eq!(paths, ["id", "billing.email", "billing['tél-1']", "items[*].name", "items[*].sku"]);
        assert!(complete);
        let mixed = r#"[{"a": {"b": 1}}, {"a": 2, "\u0061": 3}, [4], 5]"#;
        assert_eq!(
            AnswerTree::read(mixed.to_owned()).expect("JSON").paths().paths,
            ["$[*].a.b", "$[*].a", "$[*][*]", "$[*]"]
        );
        let long = format!(r#"{{"{}": 1, "b": 2}}"#, "n".repeat(300));
        assert_eq!(AnswerTree::read(long).expect("JSON").paths().paths, ["b"], "what is cut is no path");
        let many = format!("[{}]", vec!["1"; LOOKED_THROUGH + 1].join(","));
        assert!(!AnswerTree::read(many).expect("JSON").paths().complete, "not all of a large answer is looked through");
    }
}

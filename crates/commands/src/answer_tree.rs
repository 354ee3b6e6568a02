//! An answer as a tree that is shown in pieces.
//!
//! The body's text stays as the server wrote it; the tree is a flat list of nodes in document order that point into
//! it. Rows are made only for what the window asks for, so a 10 MB answer costs its text and 36 bytes per value. A
//! node is visible when all its ancestors are open; `visible` holds the visible nodes in order and is rebuilt when
//! something opens or closes. An answer of more than [`MOST_NODES`] values, or of more than [`MOST_LEVELS`] levels, has no
//! tree and is shown as text: nobody unfolds it, its nodes alone would take more memory than the rest of the program,
//! and reading it would end the program, since each level takes its part of the stack.

mod difference;
mod find;
mod long_value;

use drawbridge_model::path::MAX_CHARACTERS;
use serde_json::value::RawValue;

pub(crate) use difference::differences;

use crate::boundary::{AnswerRow, Fold, ValueKind};

/// Characters of a value or a name shown in a row.
const PREVIEW: usize = 200;

/// How a path ends that is cut; one that is whole ends with a letter, a digit, `_` or `]`.
const CUT: char = '…';

/// Longest name as the server wrote it, in bytes, of which a path is made; each of a path's characters may be written
/// as two escaped ones.
const NAME_IN_PATH: usize = MAX_CHARACTERS * "\\ud83d\\ude00".len();

/// The most values that a tree holds.
const MOST_NODES: usize = 600_000;

/// The most levels that a tree has.
const MOST_LEVELS: u16 = 256;

/// Levels that are indented; what is deeper stands no further in, or the blanks alone would take hundreds of megabytes.
const INDENTED: usize = 24;

/// From how many bytes on an answer is not opened by itself.
const LARGE: usize = 2 * 1024 * 1024;

/// A value's place in the text.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Byte range of the member's name with its quotes; empty for elements.
    key: (u32, u32),
    /// Byte range of the value.
    value: (u32, u32),
    /// The node that holds it; the root holds itself.
    parent: u32,
    /// Index among its siblings.
    index: u32,
    /// Members or elements.
    children: u32,
    /// The first node after this one's subtree.
    end: u32,
    /// Levels below the root.
    depth: u16,
    kind: ValueKind,
    open: bool,
}

/// A parsed answer.
pub(crate) struct AnswerTree {
    text: String,
    nodes: Vec<Node>,
    visible: Vec<u32>,
    /// By node: whether it is shown at all. `None`: everything is.
    kept: Option<Vec<bool>>,
}

impl AnswerTree {
    /// Reads a body and keeps its text, which a large answer has no room to have twice. An error is the text again: it is
    /// not JSON, or has too many values or levels.
    pub(crate) fn read(text: String) -> Result<Self, String> {
        let Some(nodes) = Reader::nodes(&text) else { return Err(text) };
        let mut tree = Self { text, nodes, visible: Vec::new(), kept: None };
        // One group alone says nothing while it is closed.
        let is_alone = tree.nodes.first().is_some_and(|root| root.children == 1) && tree.text.len() < LARGE;
        for node in tree.nodes.iter_mut().take(if is_alone { 2 } else { 1 }) {
            node.open = true;
        }
        tree.lay_out();
        Ok(tree)
    }

    /// The text as the server wrote it.
    pub(crate) fn source(&self) -> &str {
        &self.text
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Node>() + self.visible.len() * size_of::<u32>()
    }

    /// How many rows are visible.
    pub(crate) fn total(&self) -> u32 {
        u32::try_from(self.visible.len()).unwrap_or(u32::MAX)
    }

    /// Values that are neither a list nor an object.
    pub(crate) fn leaves(&self) -> u32 {
        let leaves = self.nodes.iter().filter(|node| !node.is_container()).count();
        u32::try_from(leaves).unwrap_or(u32::MAX)
    }

    /// Whether there is a list with something in it.
    pub(crate) fn has_list(&self) -> bool {
        self.nodes.iter().any(|node| node.kind == ValueKind::Array && node.children > 0)
    }

    /// Some of the visible rows.
    pub(crate) fn rows(&self, offset: u32, count: u32) -> Vec<AnswerRow> {
        let from = (offset as usize).min(self.visible.len());
        let to = from.saturating_add(count as usize).min(self.visible.len());
        self.visible[from..to].iter().map(|node| self.row(*node)).collect()
    }

    /// Opens or closes; answers the row of a revealed value.
    pub(crate) fn fold(&mut self, fold: &Fold) -> Option<u32> {
        match *fold {
            Fold::Toggle { node } => {
                if let Some(node) = self.nodes.get_mut(node as usize) {
                    node.open = !node.open;
                }
            }
            Fold::ToDepth { depth } => self.nodes.iter_mut().for_each(|node| node.open = node.depth <= depth),
            Fold::All => self.nodes.iter_mut().for_each(|node| node.open = true),
            Fold::Reveal { node } => {
                for ancestor in self.ancestors(node) {
                    self.nodes[ancestor as usize].open = true;
                }
            }
            Fold::Only { ref text } => self.keep_only(text),
        }
        self.lay_out();
        match *fold {
            Fold::Reveal { node } => self.visible.binary_search(&node).ok().and_then(|row| u32::try_from(row).ok()),
            _ => None,
        }
    }

    /// One whole value; a text without its quotes and escapes.
    pub(crate) fn value(&self, node: u32) -> Option<String> {
        let node = self.nodes.get(node as usize)?;
        Some(self.plain(node))
    }

    /// The whole answer as indented text, every value as the server wrote it.
    pub(crate) fn pretty(&self) -> String {
        let mut text = String::with_capacity(self.text.len() * 2);
        let mut open: Vec<(u32, char)> = Vec::new();
        for (index, node) in (0_u32..).zip(&self.nodes) {
            while let Some((_, bracket)) = open.pop_if(|(end, _)| *end <= index) {
                indent(&mut text, open.len());
                text.push(bracket);
            }
            if index > 0 {
                if node.index > 0 {
                    text.push(',');
                }
                indent(&mut text, open.len());
            }
            let key = self.slice(node.key);
            if !key.is_empty() {
                text.push_str(key);
                text.push_str(": ");
            }
            match node.kind {
                ValueKind::Object if node.children > 0 => {
                    text.push('{');
                    open.push((node.end, '}'));
                }
                ValueKind::Array if node.children > 0 => {
                    text.push('[');
                    open.push((node.end, ']'));
                }
                ValueKind::Object => text.push_str("{}"),
                ValueKind::Array => text.push_str("[]"),
                _ => text.push_str(self.slice(node.value)),
            }
        }
        while let Some((_, bracket)) = open.pop() {
            indent(&mut text, open.len());
            text.push(bracket);
        }
        text
    }

    fn lay_out(&mut self) {
        self.visible.clear();
        let mut index = u32::from(self.nodes.first().is_some_and(Node::is_container));
        while let Some(node) = self.nodes.get(index as usize) {
            if self.kept.as_ref().is_some_and(|kept| !kept[index as usize]) {
                index = node.end;
                continue;
            }
            self.visible.push(index);
            index = if node.open || !node.is_container() { index + 1 } else { node.end };
        }
    }

    fn ancestors(&self, node: u32) -> Vec<u32> {
        let mut ancestors = Vec::new();
        let mut current = node;
        while let Some(parent) = self.nodes.get(current as usize).map(|node| node.parent) {
            if parent == current {
                break;
            }
            ancestors.push(parent);
            current = parent;
        }
        ancestors
    }

    fn row(&self, index: u32) -> AnswerRow {
        let node = &self.nodes[index as usize];
        let parent = &self.nodes[node.parent as usize];
        let (text, cut) = self.preview(node);
        AnswerRow {
            node: index,
            depth: node.depth.saturating_sub(1),
            key: self.shown_key(node),
            kind: node.kind,
            text,
            cut,
            data: cut.and_then(|_| long_value::describe(&self.plain(node))),
            children: node.children,
            open: node.open && node.is_container(),
            path: self.path(index, false),
            pattern: self.path(index, true),
            position: node.index + 1,
            siblings: parent.children.max(1),
        }
    }

    /// The name of a member, cut when it is long, or the index of an element.
    fn shown_key(&self, node: &Node) -> String {
        let key = self.key(node);
        match key.char_indices().nth(PREVIEW) {
            Some((end, _)) => format!("{}…", &key[..end]),
            None => key,
        }
    }

    fn key(&self, node: &Node) -> String {
        let key = self.slice(node.key);
        if key.is_empty() { node.index.to_string() } else { unquote(key) }
    }

    fn preview(&self, node: &Node) -> (String, Option<u32>) {
        if node.is_container() {
            return (String::new(), None);
        }
        let whole = self.plain(node);
        let length = whole.chars().count();
        if length <= PREVIEW {
            return (whole, None);
        }
        (whole.chars().take(PREVIEW).collect(), Some(u32::try_from(length).unwrap_or(u32::MAX)))
    }

    /// The path as `compare_with` and the answer want it; with `starred` every index becomes `[*]`. One that is longer
    /// than a path may be is cut, and is none: a name of ten megabytes would else be there once for each value below it.
    fn path(&self, index: u32, starred: bool) -> String {
        let mut nodes = self.ancestors(index);
        nodes.pop();
        nodes.reverse();
        nodes.push(index);
        if index == 0 {
            return "$".to_owned();
        }
        let mut path = String::new();
        for node in nodes {
            let node = &self.nodes[node as usize];
            self.add_step(&mut path, node, starred);
            if let Some((end, _)) = path.char_indices().nth(MAX_CHARACTERS) {
                path.truncate(end);
                path.push(CUT);
                break;
            }
        }
        path
    }

    fn add_step(&self, path: &mut String, node: &Node, starred: bool) {
        let key = self.slice(node.key);
        if key.is_empty() {
            let step = if starred { "*".to_owned() } else { node.index.to_string() };
            if path.is_empty() {
                path.push('$');
            }
            path.extend(["[", &step, "]"]);
            return;
        }
        let name = match key.get(1..key.floor_char_boundary(NAME_IN_PATH)) {
            Some(beginning) if key.len() > NAME_IN_PATH => beginning.to_owned(),
            _ => unquote(key),
        };
        if is_plain_name(&name) {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&name);
        } else {
            if path.is_empty() {
                path.push('$');
            }
            path.extend(["['", &name.replace('\\', "\\\\").replace('\'', "\\'"), "']"]);
        }
    }

    fn plain(&self, node: &Node) -> String {
        let raw = self.slice(node.value);
        if node.kind == ValueKind::Text { unquote(raw) } else { raw.to_owned() }
    }

    fn slice(&self, range: (u32, u32)) -> &str {
        self.text.get(range.0 as usize..range.1 as usize).unwrap_or("")
    }
}

impl Node {
    fn is_container(&self) -> bool {
        matches!(self.kind, ValueKind::Object | ValueKind::Array)
    }
}

fn indent(text: &mut String, levels: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", levels.min(INDENTED)));
}

fn unquote(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
}

fn is_plain_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Walks text that `serde_json` has accepted already, so every `None` but those of the limits are out of reach.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
}

impl Reader<'_> {
    fn nodes(text: &str) -> Option<Vec<Node>> {
        serde_json::from_str::<&RawValue>(text).ok()?;
        let mut reader = Reader { text: text.as_bytes(), at: 0, nodes: Vec::new() };
        reader.value((0, 0), 0, 0, 0)?;
        Some(reader.nodes)
    }

    fn value(&mut self, key: (u32, u32), parent: u32, index: u32, depth: u16) -> Option<()> {
        self.space();
        let start = self.at;
        if self.nodes.len() >= MOST_NODES || depth > MOST_LEVELS {
            return None;
        }
        let me = u32::try_from(self.nodes.len()).ok()?;
        let kind = match self.text.get(self.at)? {
            b'{' => ValueKind::Object,
            b'[' => ValueKind::Array,
            b'"' => ValueKind::Text,
            b't' | b'f' => ValueKind::Boolean,
            b'n' => ValueKind::Null,
            _ => ValueKind::Number,
        };
        self.nodes.push(Node { key, value: (0, 0), parent, index, children: 0, end: 0, depth, kind, open: false });
        let children = match kind {
            ValueKind::Object | ValueKind::Array => self.children(me, kind == ValueKind::Object, depth)?,
            ValueKind::Text => {
                self.text_value()?;
                0
            }
            _ => {
                while self.text.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
                    self.at += 1;
                }
                0
            }
        };
        let end = u32::try_from(self.nodes.len()).ok()?;
        let range = (u32::try_from(start).ok()?, u32::try_from(self.at).ok()?);
        let node = self.nodes.get_mut(me as usize)?;
        (node.value, node.children, node.end) = (range, children, end);
        Some(())
    }

    fn children(&mut self, parent: u32, named: bool, depth: u16) -> Option<u32> {
        self.at += 1;
        let mut count = 0;
        loop {
            self.space();
            match self.text.get(self.at)? {
                b'}' | b']' => {
                    self.at += 1;
                    return Some(count);
                }
                b',' => self.at += 1,
                _ => {
                    let mut key = (0, 0);
                    if named {
                        let start = self.at;
                        self.text_value()?;
                        key = (u32::try_from(start).ok()?, u32::try_from(self.at).ok()?);
                        self.space();
                        self.at += 1;
                    }
                    self.value(key, parent, count, depth + 1)?;
                    count += 1;
                }
            }
        }
    }

    fn text_value(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.text.get(self.at)? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }

    fn space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod shapes;

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = r#"{"id": 727, "billing": {"email": "a\"b@c", "tél-1": null}, "items": [{"name": "x"}, 12345678901234567890123]}"#;

    fn tree() -> AnswerTree {
        AnswerTree::read(ORDER.to_owned()).expect("the text is JSON")
    }

    fn paths(tree: &AnswerTree) -> Vec<String> {
        tree.rows(0, 500).into_iter().map(|row| row.path).collect()
    }

    #[test]
    fn only_the_first_level_is_visible_at_first() {
        assert_eq!(paths(&tree()), ["id", "billing", "items"]);
    }

    #[test]
    fn a_group_alone_is_open_unless_it_is_large() {
        let alone = |length: usize| format!(r#"{{"account": {{"owner": {{"email": "{}"}}}}}}"#, "x".repeat(length));
        let paths_of = |length| paths(&AnswerTree::read(alone(length)).expect("JSON"));
        assert_eq!(paths_of(3), ["account", "account.owner"]);
        assert_eq!(paths_of(LARGE), ["account"]);
    }

    #[test]
    fn every_value_is_one_row_when_all_is_open() {
        let mut tree = tree();
        tree.fold(&Fold::All);
        assert_eq!(
            paths(&tree),
            ["id", "billing", "billing.email", "billing['tél-1']", "items", "items[0]", "items[0].name", "items[1]"],
        );
    }

    #[test]
    fn a_number_is_shown_as_the_server_wrote_it() {
        let mut tree = tree();
        tree.fold(&Fold::All);
        assert_eq!(tree.rows(7, 1)[0].text, "12345678901234567890123");
    }

    #[test]
    fn indexes_are_starred_in_patterns() {
        let mut tree = tree();
        tree.fold(&Fold::All);
        assert_eq!(tree.rows(6, 1)[0].pattern, "items[*].name");
    }

    #[test]
    fn a_bare_value_is_one_row_and_no_json_is_none() {
        assert_eq!(AnswerTree::read("\"token\"".to_owned()).expect("JSON").rows(0, 9)[0].path, "$");
        assert_eq!(AnswerTree::read("<html>".to_owned()).err().as_deref(), Some("<html>"), "the text comes back");
    }

    #[test]
    fn too_many_values_are_no_tree() {
        let values = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(AnswerTree::read(values(MOST_NODES)).is_ok());
        assert!(AnswerTree::read(values(MOST_NODES + 1)).is_err());
    }

    /// SECURITY NET-07: a hundred thousand levels must not overflow the stack.
    #[test]
    fn too_many_levels_are_no_tree() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(AnswerTree::read(nested(usize::from(MOST_LEVELS))).is_ok());
        for levels in [1_000, 100_000, 5_000_000] {
            assert!(AnswerTree::read(nested(levels)).is_err(), "{levels}");
        }
    }

    #[test]
    fn the_text_is_indented_and_says_the_same() {
        let pretty = tree().pretty();
        assert!(pretty.starts_with("{\n  \"id\": 727,\n  \"billing\": {\n    \"email\""), "{pretty}");
        let (read, wrote): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(&pretty).expect("JSON"), serde_json::from_str(ORDER).expect("JSON"));
        assert_eq!(read, wrote);
        assert_eq!(
            AnswerTree::read("[[],{},[1]]".to_owned()).expect("JSON").pretty(),
            "[\n  [],\n  {},\n  [\n    1\n  ]\n]"
        );
    }

    #[test]
    fn what_is_deep_is_indented_no_further() {
        let levels = usize::from(MOST_LEVELS);
        let text = format!("{}{}{}", "[".repeat(levels), "0,".repeat(400_000) + "0", "]".repeat(levels));
        let pretty = AnswerTree::read(text.clone()).expect("JSON").pretty();
        assert!(pretty.len() < 400_000 * (2 * INDENTED + 4), "{} bytes", pretty.len());
        assert_eq!(pretty.replace([' ', '\n'], ""), text);
    }

    /// SECURITY NET-02: a row of a long name stays small, and so does the row of whatever is below it.
    #[test]
    fn a_long_name_is_cut_and_makes_no_path() {
        for letter in ["n", "é", "\\u00e9", "'", "\\ud83d\\ude00"] {
            let name = letter.repeat(MAX_CHARACTERS + 1);
            let mut tree = AnswerTree::read(format!(r#"{{"{name}": {{"a": [1]}}}}"#)).expect("JSON");
            tree.fold(&Fold::All);
            let rows = tree.rows(0, 9);
            assert_eq!(rows[0].key, format!("{}…", unquote(&format!("\"{letter}\"")).repeat(PREVIEW)));
            for row in rows {
                assert!(row.path.ends_with(CUT) && row.path.chars().count() == MAX_CHARACTERS + 1, "{}", row.path);
                assert_eq!(row.path, row.pattern);
                assert!(drawbridge_model::path::Path::parse(&row.path).is_err(), "{}", row.path);
            }
        }
        let short = "n".repeat(MAX_CHARACTERS);
        assert_eq!(paths(&AnswerTree::read(format!(r#"{{"{short}": 1}}"#)).expect("JSON")), [short]);
    }

    #[test]
    fn closing_hides_the_whole_subtree() {
        let mut tree = tree();
        tree.fold(&Fold::All);
        tree.fold(&Fold::ToDepth { depth: 0 });
        assert_eq!(tree.total(), 3);
    }
}

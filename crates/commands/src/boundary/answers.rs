//! Reading a step's answer in pieces: rows of a tree, or lines of text. A body never crosses the boundary whole.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A step's answer, kept in memory while the app is open.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerInfo {
    /// Which step.
    pub step: String,
    /// HTTP status.
    pub status: u16,
    /// Decoded bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether it can be shown as a tree.
    pub is_json: bool,
    /// What it is, from its first bytes.
    pub content: AnswerContent,
    /// Visible rows of the tree, the first level open.
    pub rows: u32,
    /// Leaf values in all, for "4 of 42 fields".
    pub leaves: u32,
    /// Whether there is a list with something in it.
    pub has_list: bool,
}

/// What an answer is. Nothing but text is ever shown: an image or a page of a system is never drawn in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is the thing")]
pub enum AnswerContent {
    Empty,
    Json,
    Html,
    Xml,
    Text,
    Image,
    Pdf,
    /// Not text, and nothing known.
    Binary,
}

/// A part of the tree.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerRowsRequest {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
    /// The first visible row.
    pub offset: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// Rows, and how many are visible in all.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerRows {
    /// In order.
    pub rows: Vec<AnswerRow>,
    /// Visible rows now.
    pub total: u32,
}

/// One row of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AnswerRow {
    /// Identifies the value in this answer.
    pub node: u32,
    /// 0 for members of the root.
    pub depth: u16,
    /// The member's name, cut when it is long, or the element's index.
    pub key: String,
    /// What it is.
    pub kind: ValueKind,
    /// The value, at most 200 characters; for a list or object a preview.
    pub text: String,
    /// Characters in all, when `text` is cut.
    pub cut: Option<u32>,
    /// What the text is, when it is a file in disguise.
    pub data: Option<LongValue>,
    /// Members or elements.
    pub children: u32,
    /// Whether its children are visible.
    pub open: bool,
    /// `line_items[0].name`, usable as `compare_with` and in the answer; one that is too long for that ends with `…`.
    pub path: String,
    /// `line_items[*].name`: the same with every index starred.
    pub pattern: String,
    /// Position among its siblings, from 1.
    pub position: u32,
    /// How many siblings.
    pub siblings: u32,
}

/// A file inside a text, as Base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LongValue {
    /// `PNG`, `PDF`; `Base64` if nothing more is known.
    pub kind: String,
    /// Bytes of the file.
    pub bytes: u32,
}

/// Kinds of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is the thing")]
pub enum ValueKind {
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}

/// Opens or closes parts of the tree.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerFold {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
    /// What to do.
    pub fold: Fold,
}

/// Ways to open and close.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Fold {
    /// One value.
    Toggle {
        /// [`AnswerRow::node`].
        node: u32,
    },
    /// Everything down to this depth; 0 closes all.
    ToDepth {
        /// Levels.
        depth: u16,
    },
    /// Everything.
    All,
    /// What is needed to see one value.
    Reveal {
        /// [`AnswerRow::node`].
        node: u32,
    },
    /// Only what is found, as [`AnswerFind`] finds it; an empty text shows everything again.
    Only {
        /// As typed.
        text: String,
    },
}

/// After folding.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Folded {
    /// Visible rows now.
    pub total: u32,
    /// The row of a revealed value.
    pub row: Option<u32>,
}

/// Finds text in names and values, or what a path that begins with `$` finds.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerFind {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
    /// As typed; capitals do not matter.
    pub text: String,
}

/// What was found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerMatches {
    /// Nodes, in order, at most 1,000.
    pub nodes: Vec<u32>,
    /// How many in all.
    pub total: u32,
    /// Why what was typed is no path.
    pub problem: Option<String>,
}

/// The paths that an answer has.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerPaths {
    /// Paths of single values, every index starred, in order.
    pub paths: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
}

/// Compares the answers of two runs.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerCompare {
    /// The earlier run.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Which step.
    pub step: String,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AnswerDifferences {
    /// By path, at most 300.
    pub differences: Vec<AnswerDifference>,
    /// How many in all.
    pub total: u32,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AnswerDifference {
    /// Where.
    pub path: String,
    /// JSON text, at most 200 characters; `None`: it was not there.
    pub before: Option<String>,
    /// Likewise.
    pub after: Option<String>,
}

/// Runs whose answers are not needed any more.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ForgetAnswers {
    /// Their ids.
    pub run_ids: Vec<String>,
}

/// A part of the answer as text.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerLinesRequest {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
    /// First line.
    pub offset: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// Lines of text; a line over 500 characters is folded into several.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerLines {
    /// In order.
    pub lines: Vec<String>,
    /// How many in all.
    pub total: u32,
}

/// One whole value.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerValueRequest {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
    /// [`AnswerRow::node`].
    pub node: u32,
}

/// Its text, at most 1,000,000 characters.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AnswerValue {
    /// JSON text; a text value without its quotes and escapes.
    pub text: String,
    /// Whether that is all of it.
    pub complete: bool,
}

/// Copies or saves an answer whole.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerSave {
    /// Which run.
    pub run_id: String,
    /// Which step.
    pub step: String,
}

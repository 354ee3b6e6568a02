//! Answers of steps, kept in memory while the app is open and read in pieces. Those of the newest runs are kept, as many
//! as fit into [`BYTES_KEPT`]; a run that the window forgets frees its own.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use drawbridge_engine::StepAnswer;
use drawbridge_model::OutcomeKind;
use serde_json::Value;

use crate::Commands;
use crate::answer_tree::{AnswerTree, differences};
use crate::boundary::{
    AnswerCompare, AnswerContent, AnswerDifferences, AnswerFind, AnswerFold, AnswerInfo, AnswerLines,
    AnswerLinesRequest, AnswerMatches, AnswerPaths, AnswerRows, AnswerRowsRequest, AnswerSave, AnswerValue,
    AnswerValueRequest, CommandError, Exported, Folded, ForgetAnswers, Nothing,
};
use crate::error;
use crate::host::FileKind;

/// Of how many runs answers are kept.
const RUNS_KEPT: usize = 50;
/// How large they may be together; those of the newest run are kept whatever their size.
const BYTES_KEPT: usize = 16 * 1024 * 1024;
/// Rows or lines in one piece.
const PIECE: u32 = 500;
/// Matches that are named; all are counted.
const MATCHES: usize = 1_000;
/// Characters of a line before it is folded; ten of them are laid out in one frame.
const LINE: usize = 500;
/// Characters of one value that are copied.
const VALUE: usize = 1_000_000;

/// The answers of the newest runs.
#[derive(Default)]
pub(crate) struct Answers {
    runs: Mutex<VecDeque<(String, KeptRun)>>,
}

/// What is remembered of a run.
pub(crate) struct KeptRun {
    /// What the customer said.
    pub inputs: BTreeMap<String, Value>,
    /// How it ended.
    pub outcome: OutcomeKind,
    answers: HashMap<String, Kept>,
}

/// One step's answer.
struct Kept {
    status: u16,
    /// The text, unless it is in the tree.
    body: Arc<String>,
    /// The bytes as they came, when they are no text.
    raw: Option<Vec<u8>>,
    tree: Option<AnswerTree>,
    /// Byte ranges of the folded lines of `body`, or of the indented text for JSON; made when first asked for.
    text: Option<FoldedText>,
}

struct FoldedText {
    text: Arc<String>,
    lines: Vec<(usize, usize)>,
}

impl Answers {
    /// Keeps the answers of a run and forgets the oldest ones.
    pub(crate) fn keep(
        &self,
        run_id: &str,
        answers: Vec<StepAnswer>,
        inputs: BTreeMap<String, Value>,
        outcome: OutcomeKind,
    ) -> Vec<AnswerInfo> {
        self.make_room(answers.iter().map(|answer| answer.body.len()).sum());
        let mut kept = HashMap::new();
        let infos = answers
            .into_iter()
            .map(|answer| {
                let bytes = answer.body.len() as u64;
                let content = content_of(&answer.body);
                // A large answer is moved rather than copied wherever that can be.
                let (body, raw) = match String::from_utf8(Vec::from(answer.body)) {
                    Ok(body) => (body, None),
                    Err(error) => {
                        let raw = error.into_bytes();
                        (String::from_utf8_lossy(&raw).into_owned(), Some(raw))
                    }
                };
                let (body, tree) = match AnswerTree::read(body) {
                    Ok(tree) => (String::new(), Some(tree)),
                    Err(body) => (body, None),
                };
                let info = AnswerInfo {
                    step: answer.step.clone(),
                    status: answer.status,
                    bytes,
                    is_json: tree.is_some(),
                    content: if tree.is_some() { AnswerContent::Json } else { content },
                    rows: tree.as_ref().map_or(0, AnswerTree::total),
                    leaves: tree.as_ref().map_or(0, AnswerTree::leaves),
                    has_list: tree.as_ref().is_some_and(AnswerTree::has_list),
                };
                kept.insert(answer.step, Kept { status: answer.status, body: Arc::new(body), raw, tree, text: None });
                info
            })
            .collect();
        let run = KeptRun { inputs, outcome, answers: kept };
        self.make_room(run.bytes());
        self.lock().push_back((run_id.to_owned(), run));
        infos
    }

    /// Forgets the oldest runs until one more of so many bytes fits in beside the others.
    fn make_room(&self, bytes: usize) {
        let mut runs = self.lock();
        let held = |runs: &VecDeque<(String, KeptRun)>| runs.iter().map(|(_, run)| run.bytes()).sum::<usize>();
        while !runs.is_empty() && (runs.len() >= RUNS_KEPT || held(&runs) + bytes > BYTES_KEPT) {
            runs.pop_front();
        }
    }

    fn forget(&self, run_ids: &[String]) {
        self.lock().retain(|(id, _)| !run_ids.contains(id));
    }

    /// Two answers side by side.
    fn with_both<T>(
        &self,
        before: &str,
        after: &str,
        step: &str,
        read: impl FnOnce(&Kept, &Kept) -> Option<T>,
    ) -> Result<T, CommandError> {
        let runs = self.lock();
        let kept = |wanted: &str| runs.iter().rev().find(|(id, _)| id == wanted)?.1.answers.get(step);
        kept(before)
            .zip(kept(after))
            .and_then(|(one, other)| read(one, other))
            .ok_or_else(|| error::not_found("answer"))
    }

    fn with<T>(&self, run_id: &str, step: &str, read: impl FnOnce(&mut Kept) -> Option<T>) -> Result<T, CommandError> {
        self.lock()
            .iter_mut()
            .rev()
            .find(|(id, _)| id == run_id)
            .and_then(|(_, run)| run.answers.get_mut(step))
            .and_then(read)
            .ok_or_else(|| error::not_found("answer"))
    }

    /// Reads what is remembered of a run.
    pub(crate) fn of_run<T>(&self, run_id: &str, read: impl FnOnce(&KeptRun) -> T) -> Result<T, CommandError> {
        let runs = self.lock();
        let run = runs.iter().rev().find(|(id, _)| id == run_id);
        run.map(|(_, run)| read(run)).ok_or_else(|| error::not_found("answer"))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, KeptRun)>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptRun {
    fn bytes(&self) -> usize {
        self.answers.values().map(Kept::bytes).sum()
    }

    /// Status and body of a step's answer.
    pub(crate) fn answer(&self, step: &str) -> Option<(u16, &str)> {
        self.answers
            .get(step)
            .map(|kept| (kept.status, kept.tree.as_ref().map_or(kept.body.as_str(), AnswerTree::source)))
    }
}

impl Kept {
    fn bytes(&self) -> usize {
        // Without a tree the lines are those of `body` itself.
        let indented = self.text.as_ref().filter(|_| self.tree.is_some()).map_or(0, |folded| folded.text.len());
        let lines = self.text.as_ref().map_or(0, |folded| folded.lines.len() * size_of::<(usize, usize)>());
        let raw = self.raw.as_ref().map_or(0, Vec::len);
        self.body.len() + raw + self.tree.as_ref().map_or(0, AnswerTree::bytes) + indented + lines
    }

    fn text(&mut self) -> &FoldedText {
        self.text.get_or_insert_with(|| {
            let text = self.tree.as_ref().map_or_else(|| Arc::clone(&self.body), |tree| Arc::new(tree.pretty()));
            FoldedText { lines: fold_lines(&text), text }
        })
    }
}

impl Commands {
    pub(crate) async fn answer_rows(self: &Arc<Self>, request: AnswerRowsRequest) -> Result<AnswerRows, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                let tree = kept.tree.as_ref()?;
                Some(AnswerRows { rows: tree.rows(request.offset, request.count.min(PIECE)), total: tree.total() })
            })
        })
        .await
    }

    pub(crate) async fn answer_fold(self: &Arc<Self>, request: AnswerFold) -> Result<Folded, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                let tree = kept.tree.as_mut()?;
                let row = tree.fold(&request.fold);
                Some(Folded { total: tree.total(), row })
            })
        })
        .await
    }

    pub(crate) async fn answer_find(self: &Arc<Self>, request: AnswerFind) -> Result<AnswerMatches, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                Some(match kept.tree.as_ref()?.find(&request.text) {
                    Ok(mut found) => {
                        found.nodes.truncate(MATCHES);
                        let total = u32::try_from(found.total).unwrap_or(u32::MAX);
                        AnswerMatches { nodes: found.nodes, total, problem: None }
                    }
                    Err(problem) => AnswerMatches { nodes: Vec::new(), total: 0, problem: Some(problem.message) },
                })
            })
        })
        .await
    }

    pub(crate) async fn answer_paths(self: &Arc<Self>, request: AnswerSave) -> Result<AnswerPaths, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                let found = kept.tree.as_ref()?.paths();
                Some(AnswerPaths { paths: found.paths, complete: found.complete })
            })
        })
        .await
    }

    pub(crate) async fn compare_answers(
        self: &Arc<Self>,
        request: AnswerCompare,
    ) -> Result<AnswerDifferences, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with_both(&request.before, &request.after, &request.step, |before, after| {
                Some(differences(before.tree.as_ref()?, after.tree.as_ref()?))
            })
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn forget_answers(self: &Arc<Self>, request: ForgetAnswers) -> Result<Nothing, CommandError> {
        self.answers.forget(&request.run_ids);
        Ok(Nothing {})
    }

    pub(crate) async fn answer_lines(
        self: &Arc<Self>,
        request: AnswerLinesRequest,
    ) -> Result<AnswerLines, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                let folded = kept.text();
                let from = (request.offset as usize).min(folded.lines.len());
                let to = from.saturating_add(request.count.min(PIECE) as usize).min(folded.lines.len());
                let lines =
                    folded.lines[from..to].iter().map(|(start, end)| folded.text[*start..*end].to_owned()).collect();
                Some(AnswerLines { lines, total: u32::try_from(folded.lines.len()).unwrap_or(u32::MAX) })
            })
        })
        .await
    }

    pub(crate) async fn answer_value(
        self: &Arc<Self>,
        request: AnswerValueRequest,
    ) -> Result<AnswerValue, CommandError> {
        self.blocking(move |commands| {
            commands.answers.with(&request.run_id, &request.step, |kept| {
                let text = kept.tree.as_ref()?.value(request.node)?;
                let shown: String = text.chars().take(VALUE).collect();
                Some(AnswerValue { complete: shown.len() == text.len(), text: shown })
            })
        })
        .await
    }

    pub(crate) async fn save_value(self: &Arc<Self>, request: AnswerValueRequest) -> Result<Exported, CommandError> {
        let text = self.answers.with(&request.run_id, &request.step, |kept| kept.tree.as_ref()?.value(request.node))?;
        self.save_file(FileKind::Answer, &format!("{}.txt", request.step), text.into_bytes()).await
    }

    pub(crate) async fn save_answer(self: &Arc<Self>, request: AnswerSave) -> Result<Exported, CommandError> {
        let (name, bytes) = self.answers.with(&request.run_id, &request.step, |kept| {
            let name = format!("{}.{}", request.step, if kept.tree.is_some() { "json" } else { "txt" });
            Some(match &kept.raw {
                Some(raw) => (request.step.clone(), raw.clone()),
                None => (name, kept.text().text.as_bytes().to_vec()),
            })
        })?;
        self.save_file(FileKind::Answer, &name, bytes).await
    }

    /// Asks where to, and writes a file: whole or not at all.
    pub(crate) async fn save_file(
        self: &Arc<Self>,
        kind: FileKind,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Exported, CommandError> {
        let Some(path) = self.host.ask_save(kind, name).await else {
            return Ok(Exported { path: None, bytes: 0 });
        };
        self.blocking(move |commands| {
            commands.write_whole(&path, &mut &bytes[..])?;
            Ok(Exported { path: Some(path.display().to_string()), bytes: bytes.len() as u64 })
        })
        .await
    }
}

/// What bytes that are not JSON are, by how they begin.
fn content_of(bytes: &[u8]) -> AnswerContent {
    let images: [&[u8]; 4] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"];
    if bytes.iter().all(u8::is_ascii_whitespace) {
        AnswerContent::Empty
    } else if images.iter().any(|beginning| bytes.starts_with(beginning)) {
        AnswerContent::Image
    } else if bytes.starts_with(b"%PDF") {
        AnswerContent::Pdf
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        let start: String = text.trim_start().chars().take(200).collect::<String>().to_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            AnswerContent::Html
        } else if start.starts_with("<?xml") || start.starts_with('<') {
            AnswerContent::Xml
        } else {
            AnswerContent::Text
        }
    } else {
        AnswerContent::Binary
    }
}

/// Byte ranges of lines, none longer than [`LINE`] characters.
fn fold_lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut characters = 0;
    for (at, character) in text.char_indices() {
        if character == '\n' {
            lines.push((start, at));
            (start, characters) = (at + 1, 0);
        } else {
            if characters == LINE {
                lines.push((start, at));
                (start, characters) = (at, 0);
            }
            characters += 1;
        }
    }
    lines.push((start, text.len()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_told_by_how_it_begins() {
        let check = |bytes: &[u8], expected| assert_eq!(content_of(bytes), expected, "{bytes:?}");
        check(b" \n", AnswerContent::Empty);
        check(b"\n<!DOCTYPE html><p>no", AnswerContent::Html);
        check(b"<?xml version='1.0'?><a/>", AnswerContent::Xml);
        check(b"id;name\n1;Ana", AnswerContent::Text);
        check(b"\x89PNG\r\n", AnswerContent::Image);
        check(b"%PDF-1.7", AnswerContent::Pdf);
        check(b"\xff\xfe\x00", AnswerContent::Binary);
    }

    #[test]
    fn the_answers_of_the_newest_runs_are_kept_as_far_as_they_fit() {
        let answers = Answers::default();
        let keep = |id: &str, bytes: usize| {
            let body = "x".repeat(bytes).into();
            let answer =
                StepAnswer { step: "order".to_owned(), status: 200, headers: Vec::new(), body, complete: true };
            answers.keep(id, vec![answer], BTreeMap::new(), OutcomeKind::Answer);
        };
        let has = |id: &str| answers.with(id, "order", |_| Some(())).is_ok();
        keep("first", 1_000);
        keep("second", BYTES_KEPT - 500);
        assert!(!has("first") && has("second"), "the older one makes room");
        keep("third", BYTES_KEPT + 1);
        assert!(has("third"), "the newest one is kept whatever its size");
        answers.forget(&["third".to_owned()]);
        assert!(!has("third"), "what the window forgets is gone");
    }

    #[test]
    fn lines_end_at_breaks_and_after_two_thousand_characters() {
        let long = "é".repeat(LINE + 5);
        let text = format!("a\n{long}\n");
        let lines: Vec<usize> =
            fold_lines(&text).iter().map(|(start, end)| text[*start..*end].chars().count()).collect();
        assert_eq!(lines, [1, LINE, 5, 0]);
    }
}

//! Answers of steps, kept in memory while the app is open and read in pieces.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use drawbridge_engine::StepAnswer;

use crate::Commands;
use crate::answer_tree::AnswerTree;
use crate::boundary::{
    AnswerFind, AnswerFold, AnswerInfo, AnswerLines, AnswerLinesRequest, AnswerMatches, AnswerRows, AnswerRowsRequest,
    AnswerSave, AnswerValue, AnswerValueRequest, CommandError, Exported, Folded,
};
use crate::error;
use crate::host::FileKind;

/// How many runs' answers are kept.
const RUNS_KEPT: usize = 8;
/// Rows or lines in one piece.
const PIECE: u32 = 500;
/// Matches that are named; all are counted.
const MATCHES: usize = 1_000;
/// Characters of a line before it is folded.
const LINE: usize = 2_000;
/// Characters of one value that are copied.
const VALUE: usize = 1_000_000;

/// The answers of the newest runs.
#[derive(Default)]
pub(crate) struct Answers {
    runs: Mutex<VecDeque<(String, HashMap<String, Kept>)>>,
}

/// One step's answer.
struct Kept {
    body: String,
    tree: Option<AnswerTree>,
    /// Byte ranges of the folded lines of `body`, or of the indented text for JSON; made when first asked for.
    text: Option<FoldedText>,
}

struct FoldedText {
    text: Arc<str>,
    lines: Vec<(usize, usize)>,
}

impl Answers {
    /// Keeps the answers of a run and forgets the oldest ones.
    pub(crate) fn keep(&self, run_id: &str, answers: Vec<StepAnswer>) -> Vec<AnswerInfo> {
        let mut kept = HashMap::new();
        let infos = answers
            .into_iter()
            .map(|answer| {
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                let tree = AnswerTree::read(&body);
                let info = AnswerInfo {
                    step: answer.step.clone(),
                    status: answer.status,
                    bytes: answer.body.len() as u64,
                    is_json: tree.is_some(),
                    rows: tree.as_ref().map_or(0, AnswerTree::total),
                    leaves: tree.as_ref().map_or(0, AnswerTree::leaves),
                };
                kept.insert(answer.step, Kept { body, tree, text: None });
                info
            })
            .collect();
        let mut runs = self.lock();
        runs.push_back((run_id.to_owned(), kept));
        while runs.len() > RUNS_KEPT {
            runs.pop_front();
        }
        infos
    }

    fn with<T>(&self, run_id: &str, step: &str, read: impl FnOnce(&mut Kept) -> Option<T>) -> Result<T, CommandError> {
        self.lock()
            .iter_mut()
            .rev()
            .find(|(id, _)| id == run_id)
            .and_then(|(_, answers)| answers.get_mut(step))
            .and_then(read)
            .ok_or_else(|| error::not_found("answer"))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, HashMap<String, Kept>)>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn text(&mut self) -> &FoldedText {
        self.text.get_or_insert_with(|| {
            let text = self.tree.as_ref().map_or_else(|| self.body.clone(), AnswerTree::pretty);
            FoldedText { lines: fold_lines(&text), text: text.into() }
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
                let mut nodes = kept.tree.as_ref()?.find(&request.text);
                let total = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
                nodes.truncate(MATCHES);
                Some(AnswerMatches { nodes, total })
            })
        })
        .await
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
                Some(AnswerValue { text: text.chars().take(VALUE).collect() })
            })
        })
        .await
    }

    pub(crate) async fn save_answer(self: &Arc<Self>, request: AnswerSave) -> Result<Exported, CommandError> {
        let text = self.answers.with(&request.run_id, &request.step, |kept| Some(Arc::clone(&kept.text().text)))?;
        let Some(path) = self.host.ask_save(FileKind::Answer, &format!("{}.json", request.step)).await else {
            return Ok(Exported { path: None, bytes: 0 });
        };
        self.blocking(move |_| {
            crate::exchange::write_whole(&path, text.as_bytes())?;
            Ok(Exported { path: Some(path.display().to_string()), bytes: text.len() as u64 })
        })
        .await
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
    fn lines_end_at_breaks_and_after_two_thousand_characters() {
        let long = "é".repeat(LINE + 5);
        let text = format!("a\n{long}\n");
        let lines: Vec<usize> =
            fold_lines(&text).iter().map(|(start, end)| text[*start..*end].chars().count()).collect();
        assert_eq!(lines, [1, LINE, 5, 0]);
    }
}

//! A draft beside a connector that is there already: what would differ, section by section, and the sections that were
//! ticked put in as one change. The connector's system, with its address, sign-in and secrets, stays as it is.

use std::sync::{Arc, PoisonError};

use drawbridge_model::difference::{DifferenceSection, State, differences};
use drawbridge_model::{Connector, Step};

use crate::Commands;
use crate::boundary::{CommandError, DraftComparison, DraftMerge, DraftTarget, Workbench};
use crate::documents::Read;
use crate::editing::write_connector;
use crate::error;

/// The sections that a draft can bring.
const SECTIONS: [DifferenceSection; 4] =
    [DifferenceSection::Request, DifferenceSection::Questions, DifferenceSection::Prompt, DifferenceSection::Tests];

impl Commands {
    pub(crate) async fn compare_draft(self: &Arc<Self>, request: DraftTarget) -> Result<DraftComparison, CommandError> {
        self.blocking(move |commands| {
            let draft = commands.draft(&request.token, request.row)?;
            let Read { document: connector, .. } = commands.connector(&request.connector_id)?;
            let state = |connector: &Connector| -> Result<State, CommandError> {
                Ok(State { connector: crate::call::write(connector)?, systems: Vec::new() })
            };
            let after = merged(&connector, &draft, &SECTIONS);
            Ok(DraftComparison {
                name: connector.name.clone(),
                differences: differences(&state(&connector)?, &state(&after)?),
            })
        })
        .await
    }

    pub(crate) async fn merge_draft(self: &Arc<Self>, request: DraftMerge) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let draft = commands.draft(&request.token, request.row)?;
            let Read { document: connector, revision } = commands.connector(&request.connector_id)?;
            let after = merged(&connector, &draft, &request.sections);
            let write = write_connector(&after, Some(revision.revision))?;
            commands.apply(&connector.id, format!("Import into “{}”", connector.name), None, vec![write])?;
            commands.settle(&connector.id)
        })
        .await
        .inspect(|_| self.back_up_daily())
    }

    fn draft(&self, token: &str, row: usize) -> Result<Connector, CommandError> {
        let pending = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let found = pending.as_ref().filter(|found| found.token == token);
        let draft = found.and_then(|found| found.import.drafts.get(row));
        draft.map(|draft| draft.connector.clone()).ok_or_else(|| error::not_found("import"))
    }
}

/// A connector with some sections of a draft. Questions that it has stay; those that it lacks are added.
fn merged(connector: &Connector, draft: &Connector, sections: &[DifferenceSection]) -> Connector {
    let has = |section| sections.contains(&section);
    let mut merged = connector.clone();
    if has(DifferenceSection::Request) {
        merged.steps = draft.steps.iter().cloned().map(|step| Step { system: None, ..step }).collect();
    }
    if has(DifferenceSection::Questions) {
        let is_new = |name: &str| connector.fields.iter().all(|field| field.name != name);
        merged.fields.extend(draft.fields.iter().filter(|field| is_new(&field.name)).cloned());
    }
    if has(DifferenceSection::Prompt) && !draft.prompt.is_empty() {
        merged.prompt.clone_from(&draft.prompt);
    }
    if has(DifferenceSection::Tests) && !draft.samples.is_empty() {
        let is_of_a_step = |step: &str| merged.steps.iter().any(|known| known.id == step);
        let fitting: Vec<_> = draft.samples.iter().filter(|sample| is_of_a_step(&sample.step)).cloned().collect();
        if !fitting.is_empty() {
            merged.samples = fitting;
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use drawbridge_model::{Field, Sample};

    fn connector(step: &str, field: &str, prompt: &str) -> Connector {
        Connector {
            prompt: prompt.into(),
            system: "own".into(),
            fields: vec![Field { name: field.into(), ..Field::default() }],
            steps: vec![Step { id: step.into(), system: Some("other".into()), ..Step::default() }],
            samples: vec![Sample { step: step.into(), status: 200, ..Sample::default() }],
            ..Connector::default()
        }
    }

    #[test]
    fn only_what_is_ticked_is_taken_and_the_system_stays() {
        let (own, draft) = (connector("a", "x", "mine"), connector("b", "y", "theirs"));
        let request = merged(&own, &draft, &[DifferenceSection::Request]);
        assert_eq!(
            (request.steps[0].id.as_str(), &request.steps[0].system, request.system.as_str()),
            ("b", &None, "own")
        );
        assert_eq!((request.prompt.as_str(), request.fields.len()), ("mine", 1));
        let questions = merged(&own, &draft, &[DifferenceSection::Questions]);
        let names: Vec<&str> = questions.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["x", "y"]);
        let samples = merged(&own, &draft, &[DifferenceSection::Tests]);
        assert_eq!(samples.samples[0].step, "a", "a sample of a request that is not there stays out");
        assert_eq!(merged(&own, &draft, &SECTIONS).samples[0].step, "b");
    }
}

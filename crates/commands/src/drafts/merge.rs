//! A draft beside a connector that is there already: what would differ, section by section, and the sections that were
//! ticked put in as one change. A system that has an address stays as it is, with its sign-in and secrets; an empty one takes
//! the draft's.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use drawbridge_import::FoundSecret;
use drawbridge_model::difference::{DifferenceSection, State, differences};
use drawbridge_model::{Connector, Step, System};

use crate::Commands;
use crate::boundary::{CommandError, DraftComparison, DraftMerge, DraftTarget, Workbench};
use crate::documents::Read;
use crate::editing::{write_connector, write_system};
use crate::error;

/// The sections that a draft can bring.
const SECTIONS: [DifferenceSection; 4] =
    [DifferenceSection::Request, DifferenceSection::Questions, DifferenceSection::Prompt, DifferenceSection::Tests];

/// What one row of a reading holds.
struct Found {
    connector: Connector,
    system: System,
    secrets: Vec<FoundSecret>,
}

impl Commands {
    pub(crate) async fn compare_draft(self: &Arc<Self>, request: DraftTarget) -> Result<DraftComparison, CommandError> {
        self.blocking(move |commands| {
            let found = commands.found(&request.token, request.row)?;
            let Read { document: connector, .. } = commands.connector(&request.connector_id)?;
            let Read { document: system, .. } = commands.system(&connector.system)?;
            let state = |connector: &Connector, system: &System| -> Result<State, CommandError> {
                Ok(State { connector: crate::call::write(connector)?, systems: vec![crate::call::write(system)?] })
            };
            let before = state(&connector, &system)?;
            let after = state(&merged(&connector, &found.connector, &SECTIONS), &adopted(&system, &found.system))?;
            let mut differences = differences(&before, &after);
            // An address is taken together with the request that it belongs to.
            for difference in &mut differences {
                if difference.section == DifferenceSection::System {
                    difference.section = DifferenceSection::Request;
                }
            }
            Ok(DraftComparison { name: connector.name, differences })
        })
        .await
    }

    pub(crate) async fn merge_draft(self: &Arc<Self>, request: DraftMerge) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let found = commands.found(&request.token, request.row)?;
            let Read { document: connector, revision } = commands.connector(&request.connector_id)?;
            let Read { document: own, revision: own_revision } = commands.system(&connector.system)?;
            let after = merged(&connector, &found.connector, &request.sections);
            let mut writes = vec![write_connector(&after, Some(revision.revision))?];
            let system = adopted(&own, &found.system);
            let adopts = system != own && request.sections.contains(&DifferenceSection::Request);
            if adopts {
                writes.push(write_system(&system, Some(own_revision.revision))?);
            }
            commands.apply(&connector.id, format!("Import into “{}”", connector.name), None, writes)?;
            if adopts {
                // What the keychain refuses is asked for on the workbench, like any secret without a value.
                let systems = HashMap::from([(found.system.id.as_str(), system)]);
                commands.keep_found(&found.secrets, &request.keep, &systems);
            }
            commands.settle(&connector.id)
        })
        .await
        .inspect(|_| self.back_up_daily())
    }

    fn found(&self, token: &str, row: usize) -> Result<Found, CommandError> {
        let pending = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let import = pending.as_ref().filter(|found| found.token == token).map(|found| &found.import);
        let found = import.and_then(|import| {
            let connector = import.drafts.get(row)?.connector.clone();
            let system = import.systems.iter().find(|system| system.id == connector.system)?.clone();
            Some(Found { connector, system, secrets: import.secrets.clone() })
        });
        found.ok_or_else(|| error::not_found("import"))
    }
}

/// The connector's own system; one that has no address yet takes all but its name from the draft's.
fn adopted(own: &System, of_draft: &System) -> System {
    if !own.base_url.test.trim().is_empty() || !own.base_url.live.trim().is_empty() || !own.secrets.is_empty() {
        return own.clone();
    }
    System { id: own.id.clone(), name: own.name.clone(), ..of_draft.clone() }
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

//! What ran: kept, listed, searched, and looked over for what is unusual.

use std::collections::HashMap;
use std::sync::Arc;

use drawbridge_engine::{RuleState, Trace};
use drawbridge_model::{Connector, Environment, OutcomeKind};
use drawbridge_store::{RuleRecord, RunRecord, StoredRun};
use serde_json::Value;

use crate::Commands;
use crate::boundary::{Activity, ActivityRequest, CommandError, PastRun, PastRunRequest, RunRow};
use crate::error;
use crate::unusual::{self, unusual};

/// Runs that are looked over for patterns.
const LOOKED_OVER: u32 = 2_000;
/// Runs that are read at once while something is searched for.
const PAGE: u32 = 500;
/// The member of a kept trace that tells records apart.
const RECORD: &str = "record";

/// A run that is over, as far as it may be kept.
pub(crate) struct RanOnce<'run> {
    pub(crate) outcome: OutcomeKind,
    pub(crate) trace: &'run Trace,
    /// [`drawbridge_engine::Run::record`].
    pub(crate) record: &'run str,
}

impl Commands {
    pub(crate) async fn activity(self: &Arc<Self>, request: ActivityRequest) -> Result<Activity, CommandError> {
        self.blocking(move |commands| {
            let names: HashMap<String, String> =
                commands.store.connectors()?.into_iter().map(|row| (row.id, row.name)).collect();
            let connector = request.connector_id.as_deref();
            let newest = commands.store.runs(connector, LOOKED_OVER, None)?;
            let looked_over: Vec<unusual::PastRun> = newest.into_iter().map(|run| past_run(run, &names)).collect();
            let remarks = unusual(&looked_over, commands.host.now());

            let limit = request.limit as usize;
            let mut runs: Vec<RunRow> = Vec::new();
            let mut before = None;
            while runs.len() <= limit {
                let page = commands.store.runs(connector, PAGE, before)?;
                let Some(last) = page.last() else { break };
                before = Some(last.id);
                let rows = page.into_iter().map(|run| past_run(run, &names).row);
                runs.extend(rows.filter(|row| is_wanted(row, &request)));
            }
            let more = runs.len() > limit;
            runs.truncate(limit);
            Ok(Activity { runs, more, remarks })
        })
        .await
    }

    pub(crate) async fn past_run(self: &Arc<Self>, request: PastRunRequest) -> Result<PastRun, CommandError> {
        self.blocking(move |commands| {
            let stored = commands.store.run(request.id)?.ok_or_else(|| error::not_found("run"))?;
            let names = commands.store.connectors()?.into_iter().map(|row| (row.id, row.name)).collect();
            let trace = serde_json::from_str(&stored.run.trace)
                .map_err(|problem| error::failed(format!("What was kept of this run cannot be read: {problem}.")))?;
            Ok(PastRun { row: past_run(stored, &names).row, trace })
        })
        .await
    }

    /// Keeps what may be kept of a run of a connector at a revision: no input, no secret, nothing of a response.
    pub(crate) fn record(
        &self,
        (connector, revision): (&Connector, i64),
        environment: Environment,
        ran: &RanOnce<'_>,
    ) -> Result<(), CommandError> {
        let rules = ran.trace.rules.iter().filter(|rule| rule.state != RuleState::NotReached);
        let mut trace = crate::call::write(&ran.trace.for_disk())?;
        trace[RECORD] = Value::from(ran.record);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a run takes minutes at the most")]
        let duration_ms = ran.trace.total_ms.round() as u32;
        let record = RunRecord {
            connector: connector.id.clone(),
            revision,
            at: self.host.now(),
            environment,
            outcome: ran.outcome,
            duration_ms,
            statuses: ran.trace.steps.iter().filter_map(|step| step.status).collect(),
            rules: rules
                .map(|rule| RuleRecord {
                    rule: u32::try_from(rule.rule).unwrap_or(u32::MAX),
                    held: rule.state == RuleState::Held,
                })
                .collect(),
            trace: trace.to_string(),
        };
        self.store.record_run(&record)?;
        Ok(())
    }
}

fn past_run(stored: StoredRun, names: &HashMap<String, String>) -> unusual::PastRun {
    let kept: Value = serde_json::from_str(&stored.run.trace).unwrap_or_default();
    let trace: Trace = serde_json::from_str(&stored.run.trace).unwrap_or_default();
    let error = trace.steps.into_iter().rev().find_map(|step| step.error).unwrap_or_default();
    let run = stored.run;
    unusual::PastRun {
        record: kept[RECORD].as_str().unwrap_or_default().to_owned(),
        row: RunRow {
            id: stored.id,
            connector_name: names.get(&run.connector).cloned().unwrap_or_default(),
            connector_id: run.connector,
            at: run.at,
            environment: run.environment,
            outcome: run.outcome,
            duration_ms: run.duration_ms,
            statuses: run.statuses,
            error,
        },
    }
}

fn is_wanted(row: &RunRow, request: &ActivityRequest) -> bool {
    if request.outcome.is_some_and(|outcome| outcome != row.outcome) {
        return false;
    }
    let statuses: Vec<String> = row.statuses.iter().map(u16::to_string).collect();
    let text = [
        row.connector_name.as_str(),
        row.environment.as_str(),
        &row.outcome.as_str().replace('_', " "),
        &statuses.join(" "),
        &row.error,
    ]
    .join("\n")
    .to_lowercase();
    request.text.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

//! `drawbridge call`: one run of one tool.
//!
//! The customer's values go to the engine as texts, as a chatbot would have them, and everything is decided there. A
//! confirmation's token is bound to the process that made it, so it could not be given back in a second call:
//! `--yes` asks and agrees in one process instead.

use std::collections::BTreeMap;

use drawbridge_engine::{Engine, EngineSettings, Run, RunRequest};
use drawbridge_model::{Environment, OutcomeKind, SoundBundle, SoundConnector};
use serde_json::Value;

use crate::arguments::CallArguments;
use crate::bundle_file;
use crate::deployment::{self, Deployment};
use crate::failure::Failure;
use crate::{assignment, output};

/// Runs the tool and prints its outcome; the exit status tells the kind of outcome.
pub fn call(arguments: &CallArguments) -> Result<u8, Failure> {
    let inputs = assignment::inputs(&arguments.inputs, arguments.inputs_from.as_deref())?;
    let bundle = bundle_file::open_sound(&arguments.bundle)?;
    let connector = tool(&bundle, &arguments.tool)?;
    let environment = Environment::from(arguments.environment);
    let deployment = deployment::prepare(&bundle, vec![connector], environment, &arguments.supplied)?;
    let run = wait_for(execute(&deployment, inputs, arguments))??;
    output::called(&run.outcome, arguments.trace.then_some(&run.trace));
    output::renewed(&run.renewed);
    Ok(status(run.outcome.kind))
}

/// The exit status of an outcome.
pub fn status(kind: OutcomeKind) -> u8 {
    match kind {
        OutcomeKind::Answer => 0,
        OutcomeKind::NotVerified => 10,
        OutcomeKind::InvalidInput => 11,
        OutcomeKind::NeedsConfirmation => 12,
        OutcomeKind::Throttled => 13,
        OutcomeKind::ApiError => 14,
        OutcomeKind::Unavailable => 15,
    }
}

/// Runs a future to its end. On two threads: a server that sends without an end keeps one busy, and the limits of time
/// need another.
pub fn wait_for<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::usage(format!("The program cannot start: {error}.")))?;
    Ok(runtime.block_on(future))
}

/// The connector of this tool name.
pub fn tool<'bundle>(bundle: &'bundle SoundBundle, name: &str) -> Result<SoundConnector<'bundle>, Failure> {
    bundle.sound_connectors().find(|sound| sound.connector().tool_name == name).ok_or_else(|| {
        let names: Vec<&str> = bundle.connectors.iter().map(|connector| connector.tool_name.as_str()).collect();
        Failure::usage("The bundle has no tool of this name.").hint(format!("It has {}.", names.join(", ")))
    })
}

async fn execute(
    Deployment { plans, request }: &Deployment,
    inputs: BTreeMap<String, Value>,
    arguments: &CallArguments,
) -> Result<Run, Failure> {
    let engine = engine()?;
    let Some(plan) = plans.first() else { return Err(Failure::usage("The tool could not be made ready.")) };
    let request = RunRequest {
        inputs: inputs.into_iter().collect(),
        conversation: Some(arguments.conversation.clone()),
        started_at: jiff::Timestamp::now().to_string(),
        ..request.clone()
    };
    let run = engine.run(plan, request.clone()).await;
    match &run.outcome.confirmation {
        Some(asked) if arguments.yes => {
            let confirmation = Some(asked.token.clone());
            Ok(engine.run(plan, RunRequest { confirmation, ..request }).await)
        }
        _ => Ok(run),
    }
}

/// An engine of this process.
pub fn engine() -> Result<Engine, Failure> {
    Engine::new(EngineSettings::standard()).map_err(|error| {
        Failure::usage(error.to_string()).hint("Without them tokens could be guessed, so nothing is run.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_has_its_own_exit_status() {
        let statuses = [
            (OutcomeKind::Answer, 0),
            (OutcomeKind::NotVerified, 10),
            (OutcomeKind::InvalidInput, 11),
            (OutcomeKind::NeedsConfirmation, 12),
            (OutcomeKind::Throttled, 13),
            (OutcomeKind::ApiError, 14),
            (OutcomeKind::Unavailable, 15),
        ];
        for (kind, expected) in statuses {
            assert_eq!(status(kind), expected, "{kind:?}");
        }
    }
}

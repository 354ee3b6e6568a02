//! `drawbridge chat`: a conversation with the bundle's tools through the built-in assistant or a language model.
//!
//! With the built-in assistant the same script gives the same transcript: what varies from run to run (times, tokens) stands in the trace of `--json`
//! only. Everything is decided where `call` has it decided, in the engine.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use drawbridge_assistant::{
    Assistant, AssistantError, BuiltIn, ChatModel, Conversation, ModelApi, ModelSettings, Setting, Tool, Toolbox,
};
use drawbridge_engine::lookup::is_plainly_private;
use drawbridge_engine::{EngineSettings, HttpClient, SecretName};
use drawbridge_model::{Environment, SoundBundle, SoundConnector};
use tokio_util::sync::CancellationToken;

use crate::arguments::{Api, ChatArguments};
use crate::assignment::read_at_most;
use crate::call::{self, wait_for};
use crate::deployment::{self, Deployment};
use crate::failure::Failure;
use crate::secrets::{self, Needed};
use crate::{bundle_file, output};

/// Exit status of a chat in which the model could not answer.
const MODEL_FAILED: u8 = 1;
/// The longest script.
const SCRIPT_BYTES: u64 = 1024 * 1024;

/// Talks until the script, the input or the customer ends.
pub fn chat(arguments: &ChatArguments) -> Result<u8, Failure> {
    let bundle = bundle_file::open_sound(&arguments.bundle)?;
    let toolbox = toolbox(&bundle, arguments)?;
    let assistant = assistant(arguments)?;
    let engine = call::engine()?;
    let mut script = arguments.script.as_deref().map(lines).transpose()?.map(Vec::into_iter);
    let is_typed = script.is_none() && std::io::stdin().is_terminal();
    let mut conversation = Conversation::new("command line");
    // One runtime for all turns: the connections that the engine keeps live in it.
    wait_for(async {
        let mut status = 0;
        loop {
            let next = match &mut script {
                Some(lines) => lines.next(),
                None => next_line(is_typed)?,
            };
            let Some(line) = next else { return Ok(status) };
            let setting = Setting {
                assistant: assistant.as_ref(),
                toolbox: &toolbox,
                engine: &engine,
                today: jiff::Zoned::now().date(),
                now: jiff::Timestamp::now().to_string(),
                cancel: CancellationToken::new(),
                heard: &|_| {},
            };
            let turn = conversation.say(&line, &setting).await;
            output::turn(turn, arguments.json, is_typed);
            output::renewed(&turn.renewed);
            if let Some(failure) = &turn.failure {
                output::stopped(failure);
                status = MODEL_FAILED;
            }
        }
    })?
}

/// Who answers.
fn assistant(arguments: &ChatArguments) -> Result<Box<dyn Assistant>, Failure> {
    let Some(model) = arguments.model.clone() else { return Ok(Box::new(BuiltIn)) };
    let api = match arguments.model_api {
        Api::Openai => ModelApi::OpenAi,
        Api::Anthropic => ModelApi::Anthropic,
    };
    let address = arguments.model_address.clone().unwrap_or_else(|| api.usual_address().to_owned());
    let mut settings = ModelSettings { api, address, model, own_network: false };
    let failed = |AssistantError { what, next }| Failure::usage(what).hint(next);
    let origin = settings.origin().map_err(failed)?;
    // Whoever types an address of this computer wants it to be called; a network's needs the usual permission.
    let place = format!("{}:{}", origin.host(), origin.port());
    let is_allowed = |allowed: &String| allowed.split('=').next() == Some(place.as_str());
    settings.own_network = is_plainly_private(&origin) || arguments.supplied.allow_private.iter().any(is_allowed);
    let name = SecretName { system: "chat_model".to_owned(), name: "key".to_owned() };
    let needed = [Needed::own(name.clone(), "key of the model", origin)];
    let (mut supplied, missing) = secrets::read(&needed, arguments.supplied.secrets_dir.as_deref());
    if !missing.is_empty() && !settings.own_network {
        return Err(Failure::missing(missing));
    }
    let client = HttpClient::new(EngineSettings::standard().door).map_err(|error| Failure::usage(error.to_string()))?;
    let model = ChatModel::new(settings, supplied.remove(&name), Arc::new(client)).map_err(failed)?;
    Ok(Box::new(model))
}

/// The next line of standard input that says something; at a terminal an empty one is the end.
fn next_line(is_typed: bool) -> Result<Option<String>, Failure> {
    loop {
        if is_typed {
            output::prompt();
        }
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        let read = read.map_err(|error| Failure::usage(format!("Standard input cannot be read: {error}.")))?;
        let line = line.trim();
        match (read, line.is_empty()) {
            (0, _) => return Ok(None),
            (_, true) if is_typed => return Ok(None),
            (_, true) => {}
            (_, false) => return Ok(Some(line.to_owned())),
        }
    }
}

fn lines(script: &Path) -> Result<Vec<String>, Failure> {
    let unreadable =
        |reason: String| Failure::usage(format!("The script {} cannot be read: {reason}.", script.display()));
    let bytes = read_at_most(script, SCRIPT_BYTES).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The bundle's tools, or one of them, each with what the operator supplies. All that is missing is named at once.
fn toolbox(bundle: &SoundBundle, arguments: &ChatArguments) -> Result<Toolbox, Failure> {
    let environment = Environment::from(arguments.environment);
    let connectors: Vec<SoundConnector<'_>> = match &arguments.only {
        Some(name) => vec![call::tool(bundle, name)?],
        None => bundle.sound_connectors().collect(),
    };
    let Deployment { plans, request } = deployment::prepare(bundle, connectors, environment, &arguments.supplied)?;
    Ok(Toolbox::new(plans.into_iter().map(|plan| Tool::new(plan, request.clone())).collect()))
}

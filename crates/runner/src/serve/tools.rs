//! The tools of one or several bundles, each ready to run: read and checked once, at the start and at each SIGHUP.
//!
//! What a client is told about a tool is made here as well. A question whose answer the application gives
//! ([`super::identity`]) is left out of it, so that a model is never asked for it.

use std::collections::HashMap;
use std::sync::Arc;

use drawbridge_engine::tool_formats::{reply_schema, version};
use drawbridge_engine::{Plan, RunRequest};
use drawbridge_model::tool::{ToolDefinition, tool_definition};
use drawbridge_model::{Connector, Environment, Method, SoundBundle, System, parallel};

use super::identity::Identity;
use super::mcp::Described;
use super::settings::ServeArguments;
use crate::arguments::BundleArguments;
use crate::bundle_file;
use crate::deployment::{self, Deployment};
use crate::failure::{Complaint, Failure};

/// All tools that are offered, in the order of the bundles.
pub struct Tools {
    /// What the owner calls them, and a text that is another one whenever they are others.
    title: String,
    version: String,
    all: Vec<Arc<Tool>>,
    by_name: HashMap<String, usize>,
}

/// A tool that can be called.
pub struct Tool {
    /// What clients are told.
    pub definition: ToolDefinition,
    /// The same for MCP.
    pub described: Described,
    /// The connector without the questions that the application answers, if there are any.
    asked: Option<Connector>,
    /// Its requests, parsed.
    pub plan: Plan,
    /// A call of it, without anything said yet.
    pub request: RunRequest,
    /// What is taken from the application.
    pub identity: Vec<Identity>,
    /// Whether a call may wait for the customer's yes.
    pub asks: bool,
}

impl Tools {
    /// Reads all bundles and what their tools need, and names everything that is missing.
    pub fn open(settings: &ServeArguments) -> Result<Self, Failure> {
        if settings.bundles.is_empty() {
            return Err(Failure::usage("No bundle was named.")
                .hint("Name the file that you exported: drawbridge serve shop.json"));
        }
        let identity = settings.identity.iter().map(|text| Identity::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let mut bundles = Vec::with_capacity(settings.bundles.len());
        for path in &settings.bundles {
            let one = BundleArguments {
                bundle: path.clone(),
                accept_changed: settings.accept_changed,
                require_signature: settings.require_signature.clone(),
            };
            bundles.push(bundle_file::open_sound(&one)?);
        }
        can_stand_together(&bundles)?;
        let environment = Environment::from(settings.environment);
        let mut tools = Vec::new();
        for bundle in &bundles {
            let connectors = bundle.sound_connectors().collect();
            let Deployment { plans, request } =
                deployment::prepare(bundle, connectors, environment, &settings.supplied)?;
            tools.extend(parallel::map(plans, |plan| Arc::new(Tool::new(plan, request.clone(), &identity))));
        }
        if let Some(unused) = identity.iter().find(|one| tools.iter().all(|tool| !tool.identity.contains(one))) {
            return Err(Failure::usage(format!("No tool has the question “{}” that --identity names.", unused.field))
                .hint("Write it as FIELD=header:NAME, with the name of the question in the connector."));
        }
        let by_name = tools.iter().enumerate().map(|(index, tool)| (tool.definition.name.clone(), index)).collect();
        let title = bundles.iter().map(|bundle| bundle.name.as_str()).collect::<Vec<_>>().join(", ");
        let version = bundles.iter().map(|bundle| version(bundle)).collect::<Vec<_>>().join("-");
        Ok(Self { title, version, all: tools, by_name })
    }

    /// The names of the bundles.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The versions of the bundles.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Tool> {
        self.all.iter().map(AsRef::as_ref)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The tool of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Tool>> {
        self.by_name.get(name).and_then(|index| self.all.get(*index))
    }
}

impl Tool {
    /// The connector as a model is asked: without the questions that the application answers.
    pub fn as_asked(&self) -> &Connector {
        self.asked.as_ref().unwrap_or_else(|| self.plan.connector())
    }

    fn new(plan: Plan, request: RunRequest, identity: &[Identity]) -> Self {
        let connector = plan.connector();
        let has = |name: &str| connector.fields.iter().any(|field| field.name == name);
        let identity: Vec<Identity> = identity.iter().filter(|one| has(&one.field)).cloned().collect();
        let mut asked = (!identity.is_empty()).then(|| connector.clone());
        if let Some(asked) = &mut asked {
            asked.fields.retain(|field| identity.iter().all(|one| one.field != field.name));
        }
        let definition = tool_definition(asked.as_ref().unwrap_or(connector));
        let asks = connector.asks_first();
        // What it changes may be gone for good: it removes or replaces.
        let destroys = connector
            .steps
            .iter()
            .any(|step| step.writes() && matches!(step.method, Method::Delete | Method::Put | Method::Patch));
        let described = Described::new(&definition, &connector.name, reply_schema(connector), asks, destroys);
        Self { definition, described, asked, plan, request, identity, asks }
    }
}

/// Two bundles must not have tools of one name, nor different systems of one id: they would share secrets.
fn can_stand_together(bundles: &[SoundBundle]) -> Result<(), Failure> {
    let mut names: HashMap<&str, &Connector> = HashMap::new();
    let mut systems: HashMap<&str, &System> = HashMap::new();
    let mut complaints = Vec::new();
    for bundle in bundles {
        for connector in &bundle.connectors {
            if let Some(other) = names.insert(&connector.tool_name, connector) {
                let what =
                    format!("Two tools are called {}: “{}” and “{}”.", connector.tool_name, other.name, connector.name);
                complaints.push(Complaint::new(what, "Rename one of them in the window and export it again."));
            }
        }
        for system in &bundle.systems {
            if systems.insert(&system.id, system).is_some_and(|other| other != system) {
                let what =
                    format!("Two bundles have different systems of the id {}; they would share secrets.", system.id);
                complaints
                    .push(Complaint::new(what, "Export them in one bundle, or serve each by a process of its own."));
            }
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(Failure::wrong(complaints)) }
}

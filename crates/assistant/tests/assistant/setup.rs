//! What the tests of this crate share: tools out of documents, an engine that does not wait, a setting.

use drawbridge_assistant::{Assistant, BuiltIn, Setting, Tool, Toolbox};
use drawbridge_engine::{Engine, EngineSettings, Plan, RunRequest};
use drawbridge_model::{Connector, System};
use jiff::civil::Date;

/// The day on which every test happens.
pub const TODAY: Date = Date::constant(2026, 11, 25);

/// A tool on its samples.
pub fn tool(connector: &Connector, systems: &[System]) -> Tool {
    let plan = Plan::new(connector, systems).unwrap_or_else(|problems| panic!("{}: {problems:?}", connector.name));
    Tool::new(plan, RunRequest::on_samples())
}

/// A connector and its system as a template of the gallery has them.
pub fn template(id: &str) -> (Connector, System) {
    let drawbridge_templates::Template { system, mut connector, .. } = drawbridge_templates::find(id).unwrap();
    connector.id.clone_from(&connector.tool_name);
    (connector, system)
}

/// An engine of its own, so that tries are counted anew.
pub fn engine() -> Engine {
    Engine::new(EngineSettings::standard()).unwrap()
}

/// A setting with the built-in assistant.
pub fn setting<'a>(toolbox: &'a Toolbox, engine: &'a Engine) -> Setting<'a> {
    with(&BuiltIn, toolbox, engine)
}

/// A setting with any assistant.
pub fn with<'a>(assistant: &'a dyn Assistant, toolbox: &'a Toolbox, engine: &'a Engine) -> Setting<'a> {
    Setting::unwatched(assistant, toolbox, engine, TODAY)
}

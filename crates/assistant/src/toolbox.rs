//! The connectors that take part in a conversation, each ready to run.

use drawbridge_engine::{Plan, RunRequest};
use drawbridge_model::Connector;
use drawbridge_model::tool::{ToolDefinition, tool_definition};

use crate::builtin::Index;

/// One connector, ready to run.
#[derive(Debug)]
pub struct Tool {
    definition: ToolDefinition,
    plan: Plan,
    request: RunRequest,
}

/// All of them, and the index by which the built-in assistant chooses.
#[derive(Debug)]
pub struct Toolbox {
    tools: Vec<Tool>,
    index: Index,
}

impl Tool {
    /// A connector with how it is to be run. Of the request, everything but the inputs, the conversation, the confirmation
    /// and the start is used.
    pub fn new(plan: Plan, request: RunRequest) -> Self {
        Self { definition: tool_definition(plan.connector()), plan, request }
    }

    /// What a model is told about it.
    pub fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    /// The connector.
    pub fn connector(&self) -> &Connector {
        self.plan.connector()
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn request(&self) -> &RunRequest {
        &self.request
    }
}

impl Toolbox {
    /// Takes the tools; of two with one name the first is found.
    pub fn new(tools: Vec<Tool>) -> Self {
        let index = Index::new(tools.iter().map(Tool::connector));
        Self { tools, index }
    }

    /// The tool of this name.
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.definition.name == name)
    }

    /// All tools, in order.
    pub fn tools(&self) -> &[Tool] {
        &self.tools
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }
}

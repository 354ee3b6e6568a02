//! What the built-in assistant keeps of a conversation between two lines.

use std::collections::BTreeMap;

use drawbridge_model::{Connector, Field, FieldType};
use jiff::civil::Date;

/// Notes of one conversation. A new conversation begins with none (SECURITY LLM-16).
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The connector that is talked about, by tool name.
    pub(crate) active: Option<String>,
    /// Values by question. The same question of two connectors is one.
    pub(crate) values: BTreeMap<Question, String>,
    /// Questions of the active connector that were just asked.
    pub(crate) asked: Vec<String>,
    /// What kind of answer is waited for.
    pub(crate) waits: Waits,
    /// Whether the active connector has come to an end, so that a bare value means “and this one?”.
    pub(crate) ended: bool,
    /// Whether it ended without an answer.
    pub(crate) failed: bool,
    /// How many times in a row a line said nothing that helped.
    pub(crate) lost: u32,
}

/// What kind of answer is waited for, if not values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Waits {
    #[default]
    Nothing,
    /// Which of these connectors was meant; and the line that left it open.
    Connector { between: Vec<String>, line: String },
    /// Yes or no to a change.
    Confirmation,
    /// Which of two days.
    Day { field: String, one: Date, other: Date },
}

/// What makes two questions the same: name and type. Passwords and codes belong to one connector.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Question {
    name: String,
    field_type: &'static str,
    tool: String,
}

impl Memory {
    /// The values that fit the questions of a connector.
    pub(crate) fn known(&self, connector: &Connector) -> BTreeMap<String, String> {
        let value =
            |field: &Field| Some((field.name.clone(), self.values.get(&Question::of(field, connector))?.clone()));
        connector.fields.iter().filter_map(value).collect()
    }

    pub(crate) fn learn(&mut self, connector: &Connector, field: &str, value: String) {
        if let Some(field) = connector.fields.iter().find(|known| known.name == field) {
            self.values.insert(Question::of(field, connector), value);
        }
    }

    pub(crate) fn forget(&mut self, connector: &Connector, field: &str) {
        if let Some(field) = connector.fields.iter().find(|known| known.name == field) {
            self.values.remove(&Question::of(field, connector));
        }
    }

    /// Leaves the connector; values stay, for the next that asks the same.
    pub(crate) fn leave(&mut self) {
        self.active = None;
        self.asked.clear();
        self.waits = Waits::Nothing;
        self.ended = false;
    }

    /// Values that nobody should read in a saved chat.
    pub(crate) fn sensitive_values(&self) -> Vec<String> {
        self.values.iter().filter(|(question, _)| !question.tool.is_empty()).map(|(_, value)| value.clone()).collect()
    }
}

impl Question {
    fn of(field: &Field, connector: &Connector) -> Self {
        let field_type = match field.field_type {
            FieldType::String => "string",
            FieldType::Email => "email",
            FieldType::Integer => "integer",
            FieldType::Number => "number",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::Datetime => "datetime",
            FieldType::Phone => "phone",
            FieldType::Url => "url",
            FieldType::Choice => "choice",
        };
        let tool = if field.sensitive { connector.tool_name.clone() } else { String::new() };
        Self { name: field.name.clone(), field_type, tool }
    }
}

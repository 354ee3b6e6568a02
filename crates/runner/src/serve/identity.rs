//! Answers that the application gives and the model cannot: who is signed in there, by a header or by `_meta` of MCP.
//!
//! `--identity email=header:X-Customer-Email`: the question `email` is asked nobody, is not in the tool's schema, and a model
//! that gives it all the same is refused (SECURITY IDV-35). A call without the header is not made. Who can set the header
//! decides who the customer is, so it must come from the application, behind the token.

use drawbridge_engine::BotOutcome;
use drawbridge_model::OutcomeKind;
use drawbridge_model::inputs::InputProblem;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// A question and where its answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The question's name.
    pub field: String,
    source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Header(String),
    Meta(String),
}

/// What the application gave beside a call: its answers by header and by `_meta`.
pub trait Given: Sync {
    /// The value of a header that stands there exactly once.
    fn header(&self, name: &str) -> Option<String>;
    /// The text under a key of `_meta`.
    fn meta(&self, key: &str) -> Option<String>;
}

impl Identity {
    /// Reads `[FIELD=]header:NAME` or `[FIELD=]meta:KEY`. Without a field it is the last word of the header's name:
    /// `header:X-Customer-Email` is `email`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let shape = || {
            Failure::usage("A value of --identity is not of the form [FIELD=]header:NAME or [FIELD=]meta:KEY.")
                .hint("Write, for example, email=header:X-Customer-Email.")
        };
        let (field, source) = match text.split_once('=') {
            Some((field, source)) => (Some(field.trim()), source),
            None => (None, text),
        };
        let (kind, name) = source.split_once(':').ok_or_else(shape)?;
        let name = name.trim();
        if name.is_empty() || field == Some("") {
            return Err(shape());
        }
        let last = name.rsplit(['-', '/', '.']).next().unwrap_or(name).to_ascii_lowercase();
        let field = field.map_or(last, str::to_owned);
        let source = match kind.trim() {
            "header" => Source::Header(name.to_owned()),
            "meta" => Source::Meta(name.to_owned()),
            _ => return Err(shape()),
        };
        Ok(Self { field, source })
    }

    fn value(&self, given: &dyn Given) -> Option<String> {
        let value = match &self.source {
            Source::Header(name) => given.header(name),
            Source::Meta(key) => given.meta(key),
        };
        value.filter(|value| !value.trim().is_empty())
    }
}

/// Adds the application's answers to what the model gave. Fails where the model gave one of them, or the application
/// did not.
pub fn add(identity: &[Identity], given: &dyn Given, inputs: &mut Map<String, Value>) -> Result<(), Box<BotOutcome>> {
    for one in identity {
        if inputs.contains_key(&one.field) {
            let message = format!("There is no question “{}”. Please leave it out.", one.field);
            let problem = InputProblem { field: one.field.clone(), message: message.clone() };
            return Err(Box::new(outcome(OutcomeKind::InvalidInput, &message, vec![problem])));
        }
        let Some(value) = one.value(given) else {
            let message = "The application did not say who the customer is. Please sign in there and try again.";
            return Err(Box::new(outcome(OutcomeKind::Unavailable, message, Vec::new())));
        };
        inputs.insert(one.field.clone(), Value::String(value));
    }
    Ok(())
}

/// An outcome of a call that was not made.
pub fn outcome(outcome: OutcomeKind, message: &str, problems: Vec<InputProblem>) -> BotOutcome {
    BotOutcome {
        outcome,
        message: message.to_owned(),
        data: None,
        problems,
        confirmation: None,
        retry_after_seconds: None,
        repeated: false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    struct Headers(&'static [(&'static str, &'static str)]);

    impl Given for Headers {
        fn header(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| (*value).to_owned())
        }

        fn meta(&self, _: &str) -> Option<String> {
            None
        }
    }

    /// SECURITY IDV-35.
    #[test]
    fn what_the_application_says_of_the_customer_cannot_come_from_the_model() {
        let identity = [Identity::parse("header:X-Customer-Email").unwrap()];
        assert_eq!(identity[0].field, "email");
        let given = Headers(&[("x-customer-email", "ana@example.com")]);
        let mut inputs = json!({"order_id": 1}).as_object().unwrap().clone();
        add(&identity, &given, &mut inputs).unwrap();
        assert_eq!(Value::Object(inputs), json!({"order_id": 1, "email": "ana@example.com"}));
        let mut told = json!({"email": "eve@example.com"}).as_object().unwrap().clone();
        assert_eq!(add(&identity, &given, &mut told).unwrap_err().outcome, OutcomeKind::InvalidInput);
        for nothing in [Headers(&[]), Headers(&[("x-customer-email", " ")])] {
            assert_eq!(add(&identity, &nothing, &mut Map::new()).unwrap_err().outcome, OutcomeKind::Unavailable);
        }
    }

    #[test]
    fn an_identity_of_another_form_is_refused() {
        for wrong in ["email", "email=", "=header:X", "cookie:x", "email=header:", "header:"] {
            assert!(Identity::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Identity::parse("phone=meta:shop/customer.tel").unwrap().field, "phone");
    }
}

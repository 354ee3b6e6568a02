//! Decides whether the customer has proved who they are. Pure: responses and inputs in, a decision out.
//!
//! The only way to an answer is through [`Verified`], which nothing outside this file can make. A rule that cannot be
//! judged has failed: a missing value, a list, a `null`, an empty text, a name that occurs twice, a step that did not run.
//! Rules are judged as soon as their step's answer is there, and a step that follows is sent only if
//! [`Decision::after_step`] says so. To add a type of rule, add an arm to [`judge`] (and a comparator to
//! [`crate::compare`] if it compares).

use drawbridge_model::inputs::{InputValue, Inputs};
use drawbridge_model::path::Path;
use drawbridge_model::{MatchRules, ValidationType};
use serde_json::Value;

use crate::compare::compare;
use crate::evidence::{Document, Leaf, NoLeaf};
use crate::limits;
use crate::trace::{RuleState, RuleTrace, Side};
use crate::values::HIDDEN;

/// A rule, parsed once.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) position: usize,
    /// Position of the step whose answer is read.
    pub(crate) step: usize,
    pub(crate) step_id: String,
    pub(crate) said: Said,
    pub(crate) path: Path,
    pub(crate) comparator: ValidationType,
    pub(crate) digits: usize,
    /// Whether it says who the customer is.
    pub(crate) identifies: bool,
    /// The words for the bot, empty for the uniform ones.
    pub(crate) error: String,
}

/// What stands on the customer's side of a rule.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// A question.
    Field {
        /// Its name.
        name: String,
        /// Whether its value must not be shown.
        sensitive: bool,
    },
    /// A constant.
    Constant(InputValue),
    /// Nothing: the rule looks at the answer alone.
    Nothing,
}

/// A rule did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Position of the rule; none if it was the connector's rules as a whole.
    pub(crate) rule: Option<usize>,
    /// Why, for the owner.
    pub(crate) reason: String,
    /// Whether the rule's own words may be said: it says who the customer is, or they have proved that already.
    pub(crate) may_tell: bool,
}

/// Proof that every rule that had to hold did. Only an answer can be made of it.
#[derive(Debug)]
pub(crate) struct Verified<'run> {
    documents: &'run [Option<Document>],
}

impl<'run> Verified<'run> {
    /// The answer of a step, if it ran and answered with data.
    pub(crate) fn document(&self, step: usize) -> Option<&'run Document> {
        self.documents.get(step).and_then(Option::as_ref)
    }
}

/// A decision while it is being made.
#[derive(Debug)]
pub(crate) struct Decision<'plan> {
    rules: &'plan [Rule],
    combine: MatchRules,
    public: bool,
    traces: Vec<RuleTrace>,
}

impl<'plan> Decision<'plan> {
    pub(crate) fn new(rules: &'plan [Rule], combine: MatchRules, public: bool) -> Self {
        let traces = rules.iter().map(not_reached).collect();
        Self { rules, combine, public, traces }
    }

    /// Judges the rules that read this step's answer; `document` is `None` if the step did not run or sent no data. An
    /// error means that nothing more may be sent. `next_writes`: the step that follows changes something.
    pub(crate) fn after_step(
        &mut self,
        step: usize,
        document: Option<&Document>,
        inputs: &Inputs,
        next_writes: bool,
    ) -> Result<(), Refused> {
        for rule in self.rules.iter().filter(|rule| rule.step == step) {
            self.traces[rule.position] = judge(rule, document, inputs);
        }
        let must_hold = |rule: &&Rule| self.combine == MatchRules::All || !rule.identifies;
        let failed = |rule: &&Rule| self.state(rule) == RuleState::Failed;
        // Who has not proved who they are learns nothing from another rule's words, so identity comes first.
        let identity_first = |identifies| self.rules.iter().filter(move |rule| rule.identifies == identifies);
        let mut ordered = identity_first(true).chain(identity_first(false));
        if let Some(rule) = ordered.find(|rule| must_hold(rule) && failed(rule)) {
            return Err(self.refused(rule));
        }
        if self.combine == MatchRules::Any {
            return self.any_may_go_on(next_writes);
        }
        Ok(())
    }

    /// One identity rule is enough; nothing is changed before it held, and no more is asked when none is left.
    fn any_may_go_on(&self, next_writes: bool) -> Result<(), Refused> {
        let mut identity = self.rules.iter().filter(|rule| rule.identifies).peekable();
        if identity.peek().is_none() || identity.clone().any(|rule| self.state(rule) == RuleState::Held) {
            return Ok(());
        }
        let one_is_left = identity.clone().any(|rule| self.state(rule) == RuleState::NotReached);
        let first_failed = identity.find(|rule| self.state(rule) == RuleState::Failed);
        match first_failed {
            Some(rule) if !one_is_left || next_writes => Err(self.refused(rule)),
            None if next_writes => {
                let reason = "A change comes before any rule has held.".to_owned();
                Err(Refused { rule: None, reason, may_tell: false })
            }
            _ => Ok(()),
        }
    }

    /// Whether the customer has proved who they are already, whatever else is still to be judged.
    pub(crate) fn is_identified(&self) -> bool {
        let held = |rule: &&Rule| self.state(rule) == RuleState::Held;
        let mut identity = self.rules.iter().filter(|rule| rule.identifies).peekable();
        identity.peek().is_some()
            && match self.combine {
                MatchRules::All => identity.all(|rule| held(&rule)),
                MatchRules::Any => identity.any(|rule| held(&rule)),
            }
    }

    /// The proof, if every rule was judged and what had to hold did.
    pub(crate) fn finish<'run>(&self, documents: &'run [Option<Document>]) -> Result<Verified<'run>, Refused> {
        let held = |rule: &Rule| self.state(rule) == RuleState::Held;
        let mut identity = self.rules.iter().filter(|rule| rule.identifies).peekable();
        if identity.peek().is_none() && !self.public {
            let reason = "No rule says who the customer is.".to_owned();
            return Err(Refused { rule: None, reason, may_tell: false });
        }
        let enough_held = self.combine == MatchRules::Any && identity.any(held);
        let missing = self.rules.iter().find(|rule| !(held(rule) || enough_held && rule.identifies));
        match missing {
            Some(rule) => Err(self.refused(rule)),
            None => Ok(Verified { documents }),
        }
    }

    /// Every rule and how it came out, in order.
    pub(crate) fn traces(self) -> Vec<RuleTrace> {
        self.traces
    }

    fn state(&self, rule: &Rule) -> RuleState {
        self.traces[rule.position].state
    }

    fn refused(&self, rule: &Rule) -> Refused {
        let may_tell = rule.identifies || self.is_identified() || !self.rules.iter().any(|rule| rule.identifies);
        Refused { rule: Some(rule.position), reason: self.traces[rule.position].reason.clone(), may_tell }
    }
}

fn not_reached(rule: &Rule) -> RuleTrace {
    RuleTrace {
        rule: rule.position,
        step: rule.step_id.clone(),
        rule_type: rule.comparator,
        said: said_side(rule, None),
        answered: Side { source: rule.path.as_written().to_owned(), ..Side::default() },
        state: RuleState::NotReached,
        reason: "The run ended before this rule.".to_owned(),
    }
}

/// Judges one rule.
fn judge(rule: &Rule, document: Option<&Document>, inputs: &Inputs) -> RuleTrace {
    let said = match &rule.said {
        Said::Field { name, .. } => inputs.get(name),
        Said::Constant(constant) => Some(constant),
        Said::Nothing => None,
    };
    let mut trace = RuleTrace { said: said_side(rule, said), ..not_reached(rule) };
    let result = match document {
        None => Err("the request was not answered with data".to_owned()),
        Some(document) => judge_type(rule, document, said, &mut trace.answered),
    };
    trace.state = if result.is_ok() { RuleState::Held } else { RuleState::Failed };
    let path = rule.path.as_written();
    let found = &trace.answered.kind;
    trace.reason = match result {
        Ok(()) => format!("“{path}” is as the rule wants it."),
        Err(why) if found.is_empty() => format!("“{path}”: {why}."),
        Err(why) => format!("“{path}” is {}: {why}.", with_article(found)),
    };
    trace
}

fn judge_type(rule: &Rule, document: &Document, said: Option<&InputValue>, answered: &mut Side) -> Result<(), String> {
    match rule.comparator {
        ValidationType::Exists | ValidationType::NotExists => {
            let there = match document.leaf(&rule.path) {
                Err(NoLeaf::DuplicateName) => return Err(note(answered, NoLeaf::DuplicateName)),
                Ok(leaf) => {
                    show(answered, &leaf);
                    true
                }
                Err(no_leaf) => {
                    no_leaf.kind().clone_into(&mut answered.kind);
                    rule.path.query(document.value()).iter().any(|found| !found.is_null())
                }
            };
            let wanted = rule.comparator == ValidationType::Exists;
            if there == wanted { Ok(()) } else { Err(format!("it must {}be there", if wanted { "" } else { "not " })) }
        }
        ValidationType::IsTrue => match document.leaf(&rule.path) {
            Ok(leaf) => {
                show(answered, &leaf);
                if leaf == Leaf::Boolean(true) { Ok(()) } else { Err("it must be true".to_owned()) }
            }
            Err(no_leaf) => Err(note(answered, no_leaf)),
        },
        ValidationType::NotEmpty => match document.leaf(&rule.path) {
            Ok(leaf) => {
                show(answered, &leaf);
                if leaf.as_text().trim().is_empty() { Err("it must not be empty".to_owned()) } else { Ok(()) }
            }
            Err(no_leaf @ (NoLeaf::List | NoLeaf::Object | NoLeaf::Several)) => {
                no_leaf.kind().clone_into(&mut answered.kind);
                let found = rule.path.query(document.value());
                let full = !found.is_empty() && found.iter().all(|value| !is_empty(value));
                if full { Ok(()) } else { Err("it must not be empty".to_owned()) }
            }
            Err(no_leaf) => Err(note(answered, no_leaf)),
        },
        ValidationType::OneOf => one_of(rule, document, required(said)?, answered),
        _ => match document.leaf(&rule.path) {
            Ok(leaf) => {
                show(answered, &leaf);
                compare_leaf(rule, required(said)?, &leaf)
            }
            Err(no_leaf) => Err(note(answered, no_leaf)),
        },
    }
}

/// A yes or no equals a yes or no only, and only by `equals`.
fn compare_leaf(rule: &Rule, said: &InputValue, leaf: &Leaf) -> Result<(), String> {
    let booleans = (matches!(said, InputValue::Boolean(_)), matches!(leaf, Leaf::Boolean(_)));
    let comparable =
        booleans == (false, false) || (booleans == (true, true) && rule.comparator == ValidationType::Equals);
    if !comparable {
        return Err("the two are of different kinds".to_owned());
    }
    compare(rule.comparator, said.as_text(), leaf.as_text(), rule.digits).map_err(str::to_owned)
}

/// Every element is a text, and exactly one of them is equal.
fn one_of(rule: &Rule, document: &Document, said: &InputValue, answered: &mut Side) -> Result<(), String> {
    let leaves = document.elements(&rule.path, limits::ONE_OF_NODES).map_err(|no_leaf| note(answered, no_leaf))?;
    "list".clone_into(&mut answered.kind);
    if leaves.len() > limits::ONE_OF_NODES {
        return Err(format!("it has more than {} elements", limits::ONE_OF_NODES));
    }
    let texts: Option<Vec<&str>> = leaves
        .iter()
        .map(|leaf| match leaf {
            Ok(Leaf::Text(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let texts = texts.ok_or("not every element is a text")?;
    answered.value = Some(texts.join(", "));
    let equal = texts.iter().filter(|text| compare(ValidationType::OneOf, said.as_text(), text, rule.digits).is_ok());
    match equal.count() {
        1 => Ok(()),
        0 => Err("no element is the same".to_owned()),
        _ => Err("more than one element is the same".to_owned()),
    }
}

fn required(said: Option<&InputValue>) -> Result<&InputValue, String> {
    said.ok_or_else(|| "the customer said nothing".to_owned())
}

fn note(answered: &mut Side, no_leaf: NoLeaf) -> String {
    no_leaf.kind().clone_into(&mut answered.kind);
    "one text, number or yes or no was expected".to_owned()
}

fn show(answered: &mut Side, leaf: &Leaf) {
    leaf.kind().clone_into(&mut answered.kind);
    answered.value = Some(leaf.as_text().to_owned());
}

fn said_side(rule: &Rule, said: Option<&InputValue>) -> Side {
    let (source, hidden) = match &rule.said {
        Said::Field { name, sensitive } => (name.as_str(), *sensitive),
        Said::Constant(_) => ("a constant", false),
        Said::Nothing => ("", false),
    };
    let kind = match said {
        None => "nothing",
        Some(InputValue::Text(_)) => "text",
        Some(InputValue::Number(_)) => "number",
        Some(InputValue::Boolean(_)) => "true or false",
    };
    let value = said.map(|value| if hidden { HIDDEN } else { value.as_text() }.to_owned());
    Side { source: source.to_owned(), kind: kind.to_owned(), value }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn with_article(kind: &str) -> String {
    match kind {
        "text" | "number" | "list" => format!("a {kind}"),
        "object" => "an object".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests;

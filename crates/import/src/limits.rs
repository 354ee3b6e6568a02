//! How much of a text is read. Whatever is cut here is said in a finding or a refusal.

/// The largest text, in bytes.
pub const MAX_BYTES: usize = 20_000_000;
/// Requests that one import offers, at most.
pub const MAX_REQUESTS: usize = 10_000;
/// Questions that one draft asks, at most; a bot that asks more is of no use.
pub const MAX_QUESTIONS: usize = 30;
/// Members of an object without required ones that become questions, at most.
pub(crate) const MAX_OPTIONAL_QUESTIONS: usize = 12;
/// Values of a body or of an answer that are made from a schema, at most.
pub(crate) const MAX_SCHEMA_VALUES: usize = 300;
/// How deep a body or an answer is made from a schema.
pub(crate) const MAX_SCHEMA_DEPTH: usize = 10;
/// How many references may lead from one to the next.
pub(crate) const MAX_REFERENCES: usize = 32;
/// How deep folders of a collection may lie in one another.
pub(crate) const MAX_FOLDERS: usize = 64;
/// The largest recorded answer that becomes a sample, in bytes.
pub(crate) const MAX_ANSWER_BYTES: usize = 200_000;
/// The longest description that becomes part of a prompt, in characters.
pub(crate) const MAX_DESCRIPTION: usize = 600;
/// The longest name, in characters.
pub(crate) const MAX_NAME: usize = 80;
/// Findings of one import that belong to no request, at most.
pub(crate) const MAX_FINDINGS: usize = 200;
/// YAML: nodes and scalars of the whole document.
pub(crate) const MAX_YAML_NODES: usize = 2_000_000;
/// YAML: values that aliases repeat, so that ten lines cannot become a billion.
pub(crate) const MAX_YAML_ALIAS_EVENTS: usize = 500_000;
/// YAML: how deep values may lie in one another; the reader needs a good part of the stack for each level. JSON has the
/// limit of `serde_json`, 128.
pub(crate) const MAX_YAML_DEPTH: usize = 64;

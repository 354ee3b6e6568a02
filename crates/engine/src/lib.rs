//! Runs a connector: rendering, HTTP, validations, answer, redaction, trace.

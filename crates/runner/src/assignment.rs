//! Reads the values of the command line that clap takes as plain texts: `NAME=VALUE`, `SYSTEM=URL`,
//! `SYSTEM.NAME=VALUE`, `HOST:PORT[=CIDR]`. A complaint names the flag and the shape, never the value: what was put
//! in the wrong place may be a secret.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

/// No file of inputs is longer.
const LONGEST_INPUTS: u64 = 1024 * 1024;

/// Splits `left=right` at the first `=`.
pub fn pair<'text>(flag: &str, shape: &str, text: &'text str) -> Result<(&'text str, &'text str), Failure> {
    match text.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() => Ok((left.trim(), right)),
        _ => Err(Failure::usage(format!("A value of {flag} is not of the form {shape}."))),
    }
}

/// Reads `SYSTEM.NAME=VALUE`.
pub fn setting(text: &str) -> Result<(&str, &str, &str), Failure> {
    let shape = "SYSTEM.NAME=VALUE";
    let (place, value) = pair("--set", shape, text)?;
    match place.split_once('.') {
        Some((system, name)) => Ok((system, name, value)),
        None => Err(Failure::usage(format!("A value of --set is not of the form {shape}."))),
    }
}

/// What the customer said: each `--input`, and the JSON object of `--inputs-from`.
pub fn inputs(texts: &[String], file: Option<&Path>) -> Result<BTreeMap<String, Value>, Failure> {
    let mut inputs = match file {
        Some(file) => inputs_from(file)?,
        None => BTreeMap::new(),
    };
    for text in texts {
        let (name, value) = pair("--input", "NAME=VALUE", text)?;
        if inputs.insert(name.to_owned(), Value::String(value.to_owned())).is_some() {
            return Err(Failure::usage(format!("The input {name} was given twice.")).hint("Give each input once."));
        }
    }
    Ok(inputs)
}

fn inputs_from(file: &Path) -> Result<BTreeMap<String, Value>, Failure> {
    let place = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    let bytes = read_at_most(file, LONGEST_INPUTS)
        .map_err(|reason| Failure::usage(format!("The inputs in {place} cannot be read: {reason}.")))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::usage(format!("The inputs in {place} are not one JSON object (line {line}, column {column})."))
            .hint(r#"Write them as {"order_id": "8142", "email": "ana@example.com"}."#)
    })
}

/// A file's bytes, or those of standard input for `-`; the reason is the rest of a sentence.
pub fn read_at_most(file: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        let meta = std::fs::metadata(file).map_err(|error| words(&error))?;
        if meta.is_dir() {
            return Err("it is a directory".to_owned());
        }
        std::fs::File::open(file).and_then(|open| open.take(most + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(words(&error)),
        Ok(_) if bytes.len() as u64 > most => Err(format!("it is larger than {} MiB", most / 1024 / 1024)),
        Ok(_) => Ok(bytes),
    }
}

fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        _ => error.to_string(),
    }
}

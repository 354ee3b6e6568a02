//! What `drawbridge serve` is told: by a file, by the environment and by flags, in that order; a later one wins.
//!
//! The file's values become the defaults of the flags of the same names, so there is one list of settings, one way to read
//! a value and one text of help. A key that is no flag is refused: it is a misspelling, or a secret that must not lie in a
//! file that others read.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, FromArgMatches, ValueEnum};

use crate::arguments::{Arguments, SuppliedArguments, Target};
use crate::assignment::read_at_most;
use crate::failure::Failure;

/// The command's name on the command line.
const NAME: &str = "serve";
/// No settings file is longer.
const LONGEST_FILE: u64 = 1024 * 1024;

/// All that `serve` takes.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeArguments {
    /// The bundles' files; their tools are offered together
    #[arg(env = "DRAWBRIDGE_BUNDLES", value_delimiter = ',')]
    pub bundles: Vec<PathBuf>,
    /// Go on although a bundle was changed after its export
    #[arg(long)]
    pub accept_changed: bool,
    /// Refuse a bundle that was not signed with the private half of this public key
    #[arg(long, value_name = "PUBLIC.pem", env = "DRAWBRIDGE_REQUIRE_SIGNATURE")]
    pub require_signature: Option<PathBuf>,
    /// Read settings from a TOML file; flags and variables win over it
    #[arg(long, value_name = "FILE", env = "DRAWBRIDGE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Listen for HTTP here, such as 127.0.0.1:8787; without it one MCP client speaks over standard input and output
    #[arg(long, value_name = "ADDRESS", env = "DRAWBRIDGE_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// A name under which clients reach it, such as bot.example.com; once per name
    #[arg(long, value_name = "HOST[:PORT]", env = "DRAWBRIDGE_ALLOW_HOST", value_delimiter = ',')]
    pub allow_host: Vec<String>,
    /// A web page's origin that may call it, such as `https://chat.example.com`; once per origin
    #[arg(long, value_name = "ORIGIN", env = "DRAWBRIDGE_ALLOW_ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<String>,
    /// Take the answer to a question from the application and never from the model, such as email=header:X-Customer-Email
    #[arg(long, value_name = "[FIELD=]header:NAME|meta:KEY", env = "DRAWBRIDGE_IDENTITY", value_delimiter = ',')]
    pub identity: Vec<String>,
    /// Share what must hold over all replicas in Valkey or Redis, such as `redis://valkey:6379`
    #[arg(long, value_name = "URL", env = "DRAWBRIDGE_STATE")]
    pub state: Option<String>,
    /// How many calls may ask APIs at the same time; one more is told to come back
    #[arg(long, value_name = "NUMBER", env = "DRAWBRIDGE_CALLS_AT_ONCE", default_value_t = 16)]
    pub calls_at_once: u16,
    /// On how many threads calls are worked at; one takes thousands a second and the least of the processor for each
    #[arg(long, value_name = "NUMBER", env = "DRAWBRIDGE_THREADS", default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
    /// How many calls a caller may make in a minute; 0 is as many as it likes
    #[arg(long, value_name = "NUMBER", env = "DRAWBRIDGE_CALLS_PER_MINUTE", default_value_t = 600)]
    pub calls_per_minute: u32,
    /// How it tells what happens on standard error
    #[arg(long, value_name = "FORM", value_enum, env = "DRAWBRIDGE_LOG", default_value_t = LogForm::Text)]
    pub log: LogForm,
    /// Where the calls go
    #[arg(long = "env", value_name = "ENVIRONMENT", value_enum, env = "DRAWBRIDGE_ENV", default_value_t = Target::Live)]
    pub environment: Target,
    /// What the operator supplies
    #[command(flatten)]
    pub supplied: SuppliedArguments,
}

/// The form of what is told on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Sentences for people
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// What `--help` says below the list.
pub const HELP: &str = "\
Without --listen it speaks MCP over standard input and output, as Claude Desktop, VS Code and Cursor start it. With --listen
it offers at that address
  /mcp            MCP, streamable HTTP, revisions 2025-11-25 and 2026-07-28
  /tools/NAME     POST {\"inputs\": {…}, \"conversation\": \"…\"} and get the outcome
  /tools          the tools, in the shape of OpenAI's (?as=openai) or Anthropic's (?as=anthropic)
  /openapi.json   the same as OpenAPI 3.1
  /healthz /readyz /metrics

Beyond this computer it needs a token, which clients send as Authorization: Bearer …: the variable
DRAWBRIDGE_SECRET_SERVE_TOKEN or the file serve/token in --secrets-dir. Give several, with a space between, to change it
without a break. Names under which it is reached are given with --allow-host. It does not encrypt: put it behind a proxy that
does. Secrets of the systems are looked for as with `drawbridge call --help`.

With --state any number of replicas stand behind any load balancer: counted tries, used confirmations, writes of the last
minute and fetched tokens lie in Valkey or Redis, hashed or encrypted. All replicas need the same key, at least 32 random
bytes: the variable DRAWBRIDGE_SECRET_STATE_KEY or the file state/key (openssl rand -base64 32 makes one), and a password if
the state wants one: DRAWBRIDGE_SECRET_STATE_PASSWORD or state/password. While the state cannot be reached, nobody is
verified and /readyz says so. Let it keep what it has (maxmemory-policy noeviction), and let the clocks of all computers agree.

With OTEL_EXPORTER_OTLP_ENDPOINT traces and metrics go there (OTLP over HTTP); the usual OTEL_* variables are read.

SIGHUP reads bundles, settings and secrets anew; calls under way end as they began. SIGTERM ends it within five seconds.";

/// Reads the command line anew with the file's values as defaults, if it names a file.
pub fn with_file(raw: &[OsString], arguments: &ServeArguments) -> Result<ServeArguments, Failure> {
    let Some(file) = arguments.config.clone() else { return Ok(arguments.clone()) };
    let table = read(&file)?;
    let mut defaults = Vec::new();
    let known = Arguments::command();
    let known = known.find_subcommand(NAME).ok_or_else(|| Failure::usage("There is no such command."))?;
    for (key, value) in table {
        let id = key.replace('-', "_");
        let argument = known.get_arguments().find(|argument| {
            argument.get_id().as_str() != "config"
                && (argument.get_id() == id.as_str() || argument.get_long().is_some_and(|long| long == key))
        });
        let Some(argument) = argument else {
            let hint = "The keys are the long flags of `drawbridge serve --help` without their dashes.";
            return Err(Failure::usage(format!("{}: there is no setting “{key}”.", file.display())).hint(hint));
        };
        defaults.push((argument.get_id().to_string(), values(&file, &key, value)?));
    }
    let command = Arguments::command().mut_subcommand(NAME, |serve| {
        defaults.into_iter().fold(serve, |serve, (id, values)| {
            serve.mut_arg(id, |argument| {
                if matches!(argument.get_action(), clap::ArgAction::SetTrue) {
                    argument
                        .action(clap::ArgAction::Set)
                        .num_args(0..=1)
                        .default_missing_value("true")
                        .default_values(values)
                } else {
                    argument.default_values(values)
                }
            })
        })
    });
    let wrong = |error: &clap::Error| {
        // Its first paragraph; the rest is usage.
        let text = error.to_string();
        let what = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Failure::usage(format!("{}: {what}", file.display()))
    };
    let matches = command.try_get_matches_from(raw).map_err(|error| wrong(&error))?;
    let serve = matches.subcommand_matches(NAME).unwrap_or(&matches);
    ServeArguments::from_arg_matches(serve).map_err(|error| wrong(&error))
}

fn read(file: &Path) -> Result<toml::Table, Failure> {
    let place = file.display();
    let bytes = read_at_most(file, LONGEST_FILE)
        .map_err(|reason| Failure::usage(format!("The settings {place} cannot be read: {reason}.")))?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::usage(format!("The settings {place} are not UTF-8 text.")))?;
    text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
        // The parser's own words repeat the line, which may hold a secret that was put there by mistake.
        Failure::usage(format!("The settings {place} are not TOML; look at line {line}."))
    })
}

/// A value as the flag's texts: one, or several for a list.
fn values(file: &Path, key: &str, value: toml::Value) -> Result<Vec<String>, Failure> {
    let text = |value: toml::Value| match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(is) => Some(is.to_string()),
        _ => None,
    };
    let texts: Option<Vec<String>> = match value {
        toml::Value::Array(items) => items.into_iter().map(text).collect(),
        value => text(value).map(|text| vec![text]),
    };
    texts.ok_or_else(|| {
        Failure::usage(format!(
            "{}: the value of “{key}” is no text, number, yes or no, nor a list of them.",
            file.display()
        ))
    })
}

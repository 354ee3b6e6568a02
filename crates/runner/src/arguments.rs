//! The command line: what may be asked, in the words of `--help`.
//!
//! Values of the form `SYSTEM.NAME=VALUE` are taken as plain texts here and read in [`crate::assignment`], because
//! clap repeats a value that it refuses, and what was typed by mistake may be a secret. For the same reason
//! [`refuse_secrets`] looks at the raw arguments before clap does (SECURITY SEC-16). To add a command, add a variant
//! and a module of its name.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use drawbridge_model::Environment;

use crate::failure::Failure;
use crate::serve::settings::{self, ServeArguments};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "drawbridge",
    version,
    about = "Runs the connectors of a bundle that was exported from Drawbridge.",
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run one tool once and print its outcome as one JSON object
    #[command(after_help = CALL_HELP)]
    Call(Box<CallArguments>),
    /// Talk to the bundle's tools as a customer would, through the built-in assistant
    #[command(after_help = CHAT_HELP)]
    Chat(Box<ChatArguments>),
    /// Put the tools beside a chatbot: MCP on standard input and output, or MCP and REST over HTTP
    #[command(after_help = settings::HELP)]
    Serve(Box<ServeArguments>),
    /// Say what is wrong with a bundle; exit status 1 if something is
    Check(BundleArguments),
    /// Run the saved tests on the recorded samples, without any network
    Test(BundleArguments),
    /// Make drafts of cURL commands, an OpenAPI description, a Postman collection or a HAR recording
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArguments),
    /// Describe the tools to another program: as an OpenAPI file, or as OpenAI's or Anthropic's tools
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArguments),
    /// Make a key for signatures: NAME.key.pem signs, NAME.pub.pem checks
    Keys(KeysArguments),
    /// Sign a bundle, so that whoever runs it can tell that it is yours
    #[command(after_help = SIGN_HELP)]
    Sign(SignArguments),
    /// Say whether a bundle is as it was signed; exit status 2 if it is not
    Verify(VerifyArguments),
    /// List the templates to start from, or print one as a bundle
    #[command(after_help = TEMPLATE_HELP)]
    Template {
        /// Which one, such as `woocommerce/order_status`; without it they are listed
        id: Option<String>,
    },
    /// Print the JSON Schema of the format
    Schema {
        /// Which document
        #[arg(value_enum, default_value_t = Document::Bundle)]
        document: Document,
    },
}

/// A bundle, and whether a changed one is accepted.
#[derive(Debug, clap::Args)]
pub struct BundleArguments {
    /// The bundle's file, or - for standard input
    pub bundle: PathBuf,
    /// Go on although the bundle was changed after its export
    #[arg(long)]
    pub accept_changed: bool,
    /// Refuse a bundle that was not signed with the private half of this public key
    #[arg(long, value_name = "PUBLIC.pem")]
    pub require_signature: Option<PathBuf>,
}

/// All that `call` takes.
#[derive(Debug, clap::Args)]
pub struct CallArguments {
    /// The bundle
    #[command(flatten)]
    pub bundle: BundleArguments,
    /// The tool's name, such as `order_status`
    pub tool: String,
    /// What the customer said; once per question
    #[arg(long = "input", value_name = "NAME=VALUE")]
    pub inputs: Vec<String>,
    /// Read the inputs from a JSON object in a file, or - for standard input; keeps a password off the command line
    #[arg(long, value_name = "FILE")]
    pub inputs_from: Option<PathBuf>,
    /// Where the call goes
    #[arg(long = "env", value_name = "ENVIRONMENT", value_enum, default_value_t = Target::Live)]
    pub environment: Target,
    /// Add the story of the run for the owner: requests, times, rules; secrets are hidden
    #[arg(long)]
    pub trace: bool,
    /// Say yes for the customer when the tool changes something
    #[arg(long)]
    pub yes: bool,
    /// Names the conversation for which failed tries are counted
    #[arg(long, value_name = "ID", default_value = "command line")]
    pub conversation: String,
    /// What the operator supplies
    #[command(flatten)]
    pub supplied: SuppliedArguments,
}

/// All that `chat` takes.
#[derive(Debug, clap::Args)]
pub struct ChatArguments {
    /// The bundle
    #[command(flatten)]
    pub bundle: BundleArguments,
    /// Talk to this tool only
    #[arg(long, value_name = "TOOL")]
    pub only: Option<String>,
    /// Where calls go
    #[arg(long = "env", value_name = "ENVIRONMENT", value_enum, default_value_t = Target::Sample)]
    pub environment: Target,
    /// Take the customer's lines from a file, one a line, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Print each turn as one JSON object with its trace
    #[arg(long)]
    pub json: bool,
    /// Let this language model answer in place of the built-in assistant
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// Which API the model has
    #[arg(long, value_name = "API", value_enum, default_value_t = Api::Openai)]
    pub model_api: Api,
    /// Where the model is; without it, where its maker offers it
    #[arg(long, value_name = "URL")]
    pub model_address: Option<String>,
    /// What the operator supplies
    #[command(flatten)]
    pub supplied: SuppliedArguments,
}

/// All that `import` takes.
#[derive(Debug, clap::Args)]
pub struct ImportArguments {
    /// What the file is
    #[arg(value_enum)]
    pub format: ImportFormat,
    /// The file, or - for standard input
    pub file: PathBuf,
    /// Write the drafts as a bundle to this new file, or to - for standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Take this draft only; once per draft
    #[arg(long, value_name = "TOOL")]
    pub only: Vec<String>,
}

/// All that `export` takes.
#[derive(Debug, clap::Args)]
pub struct ExportArguments {
    /// The bundle
    #[command(flatten)]
    pub bundle: BundleArguments,
    /// In which form
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub format: ExportFormat,
    /// Write to this new file in place of standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Where the runner will answer, such as `https://bot.example.com`; an OpenAPI file says it
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
}

/// A form in which tools are described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// OpenAPI 3.1: GPT Actions, Copilot Studio, Dify and others
    Openapi,
    /// The tools of OpenAI's chat completions
    Openai,
    /// The tools of Anthropic's Messages
    Anthropic,
}

/// All that `keys` takes.
#[derive(Debug, clap::Args)]
pub struct KeysArguments {
    /// How the two new files begin, such as `shop`
    pub name: PathBuf,
}

/// All that `sign` takes.
#[derive(Debug, clap::Args)]
pub struct SignArguments {
    /// The bundle's file, or - for standard input
    pub bundle: PathBuf,
    /// The file of the private key
    #[arg(long, value_name = "KEY.pem")]
    pub key: PathBuf,
    /// Write the signed bundle to this new file in place of standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

/// All that `verify` takes.
#[derive(Debug, clap::Args)]
pub struct VerifyArguments {
    /// The bundle's file, or - for standard input
    pub bundle: PathBuf,
    /// The file of the public key
    #[arg(long, value_name = "PUBLIC.pem")]
    pub key: PathBuf,
}

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// Shell commands that call curl
    Curl,
    /// OpenAPI 2.0 to 3.2, JSON or YAML
    Openapi,
    /// A Postman collection
    Postman,
    /// What a browser recorded
    Har,
}

/// Addresses, settings, secrets and permissions of whoever runs a bundle.
#[derive(Debug, Clone, clap::Args)]
pub struct SuppliedArguments {
    /// Where secrets lie as SYSTEM/NAME, in files of mode 0600
    #[arg(long, value_name = "DIR", env = "DRAWBRIDGE_SECRETS_DIR")]
    pub secrets_dir: Option<PathBuf>,
    /// Use this address for a system instead of the bundle's
    #[arg(long = "base", value_name = "SYSTEM=URL")]
    pub bases: Vec<String>,
    /// Give a setting its value; never a secret
    #[arg(long = "set", value_name = "SYSTEM.NAME=VALUE")]
    pub settings: Vec<String>,
    /// Allow one address on this computer or a private network, and, with =CIDR, only those numbers
    #[arg(long, value_name = "HOST:PORT[=CIDR]")]
    pub allow_private: Vec<String>,
    /// Allow one address without encryption, such as `http://intranet.example:8080`
    #[arg(long, value_name = "ORIGIN")]
    pub allow_http: Vec<String>,
}

/// The API of a language model, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Api {
    /// Chat completions: OpenAI, Azure, Ollama, LM Studio, vLLM, llama.cpp and many more
    Openai,
    /// Anthropic's Messages
    Anthropic,
}

/// Where a call goes, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// The recorded samples; nothing leaves this computer
    Sample,
    /// The test system
    Test,
    /// The real system
    Live,
}

impl From<Target> for Environment {
    fn from(target: Target) -> Self {
        match target {
            Target::Sample => Self::Sample,
            Target::Test => Self::Test,
            Target::Live => Self::Live,
        }
    }
}

/// A document that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// One connector
    Connector,
    /// A whole bundle
    Bundle,
}

const CALL_HELP: &str = "\
Secrets are never given on the command line. Each is looked for in
  1. the variable DRAWBRIDGE_SECRET_<SYSTEM>_<NAME>, such as DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY
  2. the file <system>/<name> in --secrets-dir
  3. this computer's keychain: service org.drawbridge.desktop, account <system>/<name>@<origin>, such as
     woocommerce/woo_key@https://yourstore.com
Variables can be read by other programs of the same user; files of mode 0600 are better.

A tool that changes something answers needs_confirmation and says what it would do. Confirmation tokens end with
this process, so they cannot be given back in a second call; use --yes, which asks and agrees in one go. Failed
tries are counted within one process too.

Exit status: 0 answer, 10 not_verified, 11 invalid_input, 12 needs_confirmation, 13 throttled, 14 api_error,
15 unavailable; 2 wrong usage or a bad bundle, 3 a secret, setting or address is missing.";

const TEMPLATE_HELP: &str = "\
A template is tried at once on its own samples, without an account:
  drawbridge template woocommerce/order_status > shop.json
  drawbridge call shop.json order_status --env sample --input order_id=727 --input email=ana@example.com
What must be filled in for a real system, and where to find it, stands in the bundle beside each setting and secret.";

const CHAT_HELP: &str = "\
The built-in assistant works without a network and without a model; the tools it calls go where --env says. A tool that
changes something is read back and waits for a yes. Without --script the lines are typed, and an empty one or the end of
input ends the chat.

With --model the customer's lines and what the tools answer go to that model. Its key is looked for in the variable
DRAWBRIDGE_SECRET_CHAT_MODEL_KEY, then in the file chat_model/key in --secrets-dir, then in this computer's keychain under
the account chat_model/key@<origin>. A model on this computer needs none:

  drawbridge chat shop.json --model llama3.1 --model-address http://localhost:11434/v1

Exit status 1: the model could not answer; the reason stands on standard error.";

const IMPORT_HELP: &str = "\
Nothing is called, no other file is read and nothing is run. Without -o the drafts are listed, each with what was guessed
and dropped. Secrets that stand in the text are named and never printed or written; enter them anew.

A draft has no rule yet, so it cannot be called: import the bundle in the window and decide who may see what.

Exit status: 0 drafts, 1 a file without anything to call, 2 a file that cannot be read.";

const EXPORT_HELP: &str = "\
What is written tells another program which tools there are and what they take. It holds no secret, no address of your
systems and no rule, and it answers nothing: the runner does, with this bundle.

  openapi     a file to import into GPT Actions, Copilot Studio or Dify; give --server
  openai      the list `tools` of a request to OpenAI, or to a server that speaks as it does
  anthropic   the list `tools` of a request to Anthropic";

const SIGN_HELP: &str = "\
  drawbridge keys shop                                      once; openssl genpkey -algorithm ed25519 makes the same
  drawbridge sign shop.json --key shop.key.pem -o signed.json
  drawbridge verify signed.json --key shop.pub.pem
  drawbridge call signed.json … --require-signature shop.pub.pem

The signature is Ed25519 over everything in the bundle. A bundle that was changed is not signed again by itself: import it
in the window, export it there and sign the export.";

/// Words after `--` that say somebody is about to type a secret.
const SECRET_WORDS: [&str; 9] =
    ["secret", "password", "token", "api-key", "apikey", "key", "credential", "secret-value", "model-key"];

/// Commands whose `--key` names a file.
const KEY_FILE_COMMANDS: [&str; 2] = ["sign", "verify"];

/// Refuses a command line that holds a secret, before anything is made of it, and without repeating it.
pub fn refuse_secrets(arguments: &[OsString]) -> Result<(), Failure> {
    let command = arguments.get(1).and_then(|command| command.to_str()).unwrap_or_default();
    let is_file = |word: &str| word == "key" && KEY_FILE_COMMANDS.contains(&command);
    let suspect = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).find_map(|argument| {
        let name = argument.strip_prefix("--")?.split('=').next()?;
        let single = name.strip_suffix('s').unwrap_or(name);
        let word = single.to_ascii_lowercase().replace('_', "-");
        SECRET_WORDS.iter().find(|known| **known == word && !is_file(&word))
    });
    match suspect {
        None => Ok(()),
        Some(word) => Err(Failure::usage(format!("A {word} cannot be given on the command line, where others can see it.")).hint(
            "Put it into the variable DRAWBRIDGE_SECRET_<SYSTEM>_<NAME> or into a file below --secrets-dir. If the value \
             is real, it may now be in your shell's history.",
        )),
    }
}

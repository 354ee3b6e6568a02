//! The limits of SECURITY 3.4, as constants: how long, how large, how deep, how many.
//!
//! A run carries one [`Limits`]; the two audiences differ in patience and in how much of a body may be *looked at*.
//! What may be *decided on* is the same for both, so that a test in the window cannot succeed where the bot's call
//! fails.

use std::time::Duration;

/// The largest body that rules, kept values and answers are read from, decoded.
pub const DECISION_BODY_BYTES: usize = 1024 * 1024;
/// The largest body that a designer may look at.
pub const DESIGNER_BODY_BYTES: usize = 12 * 1024 * 1024;
/// How many times its size a packed body may unpack to. Honest JSON packs to a tenth, a list of alike records to a
/// fiftieth.
pub const UNPACKED_RATIO: usize = 100;
/// Unpacked bytes up to which that is not asked: so few do no harm.
pub const UNPACKED_FREE: usize = 64 * 1024;
/// Deepest nesting of a response.
pub const JSON_DEPTH: usize = 64;
/// Most values in a response.
pub const JSON_NODES: usize = 50_000;
/// Most header lines of a response.
pub const RESPONSE_HEADERS: usize = 100;
/// Most bytes of a response's header lines.
pub const RESPONSE_HEADER_BYTES: usize = 64 * 1024;
/// Longest address.
pub const URL_BYTES: usize = 4 * 1024;
/// Longest header value that is sent.
pub const HEADER_BYTES: usize = 4 * 1024;
/// Largest body that is sent.
pub const REQUEST_BODY_BYTES: usize = 256 * 1024;
/// Longest value in a segment of a path, in characters.
pub const PATH_VALUE_CHARACTERS: usize = 256;
/// Items of a list that the bot gets, unless the connector says fewer or more.
pub const ANSWER_ITEMS: usize = 20;
/// Items of a list that the bot gets at the most, whatever the connector says.
pub const MOST_ANSWER_ITEMS: usize = 200;
/// Characters of one value that the bot gets.
pub const ANSWER_VALUE_CHARACTERS: usize = 2_000;
/// Characters of all values that the bot gets.
pub const ANSWER_CHARACTERS: usize = 20_000;
/// Most elements that `one_of` looks at.
pub const ONE_OF_NODES: usize = 50;
/// Most steps of a connector.
pub const STEPS: usize = 5;

/// Runs that ask APIs at the same time beside a bot; one more is told to come back in a moment.
pub const CALLS_AT_ONCE: usize = 16;
/// The same in the window, where one more waits.
pub const DESIGNER_CALLS_AT_ONCE: usize = 4;

/// Failed verifications of a connector within an hour above which its calls are slowed down.
pub const CONNECTOR_FAILURES: usize = 100;
/// Then one call leaves in this time.
pub const SLOWED_INTERVAL: Duration = Duration::from_secs(1);
/// And a call that would wait longer for its turn is turned away.
pub const LONGEST_TURN: Duration = Duration::from_secs(10);
/// The longest that an API can ask for before a request that only reads is sent once more.
pub const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// An identical write in one conversation within this time is not sent again.
pub const REPEATED_WITHIN: Duration = Duration::from_mins(1);

/// The longest that the shared state may take for one answer; then it counts as out of reach.
pub const SHARED_STATE: Duration = Duration::from_secs(1);
/// The longest that a change of the shared state is tried for while others change the same.
pub const SHARED_CHANGE: Duration = Duration::from_secs(5);
/// A token whose server does not say when it runs out is shared for this long.
pub const SHARED_TOKEN: Duration = Duration::from_hours(1);
/// What gives the next token is shared for this long after its last use.
pub const SHARED_REFRESH: Duration = Duration::from_hours(30 * 24);
/// The longest that a replica waits for another one's log-in.
pub const SHARED_LOG_IN: Duration = Duration::from_secs(16);

/// How long a run may take and how much may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Name look-up and connection, secure handshake included.
    pub connect: Duration,
    /// From the connection to the first byte of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
    /// One request, all in all.
    pub request: Duration,
    /// The whole run.
    pub run: Duration,
    /// Decoded bytes that are read; never decided on beyond [`DECISION_BODY_BYTES`].
    pub body_bytes: usize,
    /// A failed verification takes this long or a multiple of it, so that time does not tell why it failed. Zero: no
    /// wait.
    pub failed_verification: Duration,
}

impl Limits {
    /// In the window, where a person waits and looks.
    pub fn designer() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(10),
            idle: Duration::from_secs(5),
            request: Duration::from_secs(20),
            run: Duration::from_secs(45),
            body_bytes: DESIGNER_BODY_BYTES,
            failed_verification: Duration::ZERO,
        }
    }

    /// For a language model, which thinks before its first word; one on this computer is loaded first.
    pub fn model() -> Self {
        Self {
            first_byte: Duration::from_mins(2),
            idle: Duration::from_mins(1),
            request: Duration::from_mins(5),
            run: Duration::from_mins(5),
            body_bytes: 4 * 1024 * 1024,
            ..Self::designer()
        }
    }

    /// Beside a chatbot.
    pub fn bot() -> Self {
        Self {
            request: Duration::from_secs(15),
            run: Duration::from_secs(30),
            body_bytes: DECISION_BODY_BYTES,
            failed_verification: Duration::from_millis(800),
            ..Self::designer()
        }
    }
}

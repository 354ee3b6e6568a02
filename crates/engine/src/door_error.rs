//! Why there is no answer, in our own words. No text of the HTTP client is kept: it holds whole addresses.

use crate::egress::EgressRefusal;

/// Why a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorError {
    /// The policy does not allow it. Nothing was sent.
    Refused(EgressRefusal),
    /// A person stopped it.
    Cancelled,
    /// The name has no address.
    NameNotFound,
    /// Nobody listens at the address.
    NotListening,
    /// No connection in time.
    ConnectTimeout,
    /// The network is down, or the way is closed.
    Unreachable,
    /// The secure connection failed: certificate, name or protocol.
    Insecure,
    /// Connected, and then silence.
    FirstByteTimeout,
    /// The answer began and then stopped coming.
    IdleTimeout,
    /// All in all too long.
    TotalTimeout,
    /// The connection was closed in the middle, or what came is not HTTP.
    Broken,
    /// The headers of the answer are too many or too long.
    HeadersTooLong,
    /// The body is not what its encoding says.
    Undecodable,
    /// The request itself could not be made.
    BadRequest,
}

impl DoorError {
    /// What happened, one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.words(),
            Self::Cancelled => "The run was stopped.",
            Self::NameNotFound => "The name in the address was not found.",
            Self::NotListening => "Nobody answers at this address: the connection was refused.",
            Self::ConnectTimeout => "No connection could be made in time.",
            Self::Unreachable => "The address cannot be reached from here.",
            Self::Insecure => {
                "No secure connection could be made: the server's certificate or protocol was not accepted."
            }
            Self::FirstByteTimeout => "The server took the request and did not answer in time.",
            Self::IdleTimeout => "The server stopped in the middle of its answer.",
            Self::TotalTimeout => "The answer took too long.",
            Self::Broken => "The connection broke off, or what came back is not a proper HTTP answer.",
            Self::HeadersTooLong => "The headers of the answer are too many or too long.",
            Self::Undecodable => "The answer's compression is damaged.",
            Self::BadRequest => "The request could not be put together.",
        }
    }

    /// What to do, one sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Cancelled => "Run it again when you like.",
            Self::NameNotFound => "Check the spelling of the system's address, and whether this computer is online.",
            Self::NotListening | Self::ConnectTimeout | Self::Unreachable => {
                "Check host and port of the system's address, and whether the API is running."
            }
            Self::Insecure => {
                "Check that the address begins with https:// and that its certificate is valid for this name."
            }
            Self::FirstByteTimeout | Self::IdleTimeout | Self::TotalTimeout => {
                "Try again; if it stays so, ask the people who run the API why it is slow."
            }
            Self::Broken | Self::HeadersTooLong | Self::Undecodable => {
                "Try again; if it stays so, the API or something before it is broken."
            }
            Self::BadRequest => "Check the headers of the request.",
        }
    }
}

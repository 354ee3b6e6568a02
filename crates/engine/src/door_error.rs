//! Why there is no answer, in our own words. No text of the HTTP client is kept: it holds whole addresses.

use crate::egress::EgressRefusal;
use crate::lookup::NameFault;
use crate::tls_fault::TlsFault;

/// Why a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorError {
    /// The policy does not allow it. Nothing was sent.
    Refused(EgressRefusal),
    /// A person stopped it.
    Cancelled,
    /// The name has no address.
    Name(NameFault),
    /// The name was not looked up in time.
    NameTimeout,
    /// Nobody listens at the address.
    NotListening,
    /// No connection in time.
    ConnectTimeout,
    /// The network is down, or the way is closed.
    Unreachable,
    /// The secure connection failed: certificate, name or protocol.
    Tls(TlsFault),
    /// The server closed the connection before the request was sent: it may want a certificate, or have had enough.
    ClosedBeforeSending,
    /// Connected, and then silence.
    FirstByteTimeout,
    /// The answer began and then stopped coming.
    IdleTimeout,
    /// All in all too long.
    TotalTimeout,
    /// Longer than is read.
    TooLong,
    /// The connection was closed in the middle.
    Broken,
    /// A connection kept from an earlier request was closed before an answer came.
    KeptConnectionClosed,
    /// The head of the answer is no HTTP, or longer than the client reads.
    NotHttp,
    /// The headers of the answer are too many or too long.
    HeadersTooLong,
    /// The body is not what its encoding says.
    Undecodable,
    /// The body is packed in a way that nobody asked for.
    UnknownEncoding,
    /// The body unpacks to far more than it was.
    Swollen,
    /// The request itself could not be made.
    BadRequest,
}

impl DoorError {
    /// Whether the request may have been carried out although there is no answer.
    pub fn may_have_been_carried_out(self) -> bool {
        match self {
            Self::Refused(_)
            | Self::Name(_)
            | Self::NameTimeout
            | Self::NotListening
            | Self::ConnectTimeout
            | Self::Unreachable
            | Self::Tls(_)
            | Self::ClosedBeforeSending
            | Self::BadRequest => false,
            Self::Cancelled
            | Self::FirstByteTimeout
            | Self::IdleTimeout
            | Self::TotalTimeout
            | Self::TooLong
            | Self::Broken
            | Self::KeptConnectionClosed
            | Self::NotHttp
            | Self::HeadersTooLong
            | Self::Undecodable
            | Self::UnknownEncoding
            | Self::Swollen => true,
        }
    }

    /// What happened, one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.words(),
            Self::Cancelled => "The run was stopped.",
            Self::Name(NameFault::Unknown) => "The name in the address was not found.",
            Self::Name(NameFault::Empty) => "The name in the address exists, but no server belongs to it.",
            Self::Name(NameFault::Unanswered) => {
                "The name in the address could not be looked up: no name server answered."
            }
            Self::NameTimeout => "The name in the address was not looked up in time.",
            Self::NotListening => "Nobody answers at this address: the connection was refused.",
            Self::ConnectTimeout => "No connection could be made in time.",
            Self::Unreachable => "The address cannot be reached from here.",
            Self::Tls(fault) => fault.words(),
            Self::ClosedBeforeSending => "The server closed the connection before the request was sent.",
            Self::FirstByteTimeout => "The server took the request and did not answer in time.",
            Self::IdleTimeout => "The server stopped in the middle of its answer.",
            Self::TotalTimeout => "The answer took too long.",
            Self::TooLong => "The answer is longer than Drawbridge reads.",
            Self::Broken => "The connection broke off before the answer was complete.",
            Self::KeptConnectionClosed => "The server closed the connection before it answered.",
            Self::NotHttp => "What came back is not a proper HTTP answer, or its headers are too long.",
            Self::HeadersTooLong => "The headers of the answer are too many or too long.",
            Self::Undecodable => "The answer's compression is damaged.",
            Self::UnknownEncoding => "The answer is compressed in a way that was not asked for.",
            Self::Swollen => "The answer unpacks to more than a hundred times its size.",
            Self::BadRequest => "The request could not be put together.",
        }
    }

    /// What to do, one sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::Cancelled => "Run it again when you like.",
            Self::Name(NameFault::Unknown) => "Check the spelling of the system's address.",
            Self::Name(NameFault::Empty) => {
                "Check the spelling of the system's address; if it is right, ask the people who run the API."
            }
            Self::Name(NameFault::Unanswered) | Self::NameTimeout => {
                "Check whether this computer is online, and try again."
            }
            Self::NotListening | Self::ConnectTimeout => {
                "Check host and port of the system's address, and whether the API is running."
            }
            Self::Unreachable => "Check whether this computer is online, and the system's address.",
            Self::Tls(fault) => fault.hint(),
            Self::FirstByteTimeout | Self::IdleTimeout | Self::TotalTimeout => {
                "Try again; if it stays so, ask the people who run the API why it is slow."
            }
            Self::Broken | Self::ClosedBeforeSending | Self::KeptConnectionClosed | Self::NotHttp => {
                "Try again; if it stays so, check whether the address must begin with https://, and ask the people who \
                 run the API."
            }
            Self::TooLong => "Ask for less at a time.",
            Self::HeadersTooLong | Self::Undecodable | Self::UnknownEncoding | Self::Swollen => {
                "Try again; if it stays so, the API or something before it is broken: tell the people who run it."
            }
            Self::BadRequest => "Check the headers of the request.",
        }
    }
}

impl std::fmt::Display for DoorError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.words())
    }
}

impl std::error::Error for DoorError {}

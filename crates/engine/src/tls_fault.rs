//! Why there is no secure connection, one sentence for each fault that a person can do something about.
//!
//! Nothing here can be switched off: a certificate that is not accepted ends the request. To add a fault, add it to
//! [`TlsFault::of`] and give it its two sentences.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// What is wrong with a server's certificate or protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate was good for a time that is over.
    Expired,
    /// The certificate is good from a later day on.
    NotYetValid,
    /// The certificate is another name's.
    WrongName,
    /// The certificate was made by somebody whom nobody vouches for, often by the server itself.
    Untrusted,
    /// The certificate was called back.
    Revoked,
    /// The certificate is damaged, or signed in a way that no longer proves anything.
    BadCertificate,
    /// The server knows only old protocols (TLS 1.1 and before).
    OldProtocol,
    /// What came back is not TLS at all, often unencrypted HTTP.
    NotTls,
    /// The server wants a certificate from us.
    WantsCertificate,
    /// The server hung up in the middle of the handshake.
    HungUp,
    /// This computer has no list of authorities, so that nobody could be trusted.
    NoAuthorities,
    /// Something else.
    Other,
}

impl TlsFault {
    /// The fault behind an error of the TLS library.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => Self::of_certificate(error),
            Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
            | Error::AlertReceived(AlertDescription::ProtocolVersion) => Self::OldProtocol,
            Error::InvalidMessage(
                InvalidMessage::InvalidContentType
                | InvalidMessage::UnknownProtocolVersion
                | InvalidMessage::MessageTooLarge
                | InvalidMessage::InvalidEmptyPayload,
            ) => Self::NotTls,
            Error::AlertReceived(AlertDescription::CertificateRequired | AlertDescription::NoCertificate) => {
                Self::WantsCertificate
            }
            _ => Self::Other,
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::WrongName,
            // The last two: it names an authority that is trusted, and that one did not sign it.
            CertificateError::UnknownIssuer
            | CertificateError::BadSignature
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => Self::Untrusted,
            CertificateError::Revoked => Self::Revoked,
            _ => Self::BadCertificate,
        }
    }

    /// What happened, one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Expired => "No secure connection: the server's certificate has expired.",
            Self::NotYetValid => "No secure connection: the server's certificate is not valid yet.",
            Self::WrongName => "No secure connection: the server's certificate belongs to another name.",
            Self::Untrusted => "No secure connection: nobody whom this computer trusts made the server's certificate.",
            Self::Revoked => "No secure connection: the server's certificate was called back by its maker.",
            Self::BadCertificate => "No secure connection: the server's certificate is damaged or too weak.",
            Self::OldProtocol => "No secure connection: the server knows only an encryption that is out of date.",
            Self::NotTls => "No secure connection: the server answers at this port without encryption.",
            Self::WantsCertificate => "No secure connection: the server asks for a certificate from this side.",
            Self::HungUp => "No secure connection: the server hung up while it was being made.",
            Self::NoAuthorities => "No secure connection: this computer has no list of authorities that it trusts.",
            Self::Other => "No secure connection could be made.",
        }
    }

    /// What to do, one sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Expired => {
                "Ask the people who run the API to renew it, and check the date and time of this computer."
            }
            Self::NotYetValid => "Check the date and time of this computer; if they are right, tell the API's people.",
            Self::WrongName => {
                "Check the spelling of the system's address; it must be the name that the API gives out."
            }
            Self::Untrusted => {
                "Ask the people who run the API for a certificate of a public authority; a private one must be \
                 installed on this computer by whoever looks after it."
            }
            Self::Revoked | Self::BadCertificate | Self::OldProtocol => {
                "Tell the people who run the API; until they have repaired it, nothing is sent."
            }
            Self::NotTls => "Check the port of the system's address, and whether the API has an https address at all.",
            Self::WantsCertificate => {
                "Client certificates are not supported; ask the people who run the API for a key or a token instead."
            }
            Self::NoAuthorities => {
                "Install the system's list of certificates; its package is often called ca-certificates."
            }
            Self::HungUp | Self::Other => {
                "Try again; if it stays so, check the address and port, and ask the people who run the API."
            }
        }
    }
}

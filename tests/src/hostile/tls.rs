//! TLS: certificates that are wrong in one way each, and handshakes that go wrong.
//!
//! The authority's key is RSA, so that a certificate's signature can be called SHA-1: the two identifiers differ in
//! one byte. That signature is then also false, but whoever looks at it must stop at its kind before that.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256,
    date_time_ymd,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use super::exchange::{reset, wait};
use super::{Behaviour, ORDER, VERY_LONG};

/// A server's certificate, by what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certificate {
    Good,
    Expired,
    NotYetValid,
    WrongName,
    SelfSigned,
    /// Made by another authority.
    Foreign,
    Sha1,
    /// Good, and asks the client for one.
    Mutual,
}

/// An encrypted connection.
pub(super) type Secure = StreamOwned<ServerConnection, TcpStream>;

/// Makes certificates. Nobody trusts it who was not told to.
pub(super) struct Authority {
    issuer: OnceLock<CertifiedIssuer<'static, KeyPair>>,
}

impl Authority {
    /// Its key is made when first needed.
    pub(super) fn new() -> Self {
        Self { issuer: OnceLock::new() }
    }

    fn issuer(&self) -> &CertifiedIssuer<'static, KeyPair> {
        self.issuer.get_or_init(|| Self::make_issuer("Hostile tests"))
    }

    fn make_issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
        CertifiedIssuer::self_signed(params, key).expect("a certificate")
    }

    pub(super) fn der(&self) -> Vec<u8> {
        self.issuer().der().to_vec()
    }

    pub(super) fn pem(&self) -> String {
        self.issuer().pem()
    }

    /// Makes the server's half of a connection with such a certificate. An error is a client that did not accept it.
    pub(super) fn accept(&self, certificate: Certificate, speaks: &[&[u8]], tcp: TcpStream) -> io::Result<Secure> {
        let connection = ServerConnection::new(self.config(certificate, speaks)).map_err(io::Error::other)?;
        let mut secure = StreamOwned::new(connection, tcp);
        match secure.conn.complete_io(&mut secure.sock) {
            Ok(_) => Ok(secure),
            Err(refused) => {
                let _ = hear_out(&secure.sock);
                Err(refused)
            }
        }
    }

    fn config(&self, certificate: Certificate, speaks: &[&[u8]]) -> Arc<ServerConfig> {
        let provider: Arc<CryptoProvider> = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let (chain, key) = self.make(certificate);
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().expect("the usual protocols");
        let builder = if certificate == Certificate::Mutual {
            let mut roots = RootCertStore::empty();
            roots.add(self.issuer().der().clone()).expect("an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(vec![chain], key).expect("a key that fits its certificate");
        config.alpn_protocols = speaks.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }

    fn make(&self, certificate: Certificate) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let name = if certificate == Certificate::WrongName { "other.example" } else { "localhost" };
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, name);
        match certificate {
            Certificate::Expired => params.not_after = date_time_ymd(2001, 1, 1),
            Certificate::NotYetValid => params.not_before = date_time_ymd(2999, 1, 1),
            _ => {}
        }
        let key = KeyPair::generate().expect("a key");
        let made = match certificate {
            Certificate::SelfSigned => params.self_signed(&key),
            Certificate::Foreign => params.signed_by(&key, &Self::make_issuer("Somebody else")),
            _ => params.signed_by(&key, self.issuer()),
        };
        let mut der = made.expect("a certificate").der().to_vec();
        if certificate == Certificate::Sha1 {
            call_it_sha1(&mut der);
        }
        (CertificateDer::from(der), PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der())))
    }
}

/// Changes “SHA-256 with RSA” to “SHA-1 with RSA” wherever a certificate says it.
fn call_it_sha1(der: &mut [u8]) {
    const SHA256: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
    let places: Vec<usize> = (0..der.len()).filter(|at| der[*at..].starts_with(&SHA256)).collect();
    assert_eq!(places.len(), 2, "a certificate names its signature inside and outside");
    for at in places {
        der[at + 10] = 0x05;
    }
}

pub(super) fn behaviours() -> Vec<Behaviour> {
    let with =
        |name, sentence, certificate| Behaviour::https(name, sentence, certificate, |exchange| exchange.json(ORDER));
    vec![
        with("tls-good", "Has a good certificate, if its authority is trusted.", Certificate::Good),
        with("tls-expired", "Has a certificate that expired in 2001.", Certificate::Expired),
        with("tls-not-yet-valid", "Has a certificate that is good from 2999 on.", Certificate::NotYetValid),
        with("tls-wrong-name", "Has the certificate of other.example.", Certificate::WrongName),
        with("tls-self-signed", "Has a certificate that it made itself.", Certificate::SelfSigned),
        with("tls-foreign", "Has a certificate of an authority that nobody knows.", Certificate::Foreign),
        with("tls-sha1", "Has a certificate that is signed with SHA-1.", Certificate::Sha1),
        with("tls-mutual", "Asks the client for a certificate.", Certificate::Mutual),
        Behaviour::connection("tls-1-1", "Knows TLS 1.1 at the most, and says so in its first message.", |tcp, _| {
            // ServerHello: version 3.2, a random of zeros, no session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.
            let mut hello = vec![0x03, 0x02];
            hello.extend([0; 32]);
            hello.extend([0, 0xc0, 0x13, 0]);
            let length = u8::try_from(hello.len()).expect("a short message");
            let message = [&[0x02, 0, 0, length], hello.as_slice()].concat();
            after_hello(tcp, &[&[0x16, 0x03, 0x02, 0, length + 4], message.as_slice()].concat())
        }),
        Behaviour::connection("tls-version-alert", "Refuses every version of TLS that it is offered.", |tcp, _| {
            after_hello(tcp, &[0x15, 0x03, 0x01, 0, 2, 2, 70])
        }),
        Behaviour::connection("tls-handshake-alert", "Refuses the handshake and does not say why.", |tcp, _| {
            after_hello(tcp, &[0x15, 0x03, 0x03, 0, 2, 2, 40])
        }),
        Behaviour::connection("tls-plain-http", "Speaks plain HTTP where TLS is expected.", |tcp, _| {
            after_hello(tcp, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }),
        Behaviour::connection("tls-garbage", "Answers the handshake with nonsense.", |tcp, _| {
            after_hello(tcp, &[0xee; 64])
        }),
        Behaviour::connection("tls-hang-up", "Hangs up when the handshake begins.", |tcp, _| after_hello(tcp, b"")),
        Behaviour::connection("tls-hang-up-at-once", "Takes the connection and hangs up.", |_, _| Ok(())),
        Behaviour::connection("tls-reset", "Resets the connection when the handshake begins.", |mut tcp, _| {
            hear(&mut tcp)?;
            reset(&tcp)
        }),
        Behaviour::connection("tls-silent", "Takes the connection and never says anything.", |mut tcp, _| {
            hear(&mut tcp)?;
            wait(&tcp, VERY_LONG)
        }),
        Behaviour::connection(
            "tls-cut",
            "Hangs up in the middle of the answer, without the end that TLS has.",
            |tcp, authority| {
                let mut secure = authority.accept(Certificate::Good, &[b"http/1.1"], tcp)?;
                hear(&mut secure)?;
                secure
                    .write_all(b"HTTP/1.1 200 Hostile\r\nContent-Type: application/json\r\n\r\n{\"status\": \"proc")?;
                secure.flush()
            },
        ),
    ]
}

/// Reads the client's first message and says this.
fn after_hello(mut tcp: TcpStream, bytes: &[u8]) -> io::Result<()> {
    hear(&mut tcp)?;
    tcp.write_all(bytes)
}

/// Lets a client that is refused end the connection: closing it over what the client has sent meanwhile would reset it,
/// and the client would never hear why.
fn hear_out(mut tcp: &TcpStream) -> io::Result<u64> {
    tcp.shutdown(Shutdown::Write)?;
    tcp.set_read_timeout(Some(Duration::from_secs(1)))?;
    io::copy(&mut tcp, &mut io::sink())
}

/// Waits until the client has said something, and forgets it.
fn hear(wire: &mut impl Read) -> io::Result<()> {
    let mut message = [0; 4096];
    let heard = wire.read(&mut message)?;
    if heard == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

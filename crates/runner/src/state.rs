//! `--state`: the place that replicas share, in Valkey or Redis.
//!
//! The only file that names the client crate. It knows two commands: MGET, and one script that makes several changes or
//! none; every rule stands in the engine. Nothing is connected before it is needed, and a connection that was lost is made
//! anew by itself, so that a replica may start before Valkey does. In between nobody is verified.
//!
//! The address holds no password: addresses are seen by others (SECURITY SEC-16). It comes as a secret, and so does the key
//! that all replicas have, without which nothing in Valkey can be read or made up.

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::limits::SHARED_STATE;
use drawbridge_engine::shared::{Change, OutOfReach, Pending, RecordKey, SharedRecords};
use drawbridge_engine::{EngineSettings, SecretName, Shared, SharedKey};
use drawbridge_model::SecretValue;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo, RedisError, RedisResult, Script};

use crate::failure::{Complaint, Failure};
use crate::secrets;

/// The script that makes changes, the same for all.
const EXCHANGE: &str = include_str!("state/exchange.lua");
/// What all keys begin with, so that others can use the same database.
const PREFIX: &str = "drawbridge:";
/// Where its own secrets are found: `state/key` and `state/password`.
const SYSTEM: &str = "state";

/// Valkey or Redis, from one process.
pub struct Valkey {
    connection: ConnectionManager,
    exchange: Script,
    /// Host and port, or the path of a socket.
    place: String,
}

/// What an engine is made of: one replica of many if there is a state, and alone without. Called where Tokio runs.
pub fn engine_settings(
    state: Option<&str>,
    secrets_dir: Option<&Path>,
) -> Result<(EngineSettings, Option<Arc<Valkey>>), Failure> {
    let Some(address) = state else { return Ok((EngineSettings::standard(), None)) };
    let address = address.trim().into_connection_info().map_err(|_| no_address())?;
    if address.redis_settings().password().is_some() {
        let hint = format!(
            "Leave it out of the address. {} If it is real, it may now be in your shell's history.",
            secrets::how_to_supply(SYSTEM, "password", None)
        );
        return Err(
            Failure::usage("A password cannot stand in the address of the state, where others can see it.").hint(hint)
        );
    }
    if matches!(address.addr(), ConnectionAddr::TcpTls { insecure: true, .. }) {
        return Err(Failure::usage("The certificate of the state is always checked; leave #insecure out."));
    }
    let own = |name: &str, label: &str| {
        let name = SecretName { system: SYSTEM.to_owned(), name: name.to_owned() };
        secrets::optional(&name, label, secrets_dir).map_err(|complaint| Failure::missing(vec![complaint]))
    };
    let password = own("password", "the state's password")?;
    let key = own("key", "the key that all replicas have")?.ok_or_else(no_key)?;
    let key = SharedKey::parse(key.expose()).map_err(|error| {
        Failure::missing(vec![Complaint::new(format!("The secret {SYSTEM}.key {error}."), String::new())])
    })?;
    let valkey = Arc::new(
        Valkey::connect(address, password.as_ref())
            .map_err(|error| Failure::usage(format!("The state cannot be used: {}.", reason(&error))))?,
    );
    let shared = Shared { records: Arc::clone(&valkey) as Arc<dyn SharedRecords>, key };
    let now = Duration::from_millis(u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default());
    Ok((EngineSettings::shared(shared, now), Some(valkey)))
}

fn no_address() -> Failure {
    Failure::usage("--state is no address of Valkey or Redis.").hint(
        "Write redis://HOST:6379, or rediss://HOST:6379 for an encrypted connection; /1 behind it chooses database 1, \
         USER@ before the host a user.",
    )
}

fn no_key() -> Failure {
    let what = "The secret state.key has no value: all replicas need the same key.";
    let how = secrets::how_to_supply(SYSTEM, "key", None);
    Failure::missing(vec![Complaint::new(what, format!("Make one with: openssl rand -base64 32. {how}"))])
}

impl Valkey {
    /// Makes the connection when it is first needed, and anew whenever it was lost.
    fn connect(address: ConnectionInfo, password: Option<&SecretValue>) -> RedisResult<Self> {
        let place = address.addr().to_string();
        let mut settings = address.redis_settings().clone();
        if let Some(password) = password {
            settings = settings.set_password(password.expose());
        }
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(SHARED_STATE))
            .set_response_timeout(Some(SHARED_STATE))
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(20))
            .set_max_delay(Duration::from_millis(100));
        let client = Client::open(address.set_redis_settings(settings))?;
        let connection = ConnectionManager::new_lazy_with_config(client, config)?;
        Ok(Self { connection, exchange: Script::new(EXCHANGE), place })
    }

    /// Whether it answers now; if not, why, one sentence.
    pub async fn check(&self) -> Result<(), String> {
        let mut connection = self.connection.clone();
        let answered = async { redis::cmd("PING").query_async::<()>(&mut connection).await };
        let reason = match tokio::time::timeout(SHARED_STATE, answered).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => reason(&error),
            Err(_) => "it does not answer",
        };
        Err(format!("The state at {} cannot be reached: {reason}. Nobody is verified until it can.", self.place))
    }

    /// Whether it may throw away what it was given, counted tries among it. One that does not say is believed to keep it.
    pub async fn may_forget(&self) -> bool {
        let mut connection = self.connection.clone();
        let asked = async { redis::cmd("INFO").arg("memory").query_async::<String>(&mut connection).await };
        matches!(tokio::time::timeout(SHARED_STATE, asked).await, Ok(Ok(memory)) if throws_away(&memory))
    }
}

/// Whether a server that says this of its memory throws records away when it is full.
fn throws_away(memory: &str) -> bool {
    let said = |key: &str| memory.lines().find_map(|line| line.trim_end().strip_prefix(key)?.strip_prefix(':'));
    said("maxmemory").is_some_and(|most| most != "0") && said("maxmemory_policy") != Some("noeviction")
}

impl SharedRecords for Valkey {
    fn read<'a>(&'a self, keys: &'a [RecordKey]) -> Pending<'a, Vec<Option<Vec<u8>>>> {
        Box::pin(async move {
            let mut connection = self.connection.clone();
            let names: Vec<String> = keys.iter().map(name).collect();
            redis::cmd("MGET").arg(names).query_async(&mut connection).await.map_err(|_| OutOfReach)
        })
    }

    fn exchange<'a>(&'a self, changes: &'a [Change]) -> Pending<'a, bool> {
        Box::pin(async move {
            let mut connection = self.connection.clone();
            let mut script = self.exchange.prepare_invoke();
            for Change { key, before, after } in changes {
                let (value, kept_for) = after.as_ref().map_or((&[][..], 0), |after| {
                    (after.value.as_slice(), u64::try_from(after.kept_for.as_millis()).unwrap_or(u64::MAX))
                });
                script.key(name(key)).arg(before.as_deref().unwrap_or_default()).arg(value).arg(kept_for);
            }
            script.invoke_async(&mut connection).await.map_err(|_| OutOfReach)
        })
    }
}

/// A key as Valkey has it.
fn name(key: &RecordKey) -> String {
    key.iter().fold(PREFIX.to_owned(), |name, byte| name + &format!("{byte:02x}"))
}

/// Why it did not work, without anything of the address or the password.
fn reason(error: &RedisError) -> &'static str {
    match error.kind() {
        ErrorKind::AuthenticationFailed => "it does not accept the user or the password",
        ErrorKind::InvalidClientConfig => "its address cannot be used",
        _ if error.is_timeout() => "it does not answer",
        _ if error.is_connection_refusal() => "nothing answers there",
        _ if error.code() == Some("NOAUTH") => "it wants a password",
        _ if error.code() == Some("NOPERM") => "the user may not do what is needed",
        _ if error.code() == Some("LOADING") => "it is still reading its data",
        _ if is_of_certificate(error) => "its certificate is not trusted on this computer",
        _ => "the connection failed",
    }
}

/// Whether the server's certificate was not accepted. The client crate keeps what it was told inside a shared pointer.
fn is_of_certificate(error: &RedisError) -> bool {
    let kept = error.source().and_then(|source| source.downcast_ref::<Arc<dyn Error + Send + Sync>>());
    let io = kept.and_then(|kept| kept.downcast_ref::<io::Error>());
    let tls = io.and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

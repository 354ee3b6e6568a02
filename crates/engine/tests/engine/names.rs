//! Names, what they resolve to, and proxies.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use drawbridge_engine::door::DoorSettings;
use drawbridge_engine::lookup::{NameLookup, Pending};
use drawbridge_engine::{EgressPolicy, Engine, EngineSettings, PrivateAllowance};
use drawbridge_model::{OutcomeKind, WebOrigin};

use crate::server::Server;
use crate::setup::{Setup, order, owner};

/// Answers every name with the same addresses and counts the questions.
struct Fake {
    addresses: Vec<IpAddr>,
    asked: AtomicUsize,
}

impl NameLookup for Fake {
    fn look_up(&self, _host: &str) -> Pending<std::io::Result<Vec<IpAddr>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let addresses = self.addresses.clone();
        Box::pin(async move { Ok(addresses) })
    }
}

/// Calls `shop.test`, which resolves to these addresses. Gives the outcome, what happened, and how often the name was
/// looked up.
fn call(server: &Server, addresses: &[&str], allow: &str) -> (OutcomeKind, String, usize) {
    let fake = Arc::new(Fake {
        addresses: addresses.iter().map(|one| one.parse().unwrap()).collect(),
        asked: AtomicUsize::new(0),
    });
    let lookup: Arc<dyn NameLookup> = Arc::clone(&fake) as Arc<dyn NameLookup>;
    let door = DoorSettings { user_agent: "test".to_owned(), lookup };
    let mut setup = Setup::order(server);
    setup.engine = Engine::new(EngineSettings { door, ..EngineSettings::standard() }).unwrap();
    let address = format!("http://shop.test:{}", server.port);
    let origin = WebOrigin::parse(&address).unwrap();
    let bound = drawbridge_engine::BoundSecret {
        value: drawbridge_model::SecretValue::new("bound-here"),
        origins: vec![origin.clone()],
    };
    let name = setup.plan.required_secrets().remove(0);
    let run = setup.run_with(&owner(), |request| {
        request.overrides.addresses.insert("shop".to_owned(), address);
        request.secrets = drawbridge_engine::Secrets::new([(name, bound)].into());
        let allowances = if allow.is_empty() { vec![] } else { vec![PrivateAllowance::parse(allow).unwrap()] };
        request.egress = EgressPolicy::runner(vec![origin.clone()], allowances, vec![origin]);
    });
    (run.outcome.kind, run.outcome.owner.what, fake.asked.load(Ordering::SeqCst))
}

/// SECURITY SSR-05. SECURITY SSR-06. SECURITY SSR-08. SECURITY SSR-12.
#[test]
fn every_address_of_a_name_must_pass() {
    let server = Server::json(|_| (200, order()));
    let here = format!("shop.test:{}", server.port);
    let narrow = format!("{here}=10.0.0.0/8");
    for (addresses, allow) in [
        (&["127.0.0.1"][..], ""),
        (&["1.1.1.1", "127.0.0.1"], ""),
        (&["127.0.0.1", "1.1.1.1"], ""),
        (&["2606:4700::1111", "10.0.0.1"], ""),
        (&["127.0.0.1"], &narrow),
        (&["127.0.0.1", "169.254.169.254"], &here),
        (&["::ffff:127.0.0.1"], &here),
        (&["0.0.0.0"], &here),
    ] {
        let (kind, what, _) = call(&server, addresses, allow);
        assert_eq!(kind, OutcomeKind::Unavailable, "{addresses:?}");
        assert!(what.contains("private network") || what.contains("machinery"), "{addresses:?}: {what}");
    }
    let (_, what, _) = call(&server, &[], &here);
    assert_eq!(what, "The name in the address was not found.");
    assert_eq!(server.requests().len(), 0, "nothing may be sent");
}

/// SECURITY SSR-07.
#[test]
fn a_name_is_looked_up_once_and_keeps_its_name_on_the_wire() {
    let server = Server::json(|_| (200, order()));
    let here = format!("shop.test:{}", server.port);
    let (kind, what, asked) = call(&server, &["127.0.0.1"], &here);
    assert_eq!((kind, asked), (OutcomeKind::Answer, 1), "{what}");
    assert_eq!(server.requests()[0].headers("host"), [here.as_str()]);
}

/// SECURITY SSR-16.
#[test]
fn proxies_of_the_environment_are_not_asked() {
    let proxy = Server::json(|_| (200, order()));
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journeys::the_owner_gets_the_allowed_fields_and_nothing_else"])
        .envs(
            ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
                .map(|name| (name, proxy.address())),
        )
        .stdout(std::process::Stdio::null())
        .status();
    assert!(status.unwrap().success(), "the call must go straight to the server");
    assert_eq!(proxy.requests().len(), 0);
}

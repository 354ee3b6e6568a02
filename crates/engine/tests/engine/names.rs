//! Names, what they resolve to, and proxies.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use drawbridge_engine::door::DoorSettings;
use drawbridge_engine::lookup::{NameFault, NameLookup, Pending};
use drawbridge_engine::{EgressPolicy, Engine, EngineSettings, Outcome, PrivateAllowance};
use drawbridge_model::{OutcomeKind, WebOrigin};

use crate::server::Server;
use crate::setup::{Setup, order, owner};

/// Answers every name with the same addresses, or the same fault, and counts the questions.
struct Fake {
    found: Found,
    asked: AtomicUsize,
}

/// What a name server says.
#[derive(Clone)]
enum Found {
    Addresses(Vec<IpAddr>),
    Fault(NameFault),
    Silence,
}

impl NameLookup for Fake {
    fn look_up(&self, _host: &str) -> Pending<Result<Vec<IpAddr>, NameFault>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let found = self.found.clone();
        Box::pin(async move {
            match found {
                Found::Addresses(addresses) => Ok(addresses),
                Found::Fault(fault) => Err(fault),
                Found::Silence => std::future::pending().await,
            }
        })
    }
}

/// Calls `shop.test`, which resolves to these addresses.
fn call(server: &Server, addresses: &[&str], allow: &str) -> (OutcomeKind, String, usize) {
    let found = Found::Addresses(addresses.iter().map(|one| one.parse().unwrap()).collect());
    let (outcome, asked) = call_with(server, found, allow);
    (outcome.kind, outcome.owner.what, asked)
}

/// Calls `shop.test`. Gives the outcome, and how often the name was looked up.
fn call_with(server: &Server, found: Found, allow: &str) -> (Outcome, usize) {
    let fake = Arc::new(Fake { found, asked: AtomicUsize::new(0) });
    let lookup: Arc<dyn NameLookup> = Arc::clone(&fake) as Arc<dyn NameLookup>;
    let door = DoorSettings { user_agent: "test".to_owned(), lookup, authorities: Vec::new() };
    let mut setup = Setup::order(server);
    setup.engine = Engine::new(EngineSettings { door, ..EngineSettings::standard() }).unwrap();
    let address = format!("http://shop.test:{}", server.port);
    let origin = WebOrigin::parse(&address).unwrap();
    let bound = drawbridge_engine::BoundSecret {
        value: drawbridge_model::SecretValue::new("bound-here"),
        origins: vec![origin.clone()],
    };
    let name = setup.plan.required_secrets()[0].clone();
    let run = setup.run_with(&owner(), |request| {
        request.overrides.addresses.insert("shop".to_owned(), address);
        request.secrets = drawbridge_engine::Secrets::new([(name, bound)].into());
        let allowances = if allow.is_empty() { vec![] } else { vec![PrivateAllowance::parse(allow).unwrap()] };
        request.egress = EgressPolicy::runner(vec![origin.clone()], allowances, vec![origin]);
        request.limits.connect = std::time::Duration::from_secs(1);
    });
    (run.outcome, fake.asked.load(Ordering::SeqCst))
}

/// SECURITY NET-12.
#[test]
fn each_fault_of_a_name_has_its_own_sentence() {
    let server = Server::json(|_| (200, order()));
    for (found, what, next) in [
        (Found::Fault(NameFault::Unknown), "was not found", "spelling"),
        (Found::Fault(NameFault::Empty), "no server belongs to it", "spelling"),
        (Found::Addresses(Vec::new()), "no server belongs to it", "spelling"),
        (Found::Fault(NameFault::Unanswered), "no name server answered", "online"),
        (Found::Silence, "not looked up in time", "online"),
    ] {
        let (outcome, asked) = call_with(&server, found, "");
        assert_eq!(outcome.kind, OutcomeKind::Unavailable, "{what}");
        assert!(outcome.owner.what.contains(what), "{what}: {:?}", outcome.owner);
        assert!(outcome.owner.next.contains(next), "{what}: {:?}", outcome.owner);
        assert_eq!(asked, 1, "{what}: a name is asked for once");
    }
    assert_eq!(server.requests().len(), 0, "nothing may be sent");
}

/// SECURITY NET-12. Nobody listens at the first ninety-nine.
#[test]
fn a_name_with_a_hundred_addresses_is_tried_to_the_last() {
    let server = Server::json(|_| (200, order()));
    let addresses: Vec<String> =
        (0..99).map(|last| format!("127.0.1.{last}")).chain(["127.0.0.1".to_owned()]).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let (kind, what, asked) = call(&server, &addresses, &format!("shop.test:{}", server.port));
    assert_eq!((kind, asked), (OutcomeKind::Answer, 1), "{what}");
}

/// SECURITY NET-12: the operating system's own look-up tells a name that is not there from a network that is not.
#[test]
fn the_operating_systems_names() {
    let look_up = |host: &str| crate::setup::wait(drawbridge_engine::lookup::SystemLookup.look_up(host));
    let found = look_up("localhost").unwrap();
    assert!(found.iter().all(IpAddr::is_loopback) && !found.is_empty(), "{found:?}");
    // By RFC 6761 nobody is asked for it, but without a network some systems answer nothing at all.
    let fault = look_up("no-such-name.invalid").unwrap_err();
    assert!(matches!(fault, NameFault::Unknown | NameFault::Unanswered), "{fault:?}");
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
    assert_eq!(what, "The name in the address exists, but no server belongs to it.");
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

//! What the operator gives for the tools of a bundle: addresses, settings, secrets and what may be reached.
//!
//! The bundle lists the origins that it may call. The operator may map a system to another address or fill a setting
//! in one, and the origin that results joins the list: it comes from the command line, never from the bundle alone.
//! Everything that is missing is named at once, each with how to supply it (SECURITY SEC-19). On environment Sample
//! nothing is needed and nothing is read.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_engine::{EgressPolicy, Limits, Overrides, Plan, PrivateAllowance, RunRequest, SecretName, Secrets};
use drawbridge_model::origin::check_base_address;
use drawbridge_model::{Bundle, Environment, PerEnvironment, SoundBundle, SoundConnector, System, WebOrigin, parallel};

use crate::arguments::SuppliedArguments;
use crate::assignment;
use crate::failure::{Complaint, Failure};
use crate::secrets::{self, Needed};

/// What calls run with.
pub struct Deployment {
    /// The tools, with the operator's addresses and settings in place.
    pub plans: Vec<Plan>,
    /// A call of any of them, without anything said yet.
    pub request: RunRequest,
}

/// Takes what the operator gives, and fails when something that one of the tools uses is missing; all of it is named at
/// once.
pub fn prepare(
    bundle: &SoundBundle,
    connectors: Vec<SoundConnector<'_>>,
    environment: Environment,
    arguments: &SuppliedArguments,
) -> Result<Deployment, Failure> {
    let mut systems = bundle.systems.clone();
    let mut mapped = BTreeSet::new();
    for text in &arguments.bases {
        let (id, address) = assignment::pair("--base", "SYSTEM=URL", text)?;
        let system = find(&mut systems, "--base", id)?;
        map(system, address)?;
        mapped.insert(id);
    }
    for text in &arguments.settings {
        let (id, name, value) = assignment::setting(text)?;
        set(find(&mut systems, "--set", id)?, name, value)?;
        mapped.insert(id);
    }
    let egress = egress(bundle, &systems, &mapped, environment, arguments)?;
    let plans = parallel::map(connectors, |connector| {
        // What the operator changed has not been checked.
        if mapped.is_empty() { Plan::of_sound(connector) } else { Plan::new(connector.connector(), &systems) }
    });
    let plans = plans.into_iter().collect::<Result<Vec<Plan>, _>>().map_err(Failure::problems)?;
    let secrets = match environment {
        Environment::Sample => secrets::Supplied::default(),
        Environment::Test | Environment::Live => supply(&plans, environment, arguments)?,
    };
    let request = RunRequest {
        environment,
        secrets: Secrets::new(secrets),
        egress,
        limits: Limits::bot(),
        ..RunRequest::on_samples()
    };
    Ok(Deployment { plans, request })
}

fn find<'systems>(systems: &'systems mut [System], flag: &str, id: &str) -> Result<&'systems mut System, Failure> {
    let known: Vec<String> = systems.iter().map(|system| system.id.clone()).collect();
    systems.iter_mut().find(|system| system.id == id).ok_or_else(|| {
        Failure::usage(format!("A value of {flag} names a system that the bundle does not have."))
            .hint(format!("The bundle has {}.", known.join(", ")))
    })
}

fn map(system: &mut System, address: &str) -> Result<(), Failure> {
    let id = &system.id;
    let checked = if address.contains(['{', '}']) { None } else { Some(check_base_address(address)) };
    match checked {
        Some(Ok(())) => {
            system.base_url = PerEnvironment { test: address.to_owned(), live: address.to_owned() };
            Ok(())
        }
        Some(Err(error)) => Err(Failure::usage(format!("--base for {id}: {}", error.message)).hint(error.hint)),
        None => Err(Failure::usage(format!("--base for {id}: the address has a brace in it."))
            .hint("Give the whole address; settings are filled in with --set.")),
    }
}

fn set(system: &mut System, name: &str, value: &str) -> Result<(), Failure> {
    let id = system.id.clone();
    if system.secrets.iter().any(|secret| secret.name == name) {
        return Err(Failure::usage(format!("{id}.{name} is a secret and cannot be given on the command line."))
            .hint(secrets::how_to_supply(&id, name, None)));
    }
    let known: Vec<String> = system.settings.iter().map(|setting| format!("{id}.{}", setting.name)).collect();
    let Some(setting) = system.settings.iter_mut().find(|setting| setting.name == name) else {
        let hint =
            if known.is_empty() { format!("{id} has no settings.") } else { format!("There is {}.", known.join(", ")) };
        return Err(Failure::usage(format!("A value of --set names a setting that {id} does not have.")).hint(hint));
    };
    setting.values = PerEnvironment { test: value.to_owned(), live: value.to_owned() };
    Ok(())
}

fn egress(
    bundle: &Bundle,
    systems: &[System],
    mapped: &BTreeSet<&str>,
    environment: Environment,
    arguments: &SuppliedArguments,
) -> Result<EgressPolicy, Failure> {
    let mut origins: Vec<WebOrigin> =
        bundle.egress.origins.iter().filter_map(|origin| WebOrigin::parse(origin).ok()).collect();
    let given = systems.iter().filter(|system| mapped.contains(system.id.as_str()));
    origins.extend(given.flat_map(|system| system.origins(environment)));
    let private = arguments.allow_private.iter().map(|text| {
        PrivateAllowance::parse(text).map_err(|reason| Failure::usage(format!("--allow-private: {reason}")))
    });
    let plain = arguments.allow_http.iter().map(|text| {
        WebOrigin::parse(text)
            .map_err(|error| Failure::usage(format!("--allow-http: {}", error.message)).hint(error.hint))
    });
    Ok(EgressPolicy::runner(origins, private.collect::<Result<_, _>>()?, plain.collect::<Result<_, _>>()?))
}

/// Reads the secrets that the tools use, each once, and names all that is missing.
fn supply(
    plans: &[Plan],
    environment: Environment,
    arguments: &SuppliedArguments,
) -> Result<secrets::Supplied, Failure> {
    let mut missing: Vec<Complaint> = Vec::new();
    let mut needed: BTreeMap<SecretName, Needed> = BTreeMap::new();
    for plan in plans {
        for complaint in not_filled_in(plan, environment) {
            if !missing.contains(&complaint) {
                missing.push(complaint);
            }
        }
        for name in plan.required_secrets() {
            if let Some(system) = system(plan, &name.system) {
                needed.entry(name.clone()).or_insert_with(|| Needed::new(system, &name.name, environment));
            }
        }
    }
    let needed: Vec<Needed> = needed.into_values().collect();
    let (supplied, not_supplied) = secrets::read(&needed, arguments.secrets_dir.as_deref());
    missing.extend(not_supplied);
    if missing.is_empty() { Ok(supplied) } else { Err(Failure::missing(missing)) }
}

/// The addresses and settings that a tool uses and that have no value.
fn not_filled_in(plan: &Plan, environment: Environment) -> Vec<Complaint> {
    let none = Overrides::default();
    let settings = plan.missing_settings(environment, &none);
    let addresses = plan.missing_addresses(environment, &none);
    // A setting that is missing in an address is said once, as the setting.
    let addresses = addresses.iter().filter(|id| settings.iter().all(|setting| setting.system != **id));
    let mut missing: Vec<Complaint> =
        addresses.filter_map(|id| system(plan, id)).map(|system| no_address(system, environment)).collect();
    missing.extend(settings.iter().filter_map(|name| Some(no_setting(system(plan, &name.system)?, &name.name))));
    missing
}

fn system<'plan>(plan: &'plan Plan, id: &str) -> Option<&'plan System> {
    plan.systems().find(|system| system.id == id)
}

fn no_setting(system: &System, name: &str) -> Complaint {
    let setting = system.settings.iter().find(|setting| setting.name == name);
    let (label, help) = setting.map_or(("", ""), |setting| (&setting.label, &setting.help));
    Complaint::new(
        format!("The setting {}.{name}{} has no value.", system.id, in_brackets(label)),
        join(&[&format!("Give it with --set {}.{name}=VALUE.", system.id), help]),
    )
}

fn no_address(system: &System, environment: Environment) -> Complaint {
    let environment = environment.as_str();
    Complaint::new(
        format!("The system {}{} has no address for {environment}.", system.id, in_brackets(&system.name)),
        format!("Give it with --base {}=URL.", system.id),
    )
}

/// A label behind a name, if there is one.
pub fn in_brackets(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" ({label})") }
}

/// Sentences that are not empty, one after the other.
pub fn join(sentences: &[&str]) -> String {
    sentences.iter().filter(|sentence| !sentence.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

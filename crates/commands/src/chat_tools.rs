//! The tools of a chat, made ready once and kept while nothing changes that they are made of.
//!
//! A thousand connectors are a thousand plans and an index over all their words; a customer should not wait for that at
//! every line. What is kept holds for one state of the documents (the store's revision) and of what may be reached and
//! sent ([`Permissions`]); after any change it is made anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_assistant::{Tool, Toolbox};
use drawbridge_engine::{RunRequest as EngineRequest, Secrets};
use drawbridge_model::{Environment, System, WebOrigin};

use crate::Commands;
use crate::boundary::{ChatScope, ChatTools, CommandError, Nothing};
use crate::running::{Prepared, ask_about_private, policy};

/// Most toolboxes that are kept; then all go.
const MOST: usize = 8;

/// The tools that were made ready, by what they are for.
#[derive(Default)]
pub(crate) struct Toolboxes(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    stamp: Option<Stamp>,
    ready: HashMap<Wanted, Ready>,
}

/// Which tools.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Wanted {
    connector_id: String,
    scope: ChatScope,
    environment: Environment,
}

/// What tools are made of: the newest change of a document, and how often permissions changed.
type Stamp = (i64, u64);

/// Tools that are ready, and the revision of each one's connector, by its id.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) toolbox: Arc<Toolbox>,
    pub(crate) revisions: Arc<HashMap<String, i64>>,
}

/// Counts the changes of secrets and of what may be reached, which no revision tells.
#[derive(Default)]
pub(crate) struct Permissions(AtomicU64);

impl Permissions {
    /// Something changed.
    pub(crate) fn changed(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Commands {
    pub(crate) async fn chat_prepare(self: &Arc<Self>, request: ChatTools) -> Result<Nothing, CommandError> {
        self.tools(&request).await?;
        Ok(Nothing {})
    }

    /// The tools of a chat. The connector that is worked on must be able to run; of the others those take part that can.
    pub(crate) async fn tools(self: &Arc<Self>, request: &ChatTools) -> Result<Ready, CommandError> {
        let stamp = (
            self.blocking(|commands| Ok(commands.store.revision()?)).await?,
            self.permissions.0.load(Ordering::SeqCst),
        );
        let ChatTools { connector_id, scope, environment } = request.clone();
        let wanted = Wanted { connector_id, scope, environment };
        if let Some(ready) = self.toolboxes.get(stamp, &wanted) {
            return Ok(ready);
        }
        let made = self.make(request).await?;
        self.toolboxes.keep(stamp, wanted, made.clone());
        Ok(made)
    }

    async fn make(self: &Arc<Self>, request: &ChatTools) -> Result<Ready, CommandError> {
        let (environment, id) = (request.environment, request.connector_id.clone());
        let own = self.blocking(move |commands| commands.prepare(&id, environment)).await?;
        if environment != Environment::Sample {
            ask_about_private(&own.systems, environment, &own.own_network).await?;
        }
        let mut prepared = vec![own];
        if request.scope == ChatScope::All {
            let own_id = request.connector_id.clone();
            let others = self
                .blocking(move |commands| {
                    let rows = commands.store.connectors()?;
                    let others = rows.into_iter().filter(|row| row.id != own_id);
                    Ok(others.filter_map(|row| commands.prepare(&row.id, environment).ok()).collect::<Vec<_>>())
                })
                .await?;
            for other in others {
                let is_open = environment == Environment::Sample
                    || ask_about_private(&other.systems, environment, &other.own_network).await.is_ok();
                if is_open {
                    prepared.push(other);
                }
            }
        }
        self.blocking(move |_| Ok(ready(prepared, environment))).await
    }
}

impl Toolboxes {
    fn get(&self, stamp: Stamp, wanted: &Wanted) -> Option<Ready> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.stamp == Some(stamp)).then(|| kept.ready.get(wanted).cloned()).flatten()
    }

    fn keep(&self, stamp: Stamp, wanted: Wanted, ready: Ready) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.stamp != Some(stamp) || kept.ready.len() >= MOST {
            kept.ready.clear();
        }
        kept.stamp = Some(stamp);
        kept.ready.insert(wanted, ready);
    }
}

fn ready(prepared: Vec<Prepared>, environment: Environment) -> Ready {
    let revisions = prepared.iter().map(|one| (one.plan.connector().id.clone(), one.revision)).collect();
    let tools = prepared.into_iter().map(|one| {
        let request = chat_request(environment, one.secrets, &one.systems, &one.own_network);
        Tool::new(one.plan, request)
    });
    Ready { toolbox: Arc::new(Toolbox::new(tools.collect())), revisions: Arc::new(revisions) }
}

/// A run as a bot makes it. What hides from strangers why they are turned away, a wait, would only keep the owner waiting.
pub(crate) fn chat_request(
    environment: Environment,
    secrets: Secrets,
    systems: &[System],
    own_network: &[WebOrigin],
) -> EngineRequest {
    let egress = policy(systems, environment, own_network);
    EngineRequest { environment, secrets, egress, ..EngineRequest::on_samples() }
}

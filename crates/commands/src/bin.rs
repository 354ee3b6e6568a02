//! The bin: what was deleted, for 30 days, and the two ways out of it.

use std::sync::Arc;

use drawbridge_store::{DocumentKey, DocumentKind, KEPT_MS};

use crate::Commands;
use crate::boundary::{Bin, BinKey, BinRow, CommandError, Library, Nothing};
use crate::documents::system_ids;
use crate::editing::WORKSPACE;
use crate::error;

impl Commands {
    pub(crate) async fn bin(self: &Arc<Self>, _: Nothing) -> Result<Bin, CommandError> {
        self.blocking(Self::read_bin).await
    }

    /// A connector brings back the systems that it needs and that are in the bin as well.
    pub(crate) async fn restore_from_bin(self: &Arc<Self>, request: BinKey) -> Result<Library, CommandError> {
        self.blocking(move |commands| {
            let key = DocumentKey { kind: request.kind, id: request.id };
            let binned =
                commands.store.bin()?.into_iter().find(|binned| binned.kind == key.kind && binned.id == key.id);
            let name = binned
                .ok_or_else(|| error::new(crate::ErrorCode::NotFound, "This is not in the bin any more.", ""))?
                .name;
            commands.store.restore(WORKSPACE, &format!("Bring back “{name}”"), &key)?;
            if key.kind == DocumentKind::Connector {
                let connector = commands.connector(&key.id)?.document;
                for id in system_ids(&connector) {
                    let system = DocumentKey { kind: DocumentKind::System, id };
                    commands.store.restore(WORKSPACE, &format!("Bring back “{}”", system.id), &system)?;
                }
                commands.settle(&key.id)?;
            }
            commands.read_library()
        })
        .await
    }

    pub(crate) async fn delete_for_good(self: &Arc<Self>, request: BinKey) -> Result<Bin, CommandError> {
        self.blocking(move |commands| {
            let key = DocumentKey { kind: request.kind, id: request.id };
            if commands.store.delete_for_good(&key)? {
                commands.forget_secrets_of(&[key])?;
            }
            commands.read_bin()
        })
        .await
    }

    fn read_bin(&self) -> Result<Bin, CommandError> {
        let row = |binned: drawbridge_store::Binned| BinRow {
            kind: binned.kind,
            id: binned.id,
            name: binned.name,
            deleted_at: binned.deleted_at,
            until: binned.deleted_at.saturating_add(KEPT_MS),
        };
        Ok(Bin { rows: self.store.bin()?.into_iter().map(row).collect() })
    }

    /// Gives up the secrets of systems that are gone for good. What the keychain does not let go of now is removed at the
    /// next start.
    pub(crate) fn forget_secrets_of(&self, gone: &[DocumentKey]) -> Result<(), CommandError> {
        for system in gone.iter().filter(|key| key.kind == DocumentKind::System) {
            for reference in self.store.secret_references(Some(&system.id))? {
                let secret = reference.secret;
                let account = self.store.forget_secret(&secret.system_id, secret.environment, &secret.name)?;
                if let Some(account) = account
                    && let Err(problem) = self.remove_bound_value(&account)
                {
                    tracing::warn!("a secret of a deleted system is removed later: {}", problem.message);
                }
            }
        }
        Ok(())
    }
}

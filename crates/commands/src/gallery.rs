//! The gallery in the window: what [`drawbridge_templates`] has, looked at and tried before anything is made of it.
//!
//! A try runs the template as it ships, on its own samples and with the engine that runs everything else.

use std::sync::Arc;

use drawbridge_engine::{Audience, EgressPolicy, Limits, Overrides, Plan, RunRequest, Secrets};
use drawbridge_model::Environment;
use drawbridge_templates::Template;
use tokio_util::sync::CancellationToken;

use crate::boundary::{CommandError, TemplateId, TemplatePreview, TemplateTry, TriedTemplate};
use crate::{Commands, error, tokens};

impl Commands {
    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn preview_template(
        self: &Arc<Self>,
        request: TemplateId,
    ) -> Result<TemplatePreview, CommandError> {
        let Template { card, system, connector, documentation, prepare, unconfirmed } = find(&request.id)?;
        Ok(TemplatePreview { card, connector, system, documentation, prepare, unconfirmed })
    }

    pub(crate) async fn try_template(self: &Arc<Self>, request: TemplateTry) -> Result<TriedTemplate, CommandError> {
        let Template { system, mut connector, .. } = find(&request.id)?;
        connector.id.clone_from(&request.id);
        let plan = Plan::new(&connector, &[system]).map_err(|problems| error::invalid(&problems))?;
        let run = RunRequest {
            environment: Environment::Sample,
            inputs: request.inputs.into_iter().collect(),
            conversation: None,
            confirmation: request.confirmation,
            secrets: Secrets::default(),
            overrides: Overrides::default(),
            egress: EgressPolicy::default(),
            limits: Limits::designer(),
            audience: Audience::Designer,
            cancel: CancellationToken::new(),
            progress: None,
            started_at: self.timestamp(),
        };
        let run = self.engine.run(&plan, run).await;
        let tokens = tokens::count(&serde_json::to_string(&run.outcome.for_bot()).unwrap_or_default());
        Ok(TriedTemplate { outcome: run.outcome, trace: run.trace, tokens })
    }
}

/// A template by its id.
pub(crate) fn find(id: &str) -> Result<Template, CommandError> {
    drawbridge_templates::find(id).ok_or_else(no_template)
}

fn no_template() -> CommandError {
    error::new(
        crate::ErrorCode::NotFound,
        "There is no such template in this version of Drawbridge.",
        "Choose another one in the gallery.",
    )
}

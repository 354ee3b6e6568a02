//! Signing in to a system with the owner's own browser: open the page where they agree, wait for them to come back, and
//! keep the refresh token as a secret. The window shows that it waits, and can stop it.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::{Authorization, BrowserAnswer, CancellationToken};
use drawbridge_model::Environment;

use crate::Commands;
use crate::boundary::{BrowserSignIn, CommandError, ErrorCode, SignInReport};
use crate::callback::{Callback, Waiting};
use crate::error;
use crate::running::ReadyToSignIn;

/// How long a person may take to agree.
const PATIENCE: Duration = Duration::from_mins(10);

impl Commands {
    pub(crate) async fn sign_in_with_browser(
        self: &Arc<Self>,
        request: BrowserSignIn,
    ) -> Result<SignInReport, CommandError> {
        let BrowserSignIn { run_id, system_id, environment, connector_id } = request;
        // The refresh token is what this is for.
        let needs = |text: &drawbridge_model::texts::TemplateText<'_>| text.at != "sign_in.refresh_token";
        let ready = self.ready_to_sign_in(system_id, environment, connector_id, needs).await?;
        let cancel = self.under_way.begin(&run_id);
        let signed_in = self.sign_in(&ready, environment, cancel).await;
        self.under_way.end(&run_id);
        signed_in
    }

    async fn sign_in(
        self: &Arc<Self>,
        ready: &ReadyToSignIn,
        environment: Environment,
        cancel: CancellationToken,
    ) -> Result<SignInReport, CommandError> {
        let callback = Callback::listen().await.map_err(|_| nobody_listens())?;
        let test = self.sign_in_test(ready, environment, String::new(), cancel.clone());
        let begun = self
            .engine
            .begin_browser_sign_in(&ready.system, &test, &callback.address())
            .map_err(|problems| error::invalid(&problems))?;
        if !self.host.open_browser(begun.address().as_str()) {
            let hint = "Choose a browser in this computer's settings, and try again.";
            return Err(error::new(ErrorCode::Failed, "No browser could be opened.", hint));
        }
        let (answer, mut browser) = came_back(&callback, &begun, &cancel).await?;
        let code = match answer {
            BrowserAnswer::Code(code) => code,
            BrowserAnswer::Denied(note) | BrowserAnswer::Foreign(note) => {
                browser.tell("200 OK", "You are not signed in. Drawbridge says why; you can close this page.").await;
                return Ok(SignInReport { accepted: Some(false), sentence: note.what, next_step: note.next });
            }
            BrowserAnswer::Nothing => return Err(nobody_listens()),
        };
        let finished = self.engine.finish_browser_sign_in(&ready.system, test, begun, &code).await;
        let told = match finished {
            Ok(report) => self.told_of_sign_in(environment, report).await,
            Err(problems) => Err(error::invalid(&problems)),
        };
        let is_in = matches!(&told, Ok(report) if report.accepted == Some(true));
        let sentence = if is_in {
            "You are signed in. You can close this page and go back to Drawbridge."
        } else {
            "You are not signed in. Drawbridge says why; you can close this page."
        };
        browser.tell("200 OK", sentence).await;
        told
    }
}

async fn came_back(
    callback: &Callback,
    begun: &Authorization,
    cancel: &CancellationToken,
) -> Result<(BrowserAnswer, Waiting), CommandError> {
    tokio::select! {
        answer = callback.answer(begun) => answer.map_err(|_| nobody_listens()),
        () = cancel.cancelled() => Err(error::new(ErrorCode::Cancelled, "The sign-in was stopped.", "")),
        () = tokio::time::sleep(PATIENCE) => {
            let hint = "Sign in once more when you are ready.";
            Err(error::new(ErrorCode::Failed, "Nobody came back from the browser for ten minutes.", hint))
        }
    }
}

fn nobody_listens() -> CommandError {
    let hint = "Try again; if it stays so, a security program may keep Drawbridge from listening on this computer.";
    error::new(ErrorCode::Failed, "The browser's answer could not be waited for.", hint)
}

//! Fetched tokens in the shared place: one replica logs in, all use what it got.
//!
//! That spares the API, and it keeps a refresh token that is good for one use from being used by two replicas. A token is
//! a convenience, not a decision: without the shared place each replica logs in by itself.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drawbridge_model::SecretValue;
use tokio::time::{Instant, sleep};

use super::state::by_chance;
use super::{Change, Lasting, OutOfReach, RecordKey, SharedState};
use crate::clock::Clock;
use crate::limits::{SHARED_LOG_IN, SHARED_REFRESH, SHARED_TOKEN};
use crate::sign_in::Token;

/// The longest time between two looks at a log-in that another replica has begun.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Tokens that replicas fetch for each other.
pub(crate) struct SharedTokens {
    state: Arc<SharedState>,
    clock: Arc<dyn Clock>,
}

/// What a replica without a token does.
#[derive(Debug)]
pub(crate) enum LogIn {
    /// Nothing: another one has fetched this.
    Fetched(Token),
    /// It logs in for all, with the refresh token of this one if there is one, and tells them by
    /// [`SharedTokens::logged_in`].
    Needed(Option<Token>),
}

/// A token in writing: value, when it runs out, what gives the next one.
type Written<Text> = (Text, Option<Duration>, Option<Text>);

impl SharedTokens {
    pub(crate) fn new(state: Arc<SharedState>, clock: Arc<dyn Clock>) -> Self {
        Self { state, clock }
    }

    /// A good token other than the refused one, or the right to fetch one. Waits for a log-in that is under way.
    pub(crate) async fn log_in(&self, key: RecordKey, refused: Option<&SecretValue>) -> LogIn {
        let until = Instant::now() + SHARED_LOG_IN;
        loop {
            match self.look(key, refused).await {
                Ok(Some(log_in)) => return log_in,
                Ok(None) if Instant::now() < until => sleep(by_chance(LOOK_AGAIN)).await,
                Ok(None) | Err(OutOfReach) => return LogIn::Needed(None),
            }
        }
    }

    /// Tells the replicas what a log-in gave; `None`: nothing, so that another one may try.
    pub(crate) async fn logged_in(&self, key: RecordKey, token: Option<&Token>) {
        let claim = self.claim(key);
        let work = |found: Vec<Option<Vec<u8>>>| {
            let [before, claimed] = <[_; 2]>::try_from(found).map_err(|_| OutOfReach)?;
            let mut changes = vec![Change { key: claim, before: claimed, after: None }];
            if let Some(token) = token {
                changes.push(Change { key, before, after: Some(self.written(key, token)?) });
            }
            Ok(((), changes))
        };
        // If they cannot be told, each logs in by itself.
        self.state.change(&[key, claim], None, work).await.ok();
    }

    /// Looks once; nothing while another replica logs in.
    async fn look(&self, key: RecordKey, refused: Option<&SecretValue>) -> Result<Option<LogIn>, OutOfReach> {
        let claim = self.claim(key);
        let mine = Some(Lasting { value: b"1".to_vec(), kept_for: SHARED_LOG_IN });
        let claimed = self.state.exchange(Change { key: claim, before: None, after: mine }).await?;
        let found = self.read(key).await?;
        let is_good = |token: &Token| token.is_good(self.clock.elapsed()) && Some(&token.value) != refused;
        match found {
            Some(token) if is_good(&token) => {
                if claimed {
                    self.logged_in(key, None).await;
                }
                Ok(Some(LogIn::Fetched(token)))
            }
            found if claimed => Ok(Some(LogIn::Needed(found))),
            _ => Ok(None),
        }
    }

    async fn read(&self, key: RecordKey) -> Result<Option<Token>, OutOfReach> {
        let Some(sealed) = self.state.read(key).await? else { return Ok(None) };
        let (value, until, refresh): Written<String> = self.state.open(&key, &sealed)?;
        Ok(Some(Token { value: SecretValue::new(value), until, refresh: refresh.map(SecretValue::new) }))
    }

    fn written(&self, key: RecordKey, token: &Token) -> Result<Lasting, OutOfReach> {
        let left = token.until.map_or(SHARED_TOKEN, |until| until.saturating_sub(self.clock.elapsed()));
        let kept_for = if token.refresh.is_some() { left.max(SHARED_REFRESH) } else { left };
        let written: Written<&str> =
            (token.value.expose(), token.until, token.refresh.as_ref().map(SecretValue::expose));
        self.state.lasting(&key, &written, kept_for.max(Duration::from_millis(1)))
    }

    fn claim(&self, key: RecordKey) -> RecordKey {
        self.state.key(&["log-in", &URL_SAFE_NO_PAD.encode(key)])
    }
}

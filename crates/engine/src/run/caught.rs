//! A future whose panic is an end and not a crash: whatever breaks while it is decided who is let in, lets nobody in,
//! and the engine goes on to serve the next call (SECURITY IDV-32).

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// The future panicked; nothing more of it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broke;

/// Runs a future to its end or to its panic. What it borrowed is left as it was at that moment, so the caller may only
/// use what is whole at any moment.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Broke> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_panic) => Poll::Ready(Err(Broke)),
    })
    .await
}

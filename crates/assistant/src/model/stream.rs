//! The body of a model's answer: server-sent events as they come, or JSON in one piece.

use drawbridge_engine::DoorError;
use drawbridge_engine::door::OpenResponse;
use futures_util::{StreamExt, stream};
use serde_json::Value as Json;
use sse_stream::{Error, SseByteStream};

use super::fault::Fault;
use super::reply::{Read, Reply};

/// How OpenAI and those like it say that a stream is over.
const DONE: &str = "[DONE]";

/// Reads an answer to its end.
pub(super) async fn read(
    response: OpenResponse,
    mut reading: impl Read,
    heard: &(dyn Fn(&str) + Send + Sync),
) -> Result<Reply, Fault> {
    let streams = response.header("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
    if !streams {
        let answer: Json = serde_json::from_str(&text(response).await?).map_err(|_| Fault::OtherFormat)?;
        reading.whole(&answer, heard)?;
        return reading.end();
    }
    let pieces = stream::try_unfold(response, |mut response| async move {
        Ok::<_, DoorError>(response.piece().await?.map(|piece| (piece, response)))
    });
    let mut events = std::pin::pin!(SseByteStream::new(pieces.boxed()));
    while let Some(event) = events.next().await {
        let Some(data) = event.map_err(fault)?.data.filter(|data| !data.trim().is_empty()) else { continue };
        if data.trim() == DONE {
            break;
        }
        let data: Json = serde_json::from_str(&data).map_err(|_| Fault::OtherFormat)?;
        if let Some(error) = data.get("error").filter(|error| !error.is_null()) {
            return Err(Fault::told(None, error));
        }
        reading.event(&data, heard)?;
    }
    reading.end()
}

/// Reads all of a body that is no stream.
pub(super) async fn text(mut response: OpenResponse) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(piece) = response.piece().await? {
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Fault::OtherFormat)
}

fn fault(error: Error) -> Fault {
    match error {
        // In the middle of an answer a connection that breaks off and a server that stops are the same to its reader.
        Error::Body(cause) => match cause.downcast_ref::<DoorError>() {
            Some(DoorError::Broken | DoorError::IdleTimeout) | None => Fault::Cut,
            Some(error) => Fault::Door(*error),
        },
        _ => Fault::OtherFormat,
    }
}

//! The wire format of OpenAI's chat completions, which Azure, Ollama, LM Studio, vLLM, llama.cpp and many others speak.
//!
//! Source: OpenAI's API reference, “Create chat completion” and “Streaming”. What differs from server to server is taken
//! as it comes: calls without an index or an id, a whole call in one piece, an answer that is not streamed.

use drawbridge_engine::tool_formats::openai_tool;
use drawbridge_model::tool::ToolDefinition;
use serde_json::{Value as Json, json};

use super::fault::Fault;
use super::reply::{Read, Reply, WantedCall};
use crate::assistant::Message;

/// What is sent.
pub(super) fn payload(model: &str, prompt: &str, messages: &[Message], tools: &[&ToolDefinition]) -> Json {
    let mut all = vec![json!({"role": "system", "content": prompt})];
    all.extend(messages.iter().map(message));
    let mut payload = json!({
        "model": model,
        "stream": true,
        "stream_options": {"include_usage": true},
        "messages": all
    });
    if !tools.is_empty() {
        payload["tools"] = tools.iter().map(|definition| openai_tool(definition)).collect();
    }
    payload
}

fn message(message: &Message) -> Json {
    match message {
        Message::Customer(line) => json!({"role": "user", "content": line}),
        Message::Assistant { text, calls } if calls.is_empty() => json!({"role": "assistant", "content": text}),
        Message::Assistant { text, calls } => {
            let calls: Vec<Json> = calls
                .iter()
                .map(|call| {
                    let arguments = call.arguments.as_str().map_or_else(|| call.arguments.to_string(), str::to_owned);
                    let function = json!({"name": call.tool, "arguments": arguments});
                    json!({"id": call.id, "type": "function", "function": function})
                })
                .collect();
            let content = if text.is_empty() { Json::Null } else { Json::String(text.clone()) };
            json!({"role": "assistant", "content": content, "tool_calls": calls})
        }
        Message::Result { call, content } => json!({"role": "tool", "tool_call_id": call, "content": content}),
    }
}

/// An answer as it comes.
#[derive(Default)]
pub(super) struct Reading {
    reply: Reply,
    /// The places of the calls, as the server counts them.
    places: Vec<Option<u64>>,
    finish: Option<String>,
}

impl Read for Reading {
    fn event(&mut self, data: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault> {
        self.usage(&data["usage"]);
        let Some(choice) = data["choices"].as_array().ok_or(Fault::OtherFormat)?.first() else { return Ok(()) };
        self.take(&choice["delta"], heard);
        if let Some(finish) = choice["finish_reason"].as_str() {
            self.finish = Some(finish.to_owned());
        }
        Ok(())
    }

    fn whole(&mut self, answer: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault> {
        self.usage(&answer["usage"]);
        let choice = answer["choices"].as_array().and_then(|choices| choices.first()).ok_or(Fault::OtherFormat)?;
        self.take(&choice["message"], heard);
        self.finish = Some(choice["finish_reason"].as_str().unwrap_or("stop").to_owned());
        Ok(())
    }

    fn end(self) -> Result<Reply, Fault> {
        match self.finish.as_deref() {
            None => Err(Fault::Cut),
            Some("length") => Err(Fault::TooLong),
            Some("content_filter") => Err(Fault::Declined),
            Some(_) => Ok(self.reply),
        }
    }
}

impl Reading {
    fn usage(&mut self, usage: &Json) {
        self.reply.read = usage["prompt_tokens"].as_u64().or(self.reply.read);
        self.reply.written = usage["completion_tokens"].as_u64().or(self.reply.written);
    }

    /// More of a message, or all of it.
    fn take(&mut self, part: &Json, heard: &(dyn Fn(&str) + Send + Sync)) {
        for words in [&part["content"], &part["refusal"]].into_iter().filter_map(Json::as_str) {
            if !words.is_empty() {
                heard(words);
                self.reply.text.push_str(words);
            }
        }
        for piece in part["tool_calls"].as_array().into_iter().flatten() {
            let call = self.call(piece);
            let function = &piece["function"];
            if let Some(name) = function["name"].as_str() {
                call.name.push_str(name);
            }
            match &function["arguments"] {
                Json::String(more) => call.arguments.push_str(more),
                Json::Null => {}
                // Some servers give the object itself.
                whole => call.arguments = whole.to_string(),
            }
        }
    }

    /// The call that a piece belongs to: the one at its index; without one, a new one if it has an id or a name.
    fn call(&mut self, piece: &Json) -> &mut WantedCall {
        let index = piece["index"].as_u64();
        let id = piece["id"].as_str().filter(|id| !id.is_empty());
        let begins = id.is_some() || piece["function"]["name"].is_string();
        let known = match index {
            Some(_) => self.places.iter().position(|place| *place == index),
            None if begins => None,
            None => self.places.len().checked_sub(1),
        };
        let at = known.unwrap_or_else(|| {
            self.places.push(index);
            self.reply.calls.push(WantedCall::default());
            self.reply.calls.len() - 1
        });
        let call = &mut self.reply.calls[at];
        if let Some(id) = id {
            id.clone_into(&mut call.id);
        }
        call
    }
}

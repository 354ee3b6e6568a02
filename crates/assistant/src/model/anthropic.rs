//! The wire format of Anthropic's Messages.
//!
//! Source: Anthropic's API reference, “Messages”, “Streaming messages” and “Errors”. All results of one message's calls
//! stand in one message, and no text is empty: the API refuses everything else.

use drawbridge_engine::tool_formats::anthropic_tool;
use drawbridge_model::tool::ToolDefinition;
use serde_json::{Value as Json, json};

use super::fault::Fault;
use super::reply::{Read, Reply, WantedCall};
use crate::assistant::Message;

/// The version of the API that this file speaks.
pub(super) const VERSION: &str = "2023-06-01";
/// Most tokens of one answer. The API wants to be told, and every model may write this many.
const MOST_TOKENS: u32 = 4096;

/// What is sent.
pub(super) fn payload(model: &str, prompt: &str, messages: &[Message], tools: &[&ToolDefinition]) -> Json {
    let mut payload = json!({
        "model": model,
        "max_tokens": MOST_TOKENS,
        "stream": true,
        "system": prompt,
        "messages": turns(messages)
    });
    if !tools.is_empty() {
        payload["tools"] = tools.iter().map(|definition| anthropic_tool(definition)).collect();
    }
    payload
}

/// Messages by turns, the customer and the results of calls on one side, the model on the other.
fn turns(messages: &[Message]) -> Vec<Json> {
    let mut turns: Vec<(&str, Vec<Json>)> = Vec::new();
    for message in messages {
        let (role, blocks) = match message {
            Message::Customer(line) => ("user", vec![text(line)]),
            Message::Result { call, content } => {
                ("user", vec![json!({"type": "tool_result", "tool_use_id": call, "content": content})])
            }
            Message::Assistant { text: words, calls } => {
                let words = (!words.trim().is_empty()).then(|| text(words));
                let calls = calls.iter().map(|call| {
                    let input = if call.arguments.is_object() { call.arguments.clone() } else { json!({}) };
                    json!({"type": "tool_use", "id": call.id, "name": call.tool, "input": input})
                });
                ("assistant", words.into_iter().chain(calls).collect())
            }
        };
        match turns.last_mut() {
            Some((last, known)) if *last == role => known.extend(blocks),
            _ if blocks.is_empty() => {}
            _ => turns.push((role, blocks)),
        }
    }
    turns.into_iter().map(|(role, content)| json!({"role": role, "content": content})).collect()
}

fn text(words: &str) -> Json {
    json!({"type": "text", "text": words})
}

/// An answer as it comes.
#[derive(Default)]
pub(super) struct Reading {
    reply: Reply,
    /// Which block of the stream is which call.
    blocks: Vec<(u64, usize)>,
    stop: Option<String>,
    ended: bool,
}

impl Read for Reading {
    fn event(&mut self, data: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault> {
        match data["type"].as_str().ok_or(Fault::OtherFormat)? {
            "message_start" => self.usage(&data["message"]["usage"]),
            "content_block_start" => self.block(data["index"].as_u64(), &data["content_block"], heard),
            "content_block_delta" => self.more(data["index"].as_u64(), &data["delta"], heard),
            "message_delta" => {
                self.usage(&data["usage"]);
                self.stop = data["delta"]["stop_reason"].as_str().map(str::to_owned).or(self.stop.take());
            }
            "message_stop" => self.ended = true,
            // Pings, ends of blocks, and what the API may say in the future.
            _ => {}
        }
        Ok(())
    }

    fn whole(&mut self, answer: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault> {
        self.usage(&answer["usage"]);
        for block in answer["content"].as_array().ok_or(Fault::OtherFormat)? {
            self.block(None, block, heard);
        }
        self.stop = answer["stop_reason"].as_str().map(str::to_owned);
        self.ended = true;
        Ok(())
    }

    fn end(self) -> Result<Reply, Fault> {
        match self.stop.as_deref() {
            _ if !self.ended => Err(Fault::Cut),
            Some("max_tokens" | "model_context_window_exceeded") => Err(Fault::TooLong),
            Some("refusal") => Err(Fault::Declined),
            _ => Ok(self.reply),
        }
    }
}

impl Reading {
    fn usage(&mut self, usage: &Json) {
        self.reply.read = usage["input_tokens"].as_u64().or(self.reply.read);
        self.reply.written = usage["output_tokens"].as_u64().or(self.reply.written);
    }

    /// A block begins, or has come whole.
    fn block(&mut self, index: Option<u64>, block: &Json, heard: &(dyn Fn(&str) + Send + Sync)) {
        match block["type"].as_str() {
            Some("text") => self.say(&block["text"], heard),
            Some("tool_use") => {
                self.blocks.extend(index.map(|index| (index, self.reply.calls.len())));
                let known = |input: &&Json| input.as_object().is_some_and(|members| !members.is_empty());
                self.reply.calls.push(WantedCall {
                    id: block["id"].as_str().unwrap_or_default().to_owned(),
                    name: block["name"].as_str().unwrap_or_default().to_owned(),
                    arguments: block.get("input").filter(known).map(Json::to_string).unwrap_or_default(),
                });
            }
            _ => {}
        }
    }

    fn more(&mut self, index: Option<u64>, delta: &Json, heard: &(dyn Fn(&str) + Send + Sync)) {
        match delta["type"].as_str() {
            Some("text_delta") => self.say(&delta["text"], heard),
            Some("input_json_delta") => {
                let call = self.blocks.iter().find(|(block, _)| Some(*block) == index);
                if let (Some((_, call)), Some(more)) = (call, delta["partial_json"].as_str()) {
                    self.reply.calls[*call].arguments.push_str(more);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, words: &Json, heard: &(dyn Fn(&str) + Send + Sync)) {
        if let Some(words) = words.as_str().filter(|words| !words.is_empty()) {
            heard(words);
            self.reply.text.push_str(words);
        }
    }
}

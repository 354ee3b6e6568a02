//! The language model that plays the chatbot, if the owner sets one up: which, where, and its key in the keychain.
//!
//! The key is bound to the origin of the address for which it was entered, as every secret is; after a change of the
//! address it is asked for again. Without a model the built-in assistant answers, and nothing leaves this computer.

use std::sync::Arc;

use drawbridge_assistant::{AssistantError, ChatModel, ModelSettings};
use drawbridge_model::{Environment, SecretValue};

use crate::Commands;
use crate::boundary::{
    ChatModelView, CommandError, ErrorCode, ModelNames, ModelReport, Nothing, SaveChatModel, SecretStatus, SetModelKey,
};
use crate::error;

/// The setting that holds which model, and the name of its key.
const NAME: &str = "chat_model";
/// Its key belongs to no system.
const NO_SYSTEM: &str = "";
/// A key is a key, whatever environment the tools call.
const ALWAYS: Environment = Environment::Live;

impl Commands {
    pub(crate) async fn chat_model(self: &Arc<Self>, _: Nothing) -> Result<ChatModelView, CommandError> {
        self.blocking(Self::model_view).await
    }

    pub(crate) async fn save_chat_model(
        self: &Arc<Self>,
        request: SaveChatModel,
    ) -> Result<ChatModelView, CommandError> {
        self.blocking(move |commands| {
            if let Some(model) = &request.model {
                model.origin().map_err(in_words)?;
                commands.store.set_setting(NAME, Some(&crate::call::write(model)?))?;
            } else {
                commands.remove_model_key()?;
                commands.store.set_setting(NAME, None)?;
            }
            commands.model_view()
        })
        .await
    }

    pub(crate) async fn set_model_key(self: &Arc<Self>, request: SetModelKey) -> Result<ChatModelView, CommandError> {
        let value = SecretValue::new(request.value);
        self.blocking(move |commands| {
            drawbridge_vault::check_value(&value)?;
            let origin = commands.model_settings()?.origin().map_err(in_words)?;
            commands.keep_value(NO_SYSTEM, ALWAYS, NAME, &[origin], &value)?;
            commands.model_view()
        })
        .await
    }

    pub(crate) async fn forget_model_key(self: &Arc<Self>, _: Nothing) -> Result<ChatModelView, CommandError> {
        self.blocking(|commands| {
            commands.remove_model_key()?;
            commands.model_view()
        })
        .await
    }

    pub(crate) async fn list_models(self: &Arc<Self>, _: Nothing) -> Result<ModelNames, CommandError> {
        let names = self.model().await?.models().await.map_err(in_words)?;
        Ok(ModelNames { names })
    }

    pub(crate) async fn test_model(self: &Arc<Self>, _: Nothing) -> Result<ModelReport, CommandError> {
        let model = self.model().await?;
        Ok(match model.test().await {
            Ok(test) if test.calls_tools => ModelReport {
                works: true,
                sentence: format!(
                    "“{}” answered in {} ms and asked for the tool that it was shown.",
                    model.name(),
                    test.ms
                ),
                next_step: String::new(),
            },
            Ok(_) => ModelReport {
                works: false,
                sentence: format!("“{}” answers, but it did not ask for the tool that it was shown.", model.name()),
                next_step: "Choose a model that can call tools; without that it cannot look anything up.".to_owned(),
            },
            Err(AssistantError { what, next }) => ModelReport { works: false, sentence: what, next_step: next },
        })
    }

    /// The model with its key, ready to be asked.
    pub(crate) async fn model(self: &Arc<Self>) -> Result<ChatModel, CommandError> {
        self.blocking(|commands| {
            let settings = commands.model_settings()?;
            let reference = commands.store.secret_reference(NO_SYSTEM, ALWAYS, NAME)?;
            let key = match reference {
                Some(reference) => commands.bound_value(&reference)?,
                None => None,
            };
            ChatModel::new(settings, key, Arc::clone(&commands.http)).map_err(in_words)
        })
        .await
    }

    fn model_settings(&self) -> Result<ModelSettings, CommandError> {
        let stored = self.store.setting(NAME)?.and_then(|value| serde_json::from_value(value).ok());
        stored.ok_or_else(|| {
            error::new(ErrorCode::Failed, "No model is set up.", "Set one up in Settings, under “Model for the chat”.")
        })
    }

    fn model_view(&self) -> Result<ChatModelView, CommandError> {
        let Ok(model) = self.model_settings() else {
            return Ok(ChatModelView { model: None, key: SecretStatus::Missing });
        };
        let reference = self.store.secret_reference(NO_SYSTEM, ALWAYS, NAME)?;
        let now: Vec<_> = model.origin().into_iter().collect();
        Ok(ChatModelView { key: self.bound(reference.as_ref(), &now), model: Some(model) })
    }

    fn remove_model_key(&self) -> Result<(), CommandError> {
        match self.store.forget_secret(NO_SYSTEM, ALWAYS, NAME)? {
            Some(account) => self.remove_bound_value(&account),
            None => Ok(()),
        }
    }
}

pub(crate) fn in_words(problem: AssistantError) -> CommandError {
    error::new(ErrorCode::Failed, problem.what, problem.next)
}

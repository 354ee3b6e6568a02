//! Turns the list of commands into a dispatcher: a name and JSON in, JSON out, typed in between.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::boundary::{CommandError, ErrorCode};

/// Declares the commands. See `list.rs`.
macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident: $request:ty => $response:ty,)+) => {
        /// The name of every command.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        impl $crate::Commands {
            /// Answers one command.
            pub async fn call(
                self: &std::sync::Arc<Self>,
                name: &str,
                request: serde_json::Value,
            ) -> Result<serde_json::Value, CommandError> {
                match name {
                    $(stringify!($name) => {
                        let request: $request = $crate::call::read(name, request)?;
                        let response: $response = Box::pin(self.$name(request)).await?;
                        $crate::call::write(&response)
                    })+
                    _ => Err($crate::call::unknown(name)),
                }
            }
        }

        /// The request and the response type of every command, for the interface.
        pub(crate) fn describe(describe: &mut crate::typescript::Description) {
            $(describe.command::<$request, $response>(stringify!($name), &[$($doc),+]);)+
        }
    };
}

pub(crate) fn read<T: DeserializeOwned>(name: &str, request: Value) -> Result<T, CommandError> {
    serde_json::from_value(request).map_err(|error| CommandError {
        code: ErrorCode::BadRequest,
        message: format!("The command “{name}” was asked in a way it does not know: {error}."),
        hint: String::new(),
        at: None,
    })
}

pub(crate) fn write<T: Serialize>(response: &T) -> Result<Value, CommandError> {
    serde_json::to_value(response)
        .map_err(|error| crate::error::failed(format!("The answer cannot be written: {error}.")))
}

pub(crate) fn unknown(name: &str) -> CommandError {
    CommandError {
        code: ErrorCode::BadRequest,
        message: format!("There is no command “{name}”."),
        hint: String::new(),
        at: None,
    }
}

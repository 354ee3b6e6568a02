//! Scenario T25 of the task list: log in, keep the token, use it in the next request.

use serde_json::json;

use crate::support::api::{Api, Received};
use crate::support::bundles::{BundleFile, bank, bundle, fixture};
use crate::support::program::{Program, drawbridge};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsImV4cCI6MTc4ODAwMDAwMH0.fictional";
const PASSWORD: &str = "correct horse";
const LOG_IN: &str = "POST /auth/login";
const BALANCE: &str = "GET /account/balance";

fn start_bank() -> Api {
    Api::start(|request: &Received| match request.call() {
        LOG_IN => {
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            let known = body == json!({"email": "samira.idris@example.com", "password": PASSWORD})
                || body == json!({"email": "someone@example.net", "password": PASSWORD});
            Some(fixture(if known { "jwt-login/login_200" } else { "jwt-login/login_401" }))
        }
        BALANCE => {
            let known = request.header("authorization") == Some(&format!("Bearer {TOKEN}"));
            Some(fixture(if known { "jwt-login/balance_200" } else { "jwt-login/balance_401" }))
        }
        _ => None,
    })
}

fn call(api: &Api, file: &BundleFile, email: &str, password: &str) -> Program {
    let base = format!("account_api={}", api.address());
    let (email, password) = (format!("email={email}"), format!("password={password}"));
    drawbridge(&["call", file.name(), "account_balance", "--base", &base, "--allow-private", &api.place()])
        .with(&["--input", &email, "--input", &password, "--trace"])
}

#[test]
fn the_token_of_the_first_request_signs_the_second() {
    let (api, file) = (start_bank(), BundleFile::new(&bundle(bank())));
    let printed = call(&api, &file, "samira.idris@example.com", PASSWORD).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert_eq!(printed.json()["data"], json!({"number": "****4471", "balance": "182.40", "currency": "GBP"}));
    assert_eq!(api.calls(), [LOG_IN, BALANCE]);
    printed.hides(TOKEN);
    printed.hides(PASSWORD);
}

#[test]
fn after_a_wrong_password_the_second_request_is_not_sent_and_the_first_not_repeated() {
    let (api, file) = (start_bank(), BundleFile::new(&bundle(bank())));
    let printed = call(&api, &file, "samira.idris@example.com", "battery staple").run();
    assert_eq!(printed.outcome(), "not_verified", "{printed:?}");
    assert_eq!(api.calls(), [LOG_IN]);
    assert_eq!(printed.message(), "These details don't match an account. Please check your email and password.");
    printed.lacks("Invalid credentials");
    printed.hides("battery staple");
}

#[test]
fn somebody_elses_account_is_not_told() {
    let (api, file) = (start_bank(), BundleFile::new(&bundle(bank())));
    let printed = call(&api, &file, "someone@example.net", PASSWORD).run();
    assert_eq!(printed.outcome(), "not_verified", "{printed:?}");
    for value in ["182.40", "4471", "samira"] {
        printed.lacks(value);
    }
    printed.hides(TOKEN);
    printed.hides(PASSWORD);
}

#[test]
fn a_password_can_be_kept_off_the_command_line() {
    let (api, file) = (start_bank(), BundleFile::new(&bundle(bank())));
    let base = format!("account_api={}", api.address());
    let inputs = json!({"email": "samira.idris@example.com", "password": PASSWORD});
    let printed = drawbridge(&["call", file.name(), "account_balance", "--base", &base])
        .with(&["--allow-private", &api.place(), "--inputs-from", "-"])
        .standard_input(&inputs.to_string())
        .run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
}

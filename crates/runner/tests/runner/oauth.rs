//! OAuth beside a chatbot: a refresh token is a secret like any other, and the server for tokens stands in the bundle.

use drawbridge_model::sign_in::AuthorizationCode;
use drawbridge_model::{Bundle, Secret, SignIn};
use serde_json::json;

use crate::support::api::{Api, Received, json as reply};
use crate::support::bundles::{BundleFile, bundle, fixture, shop};
use crate::support::program::{Program, drawbridge};

const REFRESH: &str = "refresh_SENTINEL_0123456789";
const TOKEN: &str = "token_SENTINEL_9876543210";
const VARIABLE: &str = "DRAWBRIDGE_SECRET_WOOCOMMERCE_REFRESH_TOKEN";

/// The shop, signed in to with tokens of a server of its own.
fn shop_with_tokens(auth: &Api) -> Bundle {
    let (mut system, connector) = shop();
    let secret = Secret { name: "refresh_token".into(), label: "Kept sign-in".into(), help: String::new() };
    system.secrets = vec![secret];
    system.sign_in = SignIn::Oauth2AuthorizationCode(Box::new(AuthorizationCode {
        authorization_url: "https://login.example/agree".into(),
        token_url: format!("{}/oauth/token", auth.address()),
        client_id: "my-app".into(),
        refresh_token: "{secret.refresh_token}".into(),
        ..AuthorizationCode::default()
    }));
    bundle((system, connector))
}

fn start_auth(rotates: bool) -> Api {
    Api::start(move |request: &Received| {
        let known = request.body == format!("grant_type=refresh_token&refresh_token={REFRESH}&client_id=my-app");
        assert!(request.call() == "POST /oauth/token" && known, "{request:?}");
        let mut answer = json!({"access_token": TOKEN, "expires_in": 3600});
        if rotates {
            answer["refresh_token"] = json!("refresh_SENTINEL_the_next");
        }
        Some(reply(200, &answer))
    })
}

fn start_shop() -> Api {
    Api::start(|request: &Received| {
        let known = request.header("authorization") == Some(&format!("Bearer {TOKEN}"));
        Some(fixture(if known { "woocommerce/order_200" } else { "woocommerce/unauthorized_401" }))
    })
}

fn call(file: &BundleFile, api: &Api, auth: &Api) -> Program {
    let base = format!("woocommerce={}", api.address());
    drawbridge(&["call", file.name(), "order_status", "--base", &base, "--trace"])
        .with(&["--allow-private", &api.place(), "--allow-private", &auth.place()])
        .with(&["--input", "order_id=8142", "--input", "email=marta.lindqvist@example.com"])
}

#[test]
fn a_refresh_token_is_a_secret_like_any_other() {
    let (api, auth) = (start_shop(), start_auth(false));
    let shop = shop_with_tokens(&auth);
    assert_eq!(shop.requires.secrets, ["woocommerce.refresh_token"]);
    assert!(shop.egress.origins.contains(&auth.address()), "{:?}", shop.egress);
    let file = BundleFile::new(&shop);
    let missing = call(&file, &api, &auth).run();
    assert!(missing.error.contains("woocommerce.refresh_token (Kept sign-in) has no value"), "{missing:?}");
    assert!(missing.error.contains(VARIABLE), "{missing:?}");
    assert!(api.calls().is_empty() && auth.calls().is_empty());
    let printed = call(&file, &api, &auth).variable(VARIABLE, REFRESH).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    printed.hides(REFRESH);
    printed.hides(TOKEN);
    assert!(!printed.error.contains("new refresh token"), "{printed:?}");
}

#[test]
fn whoever_supplies_a_refresh_token_learns_that_it_was_replaced() {
    let (api, auth) = (start_shop(), start_auth(true));
    let file = BundleFile::new(&shop_with_tokens(&auth));
    let printed = call(&file, &api, &auth).variable(VARIABLE, REFRESH).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert!(printed.error.contains("a new refresh token in place of woocommerce.refresh_token"), "{printed:?}");
    printed.hides("refresh_SENTINEL_the_next");
}

/// SECURITY SSR-10: a server for tokens that was added by hand is not asked.
#[test]
fn a_server_for_tokens_that_the_bundle_does_not_list_is_not_called() {
    let (api, auth) = (start_shop(), start_auth(false));
    let mut edited = shop_with_tokens(&start_auth(false));
    let own = edited.systems[0].clone();
    if let SignIn::Oauth2AuthorizationCode(code) = &mut edited.systems[0].sign_in {
        code.token_url = format!("{}/oauth/token", auth.address());
    }
    assert_ne!(own, edited.systems[0]);
    let printed = call(&BundleFile::new(&edited), &api, &auth).variable(VARIABLE, REFRESH).run();
    assert!(printed.out.is_empty() && printed.status != 0, "{printed:?}");
    assert!(auth.calls().is_empty() && api.calls().is_empty());
}

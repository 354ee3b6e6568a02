use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::read::{read_bundle, read_system};

fn system(value: &Value) -> System {
    read_system(&value.to_string()).expect("a system")
}

fn connector(value: &Value) -> Connector {
    serde_json::from_value(value.clone()).expect("a connector")
}

fn shop() -> System {
    system(&json!({
        "id": "shop", "name": "Shop",
        "base_url": {"test": "http://LOCALHOST:8080/api", "live": "https://{setting.shop}.Example/"},
        "settings": [{"name": "shop", "values": {"live": "Linen"}}, {"name": "store", "values": {"test": "7"}}],
        "secrets": [{"name": "key"}, {"name": "unused"}],
        "sign_in": {"type": "bearer", "token": "{secret.key}"}
    }))
}

fn order_status() -> Connector {
    connector(&json!({
        "id": "2", "name": "Order", "tool_name": "order", "system": "shop",
        "steps": [
            {"id": "a", "path": "/{order}", "query": [{"name": "k", "value": "{secret.query_key}"}]},
            {"id": "b", "path": "/x", "system": "bank", "body": {"type": "json", "text": "{\"key\": {secret.bank_key}}"}}
        ],
        "samples": [{"step": "a", "status": 200, "body": {"total": 59.90, "count": 1.0, "id": 727, "é": [null, "\u{1f600}"]}}]
    }))
}

fn bank() -> System {
    system(
        &json!({"id": "bank", "name": "Bank", "base_url": {"live": "https://{setting.host}"}, "settings": [{"name": "host"}],
        "sign_in": {"type": "oauth2_client_credentials", "token_url": "https://auth.bank.example/token", "client_id": "{secret.id}", "client_secret": "{secret.secret}"}}),
    )
}

#[test]
fn a_bundle_names_what_must_be_supplied_and_what_may_be_called() {
    let other = connector(&json!({"id": "1", "name": "A", "tool_name": "zz", "system": "shop"}));
    let unused = system(&json!({"id": "aaa", "name": "Unused", "base_url": {"live": "https://unused.example"}}));
    let bundle = Bundle::assemble("mine", &[shop(), bank(), unused], &[other, order_status()]);
    assert_eq!(bundle.systems.iter().map(|system| system.id.as_str()).collect::<Vec<_>>(), ["bank", "shop"]);
    assert_eq!(
        bundle.connectors.iter().map(|connector| connector.tool_name.as_str()).collect::<Vec<_>>(),
        ["order", "zz"]
    );
    assert_eq!(bundle.requires.secrets, ["bank.bank_key", "bank.id", "bank.secret", "shop.key", "shop.query_key"]);
    assert_eq!(bundle.requires.settings, ["bank.host", "shop.store"]);
    assert_eq!(bundle.egress.origins, ["http://localhost:8080", "https://auth.bank.example", "https://linen.example"]);
    assert!(bundle.verify_digest());
    assert!(bundle.digest.starts_with("sha256:") && bundle.digest.len() == 71, "{}", bundle.digest);
}

#[test]
fn the_order_of_the_documents_does_not_matter() {
    let second = Connector { tool_name: "a".into(), ..order_status() };
    let one = Bundle::assemble("mine", &[shop(), bank()], &[order_status(), second.clone()]);
    let other = Bundle::assemble("mine", &[bank(), shop()], &[second, order_status()]);
    assert_eq!(one.to_canonical_json(), other.to_canonical_json());
}

/// SECURITY SSR-10, the model's part.
#[test]
fn an_edited_bundle_does_not_have_its_digest() {
    let bundle = Bundle::assemble("mine", &[shop()], &[order_status()]);
    let mut edited = bundle.clone();
    edited.egress.origins.push("https://evil.example".into());
    assert!(!edited.verify_digest());
    let mut edited = bundle.clone();
    edited.connectors[0].validations.push(crate::Validation::default());
    assert!(!edited.verify_digest());
    let mut edited = bundle;
    edited.digest = String::new();
    assert!(!edited.verify_digest());
}

#[test]
fn a_signature_stands_beside_what_it_signs() {
    let bundle = Bundle::assemble("mine", &[shop()], &[order_status()]);
    let (key, value) = ("sha256:00".to_owned(), "AA==".to_owned());
    let signature = BundleSignature { algorithm: SignatureAlgorithm::Ed25519, key, value };
    let signed = Bundle { signature: Some(signature), ..bundle.clone() };
    assert_eq!(signed.signed_text(), bundle.to_canonical_json());
    assert!(signed.verify_digest(), "the digest is that of the content");
    let text = signed.to_canonical_json();
    let read = read_bundle(&text).expect("a bundle");
    assert_eq!((read.to_canonical_json(), read.signature), (text, signed.signature));
}

#[test]
fn the_bytes_are_canonical_json() {
    let json = Bundle::assemble("mine", &[shop()], &[order_status()]).to_canonical_json();
    assert!(json.starts_with(r#"{"connectors":[{"answer":{"fields":[]},"fields":[],"id":"2","#), "{json}");
    assert!(json.contains(r#""body":{"count":1,"id":727,"total":59.9,"é":[null,"😀"]}"#), "{json}");
}

/// Two pieces of what is hard to write: braces, quotes, control characters, pairs of surrogates, composed letters.
fn texts() -> impl Strategy<Value = String> {
    const PIECES: [&str; 14] = [
        "",
        "a",
        "zz",
        "{email}",
        "{{x}}",
        "\"\\",
        "\n\r\t",
        "\u{0}\u{7f}",
        "\u{2028}",
        "😀",
        "e\u{301}",
        "é",
        "\u{fffd}",
        "\u{e000}",
    ];
    (prop::sample::select(&PIECES[..]), prop::sample::select(&PIECES[..]))
        .prop_map(|(one, other)| format!("{one}{other}"))
}

fn bodies() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |number| number.is_finite().then(|| Value::from(number))),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(texts(), inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn connectors()(
        text in prop::collection::vec(texts(), 12),
        body in bodies(),
        flags in prop::collection::vec(any::<bool>(), 6),
        number in any::<u32>(),
        kind in 0_usize..5,
    ) -> Connector {
        let request = match kind {
            0 => json!({"type": "json", "text": text[0]}),
            1 => json!({"type": "form", "fields": [{"name": text[0], "value": text[1], "disabled": flags[0]}]}),
            2 => json!({"type": "text", "text": text[0], "content_type": text[1]}),
            3 => json!({"type": "xml", "text": text[0]}),
            _ => Value::Null,
        };
        connector(&json!({
            "id": text[2], "name": text[3], "tool_name": text[4], "system": "shop", "prompt": text[5],
            "fields": [{"name": text[6], "type": "choice", "required": flags[1], "sensitive": flags[2], "options": [text[7]], "min_length": number, "pattern": text[8]}],
            "steps": [{"id": "a", "method": "PATCH", "path": text[9], "body": request, "only_if": text[10], "reads_only": flags[3]}],
            "validations": [{"input": text[0], "value": body, "compare_with": text[1], "type": "one_of", "error": text[11]}],
            "match": if flags[4] { "any" } else { "all" },
            "public": flags[5],
            "answer": {"fields": [{"path": text[2], "words": {text[3].clone(): text[4]}, "format": {"type": "number", "decimals": 2}}], "max_items": number},
            "accepted": [text[5]],
            "tests": [{"name": text[6], "inputs": {text[7].clone(): body}, "expect": {"outcome": "answer", "data": body}}],
            "samples": [{"step": text[8], "status": 200, "body": body}]
        }))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(20_000)))]

    /// DESIGN section 3, invariant 6.
    #[test]
    fn a_bundle_read_and_exported_again_is_byte_identical(connectors in prop::collection::vec(connectors(), 1), name in texts()) {
        let exported = Bundle::assemble(&name, &[shop(), bank()], &connectors).to_canonical_json();
        let read = read_bundle(&exported).expect("what was exported can be read");
        prop_assert!(read.verify_digest());
        let again = Bundle::assemble(&read.name, &read.systems, &read.connectors);
        prop_assert_eq!(again.to_canonical_json(), exported);
    }
}

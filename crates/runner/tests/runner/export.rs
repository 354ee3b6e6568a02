//! `drawbridge export`: the tools as other programs read them, and nothing that they must not know.

use serde_json::{Value, json};

use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::{Printed, drawbridge};

fn export(file: &BundleFile, form: &str) -> Printed {
    drawbridge(&["export", file.name(), "--as", form, "--server", "https://bot.example.com/"]).run()
}

fn read(printed: &Printed) -> Value {
    assert_eq!((printed.status, printed.error.as_str()), (0, ""), "{printed:?}");
    serde_json::from_str(&printed.out).unwrap()
}

#[test]
fn each_form_names_the_tool_and_its_questions() {
    let file = BundleFile::new(&bundle(shop()));
    let document = read(&export(&file, "openapi"));
    assert_eq!(
        (&document["openapi"], &document["servers"]),
        (&json!("3.1.0"), &json!([{"url": "https://bot.example.com"}]))
    );
    let inputs = document
        .pointer("/paths/~1tools~1order_status/post/requestBody/content/application~1json/schema/properties/inputs")
        .unwrap();
    let openai = read(&export(&file, "openai"));
    assert_eq!(openai[0]["type"], "function");
    assert_eq!(openai[0]["function"]["name"], "order_status");
    let anthropic = read(&export(&file, "anthropic"));
    assert_eq!(anthropic[0]["name"], "order_status");
    for questions in [inputs, &openai[0]["function"]["parameters"], &anthropic[0]["input_schema"]] {
        assert_eq!(questions["required"], json!(["order_id", "email"]));
        assert_eq!(questions["additionalProperties"], false);
    }
}

/// What only the owner and the runner know stands in no form: addresses, secrets' names, rules, paths, samples.
#[test]
fn no_form_tells_how_the_tool_works() {
    let file = BundleFile::new(&bundle(shop()));
    for form in ["openapi", "openai", "anthropic"] {
        let printed = export(&file, form);
        for inner in ["wp-json", "woo_key", "billing", "store_address", "being prepared"] {
            printed.lacks(inner);
        }
    }
}

#[test]
fn a_file_is_new_and_the_same_each_time() {
    let file = BundleFile::new(&bundle(shop()));
    let out = file.directory.path().join("tools.json");
    let run = || drawbridge(&["export", file.name(), "--as", "anthropic"]).path("-o", &out).run();
    let printed = run();
    assert_eq!((printed.status, printed.out.as_str()), (0, ""), "{printed:?}");
    assert!(printed.error.contains("The description of 1 tool is in"), "{}", printed.error);
    let written = std::fs::read_to_string(&out).unwrap();
    assert_eq!(written, export(&file, "anthropic").out, "the file is what is printed");
    let again = run();
    assert_eq!(again.status, 2);
    assert!(again.error.contains("is there already"), "{}", again.error);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), written);
}

#[test]
fn a_text_that_is_too_long_for_the_importers_is_shortened_and_that_is_told() {
    let (system, mut connector) = shop();
    connector.prompt = format!("Use it for orders. {}", "Never for returns. ".repeat(20));
    let file = BundleFile::new(&bundle((system, connector)));
    let printed = export(&file, "openapi");
    assert_eq!(printed.status, 0);
    assert!(printed.error.contains("was shortened for order_status"), "{}", printed.error);
    let document: Value = serde_json::from_str(&printed.out).unwrap();
    let told = document.pointer("/paths/~1tools~1order_status/post/description").unwrap().as_str().unwrap();
    assert!(told.len() <= 300 && told.ends_with("Never for returns."), "{told}");
    assert_eq!(export(&file, "openai").error, "", "the others take it whole");
}

#[test]
fn what_cannot_be_exported_is_told() {
    let file = BundleFile::new(&bundle(shop()));
    let unnamed = drawbridge(&["export", file.name(), "--as", "openapi"]).run();
    assert_eq!(unnamed.status, 0);
    assert!(unnamed.error.contains("does not say where the runner answers"), "{}", unnamed.error);
    for server in ["bot.example.com", "ftp://bot.example.com", "https://bot.example.com/?a=1", ""] {
        let printed = drawbridge(&["export", file.name(), "--as", "openapi", "--server", server]).run();
        assert_eq!((printed.status, printed.out.as_str()), (2, ""), "{server}: {printed:?}");
        assert!(printed.error.contains("--server is no web address"), "{}", printed.error);
    }
    let (system, mut connector) = shop();
    connector.validations.clear();
    let unsafe_file = BundleFile::new(&bundle((system, connector)));
    let refused = export(&unsafe_file, "openai");
    assert_eq!((refused.status, refused.out.as_str()), (2, ""), "a tool that verifies nobody is not offered");
}

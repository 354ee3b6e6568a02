//! The gallery on the command line: listed, printed as a bundle, and tried at once.

use serde_json::json;

use crate::support::program::drawbridge;

#[test]
fn the_gallery_is_listed() {
    let printed = drawbridge(&["template"]).run();
    assert_eq!(printed.status, 0, "{printed:?}");
    assert_eq!(printed.out.lines().count(), drawbridge_templates::cards().len());
    assert!(printed.out.contains("zendesk/ticket_status"), "{printed:?}");
}

#[test]
fn a_template_is_a_bundle_that_answers_on_its_samples() {
    let bundle = drawbridge(&["template", "chargebee/subscription"]).run();
    assert_eq!(bundle.status, 0, "{bundle:?}");
    let arguments = ["call", "-", "subscription_status", "--env", "sample", "--input", "subscription_id=AzqSub1"];
    let printed =
        drawbridge(&arguments).with(&["--input", "email=milan.kovac@example.com"]).standard_input(&bundle.out).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert_eq!(printed.json()["data"]["unpaid"], json!("0.00 EUR"));
}

#[test]
fn a_template_that_is_not_there_is_told_in_words() {
    let printed = drawbridge(&["template", "nobody/nothing"]).run();
    assert_eq!(printed.status, 2, "{printed:?}");
    assert!(printed.error.contains("drawbridge template without a name"), "{printed:?}");
}

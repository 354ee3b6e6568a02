//! A large description: two megabytes of OpenAPI from the text to the list of drafts.

use std::fmt::Write as _;
use std::time::Instant;

use drawbridge_import::{Format, import};

use crate::figure::{median, print};

/// Bytes of the description.
const SIZE: usize = 2_000_000;

/// Prints the figure.
pub fn measure() {
    let text = description();
    let mut operations = 0;
    let mut samples: Vec<f64> = (0..7)
        .map(|_| {
            let started = Instant::now();
            let imported = import(Format::OpenApi, &text, [7; 32]).expect("a description");
            operations = imported.drafts.len();
            started.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    print("import_openapi_2mb_ms", Some(median(&mut samples)), &format!("{operations} operations, YAML"));
}

/// Operations with parameters, a body and an answer, until there are enough bytes.
fn description() -> String {
    let mut text =
        "openapi: 3.0.0\ninfo: {title: Large}\nservers: [{url: 'https://api.example.com'}]\npaths:\n".to_owned();
    let mut number = 0;
    while text.len() < SIZE {
        number += 1;
        let _ = write!(
            text,
            "  /records{number}/{{id}}:\n    post:\n      operationId: change{number}\n      summary: Changes record {number}\n      description: {}\n      parameters:\n        - {{name: id, in: path, required: true, schema: {{type: integer}}}}\n        - {{name: lang, in: query, schema: {{type: string}}}}\n      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Record'}}}}}}}}\n      responses:\n        '200': {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Record'}}}}}}}}\n",
            "It says at length what it does. ".repeat(14)
        );
    }
    text.push_str(
        "components:\n  schemas:\n    Record:\n      type: object\n      required: [name]\n      properties:\n",
    );
    for member in 0..20 {
        let _ = writeln!(text, "        member{member}: {{type: string, example: text {member}}}");
    }
    text.push_str("        name: {type: string}\n        inner: {$ref: '#/components/schemas/Record'}\n");
    text
}

//! The `JSONTestSuite`: every file of it as the body of an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_model::OutcomeKind;
use serde::Deserialize;
use serde_json::json;

use crate::server::{Server, response};
use crate::setup::{Setup, shop};

/// `data/json_test_suite.json`.
#[derive(Deserialize)]
struct Suite {
    cases: Vec<Case>,
}

/// One file: bytes, repeated and ended where the file is long.
#[derive(Deserialize)]
struct Case {
    name: String,
    base64: String,
    #[serde(default = "once")]
    times: usize,
    #[serde(default)]
    then: String,
}

fn once() -> usize {
    1
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = STANDARD.decode(&self.base64).unwrap().repeat(self.times);
        bytes.extend(STANDARD.decode(&self.then).unwrap());
        bytes
    }
}

/// SECURITY NET-08. `y_` must be read, `n_` must not; `i_` is up to whoever reads, and must only end.
#[test]
fn every_case_of_the_json_test_suite_comes_to_the_right_outcome() {
    let suite: Suite = serde_json::from_str(include_str!("../data/json_test_suite.json")).unwrap();
    assert_eq!(suite.cases.len(), 318);
    let bodies: Vec<Vec<u8>> = suite.cases.iter().map(Case::bytes).collect();
    let server = Server::with(move |request, stream| {
        let number: usize = request.target().rsplit('/').next().unwrap().parse().unwrap();
        let answer = response(200, "Content-Type: application/json\r\n", &bodies[number]);
        let _ = std::io::Write::write_all(stream, &answer);
    });
    let connector = json!({
        "id": "01998a52-0000-7000-8000-000000000008", "name": "Any JSON", "tool_name": "any", "system": "shop",
        "public": true, "fields": [{"name": "number", "description": "Which one"}],
        "steps": [{"id": "get", "path": "/{number}"}], "answer": {"fields": [{"path": "$.a", "label": "a"}]}
    });
    let setup = Setup::new(connector, shop(), &server);
    let mut wrong = Vec::new();
    for (number, case) in suite.cases.iter().enumerate() {
        let outcome = setup.run(&json!({"number": number.to_string()})).outcome;
        let is_right = match &case.name[..2] {
            "y_" => outcome.kind == OutcomeKind::Answer,
            "n_" => outcome.kind == OutcomeKind::Unavailable && !outcome.owner.next.is_empty(),
            _ => matches!(outcome.kind, OutcomeKind::Answer | OutcomeKind::Unavailable),
        };
        if !is_right {
            wrong.push(format!("{}: {:?}", case.name, outcome.owner));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

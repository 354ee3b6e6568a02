//! Rules that verify the customer, one of each comparator: what the API's record has, what its owner says, what others say.

use serde_json::{Value, json};

/// A comparator at work.
pub struct Comparator {
    /// Its name in the format.
    pub name: &'static str,
    /// The type of its question.
    pub kind: &'static str,
    /// The record's value, as the API writes it.
    pub answered: &'static str,
    /// What the customer of the record says.
    pub right: &'static str,
    /// What somebody else says.
    pub wrong: &'static str,
}

/// One of each.
pub const COMPARATORS: [Comparator; 8] = [
    Comparator { name: "equals", kind: "string", answered: r#""Ab-12""#, right: "Ab-12", wrong: "ab-12" },
    Comparator {
        name: "equals_ignore_case",
        kind: "string",
        answered: r#""Ana M\u00fcller""#,
        right: "ANA MÜLLER",
        wrong: "Ana Muller",
    },
    Comparator {
        name: "equals_email",
        kind: "email",
        answered: r#""Ana@b\u00fccher.example""#,
        right: "ana@xn--bcher-kva.example",
        wrong: "ana@bucher.example",
    },
    Comparator { name: "equals_number", kind: "number", answered: "10.50", right: "10.5", wrong: "10.05" },
    Comparator {
        name: "equals_date",
        kind: "date",
        answered: r#""2026-05-31T23:30:00-07:00""#,
        right: "31.05.2026",
        wrong: "2026-06-01",
    },
    Comparator {
        name: "equals_phone",
        kind: "phone",
        answered: r#""+49 151 2345678""#,
        right: "0049151-2345678",
        wrong: "0151 2345678",
    },
    Comparator {
        name: "last_digits",
        kind: "string",
        answered: r#""4111 1111 1111 1234""#,
        right: "1234",
        wrong: "1243",
    },
    Comparator {
        name: "one_of",
        kind: "email",
        answered: r#"["old@example.com", "Ana@example.com"]"#,
        right: "ana@example.com",
        wrong: "eve@example.com",
    },
];

/// Rules that check the answer and hold for every record of [`super::record`].
pub fn about_the_answer() -> [Value; 4] {
    [
        json!({"type": "exists", "compare_with": "id"}),
        json!({"type": "not_empty", "compare_with": "state"}),
        json!({"type": "is_true", "compare_with": "flag"}),
        json!({"type": "equals", "value": "EUR", "compare_with": "currency"}),
    ]
}

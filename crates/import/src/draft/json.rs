//! A JSON body: its leaves become questions, secrets or stay, and it is written anew with two blanks of indentation.

use drawbridge_model::json_template::{JsonNode, JsonTemplate};
use drawbridge_model::template::{Placeholder, Template};

/// What a leaf becomes.
pub(super) enum Leaf {
    /// As it is.
    Same,
    /// A placeholder instead.
    Placeholder(String),
}

/// Rewrites every text and number of a body; `leaf` gets the path of names, the text, and whether it is a number.
/// `None`: the text is no JSON.
pub(super) fn rewrite(text: &str, mut leaf: impl FnMut(&[String], &str, bool) -> Leaf) -> Option<String> {
    let body = JsonTemplate::parse(text).ok()?;
    let mut out = String::with_capacity(text.len());
    write(body.root(), &mut Vec::new(), 0, &mut leaf, &mut out);
    Some(out)
}

fn write(
    node: &JsonNode,
    path: &mut Vec<String>,
    depth: usize,
    leaf: &mut impl FnMut(&[String], &str, bool) -> Leaf,
    out: &mut String,
) {
    match node {
        JsonNode::Null => out.push_str("null"),
        JsonNode::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        JsonNode::Number(number) => match leaf(path, number, true) {
            Leaf::Same => out.push_str(number),
            Leaf::Placeholder(placeholder) => out.push_str(&placeholder),
        },
        JsonNode::Slot(placeholder) => out.push_str(&placeholder.to_string()),
        JsonNode::Text(template) => {
            let literal = template.is_literal().then(|| literal_of(template));
            match literal.as_deref().map(|literal| leaf(path, literal, false)) {
                Some(Leaf::Placeholder(placeholder)) => out.extend(["\"", &placeholder, "\""]),
                _ => out.push_str(&quoted(&template.to_string())),
            }
        }
        JsonNode::Array(items) => {
            let rows = items.iter().map(|item| (None, item));
            block(('[', ']'), rows, path, depth, leaf, out);
        }
        JsonNode::Object(members) => {
            let rows = members.iter().map(|(name, member)| (Some(name), member));
            block(('{', '}'), rows, path, depth, leaf, out);
        }
    }
}

fn block<'node>(
    (open, close): (char, char),
    rows: impl ExactSizeIterator<Item = (Option<&'node String>, &'node JsonNode)>,
    path: &mut Vec<String>,
    depth: usize,
    leaf: &mut impl FnMut(&[String], &str, bool) -> Leaf,
    out: &mut String,
) {
    let last = rows.len();
    out.push(open);
    for (index, (name, node)) in rows.enumerate() {
        new_line(depth + 1, out);
        if let Some(name) = name {
            path.push(name.clone());
            out.push_str(&quoted(name));
            out.push_str(": ");
        }
        write(node, path, depth + 1, leaf, out);
        if name.is_some() {
            path.pop();
        }
        if index + 1 < last {
            out.push(',');
        }
    }
    if last > 0 {
        new_line(depth, out);
    }
    out.push(close);
}

fn new_line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn literal_of(template: &Template) -> String {
    use drawbridge_model::template::Part;
    template.parts().iter().fold(String::new(), |text, part| match part {
        Part::Literal(literal) => text + literal,
        Part::Placeholder(placeholder) => text + &Placeholder::to_string(placeholder),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_rewritten_and_everything_else_stays() {
        let text = r#"{"a":{"email":"x@y.example","n":[1,20.50,{"b":"{q}"}]},"t":true,"e":{},"l":[],"s":"{{id}}"}"#;
        let written = rewrite(text, |path, value, is_number| match (path.join(".").as_str(), value, is_number) {
            ("a.email", "x@y.example", false) => Leaf::Placeholder("{email}".into()),
            ("a.n", "1", true) => Leaf::Placeholder("{n}".into()),
            _ => Leaf::Same,
        });
        let expected = "{\n  \"a\": {\n    \"email\": \"{email}\",\n    \"n\": [\n      {n},\n      20.50,\n      {\n        \"b\": \"{q}\"\n      }\n    ]\n  },\n  \"t\": true,\n  \"e\": {},\n  \"l\": [],\n  \"s\": \"{{id}}\"\n}";
        assert_eq!(written.as_deref(), Some(expected));
        assert_eq!(rewrite("no", |_, _, _| Leaf::Same), None);
    }
}

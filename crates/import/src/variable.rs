//! Variables inside texts. `{{token}}` of Postman, `$TOKEN` of a shell and `{id}` of an OpenAPI path all become one mark
//! that no input can hold, so that addresses and bodies can be taken apart as plain text and a value is never read as a
//! variable.
//!
//! The marks are the noncharacters U+FDD0 to U+FDD2, which Unicode keeps for such use; they are removed from what was
//! pasted before anything else looks at it.

const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';

/// Stands for a `&` without quotation marks in an address, where a shell ends the command: what follows was not sent.
pub(crate) const NOT_SENT: char = '\u{fdd2}';

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'text> {
    /// Text that means itself.
    Literal(&'text str),
    /// The name of a variable, as the format writes it.
    Variable(&'text str),
}

/// What was pasted, without any mark in it.
pub(crate) fn without_marks(pasted: &str) -> String {
    pasted.replace([OPEN, CLOSE, NOT_SENT], "")
}

/// The mark of a variable.
pub(crate) fn mark(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// The parts of a text; no literal is empty.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((name, after)) = after.split_once(CLOSE) else { break };
        if !before.is_empty() {
            found.push(Piece::Literal(before));
        }
        found.push(Piece::Variable(name));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Literal(rest));
    }
    found
}

/// The variable that is the whole text.
pub(crate) fn only_variable(text: &str) -> Option<&str> {
    match pieces(text).as_slice() {
        [Piece::Variable(name)] => Some(name),
        _ => None,
    }
}

/// Whether a text has a variable in it.
pub(crate) fn has_variable(text: &str) -> bool {
    text.contains(OPEN)
}

/// A text with every variable replaced.
pub(crate) fn replace(text: &str, mut value: impl FnMut(&str) -> String) -> String {
    pieces(text).iter().fold(String::with_capacity(text.len()), |out, piece| match piece {
        Piece::Literal(literal) => out + literal,
        Piece::Variable(name) => out + &value(name),
    })
}

/// A text as its format would write it, for people: variables in double braces.
pub(crate) fn shown(text: &str) -> String {
    replace(text, |name| format!("{{{{{name}}}}}"))
}

/// Marks what stands between `open` and `close` wherever `is_name` holds for it; the rest stays.
pub(crate) fn mark_between(text: &str, open: &str, close: &str, is_name: impl Fn(&str) -> bool) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let inner = &rest[at + open.len()..];
        let name = inner.find(close).map(|end| &inner[..end]).filter(|name| is_name(name.trim()));
        marked.push_str(&rest[..at]);
        if let Some(name) = name {
            marked.push_str(&mark(name.trim()));
            rest = &inner[name.len() + close.len()..];
        } else {
            marked.push_str(open);
            rest = inner;
        }
    }
    marked + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_literals_and_variables() {
        let text = format!("/orders/{}/items{}", mark("id"), mark("x"));
        assert_eq!(
            pieces(&text),
            [Piece::Literal("/orders/"), Piece::Variable("id"), Piece::Literal("/items"), Piece::Variable("x")]
        );
        assert_eq!(only_variable(&mark("id")), Some("id"));
        assert_eq!(only_variable("id"), None);
    }

    #[test]
    fn nobody_can_paste_a_mark() {
        let pasted = format!("a{}b", mark("secret.key"));
        assert_eq!(pieces(&without_marks(&pasted)), [Piece::Literal("asecret.keyb")]);
    }

    #[test]
    fn only_names_between_the_braces_are_variables() {
        let any = |name: &str| !name.is_empty() && !name.contains([' ', '{', '"']);
        let check = |text: &str, expected: &str| assert_eq!(shown(&mark_between(text, "{{", "}}", any)), expected);
        check("{{base}}/orders/{{ id }}", "{{base}}/orders/{{id}}");
        check("{\"a\":{\"b\":{}}}", "{\"a\":{\"b\":{}}}");
        check("{{}} {{a", "{{}} {{a");
    }
}

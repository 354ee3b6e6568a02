//! What a name and a value look like: a secret, something to ask the customer for, or a fixed text.
//!
//! The rules are few and told in findings, because each is a guess: an owner corrects one faster than twenty questions
//! nobody needs. A text is never both: whatever might be a key goes to the keychain.

use drawbridge_model::FieldType;
use drawbridge_model::check::find_secret;

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// A segment of the path.
    Path,
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// A member of a body, or a row of a form.
    Body,
}

/// What a value is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Goes to the keychain.
    Secret,
    /// Is asked for.
    Question(FieldType),
    /// Stays as it is.
    Fixed,
}

/// What a literal value of this name is taken for.
pub(super) fn look(place: Where, name: &str, value: &str) -> Look {
    if value.trim().is_empty() {
        return Look::Fixed;
    }
    if (place != Where::Path && is_secret_name(place, name)) || find_secret(value).is_some() {
        return Look::Secret;
    }
    if place == Where::Header {
        return Look::Fixed;
    }
    if let Some(kind) = kind_of_value(value) {
        return Look::Question(kind);
    }
    let is_data = match place {
        Where::Path => is_identifier(value),
        Where::Query => is_id_name(name) || ASKED_IN_QUERIES.contains(&plain(name).as_str()),
        Where::Body => is_id_name(name) || ASKED_IN_BODIES.contains(&plain(name).as_str()) || is_free_text(value),
        Where::Header => false,
    };
    if is_data {
        Look::Question(if is_whole_number(value) { FieldType::Integer } else { FieldType::String })
    } else {
        Look::Fixed
    }
}

/// The kind of value that a variable's name speaks of.
pub(super) fn kind_of_name(name: &str) -> FieldType {
    let plain = plain(name);
    let ends = |ending: &str| plain.ends_with(ending);
    match () {
        () if ends("email") || ends("emailaddress") || ends("mail") => FieldType::Email,
        () if ends("phone") || ends("phonenumber") || ends("mobile") => FieldType::Phone,
        () if ends("date") || ends("birthday") => FieldType::Date,
        () if ["quantity", "amount", "count"].contains(&plain.as_str()) => FieldType::Number,
        () => FieldType::String,
    }
}

/// Whether a name is one that keys, tokens and passwords have.
pub(super) fn is_secret_name(place: Where, name: &str) -> bool {
    let plain = plain(name);
    let has = |part: &str| plain.contains(part);
    if ["page", "next", "sync", "continuation", "type", "max", "public", "count", "expir", "idempotency"]
        .into_iter()
        .any(has)
    {
        return false;
    }
    let everywhere =
        ["password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "authkey", "credential"];
    everywhere.into_iter().any(has)
        || plain.ends_with("token")
        || (place != Where::Path && has("sessionid"))
        || (place == Where::Header
            && (has("authorization") || has("cookie") || plain.ends_with("auth") || plain.ends_with("key")))
        || (!matches!(place, Where::Body | Where::Path)
            && ["key", "auth", "sig", "signature", "pwd", "appid"].contains(&plain.as_str()))
        || ["pwd", "pass"].contains(&plain.as_str())
}

/// Names of what customers say, in bodies.
const ASKED_IN_BODIES: [&str; 29] = [
    "name",
    "firstname",
    "lastname",
    "fullname",
    "customername",
    "username",
    "email",
    "mail",
    "phone",
    "mobile",
    "subject",
    "message",
    "body",
    "description",
    "comment",
    "note",
    "notes",
    "reason",
    "text",
    "title",
    "summary",
    "address",
    "street",
    "city",
    "zip",
    "zipcode",
    "postcode",
    "postalcode",
    "quantity",
];

/// Names of what customers say, in queries.
const ASKED_IN_QUERIES: [&str; 14] = [
    "q",
    "query",
    "search",
    "email",
    "mail",
    "phone",
    "name",
    "ordernumber",
    "order",
    "zip",
    "zipcode",
    "postcode",
    "postalcode",
    "tracking",
];

fn plain(name: &str) -> String {
    let last = name.trim_end_matches(']').rsplit(['[', '.']).next().unwrap_or(name);
    let last = if last.is_empty() || matches!(last, "is" | "eq") { name } else { last };
    last.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn is_id_name(name: &str) -> bool {
    let words = crate::text::snake(name, 200, "");
    let last = words.rsplit('_').next().unwrap_or_default();
    matches!(last, "id" | "uuid" | "number" | "reference" | "ref" | "sku")
}

/// Kinds that show in the value alone.
pub(super) fn kind_of_value(value: &str) -> Option<FieldType> {
    let value = value.trim();
    if is_email(value) {
        Some(FieldType::Email)
    } else if is_uuid(value) {
        Some(FieldType::String)
    } else if is_date(value) {
        Some(FieldType::Date)
    } else if value.get(..10).is_some_and(is_date) && value[10..].starts_with(['T', ' ']) && value.len() >= 16 {
        Some(FieldType::Datetime)
    } else if value.starts_with('+') && is_digits(&value[1..].replace([' ', '-', '(', ')'], "")) && value.len() >= 9 {
        Some(FieldType::Phone)
    } else {
        None
    }
}

fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let is_part = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || ".-_+%".contains(letter))
    };
    is_part(local) && is_part(domain) && domain.contains('.') && !domain.ends_with('.')
}

fn is_uuid(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    let is_hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hexadecimal)
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let within = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number));
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.iter().all(|part| is_digits(part))
        && within(parts[1], 12)
        && within(parts[2], 31)
}

fn is_digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number that can be an integer question and be sent to the letter.
pub(super) fn is_whole_number(value: &str) -> bool {
    is_digits(value) && value.len() <= 15 && (value == "0" || !value.starts_with('0'))
}

/// A segment that names one record: all digits, or letters with several digits among them (`ord_0d6a16a3`). Versions
/// (`v3`, `2024-10`) are none.
pub(super) fn is_identifier(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let is_month = segment.len() == 7 && segment.as_bytes()[4] == b'-' && digits == 6;
    let is_version = segment.starts_with(['v', 'V']) && digits + 1 == segment.len();
    is_digits(segment) || (is_plain && segment.len() >= 6 && digits >= 3 && !is_month && !is_version)
}

fn is_free_text(value: &str) -> bool {
    let value = value.trim();
    // A query in GraphQL or SQL is the API's language, not the customer's.
    let is_code = value.contains(['{', '}', '$', '<', '>', ';', '=']);
    !is_code && value.contains(' ') && value.len() <= 2_000 && value.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: Where, name: &str, value: &str, expected: Look) {
        assert_eq!(look(place, name, value), expected, "{place:?} {name}={value}");
    }

    #[test]
    fn keys_are_known_by_their_names_and_by_their_looks() {
        check(Where::Header, "X-Api-Key", "123456789", Look::Secret);
        check(Where::Query, "api_key", "DEMO", Look::Secret);
        check(Where::Query, "page_token", "abc", Look::Fixed);
        check(Where::Query, "maxTokens", "20", Look::Fixed);
        check(Where::Body, "password", "hunter2", Look::Secret);
        check(Where::Body, "key", "colour", Look::Fixed);
        check(Where::Header, "Cookie", "a=b", Look::Secret);
        check(Where::Header, "Idempotency-Key", "7", Look::Fixed);
        let key = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].concat();
        check(Where::Body, "note", &key, Look::Secret);
    }

    #[test]
    fn records_and_people_are_asked_for() {
        check(Where::Path, "orders", "727", Look::Question(FieldType::Integer));
        check(Where::Path, "orders", "ord_0d6a16a3", Look::Question(FieldType::String));
        check(Where::Path, "", "v3", Look::Fixed);
        check(Where::Path, "", "2024-10", Look::Fixed);
        check(Where::Path, "", "wc", Look::Fixed);
        check(Where::Query, "email[is]", "milan.kovac@example.com", Look::Question(FieldType::Email));
        check(Where::Query, "limit", "1", Look::Fixed);
        check(Where::Query, "order_id", "0815", Look::Question(FieldType::String));
        check(Where::Query, "from", "2026-01-31", Look::Question(FieldType::Date));
        check(Where::Body, "priority", "normal", Look::Fixed);
        check(Where::Body, "subject", "My printer is on fire!", Look::Question(FieldType::String));
        check(Where::Body, "call", "+44 20 7946 0018", Look::Question(FieldType::Phone));
    }
}

//! What members and codes of the document are called in a sentence. A member without a line here is called by its own
//! name, so nothing is ever left out.

/// Members and what a person calls them.
const MEMBERS: &[(&str, &str)] = &[
    ("base_url.live", "the address for Live"),
    ("base_url.test", "the address for Test"),
    ("body", "the body"),
    ("client_authentication", "the place of the client’s key"),
    ("content_type", "the kind of text"),
    ("data", "the expected data"),
    ("description", "the text"),
    ("digits", "the number of digits"),
    ("error", "what the bot says when it fails"),
    ("example", "the example"),
    ("expires_in_path", "the place of the token’s lifetime"),
    ("fail_when", "what counts as a failure"),
    ("format", "the format"),
    ("help", "the help text"),
    ("label", "the label"),
    ("live", "the value for Live"),
    ("match", "how several rules combine"),
    ("max", "the largest value"),
    ("max_items", "the number of items kept of a list"),
    ("max_length", "the longest text"),
    ("message", "the message"),
    ("method", "the method"),
    ("min", "the smallest value"),
    ("min_length", "the shortest text"),
    ("name", "the name"),
    ("only_if", "the condition to send it"),
    ("options", "the list of choices"),
    ("outcome", "the outcome"),
    ("path", "the address"),
    ("pattern", "the pattern"),
    ("per_conversation", "the number of failed tries per conversation and hour"),
    ("per_record", "the number of failed tries per record"),
    ("placement", "the place of the key"),
    ("prefix", "the word before the key"),
    ("prompt", "the text for the AI"),
    ("sign_in", "the sign-in"),
    ("status", "the status"),
    ("step", "the request whose answer is read"),
    ("system", "the system"),
    ("test", "the value for Test"),
    ("text", "the text"),
    ("tool_name", "the name for the AI"),
    ("token_path", "the place of the token"),
    ("type", "the kind"),
    ("username", "the user name"),
    ("value", "the value"),
    ("when", "the case in which it answers"),
    ("window_minutes", "the number of minutes in which tries are counted"),
];

/// Members that are on or off, with the sentences for both.
const SWITCHES: &[(&str, &str, &str)] = &[
    ("disabled", "it is switched off now", "it is switched on again"),
    (
        "idempotency_key",
        "it carries a key against being done twice now",
        "it carries no key against being done twice any more",
    ),
    (
        "public",
        "the data counts as public now, nobody has to prove who they are",
        "the data no longer counts as public",
    ),
    ("reads_only", "it counts as only reading now", "it no longer counts as only reading"),
    ("required", "it must be answered now", "it may be left out now"),
    ("sensitive", "it is masked now", "it is no longer masked"),
];

/// Codes by the member that holds them; an empty member: anywhere.
const VALUES: &[(&str, &str, &str)] = &[
    ("confirm", "always", "before every call"),
    ("confirm", "never", "never"),
    ("confirm", "writes", "before something is changed"),
    ("match", "all", "all must hold"),
    ("match", "any", "one is enough"),
    ("body", "json", "JSON"),
    ("body", "form", "a form"),
    ("body", "multipart", "a form with parts"),
    ("body", "text", "text"),
    ("body", "xml", "XML"),
    ("sign_in", "none", "none"),
    ("sign_in", "api_key", "a key"),
    ("sign_in", "basic", "a user name and password"),
    ("sign_in", "bearer", "a token"),
    ("sign_in", "token_request", "a log-in that gives a token"),
    ("sign_in", "oauth2_client_credentials", "OAuth 2 for a program"),
    ("sign_in", "oauth2_authorization_code", "OAuth 2 with the owner’s consent"),
    ("sign_in", "hmac", "a signature"),
    ("type", "string", "text"),
    ("type", "email", "an email address"),
    ("type", "integer", "a whole number"),
    ("type", "number", "a number"),
    ("type", "boolean", "yes or no"),
    ("type", "date", "a date"),
    ("type", "datetime", "a date with a time"),
    ("type", "phone", "a phone number"),
    ("type", "url", "a web address"),
    ("type", "choice", "one of several choices"),
    ("type", "equals", "exactly the same"),
    ("type", "equals_ignore_case", "the same, ignoring capitals"),
    ("type", "equals_email", "the same email address"),
    ("type", "equals_number", "the same number"),
    ("type", "equals_date", "the same day"),
    ("type", "equals_phone", "the same phone number"),
    ("type", "last_digits", "the same last digits"),
    ("type", "one_of", "exactly one of the list"),
    ("type", "exists", "is there"),
    ("type", "not_exists", "is not there"),
    ("type", "is_true", "is true"),
    ("type", "not_empty", "is not empty"),
];

/// Members whose values are shown without quotation marks.
const BARE: &[&str] = &[
    "base_url.test",
    "base_url.live",
    "path",
    "method",
    "tool_name",
    "token_url",
    "authorization_url",
    "token_path",
    "only_if",
];

/// What a person calls a member.
pub(super) fn member(name: &str) -> &str {
    MEMBERS.iter().find(|(known, _)| *known == name).map_or(name, |(_, words)| words)
}

/// What a person calls a code of a member.
pub(super) fn value(member: &str, code: &str) -> Option<&'static str> {
    VALUES.iter().find(|(known, value, _)| *known == member && *value == code).map(|(_, _, words)| *words)
}

/// The sentences of a member that is on or off.
pub(super) fn switch(name: &str) -> Option<(&'static str, &'static str)> {
    SWITCHES.iter().find(|(known, ..)| *known == name).map(|(_, on, off)| (*on, *off))
}

/// Whether a member's values are addresses and names that need no quotation marks.
pub(super) fn stands_bare(name: &str) -> bool {
    BARE.contains(&name)
}

//! Every behaviour and what must come of it: the kind of the outcome, and words that the owner reads.

use std::collections::BTreeSet;
use std::time::Duration;

use drawbridge_engine::{Audience, Limits};
use drawbridge_model::OutcomeKind::{self, Answer, ApiError, NotVerified, Unavailable};
use drawbridge_tests::hostile::Hostile;
use drawbridge_tests::hostile::call::{SENTINEL, call, engine, everything, wait};

/// Kind, words of the owner's note, and the behaviours that end so.
#[rustfmt::skip]
const EXPECTED: &[(OutcomeKind, &str, &[&str])] = &[
    (Answer, "Every rule held", &["gzip", "length-right", "length-absent", "length-twice", "length-and-chunks", "chunks", "trailers", "header-bytes", "hints-1000", "good", "status-201", "landing", "cookie", "refresh", "link", "alt-svc", "hsts", "location-200", "hal-json", "nul", "twice-elsewhere", "prototype", "markup", "depth-63", "depth-64", "echo", "echo-base64", "echo-basic", "echo-percent", "echo-hex", "echo-escaped", "echo-twice", "echo-name", "echo-header", "echo-reason", "echo-chunks", "echo-request", "h2-good", "h2-go-away-politely", "tls-good"]),
    (NotVerified, "is nothing", &["transfer-unknown", "lines-bare", "version-1-0", "two-answers", "null", "bare-text", "bare-number", "list", "list-empty", "object-empty"]),
    (NotVerified, "the request was not answered with data", &["status-204", "status-204-body", "status-206"]),
    (NotVerified, "does not know this record", &["status-404"]),
    (NotVerified, "does not know this record (status 410)", &["status-410"]),
    (NotVerified, "does not know this record (status 404). It answered with a web page, not data", &["html-404"]),
    (NotVerified, "one side holds an invisible character", &["invisible"]),
    (NotVerified, "is null", &["email-null"]),
    (NotVerified, "is a list", &["email-list"]),
    (NotVerified, "the two are not the same", &["email-other"]),
    (NotVerified, "is a name that occurs twice", &["email-twice"]),
    (ApiError, "did not accept the request (status 999)", &["status-999"]),
    (ApiError, "did not accept the request (status 101)", &["switching"]),
    (ApiError, "did not accept the request (status 304)", &["status-304"]),
    (ApiError, "did not accept the request (status 400)", &["status-400", "problem-json"]),
    (ApiError, "refused the sign-in of “My shop” (status 401)", &["status-401", "challenge-basic", "challenge-bearer", "challenge-ntlm", "challenge-negotiate"]),
    (ApiError, "refused the sign-in of “My shop” (status 403)", &["status-403"]),
    (ApiError, "did not accept the request (status 418)", &["status-418"]),
    (ApiError, "did not accept the request (status 407)", &["challenge-proxy"]),
    (ApiError, "redirects are not followed", &["redirect-301", "redirect-302", "redirect-303", "redirect-307", "redirect-308", "redirect-port", "redirect-host", "redirect-metadata", "redirect-loop", "redirect-chain", "redirect-relative", "redirect-empty", "redirect-scheme-relative", "redirect-file", "redirect-script", "redirect-data", "redirect-nonsense", "redirect-unsaid", "choices", "https-to-http", "echo-location"]),
    (ApiError, "to https://evil.example (status", &["redirect-foreign"]),
    (ApiError, "to http://evil.example (status", &["redirect-user"]),
    (ApiError, "refused the sign-in of “My shop” (status 403). It answered with a web page, not data", &["challenge-page"]),
    (ApiError, "refused the sign-in of “My shop” (status 401). It answered with a web page, not data", &["echo-page"]),
    (Unavailable, "more than a hundred times its size", &["gzip-bomb", "deflate-bomb", "brotli-bomb", "zstd-bomb"]),
    (Unavailable, "too large", &["chunks-endless", "body-endless", "names-1m", "lists-10mb", "values-10m", "name-10mb", "json-100mb", "json-100mb-one-line", "h2-body-endless"]),
    (Unavailable, "not plain UTF-8", &["gzip-twice", "gzip-unsaid", "latin-1", "latin-1-unsaid", "shift-jis", "utf-16", "utf-16-unsaid", "charset-unknown", "byte-order-mark", "bytes-in-text"]),
    (Unavailable, "compressed in a way", &["gzip-twice-said", "gzip-bomb-twice", "unknown-encoding"]),
    (Unavailable, "compression is damaged", &["gzip-called-brotli", "gzip-called-zstd", "plain-called-gzip", "gzip-damaged"]),
    (Unavailable, "broke off", &["gzip-cut", "reset", "reset-in-head", "reset-in-body", "hang-up", "hang-up-in-head", "hang-up-in-body", "half-closed", "length-large", "trailers-endless", "chunk-extensions", "chunk-size-words", "chunk-size-negative", "chunk-size-huge", "chunk-too-long", "chunks-unfinished", "h2-empty-data-flood", "h2-padding-flood", "h2-reset", "h2-refused", "h2-rapid-reset", "h2-go-away", "h2-header-bomb", "h2-header-flood", "h2-header-nonsense", "h2-body-first", "h2-body-short", "h2-frame-too-long", "h2-push", "h2-as-http1", "tls-cut"]),
    (Unavailable, "did not answer in time", &["silent", "silent-in-head", "drip-head", "late", "continue-endless", "hints-slow", "h2-silent", "h2-ping-flood", "h2-settings-flood"]),
    (Unavailable, "stopped in the middle", &["silent-after-head", "silent-in-body", "silent-in-chunk", "drip-chunks", "late-body", "length-huge", "h2-silent-in-body"]),
    (Unavailable, "took too long", &["drip-body", "events"]),
    (Unavailable, "not valid JSON", &["length-small", "two-documents", "trailing-text", "trailing-comma", "unfinished", "comments", "single-quotes", "bare-names", "not-a-number", "number-huge", "half-a-letter", "depth-128", "depth-100000", "number-1mb"]),
    (Unavailable, "The address answered with a web page, not data", &["type-twice", "meta-refresh", "html-200", "html-as-json", "xhtml", "log-in-page"]),
    (Unavailable, "headers of the answer", &["headers-large"]),
    (Unavailable, "has a problem of its own (status 500)", &["status-500", "soap-500"]),
    (Unavailable, "has a problem of its own (status 501)", &["status-501"]),
    (Unavailable, "has a problem of its own (status 502)", &["status-502"]),
    (Unavailable, "has a problem of its own (status 504)", &["status-504"]),
    (Unavailable, "has had too many requests (status 429)", &["later-429", "later-429-date", "later-429-past", "later-429-negative", "later-429-far", "later-429-words"]),
    (Unavailable, "has a problem of its own (status 503)", &["later-503", "later-503-huge", "later-503-unsaid"]),
    (Unavailable, "has a problem of its own (status 500). It answered with a web page, not data", &["html-500"]),
    (Unavailable, "has a problem of its own (status 502). It answered with a web page, not data", &["html-502"]),
    (Unavailable, "has a problem of its own (status 511). It answered with a web page, not data", &["captive-portal"]),
    (Unavailable, "The address answered with XML, not JSON", &["xml", "atom"]),
    (Unavailable, "The address answered with a table (CSV), not JSON", &["csv"]),
    (Unavailable, "The address answered with a file, such as an image or a PDF, not JSON", &["picture", "document", "bytes"]),
    (Unavailable, "The address answered with plain text, not JSON", &["text", "json-as-text"]),
    (Unavailable, "The answer says that it is something else than JSON", &["json-as-script", "echo-type"]),
    (Unavailable, "The address answered with a stream of events, not one JSON answer", &["ndjson"]),
    (Unavailable, "The answer does not say that it is JSON", &["type-odd", "type-unsaid"]),
    (Unavailable, "The answer is empty", &["empty", "blank"]),
    (Unavailable, "too deeply or holds too many", &["depth-65", "values-100000"]),
    (Unavailable, "the server's certificate has expired", &["tls-expired"]),
    (Unavailable, "the server's certificate is not valid yet", &["tls-not-yet-valid"]),
    (Unavailable, "the server's certificate belongs to another name", &["tls-wrong-name"]),
    (Unavailable, "nobody whom this computer trusts", &["tls-self-signed", "tls-foreign"]),
    (Unavailable, "the server's certificate is damaged or too weak", &["tls-sha1"]),
    (Unavailable, "the server asks for a certificate from this side", &["tls-mutual"]),
    (Unavailable, "the server knows only an encryption that is out of date", &["tls-1-1", "tls-version-alert"]),
    (Unavailable, "No secure connection could be made", &["tls-handshake-alert"]),
    (Unavailable, "the server answers at this port without encryption", &["tls-plain-http", "tls-garbage"]),
    (Unavailable, "hung up", &["tls-hang-up", "tls-hang-up-at-once", "tls-reset"]),
    (Unavailable, "No connection could be made in time", &["tls-silent"]),
    (Unavailable, "not a proper HTTP answer, or its headers are too long", &["lengths-differ", "length-list", "length-negative", "length-words", "length-too-many-digits", "header-folded", "header-without-colon", "header-blank-before-colon", "header-nul", "header-unnamed", "status-099", "status-2000", "status-words", "status-absent", "version-9", "version-0-9", "garbage", "another-protocol", "headers-200", "header-1mb", "header-endless", "headers-endless", "reason-endless", "redirect-long"]),
];

/// One of the limits of time.
type Limit = fn(&mut Limits) -> &mut Duration;

/// Behaviours that end by a limit of time, and which. In the table's run only that one is small, so that nothing
/// depends on how busy the machine is.
const ENDED_BY: &[(Limit, &[&str])] = &[
    (|limits| &mut limits.connect, &["tls-silent"]),
    (
        |limits| &mut limits.first_byte,
        &[
            "silent",
            "silent-in-head",
            "drip-head",
            "late",
            "continue-endless",
            "hints-slow",
            "h2-silent",
            "h2-ping-flood",
            "h2-settings-flood",
        ],
    ),
    (
        |limits| &mut limits.idle,
        &[
            "silent-after-head",
            "silent-in-body",
            "silent-in-chunk",
            "drip-chunks",
            "late-body",
            "length-huge",
            "h2-silent-in-body",
        ],
    ),
    (|limits| &mut limits.request, &["drip-body", "events"]),
];

/// SECURITY NET-01. SECURITY NET-02. SECURITY NET-03. SECURITY NET-04. SECURITY NET-05. SECURITY NET-07.
/// SECURITY NET-09. SECURITY NET-11. SECURITY RED-05.
#[test]
fn every_behaviour_comes_to_its_outcome() {
    let hostile = Hostile::start();
    let listed: BTreeSet<&str> = hostile.behaviours().iter().map(|behaviour| behaviour.name).collect();
    let expected: BTreeSet<&str> = EXPECTED.iter().flat_map(|(.., names)| names.iter().copied()).collect();
    assert_eq!(listed, expected, "every behaviour has its place in the table");
    let mut wrong = Vec::new();
    for (kind, words, names) in EXPECTED {
        for name in *names {
            let mut call = call(&hostile.behaviour(name).origin, name, "GET");
            for (limit, ended) in ENDED_BY {
                if ended.contains(name) {
                    *limit(&mut call.request.limits) = Duration::from_millis(300);
                }
            }
            // A new engine each time, because failed tries are counted.
            let run = wait(engine(hostile.authority()).run(&call.plan, call.request));
            let note = &run.outcome.owner;
            let needs_a_next_step = matches!(kind, Unavailable | ApiError);
            let is_right = run.outcome.kind == *kind
                && note.what.contains(words)
                && note.what.ends_with('.')
                && (!needs_a_next_step || note.next.ends_with('.'))
                && hostile.seen_at(name) <= 2
                && !everything(&run).contains(SENTINEL);
            if !is_right {
                wrong.push(format!("{name}: {:?} {note:?}, sent {} times", run.outcome.kind, hostile.seen_at(name)));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// SECURITY SEC-04: nothing that a designer sees holds the key either, in none of the writings that are known.
#[test]
fn a_key_that_comes_back_is_hidden_from_the_designer_too() {
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    let writings = writings();
    for behaviour in hostile.behaviours().iter().filter(|behaviour| behaviour.name.starts_with("echo")) {
        let mut call = call(&behaviour.origin, behaviour.name, "GET");
        call.request.audience = Audience::Designer;
        let told = everything(&wait(engine.run(&call.plan, call.request)));
        for writing in &writings {
            assert!(!told.contains(writing), "{}: {writing} in {told}", behaviour.name);
        }
    }
}

/// The key as it is, in Base64 from its first letter, percent-encoded throughout, in hexadecimal digits, and in JSON's
/// escapes.
fn writings() -> Vec<String> {
    use base64::Engine as _;
    let each = |write: &dyn Fn(u8) -> String| SENTINEL.bytes().map(write).collect::<Vec<_>>().concat();
    vec![
        SENTINEL.to_owned(),
        base64::engine::general_purpose::STANDARD.encode(SENTINEL).trim_end_matches('=').to_owned(),
        each(&|byte| format!("%{byte:02X}")),
        each(&|byte| format!("{byte:02x}")),
        each(&|byte| format!("\\u{byte:04x}")),
    ]
}

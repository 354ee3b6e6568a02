//! Statuses: refusals, troubles, "later", and successes that hold nothing.

use super::{Behaviour, ORDER};

pub(super) fn behaviours() -> Vec<Behaviour> {
    let json = |name, sentence, status, headers: &'static str| {
        Behaviour::http(name, sentence, move |exchange| {
            let headers = format!("Content-Type: application/json\r\n{headers}");
            exchange.answer(status, &headers, br#"{"error": "no"}"#)
        })
    };
    let later = |name, sentence, status, when: &'static str| {
        Behaviour::http(name, sentence, move |exchange| {
            let headers = format!("Content-Type: application/json\r\nRetry-After: {when}\r\n");
            exchange.answer(status, &headers, br#"{"error": "later"}"#)
        })
    };
    vec![
        Behaviour::http("good", "Answers properly.", |exchange| exchange.json(ORDER)),
        Behaviour::http("status-201", "Answers properly with 201.", |exchange| {
            exchange.answer(201, "Content-Type: application/json\r\n", ORDER.as_bytes())
        }),
        Behaviour::http("status-204", "Says that there is nothing (204).", |exchange| {
            exchange.send(b"HTTP/1.1 204 Hostile\r\nConnection: close\r\n\r\n")
        }),
        Behaviour::http("status-204-body", "Says that there is nothing (204) and sends it.", |exchange| {
            exchange.answer(204, "Content-Type: application/json\r\n", ORDER.as_bytes())
        }),
        Behaviour::http("status-206", "Sends a part (206).", |exchange| {
            let headers = "Content-Type: application/json\r\nContent-Range: bytes 0-9/99\r\n";
            exchange.answer(206, headers, ORDER.as_bytes())
        }),
        json("status-304", "Says that nothing has changed (304).", 304, ""),
        json("status-400", "Does not accept the request (400).", 400, ""),
        json("status-401", "Refuses the sign-in (401).", 401, ""),
        json("status-403", "Refuses the sign-in (403).", 403, ""),
        json("status-404", "Does not know the record (404).", 404, ""),
        json("status-410", "Knows the record no longer (410).", 410, ""),
        json("status-418", "Is a teapot (418).", 418, ""),
        json("status-500", "Has a problem of its own (500).", 500, ""),
        json("status-501", "Cannot do that (501).", 501, ""),
        json("status-502", "Cannot reach the server behind it (502).", 502, ""),
        json("status-504", "Waited in vain for the server behind it (504).", 504, ""),
        json("challenge-basic", "Asks for a name and password.", 401, "WWW-Authenticate: Basic realm=\"x\"\r\n"),
        json("challenge-bearer", "Asks for a token.", 401, "WWW-Authenticate: Bearer realm=\"x\"\r\n"),
        json("challenge-ntlm", "Asks for a Windows sign-in.", 401, "WWW-Authenticate: NTLM\r\n"),
        json("challenge-negotiate", "Asks for a Kerberos sign-in.", 401, "WWW-Authenticate: Negotiate\r\n"),
        json(
            "challenge-proxy",
            "Says that it is a proxy and wants a sign-in (407).",
            407,
            "Proxy-Authenticate: Basic\r\n",
        ),
        later("later-429", "Has had too many requests; in seven seconds again.", 429, "7"),
        later("later-429-date", "The same, with a date.", 429, "Fri, 31 Dec 2100 23:59:59 GMT"),
        later("later-429-past", "The same, with a date that is over.", 429, "Sat, 01 Jan 2000 00:00:00 GMT"),
        later("later-429-negative", "The same, in minus five seconds.", 429, "-5"),
        later("later-429-far", "The same, in the year 9999.", 429, "Fri, 31 Dec 9999 23:59:59 GMT"),
        later("later-429-words", "The same, some time or other.", 429, "soon"),
        later("later-503", "Is closed for now; in two minutes again.", 503, "120"),
        later("later-503-huge", "The same, in more seconds than anybody lives.", 503, "99999999999999999999"),
        json("later-503-unsaid", "Is closed and does not say how long.", 503, ""),
    ]
}

//! Redirects of every kind, and the other headers that ask a client to go elsewhere or to remember something.

use super::exchange::Exchange;
use super::tls::Certificate;
use super::{Behaviour, ORDER};

pub(super) fn behaviours() -> Vec<Behaviour> {
    // HERE and ELSEWHERE stand for this server's port and that of another origin.
    let to = |name, sentence, status, location: &'static str| {
        Behaviour::http(name, sentence, move |exchange| redirect(exchange, status, location))
    };
    let with = |name, sentence, headers: &'static str| {
        Behaviour::http(name, sentence, move |exchange| {
            let headers = with_ports(exchange, headers);
            exchange.answer(200, &format!("Content-Type: application/json\r\n{headers}"), ORDER.as_bytes())
        })
    };
    vec![
        Behaviour::http("landing", "Answers properly; where the redirects lead.", |exchange| exchange.json(ORDER)),
        to("redirect-301", "Has moved for good, to the same server.", 301, "http://127.0.0.1:HERE/landing"),
        to("redirect-302", "Has moved for now, to the same server.", 302, "http://127.0.0.1:HERE/landing"),
        to("redirect-303", "Says to look elsewhere on the same server.", 303, "http://127.0.0.1:HERE/landing"),
        to("redirect-307", "Has moved for now and wants the same method.", 307, "http://127.0.0.1:HERE/landing"),
        to("redirect-308", "Has moved for good and wants the same method.", 308, "http://127.0.0.1:HERE/landing"),
        to("redirect-port", "Sends on to another port.", 302, "http://127.0.0.1:ELSEWHERE/landing"),
        to("redirect-host", "Sends on to another name of this computer.", 302, "http://localhost:HERE/landing"),
        to("redirect-metadata", "Sends on to a cloud's metadata.", 302, "http://169.254.169.254/latest/meta-data/"),
        to("redirect-foreign", "Sends on to somebody else's server.", 302, "https://evil.example/collect"),
        to("redirect-loop", "Sends on to itself.", 302, "/redirect-loop"),
        Behaviour::http("redirect-chain", "Sends on a hundred times.", |exchange| {
            let step: usize =
                exchange.request.path().rsplit('/').next().and_then(|step| step.parse().ok()).unwrap_or(0);
            if step < 100 {
                return redirect(exchange, 302, &format!("/redirect-chain/{}", step + 1));
            }
            exchange.json(ORDER)
        }),
        to("redirect-relative", "Sends on to a path.", 302, "landing"),
        to("redirect-empty", "Sends on to nowhere.", 302, ""),
        to("redirect-scheme-relative", "Sends on without saying how.", 302, "//evil.example/collect"),
        to("redirect-file", "Sends on to a file of this computer.", 302, "file:///etc/passwd"),
        to("redirect-script", "Sends on to a script.", 302, "javascript:alert(1)"),
        to("redirect-data", "Sends on to an address that is its own answer.", 302, "data:application/json,{}"),
        to("redirect-user", "Sends on with a name and password.", 302, "http://user:hunter2@evil.example/"),
        to("redirect-nonsense", "Sends on to what is no address.", 302, "::::"),
        Behaviour::http("redirect-long", "Sends on to an address of ten megabytes.", |exchange| {
            exchange.send(b"HTTP/1.1 302 Hostile\r\nLocation: http://127.0.0.1/")?;
            exchange.repeat(&[b'x'; 0x10000], 160)?;
            exchange.send(b"\r\nContent-Length: 0\r\n\r\n")
        }),
        Behaviour::http("redirect-unsaid", "Sends on without an address.", |exchange| exchange.answer(302, "", b"")),
        to("choices", "Offers several addresses (300).", 300, "http://127.0.0.1:HERE/landing"),
        Behaviour::https("https-to-http", "Sends on from https to http.", Certificate::Good, |exchange| {
            redirect(exchange, 302, "http://127.0.0.1:HERE/landing")
        }),
        with("cookie", "Sets a cookie.", "Set-Cookie: session=abc; Path=/\r\nSet-Cookie: b=c; Domain=localhost\r\n"),
        with("refresh", "Asks to load another address.", "Refresh: 0;url=http://127.0.0.1:ELSEWHERE/landing\r\n"),
        with(
            "link",
            "Asks to load another address beforehand.",
            "Link: <http://127.0.0.1:ELSEWHERE/landing>; rel=preload\r\n",
        ),
        with(
            "alt-svc",
            "Says that it is better reached elsewhere.",
            "Alt-Svc: h2=\"127.0.0.1:ELSEWHERE\"; ma=86400, h3=\":443\"\r\n",
        ),
        with(
            "hsts",
            "Asks to use https from now on.",
            "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n",
        ),
        with(
            "location-200",
            "Names another address in a success.",
            "Location: http://127.0.0.1:ELSEWHERE/landing\r\nContent-Location: /landing\r\n",
        ),
        Behaviour::http("meta-refresh", "Sends a page that asks to load another address.", |exchange| {
            let page = "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:ELSEWHERE/landing\">";
            let page = with_ports(exchange, page);
            exchange.answer(200, "Content-Type: text/html\r\n", page.as_bytes())
        }),
    ]
}

fn redirect(exchange: &mut Exchange, status: u16, location: &str) -> std::io::Result<()> {
    let location = with_ports(exchange, location);
    let headers = format!("Location: {location}\r\nContent-Type: application/json\r\n");
    exchange.answer(status, &headers, ORDER.as_bytes())
}

fn with_ports(exchange: &Exchange, text: &str) -> String {
    let (here, elsewhere) = exchange.peers;
    text.replace("ELSEWHERE", &elsewhere.to_string()).replace("HERE", &here.to_string())
}

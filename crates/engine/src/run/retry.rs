//! A request that only reads may be sent once more, where the API asks for that or a kept connection was closed under
//! it. A write never is (SECURITY NET-10, NET-06): nobody knows whether the first one was carried out.

use std::time::{Duration, UNIX_EPOCH};

use jiff::Timestamp;

use crate::door::Response;
use crate::limits::LONGEST_RETRY;

/// No API is taken at its word for longer.
const LONGEST: Duration = Duration::from_hours(24);

/// How long to wait before a request that only reads is sent once more: as long as the API says, if that is short and
/// within the time that is left.
pub(super) fn wait_for_second_try(response: &Response, started_at: &str, left: Duration) -> Option<Duration> {
    let wait = asked_wait(response, started_at).filter(|_| matches!(response.status, 429 | 503))?;
    (wait <= LONGEST_RETRY && wait < left).then_some(wait)
}

/// What `Retry-After` (RFC 9110, 10.2.3) asks for, a day at the most: seconds, or a date. A date is read against the
/// server's own clock if the answer tells it, else against the time when the run started. One that has passed: no wait.
pub(super) fn asked_wait(response: &Response, started_at: &str) -> Option<Duration> {
    let written = response.header("retry-after")?.trim();
    if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(written.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let until = seconds(written)?;
    let own_now = || u64::try_from(started_at.parse::<Timestamp>().ok()?.as_second()).ok();
    let now = response.header("date").and_then(seconds).or_else(own_now)?;
    Some(Duration::from_secs(until.saturating_sub(now)).min(LONGEST))
}

/// An HTTP date in any of its three forms, as seconds since 1970.
fn seconds(date: &str) -> Option<u64> {
    let time = httpdate::parse_http_date(date).ok()?;
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Timing;

    fn asking(status: u16, headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Response { status, headers, body: bytes::Bytes::new(), complete: true, timing: Timing::default() }
    }

    /// SECURITY NET-10.
    #[test]
    fn both_forms_are_read_and_nonsense_asks_for_nothing() {
        let date = ("date", "Sun, 22 Nov 2026 20:00:00 GMT");
        let day = Some(24 * 60 * 60);
        for (written, expected) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("120", Some(120)),
            ("99999999999999999999999999", day),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("", None),
            ("soon", None),
            ("Sun, 22 Nov 2026 20:00:09 GMT", Some(9)),
            ("Sunday, 22-Nov-26 20:00:09 GMT", Some(9)),
            ("Sun Nov 22 20:00:09 2026", Some(9)),
            ("Sun, 22 Nov 2026 19:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", day),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ] {
            let wait = asked_wait(&asking(503, &[("retry-after", written), date]), "");
            assert_eq!(wait.map(|wait| wait.as_secs()), expected, "{written:?}");
        }
        let without_date = asking(429, &[("retry-after", "Sun, 22 Nov 2026 20:00:09 GMT")]);
        assert_eq!(asked_wait(&without_date, "2026-11-22T20:00:05Z"), Some(Duration::from_secs(4)));
        assert_eq!(asked_wait(&without_date, ""), None, "nobody says what time it is");
        assert_eq!(asked_wait(&asking(503, &[]), ""), None);
    }

    /// SECURITY NET-10.
    #[test]
    fn only_a_short_wait_within_the_time_left_is_kept_and_only_where_it_helps() {
        let left = Duration::from_secs(5);
        let wait = |status, asked| wait_for_second_try(&asking(status, &[("retry-after", asked)]), "", left);
        assert_eq!(wait(429, "4"), Some(Duration::from_secs(4)));
        assert_eq!(wait(503, "0"), Some(Duration::ZERO));
        for (status, asked) in [(429, "5"), (429, "11"), (500, "1"), (404, "1"), (200, "1"), (503, "-1")] {
            assert_eq!(wait(status, asked), None, "{status}, {asked}");
        }
        let long = wait_for_second_try(&asking(429, &[("retry-after", "11")]), "", Duration::from_mins(5));
        assert_eq!(long, None, "longer than ten seconds is the customer's wait, not ours");
    }
}

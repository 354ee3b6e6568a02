//! Systems: addresses that can be called, and settings with values.

use super::request::check_headers;
use super::{Findings, sign_in};
use crate::origin::{WebOrigin, check_base_address};
use crate::system::System;

pub(super) fn check(system: &System, findings: &mut Findings) {
    for (address, at) in [(&system.base_url.test, "base_url.test"), (&system.base_url.live, "base_url.live")] {
        if !address.is_empty() {
            check_address(address, at, findings);
        }
    }
    if system.base_url.live.is_empty() {
        let message = "The system has no live address.";
        findings.warning("no_live_address", "base_url.live", message, "Write the address that the bot will call.");
    }
    for (index, setting) in system.settings.iter().enumerate() {
        if setting.values.live.is_empty() {
            let message = format!("The setting “{}” has no live value.", setting.name);
            let hint = "Write the value, or leave it to whoever runs the bundle.";
            findings.warning("setting_without_value", format!("settings[{index}].values.live"), message, hint);
        }
    }
    check_headers(&system.headers, "headers", findings);
    sign_in::check(&system.sign_in, findings);
}

pub(super) fn check_address(address: &str, at: &str, findings: &mut Findings) {
    if let Err(error) = check_base_address(address) {
        findings.error(error.code, at, error.message, error.hint);
    } else if let Ok(origin) = WebOrigin::parse(address)
        && !origin.is_https()
        && !is_loopback(origin.host())
    {
        let message = "The address is not encrypted: what is sent, secrets included, can be read on its way.";
        findings.warning("not_encrypted", at, message, "Use https:// if the API has it.");
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}

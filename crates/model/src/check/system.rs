//! Systems: addresses that can be called, and settings with values.

use super::address::check_address;
use super::request::check_headers;
use super::{Findings, sign_in};
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

//! Printing a figure, and the few statistics that are needed.

use std::io::Write as _;

use serde_json::{Value, json};

/// Prints one measured figure.
pub fn print(figure: &str, value: Option<f64>, remark: &str) {
    row(&json!({"figure": figure, "value": value, "remark": remark}));
}

/// Prints one row of a table.
pub fn row(row: &Value) {
    writeln!(std::io::stdout(), "{row}").expect("somebody reads the figures");
}

/// The value below which this share of the samples lies.
pub fn percentile(samples: &mut [f64], share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let at = ((samples.len() - 1) as f64 * share).round() as usize;
    samples[at]
}

/// The middle one.
pub fn median(samples: &mut [f64]) -> f64 {
    percentile(samples, 0.5)
}

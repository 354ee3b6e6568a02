//! Decimal numbers as texts: the JSON grammar, and comparison without floating point.
//!
//! An order number of twenty digits, or a price of 0.1, must neither be rounded on its way nor be equal to a
//! neighbour, so numbers stay texts and are compared digit by digit. Exponents are bounded, so that `1e999999999` costs
//! nothing.

use std::cmp::Ordering;

/// The largest exponent of ten, and the most characters, that a number may have.
const MAX_EXPONENT: i64 = 400;
const MAX_LENGTH: usize = 100;

/// A decimal number, exact. Equal numbers are equal however they are written: `1.50`, `1.5` and `15e-1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// Without leading and trailing zeros; empty for zero.
    digits: String,
    /// The value is 0.`digits` times ten to this power; 0 for zero.
    exponent: i64,
}

impl Decimal {
    /// Reads a number of the JSON grammar; `None` for anything else, or beyond what a JSON number can mean elsewhere
    /// (`1e999`).
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH || !is_json_number(text) {
            return None;
        }
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |unsigned| (true, unsigned));
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let leading_zeros = all.len() - all.trim_start_matches('0').len();
        let digits = all.trim_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        let exponent = exponent.checked_add(i64::try_from(whole.len()).ok()? - i64::try_from(leading_zeros).ok()?)?;
        let finite = text.parse::<f64>().is_ok_and(f64::is_finite) && exponent.abs() <= MAX_EXPONENT;
        finite.then_some(Self { negative, digits, exponent })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_size = (self.exponent, &self.digits).cmp(&(other.exponent, &other.digits));
        sign(self).cmp(&sign(other)).then(if self.negative { by_size.reverse() } else { by_size })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a text is a number by RFC 8259 section 6: no `+1`, `01`, `.5`, `1.`, `0x10`, `NaN`, blank or underscore.
pub fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(is_digits)
}

/// Whether a text is a whole number by the same grammar, without fraction and exponent.
pub fn is_json_integer(text: &str) -> bool {
    is_json_number(text) && !text.contains(['.', 'e', 'E'])
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_that_of_json() {
        for number in ["0", "-0", "727", "0.1", "1e2", "1E+2", "-3.5e-7", "9007199254740993", &"4".repeat(40)] {
            assert!(is_json_number(number) && Decimal::parse(number).is_some(), "{number}");
        }
        for text in [
            "", "-", "+5", "01", "-01", "1.", ".5", "1e", "1e+", "0x1F", "1_000", "1,5", " 5", "5 ", "NaN", "Infinity",
            "１２", "1.2.3", "1e2e3",
        ] {
            assert!(!is_json_number(text), "{text}");
        }
        for text in ["1e999", "-1e999", "1e99999999999999999999", &"4".repeat(101)] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let ascending = [
            "-1e3",
            "-2.5",
            "-2.4",
            "-0.001",
            "0",
            "1e-7",
            "0.1",
            "0.11",
            "1",
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
            "1e40",
        ];
        for pair in ascending.windows(2) {
            assert!(Decimal::parse(pair[0]) < Decimal::parse(pair[1]), "{pair:?}");
        }
        for equal in
            [["1.50", "1.5"], ["15e-1", "1.5"], ["-0", "0"], ["0e5", "0.000"], ["1e3", "1000"], ["0.0010", "1e-3"]]
        {
            assert_eq!(Decimal::parse(equal[0]), Decimal::parse(equal[1]), "{equal:?}");
        }
    }
}

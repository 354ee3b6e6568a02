//! What stands in for each piece: letters for letters, digits for digits, a day for a day.
//!
//! Everything is drawn from a hash of a random seed and the piece, so that one seed always tells the same story and
//! nobody without the seed can tell it backwards; the seed is never saved. Three properties carry the rules over:
//! - A word is replaced by one word wherever it stands, its capitals aside; the capitals are then put back. So texts that
//!   are equal, or differ in capitals only, still are.
//! - A digit is moved by an amount that depends on the digits to its right, zeros stay. So numbers that end alike still end
//!   alike (`4471` and `**** 4471`), leading zeros and lengths hold, and different numbers stay different.
//! - All days move by one number of days. So their order and distance hold.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::pieces::fold;

/// Draws everything. Kept in memory only.
pub type Seed = [u8; 32];

/// Given and family names that may be anybody's, one list for all lengths.
const NAMES: &[&str] = &[
    "mia",
    "ben",
    "eva",
    "tom",
    "ida",
    "leo",
    "zoe",
    "max",
    "nora",
    "emil",
    "lena",
    "hugo",
    "vera",
    "otto",
    "iris",
    "karl",
    "alma",
    "finn",
    "clara",
    "jonas",
    "marta",
    "felix",
    "greta",
    "oscar",
    "helen",
    "simon",
    "paula",
    "bruno",
    "astrid",
    "victor",
    "ingrid",
    "thomas",
    "amelie",
    "gustav",
    "louisa",
    "martin",
    "rosalie",
    "patrick",
    "camilla",
    "richard",
    "johanna",
    "leonard",
    "beatrice",
    "benjamin",
    "caroline",
    "theodore",
    "josephine",
    "alexander",
    "franziska",
    "sebastian",
];
const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
const VOWELS: &[u8] = b"aeiou";
/// Endings for invented host names: names that no registry gives away (RFC 2606).
const ENDINGS: [&str; 2] = ["example", "test"];

/// More than enough: a stand-in becomes longer with every few attempts.
const ATTEMPTS: usize = 100_000;

/// What is to be replaced, in folded form.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) words: BTreeSet<String>,
    /// Of these, the ones that occur as part of somebody's name.
    pub(super) names: HashSet<String>,
    pub(super) digits: BTreeSet<String>,
    pub(super) hosts: BTreeSet<String>,
    pub(super) days: BTreeSet<Date>,
    pub(super) decimals: BTreeSet<(String, String)>,
    /// Words and digits of what is kept: no stand-in may look like one of them.
    pub(super) reserved: HashSet<String>,
}

/// A stand-in for everything that is wanted.
#[derive(Debug)]
pub(super) struct StandIns {
    seed: Seed,
    words: HashMap<String, String>,
    digits: HashMap<String, String>,
    hosts: HashMap<String, String>,
    decimals: HashMap<(String, String), (String, String)>,
    days: i64,
    minutes: u8,
}

impl StandIns {
    pub(super) fn draw(seed: Seed, wanted: &Wanted) -> Self {
        let mut drawn = Self {
            seed,
            words: HashMap::new(),
            digits: HashMap::new(),
            hosts: HashMap::new(),
            decimals: HashMap::new(),
            days: 0,
            minutes: 0,
        };
        drawn.minutes = drawn.number("minutes", "", 0, 59) + 1;
        drawn.days = drawn.shift(wanted);
        let mut used = HashSet::new();
        for word in &wanted.words {
            let is_free = |candidate: &String| {
                !wanted.words.contains(candidate) && !wanted.reserved.contains(candidate) && !used.contains(candidate)
            };
            let stand_in =
                (0..ATTEMPTS).map(|attempt| drawn.word(wanted, word, attempt)).find(is_free).unwrap_or_default();
            used.insert(stand_in.clone());
            drawn.words.insert(word.clone(), stand_in);
        }
        for digits in &wanted.digits {
            let is_free = |candidate: &String| {
                !wanted.digits.contains(candidate) && !wanted.reserved.contains(candidate) && !used.contains(candidate)
            };
            let candidates = (0..ATTEMPTS).map(|attempt| drawn.lengthened(digits, attempt));
            let stand_in = candidates.into_iter().find(is_free).unwrap_or_default();
            used.insert(stand_in.clone());
            drawn.digits.insert(digits.clone(), stand_in);
        }
        let ending = ENDINGS.iter().find(|ending| !wanted.words.contains(**ending)).copied();
        for host in &wanted.hosts {
            let candidates = (0..ATTEMPTS).map(|attempt| drawn.syllables("host", host, 6 + attempt / 50, attempt));
            let is_free = |candidate: &String| !wanted.words.contains(candidate) && !used.contains(candidate);
            let name = candidates.into_iter().find(is_free).unwrap_or_default();
            used.insert(name.clone());
            let ending = ending.map_or_else(|| drawn.syllables("ending", &name, 9, 0), str::to_owned);
            drawn.hosts.insert(host.clone(), format!("{name}.{ending}"));
        }
        let mut pairs = HashSet::new();
        for decimal in &wanted.decimals {
            let candidates = (0..ATTEMPTS).map(|attempt| drawn.decimal_attempt(decimal, attempt));
            let is_free = |pair: &(String, String)| {
                !wanted.decimals.contains(pair)
                    && !pairs.contains(pair)
                    && [&pair.0, &pair.1].iter().all(|run| run.len() < 3 || !wanted.digits.contains(*run))
            };
            let pair = candidates.into_iter().find(is_free).unwrap_or_default();
            pairs.insert(pair.clone());
            drawn.decimals.insert(decimal.clone(), pair);
        }
        drawn
    }

    /// The stand-in of a word with the capitals of the original; `None`: the word stays.
    pub(super) fn for_word(&self, word: &str) -> Option<String> {
        self.words.get(&fold(word)).map(|stand_in| with_capitals_of(word, stand_in))
    }

    /// The stand-in of a run of digits, zeros in front kept; `None`: it stays.
    pub(super) fn for_digits(&self, digits: &str) -> Option<String> {
        let significant = digits.trim_start_matches('0');
        let zeros = &digits[..digits.len() - significant.len()];
        self.digits.get(significant).map(|stand_in| format!("{zeros}{stand_in}"))
    }

    /// Whether a group of digits is one of the originals.
    pub(super) fn is_original(&self, digits: &str) -> bool {
        digits.len() > 2 && self.digits.contains_key(digits.trim_start_matches('0'))
    }

    pub(super) fn for_host(&self, host: &str) -> String {
        let stand_in = self.hosts.get(&fold_host(host)).cloned().unwrap_or_default();
        if host.chars().any(char::is_lowercase) { stand_in } else { stand_in.to_ascii_uppercase() }
    }

    pub(super) fn for_day(&self, day: Date) -> Date {
        day.checked_add(self.days.days()).unwrap_or(day)
    }

    /// Minutes and seconds move; the hour stays, and midnight too, which stands for no time at all.
    pub(super) fn for_time(&self, time: &str) -> String {
        if time.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0') {
            return time.to_owned();
        }
        let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
        let mut parts = clock.split(':');
        let mut moved = parts.next().unwrap_or("").to_owned();
        for part in parts {
            let minute = part.parse::<u8>().unwrap_or(0);
            let _ = write!(moved, ":{:02}", (minute + self.minutes) % 60);
        }
        if !fraction.is_empty() {
            moved.extend([".", &self.forward(fraction)]);
        }
        moved
    }

    /// The stand-in of a number with a point. Zeros at the end of the fraction are layout.
    pub(super) fn for_decimal(&self, whole: &str, fraction: &str) -> String {
        let (zeros, key) = decimal_key(whole, fraction);
        let layout = &fraction[key.1.len()..];
        match self.decimals.get(&key) {
            Some((whole, fraction)) => format!("{zeros}{whole}.{fraction}{layout}"),
            None => format!("{whole}.{fraction}"),
        }
    }

    fn decimal_attempt(&self, (whole, fraction): &(String, String), attempt: usize) -> (String, String) {
        let whole = match self.digits.get(whole) {
            Some(stand_in) if attempt == 0 => stand_in.clone(),
            _ if whole.is_empty() => String::new(),
            _ => self.lengthened(whole, attempt),
        };
        let mut fraction = self.forward(fraction);
        let more = if whole.is_empty() { attempt } else { attempt / 5 };
        if let Some(last) = fraction.pop() {
            fraction.extend(std::iter::repeat_n(last, more + 1));
        }
        (whole, fraction)
    }

    /// Moves all days by the first number for which no day and no year is one of the originals; if there are others, by one
    /// for which no part of a day, written with points, reads as one of the amounts (`18.08` in `18.08.2019`).
    fn shift(&self, wanted: &Wanted) -> i64 {
        let start = 60 + i64::from(self.number("days", "", 0, 250)) * 3 + i64::from(self.number("days", "", 1, 3));
        let is_free = |shift: &i64| {
            wanted.days.iter().all(|day| {
                day.checked_add(shift.days()).is_ok_and(|moved| {
                    !wanted.days.contains(&moved) && !wanted.digits.contains(&format!("{:04}", moved.year()))
                })
            })
        };
        let reads_as_amount = |shift: &i64| {
            let moved = wanted.days.iter().filter_map(|day| day.checked_add(shift.days()).ok());
            moved.flat_map(amounts_in).any(|amount| wanted.decimals.contains(&amount))
        };
        let shifts = || (start..start + 20_000).map(|days| -days).chain(start..start + 20_000).filter(is_free);
        let shift = shifts().find(|shift| !reads_as_amount(shift)).or_else(|| shifts().next());
        shift.unwrap_or(-start)
    }

    fn word(&self, wanted: &Wanted, word: &str, attempt: usize) -> String {
        let length = word.chars().count();
        if length > 2 && attempt < 8 && wanted.names.contains(word) {
            let fitting: Vec<&&str> = NAMES.iter().filter(|name| name.len() == length).collect();
            if let Some(last) = fitting.len().checked_sub(1) {
                let drawn = self.number("name", word, attempt, u8::try_from(last + 1).unwrap_or(u8::MAX));
                return (*fitting[usize::from(drawn).min(last)]).to_owned();
            }
        }
        self.syllables("word", word, length + attempt / 60, attempt)
    }

    /// Something that can be spoken, of a given length.
    fn syllables(&self, what: &str, of: &str, length: usize, attempt: usize) -> String {
        let first = usize::from(self.number(what, of, attempt, 2));
        let mut text = String::with_capacity(length);
        let mut hash = [0; 32];
        for position in 0..length {
            if position % 32 == 0 {
                hash = self.hash(what, of, attempt * 1_000 + position + 1);
            }
            let letters = if (position + first) % 2 == 0 || length < 3 { CONSONANTS } else { VOWELS };
            text.push(char::from(letters[usize::from(hash[position % 32]) % letters.len()]));
        }
        text
    }

    /// Every digit but zero moves by one to eight places, depending on what stands to its right; after the first attempt
    /// there are more digits in front.
    fn lengthened(&self, digits: &str, attempt: usize) -> String {
        let mut moved: Vec<u8> = digits.bytes().collect();
        for position in 0..moved.len() {
            moved[position] = self.moved(moved[position], "left", &digits[position + 1..]);
        }
        let mut front = String::new();
        for place in 0..attempt.div_ceil(9) {
            front.push(char::from(b'1' + self.number("front", digits, attempt * 100 + place, 9)));
        }
        front + &String::from_utf8_lossy(&moved)
    }

    /// The same from the left, for fractions, where zeros at the end are layout.
    fn forward(&self, digits: &str) -> String {
        let bytes = digits.bytes().enumerate();
        bytes.map(|(position, digit)| char::from(self.moved(digit, "right", &digits[..position]))).collect()
    }

    fn moved(&self, digit: u8, side: &str, beside: &str) -> u8 {
        match digit {
            b'1'..=b'9' => b'1' + (digit - b'1' + 1 + self.number(side, beside, 0, 8)) % 9,
            zero => zero,
        }
    }

    /// A number below a bound, drawn for a piece.
    fn number(&self, what: &str, of: &str, attempt: usize, below: u8) -> u8 {
        self.hash(what, of, attempt)[0] % below.max(1)
    }

    fn hash(&self, what: &str, of: &str, attempt: usize) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        for part in [what.as_bytes(), of.as_bytes(), &attempt.to_le_bytes()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// The name of a host in the one form that all its spellings have.
pub(super) fn fold_host(host: &str) -> String {
    idna::domain_to_ascii(host).unwrap_or_else(|_| fold(host))
}

/// Zeros in front, and what a number with a point is known by: whole part without them, fraction without zeros behind.
pub(super) fn decimal_key<'text>(whole: &'text str, fraction: &str) -> (&'text str, (String, String)) {
    let significant = whole.trim_start_matches('0');
    let zeros = &whole[..whole.len() - significant.len()];
    (zeros, (significant.to_owned(), fraction.trim_end_matches('0').to_owned()))
}

/// What a day that is written with points could be taken for, in the form in which amounts are known.
fn amounts_in(day: Date) -> [(String, String); 4] {
    let (month, day, year) = (format!("{:02}", day.month()), format!("{:02}", day.day()), format!("{:04}", day.year()));
    [(&day, &month), (&month, &day), (&month, &year), (&day, &year)]
        .map(|(whole, fraction)| decimal_key(whole, fraction).1)
}

/// Puts the capitals of a word onto its stand-in: all, the first, or place by place.
fn with_capitals_of(word: &str, stand_in: &str) -> String {
    if word.chars().all(|letter| !letter.is_lowercase()) && word.chars().any(char::is_uppercase) {
        return stand_in.to_uppercase();
    }
    let capitals: Vec<bool> = word.chars().map(char::is_uppercase).collect();
    let place = |(at, letter): (usize, char)| {
        if capitals.get(at).copied().unwrap_or(false) { letter.to_ascii_uppercase() } else { letter }
    };
    stand_in.chars().enumerate().map(place).collect()
}

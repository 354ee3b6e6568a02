//! Which known names a mistyped name was probably meant to be.

/// The known names nearest to a wanted one, nearest first, three at most. Capitals, dashes and underscores do not count.
pub(super) fn nearest<'known>(wanted: &str, known: impl IntoIterator<Item = &'known str>) -> Vec<&'known str> {
    let wanted = simplify(wanted);
    let allowed = (wanted.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let simple = simplify(name);
            let part =
                wanted.len() >= 4 && (simple.contains(&wanted) || (simple.len() >= 4 && wanted.contains(&simple)));
            let distance = edit_distance(&wanted, &simple);
            (distance <= allowed || part).then_some((distance, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// `billing.email, shipping.email or email`.
pub(super) fn alternatives<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("“{}”", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn simplify(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// How many letters must be added, removed, changed or swapped with their neighbour.
fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(64).collect();
    let right: Vec<char> = right.chars().take(64).collect();
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for line in 0..=left.len() {
        for column in 0..=right.len() {
            table[line][column] = if line == 0 || column == 0 {
                line + column
            } else {
                let changed = table[line - 1][column - 1] + usize::from(left[line - 1] != right[column - 1]);
                let swapped = line > 1
                    && column > 1
                    && left[line - 1] == right[column - 2]
                    && left[line - 2] == right[column - 1];
                let distance = changed.min(table[line - 1][column] + 1).min(table[line][column - 1] + 1);
                if swapped { distance.min(table[line - 2][column - 2] + 1) } else { distance }
            };
        }
    }
    table[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_that_was_meant() {
        let known = ["order_id", "email", "billing_email", "status"];
        assert_eq!(nearest("emial", known), ["email"]);
        assert_eq!(nearest("orderId", known), ["order_id"]);
        assert_eq!(nearest("e-mail", known), ["email", "billing_email"]);
        assert_eq!(nearest("tracking", known), [""; 0]);
        assert_eq!(alternatives(&["a"]), "“a”");
        assert_eq!(alternatives(&["a", "b", "c"]), "“a”, “b” or “c”");
    }
}

//! Requests that need another one's answer. A Postman script that sets `{{token}}` after “Login” makes every request that
//! names `{{token}}` begin with “Login”.

use crate::request::ReadRequest;
use crate::variable::{Piece, pieces};
use drawbridge_model::Body;

use crate::request::ReadSignIn;

/// How many requests may come before one.
const MAX_BEFORE: usize = 4;

/// The requests whose answers leave something for others, in the order of the text.
pub(super) fn producers(requests: &[ReadRequest]) -> Vec<usize> {
    let keeps = |index: &usize| requests[*index].method.is_some() && !requests[*index].keeps.is_empty();
    (0..requests.len()).filter(keeps).collect()
}

/// The requests to send for the one at `index`, itself last. A request never comes twice, so a circle ends.
pub(super) fn order(requests: &[ReadRequest], producers: &[usize], index: usize) -> Vec<usize> {
    if producers.is_empty() {
        return vec![index];
    }
    let mut order = vec![index];
    let mut at = 0;
    while at < order.len() && order.len() <= MAX_BEFORE {
        for name in variables(&requests[order[at]]) {
            let is_kept_by = |candidate: &&usize| requests[**candidate].keeps.iter().any(|kept| kept.variable == name);
            let before = producers.iter().rev().filter(|producer| **producer < order[at]).find(is_kept_by);
            let producer = before.or_else(|| producers.iter().find(is_kept_by)).copied();
            let producer = producer.filter(|producer| !order.contains(producer) && order.len() <= MAX_BEFORE);
            order.extend(producer);
        }
        at += 1;
    }
    order.reverse();
    order
}

/// The names of all variables that a request's texts have.
pub(super) fn variables(request: &ReadRequest) -> Vec<String> {
    let mut texts: Vec<&str> = vec![&request.path];
    let rows = request.query.iter().chain(&request.headers).filter(|row| !row.disabled);
    texts.extend(rows.map(|row| row.value.as_str()));
    match &request.sign_in {
        ReadSignIn::Basic { username, password } => texts.extend([username.as_str(), password]),
        ReadSignIn::Bearer(text) | ReadSignIn::ApiKey { value: text, .. } => texts.push(text),
        ReadSignIn::Unsaid | ReadSignIn::None | ReadSignIn::Declared(..) => {}
    }
    match &request.body {
        Some(Body::Json { text } | Body::Text { text, .. } | Body::Xml { text }) => texts.push(text),
        Some(Body::Form { fields } | Body::Multipart { fields }) => {
            texts.extend(fields.iter().filter(|row| !row.disabled).map(|row| row.value.as_str()));
        }
        None => {}
    }
    let found = texts.into_iter().flat_map(pieces);
    let mut names: Vec<String> = found
        .filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name.to_owned()),
            Piece::Literal(_) => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

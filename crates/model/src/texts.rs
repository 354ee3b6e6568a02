//! Every template text of a step or a system, with its place in the document and where it is sent.
//!
//! One list serves the checks, the bundle's requirements and whoever renames a question, so that a text added to the
//! format is added here and nowhere else.

use crate::connector::{Body, NameValue, Step};
use crate::json_template::JsonTemplate;
use crate::sign_in::SignIn;
use crate::system::System;
use crate::template::{Placeholder, Template};

/// A text that may have placeholders in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText<'document> {
    /// Place, relative to the connector or system: `steps[0].query[1].value`.
    pub at: String,
    /// As the owner wrote it.
    pub text: &'document str,
    /// Where it is sent.
    pub destination: Destination,
}

/// Where a text is sent, which decides how values in it are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// Scheme, host and the beginning of the path.
    BaseAddress,
    /// The path.
    Path,
    /// A query parameter's value.
    QueryValue,
    /// A header's value.
    HeaderValue,
    /// A JSON body.
    JsonBody,
    /// A form's or a multipart body's value.
    FormValue,
    /// An XML body.
    XmlBody,
    /// A text body, in which nothing is escaped.
    TextBody,
    /// User name, password, token, key, or what is sent to get a token.
    SignIn,
    /// What is signed and what is sent with the signature; may name parts of the request.
    Signature,
}

impl TemplateText<'_> {
    /// The placeholders in it. A JSON body that does not parse is read as plain text, so that its placeholders are
    /// known while it is being written.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let template = Template::parse(self.text);
        match self.destination {
            Destination::JsonBody => match JsonTemplate::parse(self.text) {
                Ok(body) => body.placeholders().into_iter().cloned().collect(),
                Err(_) => template.placeholders().cloned().collect(),
            },
            _ => template.placeholders().cloned().collect(),
        }
    }
}

/// The texts of a step, in the order in which the document has them. Rows that are switched off are left out.
pub fn step_texts(step: &Step, index: usize) -> Vec<TemplateText<'_>> {
    let at = format!("steps[{index}]");
    let mut texts = vec![TemplateText { at: format!("{at}.path"), text: &step.path, destination: Destination::Path }];
    push_rows(&mut texts, &format!("{at}.query"), &step.query, Destination::QueryValue);
    push_rows(&mut texts, &format!("{at}.headers"), &step.headers, Destination::HeaderValue);
    push_body(&mut texts, &format!("{at}.body"), step.body.as_ref());
    texts
}

/// The texts of a system, its sign-in included.
pub fn system_texts(system: &System) -> Vec<TemplateText<'_>> {
    let mut texts = Vec::new();
    let mut push = |at: &str, text, destination| texts.push(TemplateText { at: at.to_owned(), text, destination });
    push("base_url.test", system.base_url.test.as_str(), Destination::BaseAddress);
    push("base_url.live", system.base_url.live.as_str(), Destination::BaseAddress);
    push_rows(&mut texts, "headers", &system.headers, Destination::HeaderValue);
    push_sign_in(&mut texts, &system.sign_in);
    texts
}

fn push_sign_in<'document>(texts: &mut Vec<TemplateText<'document>>, sign_in: &'document SignIn) {
    let members: Vec<(&str, &'document str)> = match sign_in {
        SignIn::None => vec![],
        SignIn::ApiKey { value, .. } => vec![("value", value)],
        SignIn::Basic { username, password } => vec![("username", username), ("password", password)],
        SignIn::Bearer { token, .. } => vec![("token", token)],
        SignIn::Oauth2ClientCredentials(client) => {
            push_rows(texts, "sign_in.parameters", &client.parameters, Destination::SignIn);
            vec![
                ("token_url", &client.token_url),
                ("client_id", &client.client_id),
                ("client_secret", &client.client_secret),
                ("scope", &client.scope),
            ]
        }
        SignIn::Oauth2AuthorizationCode(code) => {
            push_rows(texts, "sign_in.parameters", &code.parameters, Destination::SignIn);
            vec![
                ("authorization_url", &code.authorization_url),
                ("token_url", &code.token_url),
                ("client_id", &code.client_id),
                ("client_secret", &code.client_secret),
                ("refresh_token", &code.refresh_token),
                ("scope", &code.scope),
            ]
        }
        SignIn::Hmac(signed) => {
            let mut push = |at: &str, text| {
                texts.push(TemplateText { at: format!("sign_in.{at}"), text, destination: Destination::Signature });
            };
            push("message", &signed.message);
            push("prefix", &signed.prefix);
            push_rows(texts, "sign_in.headers", &signed.headers, Destination::Signature);
            vec![("key", &signed.key)]
        }
        SignIn::TokenRequest(request) => {
            texts.push(TemplateText {
                at: "sign_in.path".to_owned(),
                text: &request.path,
                destination: Destination::Path,
            });
            push_rows(texts, "sign_in.headers", &request.headers, Destination::HeaderValue);
            push_body(texts, "sign_in.body", request.body.as_ref());
            vec![]
        }
    };
    texts.extend(members.into_iter().map(|(name, text)| TemplateText {
        at: format!("sign_in.{name}"),
        text,
        destination: Destination::SignIn,
    }));
}

fn push_rows<'document>(
    texts: &mut Vec<TemplateText<'document>>,
    at: &str,
    rows: &'document [NameValue],
    destination: Destination,
) {
    let sent = rows.iter().enumerate().filter(|(_, row)| !row.disabled);
    texts.extend(sent.map(|(index, row)| TemplateText {
        at: format!("{at}[{index}].value"),
        text: &row.value,
        destination,
    }));
}

fn push_body<'document>(texts: &mut Vec<TemplateText<'document>>, at: &str, body: Option<&'document Body>) {
    let (text, destination) = match body {
        None => return,
        Some(Body::Form { fields } | Body::Multipart { fields }) => {
            return push_rows(texts, &format!("{at}.fields"), fields, Destination::FormValue);
        }
        Some(Body::Json { text }) => (text, Destination::JsonBody),
        Some(Body::Xml { text }) => (text, Destination::XmlBody),
        Some(Body::Text { text, .. }) => (text, Destination::TextBody),
    };
    texts.push(TemplateText { at: format!("{at}.text"), text, destination });
}

//! A system's addresses in an environment, its settings put in: what every request is appended to, where OAuth asks for
//! tokens, and the origins that secrets and egress rules are bound to.
//!
//! The server that gives tokens may be another one than the API. Then what proves the owner to it (client ID, client
//! secret, refresh token) is bound to its origin alone, and everything else to the API's.

use crate::origin::WebOrigin;
use crate::sign_in::SignIn;
use crate::system::{Environment, System};
use crate::template::{Origin, Part, Template};
use crate::texts::{Destination, system_texts};

impl System {
    /// The address, without a slash at its end. `None` where it is empty or a setting in it has no value.
    pub fn address(&self, environment: Environment) -> Option<String> {
        let address = self.with_settings(environment, self.base_url.get(environment).trim())?;
        let address = address.trim_end_matches('/');
        (!address.is_empty()).then(|| address.to_owned())
    }

    /// An address template with the settings put in. `None` if a setting has no value or something else stands in it.
    pub fn with_settings(&self, environment: Environment, address: &str) -> Option<String> {
        let mut resolved = String::new();
        for part in Template::parse(address).parts() {
            match part {
                Part::Literal(text) => resolved.push_str(text),
                Part::Placeholder(placeholder) if placeholder.origin == Origin::Setting => {
                    let setting = self.settings.iter().find(|setting| setting.name == placeholder.name)?;
                    let value = setting.values.get(environment).trim();
                    if value.is_empty() {
                        return None;
                    }
                    resolved.push_str(value);
                }
                Part::Placeholder(_) => return None,
            }
        }
        Some(resolved)
    }

    /// Scheme, host and port of [`System::address`]; `None` where there is no address or it is none.
    pub fn origin(&self, environment: Environment) -> Option<WebOrigin> {
        WebOrigin::parse(&self.address(environment)?).ok()
    }

    /// What the path of the token address is appended to: the system's own address, or the server that the token
    /// address names. `None` where that has no address, or where the sign-in is not OAuth.
    pub fn token_base(&self, environment: Environment) -> Option<String> {
        match split_whole(self.sign_in.token_url()?) {
            None => self.address(environment),
            Some((server, _)) => self.with_settings(environment, server),
        }
    }

    /// Scheme, host and port of [`System::token_base`].
    pub fn token_origin(&self, environment: Environment) -> Option<WebOrigin> {
        WebOrigin::parse(&self.token_base(environment)?).ok()
    }

    /// The server at which the owner agrees in a browser, if that is how this system is signed in to.
    pub fn authorization_base(&self, environment: Environment) -> Option<String> {
        let SignIn::Oauth2AuthorizationCode(code) = &self.sign_in else { return None };
        self.with_settings(environment, split_whole(&code.authorization_url)?.0)
    }

    /// Every origin that a run calls for this system.
    pub fn origins(&self, environment: Environment) -> Vec<WebOrigin> {
        let own = self.origin(environment);
        let tokens = self.token_origin(environment).filter(|tokens| own.as_ref() != Some(tokens));
        own.into_iter().chain(tokens).collect()
    }

    /// The only origins that a secret of this system may be sent to.
    pub fn secret_origins(&self, name: &str, environment: Environment) -> Vec<WebOrigin> {
        let Some(tokens) = self.token_origin(environment) else {
            return self.origin(environment).into_iter().collect();
        };
        let use_of = self.use_of_secret(name);
        let mut origins = Vec::new();
        let mut add = |origin: Option<WebOrigin>| origins.extend(origin.filter(|origin| !origins.contains(origin)));
        if use_of.for_tokens {
            add(Some(tokens));
        }
        if use_of.in_browser {
            add(self.authorization_base(environment).and_then(|address| WebOrigin::parse(&address).ok()));
        }
        if use_of.in_requests || !use_of.for_tokens {
            add(self.origin(environment));
        }
        origins
    }

    /// Whether a secret proves the owner to a server for tokens that is another one than the API, and to nobody else:
    /// a request cannot carry it.
    pub fn is_for_tokens_alone(&self, name: &str) -> bool {
        let has_own_server = self.sign_in.token_url().is_some_and(|url| split_whole(url).is_some());
        let use_of = self.use_of_secret(name);
        has_own_server && use_of.for_tokens && !use_of.in_requests
    }

    fn use_of_secret(&self, name: &str) -> UseOfSecret {
        let mut found = UseOfSecret::default();
        let is_oauth = self.sign_in.token_url().is_some();
        for text in system_texts(self) {
            let mut placeholders = text.placeholders().into_iter();
            if placeholders.any(|placeholder| placeholder.origin == Origin::Secret && placeholder.name == name) {
                let is_of_sign_in = is_oauth && text.destination == Destination::SignIn;
                found.for_tokens |= is_of_sign_in;
                found.in_requests |= !is_of_sign_in;
                found.in_browser |= text.at == "sign_in.client_id" && is_in_browser(&self.sign_in);
            }
        }
        found
    }
}

/// Where the system's own texts name a secret.
#[derive(Default)]
struct UseOfSecret {
    for_tokens: bool,
    in_browser: bool,
    in_requests: bool,
}

fn is_in_browser(sign_in: &SignIn) -> bool {
    matches!(sign_in, SignIn::Oauth2AuthorizationCode(_))
}

/// The server and the path of a whole address, which may begin with a setting; `None` for a path.
pub fn split_whole(address: &str) -> Option<(&str, &str)> {
    let address = address.trim();
    if address.starts_with('/') || address.is_empty() {
        return None;
    }
    let host = address.find("://").map_or(0, |at| at + 3);
    let path = address[host..].find('/').map_or(address.len(), |at| at + host);
    Some(address.split_at(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::AuthorizationCode;
    use crate::system::{PerEnvironment, Setting};

    fn system(sign_in: SignIn) -> System {
        System {
            id: "shop".into(),
            name: "Shop".into(),
            base_url: PerEnvironment { test: "https://{setting.shop}.example.com/".into(), live: String::new() },
            settings: vec![Setting {
                name: "shop".into(),
                label: String::new(),
                help: String::new(),
                values: PerEnvironment { test: "acme".into(), live: String::new() },
            }],
            secrets: Vec::new(),
            sign_in,
            headers: Vec::new(),
        }
    }

    #[test]
    fn settings_are_put_in_and_a_missing_one_leaves_no_address() {
        let mut system = system(SignIn::None);
        assert_eq!(system.address(Environment::Test).as_deref(), Some("https://acme.example.com"));
        assert_eq!(system.address(Environment::Live), None);
        system.settings[0].values.test.clear();
        assert_eq!(system.origin(Environment::Test), None);
    }

    #[test]
    fn a_whole_address_is_a_server_and_a_path() {
        for (address, expected) in [
            ("/oauth/token", None),
            ("", None),
            ("https://auth.example/oauth/token", Some(("https://auth.example", "/oauth/token"))),
            ("https://auth.example", Some(("https://auth.example", ""))),
            ("{setting.auth}/token", Some(("{setting.auth}", "/token"))),
        ] {
            assert_eq!(split_whole(address), expected, "{address}");
        }
    }

    /// SECURITY F13: what proves the owner to the server for tokens goes there and nowhere else, and nothing else goes
    /// there.
    #[test]
    fn secrets_are_bound_to_the_server_that_asks_for_them() {
        let mut system = system(SignIn::Oauth2AuthorizationCode(Box::new(AuthorizationCode {
            authorization_url: "https://login.example/agree".into(),
            token_url: "https://auth-{setting.shop}.example/token".into(),
            client_id: "{secret.id}".into(),
            client_secret: "{secret.secret}".into(),
            refresh_token: "{secret.refresh}".into(),
            ..AuthorizationCode::default()
        })));
        let origins = |system: &System, name: &str| {
            system.secret_origins(name, Environment::Test).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(origins(&system, "refresh"), ["https://auth-acme.example"]);
        assert_eq!(origins(&system, "secret"), ["https://auth-acme.example"]);
        assert_eq!(origins(&system, "id"), ["https://auth-acme.example", "https://login.example"]);
        assert_eq!(origins(&system, "other"), ["https://acme.example.com"]);
        assert!(system.is_for_tokens_alone("secret") && !system.is_for_tokens_alone("other"));
        let called: Vec<String> = system.origins(Environment::Test).iter().map(ToString::to_string).collect();
        assert_eq!(called, ["https://acme.example.com", "https://auth-acme.example"], "a browser calls the third");
        system.headers =
            vec![crate::NameValue { name: "X-Id".into(), value: "{secret.secret}".into(), ..Default::default() }];
        assert_eq!(origins(&system, "secret"), ["https://auth-acme.example", "https://acme.example.com"]);
        if let SignIn::Oauth2AuthorizationCode(code) = &mut system.sign_in {
            code.token_url = "/token".into();
        }
        assert_eq!(origins(&system, "refresh"), ["https://acme.example.com"], "a path is below the system's address");
        assert!(!system.is_for_tokens_alone("refresh"));
    }
}

//! A system's address in an environment, its settings put in: what every request is appended to, and the origin that
//! secrets and egress rules are bound to.

use crate::origin::WebOrigin;
use crate::system::{Environment, System};
use crate::template::{Origin, Part, Template};

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{PerEnvironment, Setting};

    #[test]
    fn settings_are_put_in_and_a_missing_one_leaves_no_address() {
        let mut system = System {
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
            sign_in: crate::system::SignIn::None,
            headers: Vec::new(),
        };
        assert_eq!(system.address(Environment::Test).as_deref(), Some("https://acme.example.com"));
        assert_eq!(system.address(Environment::Live), None);
        system.settings[0].values.test.clear();
        assert_eq!(system.origin(Environment::Test), None);
    }
}

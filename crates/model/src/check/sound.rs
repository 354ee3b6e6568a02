//! What the check found, as types: whoever is given a [`SoundBundle`] knows that its check found no error, and need not check
//! it again. Nothing but the check makes one.

use std::ops::Deref;

use super::check_bundle;
use crate::bundle::Bundle;
use crate::connector::Connector;
use crate::parallel;
use crate::problem::{Problem, Severity};
use crate::system::System;

/// A bundle, whether its digest holds, and all that is wrong with what it says.
#[derive(Debug)]
pub struct CheckedBundle {
    bundle: Bundle,
    is_unchanged: bool,
    problems: Vec<Problem>,
}

/// A bundle in whose systems and connectors nothing keeps it from running. That its digest holds is not said.
#[derive(Debug)]
pub struct SoundBundle(Bundle);

/// A connector of a sound bundle.
#[derive(Debug, Clone, Copy)]
pub struct SoundConnector<'bundle> {
    connector: &'bundle Connector,
    systems: &'bundle [System],
}

impl CheckedBundle {
    /// Checks a bundle and works out its digest, both at the same time.
    pub fn new(bundle: Bundle) -> Self {
        let (is_unchanged, problems) = parallel::both(|| bundle.verify_digest(), || check_bundle(&bundle));
        Self { bundle, is_unchanged, problems }
    }

    /// The bundle.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// Whether its digest is that of its content.
    pub fn is_unchanged(&self) -> bool {
        self.is_unchanged
    }

    /// Errors and warnings.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The bundle if it can run, or else its errors.
    pub fn sound(self) -> Result<SoundBundle, Vec<Problem>> {
        let errors: Vec<Problem> =
            self.problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        if errors.is_empty() { Ok(SoundBundle(self.bundle)) } else { Err(errors) }
    }
}

impl SoundBundle {
    /// Its connectors, in order.
    pub fn sound_connectors(&self) -> impl Iterator<Item = SoundConnector<'_>> {
        self.0.connectors.iter().map(|connector| SoundConnector { connector, systems: &self.0.systems })
    }
}

impl Deref for SoundBundle {
    type Target = Bundle;

    fn deref(&self) -> &Bundle {
        &self.0
    }
}

impl<'bundle> SoundConnector<'bundle> {
    /// The connector.
    pub fn connector(self) -> &'bundle Connector {
        self.connector
    }

    /// The bundle's systems, those that it calls among them.
    pub fn systems(self) -> &'bundle [System] {
        self.systems
    }
}

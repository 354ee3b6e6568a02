//! SQLite: connectors, systems, revisions, runs, settings.

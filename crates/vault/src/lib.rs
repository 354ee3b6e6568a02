//! Secrets: keychain, environment, mounted files, memory.

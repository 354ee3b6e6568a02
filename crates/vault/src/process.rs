//! What the operating system must not do with the memory of a process that holds secrets (SECURITY 3.5).

/// Switches core dumps off: a core file holds the memory of the process, and so every secret in it.
#[cfg(unix)]
pub fn leave_no_core() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// There is nothing to switch off.
#[cfg(not(unix))]
pub fn leave_no_core() -> std::io::Result<()> {
    Ok(())
}

/// Keeps other programs of the same user from reading this one's memory and variables, on Linux. For programs without a
/// window: the desktop's portals look into `/proc` to see who asks them for a file.
#[cfg(target_os = "linux")]
pub fn hide_from_other_programs() -> std::io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Other systems decide this by themselves.
#[cfg(not(target_os = "linux"))]
pub fn hide_from_other_programs() -> std::io::Result<()> {
    Ok(())
}

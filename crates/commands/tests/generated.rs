//! The interface's types are those of the boundary. `cargo xtask generate` writes them.

use std::path::Path;

#[test]
fn generated_types_of_the_interface_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated");
    for (name, text) in drawbridge_commands::typescript::files() {
        let path = folder.join(name);
        if std::env::var_os("DRAWBRIDGE_UPDATE").is_some() {
            std::fs::write(&path, &text).expect("the folder is there");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{} is not what the boundary says; run `cargo xtask generate`", path.display());
    }
}

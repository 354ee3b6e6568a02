//! Files that are written from the code are what the code says: the interface's types, the JSON schemas, the
//! index and the table of the templates.
//!
//! `cargo xtask generate` sets `DRAWBRIDGE_UPDATE=1`, and the same tests write them.

use std::path::Path;

use drawbridge_tests::{sources, template_table};

fn check(path: &Path, expected: &str) {
    let file = sources::root().join(path);
    if std::env::var_os("DRAWBRIDGE_UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for generated files");
        std::fs::write(&file, expected).expect("a generated file");
    }
    let actual = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(actual == expected, "{} is not as the code says; run `cargo xtask generate`", path.display());
}

#[test]
fn the_generated_types_of_the_interface_are_current() {
    for (name, text) in drawbridge_commands::typescript::files() {
        check(&Path::new("ui/src/generated").join(name), &text);
    }
}

#[test]
fn the_generated_schemas_are_current() {
    for (path, text) in drawbridge_model::schema::generated_files() {
        check(Path::new(path), &text);
    }
}

#[test]
fn the_generated_index_and_table_of_templates_are_current() {
    check(Path::new("connectors/index.json"), &template_table::index());
    check(Path::new("connectors/README.md"), &template_table::readme());
}

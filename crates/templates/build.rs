//! Puts the gallery into the program: the text of every template, without the white space that people read it by.
//!
//! A template is a file `connectors/<system>/<connector>.json` beside the `system.json` that the folder's connectors
//! share. Nothing has to be entered anywhere else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The file of a folder that holds its system.
const SYSTEM: &str = "system.json";

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut texts = String::new();
    for folder in sorted(&root)?.into_iter().filter(|folder| folder.join(SYSTEM).is_file()) {
        let system = read(&folder.join(SYSTEM))?;
        let is_connector =
            |file: &PathBuf| file.extension().is_some_and(|extension| extension == "json") && !file.ends_with(SYSTEM);
        for file in sorted(&folder)?.into_iter().filter(is_connector) {
            let id = format!("{}/{}", name(&folder), name(&file));
            let _ = writeln!(texts, "    ({id:?}, {system:?}, {:?}),", read(&file)?);
        }
    }
    let code = format!("/// Id, system and connector.\nstatic TEXTS: &[(&str, &str, &str)] = &[\n{texts}];\n");
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("texts.rs"), code)
}

/// A text of JSON without indentation and line ends. Neither can stand in a string, where a line end is written `\n`.
fn read(file: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", file.display());
    Ok(fs::read_to_string(file)?.lines().map(str::trim_start).collect())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

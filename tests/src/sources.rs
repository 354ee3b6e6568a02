//! The project's own source files, for tests about the house: which crate names what, how long files are, which words
//! stand in them. Reads only what git knows or would know, so that nothing built is taken for a source.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One text file of the project.
pub struct Source {
    /// From the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_path_buf()
}

/// Every text file of the project, generated ones included.
pub fn all() -> Vec<Source> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    let sources: Vec<Source> = String::from_utf8_lossy(&listed.stdout)
        .split('\0')
        .filter(|path| !path.is_empty())
        .filter_map(|path| {
            let text = std::fs::read_to_string(root().join(path)).ok()?;
            Some(Source { path: path.to_owned(), text })
        })
        .collect();
    assert!(sources.len() > 50, "the project has more than {} files", sources.len());
    sources
}

/// Paths of the files in which a word stands, among those that `among` accepts. Comments of Rust and TypeScript are
/// left out: naming a thing in a sentence is not using it.
pub fn naming(sources: &[Source], word: &str, among: impl Fn(&str) -> bool) -> Vec<String> {
    let mut paths: Vec<String> = sources
        .iter()
        .filter(|source| among(&source.path) && code(source).contains(word))
        .map(|source| source.path.clone())
        .collect();
    paths.sort();
    paths
}

/// The lines that are code.
pub fn code(source: &Source) -> String {
    let is_comment = |line: &str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with("* ") || line.starts_with("/*") || line.starts_with("*/")
    };
    source.text.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n")
}

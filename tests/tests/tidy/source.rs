//! The sources, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are not sources.
const SKIPPED: [&str; 2] = ["target", ".git"];

/// A source, by its path from the root of the repository.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .parent()
        .expect("the package lies in the workspace")
        .to_owned()
}

/// The files under a folder, in order.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if !SKIPPED.iter().any(|skipped| name == *skipped) {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// The sources with one of these endings, under these folders of the repository.
pub(crate) fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut files = Vec::new();
    folders
        .iter()
        .for_each(|folder| walk(&root.join(folder), &mut files));
    let wanted = |path: &PathBuf| {
        path.extension()
            .is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted))
    };
    let source = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("a source is text"),
        path: path
            .strip_prefix(&root)
            .expect("under the root")
            .display()
            .to_string(),
    };
    files.into_iter().filter(wanted).map(source).collect()
}

/// All Rust sources.
pub(crate) fn rust() -> Vec<Source> {
    let sources = sources(&["core", "host", "sim", "tests"], &["rs"]);
    assert!(sources.len() > 50, "where are the sources?");
    sources
}

impl Source {
    /// The lines and their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    }

    /// The lines that are not comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Whether it is one of these files, or lies in one of these folders.
    pub(crate) fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// Whether it holds tests only, and so belongs to no package's code.
    pub(crate) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

//! What must not compile, and why: programs in `ui/` that say it in comments.
//!
//! `//~ E0277` expects this error, and no other, at its line; with a text after it, an error of
//! this text anywhere, for what is found while a constant is computed. The compiler's other words
//! are its own business: they differ with its version and with the components that are installed.

use std::fs;
use std::path::{Path, PathBuf};

use waitword_tests::compiler::Compiler;

/// An error, as a comment expects it.
#[derive(Debug)]
struct Expected<'a> {
    line: usize,
    code: &'a str,
    text: &'a str,
}

/// What the comments of a program expect.
fn expected(program: &str) -> Vec<Expected<'_>> {
    let comments = program.lines().enumerate().filter_map(|(at, line)| {
        let (code, text) = line.split_once("//~ ")?.1.split_at("E0000".len());
        Some(Expected {
            line: at + 1,
            code,
            text: text.trim(),
        })
    });
    comments.collect()
}

impl Expected<'_> {
    /// Whether it is this one, in the compiler's short form: `file:line:column: error[E0277]:
    /// text`.
    fn is(&self, error: &str) -> bool {
        let Some((place, message)) = error.split_once("error[") else {
            return false;
        };
        let line = place.rsplit(':').nth(2).and_then(|line| line.parse().ok());
        let is_here = !self.text.is_empty() || line == Some(self.line);
        is_here && message.starts_with(self.code) && message.contains(self.text)
    }
}

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut programs: Vec<_> = files
        .map(|file| file.expect("it can be read").path())
        .collect();
    programs.sort();
    programs
}

#[test]
fn refused_by_the_compiler() {
    let compiler = Compiler::new(env!("CARGO_TARGET_TMPDIR"));
    let result = format!("--emit=metadata={}/ui.rmeta", env!("CARGO_TARGET_TMPDIR"));
    let programs = programs();
    assert!(programs.len() > 10, "found {programs:?}");
    for path in programs {
        let program = fs::read_to_string(&path).expect("it is text");
        let (_, output) = compiler.compile(&path, &["--error-format=short", &result]);
        let errors: Vec<_> = output
            .lines()
            .filter(|line| line.contains("error["))
            .collect();
        let expected = expected(&program);
        assert!(!expected.is_empty(), "{} expects nothing", path.display());
        assert_eq!(
            errors.len(),
            expected.len(),
            "{}:\n{output}",
            path.display()
        );
        for expected in expected {
            let found = errors.iter().any(|error| expected.is(error));
            assert!(found, "{}: {expected:?}, but\n{output}", path.display());
        }
    }
}

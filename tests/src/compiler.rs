//! The compiler at hand, for tests about what it makes of the library and what it refuses.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use crate::child::finish;

/// Longer than a build takes.
const LIMIT: Duration = Duration::from_secs(300);

/// The library, built in release, and the compiler to use it with.
#[derive(Debug)]
pub struct Compiler {
    release: PathBuf,
}

impl Compiler {
    /// Builds `waitword-core` and `waitword-host` in a folder of their own under `scratch`.
    ///
    /// # Panics
    /// If they do not build.
    pub fn new(scratch: &str) -> Compiler {
        let target = Path::new(scratch).join("library");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args([
            "build",
            "--quiet",
            "--release",
            "-p",
            "waitword-core",
            "-p",
            "waitword-host",
        ]);
        build.arg("--target-dir").arg(&target);
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        // Set by those who build for another target: the result would lie elsewhere.
        build.env_remove("CARGO_BUILD_TARGET");
        let (status, output) = finish(build, LIMIT);
        assert!(status.success(), "{output}");
        Compiler {
            release: target.join("release"),
        }
    }

    /// Compiles `source`, a file of its own, with `options`; how that ended, and what was written.
    pub fn compile(&self, source: &Path, options: &[&str]) -> (ExitStatus, String) {
        let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc
            .args(["--edition", "2024", "--cap-lints", "allow"])
            .args(options);
        rustc
            .arg("-L")
            .arg(argument("dependency=", &self.release.join("deps")));
        for library in ["waitword_core", "waitword_host"] {
            let file = self.release.join(format!("lib{library}.rlib"));
            rustc
                .arg("--extern")
                .arg(argument(&format!("{library}="), &file));
        }
        rustc.arg(source);
        finish(rustc, LIMIT)
    }
}

fn argument(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push(path);
    argument
}

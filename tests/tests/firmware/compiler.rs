//! Which compiler builds for a target that this machine may not have.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use waitword_tests::child::ask;

/// A compiler that can build for a target, and what it takes to make it do so.
pub(crate) struct Compiler {
    rustc: String,
    /// The linker, where the core library has to be built from its sources too.
    from_sources: Option<PathBuf>,
}

impl Compiler {
    /// The usual compiler if it has the target, else the first one that has the library's sources:
    /// the usual one, or that of the Linux distribution.
    pub(crate) fn find(target: &str) -> Result<Compiler, String> {
        let usual = env::var("RUSTC").unwrap_or("rustc".into());
        let usual_root = sysroot(&usual).ok_or("there is no rustc")?;
        if usual_root.join("lib/rustlib").join(target).is_dir() {
            return Ok(Compiler {
                rustc: usual,
                from_sources: None,
            });
        }
        for rustc in [usual, "/usr/bin/rustc".into()] {
            let Some(root) = sysroot(&rustc) else {
                continue;
            };
            let linker = linker(&root).or_else(|| linker(&usual_root));
            if linker.is_some() && root.join("lib/rustlib/src/rust/library/core").is_dir() {
                return Ok(Compiler {
                    rustc,
                    from_sources: linker,
                });
            }
        }
        Err(format!(
            "no compiler for {target} (`rustup target add {target}`)"
        ))
    }

    pub(crate) fn choose(&self, command: &mut Command, target: &str) {
        command.env("RUSTC", &self.rustc);
        if let Some(linker) = &self.from_sources {
            let variable = target.replace('-', "_").to_uppercase();
            command
                .arg("-Zbuild-std=core")
                .env("RUSTC_BOOTSTRAP", "1")
                .env(format!("CARGO_TARGET_{variable}_LINKER"), linker);
        }
    }
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    ask(rustc, &["--print", "sysroot"]).map(|path| PathBuf::from(path.trim()))
}

/// The linker that comes with a compiler, which links for every target.
fn linker(sysroot: &Path) -> Option<PathBuf> {
    let hosts = fs::read_dir(sysroot.join("lib/rustlib")).ok()?;
    hosts
        .filter_map(|host| Some(host.ok()?.path().join("bin/rust-lld")))
        .find(|linker| linker.is_file())
}

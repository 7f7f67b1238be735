//! The images of `tests/firmware`, built and run on emulated Cortex-M cores.
//!
//! | board | core | compare-and-swap |
//! |---|---|---|
//! | `m0` | Cortex-M0 | portable-atomic, with critical sections |
//! | `m0_alone` | Cortex-M0 | portable-atomic, as the only core |
//! | `m3` | Cortex-M3 | the core's |
//!
//! That takes QEMU for Arm, and rustup's target or a compiler with the sources of its library.
//! Where they are missing, the tests say so in one line and pass; with
//! `WAITWORD_REQUIRE_FIRMWARE=1` they fail.

mod compiler;
mod sizes;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;
use std::{env, fs};

use compiler::Compiler;
use sizes::{Limit, Size};
use waitword_tests::child::{ask, finish};

const BUILD_LIMIT: Duration = Duration::from_secs(900);
const RUN_LIMIT: Duration = Duration::from_secs(120);
const IMAGES: [&str; 3] = ["deliver", "misuse", "preempt"];

/// What the image `misuse` writes when its handler, number 16, waits for a job.
const MISUSE: &str = "
cannot wait in an interrupt handler or with interrupts masked
     0    1  queue jobs put
     1    1  queue jobs put: done
     2    1  queue jobs get
     3    1  queue jobs get: done
     4    1  event end wait
     5    1  event end wait: sleeps
     6   16  queue jobs get
     7   16  queue jobs get: cannot wait
";

/// Checks every image on one board, each in a test of its own.
macro_rules! on_board {
    ($board:ident, $core:expr) => {
        mod $board {
            use super::*;

            static BOARD: Board = Board {
                name: stringify!($board),
                core: $core,
                images: OnceLock::new(),
            };

            #[test]
            fn deliver() {
                BOARD.passes("deliver", "1000 items delivered in order");
            }

            #[test]
            fn misuse() {
                BOARD.fails("misuse", MISUSE);
            }

            #[test]
            fn sizes() {
                BOARD.keeps_to(&sizes::LIMITS);
            }

            #[test]
            fn preempt() {
                BOARD.passes("preempt", "22 trials");
            }
        }
    };
}

on_board!(m0, CORTEX_M0);
on_board!(
    m0_alone,
    Core {
        features: "portable-atomic-unsafe-assume-single-core",
        ..CORTEX_M0
    }
);
on_board!(m3, CORTEX_M3);

/// What the images are built for and run on.
struct Core {
    target: &'static str,
    machine: &'static str,
    cpu: &'static str,
    features: &'static str,
    /// An instruction takes 2^shift ns, which is at least one count of the timer.
    shift: u32,
}

const CORTEX_M0: Core = Core {
    target: "thumbv6m-none-eabi",
    machine: "microbit",
    cpu: "cortex-m0",
    features: "portable-atomic-critical-section",
    shift: 6,
};

const CORTEX_M3: Core = Core {
    target: "thumbv7m-none-eabi",
    machine: "lm3s6965evb",
    cpu: "cortex-m3",
    features: "",
    shift: 7,
};

/// A core and the images that were built for it.
struct Board {
    name: &'static str,
    core: Core,
    /// The folder of the images, or what is missing to have them.
    images: OnceLock<Result<PathBuf, String>>,
}

impl Board {
    /// The image ends with success and says `summary` of itself.
    fn passes(&self, image: &str, summary: &str) {
        let Some((status, output)) = self.run(image) else {
            return;
        };
        let start = format!("ok {}: {summary}", self.core.machine);
        assert!(
            status.success() && output.lines().any(|line| line.starts_with(&start)),
            "{image} on {}: {status}\n{output}",
            self.name,
        );
    }

    /// The image ends with failure and writes `text`.
    fn fails(&self, image: &str, text: &str) {
        let Some((status, output)) = self.run(image) else {
            return;
        };
        assert!(
            status.code() == Some(1) && output.contains(text),
            "{image} on {}: {status}\n{output}",
            self.name,
        );
    }

    /// What each image takes above the empty one is within its limit.
    fn keeps_to(&self, limits: &[Limit]) {
        let Some(images) = self.images() else {
            return;
        };
        let empty = Size::of(&images.join(sizes::EMPTY));
        for limit in limits {
            let size = Size::of(&images.join(limit.image)) - empty;
            println!("{:<10} {:<16} {size}", self.name, limit.image);
            assert!(size.is_within(limit), "{}: {size}", limit.image);
        }
    }

    /// Runs the image, unless something is missing to do so.
    fn run(&self, image: &str) -> Option<(ExitStatus, String)> {
        let image = self.images()?.join(image);
        let (status, output) = finish(self.emulator(&image), RUN_LIMIT);
        println!("{output}");
        Some((status, output))
    }

    /// The folder of the images, unless something is missing to build them.
    fn images(&self) -> Option<&Path> {
        match self.images.get_or_init(|| self.build()) {
            Ok(images) => Some(images),
            Err(missing) => {
                skip(missing);
                None
            }
        }
    }

    fn emulator(&self, image: &Path) -> Command {
        let mut command = Command::new("qemu-system-arm");
        command
            .args(["-machine", self.core.machine, "-cpu", self.core.cpu])
            .args(["-nographic", "-monitor", "none", "-serial", "none"])
            .args(["-semihosting-config", "enable=on,target=native"])
            .arg("-icount")
            .arg(format!("shift={},sleep=off", self.core.shift))
            .arg("-kernel")
            .arg(image);
        command
    }

    /// Builds the images; they share a build folder, so each board keeps a copy of its own.
    fn build(&self) -> Result<PathBuf, String> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        if ask("qemu-system-arm", &["--version"]).is_none() {
            return Err("QEMU for Arm is not installed (`qemu-system-arm`)".into());
        }
        let compiler = Compiler::find(self.core.target)?;
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let builds = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
        let (status, output) = finish(self.cargo(&compiler, &builds), BUILD_LIMIT);
        assert!(status.success(), "the images do not build\n{output}");
        let images = builds.join(self.name);
        fs::create_dir_all(&images).expect("a folder for the images");
        let sized = sizes::LIMITS.map(|limit| limit.image);
        for image in IMAGES.into_iter().chain([sizes::EMPTY]).chain(sized) {
            let built = builds.join(self.core.target).join("release").join(image);
            fs::copy(built, images.join(image)).expect("the image was built");
        }
        Ok(images)
    }

    fn cargo(&self, compiler: &Compiler, builds: &Path) -> Command {
        let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware");
        let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .current_dir(package)
            .args(["build", "--release", "--locked", "--quiet", "--bins"])
            .args([
                "--target",
                self.core.target,
                "--features",
                self.core.features,
            ])
            .arg("--target-dir")
            .arg(builds);
        // What the tests themselves were built with is for another target.
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "RUSTC_WORKSPACE_WRAPPER",
        ] {
            command.env_remove(name);
        }
        compiler.choose(&mut command, self.core.target);
        command
    }
}

/// Says what is missing: once, past the capture of a passing test's output.
fn skip(missing: &str) {
    static SAID: Once = Once::new();
    let required = env::var_os("WAITWORD_REQUIRE_FIRMWARE").is_some_and(|value| value == "1");
    assert!(!required, "the firmware cannot be tested: {missing}");
    SAID.call_once(|| {
        let _ = writeln!(io::stderr(), "firmware is not tested here: {missing}");
    });
}

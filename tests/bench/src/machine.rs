//! The machine: its cores, its name, and what else it is doing.

use std::fs;
use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::thread;

use rustix::thread::{CpuSet, sched_setaffinity};

/// How many cores there are; first asked by a thread that is not bound to one.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// Binds the calling thread to a core; numbers past the last begin again.
pub(crate) fn pin(core: usize) {
    let mut set = CpuSet::new();
    set.set(core % cores());
    // Where that is not allowed the numbers are only less steady.
    let _ = sched_setaffinity(None, &set);
}

/// How often threads of this process have gone to sleep so far.
pub(crate) fn sleeps() -> u64 {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the pointer is valid for writes of a `rusage`.
    let status = unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) };
    assert_eq!(status, 0, "getrusage failed");
    // SAFETY: the call succeeded, so it has filled the structure.
    unsafe { usage.assume_init() }.ru_nvcsw.unsigned_abs()
}

/// The name of the processor, as the system gives it.
pub(crate) fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |name| name.trim_start_matches([' ', '\t', ':']).to_owned(),
    )
}

/// The system's release.
pub(crate) fn system() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", std::env::consts::OS, release.trim())
}

/// Processor time so far, in clock ticks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Load {
    all: u64,
    busy: u64,
    own: u64,
}

impl Load {
    /// Up to now.
    pub(crate) fn now() -> Self {
        let system = fs::read_to_string("/proc/stat").unwrap_or_default();
        let ticks = words(system.lines().next().unwrap_or_default());
        let own = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // The name of the program, in parentheses, may hold anything; user and system time are the
        // 12th and 13th word after it.
        let own = words(own.rsplit(')').next().unwrap_or_default());
        let idle: u64 = ticks.iter().skip(4).take(2).sum();
        let all = ticks.iter().skip(1).take(8).sum();
        Load {
            all,
            busy: all - idle,
            own: own.iter().skip(11).take(2).sum(),
        }
    }

    /// The share of the machine that others have used since `start`, in percent.
    pub(crate) fn others_since(self, start: Load) -> u64 {
        let others = (self.busy - start.busy).saturating_sub(self.own - start.own);
        100 * others / (self.all - start.all).max(1)
    }
}

/// The words of a line as numbers, 0 for those that are none.
fn words(line: &str) -> Vec<u64> {
    let words = line.split_whitespace();
    words.map(|word| word.parse().unwrap_or(0)).collect()
}

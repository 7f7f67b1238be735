//! Gives the linker the memory map of the machine that stands for the target, and the code its
//! clock.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    let target = env::var("TARGET").expect("cargo sets TARGET");
    // The timer's rate, and how long QEMU's `-icount shift=6` and `shift=7` make an instruction.
    let (machine, hertz, nanoseconds) = match target.as_str() {
        "thumbv6m-none-eabi" => ("microbit", 16_000_000, 1 << 6),
        "thumbv7m-none-eabi" => ("lm3s6965evb", 12_500_000, 1 << 7),
        other => panic!("no machine for {other}: thumbv6m-none-eabi or thumbv7m-none-eabi"),
    };
    let map = format!("memory/{machine}.x");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::copy(&map, out.join("memory.x")).expect("the memory map is copied");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-env=MACHINE={machine}");
    println!("cargo::rustc-env=TIMER_HERTZ={hertz}");
    println!("cargo::rustc-env=INSTRUCTION_NANOSECONDS={nanoseconds}");
    println!("cargo::rerun-if-changed={map}");
    println!("cargo::rerun-if-changed=build.rs");
}

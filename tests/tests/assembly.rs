//! What the compiler makes of the fast paths: on x86-64, `lock(); *x += 1; unlock()` is a
//! compare-exchange, the addition, and an exchange, without a call. The seam costs nothing.

use std::path::Path;

use waitword_tests::compiler::Compiler;

/// Where the walk through a function can go from one instruction.
struct Line<'a> {
    label: Option<&'a str>,
    instruction: &'a str,
}

/// The instructions of a function, and the labels before them.
fn function<'a>(assembly: &'a str, name: &str) -> Vec<Line<'a>> {
    let start = format!("\n{name}:");
    let body = assembly
        .split_once(&start)
        .expect("the function is there")
        .1;
    let body = body.split(".Lfunc_end").next().expect("it ends");
    let mut label = None;
    let mut lines = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(':') {
            label = Some(name);
        } else if !line.is_empty() && !line.starts_with(['.', '#']) {
            let instruction = line;
            lines.push(Line {
                label: label.take(),
                instruction,
            });
        }
    }
    lines
}

/// Whether the instruction locks the bus: by its prefix, or as an exchange with memory.
fn locks(instruction: &str) -> bool {
    instruction.starts_with("lock") || instruction.starts_with("xchg") && instruction.contains('(')
}

/// The locked instructions of every way through the function that calls nothing.
fn ways<'a>(lines: &[Line<'a>], from: usize, seen: &[&'a str], found: &mut Vec<Vec<&'a str>>) {
    let mut locked = seen.to_vec();
    for (at, line) in lines.iter().enumerate().skip(from) {
        let mut words = line.instruction.split_whitespace();
        let (name, operand) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let target = lines.iter().position(|line| line.label == Some(operand));
        match (name, target) {
            ("ret" | "retq", _) => return found.push(locked),
            // A jump out of the function is a call, too.
            ("call" | "callq", _) | ("jmp" | "jmpq", None) => return,
            ("jmp" | "jmpq", Some(target)) => {
                assert!(target > at, "a loop without a call:\n{}", line.instruction);
                return ways(lines, target, &locked, found);
            }
            (jump, Some(target)) if jump.starts_with('j') && target > at => {
                ways(lines, target, &locked, found);
            }
            _ if locks(line.instruction) => locked.push(line.instruction),
            _ => {}
        }
    }
}

/// The assembly of `assembly/paths.rs`.
fn compile() -> String {
    let scratch = env!("CARGO_TARGET_TMPDIR");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/assembly/paths.rs");
    let result = Path::new(scratch).join("paths.s");
    let emit = format!("--emit=asm={}", result.display());
    let options = [
        "--crate-type=lib",
        "-Copt-level=3",
        "-Ccodegen-units=1",
        &emit,
    ];
    let (status, output) = Compiler::new(scratch).compile(&source, &options);
    assert!(status.success(), "{output}");
    std::fs::read_to_string(&result).expect("the assembly was written")
}

/// The ways through the function that call nothing lock the bus by these instructions, or by fewer
/// of them where an error ends the way early.
fn expect(assembly: &str, name: &str, expected: &[&str]) {
    let lines = function(assembly, name);
    let mut found = Vec::new();
    ways(&lines, 0, &[], &mut found);
    let listing: Vec<_> = lines.iter().map(|line| line.instruction).collect();
    let listing = listing.join("\n");
    for way in &found {
        let mut pairs = way.iter().zip(expected);
        let as_expected = pairs.all(|(instruction, expected)| {
            let operation = instruction.trim_start_matches("lock").trim_start();
            operation.starts_with(expected)
        });
        assert!(
            as_expected && way.len() <= expected.len(),
            "`{name}`: {way:?}\n{listing}"
        );
    }
    let complete = found.iter().any(|way| way.len() == expected.len());
    assert!(complete, "every way through `{name}` calls:\n{listing}");
}

#[test]
fn fast_paths_call_nothing_and_lock_as_little_as_can_be() {
    if !cfg!(target_arch = "x86_64") {
        println!("skipped: this test reads x86-64 assembly");
        return;
    }
    let assembly = compile();
    expect(&assembly, "increment", &["cmpxchg", "xchg"]);
    expect(&assembly, "acquire_release", &["cmpxchg", "cmpxchg"]);
    expect(&assembly, "notify", &[]);
    expect(&assembly, "wait", &[]);
    expect(&assembly, "look", &[]);
}

//! `waitword litmus`: the table, the JSON of programs, and what it says to bad ones.

use serde_json::Value;

use crate::waitword::{Ended, run};

const STORE_BUFFERING: &str = "Wx.rlx Ry.rlx | Wy.rlx Rx.rlx";

fn litmus(arguments: &[&str]) -> Ended {
    run(&[&["litmus"], arguments].concat(), "")
}

/// The objects that these arguments make, after the exit code was checked.
fn array(arguments: &[&str]) -> Vec<Value> {
    let ended = litmus(&[arguments, &["--json"]].concat());
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

/// The objects of programs, with the fields that such have.
fn objects(arguments: &[&str]) -> Vec<Value> {
    let array = array(arguments);
    for object in &array {
        let fields: Vec<_> = object.as_object().unwrap().keys().collect();
        let all = [
            "blocked",
            "distinct",
            "executions",
            "level",
            "outcomes",
            "program",
            "seconds",
        ];
        assert_eq!(fields, all);
        assert!(object["seconds"].as_f64().unwrap() > 0.0, "{object}");
        assert_eq!(object["blocked"], 0, "{object}");
        assert_eq!(object["executions"], object["distinct"], "{object}");
    }
    array
}

#[test]
fn each_program_has_an_object_in_order() {
    let programs = [STORE_BUFFERING, "SB+4sc", "Ux.ar|Ux.rlx Wx.sc Rx.rlx"];
    let objects = objects(&[&programs[..], &["--level", "sc"]].concat());
    let texts: Vec<_> = objects.iter().map(|object| &object["program"]).collect();
    assert_eq!(texts, programs, "each as it was written");
    assert!(objects.iter().all(|object| object["level"] == "sc"));
    let distinct: Vec<_> = objects.iter().map(|object| &object["distinct"]).collect();
    assert_eq!(distinct, [3, 3, 4]);
}

#[test]
fn the_level_is_what_rust_promises_if_none_is_named() {
    let [weak] = &objects(&[STORE_BUFFERING])[..] else {
        panic!("one program, one object")
    };
    assert_eq!(
        (&weak["level"], &weak["distinct"]),
        (&"cpp20".into(), &4.into())
    );
    let outcomes = r#"{"T0:0 T1:0":1,"T0:0 T1:1":1,"T0:1 T1:0":1,"T0:1 T1:1":1}"#;
    assert_eq!(weak["outcomes"].to_string(), outcomes);
    let named = &objects(&["--level", "cpp20", "SB (rlx)"])[0];
    assert_eq!(named["outcomes"], weak["outcomes"]);
}

#[test]
fn the_table_shows_each_named_program_with_what_there_is() {
    let table = litmus(&[]);
    assert_eq!((table.code, &*table.stderr), (Some(0), ""), "{table:?}");
    assert_eq!(table.stdout.lines().count(), 58);
    let line = "IRIW-acq-sc              15        15     16        16  Wx.sc | Rx.acq Ry.sc |";
    assert!(table.stdout.contains(line), "{table:?}");
    assert!(
        table
            .stdout
            .ends_with("56 programs, each with every execution once\n")
    );
    let one = litmus(&["--level", "sc"]);
    assert_eq!(
        one.stdout.lines().next(),
        Some("program                  sc there are")
    );

    let array = array(&[]);
    assert_eq!(array.len(), 2 * 56);
    for object in array {
        assert_eq!(object["distinct"], object["expected"], "{object}");
        assert_eq!(object["executions"], object["expected"], "{object}");
    }
}

#[test]
fn the_values_of_all_reads_are_told() {
    let values = |program| {
        let object = &objects(&[program, "--level", "sc"])[0];
        let keys = object["outcomes"].as_object().unwrap().keys();
        keys.cloned().collect::<Vec<_>>()
    };
    let crossed = ["T0:0 T1:1", "T0:1 T1:0", "T0:1 T1:1"];
    assert_eq!(values(STORE_BUFFERING), crossed);
    // The second write of the text writes 2; an update reads, and adds 100.
    assert_eq!(
        values("Wx.rlx Wx.rlx Rx.rlx Ux.rlx Rx.rlx"),
        ["T0:2 T0:2 T0:102"]
    );
    // A thread without reads is not in the key, a program without reads has one key.
    assert_eq!(values("F.sc | Ra.acq"), ["T1:0"]);
    assert_eq!(values("Wx.rlx | Wy.rel"), [""]);
}

#[test]
fn a_page_for_people() {
    let ended = litmus(&["--level", "sc", STORE_BUFFERING]);
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(lines[0], format!("{STORE_BUFFERING}  sc"));
    assert!(lines[1].contains("3 distinct, 0 blocked"), "{ended:?}");
    assert!(lines[2].ends_with("  T0:0 T1:1"), "{ended:?}");
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_bad_program_is_refused_before_any_is_explored() {
    let cases = [
        (
            "Wx.rlx Qy.rlx",
            "column 8: `Qy.rlx` is of no kind: there are W, R, U and F",
        ),
        ("Wx.rlx | Ry", "column 10: `Ry` has no ordering"),
        (
            "Wx.foo",
            "column 1: `Wx.foo` has no known ordering: there are rlx, rel, acq, ar and sc",
        ),
        (
            "Ww.sc",
            "column 1: `Ww.sc` has no known location: there are x, y, z, a, b and c",
        ),
        ("Wx.sc |", "column 8: a thread has to have an operation"),
        ("", "column 1: a thread has to have an operation"),
        ("SB", "column 1: `SB` has no ordering"),
    ];
    for (program, problem) in cases {
        for json in [&["--json"][..], &[]] {
            let ended = litmus(&[&[STORE_BUFFERING, program], json].concat());
            assert_eq!((ended.code, &*ended.stdout), (Some(2), ""), "{program}");
            let error = format!("error: {program:?}: {problem}");
            assert!(ended.stderr.starts_with(&error), "{program}: {ended:?}");
        }
    }
    let ended = litmus(&["--level", "c11", STORE_BUFFERING]);
    assert_eq!((ended.code, &*ended.stdout), (Some(2), ""));
    assert!(
        ended.stderr.contains("[possible values: sc, cpp20]"),
        "{ended:?}"
    );
}

//! The names of threads to which nobody has given one.

use std::any::type_name;

/// `Thread-3 (brew)`: the number, and the function that it runs, or whose closure.
pub(super) fn default<F>(number: u64) -> String {
    match function(type_name::<F>()) {
        Some(function) => format!("Thread-{number} ({function})"),
        None => format!("Thread-{number}"),
    }
}

/// The last part of the path of a function that is a name.
fn function(path: &str) -> Option<&str> {
    let path = path.split('<').next()?;
    let is_name = |part: &&str| part.starts_with(|c: char| c.is_alphabetic() || c == '_');
    path.split("::").filter(is_name).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_its_last_name() {
        assert_eq!(function("kitchen::tea::brew"), Some("brew"));
        assert_eq!(function("kitchen::brew::{{closure}}"), Some("brew"));
        assert_eq!(function("kitchen::brew<u32>::{{closure}}"), Some("brew"));
        assert_eq!(function("fn()"), Some("fn()"));
        assert_eq!(function("{{closure}}"), None);
    }

    #[test]
    fn names_have_their_number() {
        fn name<F>(_: F) -> String {
            default::<F>(7)
        }
        assert_eq!(
            name(names_have_their_number),
            "Thread-7 (names_have_their_number)"
        );
        assert_eq!(name(|| ()), "Thread-7 (names_have_their_number)");
    }
}

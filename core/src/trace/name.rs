//! Names of a few bytes, cut off where they are too long.

use core::fmt::{self, Write};

/// The beginning of a name.
pub(super) type Name = heapless::String<16>;

/// As much of the name as there is room for, in whole characters.
pub(super) fn beginning(name: fmt::Arguments<'_>) -> Name {
    struct UntilFull(Name);

    impl Write for UntilFull {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for character in text.chars() {
                self.0.push(character).map_err(|_| fmt::Error)?;
            }
            Ok(())
        }
    }

    let mut kept = UntilFull(Name::new());
    // An error says that the rest has no room.
    let _ = kept.write_fmt(name);
    kept.0
}

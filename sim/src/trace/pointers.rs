//! Pointers: values that are addresses, by number in the order of their first use.

use std::fmt::Write;
use std::ops::Range;

/// Where systems of 64 bits put what a program allocates. Smaller numbers may be anything.
const ADDRESSES: Range<u64> = 1 << 42..1 << 48;

/// The addresses that were held by words of one execution.
#[derive(Default)]
pub(super) struct Pointers {
    known: Vec<u64>,
}

impl Pointers {
    /// The text with `&1`, `&2` for the numbers in it that are addresses.
    pub(super) fn rename(&mut self, text: String) -> String {
        let is_long = |part: &str| part.len() > 12;
        if !text.split(' ').any(is_long) {
            return text;
        }
        let mut renamed = String::new();
        for part in text.split_inclusive(' ') {
            let number = part.trim_end().trim_end_matches(',').parse();
            match number.ok().filter(|number| ADDRESSES.contains(number)) {
                None => renamed += part,
                Some(address) => {
                    let place = self.place(address);
                    let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
                    let _ = write!(renamed, "&{place}{rest}");
                }
            }
        }
        renamed
    }

    fn place(&mut self, address: u64) -> usize {
        let known = self.known.iter().position(|known| *known == address);
        known.map_or_else(
            || {
                self.known.push(address);
                self.known.len()
            },
            |place| place + 1,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_numbered_and_other_numbers_stay() {
        let mut pointers = Pointers::default();
        let text = "swap 140000000000000 -> 93824992231424, sleeps";
        assert_eq!(pointers.rename(text.into()), "swap &1 -> &2, sleeps");
        let text = "load 93824992231424";
        assert_eq!(pointers.rename(text.into()), "load &2");
        for text in ["store 1 -> 4294967295", "load 1763697600000000000"] {
            assert_eq!(pointers.rename(text.into()), text);
        }
    }
}

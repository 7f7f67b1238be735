//! The sizes of a program: names, defaults and ranges, and the values of one run.

use std::error::Error;
use std::fmt;
use std::num::IntErrorKind;
use std::ops::RangeInclusive;

/// A size that can be set: what it is called, what it means, and what it may be.
#[derive(Clone, Debug)]
pub struct Setting {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it means, in a short phrase.
    pub meaning: &'static str,
    /// What it is if nobody sets it.
    pub default: u16,
    /// What it may be.
    pub range: RangeInclusive<u16>,
}

impl fmt::Display for Setting {
    /// `meals=1 (1 to 1000)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (self.range.start(), self.range.end());
        write!(f, "{}={} ({least} to {most})", self.name, self.default)
    }
}

/// The sizes of one run of a program.
///
/// ```
/// use waitword_sim::programs::{Setting, Settings};
/// const SIZES: &[Setting] = &[Setting {
///     name: "meals",
///     meaning: "meals of each philosopher",
///     default: 1,
///     range: 1..=1000,
/// }];
///
/// let mut settings = Settings::new(SIZES);
/// settings.set("meals=3")?;
/// assert_eq!(settings.get::<usize>("meals"), 3);
/// assert_eq!(settings.to_string(), "meals=3");
/// assert_eq!(
///     settings.set("meals=0").unwrap_err().to_string(),
///     "meals=0 is out of range: meals is 1 to 1000",
/// );
/// # Ok::<(), waitword_sim::programs::SettingError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    sizes: &'static [Setting],
    values: Vec<u16>,
}

impl Settings {
    /// The defaults of these sizes.
    pub fn new(sizes: &'static [Setting]) -> Self {
        Settings {
            sizes,
            values: sizes.iter().map(|size| size.default).collect(),
        }
    }

    /// Sets what `pair`, of the form `name=value`, says.
    ///
    /// # Errors
    /// What is wrong with the pair, and what would be right; nothing has changed.
    pub fn set(&mut self, pair: &str) -> Result<(), SettingError> {
        let (name, value) = pair.split_once('=').ok_or_else(|| SettingError::NoPair {
            pair: pair.to_string(),
        })?;
        let place = self.place(name).ok_or_else(|| SettingError::Unknown {
            name: name.to_string(),
            sizes: self.sizes,
        })?;
        self.values[place] = parse(&self.sizes[place], value)?;
        Ok(())
    }

    /// The value of the size `name`, as the number type that the program counts in.
    ///
    /// # Panics
    /// If the program has no such size.
    pub fn get<T: From<u16>>(&self, name: &str) -> T {
        match self.place(name) {
            Some(place) => T::from(self.values[place]),
            None => panic!("the program has no size called {name:?}"),
        }
    }

    /// Every size and its value, in the table's order.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, u16)> {
        let names = self.sizes.iter().map(|size| size.name);
        names.zip(self.values.iter().copied())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.sizes.iter().position(|size| size.name == name)
    }
}

impl fmt::Display for Settings {
    /// `philosophers=5 meals=1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, value)) in self.pairs().enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{name}={value}")?;
        }
        Ok(())
    }
}

fn parse(size: &'static Setting, value: &str) -> Result<u16, SettingError> {
    let wrong = || SettingError::NoNumber {
        size,
        value: value.to_string(),
    };
    let outside = || SettingError::OutOfRange {
        size,
        value: value.to_string(),
    };
    match value.parse() {
        Ok(number) if size.range.contains(&number) => Ok(number),
        Ok(_) => Err(outside()),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Err(outside()),
        Err(_) => Err(wrong()),
    }
}

/// What is wrong with a pair `name=value`, and what would be right.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SettingError {
    /// There is no `=` in it.
    NoPair {
        /// What was given.
        pair: String,
    },
    /// The program has no size of this name.
    Unknown {
        /// What was given.
        name: String,
        /// The sizes that it has.
        sizes: &'static [Setting],
    },
    /// The value is not a whole number.
    NoNumber {
        /// The size that was to be set.
        size: &'static Setting,
        /// What was given.
        value: String,
    },
    /// The value is a number that the size may not have.
    OutOfRange {
        /// The size that was to be set.
        size: &'static Setting,
        /// What was given.
        value: String,
    },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingError::NoPair { pair } => {
                write!(f, "{pair:?} is not a setting: write name=value")
            }
            SettingError::Unknown { name, sizes } => {
                write!(f, "there is no setting {name:?}: there is ")?;
                write_list(f, sizes)
            }
            SettingError::NoNumber { size, value } => {
                write!(f, "{}={value} is not a whole number: ", size.name)?;
                write_range(f, size)
            }
            SettingError::OutOfRange { size, value } => {
                write!(f, "{}={value} is out of range: ", size.name)?;
                write_range(f, size)
            }
        }
    }
}

impl Error for SettingError {}

fn write_range(f: &mut fmt::Formatter<'_>, size: &Setting) -> fmt::Result {
    let (least, most) = (size.range.start(), size.range.end());
    write!(f, "{} is {least} to {most}", size.name)
}

fn write_list(f: &mut fmt::Formatter<'_>, sizes: &[Setting]) -> fmt::Result {
    for (i, size) in sizes.iter().enumerate() {
        let between = match i {
            0 => "",
            _ if i + 1 == sizes.len() => " and ",
            _ => ", ",
        };
        write!(f, "{between}{size}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: &[Setting] = &[
        Setting {
            name: "rooms",
            meaning: "rooms",
            default: 2,
            range: 1..=9,
        },
        Setting {
            name: "guests",
            meaning: "guests",
            default: 3,
            range: 0..=u16::MAX,
        },
    ];

    fn error(pair: &str) -> String {
        let mut settings = Settings::new(SIZES);
        let error = settings.set(pair).unwrap_err().to_string();
        assert_eq!(settings.to_string(), "rooms=2 guests=3");
        error
    }

    #[test]
    fn pairs_change_the_defaults_and_read_back() {
        let mut settings = Settings::new(SIZES);
        for pair in ["guests=0", "rooms=9", "guests=65535"] {
            settings.set(pair).unwrap();
        }
        assert_eq!(settings.to_string(), "rooms=9 guests=65535");
        assert_eq!(settings.get::<u32>("guests"), 65535);
        assert_eq!(settings.get::<usize>("rooms"), 9);
    }

    #[test]
    fn every_error_says_what_would_be_right() {
        assert_eq!(
            error("rooms"),
            "\"rooms\" is not a setting: write name=value"
        );
        assert_eq!(
            error("doors=1"),
            "there is no setting \"doors\": there is rooms=2 (1 to 9) and guests=3 (0 to 65535)"
        );
        for value in ["", "two", "-1", "1.5", " 1"] {
            let text = format!("rooms={value} is not a whole number: rooms is 1 to 9");
            assert_eq!(error(&format!("rooms={value}")), text);
        }
        for value in ["0", "10", "65536", "99999999999999999999"] {
            let text = format!("rooms={value} is out of range: rooms is 1 to 9");
            assert_eq!(error(&format!("rooms={value}")), text);
        }
    }
}

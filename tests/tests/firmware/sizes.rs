//! How much flash and RAM an image takes.

use std::fmt;
use std::fs;
use std::ops::Sub;
use std::path::Path;

/// The image that does nothing.
pub(crate) const EMPTY: &str = "size_empty";

/// What the images may take above the empty one: the RAM is known, the flash depends on the
/// compiler.
pub(crate) const LIMITS: [Limit; 8] = [
    Limit::new("size_mutex", 400, 8),
    Limit::new("size_event", 350, 4),
    Limit::new("size_semaphore", 640, 8),
    Limit::new("size_condvar", 750, 16),
    Limit::new("size_barrier", 900, 8),
    Limit::new("size_queue", 560, 104),
    Limit::new("size_queue_poll", 390, 104),
    Limit::new("size_spsc", 740, 64),
];

/// Where RAM begins on a Cortex-M.
const RAM: u32 = 0x2000_0000;

/// How much an image may take.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) image: &'static str,
    flash: u32,
    ram: u32,
}

impl Limit {
    const fn new(image: &'static str, flash: u32, ram: u32) -> Limit {
        Limit { image, flash, ram }
    }
}

/// How many bytes an image takes.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    flash: u32,
    ram: u32,
}

impl Size {
    /// Sums the segments that are loaded: what the file holds is in flash, also if it is copied to
    /// RAM.
    pub(crate) fn of(image: &Path) -> Size {
        let file = fs::read(image).expect("the image was built");
        let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
        let half = |at: usize| word(at) & 0xffff;
        assert_eq!(file[..5], *b"\x7fELF\x01", "an ELF file of 32 bits");
        let (table, entry, count) = (word(28), half(42), half(44));
        let mut size = Size { flash: 0, ram: 0 };
        for segment in 0..count {
            let [kind, _, address, _, in_file, in_memory] =
                [0, 4, 8, 12, 16, 20].map(|field| word((table + segment * entry + field) as usize));
            if kind == 1 {
                size.flash += in_file;
                size.ram += if address >= RAM { in_memory } else { 0 };
            }
        }
        size
    }

    pub(crate) fn is_within(self, limit: &Limit) -> bool {
        self.flash <= limit.flash && self.ram <= limit.ram
    }
}

impl Sub for Size {
    type Output = Size;

    fn sub(self, other: Size) -> Size {
        Size {
            flash: self.flash - other.flash,
            ram: self.ram - other.ram,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flash {:>4}  ram {:>4}", self.flash, self.ram)
    }
}

//! Statics: words that outlive an execution, and are as new in the next one.
//!
//! A word in a `static` is put back to what it held before the first execution that touched it,
//! when the next one touches it first. Whoever changes it between two searches is heeded: what it
//! holds then is what the executions of the next search begin with.
//!
//! Only words are put back, not the data that lies beside them. A program that behaves otherwise
//! because such data is left over does not repeat, and is reported as that.
//!
//! Where static data lies is read from the system once: on Linux, for executables and libraries in
//! 64-bit ELF. Elsewhere nothing is put back.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

/// What is known of one word in a static.
#[derive(Clone, Copy)]
struct Kept {
    /// What it held before the simulation.
    initial: u64,
    /// What the simulation left there.
    left: u64,
}

static KEPT: Mutex<Option<HashMap<usize, Kept>>> = Mutex::new(None);

fn with_kept<R>(look: impl FnOnce(&mut HashMap<usize, Kept>) -> R) -> R {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    look(kept.get_or_insert_default())
}

/// What the word at this address, which now holds `held`, has to be put to before an execution
/// touches it; `None` if it is no word of a static.
pub(crate) fn renewed(address: usize, held: u64) -> Option<u64> {
    if !is_static(address) {
        return None;
    }
    let new = Kept {
        initial: held,
        left: held,
    };
    Some(with_kept(|all| {
        let kept = all.entry(address).or_insert(new);
        if kept.left != held {
            // Somebody outside has written since.
            *kept = new;
        }
        kept.initial
    }))
}

/// As `renewed`, for who touches the word outside a simulation: what a simulation left there is
/// forgotten.
pub(crate) fn left_behind(address: usize, held: u64) -> Option<u64> {
    with_kept(|all| {
        let kept = all.get_mut(&address)?;
        let left = kept.left == held && kept.initial != held;
        kept.left = kept.initial;
        left.then_some(kept.initial)
    })
}

/// The execution is over, and has left this in a word of a static.
pub(crate) fn leave(address: usize, value: u64) {
    with_kept(|all| {
        if let Some(kept) = all.get_mut(&address) {
            kept.left = value;
        }
    });
}

/// Whether static data lies at this address.
pub(crate) fn is_static(address: usize) -> bool {
    static DATA: OnceLock<Vec<Range<usize>>> = OnceLock::new();
    let data = DATA.get_or_init(|| find_data().unwrap_or_default());
    data.iter().any(|range| range.contains(&address))
}

/// Where the writable data of the executable and of its libraries lies.
fn find_data() -> Option<Vec<Range<usize>>> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let images = maps.lines().filter_map(image);
    Some(images.filter_map(data_of).flatten().collect())
}

/// The address and the file of a mapping that begins at the start of a file.
fn image(line: &str) -> Option<(usize, &str)> {
    let mut fields = line.splitn(6, ' ');
    let (start, _) = fields.next()?.split_once('-')?;
    let offset = fields.nth(1)?;
    let file = fields.nth(2)?.trim_start();
    let begins = u64::from_str_radix(offset, 16).ok()? == 0;
    let start = usize::from_str_radix(start, 16).ok()?;
    (begins && file.starts_with('/')).then_some((start, file))
}

const HEADER: usize = 64;
const ENTRY: usize = 56;
/// `ELF`, 64 bits, the smaller end first.
const MAGIC: [u8; 6] = [0x7f, b'E', b'L', b'F', 2, 1];
const LOAD: u64 = 1;
const WRITABLE: u64 = 2;

/// The writable segments of an ELF file whose start is mapped at this address.
fn data_of((start, file): (usize, &str)) -> Option<Vec<Range<usize>>> {
    let mut file = File::open(file).ok()?;
    let mut header = [0; HEADER];
    file.read_exact(&mut header).ok()?;
    let [entry, count] = [number(&header, 54, 2), number(&header, 56, 2)];
    if !header.starts_with(&MAGIC) || entry != ENTRY as u64 {
        return None;
    }
    file.seek(SeekFrom::Start(number(&header, 32, 8))).ok()?;
    let mut table = vec![0; count as usize * ENTRY];
    file.read_exact(&mut table).ok()?;
    let segments = || {
        table
            .chunks(ENTRY)
            .filter(|entry| number(entry, 0, 4) == LOAD)
    };
    let first = segments().find(|entry| number(entry, 8, 8) == 0)?;
    let base = start.wrapping_sub(number(first, 16, 8) as usize);
    let writable = segments().filter(|entry| number(entry, 4, 4) & WRITABLE != 0);
    let range = |entry: &[u8]| {
        let begin = base.wrapping_add(number(entry, 16, 8) as usize);
        begin..begin + number(entry, 40, 8) as usize
    };
    Some(writable.map(range).collect())
}

/// The number in so many bytes from an offset on.
fn number(bytes: &[u8], offset: usize, size: usize) -> u64 {
    let bytes = bytes[offset..offset + size].iter().rev();
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_static_is_told_from_the_stack_and_the_heap() {
        static WRITTEN: Mutex<u32> = Mutex::new(1);
        static ZERO: Mutex<u32> = Mutex::new(0);
        let address = |mutex: &Mutex<u32>| (&raw const *mutex).addr();
        let expected = fs::exists("/proc/self/maps").unwrap_or(false);
        assert_eq!(is_static(address(&WRITTEN)), expected);
        assert_eq!(is_static(address(&ZERO)), expected);
        assert!(!is_static(address(&Mutex::new(0))));
        assert!(!is_static(address(&Box::new(Mutex::new(0)))));
    }
}

//! The start of a segment, which says what is in it.
//!
//! Eight 64-bit numbers of the machine: magic, version, architecture, the value's size and
//! alignment, a hash of its type's name, and two zeros. The value follows at the next address that
//! is aligned for it.

use std::any::type_name;

use super::AttachError;

/// How many bytes a header has.
pub(super) const SIZE: usize = 64;
/// The version of this format.
pub(super) const VERSION: u64 = 1;
const MAGIC: u64 = u64::from_ne_bytes(*b"waitword");
/// Little-endian or big-endian, and the size of an address.
const ARCHITECTURE: u64 = u64::from_ne_bytes([1, 2, 3, 4, 5, 6, 7, 8]) ^ size_of::<usize>() as u64;

/// What is in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header([u64; SIZE / 8]);

impl Header {
    /// The header of a segment that holds a `T`.
    pub(super) fn of<T>() -> Header {
        let (size, align) = (size_of::<T>() as u64, align_of::<T>() as u64);
        let name = hash(type_name::<T>());
        Header([MAGIC, VERSION, ARCHITECTURE, size, align, name, 0, 0])
    }

    /// Where the `T` is in a segment that holds one.
    pub(super) const fn offset<T>() -> usize {
        // Mappings begin at a page, and no page is smaller.
        const {
            assert!(
                align_of::<T>() <= 4096,
                "a segment is aligned to 4096 bytes"
            )
        };
        SIZE.next_multiple_of(align_of::<T>())
    }

    pub(super) fn to_bytes(self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        for (place, number) in bytes.chunks_exact_mut(8).zip(self.0) {
            place.copy_from_slice(&number.to_ne_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: [u8; SIZE]) -> Header {
        let mut numbers = bytes.chunks_exact(8).map(|eight| {
            let mut number = [0; 8];
            number.copy_from_slice(eight);
            u64::from_ne_bytes(number)
        });
        Header([(); SIZE / 8].map(|()| numbers.next().unwrap_or_default()))
    }

    /// Whether a segment with this header holds a `T`.
    pub(super) fn check<T>(self) -> Result<(), AttachError> {
        let expected = Header::of::<T>();
        let differs = |at: usize| self.0[at] != expected.0[at];
        if differs(0) {
            Err(AttachError::Foreign)
        } else if differs(1) {
            Err(AttachError::Version(self.0[1]))
        } else if differs(2) {
            Err(AttachError::Architecture)
        } else if differs(3) || differs(4) {
            Err(AttachError::Layout)
        } else if self != expected {
            Err(AttachError::Type)
        } else {
            Ok(())
        }
    }
}

/// FNV-1a of 64 bits: the same in every build.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let header = Header::of::<u32>();
        assert_eq!(Header::from_bytes(header.to_bytes()), header);
        assert!(header.to_bytes().starts_with(b"waitword"));
    }

    #[test]
    fn the_value_is_aligned_and_after_the_header() {
        #[repr(align(128))]
        struct Wide;
        assert_eq!(Header::offset::<u8>(), 64);
        assert_eq!(Header::offset::<Wide>(), 128);
    }

    #[test]
    fn every_changed_number_is_refused() {
        for at in 0..SIZE / 8 {
            let mut header = Header::of::<u32>();
            header.0[at] ^= 1 << 63;
            assert!(header.check::<u32>().is_err(), "number {at}");
        }
        assert!(Header::of::<u32>().check::<u32>().is_ok());
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(hash("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(hash("foobar"), 0x8594_4171_F739_67E8);
    }
}

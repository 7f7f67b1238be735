//! What can go wrong with a segment.

use std::error::Error;
use std::{fmt, io};

use super::header::VERSION;

/// Why a value was not put into a new segment, and the value.
pub struct CreateError<T> {
    pub(super) error: io::Error,
    pub(super) value: T,
}

impl<T> CreateError<T> {
    /// The value that was not put.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> fmt::Debug for CreateError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CreateError").field(&self.error).finish()
    }
}

impl<T> fmt::Display for CreateError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system refused a segment")
    }
}

impl<T> Error for CreateError<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Why a descriptor is not that of a segment of the wanted type.
#[derive(Debug)]
#[non_exhaustive]
pub enum AttachError {
    /// It is no file that is sealed against shrinking.
    Unsealed,
    /// The file is too short.
    Truncated,
    /// The file does not begin as a segment does.
    Foreign,
    /// The segment has the format of another version.
    Version(u64),
    /// It was made on another kind of machine.
    Architecture,
    /// Its value has another size or alignment.
    Layout,
    /// Its value is of a type with another name.
    Type,
    /// The operating system refused.
    System(io::Error),
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AttachError::Unsealed => "not a memory file that is sealed against shrinking",
            AttachError::Truncated => "the segment is truncated",
            AttachError::Foreign => "not a segment",
            AttachError::Version(version) => {
                return write!(f, "the segment has format version {version}, not {VERSION}");
            }
            AttachError::Architecture => "the segment is of another kind of machine",
            AttachError::Layout => "the segment's value has another size or alignment",
            AttachError::Type => "the segment's value is of another type",
            AttachError::System(_) => "the operating system refused the segment",
        })
    }
}

impl Error for AttachError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            AttachError::System(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for AttachError {
    fn from(error: io::Error) -> AttachError {
        AttachError::System(error)
    }
}

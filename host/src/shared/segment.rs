//! A value in memory that processes share.
//!
//! # Invariants
//! 1. The file of a segment is sealed against shrinking, and was at least as long as its mapping,
//!    so the mapping stays readable and writable as long as it lasts.
//! 2. Behind a mapping there is a header that was checked, or written together with the value.

use std::fs::File;
use std::marker::PhantomData;
use std::ops::Deref;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::fs::FileExt;
use std::process::Command;
use std::ptr::NonNull;
use std::{fmt, io};

use super::error::{AttachError, CreateError};
use super::header::{self, Header};
use crate::sys::memory::{self, Mapping};

/// A value in memory that several processes can map.
///
/// It dereferences to the value. The memory is a file without a name, which lives as long as
/// somebody has a descriptor or a mapping of it; its descriptor is what another process needs to
/// [`attach`](Segment::attach). The memory goes back when the last process is done with it, but the
/// value in it is never dropped.
pub struct Segment<T> {
    mapping: Mapping,
    file: File,
    value: PhantomData<T>,
}

// SAFETY: a segment is a shared reference to a `T` that may be the last in this process.
unsafe impl<T: Send + Sync> Send for Segment<T> {}
// SAFETY: a shared segment gives shared references to the `T`.
unsafe impl<T: Send + Sync> Sync for Segment<T> {}

impl<T> Segment<T> {
    const LENGTH: usize = Header::offset::<T>() + size_of::<T>();

    /// A new segment that holds `value`.
    ///
    /// # Errors
    /// [`CreateError`] with the value, if there is no memory or no descriptor left.
    pub fn create(value: T) -> Result<Segment<T>, CreateError<T>> {
        match Self::create_empty() {
            Ok(segment) => {
                // SAFETY: there is room for a `T`, aligned, and nobody else knows of it yet.
                unsafe { segment.address().write(value) };
                Ok(segment)
            }
            Err(error) => Err(CreateError { error, value }),
        }
    }

    /// A segment with a header, before its value is there.
    fn create_empty() -> io::Result<Segment<T>> {
        let file = memory::create("waitword", Self::LENGTH)?;
        file.write_all_at(&Header::of::<T>().to_bytes(), 0)?;
        Self::map(file)
    }

    /// The segment behind a descriptor that another process gave.
    ///
    /// # Safety
    /// `T` means the same in every process that has this segment: one definition, compiled by one
    /// compiler; no pointer, descriptor or thread in it; no primitive of another platform than
    /// [`Processes`](super::Processes). None of these processes writes to the memory but through a
    /// segment of `T`. The header shows mistakes, not malice.
    ///
    /// # Errors
    /// [`AttachError`], before anything of the value is touched, if it cannot be a segment of `T`.
    pub unsafe fn attach(descriptor: OwnedFd) -> Result<Segment<T>, AttachError> {
        let file = File::from(descriptor);
        if !memory::is_sealed(&file)? {
            return Err(AttachError::Unsealed);
        }
        let length = file.metadata()?.len();
        if length < header::SIZE as u64 {
            return Err(AttachError::Truncated);
        }
        let mut start = [0; header::SIZE];
        file.read_exact_at(&mut start, 0)?;
        Header::from_bytes(start).check::<T>()?;
        if length < Self::LENGTH as u64 {
            return Err(AttachError::Truncated);
        }
        Ok(Self::map(file)?)
    }

    /// Gives the segment's descriptor to the process that `child` will start, under the number that
    /// is returned. Other children do not get it.
    ///
    /// # Errors
    /// If there is no descriptor left.
    pub fn pass_to(&self, child: &mut Command) -> io::Result<RawFd> {
        memory::inherit(&self.file, child)
    }

    fn map(file: File) -> io::Result<Segment<T>> {
        Ok(Segment {
            mapping: Mapping::new(&file, Self::LENGTH)?,
            file,
            value: PhantomData,
        })
    }

    fn address(&self) -> NonNull<T> {
        // SAFETY: the mapping is longer than the offset.
        unsafe { self.mapping.start().add(Header::offset::<T>()) }.cast()
    }
}

impl<T> Deref for Segment<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `create` wrote a `T` there, in this process or in one that `attach`'s caller
        // vouches for, and the memory stays (invariant 1).
        unsafe { self.address().as_ref() }
    }
}

impl<T> AsFd for Segment<T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl<T: fmt::Debug> fmt::Debug for Segment<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Segment").field(&**self).finish()
    }
}

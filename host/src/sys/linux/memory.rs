//! Memory that processes share: files without a name, and mappings of them.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::ptr::{self, NonNull};

use rustix::fs::{
    FallocateFlags, MemfdFlags, SealFlags, fallocate, fcntl_add_seals, fcntl_get_seals,
    memfd_create,
};
use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A file of `length` zero bytes, without a name and sealed to this length.
///
/// The memory is set aside here: had it to be found at the first access, its lack would be a
/// signal.
pub(crate) fn create(name: &str, length: usize) -> io::Result<File> {
    let file = memfd_create(name, MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    fallocate(&file, FallocateFlags::empty(), 0, length as u64)?;
    let seals = SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    fcntl_add_seals(&file, seals)?;
    Ok(File::from(file))
}

/// Whether the file can never become shorter.
pub(crate) fn is_sealed(file: &File) -> io::Result<bool> {
    match fcntl_get_seals(file) {
        Ok(seals) => Ok(seals.contains(SealFlags::SHRINK)),
        Err(Errno::INVAL) => Ok(false), // No file that can have seals.
        Err(error) => Err(error.into()),
    }
}

/// Lets the process that `child` will start have the file, under the number that is returned.
pub(crate) fn inherit(file: &File, child: &mut Command) -> io::Result<RawFd> {
    let file = file.try_clone()?;
    let number = file.as_raw_fd();
    let keep = move || Ok(fcntl_setfd(&file, FdFlags::empty())?);
    // SAFETY: between fork and exec `keep` makes one system call, and neither locks nor allocates.
    unsafe { child.pre_exec(keep) };
    Ok(number)
}

/// The first bytes of a file, as memory that is shared with whoever else maps it.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

impl Mapping {
    pub(crate) fn new(file: &File, length: usize) -> io::Result<Mapping> {
        let access = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: the kernel chooses the place, where nothing else is.
        let start = unsafe { mmap(ptr::null_mut(), length, access, MapFlags::SHARED, file, 0)? };
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Mapping { start, length })
    }

    /// Where it begins: at a page.
    pub(crate) fn start(&self) -> NonNull<u8> {
        self.start
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is this value's own, and no reference into it outlives its owner.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
    }
}

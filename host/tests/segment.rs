//! Segments: what is attached is what was created, and everything else is refused before it is
//! touched.
#![cfg(all(target_os = "linux", not(waitword_portable)))]

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use waitword_host::shared::{AttachError, Mutex, Processes, Segment, Semaphore, Word};
use waitword_host::{Identity, Platform};

/// Long enough for everything that is to happen.
const LONG: Duration = Duration::from_secs(30);

type Value = Mutex<u64>;

fn attach(descriptor: impl Into<OwnedFd>) -> Result<Segment<Value>, AttachError> {
    // SAFETY: a mutex of a number means the same everywhere; all else must be refused.
    unsafe { Segment::attach(descriptor.into()) }
}

/// The bytes of a segment that holds 7.
fn bytes() -> Vec<u8> {
    let segment = Segment::create(Value::new(7)).unwrap();
    let file = File::from(segment.as_fd().try_clone_to_owned().unwrap());
    let mut bytes = vec![0; file.metadata().unwrap().len() as usize];
    file.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

fn file(bytes: &[u8], seals: SealFlags) -> OwnedFd {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let file = File::from(memfd_create("test", flags).unwrap());
    file.write_all_at(bytes, 0).unwrap();
    fcntl_add_seals(&file, seals).unwrap();
    file.into()
}

fn refusal(bytes: &[u8]) -> AttachError {
    attach(file(bytes, SealFlags::SHRINK)).unwrap_err()
}

/// The bytes of a segment whose header differs in its number `at`.
fn changed(at: usize, number: u64) -> Vec<u8> {
    let mut bytes = bytes();
    bytes[8 * at..][..8].copy_from_slice(&number.to_ne_bytes());
    bytes
}

#[test]
fn two_mappings_are_one_value() {
    let first = Segment::create(Value::new(1)).unwrap();
    let second = attach(first.as_fd().try_clone_to_owned().unwrap()).unwrap();
    assert_ne!(&raw const *first, &raw const *second);
    let held = first.lock();
    assert!(second.try_lock().is_none());
    drop(held);
    *first.lock() = 2;
    assert_eq!(*second.lock(), 2);
}

#[test]
fn a_wake_reaches_a_sleeper_at_another_address() {
    const ROUNDS: u32 = 200;
    let first = Segment::create([const { Semaphore::new(0) }; 2]).unwrap();
    let descriptor = first.as_fd().try_clone_to_owned().unwrap();
    // SAFETY: semaphores mean the same everywhere.
    let second: Segment<[Semaphore; 2]> = unsafe { Segment::attach(descriptor) }.unwrap();
    let bat = |mine: &Semaphore, other: &Semaphore| {
        for _ in 0..ROUNDS {
            mine.acquire_timeout(LONG).unwrap().forget();
            other.release(1).unwrap();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| bat(&second[0], &second[1]));
        first[0].release(1).unwrap();
        bat(&first[1], &first[0]);
    });
    assert_eq!([first[0].available(), first[1].available()], [1, 0]);
}

#[test]
fn a_wake_after_the_mapping_is_gone_is_harmless() {
    let segment = Segment::create(Word::new(0)).unwrap();
    let address = segment.address();
    drop(segment);
    for count in [0, 1, u32::MAX] {
        Processes::wake(address, count);
    }
}

#[test]
fn callers_have_numbers_of_their_own() {
    let mine = Processes::current();
    let other = thread::spawn(Processes::current).join().unwrap();
    assert_ne!(mine, other);
    assert_eq!(mine, Processes::current());
}

#[test]
fn a_shared_wait_lasts_until_its_deadline() {
    let mutex = Mutex::new(());
    let held = mutex.lock();
    let start = Instant::now();
    assert!(mutex.lock_timeout(Duration::from_millis(20)).is_err());
    assert!(start.elapsed() >= Duration::from_millis(20));
    drop(held);
}

#[test]
fn a_copy_of_a_segment_is_a_segment() {
    let copy = attach(file(&bytes(), SealFlags::SHRINK)).unwrap();
    assert_eq!(*copy.lock(), 7);
}

#[test]
fn a_value_outlives_its_creator() {
    let first = Segment::create(Value::new(1)).unwrap();
    let second = attach(first.as_fd().try_clone_to_owned().unwrap()).unwrap();
    *first.lock() += 1;
    drop(first);
    assert_eq!(*second.lock(), 2);
}

#[test]
fn every_truncated_segment_is_refused() {
    let bytes = bytes();
    for length in 0..bytes.len() {
        let error = refusal(&bytes[..length]);
        assert!(matches!(error, AttachError::Truncated), "{length}: {error}");
    }
}

#[test]
fn what_is_no_sealed_memory_is_refused() {
    let unsealed = attach(file(&bytes(), SealFlags::GROW));
    assert!(matches!(unsealed, Err(AttachError::Unsealed)));
    let device = attach(File::open("/dev/null").unwrap());
    assert!(matches!(device, Err(AttachError::Unsealed)));
    let (pipe, _writer) = std::io::pipe().unwrap();
    assert!(matches!(attach(pipe), Err(AttachError::Unsealed)));
}

#[test]
fn a_foreign_file_is_refused() {
    assert!(matches!(refusal(&[0; 4096]), AttachError::Foreign));
    assert!(matches!(refusal(&[0xFF; 4096]), AttachError::Foreign));
    let other_endian = u64::from_ne_bytes(*b"drowtiaw");
    assert!(matches!(
        refusal(&changed(0, other_endian)),
        AttachError::Foreign
    ));
}

#[test]
fn another_version_or_machine_is_refused() {
    assert!(matches!(refusal(&changed(1, 2)), AttachError::Version(2)));
    assert!(matches!(refusal(&changed(2, 0)), AttachError::Architecture));
}

#[test]
fn another_type_is_refused() {
    assert!(matches!(refusal(&changed(3, 17)), AttachError::Layout));
    assert!(matches!(refusal(&changed(4, 64)), AttachError::Layout));
    assert!(matches!(refusal(&changed(5, 0)), AttachError::Type));
    let signed = Segment::create(Mutex::new(7_i64)).unwrap();
    let error = attach(signed.as_fd().try_clone_to_owned().unwrap()).unwrap_err();
    assert!(matches!(error, AttachError::Type));
    let wide = Segment::create(Mutex::new(7_u128)).unwrap();
    let error = attach(wide.as_fd().try_clone_to_owned().unwrap()).unwrap_err();
    assert!(matches!(error, AttachError::Layout));
}

#[test]
fn a_reserved_number_is_refused() {
    assert!(matches!(refusal(&changed(6, 1)), AttachError::Type));
}

#[test]
fn a_descriptor_that_cannot_be_written_is_refused() {
    let sealed = SealFlags::SHRINK | SealFlags::WRITE;
    let error = attach(file(&bytes(), sealed)).unwrap_err();
    assert!(matches!(error, AttachError::System(_)));
}

#[test]
fn a_value_is_aligned() {
    #[repr(align(512))]
    struct Wide(u8);
    let segment = Segment::create(Wide(3)).unwrap();
    assert_eq!((&raw const *segment).addr() % 512, 0);
    assert_eq!(segment.0, 3);
}

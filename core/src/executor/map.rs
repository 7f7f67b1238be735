//! A function on many items at once.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::{self, Vec};
use core::error::Error;
use core::fmt;
use core::num::NonZeroUsize;
use core::time::Duration;

use super::Executor;
use crate::future::{Failure, Future, Gather, Panicked};
use crate::patience::Within;
use crate::runtime::Runtime;

/// A function that is to run on many items, as many at once as an executor can.
///
/// It begins when it is made an iterator: [`into_iter`](IntoIterator::into_iter) gives the results
/// in the order of the items, [`unordered`](Map::unordered) as they are done.
///
/// ```
/// use std::num::NonZero;
/// use std::time::Duration;
/// use waitword_core::Executor;
///
/// fn lengths<E: Executor>(pool: &E, lines: Vec<String>) -> usize {
///     let lengths = pool.map(lines, |line| line.len());
///     let lengths = lengths.chunk_size(NonZero::new(100).unwrap());
///     let lengths = lengths.timeout(Duration::from_secs(5));
///     lengths.unordered().map(|length| length.unwrap()).sum()
/// }
/// ```
///
/// Each item has a result: one whose call panics is an error, and the others go on. Dropping the
/// iterator cancels what nobody has begun.
#[must_use = "nothing is done until it is made an iterator"]
pub struct Map<'a, E, I, F> {
    executor: &'a E,
    items: I,
    each: F,
    chunk: NonZeroUsize,
    buffer: Option<NonZeroUsize>,
    timeout: Option<Duration>,
}

impl<'a, E, I, F> Map<'a, E, I, F> {
    pub(super) fn new(executor: &'a E, items: I, each: F) -> Self {
        Map {
            executor,
            items,
            each,
            chunk: NonZeroUsize::MIN,
            buffer: None,
            timeout: None,
        }
    }

    /// Submits so many items as one piece of work, 1 if nothing is said: for calls that are short.
    pub fn chunk_size(mut self, items: NonZeroUsize) -> Self {
        self.chunk = items;
        self
    }

    /// Has at most so many pieces of work submitted whose results were not taken, so that items
    /// are taken from an endless iterator as they are needed. All of them if nothing is said.
    pub fn buffer_size(mut self, pieces: NonZeroUsize) -> Self {
        self.buffer = Some(pieces);
        self
    }

    /// Ends with [`MapError::TimedOut`] if a result that is asked for is not there so long after
    /// the beginning.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Begins; the results come as they are done.
    #[track_caller]
    pub fn unordered<U>(self) -> Mapped<'a, E, I, F, U>
    where
        E: Executor,
        I: Iterator<Item: Send + 'static>,
        U: Send + 'static,
        F: Fn(I::Item) -> U + Send + Sync + 'static,
    {
        let gather = Gather::new();
        self.begin(Some(gather))
    }

    #[track_caller]
    fn begin<U>(self, gather: Option<Arc<Gather<E::Runtime>>>) -> Mapped<'a, E, I, F, U>
    where
        E: Executor,
        I: Iterator<Item: Send + 'static>,
        U: Send + 'static,
        F: Fn(I::Item) -> U + Send + Sync + 'static,
    {
        let mut mapped = Mapped {
            executor: self.executor,
            items: Some(self.items),
            each: Arc::new(self.each),
            chunk: self.chunk.get(),
            buffer: self.buffer.map_or(usize::MAX, NonZeroUsize::get),
            patience: Within::new::<E::Runtime>(self.timeout.unwrap_or(Duration::MAX)),
            submitted: 0,
            pending: BTreeMap::new(),
            gather,
            ready: Vec::new().into_iter(),
            error: None,
        };
        mapped.fill();
        mapped
    }
}

impl<'a, E, I, F, U> IntoIterator for Map<'a, E, I, F>
where
    E: Executor,
    I: Iterator<Item: Send + 'static>,
    U: Send + 'static,
    F: Fn(I::Item) -> U + Send + Sync + 'static,
{
    type Item = Result<U, MapError>;
    type IntoIter = Mapped<'a, E, I, F, U>;

    #[track_caller]
    fn into_iter(self) -> Self::IntoIter {
        self.begin(None)
    }
}

impl<E, I, F> fmt::Debug for Map<'_, E, I, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Map").finish_non_exhaustive()
    }
}

type Piece<U> = Vec<Result<U, Failure>>;

/// The results of a [`Map`].
#[must_use = "what nobody has begun is cancelled when it is dropped"]
pub struct Mapped<'a, E: Executor, I, F, U> {
    executor: &'a E,
    /// `None` after the last, or once there is no use in more.
    items: Option<I>,
    each: Arc<F>,
    chunk: usize,
    buffer: usize,
    patience: Within<<E::Runtime as crate::Clock>::Instant>,
    submitted: usize,
    pending: BTreeMap<usize, Future<E::Runtime, Piece<U>>>,
    /// Who is done first, if the results come as they are done.
    gather: Option<Arc<Gather<E::Runtime>>>,
    /// What is left of the newest piece.
    ready: vec::IntoIter<Result<U, Failure>>,
    /// Where it ends, after what is pending.
    error: Option<MapError>,
}

impl<E, I, F, U> Mapped<'_, E, I, F, U>
where
    E: Executor,
    I: Iterator<Item: Send + 'static>,
    U: Send + 'static,
    F: Fn(I::Item) -> U + Send + Sync + 'static,
{
    /// Submits pieces as far as there is room.
    #[track_caller]
    fn fill(&mut self) {
        while self.pending.len() < self.buffer {
            let Some(items) = &mut self.items else {
                return;
            };
            let piece: Vec<_> = items.take(self.chunk).collect();
            if piece.is_empty() {
                self.items = None;
                return;
            }
            self.submit(piece);
        }
    }

    #[track_caller]
    fn submit(&mut self, piece: Vec<I::Item>) {
        let each = Arc::clone(&self.each);
        let work = move || {
            let run = |item| E::Runtime::catch(|| each(item));
            let results = piece.into_iter().map(run);
            let failed = |panic| Failure::Panicked(Panicked::from(panic));
            results.map(|result| result.map_err(failed)).collect()
        };
        match self.executor.submit(work) {
            Ok(future) => {
                if let Some(gather) = &self.gather {
                    future.gather(gather, self.submitted);
                }
                self.pending.insert(self.submitted, future);
                self.submitted += 1;
            }
            Err(_) => {
                self.items = None;
                self.error = Some(MapError::Rejected);
            }
        }
    }

    /// The next piece; `None` after the last.
    #[track_caller]
    fn next_piece(&mut self) -> Option<Result<Piece<U>, MapError>> {
        let (&first, _) = self.pending.first_key_value()?;
        let number = match &self.gather {
            None => first,
            Some(gather) => match gather.next(self.patience) {
                Ok(number) => number,
                Err(_) => return Some(Err(self.stop())),
            },
        };
        let future = self.pending.remove(&number)?;
        Some(match future.result_with(self.patience) {
            Ok(result) => result.map_err(MapError::Failed),
            Err(future) => {
                future.cancel();
                Err(self.stop())
            }
        })
    }
}

impl<E: Executor, I, F, U> Mapped<'_, E, I, F, U> {
    /// The deadline has passed: there is no use in more.
    fn stop(&mut self) -> MapError {
        self.items = None;
        self.cancel();
        MapError::TimedOut
    }

    #[track_caller]
    fn cancel(&mut self) {
        while let Some((_, future)) = self.pending.pop_first() {
            future.cancel();
        }
    }
}

impl<E, I, F, U> Iterator for Mapped<'_, E, I, F, U>
where
    E: Executor,
    I: Iterator<Item: Send + 'static>,
    U: Send + 'static,
    F: Fn(I::Item) -> U + Send + Sync + 'static,
{
    type Item = Result<U, MapError>;

    /// Waits for the next result. After the timeout, or where the executor took no more, there is
    /// one error, and then nothing.
    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(result) = self.ready.next() {
                return Some(result.map_err(MapError::Failed));
            }
            let piece = self.next_piece();
            self.fill();
            match piece {
                None => return self.error.take().map(Err),
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(piece)) => self.ready = piece.into_iter(),
            }
        }
    }
}

impl<E: Executor, I, F, U> Drop for Mapped<'_, E, I, F, U> {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<E: Executor, I, F, U> fmt::Debug for Mapped<'_, E, I, F, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapped")
            .field("pending", &self.pending.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no result of an item.
#[derive(Debug)]
#[non_exhaustive]
pub enum MapError {
    /// The call panicked, or its work was cancelled.
    Failed(Failure),
    /// It was not there in time; there will be no more.
    TimedOut,
    /// The executor takes no work any more; there will be no more.
    Rejected,
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MapError::Failed(failure) => failure.fmt(f),
            MapError::TimedOut => f.write_str("timed out"),
            MapError::Rejected => f.write_str("the executor is shut down"),
        }
    }
}

impl Error for MapError {}

//! Threads with a name.

use std::io;

use super::{JoinHandle, Scope, ScopedJoinHandle, handle};

/// A thread to be started.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// A thread without a name.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Names the thread.
    pub fn name(self, name: String) -> Builder {
        Builder { name: Some(name) }
    }

    /// All stacks have the same size here.
    pub fn stack_size(self, _size: usize) -> Builder {
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// None.
    ///
    /// # Panics
    /// Outside a simulation.
    #[track_caller]
    pub fn spawn<F, T>(self, body: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Ok(handle::start(self.name, body))
    }

    /// Starts the thread in a scope.
    ///
    /// # Errors
    /// None.
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        body: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.start(self.name, body))
    }
}

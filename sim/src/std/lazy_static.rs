//! Statics that are made when they are first used, in each execution anew.

use std::fmt;
use std::ops::Deref;

use crate::engine;
use crate::std::sync::LazyLock;

#[doc(inline)]
pub use crate::__std_lazy_static as lazy_static;

/// A value that each execution makes when it is first used there, and drops at its end.
///
/// Declared by [`lazy_static!`](crate::std::lazy_static!). It may be used by tests that run beside
/// each other: each has its own.
pub struct Lazy<T: 'static> {
    make: fn() -> T,
}

impl<T: Sync + 'static> Lazy<T> {
    /// A value that `make` makes. The macro calls it.
    #[doc(hidden)]
    pub const fn new(make: fn() -> T) -> Self {
        Lazy { make }
    }

    /// The value.
    ///
    /// # Panics
    /// Outside a simulation.
    #[track_caller]
    pub fn get(&'static self) -> &'static T {
        assert!(
            engine::number() != 0,
            "a lazy static of the simulator is only used in a simulation"
        );
        let key = (&raw const *self).addr();
        let lock = engine::shared(key, || LazyLock::new(self.make));
        let value = &raw const **lock;
        // SAFETY: the execution owns the value and drops it when none of its tasks is left, and
        // whoever uses a static of it promises to keep no reference for longer; see
        // `crate::std#statics`.
        unsafe { &*value }
    }
}

/// Makes the value of a lazy static now, if it is not there.
#[track_caller]
pub fn initialize<T: Deref>(lazy: &T) {
    let _ = &**lazy;
}

impl<T: 'static> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lazy").finish_non_exhaustive()
    }
}

/// Declares statics that each execution makes when they are first used there, as the macro of this
/// name in the package `lazy_static`.
#[doc(hidden)]
#[macro_export]
macro_rules! __std_lazy_static {
    () => {};
    ($(#[$about:meta])* $vis:vis static ref $name:ident: $type:ty = $make:expr; $($more:tt)*) => {
        #[allow(non_camel_case_types, missing_docs)]
        $vis struct $name {
            private: (),
        }
        $(#[$about])*
        $vis static $name: $name = $name { private: () };
        impl ::core::ops::Deref for $name {
            type Target = $type;

            fn deref(&self) -> &$type {
                fn make() -> $type {
                    $make
                }
                static LAZY: $crate::std::lazy_static::Lazy<$type> =
                    $crate::std::lazy_static::Lazy::new(make);
                LAZY.get()
            }
        }
        $crate::__std_lazy_static!($($more)*);
    };
}

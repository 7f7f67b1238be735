//! What primitives tell their platform: which object, which operation, how it ended.

/// A primitive as a platform sees it: a kind and a place.
///
/// Words whose addresses lie in `address .. address + size` belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is: `"mutex"`.
    pub kind: &'static str,
    /// Where it is.
    pub address: usize,
    /// How many bytes it has.
    pub size: usize,
}

impl Object {
    /// The object behind a reference.
    #[inline(always)]
    pub fn new<T: ?Sized>(kind: &'static str, object: &T) -> Object {
        let address = (&raw const *object).addr();
        Object {
            kind,
            address,
            size: size_of_val(object),
        }
    }
}

/// A method of a primitive, and the number that it is called with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verb {
    /// The method: `"release"`.
    pub name: &'static str,
    /// See [`Operation::argument`].
    pub argument: u64,
}

impl From<&'static str> for Verb {
    #[inline(always)]
    fn from(name: &'static str) -> Self {
        Verb { name, argument: 0 }
    }
}

impl From<(&'static str, u32)> for Verb {
    #[inline(always)]
    fn from((name, argument): (&'static str, u32)) -> Self {
        Verb {
            name,
            argument: argument.into(),
        }
    }
}

impl From<(&'static str, [u32; 2])> for Verb {
    #[inline(always)]
    fn from((name, [count, limit]): (&'static str, [u32; 2])) -> Self {
        Verb {
            name,
            argument: u64::from(limit) << 32 | u64::from(count),
        }
    }
}

/// One call of a primitive's method.
///
/// What it does, and whether it has to wait, is decided by this, its caller and the words of its
/// object: a simulator takes what it saw of one call for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// On what.
    pub object: Object,
    /// The method: `"lock"`.
    pub verb: &'static str,
    /// How many it is about: permits, notifications; 0 if it is not about a number. In the upper
    /// half a limit of the object that stands in none of its words.
    pub argument: u64,
    /// Whether it may have to wait.
    pub waits: bool,
    /// Whether its wait ends at a deadline.
    pub timed: bool,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// A `try_` form found that it could not.
    Refused,
    /// Its deadline passed.
    TimedOut,
    /// It would have had to wait where nobody can wait.
    CannotWait,
}

/// How the data behind a guard is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read.
    Read,
    /// Written.
    Write,
}

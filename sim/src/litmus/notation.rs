//! The notation: programs from texts, and texts of programs.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The locations that a program can name.
pub(super) const LOCATIONS: [char; 6] = ['x', 'y', 'z', 'a', 'b', 'c'];

/// A litmus program; see [the notation](crate::litmus#the-notation).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub(super) threads: Vec<Body>,
}

/// What one thread does.
pub(super) type Body = Arc<[Operation]>;

/// One operation of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) kind: Kind,
    pub(super) order: Order,
}

/// What an operation does; a location is its number in [`LOCATIONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Write { location: usize, value: u32 },
    Read { location: usize },
    Update { location: usize },
    Fence,
}

/// How an operation is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Relaxed,
    Release,
    Acquire,
    AcquireRelease,
    SeqCst,
}

impl Order {
    const ALL: [Order; 5] = [
        Order::Relaxed,
        Order::Release,
        Order::Acquire,
        Order::AcquireRelease,
        Order::SeqCst,
    ];

    fn word(self) -> &'static str {
        match self {
            Order::Relaxed => "rlx",
            Order::Release => "rel",
            Order::Acquire => "acq",
            Order::AcquireRelease => "ar",
            Order::SeqCst => "sc",
        }
    }
}

/// What is wrong with the text of a program, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The first character of what is wrong, from 1.
    pub column: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.problem)
    }
}

impl std::error::Error for ParseError {}

impl FromStr for Program {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Program, ParseError> {
        let mut threads: Vec<Vec<Operation>> = vec![Vec::new()];
        let mut written = [0; LOCATIONS.len()];
        for (column, token) in tokens(text) {
            let error = |problem| ParseError { column, problem };
            let thread = threads.last_mut().expect("there is a first thread");
            match token {
                "|" if thread.is_empty() => return Err(error(NOTHING.into())),
                "|" => threads.push(Vec::new()),
                token => thread.push(operation(token, &mut written).map_err(error)?),
            }
        }
        if threads.last().is_some_and(Vec::is_empty) {
            return Err(ParseError {
                column: text.chars().count() + 1,
                problem: NOTHING.into(),
            });
        }
        Ok(Program {
            threads: threads.into_iter().map(Body::from).collect(),
        })
    }
}

const NOTHING: &str = "a thread has to have an operation before it ends";

/// The operations and the bars of a text, each with its column.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let is_end = |c: char| c.is_whitespace() || c == '|';
        let length = match rest.chars().next()? {
            '|' => 1,
            _ => rest.find(is_end).unwrap_or(rest.len()),
        };
        let column = text[..text.len() - rest.len()].chars().count() + 1;
        let (token, after) = rest.split_at(length);
        rest = after;
        Some((column, token))
    })
}

/// One operation; `written` counts the writes to each location.
fn operation(token: &str, written: &mut [u32; LOCATIONS.len()]) -> Result<Operation, String> {
    let Some((body, order)) = token.split_once('.') else {
        return Err(format!(
            "`{token}` has no ordering: write it as in `Wx.rel`, or `F.sc` for a fence"
        ));
    };
    let mut letters = body.chars();
    let (kind, place) = (letters.next(), letters.as_str());
    let kind = match kind {
        Some('F') if place.is_empty() => Kind::Fence,
        Some('F') => return Err(format!("`{token}` is a fence, which has no location")),
        Some('W') => {
            let location = location(token, place)?;
            written[location] += 1;
            let value = written[location];
            Kind::Write { location, value }
        }
        Some('R') => Kind::Read {
            location: location(token, place)?,
        },
        Some('U') => Kind::Update {
            location: location(token, place)?,
        },
        _ => return Err(format!("`{token}` is of no kind: there are W, R, U and F")),
    };
    let known = Order::ALL.into_iter().find(|known| known.word() == order);
    let order = known.ok_or_else(|| {
        format!("`{token}` has no known ordering: there are rlx, rel, acq, ar and sc")
    })?;
    Ok(Operation { kind, order })
}

fn location(token: &str, place: &str) -> Result<usize, String> {
    let mut letters = place.chars();
    let known = |letter| LOCATIONS.iter().position(|known| *known == letter);
    match (letters.next().and_then(known), letters.next()) {
        (Some(location), None) => Ok(location),
        _ => Err(format!(
            "`{token}` has no known location: there are x, y, z, a, b and c"
        )),
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, thread) in self.threads.iter().enumerate() {
            if number > 0 {
                f.write_str(" | ")?;
            }
            for (place, operation) in thread.iter().enumerate() {
                let space = if place > 0 { " " } else { "" };
                write!(f, "{space}{operation}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Write { location, .. } => write!(f, "W{}", LOCATIONS[location])?,
            Kind::Read { location } => write!(f, "R{}", LOCATIONS[location])?,
            Kind::Update { location } => write!(f, "U{}", LOCATIONS[location])?,
            Kind::Fence => f.write_str("F")?,
        }
        write!(f, ".{}", self.order.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_and_written_back() {
        let text = "Wx.rlx F.sc Uc.ar | Ry.acq | Wz.rel Ra.sc Wb.acq";
        let program: Program = text.parse().unwrap();
        assert_eq!(program.to_string(), text);
        let dense = text.replace(" | ", "|").replace(' ', " \t ");
        assert_eq!(format!("\n {dense} ").parse(), Ok(program));
    }

    #[test]
    fn writes_are_numbered_in_the_order_of_the_text() {
        let program: Program = "Wx.rlx Wy.rlx | Wx.rlx | Wx.rlx Wy.rlx".parse().unwrap();
        let value = |operation: &Operation| match operation.kind {
            Kind::Write { value, .. } => value,
            _ => 0,
        };
        let values = program
            .threads
            .iter()
            .flat_map(|body| body.iter().map(value));
        assert_eq!(values.collect::<Vec<_>>(), [1, 1, 2, 3, 2]);
    }

    #[test]
    fn an_error_says_where_and_what() {
        let cases = [
            ("Wx.rlx Qy.rlx", 8, "`Qy.rlx` is of no kind"),
            ("Wx.rlx | wx.rlx", 10, "`wx.rlx` is of no kind"),
            (" .rlx", 2, "`.rlx` is of no kind"),
            ("Wx", 1, "`Wx` has no ordering"),
            ("Wx.rlx  Rd.rlx", 9, "`Rd.rlx` has no known location"),
            ("W.rlx", 1, "`W.rlx` has no known location"),
            ("Rxy.rlx", 1, "`Rxy.rlx` has no known location"),
            ("Ux.", 1, "`Ux.` has no known ordering"),
            ("Ux.rlx.sc", 1, "`Ux.rlx.sc` has no known ordering"),
            ("Rx.RLX", 1, "`Rx.RLX` has no known ordering"),
            ("Wx.rlx Fx.sc", 8, "`Fx.sc` is a fence"),
            ("ä.rlx", 1, "`ä.rlx` is of no kind"),
            ("", 1, NOTHING),
            ("  ", 3, NOTHING),
            ("| Wx.rlx", 1, NOTHING),
            ("Wx.rlx || Rx.rlx", 9, NOTHING),
            ("Wx.rlx | ", 10, NOTHING),
        ];
        for (text, column, problem) in cases {
            let error = text.parse::<Program>().unwrap_err();
            assert_eq!(error.column, column, "{text}: {error}");
            assert!(error.problem.starts_with(problem), "{text}: {error}");
        }
        let error = "Wx.rlx Qy.rlx".parse::<Program>().unwrap_err();
        let text = "column 8: `Qy.rlx` is of no kind: there are W, R, U and F";
        assert_eq!(error.to_string(), text);
    }
}

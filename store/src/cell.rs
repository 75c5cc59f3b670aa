//! Cells 单元格: values on their way to and from a database.

use domain::registers::Value;

/// A value to be written, or a parameter of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    /// A text known at compile time: names of registers repeat in every entry.
    Word(&'static str),
    Hash([u8; 32]),
}

/// A value as it lies in a row, not copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell {
    pub fn seen(&self) -> Seen<'_> {
        match self {
            Cell::Null => Seen::Null,
            Cell::Int(i) => Seen::Int(*i),
            Cell::Text(t) => Seen::Text(t),
            Cell::Word(t) => Seen::Text(t),
            Cell::Hash(h) => Seen::Bytes(h),
        }
    }
}

impl Seen<'_> {
    /// The number, 0 where there is none.
    pub fn int(self) -> i64 {
        self.maybe_int().unwrap_or(0)
    }

    pub fn maybe_int(self) -> Option<i64> {
        match self {
            Seen::Int(i) => Some(i),
            Seen::Null | Seen::Text(_) | Seen::Bytes(_) => None,
        }
    }

    /// A number of a column declared `int` or `smallint`.
    pub fn small(self) -> i32 {
        i32::try_from(self.int()).unwrap_or(0)
    }

    pub fn text(self) -> String {
        match self {
            Seen::Text(t) => t.to_owned(),
            Seen::Null | Seen::Int(_) | Seen::Bytes(_) => String::new(),
        }
    }

    pub fn hash(self) -> [u8; 32] {
        match self {
            Seen::Bytes(b) => b.try_into().unwrap_or([0; 32]),
            Seen::Null | Seen::Int(_) | Seen::Text(_) => [0; 32],
        }
    }

    pub fn value(self) -> Value {
        match self {
            Seen::Int(i) => Value::Int(i),
            Seen::Text(t) => Value::Text(t.to_owned()),
            Seen::Null | Seen::Bytes(_) => Value::Null,
        }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Cell {
        match value {
            Value::Null => Cell::Null,
            Value::Int(i) => Cell::Int(i),
            Value::Text(t) => Cell::Text(t),
        }
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Int(number)
    }
}
impl From<i32> for Cell {
    fn from(number: i32) -> Cell {
        Cell::Int(i64::from(number))
    }
}
impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}
impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Cell {
        text.map_or(Cell::Null, Cell::Text)
    }
}

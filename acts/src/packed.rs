//! Packed values 压缩行: values of a record as few bytes, so that a history of millions of rows fits beside its books.

use domain::registers::{Kind, Register, Value};

/// What stands before a value. Higher bytes are places in the list of a choice.
const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const FIRST_CHOICE: u8 = 3;

/// Append one value of a column.
pub(crate) fn put(out: &mut Vec<u8>, kind: Kind, value: &Value) {
    match value {
        Value::Null => out.push(NULL),
        Value::Int(number) => {
            out.push(INT);
            put_number(out, zigzag(*number));
        }
        Value::Text(text) => match choice(kind, text) {
            Some(place) => out.push(place),
            None => {
                out.push(TEXT);
                put_number(out, text.len() as u64);
                out.extend(text.as_bytes());
            }
        },
    }
}

/// All values of a record, in the order of its columns.
pub(crate) fn pack(register: &Register, values: &[Value]) -> Box<[u8]> {
    let mut out = Vec::with_capacity(values.len() * 4);
    for (column, value) in register.columns.iter().zip(values) {
        put(&mut out, column.kind, value);
    }
    out.into_boxed_slice()
}

/// The values of the key, in its order.
pub(crate) fn pack_key(register: &Register, values: &[Value]) -> Box<[u8]> {
    let mut out = Vec::with_capacity(register.key.len() * 8);
    for at in register.key.iter().filter_map(|name| register.column(name)) {
        put(&mut out, register.columns[at].kind, &values[at]);
    }
    out.into_boxed_slice()
}

/// Take the values of a record off the front of the bytes.
pub(crate) fn unpack(register: &Register, bytes: &mut &[u8]) -> Vec<Value> {
    register.columns.iter().map(|column| take(bytes, column.kind)).collect()
}

fn take(bytes: &mut &[u8], kind: Kind) -> Value {
    match take_byte(bytes) {
        NULL => Value::Null,
        INT => Value::Int(unzigzag(take_number(bytes))),
        TEXT => {
            let length = usize::try_from(take_number(bytes)).unwrap_or(0).min(bytes.len());
            let (text, rest) = bytes.split_at(length);
            *bytes = rest;
            Value::Text(String::from_utf8_lossy(text).into_owned())
        }
        place => match kind {
            Kind::Choice(choices) => {
                choices.get(usize::from(place - FIRST_CHOICE)).map_or(Value::Null, |c| Value::Text(c.0.to_owned()))
            }
            Kind::Text
            | Kind::Code
            | Kind::Ref(_)
            | Kind::Unit
            | Kind::Indicator
            | Kind::Day
            | Kind::Month
            | Kind::Year
            | Kind::Count
            | Kind::Money
            | Kind::Land
            | Kind::Percent
            | Kind::Amount
            | Kind::Flag => Value::Null,
        },
    }
}

fn choice(kind: Kind, text: &str) -> Option<u8> {
    let Kind::Choice(choices) = kind else { return None };
    let place = choices.iter().position(|c| c.0 == text)?;
    u8::try_from(place).ok()?.checked_add(FIRST_CHOICE)
}

/// Seven bits a byte, the lowest first.
pub(crate) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub(crate) fn take_number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let byte = take_byte(bytes);
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 == 0 {
            return number;
        }
    }
}

pub(crate) fn take_byte(bytes: &mut &[u8]) -> u8 {
    let Some((&first, rest)) = bytes.split_first() else { return 0 };
    *bytes = rest;
    first
}

/// Small negative numbers stay short.
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::{PROJECT_STAGES, RETURNS};

    #[test]
    fn what_is_packed_comes_out_again() {
        let text = |t: &str| Value::Text(t.to_owned());
        let rows = [
            (
                &RETURNS,
                vec![
                    Value::Int(7),
                    Value::Int(3),
                    Value::Int(202_603),
                    Value::Int(-1),
                    text("verified"),
                    Value::Null,
                    Value::Null,
                ],
            ),
            (
                &RETURNS,
                vec![
                    Value::Null,
                    Value::Int(i64::MAX),
                    Value::Int(0),
                    Value::Int(i64::MIN),
                    text("?"),
                    text("凭〔2〕"),
                    text("备"),
                ],
            ),
            (&PROJECT_STAGES, vec![text("p1"), text("signed"), Value::Int(20_260_408), Value::Null, text(""), Value::Null]),
        ];
        for (register, values) in rows {
            let packed = pack(register, &values);
            let mut left = &packed[..];
            assert_eq!(unpack(register, &mut left), values);
            assert!(left.is_empty());
        }
    }

    #[test]
    fn a_return_takes_few_bytes() {
        let values = [
            Value::Int(40),
            Value::Int(12),
            Value::Int(202_603),
            Value::Int(1_250_000),
            Value::Text("verified".into()),
            Value::Null,
        ];
        assert!(pack(&RETURNS, &values).len() <= 16);
    }
}

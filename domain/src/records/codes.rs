//! Codes 代码: the check character of a unified social credit code (GB 32100) and the shape of an industry code (GB/T 4754).

/// Characters of GB 32100 in the order of their values: no I, O, S, V, Z.
const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of the first seventeen: powers of 3 modulo 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Eighteen characters, the last of which checks the others.
pub fn credit_code_holds(code: &str) -> bool {
    let Some((last, first)) = code.as_bytes().split_last().filter(|(_, first)| first.len() == WEIGHTS.len()) else {
        return false;
    };
    let value = |byte: &u8| CHARACTERS.iter().position(|c| c == byte);
    let weighed = first.iter().zip(WEIGHTS).map(|(byte, weight)| value(byte).map(|v| v * weight));
    let sum = weighed.sum::<Option<usize>>();
    sum.is_some_and(|sum| CHARACTERS[(31 - sum % 31) % 31] == *last)
}

/// A section from A to T and two to four digits: C30, C302, C3021.
pub fn industry_code_holds(code: &str) -> bool {
    let mut bytes = code.bytes();
    let section = bytes.next().is_some_and(|b| (b'A'..=b'T').contains(&b));
    section && (3..=5).contains(&code.len()) && bytes.all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_character_is_found() {
        let code = "91449900MAGQ7FGN91";
        assert!(credit_code_holds(code) && credit_code_holds("91110108551385082Q"));
        for at in 0..code.len() {
            for other in CHARACTERS.iter().map(|c| char::from(*c)).filter(|c| !code[at..].starts_with(*c)) {
                let changed = format!("{}{other}{}", &code[..at], &code[at + 1..]);
                assert!(!credit_code_holds(&changed), "{changed}");
            }
        }
        for bad in ["", "91449900MAGQ7FGN9", "91449900MAGQ7FGN911", "9144990OMAGQ7FGN91", "九144990"] {
            assert!(!credit_code_holds(bad), "{bad}");
        }
    }

    #[test]
    fn industries_have_a_section_and_digits() {
        assert!(["C30", "C302", "C3021", "A0111"].iter().all(|c| industry_code_holds(c)));
        assert!(!["3021", "C3", "C30211", "Z30", "c3021", "C30a", ""].iter().any(|c| industry_code_holds(c)));
    }
}

//! Records in cases 登记: what is kept, what is asked first, and what is refused, each with its sentence.

use super::{Case, split_cells};
use domain::records::Finding;

impl Case {
    /// `登记 台账 栏=值 …`, with `→ 问：…` where it is asked about. What is accepted stands from now on.
    pub fn keep(&mut self, rest: &str) -> Result<(), String> {
        let (found, expected) = self.found(rest)?;
        if let Some(hard) = found.iter().find(|f| f.hard) {
            return Err(format!("拒 {}：{}", hard.code, hard.zh));
        }
        let asked: Vec<String> = found.iter().map(|f| format!("问：{}", f.zh)).collect();
        if asked.join(" ") != expected {
            return Err(format!("得 {}", asked.join(" ")));
        }
        let given = rest.split('→').next().unwrap_or(rest);
        self.fact("登记", given.trim_start_matches("登记").trim())
    }

    /// The refusal's code, if the record was refused with the sentence written.
    pub fn refuse_record(&mut self, rest: &str) -> Result<String, String> {
        let (found, expected) = self.found(rest)?;
        let hard = found.iter().find(|f| f.hard).ok_or("未拒绝")?;
        if hard.zh == expected { Ok(format!("record: {}", hard.code)) } else { Err(format!("得 {}", hard.zh)) }
    }

    fn found<'t>(&mut self, rest: &'t str) -> Result<(Vec<Finding>, &'t str), String> {
        let (given, expected) = rest.split_once('→').map_or((rest, ""), |(g, e)| (g, e.trim()));
        let (plain, cells) = split_cells(given.trim_start_matches("登记").trim());
        let [register] = plain.as_slice() else { return Err("登记后应是台账名".to_owned()) };
        Ok((self.county.found(register, &cells)?, expected))
    }
}

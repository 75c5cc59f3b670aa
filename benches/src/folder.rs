//! Folders of made-up returns 模拟填报: the same for the same shape, written as the CSV files that `guatu load` reads.

use crate::Outcome;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

pub const UNITS: usize = 100;
pub const INDICATORS: usize = 12;

/// Months before April 2026, newest last.
fn months(count: usize) -> Vec<(usize, usize)> {
    let last = 2026 * 12 + 2;
    (0..count).map(|i| last - (count - 1 - i)).map(|m| (m / 12, m % 12 + 1)).collect()
}

/// Counties × 100 units × 12 indicators × months of returns, with targets for the last two years.
pub fn write(dir: &Path, counties: usize, month_count: usize) -> Outcome<usize> {
    fs::create_dir_all(dir)?;
    let file = |name: &str| -> Outcome<BufWriter<File>> { Ok(BufWriter::new(File::create(dir.join(name))?)) };
    let codes: Vec<usize> = (0..counties).map(|c| 360_101 + c).collect();
    let (mut units, mut indicators) = (file("units.csv")?, file("indicators.csv")?);
    let (mut targets, mut returns) = (file("targets.csv")?, file("returns.csv")?);
    writeln!(units, "county_id,unit_id,unit_name,group")?;
    writeln!(indicators, "indicator_id,name,uom,direction")?;
    writeln!(targets, "county_id,unit_id,indicator_id,year,target")?;
    writeln!(returns, "county_id,unit_id,indicator_id,period,value,voucher,recorded_on")?;
    for i in 0..INDICATORS {
        writeln!(indicators, "i{i:02},指标{i},万元,{}", if i % 4 == 3 { "down" } else { "up" })?;
    }
    let mut chance = 0x2026_0408_u64;
    let mut count = 0;
    for &county in &codes {
        for u in 0..UNITS {
            writeln!(units, "{county},u{u:03},单位{u},{}", if u < 12 { "乡镇" } else { "县直" })?;
            for i in 0..INDICATORS {
                for year in [2025, 2026] {
                    writeln!(targets, "{county},u{u:03},i{i:02},{year},{}", 1000 + (u * 7 + i * 13) % 500)?;
                }
            }
        }
        for &(year, month) in &months(month_count) {
            for u in 0..UNITS {
                for i in 0..INDICATORS {
                    // xorshift: the same folder on every machine.
                    chance ^= chance << 13;
                    chance ^= chance >> 7;
                    chance ^= chance << 17;
                    let value = chance % 20_000;
                    let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                    writeln!(
                        returns,
                        "{county},u{u:03},i{i:02},{year}-{month:02},{}.{:02},v{},{y}-{m:02}-03",
                        value / 100,
                        value % 100,
                        chance % 1_000_000
                    )?;
                    count += 1;
                }
            }
        }
    }
    for mut out in [units, indicators, targets, returns] {
        out.flush()?;
    }
    Ok(count)
}

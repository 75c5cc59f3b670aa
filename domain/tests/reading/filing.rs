//! What may be filed 报送, what is asked 疑问, and whether it came in time 按时.

use super::{Case, split_cells, take};
use domain::calendar::{Date, Period, end_of_day, parse_day};
use domain::lang::Lang;
use domain::registers::Record;
use domain::returns::{Background, Deadlines, Filed, Filing, Refusal, Standing, Timeliness, Wish, owed, questions, timeliness};
use domain::stage::Stage;
use domain::statistics::Books;

impl Case {
    /// `甲乡 2026-03 12 今天=2026-04-01 …`: what filing it would be, or why it is refused.
    pub fn filing(&self, rest: &str) -> Result<Result<&'static str, Refusal>, String> {
        let (plain, mut cells) = split_cells(rest);
        let [unit, month, amount] = plain.as_slice() else {
            return Err("应写成：报送 单位 月 数 今天=日".to_owned());
        };
        let today = parse_day(take(&mut cells, "今天").unwrap_or("")).ok_or("今天=日")?;
        let opened_until = take(&mut cells, "补报至").map(|d| parse_day(d).ok_or("补报至=日")).transpose()?;
        let books = self.books(today);
        let standing = self.standing(&books, unit, month, opened_until)?;
        let wish = Wish {
            amount: books.indicator(&self.indicator).ok_or("指标")?.measure.parse(amount).map_err(|e| e.sentence(Lang::Zh))?,
            zero_confirmed: take(&mut cells, "确认零") == Some("是"),
            note: take(&mut cells, "说明").unwrap_or(""),
            reason: take(&mut cells, "理由").unwrap_or(""),
        };
        Ok(standing.check(&wish, today).map(|filing| match filing {
            Filing::First => "首次",
            Filing::Again => "重报",
            Filing::Correction => "更正",
        }))
    }

    /// `甲乡 2026-03 110`: the first question asked, or 无.
    pub fn asked(&self, rest: &str) -> Result<String, String> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [unit, month, amount] = words.as_slice() else { return Err("应写成：疑问 单位 月 数".to_owned()) };
        let month = Period::parse(month).ok_or("月")?;
        let books = self.books(month.last_day());
        let indicator = books.indicator(&self.indicator).ok_or("指标")?;
        let number = books.unit_of_code(unit).ok_or("单位")?.number;
        let amount = indicator.measure.parse(amount).map_err(|e| e.sentence(Lang::Zh))?;
        let of = |month: Period| filed(&books, number, indicator.number, month).verified.map(|v| v.1);
        let background = Background::of(month, books_target(&self.target(unit), month), of);
        Ok(questions(indicator, amount, &background).first().map_or("无".to_owned(), |q| q.zh.clone()))
    }

    /// `甲乡 2026-03 今天=2026-04-30`: by the first report.
    pub fn in_time(&self, rest: &str) -> Result<String, String> {
        let (plain, mut cells) = split_cells(rest);
        let [unit, month] = plain.as_slice() else { return Err("应写成：按时 单位 月 今天=日".to_owned()) };
        let today = parse_day(take(&mut cells, "今天").unwrap_or("")).ok_or("今天=日")?;
        let month = Period::parse(month).ok_or("月")?;
        let number = self.books(today).unit_of_code(unit).ok_or("单位")?.number;
        let mine = |r: &&Record| r.register.noun == "returns" && is_of(r, number, month) && r.recorded_at <= end_of_day(today);
        let first = self.county.versions().iter().filter(mine).map(|r| r.recorded_at).min();
        let deadline = Deadlines::default().of(month).map_err(|e| format!("{e:?}"))?;
        Ok(match timeliness(first, deadline.due, today) {
            Timeliness::OnTime => "按时".to_owned(),
            Timeliness::Late(days) => format!("迟报{days}天"),
            Timeliness::Missing => "未报".to_owned(),
            Timeliness::Awaited => "待报".to_owned(),
        })
    }

    fn books(&self, day: Date) -> Books {
        self.county.books(Period::month(day.year(), 1), day, Stage::Verified)
    }

    fn target(&self, unit: &str) -> Vec<(i16, i64)> {
        let number = self.books(Date::MAX).unit_of_code(unit).map_or(0, |u| i64::from(u.number));
        let mine = |r: &&Record| r.register.noun == "targets" && r.int("unit_id") == Some(number);
        let of = |r: &Record| Some((i16::try_from(r.int("year")?).ok()?, r.int("target")?));
        self.county.versions().iter().filter(mine).filter_map(of).collect()
    }

    fn standing(&self, books: &Books, unit: &str, month: &str, opened_until: Option<Date>) -> Result<Standing, String> {
        let month = Period::parse(month).ok_or("月")?;
        let unit = books.unit_of_code(unit).ok_or("单位")?;
        let indicator = books.indicator(&self.indicator).ok_or("指标")?;
        let targets = domain::targets::Targets::from_records(books.records("targets"));
        Ok(Standing {
            owed: owed(&books.indicators, &targets, unit, month).iter().any(|i| i.number == indicator.number),
            deadline: Deadlines::default().of(month).map_err(|e| format!("{e:?}"))?,
            opened_until,
            filed: filed(books, unit.number, indicator.number, month),
        })
    }
}

fn books_target(targets: &[(i16, i64)], month: Period) -> Option<i64> {
    targets.iter().find(|t| t.0 == month.year).map(|t| t.1)
}

fn is_of(record: &Record, unit: i32, month: Period) -> bool {
    record.int("unit_id") == Some(i64::from(unit))
        && record.int("period") == Some(i64::from(month.year) * 100 + i64::from(month.to_month))
}

fn filed(books: &Books, unit: i32, indicator: i32, month: Period) -> Filed {
    let of = |noun: &str, stage: &str| {
        books.records(noun).iter().find(|r| {
            is_of(r, unit, month)
                && r.int("indicator_id") == Some(i64::from(indicator))
                && (stage.is_empty() || r.text("stage") == stage)
        })
    };
    Filed::from_records(of("returns", "reported"), of("returns", "verified"), of("verifications", ""))
}

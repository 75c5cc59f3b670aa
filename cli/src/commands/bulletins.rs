//! `guatu bulletin list` 已印发通报: number, day, period, title, the directive its next steps became, and what it corrects.

use crate::desk::Desk;
use crate::output;
use crate::stop::Stop;
use acts::Office;
use domain::calendar::day_at;

pub fn run(desk: &Desk) -> Result<(), Stop> {
    let office = desk.office()?;
    let scope = desk.scope(&office)?;
    let actor = Office::operator(scope.county());
    let bulletins = office.store.read(&scope, |reader| reader.bulletins())?;
    let mut out = String::new();
    for bulletin in &bulletins {
        let (sheet, issued_on) = (&bulletin.content, day_at(bulletin.recorded_at));
        let title = sheet.title.replace('\n', "");
        out.push_str(&format!("{}\t{issued_on}\t{}\t{title}", sheet.number, sheet.period));
        if let Some(made) = office.directive_of_bulletin(&actor, office.today, &sheet.number)? {
            out.push_str(&format!("\t{}{}", desk.lang.of("下步打算已登记为", "next steps kept as "), made.code));
        }
        if let Some(corrected) = &sheet.supersedes {
            out.push_str(&format!("\t{}{corrected}", desk.lang.of("更正", "corrects ")));
        }
        out.push('\n');
    }
    if bulletins.is_empty() {
        desk.say("还没有印发的通报", "no bulletin has been issued yet");
    }
    output::print(&out)
}

//! `guatu directives read FILE --model` 请模型补读: the text is sent to the county's own model as well, and what stands of its answer is
//! printed among the rest, marked as the model's. Where a database is named, that it was sent is put on record there.

use crate::desk::Desk;
use crate::options::DirectivesRead;
use crate::stop::Stop;
use acts::acting::{Caller, fresh_key};
use acts::directives::Added;
use acts::models::{Model, Unasked};
use acts::{Error, Office};
use domain::lang::Lang;
use reading::model::Checked;
use reading::{Context, Reading};

/// Ask, and add what stands. Where there is no answer it is said why, and the rules' reading is printed as it is.
pub fn ask(desk: &Desk, asked: &DirectivesRead, found: &mut Reading, context: &Context<'_>) -> Result<(), Stop> {
    let model = desk.model(&asked.place, &desk.database()?)?.ok_or(Error::from(Unasked::NoModel))?;
    match answered(desk, asked, &model, found, context) {
        Ok(checked) => {
            let added = Added { came: checked.tasks.len(), left: checked.left };
            found.tasks.extend(checked.tasks);
            found.tasks.sort_by_key(|task| task.quote);
            desk.say(&added.sentence(Lang::Zh), &added.sentence(Lang::En));
            Ok(())
        }
        Err(Stop::Refused(Error::Model(why))) => {
            let zh = format!("{}。规则读出的建议不变。", why.sentence(Lang::Zh));
            desk.say(&zh, &format!("{}; what the rules read stands.", why.sentence(Lang::En)));
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn answered(desk: &Desk, asked: &DirectivesRead, model: &Model, found: &Reading, context: &Context<'_>) -> Result<Checked, Stop> {
    let question = model.question(found, context.units).map_err(Error::from)?;
    if let Some(database) = desk.named_database()? {
        let office = Office::open(&database, None)?;
        let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
        office.say_sent(&caller, &asked.file.file_name().unwrap_or_default().to_string_lossy(), model, &question)?;
    }
    let (answer, _) = model.answer(&question).map_err(Error::from)?;
    Ok(Checked::of(&answer, found, context, &[], &model.name))
}

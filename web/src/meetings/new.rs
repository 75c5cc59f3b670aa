//! A meeting planned 拟定会议: its day, the period its figures are of, and its topics.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, name};
use acts::meetings::NewMeeting;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::Action;

/// Topics a form has room for.
const TOPICS: usize = 6;

#[derive(Template)]
#[template(path = "meetings/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    /// Title, day, period, venue, chair, working days for comments.
    given: [String; 6],
    /// What was typed for each topic, with the campaigns to choose from.
    topics: Vec<(usize, String, Vec<Choice>)>,
}

const FIELDS: [&str; 6] = ["title", "on", "period", "venue", "chair", "days"];

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::HoldMeeting, asked, |desk| {
        let period = desk.looking.period.to_string();
        let given = Form::of([("period", period.as_str()), ("days", "3")].map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        Ok(Answer::Fresh(shown(desk, &given, String::new())?))
    })
    .await
}

pub async fn plan(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::HoldMeeting, asked, Form::read(&body), |desk, form| {
        form.only(&FIELDS, &["topic.", "campaign."])?;
        let topic = |place: usize| {
            let field = |name: &str| form.get(&format!("{name}.{place}")).to_owned();
            (field("topic"), field("campaign"))
        };
        let topics: Vec<(String, String)> = (1..=TOPICS).map(topic).collect();
        let new = NewMeeting {
            title: form.get("title"),
            meeting_on: parse_day(form.get("on")),
            period: form.get("period"),
            venue: form.get("venue"),
            chair: form.get("chair"),
            comment_days: form.get("days").parse().unwrap_or(3),
            topics: topics.iter().map(|(title, campaign)| (title.as_str(), campaign.as_str())).collect(),
        };
        match desk.office.plan_meeting(&desk.caller(form), &new) {
            Ok(code) => Ok(Answer::Elsewhere(at("meetings", &code))),
            Err(error @ (acts::Error::Meeting(_) | acts::Error::BadPeriod(_))) => {
                Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String) -> Result<String, Refused> {
    let books = desk.books()?;
    let campaigns = books.books.records("campaigns");
    let topic = |place: usize| {
        let chosen = form.get(&format!("campaign.{place}"));
        let named = campaigns.iter().map(|record| (record.text("campaign_id"), name(record, desk.lang)));
        let mut choices = crate::orders::choices(named, chosen, desk.lang);
        choices[0].label = desk.t("（不排名）", "(nothing is ranked)").to_owned();
        (place, form.get(&format!("topic.{place}")).to_owned(), choices)
    };
    let page = NewPage {
        f: Frame::of(desk, desk.t("拟定会议", "Plan a meeting")),
        wrong,
        given: FIELDS.map(|name| form.get(name).to_owned()),
        topics: (1..=TOPICS).map(topic).collect(),
    };
    Ok(page.render()?)
}

//! The answer 回答: read strictly by its form; anything else is no answer.

use serde::Deserialize;

/// More than this is not looked through: nobody decides on so many proposals of one text.
const MOST_TASKS: usize = 200;

/// Why an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAnswer {
    /// Not what `/chat/completions` answers.
    NoAnswer,
    /// What the model said is not the JSON that was asked for.
    OtherForm,
    /// It ends in the middle.
    CutOff,
}

/// What a model says it found; nothing of it is believed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub(crate) tasks: Vec<Claim>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claim {
    #[serde(default)]
    pub sentence: usize,
    pub quote: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub leads: Vec<String>,
    #[serde(default)]
    pub supports: Vec<String>,
    #[serde(default)]
    pub due: Option<String>,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

impl Answer {
    /// Read the body of an answer.
    pub fn read(body: &[u8]) -> Result<Answer, BadAnswer> {
        let completion: Completion = serde_json::from_slice(body).map_err(|_| BadAnswer::NoAnswer)?;
        let choice = completion.choices.into_iter().next().ok_or(BadAnswer::NoAnswer)?;
        if choice.finish_reason.as_deref() == Some("length") {
            return Err(BadAnswer::CutOff);
        }
        let said = choice.message.content.ok_or(BadAnswer::NoAnswer)?;
        let answer: Answer = serde_json::from_str(said.trim()).map_err(|_| BadAnswer::OtherForm)?;
        if answer.tasks.len() > MOST_TASKS { Err(BadAnswer::OtherForm) } else { Ok(answer) }
    }
}

//! Model 本县模型: a county's own language model may be asked about a text. Here its question is written and its answer looked through;
//! who carries the two, and when, is nobody's affair in this room.
//!
//! A model is believed in nothing. What it proposes stands only where the text has the words: quote, action and owners letter for
//! letter, the deadline as our own rules read it in that sentence. What the rules found is neither changed nor found twice.

mod answer;
mod checked;
mod question;

pub use answer::{Answer, BadAnswer};
pub use checked::{Checked, Left};
pub use question::{MOST_SIGNS, NotAsked, Question};

//! Model 本县模型: a language model of the county's own, asked about one text when a person says so. The server was told of it when it was
//! started, or there is none; no page sets its address. It stands on this machine or on the county's own network (decision 0031).

use crate::Error;
use domain::lang::Lang;
use domain::units::Unit;
use reading::Reading;
use reading::model::{Answer, BadAnswer, MOST_SIGNS, NotAsked, Question};
use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

/// The whole answer must have come by then.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A longer answer is none.
const MOST_BYTES: u64 = 1 << 20;

/// Longest name of a model.
const MOST_NAME: usize = 60;

/// The file beside the counties' keys that holds the model's key, where it wants one.
pub const KEY_FILE: &str = "model.key";

/// Where the county's model is and what it is called.
#[derive(Clone)]
pub struct Model {
    pub name: String,
    address: String,
    key: Option<Key>,
    patience: Duration,
    /// One question at a time: a model of a county answers no faster when it is asked by two.
    turn: Arc<Mutex<()>>,
}

/// Never printed.
#[derive(Clone)]
struct Key(String);

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("name", &self.name).field("address", &self.address).finish_non_exhaustive()
    }
}

/// Why a model was not asked, or gave no answer. The rules' reading stands in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// The server was told of none.
    NoModel,
    /// The address it was told is none of the county's own network.
    BadAddress,
    /// https: no TLS is spoken here.
    Tls,
    BadName,
    /// Another question is on its way.
    Busy,
    /// The text carries a secrecy mark.
    Secret,
    /// The text is longer than a question may be.
    TextTooLong,
    /// It is no text to be read for tasks.
    NoText,
    NotReached,
    /// No whole answer within the time.
    Slow,
    /// It sent us elsewhere; nobody goes there.
    Redirected,
    /// An answer of another status than 200.
    Status(u16),
    TooLong,
    /// Not what `/chat/completions` answers.
    NoAnswer,
    /// Not the JSON that was asked for.
    OtherForm,
    CutOff,
}

impl Unasked {
    pub fn code(self) -> &'static str {
        match self {
            Unasked::NoModel => "models.none",
            Unasked::BadAddress => "models.bad_address",
            Unasked::Tls => "models.tls",
            Unasked::BadName => "models.bad_name",
            Unasked::Busy => "models.busy",
            Unasked::Secret => "models.secret",
            Unasked::TextTooLong => "models.text_too_long",
            Unasked::NoText => "models.no_text",
            Unasked::NotReached => "models.not_reached",
            Unasked::Slow => "models.slow",
            Unasked::Redirected => "models.redirected",
            Unasked::Status(_) => "models.status",
            Unasked::TooLong => "models.too_long",
            Unasked::NoAnswer => "models.no_answer",
            Unasked::OtherForm => "models.other_form",
            Unasked::CutOff => "models.cut_off",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Unasked::NoModel => plain("没有接入本县模型", "no model of the county is connected"),
            Unasked::BadAddress => plain(
                "模型地址应为 http://IP地址:端口/v1，IP地址须在本机或内网",
                "the model's address is http://IP:PORT/v1, with an IP of this machine or of a private network",
            ),
            Unasked::Tls => plain(
                "不直接支持https；请在本机架设代理，填代理的http地址",
                "https is not spoken here: put a proxy on this machine before it and give the proxy's http address",
            ),
            Unasked::BadName => plain("模型名称应为1至60个可见字符", "the model's name has 1 to 60 printable characters"),
            Unasked::Busy => plain("模型正在读另一篇，请稍后再问", "the model is reading another text; ask again in a minute"),
            Unasked::Secret => plain(
                "文本带有密级标志，没有发送；涉密文本不得录入本系统",
                "the text carries a secrecy mark and was not sent; such a text must not be entered here at all",
            ),
            Unasked::TextTooLong => match lang {
                Lang::Zh => format!("文本超过{}字，没有发送", MOST_SIGNS),
                Lang::En => format!("the text has more than {} characters and was not sent", MOST_SIGNS),
            },
            Unasked::NoText => plain("文本不像公文，没有发送", "the text does not look like an official text and was not sent"),
            Unasked::NotReached => plain("连不上模型", "the model cannot be reached"),
            Unasked::Slow => plain("模型60秒内没有答完", "the model did not answer within 60 seconds"),
            Unasked::Redirected => {
                plain("模型要求转到别的地址，没有转", "the model sent us to another address, and we did not go there")
            }
            Unasked::Status(status) => match lang {
                Lang::Zh => format!("模型答复出错（HTTP {status}）"),
                Lang::En => format!("the model answered with an error (HTTP {status})"),
            },
            Unasked::TooLong => plain("模型的回答超过1MB，没有读", "the model's answer is longer than 1 MB and was not read"),
            Unasked::NoAnswer => {
                plain("对方的答复不是模型接口的格式", "what answered does not speak as a model does (chat/completions)")
            }
            Unasked::OtherForm => plain("模型没有按要求的格式回答", "the model did not answer in the form that was asked for"),
            Unasked::CutOff => plain("模型的回答没有写完", "the model's answer was cut off"),
        }
    }
}

impl From<Unasked> for Error {
    fn from(why: Unasked) -> Error {
        Error::Model(why)
    }
}

impl From<NotAsked> for Unasked {
    fn from(why: NotAsked) -> Unasked {
        match why {
            NotAsked::Secret => Unasked::Secret,
            NotAsked::TooLong => Unasked::TextTooLong,
            NotAsked::NoText(_) => Unasked::NoText,
        }
    }
}

impl From<BadAnswer> for Unasked {
    fn from(why: BadAnswer) -> Unasked {
        match why {
            BadAnswer::NoAnswer => Unasked::NoAnswer,
            BadAnswer::OtherForm => Unasked::OtherForm,
            BadAnswer::CutOff => Unasked::CutOff,
        }
    }
}

impl Model {
    /// The model at an address, with its key if there is one where the counties' keys lie.
    pub fn at(address: &str, name: &str, keys: &Path) -> Result<Model, Error> {
        if !is_own(address)? {
            return Err(Unasked::BadAddress.into());
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
            return Err(Unasked::BadName.into());
        }
        let path = keys.join(KEY_FILE);
        let key = match fs::read_to_string(&path) {
            Ok(text) => Some(Key(text.trim().to_owned())).filter(|key| !key.0.is_empty()),
            Err(e) if e.kind() == ErrorKind::NotFound => None,
            Err(e) => return Err(Error::Unreadable(path, e.to_string())),
        };
        if key.as_ref().is_some_and(|key| !key.0.bytes().all(|b| b.is_ascii_graphic())) {
            return Err(Error::BadKey(path, "ASCII".to_owned()));
        }
        let address = address.trim_end_matches('/').to_owned();
        Ok(Model { name: name.to_owned(), address, key, patience: PATIENCE, turn: Arc::default() })
    }

    /// The same, waited for so long; tests have less patience.
    #[must_use]
    pub fn waited_for(self, patience: Duration) -> Model {
        Model { patience, ..self }
    }

    /// Its turn, as long as what is given is kept.
    pub fn turn(&self) -> Result<MutexGuard<'_, ()>, Unasked> {
        match self.turn.try_lock() {
            Ok(turn) => Ok(turn),
            Err(TryLockError::Poisoned(turn)) => Ok(turn.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Unasked::Busy),
        }
    }

    /// What it is asked about a text, word for word.
    pub fn question(&self, found: &Reading, units: &[Unit]) -> Result<String, Unasked> {
        Ok(Question::of(found, units)?.body(&self.name))
    }

    /// Send a question and read the answer; with it the digest of all that came.
    pub fn answer(&self, question: &str) -> Result<(Answer, String), Unasked> {
        let body = self.ask(question)?;
        Ok((Answer::read(&body)?, digest(&body)))
    }

    /// Send a question and wait for the whole answer.
    fn ask(&self, question: &str) -> Result<Vec<u8>, Unasked> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(self.patience))
            // Whoever answers for the model does not send a county's text elsewhere, nor does the environment.
            .max_redirects(0)
            .proxy(None)
            .http_status_as_error(false)
            .user_agent("guatu")
            .build();
        let agent = ureq::Agent::new_with_config(config);
        let mut request = agent.post(format!("{}/chat/completions", self.address)).header("content-type", "application/json");
        if let Some(Key(key)) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut answer = request.send(question).map_err(|e| failed(&e))?;
        match answer.status().as_u16() {
            200 => {}
            300..=399 => return Err(Unasked::Redirected),
            status => return Err(Unasked::Status(status)),
        }
        answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(|e| failed(&e))
    }
}

/// By which a question or an answer is known again.
pub(crate) fn digest(bytes: &[u8]) -> String {
    use sm3::Digest;
    format!("sm3:{}", crate::hex(&sm3::Sm3::digest(bytes)))
}

fn failed(error: &ureq::Error) -> Unasked {
    match error {
        ureq::Error::Timeout(_) => Unasked::Slow,
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Unasked::TooLong,
        ureq::Error::Io(e) if matches!(e.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => Unasked::Slow,
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => Unasked::NoAnswer,
        _ => Unasked::NotReached,
    }
}

/// `http://IP:PORT/…` with an IP of this machine or of a private network. A name is none: who answers to it is another's affair.
fn is_own(address: &str) -> Result<bool, Unasked> {
    if address.starts_with("https://") {
        return Err(Unasked::Tls);
    }
    let Some(rest) = address.strip_prefix("http://") else { return Ok(false) };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.'));
    let Ok(host) = host.replace("localhost:", "127.0.0.1:").parse::<SocketAddr>() else { return Ok(false) };
    Ok(plain && is_private(host.ip()))
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_stands_on_the_countys_own_network() {
        let keys = tempfile::tempdir().expect("a folder");
        let at = |address: &str| Model::at(address, "本县模型", keys.path()).map(|model| model.address);
        for own in ["http://127.0.0.1:8000/v1", "http://10.3.0.7:80/v1/", "http://192.168.1.5:11434/v1", "http://[::1]:8000/v1"] {
            assert_eq!(at(own).expect(own), own.trim_end_matches('/'));
        }
        let others = [
            "http://8.8.8.8:80/v1",
            "http://169.254.169.254:80/latest",
            "http://0.0.0.0:80/v1",
            "http://model.example:80/v1",
            "http://127.0.0.1@8.8.8.8:80/v1",
            "http://127.0.0.1:8000/v1?x=http://8.8.8.8",
            "http://127.0.0.1/v1",
            "ftp://127.0.0.1:21/v1",
            "",
        ];
        for other in others {
            assert!(matches!(at(other), Err(Error::Model(Unasked::BadAddress))), "{other}");
        }
        assert!(matches!(at("https://127.0.0.1:8000/v1"), Err(Error::Model(Unasked::Tls))));
        for name in ["", " ", "a\nb", &"长".repeat(61)] {
            assert!(matches!(Model::at("http://127.0.0.1:1/v1", name, keys.path()), Err(Error::Model(Unasked::BadName))));
        }
    }

    #[test]
    fn its_key_is_never_printed() {
        let keys = tempfile::tempdir().expect("a folder");
        fs::write(keys.path().join(KEY_FILE), "sk-canary-1234\n").expect("written");
        let model = Model::at("http://127.0.0.1:8000/v1", "m", keys.path()).expect("a model");
        assert!(model.key.is_some() && !format!("{model:?}").contains("canary"));
        fs::write(keys.path().join(KEY_FILE), "坏\n").expect("written");
        assert!(matches!(Model::at("http://127.0.0.1:8000/v1", "m", keys.path()), Err(Error::BadKey(..))));
    }
}

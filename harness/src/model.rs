//! A county's model of tests (模型替身): speaks `/v1/chat/completions` on this machine and answers as it is told, well or badly.

use crate::Outcome;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How it answers.
#[derive(Clone, Debug)]
pub enum Says {
    /// These words, as a model says them.
    Words(String),
    /// These words, and there was no room for more.
    CutOff(String),
    /// A body of its own under this status.
    Body(u16, String),
    /// Go there instead.
    Elsewhere(String),
    /// The head at once, and then a byte now and then.
    Slowly(Duration),
    /// So many bytes.
    Long(usize),
    /// The connection is closed.
    Nothing,
}

/// What it was asked: the head and the body as they came.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    pub head: String,
    pub body: String,
}

/// It answers until it is dropped.
pub struct Model {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    says: Arc<Mutex<Says>>,
    over: Arc<AtomicBool>,
}

impl Model {
    pub fn start(says: Says) -> Outcome<Model> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let model = Model {
            address: listener.local_addr()?,
            heard: Arc::default(),
            says: Arc::new(Mutex::new(says)),
            over: Arc::default(),
        };
        let (heard, says, over) = (Arc::clone(&model.heard), Arc::clone(&model.says), Arc::clone(&model.over));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let (heard, says) = (Arc::clone(&heard), Arc::clone(&says));
                // Whoever hangs up hears nothing more; that is no failure of the bench.
                thread::spawn(move || drop(answer(stream, &heard, &says)));
            }
        });
        Ok(model)
    }

    /// Its address, as the server is told of it.
    pub fn address(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// From now on it answers so.
    pub fn says(&self, says: Says) {
        *self.says.lock().unwrap_or_else(PoisonError::into_inner) = says;
    }

    /// All it was asked until now.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes it up.
        let _ = TcpStream::connect(self.address);
    }
}

fn answer(mut stream: TcpStream, heard: &Mutex<Vec<Heard>>, says: &Mutex<Says>) -> std::io::Result<()> {
    let asked = read(&mut stream)?;
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    let says = says.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (status, more, body) = match says {
        Says::Words(words) => (200, String::new(), completion(&words, "stop")),
        Says::CutOff(words) => (200, String::new(), completion(&words, "length")),
        Says::Body(status, body) => (status, String::new(), body),
        Says::Elsewhere(address) => (307, format!("Location: {address}\r\n"), String::new()),
        Says::Long(bytes) => (200, String::new(), completion(&"长".repeat(bytes / 3), "stop")),
        Says::Slowly(pause) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
            for _ in 0..1000 {
                thread::sleep(pause);
                stream.write_all(b" ")?;
            }
            return Ok(());
        }
        Says::Nothing => return Ok(()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} So\r\nContent-Type: application/json\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

fn read(stream: &mut TcpStream) -> std::io::Result<Heard> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().filter_map(|line| line.split_once(": "));
            let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).find_map(|(_, n)| n.parse().ok());
            if bytes.len() - end - 4 >= length.unwrap_or(0_usize) {
                return Ok(Heard { head, body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned() });
            }
        }
        match stream.read(&mut piece)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

/// Words as `/v1/chat/completions` wraps them.
fn completion(words: &str, finish: &str) -> String {
    let mut quoted = String::new();
    for letter in words.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    format!(
        r#"{{"object":"chat.completion","choices":[{{"index":0,"message":{{"role":"assistant","content":"{quoted}"}},"finish_reason":"{finish}"}}]}}"#
    )
}

//! The line to Chromium (浏览器通信): numbered calls with their answers, and the events in between.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

use crate::{Failure, Outcome};

/// No answer in this time means that the page hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// One WebSocket to the browser or to one of its pages.
#[derive(Debug)]
pub(super) struct Wire {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    events: VecDeque<Value>,
}

impl Wire {
    pub(super) fn open(port: u16, path: &str) -> Outcome<Wire> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        // Short, so that `receive` can watch its own deadline.
        stream.set_read_timeout(Some(Duration::from_millis(100)))?;
        // A picture of a long page is larger than the usual limits.
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let mut attempt = tungstenite::client::client_with_config(format!("ws://127.0.0.1:{port}{path}"), stream, Some(config));
        let deadline = Instant::now() + LIMIT;
        loop {
            match attempt {
                Ok((socket, _)) => return Ok(Wire { socket, last_id: 0, events: VecDeque::new() }),
                Err(tungstenite::HandshakeError::Interrupted(middle)) if Instant::now() < deadline => {
                    attempt = middle.handshake()
                }
                Err(error) => return Err(Failure::new(format!("Chromium refused the line: {error} / 无法连接浏览器"))),
            }
        }
    }

    /// Asks for one thing and waits for its answer; events that come first are kept for [`Wire::event`].
    pub(super) fn call(&mut self, method: &str, parameters: Value) -> Outcome<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "id": id, "method": method, "params": parameters }).to_string();
        self.socket.send(Message::text(message)).map_err(|error| lost(method, &error))?;
        let deadline = Instant::now() + LIMIT;
        while let Some(mut message) = self.receive(method, deadline)? {
            if message["id"] != json!(id) {
                self.events.push_back(message);
            } else if let Some(error) = message.get("error") {
                return Err(Failure::new(format!("{method}: {}", error["message"].as_str().unwrap_or("refused"))));
            } else {
                return Ok(message["result"].take());
            }
        }
        Err(Failure::new(format!("{method}: no answer within {} s / 浏览器无响应", LIMIT.as_secs())))
    }

    /// The events that have come so far.
    pub(super) fn kept_events(&mut self) -> VecDeque<Value> {
        std::mem::take(&mut self.events)
    }

    /// The next event, or none when the deadline passes.
    pub(super) fn event(&mut self, deadline: Instant) -> Outcome<Option<Value>> {
        match self.events.pop_front() {
            Some(event) => Ok(Some(event)),
            None => self.receive("waiting", deadline),
        }
    }

    fn receive(&mut self, doing: &str, deadline: Instant) -> Outcome<Option<Value>> {
        while Instant::now() < deadline {
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    let message = serde_json::from_str(&text);
                    return message.map(Some).map_err(|error| Failure::new(format!("Chromium wrote no JSON: {error}")));
                }
                // Pings are answered by the library.
                Ok(_) => {}
                // Nothing came yet, or the test was held up for a while.
                Err(tungstenite::Error::Io(error))
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                Err(error) => return Err(lost(doing, &error)),
            }
        }
        Ok(None)
    }
}

fn lost(doing: &str, error: &tungstenite::Error) -> Failure {
    Failure::new(format!("{doing}: the line to Chromium broke: {error} / 与浏览器的连接中断"))
}

//! Arriving 来件: the body of a request as it comes in. One that comes in drops is given up (cases 103 and 104, S-09), so that
//! nobody holds a connection by almost saying something.

use super::connections::{Line, Work};
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// In every span of so long at least so many bytes come, or the end.
const SPAN: Duration = Duration::from_secs(10);
const LEAST: usize = 16 * 1024;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What is known of a body outside of it.
#[derive(Default)]
pub struct Arrival {
    late: AtomicBool,
    work: Mutex<Option<Work>>,
}

impl Arrival {
    /// It came too slowly, and was given up.
    pub fn is_late(&self) -> bool {
        self.late.load(Ordering::Relaxed)
    }

    fn begin(&self, line: &Arc<Line>) {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        work.get_or_insert_with(|| line.work());
    }
}

pub struct Arriving {
    body: Incoming,
    line: Arc<Line>,
    arrival: Arc<Arrival>,
    until: Pin<Box<Sleep>>,
    came: usize,
}

impl Arriving {
    /// The body, and what is known of it. The connection is at work once all of it is there: before, it may have to make room.
    pub fn of(body: Incoming, line: Arc<Line>) -> (Arriving, Arc<Arrival>) {
        let arrival = Arc::new(Arrival::default());
        if body.is_end_stream() {
            arrival.begin(&line);
        }
        let until = Box::pin(tokio::time::sleep(SPAN));
        (Arriving { body, line, arrival: Arc::clone(&arrival), until, came: 0 }, arrival)
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Ready(Some(Ok(frame))) => {
                self.came += frame.data_ref().map_or(0, Bytes::len);
                if self.came >= LEAST {
                    self.came = 0;
                    self.until.as_mut().reset(Instant::now() + SPAN);
                }
                if self.body.is_end_stream() {
                    self.arrival.begin(&self.line);
                }
            }
            Poll::Ready(None) => self.arrival.begin(&self.line),
            Poll::Ready(Some(Err(_))) => {}
            Poll::Pending => {
                if self.until.as_mut().poll(context).is_ready() {
                    self.arrival.late.store(true, Ordering::Relaxed);
                    return Poll::Ready(Some(Err("it came too slowly".into())));
                }
            }
        }
        frame.map_err(Fault::from)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

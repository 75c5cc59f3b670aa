//! Connections 连接: so many at one time. When there are more, the one that has said nothing for longest makes room, and whoever
//! does not take what was asked for is left (RELIABILITY §7.3, cases 103–105 and 112).

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// Nothing of an answer was taken for so long: nobody is there.
const TAKEN_WITHIN: Duration = Duration::from_secs(20);

/// Those that are open.
#[derive(Clone)]
pub struct Connections {
    room: Arc<Semaphore>,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    next: u64,
    /// In the order in which they came.
    all: BTreeMap<u64, Arc<Line>>,
}

/// One of them.
pub struct Line {
    /// Requests that are being answered.
    busy: AtomicUsize,
    ended: AtomicBool,
    end: Notify,
}

impl Line {
    /// Wait until it has to make room.
    pub async fn told_to_end(&self) {
        self.end.notified().await;
    }

    /// A request is answered as long as this is kept.
    pub fn work(self: &Arc<Line>) -> Work {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Work(Arc::clone(self))
    }
}

/// Somebody is being answered.
pub struct Work(Arc<Line>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The place of a connection; given back when it ends.
pub struct Place {
    open: Arc<Mutex<Open>>,
    number: u64,
    pub line: Arc<Line>,
    _room: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.open).all.remove(&self.number);
    }
}

fn locked(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Connections {
    pub fn at_most(most: usize) -> Connections {
        Connections { room: Arc::new(Semaphore::new(most)), open: Arc::default() }
    }

    /// A place for one more, for which the oldest that does nothing has to go.
    pub async fn place(&self) -> Option<Place> {
        let room = match Arc::clone(&self.room).try_acquire_owned() {
            Ok(room) => room,
            Err(_) => {
                self.end_the_oldest();
                Arc::clone(&self.room).acquire_owned().await.ok()?
            }
        };
        let line = Arc::new(Line { busy: AtomicUsize::new(0), ended: AtomicBool::new(false), end: Notify::new() });
        let mut open = locked(&self.open);
        open.next += 1;
        let number = open.next;
        open.all.insert(number, Arc::clone(&line));
        Some(Place { open: Arc::clone(&self.open), number, line, _room: room })
    }

    fn end_the_oldest(&self) {
        let open = locked(&self.open);
        let idle = |line: &&Arc<Line>| line.busy.load(Ordering::Relaxed) == 0 && !line.ended.load(Ordering::Relaxed);
        if let Some(line) = open.all.values().find(idle) {
            line.ended.store(true, Ordering::Relaxed);
            line.end.notify_one();
        }
    }
}

/// A stream on which writing does not wait for ever.
pub struct Patient {
    stream: TcpStream,
    until: Pin<Box<Sleep>>,
    waits: bool,
    most: Duration,
}

impl Patient {
    pub fn of(stream: TcpStream) -> Patient {
        Patient::for_so_long(stream, TAKEN_WITHIN)
    }

    fn for_so_long(stream: TcpStream, most: Duration) -> Patient {
        Patient { stream, until: Box::pin(tokio::time::sleep(most)), waits: false, most }
    }

    /// What a write came to; one that waits has a limit from when it began to.
    fn within<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waits = false;
            return written;
        }
        if !self.waits {
            self.waits = true;
            let until = Instant::now() + self.most;
            self.until.as_mut().reset(until);
        }
        self.until.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.within(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.within(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.within(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_105_who_takes_nothing_is_left() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let _silent = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("connected");
            let (stream, _) = listener.accept().await.expect("accepted");
            let most = Duration::from_millis(200);
            let mut patient = Patient::for_so_long(stream, most);
            let began = Instant::now();
            let written = loop {
                let written = std::future::poll_fn(|context| Pin::new(&mut patient).poll_write(context, &[0; 1 << 16])).await;
                if written.is_err() {
                    break written;
                }
            };
            assert_eq!(written.expect_err("nobody takes it").kind(), io::ErrorKind::TimedOut);
            assert!(began.elapsed() >= most, "{:?}", began.elapsed());
        });
    }

    #[test]
    fn the_oldest_that_does_nothing_makes_room() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let connections = Connections::at_most(2);
            let (first, second) = (connections.place().await.expect("room"), connections.place().await.expect("room"));
            let _works = first.line.work();
            let (line, ends) = (
                Arc::clone(&second.line),
                tokio::spawn(async move {
                    second.line.told_to_end().await;
                    drop(second);
                }),
            );
            let third = connections.place().await.expect("room is made");
            ends.await.expect("ended");
            assert!(line.ended.load(Ordering::Relaxed) && !first.line.ended.load(Ordering::Relaxed));
            assert_eq!(locked(&connections.open).all.len(), 2);
            drop((first, third));
            assert!(locked(&connections.open).all.is_empty());
        });
    }
}

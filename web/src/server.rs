//! Server 服务: the loop that takes connections. Slow heads, too many connections and large heads are refused here, because
//! a bare `axum::serve` keeps half-sent requests for ever (RELIABILITY.md, trap 8).

mod arriving;
mod connections;

use crate::router::router;
use acts::Office;
pub use arriving::Arrival;
use arriving::Arriving;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use connections::{Connections, Line, Patient};
use domain::lang::Lang;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// A whole head must have come within this time; a connection that says nothing is closed after it too.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// Largest head, bytes; and most lines of it.
const HEAD_BYTES: usize = 32 * 1024;
const HEAD_LINES: usize = 64;
/// Connections at one time.
const CONNECTIONS: usize = 512;
/// How long running answers may take once a stop was asked for.
const PARTING: Duration = Duration::from_secs(5);

/// How often it is asked whether the disk still takes writes.
const DISK_LOOK: Duration = Duration::from_millis(500);

/// How the pages are served.
pub struct Options {
    /// Loopback unless the operator says otherwise: 127.0.0.1:8420.
    pub address: SocketAddr,
    /// Where fonts for printed bulletins may lie, before the system's.
    pub font_dirs: Vec<PathBuf>,
    /// Where the counties' signing keys lie.
    pub keys: PathBuf,
    /// Machines whose word is taken for whom they ask (`X-Forwarded-For`, `X-Forwarded-Proto`), beside this one.
    pub proxies: Vec<IpAddr>,
    /// Told the address once pages can be had; port 0 gives a free one.
    pub on_ready: Box<dyn FnOnce(SocketAddr) + Send>,
}

/// Why the pages cannot be served.
#[derive(Debug)]
pub enum Fault {
    PortInUse(SocketAddr),
    /// The system does not let us listen there: address and its words.
    CannotListen(SocketAddr, String),
    /// The machine gives no threads.
    NoThreads(String),
    /// A write failed on its way to the disk: nothing is served until the disk was looked at and the program started again.
    DiskFailed,
}

impl Fault {
    pub fn code(&self) -> &'static str {
        match self {
            Fault::PortInUse(_) => "web.port_in_use",
            Fault::CannotListen(..) => "web.cannot_listen",
            Fault::NoThreads(_) => "web.no_threads",
            Fault::DiskFailed => "web.disk_failed",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Fault::PortInUse(address) => (
                format!("{address} 已被其他程序占用；请关闭占用它的程序，或用 --address 换一个端口（如 127.0.0.1:8421）"),
                format!(
                    "{address} is in use by another program; close that program, or choose another port with --address (127.0.0.1:8421)"
                ),
            ),
            Fault::CannotListen(address, why) => (
                format!("不能在 {address} 上提供网页（{why}）；请换一个本机地址"),
                format!("pages cannot be served at {address} ({why}); choose another address of this machine"),
            ),
            Fault::NoThreads(why) => (
                format!("系统不给线程（{why}）；请关闭一些程序后重试"),
                format!("the system gives no threads ({why}); close some programs and try again"),
            ),
            Fault::DiskFailed => (
                "写入时磁盘或连接出错，已停止服务；已确认的数据都在。请检查磁盘后重新启动".to_owned(),
                "disk or connection failed during a write and service has ended; everything acknowledged is there. Check the disk and start again"
                    .to_owned(),
            ),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} · {}", self.sentence(Lang::Zh), self.sentence(Lang::En))
    }
}

impl std::error::Error for Fault {}

/// Serve the pages until Ctrl-C; then let running answers finish.
pub fn serve(office: Office, options: Options) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(crate::site::THREADS)
        .build()
        .map_err(|e| Fault::NoThreads(e.to_string()))?;
    runtime.block_on(listen(office, options))
}

async fn listen(office: Office, options: Options) -> Result<(), Fault> {
    let asked = options.address;
    let listener = TcpListener::bind(asked).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => Fault::PortInUse(asked),
        _ => Fault::CannotListen(asked, e.to_string()),
    })?;
    let address = listener.local_addr().map_err(|e| Fault::CannotListen(asked, e.to_string()))?;
    let store = office.store.clone();
    let router = router(office, options.font_dirs, options.keys);
    let (graceful, connections) = (GracefulShutdown::new(), Connections::at_most(CONNECTIONS));
    let proxies: Arc<[IpAddr]> = options.proxies.into();
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    let mut look = tokio::time::interval(DISK_LOOK);
    (options.on_ready)(address);
    loop {
        let (stream, peer) = tokio::select! {
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                // Out of file handles, most likely: give the others time to finish.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            _ = look.tick() => {
                if store.stopped() {
                    break;
                }
                continue;
            }
            _ = &mut stop => break,
        };
        let place = tokio::select! {
            place = connections.place() => place,
            _ = &mut stop => break,
        };
        let Some(place) = place else { break };
        let _ = stream.set_nodelay(true);
        let answers = told_from(router.clone(), peer, &proxies, Arc::clone(&place.line));
        let watched = graceful.watch(http().serve_connection(TokioIo::new(Patient::of(stream)), answers));
        tokio::spawn(async move {
            // A connection that breaks off is the other side's affair.
            tokio::select! {
                _ = watched => {}
                () = place.line.told_to_end() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    let failed = store.stopped();
    // Who is left waits for nothing: whatever they send cannot be written.
    let parting = if failed { DISK_LOOK } else { PARTING };
    let _ = tokio::time::timeout(parting, graceful.shutdown()).await;
    if failed { Err(Fault::DiskFailed) } else { Ok(()) }
}

/// The pages, told from where each request comes. A proxy that is known says whom it asks for, and how it was asked; what
/// anybody else says about that is not heard.
fn told_from(
    router: Router,
    peer: SocketAddr,
    proxies: &Arc<[IpAddr]>,
    line: Arc<Line>,
) -> impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send + 'static> + use<> {
    let is_proxy = peer.ip().is_loopback() || proxies.contains(&peer.ip().to_canonical());
    service_fn(move |mut request: Request<Incoming>| {
        let headers = request.headers_mut();
        let said = headers.get("x-forwarded-for").filter(|_| is_proxy);
        // The last is the one that the proxy itself has seen.
        let said = said.and_then(|v| v.to_str().ok()).and_then(|v| v.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
        if !is_proxy {
            headers.remove("x-forwarded-proto");
        }
        let from = said.map_or(peer, |ip| SocketAddr::new(ip, peer.port()));
        request.extensions_mut().insert(ConnectInfo(from));
        let (mut head, body) = request.into_parts();
        let (body, arrival) = Arriving::of(body, Arc::clone(&line));
        head.extensions.insert(Arc::clone(&arrival));
        let answer = TowerToHyperService::new(router.clone()).call(Request::from_parts(head, body));
        async move {
            let mut answer = answer.await?;
            if arrival.is_late() {
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(answer)
        }
    })
}

fn http() -> hyper::server::conn::http1::Builder {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEAD_LINES)
        .half_close(false)
        .keep_alive(true);
    http
}

//! Server 服务检验: the loop that takes connections — a port in use, half-sent and oversized heads, many at once.

use acts::Office;
use domain::lang::Lang;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

fn office(dir: &std::path::Path) -> Office {
    let database = store::Database::parse(&format!("sqlite:{}", dir.join("empty.db").display())).expect("an address");
    Office::create(&database, None).unwrap_or_else(|e| panic!("{e:?}"))
}

fn options(address: SocketAddr, dir: &std::path::Path, ready: mpsc::Sender<SocketAddr>) -> web::Options {
    let on_ready = Box::new(move |address| ready.send(address).expect("the test waits"));
    web::Options { address, font_dirs: Vec::new(), keys: dir.to_owned(), proxies: Vec::new(), on_ready }
}

/// An empty database served on a free port until the process ends.
fn serve(dir: &std::path::Path) -> SocketAddr {
    let (ready, told) = mpsc::channel();
    let (office, options) = (office(dir), options(SocketAddr::from(([127, 0, 0, 1], 0)), dir, ready));
    std::thread::spawn(move || web::serve(office, options));
    told.recv().expect("served")
}

fn say(address: SocketAddr, words: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    // The other side may hang up before it has heard everything.
    let _ = stream.write_all(words);
    stream
}

fn hear(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_port_in_use_is_said_in_both_languages() {
    let dir = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address");
    let fault = web::serve(office(dir.path()), options(address, dir.path(), mpsc::channel().0)).expect_err("refused");
    assert_eq!(fault.code(), "web.port_in_use");
    assert!(
        fault.sentence(Lang::Zh).contains("已被其他程序占用") && fault.sentence(Lang::En).contains("in use by another program")
    );
    assert!(fault.to_string().contains(&address.to_string()));
}

#[test]
fn an_empty_database_still_has_a_first_page() {
    let dir = tempfile::tempdir().expect("a folder");
    let started = Instant::now();
    let address = serve(dir.path());
    let first = hear(say(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    assert!(first.starts_with("HTTP/1.1 303") && first.to_lowercase().contains("location: /sign-in"), "{first}");
    let page = hear(say(address, b"GET /sign-in HTTP/1.1\r\nHost: x\r\nAccept-Language: zh\r\nConnection: close\r\n\r\n"));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("数据库里还没有县"), "{page}");
    assert!(started.elapsed() < Duration::from_secs(3));
    // The true day is today: no demonstration.
    assert!(!page.contains("演示：今天是"));
}

#[test]
fn case_103_a_half_sent_head_is_closed_and_others_are_served_meanwhile() {
    let dir = tempfile::tempdir().expect("a folder");
    let address = serve(dir.path());
    let started = Instant::now();
    let slow: Vec<TcpStream> = (0..100).map(|_| say(address, b"GET / HTTP/1.1\r\nHost: x\r\n")).collect();
    let asked = Instant::now();
    assert!(hear(say(address, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).contains("ok"));
    assert!(asked.elapsed() < Duration::from_secs(1), "others waited {:?}", asked.elapsed());
    for stream in slow {
        let answer = hear(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert!(started.elapsed() < Duration::from_secs(13), "closed only after {:?}", started.elapsed());
}

#[test]
fn case_106_an_oversized_head_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let address = serve(dir.path());
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "a".repeat(64 * 1024));
    let answer = hear(say(address, large.as_bytes()));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let many: String = (0..200).map(|n| format!("X-{n}: a\r\n")).collect();
    let answer = hear(say(address, format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()));
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(hear(say(address, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).contains("ok"));
}

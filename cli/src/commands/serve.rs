//! `guatu serve` 网页服务: the web pages on an address of this machine, until Ctrl-C.

use crate::desk::Desk;
use crate::options::{Place, Serve};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::Office;
use std::net::{TcpListener, ToSocketAddrs};

pub fn run(desk: &Desk, asked: &Serve) -> Result<(), Stop> {
    let office = desk.office()?;
    let listener = listen(&asked.place)?;
    pages(desk, office, listener)
}

/// Take the address, or say who has it.
pub fn listen(place: &Place) -> Result<TcpListener, Stop> {
    let asked = format!("{}:{}", place.host, place.port);
    let wrong = |e: std::io::Error| Wrong::Address(asked.clone(), e.to_string());
    let address = (place.host.as_str(), place.port).to_socket_addrs().map_err(wrong)?.next();
    let Some(address) = address else { return Err(Wrong::Address(asked, String::new()).into()) };
    let listener = TcpListener::bind(address).map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => Wrong::PortTaken(address),
        _ => wrong(e),
    })?;
    Ok(listener)
}

/// Serve until told to stop; the address is printed once it answers.
pub fn pages(desk: &Desk, office: Office, listener: TcpListener) -> Result<(), Stop> {
    let address = listener.local_addr()?;
    output::print(&format!("http://{address}\n"))?;
    desk.say("网页服务已启动，按 Ctrl-C 停止", "the web pages are served; stop with Ctrl-C");
    Ok(web::serve(office, listener)?)
}

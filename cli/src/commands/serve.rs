//! `guatu serve` 网页服务: the web pages on an address of this machine, until Ctrl-C.

use super::accounts::{first_administrators, tell};
use crate::desk::Desk;
use crate::options::{Place, Serve};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::Office;
use acts::checkpoints::{Round, Scheduler};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::time::Duration;

/// Between the checkpoints of a demonstration.
pub const PACE: Duration = Duration::from_secs(20);

pub fn run(desk: &Desk, asked: &Serve) -> Result<(), Stop> {
    let office = desk.office()?;
    let model = desk.model(&asked.model, office.store.database())?;
    let office = Office { model, ..office };
    pages(desk, office, address(&asked.place)?, &asked.place, Duration::from_secs(asked.checkpoint_every))
}

/// The address asked for, if it can be had: nobody wants to hear after all other work that the port is in use.
pub fn address(place: &Place) -> Result<SocketAddr, Stop> {
    let asked = format!("{}:{}", place.host, place.port);
    let wrong = |e: std::io::Error| Wrong::Address(asked.clone(), e.to_string());
    let address = (place.host.as_str(), place.port).to_socket_addrs().map_err(wrong)?.next();
    let Some(address) = address else { return Err(Wrong::Address(asked, String::new()).into()) };
    match TcpListener::bind(address) {
        Ok(_) => Ok(address),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => Err(Wrong::PortTaken(address).into()),
        Err(e) => Err(wrong(e).into()),
    }
}

/// Serve until told to stop, signing checkpoints meanwhile; the address is printed once it answers.
pub fn pages(desk: &Desk, office: Office, address: SocketAddr, place: &Place, pace: Duration) -> Result<(), Stop> {
    let lang = desk.lang;
    // A demonstration is entered without a password, and nobody is told to set one.
    let live = office.today == acts::true_day();
    let counties: Vec<i32> = office.store.counties()?.iter().map(|head| head.county).filter(|_| live).collect();
    let invitations = first_administrators(&office, &counties)?;
    let office = crate::desk::reading_apart(desk.with_evidence(office)?);
    let shelf = office.evidence_shelf();
    // What uploads of an earlier run left half-written.
    shelf.tidy().map_err(|e| crate::stop::unwritable(shelf.root(), &e))?;
    let on_ready = Box::new(move |address: SocketAddr| {
        // Whoever closed our output still wants the pages.
        let _ = output::print(&format!("http://{address}\n"));
        for invitation in &invitations {
            tell(invitation, &format!("http://{address}"), lang);
        }
        eprintln!("{}", lang.of("网页服务已启动，按 Ctrl-C 停止", "the web pages are served; stop with Ctrl-C"));
    });
    let keys = desk.keys(office.store.database())?;
    let tell = move |county: i32, error: &acts::Error| {
        eprintln!("{} {county}: {}", lang.of("自动存证未成，县", "no checkpoint of county"), error.sentence(lang));
    };
    let _scheduler = Scheduler::start(Round::new(office.clone(), &keys), pace, tell);
    let proxies = place.proxies.clone();
    let options = web::Options { address, font_dirs: desk.font_dirs.clone(), keys, proxies, on_ready };
    web::serve(office, options).map_err(Stop::Served)
}

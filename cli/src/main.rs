//! guatu 挂图: the command line. Every command asks `acts`; here are only its words, its files and its exit codes.
//!
//! Exit codes: 0 done, 1 checked and found bad, 2 refused or failed.

mod commands;
mod desk;
mod options;
mod output;
mod progress;
mod stop;
mod terminal;

use acts::imports::apart;
use desk::Desk;
use options::{BulletinCommand, Command, LedgerCommand};
use std::process::ExitCode;
use stop::Stop;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Not a command for people: this program reads a workbook for another run of itself.
    if let [_, word, file] = std::env::args_os().collect::<Vec<_>>().as_slice()
        && (word == apart::WORD || word == apart::TEXT)
    {
        let read = if word == apart::TEXT { apart::run_text(file.as_ref()) } else { apart::run(file.as_ref()) };
        return if read.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    let line = match options::read() {
        Ok(line) => line,
        Err(code) => return code,
    };
    let lang = options::lang(line.global.lang.as_deref());
    match Desk::new(&line.global, lang).and_then(|desk| run(&desk, &line.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.tell(lang),
    }
}

fn run(desk: &Desk, command: &Command) -> Result<(), Stop> {
    match command {
        Command::Init(asked) => commands::init::run(desk, asked),
        Command::Load(asked) => commands::load::run(desk, asked),
        Command::Import(asked) => commands::import::run(desk, asked),
        Command::Demo(asked) => commands::demo::run(desk, asked),
        Command::Serve(asked) => commands::serve::run(desk, asked),
        Command::Statistics(asked) => commands::statistics::run(desk, asked),
        Command::Bulletin(BulletinCommand::Compose(asked)) => commands::compose::run(desk, asked),
        Command::Bulletin(BulletinCommand::Issue(asked)) => commands::issue::run(desk, asked),
        Command::Bulletin(BulletinCommand::Print(asked)) => commands::print::run(desk, asked),
        Command::Bulletin(BulletinCommand::List) => commands::bulletins::run(desk),
        Command::Bulletin(BulletinCommand::Check(asked)) => commands::check::run(desk, asked),
        Command::Ledger(LedgerCommand::Verify(asked)) => commands::verify::run(desk, asked),
        Command::Ledger(LedgerCommand::Checkpoint(asked)) => commands::checkpoint::run(desk, asked),
        Command::Ledger(LedgerCommand::Rebuild) => commands::rebuild::run(desk),
        Command::Accounts(asked) => commands::accounts::run(desk, asked),
        Command::Registers(asked) => commands::registers::run(desk, asked),
        Command::Directives(asked) => commands::directives::run(desk, asked),
        Command::Settings(asked) => commands::settings::run(desk, asked),
        Command::Returns(asked) => commands::returns::run(desk, asked),
        Command::Verifications(asked) => commands::verifications::run(desk, asked),
        Command::Tasks(asked) => commands::supervision::tasks(desk, asked),
        Command::Orders(asked) => commands::supervision::orders(desk, asked),
        Command::Proceedings(asked) => commands::proceedings::run(desk, asked),
        Command::Merit(asked) => commands::merit::run(desk, asked),
        Command::Meetings(asked) => commands::meetings::meetings(desk, asked),
        Command::Problems(asked) => commands::site_problems::problems(desk, asked),
        Command::Evidence(asked) => commands::evidence::run(desk, asked),
        Command::Acts(asked) => commands::acts::run(desk, asked),
        Command::Burden(asked) => commands::burden::run(desk, asked),
        Command::Backup(asked) => commands::backup::run(desk, asked),
        Command::Restore(asked) => commands::backup::restore(desk, asked),
        Command::Explain(asked) => commands::explain::run(desk, asked),
        Command::Export(asked) => commands::export::run(desk, asked),
    }
}

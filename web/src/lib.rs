//! Web 窗口: the pages. Every page is an answer of `acts`, read with somebody's eyes, as of a day.
#![forbid(unsafe_code)]

mod server;
mod router;
mod site;
mod asked;
mod form;
mod brought;
mod desk;
mod frame;
mod cache;
mod headers;
mod refused;
mod assets;
mod parts;
mod grid;
mod table;
mod todo;
mod words;

mod sign_in;
mod identities;
mod invitations;
mod me;
mod accounts;
mod roles;
mod wall;
mod meetings;
mod merit;
mod site_problems;
mod statistics;
mod units;
mod campaigns;
mod projects;
mod key_projects;
mod registers;
mod returns;
mod imports;
mod figures;
mod bulletins;
mod search;
mod settings;
mod help;
mod evidence;
mod verifications;
mod record;
mod burden;
mod directives;
mod tasks;
mod orders;
mod proceedings;

pub use router::{router, router_with};
pub use server::{Fault, Options, serve};
pub use site::Setup;

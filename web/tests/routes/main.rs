//! Routes 路由检验: every page asked by every kind of caller, on the demo county and the router itself.

mod demo;

mod bulletins;
mod callers;
mod campaigns;
mod evidence;
mod figures;
mod headers;
mod identities;
mod keeping;
mod directives;
mod orders;
mod proceedings;
mod imports;
mod kept;
mod key_projects;
mod looking;
mod projects;
mod record;
mod registers;
mod returns;
mod search;
mod sessions;
mod meetings;
mod merit;
mod models;
mod site_problems;
mod settings;
mod statistics;
mod taken;
mod units;
mod walk;
mod fuzz;
mod attacks;
mod verifications;
mod wall;

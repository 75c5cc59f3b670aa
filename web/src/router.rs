//! Router 路由: the table of contents. Every address of the window, in the order of its navigation.

use crate::site::{Setup, Site};
use crate::{
    accounts, assets, brought, bulletins, burden, campaigns, directives, figures, headers, help, identities, imports,
    invitations, key_projects, me, meetings, merit, orders, proceedings, projects, tasks,
};
use crate::{
    evidence, record, refused, registers, returns, roles, search, settings, sign_in, site_problems, statistics, todo, units,
    verifications, wall,
};
use acts::Office;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use std::path::PathBuf;

/// Largest body of a form, bytes.
const BODY_BYTES: usize = 8 * 1024;
/// … of a form that ticks rows of a list.
const LIST_BYTES: usize = 64 * 1024;

/// A month of sixty lines with their notes, and a pasted block.
const MONTH_BYTES: usize = 256 * 1024;

/// A record with several long texts.
const RECORD_BYTES: usize = 64 * 1024;

/// Largest upload: the file with the fields around it, or a long pasted block.
const UPLOAD_BYTES: usize = imports::MOST_BYTES + 5 * 1024 * 1024;

/// All pages over one office; `font_dirs` and `keys` are for printed bulletins.
pub fn router(office: Office, font_dirs: Vec<PathBuf>, keys: PathBuf) -> Router {
    router_with(office, Setup::new(font_dirs, keys))
}

/// The same, with everything said: another clock, cheaper passwords.
pub fn router_with(office: Office, setup: Setup) -> Router {
    // What was typed before a session was over is carried through the sign-in.
    let carrying = || DefaultBodyLimit::max(sign_in::KEPT_BYTES * 4);
    Router::new()
        .route("/", get(identities::page))
        .route("/identity", post(identities::choose).layer(carrying()))
        .route("/sign-in", get(sign_in::page).post(sign_in::give_password).layer(carrying()))
        .route("/sign-in/code", post(sign_in::give_code).layer(carrying()))
        .route("/sign-out", post(me::sign_out))
        .route("/invitation/{token}", get(invitations::page).post(invitations::accept))
        .route("/me", get(me::page))
        .route("/me/post", post(me::switch_post))
        .route("/me/password", post(me::change_password))
        .route("/me/second-factor", get(me::second_factor).post(me::enrol))
        .route("/me/sessions", post(me::end_session))
        .route("/accounts", get(accounts::page).post(accounts::act))
        .route("/roles", get(roles::page).post(roles::act))
        .route("/wall", get(wall::page))
        .route("/todo", get(todo::page))
        .route("/returns", get(returns::list))
        .route("/returns/progress", get(returns::progress))
        .route("/returns/openings", get(returns::openings).post(returns::open))
        .route("/returns/{month}", get(returns::month).post(returns::take).layer(DefaultBodyLimit::max(MONTH_BYTES)))
        .route("/statistics", get(statistics::page))
        .route("/figures/{id}", get(figures::page))
        .route("/campaigns/{id}", get(campaigns::page))
        .route("/units", get(units::list))
        .route("/units/{id}", get(units::page))
        .route("/projects", get(projects::list))
        .route("/projects/{id}", get(projects::page))
        .route("/key-projects", get(key_projects::list))
        .route("/key-projects/{id}", get(key_projects::page))
        .route("/registers", get(registers::index))
        .route("/registers/{noun}", get(registers::page))
        .route("/registers/{noun}/record", get(registers::record))
        .route("/registers/{noun}/new", get(registers::new).post(registers::take).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/registers/{noun}/edit", get(registers::edit).post(registers::take).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/settings", get(settings::page))
        .route("/settings/units", get(settings::units).post(settings::reorganise).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/settings/file", get(settings::file).post(settings::take_file).layer(DefaultBodyLimit::max(settings::BODY_BYTES)))
        .route("/registers/{noun}/template.xlsx", get(imports::register_template))
        .route("/returns/{month}/template.xlsx", get(imports::month_template))
        .route("/imports", get(imports::index).merge(post(imports::take).layer(DefaultBodyLimit::max(UPLOAD_BYTES))))
        .route("/imports/{key}", get(imports::page).post(imports::decide))
        .route("/imports/{key}/{what}", get(imports::give_back))
        .route("/bulletins", get(bulletins::list))
        .route("/bulletins/draft", get(bulletins::draft))
        .route("/bulletins/{number}", get(bulletins::page))
        .route(
            "/verifications",
            get(verifications::list).post(verifications::accept_all).layer(DefaultBodyLimit::max(LIST_BYTES)),
        )
        .route("/verifications/report", get(verifications::report))
        .route("/verifications/{unit}/{indicator}/{month}", get(verifications::page).post(verifications::decide))
        .route("/evidence", post(evidence::add).layer(DefaultBodyLimit::max(evidence::BODY_BYTES)))
        .route("/evidence/{id}", get(evidence::show))
        .route("/evidence/{id}/withdraw", post(evidence::withdraw))
        .route("/directives", get(directives::list))
        .route("/directives/new", get(directives::new).post(directives::keep).layer(DefaultBodyLimit::max(brought::BODY_BYTES)))
        .route("/directives/{id}", get(directives::page).post(directives::decide).layer(DefaultBodyLimit::max(LIST_BYTES)))
        .route("/tasks", get(tasks::list))
        .route("/tasks/sheet", get(tasks::sheet))
        .route("/tasks/{id}", get(tasks::page).post(tasks::step))
        .route("/tasks/{id}/breakdown", get(tasks::breakdown).post(tasks::break_down).layer(DefaultBodyLimit::max(MONTH_BYTES)))
        .route("/pledges/{id}", get(tasks::pledge))
        .route("/orders", get(orders::list))
        .route("/orders/new", get(orders::new).post(orders::open).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/orders/dispatch", get(orders::dispatch))
        .route("/orders/{id}", get(orders::page).post(orders::step).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/proceedings", get(proceedings::list))
        .route("/proceedings/new", get(proceedings::new).post(proceedings::open))
        .route("/proceedings/{id}", get(proceedings::page).post(proceedings::step).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/merit", get(merit::list))
        .route("/merit/objections", get(merit::objections))
        .route("/merit/{person}", get(merit::page))
        .route("/merit/{person}/{event}", get(merit::event).post(merit::act).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/meetings", get(meetings::list))
        .route("/meetings/new", get(meetings::new).post(meetings::plan).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/meetings/{id}", get(meetings::page).post(meetings::take).layer(DefaultBodyLimit::max(LIST_BYTES)))
        .route("/meetings/{id}/pack", get(meetings::pack))
        .route("/meetings/{id}/minutes", post(meetings::minutes).layer(DefaultBodyLimit::max(brought::BODY_BYTES)))
        .route("/problems", get(site_problems::list))
        .route("/problems/new", get(site_problems::new).post(site_problems::record).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/problems/{id}", get(site_problems::page).post(site_problems::step).layer(DefaultBodyLimit::max(RECORD_BYTES)))
        .route("/check", get(orders::check))
        .route("/burden", get(burden::page))
        .route("/acts", get(record::list))
        .route("/acts/verification", get(record::verification).post(record::verify))
        .route("/acts/verification/checkpoint", post(record::checkpoint))
        .route("/acts/verification/proof", post(record::prove))
        .route("/acts/checkpoints/{day}", get(record::kept_checkpoint))
        .route("/acts/{seq}", get(record::page).post(record::open))
        .route("/search", get(search::page))
        .route("/help", get(help::page))
        .route("/assets/guatu.css", get(assets::css))
        .route("/assets/guatu.js", get(assets::js))
        .route("/assets/mark.svg", get(assets::mark))
        .route("/health", get(assets::health))
        .fallback(refused::no_such_page)
        .method_not_allowed_fallback(refused::no_such_method)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn(headers::guard))
        .with_state(Site::new(office, setup))
}

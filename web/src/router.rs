//! Router 路由: the table of contents. Every address of the window, in the order of its navigation.

use crate::site::Site;
use crate::{assets, bulletins, burden, campaigns, figures, headers, help, identities, key_projects, projects, record, refused};
use crate::{registers, returns, search, statistics, todo, units, wall};
use acts::Office;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use std::path::PathBuf;

/// Largest body of a form, bytes.
const BODY_BYTES: usize = 8 * 1024;

/// A month of sixty lines with their notes, and a pasted block.
const MONTH_BYTES: usize = 256 * 1024;

/// All pages over one office; `font_dirs` and `keys` are for printed bulletins.
pub fn router(office: Office, font_dirs: Vec<PathBuf>, keys: PathBuf) -> Router {
    Router::new()
        .route("/", get(identities::page))
        .route("/identity", post(identities::choose))
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
        .route("/bulletins", get(bulletins::list))
        .route("/bulletins/draft", get(bulletins::draft))
        .route("/bulletins/{number}", get(bulletins::page))
        .route("/burden", get(burden::page))
        .route("/acts", get(record::list))
        .route("/acts/verification", get(record::verification).post(record::verify))
        .route("/acts/verification/checkpoint", post(record::checkpoint))
        .route("/acts/verification/proof", post(record::prove))
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
        .with_state(Site::new(office, font_dirs, keys))
}

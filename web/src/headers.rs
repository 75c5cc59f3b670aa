//! Headers 安全响应头: what every answer carries, and what no request may be (RELIABILITY.md S-11, §7.3).

use crate::asked::Asked;
use crate::refused::Refused;
use axum::extract::{FromRequestParts, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

const POLICY: &str = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self'; object-src 'none'";

/// Longest address, bytes.
const ADDRESS_BYTES: usize = 2048;

/// An answer that takes longer is given up, so that nobody waits for ever.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// A file of evidence may take longer to come.
const UPLOAD_LIMIT: Duration = Duration::from_secs(300);

pub async fn guard(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let refusal = refuse(&parts.method, parts.uri.to_string().len(), &parts.headers);
    let mut response = match refusal {
        Some(refused) => match Asked::from_request_parts(&mut parts, &()).await {
            Ok(asked) => refused.page(&asked),
            Err(response) => response,
        },
        None => {
            let is_upload = parts.method == Method::POST && parts.uri.path() == "/evidence";
            let limit = if is_upload { UPLOAD_LIMIT } else { ANSWER_LIMIT };
            let answer = next.run(Request::from_parts(parts, body));
            match tokio::time::timeout(limit, answer).await {
                Ok(response) => response,
                Err(_) => axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        }
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

/// What is refused before anything is read.
fn refuse(method: &Method, address_bytes: usize, headers: &HeaderMap) -> Option<Refused> {
    if address_bytes > ADDRESS_BYTES {
        return Some(Refused::bad(
            "web.address_too_long",
            "网址过长，请缩短查询条件",
            "the address is too long; shorten what you ask for",
        ));
    }
    if *method == Method::GET || *method == Method::HEAD {
        return None;
    }
    if *method != Method::POST {
        return Some(Refused::Method);
    }
    (!is_from_here(headers)).then(|| {
        Refused::Foreign("请从本系统的页面上操作".to_owned(), "please use the page of this program to do that".to_owned())
    })
}

/// A form must come from a page of ours: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        // Neither header: not a browser, so nobody's cookies can be abused.
        (None, _) => true,
    }
}

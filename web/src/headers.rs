//! Headers 安全响应头: what every answer carries, and what no request may be (RELIABILITY.md S-11, §7.3).

use crate::asked::Asked;
use crate::refused::Refused;
use crate::server::Arrival;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
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
    let (parts, body) = request.into_parts();
    let refusal = refuse(&parts.method, parts.uri.to_string().len(), &parts.headers);
    let mut response = match refusal {
        Some(refused) => page_of(refused, parts).await,
        None => {
            let is_upload = parts.method == Method::POST && parts.uri.path() == "/evidence";
            let limit = if is_upload { UPLOAD_LIMIT } else { ANSWER_LIMIT };
            let answer = next.run(Request::from_parts(parts.clone(), body));
            let answer = tokio::time::timeout(limit, answer).await;
            with_words(answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response()), parts).await
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

async fn page_of(refused: Refused, mut parts: Parts) -> Response {
    match Asked::from_request_parts(&mut parts, &()).await {
        Ok(asked) => refused.page(&asked),
        Err(response) => response,
    }
}

/// A refusal from beneath the pages gets a sentence: a body too large or too slow, an answer too late.
async fn with_words(response: Response, parts: Parts) -> Response {
    let is_late = parts.extensions.get::<Arc<Arrival>>().is_some_and(|arrival| arrival.is_late());
    let status = if is_late { StatusCode::REQUEST_TIMEOUT } else { response.status() };
    let has_words = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_late && (has_words || !(status.is_client_error() || status.is_server_error())) {
        return response;
    }
    page_of(Refused::Unsaid(status), parts).await
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    /// The page for a status that came without a word, in a language.
    fn said(status: StatusCode, lang: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(format!("/returns/2026-04?lang={lang}")).body(axum::body::Body::empty());
        let (parts, _) = request.expect("a request").into_parts();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let response = with_words(status.into_response(), parts).await;
            let status = response.status();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            (status, String::from_utf8_lossy(&bytes).into_owned())
        })
    }

    #[test]
    fn every_refusal_carries_a_sentence() {
        for (status, zh, en) in [
            (StatusCode::SERVICE_UNAVAILABLE, "不会重复办理", "does nothing twice"),
            (StatusCode::PAYLOAD_TOO_LARGE, "超过这一页的限度", "larger than this page takes"),
            (StatusCode::REQUEST_TIMEOUT, "传得太慢", "came too slowly"),
            (StatusCode::INTERNAL_SERVER_ERROR, "页面没有生成", "could not be made"),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "不能识别", "cannot be read"),
        ] {
            for (lang, sentence) in [("zh", zh), ("en", en)] {
                let (found, page) = said(status, lang);
                assert!(found == status && page.contains(sentence), "{status} {lang}: {found} {page}");
            }
        }
        assert_eq!(said(StatusCode::OK, "zh").1, "", "what is no refusal stays as it is");
    }
}

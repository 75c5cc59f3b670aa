//! Assets 样式与脚本: one style sheet, one small script and the mark, built into the program and told apart by their digest.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::LazyLock;

const OWN_STYLE: &str = include_str!("../templates/guatu.css");
const SCRIPT: &str = include_str!("../templates/guatu.js");
const MARK: &str = include_str!("../templates/mark.svg");

struct Asset {
    plain: String,
    gzip: Vec<u8>,
    version: String,
}

impl Asset {
    fn new(plain: String) -> Asset {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing into memory cannot fail.
        let _ = encoder.write_all(plain.as_bytes());
        // FNV: a name for this very content, so that a browser may keep it for ever.
        let digest = plain.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Asset { gzip: encoder.finish().unwrap_or_default(), version: format!("{digest:016x}"), plain }
    }

    fn response(&self, kind: &'static str, headers: &HeaderMap) -> Response {
        let gzip = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
        let set: [(HeaderName, HeaderValue); 3] = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            (header::VARY, HeaderValue::from_static("Accept-Encoding")),
        ];
        if gzip {
            (set, [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], self.gzip.clone()).into_response()
        } else {
            (set, self.plain.clone()).into_response()
        }
    }
}

/// The paper of pages. After the sheet's own, whose wide margins are those of an official document and nothing else's.
const PAPER: &str = "@page { size: A4; margin: 14mm 12mm; }\n@page broad { size: A4 landscape; margin: 12mm; }\n";

static STYLE_ASSET: LazyLock<Asset> = LazyLock::new(|| Asset::new(format!("{OWN_STYLE}\n{}\n{PAPER}", documents::html::STYLE)));
static SCRIPT_ASSET: LazyLock<Asset> = LazyLock::new(|| Asset::new(SCRIPT.to_owned()));
static MARK_ASSET: LazyLock<Asset> = LazyLock::new(|| Asset::new(MARK.to_owned()));

pub async fn css(headers: HeaderMap) -> Response {
    STYLE_ASSET.response("text/css; charset=utf-8", &headers)
}

pub async fn js(headers: HeaderMap) -> Response {
    SCRIPT_ASSET.response("text/javascript; charset=utf-8", &headers)
}

pub async fn mark(headers: HeaderMap) -> Response {
    MARK_ASSET.response("image/svg+xml", &headers)
}

/// For the watchman: the program answers.
pub async fn health() -> &'static str {
    "ok\n"
}

/// Addresses of style and script with their version.
pub fn style_address() -> String {
    format!("/assets/guatu.css?{}", STYLE_ASSET.version)
}

pub fn script_address() -> String {
    format!("/assets/guatu.js?{}", SCRIPT_ASSET.version)
}

//! Style sheet, scripts and static files: hashed, compressed once at build time, embedded in the binary.

use app::visit::Assets;
use axum::Router;

use crate::Office;

pub const ASSETS: Assets = Assets {
    style: "/assets/style.css",
    script: "/assets/script.js",
};

pub fn routes() -> Router<Office> {
    Router::new()
}

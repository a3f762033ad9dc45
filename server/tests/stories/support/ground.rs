//! What every story's portal begins with, made once: the tables, and the directory of offices in them.

use std::path::Path;

use server::data_layer::directory;
use server::database::Db;
use server::demo_city::{City, SEED};
use tokio::sync::OnceCell;

use super::world::{FAMILIES, FRIDAY};

/// The whole file: some megabytes.
static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// Makes the tables and keeps the directory in them.
pub async fn lay(url: &str) {
    let db = Db::open(url).await.expect("the tables");
    let city = City::new(SEED, FRIDAY, FAMILIES);
    let mut tx = db.begin().await.expect("a transaction");
    directory::keep(tx.conn(), &city.offices)
        .await
        .expect("the directory is kept");
    tx.commit().await.expect("the directory is kept");
    db.close().await;
}

/// A copy of the ground in this file; its URL.
pub async fn sqlite(file: &Path) -> String {
    let ground = SQLITE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = folder.path().join("ground.db");
            lay(&format!("sqlite:{}", file.display())).await;
            tokio::fs::read(file).await.expect("the ground is there")
        })
        .await;
    tokio::fs::write(file, ground)
        .await
        .expect("room for a copy");
    format!("sqlite:{}", file.display())
}

//! A PostgreSQL database for each story: a copy of one that was filled once.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::Url;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

use super::ground;

const WANTED: &str = "YUBAN_TEST_POSTGRES";
static FILLED: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Makes a database with the portal's tables and answers its URL.
pub async fn database() -> String {
    let server = server();
    let template = FILLED
        .get_or_init(|| async {
            let name = format!("yuban_ground_{}", std::process::id());
            run(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ))
            .await;
            ground::lay(&url(&server, &name)).await;
            name
        })
        .await;
    let name = format!(
        "yuban_story_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    url(&server, &name)
}

/// Removes a database that [`database`] made.
pub async fn remove(url: &str) {
    let url = Url::parse(url).expect("a URL that was made here");
    let name = url.path().trim_start_matches('/');
    run(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

fn server() -> Url {
    let url = std::env::var(WANTED).unwrap_or_else(|_| {
        panic!("{WANTED} names no PostgreSQL server: run this as `bin/with-postgres cargo test ..`")
    });
    Url::parse(&url).unwrap_or_else(|error| panic!("{WANTED}: {error}"))
}

fn url(server: &Url, database: &str) -> String {
    let mut url = server.clone();
    url.set_path(database);
    url.into()
}

async fn run(statement: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(server().as_str())
        .await
        .expect("the test server answers");
    connection
        .execute(AssertSqlSafe(statement.to_owned()))
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    connection.close().await.expect("a connection closes");
}

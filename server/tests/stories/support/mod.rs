//! What stories stand on: a fresh portal on either database, a clock that stands, and a visitor without JavaScript.

mod ground;
mod page;
pub mod post;
pub mod postgres;
mod visitor;
mod world;

pub use page::{Form, Page};
pub use visitor::Visitor;
pub use world::World;

use app::text::{Language, Text, Words};
use server::data_layer::looked_fields::is_in_words;
use server::database::Engine;
use sqlx::Row as _;

/// What the portal says in Chinese, for stories that look for it on a page.
pub fn say(text: Text) -> String {
    Words::new(Language::Chinese).say(text)
}

/// Tells one story in a fresh world, and clears the world away when it ended well.
pub async fn tell<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(World) -> F) {
    let world = World::fresh(engine).await;
    let afterwards = world.clone();
    story(world).await;
    has_words_for_every_look(&afterwards).await;
    afterwards.clear_away().await;
}

/// Whatever a story recorded of what was shown, the person whom it is about can read which fields it was.
async fn has_words_for_every_look(world: &World) {
    let office = &world.office;
    // A story may have shut the database.
    let Ok(mut conn) = office.db.read().await else {
        return;
    };
    let rows = sqlx::query("SELECT DISTINCT fields FROM access_log")
        .fetch_all(&mut *conn)
        .await
        .expect("the log is read");
    for row in rows {
        let fields: String = row.get(0);
        for name in fields.split(',').filter(|name| !name.is_empty()) {
            assert!(
                is_in_words(&office.services, name),
                "looked.ftl lacks {name}"
            );
        }
    }
}

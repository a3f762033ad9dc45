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
use server::database::Engine;

/// What the portal says in Chinese, for stories that look for it on a page.
pub fn say(text: Text) -> String {
    Words::new(Language::Chinese).say(text)
}

/// Tells one story in a fresh world, and clears the world away when it ended well.
pub async fn tell<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(World) -> F) {
    let world = World::fresh(engine).await;
    let afterwards = world.clone();
    story(world).await;
    afterwards.clear_away().await;
}

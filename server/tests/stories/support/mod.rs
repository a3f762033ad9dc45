//! What stories stand on: a fresh portal on either database, a clock that stands, and a visitor without JavaScript.

mod page;
mod postgres;
mod visitor;
mod world;

pub use page::{Form, Page};
pub use visitor::Visitor;
pub use world::World;

use server::database::Engine;

/// Tells one story in a fresh world, and clears the world away when it ended well.
pub async fn tell<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(World) -> F) {
    let world = World::fresh(engine).await;
    let afterwards = world.clone();
    story(world).await;
    afterwards.clear_away().await;
}

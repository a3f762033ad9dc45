//! What every visitor meets, whatever the page.

use crate::stories;
use crate::support::World;

async fn an_unknown_page_is_refused_in_words(world: World) {
    let mut visitor = world.visitor();

    let page = visitor.open("/no-such-page").await;

    assert_eq!(page.status, 404);
    assert_eq!(page.heading(), "没有找到这个页面");
    page.says("12345");
    assert!(
        page.find("html").attr("lang") == Some("zh-Hans"),
        "the page says which language it speaks"
    );
}

stories![an_unknown_page_is_refused_in_words];

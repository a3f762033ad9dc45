//! A yes by phone: staff of the elder's own street ring the number that the population register holds, and no other.

use app::text::Text;
use server::demo_city::people::demo_people;
use server::mandate::whole_offer;

use crate::mandate::{citizen, number_of, one, street_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{World, say};

async fn staff_ring_the_registered_phone_for_the_elders_own_yes(world: World) {
    let father = citizen(&world, "old-father").await;
    let offer = whole_offer(
        father.name.clone(),
        number_of(&world, "old-father"),
        street_of(&world, "old-father"),
        world.office.clock.today(),
    );
    let holder = citizen(&world, "daughter").await;
    let mandate = world.office.offer_mandate(&holder, &offer).await.unwrap();
    let path = format!("/staff/mandates/{mandate}");
    let mut clerk = be(&world, "civil-shapingba").await;
    // A yes at a number that was never looked up is none.
    let yes = [("act", "yes-by-phone"), ("consent", "read")];
    assert_eq!(clerk.post(&path, &yes).await.status, 404);
    // Offices of other districts, other departments and the holder ring nobody.
    for key in ["civil-yubei", "police-shapingba-1", "daughter"] {
        let mut other = be(&world, key).await;
        let rung = other.post(&path, &[("act", "ring")]).await;
        assert_eq!(rung.status, 404, "{key}");
    }
    let known = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "old-father")
        .expect("one of the demo's people");
    clerk.open(&path).await.hides(known.mobile.as_str());
    let rung = clerk.post(&path, &[("act", "ring")]).await;
    rung.says(known.mobile.as_str());
    let looked = "SELECT COUNT(id) FROM access_log WHERE person = $1 AND purpose = 'mandates' AND by_kind = 'staff'";
    assert!(one(&world, looked, &father.person.0).await > 0);
    clerk
        .post(&path, &[("act", "yes-by-phone")])
        .await
        .says(&say(Text::MandateDeskConsentEmpty))
        .says(known.mobile.as_str());
    let done = clerk.post(&path, &yes).await;
    done.says(&say(Text::MandateStateActive))
        .says(&say(Text::MandateStepRung))
        .hides(known.mobile.as_str());
    let mut daughter = be(&world, "daughter").await;
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateGivenCallBack))
        .hides(known.mobile.as_str());
    // Whom it is about is told, too.
    let mut father = be(&world, "old-father").await;
    father
        .open("/notices")
        .await
        .says(&say(Text::MandateNoticeActive));
}

stories![staff_ring_the_registered_phone_for_the_elders_own_yes];

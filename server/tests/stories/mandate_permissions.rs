//! Who may not: a child without a mandate, one whose mandate has just ended, one whose mandate is on hold, one whose
//! mandate does not reach so far; and staff who have no business with it.

use app::case::CaseReference;
use app::mandate::MandateAct;
use app::text::Text;

use crate::applying::{case_of, matters_of};
use crate::mandate::{
    case_numbered, citizen, filed_for, may_act, number_of, street_of, to_the_check_for,
};
use crate::newborn::be;
use crate::stories;
use crate::support::{Visitor, World, say};

const FATHER: &str = "刘德厚";

/// Every page and press of a case for which one would need a leave that holds.
async fn gets_nothing_of(
    world: &World,
    visitor: &mut Visitor,
    reference: &CaseReference,
    status: u16,
) {
    let case = format!("/cases/{reference}");
    let matter = "community-check.case";
    let pages = [
        format!("{case}/receipt"),
        format!("{case}/withdraw"),
        format!("{case}/files"),
        format!("{case}/day.ics"),
        format!("{case}/events"),
        format!("{case}/answer/{matter}"),
        format!("{case}/rating"),
        format!("{case}/complaint"),
    ];
    for path in &pages {
        let page = visitor.open(path).await;
        assert_eq!(page.status, status, "GET {path}: {}", page.html);
        page.hides("社区核对").hides("3331");
    }
    for (page, fields) in [
        ("withdraw", vec![("matter", "all")]),
        ("receipt", vec![("enquiry", "off")]),
        ("complaint", vec![("text", "有意见"), ("act", "send")]),
    ] {
        let path = format!("{case}/{page}");
        let after = visitor.post(&path, &fields).await;
        assert_eq!(after.status, status, "POST {path}");
    }
    let filed = case_numbered(world, reference).await;
    for matter in matters_of(world, &filed).await {
        assert!(!matter.stage.is_final(), "nothing has moved");
    }
}

async fn a_child_without_a_mandate_gets_nothing(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    // A child of somebody else's, and the mother: kinship alone is nothing.
    for key in ["elder-son", "old-mother"] {
        let mut other = be(&world, key).await;
        let page = other.open(&format!("/cases/{}", case.reference)).await;
        assert_eq!(page.status, 404);
        page.hides(FATHER);
        gets_nothing_of(&world, &mut other, &case.reference, 404).await;
        assert_eq!(
            other.open(&format!("/acting-for/{mandate}")).await.status,
            404
        );
        for (path, fields) in [
            (format!("/acting-for/{mandate}"), vec![("act", "end")]),
            (format!("/acting-for/{mandate}/call"), vec![("", "")]),
            (
                format!("/acting-for/{mandate}/code"),
                vec![("code", "123456")],
            ),
            (format!("/who-may-act/{mandate}"), vec![("act", "end")]),
        ] {
            assert_eq!(other.post(&path, &fields).await.status, 404, "{key} {path}");
        }
        let start = other
            .post("/old-age-allowance/start", &[("for", mandate.as_str())])
            .await;
        assert_eq!(start.status, 404, "another's mandate opens nothing");
        other.open("/acting-for").await.hides(FATHER);
        other.open("/who-may-act").await.hides("刘敏");
    }
    // The son who only says that it is for his mother is asked for himself, and nobody's number is taken.
    let mut son = be(&world, "elder-son").await;
    son.post("/old-age-allowance/start", &[("for", "")]).await;
    let question = son.open("/old-age-allowance/elder").await;
    assert!(!question.has("input[name=number]"));
    // The holder's own press is not the subject's yes.
    let press = daughter
        .post(&format!("/who-may-act/{mandate}"), &[("act", "yes")])
        .await;
    assert_eq!(press.status, 404);
}

async fn an_offer_without_a_yes_allows_nothing(world: World) {
    let (holder, father) = (
        citizen(&world, "daughter").await,
        citizen(&world, "old-father").await,
    );
    let offer = server::mandate::whole_offer(
        father.name.clone(),
        number_of(&world, "old-father"),
        street_of(&world, "old-father"),
        world.office.clock.today(),
    );
    let mandate = world
        .office
        .offer_mandate(&holder, &offer)
        .await
        .expect("asked");
    let mut daughter = be(&world, "daughter").await;
    let start = daughter
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(start.status, 403);
    let guide = daughter.open("/old-age-allowance").await;
    assert!(!guide.has("input[name=for]"), "nobody to choose yet");
}

async fn a_mandate_just_ended_opens_nothing(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    // A second application is half written, and its check page lies open.
    let check = to_the_check_for(&mut daughter, &mandate, FATHER).await;
    let father = citizen(&world, "old-father").await;
    world
        .office
        .reply_to_mandate(&father, mandate.as_str(), "end")
        .await
        .expect("taken back");

    gets_nothing_of(&world, &mut daughter, &case.reference, 404).await;
    let late = daughter
        .submit(
            check
                .form()
                .press(&say(Text::CheckSubmit))
                .tick("declared", "yes"),
        )
        .await;
    assert_ne!(late.status, 200, "{}", late.text());
    for place in ["leave", "known", "elder", "check"] {
        let page = daughter.open(&format!("/old-age-allowance/{place}")).await;
        page.hides(FATHER);
        assert!(!page.html.contains("3331"), "{place}");
    }
    let start = daughter
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(start.status, 403);
    start.says(&say(Text::MandateNoLonger));
    assert!(
        !daughter
            .open("/old-age-allowance")
            .await
            .has("input[name=for]")
    );
}

async fn a_mandate_on_hold_opens_nothing(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    let check = to_the_check_for(&mut daughter, &mandate, FATHER).await;
    let mut clerk = be(&world, "street-shapingba").await;
    clerk
        .post(
            &format!("/staff/mandates/{mandate}"),
            &[("act", "hold"), ("reason", "账户刚换过")],
        )
        .await
        .says(&say(Text::MandateStateHeld));

    gets_nothing_of(&world, &mut daughter, &case.reference, 403).await;
    for place in ["leave", "known", "elder", "check"] {
        let page = daughter.open(&format!("/old-age-allowance/{place}")).await;
        assert_eq!(page.status, 403, "{place}");
        page.says(&say(Text::MandateBeingChecked))
            .hides("账户刚换过");
    }
    let press = daughter
        .submit(
            check
                .form()
                .press(&say(Text::CheckSubmit))
                .tick("declared", "yes"),
        )
        .await;
    assert_eq!(press.status, 403);
    // While it is held the subject sees all of it, and can end it.
    let mut father = be(&world, "old-father").await;
    assert_eq!(
        father
            .open(&format!("/cases/{}", case.reference))
            .await
            .status,
        200
    );
}

async fn what_was_not_agreed_to_is_not_to_be_had(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", &[MandateAct::Apply]).await;
    let name = citizen(&world, "old-father").await.name;
    let check = to_the_check_for(&mut daughter, &mandate, name.as_str()).await;
    check.says(&say(Text::MandateCheckNotYou));
    let filed = daughter
        .submit(
            check
                .form()
                .press(&say(Text::CheckSubmit))
                .tick("declared", "yes"),
        )
        .await;
    // It was handed in; following it was not agreed to.
    filed.says(&say(Text::MandateFiledTitle));
    let link = filed.find("main a[href^='/cases/GL-']");
    let reference = link
        .attr("href")
        .expect("an address")
        .trim_start_matches("/cases/");
    let reference = CaseReference::parse(reference).expect("a reference");
    daughter
        .open("/cases")
        .await
        .says(&say(Text::MandateNotThis));
    gets_nothing_of(&world, &mut daughter, &reference, 403).await;
    let told = "SELECT COUNT(id) FROM notice WHERE person = $1 AND reference LIKE 'GL-%'";
    let of = citizen(&world, "daughter").await.person;
    assert_eq!(
        crate::mandate::one(&world, told, &of.0).await,
        0,
        "she is not told"
    );

    // To follow, but not to answer or withdraw.
    let follow = [MandateAct::Apply, MandateAct::Track];
    let of_mother = may_act(&world, "daughter", "old-mother", &follow).await;
    let receipt = filed_for(&world, &mut daughter, &of_mother, "old-mother").await;
    let case = format!("/cases/{}", case_of(&world, &receipt).await.reference);
    let page = daughter.open(&case).await;
    assert_eq!(page.status, 200);
    assert!(!page.html.contains(&format!("{case}/withdraw")));
    assert_eq!(daughter.open(&format!("{case}/withdraw")).await.status, 403);
}

async fn staff_who_have_no_business_with_it_find_nothing(world: World) {
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let desk = format!("/staff/mandates/{mandate}");
    let number = number_of(&world, "old-father");
    let holds = [("act", "hold"), ("reason", "想看看")];
    for key in [
        "police-shapingba-1",
        "police-yubei",
        "hospital-shapingba",
        "insurance-shapingba",
    ] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open("/staff/mandates").await.status, 404, "{key}");
        assert_eq!(other.open(&desk).await.status, 404, "{key}");
        let look = other
            .post("/staff/mandates", &[("number", number.as_str())])
            .await;
        assert_eq!(look.status, 404, "{key}");
        look.hides(FATHER);
        assert_eq!(other.post(&desk, &holds).await.status, 404, "{key}");
    }
    // A counter of another place: nothing without the person, and no hold with them.
    let mut elsewhere = be(&world, "services-city").await;
    assert_eq!(elsewhere.open(&desk).await.status, 404);
    assert_eq!(elsewhere.post(&desk, &holds).await.status, 404);
    let end = [("act", "end"), ("said", "counter")];
    assert_eq!(elsewhere.post(&desk, &end).await.status, 404);
    elsewhere
        .post("/staff/mandates", &[("number", number.as_str())])
        .await
        .says("刘敏");
    let page = elsewhere.open(&desk).await;
    assert_eq!(page.status, 200);
    assert!(!page.has("textarea[name=reason]"));
    assert_eq!(elsewhere.post(&desk, &holds).await.status, 404);
    // The own street office does not enter a word of somebody who is not there.
    let mut own = be(&world, "street-shapingba").await;
    assert_eq!(own.post(&desk, &end).await.status, 404);
    for key in ["daughter", "old-father"] {
        let mut citizen = be(&world, key).await;
        assert_eq!(citizen.open("/staff/mandates").await.status, 404);
        assert_eq!(citizen.post(&desk, &holds).await.status, 404);
    }
    let mut visitor = world.visitor();
    assert_eq!(visitor.open(&desk).await.route(), "/staff/sign-in");
    assert_eq!(visitor.open("/who-may-act").await.route(), "/sign-in");
    assert_eq!(
        visitor
            .open(&format!("/acting-for/{mandate}"))
            .await
            .route(),
        "/sign-in"
    );
}

stories![
    a_child_without_a_mandate_gets_nothing,
    an_offer_without_a_yes_allows_nothing,
    a_mandate_just_ended_opens_nothing,
    a_mandate_on_hold_opens_nothing,
    what_was_not_agreed_to_is_not_to_be_had,
    staff_who_have_no_business_with_it_find_nothing,
];

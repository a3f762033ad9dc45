//! What no register can say, or two say differently, stands in nobody's way: it is handed in, the street enters what a document
//! shows, a second person agrees, and the months that could not be reckoned are paid.

use app::text::Text;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;

use crate::allowances::{applies, be_the, entitled, number, pays, reference};
use crate::bundle::{approves, registers_answer};
use crate::by_hand::with_leave;
use crate::mandate::number_of;
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const SERVICE: &str = "care-service-subsidy";
const ACCOUNT: &str = "6222021001112223331";
const PAID: &str =
    "SELECT CAST(COALESCE(SUM(fen), 0) AS BIGINT) FROM payment_line WHERE state = 'paid'";

/// A member of staff looks at 彭守信 and follows to what is missing.
async fn what_is_missing(staff: &mut Visitor, world: &World) -> Page {
    let number = number_of(world, "contradicted-elder");
    let page = staff
        .post("/staff/older-person", &[("number", number.as_str())])
        .await;
    let link = page
        .find_all("main a[href^='/staff/older-person/facts/']")
        .into_iter()
        .find_map(|link| link.attr("href").map(str::to_owned))
        .unwrap_or_else(|| panic!("nothing is missing: {}", page.text()));
    staff.open(&link).await
}

/// Everybody says yes to what nobody could reckon.
async fn granted(world: &World) {
    registers_answer(world).await;
    approves(world, "street-shapingba", "街道初审").await;
    approves(world, "civil-shapingba", "区民政局审定").await;
}

async fn what_two_registers_contradict_is_found_out_by_a_document_and_two_people(world: World) {
    let mut peng = be(&world, "contradicted-elder").await;
    let receipt = applies(&mut peng, SERVICE, "彭守信", ACCOUNT).await;
    assert!(receipt.route().ends_with("/receipt"), "{}", receipt.text());
    granted(&world).await;
    let reference = reference(&world, SERVICE).await;
    let mut peng = be(&world, "contradicted-elder").await;
    peng.open("/notices").await.says("金额还没有查清");
    peng.open(&format!("/allowances/{reference}"))
        .await
        .says(&say(Text::AllowanceMissing))
        .says(&say(Text::BenefitsFactHardship));
    // Never a wrong amount: the month stays open.
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    let open =
        "SELECT COUNT(*) FROM payment_line WHERE state = 'open' AND why = 'unknown' AND fen = 0";
    assert_eq!(number(&world, open).await, 1);

    // Whoever enters it cannot agree to it, here or by the database.
    let mut civil = be(&world, "civil-shapingba").await;
    let page = what_is_missing(&mut civil, &world).await;
    let path = page.route().to_owned();
    let wrong = civil
        .submit(page.form_to(&path).fill("hardship", "none"))
        .await;
    wrong.says(&say(Text::AllowanceFoundDocumentEmpty));
    let form = wrong
        .form_to(&path)
        .fill("hardship", "none")
        .fill("document", "口头说明");
    civil.submit(form).await.says("口头说明");
    let list = civil.open("/allowances/runs").await;
    list.says("口头说明")
        .says(&say(Text::AllowanceWaitsForColleague));
    let mut lead = be(&world, "civil-shapingba-lead").await;
    let list = lead.open("/allowances/runs").await;
    let form = list
        .find_all("main form[action^='/allowances/runs/facts/']")
        .into_iter()
        .find_map(|form| form.attr("action").map(str::to_owned))
        .expect("a second person finds it");
    assert_eq!(civil.post(&form, &[("act", "agree")]).await.status, 409);
    let mut next_door = be(&world, "civil-yubei").await;
    assert_eq!(next_door.post(&form, &[("act", "agree")]).await.status, 404);
    lead.submit(list.form_to(&form).press(&say(Text::AllowanceFoundRefuse)))
        .await
        .hides("口头说明");

    // The street has seen the decision on the minimum living allowance; one at the district agrees.
    let mut street = be(&world, "street-shapingba").await;
    let page = what_is_missing(&mut street, &world).await;
    let form = page
        .form_to(&path)
        .fill("hardship", "low-income")
        .fill("document", "低保证，沙坪坝区民政局 2026 年 1 月 8 日");
    street.submit(form).await.says("低保证，沙坪坝区民政局");
    let twice = [("hardship", "none"), ("document", "又一份")];
    assert_eq!(street.post(&path, &twice).await.status, 409);
    let mut elsewhere = be(&world, "street-yubei").await;
    assert_eq!(elsewhere.open(&path).await.status, 404);
    assert_eq!(elsewhere.post(&path, &twice).await.status, 404);
    let mut civil = be(&world, "civil-shapingba").await;
    let list = civil.open("/allowances/runs").await;
    let form = list
        .form_to(
            &list
                .find_all("main form[action^='/allowances/runs/facts/']")
                .into_iter()
                .find_map(|form| form.attr("action").map(str::to_owned))
                .expect("it waits"),
        )
        .press(&say(Text::AllowanceFoundAgree));
    civil.submit(form).await.hides("低保证");

    // April is looked at again, and paid with May.
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    assert_eq!(number(&world, PAID).await, 40_000);
    let explained = world.office.explain(&reference).await.unwrap().unwrap();
    assert_eq!(
        explained.differs,
        Vec::<String>::new(),
        "{}",
        explained.text
    );
    let mut peng = be(&world, "contradicted-elder").await;
    peng.open(&format!("/allowances/{reference}"))
        .await
        .hides(&say(Text::AllowanceMissing))
        .says("每月 200.00 元");
    peng.open("/notices").await.says("已经查清");

    // The registers still differ at the next check: what was found stays.
    be_the(&world, 2027, 3, 20);
    let mut civil = be(&world, "civil-shapingba").await;
    let list = civil.open("/allowances/runs").await;
    let recheck = format!("/allowances/runs/rechecks/{reference}");
    civil.submit(list.form_to(&recheck)).await;
    peng = be(&world, "contradicted-elder").await;
    peng.open(&format!("/allowances/{reference}"))
        .await
        .hides(&say(Text::AllowanceMissing))
        .hides(&say(Text::AllowanceSuspendedTitle));
}

async fn how_long_somebody_has_needed_care_is_asked_where_it_decides(world: World) {
    for set in [DataSet::Hardships, DataSet::Disabilities] {
        world.faults.set(set, Some(Fault::Down));
    }
    let mut peng = be(&world, "contradicted-elder").await;
    let known = with_leave(&mut peng, SERVICE).await;
    let by_hand = peng.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(by_hand.route(), "/care-service-subsidy/by-hand");
    let form = by_hand
        .form()
        .fill("hardship", "low-income")
        .fill("disability", "none")
        .fill("long-disabled", "yes")
        .press(&say(Text::GoOn));
    let question = peng.submit(form).await;
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", "彭守信")
        .fill("bank", "重庆银行")
        .fill("account", ACCOUNT);
    let check = peng.submit(form).await;
    check
        .says("每月 200.00 元")
        .says(&say(Text::BenefitsFactLongDisabled));
    hand_in(&mut peng, &check).await;
    granted(&world).await;
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    assert_eq!(number(&world, PAID).await, 20_000);
}

async fn what_a_rule_wants_posted_again_is_posted_again_while_it_is_paid(world: World) {
    // Shapingba goes by Wanzhou's rule of 2017, whose terms say: posted again every six months.
    let file = include_str!("../../../app/definitions/rules/old-age-allowance.toml")
        .replace("[\"沙坪坝区\"]", "[\"大足区\"]")
        .replace("[\"万州区\"]", "[\"万州区\", \"沙坪坝区\"]")
        .replace("age = \"90-99\"", "age = \"80-99\"");
    let (book, _) = app::benefits::RuleBook::read(&[("old-age-allowance.toml", &file)], "");
    world.office.set_rule_book(book);
    let _son = entitled(&world).await;
    let mut anyone = world.visitor();
    be_the(&world, 2026, 8, 10);
    pays(&world, "civil-shapingba", "2026-08").await;
    anyone
        .open("/postings")
        .await
        .says(&say(Text::PostingsNone));
    be_the(&world, 2026, 10, 12);
    for _ in 0..2 {
        pays(&world, "civil-shapingba", "2026-10").await;
    }
    let posted = anyone.open("/postings").await;
    posted.says("王*英").hides("王秀英");
    let link = posted.link("王*英");
    let mut elder = be(&world, "elder").await;
    elder.open("/notices").await.says("再公示到 2026-10-19");
    let again = "SELECT COUNT(*) FROM reposting";
    assert_eq!(number(&world, again).await, 1);

    // What is said against it is answered as before, and it is paid meanwhile.
    let mut neighbour = be(&world, "mother").await;
    let page = neighbour.open(&link).await;
    neighbour
        .submit(page.form_to(&link).fill("text", "这位老人搬走了"))
        .await;
    let mut community = be(&world, "community-shapingba").await;
    let desk = community.open("/staff/postings").await;
    let form = desk
        .form()
        .fill("heard", "我还住在这里")
        .fill("text", "上门看过，住在这里");
    community
        .submit(form)
        .await
        .says(&say(Text::PostingsDeskNone));
    be_the(&world, 2026, 10, 20);
    assert_eq!(anyone.open(&link).await.status, 404);
    anyone.open("/postings").await.hides("王*英");
}

stories![
    what_a_rule_wants_posted_again_is_posted_again_while_it_is_paid,
    what_two_registers_contradict_is_found_out_by_a_document_and_two_people,
    how_long_somebody_has_needed_care_is_asked_where_it_decides,
];

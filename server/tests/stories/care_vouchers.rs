//! Vouchers: one proposes, another issues, several pay one visit, and each fen once.

use app::care::CareService;
use app::case::CaseReference;
use app::text::Text;
use jiff::SignedDuration;
use sqlx::Row as _;

use crate::care::{MONDAY_NINE, carer_of, company, day, go_to, order, visit, visits, with_care};
use crate::lists::looks;
use crate::mandate::{citizen, number_of, street_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const DESK: &str = "/staff/care";
const VOUCHERS: &str = "/staff/care/vouchers";

async fn numbers(world: &World, sql: &'static str) -> Vec<i64> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut *conn).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Somebody at the desk, who has typed this person's number.
async fn at_the_desk(world: &World, staff: &str, key: &str) -> (Visitor, Page) {
    let mut clerk = be(world, staff).await;
    let number = number_of(world, key);
    let page = clerk.post(DESK, &[("number", number.as_str())]).await;
    (clerk, page)
}

/// An assessment has found this level of somebody's abilities, which holds until this day.
pub async fn is_found(world: &World, key: &str, level: &str, until: &str) {
    let person = citizen(world, key).await.person;
    let at = world.office.clock.now().as_microsecond();
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO assessment_finding (home, id, assessment, matter, case_id, reference, subject, level, score, score_table, sections, body, round, from_day, valid_until, objection_until, issued_at, replaced_by)
         VALUES ($1, $2, $3, '', '', $4, $5, $6, 50, '', '', '', 1, '2026-01-01', $7, '2026-02-01', $8, '')",
    )
    .bind(street_of(world, key))
    .bind(format!("finding-{at}"))
    .bind(format!("assessment-{at}"))
    .bind(CaseReference::from_random("PG", [7; 8]).as_str().to_owned())
    .bind(person.0)
    .bind(level.to_owned())
    .bind(until.to_owned())
    .bind(at)
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// One proposes a voucher of so many yuan, and another issues it.
pub async fn voucher(world: &World, key: &str, yuan: &str) {
    let (mut clerk, page) = at_the_desk(world, "street-shapingba", key).await;
    let form = page
        .form_to(VOUCHERS)
        .fill("amount", yuan)
        .press(&say(Text::CareVoucherPropose));
    clerk
        .submit(form)
        .await
        .says(&say(Text::CareVoucherProposed));
    let mut second = be(world, "street-shapingba-lead").await;
    let list = second.open(DESK).await;
    list.says(&say(Text::CareVouchersWaiting)).says(yuan);
    let issued = second
        .submit(list.form_to(VOUCHERS).press(&say(Text::CareVoucherIssue)))
        .await;
    assert_eq!(issued.status, 200, "{}", issued.text());
    issued.hides(&say(Text::CareVouchersWaiting));
}

async fn several_vouchers_pay_one_visit_and_each_fen_once(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let price = company.price(CareService::Bathing).unwrap();
    assert!(price > 1_000 && price <= 21_000, "the story's own ground");
    is_found(&world, "elder", "moderate", "2026-12-31").await;
    voucher(&world, "elder", "10").await;
    // Of two that run out on one day the one that was issued first pays first.
    world.clock.advance(SignedDuration::from_secs(1));
    voucher(&world, "elder", "200").await;
    let mut elder = be(&world, "elder").await;
    elder.open("/notices").await.says("消费券");
    elder
        .open("/care/orders")
        .await
        .says(&say(Text::CareVouchersTitle))
        .says("200.00");
    let me = "me";
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        me,
        "woman",
        MONDAY_NINE,
    )
    .await;
    // What the page promises is what is taken: nothing is left to pay.
    check
        .says(&say(Text::CareByVoucher))
        .says(&format!("−{} 元", app::care::yuan(price)))
        .says("0.00 元");
    let reference = order(&mut elder, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    go_to(&world, day(3), 545);
    let member = carer_of(&company);
    for step in ["check-in", "check-out"] {
        let pressed = world.office.press_on_visit(&member, &id, step).await;
        pressed.unwrap();
    }
    let mut elder = be(&world, "elder").await;
    let path = format!("/care/orders/{reference}");
    let confirm = [("visit", id.as_str()), ("act", "confirm")];
    elder
        .post(&path, &confirm)
        .await
        .says(&format!("{} 元", app::care::yuan(price)));
    assert_eq!(elder.post(&path, &confirm).await.status, 409);
    let taken = "SELECT fen FROM care_deduction ORDER BY part";
    assert_eq!(numbers(&world, taken).await, [1_000, price - 1_000]);
    let left = "SELECT rest FROM care_voucher ORDER BY fen";
    assert_eq!(numbers(&world, left).await, [0, 21_000 - price]);
}

async fn a_voucher_wants_a_finding_with_the_level_that_its_rule_names(world: World) {
    with_care(&world).await;
    let (mut clerk, _) = at_the_desk(&world, "street-shapingba", "elder").await;
    let propose = [("amount", "100"), ("act", "propose")];
    let refused = clerk.post(VOUCHERS, &propose).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CareVoucherNoFinding));
    is_found(&world, "elder", "mild", "2026-12-31").await;
    let refused = clerk.post(VOUCHERS, &propose).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CareVoucherLevel));
    let none = "SELECT COUNT(*) FROM care_voucher";
    assert_eq!(numbers(&world, none).await, [0]);
    // That somebody looked at what was found is hers to see.
    let seen = looks(&world, "elder", "care").await;
    assert!(seen.iter().any(|look| look.fields == ["findings"]));

    // What was right to propose is not issued on a finding that holds no more; not to agree is always possible.
    world.clock.advance(SignedDuration::from_secs(1));
    is_found(&world, "elder", "severe", "2026-03-06").await;
    clerk
        .post(VOUCHERS, &propose)
        .await
        .says(&say(Text::CareVoucherProposed));
    world.clock.advance(SignedDuration::from_hours(24));
    let mut second = be(&world, "street-shapingba-lead").await;
    let list = second.open(DESK).await;
    let issue = list.form_to(VOUCHERS).press(&say(Text::CareVoucherIssue));
    let refused = second.submit(issue).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::CareVoucherLevel));
    let refuse = list.form_to(VOUCHERS).press(&say(Text::CareVoucherRefuse));
    let settled = second.submit(refuse).await;
    assert_eq!(settled.status, 200, "{}", settled.text());
    let refused = "SELECT COUNT(*) FROM care_voucher WHERE stage = 'refused'";
    assert_eq!(numbers(&world, refused).await, [1]);
}

async fn nobody_issues_a_voucher_alone(world: World) {
    with_care(&world).await;
    is_found(&world, "elder", "complete", "2026-12-31").await;
    let (mut clerk, page) = at_the_desk(&world, "street-shapingba", "elder").await;
    let wrong = clerk
        .submit(
            page.form_to(VOUCHERS)
                .fill("amount", "5000")
                .press(&say(Text::CareVoucherPropose)),
        )
        .await;
    wrong.says(&say(Text::CareVoucherAmountEmpty));
    let proposed = clerk
        .submit(
            page.form_to(VOUCHERS)
                .fill("amount", "100")
                .press(&say(Text::CareVoucherPropose)),
        )
        .await;
    proposed.says(&say(Text::CareVoucherProposed));
    assert!(!proposed.has("button[value=issue]"), "not one's own");
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT id, called FROM care_voucher")
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    let (id, called): (String, String) = (row.get("id"), row.get("called"));
    drop(conn);
    assert!(!called.contains('*'), "sealed");
    let issue = [("voucher", id.as_str()), ("act", "issue")];
    assert_eq!(clerk.post(VOUCHERS, &issue).await.status, 409);
    // Neither another office, nor a services centre, nor the person, nor anybody else.
    for key in [
        "civil-shapingba",
        "street-yubei",
        "services-city",
        "elder",
        "carer",
    ] {
        let mut other = be(&world, key).await;
        assert_eq!(other.post(VOUCHERS, &issue).await.status, 404, "{key}");
    }
    // It pays nothing yet.
    let mut elder = be(&world, "elder").await;
    elder
        .open("/care/orders")
        .await
        .hides(&say(Text::CareVouchersTitle));
    let mut second = be(&world, "street-shapingba-lead").await;
    second.open(DESK).await.says("100.00");
    let refuse = [("voucher", id.as_str()), ("act", "refuse")];
    assert_eq!(second.post(VOUCHERS, &refuse).await.status, 200);
    assert_eq!(second.post(VOUCHERS, &issue).await.status, 409, "settled");
    elder
        .open("/care/orders")
        .await
        .hides(&say(Text::CareVouchersTitle));
    let noted = "SELECT COUNT(*) FROM journal WHERE kind = 'voucher'";
    assert_eq!(numbers(&world, noted).await, [2]);
    // Who looked at the list stands in her log.
    let looked = "SELECT COUNT(*) FROM access_log WHERE purpose = 'care' AND reference LIKE 'XQ-%'";
    assert!(numbers(&world, looked).await[0] >= 1);
}

stories![
    several_vouchers_pay_one_visit_and_each_fen_once,
    a_voucher_wants_a_finding_with_the_level_that_its_rule_names,
    nobody_issues_a_voucher_alone,
];

//! Whose money it is: nobody pays their own household, what the bank returns later lies with the office, and a guardian gets
//! it only while they are one.

use app::allowances::{KeptFacts, Month};
use app::benefits::{Disability, DisabilityKind, Hardship};
use app::identity::OfficeId;
use app::text::Text;
use server::allowances::Listed;
use sqlx::Row as _;

use crate::allowances::{be_the, entitled, number, pays, reference};
use crate::bundle::{approves, registers_answer};
use crate::mandate::{citizen, number_of, street_of, to_the_check_for};
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{World, say};

const OPEN: &str = "6222021001112223331";
const PAID: &str = "SELECT COUNT(*) FROM payment_line WHERE state = 'paid'";
const CALLS: &str = "SELECT COUNT(*) FROM data_call WHERE data_set = 'BANK/payments'";

/// Ties a member of staff to somebody as the population register would, or unties them.
async fn tie(world: &World, login: &str, key: &str, is_tied: bool) {
    let person = citizen(world, key).await.person;
    let mut tx = world.office.db.begin().await.unwrap();
    let sql = if is_tied {
        "INSERT INTO staff_tie (staff, person) SELECT id, $1 FROM staff WHERE login = $2"
    } else {
        "DELETE FROM staff_tie WHERE person = $1 AND staff IN (SELECT id FROM staff WHERE login = $2)"
    };
    sqlx::query(sql)
        .bind(person.0)
        .bind(format!("demo-{login}"))
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn nobody_prepares_or_confirms_what_pays_their_own_household(world: World) {
    entitled(&world).await;
    be_the(&world, 2026, 4, 10);
    let mut clerk = be(&world, "civil-shapingba").await;
    tie(&world, "civil-shapingba", "elder", true).await;
    let refused = clerk
        .post("/allowances/runs", &[("month", "2026-04")])
        .await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::AllowanceRunOwn));
    assert_eq!(number(&world, "SELECT COUNT(*) FROM payment_run").await, 0);

    let mut lead = be(&world, "civil-shapingba-lead").await;
    let run = lead.post("/allowances/runs", &[("month", "2026-04")]).await;
    let path = run.route().to_owned();
    registers_answer(&world).await;
    for act in ["propose", "anew"] {
        let refused = clerk.post(&path, &[("act", act)]).await;
        assert_eq!(refused.status, 409, "{act}");
    }
    lead.post(&path, &[("act", "propose")])
        .await
        .says(&say(Text::AllowanceRunOwnProposal));
    let refused = clerk.post(&path, &[("act", "confirm")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::AllowanceRunOwn));
    let waiting = "SELECT COUNT(*) FROM payment_run WHERE stage = 'proposed' AND confirmed_by = ''";
    assert_eq!(number(&world, waiting).await, 1);
    // Nor while the money only goes by way of somebody of the household; and then whoever has no part in it.
    tie(&world, "civil-shapingba", "elder", false).await;
    tie(&world, "civil-shapingba", "elder-son", true).await;
    let refused = clerk.post(&path, &[("act", "confirm")]).await;
    assert_eq!(refused.status, 409);
    tie(&world, "civil-shapingba", "elder-son", false).await;
    clerk
        .post(&path, &[("act", "confirm")])
        .await
        .says(&say(Text::AllowanceRunPaying));
}

async fn what_is_not_confirmed_yet_is_reckoned_anew(world: World) {
    entitled(&world).await;
    be_the(&world, 2026, 4, 10);
    let mut lead = be(&world, "civil-shapingba-lead").await;
    let run = lead.post("/allowances/runs", &[("month", "2026-04")]).await;
    let path = run.route().to_owned();
    registers_answer(&world).await;
    lead.post(&path, &[("act", "propose")]).await;
    let planned = "SELECT COUNT(*) FROM payment_line WHERE state = 'planned'";
    assert_eq!(number(&world, planned).await, 1);

    let mut clerk = be(&world, "civil-shapingba").await;
    let page = clerk.open(&path).await;
    let form = page.form_to(&path).press(&say(Text::AllowanceRunAnew));
    clerk
        .submit(form)
        .await
        .says(&say(Text::AllowanceRunPreparing));
    assert_eq!(number(&world, planned).await, 0, "reckoned from nothing");
    // What was proposed before is not what one would confirm now.
    assert_eq!(lead.post(&path, &[("act", "confirm")]).await.status, 409);
    registers_answer(&world).await;
    assert_eq!(number(&world, planned).await, 1, "once and not twice");
    clerk.post(&path, &[("act", "propose")]).await;
    lead.post(&path, &[("act", "confirm")])
        .await
        .says(&say(Text::AllowanceRunPaying));
    registers_answer(&world).await;
    assert_eq!(number(&world, PAID).await, 1);
}

async fn what_the_bank_returns_days_later_lies_with_the_office_and_is_paid_again(world: World) {
    entitled(&world).await;
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    be_the(&world, 2026, 4, 14);
    let bank_number: String = {
        let mut conn = world.office.db.read().await.unwrap();
        let row = sqlx::query("SELECT bank_number FROM payment_line")
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        row.get(0)
    };
    assert!(!bank_number.is_empty());
    let page = "/allowances/runs/bank-returns";
    let returned = [
        ("number", bank_number.as_str()),
        ("because", "name-differs"),
    ];
    // Another district's office has paid nothing under this number; a desk that pays nothing has no such page.
    let mut elsewhere = be(&world, "civil-yubei").await;
    elsewhere
        .post(page, &returned)
        .await
        .says(&say(Text::AllowanceBankNumberUnknown));
    for key in ["street-shapingba", "elder-son"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.post(page, &returned).await.status, 404, "{key}");
    }
    assert_eq!(number(&world, PAID).await, 1);

    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .post(page, &[("number", "")])
        .await
        .says(&say(Text::AllowanceBankNumberEmpty))
        .says(&say(Text::AllowanceBankBecauseEmpty));
    let list = clerk.post(page, &returned).await;
    list.says("王秀英").says(&say(Text::AllowanceBankName));
    assert_eq!(number(&world, PAID).await, 0);
    // Entered twice it comes back once.
    clerk
        .post(page, &returned)
        .await
        .says(&say(Text::AllowanceBankNumberUnknown));
    let mut son = be(&world, "elder-son").await;
    son.open("/notices").await.says("银行退回");
    let correct = list.link(&say(Text::AllowanceCorrect));
    let page = clerk.open(&correct).await;
    let form = page
        .form()
        .fill("owner", "王秀英")
        .fill("bank", "重庆银行")
        .fill("account", OPEN);
    clerk.submit(form).await;
    let mut lead = be(&world, "civil-shapingba-lead").await;
    lead.post(&format!("{correct}/again"), &[("act", "again")])
        .await;
    registers_answer(&world).await;
    assert_eq!(number(&world, PAID).await, 1);
    assert_eq!(
        number(&world, CALLS).await,
        2,
        "once more, under a key of its own"
    );
}

async fn money_goes_to_a_guardian_whose_document_was_seen_while_they_are_one(world: World) {
    let elder = citizen(&world, "elder").await;
    let holder = citizen(&world, "elder-son").await;
    let offer = server::mandate::whole_offer(
        elder.name.clone(),
        number_of(&world, "elder"),
        street_of(&world, "elder"),
        world.office.clock.today(),
    );
    let mandate = world.office.offer_mandate(&holder, &offer).await.unwrap();
    let path = format!("/staff/mandates/{mandate}");
    let mut clerk = be(&world, "civil-shapingba").await;
    let seen = [
        ("act", "guardian"),
        ("document", "judgment"),
        ("document_number", "（2026）渝0106民特12号"),
        ("seen", "seen"),
    ];
    clerk.post(&path, &seen).await;
    let mut son = be(&world, "elder-son").await;
    // A third person's account is nobody's, his own is his from here on.
    let wrong = to_the_check_for(&mut son, &mandate, "陈小宝").await;
    assert_eq!(wrong.route(), "/old-age-allowance/elder");
    wrong.says("陈国庆").says("王秀英");
    let form = wrong.form().press(&say(Text::GoOn)).fill("owner", "陈国庆");
    let check = son.submit(form).await;
    check.says("陈国庆");
    hand_in(&mut son, &check).await;
    registers_answer(&world).await;
    approves(&world, "community-shapingba", "社区核对").await;
    be_the(&world, 2026, 3, 16);
    registers_answer(&world).await;
    approves(&world, "street-shapingba", "街道初审").await;
    approves(&world, "civil-shapingba", "区民政局审定").await;
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    assert_eq!(number(&world, PAID).await, 1);

    // He is no guardian any more: the next month does not leave the house.
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .post(&path, &[("act", "stop"), ("reason", "法院已撤销")])
        .await;
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    assert_eq!(number(&world, PAID).await, 1);
    assert_eq!(number(&world, CALLS).await, 1, "the bank was not asked");
    let mut clerk = be(&world, "civil-shapingba").await;
    let list = clerk.open("/allowances/runs").await;
    list.says(&say(Text::AllowanceBankGuardian));
    let page = clerk.open(&list.link(&say(Text::AllowanceCorrect))).await;
    let form = page
        .form()
        .fill("owner", "陈国庆")
        .fill("bank", "重庆银行")
        .fill("account", OPEN);
    let wrong = clerk.submit(form).await;
    assert!(wrong.path.ends_with("?review"), "not his any more");
    clerk
        .submit(wrong.form().fill("owner", "王秀英"))
        .await
        .says(&say(Text::AllowanceWaitsForColleague));

    // Appointed anew he is one again: what was granted under the mandate before reaches him.
    let anew = world.office.offer_mandate(&holder, &offer).await.unwrap();
    clerk
        .post(&format!("/staff/mandates/{anew}"), &seen)
        .await
        .says(&say(Text::MandateStateActive));
    be_the(&world, 2026, 6, 10);
    pays(&world, "civil-shapingba", "2026-06").await;
    assert_eq!(number(&world, PAID).await, 2);
}

/// Somebody's allowance that another office granted before, from this month on; with a disability of level 1.
pub async fn has_had(world: &World, key: &str, service: &str, office: &str, first: &str) {
    has_had_at_level(world, key, service, office, first, 1).await;
}

async fn has_had_at_level(
    world: &World,
    key: &str,
    service: &str,
    office: &str,
    first: &str,
    level: u8,
) {
    let name = citizen(world, key).await.name;
    let listed = Listed {
        name,
        number: number_of(world, key),
        street: street_of(world, key),
        service: service.to_owned(),
        office: OfficeId(office.to_owned()),
        facts: KeptFacts {
            born: Some(number_of(world, key).birth_date()),
            division: street_of(world, key)[..6].to_owned(),
            hardship: Some(Hardship::LowIncome),
            disability: Some(Disability::Certified {
                kind: DisabilityKind::Limb,
                level,
            }),
            long_disabled: None,
            disputed: Vec::new(),
            found: Vec::new(),
        },
        bank: "重庆银行".to_owned(),
        account: OPEN.to_owned(),
        first_month: Month::parse(first).unwrap(),
    };
    world.office.take_over_allowance(&listed).await.unwrap();
}

pub async fn office_of(world: &World, login: &str) -> String {
    be(world, login).await;
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT office FROM staff WHERE login = $1")
        .bind(format!("demo-{login}"))
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn what_began_before_its_first_run_is_paid_with_it_each_month_by_its_own_rule(world: World) {
    // The rule changes on the first of May: 60 yuan a month before, 75 from then on.
    let mut book = (*world.office.rule_book()).clone();
    for benefit in &mut book.benefits {
        if benefit.code != "old-age-allowance" {
            continue;
        }
        let now = benefit
            .rules
            .iter()
            .position(|rule| rule.version == "演示-沙坪坝-2026")
            .unwrap();
        let mut next = benefit.rules[now].clone();
        next.version = "演示-五月".to_owned();
        next.from = jiff::civil::date(2026, 5, 1);
        for row in &mut next.rows {
            for pay in &mut row.pays {
                pay.fen = 7_500;
            }
        }
        benefit.rules[now].until = Some(jiff::civil::date(2026, 4, 30));
        benefit.rules.push(next);
    }
    world.office.set_rule_book(book);
    let _son = entitled(&world).await;
    let mine = format!(
        "/allowances/{}",
        reference(&world, "old-age-allowance").await
    );

    // Nobody has paid April or May: the page says what is owed.
    be_the(&world, 2026, 6, 10);
    let mut elder = be(&world, "elder").await;
    elder
        .open(&mine)
        .await
        .says(&say(Text::AllowanceOwed))
        .says("2026-04、2026-05，共 135.00 元");
    let run = pays(&world, "civil-shapingba", "2026-06").await;
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .open(&run)
        .await
        .says("其中补发以前月份：2 笔，共 135.00 元")
        .says("随 2026-06 补发");
    assert_eq!(number(&world, PAID).await, 3);
    let explained = world
        .office
        .explain(mine.trim_start_matches("/allowances/"))
        .await
        .unwrap()
        .unwrap();
    for said in [
        "2026-04  60.00 yuan  paid",
        "2026-05  75.00 yuan  paid",
        "2026-06  75.00 yuan  paid",
        "arrears paid with the run of 2026-06",
        "of it for earlier months  135.00 yuan",
    ] {
        assert!(explained.text.contains(said), "{said}: {}", explained.text);
    }
    assert_eq!(explained.differs, Vec::<String>::new());
    elder
        .open(&mine)
        .await
        .says("随 2026-06 补发")
        .hides(&say(Text::AllowanceOwed));

    // Each month once, however often it is run.
    pays(&world, "civil-shapingba", "2026-06").await;
    assert_eq!(number(&world, PAID).await, 3);
    assert_eq!(number(&world, CALLS).await, 3);
}

async fn a_month_that_the_lower_one_was_paid_for_is_made_up_to_the_higher(world: World) {
    let office = office_of(&world, "civil-yubei").await;
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
    )
    .await;
    pays(&world, "civil-yubei", "2026-03").await;
    assert_eq!(
        number(
            &world,
            "SELECT CAST(SUM(fen) AS BIGINT) FROM payment_line WHERE state = 'paid'"
        )
        .await,
        20_000,
        "February and March, a hundred yuan each"
    );
    // From March on there is another one besides: only the higher of the two is given.
    has_had(
        &world,
        "assisted-elder",
        "care-service-subsidy",
        &office,
        "2026-03",
    )
    .await;
    be_the(&world, 2026, 4, 10);
    let run = pays(&world, "civil-yubei", "2026-04").await;
    let explain = async |service: &'static str| {
        let reference = reference(&world, service).await;
        world.office.explain(&reference).await.unwrap().unwrap()
    };
    let care = explain("care-service-subsidy").await;
    for said in [
        "2026-03  100.00 yuan  paid",
        "less    100.00 yuan",
        "2026-04  200.00 yuan  paid",
    ] {
        assert!(care.text.contains(said), "{said}: {}", care.text);
    }
    assert_eq!(care.differs, Vec::<String>::new(), "{}", care.text);
    let nursing = explain("nursing-subsidy").await;
    assert!(
        nursing.text.contains("2026-04  0.00 yuan  nothing"),
        "{}",
        nursing.text
    );
    let mut clerk = be(&world, "civil-yubei").await;
    clerk
        .open(&run)
        .await
        .says("已经用另一项发过 100.00 元")
        .says("1 笔，共 100.00 元");
    let mut li = be(&world, "assisted-elder").await;
    let mine = reference(&world, "care-service-subsidy").await;
    li.open(&format!("/allowances/{mine}"))
        .await
        .says("已经用另一项发过 100.00 元");
}

/// The rule of Shapingba is followed by another one that held from this day on already.
fn is_corrected(world: &World, version: &str, from: jiff::civil::Date, fen: i64) {
    let mut book = (*world.office.rule_book()).clone();
    for benefit in &mut book.benefits {
        if benefit.code != "old-age-allowance" {
            continue;
        }
        let now = benefit
            .rules
            .iter()
            .rposition(|rule| rule.version == "演示-沙坪坝-2026" || rule.version == "更正")
            .unwrap();
        let mut next = benefit.rules[now].clone();
        next.version = version.to_owned();
        next.from = from;
        next.until = None;
        for row in &mut next.rows {
            for pay in &mut row.pays {
                pay.fen = fen;
            }
        }
        benefit.rules[now].until = Some(from.yesterday().unwrap());
        benefit.rules.push(next);
    }
    world.office.set_rule_book(book);
}

async fn a_month_paid_by_a_rule_that_was_corrected_is_made_up_once_and_never_taken_back(
    world: World,
) {
    let _son = entitled(&world).await;
    let mine = format!(
        "/allowances/{}",
        reference(&world, "old-age-allowance").await
    );
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    assert_eq!(number(&world, PAID).await, 2);

    // It ought to have been 75 yuan from April on.
    be_the(&world, 2026, 6, 10);
    is_corrected(&world, "更正", jiff::civil::date(2026, 4, 1), 7_500);
    let mut elder = be(&world, "elder").await;
    elder
        .open(&mine)
        .await
        .says("2026-04、2026-05，共 30.00 元");
    let run = pays(&world, "civil-shapingba", "2026-06").await;
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .open(&run)
        .await
        .says("其中补足以前少发的：2 笔，共 30.00 元")
        .says("这个月以前已发 60.00 元");
    elder
        .open(&mine)
        .await
        .says("这个月以前已发 60.00 元")
        .hides(&say(Text::AllowanceOwed));
    let explain = async || {
        let reference = mine.trim_start_matches("/allowances/");
        world.office.explain(reference).await.unwrap().unwrap()
    };
    let explained = explain().await;
    for said in [
        "2026-04  60.00 yuan  paid",
        "2026-04  15.00 yuan  paid  (payment 2 for this month)",
        "2026-05  15.00 yuan  paid  (payment 2 for this month)",
        "2026-06  75.00 yuan  paid",
        "of it for months paid too little  30.00 yuan",
        "paid in all  225.00 yuan",
    ] {
        assert!(explained.text.contains(said), "{said}: {}", explained.text);
    }
    assert_eq!(
        explained.differs,
        Vec::<String>::new(),
        "{}",
        explained.text
    );
    assert_eq!(number(&world, PAID).await, 5);
    pays(&world, "civil-shapingba", "2026-06").await;
    assert_eq!(
        number(&world, PAID).await,
        5,
        "once, however often it is run"
    );

    // It ought to have been 50 yuan all along: nobody owes anything.
    is_corrected(&world, "再改", jiff::civil::date(2026, 4, 1), 5_000);
    be_the(&world, 2026, 7, 10);
    pays(&world, "civil-shapingba", "2026-07").await;
    assert_eq!(number(&world, PAID).await, 6);
    let sum = "SELECT CAST(SUM(fen) AS BIGINT) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, sum).await, 27_500);
    assert_eq!(explain().await.differs, Vec::<String>::new());
    // The table itself refuses a second payment of the same part of a month.
    let mut tx = world.office.db.begin().await.unwrap();
    let twice =
        sqlx::query("UPDATE payment_line SET part = 1 WHERE part = 2 AND month = '2026-04'")
            .execute(tx.conn())
            .await;
    assert!(twice.is_err());
}

async fn facts_that_were_wrong_are_made_up_from_the_month_that_the_office_names(world: World) {
    let office = office_of(&world, "civil-yubei").await;
    // The list that was taken over said level 2; the register says 1.
    has_had_at_level(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
        2,
    )
    .await;
    pays(&world, "civil-yubei", "2026-03").await;
    let sum = "SELECT CAST(SUM(fen) AS BIGINT) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, sum).await, 2 * 8_334);
    let reference = reference(&world, "nursing-subsidy").await;
    let mut li = be(&world, "assisted-elder").await;
    let mine = format!("/allowances/{reference}");
    li.post(&mine, &[("text", "我是一级，不是二级")]).await;

    let path = format!("/allowances/runs/rechecks/{reference}");
    let mut clerk = be(&world, "civil-yubei").await;
    let list = clerk.open("/allowances/runs").await;
    list.says("我是一级");
    // What was not paid yet, another district's office, and one's own household.
    for month in ["2026-01", "2026-04", "二月"] {
        assert_eq!(clerk.post(&path, &[("since", month)]).await.status, 404);
    }
    let mut elsewhere = be(&world, "civil-shapingba").await;
    assert_eq!(
        elsewhere.post(&path, &[("since", "2026-02")]).await.status,
        404
    );
    tie(&world, "civil-yubei", "assisted-elder", true).await;
    let refused = clerk.post(&path, &[("since", "2026-03")]).await;
    assert_eq!(refused.status, 409);
    tie(&world, "civil-yubei", "assisted-elder", false).await;
    li.open(&mine).await.hides(&say(Text::AllowanceOwed));

    // From March on; February stays as it was paid.
    let form = list.form_to(&path).fill("since", "2026-03");
    clerk.submit(form).await;
    be_the(&world, 2026, 4, 10);
    let mut li = be(&world, "assisted-elder").await;
    li.open(&mine).await.says("2026-03，共 16.66 元");
    pays(&world, "civil-yubei", "2026-04").await;
    pays(&world, "civil-yubei", "2026-04").await;
    assert_eq!(
        number(&world, sum).await,
        8_334 + 10_000 + 10_000,
        "February, March made up, April"
    );
    let explained = world.office.explain(&reference).await.unwrap().unwrap();
    assert_eq!(
        explained.differs,
        Vec::<String>::new(),
        "{}",
        explained.text
    );
    assert!(
        explained
            .text
            .contains("2026-03  16.66 yuan  paid  (payment 2 for this month)"),
        "{}",
        explained.text
    );
}

async fn what_begins_later_is_no_reason_to_pay_more_for_what_was_before(world: World) {
    let office = office_of(&world, "civil-yubei").await;
    has_had_at_level(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
        2,
    )
    .await;
    pays(&world, "civil-yubei", "2026-03").await;
    let reference = reference(&world, "nursing-subsidy").await;
    let mut clerk = be(&world, "civil-yubei").await;
    clerk
        .post(
            &format!("/allowances/runs/rechecks/{reference}"),
            &[("since", "")],
        )
        .await;
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-yubei", "2026-04").await;
    let sum = "SELECT CAST(SUM(fen) AS BIGINT) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, sum).await, 2 * 8_334 + 10_000);
}

stories![
    what_is_not_confirmed_yet_is_reckoned_anew,
    a_month_paid_by_a_rule_that_was_corrected_is_made_up_once_and_never_taken_back,
    facts_that_were_wrong_are_made_up_from_the_month_that_the_office_names,
    what_begins_later_is_no_reason_to_pay_more_for_what_was_before,
    what_began_before_its_first_run_is_paid_with_it_each_month_by_its_own_rule,
    a_month_that_the_lower_one_was_paid_for_is_made_up_to_the_higher,
    nobody_prepares_or_confirms_what_pays_their_own_household,
    what_the_bank_returns_days_later_lies_with_the_office_and_is_paid_again,
    money_goes_to_a_guardian_whose_document_was_seen_while_they_are_one,
];

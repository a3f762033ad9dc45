//! Whose money it is: nobody pays their own household, what the bank returns later lies with the office, and a guardian gets
//! it only while they are one.

use app::text::Text;
use sqlx::Row as _;

use crate::allowances::{be_the, entitled, number, pays};
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
}

stories![
    nobody_prepares_or_confirms_what_pays_their_own_household,
    what_the_bank_returns_days_later_lies_with_the_office_and_is_paid_again,
    money_goes_to_a_guardian_whose_document_was_seen_while_they_are_one,
];

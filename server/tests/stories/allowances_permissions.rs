//! Who may not see, propose, confirm or answer what about allowances.

use std::collections::BTreeSet;

use app::casework::{CaseworkDesk as _, MatterAddress};
use app::identity::Actor;
use app::mandate::MandateAct;
use app::text::Text;
use jiff::SignedDuration;

use crate::allowances::{applies, be_the, entitled, number, pays, reference};
use crate::bundle::{approves, registers_answer};
use crate::lists::looks;
use crate::mandate::{filed_for, may_act};
use crate::newborn::be;
use crate::one_key_call::at_office;
use crate::stories;
use crate::support::{World, say};
use crate::tracking::matter;

/// What every office of a living subsidy reads.
const ALL_READ: [&str; 4] = ["name", "street", "born", "amount"];
/// What only some do: the matters whose office reads it.
const SOME_READ: [(&str, &[&str]); 7] = [
    (
        "number",
        &["street-review", "federation-review", "district-decision"],
    ),
    ("hardship", &["street-review", "district-decision"]),
    ("disability", &["federation-review", "district-decision"]),
    (
        "disability-licence",
        &["federation-review", "district-decision"],
    ),
    ("account", &["district-decision"]),
    ("account-owner", &["district-decision"]),
    ("bank", &["district-decision"]),
];

async fn each_office_reads_exactly_its_fields_and_the_log_says_which(world: World) {
    let mut li = be(&world, "assisted-elder").await;
    let receipt = applies(&mut li, "living-subsidy", "李德明", "6222021001112223331").await;
    let case = receipt.route().trim_end_matches("/receipt").to_owned();
    for code in ["street-review", "federation-review", "district-decision"] {
        let at = matter(&world, &case, code).await;
        let member = Actor::Staff(at_office(&at.office.0));
        let address = MatterAddress {
            reference: at.reference,
            matter: at.key.id,
        };
        world.clock.advance(SignedDuration::from_secs(1));
        let page = world.office.matter_page(&member, &address).await;
        let page = page.expect("their office's");
        let logged = looks(&world, "assisted-elder", "casework").await.remove(0);
        let shown: usize = page.fields.iter().map(|group| group.fields.len()).sum();
        assert_eq!(shown, logged.fields.len(), "{code}");

        let of_some = SOME_READ
            .iter()
            .filter(|(_, offices)| offices.contains(&code))
            .map(|(field, _)| field);
        let expected: BTreeSet<String> = ALL_READ
            .iter()
            .chain(of_some)
            .map(|field| format!("case.{field}"))
            .collect();
        let fields: BTreeSet<String> = logged.fields.into_iter().collect();
        assert_eq!(fields, expected, "{code}");
    }
}

async fn a_community_worker_from_the_next_street_gets_nothing(world: World) {
    let mut son = be(&world, "elder-son").await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut son, &mandate, "elder").await;
    registers_answer(&world).await;
    let reference = receipt
        .route()
        .trim_start_matches("/cases/")
        .trim_end_matches("/receipt")
        .to_owned();
    let check = crate::tracking::matter(&world, &reference, "community-check").await;
    let path = format!("/casework/{reference}/{}", check.key.id);
    let mut next = be(&world, "community-next-street").await;
    next.open("/casework?list=to-take-up")
        .await
        .hides(&reference);
    assert_eq!(next.open(&path).await.status, 404);
    assert_eq!(next.open(&format!("{path}/decision")).await.status, 404);

    // Nor may they answer an objection to a posting of this street.
    approves(&world, "community-shapingba", "社区核对").await;
    let mut neighbour = be(&world, "mother").await;
    let posting = neighbour.open("/postings").await.link("王*英");
    neighbour.post(&posting, &[("text", "不是本人")]).await;
    next.open("/staff/postings")
        .await
        .says(&say(Text::PostingsDeskNone))
        .hides("不是本人");
    let mut here = be(&world, "community-shapingba").await;
    let answer = here.open("/staff/postings").await.form().action;
    let refused = next.post(&answer, &[("text", "没有问题")]).await;
    assert_eq!(refused.status, 404);
}

async fn only_the_office_that_pays_sees_and_moves_a_run(world: World) {
    let _son = entitled(&world).await;
    be_the(&world, 2026, 4, 10);
    let run = pays(&world, "civil-shapingba", "2026-04").await;
    let one = reference(&world, "old-age-allowance").await;
    for key in [
        "community-shapingba",
        "street-shapingba",
        "police-shapingba-1",
        "civil-yubei",
    ] {
        let mut visitor = be(&world, key).await;
        let list = visitor.open("/allowances/runs").await;
        if key == "civil-yubei" {
            list.hides("王秀英").hides(&one);
        } else {
            assert_eq!(list.status, 404, "{key}");
            let began = visitor
                .post("/allowances/runs", &[("month", "2026-04")])
                .await;
            assert_eq!(began.status, 404, "{key}");
        }
        assert_eq!(visitor.open(&run).await.status, 404, "{key}");
        for act in ["propose", "confirm", "anew"] {
            let moved = visitor.post(&run, &[("act", act)]).await;
            assert_eq!(moved.status, 404, "{key} {act}");
        }
        for path in ["suspended", "rechecks"] {
            let path = format!("/allowances/runs/{path}/{one}");
            let moved = visitor.post(&path, &[("act", "end")]).await;
            assert_eq!(moved.status, 404, "{key} {path}");
        }
    }
    let ended = "SELECT COUNT(*) FROM entitlement WHERE stage <> 'active'";
    assert_eq!(number(&world, ended).await, 0);
}

async fn a_stranger_does_not_find_somebody_else_s_entitlement(world: World) {
    let mut son = entitled(&world).await;
    let path = format!(
        "/allowances/{}",
        reference(&world, "old-age-allowance").await
    );
    let mut stranger = be(&world, "mother").await;
    assert_eq!(stranger.open(&path).await.status, 404);
    let said = stranger.post(&path, &[("text", "不对")]).await;
    assert_eq!(said.status, 404);
    stranger
        .open("/allowances")
        .await
        .says(&say(Text::AllowancesNone));
    assert_eq!(son.open(&path).await.status, 200);
    // When the mandate ends, the child does not follow it any more.
    let mut elder = be(&world, "elder").await;
    let given = elder.open("/who-may-act").await;
    let form = given
        .find_all("main form[action^='/who-may-act/DB-']")
        .into_iter()
        .find_map(|form| form.attr("action").map(str::to_owned))
        .expect("the mandate can be ended");
    let end = given.form_to(&form).press(&say(Text::MandateRevoke));
    elder.submit(end).await;
    assert_eq!(son.open(&path).await.status, 404);
    son.open("/allowances").await.hides("王秀英");
    assert_eq!(elder.open(&path).await.status, 200);
}

/// The table itself refuses what the desk would have refused.
async fn no_statement_lets_one_person_pay(world: World) {
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("INSERT INTO payment_run (id, office, month, stage, of_all, prepared_by, prepared_at, proposed_by) VALUES ('r', 'o', '2026-04', 'proposed', 0, 'a', 1, 'a')")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for sql in [
        "UPDATE payment_run SET confirmed_by = 'a', stage = 'paying' WHERE id = 'r'",
        "UPDATE payment_run SET stage = 'paying' WHERE id = 'r'",
        "UPDATE payment_run SET confirmed_by = 'b', proposed_by = '' WHERE id = 'r'",
    ] {
        let mut tx = world.office.db.begin().await.unwrap();
        assert!(sqlx::query(sql).execute(tx.conn()).await.is_err(), "{sql}");
    }
}

stories!(
    each_office_reads_exactly_its_fields_and_the_log_says_which,
    a_community_worker_from_the_next_street_gets_nothing,
    only_the_office_that_pays_sees_and_moves_a_run,
    a_stranger_does_not_find_somebody_else_s_entitlement,
    no_statement_lets_one_person_pay,
);

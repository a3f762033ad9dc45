//! Who may not: every route of the desk, asked for by everybody who has no business there. None learns anything of the
//! case, not even that it exists, and nothing moves.

use app::casework::MatterAddress;

use crate::casework::filed::{
    self, ACCOUNT, ACCOUNT_SHOWN, ADDRESS, APPLICANT, CONFIRMER, SUBJECT, Wish,
};
use crate::stories;
use crate::support::{Page, Visitor, World};

/// Everybody but the staff of the matter's own office: the applicant herself, the other party, a stranger, an office
/// of the same department elsewhere, other departments with a part in the same case.
const OTHERS: [&str; 7] = [
    "mother",
    "father",
    "elder",
    "police-yubei",
    "insurance-shapingba",
    "street-shapingba",
    "hospital-shapingba",
];

fn gives_nothing_away(page: &Page) {
    for secret in [
        ACCOUNT,
        ACCOUNT_SHOWN,
        ADDRESS,
        SUBJECT,
        APPLICANT,
        CONFIRMER,
        APPLICANT,
        CONFIRMER,
        "500106778",
        "入户登记",
    ] {
        page.hides(secret);
    }
}

fn pages(address: &MatterAddress) -> Vec<String> {
    let mut pages = vec![address.path()];
    pages.extend(["decision", "refusal", "question"].map(|page| address.page(page)));
    pages
}

/// What each counter would accept from the right person.
fn presses(address: &MatterAddress) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    vec![
        (
            address.page("holder"),
            vec![("act", "take-up"), ("version", "1")],
        ),
        (
            address.page("holder"),
            vec![("act", "put-back"), ("version", "2")],
        ),
        (
            address.page("decision"),
            vec![("act", "approve"), ("version", "2"), ("text", "")],
        ),
        (
            address.page("decision"),
            vec![("act", "keep"), ("text", "偷看")],
        ),
        (
            address.page("refusal"),
            vec![
                ("act", "refuse"),
                ("version", "2"),
                ("reason", "not-proved"),
                ("text", "不行"),
            ],
        ),
        (
            address.page("question"),
            vec![
                ("act", "ask"),
                ("version", "2"),
                ("question", "合同"),
                ("answer-by-year", "2026"),
                ("answer-by-month", "3"),
                ("answer-by-day", "27"),
            ],
        ),
    ]
}

/// A visitor is led to the door; whoever is known finds nothing.
fn is_refused(page: &Page, is_known: bool) {
    if is_known {
        assert_eq!(page.status, 404, "{}", page.path);
    } else {
        assert_eq!(page.route(), "/staff/sign-in", "{}", page.status);
    }
}

async fn tries_everything(visitor: &mut Visitor, address: &MatterAddress, is_known: bool) {
    for path in pages(address) {
        let page = visitor.open(&path).await;
        is_refused(&page, is_known);
        gives_nothing_away(&page);
    }
    for (path, fields) in presses(address) {
        let page = visitor.post(&path, &fields).await;
        is_refused(&page, is_known);
        gives_nothing_away(&page);
    }
}

async fn nobody_outside_the_matters_own_office_sees_or_moves_it(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let address = case.address(&world, "registration").await;
    let before = case.matter(&world, "registration").await;

    tries_everything(&mut world.visitor(), &address, false).await;
    for key in OTHERS {
        tries_everything(&mut world.be(key).await, &address, true).await;
    }

    let after = case.matter(&world, "registration").await;
    assert_eq!(after.version, before.version);
    assert_eq!(after.stage, before.stage);
    let kept: i64 = {
        let mut conn = world.office.db.read().await.unwrap();
        let row = sqlx::query("SELECT COUNT(*) FROM decision_draft")
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        sqlx::Row::try_get(&row, 0).unwrap()
    };
    assert_eq!(kept, 0, "nothing of a stranger's is kept");
}

async fn a_supervisor_of_another_office_has_no_key_either(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let address = case.address(&world, "insurance").await;

    tries_everything(&mut world.be("police-shapingba-lead").await, &address, true).await;
}

async fn lists_hold_the_own_offices_matters_only(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    for key in ["police-yubei", "hospital-shapingba", "civil-shapingba"] {
        let mut member = world.be(key).await;
        for list in [
            "to-take-up",
            "mine",
            "colleagues",
            "waiting",
            "due-today",
            "overdue",
            "done-today",
        ] {
            let page = member.open(&format!("/casework?list={list}")).await;
            assert_eq!(page.status, 200);
            page.hides(case.reference.as_str());
            gives_nothing_away(&page);
            assert!(
                page.find_all("nav .count")
                    .iter()
                    .all(|count| count.words == "0")
            );
        }
    }
    for key in ["mother", "elder"] {
        assert_eq!(world.be(key).await.open("/casework").await.status, 404);
    }
    assert_eq!(
        world.visitor().open("/casework").await.route(),
        "/staff/sign-in"
    );
}

async fn a_matter_is_not_found_under_another_cases_reference(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let other = filed::file(&world, Wish::default()).await;
    let mixed = MatterAddress {
        reference: other.reference.clone(),
        matter: case.address(&world, "registration").await.matter,
    };
    let mut gao = world.be("police-shapingba-1").await;

    for path in pages(&mixed) {
        assert_eq!(gao.open(&path).await.status, 404);
    }
    for (path, fields) in presses(&mixed) {
        assert_eq!(gao.post(&path, &fields).await.status, 404);
    }
}

async fn a_disabled_member_of_staff_is_led_to_the_door(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let address = case.address(&world, "registration").await;
    let mut gao = world.be("police-shapingba-1").await;
    assert_eq!(gao.open(&address.path()).await.status, 200);
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE staff SET disabled_at = 1 WHERE login = 'demo-police-shapingba-1'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    tries_everything(&mut gao, &address, false).await;
}

stories![
    nobody_outside_the_matters_own_office_sees_or_moves_it,
    a_supervisor_of_another_office_has_no_key_either,
    lists_hold_the_own_offices_matters_only,
    a_matter_is_not_found_under_another_cases_reference,
    a_disabled_member_of_staff_is_led_to_the_door,
];

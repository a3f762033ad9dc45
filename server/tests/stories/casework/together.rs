//! Colleagues go on with what an absent one held, a matter goes to the office it belongs to, and notes stay inside.

use app::case::Stage;
use app::identity::OfficeId;
use jiff::SignedDuration;
use server::casework::tie;
use server::outbox;
use sqlx::Row;

use super::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

/// Presses a button of the matter's page.
async fn press(visitor: &mut Visitor, case: &OnTheDesks, world: &World, button: &str) -> Page {
    let path = case.address(world, "registration").await.path();
    let page = visitor.open(&path).await;
    let form = page.form_to(&format!("{path}/holder"));
    visitor.submit(form.press(button)).await
}

async fn version(case: &OnTheDesks, world: &World) -> String {
    case.matter(world, "registration").await.version.to_string()
}

/// The id of a demo member of staff who has been here.
async fn staff_id(world: &World, login: &str) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT id FROM staff WHERE login = $1")
        .bind(format!("demo-{login}"))
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .try_get("id")
        .unwrap()
}

async fn mark_away(lead: &mut Visitor, staff: &str, until: (&str, &str)) -> Page {
    let fields = [
        ("act", "absence"),
        ("from-year", "2026"),
        ("from-month", "3"),
        ("from-day", "6"),
        ("until-year", "2026"),
        ("until-month", until.0),
        ("until-day", until.1),
    ];
    lead.post(&format!("/casework/colleagues/{staff}"), &fields)
        .await
}

/// Another office of the police: in the same district, or not.
fn other_station(world: &World, same_district: bool) -> OfficeId {
    let here = filed::office_of(world, "police-shapingba-1");
    world
        .city
        .offices
        .iter()
        .find(|office| {
            let is_same = here.0.starts_with(&office.division);
            office.department == "public-security"
                && office.id != here.0
                && is_same == same_district
        })
        .map(|office| OfficeId(office.id.clone()))
        .expect("the city has several police stations")
}

async fn send(visitor: &mut Visitor, case: &OnTheDesks, world: &World, to: &OfficeId) -> Page {
    let path = case.address(world, "registration").await.page("office");
    let page = visitor.open(&path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page
        .form_to(&path)
        .fill("office", &to.0)
        .fill("text", "户口所在地属于对方辖区");
    visitor.submit(form.press("转出")).await
}

async fn what_an_absent_colleague_held_says_so_and_anybody_of_the_office_goes_on(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let path = case.address(&world, "registration").await.path();
    press(&mut gao, &case, &world, "受理").await;

    // While its holder is here, nobody takes it from them.
    let held = format!("{path}/holder");
    let refused = song.post(&held, &[("act", "take-over")]).await;
    assert_eq!(refused.status, 409);
    refused.says("高明");

    let of_gao = staff_id(&world, "police-shapingba-1").await;
    let marked = mark_away(&mut lead, &of_gao, ("3", "13")).await;
    assert_eq!(marked.status, 200);
    marked.says("2026年3月6日至2026年3月13日").says("入户登记");
    song.open("/casework?list=colleagues")
        .await
        .says("高明（不在岗）");

    let taken = press(&mut song, &case, &world, "由我接着办").await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let of_song = staff_id(&world, "police-shapingba-2").await;
    let matter = case.matter(&world, "registration").await;
    assert_eq!((matter.holder, matter.stage), (of_song, Stage::InReview));
    // Pressed again, nothing changes.
    assert_eq!(song.post(&held, &[("act", "take-over")]).await.status, 200);

    // Back again: nothing can be taken from them any more.
    let page = format!("/casework/colleagues/{of_gao}");
    let back = lead
        .post(&page, &[("act", "end-absence"), ("from", "2026-03-06")])
        .await;
    back.hides("2026年3月13日");
    let wrong = mark_away(&mut lead, &of_gao, ("2", "30")).await;
    assert!(wrong.title().starts_with("错误："));
}

async fn what_somebody_held_who_has_left_goes_on_too(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let path = case.address(&world, "registration").await.path();
    press(&mut gao, &case, &world, "受理").await;

    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE staff SET disabled_at = $1 WHERE login = 'demo-police-shapingba-1'")
        .bind(world.office.clock.now().as_microsecond())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // The list, the matter and the supervisor's page say so.
    song.open("/casework?list=colleagues")
        .await
        .says("高明（不在岗）");
    song.open(&path).await.says("高明（不在岗）");
    lead.open("/casework/colleagues")
        .await
        .says("高明（已离职）");
    let taken = press(&mut song, &case, &world, "由我接着办").await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let of_song = staff_id(&world, "police-shapingba-2").await;
    let matter = case.matter(&world, "registration").await;
    assert_eq!((matter.holder, matter.stage), (of_song, Stage::InReview));
    // Nothing is left to look after.
    lead.open("/casework/colleagues").await.hides("高明");
}

async fn a_supervisor_hands_over_all_that_somebody_holds_with_a_note(world: World) {
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        let case = filed::file(&world, Wish::default()).await;
        press(&mut gao, &case, &world, "受理").await;
        cases.push(case);
    }
    let of_gao = staff_id(&world, "police-shapingba-1").await;
    let of_song = staff_id(&world, "police-shapingba-2").await;
    let colleagues = lead.open("/casework/colleagues").await;
    colleagues.says("高明").says("宋佳").says("梁正");

    // One by itself, from its own page.
    let path = cases[0]
        .address(&world, "registration")
        .await
        .page("hand-over");
    let form = lead.open(&path).await.form_to(&path);
    let review = lead.submit(form.press("移交")).await;
    assert!(review.title().starts_with("错误："));
    let form = review
        .form_to(&path)
        .fill("to", &of_song)
        .fill("text", "房东电话在备注里");
    let handed = lead.submit(form.press("移交")).await;
    assert_eq!(handed.status, 200, "{}", handed.text());
    handed.says("宋佳").says("房东电话在备注里");

    // The rest, at once; a second press finds nothing left.
    let page = format!("/casework/colleagues/{of_gao}");
    let fields = [
        ("act", "hand-over"),
        ("to", of_song.as_str()),
        ("text", "高明休假"),
    ];
    let all = lead.post(&page, &fields).await;
    all.says("已移交 2 件事项");
    for case in &cases {
        assert_eq!(case.matter(&world, "registration").await.holder, of_song);
    }
    lead.post(&page, &fields).await.says("已移交 0 件事项");
    assert_eq!(
        song.open("/casework?list=mine").await.heading(),
        "我在办理（3）"
    );

    // The note is for colleagues.
    let mut mother = world.be("mother").await;
    let case = mother.open(&format!("/cases/{}", cases[0].reference)).await;
    assert_eq!(case.status, 200);
    case.hides("房东电话").hides("宋佳");
}

async fn nobody_is_handed_what_they_may_not_have(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    world.be("police-shapingba-1").await;
    world.be("police-shapingba-2").await;
    world.be("police-yubei").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let of_gao = staff_id(&world, "police-shapingba-1").await;
    let of_song = staff_id(&world, "police-shapingba-2").await;
    let of_jia = staff_id(&world, "police-yubei").await;
    let path = case.address(&world, "registration").await.page("hand-over");
    let mut tx = world.office.db.begin().await.unwrap();
    tie(tx.conn(), &of_gao, &filed::citizen(&world, "father"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    mark_away(&mut lead, &of_song, ("3", "31")).await;

    let seen = version(&case, &world).await;
    for (to, status) in [(&of_gao, 409), (&of_song, 200), (&of_jia, 200)] {
        let fields = [
            ("act", "hand-over"),
            ("version", seen.as_str()),
            ("to", to.as_str()),
            ("text", "请接着办"),
        ];
        let page = lead.post(&path, &fields).await;
        assert_eq!(page.status, status, "{}", page.text());
        assert!(status == 409 || page.title().starts_with("错误："));
        assert_eq!(case.matter(&world, "registration").await.holder, "");
    }
}

async fn a_misrouted_matter_goes_on_in_the_same_district_and_the_applicant_reads_why(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    press(&mut gao, &case, &world, "受理").await;
    let before = case.matter(&world, "registration").await;
    let path = case.address(&world, "registration").await.path();
    let to = other_station(&world, true);

    // A colleague's matter is not theirs to send.
    let other = [
        ("act", "send-on"),
        ("version", "2"),
        ("office", to.0.as_str()),
        ("text", "不归我们"),
    ];
    assert_eq!(
        song.post(&format!("{path}/office"), &other).await.status,
        409
    );

    let form = gao
        .open(&format!("{path}/office"))
        .await
        .form_to(&format!("{path}/office"));
    let review = gao.submit(form.press("转出")).await;
    review.says("选择部门");
    let sent = send(&mut gao, &case, &world, &to).await;
    assert_eq!(sent.route(), "/casework");
    let after = case.matter(&world, "registration").await;
    assert_eq!(after.office, to);
    assert_eq!((after.stage, after.holder.as_str()), (Stage::Ready, ""));
    assert_eq!(after.due, before.due, "the clock goes on");

    // The office that sent it sees it no more; a second press of the same button is no fault.
    assert_eq!(gao.open(&path).await.status, 404);
    assert_eq!(song.open(&path).await.status, 404);
    let again = gao.post(&format!("{path}/office"), &other).await;
    assert_eq!((again.status, again.route()), (200, "/casework"));
    assert_eq!(
        song.post(&format!("{path}/office"), &other).await.status,
        404
    );

    let mut mother = world.be("mother").await;
    mother
        .open(&format!("/cases/{}", case.reference))
        .await
        .says("户口所在地属于对方辖区");
}

async fn another_district_may_decline_within_a_working_day_and_silence_accepts(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut jia = world.be("police-yubei").await;
    let path = case.address(&world, "registration").await.path();
    let yubei = filed::office_of(&world, "police-yubei");
    assert_eq!(jia.open(&path).await.status, 404);

    send(&mut gao, &case, &world, &yubei).await;
    gao.open("/casework?list=waiting")
        .await
        .says("等待其他区县答复");
    let mut mother = world.be("mother").await;
    let address = format!("/cases/{}", case.reference);
    let pending = mother.open(&address).await;
    pending.hides("户口所在地属于对方辖区");
    pending.says("2026年3月9日（星期一）前答复");
    let list = jia.open("/casework?list=offered-to-us").await;
    assert_eq!(list.heading(), "外区转来（1）");
    jia.open(&path).await.says("户口所在地属于对方辖区");

    // Declined, with why.
    let offer = format!("{path}/offer");
    let page = jia.open(&offer).await;
    page.says("2026年3月9日");
    let fields = |act: &'static str, version: String, text: &'static str| {
        [
            ("act", act.to_owned()),
            ("version", version),
            ("text", text.to_owned()),
        ]
    };
    let review = jia
        .post(&offer, &fields("decline", version(&case, &world).await, ""))
        .await;
    assert!(review.title().starts_with("错误："));
    // The office that sent it cannot answer for the other.
    let own = fields("accept", version(&case, &world).await, "");
    assert_eq!(gao.post(&offer, &own).await.status, 409);
    let declined = fields("decline", version(&case, &world).await, "在册地址在沙坪坝");
    assert_eq!(jia.post(&offer, &declined).await.status, 200);
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Ready
    );
    assert_eq!(jia.open(&path).await.status, 404);
    gao.open(&path).await.says("在册地址在沙坪坝");

    // Sent again, and nobody answers: from the second working day on it is theirs.
    send(&mut gao, &case, &world, &yubei).await;
    world.clock.advance(SignedDuration::from_hours(24 * 3 + 10));
    while outbox::run_once(&world.office).await.unwrap() > 0 {}
    let matter = case.matter(&world, "registration").await;
    assert_eq!(
        matter.office,
        filed::office_of(&world, "police-shapingba-1")
    );
    world.clock.advance(SignedDuration::from_hours(24));
    while outbox::run_once(&world.office).await.unwrap() > 0 {}
    let matter = case.matter(&world, "registration").await;
    assert_eq!((matter.office, matter.stage), (yubei, Stage::Ready));

    let mut gao = world.be("police-shapingba-1").await;
    let mut jia = world.be("police-yubei").await;
    let mut mother = world.be("mother").await;
    assert_eq!(gao.open(&path).await.status, 404);
    assert_eq!(jia.open(&path).await.status, 200);
    mother.open(&address).await.says("户口所在地属于对方辖区");
}

async fn a_note_stays_in_its_office(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let path = case.address(&world, "registration").await.path();
    let page = gao.open(&path).await;
    let note = page
        .form_to(&format!("{path}/notes"))
        .fill("text", "房东下午才在家");
    let kept = gao.submit(note.press("保存备注")).await;
    kept.says("房东下午才在家");
    song.open(&path).await.says("房东下午才在家");
    let empty = song
        .open(&path)
        .await
        .form_to(&format!("{path}/notes"))
        .press("保存备注");
    assert_eq!(song.submit(empty).await.status, 200);

    // Neither the applicant, nor another office of the same case, nor the office that it goes to.
    let mut mother = world.be("mother").await;
    let mut fan = world.be("street-shapingba").await;
    let of_fan = case.address(&world, "street-note").await.path();
    mother
        .open(&format!("/cases/{}", case.reference))
        .await
        .hides("房东下午");
    fan.open(&of_fan).await.hides("房东下午");
    send(
        &mut gao,
        &case,
        &world,
        &filed::office_of(&world, "police-yubei"),
    )
    .await;
    let mut jia = world.be("police-yubei").await;
    let there = jia.open(&path).await;
    there.says("户口所在地").hides("房东下午");
    // Whoever cannot see the matter cannot write there.
    let fields = [("act", "note"), ("text", "x")];
    for (visitor, status) in [(&mut fan, 404), (&mut mother, 404)] {
        let page = visitor.post(&format!("{path}/notes"), &fields).await;
        assert_eq!(page.status, status);
    }

    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query("SELECT text FROM remark")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    for row in rows {
        let text: String = row.try_get("text").unwrap();
        assert!(!text.contains("房东") && !text.contains("户口"), "sealed");
    }
}

async fn only_the_offices_own_supervisor_sees_its_people(world: World) {
    let mut gao = world.be("police-shapingba-1").await;
    let mut jia = world.be("police-yubei").await;
    let mut mother = world.be("mother").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let of_gao = staff_id(&world, "police-shapingba-1").await;
    let of_jia = staff_id(&world, "police-yubei").await;
    assert_eq!(lead.open("/casework/colleagues").await.status, 200);
    let page = format!("/casework/colleagues/{of_gao}");
    for visitor in [&mut gao, &mut jia, &mut mother] {
        assert_eq!(visitor.open("/casework/colleagues").await.status, 404);
        assert_eq!(visitor.open(&page).await.status, 404);
        assert_eq!(mark_away(visitor, &of_gao, ("3", "31")).await.status, 404);
    }
    let page = format!("/casework/colleagues/{of_jia}");
    assert_eq!(lead.open(&page).await.status, 404);
    assert_eq!(mark_away(&mut lead, &of_jia, ("3", "31")).await.status, 404);
    let fields = [("act", "hand-over"), ("to", of_gao.as_str()), ("text", "x")];
    assert_eq!(lead.post(&page, &fields).await.status, 404);
    let mut conn = world.office.db.read().await.unwrap();
    let absences = sqlx::query("SELECT staff FROM absence")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    assert!(absences.is_empty());
}

async fn what_one_proposes_another_finds_in_their_list_and_the_next_is_one_press_away(
    world: World,
) {
    let case = filed::file(&world, Wish::default()).await;
    world.clock.advance(SignedDuration::from_mins(1));
    let later = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    press(&mut gao, &case, &world, "受理").await;
    let path = case.address(&world, "registration").await.page("refusal");
    let page = gao.open(&path).await;
    let reason = case
        .matter(&world, "registration")
        .await
        .definition
        .refusals[0]
        .code
        .clone();
    let form = page
        .form_to(&path)
        .fill("reason", &reason)
        .fill("text", "材料不全");
    let proposed = gao.submit(form.press("不予通过")).await;
    assert_eq!(proposed.status, 200, "{}", proposed.text());

    // The next most urgent is offered where the decision leads to.
    let next = later.address(&world, "registration").await;
    proposed.says("下一件").says(next.reference.as_str());
    let taken = gao
        .submit(proposed.form_to(&next.page("holder")).press("受理这一件"))
        .await;
    assert_eq!(taken.route(), next.path());
    assert_eq!(
        later.matter(&world, "registration").await.stage,
        Stage::InReview
    );

    let to_confirm = song.open("/casework?list=to-confirm").await;
    assert_eq!(to_confirm.heading(), "待复核（1）");
    let own = gao.open("/casework?list=to-confirm").await;
    assert_eq!(own.heading(), "待复核（0）");
    gao.open("/casework?list=waiting")
        .await
        .says("等待同事复核");
}

stories![
    what_an_absent_colleague_held_says_so_and_anybody_of_the_office_goes_on,
    what_somebody_held_who_has_left_goes_on_too,
    a_supervisor_hands_over_all_that_somebody_holds_with_a_note,
    nobody_is_handed_what_they_may_not_have,
    a_misrouted_matter_goes_on_in_the_same_district_and_the_applicant_reads_why,
    another_district_may_decline_within_a_working_day_and_silence_accepts,
    a_note_stays_in_its_office,
    only_the_offices_own_supervisor_sees_its_people,
    what_one_proposes_another_finds_in_their_list_and_the_next_is_one_press_away,
];

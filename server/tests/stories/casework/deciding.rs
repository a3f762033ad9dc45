//! Deciding: one gets it, what is written is what was shown, and nothing typed is lost.

use app::case::{Capacity, Stage, Step};
use app::text::{Language, Words};
use server::case::{StepDetail, store, what_will_be_written};
use server::casework::tie;
use server::data_layer::grants;
use server::data_layer::records::{DataSet, GrantNotice};
use server::outbox;

use super::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World};

/// Takes the matter with this code up.
pub async fn take_up(visitor: &mut Visitor, case: &OnTheDesks, world: &World, code: &str) -> Page {
    let path = case.address(world, code).await.path();
    let page = visitor.open(&path).await;
    let taken = visitor
        .submit(page.form_to(&format!("{path}/holder")).press("受理"))
        .await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    taken
}

/// A second person agrees with what was proposed.
pub async fn countersign(
    visitor: &mut Visitor,
    case: &OnTheDesks,
    world: &World,
    code: &str,
) -> Page {
    let path = case.address(world, code).await.page("proposal");
    let page = visitor.open(&path).await;
    visitor
        .submit(page.form_to(&path).press("同意这个决定"))
        .await
}

pub async fn approve(visitor: &mut Visitor, case: &OnTheDesks, world: &World, code: &str) -> Page {
    let path = case.address(world, code).await.page("decision");
    let page = visitor.open(&path).await;
    visitor.submit(page.form_to(&path).press("批准")).await
}

async fn two_who_press_at_once_one_gets_it_and_the_other_reads_who_has_it(world: World) {
    for _ in 0..5 {
        let case = filed::file(&world, Wish::default()).await;
        let path = case.address(&world, "registration").await.path();
        let mut gao = world.be("police-shapingba-1").await;
        let mut song = world.be("police-shapingba-2").await;
        let of_gao = gao
            .open(&path)
            .await
            .form_to(&format!("{path}/holder"))
            .press("受理");
        let of_song = song
            .open(&path)
            .await
            .form_to(&format!("{path}/holder"))
            .press("受理");

        let (gao_has, song_has) = tokio::join!(gao.submit(of_gao), song.submit(of_song));

        let holder = case.matter(&world, "registration").await.holder;
        assert!(!holder.is_empty());
        let (loser, winner) = if gao_has.status == 200 {
            (&song_has, "高明")
        } else {
            (&gao_has, "宋佳")
        };
        assert_eq!([gao_has.status, song_has.status].iter().max(), Some(&409));
        assert_eq!([gao_has.status, song_has.status].iter().min(), Some(&200));
        loser.says(winner);
        assert_eq!(loser.link("查看现在的情况"), format!("{path}/holder"));
    }
}

async fn a_second_press_of_the_same_button_changes_nothing(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let path = case.address(&world, "registration").await.path();
    let opened = gao.open(&path).await;
    for _ in 0..2 {
        let again = opened.form_to(&format!("{path}/holder")).press("受理");
        assert_eq!(gao.submit(again).await.status, 200);
    }
    let decision = format!("{path}/decision");
    let shown = gao.open(&decision).await;
    for _ in 0..2 {
        let page = gao.submit(shown.form_to(&decision).press("批准")).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }

    let journal = gao.open(&path).await;
    let rows = journal
        .find_all("#journal-entries-caption ~ tbody tr")
        .into_iter()
        .filter(|row| row.words.contains("批准 从") || row.words.contains("受理 从"))
        .count();
    assert_eq!(rows, 2, "{}", journal.text());
}

async fn an_approval_writes_exactly_what_the_page_showed_and_unlocks_what_waited(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;

    let path = case.address(&world, "registration").await.page("decision");
    let page = gao.open(&path).await;
    let labels = page.find_all(".will-be-written dt");
    let values = page.find_all(".will-be-written dd");
    let shown: Vec<(String, String)> = labels
        .into_iter()
        .zip(values)
        .map(|(label, value)| (label.words, value.words))
        .collect();
    let approved = gao.submit(page.form_to(&path).press("批准并写入")).await;
    approved.says("已决定，等待登记系统答复");

    let matter = case.matter(&world, "registration").await;
    assert_eq!(matter.stage, Stage::Recording);
    let mut conn = world.office.db.read().await.unwrap();
    let stored = store::case_by_id(&mut conn, &case.home, &case.case_id)
        .await
        .unwrap()
        .unwrap();
    let siblings = store::matters(&mut conn, &case.home, &case.case_id)
        .await
        .unwrap();
    drop(conn);
    let dossier = world.office.dossier(&stored).unwrap();
    let words = Words::new(Language::Chinese);
    let written: Vec<(String, String)> =
        what_will_be_written(&world.office, &dossier, &matter, &siblings)
            .unwrap()
            .iter()
            .map(|field| (words.wording(&field.label), words.wording(&field.shown)))
            .collect();
    assert_eq!(shown, written);
    assert_eq!(written.len(), 3, "name, date and household");

    // Not done before the register has answered.
    let queue = gao.open("/casework?list=done-today").await;
    queue.says("今天还没有办结事项");
    case.register_answers(&world, "registration", "RZ-20260306-1")
        .await;
    let queue = gao.open("/casework?list=done-today").await;
    assert_eq!(queue.heading(), "今日办结（1）");
    queue.says("入户登记");

    for (staff, name) in [
        ("insurance-shapingba", "参保登记"),
        ("social-shapingba", "制卡"),
    ] {
        let page = world.be(staff).await.open("/casework").await;
        page.says(name);
    }
    // The number stands in what the next office writes.
    let mut han = world.be("insurance-shapingba").await;
    take_up(&mut han, &case, &world, "insurance").await;
    let next = case.address(&world, "insurance").await.page("decision");
    han.open(&next).await.says("RZ-20260306-1");
}

async fn what_changed_while_one_looked_is_not_written_unseen(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let path = case.address(&world, "registration").await.page("decision");
    let page = gao.open(&path).await;

    let mut tx = world.office.db.begin().await.unwrap();
    let stored = store::case_by_id(tx.conn(), &case.home, &case.case_id)
        .await
        .unwrap()
        .unwrap();
    let mut dossier = world.office.dossier(&stored).unwrap();
    for field in dossier
        .fields
        .iter_mut()
        .filter(|field| field.name == "born")
    {
        field.value = "2026-02-21".to_owned();
    }
    let place = format!("case_file.dossier.{}", case.case_id);
    let sealed = world
        .office
        .keys
        .seal(&place, &dossier, &world.office.chance);
    assert!(
        store::replace_dossier(tx.conn(), &stored, &sealed)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();

    let refused = gao
        .submit(
            page.form_to(&path)
                .fill("text", "请妥善保管")
                .press("批准并写入"),
        )
        .await;
    assert_eq!(refused.status, 409);
    refused.says("有变化");
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::InReview
    );
    let again = gao.open(&path).await;
    again.says("2026-02-21").says("请妥善保管");
    let approved = gao.submit(again.form_to(&path).press("批准并写入")).await;
    assert_eq!(approved.status, 200);
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Recording
    );
}

async fn the_applicant_is_asked_once_and_the_clock_stands(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let path = case.address(&world, "registration").await.page("question");

    let page = gao.open(&path).await;
    let form = page.form_to(&path);
    // Fifteen working days from 6 March.
    assert_eq!(form.value("answer-by-year"), Some("2026"));
    assert_eq!(form.value("answer-by-month"), Some("3"));
    assert_eq!(form.value("answer-by-day"), Some("27"));
    let reviewed = gao
        .submit(form.fill("answer-by-day", "28").press("发给申请人"))
        .await;
    assert!(reviewed.title().starts_with("错误："));
    reviewed
        .says("请写明需要申请人补充什么")
        .says("这一天不上班");
    let form = reviewed.form_to(&path);
    assert_eq!(
        form.value("answer-by-day"),
        Some("28"),
        "what was typed stays"
    );
    let asked = gao
        .submit(
            form.fill("question", "1. 租房合同\n2. 房东电话")
                .fill("answer-by-day", "27")
                .press("发给申请人"),
        )
        .await;
    asked
        .says("等待申请人答复")
        .says("2. 房东电话")
        .says("计时暂停");
    let waiting = gao.open("/casework?list=waiting").await;
    waiting
        .says("等待申请人答复，2026年3月6日起")
        .says("2026年3月27日");

    // Friday to Tuesday: on two working days it still waited at midnight.
    let due = case.matter(&world, "registration").await.due.unwrap();
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 4));
    let detail = StepDetail {
        answer: Some("合同已寄出".to_owned()),
        ..StepDetail::default()
    };
    case.step(
        &world,
        "registration",
        Step::Answer,
        Capacity::Applicant,
        detail,
    )
    .await;
    let moved = case.matter(&world, "registration").await.due.unwrap();
    assert_eq!(world.office.calendar.between(due, moved), 2);
    let mut gao = world.be("police-shapingba-1").await;
    let page = gao
        .open(&case.address(&world, "registration").await.path())
        .await;
    page.says("办理中").says("合同已寄出").says("我");
}

async fn a_half_written_refusal_survives_a_conflict(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let held = take_up(&mut gao, &case, &world, "registration").await;
    let path = case.address(&world, "registration").await.page("refusal");
    let writing = gao.open(&path).await;

    // In another tab he puts it back, and she takes it up.
    gao.submit(
        held.form_to(&format!("{}/holder", held.route()))
            .press("退回待受理"),
    )
    .await;
    let hers = take_up(&mut song, &case, &world, "registration").await;
    let words = "房产证和申请人的姓名不一致，请先更正。";
    let conflict = gao
        .submit(
            writing
                .form_to(&path)
                .fill("reason", "not-proved")
                .fill("text", words)
                .press("不予通过"),
        )
        .await;
    assert_eq!(conflict.status, 409);
    conflict.says("宋佳");
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::InReview
    );

    // He can read it while she holds it; she cannot.
    gao.open(&path).await.says(words).says("宋佳 正在办理");
    song.open(&path).await.hides(words);
    song.submit(
        hers.form_to(&format!("{}/holder", hers.route()))
            .press("退回待受理"),
    )
    .await;
    let back = take_up(&mut gao, &case, &world, "registration").await;
    back.says("您有一份没写完的内容");
    let page = gao.follow(&back, "不予通过的理由").await;
    let form = page.form_to(&path);
    assert_eq!(form.value("text"), Some(words));
    assert_eq!(form.value("reason"), Some("not-proved"));
    page.says("测试办法第三条");
    let refused = gao.submit(form.press("不予通过")).await;
    refused.says("未通过").says(words).says("测试办法第三条");
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Proposed
    );
    countersign(&mut song, &case, &world, "registration").await;
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Refused
    );
    // What needs it cannot go on; what does not need it can.
    assert_eq!(case.matter(&world, "insurance").await.stage, Stage::Blocked);
    assert_eq!(case.matter(&world, "street-note").await.stage, Stage::Ready);
}

async fn a_refusal_wants_a_reason_and_words(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let path = case.address(&world, "registration").await.page("refusal");

    let page = gao.open(&path).await;
    assert!(
        !page.has(".error-summary"),
        "nothing is wrong before a press"
    );
    let reviewed = gao.submit(page.form_to(&path).press("不予通过")).await;

    assert!(reviewed.title().starts_with("错误："));
    reviewed.says("请选择一个理由").says("请写明给申请人的说明");
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::InReview
    );
    // A reason of another matter's is none.
    let forged = gao
        .post(
            &path,
            &[
                ("act", "refuse"),
                ("version", "99"),
                ("reason", "account-not-own"),
                ("text", "不行"),
            ],
        )
        .await;
    forged.says("请选择一个理由");
}

async fn only_who_holds_a_matter_decides_it(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let address = case.address(&world, "registration").await;
    let version = case
        .matter(&world, "registration")
        .await
        .version
        .to_string();

    for (page, fields) in [
        ("decision", vec![("act", "approve"), ("digest", "")]),
        (
            "refusal",
            vec![
                ("act", "refuse"),
                ("reason", "not-proved"),
                ("text", "不行"),
            ],
        ),
        (
            "question",
            vec![
                ("act", "ask"),
                ("question", "合同"),
                ("answer-by-year", "2026"),
                ("answer-by-month", "3"),
                ("answer-by-day", "27"),
            ],
        ),
        ("holder", vec![("act", "put-back")]),
    ] {
        let mut fields = fields;
        fields.push(("version", &version));
        let page = song.post(&address.page(page), &fields).await;
        assert_eq!(page.status, 409);
        page.says("高明");
    }
    let matter = case.matter(&world, "registration").await;
    assert_eq!(matter.stage, Stage::InReview);
    assert_eq!(matter.version.to_string(), version, "nothing has moved");
    let page = song.open(&address.path()).await;
    page.says("高明 正在办理");
    assert!(!page.has(".acts form"), "nothing to press");
}

async fn what_can_only_be_recorded_cannot_be_refused(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    approve(&mut gao, &case, &world, "registration").await;
    case.register_answers(&world, "registration", "RZ-1").await;
    let mut ding = world.be("social-shapingba").await;
    let held = take_up(&mut ding, &case, &world, "card").await;

    held.says("批准…");
    assert!(!held.text().contains("不予通过"));
    let refusal = case.address(&world, "card").await.page("refusal");
    assert_eq!(ding.open(&refusal).await.status, 404);
}

async fn a_matter_of_ones_own_household_is_for_a_colleague(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut tx = world.office.db.begin().await.unwrap();
    let row = sqlx::query("SELECT id FROM staff WHERE login = 'demo-police-shapingba-1'")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    let id: String = sqlx::Row::try_get(&row, 0).unwrap();
    tie(tx.conn(), &id, &case.applicant).await.unwrap();
    tx.commit().await.unwrap();

    let path = case.address(&world, "registration").await.path();
    let page = gao.open(&path).await;
    page.says("当事人");
    assert!(!page.has("main form"));
    let forged = gao
        .post(
            &format!("{path}/holder"),
            &[("act", "take-up"), ("version", "1")],
        )
        .await;
    assert_eq!(forged.status, 409);
    forged.says("当事人");
    assert!(case.matter(&world, "registration").await.holder.is_empty());
    take_up(&mut song, &case, &world, "registration").await;
}

async fn a_matter_without_a_register_is_done_when_it_is_approved(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut fan = world.be("street-shapingba").await;
    take_up(&mut fan, &case, &world, "street-note").await;
    let path = case.address(&world, "street-note").await.page("decision");

    let page = fan.open(&path).await;
    page.says("不写入登记系统");
    let done = fan
        .submit(page.form_to(&path).fill("text", "已备案").press("批准"))
        .await;

    done.says("已办结").says("已备案");
    assert_eq!(case.matter(&world, "street-note").await.stage, Stage::Done);
}

async fn what_the_register_will_not_take_comes_back_with_its_words(world: World) {
    // The service of the stories stands in no catalogue; the register's owner lets it ask.
    let newborn = grants::standing()
        .into_iter()
        .find(|grant| grant.data_set == "POPULATION/registrations")
        .unwrap();
    let granted = GrantNotice {
        id: "of-the-stories".to_owned(),
        purpose: "settling-in".to_owned(),
        ..newborn
    };
    let set = DataSet::Registrations;
    world
        .office
        .sources
        .tell_grant(set, &granted)
        .await
        .unwrap();
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    approve(&mut gao, &case, &world, "registration").await;
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Recording
    );

    // The city's register knows no such certificate.
    outbox::run_once(&world.office).await.unwrap();

    let matter = case.matter(&world, "registration").await;
    assert_eq!(matter.stage, Stage::InReview);
    let page = gao
        .open(&case.address(&world, "registration").await.path())
        .await;
    page.says("登记系统没有接受").says("办理中").says("批准…");
    assert_eq!(
        gao.open("/casework?list=mine").await.heading(),
        "我在办理（1）"
    );
}

async fn a_list_for_the_applicant_can_be_kept_for_later(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    take_up(&mut gao, &case, &world, "registration").await;
    let path = case.address(&world, "registration").await.page("question");
    let page = gao.open(&path).await;

    let kept = gao
        .submit(
            page.form_to(&path)
                .fill("question", "1. 租房合同")
                .press("先保存"),
        )
        .await;

    assert_eq!(kept.status, 200);
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::InReview
    );
    let again = gao.follow(&kept, "给申请人的补正清单").await;
    assert_eq!(again.form_to(&path).value("question"), Some("1. 租房合同"));
}

async fn a_press_that_no_page_offers_is_refused_in_words(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let mut gao = world.be("police-shapingba-1").await;
    let address = case.address(&world, "registration").await;
    let fields: [(&str, &[(&str, &str)]); 4] = [
        ("holder", &[("act", "seize")]),
        ("holder", &[]),
        ("decision", &[("act", "approve"), ("version", "first")]),
        ("refusal", &[("act", "refuse"), ("version", "")]),
    ];
    for (page, fields) in fields {
        let answer = gao.post(&address.page(page), fields).await;
        assert_eq!(answer.status, 400, "{page} {fields:?}");
    }
    // Not taken up: nothing to decide, and what was typed is kept.
    let version = case
        .matter(&world, "registration")
        .await
        .version
        .to_string();
    let early = gao
        .post(
            &address.page("refusal"),
            &[
                ("act", "refuse"),
                ("version", &version),
                ("reason", "not-proved"),
                ("text", "太早"),
            ],
        )
        .await;
    assert_eq!(early.status, 409);
    early.says("没有人受理");
    gao.open(&address.page("refusal"))
        .await
        .says("太早")
        .says("请先受理");
}

stories![
    two_who_press_at_once_one_gets_it_and_the_other_reads_who_has_it,
    a_second_press_of_the_same_button_changes_nothing,
    an_approval_writes_exactly_what_the_page_showed_and_unlocks_what_waited,
    what_changed_while_one_looked_is_not_written_unseen,
    the_applicant_is_asked_once_and_the_clock_stands,
    a_half_written_refusal_survives_a_conflict,
    a_refusal_wants_a_reason_and_words,
    only_who_holds_a_matter_decides_it,
    what_can_only_be_recorded_cannot_be_refused,
    a_matter_of_ones_own_household_is_for_a_colleague,
    a_matter_without_a_register_is_done_when_it_is_approved,
    what_the_register_will_not_take_comes_back_with_its_words,
    a_list_for_the_applicant_can_be_kept_for_later,
    a_press_that_no_page_offers_is_refused_in_words,
];

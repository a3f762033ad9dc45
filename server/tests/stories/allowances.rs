//! From a yes to the money: posting, entitlement, the month with two people, what comes back, what suspends, and why
//! each amount is what it is.

use app::case::Stage;
use app::mandate::MandateAct;
use app::text::Text;
use jiff::civil::date;
use serde_json::json;

use crate::applying::{case_of, matters_of};
use crate::bundle::{approves, registers_answer};
use crate::mandate::{filed_for, may_act, number_of};
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// An account that the demo's bank takes for closed.
const CLOSED: &str = "6222021001110040000";
const OPEN: &str = "6222021001112223331";

/// The clock stands at ten in the morning of this day.
pub fn be_the(world: &World, year: i16, month: i8, day: i8) {
    let at = date(year, month, day)
        .at(10, 0, 0, 0)
        .to_zoned(app::text::city_time())
        .unwrap();
    world.clock.set(at.timestamp());
}

/// Something happens to somebody in the population register.
pub async fn happens(world: &World, key: &str, field: &str, value: &str) {
    happen(
        world,
        &json!({ "number": number_of(world, key).as_str(), field: value }),
    )
    .await;
}

/// Lets this happen in the registers.
pub async fn happen(world: &World, what: &serde_json::Value) {
    let registers = world.office.settings.data_layer.clone().unwrap();
    let answer = reqwest::Client::new()
        .post(format!("{registers}/people"))
        .json(what)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
}

pub async fn number(world: &World, sql: &'static str) -> i64 {
    use sqlx::Row as _;
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query(sql).fetch_one(&mut *conn).await.unwrap();
    row.try_get(0).unwrap()
}

/// The reference of the only entitlement, or of the one by this service.
pub async fn reference(world: &World, service: &str) -> String {
    use sqlx::Row as _;
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT reference FROM entitlement WHERE service = $1")
        .bind(service.to_owned())
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    row.try_get(0).unwrap()
}

/// The elder's son applies, and every office says yes but the last.
pub async fn almost_entitled(world: &World) {
    let mut son = be(world, "elder-son").await;
    let mandate = may_act(world, "elder-son", "elder", MandateAct::ALL).await;
    filed_for(world, &mut son, &mandate, "elder").await;
    registers_answer(world).await;
    approves(world, "community-shapingba", "社区核对").await;
    be_the(world, 2026, 3, 16);
    registers_answer(world).await;
    approves(world, "street-shapingba", "街道初审").await;
}

/// The last says yes, too: entitled from April 2026.
pub async fn entitled(world: &World) -> Visitor {
    almost_entitled(world).await;
    approves(world, "civil-shapingba", "区民政局审定").await;
    be(world, "elder-son").await
}

/// One's own application with this account, up to the last page; whatever page comes before that stops it.
pub async fn applies(visitor: &mut Visitor, service: &str, name: &str, account: &str) -> Page {
    let guide = visitor.open(&format!("/{service}")).await;
    let start = guide.form_to(&format!("/{service}/start"));
    let leave = visitor.submit(start).await;
    let known = visitor
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    if !known.route().ends_with("/known") {
        return known;
    }
    let question = visitor.submit(known.form().press(&say(Text::GoOn))).await;
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", name)
        .fill("bank", "重庆银行")
        .fill("account", account);
    let check = visitor.submit(form).await;
    hand_in(visitor, &check).await
}

/// One person prepares and proposes the month, another confirms it, and everything goes to the bank. The run's page.
pub async fn pays(world: &World, office: &str, month: &str) -> String {
    let mut first = be(world, office).await;
    let list = first.open("/allowances/runs").await;
    let run = first
        .submit(list.form_to("/allowances/runs").fill("month", month))
        .await;
    let path = run.route().to_owned();
    run.says(&say(Text::AllowanceRunPreparing));
    // How far it has come is drawn, and said, while it goes on, and only then.
    assert!(run.has("progress[value='0'][max]"), "{}", run.html);
    registers_answer(world).await;
    let preview = first.open(&path).await;
    assert!(!preview.has("progress"));
    let form = preview
        .form_to(&path)
        .press(&say(Text::AllowanceRunPropose));
    first
        .submit(form)
        .await
        .says(&say(Text::AllowanceRunOwnProposal));
    let alone = first.post(&path, &[("act", "confirm")]).await;
    assert_eq!(alone.status, 409, "nobody confirms their own proposal");
    let mut second = be(world, &format!("{office}-lead")).await;
    let proposed = second.open(&path).await;
    let form = proposed
        .form_to(&path)
        .press(&say(Text::AllowanceRunConfirm));
    let paying = second.submit(form).await;
    paying.says(&say(Text::AllowanceRunPaying));
    assert!(paying.has("progress[value='0'][max]"), "{}", paying.html);
    registers_answer(world).await;
    second.open(&path).await.says(&say(Text::AllowanceRunDone));
    path
}

async fn an_old_age_allowance_from_the_posting_to_the_money(world: World) {
    let mut son = be(&world, "elder-son").await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    filed_for(&world, &mut son, &mandate, "elder").await;
    registers_answer(&world).await;
    approves(&world, "community-shapingba", "社区核对").await;

    // Everybody finds it from every page. In public: part of the name, the community, the allowance; nothing else.
    let mut anyone = world.visitor();
    let home = anyone.open("/").await;
    let posted = anyone.follow(&home, &say(Text::FooterPostings)).await;
    assert_eq!(posted.route(), "/postings");
    posted.says("王*英").says("社区居民委员会").says("高龄津贴");
    posted
        .hides("王秀英")
        .hides(number_of(&world, "elder").as_str());
    assert_eq!(
        posted.headers["x-robots-tag"],
        "noindex, nofollow, noarchive"
    );
    let one = posted.link("王*英");
    anyone
        .open(&one)
        .await
        .hides("王秀英")
        .says(&say(Text::PostingsSignIn));
    anyone
        .open("/postings?street=500101001")
        .await
        .says(&say(Text::PostingsNone));

    // A neighbour objects: the posting is over on its last day, and does not go on before somebody has answered.
    let mut neighbour = be(&world, "mother").await;
    let page = neighbour.open(&one).await;
    neighbour
        .submit(page.form_to(&one))
        .await
        .says(&say(Text::AllowanceTextEmpty));
    let page = neighbour.open(&one).await;
    neighbour
        .submit(page.form_to(&one).fill("text", "这位老人已经搬走"))
        .await
        .says(&say(Text::PostingsSaid));
    be_the(&world, 2026, 3, 13);
    registers_answer(&world).await;
    anyone.open("/postings").await.says("王*英");
    be_the(&world, 2026, 3, 16);
    registers_answer(&world).await;
    let gone = anyone.open(&one).await;
    assert_eq!(gone.status, 404);
    anyone.open("/postings").await.hides("王*英");
    assert_eq!(
        number(&world, "SELECT COUNT(*) FROM matter WHERE stage = 'posted'").await,
        1
    );
    // The community reads on its first page that somebody waits, and finds it from every page.
    let mut community = be(&world, "community-shapingba").await;
    let queue = community.open("/casework").await;
    queue.says("1 条公示异议等待答复");
    let desk = community
        .follow(&queue, &say(Text::PostingsDeskTitle))
        .await;
    desk.says("这位老人已经搬走");
    // Nobody decides about her unheard: she was told at once, and by whom it was said is nobody's to know.
    let mut elder = be(&world, "elder").await;
    elder
        .open("/notices")
        .await
        .says("有人对公示提了意见")
        .hides("林晓燕");
    let unheard = desk.form().fill("text", "上门看过，老人住在这里");
    community
        .submit(unheard)
        .await
        .says(&say(Text::AllowanceHeardEmpty));
    let desk = community.open("/staff/postings").await;
    let form = desk
        .form()
        .fill("heard", "我一直住在这里")
        .fill("text", "上门看过，老人住在这里");
    community
        .submit(form)
        .await
        .says(&say(Text::PostingsDeskNone));
    elder.open("/notices").await.says("您的话也记下了");

    approves(&world, "street-shapingba", "街道初审").await;
    assert_eq!(
        number(&world, "SELECT COUNT(*) FROM entitlement").await,
        0,
        "nothing before the district"
    );
    approves(&world, "civil-shapingba", "区民政局审定").await;
    let reference = reference(&world, "old-age-allowance").await;
    // Sessions do not last as long as an allowance does.
    let mut son = be(&world, "elder-son").await;
    let mine = son.open("/allowances").await;
    mine.says("王秀英").says("每月 60.00 元").says(&reference);

    // The month after the conclusion is the first; before that nothing is due.
    be_the(&world, 2026, 3, 25);
    pays(&world, "civil-shapingba", "2026-03").await;
    assert_eq!(number(&world, "SELECT COUNT(*) FROM payment_line").await, 0);
    be_the(&world, 2026, 4, 10);
    let run = pays(&world, "civil-shapingba", "2026-04").await;
    let mut civil = be(&world, "civil-shapingba").await;
    civil
        .open(&run)
        .await
        .says("王秀英")
        .says("60.00")
        .says("演示-沙坪坝-2026");

    // The same month once more: the bank is not asked again.
    pays(&world, "civil-shapingba", "2026-04").await;
    assert_eq!(
        number(
            &world,
            "SELECT COUNT(*) FROM payment_line WHERE state = 'paid'"
        )
        .await,
        1
    );
    let calls = "SELECT COUNT(*) FROM data_call WHERE data_set = 'BANK/payments'";
    assert_eq!(number(&world, calls).await, 1, "one payment left the house");
    let mut son = be(&world, "elder-son").await;
    son.open(&format!("/allowances/{reference}"))
        .await
        .says("2026-04")
        .says("已发")
        .says("演示-沙坪坝-2026")
        .says("**** 3331")
        .hides(OPEN);

    // What was paid is what the rule gives, reckoned again from what was kept.
    let explained = world.office.explain(&reference).await.unwrap().unwrap();
    assert_eq!(explained.differs, Vec::<String>::new());
    for said in [
        "2026-04  60.00 yuan  paid",
        "演示-沙坪坝-2026",
        "paid in all  60.00",
    ] {
        assert!(explained.text.contains(said), "{said}: {}", explained.text);
    }
    for kept_secret in ["王秀英", number_of(&world, "elder").as_str(), OPEN] {
        assert!(!explained.text.contains(kept_secret), "{kept_secret}");
    }
    assert!(
        world
            .office
            .explain("JT-0000-0000-0")
            .await
            .unwrap()
            .is_none()
    );

    // Somebody changes an amount in the table: explaining finds it.
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE payment_line SET fen = 9000")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let explained = world.office.explain(&reference).await.unwrap().unwrap();
    assert_eq!(explained.differs, ["2026-04"]);
}

async fn an_objection_to_a_posting_stands_on_the_case_and_on_the_matter(world: World) {
    let mut son = be(&world, "elder-son").await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut son, &mandate, "elder").await;
    let case = case_of(&world, &receipt).await;
    registers_answer(&world).await;
    approves(&world, "community-shapingba", "社区核对").await;
    let posted = matters_of(&world, &case)
        .await
        .into_iter()
        .find(|matter| matter.stage == Stage::Posted)
        .expect("it is posted");

    // Nobody has objected: where one could, stands on both pages.
    let tracked = format!("/cases/{}", case.reference);
    let page = son.open(&tracked).await;
    page.says(&say(Text::TrackingNotePosted));
    let postings = son.follow(&page, &say(Text::TrackingActPostings)).await;
    assert_eq!(postings.route(), "/postings");
    let desk = format!("/casework/{}/{}", case.reference, posted.key.id);
    let mut community = be(&world, "community-shapingba").await;
    community.open(&desk).await.says(&say(Text::CaseworkPosted));

    // Somebody has: that it waits, and not what was said, is for the family; the office is led to it.
    let mut neighbour = be(&world, "mother").await;
    let objection = [("text", "这位老人已经搬走")];
    neighbour
        .post(&format!("/postings/{}", posted.key.id), &objection)
        .await
        .says(&say(Text::PostingsSaid));
    son.open(&tracked)
        .await
        .says("有 1 条异议还没有答复")
        .hides("这位老人已经搬走");
    let page = community.open(&desk).await;
    page.says("有 1 条公示异议等待答复，答复以前不会进入下一步");
    assert!(page.has("main a[href='/staff/postings']"));
    let list = community.open("/staff/postings").await;
    let answer = list
        .form()
        .fill("heard", "我一直住在这里")
        .fill("text", "上门看过，老人住在这里");
    community.submit(answer).await;
    community.open(&desk).await.says(&say(Text::CaseworkPosted));
    son.open(&tracked)
        .await
        .says(&say(Text::TrackingNotePosted));
}

async fn a_poor_severely_disabled_person_gets_what_may_combine_and_the_higher_of_two(world: World) {
    let mut li = be(&world, "assisted-elder").await;
    for service in ["living-subsidy", "nursing-subsidy", "care-service-subsidy"] {
        let receipt = applies(&mut li, service, "李德明", OPEN).await;
        assert!(receipt.route().ends_with("/receipt"), "{}", receipt.text());
    }
    registers_answer(&world).await;
    for _ in 0..3 {
        approves(&world, "street-yubei", "街道初审").await;
    }
    for _ in 0..2 {
        approves(&world, "federation-yubei", "残联审核").await;
    }
    for _ in 0..3 {
        approves(&world, "civil-yubei", "区民政局审定").await;
    }
    // Never posted: the name of the allowance alone would say too much.
    let mut anyone = world.visitor();
    anyone
        .open("/postings")
        .await
        .says(&say(Text::PostingsNone));

    // The two disability subsidies from the month of application, the other from the month after the conclusion.
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-yubei", "2026-04").await;
    let lines = |service: &'static str| {
        let world = &world;
        async move {
            let reference = reference(world, service).await;
            world.office.explain(&reference).await.unwrap().unwrap()
        }
    };
    let living = lines("living-subsidy").await;
    for said in ["2026-03  70.00 yuan  paid", "2026-04  70.00 yuan  paid"] {
        assert!(living.text.contains(said), "{}", living.text);
    }
    let nursing = lines("nursing-subsidy").await;
    for said in [
        "2026-03  100.00 yuan  paid",
        "2026-04  0.00 yuan  nothing",
        "care-service-subsidy is higher",
    ] {
        assert!(nursing.text.contains(said), "{}", nursing.text);
    }
    let care = lines("care-service-subsidy").await;
    assert!(
        care.text.contains("2026-04  200.00 yuan  paid"),
        "{}",
        care.text
    );
    for explained in [living, nursing, care] {
        assert_eq!(
            explained.differs,
            Vec::<String>::new(),
            "{}",
            explained.text
        );
    }
    let reference = reference(&world, "nursing-subsidy").await;
    let mut li = be(&world, "assisted-elder").await;
    li.open(&format!("/allowances/{reference}"))
        .await
        .says("只发金额高的一项")
        .says("另一项更高，所以这一项不发");
}

async fn who_is_not_entitled_reads_why_and_what_else_there_is(world: World) {
    // Level 2, not poor, 46, in Shapingba: no living subsidy, but the nursing subsidy.
    let mut zhong = be(&world, "disabled-adult").await;
    let page = applies(&mut zhong, "living-subsidy", "钟雨晴", OPEN).await;
    assert_eq!(page.route(), "/living-subsidy/another-way");
    page.says(&say(Text::AllowanceNoTitle))
        .says(&say(Text::AllowanceNoHardship))
        .says("重度残疾人护理补贴");
    assert!(page.has("main a[href='/nursing-subsidy']"));
    assert_eq!(number(&world, "SELECT COUNT(*) FROM case_file").await, 0);
}

async fn two_rules_at_once_leave_the_month_open_for_their_owner(world: World) {
    let _son = entitled(&world).await;
    let file = include_str!("../../../app/definitions/rules/old-age-allowance.toml");
    let doubled = format!(
        "{file}\n[[rule]]\nversion = \"重复\"\ndistricts = [\"沙坪坝区\"]\nfrom = \"2026-04-01\"\nevidence = \"U\"\nsource = {{ zh = \"测试\", en = \"Test\" }}\nunverified = {{ zh = \"全部\", en = \"All\" }}\n\n[[rule.row]]\nwhen = {{ age = \"80+\" }}\npays = [{{ yuan = \"999\", every = \"month\" }}]\n"
    );
    let (book, _) = app::benefits::RuleBook::read(&[("old-age-allowance.toml", &doubled)], "");
    let before = (*world.office.rule_book()).clone();
    world.office.set_rule_book(book);
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    assert_eq!(
        number(
            &world,
            "SELECT COUNT(*) FROM payment_line WHERE state = 'open' AND why = 'clash' AND fen = 0"
        )
        .await,
        1
    );
    // Whoever owns the rules is told at their desk, with how many wait for it; nobody else is.
    let mut owner = be(&world, "civil-shapingba").await;
    owner
        .open("/casework")
        .await
        .says("本单位负责的规定有 1 处矛盾");
    let faults = owner.open("/staff/rules").await;
    faults.says("演示-沙坪坝-2026").says("重复");
    let row = &faults.find_all("#faults-caption ~ tbody tr")[0].words;
    assert!(row.contains('1'), "{row}");
    for other in ["civil-yubei", "owner-civil"] {
        let mut other = be(&world, other).await;
        other
            .open("/staff/rules")
            .await
            .says(&say(Text::RulesFaultsNone));
    }
    for stranger in ["street-shapingba", "community-shapingba"] {
        let mut stranger = be(&world, stranger).await;
        assert_eq!(stranger.open("/staff/rules").await.status, 404);
    }
    // Once the owner has settled it, the next run brings both months.
    world.office.set_rule_book(before);
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    assert_eq!(
        number(
            &world,
            "SELECT CAST(SUM(fen) AS BIGINT) FROM payment_line WHERE state = 'paid'"
        )
        .await,
        12_000
    );
}

async fn a_payment_that_comes_back_is_paid_again_by_two_into_another_account(world: World) {
    let mut li = be(&world, "assisted-elder").await;
    applies(&mut li, "nursing-subsidy", "李德明", CLOSED).await;
    registers_answer(&world).await;
    approves(&world, "street-yubei", "街道初审").await;
    approves(&world, "federation-yubei", "残联审核").await;
    approves(&world, "civil-yubei", "区民政局审定").await;
    pays(&world, "civil-yubei", "2026-03").await;
    let mut civil = be(&world, "civil-yubei").await;
    let list = civil.open("/allowances/runs").await;
    list.says("李德明").says(&say(Text::AllowanceBankClosed));
    li.open("/notices").await.says("银行退回");

    let correct = list.link(&say(Text::AllowanceCorrect));
    let page = civil.open(&correct).await;
    page.says("**** 0000").hides(CLOSED);
    // Only into an account in the person's own name.
    let form = page
        .form()
        .fill("owner", "李四")
        .fill("bank", "重庆银行")
        .fill("account", OPEN);
    let wrong = civil.submit(form).await;
    wrong.says("李德明");
    assert!(wrong.path.ends_with("?review"), "{}", wrong.path);
    let list = civil.submit(wrong.form().fill("owner", "李德明")).await;
    list.says(&say(Text::AllowanceWaitsForColleague));
    let again = format!("{correct}/again");
    assert_eq!(civil.post(&again, &[("act", "again")]).await.status, 409);
    let mut lead = be(&world, "civil-yubei-lead").await;
    let list = lead.open("/allowances/runs").await;
    lead.submit(list.form_to(&again)).await;
    registers_answer(&world).await;
    let paid = "SELECT COUNT(*) FROM payment_line WHERE state = 'paid' AND attempt = 1";
    assert_eq!(number(&world, paid).await, 1);
    // The next month goes to the new account by itself.
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-yubei", "2026-04").await;
    let paid = "SELECT COUNT(*) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, paid).await, 2);
}

async fn a_death_in_the_register_suspends_and_one_press_says_that_it_is_wrong(world: World) {
    let _son = entitled(&world).await;
    let reference = reference(&world, "old-age-allowance").await;
    let page = format!("/allowances/{reference}");
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;

    happens(&world, "elder", "died_on", "2026-04-20").await;
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    let paid = "SELECT COUNT(*) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, paid).await, 1, "nothing for May");
    let mut son = be(&world, "elder-son").await;
    let told = son.open(&page).await;
    // He presses "that is wrong" in her place, and the page says so on top.
    assert!(told.find("aside.acting").words.contains("王秀英"));
    told.says(&say(Text::AllowanceSuspendedTitle))
        .says(&say(Text::AllowanceBecauseDied));
    son.open("/notices").await.says("人口登记写着本人已去世");
    let mut elder = be(&world, "elder").await;
    elder.open("/notices").await.says("人口登记写着本人已去世");

    // She is alive: one press. The end does not come by itself any more.
    let mine = elder.open(&page).await;
    let press = mine.form_to(&page).press(&say(Text::AllowanceThatIsWrong));
    elder
        .submit(press)
        .await
        .says(&say(Text::AllowanceObjected));
    be_the(&world, 2026, 6, 20);
    registers_answer(&world).await;
    let mut elder = be(&world, "elder").await;
    elder
        .open(&page)
        .await
        .says(&say(Text::AllowanceSuspendedTitle));

    happens(&world, "elder", "died_on", "").await;
    let mut civil = be(&world, "civil-shapingba").await;
    let list = civil.open("/allowances/runs").await;
    list.says(&say(Text::AllowanceSaidWrong));
    let settle = format!("/allowances/runs/suspended/{reference}");
    civil
        .submit(list.form_to(&settle).press(&say(Text::AllowanceResume)))
        .await;
    pays(&world, "civil-shapingba", "2026-06").await;
    assert_eq!(number(&world, paid).await, 3, "May and June follow");
    let explained = world.office.explain(&reference).await.unwrap().unwrap();
    assert_eq!(explained.differs, Vec::<String>::new());
}

async fn a_move_ends_it_when_nobody_objects_and_nothing_is_taken_back(world: World) {
    let _son = entitled(&world).await;
    let reference = reference(&world, "old-age-allowance").await;
    be_the(&world, 2026, 4, 10);
    pays(&world, "civil-shapingba", "2026-04").await;
    happens(&world, "elder", "street", "500112001").await;
    be_the(&world, 2026, 5, 10);
    pays(&world, "civil-shapingba", "2026-05").await;
    be_the(&world, 2026, 6, 9);
    registers_answer(&world).await;
    let stage = "SELECT COUNT(*) FROM entitlement WHERE stage = 'suspended' AND because = 'moved'";
    assert_eq!(number(&world, stage).await, 1, "thirty days are not over");
    be_the(&world, 2026, 6, 11);
    registers_answer(&world).await;
    let stage = "SELECT COUNT(*) FROM entitlement WHERE stage = 'ended'";
    assert_eq!(number(&world, stage).await, 1);
    let paid = "SELECT COUNT(*) FROM payment_line WHERE state = 'paid'";
    assert_eq!(number(&world, paid).await, 1, "April stays paid");
    let mut son = be(&world, "elder-son").await;
    let page = son.open(&format!("/allowances/{reference}")).await;
    page.says("已经停止").says("2026-04");
    let said = son
        .post(&format!("/allowances/{reference}"), &[("act", "wrong")])
        .await;
    assert_eq!(said.status, 200, "what has ended can still be asked about");
}

async fn a_recheck_asks_the_registers_and_is_in_the_log(world: World) {
    let _son = entitled(&world).await;
    let reference = reference(&world, "old-age-allowance").await;
    let mut civil = be(&world, "civil-shapingba").await;
    let path = format!("/allowances/runs/rechecks/{reference}");
    assert!(!civil.open("/allowances/runs").await.html.contains(&path));
    be_the(&world, 2027, 3, 16);
    let mut civil = be(&world, "civil-shapingba").await;
    let list = civil.open("/allowances/runs").await;
    list.says(&say(Text::AllowanceRechecksCaption));
    // A silent register: nothing is concluded, and it stays on the list.
    world
        .faults
        .change(&std::collections::BTreeMap::from([(
            "POPULATION/persons".to_owned(),
            "down".to_owned(),
        )]))
        .unwrap();
    assert_eq!(civil.submit(list.form_to(&path)).await.status, 409);
    world
        .faults
        .change(&std::collections::BTreeMap::from([(
            "POPULATION/persons".to_owned(),
            "none".to_owned(),
        )]))
        .unwrap();
    let list = civil.open("/allowances/runs").await;
    let after = civil.submit(list.form_to(&path)).await;
    assert!(!after.html.contains(&path), "not due any more");
    let asked = "SELECT COUNT(*) FROM data_call WHERE purpose = 'allowances/recheck' AND data_set = 'POPULATION/persons'";
    assert_eq!(
        number(&world, asked).await,
        2,
        "both are in the log of calls"
    );
    let seen = "SELECT COUNT(*) FROM access_log WHERE purpose = 'allowances'";
    assert!(number(&world, seen).await > 0, "and who looked");
}

stories!(
    an_old_age_allowance_from_the_posting_to_the_money,
    an_objection_to_a_posting_stands_on_the_case_and_on_the_matter,
    a_poor_severely_disabled_person_gets_what_may_combine_and_the_higher_of_two,
    who_is_not_entitled_reads_why_and_what_else_there_is,
    two_rules_at_once_leave_the_month_open_for_their_owner,
    a_payment_that_comes_back_is_paid_again_by_two_into_another_account,
    a_death_in_the_register_suspends_and_one_press_says_that_it_is_wrong,
    a_move_ends_it_when_nobody_objects_and_nothing_is_taken_back,
    a_recheck_asks_the_registers_and_is_in_the_log,
);

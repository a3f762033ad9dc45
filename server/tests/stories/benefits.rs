//! "What can I get?": for anyone without a name, and for a citizen from the registers, with leave.

use app::benefits::RuleBook;
use app::text::Text;
use jiff::SignedDuration;
use server::benefits::PURPOSE;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use sqlx::Row as _;

use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// Hands the short form in, without signing in.
async fn ask(
    visitor: &mut Visitor,
    born: [&str; 3],
    division: &str,
    more: &[(&str, &str)],
) -> Page {
    let mut form = visitor.open("/benefits").await.form();
    for (name, value) in ["born-year", "born-month", "born-day"]
        .into_iter()
        .zip(born)
    {
        form = form.fill(name, value);
    }
    form = form.fill("division", division);
    for (name, value) in more {
        form = form.fill(name, value);
    }
    visitor.submit(form).await
}

fn card(page: &Page, code: &str) -> String {
    page.find(&format!("#{code}")).words
}

/// Data set and outcome of every call that was made to look for benefits, in the order of the data sets.
async fn calls(world: &World) -> Vec<(String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows =
        sqlx::query("SELECT data_set, outcome FROM data_call WHERE purpose = $1 ORDER BY data_set")
            .bind(PURPOSE.to_owned())
            .fetch_all(&mut *conn)
            .await
            .unwrap();
    rows.iter()
        .map(|row| (row.get("data_set"), row.get("outcome")))
        .collect()
}

/// Data set and whether leave was given, in the order of the data sets.
async fn leave(world: &World) -> Vec<(String, bool)> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT data_set, given FROM leave_receipt WHERE purpose = $1 ORDER BY data_set",
    )
    .bind(PURPOSE.to_owned())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    rows.iter()
        .map(|row| (row.get("data_set"), row.get::<i64, _>("given") == 1))
        .collect()
}

async fn anyone_learns_what_there_is_without_a_name_or_a_trace_in_an_address(world: World) {
    let mut visitor = world.visitor();
    let home = visitor.open("/").await;
    let start = visitor.follow(&home, &say(Text::HomeBenefits)).await;
    assert_eq!(start.route(), "/benefits");

    let page = ask(&mut visitor, ["1941", "3", "15"], "500103", &[]).await;

    assert_eq!(
        page.path, "/benefits/answer",
        "nothing typed is in the address"
    );
    page.says("渝中区").says("84 周岁");
    let allowance = card(&page, "old-age-allowance");
    for said in [
        "可以享受",
        "每年 600 元",
        "渝中-1",
        "未核实",
        "证据 Ft",
        "从 2021年1月1日 起",
    ] {
        assert!(allowance.contains(said), "{said}: {allowance}");
    }
    assert_eq!(
        page.find("#old-age-allowance a[href]").attr("href"),
        Some("/old-age-allowance"),
        "one can apply here"
    );
    let order: Vec<String> = page
        .find_all("main h2")
        .into_iter()
        .map(|heading| heading.words.chars().take(3).collect())
        .collect();
    assert_eq!(
        order[..3],
        ["可以享", "还说不", "不符合"],
        "yes comes first"
    );

    let kept: String = {
        let mut conn = world.office.db.read().await.unwrap();
        let row = sqlx::query("SELECT typed FROM slip WHERE page = '/benefits'")
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        row.get("typed")
    };
    assert!(!kept.contains("1941") && !kept.contains("500103"), "{kept}");
    assert_eq!(calls(&world).await, [], "no register was asked");
}

async fn what_is_missing_is_named_with_the_way_to_get_it(world: World) {
    let mut visitor = world.visitor();
    let page = ask(
        &mut visitor,
        ["1950", "1", "1"],
        "500112",
        &[("hardship", "low-income")],
    )
    .await;

    let subsidy = card(&page, "care-service-subsidy");
    assert!(subsidy.contains("还说不准"), "{subsidy}");
    assert!(
        subsidy.contains("还缺：残疾人证、不能自理满六个月"),
        "{subsidy}"
    );
    assert!(
        subsidy.contains(&say(Text::BenefitsHowDisability)),
        "{subsidy}"
    );
    let vouchers = card(&page, "care-vouchers");
    assert!(vouchers.contains(&say(Text::BenefitsHowCare)), "{vouchers}");
    // A district without a rule: that is no "no", and the office has a telephone.
    let allowance = card(&page, "old-age-allowance");
    assert!(
        allowance.contains(&say(Text::BenefitsNoRule)),
        "{allowance}"
    );
    assert!(allowance.contains("023-"), "{allowance}");
}

async fn who_may_not_reads_why_from_when_and_what_instead(world: World) {
    let mut visitor = world.visitor();
    let page = ask(&mut visitor, ["1950", "1", "1"], "500103", &[]).await;

    let allowance = card(&page, "old-age-allowance");
    for said in [
        "不符合",
        "80 至 89 周岁（现在 76 周岁）",
        "到 2030年1月1日",
        "您可以用：老年食堂、送餐",
    ] {
        assert!(allowance.contains(said), "{said}: {allowance}");
    }
    assert!(!allowance.contains('元'), "{allowance}");

    let elsewhere = ask(&mut visitor, ["1940", "1", "1"], "elsewhere", &[]).await;
    assert!(card(&elsewhere, "meals").contains("户口在重庆"));
}

async fn what_cannot_be_is_said_at_its_field_and_stays_as_typed(world: World) {
    let mut visitor = world.visitor();
    let page = ask(
        &mut visitor,
        ["1944", "2", "30"],
        "",
        &[("level", "1"), ("hardship", "destitute")],
    )
    .await;

    assert_eq!(page.route(), "/benefits");
    assert!(page.title().starts_with("错误"), "{}", page.title());
    page.says(&say(Text::BenefitsBornImpossible))
        .says(&say(Text::BenefitsDivisionEmpty))
        .says(&say(Text::BenefitsLevelWithoutKind));
    let form = page.form();
    assert_eq!(form.value("born-day"), Some("30"));
    assert_eq!(form.value("level"), Some("1"));
    assert_eq!(form.value("hardship"), Some("destitute"));
    let answer = visitor.open("/benefits/answer").await;
    answer.says(&say(Text::BenefitsNothingTitle));
}

async fn what_was_typed_is_this_browsers_alone_and_gone_after_a_day(world: World) {
    let mut visitor = world.visitor();
    ask(&mut visitor, ["1941", "3", "15"], "500103", &[]).await;
    let mut other = world.visitor();
    other
        .open("/benefits/answer")
        .await
        .says(&say(Text::BenefitsNothingTitle));

    // Nothing is lost by whoever is called away.
    world.clock.advance(SignedDuration::from_mins(31));
    visitor.open("/benefits/answer").await.says("每年 600 元");
    world.clock.advance(SignedDuration::from_mins(23 * 60 + 28));
    visitor.open("/benefits/answer").await.says("每年 600 元");
    world.clock.advance(SignedDuration::from_mins(1));
    visitor
        .open("/benefits/answer")
        .await
        .says(&say(Text::BenefitsNothingTitle));

    let page = ask(&mut visitor, ["1941", "3", "15"], "500103", &[]).await;
    let form = page.form_to("/benefits").press(&say(Text::BenefitsForget));
    let emptied = visitor.submit(form).await;
    assert_eq!(emptied.form().value("born-year"), Some(""));
    visitor
        .open("/benefits/answer")
        .await
        .says(&say(Text::BenefitsNothingTitle));
}

async fn two_rules_that_contradict_each_other_send_people_to_the_office_without_an_amount(
    world: World,
) {
    let file = include_str!("../../../app/definitions/rules/old-age-allowance.toml");
    let doubled = format!(
        "{file}\n[[rule]]\nversion = \"渝中-2\"\ndistricts = [\"渝中区\"]\nfrom = \"2026-01-01\"\nevidence = \"Fo\"\nsource = {{ zh = \"另一份\", en = \"another\" }}\n[[rule.row]]\nwhen = {{ age = \"80+\" }}\npays = [{{ yuan = \"999\", every = \"month\" }}]\n"
    );
    let refused = RuleBook::parse(&[("old-age-allowance.toml", &doubled)], "").unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("渝中-1 and 渝中-2") && said.contains("各区县民政局"),
        "it is named for its owner: {said}"
    );
    let (book, _) = RuleBook::read(&[("old-age-allowance.toml", &doubled)], "");
    world.office.set_rule_book(book);

    let mut visitor = world.visitor();
    let page = ask(&mut visitor, ["1941", "3", "15"], "500103", &[]).await;

    let allowance = card(&page, "old-age-allowance");
    for said in ["要人工核对", "各区县民政局", "渝中区民政局", "023-"] {
        assert!(allowance.contains(said), "{said}: {allowance}");
    }
    assert!(
        !allowance.contains("600") && !allowance.contains("999"),
        "{allowance}"
    );
}

async fn a_citizen_is_answered_from_the_registers_with_leave(world: World) {
    let mut elder = world.be("assisted-elder").await;
    let start = elder.open("/benefits").await;
    let leave_page = elder.follow(&start, &say(Text::BenefitsMineLink)).await;
    leave_page.says("残疾人登记").says("困难群众登记");
    assert_eq!(calls(&world).await, [], "nothing is asked before leave");

    let page = elder.submit(leave_page.form()).await;

    assert_eq!(page.path, "/benefits/mine/answer");
    page.says("渝北区").says("81 周岁").says("肢体残疾 1 级");
    let subsidy = card(&page, "care-service-subsidy");
    for said in ["可以享受", "每月 200 元", "两项您都有", "只发这一项"] {
        assert!(subsidy.contains(said), "{said}: {subsidy}");
    }
    assert!(card(&page, "living-subsidy").contains("每月 70 元"));
    let nursing = card(&page, "nursing-subsidy");
    for said in ["不重复享受", "每月 100 元", "只发金额高的一项"] {
        assert!(nursing.contains(said), "{said}: {nursing}");
    }
    let asked = calls(&world).await;
    let sets: Vec<&str> = asked.iter().map(|(set, _)| set.as_str()).collect();
    assert_eq!(
        sets,
        [
            "DISABILITY/persons",
            "HARDSHIP/persons",
            "INSURANCE/persons",
            "POPULATION/persons"
        ]
    );
    assert!(asked.iter().all(|(_, outcome)| outcome == "answered"));
    assert!(leave(&world).await.iter().all(|(_, given)| *given));

    // What no register holds is typed by hand, and marked.
    let by_hand = elder.follow(&page, &say(Text::BenefitsByHandLink)).await;
    assert!(!by_hand.has("[name=hardship]"), "a register said it");
    let form = by_hand.form().fill("care", "severe").fill("alone", "yes");
    let page = elder.submit(form).await;
    assert_eq!(page.path, "/benefits/mine/answer");
    assert!(card(&page, "home-care-bed").contains("可以享受"));
    page.says(&say(Text::BenefitsTypedUnverified));
    assert_eq!(calls(&world).await.len(), 4, "nothing was asked again");
}

async fn what_the_registers_said_outlasts_a_session_that_ran_out_and_no_sign_out(world: World) {
    let key = "assisted-elder";
    let mut elder = world.be(key).await;
    let leave_page = elder.open("/benefits/mine").await;
    elder.submit(leave_page.form()).await.says("81 周岁");

    world.clock.advance(SignedDuration::from_mins(31));
    let out = elder.open("/benefits/mine/answer").await;
    assert_eq!(out.route(), "/sign-in");
    out.hides("81 周岁");
    elder.post("/demo/be", &[("person", key)]).await;
    elder.open("/benefits/mine/answer").await.says("81 周岁");
    assert_eq!(calls(&world).await.len(), 4, "nothing was asked again");

    elder.post("/sign-out", &[("", "")]).await;
    elder.post("/demo/be", &[("person", key)]).await;
    elder
        .open("/benefits/mine/answer")
        .await
        .says(&say(Text::BenefitsNothingTitle));
}

async fn a_register_without_leave_is_not_asked(world: World) {
    let mut elder = world.be("assisted-elder").await;
    let page = elder
        .post(
            "/benefits/mine",
            &[
                ("registers", "POPULATION/persons"),
                ("registers", "DISABILITY/persons"),
            ],
        )
        .await;

    let sets: Vec<String> = calls(&world)
        .await
        .into_iter()
        .map(|(set, _)| set)
        .collect();
    assert_eq!(sets, ["DISABILITY/persons", "POPULATION/persons"]);
    assert_eq!(
        leave(&world).await,
        [
            ("DISABILITY/persons".to_owned(), true),
            ("HARDSHIP/persons".to_owned(), false),
            ("INSURANCE/persons".to_owned(), false),
            ("POPULATION/persons".to_owned(), true),
        ]
    );
    page.says("您没有同意查：困难群众登记（低保、特困）、医保登记");
    assert!(card(&page, "care-service-subsidy").contains("还缺：困难认定"));

    let by_hand = elder.follow(&page, &say(Text::BenefitsByHandLink)).await;
    let page = elder
        .submit(by_hand.form().fill("hardship", "low-income"))
        .await;
    assert!(card(&page, "care-service-subsidy").contains("每月 200 元"));
    page.says(&say(Text::BenefitsTypedUnverified));

    // No leave at all: nothing is asked, and everything can be typed.
    let mut other = world.be("elder").await;
    let before = calls(&world).await.len();
    let page = other.post("/benefits/mine", &[("nothing", "")]).await;
    assert_eq!(calls(&world).await.len(), before);
    let by_hand = other.follow(&page, &say(Text::BenefitsByHandLink)).await;
    let wrong = other.submit(by_hand.form().fill("care", "mild")).await;
    assert_eq!(wrong.route(), "/benefits/mine/by-hand");
    wrong.says(&say(Text::BenefitsBornEmpty));
}

async fn a_register_that_is_down_leaves_open_what_depends_on_it(world: World) {
    world.faults.set(DataSet::Disabilities, Some(Fault::Down));
    let mut elder = world.be("assisted-elder").await;
    let leave_page = elder.open("/benefits/mine").await;
    let page = elder.submit(leave_page.form()).await;

    page.says(&say(Text::BenefitsSilentTitle))
        .says("残疾人登记");
    assert!(card(&page, "nursing-subsidy").contains("还缺：残疾人证"));
    assert!(
        card(&page, "care-service-subsidy").contains("每月 200 元"),
        "what does not depend on it is answered"
    );
    let asked = calls(&world).await;
    let silent: Vec<_> = asked
        .iter()
        .filter(|(_, outcome)| outcome != "answered")
        .collect();
    assert_eq!(silent.len(), 1, "{asked:?}");

    let by_hand = elder.follow(&page, &say(Text::BenefitsByHandLink)).await;
    let form = by_hand.form().fill("disability", "limb").fill("level", "1");
    let page = elder.submit(form).await;
    assert!(card(&page, "nursing-subsidy").contains("不重复享受"));
    page.says(&say(Text::BenefitsTypedUnverified));
}

async fn registers_that_contradict_each_other_are_for_a_person_to_settle(world: World) {
    let mut elder = world.be("contradicted-elder").await;
    let leave_page = elder.open("/benefits/mine").await;
    let page = elder.submit(leave_page.form()).await;

    page.says(&say(Text::BenefitsDisputedFact));
    for code in ["care-service-subsidy", "living-subsidy"] {
        let card = card(&page, code);
        for said in ["要人工核对", "困难认定", "请人核对", "023-"] {
            assert!(card.contains(said), "{code} {said}: {card}");
        }
        assert!(!card.contains("每月"), "{card}");
    }
    assert!(
        card(&page, "nursing-subsidy").contains("可以享受"),
        "what does not depend on it is answered"
    );
    let by_hand = elder.follow(&page, &say(Text::BenefitsByHandLink)).await;
    assert!(
        !by_hand.has("[name=hardship]"),
        "a third version settles nothing"
    );
}

async fn nobody_else_sees_what_the_registers_said(world: World) {
    let mut elder = world.be("assisted-elder").await;
    let leave_page = elder.open("/benefits/mine").await;
    elder.submit(leave_page.form()).await.says("81 周岁");

    let mut visitor = world.visitor();
    for path in [
        "/benefits/mine",
        "/benefits/mine/answer",
        "/benefits/mine/by-hand",
    ] {
        let page = visitor.open(path).await;
        assert_eq!(page.route(), "/sign-in", "{path}");
    }
    let mut stranger = world.be("elder-son").await;
    let page = stranger.open("/benefits/mine/answer").await;
    page.says(&say(Text::BenefitsNothingTitle)).hides("81 周岁");
    let mut clerk = world.be("civil-shapingba").await;
    let page = clerk.open("/benefits/mine/answer").await;
    page.hides("81 周岁");
    // The same browser, somebody else: nothing is left of the one before.
    elder.post("/demo/be", &[("person", "elder")]).await;
    let page = elder.open("/benefits/mine/answer").await;
    page.says(&say(Text::BenefitsNothingTitle)).hides("81 周岁");
}

async fn every_rule_can_be_read_with_its_source(world: World) {
    let mut visitor = world.visitor();
    let page = visitor.open("/benefits/rules").await;
    for benefit in &world.office.rule_book().benefits {
        page.says(&benefit.name.zh);
        for rule in &benefit.rules {
            page.says(&rule.version).says(&rule.source.zh);
        }
    }
    page.says("80 至 89 周岁")
        .says("每年 600 元")
        .says("每月 83.34 元")
        .says("只发金额高的一项");
}

async fn it_is_found_by_peoples_own_words(world: World) {
    let mut visitor = world.visitor();
    for typed in [
        "%E8%83%BD%E4%BA%AB%E5%8F%97%E4%BB%80%E4%B9%88",
        "nxssm",
        "%E4%BD%8E%E4%BF%9D%E8%80%81%E4%BA%BA%E8%A1%A5%E8%B4%B4",
        "what+can+i+get",
    ] {
        let page = visitor.open(&format!("/search?q={typed}")).await;
        assert_eq!(
            page.find("ul.services a").attr("href"),
            Some("/benefits"),
            "{typed}"
        );
    }
}

async fn who_wants_one_question_a_page_gets_it_here_too(world: World) {
    let mut anyone = world.visitor();
    anyone.set_cookie("elder", "yes");
    let mut page = anyone.open("/benefits").await;
    let mut asked = std::collections::BTreeSet::new();
    for _ in 0..20 {
        if page.route() != "/benefits" {
            break;
        }
        let names: std::collections::BTreeSet<String> = page
            .find_all("main form input:not([type=hidden]), main form select")
            .iter()
            .filter_map(|field| field.attr("name"))
            .map(|name| {
                name.trim_end_matches("-year")
                    .trim_end_matches("-month")
                    .trim_end_matches("-day")
                    .to_owned()
            })
            .collect();
        assert_eq!(names.len(), 1, "one decision a page: {names:?}");
        asked.extend(names.clone());
        let mut form = page.form();
        for field in page.find_all("main form input:not([type=hidden]), main form select") {
            let name = field.attr("name").unwrap().to_owned();
            match name.as_str() {
                _ if name.ends_with("-year") => form = form.fill(&name, "1940"),
                _ if name.ends_with("-month") || name.ends_with("-day") => {
                    form = form.fill(&name, "3");
                }
                _ => {}
            }
        }
        if names.contains("division") {
            form = form.fill("division", "500106");
        }
        page = anyone.submit(form).await;
    }
    assert_eq!(
        page.route(),
        "/benefits/answer",
        "{asked:?} {}",
        page.text()
    );
    assert!(asked.len() > 2, "{asked:?}");
    page.says("高龄津贴");
}

stories![
    anyone_learns_what_there_is_without_a_name_or_a_trace_in_an_address,
    what_is_missing_is_named_with_the_way_to_get_it,
    who_may_not_reads_why_from_when_and_what_instead,
    what_cannot_be_is_said_at_its_field_and_stays_as_typed,
    what_was_typed_is_this_browsers_alone_and_gone_after_a_day,
    what_the_registers_said_outlasts_a_session_that_ran_out_and_no_sign_out,
    two_rules_that_contradict_each_other_send_people_to_the_office_without_an_amount,
    a_citizen_is_answered_from_the_registers_with_leave,
    a_register_without_leave_is_not_asked,
    a_register_that_is_down_leaves_open_what_depends_on_it,
    registers_that_contradict_each_other_are_for_a_person_to_settle,
    nobody_else_sees_what_the_registers_said,
    every_rule_can_be_read_with_its_source,
    it_is_found_by_peoples_own_words,
    who_wants_one_question_a_page_gets_it_here_too,
];

//! Staff press the buttons for somebody who is with them or on the phone: at their word, for one service and a short while,
//! and whoever pressed and whom it is for stay apart.

use app::text::Text;
use jiff::SignedDuration;
use server::identity::DemoPart;

use crate::applying::matters_of;
use crate::care::{station, with_care};
use crate::mandate::{citizen, number_of, one, street_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// An older person of the city who has never signed in anywhere: the number, the name and the pseudonym.
fn somebody_without_an_account(world: &World) -> (String, String, String) {
    let family = world
        .city
        .families
        .iter()
        .filter(|family| family.kind.is_of_old_age())
        .map(|family| family.members[0].clone())
        .find(|number| {
            let street = &world.city.person(number).unwrap().street;
            street.starts_with("500106") && number.age_on(world.office.clock.today()) >= 80
        })
        .expect("an older person of Shapingba");
    let person = world.city.person(&family).unwrap();
    (
        family.as_str().to_owned(),
        person.name.as_str().to_owned(),
        world.office.keys.person(&family).0,
    )
}

async fn begins(clerk: &mut Visitor, number: &str, name: &str, service: &str, how: &str) -> Page {
    // Done with the one before.
    clerk.post("/staff/helping", &[("act", "end")]).await;
    let page = clerk.open("/staff/helping").await;
    let form = page
        .form_to("/staff/helping")
        .press(&say(Text::HelpingBegin))
        .fill("number", number)
        .fill("name", name)
        .fill("service", service)
        .fill("how", how)
        .fill("consent", "yes");
    clerk.submit(form).await
}

/// From the guide to the check page, with an account in this name.
async fn to_the_check(clerk: &mut Visitor, guide: &Page, owner: &str) -> Page {
    let leave = clerk
        .submit(guide.form_to("/old-age-allowance/start"))
        .await;
    let known = clerk
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let question = clerk.submit(known.form().press(&say(Text::GoOn))).await;
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", owner)
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    clerk.submit(form).await
}

async fn a_clerk_files_for_an_elder_at_the_counter_who_is_told_by_letter(world: World) {
    let (number, name, person) = somebody_without_an_account(&world);
    let mut clerk = be(&world, "street-shapingba").await;
    // How they want to be told: by letter.
    clerk
        .post("/staff/mandates", &[("number", number.as_str())])
        .await;
    let street = world
        .city
        .person(&app::person::ResidentId::parse(&number).unwrap())
        .unwrap()
        .street
        .clone();
    let wish = [
        ("way", "letter"),
        ("contact", "沙坪坝区和平村3栋2-1"),
        ("street", street.as_str()),
    ];
    clerk.post("/staff/mandates/telling", &wish).await;

    // Nothing begins without their yes, and no application by phone.
    let empty = clerk.post("/staff/helping", &[("act", "begin")]).await;
    empty
        .says(&say(Text::HelpingConsentEmpty))
        .says(&say(Text::HelpingHowEmpty));
    begins(&mut clerk, &number, &name, "old-age-allowance", "phone")
        .await
        .says(&say(Text::HelpingPhoneOnlyCare));
    let guide = begins(&mut clerk, &number, &name, "old-age-allowance", "counter").await;
    assert_eq!(guide.route(), "/old-age-allowance");
    let banner = guide.find("aside.acting").words;
    assert!(banner.contains(&name), "{banner}");
    // What else is theirs is not shown to whoever helps them, and other services' pages are the clerk's own.
    for path in [
        "/cases",
        "/notices",
        "/who-may-act",
        "/living-subsidy/leave",
    ] {
        let page = clerk.open(path).await;
        assert_eq!(page.route(), "/sign-in", "{path}");
    }
    let check = to_the_check(&mut clerk, &guide, &name).await;
    assert_eq!(
        check.route(),
        "/old-age-allowance/check",
        "{}",
        check.text()
    );
    let done = crate::newborn::hand_in(&mut clerk, &check).await;
    assert_eq!(done.route(), "/staff/helping", "{}", done.text());
    done.says(&say(Text::HelpingDoneTitle));
    let reference = done
        .text()
        .split_whitespace()
        .find_map(|word| word.find("GL-").map(|at| word[at..at + 14].to_owned()))
        .expect("a reference to be written down");

    // Who pressed and whom it is for stay apart.
    let reference = app::case::CaseReference::parse(&reference).unwrap();
    let case = crate::mandate::case_numbered(&world, &reference).await;
    assert_eq!(
        (case.filed_by.0.as_str(), case.subject.0.as_str()),
        (person.as_str(), person.as_str())
    );
    let record = server::journal::Record::new(&case.home, "case", &case.id);
    let mut conn = world.office.db.read().await.unwrap();
    let entries = server::journal::read(&mut conn, &record).await.unwrap();
    drop(conn);
    assert_ne!(entries[0].entry.actor, person);
    assert_eq!(
        entries[0].entry.on_behalf_of.as_deref(),
        Some(person.as_str())
    );
    let looked = "SELECT COUNT(id) FROM access_log WHERE person = $1 AND purpose = 'helping' AND by_kind = 'staff'";
    assert_eq!(one(&world, looked, &person).await, 1);
    let calls = "SELECT COUNT(id) FROM data_call WHERE person = $1 AND actor <> $1 AND purpose = 'old-age-allowance/prefill'";
    assert_eq!(one(&world, calls, &person).await, 1);
    // They are told as they chose: the street writes a letter.
    let told = "SELECT COUNT(id) FROM telling WHERE person = $1 AND way = 'letter'";
    assert!(one(&world, told, &person).await > 0);
    // It is over: the same pages are nobody's now.
    let after = clerk.open("/old-age-allowance/check").await;
    assert_eq!(after.route(), "/sign-in");

    // They call: it is taken back at their word.
    let desk = clerk
        .post("/staff/mandates", &[("number", number.as_str())])
        .await;
    desk.says(reference.as_str());
    clerk
        .post(&format!("/staff/mandates/cases/{reference}"), &[("", "")])
        .await;
    for matter in matters_of(&world, &case).await {
        assert!(matter.stage.is_final());
    }
}

async fn an_elder_with_an_account_sees_what_staff_filed_and_not_the_other_way_round(world: World) {
    let mut elder = be(&world, "elder").await;
    // A draft of her own, begun at home.
    let guide = elder.open("/old-age-allowance").await;
    let leave = elder
        .submit(guide.form_to("/old-age-allowance/start"))
        .await;
    elder
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    elder
        .post(
            "/old-age-allowance/elder",
            &[("owner", "王秀英"), ("bank", "自家银行")],
        )
        .await;
    let number = number_of(&world, "elder");
    let mut clerk = be(&world, "street-shapingba").await;
    let guide = begins(
        &mut clerk,
        number.as_str(),
        "王秀英",
        "old-age-allowance",
        "visit",
    )
    .await;
    let leave = clerk
        .submit(guide.form_to("/old-age-allowance/start"))
        .await;
    assert_eq!(
        leave.route(),
        "/old-age-allowance/leave",
        "not the one of her own"
    );
    let known = clerk
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let question = clerk.submit(known.form().press(&say(Text::GoOn))).await;
    question.hides("自家银行");
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", "王秀英")
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    let check = clerk.submit(form).await;
    let done = crate::newborn::hand_in(&mut clerk, &check).await;
    done.says(&say(Text::HelpingDoneTitle));
    let mut elder = be(&world, "elder").await;
    let list = elder.open("/cases").await;
    let path = list
        .find("main a[href^='/cases/GL-']")
        .attr("href")
        .unwrap()
        .to_owned();
    let own = elder.open(&path).await;
    assert!(
        own.find("aside.acting").words.contains("按您的意思"),
        "{}",
        own.text()
    );
    assert!(
        one(
            &world,
            "SELECT COUNT(id) FROM notice WHERE person = $1 AND reference LIKE 'GL-%'",
            &citizen(&world, "elder").await.person.0,
        )
        .await
            > 0
    );
}

async fn staff_order_for_an_elder_who_calls_and_for_the_next(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mut clerk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "elder");
    let place = begins(&mut clerk, number.as_str(), "王秀英", "care", "phone").await;
    assert_eq!(place.route(), "/care");
    let fields = |address: &str| {
        let mut fields: Vec<(&str, String)> = vec![
            ("whom", "me".to_owned()),
            ("street", street_of(&world, "elder")),
            ("address", address.to_owned()),
            ("phone", "023-61230000".to_owned()),
            ("start", "2026-03-07".to_owned()),
            ("diet", "soft".to_owned()),
        ];
        fields.extend((1..=7).map(|day| ("weekdays", day.to_string())));
        fields
    };
    let page = format!("/care/providers/{}/order/meals", station.id);
    let check = clerk.post(&page, &fields("和平村3栋2-1")).await;
    assert!(check.route().ends_with("/check"), "{}", check.text());
    assert!(check.find("aside.acting").words.contains("王秀英"));
    let done = clerk.submit(check.form_to(check.route())).await;
    assert_eq!(done.route(), "/staff/helping");
    done.says("YL-");
    // Her orders are her own page, also now.
    assert_eq!(clerk.open("/care/orders").await.route(), "/sign-in");
    let mut elder = be(&world, "elder").await;
    let orders = elder.open("/care/orders").await;
    let order = orders
        .find("main a[href^='/care/orders/YL-']")
        .attr("href")
        .unwrap()
        .to_owned();
    let own = elder.open(&order).await;
    assert!(own.find("aside.acting").words.contains("按您的意思"));
    elder.open("/notices").await.says("已预约");

    // The next who calls finds nothing of hers.
    let father = number_of(&world, "old-father");
    begins(&mut clerk, father.as_str(), "刘德厚", "care", "phone").await;
    clerk.open(&page).await.hides("和平村3栋2-1");
    // It ends by itself.
    world.clock.advance(SignedDuration::from_mins(30));
    assert_eq!(clerk.open(&page).await.status, 200);
    let mut late = be(&world, "street-shapingba").await;
    begins(&mut late, father.as_str(), "刘德厚", "care", "phone").await;
    world.clock.advance(SignedDuration::from_mins(61));
    let mut again = be(&world, "street-shapingba").await;
    assert_eq!(
        again.open(&page).await.route(),
        "/sign-in",
        "another session"
    );
}

async fn who_may_not_help(world: World) {
    let number = number_of(&world, "elder");
    let typed = |service: &'static str| {
        [
            ("act", "begin".to_owned()),
            ("number", number.as_str().to_owned()),
            ("name", "王秀英".to_owned()),
            ("service", service.to_owned()),
            ("how", "counter".to_owned()),
            ("consent", "yes".to_owned()),
        ]
    };
    // Other departments, and citizens.
    for key in ["police-shapingba-1", "insurance-shapingba"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open("/staff/helping").await.status, 404, "{key}");
        let pressed = other
            .post("/staff/helping", &typed("old-age-allowance"))
            .await;
        assert_eq!(pressed.status, 404, "{key}");
    }
    let mut son = be(&world, "elder-son").await;
    assert_eq!(son.open("/staff/helping").await.status, 404);
    let pressed = son
        .post("/staff/helping", &typed("old-age-allowance"))
        .await;
    assert_eq!(pressed.status, 404);
    // A newborn's parents apply themselves.
    let mut clerk = be(&world, "street-shapingba").await;
    let pressed = clerk.post("/staff/helping", &typed("newborn")).await;
    pressed.says(&say(Text::HelpingServiceEmpty));
    // Nobody for themselves, or for their household.
    let own = server::demo_city::next_door::whom_one_can_be(&world.city)
        .into_iter()
        .find(|one| one.key == "street-shapingba")
        .unwrap();
    let DemoPart::Staff {
        number: Some(own_number),
        ..
    } = own.part
    else {
        panic!("a member of staff is somebody");
    };
    let mut fields = typed("old-age-allowance");
    fields[1].1 = own_number.as_str().to_owned();
    fields[2].1 = own.name.as_str().to_owned();
    let refused = clerk.post("/staff/helping", &fields).await;
    assert_eq!(refused.status, 409);
    refused.says(&say(Text::HelpingTied));
    // Nobody acts for a third person by way of whoever is helped.
    let mandate =
        crate::mandate::may_act(&world, "elder", "elder-son", app::mandate::MandateAct::ALL).await;
    clerk
        .post("/staff/helping", &typed("old-age-allowance"))
        .await;
    let refused = clerk
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(refused.status, 404);
    // Another clerk's session is not this one's.
    let mut lead = be(&world, "street-shapingba-lead").await;
    assert_eq!(
        lead.open("/old-age-allowance/leave").await.route(),
        "/sign-in"
    );
}

async fn a_grid_worker_files_at_the_door_and_not_by_phone(world: World) {
    with_care(&world).await;
    let (number, name, person) = somebody_without_an_account(&world);
    let mut worker = be(&world, "community-shapingba").await;
    let page = worker.open("/staff/helping").await;
    assert!(page.has("nav a[href='/staff/helping']"));
    assert!(!page.has("input[name=how][value=phone]"));
    let by_phone = [
        ("act", "begin"),
        ("number", number.as_str()),
        ("name", name.as_str()),
        ("service", "care"),
        ("how", "phone"),
        ("consent", "yes"),
    ];
    worker
        .post("/staff/helping", &by_phone)
        .await
        .says(&say(Text::HelpingHowEmpty));
    let guide = begins(&mut worker, &number, &name, "old-age-allowance", "visit").await;
    assert_eq!(guide.route(), "/old-age-allowance");
    let check = to_the_check(&mut worker, &guide, &name).await;
    let done = crate::newborn::hand_in(&mut worker, &check).await;
    done.says(&say(Text::HelpingDoneTitle));
    let filed = "SELECT COUNT(id) FROM helping WHERE person = $1 AND how = 'visit'";
    assert_eq!(one(&world, filed, &person).await, 1);
    // What else is at that counter stays there; and the police have none.
    for path in ["/staff/mandates", "/staff/care"] {
        assert_eq!(worker.open(path).await.status, 404, "{path}");
    }
    let mut police = be(&world, "police-shapingba-1").await;
    assert_eq!(police.open("/staff/helping").await.status, 404);
}

stories![
    a_grid_worker_files_at_the_door_and_not_by_phone,
    a_clerk_files_for_an_elder_at_the_counter_who_is_told_by_letter,
    an_elder_with_an_account_sees_what_staff_filed_and_not_the_other_way_round,
    staff_order_for_an_elder_who_calls_and_for_the_next,
    who_may_not_help,
];

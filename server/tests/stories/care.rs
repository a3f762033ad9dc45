//! Care at home: found, ordered, brought, confirmed; and what happens when nobody opens the door, and when there is no room.

use std::collections::BTreeSet;

use app::care::form::Slot;
use app::care::{CareDesk as _, CareService, OrderStage, Provider, VisitStage, terms};
use app::case::CaseReference;
use app::identity::{Actor, OfficeId, StaffMember, StaffRole};
use app::mandate::MandateAct;
use app::person::PersonName;
use app::text::Text;
use app::warnings::{Contact, WarningForm, WarningsDesk as _};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use server::care;
use server::data_layer::access_log::AccessRow;
use server::data_layer::records::DataSet;
use server::demo_city::care::{company_of, providers};
use server::demo_city::next_door;
use server::demo_city::registers::faults::Fault;
use server::warnings;
use sqlx::Row as _;

use crate::care_vouchers::{is_found, voucher};
use crate::lists::looks;
use crate::mandate::{citizen, may_act, number_of, one, street_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// Who offers care in the demo city, known to the portal.
pub async fn with_care(world: &World) -> Vec<Provider> {
    next_door::open_care(&world.office, &world.city)
        .await
        .unwrap();
    providers(world.city.seed, &world.city.streets)
}

/// The nearest station that brings meals to the elder, without a system of its own.
pub fn station(world: &World, all: &[Provider], key: &str) -> Provider {
    let street = street_of(world, key);
    all.iter()
        .find(|one| one.street == street && one.meals > 0 && one.system.is_empty())
        .expect("a station in the elder's street")
        .clone()
}

pub fn company(world: &World, all: &[Provider], key: &str) -> Provider {
    company_of(all, &street_of(world, key)[..6])
        .unwrap()
        .clone()
}

/// What is typed about where one lives.
fn home(world: &World, key: &str, whom: &str) -> Vec<(&'static str, String)> {
    vec![
        ("whom", whom.to_owned()),
        ("street", street_of(world, key)),
        ("address", "和平村3栋2-1".to_owned()),
        ("phone", "023-61230000".to_owned()),
    ]
}

/// What is typed for meals from Monday to Sunday, from Saturday 2026-03-07 on.
pub fn home_of_order(world: &World, key: &str, whom: &str) -> Vec<(&'static str, String)> {
    let mut fields = home(world, key, whom);
    fields.extend((1..=7).map(|day| ("weekdays", day.to_string())));
    fields.extend([
        ("start", "2026-03-07".to_owned()),
        ("diet", "little-salt".to_owned()),
        ("allergies", "花生".to_owned()),
    ]);
    fields
}

async fn meals(
    world: &World,
    visitor: &mut Visitor,
    from: &Provider,
    key: &str,
    whom: &str,
) -> Page {
    let page = format!("/care/providers/{}/order/meals", from.id);
    visitor.post(&page, &home_of_order(world, key, whom)).await
}

pub async fn visit(
    world: &World,
    visitor: &mut Visitor,
    from: &Provider,
    key: &str,
    whom: &str,
    carer: &str,
    slot: &str,
) -> Page {
    let mut fields = home(world, key, whom);
    fields.extend([("carer", carer.to_owned()), ("slot", slot.to_owned())]);
    let page = format!("/care/providers/{}/order/bathing", from.id);
    visitor.post(&page, &fields).await
}

pub const MONDAY_NINE: &str = "2026-03-09,540";

/// Presses the button of the check page; the order's reference.
pub async fn order(visitor: &mut Visitor, check: &Page) -> CaseReference {
    let receipt = press_order(visitor, check).await;
    let reference = receipt.route().rsplit('/').next().unwrap_or_default();
    CaseReference::parse(reference)
        .unwrap_or_else(|_| panic!("{}: {}", receipt.path, receipt.text()))
}

async fn press_order(visitor: &mut Visitor, check: &Page) -> Page {
    visitor.submit(check.form_to(check.route())).await
}

/// Somebody who works for a provider.
pub fn carer_of(provider: &Provider) -> StaffMember {
    StaffMember {
        id: "carer-1".to_owned(),
        name: PersonName::parse("何晓兰").unwrap(),
        office: OfficeId(provider.id.clone()),
        role: StaffRole::Caseworker,
    }
}

/// Id and stage of every visit of an order, the first first.
pub async fn visits(world: &World, reference: &CaseReference) -> Vec<(String, VisitStage)> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows =
        sqlx::query("SELECT id, stage FROM care_visit WHERE reference = $1 ORDER BY day, id")
            .bind(reference.as_str().to_owned())
            .fetch_all(&mut *conn)
            .await
            .unwrap();
    rows.iter()
        .map(|row| {
            let stage: String = row.get("stage");
            (row.get("id"), VisitStage::from_code(&stage).unwrap())
        })
        .collect()
}

pub async fn stages(world: &World, reference: &CaseReference) -> Vec<VisitStage> {
    let all = visits(world, reference).await;
    all.into_iter().map(|(_, stage)| stage).collect()
}

/// Moves the clock to a minute of a day of the city.
pub fn go_to(world: &World, day: Date, minute: i64) {
    let midnight = day.to_zoned(app::text::city_time()).unwrap().timestamp();
    world
        .clock
        .set(midnight + SignedDuration::from_mins(minute));
}

/// So many days after the Friday on which a story begins.
pub fn day(after: i64) -> Date {
    jiff::civil::date(2026, 3, 6) + after.days()
}

async fn press(visitor: &mut Visitor, reference: &CaseReference, fields: &[(&str, &str)]) -> Page {
    visitor
        .post(&format!("/care/orders/{reference}"), fields)
        .await
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query(sql).fetch_one(&mut *conn).await.unwrap();
    row.get(0)
}

async fn anyone_finds_the_nearest_page_by_page_without_signing_in(world: World) {
    let all = with_care(&world).await;
    let street = street_of(&world, "elder");
    let mut visitor = world.visitor();
    let first = visitor
        .open(&format!("/care?street={street}&service=meals"))
        .await;
    assert_eq!(first.status, 200);
    let links: Vec<String> = first
        .find_all("ul.case-list h3 a")
        .iter()
        .map(|link| link.attr("href").unwrap().to_owned())
        .collect();
    assert_eq!(links.len(), 20);
    first
        .says("公里")
        .says("023-0")
        .says(&say(Text::CareCapacity));
    let next = first.link(&say(Text::CareMore));
    let second = visitor.open(&next).await;
    for link in second.find_all("ul.case-list h3 a") {
        assert!(!links.contains(&link.attr("href").unwrap().to_owned()));
    }
    let nearest = visitor.open(&links[0]).await;
    assert_eq!(nearest.status, 200);
    assert!(nearest.find_all("a").iter().any(|link| {
        link.attr("href")
            .is_some_and(|href| href.ends_with("/order/meals"))
    }));
    // Ordering is for whoever has signed in; what is not there is not there.
    let station = station(&world, &all, "elder");
    let page = visitor
        .open(&format!("/care/providers/{}/order/meals", station.id))
        .await;
    assert_eq!(page.route(), "/sign-in");
    let none = visitor.open("/care/providers/500106-YL-999").await;
    assert_eq!(none.status, 404);
    let mut elder = be(&world, "elder").await;
    for wrong in ["bathing-and-more", "escort"] {
        let page = elder
            .open(&format!("/care/providers/{}/order/{wrong}", station.id))
            .await;
        assert_eq!(page.status, 404, "{wrong}");
    }
}

async fn meals_come_on_the_days_that_were_chosen_until_they_are_paused(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let empty = elder
        .post(
            &format!("/care/providers/{}/order/meals", station.id),
            &[("phone", "")],
        )
        .await;
    empty
        .says(&say(Text::CareWeekdaysEmpty))
        .says(&say(Text::CareDietEmpty))
        .says(&say(Text::CareAddressEmpty));
    let check = meals(&world, &mut elder, &station, "elder", "me").await;
    assert!(check.route().ends_with("/check"), "{}", check.text());
    // 82 years old: two yuan off, and what is left stands there before anything is ordered.
    let full = station.price(app::care::CareService::Meals).unwrap();
    check
        .says("花生")
        .says(&format!("{} 元", app::care::yuan(full - 200)))
        .says(&say(Text::CareUnverified));
    let reference = order(&mut elder, &check).await;
    // The same press again is the same order.
    let again = press_order(&mut elder, &check).await;
    assert_eq!(again.route(), format!("/care/orders/{reference}"));
    assert_eq!(count(&world, "SELECT COUNT(*) FROM care_order").await, 1);
    assert_eq!(count(&world, "SELECT used FROM care_kitchen").await, 1);

    // At the cut-off of each day the next day's meal is fixed, once.
    care::look(&world.office).await.unwrap();
    assert_eq!(stages(&world, &reference).await, []);
    go_to(&world, day(0), terms().cut_off);
    for _ in 0..2 {
        care::look(&world.office).await.unwrap();
    }
    assert_eq!(stages(&world, &reference).await, [VisitStage::Planned]);

    // In hospital (sessions do not last that long): nothing more is fixed, and it goes on when they are home again.
    let mut elder = be(&world, "elder").await;
    let page = elder.open(&format!("/care/orders/{reference}")).await;
    let paused = elder
        .submit(
            page.form_to(&format!("/care/orders/{reference}"))
                .press(&say(Text::CarePause)),
        )
        .await;
    paused.says(&say(Text::CareOrderPaused));
    for after in 1..4 {
        go_to(&world, day(after), terms().cut_off + 1);
        care::look(&world.office).await.unwrap();
    }
    assert_eq!(stages(&world, &reference).await.len(), 1);
    let mut elder = be(&world, "elder").await;
    let page = elder.open(&format!("/care/orders/{reference}")).await;
    elder
        .submit(
            page.form_to(&format!("/care/orders/{reference}"))
                .press(&say(Text::CareResume)),
        )
        .await;
    care::look(&world.office).await.unwrap();
    assert_eq!(
        stages(&world, &reference).await.len(),
        1,
        "too late for tomorrow"
    );
    go_to(&world, day(4), terms().cut_off);
    care::look(&world.office).await.unwrap();
    assert_eq!(stages(&world, &reference).await.len(), 2);

    // Cancelled: what is fixed does not come, and the kitchen has its place back.
    let mut elder = be(&world, "elder").await;
    let page = elder.open(&format!("/care/orders/{reference}")).await;
    let ended = elder
        .submit(
            page.form_to(&format!("/care/orders/{reference}"))
                .press(&say(Text::CareCancel)),
        )
        .await;
    ended.says(&say(Text::CareOrderEnded));
    assert_eq!(stages(&world, &reference).await[1], VisitStage::Cancelled);
    assert_eq!(count(&world, "SELECT used FROM care_kitchen").await, 0);
    // What one must not eat stands in no notice, and nowhere in the clear.
    let notices = elder.open("/notices").await;
    notices.says("已暂停").hides("花生").hides("少盐");
}

async fn a_visit_takes_place_and_the_voucher_pays_once(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let me = citizen(&world, "elder").await;
    is_found(&world, "elder", "moderate", "2026-12-31").await;
    voucher(&world, "elder", "300").await;
    let mut elder = be(&world, "elder").await;
    let undecided = visit(&world, &mut elder, &company, "elder", "me", "", MONDAY_NINE).await;
    undecided.says(&say(Text::CareCarerEmpty));
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    check.says(&say(Text::CareByVoucher));
    let reference = order(&mut elder, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);

    // The carer's own page, and nobody else's.
    let mut carer = be(&world, "carer").await;
    let page = carer.open("/staff/visits?day=2026-03-09").await;
    page.says("和平村3栋2-1").says("王秀英");
    let accepted = carer
        .submit(
            page.form_to(&format!("/staff/visits/{id}"))
                .press(&say(Text::CareStepAccept)),
        )
        .await;
    accepted.says(&say(Text::CareVisitAccepted));
    go_to(&world, day(3), 545);
    let mut elder = be(&world, "elder").await;
    let mut carer = be(&world, "carer").await;
    for (button, stage) in [
        (Text::CareStepCheckIn, VisitStage::Arrived),
        (Text::CareStepCheckOut, VisitStage::Done),
    ] {
        let page = carer.open("/staff/visits?day=2026-03-09").await;
        carer
            .submit(
                page.form_to(&format!("/staff/visits/{id}"))
                    .press(&say(button)),
            )
            .await;
        assert_eq!(stages(&world, &reference).await, [stage]);
    }
    // Where somebody lives is nobody's business afterwards.
    carer
        .open("/staff/visits?day=2026-03-09")
        .await
        .hides("和平村3栋2-1");

    let confirm = [("visit", id.as_str()), ("act", "confirm")];
    press(&mut elder, &reference, &confirm)
        .await
        .says(&say(Text::CareVisitConfirmed));
    assert_eq!(press(&mut elder, &reference, &confirm).await.status, 409);
    let price = company.price(app::care::CareService::Bathing).unwrap();
    assert_eq!(count(&world, "SELECT fen FROM care_deduction").await, price);
    assert_eq!(
        count(&world, "SELECT rest FROM care_voucher").await,
        30_000 - price
    );
    let rate = [("visit", id.as_str()), ("act", "rate"), ("grade", "5")];
    press(&mut elder, &reference, &rate)
        .await
        .says(&say(Text::CareGrade5));
    assert_eq!(press(&mut elder, &reference, &rate).await.status, 409);
    let order = world
        .office
        .care_order(&me, reference.as_str())
        .await
        .unwrap();
    assert_eq!(order.stage, OrderStage::Ended);
}

async fn no_room_gives_the_next_nearest_and_a_place_on_the_list(world: World) {
    let all = with_care(&world).await;
    // The third company of a division has one carer.
    let division = street_of(&world, "elder")[..6].to_owned();
    let small = all
        .iter()
        .rfind(|one| one.division == division)
        .unwrap()
        .clone();
    let mut elder = be(&world, "elder").await;
    let page = format!("/care/providers/{}/order/bathing", small.id);
    let free = elder.open(&page).await;
    let offered = free.find_all("input[name=slot]").len();
    assert!(offered > 2);
    let mut first = None;
    for days in 0..terms().days_ahead {
        for begins in &terms().visits_at {
            let slot = Slot {
                day: day(1 + days),
                begins: *begins,
            };
            let check = visit(
                &world,
                &mut elder,
                &small,
                "elder",
                "me",
                "woman",
                &slot.value(),
            )
            .await;
            let reference = order(&mut elder, &check).await;
            first.get_or_insert(reference);
        }
    }
    let mut father = be(&world, "old-father").await;
    let full = father.open(&page).await;
    full.says(&say(Text::CareElsewhere));
    let other = full.find(".inset a").attr("href").unwrap().to_owned();
    assert!(other.ends_with("/order/bathing") && !other.contains(&small.id));
    // A time that is gone cannot be ordered, however it is typed.
    let check = visit(
        &world,
        &mut father,
        &small,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let taken = press_order(&mut father, &check).await;
    assert_eq!(taken.status, 409);
    taken.says(&say(Text::CareSlotTaken));
    assert_eq!(
        count(
            &world,
            "SELECT COUNT(*) FROM care_order WHERE subject <> filed_by"
        )
        .await,
        0
    );
    // On the list, and told when a time is free.
    let check = visit(&world, &mut father, &small, "elder", "me", "woman", "list").await;
    let waiting = order(&mut father, &check).await;
    father
        .open(&format!("/care/orders/{waiting}"))
        .await
        .says(&say(Text::CareOrderWaiting));
    let first = first.unwrap();
    let (id, _) = visits(&world, &first).await.remove(0);
    press(
        &mut elder,
        &first,
        &[("visit", id.as_str()), ("act", "cancel")],
    )
    .await;
    father.open("/notices").await.says("有一个空的时间");
    let slot = Slot {
        day: day(1),
        begins: terms().visits_at[0],
    };
    let check = visit(
        &world,
        &mut father,
        &small,
        "elder",
        "me",
        "woman",
        &slot.value(),
    )
    .await;
    order(&mut father, &check).await;
}

async fn nobody_opens_the_door_and_one_after_the_other_is_rung(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let me = citizen(&world, "elder").await;
    let son = Contact {
        name: "陈国庆".to_owned(),
        phone: "13900000001".to_owned(),
    };
    world.office.add_contact(&me.person, &son).await.unwrap();
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "either",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    go_to(&world, day(3), 540 + terms().grace - 1);
    care::look(&world.office).await.unwrap();
    assert_eq!(stages(&world, &reference).await, [VisitStage::Planned]);
    go_to(&world, day(3), 540 + terms().grace);
    for _ in 0..2 {
        care::look(&world.office).await.unwrap();
    }
    assert_eq!(stages(&world, &reference).await, [VisitStage::Missed]);

    let mut desk = be(&world, "street-shapingba").await;
    let list = desk.open("/casework/warnings").await;
    list.says("王秀英").says("上门没有见到人");
    let path = list.find("main table a").attr("href").unwrap().to_owned();
    let warning = desk.open(&path).await;
    warning
        .says("和平村3栋2-1")
        .says("打给本人")
        .hides("13900000001");
    // Nobody answers: the contact; the minutes run out: the grid worker.
    let form = warning.form_to(&path).press(&say(Text::WarningActNoAnswer));
    desk.submit(form).await.says("13900000001");
    warnings::look(&world.office).await.unwrap();
    desk.open(&path).await.hides("请网格员上门");
    go_to(&world, day(3), 540 + terms().grace + 10);
    for _ in 0..2 {
        warnings::look(&world.office).await.unwrap();
    }
    let last = desk.open(&path).await;
    last.says("请网格员上门").says("到时间了");
    assert_eq!(count(&world, "SELECT COUNT(*) FROM warning_rung").await, 3);

    // It is closed with a reason, and not without.
    let version = last.find("input[name=version]");
    let version = version.attr("value").unwrap();
    let without = [("act", "close"), ("version", version)];
    desk.post(&path, &without)
        .await
        .says(&say(Text::WarningReasonEmpty));
    let with = [
        ("act", "close"),
        ("version", version),
        ("reason", "well"),
        ("remark", "睡着了"),
    ];
    desk.post(&path, &with)
        .await
        .says("联系上了，平安")
        .says("睡着了");
    let list = desk.open("/casework/warnings").await;
    list.hides("王秀英");
    // Another street's desk and other departments do not see it.
    for key in ["police-shapingba-1", "services-shapingba", "carer"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open(&path).await.status, 404, "{key}");
        let form = [("act", "close"), ("reason", "well"), ("version", "1")];
        assert_eq!(other.post(&path, &form).await.status, 404, "{key}");
    }
}

async fn a_visit_that_was_late_closes_its_own_warning(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "either",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    go_to(&world, day(3), 540 + terms().grace + 5);
    care::look(&world.office).await.unwrap();
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM warning WHERE stage = 'open'").await,
        1
    );
    let (id, _) = visits(&world, &reference).await.remove(0);
    world
        .office
        .press_on_visit(&carer_of(&company), &id, "check-in")
        .await
        .unwrap();
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM warning WHERE stage = 'open'").await,
        0
    );
    let closed =
        "SELECT COUNT(*) FROM warning WHERE reason = 'took-place' AND closed_by = 'portal'";
    assert_eq!(count(&world, closed).await, 1);
}

async fn an_elder_on_the_phone_cancels_what_a_son_ordered(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut son = be(&world, "elder-son").await;
    let check = meals(&world, &mut son, &station, "elder", mandate.as_str()).await;
    check.says("王秀英").says(&say(Text::MandateCheckYou));
    let reference = order(&mut son, &check).await;
    son.open("/care/orders").await.says(reference.as_str());
    // It is the elder's: they see it, are told, and the discount is that of their age.
    let mut elder = be(&world, "elder").await;
    elder.open("/care/orders").await.says(reference.as_str());
    elder.open("/notices").await.says("已预约");
    son.open("/notices").await.says("已预约");
    assert_eq!(count(&world, "SELECT discount FROM care_order").await, 200);
    let acting =
        "SELECT COUNT(*) FROM journal WHERE kind = 'order' AND entry LIKE '%on_behalf_of%'";
    assert_eq!(count(&world, acting).await, 1);

    let mut desk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "elder");
    let page = desk.open("/staff/care").await;
    let found = desk
        .submit(page.form().fill("number", number.as_str()))
        .await;
    found.says(reference.as_str());
    let done = desk
        .submit(
            found
                .form_to(&format!("/staff/care/{reference}"))
                .press(&say(Text::CareCancel)),
        )
        .await;
    done.says(&say(Text::CareDeskSaved))
        .says(&say(Text::CareOrderEnded));
    elder.open("/notices").await.says("预约已结束");
    // Nobody is on the phone any more: the same press is nobody's.
    let shut = desk.submit(done.form_to("/staff/care")).await;
    shut.hides(reference.as_str());
    let press = [("act", "cancel"), ("version", "2")];
    let after = desk.post(&format!("/staff/care/{reference}"), &press).await;
    assert_eq!(after.status, 404);
}

async fn one_question_a_page_for_whoever_wants_it_so(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    elder.set_cookie("elder", "yes");
    let mut page = elder
        .open(&format!("/care/providers/{}/order/bathing", company.id))
        .await;
    let answers = [
        ("carer", "woman"),
        ("slot", MONDAY_NINE),
        ("note", ""),
        ("hardship", ""),
        ("street", &street_of(&world, "elder")),
        ("address", "和平村3栋2-1"),
        ("phone", "023-61230000"),
    ];
    for (field, value) in answers {
        let asked: BTreeSet<String> = page
            .find_all("main form input:not([type=hidden]), main form select, main form textarea")
            .iter()
            .filter_map(|element| element.attr("name").map(str::to_owned))
            .collect();
        assert_eq!(asked, BTreeSet::from([field.to_owned()]));
        let mut form = page.form().press(&say(Text::GoOn));
        if !value.is_empty() {
            form = form.fill(field, value);
        }
        page = elder.submit(form).await;
    }
    let check = page;
    assert!(
        check.route().ends_with("/check"),
        "{} {}",
        check.path,
        check.text()
    );
    order(&mut elder, &check).await;
}

async fn nobody_else_sees_or_changes_an_order(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut son = be(&world, "elder-son").await;
    let check = visit(
        &world,
        &mut son,
        &company,
        "elder",
        mandate.as_str(),
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut son, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    let path = format!("/care/orders/{reference}");
    let cancel = [("visit", id.as_str()), ("act", "cancel")];
    // A child without a mandate, and a stranger.
    for key in ["daughter", "mother"] {
        let mut other = be(&world, key).await;
        assert_eq!(other.open(&path).await.status, 404, "{key}");
        assert_eq!(other.post(&path, &cancel).await.status, 404, "{key}");
        other.open("/care/orders").await.hides(reference.as_str());
        // Somebody else's mandate is nobody's to order with.
        let page = format!("/care/providers/{}/order/bathing", company.id);
        let mut fields = home(&world, "elder", mandate.as_str());
        fields.extend([
            ("carer", "woman".to_owned()),
            ("slot", "2026-03-10,540".to_owned()),
        ]);
        assert_eq!(other.post(&page, &fields).await.status, 404, "{key}");
    }
    // Staff have pages of their own; another provider does not have this visit.
    let other = all
        .iter()
        .find(|one| one.system.is_empty() && one.id != company.id)
        .unwrap();
    let refused = world
        .office
        .press_on_visit(&carer_of(other), &id, "accepted")
        .await;
    assert!(refused.is_err(), "another provider");
    let day_of_other = world
        .office
        .provider_day(&Actor::Staff(carer_of(other)), Some(day(3)))
        .await
        .unwrap();
    assert!(day_of_other.visits.is_empty());
    for key in ["street-shapingba", "police-shapingba-1"] {
        let mut staff = be(&world, key).await;
        assert_eq!(staff.open("/staff/visits").await.status, 404, "{key}");
        let press = [("act", "accepted")];
        assert_eq!(
            staff
                .post(&format!("/staff/visits/{id}"), &press)
                .await
                .status,
            404,
            "{key}"
        );
    }
    // The carer's company has no desk for the phone, and no department has.
    for key in ["carer", "police-shapingba-1"] {
        let mut staff = be(&world, key).await;
        assert_eq!(staff.open("/staff/care").await.status, 404, "{key}");
        assert_eq!(
            staff.post("/staff/care", &[("number", "1")]).await.status,
            404,
            "{key}"
        );
    }

    // On hold: neither seen nor changed nor ordered, and no reason is said.
    let mut desk = be(&world, "street-shapingba-lead").await;
    let held = [("act", "hold"), ("reason", "疑似冒用")];
    desk.post(&format!("/staff/mandates/{mandate}"), &held)
        .await;
    let during = son.open(&path).await;
    assert_eq!(during.status, 403);
    during.hides("疑似冒用").hides("和平村");
    assert_eq!(son.post(&path, &cancel).await.status, 403);
    let again = visit(
        &world,
        &mut son,
        &company,
        "elder",
        mandate.as_str(),
        "woman",
        "2026-03-10,540",
    )
    .await;
    assert_eq!(again.status, 403);
    // Ended: it is not theirs any more; the elder has it still.
    let mut elder = be(&world, "elder").await;
    elder
        .post(&format!("/who-may-act/{mandate}"), &[("act", "end")])
        .await;
    assert_eq!(son.open(&path).await.status, 404);
    assert_eq!(stages(&world, &reference).await, [VisitStage::Planned]);
    press(&mut elder, &reference, &cancel)
        .await
        .says(&say(Text::CareVisitCancelled));
}

async fn a_contact_is_rung_and_may_do_nothing(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let page = elder.open("/contacts").await;
    let wrong = elder
        .submit(page.form_to("/contacts").press(&say(Text::ContactAdd)))
        .await;
    wrong
        .says(&say(Text::ContactNameEmpty))
        .says(&say(Text::ContactPhoneEmpty));
    let son = [("name", "陈国庆"), ("phone", "13900000001"), ("act", "add")];
    elder.post("/contacts", &son).await.says("陈国庆");
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    let mut contact = be(&world, "elder-son").await;
    assert_eq!(
        contact
            .open(&format!("/care/orders/{reference}"))
            .await
            .status,
        404
    );
    contact.open("/care/orders").await.hides(reference.as_str());
    contact.open("/contacts").await.hides("13900000001");
    elder
        .post("/contacts", &[("act", "remove-1")])
        .await
        .hides("13900000001");
}

async fn two_desks_close_a_warning_once(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "either",
        MONDAY_NINE,
    )
    .await;
    order(&mut elder, &check).await;
    go_to(&world, day(3), 600);
    care::look(&world.office).await.unwrap();
    let street = world
        .office
        .directory()
        .serving("street", &street_of(&world, "elder"))
        .unwrap()
        .id
        .clone();
    let member = StaffMember {
        office: OfficeId(street),
        ..carer_of(&company)
    };
    let actor = Actor::Staff(member.clone());
    let list = world.office.warnings(&actor, None).await.unwrap();
    assert_eq!((list.count, list.rows[0].is_overdue), (1, false));
    let id = list.rows[0].id.clone();
    let view = world.office.warning(&actor, &id).await.unwrap();
    let close = WarningForm {
        act: "close".to_owned(),
        version: view.version,
        reason: "away".to_owned(),
        remark: String::new(),
    };
    world
        .office
        .act_on_warning(&member, &id, &close)
        .await
        .unwrap();
    world
        .office
        .act_on_warning(&member, &id, &close)
        .await
        .expect_err("closed already");
    // Nobody is rung about what is closed.
    go_to(&world, day(4), 0);
    warnings::look(&world.office).await.unwrap();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM warning_rung").await, 1);
}

/// Escort, care and cleaning go the way that bathing goes; whether a woman or a man comes need not be said.
async fn every_other_visit_takes_place_in_the_same_way(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    for (service, slot, minute) in [
        (CareService::Escort, "2026-03-09,540", 540),
        (CareService::HomeCare, "2026-03-09,630", 630),
        (CareService::Cleaning, "2026-03-09,840", 840),
    ] {
        go_to(&world, day(0), 540);
        let mut elder = be(&world, "elder").await;
        let page = format!("/care/providers/{}/order/{}", company.id, service.code());
        let mut fields = home(&world, "elder", "me");
        fields.push(("slot", slot.to_owned()));
        fields.push(("note", "三楼没有电梯".to_owned()));
        let check = elder.post(&page, &fields).await;
        check.says(&say(service.text())).says("三楼没有电梯");
        let reference = order(&mut elder, &check).await;
        let (id, _) = visits(&world, &reference).await.remove(0);
        // While one carer is there another goes to the next door, and none to two at once: its own carer's time.
        let taken = "SELECT COUNT(*) FROM care_slot WHERE visit = $1";
        assert_eq!(crate::mandate::one(&world, taken, &id).await, 1);
        go_to(&world, day(3), minute + 5);
        let carer = carer_of(&company);
        for (step, stage) in [
            ("accepted", VisitStage::Accepted),
            ("check-in", VisitStage::Arrived),
            ("check-out", VisitStage::Done),
        ] {
            world
                .office
                .press_on_visit(&carer, &id, step)
                .await
                .unwrap();
            assert_eq!(stages(&world, &reference).await, [stage], "{service:?}");
        }
        let mut elder = be(&world, "elder").await;
        let confirm = [("visit", id.as_str()), ("act", "confirm")];
        press(&mut elder, &reference, &confirm)
            .await
            .says(&say(Text::CareVisitConfirmed));
    }
}

async fn one_meal_is_left_out_and_the_others_come(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = meals(&world, &mut elder, &station, "elder", "me").await;
    let reference = order(&mut elder, &check).await;
    let path = format!("/care/orders/{reference}");
    let sunday = day(2).to_string();
    let skip = [("act", "skip"), ("day", sunday.as_str()), ("version", "1")];
    press(&mut elder, &reference, &skip)
        .await
        .says(&say(Text::CareSkipped));
    // Pressed twice, by an older page, or for a day that is none of this order's: nothing.
    assert_eq!(press(&mut elder, &reference, &skip).await.status, 409);
    let far = day(30).to_string();
    let none = [("act", "skip"), ("day", far.as_str()), ("version", "2")];
    assert_eq!(press(&mut elder, &reference, &none).await.status, 409);
    elder.open("/notices").await.says("这餐不送");
    for after in 0..3 {
        go_to(&world, day(after), terms().cut_off);
        care::look(&world.office).await.unwrap();
    }
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query("SELECT day FROM care_visit ORDER BY day")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    drop(conn);
    let days: Vec<String> = rows.iter().map(|row| row.get("day")).collect();
    assert_eq!(days, [day(1).to_string(), day(3).to_string()], "no Sunday");

    // On the phone the desk does the same at her word, and takes it back.
    let mut desk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "elder");
    desk.post("/staff/care", &[("number", number.as_str())])
        .await;
    let friday = day(7).to_string();
    for (act, shown) in [("skip", Text::CareSkipped), ("unskip", Text::CareComes)] {
        let version = count(&world, "SELECT version FROM care_order")
            .await
            .to_string();
        let fields = [
            ("act", act),
            ("day", friday.as_str()),
            ("version", version.as_str()),
        ];
        let after = desk
            .post(&format!("/staff/care/{reference}"), &fields)
            .await;
        assert_eq!(after.status, 200, "{act}: {}", after.text());
        after.says(&say(shown));
    }
    assert_eq!(count(&world, "SELECT COUNT(*) FROM care_skip").await, 1);
    // A child without a mandate leaves nothing out.
    let mut daughter = be(&world, "daughter").await;
    let fields = [("act", "skip"), ("day", friday.as_str()), ("version", "7")];
    assert_eq!(daughter.post(&path, &fields).await.status, 404);
}

async fn whoever_was_dissatisfied_gets_an_answer(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &company,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    go_to(&world, day(3), 545);
    let member = carer_of(&company);
    for step in ["check-in", "check-out"] {
        world
            .office
            .press_on_visit(&member, &id, step)
            .await
            .unwrap();
    }
    let mut elder = be(&world, "elder").await;
    let rate = [
        ("visit", id.as_str()),
        ("act", "rate"),
        ("grade", "2"),
        ("words", "水太凉"),
    ];
    press(&mut elder, &reference, &rate).await.says("回复");
    let path = format!("/staff/visits/{id}/answer");
    let mut carer = be(&world, "carer").await;
    carer.open("/staff/visits").await.says("水太凉");
    carer
        .post(&path, &[("text", " ")])
        .await
        .says(&say(Text::CareAnswerEmpty));
    // Neither another provider nor an office answers for this one; nor does the elder.
    let other = all
        .iter()
        .find(|one| one.system.is_empty() && one.id != company.id)
        .unwrap();
    let typed = app::care::form::AnswerForm {
        text: "替他们说".to_owned(),
    };
    world
        .office
        .answer_care_rating(&carer_of(other), &id, &typed)
        .await
        .expect_err("another provider's");
    for key in ["street-shapingba", "elder"] {
        let mut other = be(&world, key).await;
        assert_eq!(
            other.post(&path, &[("text", "好")]).await.status,
            404,
            "{key}"
        );
    }
    let answered = carer.post(&path, &[("text", "对不起，下次先试水温")]).await;
    answered.hides("水太凉");
    assert_eq!(carer.post(&path, &[("text", "再说一次")]).await.status, 409);
    let mut elder = be(&world, "elder").await;
    elder
        .open(&format!("/care/orders/{reference}"))
        .await
        .says("下次先试水温")
        .hides("再说一次");
    elder
        .open("/notices")
        .await
        .says("服务方回复了")
        .hides("水温");
    // In the clear stands neither the complaint nor the answer.
    let sealed = "SELECT COUNT(*) FROM care_rating WHERE words LIKE '%水%' OR answer LIKE '%水%'";
    assert_eq!(count(&world, sealed).await, 0);
}

async fn acting_for_stands_on_every_page_about_care(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut son = be(&world, "elder-son").await;
    let names_somebody = |page: &Page| page.has("aside.acting");
    assert!(!names_somebody(&son.open("/care").await));
    let list = son.post("/care/start", &[("for", mandate.as_str())]).await;
    let acting = "正在替王秀英办事";
    assert!(list.find("aside.acting").words.contains(acting));
    let page = format!("/care/providers/{}/order/meals", station.id);
    for path in [format!("/care/providers/{}", station.id), page.clone()] {
        let page = son.open(&path).await;
        assert!(page.find("aside.acting").words.contains(acting), "{path}");
    }
    let check = meals(&world, &mut son, &station, "elder", mandate.as_str()).await;
    assert!(check.find("aside.acting").words.contains(acting));
    let reference = order(&mut son, &check).await;
    let path = format!("/care/orders/{reference}");
    let own = son.open(&path).await;
    assert!(own.find("aside.acting").words.contains(acting));
    let mut elder = be(&world, "elder").await;
    let hers = elder.open(&path).await;
    assert!(hers.find("aside.acting").words.contains("陈国庆"));
    // Back to oneself; and an ended mandate names nobody.
    let list = son.open("/care").await;
    let back = son.submit(list.form_to("/care/start")).await;
    assert!(!names_somebody(&back));
    son.post("/care/start", &[("for", mandate.as_str())]).await;
    elder
        .post(&format!("/who-may-act/{mandate}"), &[("act", "end")])
        .await;
    let after = son.open("/care").await;
    assert!(!names_somebody(&after));
    after.hides("王秀英");
}

async fn the_desk_enters_whom_to_ring_for_somebody_who_calls(world: World) {
    with_care(&world).await;
    let number = number_of(&world, "old-father");
    let son = [("name", "刘强"), ("phone", "13900000009"), ("act", "add")];
    let mut desk = be(&world, "street-shapingba").await;
    // Nobody is on the phone.
    assert_eq!(desk.post("/staff/care/contacts", &son).await.status, 404);
    desk.post("/staff/care", &[("number", number.as_str())])
        .await;
    desk.post("/staff/care/contacts", &[("act", "add")])
        .await
        .says(&say(Text::ContactNameEmpty));
    desk.post("/staff/care/contacts", &son)
        .await
        .says("刘强")
        .says("13900000009");
    let noted =
        "SELECT COUNT(*) FROM journal WHERE kind = 'contact' AND entry LIKE '%contact-added%'";
    assert_eq!(count(&world, noted).await, 1);
    let mut father = be(&world, "old-father").await;
    father.open("/contacts").await.says("刘强");
    desk.post("/staff/care/contacts", &[("act", "remove-1")])
        .await
        .hides("13900000009");
    // Other departments have no such desk.
    for key in ["police-shapingba-1", "carer"] {
        let mut other = be(&world, key).await;
        assert_eq!(
            other.post("/staff/care/contacts", &son).await.status,
            404,
            "{key}"
        );
    }
}

async fn who_offers_care_is_entered_when_the_registers_confirm_them(world: World) {
    let all = providers(world.city.seed, &world.city.streets);
    let real = all[0].clone();
    let somewhere_else = Provider {
        x: real.x + 90_000,
        y: real.y,
        ..real.clone()
    };
    let other = |owner: &str, address: &str, nth: usize| Provider {
        owner: owner.to_owned(),
        address: app::text::Wording::same(address),
        ..all[nth].clone()
    };
    let nobody = app::data_layer::CreditCode::completing("91509906MA0YAN009").unwrap();
    let unregistered = other(nobody.as_str(), &all[1].address.zh, 1);
    let mistyped = other("915099060000000000", &all[2].address.zh, 2);
    let nowhere = other(&all[3].owner, "没有这个地址", 3);
    // A registered company in a house that stands, and nobody has let it care for people.
    let unlisted = Provider {
        id: format!("{}-YL-999", &all[4].id[..6]),
        ..all[4].clone()
    };
    let told = [somewhere_else, unregistered, mistyped, nowhere, unlisted];

    for set in [
        DataSet::LegalPersons,
        DataSet::Addresses,
        DataSet::CareProviders,
    ] {
        for fault in [Fault::Down, Fault::Lies, Fault::Garbage] {
            world.faults.set(set, Some(fault));
            world.office.keep_providers(&told).await.unwrap();
            let kept = world.office.care_directory();
            assert!(kept.get(&real.id).is_none(), "{fault}: nobody unconfirmed");
        }
        world.faults.set(set, None);
    }
    world.office.keep_providers(&told).await.unwrap();
    let kept = world.office.care_directory();
    assert_eq!(
        kept.get(&real.id),
        Some(&real),
        "it stands where its address is"
    );
    for not in &told[1..] {
        assert!(kept.get(&not.id).is_none(), "{}", not.id);
    }
}

/// What the page says of who is told, and in whose name a rating stands.
async fn a_son_orders_and_rates_and_it_is_said_who_is_told(world: World) {
    let all = with_care(&world).await;
    let company = company(&world, &all, "elder");
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut elder = be(&world, "elder").await;
    let page = elder.open("/who-may-act/telling").await;
    let form = page
        .form()
        .fill("way", "landline")
        .fill("contact", "023-61230000")
        .fill("street", &street_of(&world, "elder"));
    elder.submit(form).await.says(&say(Text::MandateSaved));
    let mut son = be(&world, "elder-son").await;
    let check = visit(
        &world,
        &mut son,
        &company,
        "elder",
        mandate.as_str(),
        "woman",
        MONDAY_NINE,
    )
    .await;
    check
        .says(&say(Text::MandateCheckTitle))
        .says("座机")
        .says(&say(Text::MandateCheckYou));
    let reference = order(&mut son, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    go_to(&world, day(3), 545);
    let member = carer_of(&company);
    for step in ["check-in", "check-out"] {
        let pressed = world.office.press_on_visit(&member, &id, step).await;
        pressed.unwrap();
    }
    // In 长辈版 the grade and the words are asked on pages of their own.
    let mut son = be(&world, "elder-son").await;
    son.set_cookie("elder", "yes");
    let order_page = son.open(&format!("/care/orders/{reference}")).await;
    assert!(!order_page.has("button[name=grade]"));
    let page = son
        .open(&format!("/care/orders/{reference}/rating/{id}"))
        .await;
    assert!(!page.has("textarea:not([type=hidden])"));
    let empty = son.submit(page.form().press(&say(Text::GoOn))).await;
    empty.says(&say(Text::CareGradeEmpty));
    let next = son
        .submit(empty.form().fill("grade", "4").press(&say(Text::GoOn)))
        .await;
    assert!(!next.has("input[type=radio]"), "{}", next.html);
    let rated = son
        .submit(
            next.form()
                .fill("words", "来得准时")
                .press(&say(Text::CareRateButton)),
        )
        .await;
    rated.says(&say(Text::CareGrade4));
    let street = street_of(&world, "elder");
    let record = server::journal::Record::new(&street, "visit", &id);
    let mut conn = world.office.db.read().await.unwrap();
    let entries = server::journal::read(&mut conn, &record).await.unwrap();
    drop(conn);
    let entry = &entries.last().unwrap().entry;
    let (son, elder) = (
        citizen(&world, "elder-son").await,
        citizen(&world, "elder").await,
    );
    assert_eq!(entry.step, "rated");
    assert_eq!(entry.actor, son.person.0);
    assert_eq!(entry.on_behalf_of, Some(elder.person.0));
    // What he reads of her she reads that he did; what she reads herself is nobody's look.
    let seen = looks(&world, "elder", "care").await;
    let by_him =
        |row: &&AccessRow| row.by_id == son.person.0 && row.reference == reference.as_str();
    let row = seen.iter().find(by_him).expect("a row");
    assert!(row.fields.contains(&"diet".to_owned()), "{row:?}");
    let mut herself = be(&world, "elder").await;
    for own in [
        "/care/orders".to_owned(),
        format!("/care/orders/{reference}"),
    ] {
        assert_eq!(herself.open(&own).await.status, 200);
    }
    assert_eq!(looks(&world, "elder", "care").await.len(), seen.len());
    be(&world, "elder-son").await.open("/care/orders").await;
    let listed = looks(&world, "elder", "care").await;
    assert_eq!(listed.len(), seen.len() + 1);
    // All at the same moment: which is newest nobody can say.
    assert!(listed.iter().any(|row| row.fields == ["name", "orders"]));
    herself
        .open("/my-data")
        .await
        .says(&say(Text::LookedPurposeCare))
        .says(&say(Text::LookedAnother));
    // Nobody else rates it, and nobody twice.
    let mut other = be(&world, "old-father").await;
    let path = format!("/care/orders/{reference}/rating/{id}");
    for visitor in [&mut other, &mut be(&world, "elder-son").await] {
        assert_eq!(visitor.open(&path).await.status, 404);
        assert_eq!(visitor.post(&path, &[("grade", "1")]).await.status, 404);
    }
}

async fn who_may_only_apply_is_not_promised_notices(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mandate = may_act(&world, "elder-son", "elder", &[MandateAct::Apply]).await;
    let mut son = be(&world, "elder-son").await;
    let check = meals(&world, &mut son, &station, "elder", mandate.as_str()).await;
    check
        .says(&say(Text::MandateCheckNotYou))
        .hides(&say(Text::MandateCheckYou));
    // For oneself there is nothing to say.
    let mut elder = be(&world, "elder").await;
    let own = meals(&world, &mut elder, &station, "elder", "me").await;
    own.hides(&say(Text::MandateCheckTitle));
}

async fn one_thing_a_page_from_the_list_to_whom_to_ring(world: World) {
    with_care(&world).await;
    let mut elder = be(&world, "elder").await;
    elder.set_cookie("elder", "yes");
    let fields = |page: &Page| -> Vec<String> {
        page.find_all("main form input:not([type=hidden]), main form select, main form textarea")
            .iter()
            .filter_map(|field| field.attr("name").map(str::to_owned))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    };
    let page = elder.open("/care").await;
    assert_eq!(fields(&page), ["street"]);
    assert!(!page.has("ul.case-list"));
    let street = street_of(&world, "elder");
    let page = elder.open(&format!("/care?street={street}")).await;
    assert_eq!(fields(&page), ["service"]);
    assert!(page.has(&format!("input[name=street][value={street:?}]")));
    let page = elder
        .open(&format!("/care?street={street}&service=meals"))
        .await;
    assert!(fields(&page).is_empty());
    assert_eq!(page.find_all("ul.case-list h3 a").len(), 5);
    let next = elder.open(&page.link(&say(Text::CareMore))).await;
    assert_eq!(next.find_all("ul.case-list h3 a").len(), 5);
    assert_ne!(
        page.find("ul.case-list h3 a").attr("href"),
        next.find("ul.case-list h3 a").attr("href")
    );

    let page = elder.open("/contacts").await;
    assert!(fields(&page).is_empty());
    let page = elder.open("/contacts?part=1").await;
    assert_eq!(fields(&page), ["name"]);
    let page = elder
        .submit(page.form().fill("name", "陈国庆").press(&say(Text::GoOn)))
        .await;
    assert_eq!(fields(&page), ["phone"]);
    let form = page.form().fill("phone", "13900000001");
    let done = elder.submit(form.press(&say(Text::ContactAdd))).await;
    done.says("陈国庆").says("13900000001");

    let page = elder.open("/who-may-act").await;
    assert!(fields(&page).is_empty());
    assert_eq!(fields(&elder.open("/who-may-act/telling").await), ["way"]);
    let mut page = elder.open("/acting-for/ask").await;
    let father = number_of(&world, "old-father");
    let street = street_of(&world, "old-father");
    for (field, typed) in [
        ("name", "刘德厚"),
        ("number", father.as_str()),
        ("street", street.as_str()),
        ("services", ""),
        ("acts", ""),
        ("term", ""),
    ] {
        assert_eq!(fields(&page), [field]);
        let is_last = field == "term";
        let button = say(if is_last {
            Text::MandateAskButton
        } else {
            Text::GoOn
        });
        let mut form = page.form().press(&button);
        if !typed.is_empty() {
            form = form.fill(field, typed);
        }
        page = elder.submit(form).await;
    }
    page.says(&say(Text::MandateAskedTitle));
}

async fn who_offers_care_is_entered_out_of_a_file(world: World) {
    let all = providers(world.city.seed, &world.city.streets);
    let real = all.iter().find(|one| one.system.is_empty()).unwrap();
    let offered: Vec<String> = real
        .services
        .iter()
        .map(|one| {
            format!(
                "{{ service = {:?}, fen = {} }}",
                one.service.code(),
                one.fen
            )
        })
        .collect();
    let kind = match real.kind {
        app::care::ProviderKind::Station => "station",
        app::care::ProviderKind::Company => "company",
    };
    let entry = |id: &str, owner: &str| {
        format!(
            "[[provider]]\nid = {id:?}\nowner = {owner:?}\nkind = {kind:?}\nname = {{ zh = {:?}, en = {:?} }}\ndivision = {:?}\nstreet = {:?}\naddress = {{ zh = {:?}, en = {:?} }}\nphone = {:?}\nhours = {{ zh = {:?}, en = {:?} }}\nservices = [{}]\nmeals = {}\nwomen = {}\nmen = {}\nsystem = \"own\"\n",
            real.name.zh,
            real.name.en,
            real.division,
            real.street,
            real.address.zh,
            real.address.en,
            real.phone,
            real.hours.zh,
            real.hours.en,
            offered.join(", "),
            real.meals,
            real.women,
            real.men,
        )
    };
    let system = "[[system]]\ncode = \"own\"\naddress = \"http://127.0.0.1:9/visits\"\nsecret = \"a key of thirty-two characters ...\"\n";
    // Civil affairs list this one, and nobody under the other number.
    let alone = entry(&real.id, &real.owner);
    server::care::CareEntries::parse(&alone).expect_err("a system that is not there");
    let unlisted = format!("{}-YL-999", &real.id[..6]);
    let file = format!("{alone}{}{system}", entry(&unlisted, &real.owner));
    let entries = server::care::CareEntries::parse(&file).unwrap();
    let logged = "SELECT COUNT(*) FROM data_call WHERE person = 'nobody' AND purpose = $1 AND outcome = 'answered' AND seq > 0";
    let counted =
        "SELECT COALESCE(CAST(SUM(calls) AS BIGINT), 0) FROM data_call_count WHERE purpose = $1";
    let before = one(&world, logged, "care/enter").await;
    let refused = world.office.enter_care(&entries).await.unwrap();
    assert_eq!(
        one(&world, logged, "care/enter").await,
        before + 3,
        "each register that was asked stands in the log"
    );
    assert_eq!(one(&world, counted, "care/enter").await, before + 3);
    assert_eq!(refused, [unlisted]);
    let known = world.office.care_directory();
    let entered = known.get(&real.id).expect("confirmed");
    assert_eq!((entered.x, entered.y), (real.x, real.y));
    assert_eq!(count(&world, "SELECT COUNT(*) FROM care_system").await, 1);
    let clear = "SELECT COUNT(*) FROM care_system WHERE secret LIKE '%thirty-two%'";
    assert_eq!(count(&world, clear).await, 0);
}

stories![
    a_son_orders_and_rates_and_it_is_said_who_is_told,
    who_may_only_apply_is_not_promised_notices,
    one_thing_a_page_from_the_list_to_whom_to_ring,
    who_offers_care_is_entered_out_of_a_file,
    who_offers_care_is_entered_when_the_registers_confirm_them,
    anyone_finds_the_nearest_page_by_page_without_signing_in,
    meals_come_on_the_days_that_were_chosen_until_they_are_paused,
    a_visit_takes_place_and_the_voucher_pays_once,
    no_room_gives_the_next_nearest_and_a_place_on_the_list,
    nobody_opens_the_door_and_one_after_the_other_is_rung,
    a_visit_that_was_late_closes_its_own_warning,
    an_elder_on_the_phone_cancels_what_a_son_ordered,
    one_question_a_page_for_whoever_wants_it_so,
    nobody_else_sees_or_changes_an_order,
    a_contact_is_rung_and_may_do_nothing,
    two_desks_close_a_warning_once,
    every_other_visit_takes_place_in_the_same_way,
    one_meal_is_left_out_and_the_others_come,
    whoever_was_dissatisfied_gets_an_answer,
    acting_for_stands_on_every_page_about_care,
    the_desk_enters_whom_to_ring_for_somebody_who_calls,
];

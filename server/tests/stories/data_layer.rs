//! The shared data layer: what proves a call afterwards, and to whom.

use app::data_layer::{CataloguedField, Share, catalogue, register_name};
use app::text::{Language, Text, Words};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use server::application;
use server::clock::Chance;
use server::data_layer::caller::{CallContext, Caller, DEADLINE, SIZE_CAP, fields_of};
use server::data_layer::calls::{self, CallFinding, CallVerdict};
use server::data_layer::desk::{Outcome, Reason};
use server::data_layer::evidence::body_hash;
use server::data_layer::records::{AboutPerson, DataSet};
use server::database::Engine;
use server::demo_city::people::{demo_people, demo_staff};
use server::demo_city::registers::faults::Fault as Lie;
use server::journal::Finding;
use server::journal::checkpoint::{Sealer, file_in};
use server::outbox;
use sqlx::Row as _;

use crate::casework::filed::{self, Wish};
use crate::newborn::{be, hand_in, to_the_check, with_leave};
use crate::sources::{hand_in_with_typed_father, once_more};
use crate::stories;
use crate::support::{Form, World, say};
use crate::tracking::matter;

async fn seal(world: &World) {
    let office = &world.office;
    Sealer::open(&file_in(&office.settings.data))
        .expect("a checkpoint file")
        .seal(&office.db, &office.keys.signing(), office.clock.now())
        .await
        .expect("sealed");
}

async fn verdict(world: &World) -> CallVerdict {
    let office = &world.office;
    calls::verify(
        &office.db,
        &office.keys,
        &file_in(&office.settings.data),
        |_| (),
    )
    .await
    .expect("the log of calls is read to its end")
}

/// As somebody with the database in their hands does it.
async fn behind_the_portals_back(world: &World, sql: &'static str) -> sqlx::Result<()> {
    let mut tx = world.office.db.begin().await?;
    sqlx::query(sql).execute(tx.conn()).await?;
    tx.commit().await
}

async fn drop_triggers(world: &World) {
    let drops: &[&'static str] = match world.office.db.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER data_call_is_not_changed",
            "DROP TRIGGER data_call_is_not_removed",
        ],
        Engine::Postgres => &["DROP TRIGGER data_call_is_kept ON data_call"],
    };
    for sql in drops {
        behind_the_portals_back(world, sql).await.expect("dropped");
    }
}

async fn every_answer_is_signed_by_its_source_and_stays_provable(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    seal(&world).await;

    let verdict = verdict(&world).await;
    assert!(verdict.is_sound(), "{verdict:?}");
    assert!(verdict.calls > 3, "{verdict:?}");
    assert_eq!(verdict.signed, verdict.calls, "whatever the answer was");
    assert_eq!(verdict.before_the_chain, 0);

    let mut conn = world.office.db.read().await.expect("a connection");
    let row = sqlx::query("SELECT service, source_key, signature FROM data_call WHERE data_set = 'POPULATION/persons' LIMIT 1")
        .fetch_one(&mut *conn)
        .await
        .expect("the population register was asked");
    let (service, key): (String, String) = (row.get(0), row.get(1));
    assert_eq!(service, "CQ/GOV/500000-GA/POPULATION/persons");
    let keys = calls::source_keys(&mut conn).await.expect("keys");
    let key = keys.iter().find(|known| known.key == key);
    assert_eq!(
        key.map(|key| key.member.as_str()),
        Some("CQ/GOV/500000-GA"),
        "each department signs with its own"
    );
}

async fn a_call_that_was_written_down_cannot_be_changed_or_removed(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    for sql in [
        "UPDATE data_call SET outcome = 'nothing-held'",
        "DELETE FROM data_call",
    ] {
        behind_the_portals_back(&world, sql)
            .await
            .expect_err("the table refuses");
    }
}

async fn whoever_tampers_with_the_log_of_calls_is_found_out_by_name(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    seal(&world).await;
    drop_triggers(&world).await;
    let mut conn = world.office.db.read().await.expect("a connection");
    let ids: Vec<String> = sqlx::query("SELECT id FROM data_call ORDER BY id")
        .fetch_all(&mut *conn)
        .await
        .expect("calls")
        .iter()
        .map(|row| row.get(0))
        .collect();
    drop(conn);

    behind_the_portals_back(
        &world,
        "UPDATE data_call SET fields = 'number' WHERE id = (SELECT MIN(id) FROM data_call)",
    )
    .await
    .expect("edited");
    behind_the_portals_back(
        &world,
        "DELETE FROM data_call WHERE id = (SELECT MAX(id) FROM data_call)",
    )
    .await
    .expect("removed");
    let found = verdict(&world).await.findings;
    assert_eq!(
        found.first(),
        Some(&CallFinding::Changed { id: ids[0].clone() })
    );
    assert!(
        matches!(found.last(), Some(CallFinding::Removed { id, .. }) if Some(id) == ids.last()),
        "{found:?}"
    );

    // Chain and all: the checkpoint remembers.
    for sql in [
        "DELETE FROM data_call",
        "DELETE FROM journal WHERE kind = 'register-call'",
        "DELETE FROM record_head WHERE kind = 'register-call'",
    ] {
        behind_the_portals_back(&world, sql).await.expect("removed");
    }
    let verdict = verdict(&world).await;
    assert!(
        matches!(
            verdict.journal.findings.first(),
            Some(Finding::RecordRemoved { record, .. }) if record.kind == calls::KIND
        ),
        "{verdict:?}"
    );
}

async fn the_first_bad_call_is_named_first_among_a_hundred_of_every_kind(world: World) {
    let office = &world.office;
    for person in world.city.people().take(40) {
        let reason = Reason {
            person: office.keys.person(&person.number),
            actor: "portal".to_owned(),
            purpose: "newborn/prefill".to_owned(),
            issue: String::new(),
            is_waited_for: false,
        };
        let sets = [DataSet::Persons, DataSet::Households, DataSet::Insurance];
        let asked = office.ask_registers(&reason, &person.number, &sets).await;
        asked.expect("they are logged");
        world.clock.advance(SignedDuration::from_secs(1));
    }
    seal(&world).await;
    drop_triggers(&world).await;
    let mut conn = office.db.read().await.expect("a connection");
    let ids: Vec<String> = sqlx::query("SELECT id FROM data_call ORDER BY id")
        .fetch_all(&mut *conn)
        .await
        .expect("calls")
        .iter()
        .map(|row| row.get(0))
        .collect();
    drop(conn);
    assert_eq!(ids.len(), 120);

    // The first is gone, so is one in the middle, and every other one says something else.
    for (nth, id) in ids.iter().enumerate() {
        let sql = match nth {
            0 | 60 => "DELETE FROM data_call WHERE id = $1",
            _ => "UPDATE data_call SET fields = 'number' WHERE id = $1",
        };
        let mut tx = office.db.begin().await.expect("a transaction");
        let tampered = sqlx::query(sql).bind(id.clone()).execute(tx.conn()).await;
        assert_eq!(tampered.expect("no trigger").rows_affected(), 1);
        tx.commit().await.expect("tampered");
    }
    let found = verdict(&world).await.findings;
    assert_eq!(found.len(), 100);
    for (nth, (finding, id)) in found.iter().zip(&ids).enumerate() {
        match finding {
            CallFinding::Removed { id: named, .. } => {
                assert!(matches!(nth, 0 | 60), "{nth}");
                assert_eq!(named, id);
            }
            other => assert_eq!(*other, CallFinding::Changed { id: id.clone() }, "{nth}"),
        }
    }
}

/// An answer as the portal keeps it, beside what the log of calls says of it.
struct Kept {
    id: String,
    sealed: String,
    data_set: String,
    body_hash: String,
}

async fn kept_answers(world: &World) -> Vec<Kept> {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query("SELECT k.id, k.sealed, c.data_set, c.body_hash FROM kept_answer k JOIN data_call c ON c.id = k.id ORDER BY k.id")
        .fetch_all(&mut *conn)
        .await
        .expect("kept answers")
        .iter()
        .map(|row| Kept {
            id: row.get(0),
            sealed: row.get(1),
            data_set: row.get(2),
            body_hash: row.get(3),
        })
        .collect()
}

impl Kept {
    fn opened(&self, world: &World) -> Vec<u8> {
        let place = format!("kept_answer.sealed.{}", self.id);
        let opened = world.office.keys.open_bytes(&place, &self.sealed);
        opened.expect("sealed for this call with the portal's keys")
    }
}

/// Asks registers about the first who lives here, as the portal does for itself.
async fn ask_about_somebody(world: &World, issue: &str, sets: &[DataSet]) {
    let person = world.city.people().next().expect("somebody lives here");
    let reason = Reason {
        person: world.office.keys.person(&person.number),
        actor: "portal".to_owned(),
        purpose: "newborn/prefill".to_owned(),
        issue: issue.to_owned(),
        is_waited_for: false,
    };
    let asked = world.office.ask_registers(&reason, &person.number, sets);
    asked.await.expect("they are logged");
}

async fn what_a_source_signed_is_kept_word_for_word_and_sealed(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    let kept = kept_answers(&world).await;
    let verdict = verdict(&world).await;
    assert!(kept.len() > 3, "{verdict:?}");
    assert_eq!(verdict.calls, i64::try_from(kept.len()).expect("a few"));
    assert_eq!(verdict.answers, verdict.calls, "{verdict:?}");

    let known = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .expect("the mother");
    for one in &kept {
        let opened = one.opened(&world);
        assert_eq!(body_hash(&opened), one.body_hash, "{}", one.data_set);
        let bytes = STANDARD.decode(&one.sealed).expect("base64");
        for secret in [known.number.as_str(), known.name.as_str()] {
            let is_plain = |bytes: &[u8]| {
                let secret = secret.as_bytes();
                bytes.windows(secret.len()).any(|part| part == secret)
            };
            assert!(!is_plain(&bytes) && !is_plain(one.sealed.as_bytes()));
            if one.data_set == "POPULATION/persons" {
                assert!(is_plain(&opened), "the register's own words");
            }
        }
    }

    // What was answered is used again: more calls in the log, and not one answer more.
    let before = verdict.calls;
    once_more(&mut mother).await;
    assert!(self::verdict(&world).await.calls > before);
    let used_again = outcomes(&world, "POPULATION/persons").await;
    assert!(used_again.contains(&"from-before".to_owned()));
    let again = kept_answers(&world).await;
    let of_persons = |kept: &[Kept]| {
        let of = kept
            .iter()
            .filter(|one| one.data_set == "POPULATION/persons");
        of.count()
    };
    assert_eq!(of_persons(&again), of_persons(&kept));
}

async fn what_a_source_says_about_somebody_else_is_not_kept(world: World) {
    world.faults.set(DataSet::Persons, Some(Lie::Lies));
    ask_about_somebody(&world, "", &[DataSet::Persons, DataSet::Insurance]).await;
    assert_eq!(
        outcomes(&world, "POPULATION/persons").await,
        ["wrong-person"]
    );
    let kept = kept_answers(&world).await;
    assert!(kept.iter().all(|one| one.data_set == "INSURANCE/persons"));
    let verdict = verdict(&world).await;
    assert_eq!((verdict.signed, verdict.answers), (2, 1), "{verdict:?}");
}

async fn a_kept_answer_that_is_not_what_was_signed_is_named(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    seal(&world).await;
    let kept = kept_answers(&world).await;
    let [first, second, third] = kept.get(..3).expect("enough") else {
        unreachable!("three")
    };
    // Sealed anew with the portal's own keys; another call's; the bytes themselves.
    let office = &world.office;
    let place = format!("kept_answer.sealed.{}", first.id);
    let mut said = first.opened(&world);
    said.push(b' ');
    let anew = office.keys.seal_bytes(&place, &said, &office.chance);
    let cut = format!("AAAA{}", &third.sealed[4..]);
    for (id, sealed) in [
        (&third.id, cut),
        (&second.id, third.sealed.clone()),
        (&first.id, anew),
    ] {
        let mut tx = office.db.begin().await.expect("a transaction");
        sqlx::query("UPDATE kept_answer SET sealed = $1 WHERE id = $2")
            .bind(sealed)
            .bind(id.clone())
            .execute(tx.conn())
            .await
            .expect("edited");
        tx.commit().await.expect("edited");
    }
    let verdict = verdict(&world).await;
    let named: Vec<CallFinding> = [first, second, third]
        .into_iter()
        .map(|one| CallFinding::AnswerChanged { id: one.id.clone() })
        .collect();
    assert_eq!(verdict.findings, named);
    assert_eq!(verdict.answers, verdict.calls - 3);
}

async fn an_answer_stays_with_its_case_and_is_erased_in_time_where_there_is_none(world: World) {
    ask_about_somebody(&world, "", &[DataSet::Persons, DataSet::Insurance]).await;
    let without_a_case: Vec<String> = kept_answers(&world)
        .await
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(without_a_case.len(), 2);

    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    hand_in(&mut mother, &check).await;
    let mut conn = world.office.db.read().await.expect("a connection");
    let reference: String = sqlx::query("SELECT reference FROM case_reference")
        .fetch_one(&mut *conn)
        .await
        .expect("one case")
        .get(0);
    drop(conn);
    ask_about_somebody(&world, &reference, &[DataSet::Marriages]).await;
    let all = kept_answers(&world).await.len();

    world.clock.advance(SignedDuration::from_hours(30 * 24 - 1));
    application::tidy(&world.office).await.expect("tidied");
    assert_eq!(kept_answers(&world).await.len(), all);
    world.clock.advance(SignedDuration::from_hours(2));
    application::tidy(&world.office).await.expect("tidied");
    let left = kept_answers(&world).await;
    assert_eq!(left.len(), all - 2, "what the case came of stays");
    assert!(left.iter().all(|one| !without_a_case.contains(&one.id)));
    assert!(left.iter().any(|one| one.data_set == "POPULATION/persons"));

    seal(&world).await;
    let verdict = verdict(&world).await;
    assert!(verdict.is_sound(), "{verdict:?}");
    assert_eq!(verdict.signed, verdict.calls, "hash and signature stay");
    assert_eq!(verdict.answers, verdict.calls - 2);
}

async fn leave_that_is_taken_back_or_refused_erases_what_was_answered(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    let before = kept_answers(&world).await.len();
    let page = mother.open("/my-data/leave").await;
    let receipts: Vec<String> = page
        .find_all("button[name=receipt]")
        .iter()
        .map(|button| button.attr("value").expect("a receipt").to_owned())
        .collect();
    for receipt in receipts {
        let form = [("receipt", receipt.as_str())];
        assert_eq!(mother.post("/my-data/leave", &form).await.status, 200);
    }
    assert!(before > 3);
    assert_eq!(kept_answers(&world).await.len(), 0);

    once_more(&mut mother).await;
    assert!(!kept_answers(&world).await.is_empty());
    let none: [(&str, &str); 0] = [];
    mother.post("/newborn/leave", &none).await;
    assert_eq!(kept_answers(&world).await.len(), 0);
    assert!(verdict(&world).await.is_sound());
}

/// The id of the grant for a data set and purpose that is not standing.
async fn asked_grant(world: &World, data_set: &'static str) -> String {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query("SELECT id FROM data_grant WHERE data_set = $1 AND package <> ''")
        .bind(data_set.to_owned())
        .fetch_one(&mut *conn)
        .await
        .expect("it was asked for")
        .get(0)
}

/// How calls to a data set ended, oldest first.
/// What came of every call for a data set, by word: in a story many happen at one moment.
async fn outcomes(world: &World, data_set: &'static str) -> Vec<String> {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query("SELECT outcome FROM data_call WHERE data_set = $1 ORDER BY outcome")
        .bind(data_set.to_owned())
        .fetch_all(&mut *conn)
        .await
        .expect("calls")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Asks a register directly, as the portal does for itself, for this purpose: the fields that came back, or how it failed.
async fn ask_for(world: &World, set: DataSet, purpose: &str) -> Result<Vec<String>, &'static str> {
    ask_as(&world.office.sources, world, set, purpose, None).await
}

/// The same by this caller, for this department.
async fn ask_as(
    caller: &Caller,
    world: &World,
    set: DataSet,
    purpose: &str,
    department: Option<&str>,
) -> Result<Vec<String>, &'static str> {
    let context = CallContext {
        purpose: purpose.to_owned(),
        represented: department.map(|department| department.parse().expect("a party")),
        ..CallContext::default()
    };
    let person = world.city.people().next().expect("somebody lives here");
    let question = AboutPerson {
        number: person.number.clone(),
    };
    let answer = caller.call(set, &question, &context, None);
    answer
        .await
        .map(|answered| answered.fields)
        .map_err(|failure| failure.code())
}

/// A package for care at home, until the end of the year: what it is for, and which fields.
fn package(form: Form, matter: &str, fields: &[&str]) -> Form {
    let form = form
        .fill("purpose", "care")
        .fill("matter", matter)
        .fill("until-year", "2026")
        .fill("until-month", "12")
        .fill("until-day", "31");
    fields
        .iter()
        .fold(form, |form, field| form.tick("fields", field))
}

/// What a register's owner presses at a standing grant.
async fn decide(world: &World, owner: &str, grant: &str, button: Text) {
    let mut owner = be(world, owner).await;
    let desk = owner.open("/staff/data-grants").await;
    let form = desk.form_to(&format!("/staff/data-grants/{grant}"));
    let form = match button {
        Text::DataGrantRevoke => form.fill("reason", "年度核查"),
        _ => form,
    };
    owner.submit(form.press(&say(button))).await;
}

async fn what_is_revoked_bites_in_an_application_under_way_and_nothing_old_stands_in(world: World) {
    let grant = "newborn.MARRIAGES.marriages";
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother)
        .await
        .says(&say(Text::FieldMarriage));
    // Fresh: without the grant it would not even be asked for.
    decide(&world, "owner-civil", grant, Text::DataGrantRevoke).await;
    let denied = say(Text::KnownDeniedTitle);
    once_more(&mut mother)
        .await
        .says(&denied)
        .hides(&say(Text::FieldMarriage))
        .hides(&say(Text::KnownStale))
        .hides(&say(Text::KnownSilentTitle));

    decide(&world, "owner-civil", grant, Text::DataGrantGiveAgain).await;
    once_more(&mut mother)
        .await
        .says(&say(Text::FieldMarriage))
        .hides(&denied);
    // Not fresh any more, and not too old to stand in for a register that is down.
    world.clock.advance(SignedDuration::from_hours(2));
    decide(&world, "owner-civil", grant, Text::DataGrantRevoke).await;
    let mut mother = be(&world, "mother").await;
    let known = once_more(&mut mother).await;
    known
        .says(&denied)
        .hides(&say(Text::FieldMarriage))
        .hides(&say(Text::KnownStale));
    let heard = ["answered", "answered", "denied", "denied"];
    assert_eq!(outcomes(&world, "MARRIAGES/marriages").await, heard);

    // It is handed in all the same; the desk reads why nobody has confirmed what was typed, and nobody asks on the sly.
    let reference = hand_in_with_typed_father(&world, &mut mother, &known).await;
    while outbox::run_once(&world.office).await.expect("the relay") > 0 {}
    assert_eq!(outcomes(&world, "MARRIAGES/marriages").await, heard);
    let registration = matter(
        &world,
        &format!("/cases/{reference}"),
        "household-registration",
    )
    .await;
    let words = Words::new(Language::Chinese);
    let register = words.wording(&register_name("MARRIAGES/marriages"));
    let source = [("source", register.as_str())];
    let desk = format!("/casework/{reference}/{}", registration.key.id);
    let mut police = be(&world, "police-shapingba-1").await;
    police
        .open(&desk)
        .await
        .says(&words.say_with(Text::CaseworkUnverifiedDenied, &source))
        .hides(&words.say_with(Text::CaseworkUnverified, &source));
}

async fn nothing_leaves_a_register_that_the_purpose_does_not_need(world: World) {
    let fields = ask_for(&world, DataSet::Persons, "identity/proof").await;
    let fields = fields.expect("a standing grant");
    assert!(fields.contains(&"name".to_owned()), "{fields:?}");
    for held in ["ethnicity", "address", "street", "birth_date"] {
        assert!(!fields.contains(&held.to_owned()), "{held}");
    }
    let mother = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .expect("she lives there");
    for standing in &catalogue().standing {
        let sets: Vec<DataSet> = standing
            .sets
            .iter()
            .filter_map(|set| DataSet::from_code(&set.code))
            .filter(|set| !set.is_written())
            .collect();
        let reason = Reason {
            person: world.office.keys.person(&mother.number),
            actor: "portal".to_owned(),
            purpose: format!("{}/look", standing.purpose),
            issue: String::new(),
            is_waited_for: false,
        };
        let answers = world
            .office
            .ask_registers(&reason, &mother.number, &sets)
            .await
            .expect("logged");
        for answer in answers {
            assert!(
                matches!(answer.outcome, Outcome::Answered | Outcome::NothingHeld),
                "{} {answer:?}",
                standing.purpose
            );
            let needed = standing.fields_of(&answer.data_set);
            for field in fields_of(&answer.body) {
                assert!(needed.contains(&field), "{} {field}", standing.purpose);
            }
        }
    }
    // And not for ever.
    world
        .clock
        .advance(SignedDuration::from_hours(24 * 366 * 6));
    let over = ask_for(&world, DataSet::Persons, "identity/proof").await;
    assert_eq!(over, Err("denied"), "after its last day");
}

async fn what_its_owner_revokes_a_register_answers_no_more_and_the_citizen_sees_it(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    let before = outcomes(&world, "MARRIAGES/marriages").await;
    assert_eq!(before, ["answered"]);

    // In one's own list every register that was asked, by name and for what.
    let page = mother.open("/my-data").await;
    page.says("婚姻登记").says("孩子出生后的各项登记");
    page.says(&say(Text::LookedOutcomeAnswered));

    let mut owner = be(&world, "owner-civil").await;
    let desk = owner.open("/staff/data-grants").await;
    let act = "/staff/data-grants/newborn.MARRIAGES.marriages";
    let revoke = say(Text::DataGrantRevoke);
    let unfounded = owner.submit(desk.form_to(act).press(&revoke)).await;
    unfounded.says(&say(Text::DataGrantReasonEmpty));
    let form = unfounded.form_to(act).fill("reason", "年度核查");
    let form = form.press(&revoke);
    owner.submit(form).await.says(&say(Text::DataGrantRevoked));

    let denied = ask_for(&world, DataSet::Marriages, "newborn/prefill").await;
    assert_eq!(denied, Err("denied"), "at once, and by the register itself");
    let catalogue = mother.open("/data/MARRIAGES/marriages").await;
    catalogue.says(&say(Text::DataNoConsumers));

    let mut father = be(&world, "father").await;
    with_leave(&mut father).await;
    let after = outcomes(&world, "MARRIAGES/marriages").await;
    assert_eq!(after, ["answered", "denied"]);
    let page = father.open("/my-data").await;
    page.says(&say(Text::LookedOutcomeDenied));

    // Given again, it answers again.
    let desk = owner.open("/staff/data-grants").await;
    let again = desk.form_to(act).press(&say(Text::DataGrantGiveAgain));
    owner.submit(again).await;
    let given = ask_for(&world, DataSet::Marriages, "newborn/prefill").await;
    assert_ne!(given, Err("denied"));
}

/// For a department of Shapingba, by the portal.
async fn ask_for_department(
    world: &World,
    department: &str,
    set: DataSet,
) -> Result<Vec<String>, &'static str> {
    let sources = &world.office.sources;
    ask_as(sources, world, set, "care/look", Some(department)).await
}

async fn several_data_sets_are_asked_for_at_once_and_each_owner_decides(world: World) {
    const OURS: &str = "GOV/500106-MZ";
    let mut asker = be(&world, "civil-shapingba-lead").await;
    let form = asker.open("/staff/data-grants/ask").await.form();
    let refused = asker.submit(form).await;
    for text in [
        Text::DataAskPurposeEmpty,
        Text::DataAskMatterEmpty,
        Text::DataAskUntilWrong,
        Text::DataAskFieldsEmpty,
    ] {
        refused.says(&say(text));
    }
    let fields = [
        "POPULATION/persons.number",
        "POPULATION/persons.name",
        "INSURANCE/persons.scheme",
    ];
    let form = package(
        refused.form(),
        "上门服务的安全提醒，依据《重庆市养老服务条例》",
        &fields,
    );
    // What somebody is insured for nobody is known to need for that: it is said, and sent all the same.
    let rated = asker.submit(form).await;
    rated.says("评分 80").says(&say(Text::DataAskAdviceSayWhy));
    let anyway = rated.form().press(&say(Text::DataAskSendAllTheSame));
    let desk = asker.submit(anyway).await;
    assert_eq!(desk.route(), "/staff/data-grants");
    desk.says(&say(Text::DataGrantAsked));
    assert_eq!(
        ask_for_department(&world, OURS, DataSet::Persons).await,
        Err("denied"),
        "asking is not having"
    );

    let mut police = be(&world, "owner-police").await;
    let persons = asked_grant(&world, "POPULATION/persons").await;
    let action = format!("/staff/data-grants/{persons}");
    let give = police
        .open("/staff/data-grants")
        .await
        .form_to(&action)
        .press(&say(Text::DataGrantGive));
    police.submit(give).await;
    let mut insurance = be(&world, "owner-insurance").await;
    let scheme = asked_grant(&world, "INSURANCE/persons").await;
    let desk = insurance.open("/staff/data-grants").await;
    desk.says(&say(Text::DataGrantBeyond));
    let refuse = desk
        .form_to(&format!("/staff/data-grants/{scheme}"))
        .fill("reason", "与事由无关")
        .press(&say(Text::DataGrantRefuse));
    insurance.submit(refuse).await;

    let granted = Ok(vec!["name".to_owned(), "number".to_owned()]);
    assert_eq!(
        ask_for_department(&world, OURS, DataSet::Persons).await,
        granted,
        "what was not granted does not leave the register"
    );
    assert_eq!(
        ask_for_department(&world, OURS, DataSet::Insurance).await,
        Err("denied")
    );
    // It is theirs alone: no other district's, no other department's, and not the portal's own.
    for other in ["GOV/500112-MZ", "GOV/500106-WJ"] {
        let asked = ask_for_department(&world, other, DataSet::Persons).await;
        assert_eq!(asked, Err("denied"), "{other}");
    }
    let portal = ask_for(&world, DataSet::Persons, "care/look").await;
    assert_eq!(portal, Err("denied"));
    // By a system of their own, too.
    let registers = world.office.settings.data_layer.as_deref().expect("a way");
    for (client, expected) in [
        ("CQ/GOV/500106-MZ/CARE", granted),
        ("CQ/GOV/500112-MZ/CARE", Err("denied")),
    ] {
        let client = client.parse().expect("a client");
        let system = Caller::new(registers, client, DEADLINE, SIZE_CAP, Chance::seeded(7));
        let system = system.expect("it can be set up");
        let asked = ask_as(&system, &world, DataSet::Persons, "care/look", None).await;
        assert_eq!(asked, expected);
    }
    let desk = asker.open("/staff/data-grants").await;
    desk.says(&say(Text::DataGrantGranted)).says("与事由无关");

    // Whoever saw it as it was before cannot decide any more.
    let late = [("act", "refuse"), ("version", "1"), ("reason", "x")];
    assert_eq!(police.post(&action, &late).await.status, 409);
}

async fn a_package_that_asks_for_more_than_its_purpose_needs_is_held_up_with_advice(world: World) {
    let mut asker = be(&world, "civil-shapingba-lead").await;
    let form = asker.open("/staff/data-grants/ask").await.form();
    let fields = [
        "POPULATION/persons.number",
        "POPULATION/persons.mobile",
        "POPULATION/persons.ethnicity",
    ];
    let form = package(form, "上门服务的安全提醒", &fields);
    let held = asker.submit(form).await;
    assert_eq!(held.route(), "/staff/data-grants/ask");
    held.says("评分 57")
        .says(&say(Text::DataAskScoreLow))
        .says(&say(Text::DataAskAdviceLeaveOut))
        .hides(&say(Text::DataAskSendAllTheSame));
    // Nor by whoever says that they have seen it.
    let pressed = [
        ("purpose", "care"),
        ("matter", "上门服务的安全提醒"),
        ("until-year", "2026"),
        ("until-month", "12"),
        ("until-day", "31"),
        ("fields", "POPULATION/persons.ethnicity"),
        ("seen", "POPULATION/persons.ethnicity"),
    ];
    asker
        .post("/staff/data-grants/ask", &pressed)
        .await
        .says("评分 0")
        .says(&say(Text::DataAskScoreLow));
    let desk = asker.open("/staff/data-grants").await;
    desk.says(&say(Text::DataGrantsNoneOwn));
}

async fn what_can_be_asked_for_has_an_owner_here_who_decides(world: World) {
    let mut asker = be(&world, "civil-shapingba-lead").await;
    let page = asker.open("/staff/data-grants/ask").await;
    page.says(&say(Text::DataAskElsewhere))
        .hides("国家人口基础信息");
    let pressed = [("fields", "NATION-POPULATION/persons.name")];
    asker
        .post("/staff/data-grants/ask", &pressed)
        .await
        .says(&say(Text::DataAskFieldsEmpty));

    let staff = demo_staff(&world.city);
    for set in catalogue().sets_to_ask_for() {
        let conditional = |field: &CataloguedField| field.share == Share::Conditional;
        if !set.fields.iter().any(conditional) {
            continue;
        }
        let owner = staff
            .iter()
            .find(|member| member.office.0 == format!("{}-001", set.owner))
            .unwrap_or_else(|| panic!("nobody decides about {}", set.code));
        let mut owner = be(&world, owner.login).await;
        owner
            .open("/staff/data-grants")
            .await
            .says(&say(Text::DataGrantsToDecide));
    }
}

async fn what_a_department_was_granted_no_other_reads_and_the_citizen_sees_who_tried(world: World) {
    let mut asker = be(&world, "civil-shapingba-lead").await;
    let form = asker.open("/staff/data-grants/ask").await.form();
    let fields = ["POPULATION/persons.number", "POPULATION/persons.name"];
    let form = package(form, "上门服务的安全提醒", &fields);
    asker.submit(form).await.says(&say(Text::DataGrantAsked));
    let grant = asked_grant(&world, "POPULATION/persons").await;
    decide(&world, "owner-police", &grant, Text::DataGrantGive).await;

    let mother = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .expect("she lives there");
    let ask = async |login: &str| {
        // Whoever has signed in once works here.
        be(&world, login).await;
        let mut conn = world.office.db.read().await.expect("a connection");
        let actor: String = sqlx::query("SELECT id FROM staff WHERE login = $1")
            .bind(format!("demo-{login}"))
            .fetch_one(&mut *conn)
            .await
            .expect("they work here")
            .get(0);
        drop(conn);
        let reason = Reason {
            person: world.office.keys.person(&mother.number),
            actor,
            purpose: "care/look".to_owned(),
            issue: String::new(),
            is_waited_for: false,
        };
        let answers = world
            .office
            .ask_registers(&reason, &mother.number, &[DataSet::Persons])
            .await
            .expect("logged");
        answers[0].outcome
    };
    let denied = say(Text::LookedOutcomeDenied);
    let mut citizen = be(&world, "mother").await;
    assert_eq!(ask("civil-shapingba").await, Outcome::Answered);
    citizen.open("/my-data").await.hides(&denied);
    assert_eq!(ask("police-yubei").await, Outcome::Denied);
    citizen.open("/my-data").await.says(&denied);
    assert_eq!(ask("health-shapingba").await, Outcome::Denied);

    // What is taken back is gone for those who had it.
    decide(&world, "owner-police", &grant, Text::DataGrantRevoke).await;
    assert_eq!(ask("civil-shapingba").await, Outcome::Denied);
    assert_eq!(
        outcomes(&world, "POPULATION/persons").await,
        ["answered", "denied", "denied", "denied"]
    );
}

async fn who_does_not_own_a_register_decides_nothing_about_it(world: World) {
    let act = "/staff/data-grants/newborn.MARRIAGES.marriages";
    let revoke = [("act", "revoke"), ("version", "1"), ("reason", "x")];
    for key in [
        "mother",
        "police-shapingba-1",
        "police-shapingba-lead",
        "civil-shapingba",
        "civil-shapingba-lead",
        "owner-police",
    ] {
        let mut visitor = be(&world, key).await;
        assert_eq!(visitor.post(act, &revoke).await.status, 404, "{key}");
    }
    let given = ask_for(&world, DataSet::Marriages, "newborn/prefill").await;
    assert_ne!(given, Err("denied"));

    // Nobody decides about what they asked for themselves.
    let mut police = be(&world, "owner-police").await;
    let form = police.open("/staff/data-grants/ask").await.form();
    let fields = ["POPULATION/persons.address"];
    let form = package(form, "核对住址", &fields);
    police.submit(form).await;
    let own = asked_grant(&world, "POPULATION/persons").await;
    let give = [("act", "grant"), ("version", "1")];
    let action = format!("/staff/data-grants/{own}");
    assert_eq!(police.post(&action, &give).await.status, 409);
    assert_eq!(
        ask_for_department(&world, "GOV/500000-GA", DataSet::Persons).await,
        Err("denied")
    );
}

async fn credit_cannot_even_be_asked_for(world: World) {
    let mut asker = be(&world, "civil-shapingba-lead").await;
    let page = asker.open("/staff/data-grants/ask").await;
    page.hides("CREDIT/persons");
    for purpose in ["benefits/look", "old-age-allowance/prefill"] {
        let asked = ask_for(&world, DataSet::Credit, purpose).await;
        assert_eq!(asked, Err("denied"), "{purpose}");
    }
    let mut visitor = world.visitor();
    let page = visitor.open("/data/CREDIT/persons").await;
    page.says("任何情况下都不能用于");
}

async fn the_catalogue_is_read_and_searched_without_signing_in(world: World) {
    let mut visitor = world.visitor();
    let all = visitor.open("/data").await;
    assert!(all.find_all("ul.services h3").len() > 20);
    // From every page of a visitor, and nobody is said to be shut out of what is open.
    let home = visitor.open("/").await;
    assert_eq!(home.link(&say(Text::DataTitle)), "/data");
    let figures = say(Text::DataFiguresPublicTitle);
    assert_eq!(home.link(&figures), "/data/figures");
    for open in ["DIRECTORY/offices", "SPATIAL/addresses"] {
        let page = visitor.open(&format!("/data/{open}")).await;
        page.says("无条件共享").hides(&say(Text::DataNoConsumers));
    }
    let found = visitor.open("/data?q=%E9%85%8D%E5%81%B6").await;
    let names: Vec<String> = found
        .find_all("ul.services h3")
        .into_iter()
        .map(|found| found.words)
        .collect();
    assert_eq!(names, ["婚姻登记"]);
    let page = visitor.follow(&found, "婚姻登记").await;
    assert_eq!(page.route(), "/data/MARRIAGES/marriages");
    page.says("配偶姓名").says("市民政局").says("本平台");
    let described = visitor
        .request(
            reqwest::Method::GET,
            "/data/MARRIAGES/marriages/openapi.json",
        )
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a text");
    let described: serde_json::Value = serde_json::from_str(&described).expect("JSON");
    assert_eq!(described["openapi"], "3.1.0");
    assert_eq!(visitor.open("/data/NO/such").await.status, 404);
}

async fn a_look_at_the_desk_is_in_the_citizens_list_with_office_role_and_purpose(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let matter = case.matter(&world, "registration").await.key.id;
    let path = format!("/casework/{}/{matter}", case.reference.as_str());
    let mut police = be(&world, "police-shapingba-1").await;
    assert_eq!(police.open(&path).await.status, 200);
    let mut elsewhere = be(&world, "police-yubei").await;
    assert_eq!(elsewhere.open(&path).await.status, 404);

    let mut mother = be(&world, "mother").await;
    let page = mother.open("/my-data").await;
    page.says(&say(Text::LookedRoleCaseworker))
        .says(&say(Text::LookedPurposeCasework))
        .says(&say(Text::LookedOutcomeRefused))
        .says(case.reference.as_str());
    page.says("派出所");
    // Which fields it was, by whom they are about.
    page.says("当事人信息：姓名、").says("出生日期");
    page.hides(&say(Text::LookedFieldOther));

    // Nobody else's list has it.
    let mut stranger = be(&world, "elder").await;
    stranger
        .open("/my-data")
        .await
        .hides(case.reference.as_str());
}

stories![
    every_answer_is_signed_by_its_source_and_stays_provable,
    a_call_that_was_written_down_cannot_be_changed_or_removed,
    whoever_tampers_with_the_log_of_calls_is_found_out_by_name,
    the_first_bad_call_is_named_first_among_a_hundred_of_every_kind,
    what_a_source_signed_is_kept_word_for_word_and_sealed,
    what_a_source_says_about_somebody_else_is_not_kept,
    a_kept_answer_that_is_not_what_was_signed_is_named,
    an_answer_stays_with_its_case_and_is_erased_in_time_where_there_is_none,
    leave_that_is_taken_back_or_refused_erases_what_was_answered,
    what_its_owner_revokes_a_register_answers_no_more_and_the_citizen_sees_it,
    what_is_revoked_bites_in_an_application_under_way_and_nothing_old_stands_in,
    nothing_leaves_a_register_that_the_purpose_does_not_need,
    what_a_department_was_granted_no_other_reads_and_the_citizen_sees_who_tried,
    a_package_that_asks_for_more_than_its_purpose_needs_is_held_up_with_advice,
    what_can_be_asked_for_has_an_owner_here_who_decides,
    several_data_sets_are_asked_for_at_once_and_each_owner_decides,
    who_does_not_own_a_register_decides_nothing_about_it,
    credit_cannot_even_be_asked_for,
    the_catalogue_is_read_and_searched_without_signing_in,
    a_look_at_the_desk_is_in_the_citizens_list_with_office_role_and_purpose,
];

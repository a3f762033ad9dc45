//! A desk asks the applicant's registers once more: under the case's purpose, with the applicant's leave, and each call
//! in the log.

use app::case::{CaseReference, FieldState, Stage};
use server::case::store;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use server::journal::{self, Record};
use sqlx::Row as _;

use crate::newborn::be;
use crate::stories;
use crate::support::World;
use crate::tracking::{a_case, confirm, invite, matter};

/// Purpose, data set and outcome of the calls that a desk made again, in the order of their names.
async fn asked_again(world: &World) -> Vec<(String, String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT purpose, data_set, outcome FROM data_call WHERE purpose LIKE '%/ask-again' ORDER BY data_set")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

async fn the_registers_are_asked_again_under_the_purpose_of_the_case(world: World) {
    let (mut mother, case) = a_case(&world).await;
    let link = invite(&world, &mut mother, &case).await;
    confirm(&mut be(&world, "father").await, &link).await;
    let registration = matter(&world, &case, "household-registration").await;
    assert_eq!(registration.stage, Stage::Ready);

    let address = format!(
        "/casework/{}/{}",
        registration.reference, registration.key.id
    );
    let mut gao = be(&world, "police-shapingba-1").await;
    let page = gao.open(&address).await;
    assert!(
        !page.has("button[value=ask-registers]"),
        "whoever has not taken it up asks nobody"
    );
    let page = gao
        .submit(page.form_to(&format!("{address}/holder")).press("受理"))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    // One of the registers lies: what it says of somebody else is no answer.
    world.faults.set(DataSet::Certificates, Some(Fault::Lies));
    let asked = gao
        .submit(page.form_to(&format!("{address}/registers")))
        .await;
    assert_eq!(asked.status, 200, "{}", asked.text());

    let calls = asked_again(&world).await;
    assert!(calls.len() >= 3, "{calls:?}");
    assert!(
        calls
            .iter()
            .all(|(purpose, ..)| purpose == "newborn/ask-again")
    );
    for (_, set, outcome) in &calls {
        let is_the_liar = *set == DataSet::Certificates.code();
        assert_eq!(outcome == "answered", !is_the_liar, "{set}: {outcome}");
    }
    let reference = CaseReference::parse(case.trim_start_matches("/cases/")).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let filed = store::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .unwrap();
    let entries = journal::read(&mut conn, &Record::new(&filed.home, "case", &filed.id))
        .await
        .unwrap();
    let entry = &entries
        .iter()
        .rfind(|written| written.entry.step == "asked-registers")
        .expect("the journal holds it")
        .entry;
    assert_eq!(entry.note.as_array().map(Vec::len), Some(calls.len()));
    let dossier = world.office.dossier(&filed).unwrap();
    assert!(
        dossier
            .fields
            .iter()
            .all(|field| !matches!(field.state, FieldState::Differs { .. })),
        "nothing has changed in the registers, and a lie changes nothing"
    );
}

stories![the_registers_are_asked_again_under_the_purpose_of_the_case];

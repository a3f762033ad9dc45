//! For `yuban seed`: assessments of the demo city as far as they have come, through the same acts as anybody's.

use std::collections::BTreeMap;

use app::assessment::{AssessmentDesk, NamingForm, table};
use app::identity::{Actor, Citizen, OfficeId, StaffMember};

use super::MATTER;
use super::acts::Pressed;
use super::store;
use crate::Office;
use crate::fault::Fault;

fn taken(pressed: Pressed) -> Result<(), Fault> {
    match pressed {
        Pressed::Done => Ok(()),
        Pressed::Review => Err(Fault::Other(
            "an assessment did not take what was typed".to_owned(),
        )),
    }
}

/// The body that was named for an assessment.
///
/// # Errors
/// The database's; an assessment that is not there.
pub async fn body_of(office: &Office, id: &str) -> Result<OfficeId, Fault> {
    let look = store::by_id(&mut *office.db.read().await?, id).await?;
    look.map(|look| look.body)
        .ok_or_else(|| Fault::Other(format!("no assessment {id}")))
}

/// The street office names the first body that may assess.
///
/// # Errors
/// The act's own.
pub async fn seed_assignment(office: &Office, member: &StaffMember, id: &str) -> Result<(), Fault> {
    let view = office.assessment(&Actor::Staff(member.clone()), id).await?;
    let body = view.bodies.iter().find(|body| body.refused.is_none());
    let body = body.map_or("", |body| body.id.as_str());
    taken(office.assign_body(member, id, view.version, body).await?)
}

/// The head of the body names these two, and proposes the first times.
///
/// # Errors
/// The act's own.
pub async fn seed_times(
    office: &Office,
    head: &StaffMember,
    other: &StaffMember,
    id: &str,
) -> Result<(), Fault> {
    let view = office.assessment(&Actor::Staff(head.clone()), id).await?;
    let naming = NamingForm {
        first: other.id.clone(),
        second: head.id.clone(),
        times: view.slots.iter().take(3).map(ToString::to_string).collect(),
    };
    taken(
        office
            .propose_times(head, id, view.version, &naming)
            .await?,
    )
}

/// The applicant takes the first time.
///
/// # Errors
/// The act's own.
pub async fn seed_choice(office: &Office, me: &Citizen, reference: &str) -> Result<(), Fault> {
    let visit = office.visit_to_act_on(me, reference, MATTER).await?;
    let Some(look) = visit.current() else {
        return Ok(());
    };
    let (version, time) = (look.version, look.times.first().map(ToString::to_string));
    taken(
        office
            .choose_time(me, &visit, version, &time.unwrap_or_default())
            .await?,
    )
}

/// An assessor fills in the form: everything by `points` below the best, as far as an item knows it.
///
/// # Errors
/// The act's own.
pub async fn seed_form(
    office: &Office,
    member: &StaffMember,
    id: &str,
    points: i64,
) -> Result<(), Fault> {
    for section in &table().sections {
        let typed: BTreeMap<String, String> = section
            .items
            .iter()
            .map(|item| {
                let answers = table().answers_of(item);
                let best = answers.first().map_or(0, |anchor| anchor.points);
                (item.code.clone(), (best - points).max(0).to_string())
            })
            .collect();
        let (pressed, _) = office.fill_in(member, id, &section.code, typed).await?;
        taken(pressed)?;
    }
    Ok(())
}

/// One of the two confirms the form as it stands.
///
/// # Errors
/// The act's own.
pub async fn seed_confirmation(
    office: &Office,
    member: &StaffMember,
    id: &str,
) -> Result<(), Fault> {
    let view = office.assessment(&Actor::Staff(member.clone()), id).await?;
    taken(
        office
            .confirm_form(member, id, view.form_version, true)
            .await?,
    )
}

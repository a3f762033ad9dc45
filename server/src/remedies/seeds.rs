//! For `yuban seed`: what people of the demo city have appealed against, complained about and rated, through the same
//! acts as anybody's.

use app::identity::{Citizen, OfficeId, StaffMember};
use app::remedies::form::{AnswerForm, AppealForm, ComplaintForm, RatingForm};
use app::remedies::{RemedyKind, RemedyStage, terms};

use super::store;
use crate::Office;
use crate::fault::Fault;

/// Appeals against the first refusal of this case, if there is one.
///
/// # Errors
/// The act's own.
pub async fn seed_appeal(
    office: &Office,
    me: &Citizen,
    reference: &str,
    words: &str,
) -> Result<(), Fault> {
    let remedies = office.read_remedies_of_case(me, reference).await?;
    let Some(refused) = remedies.refusals.first() else {
        return Ok(());
    };
    let form = AppealForm {
        text: words.to_owned(),
        act: String::new(),
    };
    office.appeal(me, reference, &refused.key, &form).await?;
    Ok(())
}

/// Complains about the first office of this case; `turn` chooses what about.
///
/// # Errors
/// The act's own.
pub async fn seed_complaint(
    office: &Office,
    me: &Citizen,
    reference: &str,
    turn: usize,
    words: &str,
) -> Result<(), Fault> {
    let page = office.read_complaint_page(me, reference).await?;
    let Some((first, _)) = page.offices.first() else {
        return Ok(());
    };
    let kinds = &terms().complaint.kinds;
    let form = ComplaintForm {
        office: first.clone(),
        kind: kinds[turn % kinds.len()].code.clone(),
        text: words.to_owned(),
        answer: "portal".to_owned(),
        ..ComplaintForm::default()
    };
    office.complain(me, reference, &form).await?;
    Ok(())
}

/// Rates this case (1 to 5), which must have ended. The two lowest grades open a task.
///
/// # Errors
/// The act's own.
pub async fn seed_rating(
    office: &Office,
    me: &Citizen,
    reference: &str,
    grade: i64,
    words: &str,
) -> Result<(), Fault> {
    let grade = grade.to_string();
    let form = RatingForm {
        efficiency: grade.clone(),
        convenience: grade.clone(),
        grade,
        text: words.to_owned(),
        ..RatingForm::default()
    };
    office.rate(me, reference, &form).await?;
    Ok(())
}

/// An appeal that nobody has taken up.
pub struct WaitingAppeal {
    id: String,
    version: i64,
    /// The office one level up of the one that refused.
    pub above: OfficeId,
}

/// The appeal of this case that nobody has taken up, if there is one.
///
/// # Errors
/// The database's.
pub async fn appeal_that_waits(
    office: &Office,
    me: &Citizen,
    reference: &str,
) -> Result<Option<WaitingAppeal>, Fault> {
    let case = office.my_folder(me, reference).await?.case;
    let mut conn = office.db.read().await?;
    let handed_in = store::of_case(&mut conn, &case.home, &case.id).await?;
    let mut appeals = handed_in
        .into_iter()
        .filter(|remedy| remedy.kind == RemedyKind::Appeal);
    let waiting = appeals.find(|remedy| remedy.stage == RemedyStage::Waiting);
    Ok(waiting.and_then(|remedy| {
        Some(WaitingAppeal {
            above: remedy.above?,
            id: remedy.id,
            version: remedy.version,
        })
    }))
}

/// Lets this member take up and answer an appeal; the refusal is upheld, or the matter opened again, as `is_right` says.
///
/// # Errors
/// The act's own.
pub async fn seed_answer(
    office: &Office,
    member: &StaffMember,
    appeal: &WaitingAppeal,
    is_right: bool,
    words: &str,
) -> Result<(), Fault> {
    office
        .take_up_remedy(member, &appeal.id, appeal.version)
        .await?;
    let outcome = if is_right { "reopened" } else { "upheld" };
    let form = AnswerForm {
        outcome: outcome.to_owned(),
        text: words.to_owned(),
    };
    office
        .answer_remedy(member, &appeal.id, appeal.version + 1, &form)
        .await?;
    Ok(())
}

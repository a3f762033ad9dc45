//! On whose cases a member of staff may not work: their own and their household's (回避). Whom that means is asked of the
//! population register under a purpose of its own; only pseudonyms are kept of the answer. What follows from it is decided
//! where an act begins, in `casework::store::hold`.

use app::identity::PersonKey;
use app::person::ResidentId;
use jiff::SignedDuration;
use sqlx::AnyConnection;

use super::desk::time_of;
use super::store::ties as store;
use crate::Office;
use crate::casework::{tie, untie};
use crate::data_layer::desk::{Outcome, Reason};
use crate::data_layer::records::{DataSet, HouseholdMembers};
use crate::fault::Fault;

/// What the register is asked for, as the call log has it.
pub const PURPOSE: &str = "staff/conflict-of-interest";

/// How long an answer holds; at the first sign-in after it the register is asked again.
const HOLDS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is known of a member's household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Household {
    /// The portal was never told who they are.
    NobodyKnown,
    /// As the register said it now, or not long ago.
    Known,
    /// The register did not answer: what was known before holds, and the next sign-in asks again.
    Silent,
}

impl Office {
    /// Keeps who a member of staff is, in the transaction that adds them: they are tied to themself from the first moment.
    /// Known already, nothing changes.
    pub(super) async fn keep_who_works_here(
        &self,
        conn: &mut AnyConnection,
        staff: &str,
        number: &ResidentId,
    ) -> Result<(), Fault> {
        let sealed = self
            .keys
            .seal(&store::number_place(staff), number, &self.chance);
        if store::insert(conn, staff, &sealed).await? {
            tie(conn, staff, &self.keys.person(number)).await?;
        }
        Ok(())
    }

    /// Puts another identity in the place of what was known of a member of staff.
    pub(super) async fn say_who_works_here(
        &self,
        staff: &str,
        number: &ResidentId,
    ) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        store::forget(tx.conn(), staff).await?;
        untie(tx.conn(), staff).await?;
        self.keep_who_works_here(tx.conn(), staff, number).await?;
        Ok(tx.commit().await?)
    }

    /// At a sign-in: asks who lives with this member of staff, if the last answer is too old. Whatever goes wrong does not
    /// keep them from their work; the next sign-in tries again.
    pub(super) async fn look_at_home(&self, staff: &str) {
        match self.ask_who_lives_with(staff, staff).await {
            Ok(Household::Known | Household::NobodyKnown) => {}
            Ok(Household::Silent) => {
                tracing::warn!(staff, "the register did not say who lives with them");
            }
            Err(fault) => {
                tracing::error!(staff, error = %fault, "who lives with them could not be kept");
            }
        }
    }

    /// Asks the register who lives with a member of staff, if that is not known or was said too long ago. `actor`: by
    /// whose act, as the call log has it.
    ///
    /// # Errors
    /// The portal's own database's and keys'; a register that is silent is no error.
    pub(super) async fn ask_who_lives_with(
        &self,
        staff: &str,
        actor: &str,
    ) -> Result<Household, Fault> {
        let Some(known) = store::of(&mut *self.db.read().await?, staff).await? else {
            return Ok(Household::NobodyKnown);
        };
        let now = self.clock.now();
        if known.household_asked_at > 0
            && now.duration_since(time_of(known.household_asked_at)?) < HOLDS
        {
            return Ok(Household::Known);
        }
        let number: ResidentId = self
            .keys
            .open_sealed(&store::number_place(staff), &known.number)?;
        let reason = Reason {
            person: self.keys.person(&number),
            actor: actor.to_owned(),
            purpose: PURPOSE.to_owned(),
            issue: String::new(),
            is_waited_for: false,
        };
        let answers = self
            .ask_registers(&reason, &number, &[DataSet::HouseholdMembers])
            .await?;
        let mut household: Vec<PersonKey> = vec![reason.person];
        for answer in answers {
            match answer.outcome {
                Outcome::Answered => {
                    let members: HouseholdMembers = answer.read().ok_or_else(|| {
                        Fault::Row("a household that was checked cannot be read".to_owned())
                    })?;
                    let others = members.others.iter();
                    household.extend(others.map(|other| self.keys.person(other)));
                }
                // Registered in no household of this city.
                Outcome::NothingHeld => {}
                Outcome::NoLeave | Outcome::Denied | Outcome::Silent => {
                    return Ok(Household::Silent);
                }
            }
        }
        let mut tx = self.db.begin().await?;
        // Another sign-in at the same time has brought the same answer.
        if store::note_asked(tx.conn(), staff, &known, now.as_microsecond()).await? {
            untie(tx.conn(), staff).await?;
            for person in &household {
                tie(tx.conn(), staff, person).await?;
            }
        }
        tx.commit().await?;
        Ok(Household::Known)
    }
}

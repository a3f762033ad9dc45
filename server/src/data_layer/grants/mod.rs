//! Grants: an office asks for several data sets in one package, each owner decides about its own, and the register is told.
//! Whether a call passes is not decided here: the register looks at what it was told itself.

mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use app::data_layer::{
    CataloguedSet, GrantLine, GrantState, GrantsView, PackageForm, PackageFormView, PackageRating,
    catalogue, purpose_head,
};
use app::error::PortalError;
use app::identity::{OfficeId, SessionKey, StaffMember, StaffRole};
use app::text::Text;
use app::ui::FieldFault;
use serde::Deserialize;
use serde_json::json;

use self::store::{Decision, GrantRow};
use super::desk::Reason;
use super::exchange::{Client, RepresentedParty};
use super::records::{DataSet, GrantNotice};
use crate::Office;
use crate::fault::Fault;
use crate::identity::staff::office_of_staff;
use crate::journal::{self, Entry, Record};

/// Where a package is asked for; its slip is kept under this name.
pub const ASK: &str = "/staff/data-grants/ask";
/// Where grants are decided.
pub const GRANTS: &str = "/staff/data-grants";

/// What is pressed at a grant.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    pub act: String,
    pub version: String,
    pub reason: String,
}

/// The chain of one grant in the journal.
fn record_of(id: &str) -> Record {
    Record::new("", "grant", id)
}

/// A standing grant's id: the same in every installation.
pub fn standing_id(purpose: &str, data_set: &str) -> String {
    format!("{purpose}.{}", data_set.replace('/', "."))
}

/// The standing grants, as a register is told of them.
pub fn standing() -> Vec<GrantNotice> {
    catalogue()
        .standing
        .iter()
        .flat_map(|standing| {
            standing.sets.iter().map(|set| GrantNotice {
                id: standing_id(&standing.purpose, &set.code),
                client: Client::portal().to_string(),
                represented: None,
                purpose: standing.purpose.clone(),
                data_set: set.code.clone(),
                fields: set.fields.clone(),
                until: Some(set.until),
                is_granted: true,
                version: 1,
            })
        })
        .collect()
}

impl Office {
    /// Writes the standing grants down where they are not yet or the catalogue says something else of them now, and tells the
    /// registers of every decision again.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn open_grants(&self) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        for notice in standing() {
            let row = GrantRow {
                id: notice.id,
                package: String::new(),
                data_set: notice.data_set,
                purpose: notice.purpose,
                matter: String::new(),
                fields: notice.fields.join(","),
                until: notice
                    .until
                    .map(|until| until.to_string())
                    .unwrap_or_default(),
                office: String::new(),
                asked_by: String::new(),
                asked_at: 0,
                state: GrantState::Granted,
                reason: String::new(),
                version: 1,
                told: 1,
            };
            store::add(tx.conn(), &row).await?;
        }
        store::forget_told(tx.conn()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The published data sets about which this member decides: those for whose owner their office speaks, for a supervisor.
    pub(super) fn sets_decided_by(&self, member: &StaffMember) -> Vec<&'static CataloguedSet> {
        let directory = self.directory();
        let catalogue = catalogue();
        if member.role != StaffRole::Supervisor {
            return Vec::new();
        }
        catalogue
            .sets
            .iter()
            .filter(|set| set.is_published)
            .filter(|set| {
                catalogue
                    .owner(&set.owner)
                    .is_some_and(|owner| directory.speaks_for(&member.office, owner))
            })
            .collect()
    }

    /// The data sets that a grant in force lets be read for this purpose today: the portal's own, or this department's.
    pub(super) async fn sets_granted(
        &self,
        purpose: &str,
        represented: Option<&RepresentedParty>,
    ) -> Result<BTreeSet<String>, Fault> {
        let today = self.clock.today();
        let rows =
            store::in_force(&mut *self.db.read().await?, purpose_head(purpose), today).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.office.is_empty() || row.party().as_ref() == represented)
            .map(|row| row.data_set)
            .collect())
    }

    /// The department for which a call is made: that of the member of staff whose act causes it. `None` for whoever else.
    pub(super) async fn represented_by(
        &self,
        reason: &Reason,
    ) -> Result<Option<RepresentedParty>, Fault> {
        if reason.actor == "portal" || reason.actor == reason.person.0 {
            return Ok(None);
        }
        let office = office_of_staff(&mut *self.db.read().await?, &reason.actor).await?;
        Ok(office.as_ref().and_then(RepresentedParty::of_office))
    }

    fn grant_line(&self, row: GrantRow) -> GrantLine {
        let asked_by =
            (!row.office.is_empty()).then(|| self.name_of_office(&OfficeId(row.office.clone())));
        GrantLine {
            asked_by,
            fields: row.fields.split(',').map(str::to_owned).collect(),
            until: row.until.parse().ok(),
            is_told: row.told >= row.version,
            id: row.id,
            data_set: row.data_set,
            purpose: row.purpose,
            matter: row.matter,
            state: row.state,
            version: row.version,
            reason: row.reason,
        }
    }

    /// The grants in force of one data set.
    pub(super) async fn read_consumers(&self, data_set: &str) -> Result<Vec<GrantLine>, Fault> {
        let today = self.clock.today();
        let rows = store::of_set(&mut *self.db.read().await?, data_set).await?;
        Ok(rows
            .into_iter()
            .map(|row| self.grant_line(row))
            .filter(|line| line.state == GrantState::Granted)
            .filter(|line| line.until.is_none_or(|until| until >= today))
            .collect())
    }

    pub(super) async fn read_grants(&self, member: &StaffMember) -> Result<GrantsView, Fault> {
        let mut conn = self.db.read().await?;
        let sets = self.sets_decided_by(member);
        let mut to_decide = Vec::new();
        for set in &sets {
            for row in store::of_set(&mut conn, &set.code).await? {
                to_decide.push(self.grant_line(row));
            }
        }
        // Stable: what waits comes first, the rest in the order of the catalogue.
        to_decide.sort_by_key(|line| line.state != GrantState::Asked);
        let own = store::of_office(&mut conn, &member.office.0).await?;
        Ok(GrantsView {
            office: self.name_of_office(&member.office),
            to_decide: (!sets.is_empty()).then_some(to_decide),
            own: own.into_iter().map(|row| self.grant_line(row)).collect(),
            may_ask: member.role == StaffRole::Supervisor,
        })
    }

    pub(super) async fn read_package_form(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<PackageFormView, Fault> {
        if member.role != StaffRole::Supervisor {
            return Err(PortalError::NotFound.into());
        }
        let typed: PackageForm = if review {
            self.slip_of(session, ASK).await?.unwrap_or_default()
        } else {
            PackageForm::default()
        };
        let mut rating = None;
        let faults = match typed.parse(self.clock.today()) {
            Err(faults) => faults,
            Ok(wish) => {
                let rated = PackageRating::of(&wish.purpose, &wish.sets);
                let is_too_low = rated.is_too_low();
                rating = (!rated.beyond.is_empty()).then_some(rated);
                if is_too_low {
                    vec![FieldFault::new("fields", Text::DataAskScoreLow)]
                } else {
                    Vec::new()
                }
            }
        };
        Ok(PackageFormView {
            typed,
            faults,
            rating,
        })
    }

    /// Asks for a package; says where it goes on. One that asks for more than its purpose is known to need comes back with its
    /// rating first, and is not sent at all where that is too low.
    ///
    /// # Errors
    /// `NotFound` for whoever may not ask, or the database's.
    pub async fn ask_for_data(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &PackageForm,
    ) -> Result<String, Fault> {
        if member.role != StaffRole::Supervisor {
            return Err(PortalError::NotFound.into());
        }
        let wish = typed.parse(self.clock.today()).ok().filter(|wish| {
            let rating = PackageRating::of(&wish.purpose, &wish.sets);
            !rating.is_too_low() && typed.seen == rating.beyond_named()
        });
        let Some(wish) = wish else {
            self.keep_slip(session, ASK, typed).await?;
            return Ok(format!("{ASK}?review"));
        };
        let now = self.clock.now();
        let package = self.chance.id(now);
        let mut tx = self.db.begin().await?;
        for (data_set, fields) in &wish.sets {
            let row = GrantRow {
                id: self.chance.id(now),
                package: package.clone(),
                data_set: data_set.clone(),
                purpose: wish.purpose.clone(),
                matter: wish.matter.clone(),
                fields: fields.join(","),
                until: wish.until.to_string(),
                office: member.office.0.clone(),
                asked_by: member.id.clone(),
                asked_at: now.as_microsecond(),
                state: GrantState::Asked,
                reason: String::new(),
                version: 1,
                told: 0,
            };
            store::add(tx.conn(), &row).await?;
            let entry = step(member, "asked", None, GrantState::Asked, &row);
            journal::write(tx.conn(), &record_of(&row.id), now, &entry).await?;
        }
        tx.commit().await?;
        Ok(GRANTS.to_owned())
    }

    /// Grants, refuses or revokes; the register is told at once, and again until it has heard. Says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for whoever does not decide about this register, `Conflict` where it has moved on, or where they asked
    /// for it themselves.
    pub async fn decide_grant(
        &self,
        member: &StaffMember,
        id: &str,
        form: &DecisionForm,
    ) -> Result<String, Fault> {
        let row = store::by_id(&mut *self.db.read().await?, id)
            .await?
            .ok_or(PortalError::NotFound)?;
        let is_owner = self
            .sets_decided_by(member)
            .iter()
            .any(|set| set.code == row.data_set);
        if !is_owner {
            return Err(PortalError::NotFound.into());
        }
        let (from, to, needs_reason) = match form.act.as_str() {
            "grant" if row.state == GrantState::Revoked => {
                (GrantState::Revoked, GrantState::Granted, false)
            }
            "grant" => (GrantState::Asked, GrantState::Granted, false),
            "refuse" => (GrantState::Asked, GrantState::Refused, true),
            "revoke" => (GrantState::Granted, GrantState::Revoked, true),
            _ => return Err(PortalError::BadRequest(Text::DataGrantMovedOn.into()).into()),
        };
        let reason: String = form.reason.trim().chars().take(200).collect();
        if needs_reason && reason.is_empty() {
            return Ok(format!("{GRANTS}?review"));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let is_decided = store::decide(
            tx.conn(),
            &Decision {
                id,
                version: form.version.parse().unwrap_or(0),
                from,
                to,
                reason: &reason,
                by: &member.id,
                at: now.as_microsecond(),
            },
        )
        .await?;
        if !is_decided {
            return Err(Fault::conflict(Text::DataGrantMovedOn));
        }
        let entry = step(member, "decided", Some(from), to, &row);
        journal::write(tx.conn(), &record_of(id), now, &entry).await?;
        tx.commit().await?;
        // What cannot be told now is told a second later, and so on.
        self.tell_registers().await?;
        Ok(GRANTS.to_owned())
    }

    /// Tells the registers of what was decided about them.
    ///
    /// # Errors
    /// The database's: a register that does not hear is told again.
    pub(crate) async fn tell_registers(&self) -> Result<(), Fault> {
        let untold = store::to_tell(&mut *self.db.read().await?).await?;
        for row in untold {
            let Some(set) = DataSet::from_code(&row.data_set) else {
                continue;
            };
            let notice = GrantNotice {
                id: row.id.clone(),
                client: self.settings.exchange.client.to_string(),
                represented: row.party().map(|party| party.to_string()),
                purpose: row.purpose.clone(),
                data_set: row.data_set.clone(),
                fields: row.fields.split(',').map(str::to_owned).collect(),
                until: row.until.parse().ok(),
                is_granted: row.state == GrantState::Granted,
                version: row.version,
            };
            match self.sources.tell_grant(set, &notice).await {
                Ok(()) => {
                    let mut tx = self.db.begin().await?;
                    store::note_told(tx.conn(), &row.id, row.version).await?;
                    tx.commit().await?;
                }
                Err(failure) => {
                    tracing::warn!(
                        grant = row.id,
                        outcome = failure.code(),
                        "a register has not heard of a grant yet"
                    );
                }
            }
        }
        Ok(())
    }
}

/// An entry of the journal.
fn step(
    member: &StaffMember,
    step: &str,
    from: Option<GrantState>,
    to: GrantState,
    row: &GrantRow,
) -> Entry {
    Entry {
        step: step.to_owned(),
        by: "supervisor".to_owned(),
        actor: member.id.clone(),
        from: from.map(|from| from.code().to_owned()),
        to: Some(to.code().to_owned()),
        note: json!({ "data_set": row.data_set, "purpose": row.purpose, "fields": row.fields, "until": row.until }),
        ..Entry::default()
    }
}

/// Tells the registers once a second of what they have not heard, for as long as the portal runs.
pub async fn keep_telling(office: Office) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    loop {
        ticks.tick().await;
        if let Err(fault) = office.tell_registers().await {
            tracing::error!(error = %fault, "grants could not be read");
        }
    }
}

//! Who looked at my data: what the access log and the log of calls hold about one person, as one list.

use app::data_layer::{
    CallFigures, DataDesk, GrantLine, GrantsView, HoldBasis, Looked, LookedKind, LookedView,
    PackageFormView, SetQuality, catalogue, register_name,
};
use app::error::PortalError;
use app::identity::{Actor, Citizen, SessionKey, StaffMember};
use app::text::{Text, Wording, city_date, in_every_language};
use async_trait::async_trait;
use jiff::Timestamp;

use super::access_log::{Access, ReadOutcome, ReaderKind, reads_shown};
use super::calls::{CallRow, calls_shown};
use super::looks::{HoldRow, held_back, holds_of};
use crate::Office;
use crate::fault::Fault;

/// Looks on one page.
const PAGE: usize = 20;

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

#[async_trait]
impl DataDesk for Office {
    async fn consumers(&self, data_set: &str) -> Result<Vec<GrantLine>, PortalError> {
        Ok(self.read_consumers(data_set).await?)
    }

    async fn grants(&self, actor: &Actor) -> Result<GrantsView, PortalError> {
        Ok(self.read_grants(staff(actor)?).await?)
    }

    async fn set_quality(&self, data_set: &str) -> Result<SetQuality, PortalError> {
        Ok(self.read_quality(data_set).await?)
    }

    async fn data_figures(&self, actor: &Actor) -> Result<CallFigures, PortalError> {
        Ok(self.read_staff_figures(actor).await?)
    }

    async fn public_data_figures(&self) -> Result<CallFigures, PortalError> {
        Ok(self.read_data_figures().await?)
    }

    async fn package_form(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<PackageFormView, PortalError> {
        Ok(self
            .read_package_form(staff(actor)?, session, review)
            .await?)
    }

    async fn who_looked(
        &self,
        me: &Citizen,
        before: Option<&str>,
    ) -> Result<LookedView, PortalError> {
        Ok(self.read_who_looked(me, before).await?)
    }
}

impl Office {
    async fn read_who_looked(
        &self,
        me: &Citizen,
        before: Option<&str>,
    ) -> Result<LookedView, Fault> {
        let place = before
            .map(|before| {
                before
                    .split_once(',')
                    .and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.to_owned())))
                    .ok_or(PortalError::NotFound)
            })
            .transpose()?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut conn = self.db.read().await?;
        let today = self.clock.today();
        let reads = reads_shown(&mut conn, &me.person, today, place.clone(), limit).await?;
        let calls = calls_shown(&mut conn, &me.person, today, place, limit).await?;
        let held = held_back(&mut conn, &me.person, today).await?;
        let holds = holds_of(&mut conn, &me.person).await?;
        let mut looks: Vec<(Timestamp, String, Looked)> = reads
            .into_iter()
            .map(|access| {
                (
                    access.at,
                    access.id.clone(),
                    self.look_in_the_log(me, access, &holds),
                )
            })
            .collect();
        looks.extend(
            calls
                .into_iter()
                .map(|call| (call.at, call.id.clone(), look_at_register(call))),
        );
        looks.sort_by(|one, other| (other.0, &other.1).cmp(&(one.0, &one.1)));
        let has_more = looks.len() > PAGE;
        looks.truncate(PAGE);
        let next = looks
            .last()
            .filter(|_| has_more)
            .map(|(at, id, _)| format!("{},{id}", at.as_microsecond()));
        Ok(LookedView {
            looks: looks.into_iter().map(|(_, _, look)| look).collect(),
            next,
            is_first_page: before.is_none(),
            held,
        })
    }

    /// `holds` is what was ever held back from this person.
    pub(super) fn look_in_the_log(
        &self,
        me: &Citizen,
        access: Access,
        holds: &[HoldRow],
    ) -> Looked {
        let row = access.row;
        let was_held = holds
            .iter()
            .filter(|held| held.office == row.office && held.reference == row.reference)
            .filter(|held| held.at >= access.at || held.until >= city_date(access.at))
            .find_map(|held| Some((HoldBasis::from_code(&held.basis)?, held.until)));
        let is_refused = row.outcome == ReadOutcome::Refused;
        let kind = match row.by_kind {
            ReaderKind::Staff => LookedKind::Staff,
            ReaderKind::Portal => LookedKind::Portal,
            ReaderKind::Citizen if row.by_id == me.person.0 => LookedKind::Yourself,
            ReaderKind::Citizen if is_refused => LookedKind::Stranger,
            ReaderKind::Citizen => LookedKind::AnotherCitizen,
        };
        let mut fields: Vec<Wording> = Vec::new();
        for name in &row.fields {
            let head = name.split('.').next().unwrap_or_default();
            let text =
                Text::from_key(&format!("looked-field-{head}")).unwrap_or(Text::LookedFieldOther);
            let said = in_every_language(text, &[]);
            if !fields.contains(&said) {
                fields.push(said);
            }
        }
        Looked {
            id: access.id,
            was_held,
            at: access.at,
            kind,
            office: self.name_of_office(&row.office),
            role: row.role,
            purpose: purpose_said(&row.purpose),
            reference: row.reference,
            fields,
            outcome: if is_refused { "refused" } else { "allowed" }.to_owned(),
        }
    }
}

fn look_at_register(call: CallRow) -> Looked {
    let catalogue = catalogue();
    let set = catalogue.set(&call.data_set);
    let register = set.map_or_else(|| register_name(&call.data_set), |set| set.name.clone());
    let owner = set.and_then(|set| catalogue.owner(&set.owner));
    let office = owner.map_or_else(
        || register.clone(),
        |owner| {
            Wording::new(
                format!("{} · {}", owner.name.zh, register.zh),
                format!("{} · {}", owner.name.en, register.en),
            )
        },
    );
    let fields = call
        .fields
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| {
            set.and_then(|set| set.field(name))
                .map_or_else(|| Wording::same(name), |field| field.label.clone())
        })
        .collect();
    // A draft's id says nothing to anybody.
    let reference = if call.issue.contains('-') && call.issue.len() < 30 {
        call.issue
    } else {
        String::new()
    };
    Looked {
        id: call.id,
        was_held: None,
        at: call.at,
        kind: LookedKind::Register,
        office,
        role: String::new(),
        purpose: purpose_said(&call.purpose),
        reference,
        fields,
        outcome: call.outcome,
    }
}

/// What a look was for, in both languages.
fn purpose_said(purpose: &str) -> Wording {
    Text::from_key(&format!("looked-purpose-{purpose}")).map_or_else(
        || catalogue().purpose_name(purpose),
        |text| in_every_language(text, &[]),
    )
}

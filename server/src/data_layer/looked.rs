//! Who looked at my data: what the access log and the log of calls hold about one person, as one list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use app::data_layer::{
    AskedBy, CallFigures, DataDesk, GrantLine, GrantsView, HoldBasis, Looked, LookedKind,
    LookedView, PackageFormView, SetQuality, catalogue, register_name,
};
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId, SessionKey, StaffMember};
use app::text::{Text, Wording, city_date, in_every_language};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access_log::{Access, CONTACT, ReadOutcome, ReaderKind, reads_shown};
use super::calls::{ShownCall, calls_shown};
use super::looked_fields::{fields_said, in_a_row};
use super::looks::{HoldRow, held_back, holds_of};
use super::safety::day_of;
use crate::Office;
use crate::fault::Fault;

/// Looks on one page.
const PAGE: usize = 20;

/// What is sealed in addresses: where a page begins, and which look it is.
const BEFORE: &str = "my-data.before";
const LOOK: &str = "my-data.look";

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
        let place: Option<(i64, String)> = before
            .map(|before| self.opened_place(BEFORE, before))
            .transpose()?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut conn = self.db.read().await?;
        let today = self.clock.today();
        let reads = reads_shown(&mut conn, &me.person, today, place.clone(), limit).await?;
        let calls = calls_shown(&mut conn, &me.person, today, place, limit).await?;
        let held = held_back(&mut conn, &me.person, today).await?;
        let holds = holds_of(&mut conn, &me.person).await?;
        let mut looks: Vec<(Timestamp, String, Row)> = reads
            .into_iter()
            .map(|access| (access.at, access.id.clone(), Row::Read(access)))
            .collect();
        looks.extend(
            calls
                .into_iter()
                .map(|call| (call.row.at, call.row.id.clone(), Row::Call(Box::new(call)))),
        );
        looks.sort_by(|one, other| (other.0, &other.1).cmp(&(one.0, &one.1)));
        let has_more = looks.len() > PAGE;
        looks.truncate(PAGE);
        let next = looks
            .last()
            .filter(|_| has_more)
            .map(|(at, id, _)| self.sealed_place(BEFORE, &(at.as_microsecond(), id)));
        let mut veiled: BTreeMap<String, bool> = BTreeMap::new();
        let mut shown = Vec::with_capacity(looks.len());
        for (_, _, row) in looks {
            let is_veiled = match row.of_others(me) {
                None => false,
                Some(reference) => match veiled.get(reference) {
                    Some(is_veiled) => *is_veiled,
                    None => {
                        let found = self.is_veiled(&mut conn, &me.person, reference).await?;
                        veiled.insert(reference.to_owned(), found);
                        found
                    }
                },
            };
            shown.push(match row {
                Row::Read(access) => self.look_in_the_log(me, access, &holds, is_veiled),
                Row::Call(call) => self.look_at_register(me, *call, &holds, is_veiled),
            });
        }
        // Between two looks whose time is told, one would find the time of a third that stands there: it goes to the end of
        // its day.
        shown.sort_by_key(|look| (Reverse(city_date(look.at)), look.is_veiled));
        Ok(LookedView {
            looks: shown,
            next,
            is_first_page: before.is_none(),
            held,
        })
    }

    /// What goes into an address and comes back: nobody reads a time in it, not even in how an id is made.
    fn sealed_place<T: Serialize>(&self, place: &str, value: &T) -> String {
        let sealed = self.keys.seal(place, value, &self.chance);
        sealed
            .trim_end_matches('=')
            .replace('+', "-")
            .replace('/', "_")
    }

    fn opened_place<T: DeserializeOwned>(&self, place: &str, typed: &str) -> Result<T, Fault> {
        let mut sealed = typed.replace('-', "+").replace('_', "/");
        while !sealed.len().is_multiple_of(4) {
            sealed.push('=');
        }
        Ok(self
            .keys
            .open_sealed(place, &sealed)
            .map_err(|_| PortalError::NotFound)?)
    }

    /// The row of the log behind the address of a look.
    ///
    /// # Errors
    /// `NotFound` for what is no such address.
    pub(super) fn row_of_look(&self, typed: &str) -> Result<String, Fault> {
        self.opened_place(LOOK, typed)
    }

    /// `holds` is what was ever held back from this person.
    pub(super) fn look_in_the_log(
        &self,
        me: &Citizen,
        access: Access,
        holds: &[HoldRow],
        is_veiled: bool,
    ) -> Looked {
        let row = access.row;
        let is_refused = row.outcome == ReadOutcome::Refused;
        let kind = match row.by_kind {
            ReaderKind::Staff => LookedKind::Staff,
            ReaderKind::Portal => LookedKind::Portal,
            ReaderKind::Citizen if row.by_id == me.person.0 => LookedKind::Yourself,
            ReaderKind::Citizen if is_refused => LookedKind::Stranger,
            ReaderKind::Citizen if row.role == CONTACT => LookedKind::Contact,
            ReaderKind::Citizen => LookedKind::AnotherCitizen,
        };
        Looked {
            id: (kind == LookedKind::Staff).then(|| self.sealed_place(LOOK, &access.id)),
            call: String::new(),
            was_held: was_held(holds, &row.office, &row.reference, access.at),
            at: told_at(access.at, is_veiled),
            is_veiled,
            kind,
            office: self.told_office(&row.office, is_veiled),
            role: row.role,
            asked_by: None,
            purpose: purpose_said(&row.purpose),
            reference: row.reference,
            fields: fields_said(&self.services, &row.fields),
            outcome: if is_refused { "refused" } else { "allowed" }.to_owned(),
        }
    }

    fn told_office(&self, office: &OfficeId, is_veiled: bool) -> Wording {
        if is_veiled {
            self.veiled_office(office)
        } else {
            self.name_of_office(office)
        }
    }

    /// A call as whomever it is about reads it: which register, and who had it asked.
    pub(super) fn look_at_register(
        &self,
        me: &Citizen,
        shown: ShownCall,
        holds: &[HoldRow],
        is_veiled: bool,
    ) -> Looked {
        let call = shown.row;
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
        // Across the border of the region: said, because nobody expects it.
        let office = match owner.and_then(|owner| owner.region.as_ref()) {
            Some(region) => in_every_language(
                Text::LookedInRegion,
                &[
                    ("office", &office.zh, &office.en),
                    ("region", &region.zh, &region.en),
                ],
            ),
            None => office,
        };
        // What was written into a register is named as in the application, what was read as in the catalogue.
        let (catalogued, ours): (Vec<&str>, Vec<&str>) = call
            .fields
            .split(',')
            .filter(|name| !name.is_empty())
            .partition(|name| set.is_some_and(|set| set.field(name).is_some()));
        let mut fields: Vec<Wording> = catalogued
            .iter()
            .filter_map(|name| Some(set?.field(name)?.label.clone()))
            .collect();
        let ours: Vec<String> = ours.into_iter().map(str::to_owned).collect();
        fields.extend(fields_said(&self.services, &ours));
        let (asked_by, was_held) = match &shown.by_staff {
            Some((by, role)) => (
                AskedBy::Office(self.told_office(by, is_veiled), role.clone()),
                was_held(holds, by, &call.issue, call.at),
            ),
            None if call.actor == me.person.0 => (AskedBy::Yourself, None),
            None if call.actor == "portal" => (AskedBy::Portal, None),
            None => (AskedBy::AnotherCitizen, None),
        };
        Looked {
            id: shown
                .by_staff
                .is_some()
                .then(|| self.sealed_place(LOOK, &call.id)),
            was_held,
            at: told_at(call.at, is_veiled),
            is_veiled,
            kind: LookedKind::Register,
            office,
            role: String::new(),
            asked_by: Some(asked_by),
            purpose: purpose_said(&call.purpose),
            reference: case_of_call(&call.issue).to_owned(),
            fields: if fields.is_empty() {
                fields
            } else {
                vec![in_a_row(&fields)]
            },
            outcome: call.outcome,
            call: call.id,
        }
    }
}

/// The case that a call was for. A draft's id says nothing to anybody.
pub(super) fn case_of_call(issue: &str) -> &str {
    if issue.contains('-') && issue.len() < 30 {
        issue
    } else {
        ""
    }
}

/// A row of either log.
#[expect(
    clippy::large_enum_variant,
    reason = "a page has a hundred at most, for a moment"
)]
enum Row {
    Read(Access),
    Call(Box<ShownCall>),
}

impl Row {
    /// The case that somebody else looked for; what oneself has done is no news.
    fn of_others(&self, me: &Citizen) -> Option<&str> {
        let (reference, by) = match self {
            Self::Read(access) => (&access.row.reference, &access.row.by_id),
            Self::Call(call) => (&call.row.issue, &call.row.actor),
        };
        (*by != me.person.0 && !reference.is_empty()).then_some(reference)
    }
}

/// By which law, and until when, a look of this office was held back, if it was.
fn was_held(
    holds: &[HoldRow],
    office: &OfficeId,
    reference: &str,
    at: Timestamp,
) -> Option<(HoldBasis, Date)> {
    holds
        .iter()
        .filter(|held| held.office == *office && held.reference == reference)
        .filter(|held| held.at >= at || held.until >= city_date(at))
        .find_map(|held| Some((HoldBasis::from_code(&held.basis)?, held.until)))
}

fn told_at(at: Timestamp, is_veiled: bool) -> Timestamp {
    if is_veiled { day_of(at) } else { at }
}

/// What a look was for, in both languages.
fn purpose_said(purpose: &str) -> Wording {
    Text::from_key(&format!("looked-purpose-{purpose}")).map_or_else(
        || catalogue().purpose_name(purpose),
        |text| in_every_language(text, &[]),
    )
}

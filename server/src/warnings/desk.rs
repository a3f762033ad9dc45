//! Who sees a warning and closes it; whom people want to be rung. No SQL.

use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId, PersonKey, SessionKey, StaffMember};
use app::text::{Text, Wording};
use app::warnings::{
    Closing, Contact, ContactForm, ContactsView, RungEnd, RungView, WarningForm, WarningLine,
    WarningView, WarningsDesk, WarningsView, Whom,
};
use async_trait::async_trait;
use jiff::Timestamp;

use super::counter::CONTACTS;
use super::store::{self, Warning};
use super::{WarnedOf, contact_place, details_place, remark_place};
use crate::Office;
use crate::case::Acting;
use crate::data_layer::access_log::{AccessRow, record_list, record_read};
use crate::fault::Fault;

/// Rows on one page.
const PAGE: usize = 50;
/// So many contacts somebody can name.
const MOST_CONTACTS: i64 = 3;

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

#[async_trait]
impl WarningsDesk for Office {
    async fn warnings(
        &self,
        actor: &Actor,
        after: Option<&str>,
    ) -> Result<WarningsView, PortalError> {
        Ok(self.read_warnings(staff(actor)?, after).await?)
    }

    async fn count_warnings(&self, actor: &Actor) -> Result<i64, PortalError> {
        let Some(member) = actor.staff() else {
            return Ok(0);
        };
        Ok(self.warnings_of(&member.office).await?)
    }

    async fn warning(&self, actor: &Actor, id: &str) -> Result<WarningView, PortalError> {
        Ok(self.read_warning(staff(actor)?, id).await?)
    }

    async fn own_contacts(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<ContactsView, PortalError> {
        Ok(self.read_contacts(me, session, review).await?)
    }
}

impl Office {
    async fn warnings_of(&self, office: &OfficeId) -> Result<i64, Fault> {
        store::count(&mut *self.db.read().await?, office).await
    }

    fn name_of_owner(&self, id: &OfficeId) -> Wording {
        self.directory()
            .get(id)
            .map_or_else(|| Wording::same(id.0.clone()), |entry| entry.name.clone())
    }

    async fn read_warnings(
        &self,
        member: &StaffMember,
        after: Option<&str>,
    ) -> Result<WarningsView, Fault> {
        let place = match after {
            None => (0, ""),
            Some(after) => after
                .split_once(',')
                .and_then(|(due, id)| Some((due.parse().ok()?, id)))
                .ok_or(PortalError::NotFound)?,
        };
        let mut conn = self.db.read().await?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut found = store::at_desk(&mut conn, &member.office, place, limit).await?;
        let has_more = found.len() > PAGE;
        found.truncate(PAGE);
        let next = found
            .last()
            .filter(|_| has_more)
            .map(|row| format!("{},{}", row.due_at.as_microsecond(), row.id));
        let calls = store::calls_at_desk(&mut conn, &member.office, place, limit).await?;
        let count = store::count(&mut conn, &member.office).await?;
        drop(conn);
        let named = found
            .iter()
            .map(|warning| (&warning.person, warning.reference.as_str()))
            .collect();
        record_list(self, member, "warning", &["name", "warnings"], named).await?;
        let rows = found
            .iter()
            .map(|warning| self.warning_line(warning, calls.get(&warning.id).copied()))
            .collect::<Result<_, _>>()?;
        Ok(WarningsView {
            office: self.name_of_owner(&member.office),
            count,
            rows,
            next,
            is_first_page: after.is_none(),
        })
    }

    fn warned_of(&self, warning: &Warning) -> Result<WarnedOf, Fault> {
        Ok(self
            .keys
            .open_sealed(&details_place(&warning.id), &warning.details)?)
    }

    /// `now` is who is to be rung, and until when.
    fn warning_line(
        &self,
        warning: &Warning,
        now: Option<(Whom, Timestamp)>,
    ) -> Result<WarningLine, Fault> {
        Ok(WarningLine {
            id: warning.id.clone(),
            kind: warning.kind.clone(),
            name: self.warned_of(warning)?.name,
            opened_at: warning.opened_at,
            due_at: warning.due_at,
            is_overdue: warning.is_open && warning.due_at < self.clock.now(),
            now,
        })
    }

    async fn warning_for(&self, member: &StaffMember, id: &str) -> Result<Warning, Fault> {
        store::by_id(&mut *self.db.read().await?, id)
            .await?
            .filter(|warning| warning.office == member.office)
            .ok_or_else(|| PortalError::NotFound.into())
    }

    /// Whom a warning of this member's office is about: pseudonym and name.
    ///
    /// # Errors
    /// `NotFound` for another office's.
    pub(crate) async fn whom_a_warning_is_about(
        &self,
        member: &StaffMember,
        id: &str,
    ) -> Result<(PersonKey, String), Fault> {
        let warning = self.warning_for(member, id).await?;
        let name = self.warned_of(&warning)?.name;
        Ok((warning.person, name))
    }

    /// The newest warnings about a person in these streets, and how each was closed.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn warnings_in(
        &self,
        person: &PersonKey,
        streets: &[String],
    ) -> Result<Vec<(WarningLine, Option<(Closing, Timestamp)>)>, Fault> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let found = store::of_person(&mut *self.db.read().await?, person, limit).await?;
        found
            .iter()
            .filter(|warning| streets.contains(&warning.home))
            .map(|warning| {
                let closed = Closing::from_code(&warning.reason).zip(warning.closed_at);
                Ok((self.warning_line(warning, None)?, closed))
            })
            .collect()
    }

    async fn read_warning(&self, member: &StaffMember, id: &str) -> Result<WarningView, Fault> {
        let warning = self.warning_for(member, id).await?;
        let fields = ["name", "phone", "address", "warnings", "contacts"];
        let looked = AccessRow::by_staff(
            member,
            &warning.person,
            "warning",
            &warning.reference,
            &fields,
        );
        record_read(self, looked).await?;
        let who = self.warned_of(&warning)?;
        let mut conn = self.db.read().await?;
        let rungs = store::rungs(&mut conn, &warning).await?;
        let contact = store::contacts(&mut conn, &warning.person)
            .await?
            .first()
            .map(|(place, sealed)| -> Result<Contact, Fault> {
                Ok(self
                    .keys
                    .open_sealed(&contact_place(&warning.person, *place), sealed)?)
            })
            .transpose()?
            .unwrap_or_default();
        let directory = self.directory();
        let street = directory.serving("street", &warning.home);
        let now = rungs
            .iter()
            .find(|rung| rung.ended.is_none())
            .map(|rung| (rung.whom, rung.due_at));
        let line = self.warning_line(&warning, now)?;
        let rungs = rungs
            .into_iter()
            .map(|rung| {
                let (name, phone) = match rung.whom {
                    Whom::Person => (who.name.clone(), who.phone.clone()),
                    Whom::Contact => (contact.name.clone(), contact.phone.clone()),
                    Whom::GridWorker => (
                        String::new(),
                        street
                            .map(|office| office.phone.clone())
                            .unwrap_or_default(),
                    ),
                };
                RungView {
                    whom: rung.whom,
                    name,
                    phone,
                    opened_at: rung.opened_at,
                    due_at: rung.due_at,
                    ended: rung.ended,
                }
            })
            .collect();
        let remark = if warning.remark.is_empty() {
            String::new()
        } else {
            self.keys
                .open_sealed(&remark_place(&warning.id), &warning.remark)?
        };
        Ok(WarningView {
            line,
            version: warning.version,
            office: self.name_of_owner(&warning.office),
            address: who.address,
            phone: who.phone,
            reference: warning.reference,
            rungs,
            closed: Closing::from_code(&warning.reason)
                .zip(warning.closed_at)
                .map(|(how, at)| (how, at, remark)),
        })
    }

    /// What staff press about a warning of their office; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for another office's, `Conflict` where it has moved on.
    pub async fn act_on_warning(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &WarningForm,
    ) -> Result<String, Fault> {
        let warning = self.warning_for(member, id).await?;
        let page = format!("/casework/warnings/{id}");
        let by = Acting::staff(member);
        let mut tx = self.db.begin().await?;
        match typed.act.as_str() {
            "no-answer" | "reached" => {
                if !store::hold(tx.conn(), &warning, typed.version).await? {
                    return Err(Fault::conflict(Text::WarningMovedOn));
                }
                let how = RungEnd::from_code(&typed.act).unwrap_or(RungEnd::NoAnswer);
                let now = self.clock.now();
                let place = store::end_rung(tx.conn(), &warning, how, now, &by.actor).await?;
                if place == 0 {
                    return Err(Fault::conflict(Text::WarningMovedOn));
                }
                self.note_warning(&mut tx, &warning, &by, how.code(), None)
                    .await?;
                if how == RungEnd::NoAnswer {
                    self.climb(&mut tx, &warning, place, now).await?;
                } else {
                    store::set_mark(tx.conn(), &warning, None).await?;
                }
            }
            "close" => {
                let Some(how) = Closing::from_code(&typed.reason) else {
                    return Ok(format!("{page}?review"));
                };
                let remark: String = typed.remark.trim().chars().take(300).collect();
                if !store::hold(tx.conn(), &warning, typed.version).await?
                    || !self.close_in(&mut tx, &warning, &by, how, &remark).await?
                {
                    return Err(Fault::conflict(Text::WarningMovedOn));
                }
            }
            _ => return Err(PortalError::BadRequest(Text::ErrorBadRequestBody.into()).into()),
        }
        tx.commit().await?;
        Ok(page)
    }

    /// Everybody whom this person wants to be rung, in that order.
    ///
    /// # Errors
    /// The database's.
    pub async fn contacts_of(&self, person: &PersonKey) -> Result<Vec<(i64, Contact)>, Fault> {
        store::contacts(&mut *self.db.read().await?, person)
            .await?
            .into_iter()
            .map(|(place, sealed)| {
                let contact = self
                    .keys
                    .open_sealed(&contact_place(person, place), &sealed)?;
                Ok((place, contact))
            })
            .collect()
    }

    async fn read_contacts(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<ContactsView, Fault> {
        self.contacts_as_typed(&me.person, session, CONTACTS, review)
            .await
    }

    /// Whom this person wants to be rung, with what was typed on this page.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn contacts_as_typed(
        &self,
        person: &PersonKey,
        session: &SessionKey,
        page: &str,
        review: bool,
    ) -> Result<ContactsView, Fault> {
        let typed: ContactForm = if review {
            self.slip_of(session, page).await?.unwrap_or_default()
        } else {
            ContactForm::default()
        };
        let contacts = self.contacts_of(person).await?;
        Ok(ContactsView {
            is_full: contacts.len() as i64 >= MOST_CONTACTS,
            contacts: contacts.into_iter().map(|(_, contact)| contact).collect(),
            faults: typed.parse().err().unwrap_or_default(),
            typed,
        })
    }

    /// Adds or removes a contact of this person; says where it goes on.
    ///
    /// # Errors
    /// The database's.
    pub async fn change_contacts(
        &self,
        me: &Citizen,
        session: &SessionKey,
        typed: &ContactForm,
    ) -> Result<String, Fault> {
        let is_kept = self
            .change_contacts_of(&me.person, session, CONTACTS, typed)
            .await?;
        Ok(if is_kept {
            CONTACTS.to_owned()
        } else {
            format!("{CONTACTS}?review")
        })
    }

    /// Adds or removes a contact; `false` where something is missing.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn change_contacts_of(
        &self,
        person: &PersonKey,
        session: &SessionKey,
        page: &str,
        typed: &ContactForm,
    ) -> Result<bool, Fault> {
        if let Some(nth) = typed.act.strip_prefix("remove-") {
            let contacts = self.contacts_of(person).await?;
            let nth = nth.parse::<usize>().unwrap_or(0);
            if let Some((place, _)) = nth.checked_sub(1).and_then(|index| contacts.get(index)) {
                let mut tx = self.db.begin().await?;
                store::remove_contact(tx.conn(), person, *place).await?;
                tx.commit().await?;
            }
            return Ok(true);
        }
        let contact = match typed.parse() {
            Ok(contact) if typed.act != "later" => contact,
            _ => {
                self.keep_slip(session, page, typed).await?;
                return Ok(false);
            }
        };
        self.add_contact(person, &contact).await?;
        self.keep_slip(session, page, &ContactForm::default())
            .await?;
        Ok(true)
    }

    /// Adds a contact at the first free place; nothing where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn add_contact(&self, person: &PersonKey, contact: &Contact) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        for place in 1..=MOST_CONTACTS {
            let sealed = self
                .keys
                .seal(&contact_place(person, place), contact, &self.chance);
            if store::add_contact(tx.conn(), person, place, &sealed).await? {
                break;
            }
        }
        Ok(tx.commit().await?)
    }
}

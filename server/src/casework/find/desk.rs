//! The rules of finding. No SQL.

use app::casework::{FindDesk, FindForm, FindPage, Found, MatterAddress, Wanted};
use app::error::PortalError;
use app::identity::{Actor, StaffMember};
use app::text::Text;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::super::desk::{HandedIn, staff};
use super::store::{self, FoundRow};
use crate::Office;
use crate::case::{Acting, MatterKey, words};
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};

/// How many matters are shown.
const SHOWN: usize = 50;

/// For how long the page shows what was found.
const KEPT: SignedDuration = SignedDuration::from_mins(15);

/// For how long identity numbers are shown after the press.
const NUMBERS_SHOWN: SignedDuration = SignedDuration::from_mins(5);

#[async_trait]
impl FindDesk for Office {
    async fn find_page(&self, actor: &Actor) -> Result<FindPage, PortalError> {
        Ok(self.read_find_page(staff(actor)?).await?)
    }
}

impl Office {
    async fn read_find_page(&self, member: &StaffMember) -> Result<FindPage, Fault> {
        let since = self.moment_before(KEPT)?;
        let sealed = store::kept(&mut *self.db.read().await?, &member.id, since).await?;
        let typed: Option<FindForm> = sealed
            .map(|sealed| self.keys.open_sealed(&place(&member.id), &sealed))
            .transpose()?;
        let wanted = typed.as_ref().map(FindForm::parse);
        let mut found = match &wanted {
            Some(Ok(wanted)) => Some(self.look_for(member, wanted).await?),
            _ => None,
        };
        let has_more = found.as_ref().is_some_and(|found| found.len() > SHOWN);
        if let Some(found) = &mut found {
            found.truncate(SHOWN);
        }
        Ok(FindPage {
            office: self.name_of_office(&member.office),
            faults: wanted.and_then(Result::err).unwrap_or_default(),
            typed: typed.unwrap_or_default(),
            found: found.map(|found| found.into_iter().map(as_found).collect()),
            has_more,
        })
    }

    /// Looks for matters of the member's own office, and journals that they did: by what kind of word and how many were
    /// found, never the words.
    ///
    /// # Errors
    /// [`PortalError::TooMany`] for whoever looks up people all day.
    pub async fn find(&self, member: &StaffMember, typed: &FindForm) -> Result<HandedIn, Fault> {
        self.count_search(&member.id).await?;
        let wanted = typed.parse().ok();
        let found = match &wanted {
            Some(wanted) => self.look_for(member, wanted).await?.len(),
            None => 0,
        };
        let now = self.clock.now();
        let sealed = self.keys.seal(&place(&member.id), typed, &self.chance);
        let mut tx = self.db.begin().await?;
        store::keep(tx.conn(), &member.id, &sealed, now).await?;
        if let Some(wanted) = &wanted {
            let entry = Entry {
                note: serde_json::json!({ "by": wanted.kind(), "found": found }),
                ..Acting::staff(member).entry("find", None)
            };
            let record = Record::new(member.office.0.clone(), "search", member.id.clone());
            journal::write(tx.conn(), &record, now, &entry).await?;
        }
        tx.commit().await?;
        Ok(match wanted {
            Some(_) => HandedIn::Done,
            None => HandedIn::Review,
        })
    }

    async fn look_for(
        &self,
        member: &StaffMember,
        wanted: &Wanted,
    ) -> Result<Vec<FoundRow>, Fault> {
        let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
        let mut conn = self.db.read().await?;
        let office = &member.office;
        match wanted {
            Wanted::Reference(reference) => {
                store::by_reference(&mut conn, office, reference.as_str(), limit).await
            }
            Wanted::Number(number) => {
                let person = self.keys.person(number);
                store::by_person(&mut conn, office, &person.0, limit).await
            }
            Wanted::Mobile(mobile) => {
                let blind = self.blind_mobile(mobile);
                match store::person_of_mobile(&mut conn, &blind).await? {
                    Some(person) => store::by_person(&mut conn, office, &person, limit).await,
                    None => {
                        let word = words::mobile_word(&self.keys, mobile);
                        store::by_word(&mut conn, office, &word, limit).await
                    }
                }
            }
            Wanted::Name(name) => {
                let word = words::name_word(&self.keys, name);
                store::by_word(&mut conn, office, &word, limit).await
            }
        }
    }

    /// Shows the identity numbers of a matter's case to this member for some minutes. It is a reading, and recorded as one.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for another office's matter, [`PortalError::Conflict`] for a case of one's own.
    pub async fn show_numbers(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
    ) -> Result<(), Fault> {
        let actor = Actor::Staff(member.clone());
        let (_, opened) = self.open_matter(&actor, address).await?;
        if opened.is_own_case {
            return Err(Fault::conflict(Text::CaseworkConflictOwnCase));
        }
        let numbers = opened.numbers(self)?;
        if numbers.is_empty() {
            return Ok(());
        }
        self.record_opening(member, &opened, numbers).await?;
        let now = self.clock.now();
        let until = now
            .checked_add(NUMBERS_SHOWN)
            .map_err(|error| Fault::Other(error.to_string()))?;
        let matter = &opened.matter;
        let mut tx = self.db.begin().await?;
        store::show_numbers(tx.conn(), &matter.key, &member.id, until).await?;
        let entry = Entry {
            from: None,
            ..Acting::staff(member).entry("show-numbers", Some(matter))
        };
        let record = Record::new(&matter.key.home, "case", &matter.case_id);
        journal::write(tx.conn(), &record, now, &entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a member has pressed for the numbers of this matter's case lately.
    pub(in crate::casework) async fn sees_numbers(
        &self,
        conn: &mut AnyConnection,
        key: &MatterKey,
        staff: &str,
    ) -> Result<bool, Fault> {
        store::sees_numbers(conn, key, staff, self.clock.now()).await
    }

    fn moment_before(&self, span: SignedDuration) -> Result<Timestamp, Fault> {
        self.clock
            .now()
            .checked_sub(span)
            .map_err(|error| Fault::Other(error.to_string()))
    }
}

fn as_found(row: FoundRow) -> Found {
    Found {
        address: MatterAddress {
            reference: row.reference,
            matter: row.id,
        },
        name: row.definition.name,
        stage: row.stage,
        due: row.due,
        submitted_at: row.submitted_at,
    }
}

fn place(staff: &str) -> String {
    format!("finding.typed.{staff}")
}

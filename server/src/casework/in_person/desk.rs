//! The rules of the other party at the counter. No SQL.

use app::case::{PartyRole, Stage, Step};
use app::casework::{
    InPersonDesk, InPersonForm, InPersonPage, InPersonQuestion, MatterAddress, Standing,
};
use app::error::PortalError;
use app::identity::{Actor, StaffMember};
use app::text::Text;
use app::ui::FieldFault;
use async_trait::async_trait;

use super::super::desk::{HandedIn, Page};
use super::super::store::{self, Whose};
use super::super::views::Opened;
use crate::Office;
use crate::application::{CaseReading, service_of};
use crate::case::Acting;
use crate::fault::Fault;
use crate::tracking::InPerson;

/// Why the other party would have to come.
pub struct Wanted {
    confirmer: String,
    wants_confirmation: bool,
    asks: Vec<InPersonQuestion>,
}

#[async_trait]
impl InPersonDesk for Office {
    async fn in_person_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<InPersonPage, PortalError> {
        Ok(self.read_in_person_page(actor, address).await?)
    }
}

impl Office {
    async fn read_in_person_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<InPersonPage, Fault> {
        let (member, opened) = self.open_matter(actor, address).await?;
        let mut head = opened.head(Step::Unlock, member);
        let wanted = self.wanted_in_person(&opened);
        head.standing = match (&wanted, opened.is_own_case) {
            (_, true) => Standing::OwnCase,
            (None, _) => Standing::MovedOn(opened.matter.stage),
            (Some(_), false) => Standing::May,
        };
        let seen = vec!["confirmer.name".to_owned()];
        self.record_opening(member, &opened, seen).await?;
        let typed: InPersonForm = self
            .kept(&opened.matter.key, member, Page::InPerson)
            .await?
            .unwrap_or_default();
        let Some(wanted) = wanted else {
            if opened.confirmer().is_none() {
                return Err(PortalError::NotFound.into());
            }
            return Ok(InPersonPage {
                head,
                confirmer: String::new(),
                wants_confirmation: false,
                asks: Vec::new(),
                typed,
                faults: Vec::new(),
            });
        };
        Ok(InPersonPage {
            head,
            faults: self
                .read_in_person(&opened, &wanted, &typed)
                .err()
                .unwrap_or_default(),
            confirmer: wanted.confirmer,
            wants_confirmation: wanted.wants_confirmation,
            asks: wanted.asks,
            typed,
        })
    }

    /// Why the other party would have to come to this matter's counter; `None` where they need not.
    pub(in crate::casework) fn wanted_in_person(&self, opened: &Opened) -> Option<Wanted> {
        let confirmer = opened.confirmer()?;
        if opened.matter.stage != Stage::Waiting {
            return None;
        }
        let directory = self.directory();
        let asks = service_of(&opened.case.service)
            .map(|service| service.asks_in_person(&reading(opened, &directory), &opened.matter))
            .unwrap_or_default();
        let wants_confirmation = opened.matter.wants_confirmation && !opened.is_confirmed();
        // What is left to give is asked once they have confirmed, or with it.
        let is_wanted = wants_confirmation || (opened.is_confirmed() && !asks.is_empty());
        is_wanted.then(|| Wanted {
            confirmer: opened
                .names
                .get(&confirmer.party)
                .cloned()
                .unwrap_or_default(),
            wants_confirmation,
            asks,
        })
    }

    /// The fields that were given, or what is wrong.
    fn read_in_person(
        &self,
        opened: &Opened,
        wanted: &Wanted,
        typed: &InPersonForm,
    ) -> Result<Vec<app::case::Field>, Vec<FieldFault>> {
        let mut faults = typed.faults(wanted.wants_confirmation);
        let directory = self.directory();
        let given = match service_of(&opened.case.service) {
            Some(service) if !wanted.asks.is_empty() => {
                service.given_in_person(&reading(opened, &directory), &opened.matter, &typed.0)
            }
            _ => Ok(Vec::new()),
        };
        match given {
            Ok(fields) if faults.is_empty() => Ok(fields),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// The other party stands at the counter: they confirm, if they have not, and give what only they can give.
    ///
    /// # Errors
    /// `NotFound` for another office's matter; `Conflict` where nobody has to come any more, or it is one's own case.
    pub async fn record_in_person(
        &self,
        member: &StaffMember,
        address: &MatterAddress,
        version: i64,
        typed: &InPersonForm,
    ) -> Result<HandedIn, Fault> {
        self.keep(member, address, Page::InPerson, typed).await?;
        let actor = Actor::Staff(member.clone());
        let (_, opened) = self.open_matter(&actor, address).await?;
        let wanted = self
            .wanted_in_person(&opened)
            .ok_or_else(|| Fault::conflict(Text::InPersonNobody))?;
        let Ok(given) = self.read_in_person(&opened, &wanted, typed) else {
            return Ok(HandedIn::Review);
        };
        let mut tx = self.db.begin().await?;
        let today = self.clock.today();
        let whose = Whose::OfTheOffice;
        if !store::hold(tx.conn(), address, member, Some(version), whose, "", today).await? {
            return Err(Fault::conflict(if opened.is_own_case {
                Text::CaseworkConflictOwnCase
            } else {
                Text::CaseMovedOn
            }));
        }
        let came = InPerson {
            case: &opened.case,
            matter: &opened.matter,
            confirms: wanted.wants_confirmation,
            given,
        };
        self.came_in_person(&mut tx, &Acting::staff(member), came)
            .await?;
        let key = &opened.matter.key;
        store::forget_draft(tx.conn(), key, &member.id, Page::InPerson.code()).await?;
        tx.commit().await?;
        Ok(HandedIn::Done)
    }
}

fn reading<'a>(
    opened: &'a Opened,
    directory: &'a crate::data_layer::directory::Directory,
) -> CaseReading<'a> {
    CaseReading {
        dossier: &opened.dossier,
        matters: &opened.siblings,
        directory,
    }
}

impl Opened {
    fn confirmer(&self) -> Option<&crate::case::Party> {
        self.parties
            .iter()
            .find(|party| party.role == PartyRole::Confirmer)
    }
}

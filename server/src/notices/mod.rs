//! Telling people. A notice is written in the transaction of the step that it is about, as the last thing in it: so it
//! says the very sentence that the tracking page says from then on. What is to leave the house by e-mail or SMS, as the
//! person chose, is an errand of the outbox in the same transaction.

mod choosing;
pub mod counter;
mod delivery;
mod desk;
mod post;
mod store;

pub use delivery::{confirm_address, deliver};
pub use post::{Letter, NotSent, Post};
pub(crate) use store::{delete_confirmations_before, tell_by_text, told_until};

use std::collections::BTreeMap;

use app::case::{CaseReference, Stage, Step};
use app::identity::PersonKey;
use app::text::{Text, Wording, in_every_language};

use crate::case::{Case, Matter};
use crate::database::Tx;
use crate::fault::Fault;
use crate::outbox::Errand;
use crate::{Office, outbox};

/// What happened by this step, if anybody is told of it at all.
pub const fn notice_for(step: Step, to: Stage) -> Option<Text> {
    match (step, to) {
        (Step::AskApplicant | Step::Reopen, _) => Some(Text::NoticeAsked),
        (Step::CloseUnanswered, _) => Some(Text::NoticeUnanswered),
        (Step::SendOn | Step::AcceptOffer, _) => Some(Text::NoticeSentOn),
        (Step::ReopenOnAppeal, Stage::Ready) => Some(Text::NoticeReopenedOnAppeal),
        (_, Stage::Done) => Some(Text::NoticeDone),
        (_, Stage::Refused) => Some(Text::NoticeRefused),
        (_, Stage::Blocked) => Some(Text::NoticeBlocked),
        _ => None,
    }
}

/// Somebody is to be told that something has happened in a case.
#[derive(Clone, Debug)]
pub struct Telling {
    pub home: String,
    pub case_id: String,
    pub reference: CaseReference,
    pub person: PersonKey,
    /// What happened.
    pub event: Wording,
    /// The name of the matter, or of the service, that it is about; nobody's name is in it.
    pub about: Wording,
    pub says: Says,
}

/// The sentence of a notice.
#[derive(Clone, Debug)]
pub enum Says {
    /// Where the case stands when all steps are taken: what the tracking page says on top.
    WhereItStands,
    /// This: to somebody who does not follow the case, what their own first page says.
    This(Wording),
}

impl Telling {
    /// Tells whoever filed this case where it stands.
    pub fn of(case: &Case, event: Wording, about: &Wording) -> Self {
        Self {
            home: case.home.clone(),
            case_id: case.id.clone(),
            reference: case.reference.clone(),
            person: case.filed_by.clone(),
            event,
            about: about.clone(),
            says: Says::WhereItStands,
        }
    }
}

impl Office {
    /// Tells the applicant, or whoever the applicant acts for and both as far as the mandate goes, that something has
    /// happened to the case.
    pub async fn tell(&self, tx: &mut Tx, case: &Case, text: Text) -> Result<(), Fault> {
        let reference = case.reference.as_str();
        let event = in_every_language(text, &[("reference", reference, reference)]);
        for person in self.whom_to_tell(tx.conn(), case).await? {
            let telling = Telling::of(case, event.clone(), &case.service_name);
            tx.tell_at_the_end(self, Telling { person, ..telling });
        }
        Ok(())
    }

    /// The same of a matter of the case.
    pub async fn tell_about(
        &self,
        tx: &mut Tx,
        case: &Case,
        text: Text,
        matter: &Matter,
    ) -> Result<(), Fault> {
        let name = &matter.definition.name;
        let reference = case.reference.as_str();
        let event = in_every_language(
            text,
            &[
                ("reference", reference, reference),
                ("matter", &name.zh, &name.en),
            ],
        );
        for person in self.whom_to_tell(tx.conn(), case).await? {
            let telling = Telling::of(case, event.clone(), name);
            tx.tell_at_the_end(self, Telling { person, ..telling });
        }
        Ok(())
    }

    /// Writes what this transaction has to tell, and what of it leaves the house.
    pub(crate) async fn write_notices(
        &self,
        tx: &mut Tx,
        tellings: Vec<Telling>,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut known = BTreeMap::new();
        for telling in tellings {
            let (sentence, plain) = match &telling.says {
                Says::This(said) => (said.clone(), said.clone()),
                Says::WhereItStands => {
                    let case = (telling.home.clone(), telling.case_id.clone());
                    if !known.contains_key(&case) {
                        let said = self.where_it_stands(tx.conn(), &case.0, &case.1).await?;
                        known.insert(case.clone(), said);
                    }
                    known[&case].clone()
                }
            };
            let id = self.chance.id(now);
            let row = store::NoticeRow {
                id: id.clone(),
                reference: telling.reference,
                event: Some(telling.event),
                about: Some(telling.about),
                sentence,
                plain,
                at: now,
                read_at: None,
            };
            store::add_notice(tx.conn(), &telling.person, &row).await?;
            self.tell_by_hand(tx, &telling.person, &id).await?;
            let Some(choice) = store::choice(tx.conn(), &telling.person).await? else {
                continue;
            };
            for channel in choice.channels() {
                store::add_delivery(tx.conn(), &telling.person, &id, channel, now).await?;
                let errand = Errand::DeliverNotice {
                    person: telling.person.0.clone(),
                    notice: id.clone(),
                    channel,
                };
                outbox::put(self, tx, &telling.home, &errand, now).await?;
            }
        }
        Ok(())
    }
}

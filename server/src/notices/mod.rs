//! Telling people: one place that writes a notice, in the transaction of the step that it is about.

use app::case::{Stage, Step};
use app::text::{Text, in_every_language};

use crate::Office;
use crate::case::store::{self, Case, Matter};
use crate::database::Tx;
use crate::fault::Fault;

/// The sentence that a step is told with, if it is told at all.
pub const fn notice_for(step: Step, to: Stage) -> Option<Text> {
    match (step, to) {
        (Step::AskApplicant | Step::Reopen, _) => Some(Text::NoticeAsked),
        (Step::CloseUnanswered, _) => Some(Text::NoticeUnanswered),
        (Step::SendOn | Step::AcceptOffer, _) => Some(Text::NoticeSentOn),
        (_, Stage::Done) => Some(Text::NoticeDone),
        (_, Stage::Refused) => Some(Text::NoticeRefused),
        (_, Stage::Blocked) => Some(Text::NoticeBlocked),
        _ => None,
    }
}

impl Office {
    /// Tells the applicant one sentence about the case.
    pub async fn tell(&self, tx: &mut Tx, case: &Case, text: Text) -> Result<(), Fault> {
        let said = in_every_language(
            text,
            &[(
                "reference",
                case.reference.as_str(),
                case.reference.as_str(),
            )],
        );
        store::add_notice(
            tx.conn(),
            &case.filed_by,
            &self.chance.id(self.clock.now()),
            &case.reference,
            &said,
            self.clock.now(),
        )
        .await
    }

    /// Tells the applicant one sentence about a matter of the case.
    pub async fn tell_about(
        &self,
        tx: &mut Tx,
        case: &Case,
        text: Text,
        matter: &Matter,
    ) -> Result<(), Fault> {
        let name = &matter.definition.name;
        let said = in_every_language(
            text,
            &[
                (
                    "reference",
                    case.reference.as_str(),
                    case.reference.as_str(),
                ),
                ("matter", &name.zh, &name.en),
            ],
        );
        store::add_notice(
            tx.conn(),
            &case.filed_by,
            &self.chance.id(self.clock.now()),
            &case.reference,
            &said,
            self.clock.now(),
        )
        .await
    }
}

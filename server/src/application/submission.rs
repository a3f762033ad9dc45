//! Handing in: once, however often it is pressed, retried or restarted.

use app::application::DeclarationForm;
use app::error::PortalError;
use app::identity::{Actor, Citizen};
use app::mandate::MandateAct;
use app::text::Text;

use super::desk::{DECLARATION, Understood};
use super::store;
use crate::Office;
use crate::case::{FiledMatter, Filing};
use crate::data_layer::answers;
use crate::data_layer::store as data;
use crate::fault::Fault;
use crate::outbox::{self, Errand};

impl Office {
    /// Submits the citizen's draft and says where its receipt is. A second press finds the same receipt.
    ///
    /// # Errors
    /// A conflict when a certificate is part of another application; a bad request when an office cannot be found.
    pub async fn submit(
        &self,
        actor: &Actor,
        service: &str,
        typed: &DeclarationForm,
    ) -> Result<String, Fault> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        let next = understood.next_page();
        if next != format!("/{service}/check") {
            // Submitted already: its receipt. Something is missing: there.
            return Ok(next);
        }
        // Two people's applications, opened beside each other: what is declared is what was read.
        if !typed.draft.is_empty() && typed.draft != understood.draft.row.id {
            return Err(Fault::conflict(Text::MandateOtherDraft));
        }
        if !self
            .keeps_page(&understood.draft, DECLARATION, typed)
            .await?
        {
            // Another press was first.
            return Ok(self.open_draft(actor, service).await?.1.next_page());
        }
        if !typed.faults().is_empty() {
            return Ok(format!("/{service}/check?review"));
        }
        let number = match &understood.draft.acting {
            Some(acting) => acting.number.clone(),
            None => self.number_of_citizen(&citizen).await?,
        };
        let filing = self.filing(&citizen, &understood)?;
        let mut tx = self.db.begin().await?;
        // The claim on the draft opens the transaction: of two presses one waits here and finds it taken.
        if !store::submit(tx.conn(), &understood.draft.row.id, "submitting").await? {
            drop(tx);
            return Ok(self.open_draft(actor, service).await?.1.next_page());
        }
        self.use_mandate(tx.conn(), understood.draft.row.mandate.as_deref())
            .await?;
        let filed = self.file(&mut tx, &understood.definition, &filing).await?;
        store::name_reference(
            tx.conn(),
            &understood.draft.row.id,
            filed.reference.as_str(),
        )
        .await?;
        data::name_corrections(
            tx.conn(),
            &understood.draft.row.id,
            filed.reference.as_str(),
        )
        .await?;
        answers::stay(tx.conn(), &understood.draft.row.id).await?;
        self.use_help(tx.conn(), &citizen, &filed.reference, true)
            .await?;
        for set in understood.asked_later() {
            let errand = Errand::FetchLater {
                home: filed.home.clone(),
                case_id: filed.case_id.clone(),
                data_set: set.code(),
                person_number: number.as_str().to_owned(),
            };
            outbox::put(self, &mut tx, &filed.home, &errand, self.clock.now()).await?;
        }
        tx.commit().await?;
        if citizen.helped.is_some() {
            return Ok(crate::helping::DONE.to_owned());
        }
        // Whoever may apply but not follow is led back to what they may do.
        Ok(match &understood.draft.acting {
            Some(acting) if !acting.mandate.allows(MandateAct::Track) => {
                format!("/acting-for/{}?filed", acting.mandate.reference)
            }
            _ => format!("/cases/{}/receipt", filed.reference),
        })
    }

    fn filing(&self, citizen: &Citizen, understood: &Understood) -> Result<Filing, Fault> {
        let says = &understood.says;
        let matters = says
            .matters
            .iter()
            .map(|chosen| {
                let office = chosen
                    .office
                    .clone()
                    .ok_or_else(|| PortalError::BadRequest(Text::ApplicationNoOffice.into()))?;
                Ok(FiledMatter {
                    code: chosen.code.clone(),
                    subject: chosen.subject.clone(),
                    office,
                    already: chosen.already.clone(),
                })
            })
            .collect::<Result<Vec<_>, PortalError>>()?;
        let filed_by = understood.draft.row.filed_by.clone();
        Ok(Filing {
            home: says.home.clone(),
            subject: says
                .subject_number
                .as_ref()
                .map_or_else(|| filed_by.clone(), |number| self.keys.person(number)),
            filed_by,
            mandate: understood.draft.row.mandate.clone(),
            pressed_by: citizen.presses().to_owned(),
            dossier: says.dossier.clone(),
            parties: says.parties.clone(),
            matters,
            claims: says.claims.clone(),
        })
    }
}

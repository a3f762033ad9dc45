//! What the question page reads.

use app::error::PortalError;
use app::identity::Actor;
use app::old_age_allowance::{ElderForm, ElderView, OldAgeAllowanceDesk};
use async_trait::async_trait;

use crate::Office;

#[async_trait]
impl OldAgeAllowanceDesk for Office {
    async fn elder(&self, actor: &Actor) -> Result<ElderView, PortalError> {
        let (citizen, understood) = self.open_draft(actor, "old-age-allowance").await?;
        let typed: ElderForm = understood.draft.typed("elder");
        let whose = match &understood.draft.acting {
            Some(acting) => acting.name.clone(),
            None => citizen.name.clone(),
        };
        Ok(ElderView {
            owner: whose.as_str().to_owned(),
            faults: typed.parse(&whose).err().unwrap_or_default(),
            typed,
            back: understood.page_before("elder"),
        })
    }
}

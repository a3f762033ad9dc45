//! Looking up by reference and enquiry code: stages and dates, nobody's name. What does not fit together, does not
//! exist or is switched off answers alike, and nobody can try often.

use std::net::IpAddr;

use app::case::{CaseReference, EnquiryCode, PartyRole};
use app::error::PortalError;
use app::text::city_date;
use app::tracking::form::LookUpForm;
use app::tracking::{Found, FoundMatter, LookUp, LookUpFault};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::store;
use crate::Office;
use crate::case::store as cases;
use crate::fault::Fault;
use crate::keys::sha256;

/// Tries an hour for one reference: at this pace a six-digit code holds for years.
const TRIES_A_REFERENCE: i64 = 10;
/// Tries an hour from one address, behind which a whole village may sit.
const TRIES_AN_ADDRESS: i64 = 120;

/// What came of a look-up, kept sealed until it runs out.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Found(CaseReference),
    Again { typed: String, fault: LookUpFault },
}

impl Office {
    /// Judges reference and code, and says under which token the outcome can be read for half an hour.
    ///
    /// # Errors
    /// `TooMany` for the eleventh try for one reference, or very many from one address, within an hour.
    pub async fn hand_in_look_up(
        &self,
        form: &LookUpForm,
        address: Option<IpAddr>,
    ) -> Result<String, Fault> {
        let parsed = form.parse();
        if form.act == "reference" {
            // Nothing is tried yet: a code is what is left to ask.
            let fault = parsed.err().unwrap_or(LookUpFault::NoCode);
            let typed = form.reference.chars().take(40).collect();
            return self.keep_outcome(&Outcome::Again { typed, fault }).await;
        }
        self.count_tries(
            parsed.as_ref().ok().map(|(reference, _)| reference),
            address,
        )
        .await?;
        let fault = match parsed {
            Ok((reference, code)) => match self.fits(&reference, &code).await? {
                true => return self.keep_outcome(&Outcome::Found(reference)).await,
                false => LookUpFault::NoSuchPair,
            },
            Err(fault) => fault,
        };
        let typed = form.reference.chars().take(40).collect();
        self.keep_outcome(&Outcome::Again { typed, fault }).await
    }

    /// Whether the code is this case's and enquiries are answered. An unknown reference costs the same work.
    async fn fits(&self, reference: &CaseReference, code: &EnquiryCode) -> Result<bool, Fault> {
        let kept = cases::enquiry(&mut *self.db.read().await?, reference).await?;
        let said = self.enquiry_hash(reference, code);
        let (hash, is_off) = kept.map_or_else(
            || ("0".repeat(said.len()), true),
            |(hash, _, is_off)| (hash, is_off),
        );
        let fits = bool::from(hash.as_bytes().ct_eq(said.as_bytes()));
        if !fits || is_off {
            return Ok(false);
        }
        // The code lies with whoever filed it: it opens nothing after their leave to act has ended.
        let mut conn = self.db.read().await?;
        match cases::case_by_reference(&mut conn, reference).await? {
            Some(case) => self.answers_enquiries(&mut conn, &case).await,
            None => Ok(false),
        }
    }

    async fn count_tries(
        &self,
        reference: Option<&CaseReference>,
        address: Option<IpAddr>,
    ) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let hour = now.as_second() / 3600;
        let by_address = address.map(|address| (address.to_string(), TRIES_AN_ADDRESS));
        let by_reference = reference.map(|reference| (reference.to_string(), TRIES_A_REFERENCE));
        let mut tx = self.db.begin().await?;
        let mut is_too_often = false;
        for (who, most) in by_address.into_iter().chain(by_reference) {
            let what = self.keys.blind("look-up,v1,", &who);
            is_too_often |= store::count_try(tx.conn(), &what, hour).await? > most;
        }
        tx.commit().await?;
        if is_too_often {
            let left = u32::try_from((hour + 1) * 3600 - now.as_second()).unwrap_or(3600);
            return Err(PortalError::TooMany {
                retry_after_seconds: left,
            }
            .into());
        }
        Ok(())
    }

    async fn keep_outcome(&self, outcome: &Outcome) -> Result<String, Fault> {
        let now = self.clock.unmoved();
        let token = self.chance.token();
        let hash = sha256(token.as_bytes());
        let sealed = self.keys.seal(&place(&hash), outcome, &self.chance);
        let expires_at = now
            .checked_add(30.minutes())
            .map_err(|error| Fault::Other(error.to_string()))?;
        let mut tx = self.db.begin().await?;
        store::keep_look_up(tx.conn(), &hash, &sealed, expires_at, now).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// What came of a look-up that was handed in under this token.
    pub(super) async fn looked_up(&self, token: &str) -> Result<LookUp, Fault> {
        let hash = sha256(token.as_bytes());
        let mut conn = self.db.read().await?;
        let sealed = store::look_up(&mut conn, &hash, self.clock.unmoved())
            .await?
            .ok_or(PortalError::NotFound)?;
        let reference = match self.keys.open_sealed(&place(&hash), &sealed)? {
            Outcome::Again { typed, fault } => return Ok(LookUp::Again { typed, fault }),
            Outcome::Found(reference) => reference,
        };
        // Switched off since: as if it had never been found.
        let is_off = cases::enquiry(&mut conn, &reference)
            .await?
            .is_none_or(|(_, _, is_off)| is_off);
        let case = cases::case_by_reference(&mut conn, &reference)
            .await?
            .filter(|_| !is_off)
            .ok_or(PortalError::NotFound)?;
        if !self.answers_enquiries(&mut conn, &case).await? {
            return Err(PortalError::NotFound.into());
        }
        let parties = cases::parties(&mut conn, &case.home, &case.id).await?;
        let folder = self.folder(&mut conn, case, parties).await?;
        drop(conn);
        self.record_look_up(&folder).await?;
        let tracked = self.tracked(&folder, PartyRole::Applicant)?;
        Ok(LookUp::Found(Found {
            reference,
            service: tracked.service,
            submitted_on: city_date(folder.case.submitted_at),
            everything_by: tracked.everything_by,
            matters: folder
                .matters
                .iter()
                .zip(&tracked.matters)
                .map(|(matter, tracked)| FoundMatter {
                    // Without the subject's name.
                    name: matter.definition.name.clone(),
                    kind: matter.kind,
                    stage: matter.stage.as_told(),
                    date: tracked.ends,
                })
                .collect(),
        }))
    }
}

fn place(token_hash: &str) -> String {
    format!("look_up.outcome.{token_hash}")
}

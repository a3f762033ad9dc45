//! Telling a contact, outside the transaction that rings: a notice in the portal and a text message. Neither says who has
//! called or why, only where to read it after signing in.

use app::identity::PersonKey;
use app::one_key_call::Earnest;
use app::person::Mobile;
use app::text::{Text, Wording, in_every_language};
use app::warnings::Contact;

use super::store::{self, Call, Ring};
use super::{Doer, who_place};
use crate::Office;
use crate::database::Tx;
use crate::fault::Fault;
use crate::notices::{NotSent, Says, Telling};
use crate::outbox::store as outbox;

/// Tells one contact of a call.
///
/// # Errors
/// The gateway's or the database's; the errand is then tried again.
pub async fn ring_contact(
    office: &Office,
    row: &outbox::Waiting,
    home: &str,
    call: &str,
    key: (i64, i64, i64),
) -> Result<(), Fault> {
    let (found, ring) = {
        let mut conn = office.db.read().await?;
        let found = store::by_id(&mut conn, home, call).await?;
        let ring = match &found {
            Some(call) => store::rings(&mut conn, call)
                .await?
                .into_iter()
                .find(|ring| (ring.round, ring.tier, ring.place) == key),
            None => None,
        };
        (found, ring)
    };
    let (Some(call), Some(ring)) = (found, ring) else {
        return Err(Fault::Row("an errand without its call".to_owned()));
    };
    // Whoever is told of what has ended is frightened for nothing.
    if !call.is_open() {
        let mut tx = office.db.begin().await?;
        outbox::finish(tx.conn(), &row.id, office.clock.now()).await?;
        return Ok(tx.commit().await?);
    }
    let contact: Contact = office
        .keys
        .open_sealed(&who_place(&call.id, key), &ring.who)?;
    let sent = match Mobile::parse(&contact.phone) {
        Ok(mobile) => {
            let once = office
                .keys
                .blind("ring,v1,", &format!("{},{key:?}", call.id));
            office
                .send_sms(&mobile, &text_of(office, &call), &once[..32])
                .await
        }
        Err(_) => Err(NotSent::Refused("no mobile".to_owned())),
    };
    let mut tx = office.db.begin().await?;
    let failure = match sent {
        Ok(()) => String::new(),
        Err(NotSent::Refused(why)) => why,
        Err(NotSent::Later(why)) => {
            // Said once, and tried again.
            if ring.failure.is_empty() {
                office.note_not_told(&mut tx, &call, &ring, &why).await?;
                tx.commit().await?;
            }
            return Err(Fault::Other(why));
        }
    };
    if failure.is_empty() {
        store::note_told(tx.conn(), &call, &ring, office.clock.now(), "").await?;
    } else {
        office
            .note_not_told(&mut tx, &call, &ring, &failure)
            .await?;
    }
    outbox::finish(tx.conn(), &row.id, office.clock.now()).await?;
    if !ring.person.is_empty() {
        tx.tell_at_the_end(office, notice_of(&call, PersonKey(ring.person.clone())));
    }
    Ok(tx.commit().await?)
}

fn text_of(office: &Office, call: &Call) -> Wording {
    let text = if call.earnest == Earnest::Real {
        Text::CallText
    } else {
        Text::CallTextTest
    };
    let (address, reference) = (office.settings.address.as_str(), call.reference.as_str());
    in_every_language(
        text,
        &[
            ("address", address, address),
            ("reference", reference, reference),
        ],
    )
}

fn notice_of(call: &Call, person: PersonKey) -> Telling {
    let reference = call.reference.as_str();
    let sentence = if call.earnest == Earnest::Real {
        Text::CallNoticeSentence
    } else {
        Text::CallNoticeSentenceTest
    };
    Telling {
        home: call.home.clone(),
        case_id: call.id.clone(),
        reference: call.reference.clone(),
        person,
        event: in_every_language(
            Text::CallNoticeEvent,
            &[("reference", reference, reference)],
        ),
        about: in_every_language(Text::CallNoticeAbout, &[]),
        says: Says::This(in_every_language(sentence, &[])),
    }
}

impl Office {
    async fn note_not_told(
        &self,
        tx: &mut Tx,
        call: &Call,
        ring: &Ring,
        why: &str,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let short: String = why.chars().take(60).collect();
        store::note_told(tx.conn(), call, ring, now, &short).await?;
        let note = serde_json::json!({ "tier": ring.tier, "place": ring.place, "why": short });
        self.note_call(tx, call, &Doer::portal(), "not-told", None, note)
            .await
    }

    /// The name of whoever is rung, or nothing.
    pub(super) fn contact_rung(&self, call: &Call, ring: &Ring) -> Result<Option<Contact>, Fault> {
        if ring.who.is_empty() {
            return Ok(None);
        }
        let place = who_place(&call.id, (ring.round, ring.tier, ring.place));
        Ok(Some(self.keys.open_sealed(&place, &ring.who)?))
    }
}

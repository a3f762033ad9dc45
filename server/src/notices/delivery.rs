//! The errands that take a notice out of the house, and the one that takes a link to an address that is to be proved.

use app::identity::PersonKey;
use app::notices::{Channel, DeliveryState};
use app::person::EmailAddress;
use app::text::{Text, Wording, Words};
use jiff::SignedDuration;

use super::post::{Letter, NotSent};
use super::store::{self, ChoiceRow, NoticeRow};
use crate::Office;
use crate::fault::Fault;
use crate::identity::confirmed_mobile;
use crate::outbox::{self, ALARM_AFTER};

/// After so long a notice is old news: it stands in the portal, and no further try is made.
const OLD_NEWS: SignedDuration = SignedDuration::from_hours(72);

/// Where an address is sealed.
pub(super) fn email_place(person: &PersonKey) -> String {
    format!("notice_choice,email,{}", person.0)
}

/// Takes one notice out by one way, and notes how that ended. The key that goes with it is the same at every try.
///
/// # Errors
/// What is to be tried again.
pub async fn deliver(
    office: &Office,
    row: &outbox::store::Waiting,
    person: &PersonKey,
    notice: &str,
    channel: Channel,
) -> Result<(), Fault> {
    let (found, choice) = {
        let mut conn = office.db.read().await?;
        let found = store::notice(&mut conn, person, notice)
            .await?
            .ok_or_else(|| Fault::Row("outbox without its notice".into()))?;
        (found, store::choice(&mut conn, person).await?)
    };
    let once = office
        .keys
        .blind("delivery,v1,", &format!("{notice},{}", channel.as_str()));
    let sent = match &choice {
        Some(choice) if choice.channels().contains(&channel) => {
            send(office, person, &found, choice, channel, &once[..32]).await?
        }
        _ => None,
    };
    let is_last_try = office.clock.now().duration_since(found.at) > OLD_NEWS;
    let (state, failure) = match sent {
        None => (DeliveryState::Unwanted, None),
        Some(Ok(())) => (DeliveryState::Sent, None),
        Some(Err(NotSent::Refused(why))) => {
            tracing::warn!(errand = %row.id, %why, "a message was refused for good");
            (DeliveryState::Refused, None)
        }
        Some(Err(NotSent::Later(why))) if is_last_try => {
            tracing::error!(errand = %row.id, %why, "a message could not be delivered and is given up");
            (DeliveryState::Undelivered, None)
        }
        Some(Err(NotSent::Later(why))) => {
            let state = if row.attempts + 1 >= ALARM_AFTER {
                DeliveryState::Undelivered
            } else {
                DeliveryState::Failing
            };
            (state, Some(why))
        }
    };
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    if failure.is_none() {
        outbox::store::finish(tx.conn(), &row.id, now).await?;
    }
    store::note_try(tx.conn(), person, notice, channel, state, now).await?;
    tx.commit().await?;
    match failure {
        Some(why) => Err(Fault::Other(why)),
        None => Ok(()),
    }
}

/// Sends it; `None` where there is nowhere to send it to any more.
async fn send(
    office: &Office,
    person: &PersonKey,
    notice: &NoticeRow,
    choice: &ChoiceRow,
    channel: Channel,
    once: &str,
) -> Result<Option<Result<(), NotSent>>, Fault> {
    let words = Words::new(choice.language);
    let about = notice
        .about
        .as_ref()
        .map(|about| words.wording(about))
        .unwrap_or_default();
    let reference = notice.reference.as_str();
    let what = [("reference", reference), ("about", about.as_str())];
    match channel {
        Channel::Sms => {
            let mobile = match office.mobile_for_texts(person).await? {
                Some(named) => Some(named),
                None => confirmed_mobile(office, person).await?,
            };
            let Some(mobile) = mobile else {
                return Ok(None);
            };
            let text = Wording::same(words.say_with(Text::NoticesText, &what));
            Ok(Some(office.send_sms(&mobile, &text, once).await))
        }
        Channel::Email => {
            let to: EmailAddress = office
                .keys
                .open_sealed(&email_place(person), &choice.email)?;
            let letter = Letter {
                to,
                subject: words.say_with(Text::NoticesLetterSubject, &what),
                text: words.say_with(
                    Text::NoticesLetter,
                    &[
                        ("reference", reference),
                        ("about", &about),
                        ("sentence", &words.wording(&notice.plain)),
                        ("address", &office.settings.address),
                    ],
                ),
                link: None,
                once: once.to_owned(),
            };
            Ok(Some(office.send_letter(&letter).await))
        }
    }
}

/// Sends the link that proves an address.
///
/// # Errors
/// What is to be tried again.
pub async fn confirm_address(
    office: &Office,
    row: &outbox::store::Waiting,
    person: &PersonKey,
    to: &EmailAddress,
    token: &str,
    words: Words,
) -> Result<(), Fault> {
    let hash = super::choosing::hash_of(token);
    let now = office.clock.now();
    let is_open = store::confirmation(&mut *office.db.read().await?, person, Some(&hash), now)
        .await?
        .is_some();
    if is_open {
        let link = format!("{}/account/notices/email/{token}", office.settings.address);
        let letter = Letter {
            to: to.clone(),
            subject: words.say(Text::NoticesLinkSubject),
            text: words.say_with(Text::NoticesLinkLetter, &[("link", &link)]),
            link: Some(link),
            once: hash[..32].to_owned(),
        };
        match office.send_letter(&letter).await {
            Ok(()) => {}
            Err(NotSent::Refused(why)) => {
                tracing::warn!(errand = %row.id, %why, "a link was refused for good");
            }
            Err(NotSent::Later(why)) => return Err(Fault::Other(why)),
        }
    }
    let mut tx = office.db.begin().await?;
    outbox::store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    Ok(tx.commit().await?)
}

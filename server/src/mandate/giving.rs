//! Asking for somebody's leave, and the yes: in their own session or by call-back; at a counter it is `at_desk.rs`.

use app::case::{Capacity, CaseReference};
use app::error::PortalError;
use app::identity::{Citizen, PersonKey, SessionKey};
use app::mandate::{CodeSlip, EndedBy, GivenBy, MandateState, Offer, OfferForm};
use app::person::{Mobile, ResidentId};
use app::text::{Language, Text, Wording, Words, in_every_language};
use app::ui::FieldFault;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use sqlx::AnyConnection;
use tokio::task::JoinHandle;

use super::{About, Mandate, PREFIX, about_place, code_place, holder_place, store};
use crate::Office;
use crate::application::services;
use crate::case::Acting;
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Entry};
use crate::notices::{Says, Telling};

/// How long an offer waits for a yes.
const OFFER_DAYS: i64 = 14;
/// How long the code of a call-back can be typed.
const CALL_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// How often the code of a call-back may be tried.
const CALL_TRIES: i64 = 5;
/// Offers that one person may have waiting.
const MOST_OFFERS: usize = 10;

/// Where the page that asks keeps what was typed.
pub(super) const ASK_PAGE: &str = "/acting-for/ask";

/// What a step of a mandate is called in its journal, and who is told what.
pub(super) struct MandateStep {
    pub code: &'static str,
    pub notice: Option<Text>,
}

impl MandateStep {
    pub const fn new(code: &'static str, notice: Text) -> Self {
        Self {
            code,
            notice: Some(notice),
        }
    }

    pub const fn silent(code: &'static str) -> Self {
        Self { code, notice: None }
    }
}

/// Codes of the services that one may ask another person's leave for.
pub(crate) fn services_for_another() -> Vec<String> {
    services()
        .into_iter()
        .filter(|service| service.may_be_for_another())
        .map(|service| service.code().to_owned())
        .chain([crate::care::SERVICE.to_owned()])
        .collect()
}

impl Office {
    /// Keeps what was typed on the page that asks; says where it goes on.
    ///
    /// # Errors
    /// `Conflict` for more offers than anybody has waiting.
    pub(super) async fn hand_in_offer(
        &self,
        me: &Citizen,
        session: &SessionKey,
        typed: &OfferForm,
    ) -> Result<String, Fault> {
        self.keep_slip(session, ASK_PAGE, typed).await?;
        let offer = match self.offer_of(me, typed) {
            Ok(offer) if typed.act != "later" => offer,
            _ => return Ok(format!("{ASK_PAGE}?review")),
        };
        let reference = self.offer_mandate(me, &offer).await?;
        self.keep_slip(session, ASK_PAGE, &OfferForm::blank(services_for_another()))
            .await?;
        Ok(format!("/acting-for/{reference}?asked"))
    }

    /// The offer, or what is wrong with it.
    pub(super) fn offer_of(
        &self,
        me: &Citizen,
        typed: &OfferForm,
    ) -> Result<Offer, Vec<FieldFault>> {
        let known = services_for_another();
        let offer = typed.parse(self.settings.demo, self.clock.today(), &known)?;
        if self.keys.person(&offer.number) == me.person {
            return Err(vec![FieldFault::new("number", Text::MandateNotYourself)]);
        }
        Ok(offer)
    }

    /// Asks for somebody's leave. What this person asked the same one before, and still waits, makes room for it.
    ///
    /// # Errors
    /// `Conflict` for more offers than anybody has waiting.
    pub async fn offer_mandate(&self, me: &Citizen, offer: &Offer) -> Result<CaseReference, Fault> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let id = self.chance.id(now);
        let about = About {
            name: offer.name.clone(),
            number: offer.number.clone(),
        };
        let mut mandate = Mandate {
            home: offer.street.clone(),
            reference: CaseReference::from_random(PREFIX, self.chance.bytes()),
            subject: self.keys.person(&offer.number),
            holder: me.person.clone(),
            about: self.keys.seal(&about_place(&id), &about, &self.chance),
            holder_name: self.keys.seal(&holder_place(&id), &me.name, &self.chance),
            services: offer.services.clone(),
            acts: offer.acts.clone(),
            state: MandateState::Offered,
            given_by: None,
            offered_at: now,
            // Nobody says yes to what would be over by then.
            offer_until: today
                .checked_add(OFFER_DAYS.days())
                .unwrap_or(today)
                .min(offer.until),
            given_at: None,
            until: offer.until,
            ended_at: None,
            ended_by: None,
            counter_code: self
                .keys
                .seal(&code_place(&id), &self.new_code(), &self.chance),
            call_until: 0,
            id,
        };
        let mut tx = self.db.begin().await?;
        let before = store::held_by(tx.conn(), &me.person).await?;
        let waiting: Vec<&Mandate> = before
            .iter()
            .filter(|other| other.state_on(today).0 == MandateState::Offered)
            .collect();
        if waiting.len() >= MOST_OFFERS {
            return Err(Fault::conflict(Text::MandateTooMany));
        }
        let by = Acting::applicant(&me.person);
        for other in waiting {
            if other.subject == mandate.subject {
                store::end(tx.conn(), other, EndedBy::Replaced, now).await?;
                self.note_on(
                    &mut tx,
                    other,
                    &by,
                    &MandateStep::silent("replaced"),
                    serde_json::Value::Null,
                )
                .await?;
            }
        }
        while !store::add(tx.conn(), &mandate).await? {
            mandate.reference = CaseReference::from_random(PREFIX, self.chance.bytes());
        }
        let what = serde_json::json!({
            "services": mandate.services,
            "acts": mandate.acts.iter().map(|act| act.code()).collect::<Vec<_>>(),
            "until": mandate.until.to_string(),
        });
        let step = MandateStep::silent("offered");
        self.note_on(&mut tx, &mandate, &by, &step, what).await?;
        let told = if mandate.is_for_a_child(&about) {
            Text::MandateNoticeOfferedChild
        } else {
            Text::MandateNoticeOffered
        };
        self.tell_of_mandate(&mut tx, &mandate, &mandate.subject.clone(), told);
        tx.commit().await?;
        Ok(mandate.reference)
    }

    /// The mandate with this reference, for its subject or its holder.
    ///
    /// # Errors
    /// `NotFound` for anybody else's.
    pub(super) async fn mandate_of(
        &self,
        conn: &mut AnyConnection,
        reference: &str,
        is_theirs: impl Fn(&Mandate) -> bool,
    ) -> Result<Mandate, Fault> {
        let reference = CaseReference::parse(reference).map_err(|_| PortalError::NotFound)?;
        store::by_reference(conn, reference.as_str())
            .await?
            .filter(|mandate| is_theirs(mandate))
            .ok_or_else(|| PortalError::NotFound.into())
    }

    /// What the subject presses on their own page: `yes`, `no`, `end`.
    ///
    /// # Errors
    /// `NotFound` for a mandate that is not about them, `Conflict` where it has moved on.
    pub async fn reply_to_mandate(
        &self,
        me: &Citizen,
        reference: &str,
        act: &str,
    ) -> Result<(), Fault> {
        let mandate = self
            .mandate_of(&mut *self.db.read().await?, reference, |mandate| {
                mandate.subject == me.person
            })
            .await?;
        let by = Acting::applicant(&me.person);
        match (act, mandate.state_on(self.clock.today()).0) {
            ("yes", MandateState::Offered) => {
                let about = About {
                    name: me.name.clone(),
                    number: self.number_of_citizen(me).await?,
                };
                self.bring_into_force(&mandate, GivenBy::Session, about, &by)
                    .await
            }
            ("no", MandateState::Offered) => {
                let step = MandateStep::new("declined", Text::MandateNoticeEnded);
                self.end_plainly(&mandate, EndedBy::Declined, &by, &step)
                    .await
            }
            ("end", MandateState::Active | MandateState::Held) => {
                self.take_back(&mandate, &by, serde_json::Value::Null).await
            }
            ("yes" | "no" | "end", _) => Err(Fault::conflict(Text::CaseMovedOn)),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// The subject takes it back. A guardian was not made by their yes and is not unmade by their no: the mandate is
    /// held, and the street's office looks into it.
    ///
    /// # Errors
    /// `Conflict` where it has moved on.
    pub(super) async fn take_back(
        &self,
        mandate: &Mandate,
        by: &Acting,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        if mandate.given_by != Some(GivenBy::Guardian) {
            let step = MandateStep::new("revoked", Text::MandateNoticeEnded);
            return self
                .end_mandate(mandate, EndedBy::Revoked, by, &step, None, note)
                .await;
        }
        let mut tx = self.db.begin().await?;
        if !store::move_state(tx.conn(), mandate, MandateState::Held).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let step = MandateStep::new("objected", Text::MandateNoticeHeld);
        self.note_on(&mut tx, mandate, by, &step, note).await?;
        Ok(tx.commit().await?)
    }

    /// The holder gives it up.
    ///
    /// # Errors
    /// As [`Self::reply_to_mandate`].
    pub(super) async fn give_up_mandate(&self, me: &Citizen, reference: &str) -> Result<(), Fault> {
        let mandate = self.own_mandate(me, reference).await?;
        let by = Acting::applicant(&me.person);
        let step = MandateStep::new("given-up", Text::MandateNoticeEnded);
        self.end_plainly(&mandate, EndedBy::GivenUp, &by, &step)
            .await
    }

    async fn own_mandate(&self, me: &Citizen, reference: &str) -> Result<Mandate, Fault> {
        self.mandate_of(&mut *self.db.read().await?, reference, |mandate| {
            mandate.holder == me.person
        })
        .await
    }

    /// The yes, however it was given.
    ///
    /// # Errors
    /// `Conflict` where it has moved on, and for a child, whose yes makes no mandate.
    pub(super) async fn bring_into_force(
        &self,
        mandate: &Mandate,
        how: GivenBy,
        about: About,
        by: &Acting,
    ) -> Result<(), Fault> {
        if mandate.is_for_a_child(&about) {
            return Err(Fault::conflict(Text::MandateChildsYes));
        }
        let (now, today) = (self.clock.now(), self.clock.today());
        let sealed = self
            .keys
            .seal(&about_place(&mandate.id), &about, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::give(tx.conn(), mandate, how, &sealed, now, today).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        let step = MandateStep::new("yes", Text::MandateNoticeActive);
        let note = serde_json::json!({ "how": how.code() });
        self.note_on(&mut tx, mandate, by, &step, note).await?;
        Ok(tx.commit().await?)
    }

    async fn end_plainly(
        &self,
        mandate: &Mandate,
        how: EndedBy,
        by: &Acting,
        step: &MandateStep,
    ) -> Result<(), Fault> {
        self.end_mandate(mandate, how, by, step, None, serde_json::Value::Null)
            .await
    }

    /// Ends a mandate, with what was half written under it. `remark` is what staff wrote, `note` what the journal says
    /// besides.
    pub(super) async fn end_mandate(
        &self,
        mandate: &Mandate,
        how: EndedBy,
        by: &Acting,
        step: &MandateStep,
        remark: Option<&store::RemarkRow>,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        if !store::end(tx.conn(), mandate, how, self.clock.now()).await? {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        store::drop_drafts(tx.conn(), mandate.reference.as_str()).await?;
        if let Some(remark) = remark {
            store::add_remark(tx.conn(), mandate, remark).await?;
        }
        self.note_on(&mut tx, mandate, by, step, note).await?;
        Ok(tx.commit().await?)
    }

    /// Journals a step and tells both sides of it.
    pub(super) async fn note_on(
        &self,
        tx: &mut Tx,
        mandate: &Mandate,
        by: &Acting,
        step: &MandateStep,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        let code = step.code;
        let mut entry: Entry = by.entry(code, None);
        entry.note = note;
        if by.capacity != Capacity::Applicant {
            entry.on_behalf_of = Some(mandate.subject.0.clone());
        }
        journal::write(tx.conn(), &mandate.record(), self.clock.now(), &entry).await?;
        if let Some(text) = step.notice {
            for person in [&mandate.subject, &mandate.holder] {
                self.tell_of_mandate(tx, mandate, person, text);
            }
        }
        Ok(())
    }

    fn tell_of_mandate(&self, tx: &mut Tx, mandate: &Mandate, person: &PersonKey, text: Text) {
        let said = in_every_language(text, &[]);
        let telling = Telling {
            home: mandate.home.clone(),
            case_id: mandate.id.clone(),
            reference: mandate.reference.clone(),
            person: person.clone(),
            event: said.clone(),
            about: in_every_language(Text::MandateNoticeAbout, &[]),
            says: Says::This(said),
        };
        tx.tell_at_the_end(self, telling);
    }

    /// Where a notice with this reference leads its reader: to the mandate's page of their own, to the
    /// allowance's, or to the case.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn where_it_stands_written(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<String, Fault> {
        if reference.starts_with(crate::care::PREFIX) {
            return Ok(format!("/care/orders/{reference}"));
        }
        if reference.starts_with(crate::care::VOUCHER_PREFIX) {
            return Ok("/care/orders".to_owned());
        }
        if reference.starts_with(crate::offers::PREFIX) {
            return Ok("/benefits/offers".to_owned());
        }
        if reference.starts_with(crate::one_key_call::PREFIX) {
            return self.where_a_call_stands(reference).await;
        }
        let mandate = store::by_reference(&mut *self.db.read().await?, reference).await?;
        Ok(match mandate {
            Some(mandate) if mandate.holder == me.person => format!("/acting-for/{reference}"),
            Some(_) => "/who-may-act".to_owned(),
            None if reference.starts_with(crate::allowances::PREFIX) => {
                format!("/allowances/{reference}")
            }
            None => format!("/cases/{reference}"),
        })
    }

    // Call-back

    /// Sends what it allows, with a code, to the mobile that the population register holds. Whether there is one, or
    /// whether the name fits, is never said; what follows happens behind the returned handle.
    ///
    /// # Errors
    /// `NotFound` for another's mandate, `Conflict` where it waits for no yes, or for no yes any more.
    pub async fn call_back(&self, me: &Citizen, reference: &str) -> Result<JoinHandle<()>, Fault> {
        let mandate = self.own_mandate(me, reference).await?;
        if mandate.state_on(self.clock.today()).0 != MandateState::Offered {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        if mandate.is_for_a_child(&self.about_of(&mandate)?) {
            return Err(Fault::conflict(Text::MandateChildsYes));
        }
        let until = (self.clock.unmoved() + CALL_LIFE).as_microsecond();
        let mut tx = self.db.begin().await?;
        store::begin_call(tx.conn(), &mandate, until).await?;
        let may_send = self.may_call_back(tx.conn(), &mandate.subject.0).await?;
        let by = Acting::applicant(&me.person);
        let step = MandateStep::silent("called");
        self.note_on(&mut tx, &mandate, &by, &step, serde_json::Value::Null)
            .await?;
        tx.commit().await?;
        let office = self.clone();
        Ok(tokio::spawn(async move {
            if !may_send {
                tracing::info!("a call-back was not made: too many for one person within the hour");
            } else if let Err(fault) = office.send_call(&mandate, until).await {
                tracing::error!(error = %fault, "a call-back could not be made");
            }
        }))
    }

    async fn send_call(&self, mandate: &Mandate, until: i64) -> Result<(), Fault> {
        let about = self.about_of(mandate)?;
        let known = self.reception.proof.look_up(self, &about.number).await;
        let Some(mobile) = known
            .filter(|known| known.name == about.name)
            .and_then(|known| known.mobile)
        else {
            return Ok(());
        };
        let code = self.new_code();
        let mut tx = self.db.begin().await?;
        let hash = self.call_hash(mandate, &code);
        let is_noted = store::note_call(tx.conn(), mandate, &hash, until).await?;
        tx.commit().await?;
        if is_noted {
            self.send_call_message(mandate, &mobile, &code).await?;
        }
        Ok(())
    }

    async fn send_call_message(
        &self,
        mandate: &Mandate,
        mobile: &Mobile,
        code: &str,
    ) -> Result<(), Fault> {
        let holder = self.holder_name_of(mandate)?;
        let said = |language: Language| {
            let words = Words::new(language);
            let separator = match language {
                Language::Chinese => "、",
                Language::English => ", ",
            };
            let services: Vec<String> = self
                .service_names(mandate)
                .iter()
                .map(|(_, name)| words.wording(name))
                .collect();
            let acts: Vec<String> = mandate
                .acts
                .iter()
                .map(|act| words.say(act.text()))
                .collect();
            words.say_with(
                Text::MandateCallMessage,
                &[
                    ("holder", &holder),
                    ("services", &services.join(separator)),
                    ("acts", &acts.join(separator)),
                    ("until", &words.date(mandate.until)),
                    ("code", code),
                ],
            )
        };
        let text = Wording::new(said(Language::Chinese), said(Language::English));
        self.reception.proof.send(self, mobile, &text).await
    }

    fn call_hash(&self, mandate: &Mandate, code: &str) -> String {
        self.keys
            .blind("mandate,call,v1,", &format!("{},{code}", mandate.id))
    }

    /// Tries the code of a call-back; says whether it was the one.
    pub(super) async fn try_call_code(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
        typed: &str,
    ) -> Result<String, Fault> {
        let mandate = self.own_mandate(me, reference).await?;
        let code: String = typed.chars().filter(char::is_ascii_digit).collect();
        let now = self.clock.unmoved().as_microsecond();
        let mut tx = self.db.begin().await?;
        let stored = store::try_call_code(tx.conn(), &mandate, CALL_TRIES, now).await?;
        let is_right = stored.is_some_and(|stored| {
            crate::identity::proof::is_same(&self.call_hash(&mandate, &code), &stored)
        });
        let by = Acting::applicant(&me.person);
        if !is_right {
            let step = MandateStep::silent("wrong-code");
            self.note_on(&mut tx, &mandate, &by, &step, serde_json::Value::Null)
                .await?;
        }
        // A wrong code is committed, too: the try is used up.
        tx.commit().await?;
        let page = format!("/acting-for/{}", mandate.reference);
        self.keep_slip(
            session,
            &page,
            &CodeSlip {
                is_wrong: !is_right,
            },
        )
        .await?;
        if !is_right {
            return Ok(format!("{page}?review"));
        }
        let about = self.about_of(&mandate)?;
        // The subject's own yes, by their registered phone; the holder only typed what they were told.
        let subject = Acting {
            on_behalf_of: Some(mandate.subject.clone()),
            ..by
        };
        self.bring_into_force(&mandate, GivenBy::CallBack, about, &subject)
            .await?;
        Ok(page)
    }

    /// The code that the holder brings to a counter.
    pub(super) fn counter_code_of(&self, mandate: &Mandate) -> Result<String, Fault> {
        Ok(self
            .keys
            .open_sealed(&code_place(&mandate.id), &mandate.counter_code)?)
    }

    /// Codes and names of the services of a mandate.
    pub(super) fn service_names(&self, mandate: &Mandate) -> Vec<(String, Wording)> {
        mandate
            .services
            .iter()
            .filter_map(|code| Some((code.clone(), self.name_for_another(code)?)))
            .collect()
    }

    /// A service that one may use for another person, in words; care at home is ordered, and no case.
    pub(crate) fn name_for_another(&self, code: &str) -> Option<Wording> {
        if code == crate::care::SERVICE {
            return Some(in_every_language(Text::CareTitle, &[]));
        }
        Some(self.service(code)?.name.clone())
    }

    /// Asks and gets the yes of somebody who signs in: how invented people come to act for one another.
    ///
    /// # Errors
    /// As the two steps.
    pub async fn mandate_between(
        &self,
        holder: &Citizen,
        subject: &Citizen,
        offer: &Offer,
    ) -> Result<CaseReference, Fault> {
        let reference = self.offer_mandate(holder, offer).await?;
        self.reply_to_mandate(subject, reference.as_str(), "yes")
            .await?;
        Ok(reference)
    }
}

/// An offer of everything that goes with applying, for a year: for seeds and stories.
pub fn whole_offer(
    name: app::person::PersonName,
    number: ResidentId,
    street: String,
    today: Date,
) -> Offer {
    Offer {
        name,
        number,
        street,
        services: services_for_another(),
        acts: app::mandate::MandateAct::ALL.to_vec(),
        until: app::mandate::Term::Year.last_day(today),
    }
}

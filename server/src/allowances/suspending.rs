//! What a register says suspends first; somebody can say that it is wrong; only then it ends. Nothing is taken back.

use std::slice;

use app::allowances::{
    By, EntitlementStage, EntitlementStep, KeptFacts, Month, ObjectionForm, Outcome, RecheckForm,
    allowance_of, reckon,
};
use app::case::Step;
use app::error::PortalError;
use app::helping::HelpHow;
use app::identity::{Citizen, PersonKey, StaffMember};
use app::mandate::MandateAct;
use app::text::{Text, in_every_language};
use jiff::ToSpan;
use serde_json::json;

use super::{
    Entitlement, ObjectionRow, Person, answer_place, facts_place, objection_place, open_objections,
    person_place, store,
};
use crate::Office;
use crate::benefits::hear;
use crate::case::clocks::morning;
use crate::case::{Acting, StepDetail, store as cases};
use crate::data_layer::desk::{Outcome as Heard, Reason, Sourced};
use crate::data_layer::records::{DataSet, Registered};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::mandate::{ActingFor, Force};
use crate::notices::{Says, Telling};
use crate::outbox::{self, Errand};

/// What the population register says against paying on.
pub(super) fn says_against(entitlement: &Entitlement, person: &Registered) -> Option<&'static str> {
    if person.died_on.is_some() {
        return Some("died");
    }
    // Allowances are a district's: another street of it changes nothing.
    person
        .division
        .as_ref()
        .is_some_and(|division| division.get(..6) != entitlement.home.get(..6))
        .then_some("moved")
}

impl Office {
    /// Tells the person, and whoever applied for them and may be told, something about an entitlement.
    pub(super) async fn tell_of_entitlement(
        &self,
        tx: &mut Tx,
        one: &Entitlement,
        text: Text,
        with: &[(&'static str, &str)],
    ) -> Result<(), Fault> {
        let reference = one.reference.as_str();
        let mut named: Vec<(&'static str, &str, &str)> = vec![("reference", reference, reference)];
        named.extend(with.iter().map(|(name, value)| (*name, *value, *value)));
        let said = in_every_language(text, &named);
        let mut people = vec![one.subject.clone()];
        if !one.mandate.is_empty()
            && let Some(acting) = self.acting_now(&one.mandate, &one.service).await?
            && acting.mandate.force(self.clock.today()) == Force::InForce
            && acting.mandate.allows(MandateAct::Notices)
        {
            people.push(one.filed_by.clone());
        }
        for person in people {
            let telling = Telling {
                home: one.home.clone(),
                case_id: one.id.clone(),
                reference: one.reference.clone(),
                person,
                event: said.clone(),
                about: in_every_language(Text::AllowancesTitle, &[]),
                says: Says::This(said.clone()),
            };
            tx.tell_at_the_end(self, telling);
        }
        Ok(())
    }

    /// Whose it is.
    pub(super) fn person_of(&self, entitlement: &Entitlement) -> Result<Person, Fault> {
        Ok(self
            .keys
            .open_sealed(&person_place(&entitlement.id), &entitlement.person)?)
    }

    pub(super) fn facts_of_entitlement(
        &self,
        entitlement: &Entitlement,
    ) -> Result<KeptFacts, Fault> {
        Ok(self
            .keys
            .open_sealed(&facts_place(&entitlement.id), &entitlement.facts)?)
    }

    /// Moves an entitlement by the law, with its journal entry; the transaction opens with it.
    async fn step_entitlement(
        &self,
        tx: &mut Tx,
        one: &Entitlement,
        step: EntitlementStep,
        (by, acting): (By, &Acting),
        mut to: Entitlement,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        to.stage = one
            .stage
            .after(step, by)
            .ok_or_else(|| Fault::conflict(Text::AllowanceMovedOn))?;
        if to.stage != one.stage {
            to.since = now;
        }
        if !store::move_entitlement(tx.conn(), one, &to).await? {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        let mut entry = acting.entry(step.code(), None);
        entry.from = Some(one.stage.code().to_owned());
        entry.to = Some(to.stage.code().to_owned());
        entry.note = note;
        journal::write(tx.conn(), &one.record(), now, &entry).await?;
        Ok(())
    }

    /// Suspends, tells the person, and sets the day on which it ends unless somebody says that it is wrong.
    pub(super) async fn suspend(
        &self,
        tx: &mut Tx,
        one: &Entitlement,
        because: &str,
        acting: &Acting,
    ) -> Result<(), Fault> {
        let terms = one.allowance()?.terms(&one.rule_version);
        let until = self
            .clock
            .today()
            .saturating_add(terms.objection_days.days());
        let to = Entitlement {
            because: because.to_owned(),
            objection_until: Some(until),
            objected_at: None,
            ..one.clone()
        };
        let note = json!({ "because": because, "objection-until": until.to_string() });
        self.step_entitlement(
            tx,
            one,
            EntitlementStep::Suspend,
            (By::Portal, acting),
            to,
            note,
        )
        .await?;
        let errand = Errand::EndSuspended {
            home: one.home.clone(),
            entitlement: one.id.clone(),
            version: one.version + 1,
        };
        let night = morning(until.tomorrow().unwrap_or(until));
        outbox::put(self, tx, &one.home, &errand, night).await?;
        let text = match because {
            "died" => Text::AllowanceNoticeSuspendedDied,
            "moved" => Text::AllowanceNoticeSuspendedMoved,
            _ => Text::AllowanceNoticeSuspendedRule,
        };
        self.tell_of_entitlement(tx, one, text, &[("date", &until.to_string())])
            .await
    }

    /// Nobody has said in time that it is wrong.
    pub(crate) async fn end_suspended(
        &self,
        tx: &mut Tx,
        home: &str,
        id: &str,
        version: i64,
    ) -> Result<(), Fault> {
        match store::by_id(tx.conn(), home, id).await? {
            Some(one)
                if one.version == version
                    && one.stage == EntitlementStage::Suspended
                    && one.objected_at.is_none() =>
            {
                self.end_entitlement(tx, &one, (By::Portal, &Acting::portal()))
                    .await
            }
            _ => Ok(()),
        }
    }

    async fn end_entitlement(
        &self,
        tx: &mut Tx,
        one: &Entitlement,
        by: (By, &Acting),
    ) -> Result<(), Fault> {
        let to = Entitlement {
            objection_until: None,
            ..one.clone()
        };
        let note = json!({ "because": one.because });
        self.step_entitlement(tx, one, EntitlementStep::End, by, to, note)
            .await?;
        // Whoever moves back, or was wrongly taken for dead, can apply again.
        cases::release_claims(tx.conn(), &one.home, &one.case_id).await?;
        self.tell_of_entitlement(tx, one, Text::AllowanceNoticeEnded, &[])
            .await
    }

    /// An entitlement of this citizen's, or of somebody who lets them follow it.
    pub(super) async fn own_entitlement(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Entitlement, Fault> {
        let found = store::by_reference(&mut *self.db.read().await?, reference).await?;
        match found {
            Some(one) if self.may_follow(&me.person, &one).await? => Ok(one),
            _ => Err(PortalError::NotFound.into()),
        }
    }

    /// Whether it is theirs, or they applied for it and their mandate still lets them follow.
    pub(super) async fn may_follow(
        &self,
        person: &PersonKey,
        one: &Entitlement,
    ) -> Result<bool, Fault> {
        if one.subject == *person {
            return Ok(true);
        }
        if one.filed_by != *person || one.mandate.is_empty() {
            return Ok(false);
        }
        let acting = self.acting_now(&one.mandate, &one.service).await?;
        Ok(acting.is_some_and(|acting| {
            acting.mandate.holder == *person
                && acting.mandate.force(self.clock.today()) == Force::InForce
                && acting.mandate.allows(MandateAct::Track)
        }))
    }

    /// For whom this citizen looks at an entitlement; `None`: their own, or nothing of theirs.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn acting_in_entitlement(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<ActingFor>, Fault> {
        let found = store::by_reference(&mut *self.db.read().await?, reference).await?;
        match found {
            Some(one) if one.subject != me.person && self.may_follow(&me.person, &one).await? => {
                self.acting_now(&one.mandate, &one.service).await
            }
            _ => Ok(None),
        }
    }

    /// "That is wrong", in one press while it is suspended; with some words at any time.
    ///
    /// # Errors
    /// `NotFound` for what is not theirs, `Conflict` where it was said already.
    pub(super) async fn object_to_suspension(
        &self,
        me: &Citizen,
        reference: &str,
        text: &str,
    ) -> Result<(), Fault> {
        let one = self.own_entitlement(me, reference).await?;
        let by = Acting {
            on_behalf_of: (one.subject != me.person).then(|| one.subject.clone()),
            ..Acting::applicant(&me.person)
        };
        self.object(&one, &me.person, text, (&by, None)).await
    }

    /// The same at the word of somebody without an account, said to a member of staff of these streets; `false` where words
    /// are missing.
    ///
    /// # Errors
    /// `NotFound` for another's, and of other streets; `Conflict` where it was said already.
    pub(crate) async fn object_to_allowance_at_word(
        &self,
        member: &StaffMember,
        reference: &str,
        (person, streets): (&PersonKey, &[String]),
        (text, how): (&str, HelpHow),
    ) -> Result<bool, Fault> {
        let one = store::by_reference(&mut *self.db.read().await?, reference)
            .await?
            .filter(|one| one.subject == *person && streets.contains(&one.home))
            .ok_or(PortalError::NotFound)?;
        // One press is enough where it is suspended.
        if text.is_empty() && one.stage != EntitlementStage::Suspended {
            return Ok(false);
        }
        let by = Acting {
            on_behalf_of: Some(person.clone()),
            ..Acting::staff(member)
        };
        self.object(&one, person, text, (&by, Some(how))).await?;
        Ok(true)
    }

    async fn object(
        &self,
        one: &Entitlement,
        person: &PersonKey,
        text: &str,
        (by, how): (&Acting, Option<HelpHow>),
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let is_suspended = one.stage == EntitlementStage::Suspended;
        let note = json!({ "how": how.map(HelpHow::code) });
        let mut tx = self.db.begin().await?;
        if is_suspended {
            if one.objected_at.is_some() {
                return Err(Fault::conflict(Text::AllowanceObjectedAlready));
            }
            let to = Entitlement {
                objected_at: Some(now),
                objection_until: None,
                ..one.clone()
            };
            let step = EntitlementStep::Object;
            self.step_entitlement(&mut tx, one, step, (By::Person, by), to, note)
                .await?;
        } else {
            let mut entry = by.entry("object-amount", None);
            entry.note = note;
            journal::write(tx.conn(), &one.record(), now, &entry).await?;
        }
        let kind = if is_suspended { "suspension" } else { "amount" };
        let row = self.objection(kind, (&one.home, &one.id), &one.office, person, text);
        store::add_objection(tx.conn(), &row).await?;
        Ok(tx.commit().await?)
    }

    pub(super) fn objection(
        &self,
        kind: &str,
        (home, record): (&str, &str),
        office: &app::identity::OfficeId,
        person: &PersonKey,
        text: &str,
    ) -> ObjectionRow {
        let now = self.clock.now();
        let id = self.chance.id(now);
        ObjectionRow {
            home: home.to_owned(),
            kind: kind.to_owned(),
            record: record.to_owned(),
            office: office.clone(),
            person: person.clone(),
            text: self.keys.seal(&objection_place(&id), &text, &self.chance),
            at: now,
            done_at: None,
            answer: String::new(),
            id,
        }
    }

    /// The office answers what somebody said, about a posting only once whoever it is about was heard; `false` where
    /// something is missing. A posting whose last day has passed goes on then.
    ///
    /// # Errors
    /// `NotFound` for what is another office's.
    pub(super) async fn answer_objection(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &ObjectionForm,
    ) -> Result<bool, Fault> {
        let row = store::objections(&mut *self.db.read().await?, &member.office)
            .await?
            .into_iter()
            .find(|row| row.id == id)
            .ok_or(PortalError::NotFound)?;
        let is_posting = row.kind == "posting";
        let heard = typed.parse_hearing();
        let (Ok(text), true) = (typed.parse(), !is_posting || heard.is_ok()) else {
            return Ok(false);
        };
        let text = text.as_str();
        let heard = heard.unwrap_or_default();
        let now = self.clock.now();
        let sealed = self.keys.seal(&answer_place(&row.id), &text, &self.chance);
        let mut tx = self.db.begin().await?;
        if !store::answer_objection(tx.conn(), &row, &member.id, &sealed, now).await? {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        if is_posting
            && let Some(matter) =
                cases::matter(tx.conn(), &store::key_of(&row.home, &row.record)).await?
        {
            // The community that posted it keeps both with the matter.
            let said: String = self
                .keys
                .open_sealed(&objection_place(&row.id), &row.text)?;
            let words = in_every_language(
                Text::AllowanceObjectionRemark,
                &[
                    ("said", &said, &said),
                    ("heard", &heard, &heard),
                    ("answer", text, text),
                ],
            );
            self.remark(
                &mut tx,
                &matter,
                &Acting::staff(member),
                "note",
                // Colleagues read it in either language.
                &format!("{}\n{}", words.zh, words.en),
                false,
            )
            .await?;
            self.tell_of_posting(&mut tx, &matter, Text::AllowanceNoticeHeard)
                .await?;
            if matter.due.is_some_and(|last| last < self.clock.today()) {
                self.end_posting(&mut tx, &matter).await?;
            }
        }
        if is_posting
            && let Some(again) = store::reposting(tx.conn(), &row.record).await?
            && let Some(one) = store::by_id(tx.conn(), &again.home, &again.entitlement).await?
        {
            let mut entry = Acting::staff(member).entry("answer-posting", None);
            entry.note = json!({ "posting": again.id });
            journal::write(tx.conn(), &one.record(), now, &entry).await?;
            self.tell_of_entitlement(&mut tx, &one, Text::AllowanceNoticeHeard, &[])
                .await?;
        }
        if row.kind == "amount"
            && let Some(one) = store::by_id(tx.conn(), &row.home, &row.record).await?
        {
            self.tell_of_entitlement(&mut tx, &one, Text::AllowanceNoticeAnswered, &[])
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Tells whoever is posted, and whoever acts for them, that something was said about it; never by whom.
    pub(super) async fn tell_of_posting(
        &self,
        tx: &mut Tx,
        matter: &crate::case::Matter,
        said: Text,
    ) -> Result<(), Fault> {
        let case = cases::case_by_id(tx.conn(), &matter.key.home, &matter.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("a posting without its case {}", matter.key.id)))?;
        self.tell(tx, &case, said).await
    }

    /// The last day of a posting has passed. While an objection is open it stays.
    pub(crate) async fn end_posting(
        &self,
        tx: &mut Tx,
        matter: &crate::case::Matter,
    ) -> Result<(), Fault> {
        let is_posted = matter.stage == app::case::Stage::Posted;
        if !is_posted
            || !open_objections(tx.conn(), slice::from_ref(matter))
                .await?
                .is_empty()
        {
            return Ok(());
        }
        self.take_step(
            tx,
            matter,
            Step::EndPosting,
            &Acting::portal(),
            StepDetail::default(),
        )
        .await
        .map(drop)
    }

    /// The office has found out: it goes on, or it is over.
    ///
    /// # Errors
    /// `NotFound` for another office's, `Conflict` where it is not suspended.
    pub(super) async fn settle_suspension(
        &self,
        member: &StaffMember,
        reference: &str,
        goes_on: bool,
    ) -> Result<(), Fault> {
        let one = self.entitlement_of_office(member, reference).await?;
        let now = self.clock.now();
        let acting = Acting::staff(member);
        let mut tx = self.db.begin().await?;
        if goes_on {
            let to = Entitlement {
                because: String::new(),
                objection_until: None,
                objected_at: None,
                ..one.clone()
            };
            let note = json!({ "because": one.because });
            self.step_entitlement(
                &mut tx,
                &one,
                EntitlementStep::Resume,
                (By::Office, &acting),
                to,
                note,
            )
            .await?;
            self.tell_of_entitlement(&mut tx, &one, Text::AllowanceNoticeResumed, &[])
                .await?;
        } else {
            self.end_entitlement(&mut tx, &one, (By::Office, &acting))
                .await?;
        }
        for row in store::objections_about(tx.conn(), &one.home, &one.id).await? {
            if row.done_at.is_none() && row.kind == "suspension" {
                let sealed = self.keys.seal(&answer_place(&row.id), &"", &self.chance);
                store::answer_objection(tx.conn(), &row, &member.id, &sealed, now).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    pub(super) async fn entitlement_of_office(
        &self,
        member: &StaffMember,
        reference: &str,
    ) -> Result<Entitlement, Fault> {
        self.pays_allowances(member)?;
        Ok(store::by_reference(&mut *self.db.read().await?, reference)
            .await?
            .filter(|one| one.office == member.office)
            .ok_or(PortalError::NotFound)?)
    }

    /// Asks the registers again whether it still holds, and sets the next date. What they say holds from now on, or, where
    /// it was wrong before, from the month that is named: then the next run makes up what was paid too little.
    ///
    /// # Errors
    /// `NotFound` for another office's, or a month in which it was not paid yet; `Conflict` where a register is silent, it
    /// has moved on, or a correction is of one's own household.
    pub(super) async fn recheck(
        &self,
        member: &StaffMember,
        reference: &str,
        typed: &RecheckForm,
    ) -> Result<(), Fault> {
        let one = self.entitlement_of_office(member, reference).await?;
        let this_month = Month::of(self.clock.today());
        let since = match typed.since.as_str() {
            "" => None,
            month => Some(
                Month::parse(month)
                    .filter(|month| one.first_month <= *month && *month <= this_month)
                    .ok_or(PortalError::NotFound)?,
            ),
        };
        let allowance = allowance_of(&one.service).ok_or(PortalError::NotFound)?;
        let person = self.person_of(&one)?;
        let reason = Reason {
            person: one.subject.clone(),
            actor: member.id.clone(),
            purpose: "allowances/recheck".to_owned(),
            issue: one.reference.as_str().to_owned(),
            is_waited_for: false,
        };
        let sets: Vec<DataSet> = allowance
            .registers
            .iter()
            .filter_map(|code| DataSet::from_code(code))
            .collect();
        let answers = self.ask_registers(&reason, &person.number, &sets).await?;
        if answers.iter().any(|answer| answer.outcome == Heard::Denied) {
            return Err(Fault::conflict(Text::AllowanceRegisterDenied));
        }
        if answers.iter().any(|answer| answer.outcome == Heard::Silent) {
            return Err(Fault::conflict(Text::AllowanceRegisterSilent));
        }
        let today = self.clock.today();
        let acting = Acting::staff(member);
        let against = answers
            .iter()
            .find(|answer| answer.data_set == DataSet::Persons.code())
            .and_then(Sourced::read::<Registered>)
            .and_then(|registered| says_against(&one, &registered));
        let before = self.facts_of_entitlement(&one)?;
        let facts = before.renewed(&hear(&answers, today).facts);
        let reckoned = reckon(
            &self.rule_book(),
            &one.benefit,
            &[],
            &facts,
            Month::of(today),
            |rule| allowance.terms(rule).clone(),
            self.settings.demo,
        );
        let against = against.or((reckoned.outcome == Outcome::No).then_some("rule"));
        let terms = allowance.terms(&reckoned.rule);
        let renewed = Entitlement {
            facts: self.keys.seal(&facts_place(&one.id), &facts, &self.chance),
            recheck_on: today.saturating_add(terms.recheck_months.months()),
            // An earlier correction holds on as long as nothing else is known now.
            facts_since: since.or(one.facts_since.filter(|_| before == facts)),
            ..one.clone()
        };
        let mut tx = self.db.begin().await?;
        if !store::move_entitlement(tx.conn(), &one, &renewed).await? {
            return Err(Fault::conflict(Text::AllowanceMovedOn));
        }
        if since.is_some() && store::is_own(tx.conn(), &one, &member.id).await? {
            return Err(Fault::conflict(Text::AllowanceRunOwn));
        }
        let mut entry = acting.entry("recheck", None);
        let since = since.map(|month| month.to_string()).unwrap_or_default();
        entry.note = json!({ "next": renewed.recheck_on.to_string(), "since": since });
        journal::write(tx.conn(), &one.record(), self.clock.now(), &entry).await?;
        if let Some(because) = against {
            let renewed = Entitlement {
                version: one.version + 1,
                ..renewed
            };
            self.suspend(&mut tx, &renewed, because, &acting).await?;
        }
        Ok(tx.commit().await?)
    }
}

//! The rules of "What can I get?": nothing is kept but a sealed slip of this session, for a day.

use std::sync::Arc;

use app::application::{LeaveForm, LeaveLine};
use app::benefits::{
    Answer, BenefitsDesk, CareLevel, Fact, FactSource, Facts, FactsForm, FactsView, OfficeLine,
    OwnAnswer, RuleBook, RuleFaultLine, Said,
};
use app::data_layer::register_name;
use app::error::PortalError;
use app::identity::desk::IdentityDesk;
use app::identity::{Actor, Citizen, OfficeId, PersonKey, SessionKey};
use app::text::{Text, Wording, in_every_language};
use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::facts::{Heard, hear};
use crate::Office;
use crate::application::{Asked, leave_line};
use crate::assessment::findings_of;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::data_layer::desk::{Outcome, Reason, Sourced};
use crate::data_layer::records::{DataSet, Registered};
use crate::data_layer::store as data;
use crate::fault::Fault;

/// What the registers are asked for, as the log of calls names it.
pub const PURPOSE: &str = "benefits/look";

/// For so long an answer is shown, whoever has to go away in between; then it is deleted with all slips.
const SHOWN: SignedDuration = SignedDuration::from_hours(24);
/// For so long the registers may be asked on the leave that was given for it.
const LEAVE: SignedDuration = SignedDuration::from_mins(30);

/// The page for anyone, and its slip.
const ANYONE: &str = "/benefits";
/// The page of leave, and the slip of what the registers said.
const MINE: &str = "/benefits/mine";
const BY_HAND: &str = "/benefits/mine/by-hand";

/// The registers, in the order of the page of leave.
pub(crate) const ASKS: [Asked; 4] = [
    Asked {
        set: DataSet::Persons,
        register: Text::DataSetPopulationPersons,
        what: Text::BenefitsLeavePersonWhat,
        why: Text::BenefitsLeavePersonWhy,
    },
    Asked {
        set: DataSet::Disabilities,
        register: Text::DataSetDisabilityPersons,
        what: Text::BenefitsLeaveDisabilityWhat,
        why: Text::BenefitsLeaveDisabilityWhy,
    },
    Asked {
        set: DataSet::Hardships,
        register: Text::DataSetHardshipPersons,
        what: Text::BenefitsLeaveHardshipWhat,
        why: Text::BenefitsLeaveHardshipWhy,
    },
    Asked {
        set: DataSet::Insurance,
        register: Text::DataSetInsurancePersons,
        what: Text::BenefitsLeaveInsuranceWhat,
        why: Text::BenefitsLeaveInsuranceWhy,
    },
];

/// As a tick of the page of leave: what assessments found, which no register holds but the portal itself.
pub(crate) const FINDINGS: &str = "findings";

/// Its line on a page of leave.
pub(crate) fn findings_line() -> LeaveLine {
    LeaveLine {
        data_set: FINDINGS.to_owned(),
        register: in_every_language(Text::OffersFindingRegister, &[]),
        what: in_every_language(Text::OffersFindingWhat, &[]),
        why: in_every_language(Text::OffersFindingWhy, &[]),
    }
}

/// What somebody typed on the page for anyone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Typed {
    at: Timestamp,
    form: FactsForm,
}

/// What the registers said, and what was typed besides.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Look {
    at: Timestamp,
    /// Whose registers these are: a session that has become another person's shows nothing.
    person: String,
    answers: Vec<Sourced>,
    form: FactsForm,
    /// Whether findings might be looked at, and the level of the one that holds, with when it was issued.
    #[serde(default)]
    finds: bool,
    #[serde(default)]
    found: Option<(CareLevel, Timestamp)>,
}

impl Look {
    /// What registers and findings say.
    fn heard(&self, today: Date) -> Heard {
        let mut heard = hear(&self.answers, today);
        if let Some((level, at)) = self.found {
            heard.facts.care = Some(level);
            heard.sources.push(found_at(at));
        }
        heard
    }
}

/// Where a level comes from that was found then.
pub(crate) fn found_at(at: Timestamp) -> FactSource {
    FactSource {
        fact: Fact::Care,
        register: in_every_language(Text::OffersFindingRegister, &[]),
        at,
    }
}

impl Office {
    /// Keeps what was typed; leads to the answer, or back to what is wrong.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_facts(
        &self,
        session: &SessionKey,
        typed: FactsForm,
    ) -> Result<&'static str, Fault> {
        let forget = typed.act == "forget";
        let form = if forget { FactsForm::default() } else { typed };
        let is_understood = form.parse(&FactsForm::ALL, self.nothing_known()).is_ok();
        // A time long past, so that nothing is shown.
        let at = if forget {
            Timestamp::UNIX_EPOCH
        } else {
            self.clock.unmoved()
        };
        self.keep_slip(session, ANYONE, &Typed { at, form }).await?;
        Ok(match (forget, is_understood) {
            (true, _) => ANYONE,
            (false, true) => "/benefits/answer",
            (false, false) => "/benefits?review",
        })
    }

    /// Leave was decided: a receipt for each register, then those that may be asked are asked side by side.
    ///
    /// # Errors
    /// The database's; a register's failure is part of the answer.
    pub async fn look_for_benefits(
        &self,
        citizen: &Citizen,
        session: &SessionKey,
        typed: &LeaveForm,
    ) -> Result<&'static str, Fault> {
        let number = self.number_of_citizen(citizen).await?;
        let now = self.clock.now();
        let look = self.chance.id(now);
        let is_given = |asked: &&Asked| typed.registers.contains(&asked.set.code());
        let mut tx = self.db.begin().await?;
        for asked in &ASKS {
            let receipt = data::LeaveRow {
                id: self.chance.id(now),
                person: citizen.person.clone(),
                draft: look.clone(),
                data_set: asked.set.code(),
                purpose: PURPOSE.to_owned(),
                given: is_given(&asked),
                at: now,
                expires_at: now + LEAVE,
            };
            data::keep_leave(tx.conn(), &receipt).await?;
        }
        tx.commit().await?;
        let sets: Vec<DataSet> = ASKS
            .iter()
            .filter(is_given)
            .map(|asked| asked.set)
            .collect();
        let reason = Reason {
            person: citizen.person.clone(),
            actor: citizen.person.0.clone(),
            purpose: PURPOSE.to_owned(),
            issue: look,
            is_waited_for: true,
        };
        let mut answers = self.ask_registers(&reason, &number, &sets).await?;
        answers.extend(
            ASKS.iter()
                .filter(|asked| !is_given(asked))
                .map(|asked| Sourced::without_leave(asked.set, now)),
        );
        for what in hear(&answers, self.clock.today()).contradictions {
            tracing::error!(
                what,
                "two registers contradict each other; their owners have to look"
            );
        }
        let finds = typed.registers.iter().any(|code| code == FINDINGS);
        let found = if finds {
            let row = AccessRow {
                person: citizen.person.clone(),
                by_kind: ReaderKind::Portal,
                by_id: "portal".to_owned(),
                office: OfficeId(String::new()),
                role: String::new(),
                purpose: PURPOSE.to_owned(),
                reference: String::new(),
                fields: vec!["finding".to_owned()],
                outcome: ReadOutcome::Allowed,
            };
            record_read(self, row).await?;
            self.level_found(&citizen.person).await?
        } else {
            None
        };
        let kept = Look {
            at: self.clock.unmoved(),
            person: citizen.person.0.clone(),
            answers,
            form: FactsForm::default(),
            finds,
            found,
        };
        self.keep_slip(session, MINE, &kept).await?;
        Ok("/benefits/mine/answer")
    }

    /// The level of the newest finding that holds today, whichever district's people found it, and when it was issued.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn level_found(
        &self,
        person: &PersonKey,
    ) -> Result<Option<(CareLevel, Timestamp)>, Fault> {
        let today = self.clock.today();
        let all = findings_of(&mut *self.db.read().await?, person).await?;
        Ok(all
            .iter()
            .find(|finding| finding.holds_on(today))
            .map(|finding| (finding.level, finding.issued_at)))
    }

    /// What no register has said was typed by hand.
    ///
    /// # Errors
    /// The database's.
    pub async fn add_by_hand(
        &self,
        citizen: &Citizen,
        session: &SessionKey,
        typed: FactsForm,
    ) -> Result<String, Fault> {
        let Some(mut look) = self.look_of(citizen, session).await? else {
            return Ok(MINE.to_owned());
        };
        look.form = typed;
        let is_understood = self.own_facts(&look).1.is_empty();
        self.keep_slip(session, MINE, &look).await?;
        Ok(if is_understood {
            "/benefits/mine/answer".to_owned()
        } else {
            format!("{BY_HAND}?review")
        })
    }

    fn nothing_known(&self) -> Facts {
        Facts::unknown(self.clock.today())
    }

    /// A slip of this session that is not too old.
    async fn fresh_slip<T: DeserializeOwned>(
        &self,
        session: &SessionKey,
        page: &str,
        at: impl Fn(&T) -> Timestamp,
    ) -> Result<Option<T>, PortalError> {
        if session.0.is_empty() {
            return Ok(None);
        }
        let slip = self.slip(session, page).await?;
        let read: Option<T> = slip.and_then(|slip| serde_json::from_str(&slip).ok());
        Ok(read.filter(|read| self.clock.unmoved().duration_since(at(read)) < SHOWN))
    }

    async fn look_of(
        &self,
        citizen: &Citizen,
        session: &SessionKey,
    ) -> Result<Option<Look>, PortalError> {
        let look: Option<Look> = self
            .fresh_slip(session, MINE, |look: &Look| look.at)
            .await?;
        Ok(look.filter(|look| look.person == citizen.person.0))
    }

    /// What is known from the registers with what was typed besides, and what is wrong with the typing.
    fn own_facts(&self, look: &Look) -> (Facts, Vec<app::ui::FieldFault>) {
        let heard = look.heard(self.clock.today()).facts;
        let asked = left_open(&heard);
        if look.form == FactsForm::default() {
            return (heard, Vec::new());
        }
        match look.form.parse(&asked, heard.clone()) {
            Ok(facts) => (facts, Vec::new()),
            Err(faults) => (heard, faults),
        }
    }

    /// The office of a department for somebody registered here: by street where it is known. Otherwise the division's;
    /// a street office is of a street, so that the district's civil affairs bureau has to say which.
    pub(crate) fn office_line(
        &self,
        facts: &Facts,
        street: Option<&str>,
        department: &str,
    ) -> Option<OfficeLine> {
        let directory = self.directory();
        let division = match facts.district.as_ref()? {
            app::benefits::District::Here(division) => division.code,
            app::benefits::District::Elsewhere => return None,
        };
        let named = match street {
            Some(street) => directory.serving(department, street),
            None if department == "street" => None,
            None => directory.of_division(department, division),
        };
        let office = named.or_else(|| directory.of_division("civil-affairs", division))?;
        Some(OfficeLine {
            name: office.name.clone(),
            phone: office.phone.clone(),
            hours: office.hours.clone(),
            knows_the_street: named.is_none(),
        })
    }

    fn judged(&self, facts: &Facts, street: Option<&str>) -> Answer {
        let book = self.rule_book();
        let answer = Answer::of(&book, facts, &|department| {
            self.office_line(facts, street, department)
        });
        for line in &answer.lines {
            if line.said == Said::Clash {
                tracing::error!(
                    benefit = line.code,
                    owner = line.owner.zh,
                    contradictions = ?book.contradictions(),
                    "two rules contradict each other; people are sent to the office"
                );
            }
        }
        answer
    }
}

/// What no register has said and somebody may type. A disputed fact is not settled by typing a third version.
fn left_open(facts: &Facts) -> Vec<Fact> {
    FactsForm::ALL
        .into_iter()
        .filter(|fact| !facts.knows(*fact) && !facts.disputed.contains(fact))
        .collect()
}

fn citizen(actor: &Actor) -> Result<&Citizen, PortalError> {
    actor.citizen().ok_or(PortalError::SignInFirst)
}

#[async_trait]
impl BenefitsDesk for Office {
    fn rules(&self) -> Arc<RuleBook> {
        self.rule_book()
    }

    async fn facts_typed(&self, session: &SessionKey) -> Result<FactsView, PortalError> {
        let typed: Option<Typed> = self
            .fresh_slip(session, ANYONE, |typed: &Typed| typed.at)
            .await?;
        let form = typed.unwrap_or_default().form;
        Ok(FactsView {
            asked: FactsForm::ALL.to_vec(),
            faults: form
                .parse(&FactsForm::ALL, self.nothing_known())
                .err()
                .unwrap_or_default(),
            typed: form,
        })
    }

    async fn what_anyone_gets(&self, session: &SessionKey) -> Result<Option<Answer>, PortalError> {
        let typed: Option<Typed> = self
            .fresh_slip(session, ANYONE, |typed: &Typed| typed.at)
            .await?;
        Ok(typed
            .and_then(|typed| {
                let known = self.nothing_known();
                typed.form.parse(&FactsForm::ALL, known).ok()
            })
            .map(|facts| self.judged(&facts, None)))
    }

    async fn registers_to_ask(&self, actor: &Actor) -> Result<Vec<LeaveLine>, PortalError> {
        citizen(actor)?;
        Ok(ASKS
            .iter()
            .map(leave_line)
            .chain([findings_line()])
            .collect())
    }

    async fn what_i_get(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<Option<OwnAnswer>, PortalError> {
        let Some(look) = self.look_of(citizen(actor)?, session).await? else {
            return Ok(None);
        };
        let heard = look.heard(self.clock.today());
        let (facts, _) = self.own_facts(&look);
        let street = look
            .answers
            .iter()
            .find(|answer| answer.data_set == DataSet::Persons.code())
            .and_then(Sourced::read::<Registered>)
            .and_then(|person| person.street);
        let with_outcome = |outcome: Outcome| -> Vec<Wording> {
            look.answers
                .iter()
                .filter(|answer| answer.outcome == outcome)
                .map(|answer| register_name(&answer.data_set))
                .collect()
        };
        let mut unasked = with_outcome(Outcome::NoLeave);
        unasked.extend((!look.finds).then(|| findings_line().register));
        Ok(Some(OwnAnswer {
            answer: self.judged(&facts, street.as_deref()),
            typed: left_open(&heard.facts)
                .into_iter()
                .filter(|fact| facts.knows(*fact))
                .collect(),
            sources: heard.sources,
            silent: with_outcome(Outcome::Silent),
            denied: with_outcome(Outcome::Denied),
            unasked,
            missing: left_open(&facts),
        }))
    }

    async fn rule_faults(&self, actor: &Actor) -> Result<Vec<RuleFaultLine>, PortalError> {
        let member = match actor {
            Actor::Visitor => return Err(PortalError::SignInFirst),
            _ => actor.staff().ok_or(PortalError::NotFound)?,
        };
        Ok(self.read_rule_faults(member).await?)
    }

    async fn left_to_type(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<Option<FactsView>, PortalError> {
        let Some(look) = self.look_of(citizen(actor)?, session).await? else {
            return Ok(None);
        };
        let heard = look.heard(self.clock.today()).facts;
        let (_, faults) = self.own_facts(&look);
        Ok(Some(FactsView {
            asked: left_open(&heard),
            typed: look.form,
            faults,
        }))
    }
}

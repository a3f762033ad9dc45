//! What the desk's pages show, put together from the case's own data. Knows no service by name.

use std::collections::HashMap;

use app::case::{Capacity, Dossier, Field, FieldState, PartyRole, Stage, Step};
use app::casework::{
    ActHead, Due, FieldGroup, FieldSeen, Holder, JournalLine, MatterAddress, PartySeen, QueueRow,
    Recorded, SiblingSeen, Standing, WaitSeen, WaitsFor, Who,
};
use app::evidence::HandedIn;
use app::identity::{OfficeId, StaffMember};
use app::person::ResidentId;
use app::text::{Wording, city_date};
use jiff::SignedDuration;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::desk::whose;
use super::store::{self, Listed, Whose};
use crate::Office;
use crate::case::{
    Acting, Case, Matter, Party, Wait, WrittenField, store as cases, what_will_be_written,
};
use crate::fault::Fault;
use crate::journal::{self, Record, Written};

/// An answer this much older than the application is said to be as of its time.
const OLD: SignedDuration = SignedDuration::from_mins(30);

/// The steps that staff take at the desk.
const DESK_STEPS: [Step; 18] = [
    Step::TakeUp,
    Step::PutBack,
    Step::AskApplicant,
    Step::AllowAnotherRequest,
    Step::ReceiveAtCounter,
    Step::CloseUnanswered,
    Step::Reopen,
    Step::Approve,
    Step::Refuse,
    Step::Countersign,
    Step::SendBack,
    Step::Recall,
    Step::HandOver,
    Step::TakeOver,
    Step::SendOn,
    Step::Offer,
    Step::AcceptOffer,
    Step::DeclineOffer,
];

/// A matter of the member's own office with its whole case, as stored.
pub struct Opened {
    pub case: Case,
    pub matter: Matter,
    pub siblings: Vec<Matter>,
    pub parties: Vec<Party>,
    /// Names by party: `applicant`, `confirmer`, a subject's key.
    pub names: HashMap<String, String>,
    pub dossier: Dossier,
    pub is_own_case: bool,
    /// The member has pressed for the identity numbers lately.
    pub sees_numbers: bool,
    /// Empty where nobody holds it.
    pub holder_name: String,
    /// Whoever holds it is away today, or does not work here any more.
    pub is_holder_away: bool,
}

impl Opened {
    /// Reads the case around a matter.
    pub async fn read(
        office: &Office,
        conn: &mut AnyConnection,
        member: &StaffMember,
        matter: Matter,
    ) -> Result<Self, Fault> {
        let case = cases::case_by_id(conn, &matter.key.home, &matter.case_id)
            .await?
            .ok_or_else(|| Fault::Row(format!("matter {} without its case", matter.key.id)))?;
        let siblings = cases::matters(conn, &case.home, &case.id).await?;
        let parties = cases::parties(conn, &case.home, &case.id).await?;
        let mut names = HashMap::new();
        for party in &parties {
            let name = office.name_of(party)?.as_str().to_owned();
            names.insert(party.party.clone(), name);
        }
        let holder_name = if matter.holder.is_empty() {
            String::new()
        } else {
            cases::staff_name(conn, &matter.holder).await?
        };
        Ok(Self {
            dossier: office.dossier(&case)?,
            sees_numbers: office.sees_numbers(conn, &matter.key, &member.id).await?,
            is_own_case: store::is_own_case(conn, &matter, &member.id).await?,
            is_holder_away: store::is_away(conn, &matter.holder, office.clock.today()).await?,
            case,
            matter,
            siblings,
            parties,
            names,
            holder_name,
        })
    }

    pub fn address(&self) -> MatterAddress {
        MatterAddress {
            reference: self.case.reference.clone(),
            matter: self.matter.key.id.clone(),
        }
    }

    pub fn holder(&self, member: &StaffMember) -> Option<Holder> {
        (!self.matter.holder.is_empty()).then(|| Holder {
            name: self.holder_name.clone(),
            is_me: self.matter.holder == member.id,
            is_away: self.is_holder_away,
        })
    }

    /// What the law lets this member do now. Whatever follows taking up is for whoever holds the matter.
    pub fn acts(&self, member: &StaffMember) -> Vec<Step> {
        DESK_STEPS
            .into_iter()
            .filter(|step| {
                self.is_theirs(*step, member)
                    && !self.is_own_case
                    && self.law_allows(*step, member)
                    && (*step != Step::AllowAnotherRequest || self.was_asked_before())
            })
            .collect()
    }

    /// No further request may be put without a supervisor's reason.
    pub fn was_asked_before(&self) -> bool {
        self.matter.requests >= self.matter.requests_allowed
    }

    /// The page's reading of what [`store::hold`] enforces.
    fn is_theirs(&self, step: Step, member: &StaffMember) -> bool {
        let matter = &self.matter;
        let is_ours = matter.office == member.office;
        match whose(step, member) {
            Whose::Nobodys => is_ours && matter.holder.is_empty(),
            Whose::Mine => is_ours && matter.holder == member.id,
            Whose::ProposedByAnother => is_ours && matter.proposed_by != member.id,
            Whose::ProposedByMe => is_ours && matter.proposed_by == member.id,
            Whose::OfSomebodyAway => is_ours && self.is_holder_away && matter.holder != member.id,
            Whose::OfferedToUs => matter
                .offered_to
                .as_ref()
                .is_some_and(|(office, _)| *office == member.office),
            Whose::NobodysOrMine => {
                is_ours && (matter.holder.is_empty() || matter.holder == member.id)
            }
            Whose::OfTheOffice => is_ours,
        }
    }

    fn law_allows(&self, step: Step, member: &StaffMember) -> bool {
        let by = Acting::staff(member).capacity;
        let matter = &self.matter;
        matter.stage.after(step, by, Office::course(matter)).is_ok()
    }

    /// Whether this step is this member's to take just now, and if not, why.
    pub fn standing(&self, step: Step, member: &StaffMember) -> Standing {
        if self.is_own_case {
            Standing::OwnCase
        } else if self.law_allows(step, member) {
            if self.is_theirs(step, member) {
                if step == Step::AskApplicant && self.was_asked_before() {
                    Standing::AskedBefore
                } else {
                    Standing::May
                }
            } else if step == Step::Countersign {
                Standing::Proposer
            } else {
                Standing::HeldBy(self.holder_name.clone())
            }
        } else if self.matter.stage == Stage::Ready {
            Standing::NotTakenUp
        } else {
            Standing::MovedOn(self.matter.stage)
        }
    }

    pub fn head(&self, step: Step, member: &StaffMember) -> ActHead {
        ActHead {
            address: self.address(),
            service: self.case.service_name.clone(),
            name: self.matter.definition.name.clone(),
            about: self.about(&self.matter),
            version: self.matter.version,
            standing: self.standing(step, member),
        }
    }

    /// Which of several subjects a matter is for; `None` where there is one only.
    pub fn about(&self, matter: &Matter) -> Option<u32> {
        let has_twin = self
            .siblings
            .iter()
            .any(|other| other.code == matter.code && other.subject != matter.subject);
        number_of(&matter.subject).filter(|_| has_twin)
    }

    /// The fields that this matter's office may see, in the order of the dossier.
    pub fn visible(&self) -> impl Iterator<Item = &Field> {
        let sees = &self.matter.definition.sees;
        self.dossier
            .fields
            .iter()
            .filter(move |field| field.class == "common" || sees.contains(&field.class))
    }

    /// What a decision writes into a register.
    pub fn written(&self, office: &Office) -> Result<Vec<WrittenField>, Fault> {
        what_will_be_written(office, &self.dossier, &self.matter, &self.siblings)
    }

    /// By name, whatever on this matter's pages is somebody's identity number: of the application as the office sees it,
    /// of what a decision writes, and the result.
    pub fn numbers(&self, office: &Office) -> Result<Vec<String>, Fault> {
        let fields = self.visible().filter(|field| {
            is_number(&field.value)
                || said_otherwise(&field.state).is_some_and(|says| is_number(says))
        });
        let mut numbers: Vec<String> = fields
            .map(|field| format!("{}.{}", field.subject, field.name))
            .collect();
        let written = self.written(office)?.into_iter();
        numbers.extend(
            written
                .filter(|field| is_number(&field.value))
                .map(|field| field.name),
        );
        if let Some(result) = office.result_of(&self.matter)?
            && is_number(&result)
        {
            numbers.push(format!("result.{}", self.matter.code));
        }
        Ok(numbers)
    }

    /// A value as the pages show it, `said` where it is nobody's number: identity numbers in full only after a press.
    pub fn shown(&self, value: &str, said: Wording) -> Wording {
        if is_number(value) {
            Wording::same(self.shown_text(value))
        } else {
            said
        }
    }

    /// The same of a text that is said as it stands.
    fn shown_text(&self, text: &str) -> String {
        match ResidentId::parse(text) {
            Ok(number) if !self.sees_numbers => number.masked(),
            _ => text.to_owned(),
        }
    }

    /// What somebody else says in a field's place, as the pages show it: a register says it in its codes, people in words.
    fn otherwise(&self, office: &Office, field: &Field) -> Option<Wording> {
        let (says, said) = match &field.state {
            FieldState::Differs { source_says } => {
                (source_says, office.value_in_words(&field.name, source_says))
            }
            FieldState::Disputed { says } => (says, Wording::same(says.clone())),
            _ => return None,
        };
        Some(self.shown(says, said))
    }

    fn seen(&self, office: &Office, field: &Field) -> FieldSeen {
        FieldSeen {
            whose: None,
            label: field.label.clone(),
            shown: self.shown(&field.value, field.shown()),
            source: field
                .source
                .as_ref()
                .map(|source| (source.data_set.clone(), source.at)),
            state: field.state.clone(),
            otherwise: self.otherwise(office, field),
            as_of: field
                .source
                .as_ref()
                .map(|source| source.at)
                .filter(|at| self.case.submitted_at.duration_since(*at) >= OLD),
        }
    }

    /// What wants a look: contradictions, then what nobody has confirmed, then what was confirmed later.
    pub fn differences(&self, office: &Office) -> Vec<FieldSeen> {
        let mut found: Vec<(u8, FieldSeen)> = self
            .visible()
            .filter_map(|field| {
                let seen = self.seen(office, field);
                let rank = rank(&field.state).or(seen.as_of.map(|_| 3))?;
                let whose = self.names.get(&field.subject).cloned();
                Some((rank, FieldSeen { whose, ..seen }))
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, field)| field).collect()
    }

    /// All that the office may see, by subject.
    pub fn groups(&self, office: &Office) -> Vec<FieldGroup> {
        let mut groups: Vec<(&str, FieldGroup)> = Vec::new();
        for field in self.visible() {
            let seen = self.seen(office, field);
            match groups
                .iter_mut()
                .find(|(subject, _)| *subject == field.subject)
            {
                Some((_, group)) => group.fields.push(seen),
                None => groups.push((
                    &field.subject,
                    FieldGroup {
                        name: self.names.get(&field.subject).cloned(),
                        belongs_to: field.belongs_to,
                        is_about_the_case: field.subject == "case",
                        fields: vec![seen],
                    },
                )),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// How far every office has come, in the order of the application.
    pub fn siblings(&self, office: &Office) -> Vec<SiblingSeen> {
        self.siblings
            .iter()
            .map(|sibling| SiblingSeen {
                name: sibling.definition.name.clone(),
                about: self.about(sibling),
                office: office.name_of_office(&sibling.office),
                stage: sibling.stage,
                due: sibling.due,
                ended_at: sibling.ended_at,
                is_this: sibling.key == self.matter.key,
                is_needed: self.matter.definition.needs.contains(&sibling.code)
                    && (sibling.subject == self.matter.subject
                        || sibling.subject == "case"
                        || self.matter.subject == "case"),
            })
            .collect()
    }

    /// Names, and whether they have confirmed; nothing else of a party.
    pub fn parties(&self) -> Vec<PartySeen> {
        let mut parties: Vec<&Party> = self.parties.iter().collect();
        parties.sort_by_key(|party| (party.role, party.party.clone()));
        parties
            .into_iter()
            .map(|party| PartySeen {
                role: party.role,
                name: self.names.get(&party.party).cloned().unwrap_or_default(),
                confirmation: party.confirmation.clone(),
                mandate: self
                    .case
                    .mandate
                    .clone()
                    .filter(|_| party.role == PartyRole::Applicant),
            })
            .collect()
    }

    /// The decision that was taken, or what the register said to it.
    pub fn recorded(&self, office: &Office) -> Result<Option<Recorded>, Fault> {
        let definition = &self.matter.definition;
        let result = office
            .result_of(&self.matter)?
            .map(|value| (definition.result.clone(), self.shown_text(&value)));
        let decision = office.decision_of(&self.matter)?;
        if decision.is_none() && result.is_none() {
            return Ok(None);
        }
        let reason = decision.as_ref().and_then(|decision| {
            definition
                .refusals
                .iter()
                .find(|reason| reason.code == decision.reason)
                .cloned()
        });
        Ok(Some(Recorded {
            is_approved: decision.as_ref().is_none_or(|decision| decision.approved),
            reason,
            text: decision
                .as_ref()
                .map(|decision| decision.text.clone())
                .unwrap_or_default(),
            register_says: decision
                .map(|decision| decision.register_says)
                .unwrap_or_default(),
            result,
        }))
    }

    /// The other party has confirmed, on a page of their own or at a counter.
    pub fn is_confirmed(&self) -> bool {
        let states = ["confirmed", "counter-confirmed"];
        let of_party = |party: &Party| states.contains(&party.confirmation.as_str());
        self.parties.iter().any(of_party)
    }

    /// What has to come from elsewhere before the matter goes on; `waits` are its own.
    pub fn waits_for(&self, waits: &[WaitSeen]) -> Option<WaitsFor> {
        match self.matter.stage {
            Stage::AwaitingApplicant => {
                let open = waits.iter().find(|wait| wait.until.is_none())?;
                Some(WaitsFor::Applicant {
                    since: city_date(open.since),
                    answer_by: open.answer_by,
                })
            }
            Stage::Recording => Some(WaitsFor::Register),
            Stage::Proposed => Some(WaitsFor::Colleague),
            Stage::Offered => Some(WaitsFor::OtherOffice {
                until: self.matter.offered_to.as_ref().map(|(_, until)| *until),
            }),
            Stage::Waiting if self.matter.wants_confirmation && !self.is_confirmed() => {
                Some(WaitsFor::Confirmer)
            }
            Stage::Waiting
                if self
                    .dossier
                    .lacks_for(&self.matter.definition, &self.matter.subject) =>
            {
                Some(WaitsFor::Confirmer)
            }
            Stage::Waiting => Some(WaitsFor::OtherMatter),
            _ => None,
        }
    }

    /// What this matter's applicant was asked, oldest first.
    pub async fn waits(
        &self,
        office: &Office,
        conn: &mut AnyConnection,
    ) -> Result<Vec<WaitSeen>, Fault> {
        let files = office.files_at_the_desk(conn, &self.matter.key).await?;
        cases::waits_of_matter(conn, &self.matter.key)
            .await?
            .iter()
            .map(|wait| {
                let with_it = files.iter().filter(|(answers, _)| *answers == wait.id);
                let files = with_it.map(|(_, file)| file.clone()).collect();
                wait_seen(office, wait, files)
            })
            .collect()
    }

    /// The whole case's journal, newest first. What another office gave as a reason stays with it.
    pub async fn journal(&self, conn: &mut AnyConnection) -> Result<Vec<JournalLine>, Fault> {
        let record = Record::new(&self.case.home, "case", &self.case.id);
        let written = journal::read(conn, &record).await?;
        let mut staff: HashMap<String, String> = HashMap::new();
        for Written { entry, .. } in &written {
            let is_staff = matches!(entry.by.as_str(), "caseworker" | "supervisor");
            if is_staff && !staff.contains_key(&entry.actor) {
                let name = cases::staff_name(conn, &entry.actor).await?;
                staff.insert(entry.actor.clone(), name);
            }
        }
        Ok(written
            .iter()
            .rev()
            .map(|written| self.journal_line(written, &staff))
            .collect())
    }

    fn journal_line(&self, written: &Written, staff: &HashMap<String, String>) -> JournalLine {
        let entry = &written.entry;
        let capacity: Option<Capacity> =
            serde_json::from_value(serde_json::Value::String(entry.by.clone())).ok();
        let of_party = || {
            self.parties
                .iter()
                .find(|party| !party.person.0.is_empty() && party.person.0 == entry.actor)
                .and_then(|party| self.names.get(&party.party))
        };
        let name = staff.get(&entry.actor).or_else(of_party).cloned();
        let moved = entry
            .matter
            .as_ref()
            .and_then(|id| self.siblings.iter().find(|sibling| sibling.key.id == *id));
        JournalLine {
            at: written.at,
            who: Who {
                capacity,
                name: name.unwrap_or_default(),
            },
            step: entry.step.clone(),
            from: entry.from.as_deref().and_then(Stage::from_code),
            to: entry.to.as_deref().and_then(Stage::from_code),
            matter: moved.map(|matter| (matter.definition.name.clone(), self.about(matter))),
        }
    }
}

/// Whether a value is somebody's identity number.
pub fn is_number(value: &str) -> bool {
    ResidentId::parse(value).is_ok()
}

/// What somebody else says in a field's place.
fn said_otherwise(state: &FieldState) -> Option<&String> {
    match state {
        FieldState::Differs { source_says: says } | FieldState::Disputed { says } => Some(says),
        _ => None,
    }
}

/// How much a field wants a look, 0 most; `None`: not at all.
const fn rank(state: &FieldState) -> Option<u8> {
    match state {
        FieldState::Differs { .. } => Some(0),
        FieldState::Disputed { .. } => Some(1),
        FieldState::Unverified { .. } | FieldState::Declined { .. } | FieldState::Awaited => {
            Some(2)
        }
        FieldState::NowConfirmed | FieldState::Corrected { .. } => Some(3),
        FieldState::AsGiven | FieldState::Declared => None,
    }
}

/// 2 for a subject's key such as `subject-2`.
fn number_of(subject: &str) -> Option<u32> {
    subject.rsplit_once('-')?.1.parse().ok()
}

fn wait_seen(office: &Office, wait: &Wait, files: Vec<HandedIn>) -> Result<WaitSeen, Fault> {
    let (question, answer) = office.words_of(wait)?;
    Ok(WaitSeen {
        since: wait.since,
        answer_by: wait.answer_by,
        until: wait.until,
        question,
        answer,
        brings_since: wait.brings_since,
        files,
    })
}

impl Office {
    /// The name of an office, or of whoever provides care; its number where nobody knows it (any more).
    pub(crate) fn name_of_office(&self, id: &OfficeId) -> Wording {
        let office = self.directory().get(id).map(|entry| entry.name.clone());
        let provider = || {
            let directory = self.care_directory();
            directory.get(&id.0).map(|provider| provider.name.clone())
        };
        office
            .or_else(provider)
            .unwrap_or_else(|| Wording::same(id.0.clone()))
    }

    /// A promised date as it looks from today.
    pub(super) fn due(&self, date: Date, today: Date) -> Due {
        let is_past = date < today;
        Due {
            date,
            days_left: if is_past {
                -self.calendar.between(date, today)
            } else {
                self.calendar.between(today, date)
            },
            is_past,
            is_today: date == today,
            is_provisional: self.calendar.is_provisional(date),
        }
    }

    /// A row of a list.
    pub(super) fn queue_row(&self, row: Listed, member: &StaffMember, today: Date) -> QueueRow {
        let waits = match row.stage {
            Stage::AwaitingApplicant => row.waits_since.map(|since| WaitsFor::Applicant {
                since: city_date(since),
                answer_by: row.answer_by,
            }),
            Stage::Recording => Some(WaitsFor::Register),
            Stage::Proposed => Some(WaitsFor::Colleague),
            Stage::Offered => Some(WaitsFor::OtherOffice {
                until: row.offered_until,
            }),
            Stage::Waiting if row.is_unconfirmed => Some(WaitsFor::Confirmer),
            Stage::Waiting => Some(WaitsFor::OtherMatter),
            _ => None,
        };
        QueueRow {
            about: number_of(&row.subject).filter(|_| row.has_twin),
            name: row.definition.name,
            stage: row.stage,
            submitted_at: row.submitted_at,
            due: row.due.map(|date| self.due(date, today)),
            holder: (!row.holder.is_empty()).then(|| Holder {
                is_me: row.holder == member.id,
                is_away: row.is_holder_away,
                name: row.holder_name,
            }),
            waits,
            ended_at: row.ended_at,
            address: MatterAddress {
                reference: row.reference,
                matter: row.id,
            },
        }
    }
}

/// Whose data stands in a field: the parties' pseudonyms, by role.
pub fn persons_of(parties: &[Party], role: PartyRole) -> impl Iterator<Item = &Party> {
    parties
        .iter()
        .filter(move |party| party.role == role && !party.person.0.is_empty())
}

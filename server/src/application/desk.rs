//! The rules of an application on its way: drafts, leave, what the registers said, and what is left to ask.

use std::collections::BTreeMap;

use app::application::{
    ApplicationDesk, ByHandView, CheckGroup, CheckMatter, CheckRow, CheckView, CheckedBy,
    DeclarationForm, DetourView, DraftView, GuideMatter, GuideView, KnownGroup, KnownValue,
    KnownView, LeaveForm, LeaveLine, LeaveView, MattersForm, MattersView, WrongForm, WrongView,
};
use app::case::{Field, FieldState, MatterKind, ServiceDefinition};
use app::data_layer::register_name;
use app::error::PortalError;
use app::identity::{Actor, Citizen};
use app::text::{Text, Wording, city_date, in_every_language};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::by_hand::{BY_HAND, ByHand};
use super::service::{Asked, Reading, Service, Understanding, service_of};
use super::store::{self, DraftRow};
use crate::Office;
use crate::data_layer::answers;
use crate::data_layer::corrections::SaidWrong;
use crate::data_layer::desk::{Outcome, Reason, Sourced};
use crate::data_layer::records::DataSet;
use crate::data_layer::store as data;
use crate::fault::Fault;
use crate::mandate::ActingFor;

/// Drafts live 30 days, and say so on their first page.
const DRAFT_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What staff fill in for somebody lives as long as that person may stand there.
const HELP_LIFE: SignedDuration = SignedDuration::from_hours(2);

/// The page of leave, by its name in the draft.
pub const LEAVE: &str = "leave";
/// The page of values that the registers gave: kept when it was seen.
pub const KNOWN: &str = "known";
pub const MATTERS: &str = "matters";
/// The number of whom it is about, as it was when the registers were asked.
pub const WHOSE_NUMBER: &str = "whose-number";
pub const DECLARATION: &str = "declaration";

/// A draft with its pages, opened.
#[derive(Clone, Debug)]
pub struct Draft {
    pub row: DraftRow,
    /// Who is acted for.
    pub acting: Option<ActingFor>,
    pages: BTreeMap<String, Value>,
}

impl Draft {
    /// A page as it was typed; the default where it was not.
    pub fn typed<T: DeserializeOwned + Default>(&self, page: &str) -> T {
        self.pages
            .get(page)
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .unwrap_or_default()
    }

    pub fn has(&self, page: &str) -> bool {
        self.pages.contains_key(page)
    }

    /// What a register answered; `None` before leave was decided.
    pub fn sourced(&self, set: DataSet) -> Option<Sourced> {
        self.pages
            .get(&source_page(set))
            .and_then(|value| serde_json::from_value(value.clone()).ok())
    }

    /// How a value stands that was typed in place of what this register would have said.
    pub fn typed_for(&self, set: DataSet) -> FieldState {
        let data_set = set.code();
        match self.sourced(set).map(|sourced| sourced.outcome) {
            Some(Outcome::NoLeave) => FieldState::Declined { data_set },
            outcome => FieldState::Unverified {
                data_set,
                is_denied: outcome == Some(Outcome::Denied),
            },
        }
    }

    /// What the citizen says instead of a source, by `subject.name`.
    pub fn disputed(&self, key: &str) -> Option<String> {
        let form: WrongForm = self.typed(&wrong_page(key));
        (self.has(&wrong_page(key)) && form.faults().is_empty())
            .then_some(form.right.trim().to_owned())
    }
}

fn source_page(set: DataSet) -> String {
    format!("source.{}", set.code())
}

fn wrong_page(key: &str) -> String {
    format!("wrong.{key}")
}

fn page_place(draft: &str, page: &str) -> String {
    format!("draft_page.typed.{draft}.{page}")
}

/// A draft, and what its service makes of it.
pub struct Understood {
    pub service: &'static dyn Service,
    pub definition: ServiceDefinition,
    pub draft: Draft,
    pub says: Understanding,
}

impl Understood {
    /// Where it goes on: a function of what is stored, so Back and reload are harmless.
    pub fn next_page(&self) -> String {
        let service = self.service.code();
        if !self.draft.row.reference.is_empty() {
            return format!("/cases/{}/receipt", self.draft.row.reference);
        }
        if !self.draft.has(LEAVE) {
            return format!("/{service}/leave");
        }
        if self.says.detour.is_some() {
            return format!("/{service}/another-way");
        }
        if !self.draft.has(KNOWN) {
            return format!("/{service}/known");
        }
        self.next_question()
            .unwrap_or_else(|| format!("/{service}/check"))
    }

    /// The first question without an answer.
    pub fn next_question(&self) -> Option<String> {
        let open = self
            .says
            .questions
            .iter()
            .find(|question| !question.is_answered)?;
        Some(format!("/{}/{}", self.service.code(), open.page))
    }

    /// Registers that are asked again once it is submitted: what they did not say was typed by hand, or is from before.
    pub fn asked_later(&self) -> Vec<DataSet> {
        let mut sets = self.says.fetch_later.clone();
        for asked in self.service.asks() {
            let is_stale = self
                .draft
                .sourced(asked.set)
                .is_some_and(|sourced| sourced.is_stale);
            if is_stale && !sets.contains(&asked.set) {
                sets.push(asked.set);
            }
        }
        sets
    }

    /// The page before the one with this name.
    pub fn page_before(&self, page: &str) -> String {
        let service = self.service.code();
        let index = self
            .says
            .questions
            .iter()
            .position(|question| question.page == page)
            .unwrap_or(self.says.questions.len());
        match index
            .checked_sub(1)
            .and_then(|before| self.says.questions.get(before))
        {
            Some(question) => format!("/{service}/{}", question.page),
            None => format!("/{service}/known"),
        }
    }

    fn field(&self, key: &str) -> Option<&Field> {
        let (subject, name) = key.split_once('.')?;
        self.says.dossier.get(subject, name)
    }
}

impl Office {
    /// This citizen's newest draft of a service, opened.
    pub async fn draft(&self, citizen: &Citizen, service: &str) -> Result<Option<Draft>, Fault> {
        let mut conn = self.db.read().await?;
        let Some(row) = store::newest(&mut conn, citizen, service, self.clock.now()).await? else {
            return Ok(None);
        };
        let mut pages = BTreeMap::new();
        for (page, sealed) in store::pages(&mut conn, &row.id).await? {
            let value = self
                .keys
                .open_sealed(&page_place(&row.id, &page), &sealed)?;
            pages.insert(page, value);
        }
        drop(conn);
        let acting = match &row.mandate {
            Some(reference) => self.acting_for(reference).await?,
            None => None,
        };
        Ok(Some(Draft { row, acting, pages }))
    }

    /// Starts a draft, or goes on with the one that is there for the same person. A submitted one makes room for a new
    /// one. `mandate` is the reference of the one under which it is for somebody else.
    ///
    /// # Errors
    /// `Withheld` where the mandate does not hold or does not include it, `NotFound` for somebody else's.
    pub async fn start_draft(
        &self,
        citizen: &Citizen,
        service: &str,
        mandate: Option<&str>,
    ) -> Result<String, Fault> {
        let definition = self.service(service).ok_or(PortalError::NotFound)?;
        let acting = match mandate {
            Some(_) if citizen.helped.is_some() => return Err(PortalError::NotFound.into()),
            Some(reference) => Some(
                self.acting_for(reference)
                    .await?
                    .ok_or(PortalError::NotFound)?,
            ),
            None => None,
        };
        if let Some(acting) = &acting {
            self.may_apply_for(&citizen.person, service, acting)?;
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let is_there = store::open_again(tx.conn(), citizen, service, mandate, now).await?;
        tx.commit().await?;
        if is_there && let Some(draft) = self.draft(citizen, service).await? {
            return Ok(self.understand(citizen, service, draft)?.next_page());
        }
        let row = DraftRow {
            id: self.chance.id(now),
            service: service.to_owned(),
            definition: definition.version.clone(),
            filed_by: citizen.person.clone(),
            subject: acting.as_ref().map_or_else(
                || citizen.person.clone(),
                |acting| acting.mandate.subject.clone(),
            ),
            mandate: mandate.map(str::to_owned),
            started_at: now,
            // With the person gone nobody can say any more what is right.
            expires_at: after(
                now,
                if citizen.helped.is_some() {
                    HELP_LIFE
                } else {
                    DRAFT_LIFE
                },
            )?,
            helping: helping_of(citizen),
            reference: String::new(),
        };
        let mut tx = self.db.begin().await?;
        store::start(tx.conn(), &row).await?;
        tx.commit().await?;
        Ok(format!("/{service}/leave"))
    }

    /// A draft with what its service makes of it.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] for an unknown service.
    pub fn understand(
        &self,
        citizen: &Citizen,
        service: &str,
        draft: Draft,
    ) -> Result<Understood, Fault> {
        let mut definition = self.service(service).ok_or(PortalError::NotFound)?.clone();
        let service = service_of(service).ok_or(PortalError::NotFound)?;
        let says = self.read(citizen, &definition, &draft, |reading| {
            service.understand(reading)
        })?;
        // As this family's case needs it: filing copies it into the matters.
        for code in &says.left_out {
            definition.leave_out(code);
        }
        for matter in &mut definition.matters {
            matter.confirmed |= says.confirmed.contains(&matter.code);
            if let Some(days) = says.days.get(&matter.code) {
                matter.promised_days = *days;
                matter.legal_days = *days;
            }
        }
        Ok(Understood {
            service,
            definition,
            draft,
            says,
        })
    }

    /// What this citizen has begun and not handed in. What takes another way is left in peace.
    async fn begun(&self, actor: &Actor) -> Result<Vec<DraftView>, Fault> {
        let Some(citizen) = actor.citizen() else {
            return Ok(Vec::new());
        };
        let begun = {
            let mut conn = self.db.read().await?;
            store::begun(&mut conn, citizen, self.clock.now()).await?
        };
        let mut views = Vec::new();
        for service in begun {
            match self.open_draft(actor, &service).await {
                Ok((_, understood)) if understood.says.detour.is_none() => {
                    views.push(draft_view(&understood));
                }
                // One that is for somebody else goes on only while the mandate holds.
                Ok(_) | Err(Fault::Portal(PortalError::NotFound | PortalError::Withheld(_))) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(views)
    }

    /// Lets this look at a draft as its service does.
    pub fn reading<T>(
        &self,
        citizen: &Citizen,
        understood: &Understood,
        look: impl FnOnce(&Reading) -> T,
    ) -> T {
        self.read(citizen, &understood.definition, &understood.draft, look)
    }

    fn read<T>(
        &self,
        citizen: &Citizen,
        definition: &ServiceDefinition,
        draft: &Draft,
        look: impl FnOnce(&Reading) -> T,
    ) -> T {
        look(&Reading {
            definition,
            draft,
            applicant: citizen,
            directory: &self.directory(),
            keys: &self.keys,
            rules: &self.rule_book(),
            today: self.clock.today(),
            demo: self.settings.demo,
        })
    }

    /// The citizen's open draft; without one the guide page is where to begin.
    pub async fn open_draft(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<(Citizen, Understood), Fault> {
        if service_of(service).is_none() {
            return Err(PortalError::NotFound.into());
        }
        let citizen = actor.citizen().ok_or(PortalError::SignInFirst)?;
        let draft = self
            .draft(citizen, service)
            .await?
            .ok_or(PortalError::BadRequest(Text::ApplicationNotStarted.into()))?;
        // Also when it was submitted: its pages hold what the registers said.
        match (&draft.row.mandate, &draft.acting) {
            (None, _) => {}
            (Some(_), Some(acting)) => self.may_apply_for(&citizen.person, service, acting)?,
            (Some(_), None) => return Err(PortalError::NotFound.into()),
        }
        Ok((citizen.clone(), self.understand(citizen, service, draft)?))
    }

    /// Keeps a page as typed.
    ///
    /// # Errors
    /// A conflict when it was submitted.
    pub async fn keep_page<T: Serialize>(
        &self,
        draft: &Draft,
        page: &str,
        typed: &T,
    ) -> Result<(), Fault> {
        match self.keeps_page(draft, page, typed).await? {
            true => Ok(()),
            false => Err(Fault::conflict(Text::ApplicationAlreadySubmitted)),
        }
    }

    /// Keeps a page as typed, unless it was submitted: then `false`. This and nothing else writes drafts.
    pub(super) async fn keeps_page<T: Serialize>(
        &self,
        draft: &Draft,
        page: &str,
        typed: &T,
    ) -> Result<bool, Fault> {
        let id = &draft.row.id;
        let sealed = self.keys.seal(&page_place(id, page), typed, &self.chance);
        let mut tx = self.db.begin().await?;
        let kept = store::keep_page(tx.conn(), id, page, &sealed, self.clock.now()).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Forgets what a register said in a draft that was not handed in: leave was taken back.
    pub(crate) async fn forget_source(
        &self,
        conn: &mut sqlx::AnyConnection,
        draft: &str,
        set: DataSet,
    ) -> Result<(), Fault> {
        let (page, now) = (source_page(set), self.clock.now());
        let nothing = Sourced::without_leave(set, now);
        let sealed = self
            .keys
            .seal(&page_place(draft, &page), &nothing, &self.chance);
        store::keep_page(conn, draft, &page, &sealed, now).await?;
        answers::erase(conn, draft, &set.code()).await?;
        Ok(())
    }

    /// Keeps a question page and says where to go: on, or back to the same page for review.
    pub async fn hand_in<T: Serialize>(
        &self,
        actor: &Actor,
        service: &str,
        page: &str,
        typed: &T,
    ) -> Result<String, Fault> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        self.keep_page(&understood.draft, page, typed).await?;
        let draft = self
            .draft(&citizen, service)
            .await?
            .ok_or(PortalError::NotFound)?;
        let understood = self.understand(&citizen, service, draft)?;
        let is_answered = understood
            .says
            .questions
            .iter()
            .find(|question| question.page == page)
            .is_none_or(|question| question.is_answered);
        Ok(if is_answered {
            understood.next_page()
        } else {
            format!("/{service}/{page}?review")
        })
    }

    /// Leave was decided: a receipt for each register, then all that may be asked are asked at once.
    pub async fn hand_in_leave(
        &self,
        actor: &Actor,
        service: &str,
        typed: &LeaveForm,
    ) -> Result<String, Fault> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        let draft = &understood.draft;
        if !draft.row.reference.is_empty() {
            return Err(Fault::conflict(Text::ApplicationAlreadySubmitted));
        }
        let number = match &draft.acting {
            Some(acting) => acting.number.clone(),
            None => self.number_of_citizen(&citizen).await?,
        };
        let now = self.clock.now();
        let purpose = format!("{service}/prefill");
        let is_given = |asked: &Asked| typed.registers.contains(&asked.set.code());
        let mut tx = self.db.begin().await?;
        for asked in understood.service.asks() {
            let receipt = data::LeaveRow {
                id: self.chance.id(now),
                person: draft.row.subject.clone(),
                draft: draft.row.id.clone(),
                data_set: asked.set.code(),
                purpose: purpose.clone(),
                given: is_given(asked),
                at: now,
                expires_at: draft.row.expires_at,
            };
            data::keep_leave(tx.conn(), &receipt).await?;
            if !receipt.given {
                answers::erase(tx.conn(), &receipt.draft, &receipt.data_set).await?;
            }
        }
        tx.commit().await?;
        let sets: Vec<DataSet> = understood
            .service
            .asks()
            .iter()
            .filter(|asked| is_given(asked))
            .map(|asked| asked.set)
            .collect();
        let sets = DataSet::together_with_ours(&sets);
        let reason = Reason {
            person: draft.row.subject.clone(),
            actor: citizen.presses().to_owned(),
            purpose,
            issue: draft.row.id.clone(),
            is_waited_for: true,
        };
        let known: Vec<Sourced> = sets.iter().filter_map(|set| draft.sourced(*set)).collect();
        let mut answers = self
            .ask_registers_knowing(&reason, &number, &sets, &known)
            .await?;
        for asked in understood
            .service
            .asks()
            .iter()
            .filter(|asked| !is_given(asked))
        {
            answers.push(Sourced::without_leave(asked.set, now));
        }
        for answer in &answers {
            self.keep_page(draft, &format!("source.{}", answer.data_set), answer)
                .await?;
        }
        if understood.service.is_about_one_person() {
            self.keep_page(draft, WHOSE_NUMBER, &number).await?;
        }
        self.keep_page(draft, LEAVE, typed).await?;
        let draft = self
            .draft(&citizen, service)
            .await?
            .ok_or(PortalError::NotFound)?;
        let understood = self.understand(&citizen, service, draft)?;
        let draft = &understood.draft;
        let mut about = self.wrong_row(draft, "", "");
        about.id.clone_from(&draft.row.id);
        let name = draft
            .acting
            .as_ref()
            .map_or(&citizen.name, |acting| &acting.name);
        self.report_disagreements(&about, (name.as_str(), &number), &answers, |key| {
            understood.field(key).is_some()
        })
        .await?;
        Ok(if understood.says.detour.is_some() {
            understood.next_page()
        } else {
            format!("/{service}/known")
        })
    }

    /// A correction of this field that is to be asked for, nothing said yet: one for each field of an application.
    fn wrong_row(&self, draft: &Draft, data_set: &str, key: &str) -> data::CorrectionRow {
        data::CorrectionRow {
            id: format!("{}.{key}", draft.row.id),
            person: draft.row.subject.clone(),
            draft: draft.row.id.clone(),
            data_set: data_set.to_owned(),
            field: key.to_owned(),
            said: String::new(),
            at: self.clock.now(),
            state: "open".to_owned(),
            reference: String::new(),
            due: String::new(),
            answer: String::new(),
            answered_at: 0,
        }
    }

    /// The values were seen.
    pub async fn hand_in_known(&self, actor: &Actor, service: &str) -> Result<String, Fault> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        self.keep_page(&understood.draft, KNOWN, &true).await?;
        let draft = self
            .draft(&citizen, service)
            .await?
            .ok_or(PortalError::NotFound)?;
        Ok(self.understand(&citizen, service, draft)?.next_page())
    }

    /// "This is wrong": a correction request to the owner, and the form goes on.
    pub async fn hand_in_wrong(
        &self,
        actor: &Actor,
        service: &str,
        key: &str,
        typed: &WrongForm,
    ) -> Result<String, Fault> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        let field = understood
            .field(key)
            .cloned()
            .ok_or(PortalError::NotFound)?;
        let source = field.source.clone().ok_or(PortalError::NotFound)?;
        self.keep_page(&understood.draft, &wrong_page(key), typed)
            .await?;
        if !typed.faults().is_empty() {
            return Ok(format!("/{service}/wrong/{key}?review"));
        }
        let draft = &understood.draft;
        let number = match &draft.acting {
            Some(acting) => acting.number.clone(),
            None => self.number_of_citizen(&citizen).await?,
        };
        let name = draft
            .acting
            .as_ref()
            .map_or(&citizen.name, |acting| &acting.name);
        let said = SaidWrong {
            label: field.label.clone(),
            value: field.shown(),
            says: Wording::same(typed.right.trim()),
            name: name.as_str().to_owned(),
            number: number.masked(),
        };
        let wrong = self.wrong_row(draft, &source.data_set, key);
        self.ask_for_correction(wrong, &said).await?;
        Ok(format!("/{service}/known"))
    }
}

/// Under which help a draft of theirs is filled in; empty: by themselves.
pub(super) fn helping_of(citizen: &Citizen) -> String {
    citizen
        .helped
        .as_ref()
        .map_or_else(String::new, |helped| helped.id.clone())
}

fn after(at: Timestamp, life: SignedDuration) -> Result<Timestamp, Fault> {
    at.checked_add(life)
        .map_err(|error| Fault::Other(error.to_string()))
}

/// A register on a page of leave.
pub fn leave_line(asked: &Asked) -> LeaveLine {
    LeaveLine {
        data_set: asked.set.code(),
        register: said(asked.register),
        what: said(asked.what),
        why: said(asked.why),
    }
}

fn said(text: Text) -> Wording {
    in_every_language(text, &[])
}

fn draft_view(understood: &Understood) -> DraftView {
    DraftView {
        service: understood.service.code().to_owned(),
        name: understood.definition.name.clone(),
        next: understood.next_page(),
        started_at: understood.draft.row.started_at,
        kept_until: city_date(understood.draft.row.expires_at),
        last_day: understood.says.last_day,
    }
}

#[async_trait]
impl ApplicationDesk for Office {
    async fn guide(&self, actor: &Actor, service: &str) -> Result<GuideView, PortalError> {
        let definition = self.service(service).ok_or(PortalError::NotFound)?;
        let draft = match actor.citizen() {
            Some(citizen) => match self.draft(citizen, service).await? {
                Some(draft) if draft.row.reference.is_empty() => {
                    Some(draft_view(&self.understand(citizen, service, draft)?))
                }
                _ => None,
            },
            None => None,
        };
        Ok(GuideView {
            service: definition.service.clone(),
            name: definition.name.clone(),
            summary: definition.summary.clone(),
            who: definition.who.clone(),
            promised_days: definition.promised_days,
            cost: definition.cost.clone(),
            matters: definition
                .matters
                .iter()
                .map(|matter| GuideMatter {
                    name: matter.name.clone(),
                    gives: matter.gives.clone(),
                    department: matter.department.clone(),
                    promised_days: matter.promised_days,
                    is_elsewhere: matter.kind == MatterKind::Elsewhere,
                })
                .collect(),
            version: definition.version.clone(),
            evidence: definition.evidence.clone(),
            draft,
            own_name: actor
                .citizen()
                .map(|citizen| citizen.name.as_str().to_owned())
                .unwrap_or_default(),
            may_be_for_another: service_of(service)
                .is_some_and(|service| service.may_be_for_another()),
            for_whom: match actor.citizen() {
                Some(citizen) => self.whom_one_may_apply_for(citizen, service).await?,
                None => Vec::new(),
            },
        })
    }

    async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftView>, PortalError> {
        Ok(self.begun(actor).await?)
    }

    async fn leave(&self, actor: &Actor, service: &str) -> Result<LeaveView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let lines: Vec<LeaveLine> = understood.service.asks().iter().map(leave_line).collect();
        let typed = if understood.draft.has(LEAVE) {
            understood.draft.typed(LEAVE)
        } else {
            LeaveForm {
                registers: lines.iter().map(|line| line.data_set.clone()).collect(),
            }
        };
        Ok(LeaveView {
            service_name: understood.definition.name.clone(),
            lines,
            typed,
            kept_until: city_date(understood.draft.row.expires_at),
        })
    }

    async fn known(&self, actor: &Actor, service: &str) -> Result<KnownView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let says = &understood.says;
        let groups = says
            .subjects
            .iter()
            .filter_map(|(subject, title)| {
                let values: Vec<KnownValue> = says
                    .dossier
                    .fields
                    .iter()
                    .filter(|field| field.subject == *subject)
                    .filter_map(|field| {
                        let source = field.source.as_ref()?;
                        let key = format!("{}.{}", field.subject, field.name);
                        Some(KnownValue {
                            disputed: understood.draft.disputed(&key),
                            is_stale: DataSet::from_code(&source.data_set)
                                .and_then(|set| understood.draft.sourced(set))
                                .is_some_and(|sourced| sourced.is_stale),
                            key,
                            label: field.label.clone(),
                            value: field.shown(),
                            source: register_name(&source.data_set),
                            at: source.at,
                        })
                    })
                    .collect();
                (!values.is_empty()).then(|| KnownGroup {
                    title: title.clone(),
                    values,
                })
            })
            .collect();
        let with_outcome = |outcome: Outcome| {
            understood
                .service
                .asks()
                .iter()
                .filter(|asked| {
                    understood
                        .draft
                        .sourced(asked.set)
                        .is_some_and(|sourced| sourced.outcome == outcome)
                })
                .map(|asked| said(asked.register))
                .collect()
        };
        Ok(KnownView {
            groups,
            silent: with_outcome(Outcome::Silent),
            denied: with_outcome(Outcome::Denied),
            unasked: with_outcome(Outcome::NoLeave),
            next: understood.next_page(),
        })
    }

    async fn by_hand(&self, actor: &Actor, service: &str) -> Result<ByHandView, PortalError> {
        let (citizen, understood) = self.open_draft(actor, service).await?;
        let asks = understood
            .says
            .questions
            .iter()
            .any(|question| question.page == BY_HAND);
        let by_hand = self
            .reading(&citizen, &understood, |reading| {
                ByHand::of(reading, &understood.service.asks_besides(reading))
            })
            .filter(|_| asks)
            .ok_or(PortalError::NotFound)?;
        Ok(ByHandView {
            streets: if by_hand.asks_street {
                self.directory().streets()
            } else {
                Vec::new()
            },
            faults: by_hand.faults(),
            facts: by_hand.facts,
            typed: by_hand.typed,
            back: understood.page_before(BY_HAND),
        })
    }

    async fn wrong(
        &self,
        actor: &Actor,
        service: &str,
        key: &str,
    ) -> Result<WrongView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let field = understood.field(key).ok_or(PortalError::NotFound)?;
        let source = field.source.as_ref().ok_or(PortalError::NotFound)?;
        Ok(WrongView {
            label: field.label.clone(),
            value: field.shown(),
            source: register_name(&source.data_set),
            typed: understood.draft.typed(&wrong_page(key)),
        })
    }

    async fn matters(&self, actor: &Actor, service: &str) -> Result<MattersView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let chosen = if understood.draft.has(MATTERS) {
            understood.draft.typed::<MattersForm>(MATTERS)
        } else {
            let possible = understood
                .says
                .choices
                .iter()
                .filter(|choice| choice.impossible.is_none());
            MattersForm {
                matters: possible.map(|choice| choice.code.clone()).collect(),
            }
        };
        Ok(MattersView {
            service_name: understood.definition.name.clone(),
            choices: understood.says.choices.clone(),
            faults: chosen.faults(),
            chosen: chosen.matters,
            back: understood.page_before(MATTERS),
        })
    }

    async fn check(&self, actor: &Actor, service: &str) -> Result<CheckView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let directory = self.directory();
        let says = &understood.says;
        let asked_later: Vec<String> = understood
            .asked_later()
            .into_iter()
            .map(DataSet::code)
            .collect();
        let groups = says
            .subjects
            .iter()
            .map(|(subject, title)| CheckGroup {
                title: title.clone(),
                rows: says
                    .dossier
                    .fields
                    .iter()
                    .filter(|field| field.subject == *subject)
                    .map(|field| CheckRow {
                        label: field.label.clone(),
                        value: field.shown(),
                        source: field
                            .source
                            .as_ref()
                            .map(|source| (register_name(&source.data_set), source.at)),
                        by_hand: match &field.state {
                            FieldState::Unverified { data_set, .. }
                                if asked_later.contains(data_set) =>
                            {
                                Some(CheckedBy::Register)
                            }
                            FieldState::Unverified { .. } => Some(CheckedBy::Office),
                            _ => None,
                        },
                        state: field.state.clone(),
                        change: says
                            .changes
                            .get(&(field.subject.clone(), field.name.clone()))
                            .map(|page| format!("/{service}/{page}")),
                    })
                    .collect(),
            })
            .filter(|group: &CheckGroup| !group.rows.is_empty())
            .collect();
        let matters = says
            .matters
            .iter()
            .filter_map(|chosen| {
                let matter = understood.definition.matter(&chosen.code)?;
                Some(CheckMatter {
                    name: matter.name.clone(),
                    office: chosen
                        .office
                        .as_ref()
                        .and_then(|id| directory.get(id))
                        .map_or_else(Wording::default, |office| office.name.clone()),
                    is_done: chosen.already.is_some(),
                    is_elsewhere: matter.kind == MatterKind::Elsewhere,
                    waits_for_confirmation: matter.confirmed && chosen.already.is_none(),
                })
            })
            .collect::<Vec<_>>();
        let asks_confirmer = matters.iter().any(|matter| matter.waits_for_confirmation);
        Ok(CheckView {
            service_name: understood.definition.name.clone(),
            groups,
            change_matters: says
                .questions
                .iter()
                .any(|question| question.page == MATTERS)
                .then(|| format!("/{service}/{MATTERS}")),
            matters,
            declaration: understood.definition.declaration.text.clone(),
            typed: understood.draft.typed::<DeclarationForm>(DECLARATION),
            confirmer: understood
                .definition
                .confirmer
                .as_ref()
                .filter(|_| asks_confirmer)
                .map(|confirmer| confirmer.name.clone()),
            acting: match &understood.draft.acting {
                Some(acting) => Some(self.told_of(acting).await?),
                None => None,
            },
            draft: understood.draft.row.id.clone(),
            back: understood.page_before("check"),
        })
    }

    async fn detour(&self, actor: &Actor, service: &str) -> Result<DetourView, PortalError> {
        let (_, understood) = self.open_draft(actor, service).await?;
        let detour = understood.says.detour.ok_or(PortalError::NotFound)?;
        Ok(DetourView {
            heading: detour.heading,
            paragraphs: detour.paragraphs,
            instead: detour.instead,
        })
    }
}

//! What follows from a look at somebody's data: a question to the office that looked, which that office answers within
//! days; looks that an office holds back by law for a while, counted and shown afterwards; and leave that is taken back,
//! after which nobody asks any more.

mod store;

use app::case::CaseReference;
use app::data_layer::{
    Correction, CorrectionsDeskView, HeldLooks, HoldBasis, HoldForm, LeaveGiven, LookQuestion,
    LookView, LooksDesk, LooksDeskView, SafetyMarksView, WordsForm, catalogue, register_name,
    sources,
};
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId, PersonKey, SessionKey, StaffMember};
use app::text::{Text, city_date, in_every_language};
use app::ui::FieldFault;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use self::store::{GivenRow, QuestionRow};
use super::access_log::{Access, ReaderKind, read_by_id};
use super::calls::{ShownCall, call_shown};
use super::looked::case_of_call;
use super::records::DataSet;
use super::safety::day_of;
use crate::Office;
use crate::case::{Acting, store as cases};
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};
use crate::notices::{Says, Telling};

pub(super) use self::store::{HoldRow, held_call, held_read};
pub use self::store::{held_back, holds_of};

/// The desk of an office; the form of a hold is kept under this name, too.
pub const DESK: &str = "/staff/data-looks";
/// Where leave is taken back.
pub const LEAVE: &str = "/my-data/leave";

/// Working days in which a question is answered: our own promise, no law's.
const ANSWERED_WITHIN: i64 = 5;

/// Where one look is read and asked about.
pub fn look_page(id: &str) -> String {
    format!("/my-data/looks/{id}")
}

fn asked_place(id: &str) -> String {
    format!("look_question.asked.{id}")
}

fn answer_place(id: &str) -> String {
    format!("look_question.answer.{id}")
}

/// The chain of one question, or of one hold, in the journal.
fn record_of(id: &str) -> Record {
    Record::new("", "data-look", id)
}

/// What an office can be asked about.
#[expect(
    clippy::large_enum_variant,
    reason = "a page has a hundred at most, for a moment"
)]
enum ShownLook {
    Read(Access),
    Call(Box<ShownCall>),
}

impl ShownLook {
    fn id(&self) -> &str {
        match self {
            Self::Read(access) => &access.id,
            Self::Call(call) => &call.row.id,
        }
    }

    fn at(&self) -> Timestamp {
        match self {
            Self::Read(access) => access.at,
            Self::Call(call) => call.row.at,
        }
    }

    /// The case that it was for; empty where there is none.
    fn reference(&self) -> &str {
        match self {
            Self::Read(access) => &access.row.reference,
            Self::Call(call) => case_of_call(&call.row.issue),
        }
    }

    /// Whose member of staff looked, or had a register asked.
    fn office(&self) -> Option<&OfficeId> {
        match self {
            Self::Read(access) => {
                (access.row.by_kind == ReaderKind::Staff).then_some(&access.row.office)
            }
            Self::Call(call) => call.by_staff.as_ref().map(|(office, _)| office),
        }
    }
}

impl Office {
    fn due_of_answer(&self) -> Date {
        self.calendar.after(self.clock.today(), ANSWERED_WITHIN)
    }

    /// `is_veiled`: whoever asked may learn the department and the day alone.
    fn opened_question(&self, row: QuestionRow, is_veiled: bool) -> Result<LookQuestion, Fault> {
        let answer = if row.answered_at > 0 {
            let at = Timestamp::from_microsecond(row.answered_at)
                .map_err(|error| Fault::Row(error.to_string()))?;
            let said: String = self.keys.open_sealed(&answer_place(&row.id), &row.answer)?;
            Some((at, said))
        } else {
            None
        };
        Ok(LookQuestion {
            office: self.name_of_office(&row.office),
            asked: self.keys.open_sealed(&asked_place(&row.id), &row.asked)?,
            id: row.id,
            looked_at: row.looked_at,
            reference: row.reference,
            asked_at: row.asked_at,
            due: row.due,
            answer,
            is_veiled,
        })
    }

    /// A question as whoever asked it reads it.
    async fn own_question(
        &self,
        conn: &mut sqlx::AnyConnection,
        me: &Citizen,
        row: QuestionRow,
    ) -> Result<LookQuestion, Fault> {
        let is_veiled = self.is_veiled(conn, &me.person, &row.reference).await?;
        let office = self.veiled_office(&row.office);
        let question = self.opened_question(row, is_veiled)?;
        if !is_veiled {
            return Ok(question);
        }
        Ok(LookQuestion {
            office,
            looked_at: day_of(question.looked_at),
            ..question
        })
    }

    /// A question as the office that answers reads it.
    async fn asked_question(
        &self,
        conn: &mut sqlx::AnyConnection,
        row: QuestionRow,
    ) -> Result<LookQuestion, Fault> {
        let is_veiled = self.is_veiled(conn, &row.person, &row.reference).await?;
        self.opened_question(row, is_veiled)
    }

    /// Asks the office that looked. A second question about the same look finds the first.
    ///
    /// # Errors
    /// `NotFound` for a look at somebody else, by no office, or held back.
    pub async fn ask_about_look(
        &self,
        me: &Citizen,
        session: &SessionKey,
        look: &str,
        typed: &WordsForm,
    ) -> Result<String, Fault> {
        let page = look_page(look);
        let look = self.shown_look(me, look).await?;
        let office = look.office().cloned().ok_or(PortalError::NotFound)?;
        let Ok(words) = typed.parse() else {
            self.keep_slip(session, &page, typed).await?;
            return Ok(format!("{page}?review"));
        };
        let now = self.clock.now();
        let id = self.chance.id(now);
        let row = QuestionRow {
            person: me.person.clone(),
            look: look.id().to_owned(),
            looked_at: look.at(),
            reference: look.reference().to_owned(),
            office,
            asked: self.keys.seal(&asked_place(&id), &words, &self.chance),
            asked_at: now,
            due: self.due_of_answer(),
            answer: String::new(),
            answered_at: 0,
            id,
        };
        let mut tx = self.db.begin().await?;
        if store::ask(tx.conn(), &row).await? {
            let mut entry = Acting::citizen(me).entry("look-asked", None);
            entry.note = json!({ "look": row.look, "office": row.office.0 });
            journal::write(tx.conn(), &record_of(&row.id), now, &entry).await?;
        }
        tx.commit().await?;
        Ok(page)
    }

    /// How many questions wait for an answer of this member's office.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_questions_of(&self, member: &StaffMember) -> Result<i64, Fault> {
        store::waiting(&mut *self.db.read().await?, &member.office).await
    }

    /// A look by an office, or a call that one caused, that is shown to this person, by the address of its page.
    async fn shown_look(&self, me: &Citizen, page: &str) -> Result<ShownLook, Fault> {
        let id = &self.row_of_look(page)?;
        let mut conn = self.db.read().await?;
        let today = self.clock.today();
        let look = match read_by_id(&mut conn, &me.person, id, today).await? {
            Some(access) => Some(ShownLook::Read(access)),
            None => {
                let call = call_shown(&mut conn, &me.person, id, today).await?;
                call.map(|call| ShownLook::Call(Box::new(call)))
            }
        };
        Ok(look
            .filter(|look| look.office().is_some())
            .ok_or(PortalError::NotFound)?)
    }

    /// The answer of the office that looked; the person is told.
    ///
    /// # Errors
    /// `NotFound` for another office's question, a conflict for one that was answered.
    pub async fn answer_about_look(
        &self,
        member: &StaffMember,
        id: &str,
        typed: &WordsForm,
    ) -> Result<String, Fault> {
        let Ok(words) = typed.parse() else {
            let question = store::by_id(&mut *self.db.read().await?, id).await?;
            return Err(match question {
                Some(question) if question.office == member.office => {
                    PortalError::BadRequest(Text::LookWordsEmpty.into())
                }
                _ => PortalError::NotFound,
            }
            .into());
        };
        let now = self.clock.now();
        let sealed = self.keys.seal(&answer_place(id), &words, &self.chance);
        let mut tx = self.db.begin().await?;
        let is_kept =
            store::answer(tx.conn(), id, &member.office, &sealed, &member.id, now).await?;
        let question = store::by_id(tx.conn(), id)
            .await?
            .filter(|question| question.office == member.office)
            .ok_or(PortalError::NotFound)?;
        if !is_kept {
            return Err(Fault::conflict(Text::LookAlreadyAnswered));
        }
        let entry = Acting::staff(member).entry("look-answered", None);
        journal::write(tx.conn(), &record_of(id), now, &entry).await?;
        if let Ok(reference) = CaseReference::parse(&question.reference) {
            let case = cases::case_by_reference(tx.conn(), &reference).await?;
            let (home, case_id) = case.map(|case| (case.home, case.id)).unwrap_or_default();
            let is_veiled = self
                .is_veiled(tx.conn(), &question.person, &question.reference)
                .await?;
            let office = if is_veiled {
                self.veiled_office(&member.office)
            } else {
                self.name_of_office(&member.office)
            };
            let telling = Telling {
                home,
                case_id,
                reference,
                person: question.person,
                event: in_every_language(Text::LookNoticeEvent, &[]),
                about: in_every_language(Text::LookedTitle, &[]),
                says: Says::This(in_every_language(
                    Text::LookNotice,
                    &[("office", &office.zh, &office.en)],
                )),
            };
            tx.tell_at_the_end(self, telling);
        }
        tx.commit().await?;
        Ok(DESK.to_owned())
    }

    /// Whether the law may let this member's office look without saying so at once.
    fn may_hold(&self, member: &StaffMember) -> bool {
        self.directory()
            .get(&member.office)
            .is_some_and(|office| sources().may_hold.contains(&office.department))
    }

    /// Holds back what one's own office looked at in a case, until a day.
    ///
    /// # Errors
    /// `NotFound` for a member of an office that may hold back nothing.
    pub async fn hold_looks(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &HoldForm,
    ) -> Result<String, Fault> {
        if !self.may_hold(member) {
            return Err(PortalError::NotFound.into());
        }
        let again = format!("{DESK}?review");
        let Ok((reference, basis, until)) = typed.parse(self.clock.today()) else {
            self.keep_slip(session, DESK, typed).await?;
            return Ok(again);
        };
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut held = 0;
        for person in self.persons_of_case(tx.conn(), &reference).await? {
            let row = HoldRow {
                id: self.chance.id(now),
                person,
                office: member.office.clone(),
                reference: reference.clone(),
                basis: basis.code().to_owned(),
                until,
                held_by: member.id.clone(),
                at: now,
            };
            if store::hold(tx.conn(), &row).await? {
                held += 1;
                let mut entry = Acting::staff(member).entry("looks-held", None);
                entry.note =
                    json!({ "reference": reference, "basis": basis.code(), "until": until });
                journal::write(tx.conn(), &record_of(&row.id), now, &entry).await?;
            }
        }
        if held == 0 {
            // Nobody of this office has looked, or there is no such case: the same to whoever asks.
            drop(tx);
            self.keep_slip(session, DESK, typed).await?;
            return Ok(again);
        }
        tx.commit().await?;
        self.keep_slip(session, DESK, &HoldForm::default()).await?;
        Ok(DESK.to_owned())
    }

    async fn persons_of_case(
        &self,
        conn: &mut sqlx::AnyConnection,
        reference: &str,
    ) -> Result<Vec<PersonKey>, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(Vec::new());
        };
        let Some(case) = cases::case_by_reference(conn, &reference).await? else {
            return Ok(Vec::new());
        };
        let mut persons: Vec<PersonKey> = Vec::new();
        for party in cases::parties(conn, &case.home, &case.id).await? {
            if !party.person.0.is_empty() && !persons.contains(&party.person) {
                persons.push(party.person);
            }
        }
        Ok(persons)
    }

    /// Takes leave back: from here on the register is not asked any more for this. What it has said before stays with the
    /// application that was handed in, and is forgotten in one that was not.
    ///
    /// # Errors
    /// A conflict where it does not hold any more, is not this person's, or the case is decided.
    pub async fn take_leave_back(&self, me: &Citizen, receipt: &str) -> Result<String, Fault> {
        let now = self.clock.now();
        let id = self.chance.id(now);
        let mut tx = self.db.begin().await?;
        if !store::take_back(tx.conn(), receipt, &me.person, &id, now).await? {
            return Err(Fault::conflict(Text::LeaveGivenGone));
        }
        let given = store::receipt(tx.conn(), &id)
            .await?
            .ok_or_else(|| Fault::Row("leave_receipt".to_owned()))?;
        match self.case_of_leave(tx.conn(), &given).await? {
            Some(case) if case.closed_at.is_some() => {
                return Err(Fault::conflict(Text::LeaveGivenDecided));
            }
            Some(case) => {
                let mut entry = Acting::citizen(me).entry("leave-withdrawn", None);
                entry.note = json!({ "data_set": given.data_set });
                let record = Record::new(&case.home, "case", &case.id);
                journal::write(tx.conn(), &record, now, &entry).await?;
            }
            None => {
                let mut entry: Entry = Acting::citizen(me).entry("leave-withdrawn", None);
                entry.note = json!({ "data_set": given.data_set });
                journal::write(tx.conn(), &record_of(&id), now, &entry).await?;
                if let Some(set) = DataSet::from_code(&given.data_set) {
                    self.forget_source(tx.conn(), &given.draft, set).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(LEAVE.to_owned())
    }

    async fn case_of_leave(
        &self,
        conn: &mut sqlx::AnyConnection,
        given: &GivenRow,
    ) -> Result<Option<crate::case::Case>, Fault> {
        let named = [&given.reference, &given.draft];
        let Some(reference) = named
            .into_iter()
            .find_map(|name| CaseReference::parse(name).ok())
        else {
            return Ok(None);
        };
        cases::case_by_reference(conn, &reference).await
    }

    async fn read_leave_given(&self, me: &Citizen) -> Result<Vec<LeaveGiven>, Fault> {
        let mut conn = self.db.read().await?;
        let rows = store::leave_that_holds(&mut conn, &me.person, self.clock.now()).await?;
        let mut given = Vec::new();
        for row in rows {
            let case = self.case_of_leave(&mut conn, &row).await?;
            // With the decision the purpose has ended, and with it the leave.
            if case.as_ref().is_some_and(|case| case.closed_at.is_some()) {
                continue;
            }
            given.push(LeaveGiven {
                register: register_name(&row.data_set),
                purpose: catalogue().purpose_name(&row.purpose),
                at: row.at,
                until: city_date(row.expires_at),
                reference: case.map_or_else(String::new, |case| case.reference.to_string()),
                id: row.id,
            });
        }
        Ok(given)
    }

    async fn read_looks_desk(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<LooksDeskView, Fault> {
        let mut conn = self.db.read().await?;
        let open = store::questions_to(&mut conn, &member.office, false).await?;
        let answered = store::questions_to(&mut conn, &member.office, true).await?;
        let holds = store::holds_by(&mut conn, &member.office).await?;
        let (mut to_answer, mut answers) = (Vec::new(), Vec::new());
        for row in open {
            to_answer.push(self.asked_question(&mut conn, row).await?);
        }
        for row in answered {
            answers.push(self.opened_question(row, false)?);
        }
        drop(conn);
        let today = self.clock.today();
        let may_hold = self.may_hold(member);
        let typed: HoldForm = if review && may_hold {
            self.slip_of(session, DESK).await?.unwrap_or_default()
        } else {
            HoldForm::default()
        };
        let faults = if review && may_hold {
            let unknown = || vec![FieldFault::new("reference", Text::LookHoldNotLooked)];
            typed
                .parse(today)
                .map_or_else(|faults| faults, |_| unknown())
        } else {
            Vec::new()
        };
        Ok(LooksDeskView {
            office: self.name_of_office(&member.office),
            open: to_answer,
            answered: answers,
            answers_corrections: !self.registers_of(member).is_empty(),
            may_protect: self.may_protect(member),
            held: may_hold.then(|| {
                // A case has several persons, each with a row of their own.
                let mut shown: Vec<HeldLooks> = Vec::new();
                for row in holds {
                    let Some(basis) = HoldBasis::from_code(&row.basis) else {
                        continue;
                    };
                    if shown
                        .iter()
                        .all(|held| held.reference != row.reference || held.at != row.at)
                    {
                        shown.push(HeldLooks {
                            reference: row.reference,
                            basis,
                            until: row.until,
                            at: row.at,
                        });
                    }
                }
                shown
            }),
            typed,
            faults,
            today,
        })
    }
}

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

#[async_trait]
impl LooksDesk for Office {
    async fn look(
        &self,
        me: &Citizen,
        session: &SessionKey,
        id: &str,
    ) -> Result<LookView, PortalError> {
        let look = self.shown_look(me, id).await?;
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let questions = store::questions_of(&mut conn, &me.person).await?;
        let holds = holds_of(&mut conn, &me.person).await?;
        let is_veiled = self
            .is_veiled(&mut conn, &me.person, look.reference())
            .await?;
        let question = match questions.into_iter().find(|asked| asked.look == look.id()) {
            Some(row) => Some(self.own_question(&mut conn, me, row).await?),
            None => None,
        };
        drop(conn);
        let typed = self
            .slip_of(session, &look_page(id))
            .await?
            .unwrap_or_default();
        Ok(LookView {
            look: match look {
                ShownLook::Read(access) => self.look_in_the_log(me, access, &holds, is_veiled),
                ShownLook::Call(call) => self.look_at_register(me, *call, &holds, is_veiled),
            },
            question,
            due: self.due_of_answer(),
            typed,
        })
    }

    async fn look_questions(&self, me: &Citizen) -> Result<Vec<LookQuestion>, PortalError> {
        let mut conn = self.db.read().await.map_err(Fault::from)?;
        let rows = store::questions_of(&mut conn, &me.person).await?;
        let mut opened = Vec::with_capacity(rows.len());
        for row in rows {
            opened.push(self.own_question(&mut conn, me, row).await?);
        }
        Ok(opened)
    }

    async fn looks_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<LooksDeskView, PortalError> {
        Ok(self.read_looks_desk(staff(actor)?, session, review).await?)
    }

    async fn safety_marks(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<SafetyMarksView, PortalError> {
        Ok(self
            .read_safety_marks(staff(actor)?, session, review)
            .await?)
    }

    async fn my_corrections(&self, me: &Citizen) -> Result<Vec<Correction>, PortalError> {
        Ok(self.read_corrections_of(me).await?)
    }

    async fn corrections_desk(&self, actor: &Actor) -> Result<CorrectionsDeskView, PortalError> {
        Ok(self.read_corrections_desk(staff(actor)?).await?)
    }

    async fn leave_given(&self, me: &Citizen) -> Result<Vec<LeaveGiven>, PortalError> {
        Ok(self.read_leave_given(me).await?)
    }
}

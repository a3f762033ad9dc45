//! How a planned case lives: through the same desks and steps as anybody's.

use std::collections::HashMap;
use std::sync::Arc;

use app::allowances::AccountOfForm;
use app::application::{DeclarationForm, LeaveForm, MattersForm};
use app::assessment::PlaceForm;
use app::case::{CaseReference, Stage, Step};
use app::casework::{
    AbsenceForm, ApprovalForm, CaseworkDesk, HandOverForm, MatterAddress, QuestionForm,
    RefusalForm, SendOnForm, TogetherDesk,
};
use app::identity::{Actor, Citizen, OfficeId, StaffMember, StaffRole};
use app::newborn::{AccountForm, HouseholdForm};
use app::person::Sex;
use app::text::Wording;
use app::tracking::form::{AnswerForm, DoneForm};
use app::tracking::{Decline, MatterRef, TrackingDesk};
use jiff::civil::Date;
use tokio::sync::{Mutex, OnceCell};

use super::plan::{ABSENT, Act, COLLEAGUE, DAYS_TO_ANSWER, Planned};
use crate::Office;
use crate::application::service_of;
use crate::assessment::seeds::{
    body_of, seed_assignment, seed_choice, seed_confirmation, seed_form, seed_times,
};
use crate::case::{Matter, store};
use crate::casework::{AsSeen, HandedIn};
use crate::demo_city::City;
use crate::demo_city::dice::Dice;
use crate::demo_city::names::{self, Generation};
use crate::evidence::seeds::seed_file;
use crate::fault::Fault;
use crate::helping;
use crate::identity::{DemoIdentity, DemoPart};
use crate::mandate::whole_offer;
use crate::remedies::seeds::{
    appeal_that_waits, seed_answer, seed_appeal, seed_complaint, seed_rating,
};

/// A planned case and what is known of it since it was filed.
pub struct Living {
    pub plan: Planned,
    applicant: OnceCell<Citizen>,
    /// Empty until it is filed.
    reference: Mutex<String>,
}

impl Living {
    pub fn of(plan: Planned) -> Self {
        Self {
            plan,
            applicant: OnceCell::new(),
            reference: Mutex::default(),
        }
    }

    /// Empty until it is filed.
    pub async fn reference(&self) -> String {
        self.reference.lock().await.clone()
    }
}

/// Who works where: the demo's own staff at their offices; where the demo has nobody, a caseworker and a supervisor.
pub fn staff_everywhere(city: &City, known: &[DemoIdentity]) -> Vec<DemoIdentity> {
    let is_there = |office: &str, wanted: StaffRole| {
        known.iter().any(|person| {
            matches!(&person.part, DemoPart::Staff { office: at, role, .. } if at.0 == office && *role == wanted)
        })
    };
    let mut staff = Vec::new();
    for (index, entry) in city.offices.iter().enumerate() {
        for (role, post) in [
            (StaffRole::Caseworker, "desk"),
            (StaffRole::Supervisor, "lead"),
        ] {
            if is_there(&entry.id, role) {
                continue;
            }
            let mut dice = Dice::of(city.seed, post, index);
            let surname = names::surname(&mut dice);
            let sex = if dice.one_in(2) {
                Sex::Female
            } else {
                Sex::Male
            };
            staff.push(DemoIdentity {
                key: format!("{post}-{}", entry.id.to_lowercase()),
                name: names::name(surname, names::given(&mut dice, Generation::Parents, sex)),
                situation: Wording::default(),
                part: DemoPart::Staff {
                    office: OfficeId(entry.id.clone()),
                    role,
                    number: None,
                },
            });
        }
    }
    staff
}

/// Everybody who takes part, signed in once.
pub struct Cast {
    office: Office,
    staff: Mutex<HashMap<String, StaffMember>>,
}

impl Cast {
    pub fn of(office: Office) -> Arc<Self> {
        Arc::new(Self {
            office,
            staff: Mutex::default(),
        })
    }

    /// Lets one thing happen.
    ///
    /// # Errors
    /// The desks'.
    pub async fn play(&self, case: &Living, act: Act) -> Result<(), Fault> {
        let office = &self.office;
        let me = case
            .applicant
            .get_or_try_init(|| self.citizen(&case.plan.applicant))
            .await?;
        let mut reference = case.reference.lock().await;
        match act {
            Act::Apply => {
                *reference = match case.plan.service {
                    "newborn" => apply_for_a_newborn(office, me).await?,
                    "elder-assessment" => apply_for_an_assessment(office, me).await?,
                    _ => {
                        let elder = match &case.plan.elder {
                            Some((elder, street)) => Some((self.citizen(elder).await?, street)),
                            None => None,
                        };
                        apply_for_an_elder(office, me, elder).await?
                    }
                };
                Ok(())
            }
            Act::Invite => office.invite(me, &reference).await,
            Act::Confirm => {
                let (other, token) = self.invited(case, me, &reference).await?;
                office.confirm(&other, &token, true).await.map(|_| ())
            }
            Act::Decline => {
                let (other, token) = self.invited(case, me, &reference).await?;
                office.decline(&other, &token, Decline::NotSaid).await
            }
            Act::Withdraw => office
                .withdraw(me, &reference, &["all".to_owned()])
                .await
                .map(|_| ()),
            Act::Answer(code) => self.answer(me, &reference, code).await,
            Act::AnswerWithFile(code) => {
                let matter = MatterRef::new(code, "case");
                seed_file(office, me, &reference, matter.as_str(), "费用清单.png").await?;
                self.answer(me, &reference, code).await
            }
            Act::SendOn(code) => match self.first(&reference, code).await? {
                Some(matter) => self.send_on(&reference, &matter, true).await,
                None => Ok(()),
            },
            Act::Offer(code) => match self.first(&reference, code).await? {
                Some(matter) => self.send_on(&reference, &matter, false).await,
                None => Ok(()),
            },
            Act::HandOver(code) => match self.first_in(&reference, code, Stage::InReview).await? {
                Some(matter) => self.hand_over(&reference, &matter).await,
                None => Ok(()),
            },
            Act::ReportDone => self.report_done(me, &reference).await,
            Act::Rate(grade) => {
                // Late or withdrawn in part, it has not ended yet.
                if self.has_ended(&reference).await? {
                    let words = if grade <= 2 {
                        "跑了两趟，窗口说法不一样。"
                    } else {
                        ""
                    };
                    seed_rating(office, me, &reference, grade, words).await?;
                }
                Ok(())
            }
            Act::Appeal => {
                let words = "参保年月应从上一个单位算起，请再核对一次。";
                seed_appeal(office, me, &reference, words).await
            }
            Act::AnswerAppeal(is_right) => {
                let words = if is_right {
                    "上一个单位的参保年月已经补记，重新办理。"
                } else {
                    "两段参保之间中断超过三个月，不能连续计算。"
                };
                match appeal_that_waits(office, me, &reference).await? {
                    Some(appeal) => {
                        let member = self.supervisor(&appeal.above).await?;
                        seed_answer(office, &member, &appeal, is_right, words).await
                    }
                    None => Ok(()),
                }
            }
            Act::NameBody | Act::ProposeTimes | Act::ChooseTime | Act::Assess(_) => {
                self.assess(me, &reference, act).await
            }
            Act::Complain(kind) => {
                let words = "三天没有人接电话，也没有说要等到哪一天。";
                seed_complaint(office, me, &reference, kind, words).await
            }
            Act::ApproveAll => {
                for matter in self.matters_in(&reference, Stage::Ready).await? {
                    self.approve(&reference, &matter).await?;
                }
                Ok(())
            }
            Act::Approve(code) => match self.first(&reference, code).await? {
                Some(matter) => self.approve(&reference, &matter).await,
                None => Ok(()),
            },
            Act::TakeUp(code) => match self.first(&reference, code).await? {
                Some(matter) => self.take_up(None, &reference, &matter).await.map(|_| ()),
                None => Ok(()),
            },
            Act::TakeUpAndLeave(code) => match self.first(&reference, code).await? {
                Some(matter) => self
                    .take_up(Some(ABSENT), &reference, &matter)
                    .await
                    .map(|_| ()),
                None => Ok(()),
            },
            Act::Ask(code) => match self.first(&reference, code).await? {
                Some(matter) => self.ask(&reference, &matter).await,
                None => Ok(()),
            },
            Act::ProposeRefusal(code) => match self.first(&reference, code).await? {
                Some(matter) => self.refuse(&reference, &matter).await.map(|_| ()),
                None => Ok(()),
            },
            Act::Refuse(code) => match self.first(&reference, code).await? {
                Some(matter) => {
                    let address = self.refuse(&reference, &matter).await?;
                    self.countersign(&matter.office, &address).await
                }
                None => Ok(()),
            },
            Act::GiveUpWaiting(code) => {
                match self
                    .first_in(&reference, code, Stage::AwaitingApplicant)
                    .await?
                {
                    Some(matter) => self.give_up_waiting(&reference, &matter).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// Signs a citizen in.
    pub async fn citizen(&self, who: &DemoIdentity) -> Result<Citizen, Fault> {
        let DemoPart::Citizen { number, .. } = &who.part else {
            return Err(Fault::Other(
                "a member of staff has no family here".to_owned(),
            ));
        };
        let entrance = self.office.be(&who.key).await?;
        Ok(Citizen {
            account: entrance.account,
            person: self.office.keys.person(number),
            name: who.name.clone(),
            helped: None,
        })
    }

    /// The other parent, with what the link that was passed on ends in.
    async fn invited(
        &self,
        case: &Living,
        me: &Citizen,
        reference: &str,
    ) -> Result<(Citizen, String), Fault> {
        let link = self
            .office
            .confirmation(me, reference)
            .await?
            .link
            .unwrap_or_default();
        let token = link.rsplit('/').next().unwrap_or_default().to_owned();
        let other = case
            .plan
            .confirmer
            .as_ref()
            .ok_or_else(|| Fault::Other("nobody to confirm".to_owned()))?;
        Ok((self.citizen(other).await?, token))
    }

    /// The matters of a case that are in this stage.
    async fn matters_in(&self, reference: &str, stage: Stage) -> Result<Vec<Matter>, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(Vec::new());
        };
        let mut conn = self.office.db.read().await?;
        let Some(case) = store::case_by_reference(&mut conn, &reference).await? else {
            return Ok(Vec::new());
        };
        let mut matters = store::matters(&mut conn, &case.home, &case.id).await?;
        matters.retain(|matter| matter.stage == stage);
        Ok(matters)
    }

    /// The first ready matter of this code.
    /// The first matter of this code that is ready.
    pub async fn first(&self, reference: &str, code: &str) -> Result<Option<Matter>, Fault> {
        self.first_in(reference, code, Stage::Ready).await
    }

    async fn first_in(
        &self,
        reference: &str,
        code: &str,
        stage: Stage,
    ) -> Result<Option<Matter>, Fault> {
        let matters = self.matters_in(reference, stage).await?;
        Ok(matters.into_iter().find(|matter| matter.code == code))
    }

    /// The one with this key, or whoever works at this office.
    async fn member(&self, key: Option<&str>, office: &OfficeId) -> Result<StaffMember, Fault> {
        match key {
            Some(key) => self.whoever(|person, _, _| person.key == key).await,
            None => {
                self.whoever(|person, at, role| {
                    at == office && role == StaffRole::Caseworker && person.key != ABSENT
                })
                .await
            }
        }
    }

    /// Whoever works at this office in this role.
    pub async fn at(&self, office: &OfficeId, role: StaffRole) -> Result<StaffMember, Fault> {
        self.whoever(|_, at, works_as| at == office && works_as == role)
            .await
    }

    /// The member of staff whom the sign-in page calls so.
    pub async fn called(&self, key: &str) -> Result<StaffMember, Fault> {
        self.whoever(|person, _, _| person.key == key).await
    }

    /// The supervisor of this office.
    async fn supervisor(&self, office: &OfficeId) -> Result<StaffMember, Fault> {
        self.whoever(|_, at, role| at == office && role == StaffRole::Supervisor)
            .await
    }

    /// The first member of staff for whom this holds.
    async fn whoever(
        &self,
        is_meant: impl Fn(&DemoIdentity, &OfficeId, StaffRole) -> bool,
    ) -> Result<StaffMember, Fault> {
        let works_here = |person: &&DemoIdentity| match &person.part {
            DemoPart::Staff { office, role, .. } => is_meant(person, office, *role),
            DemoPart::Citizen { .. } => false,
        };
        let person = self
            .office
            .reception
            .demo_people
            .iter()
            .find(works_here)
            .ok_or_else(|| Fault::Other("nobody works at an office".to_owned()))?;
        let mut staff = self.staff.lock().await;
        if let Some(member) = staff.get(&person.key) {
            return Ok(member.clone());
        }
        let DemoPart::Staff { office, role, .. } = &person.part else {
            return Err(Fault::Other("a citizen has no desk".to_owned()));
        };
        let entrance = self.office.be(&person.key).await?;
        let member = StaffMember {
            id: entrance.account,
            name: person.name.clone(),
            office: office.clone(),
            role: *role,
        };
        staff.insert(person.key.clone(), member.clone());
        Ok(member)
    }

    async fn take_up(
        &self,
        key: Option<&str>,
        reference: &str,
        matter: &Matter,
    ) -> Result<(StaffMember, MatterAddress), Fault> {
        let member = self.member(key, &matter.office).await?;
        let address = address_of(reference, matter)?;
        self.office.take_up(&member, &address).await?;
        Ok((member, address))
    }

    async fn approve(&self, reference: &str, matter: &Matter) -> Result<(), Fault> {
        let (member, address) = self.take_up(None, reference, matter).await?;
        let page = self
            .office
            .decision_page(&Actor::Staff(member.clone()), &address)
            .await?;
        let seen = AsSeen {
            version: page.head.version,
            digest: page.writes.map(|writes| writes.digest).unwrap_or_default(),
        };
        self.office
            .approve(&member, &address, &seen, &ApprovalForm::default())
            .await?;
        // What is paid out is only proposed by one.
        if matter.definition.two_people {
            self.countersign(&matter.office, &address).await?;
        }
        Ok(())
    }

    async fn ask(&self, reference: &str, matter: &Matter) -> Result<(), Fault> {
        let (member, address) = self.take_up(None, reference, matter).await?;
        let page = self
            .office
            .question_page(&Actor::Staff(member.clone()), &address)
            .await?;
        let by = self
            .office
            .calendar
            .after(self.office.clock.today(), DAYS_TO_ANSWER);
        let question = QuestionForm {
            question: "费用清单上没有出院日期，请写明是哪一天。".to_owned(),
            year: by.year().to_string(),
            month: by.month().to_string(),
            day: by.day().to_string(),
        };
        let seen = AsSeen {
            version: page.head.version,
            ..AsSeen::default()
        };
        self.office
            .ask_applicant(&member, &address, &seen, &question)
            .await
            .map(|_| ())
    }

    /// Proposes to refuse.
    async fn refuse(&self, reference: &str, matter: &Matter) -> Result<MatterAddress, Fault> {
        let (member, address) = self.take_up(None, reference, matter).await?;
        let page = self
            .office
            .refusal_page(&Actor::Staff(member.clone()), &address)
            .await?;
        let (reason, text) = match matter.code.as_str() {
            "maternity-benefit" => (
                "not-insured-in-time",
                "分娩时参保还不满规定的月数。以后补足的，可以再申请。",
            ),
            _ => (
                "not-registered-here",
                "老人的户籍不在本街道，请向户籍所在的街道申请。",
            ),
        };
        let refusal = RefusalForm {
            reason: reason.to_owned(),
            text: text.to_owned(),
        };
        let seen = AsSeen {
            version: page.head.version,
            ..AsSeen::default()
        };
        self.office
            .refuse(&member, &address, &seen, &refusal)
            .await?;
        Ok(address)
    }

    /// The supervisor confirms what was proposed.
    async fn countersign(&self, office: &OfficeId, address: &MatterAddress) -> Result<(), Fault> {
        let second = self.supervisor(office).await?;
        let page = self
            .office
            .proposal_page(&Actor::Staff(second.clone()), address)
            .await?;
        let seen = AsSeen {
            version: page.head.version,
            digest: page.writes.map(|writes| writes.digest).unwrap_or_default(),
        };
        self.office.countersign(&second, address, &seen).await
    }

    /// Whoever asked closes the request: the date to answer by has passed.
    async fn give_up_waiting(&self, reference: &str, matter: &Matter) -> Result<(), Fault> {
        let member = self.member(None, &matter.office).await?;
        let address = address_of(reference, matter)?;
        let seen = AsSeen {
            version: matter.version,
            ..AsSeen::default()
        };
        self.office
            .end_or_renew_wait(&member, &address, Step::CloseUnanswered, &seen)
            .await
    }

    /// The supervisor marks somebody as away from some days before today on.
    ///
    /// # Errors
    /// The desk's.
    pub async fn mark_absent(&self, key: &str, from: Date, until: Date) -> Result<(), Fault> {
        let absent = self.whoever(|person, _, _| person.key == key).await?;
        let supervisor = self.supervisor(&absent.office).await?;
        let form = AbsenceForm {
            from_year: from.year().to_string(),
            from_month: from.month().to_string(),
            from_day: from.day().to_string(),
            until_year: until.year().to_string(),
            until_month: until.month().to_string(),
            until_day: until.day().to_string(),
        };
        let marked = self.office.mark_absence(&supervisor, &absent.id, &form);
        taken(marked.await?)
    }

    /// Everybody whom the demo knows by name has been at their desk: colleagues find them in their lists.
    ///
    /// # Errors
    /// The database's.
    pub async fn everybody_was_here(&self) -> Result<(), Fault> {
        for person in &self.office.reception.demo_people {
            let is_resident = matches!(
                person.part,
                DemoPart::Staff {
                    number: Some(_),
                    ..
                }
            );
            if is_resident {
                self.office.be(&person.key).await?;
            }
        }
        Ok(())
    }

    /// To the first other office of the same district, or of another one.
    async fn send_on(&self, reference: &str, matter: &Matter, near: bool) -> Result<(), Fault> {
        let member = self.member(None, &matter.office).await?;
        let address = address_of(reference, matter)?;
        let page = self
            .office
            .send_on_page(&Actor::Staff(member.clone()), &address)
            .await?;
        let district = matter.office.0.get(..6).unwrap_or_default();
        let other = page
            .offices
            .iter()
            .find(|other| other.is_near == near && (!near || other.id.starts_with(district)));
        let Some(other) = other else {
            return Ok(());
        };
        let form = SendOnForm {
            office: other.id.clone(),
            text: "户口所在的街道不归本所管。".to_owned(),
        };
        let seen = AsSeen {
            version: page.head.version,
            ..AsSeen::default()
        };
        let sent = self.office.send_on(&member, &address, &seen, &form);
        taken(sent.await?)
    }

    async fn hand_over(&self, reference: &str, matter: &Matter) -> Result<(), Fault> {
        let colleague = self.whoever(|person, _, _| person.key == COLLEAGUE).await?;
        let supervisor = self.supervisor(&matter.office).await?;
        let form = HandOverForm {
            to: colleague.id,
            text: "材料已经看过一遍，请接着办。".to_owned(),
        };
        let seen = AsSeen {
            version: matter.version,
            ..AsSeen::default()
        };
        let address = address_of(reference, matter)?;
        let handed = self.office.hand_over(&supervisor, &address, &seen, &form);
        taken(handed.await?)
    }

    /// The family says of everything that happens elsewhere that it was done today.
    async fn report_done(&self, me: &Citizen, reference: &str) -> Result<(), Fault> {
        let today = self.office.clock.today();
        let form = DoneForm {
            year: today.year().to_string(),
            month: today.month().to_string(),
            day: today.day().to_string(),
        };
        for matter in self.matters_in(reference, Stage::Open).await? {
            let place = MatterRef::new(&matter.code, &matter.subject);
            self.office
                .report_done(me, reference, place.as_str(), &form)
                .await?;
        }
        Ok(())
    }

    /// The visit beside a case goes on by one step, where it is open.
    async fn assess(&self, me: &Citizen, reference: &str, act: Act) -> Result<(), Fault> {
        let office = &self.office;
        let open = self.matters_in(reference, Stage::Open).await?;
        let Some(matter) = open.into_iter().next() else {
            return Ok(());
        };
        let id = matter.key.id.as_str();
        if matches!(act, Act::NameBody) {
            let member = self.member(None, &matter.office).await?;
            return seed_assignment(office, &member, id).await;
        }
        if matches!(act, Act::ChooseTime) {
            return seed_choice(office, me, reference).await;
        }
        let body = body_of(office, id).await?;
        let (one, other) = (
            self.member(None, &body).await?,
            self.supervisor(&body).await?,
        );
        match act {
            Act::Assess(points) => {
                seed_form(office, &one, id, points).await?;
                seed_confirmation(office, &one, id).await?;
                seed_confirmation(office, &other, id).await
            }
            _ => seed_times(office, &other, &one, id).await,
        }
    }

    async fn has_ended(&self, reference: &str) -> Result<bool, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(false);
        };
        let mut conn = self.office.db.read().await?;
        let case = store::case_by_reference(&mut conn, &reference).await?;
        Ok(case.is_some_and(|case| case.closed_at.is_some()))
    }

    async fn answer(&self, me: &Citizen, reference: &str, code: &str) -> Result<(), Fault> {
        let form = AnswerForm {
            answer: "出院日期是生产后的第三天，清单上漏写了。".to_owned(),
            ..AnswerForm::default()
        };
        let matter = MatterRef::new(code, "case");
        self.office
            .answer(me, reference, matter.as_str(), &form)
            .await
            .map(|_| ())
    }
}

/// A desk that asks again has not taken it.
fn taken(handed_in: HandedIn) -> Result<(), Fault> {
    match handed_in {
        HandedIn::Done => Ok(()),
        HandedIn::Review => Err(Fault::Other(
            "a desk did not take what was typed".to_owned(),
        )),
    }
}

fn address_of(reference: &str, matter: &Matter) -> Result<MatterAddress, Fault> {
    Ok(MatterAddress {
        reference: CaseReference::parse(reference)
            .map_err(|_| Fault::Other("a seeded case without a reference".to_owned()))?,
        matter: matter.key.id.clone(),
    })
}

fn account() -> AccountForm {
    AccountForm {
        bank: "重庆农村商业银行".to_owned(),
        account: "6222021001112223331".to_owned(),
    }
}

/// Everything that the registers know, every matter, the mother's household and account.
async fn apply_for_a_newborn(office: &Office, mother: &Citizen) -> Result<String, Fault> {
    const SERVICE: &str = "newborn";
    let actor = begin(office, mother, SERVICE, None).await?;
    let (_, understood) = office.open_draft(&actor, SERVICE).await?;
    let possible = understood
        .says
        .choices
        .iter()
        .filter(|choice| choice.impossible.is_none());
    let matters = MattersForm {
        matters: possible.map(|choice| choice.code.clone()).collect(),
    };
    office.hand_in(&actor, SERVICE, "matters", &matters).await?;
    let household = HouseholdForm {
        whose: "mine".to_owned(),
        ..HouseholdForm::default()
    };
    office
        .hand_in(&actor, SERVICE, "household", &household)
        .await?;
    office
        .hand_in(&actor, SERVICE, "account", &account())
        .await?;
    declare(office, &actor, SERVICE).await
}

/// For oneself, or for a parent who has said yes.
async fn apply_for_an_elder(
    office: &Office,
    me: &Citizen,
    elder: Option<(Citizen, &String)>,
) -> Result<String, Fault> {
    const SERVICE: &str = "old-age-allowance";
    let mandate = match &elder {
        Some((elder, street)) => {
            let number = office.number_of_citizen(elder).await?;
            let name = elder.name.clone();
            let offer = whole_offer(name, number, (*street).clone(), office.clock.today());
            Some(office.mandate_between(me, elder, &offer).await?)
        }
        None => None,
    };
    let mandate = mandate.as_ref().map(CaseReference::as_str);
    let actor = begin(office, me, SERVICE, mandate).await?;
    let AccountForm { bank, account } = account();
    let owner = elder.map_or_else(|| me.name.clone(), |(elder, _)| elder.name);
    let form = AccountOfForm {
        owner: owner.as_str().to_owned(),
        bank,
        account,
    };
    office.hand_in(&actor, SERVICE, "elder", &form).await?;
    declare(office, &actor, SERVICE).await
}

/// The service of an assessment.
const ASSESSMENT: &str = "elder-assessment";

/// For oneself.
async fn apply_for_an_assessment(office: &Office, me: &Citizen) -> Result<String, Fault> {
    let actor = fill_in_an_assessment(office, me).await?;
    declare(office, &actor, ASSESSMENT).await
}

/// The same by a member of staff for somebody who is with them: who gets the receipt is not the one who presses.
pub(super) async fn apply_for_an_assessment_at_the_counter(
    office: &Office,
    helped: &Citizen,
) -> Result<(), Fault> {
    let actor = fill_in_an_assessment(office, helped).await?;
    match submit(office, &actor, ASSESSMENT).await?.as_str() {
        helping::DONE => Ok(()),
        other => Err(stopped(other)),
    }
}

/// Everything but the declaration.
async fn fill_in_an_assessment(office: &Office, me: &Citizen) -> Result<Actor, Fault> {
    let actor = begin(office, me, ASSESSMENT, None).await?;
    let form = PlaceForm {
        place: "家里".to_owned(),
        phone: "023-60000001".to_owned(),
        ..PlaceForm::default()
    };
    office.hand_in(&actor, ASSESSMENT, "place", &form).await?;
    Ok(actor)
}

/// A draft with leave for every register that the service asks, and what they answered.
async fn begin(
    office: &Office,
    me: &Citizen,
    service: &str,
    mandate: Option<&str>,
) -> Result<Actor, Fault> {
    let actor = Actor::Citizen(me.clone());
    office.start_draft(me, service, mandate).await?;
    let asks = service_of(service).map_or(&[][..], |known| known.asks());
    let leave = LeaveForm {
        registers: asks.iter().map(|asked| asked.set.code()).collect(),
    };
    office.hand_in_leave(&actor, service, &leave).await?;
    office.hand_in_known(&actor, service).await?;
    Ok(actor)
}

/// Declares and hands in; the receipt's address holds the reference.
async fn declare(office: &Office, actor: &Actor, service: &str) -> Result<String, Fault> {
    let receipt = submit(office, actor, service).await?;
    receipt
        .split('/')
        .nth(2)
        .filter(|part| CaseReference::parse(part).is_ok())
        .map(str::to_owned)
        .ok_or_else(|| stopped(&receipt))
}

/// Declares and hands in; where it leads.
async fn submit(office: &Office, actor: &Actor, service: &str) -> Result<String, Fault> {
    let declaration = DeclarationForm {
        declared: "yes".to_owned(),
        ..DeclarationForm::default()
    };
    office.submit(actor, service, &declaration).await
}

fn stopped(at: &str) -> Fault {
    Fault::Other(format!("a seeded application stopped at {at}"))
}

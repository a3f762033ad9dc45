//! An application on the desks of four offices: a service of the stories' own, so that the desk can lean on no service
//! by name.

use app::case::{Capacity, Dossier, Field, FieldState, PartyRole, ServiceDefinition, Source, Step};
use app::casework::MatterAddress;
use app::identity::{OfficeId, PersonKey};
use app::person::PersonName;
use app::text::Wording;
use jiff::Timestamp;
use server::case::{Acting, FiledMatter, FiledParty, Filing, Matter, StepDetail, store};
use server::demo_city::people::{demo_people, demo_staff};

use crate::support::World;

const SERVICE: &str = include_str!("settling_in.toml");

/// Values that stand in no other office's page.
pub const ACCOUNT: &str = "6222021000018875";
pub const ACCOUNT_SHOWN: &str = "6222 **** 8875";
pub const ADDRESS: &str = "金沙路七号";
// Names that stand nowhere else: the demo's own are on its sign-in page.
pub const APPLICANT: &str = "赵秋实";
pub const CONFIRMER: &str = "钱冬至";
pub const SUBJECT: &str = "孙立春";

/// A filed case.
pub struct OnTheDesks {
    pub home: String,
    pub case_id: String,
    pub reference: app::case::CaseReference,
    pub applicant: PersonKey,
}

/// What a story may want otherwise.
#[derive(Clone, Copy)]
pub struct Wish {
    pub subjects: &'static [&'static str],
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            subjects: &["person-1"],
        }
    }
}

/// The office that this demo member of staff works at.
pub fn office_of(world: &World, login: &str) -> OfficeId {
    demo_staff(&world.city)
        .into_iter()
        .find(|member| member.login == login)
        .map(|member| member.office)
        .unwrap_or_else(|| panic!("nobody is called {login}"))
}

/// The pseudonym of a demo citizen.
pub fn citizen(world: &World, key: &str) -> PersonKey {
    let person = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap_or_else(|| panic!("nobody is called {key}"));
    world.office.keys.person(&person.number)
}

/// Files an application of `mother`, which `father` is asked to confirm.
pub async fn file(world: &World, wish: Wish) -> OnTheDesks {
    let service = ServiceDefinition::parse(SERVICE).expect("the stories' service is sound");
    let (applicant, confirmer) = (citizen(world, "mother"), citizen(world, "father"));
    let name = |name: &str| PersonName::parse(name).unwrap();
    let (applicant_name, confirmer_name) = (name(APPLICANT), name(CONFIRMER));
    let party = |role, party: &str, person: Option<&PersonKey>, name: &PersonName| FiledParty {
        role,
        party: party.to_owned(),
        person: person.cloned(),
        name: name.clone(),
    };
    let mut parties = vec![
        party(
            PartyRole::Applicant,
            "applicant",
            Some(&applicant),
            &applicant_name,
        ),
        party(
            PartyRole::Confirmer,
            "confirmer",
            Some(&confirmer),
            &confirmer_name,
        ),
    ];
    let mut matters = vec![matter(world, "street-note", "case", "street-shapingba")];
    for subject in wish.subjects {
        parties.push(party(PartyRole::Subject, subject, None, &name(SUBJECT)));
        matters.push(matter(world, "registration", subject, "police-shapingba-1"));
        matters.push(matter(world, "insurance", subject, "insurance-shapingba"));
        matters.push(matter(world, "card", subject, "social-shapingba"));
    }
    let filing = Filing {
        home: "500106001".to_owned(),
        filed_by: applicant.clone(),
        subject: applicant.clone(),
        mandate: None,
        pressed_by: applicant.0.clone(),
        dossier: dossier(world.office.clock.now(), wish.subjects),
        parties,
        matters,
        claims: Vec::new(),
    };
    let mut tx = world.office.db.begin().await.unwrap();
    let filed = world.office.file(&mut tx, &service, &filing).await.unwrap();
    tx.commit().await.unwrap();
    OnTheDesks {
        home: filed.home,
        case_id: filed.case_id,
        reference: filed.reference,
        applicant,
    }
}

fn matter(world: &World, code: &str, subject: &str, staff: &str) -> FiledMatter {
    FiledMatter {
        code: code.to_owned(),
        subject: subject.to_owned(),
        office: office_of(world, staff),
        already: None,
    }
}

fn dossier(at: Timestamp, subjects: &[&str]) -> Dossier {
    let source = |data_set: &str| {
        Some(Source {
            data_set: data_set.to_owned(),
            call: "call-1".to_owned(),
            at,
        })
    };
    let field = |subject: &str,
                 name: &str,
                 label: &str,
                 value: &str,
                 class: &str,
                 belongs_to,
                 source,
                 state| Field {
        subject: subject.to_owned(),
        name: name.to_owned(),
        label: Wording::same(label),
        value: value.to_owned(),
        shown: Wording::default(),
        class: class.to_owned(),
        belongs_to,
        source,
        state,
    };
    use FieldState::{AsGiven, Declared, Differs, Disputed, NowConfirmed, Unverified};
    use PartyRole::{Applicant, Subject};
    let mut fields = vec![
        field(
            "case",
            "address",
            "住址",
            ADDRESS,
            "common",
            Applicant,
            source("POPULATION/persons"),
            Disputed {
                says: "金沙路九号".to_owned(),
            },
        ),
        Field {
            shown: Wording::same(ACCOUNT_SHOWN),
            ..field(
                "case",
                "account",
                "收款账户",
                ACCOUNT,
                "account",
                Applicant,
                None,
                Declared,
            )
        },
        field(
            "case",
            "marriage",
            "结婚登记",
            "J500106-2020-000123",
            "common",
            Applicant,
            None,
            Unverified {
                is_denied: false,
                data_set: "MARRIAGES/marriages".to_owned(),
            },
        ),
        field(
            "case",
            "household-number",
            "户号",
            "500106778",
            "common",
            Applicant,
            source("POPULATION/households"),
            AsGiven,
        ),
    ];
    for subject in subjects {
        fields.push(field(
            subject, "name", "姓名", SUBJECT, "common", Subject, None, Declared,
        ));
        fields.push(field(
            subject,
            "born",
            "出生日期",
            "2026-02-20",
            "common",
            Subject,
            source("BIRTHS/certificates"),
            Differs {
                source_says: "2026-02-21".to_owned(),
            },
        ));
        fields.push(field(
            subject,
            "sex",
            "性别",
            "女",
            "common",
            Subject,
            source("BIRTHS/certificates"),
            NowConfirmed,
        ));
    }
    Dossier { fields }
}

impl OnTheDesks {
    /// The matter with this code; of several, the first subject's.
    pub async fn matter(&self, world: &World, code: &str) -> Matter {
        let mut conn = world.office.db.read().await.unwrap();
        store::matters(&mut conn, &self.home, &self.case_id)
            .await
            .unwrap()
            .into_iter()
            .find(|matter| matter.code == code)
            .unwrap_or_else(|| panic!("no matter {code}"))
    }

    pub async fn address(&self, world: &World, code: &str) -> MatterAddress {
        MatterAddress {
            reference: self.reference.clone(),
            matter: self.matter(world, code).await.key.id,
        }
    }

    /// A step that is not taken at a desk: the register's answer, the applicant's answer.
    pub async fn step(
        &self,
        world: &World,
        code: &str,
        step: Step,
        by: Capacity,
        detail: StepDetail,
    ) {
        let matter = self.matter(world, code).await;
        let acting = match by {
            Capacity::Portal => Acting::portal(),
            _ => Acting::applicant(&self.applicant),
        };
        let mut tx = world.office.db.begin().await.unwrap();
        world
            .office
            .take_step(&mut tx, &matter, step, &acting, detail)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The register gives a number.
    pub async fn register_answers(&self, world: &World, code: &str, number: &str) {
        let detail = StepDetail {
            result: Some(number.to_owned()),
            ..StepDetail::default()
        };
        self.step(
            world,
            code,
            Step::RegisterAnswered,
            Capacity::Portal,
            detail,
        )
        .await;
    }
}

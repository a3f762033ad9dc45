//! Applying for an allowance: one walk for all of them. What it asks, who gets how much and how it is paid is data
//! (`allowances.toml`, `rules/`, the service's own definition); here is only how a draft is understood.

use app::allowances::{AccountOfForm, TypedAccount, allowance_of, masked_account, yuan};
use app::benefits::{
    District, Every, Fact, Facts, Judged, Reason, Rule, Verdict, judge, judge_one,
};
use app::case::{Field, FieldState, MatterKind, PartyRole, Source};
use app::identity::{Citizen, OfficeId};
use app::person::PersonName;
use app::text::{Language, Said, Text, Wording, Words, in_every_language};
use async_trait::async_trait;

use crate::Office;
use crate::application::{
    Asked, BY_HAND, ByHand, ChosenMatter, Detour, LEAVE, Question, ReadLicence, Reading, Service,
    Understanding, Whom, disability, hardship, is_fetched_later,
};
use crate::benefits::hear;
use crate::case::{Case, FiledParty, Matter};
use crate::data_layer::desk::Sourced;
use crate::data_layer::records::DataSet;
use crate::database::Tx;
use crate::fault::Fault;
use crate::mandate::ActingFor;

/// One allowance that can be applied for.
pub struct AllowanceService {
    code: &'static str,
    /// The last part of the address of its one question page.
    pub page: &'static str,
    asks: &'static [Asked],
}

const PERSON: Asked = Asked {
    set: DataSet::Persons,
    register: Text::DataSetPopulationPersons,
    what: Text::LeavePersonWhat,
    why: Text::LeaveElderWhy,
};
const DISABILITY: Asked = Asked {
    set: DataSet::Disabilities,
    register: Text::DataSetDisabilityPersons,
    what: Text::BenefitsLeaveDisabilityWhat,
    why: Text::BenefitsLeaveDisabilityWhy,
};
const HARDSHIP: Asked = Asked {
    set: DataSet::Hardships,
    register: Text::DataSetHardshipPersons,
    what: Text::BenefitsLeaveHardshipWhat,
    why: Text::BenefitsLeaveHardshipWhy,
};

const LICENCES: Asked = Asked {
    set: DataSet::Licences,
    register: Text::DataSetLicencesLicences,
    what: Text::LeaveLicenceWhat,
    why: Text::AllowanceLeaveLicenceWhy,
};

/// The disability certificate, as the store of e-licences has it.
const DISABILITY_LICENCE: ReadLicence = ReadLicence {
    kind: "disability-certificate",
    name: "disability-licence",
    label: Text::AllowanceFieldDisabilityLicence,
    class: "disability",
};

/// 高龄津贴.
pub static OLD_AGE_ALLOWANCE: AllowanceService = AllowanceService {
    code: "old-age-allowance",
    page: "elder",
    asks: &[PERSON],
};
/// 经济困难高龄失能老年人养老服务补贴.
pub static CARE_SERVICE_SUBSIDY: AllowanceService = AllowanceService {
    code: "care-service-subsidy",
    page: "account",
    asks: &[PERSON, DISABILITY, HARDSHIP, LICENCES],
};
/// 困难残疾人生活补贴.
pub static LIVING_SUBSIDY: AllowanceService = AllowanceService {
    code: "living-subsidy",
    page: "account",
    asks: &[PERSON, DISABILITY, HARDSHIP, LICENCES],
};
/// 重度残疾人护理补贴.
pub static NURSING_SUBSIDY: AllowanceService = AllowanceService {
    code: "nursing-subsidy",
    page: "account",
    asks: &[PERSON, DISABILITY, LICENCES],
};

/// All of them, for routes and pages.
pub fn all() -> [&'static AllowanceService; 4] {
    [
        &OLD_AGE_ALLOWANCE,
        &CARE_SERVICE_SUBSIDY,
        &LIVING_SUBSIDY,
        &NURSING_SUBSIDY,
    ]
}

#[async_trait]
impl Service for AllowanceService {
    fn code(&self) -> &'static str {
        self.code
    }

    fn may_be_for_another(&self) -> bool {
        true
    }

    fn is_about_one_person(&self) -> bool {
        true
    }

    fn asks(&self) -> &'static [Asked] {
        self.asks
    }

    fn asks_besides(&self, reading: &Reading) -> Vec<Fact> {
        let (Some(whom), Some(allowance)) = (Whom::of(reading), allowance_of(self.code)) else {
            return Vec::new();
        };
        let facts = self.facts_of(&whom, reading);
        let benefit = reading.rules.benefit(&allowance.benefit);
        match benefit.map(|benefit| judge_one(benefit, &facts).verdict) {
            Some(Verdict::CannotSay { missing }) => missing,
            _ => Vec::new(),
        }
    }

    fn understand(&self, reading: &Reading) -> Result<Understanding, Fault> {
        let mut says = Understanding::default();
        if !reading.draft.has(LEAVE) {
            return Ok(says);
        }
        let form: AccountOfForm = reading.draft.typed(self.page);
        let acting = reading.draft.acting.as_ref();
        let owner = acting.map_or(&reading.applicant.name, |acting| &acting.name);
        let typed = form
            .parse(owner, guardian_of(acting, reading.applicant))
            .ok();
        let by_hand = ByHand::of(reading, &self.asks_besides(reading));
        if let Some(by_hand) = &by_hand {
            says.questions.push(Question {
                page: BY_HAND.to_owned(),
                is_answered: by_hand.is_answered(reading),
            });
        }
        says.questions.push(Question {
            page: self.page.to_owned(),
            is_answered: typed.is_some(),
        });
        says.subjects
            .push(("case".to_owned(), say(Text::SubjectElder)));
        if Whom::is_elsewhere(reading) {
            says.detour = Some(Detour::of(
                Text::AllowanceNoTitle.into(),
                vec![Text::AllowanceNoElsewhere.into()],
            ));
            return Ok(says);
        }
        let Some(whom) = Whom::of(reading) else {
            // Where they live is asked first.
            return Ok(says);
        };
        says.dossier.fields.extend(whom.fields(reading));
        says.changes.extend(whom.changes(reading));
        says.fetch_later = whom.fetch_later(reading);
        says.fetch_later
            .extend(is_fetched_later(reading).then_some(DataSet::Licences));
        if by_hand
            .as_ref()
            .is_some_and(|by_hand| !by_hand.is_answered(reading))
        {
            // Nothing is judged before what is missing was asked.
            return Ok(says);
        }
        let mut facts = self.facts_of(&whom, reading);
        if let Some(by_hand) = &by_hand {
            by_hand.complete(&mut facts);
        }
        if let Some(detour) = self.may_have(&mut says, reading, &facts) {
            says.detour = Some(detour);
            return Ok(says);
        }
        self.go_by_the_terms(&mut says, reading, &facts);
        if let Some(typed) = typed {
            self.write(&mut says, reading, &typed, &whom, &facts);
            for field in by_hand.map_or_else(Vec::new, |by_hand| by_hand.fields(reading)) {
                let key = (field.subject.clone(), field.name.clone());
                says.changes.insert(key, BY_HAND.to_owned());
                says.dossier.put(field);
            }
        }
        Ok(says)
    }

    fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)> {
        let mut fields = Whom::fields_of(sourced);
        fields.extend(DISABILITY_LICENCE.fields_of(sourced));
        fields
    }

    async fn when_done(
        &self,
        office: &Office,
        tx: &mut Tx,
        case: &Case,
        matter: &Matter,
    ) -> Result<(), Fault> {
        office.grant(tx, case, matter).await
    }
}

/// Into whose account the money may go besides the person's own: whoever applies, where a guardian's document was seen.
pub(super) fn guardian_of<'a>(
    acting: Option<&ActingFor>,
    applicant: &'a Citizen,
) -> Option<&'a PersonName> {
    acting
        .filter(|acting| acting.mandate.is_of_guardian())
        .map(|_| &applicant.name)
}

impl AllowanceService {
    /// What the registers say of somebody.
    fn facts_of(&self, whom: &Whom, reading: &Reading) -> Facts {
        let answers: Vec<Sourced> = self
            .asks
            .iter()
            .filter_map(|asked| reading.draft.sourced(asked.set))
            .collect();
        let mut facts = hear(&answers, reading.today).facts;
        facts.born.get_or_insert(whom.number.birth_date());
        facts
            .district
            .get_or_insert_with(|| District::of(&whom.street));
        facts
    }

    /// Judges by the rules; what stands in the way, or `None` and the expected amount is written down. Only a rule that
    /// says no is in the way: what is not known, or contradicts itself, is for the office to find out, not for the person.
    fn may_have(
        &self,
        says: &mut Understanding,
        reading: &Reading,
        facts: &Facts,
    ) -> Option<Detour> {
        let allowance = allowance_of(self.code)?;
        let judged = judge(reading.rules, facts);
        let own = judged
            .iter()
            .find(|one| one.benefit.code == allowance.benefit)?;
        let paragraphs = match &own.verdict {
            Verdict::Yes { .. } | Verdict::SetAside { .. } => {
                if let (Some(pay), Some(rule)) = (own.pay(), own.rule) {
                    says.dossier.fields.push(field(
                        "amount",
                        Text::AllowanceFieldAmount,
                        &pay.fen.to_string(),
                        amount_said(pay.fen, pay.every, rule),
                        "common",
                        None,
                        FieldState::AsGiven,
                    ));
                }
                if let Verdict::SetAside {
                    for_the_sake_of, ..
                } = &own.verdict
                    && let Some(other) = reading.rules.benefit(for_the_sake_of)
                {
                    let name = &other.name;
                    says.dossier.fields.push(field(
                        "beside",
                        Text::AllowanceFieldBeside,
                        for_the_sake_of,
                        in_every_language(
                            Text::AllowanceBesideHigher,
                            &[("other", &name.zh, &name.en)],
                        ),
                        "common",
                        None,
                        FieldState::AsGiven,
                    ));
                }
                return None;
            }
            Verdict::No { because, begins } => {
                let mut said: Vec<Said> = because.iter().filter_map(reason_said).collect();
                if let Some(day) = begins {
                    said.push(Said::with(
                        Text::AllowanceNoBegins,
                        [("date", day.to_string())],
                    ));
                }
                said
            }
            Verdict::CannotSay { .. } => {
                let amount = amount_unknown(Text::AllowanceCannotSay);
                says.dossier.fields.push(amount);
                return None;
            }
            Verdict::Disputed { facts } => {
                let amount = amount_unknown(Text::AllowanceDisputed);
                says.dossier.fields.extend([amount, disputed(facts)]);
                return None;
            }
            Verdict::Clash(clash) => {
                // For whoever owns the rule; nobody's name is in it.
                tracing::error!(%clash, "two rules contradict each other; an application goes to the office");
                let amount = amount_unknown(Text::AllowanceClash);
                says.dossier.fields.push(amount);
                return None;
            }
            Verdict::NoRule if facts.age().is_some_and(|age| age >= allowance.asks_from) => {
                // That nobody has entered a rule is no "no": the district's office decides, and nothing is paid before
                // there is a rule.
                let amount = amount_unknown(Text::AllowanceAmountUnknown);
                says.dossier.fields.push(amount);
                return None;
            }
            Verdict::NoRule => vec![Said::with(
                Text::AllowanceNoAge,
                [("age", allowance.asks_from.to_string())],
            )],
        };
        let may_help = |one: &&Judged| {
            own.benefit.instead.contains(&one.benefit.code)
                && !matches!(one.verdict, Verdict::No { .. } | Verdict::Clash(_))
        };
        let instead = judged
            .iter()
            .filter(may_help)
            .map(|one| (one.benefit.name.clone(), one.benefit.apply.clone()))
            .collect();
        Some(Detour {
            heading: Text::AllowanceNoTitle.into(),
            paragraphs,
            instead,
        })
    }

    /// Through which hands it goes, and how long it is posted, is the rule's: by the version that holds for this person.
    fn go_by_the_terms(&self, says: &mut Understanding, reading: &Reading, facts: &Facts) {
        let Some(allowance) = allowance_of(self.code) else {
            return;
        };
        let judged = reading
            .rules
            .benefit(&allowance.benefit)
            .map(|benefit| judge_one(benefit, facts));
        let rule = judged.as_ref().and_then(|judged| judged.rule);
        let terms = allowance.terms(rule.map_or("", |rule| &rule.version));
        for matter in &reading.definition.matters {
            if !terms.chain.contains(&matter.code) {
                says.left_out.push(matter.code.clone());
            } else if matter.kind == MatterKind::Posting {
                says.days.insert(matter.code.clone(), terms.posting_days);
            }
        }
    }

    fn write(
        &self,
        says: &mut Understanding,
        reading: &Reading,
        typed: &TypedAccount,
        whom: &Whom,
        facts: &Facts,
    ) {
        let number = &whom.number;
        let born = number.birth_date().to_string();
        let mut put = |name: &str, label: Text, value: &str, shown: Wording, class: &str| {
            let state = FieldState::Declared;
            let field = field(name, label, value, shown, class, None, state);
            says.dossier.fields.push(field);
            // Whom it is for was chosen at the start; the account is what the page asks for.
            if class == "account" {
                let key = ("case".to_owned(), name.to_owned());
                says.changes.insert(key, self.page.to_owned());
            }
        };
        put(
            "number",
            Text::FieldElderNumber,
            number.as_str(),
            Wording::same(number.masked()),
            "number",
        );
        put(
            "born",
            Text::FieldElderBorn,
            &born,
            Wording::same(born.clone()),
            "common",
        );
        put(
            "account-owner",
            Text::FieldAccountOwner,
            typed.owner.as_str(),
            Wording::default(),
            "account",
        );
        put(
            "bank",
            Text::FieldBank,
            &typed.bank,
            Wording::default(),
            "account",
        );
        put(
            "account",
            Text::FieldAccount,
            &typed.account,
            Wording::same(masked_account(&typed.account)),
            "account",
        );
        write_assistance(says, reading, facts);
        says.home.clone_from(&whom.street);
        says.subject_number = Some(number.clone());
        says.claims.push(
            reading
                .keys
                .blind(&format!("{},v1,", self.code), number.as_str()),
        );
        says.parties = vec![
            FiledParty {
                role: PartyRole::Applicant,
                party: "applicant".to_owned(),
                person: Some(reading.applicant.person.clone()),
                name: reading.applicant.name.clone(),
            },
            FiledParty {
                role: PartyRole::Subject,
                party: "elder".to_owned(),
                person: Some(reading.keys.person(number)),
                name: whom.name.clone(),
            },
        ];
        let street = whom.street.as_str();
        says.matters = reading
            .definition
            .matters
            .iter()
            .filter(|matter| !says.left_out.contains(&matter.code))
            .map(|matter| {
                let office = match matter.office.as_str() {
                    "subject-district" => reading
                        .directory
                        .of_division(&matter.department, street.get(..6).unwrap_or_default()),
                    _ => reading.directory.serving(&matter.department, street),
                };
                ChosenMatter {
                    code: matter.code.clone(),
                    subject: "case".to_owned(),
                    office: office.map(|office| OfficeId(office.id.clone())),
                    already: None,
                }
            })
            .collect();
    }
}

/// What the disability and hardship registers said, for the offices that decide on it.
fn write_assistance(says: &mut Understanding, reading: &Reading, facts: &Facts) {
    let source_of = |set: DataSet| {
        reading.draft.sourced(set).map(|sourced| Source {
            data_set: sourced.data_set.clone(),
            call: sourced.call.clone(),
            at: sourced.at,
        })
    };
    if facts.disability.is_some() {
        let (value, shown) = disability(facts.disability);
        says.dossier.fields.push(field(
            "disability",
            Text::AllowanceFieldDisability,
            &value,
            shown,
            "disability",
            source_of(DataSet::Disabilities),
            FieldState::AsGiven,
        ));
    }
    if let Some(licence) = DISABILITY_LICENCE.field(reading) {
        says.dossier.fields.push(licence);
    }
    if facts.hardship.is_some() {
        let (value, shown) = hardship(facts.hardship);
        says.dossier.fields.push(field(
            "hardship",
            Text::AllowanceFieldHardship,
            &value,
            shown,
            "hardship",
            source_of(DataSet::Hardships),
            FieldState::AsGiven,
        ));
    }
}

/// On what the registers differ, so that nobody concludes anything from it before somebody has looked.
fn disputed(facts: &[Fact]) -> Field {
    let codes: Vec<&str> = facts.iter().map(|fact| fact.code()).collect();
    let named = |words: Words| {
        let names: Vec<String> = facts.iter().map(|fact| words.say(fact.text())).collect();
        names.join(&words.say(Text::BenefitsListJoin))
    };
    field(
        "disputed",
        Text::AllowanceFieldDisputed,
        &codes.join(","),
        Wording {
            zh: named(Words::new(Language::Chinese)),
            en: named(Words::new(Language::English)),
        },
        "common",
        None,
        FieldState::AsGiven,
    )
}

/// Nobody can say yet how much it is: the office does. `why`: a sentence for the person.
fn amount_unknown(why: Text) -> Field {
    field(
        "amount",
        Text::AllowanceFieldAmount,
        "",
        say(why),
        "common",
        None,
        FieldState::AsGiven,
    )
}

/// `60.00 yuan a month, by rule 演示-沙坪坝-2026`.
pub fn amount_said(fen: i64, every: Every, rule: &Rule) -> Wording {
    let text = match every {
        Every::Day => Text::AllowanceAmountDay,
        Every::Month => Text::AllowanceAmountMonth,
        Every::Quarter => Text::AllowanceAmountQuarter,
        Every::Year => Text::AllowanceAmountYear,
    };
    let amount = yuan(fen);
    in_every_language(
        text,
        &[
            ("amount", &amount, &amount),
            ("rule", &rule.version, &rule.version),
        ],
    )
}

fn reason_said(reason: &Reason) -> Option<Said> {
    Some(match reason {
        Reason::Age(band) => Said::with(Text::AllowanceNoAge, [("age", band.from.to_string())]),
        Reason::Hardship(_) => Text::AllowanceNoHardship.into(),
        Reason::Disability(..) => Text::AllowanceNoDisability.into(),
        Reason::Elsewhere => Text::AllowanceNoElsewhere.into(),
        Reason::OneOf(_) => Text::AllowanceNoOneOf.into(),
        Reason::Care(_) | Reason::LongDisabled(_) | Reason::Alone(_) | Reason::Insurance(_) => {
            return None;
        }
    })
}

fn field(
    name: &str,
    label: Text,
    value: &str,
    shown: Wording,
    class: &str,
    source: Option<Source>,
    state: FieldState,
) -> Field {
    Field {
        subject: "case".to_owned(),
        name: name.to_owned(),
        label: say(label),
        value: value.to_owned(),
        shown,
        class: class.to_owned(),
        belongs_to: PartyRole::Subject,
        source,
        state,
    }
}

fn say(text: Text) -> Wording {
    in_every_language(text, &[])
}

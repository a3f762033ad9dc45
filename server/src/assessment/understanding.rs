//! Makes sense of a draft: who is to be assessed, where, and whether the rules of their district allow it.

use app::assessment::{PlaceForm, TypedPlace, charge_in, table};
use app::benefits::pages::hardship_name;
use app::benefits::{District, Facts, Verdict, judge_one};
use app::case::{Field, FieldState, PartyRole};
use app::identity::OfficeId;
use app::text::{Said, Text, Wording, in_every_language};

use crate::application::{
    Asked, BY_HAND, ByHand, ChosenMatter, Detour, LEAVE, Question, Reading, Service, Understanding,
    Whom,
};
use crate::case::FiledParty;
use crate::data_layer::desk::Sourced;
use crate::data_layer::records::DataSet;
use crate::fault::Fault;

/// The service `elder-assessment`.
pub static ELDER_ASSESSMENT: ElderAssessment = ElderAssessment;

/// Assessment of an older person's abilities.
pub struct ElderAssessment;

/// The rules of who is assessed, by district and day, are those of "What can I get?".
const BENEFIT: &str = "assessment";

const ASKS: [Asked; 1] = [Asked {
    set: DataSet::Persons,
    register: Text::DataSetPopulationPersons,
    what: Text::LeavePersonWhat,
    why: Text::AssessmentLeaveWhy,
}];

impl Service for ElderAssessment {
    fn code(&self) -> &'static str {
        "elder-assessment"
    }

    fn may_be_for_another(&self) -> bool {
        true
    }

    fn is_about_one_person(&self) -> bool {
        true
    }

    fn asks(&self) -> &'static [Asked] {
        &ASKS
    }

    fn understand(&self, reading: &Reading) -> Result<Understanding, Fault> {
        let mut says = Understanding::default();
        if !reading.draft.has(LEAVE) {
            return Ok(says);
        }
        let form: PlaceForm = reading.draft.typed("place");
        let typed = form.parse().ok();
        if let Some(by_hand) = ByHand::of(reading, &[]) {
            says.questions.push(Question {
                page: BY_HAND.to_owned(),
                is_answered: by_hand.is_answered(reading),
            });
        }
        let whom = Whom::of(reading);
        let place = whom.as_ref().map_or("", |whom| whom.street.as_str());
        let is_said =
            charge_in(&reading.rules.charges, place).is_none() || form.parse_means().is_ok();
        says.home = place.to_owned();
        let typed = typed.filter(|_| is_said);
        says.questions.push(Question {
            page: "place".to_owned(),
            is_answered: typed.is_some(),
        });
        says.subjects
            .push(("case".to_owned(), say(Text::SubjectElder)));
        if Whom::is_elsewhere(reading) {
            says.detour = Some(elsewhere());
            return Ok(says);
        }
        let Some(whom) = whom else {
            // Where they live is asked first.
            return Ok(says);
        };
        says.dossier.fields.extend(whom.fields(reading));
        says.changes.extend(whom.changes(reading));
        says.fetch_later = whom.fetch_later(reading);
        if let Some(detour) = detour(reading, &whom) {
            says.detour = Some(detour);
            return Ok(says);
        }
        if let Some(typed) = typed {
            write(&mut says, reading, &whom, &typed);
            write_cost(&mut says, reading, &whom, &form);
        }
        Ok(says)
    }

    fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)> {
        Whom::fields_of(sourced)
    }
}

/// The way of whoever this city has not registered.
fn elsewhere() -> Detour {
    Detour::of(
        Text::AssessmentElsewhereTitle.into(),
        vec![Text::AssessmentElsewhereBody.into()],
    )
}

/// Whether there is another way than this form: too young for their district, or no rule.
fn detour(reading: &Reading, whom: &Whom) -> Option<Detour> {
    let way = |heading: Text, paragraphs: Vec<Said>| {
        Some(Detour {
            heading: heading.into(),
            paragraphs,
            instead: Vec::new(),
        })
    };
    let mut facts = Facts::unknown(reading.today);
    facts.born = Some(whom.number.birth_date());
    facts.district = Some(District::of(&whom.street));
    let benefit = reading.rules.benefit(BENEFIT);
    let verdict = benefit.map(|benefit| judge_one(benefit, &facts).verdict);
    match verdict {
        Some(Verdict::Yes { .. }) => None,
        Some(Verdict::No {
            begins: Some(day), ..
        }) => way(
            Text::AssessmentTooYoungTitle,
            vec![
                Said::with(Text::AssessmentTooYoungBody, [("day", day.to_string())]),
                Text::AssessmentTooYoungWay.into(),
            ],
        ),
        Some(Verdict::No { .. }) => Some(elsewhere()),
        // No rule, or two that contradict each other: a person decides.
        _ => way(
            Text::AssessmentNoRuleTitle,
            vec![Text::AssessmentNoRuleBody.into()],
        ),
    }
}

fn write(says: &mut Understanding, reading: &Reading, whom: &Whom, typed: &TypedPlace) {
    let born = whom.number.birth_date();
    says.dossier.fields.extend([
        declared(
            "number",
            Text::FieldElderNumber,
            whom.number.as_str(),
            Wording::same(whom.number.masked()),
            "number",
        ),
        declared(
            "born",
            Text::FieldElderBorn,
            &born.to_string(),
            Wording::same(born.to_string()),
            "common",
        ),
    ]);
    for (name, label, value) in [
        ("place", Text::AssessmentPlaceLabel, &typed.place),
        ("phone", Text::AssessmentPhoneLabel, &typed.phone),
        ("note", Text::AssessmentNoteLabel, &typed.note),
    ] {
        if value.is_empty() {
            continue;
        }
        says.dossier
            .fields
            .push(declared(name, label, value, Wording::default(), "visit"));
        says.changes
            .insert(("case".to_owned(), name.to_owned()), "place".to_owned());
    }
    says.subject_number = Some(whom.number.clone());
    // One at a time; given back when the finding is there.
    says.claims.push(
        reading
            .keys
            .blind("elder-assessment,v1,", whom.number.as_str()),
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
            person: Some(reading.keys.person(&whom.number)),
            name: whom.name.clone(),
        },
    ];
    says.matters = reading
        .definition
        .matters
        .iter()
        .map(|matter| ChosenMatter {
            code: matter.code.clone(),
            subject: "case".to_owned(),
            office: reading
                .directory
                .serving(&matter.department, &whom.street)
                .map(|office| OfficeId(office.id.clone())),
            already: None,
        })
        .collect();
}

/// What was said of the cost stays with the case, and on what it rests.
fn write_cost(says: &mut Understanding, reading: &Reading, whom: &Whom, form: &PlaceForm) {
    let (fees, charges) = (&table().fees, &reading.rules.charges);
    let means = charge_in(charges, &whom.street).and_then(|_| form.parse_means().ok());
    if let Some(means) = means {
        let field = declared(
            "means",
            Text::AssessmentMeansLabel,
            means.code(),
            say(hardship_name(means)),
            "common",
        );
        says.dossier.fields.push(field);
        says.changes
            .insert(("case".to_owned(), "means".to_owned()), "place".to_owned());
    }
    let cost = fees.cost(charges, &whom.street, means);
    let fen = cost.fen().to_string();
    let field = declared(
        "fee",
        Text::AssessmentFeeTitle,
        &fen,
        fees.says(cost),
        "common",
    );
    says.dossier.fields.push(field);
}

fn declared(name: &str, label: Text, value: &str, shown: Wording, class: &str) -> Field {
    Field {
        subject: "case".to_owned(),
        name: name.to_owned(),
        label: say(label),
        value: value.to_owned(),
        shown,
        class: class.to_owned(),
        belongs_to: PartyRole::Subject,
        source: None,
        state: FieldState::Declared,
    }
}

fn say(text: Text) -> Wording {
    in_every_language(text, &[])
}

//! What somebody types about themselves or an older person, as typed. Nobody is asked for a name or a number.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::{
    CareLevel, Disability, DisabilityKind, District, Fact, Facts, Hardship, Insurance,
};
use crate::person::{age_on, plain_number};
use crate::text::Text;
use crate::ui::FieldFault;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct FactsForm {
    pub born_year: String,
    pub born_month: String,
    pub born_day: String,
    /// Six digits, or `elsewhere`.
    pub division: String,
    /// Codes of [`Hardship`]; `unknown` or empty: not known.
    pub hardship: String,
    /// `none`, or a code of [`DisabilityKind`].
    pub disability: String,
    /// `1` .. `4`.
    pub level: String,
    pub care: String,
    /// `yes`, `no`.
    pub long_disabled: String,
    pub alone: String,
    pub insurance: String,
    /// `forget`: what was typed before goes.
    pub act: String,
}

/// The oldest age that is believed.
const OLDEST: i16 = 130;

impl FactsForm {
    /// Everything that this form can ask, in the order of the page.
    pub const ALL: [Fact; 8] = Fact::ALL;

    /// Adds what was typed to what is known, for the facts that were asked. Birth and district have to be answered,
    /// everything else may stay open.
    ///
    /// # Errors
    /// What cannot be, by field.
    pub fn parse(&self, asked: &[Fact], known: Facts) -> Result<Facts, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut facts = known;
        for fact in asked {
            match fact {
                Fact::Born => facts.born = self.born(facts.on, &mut faults),
                Fact::District => facts.district = self.district(&mut faults),
                Fact::Hardship => facts.hardship = Hardship::from_code(&self.hardship),
                Fact::Disability => facts.disability = self.disability(&mut faults),
                Fact::Care => facts.care = CareLevel::from_code(&self.care),
                Fact::LongDisabled => facts.long_disabled = yes_or_no(&self.long_disabled),
                Fact::Alone => facts.alone = yes_or_no(&self.alone),
                Fact::Insurance => facts.insurance = Insurance::from_code(&self.insurance),
            }
        }
        if faults.is_empty() {
            Ok(facts)
        } else {
            Err(faults)
        }
    }

    fn born(&self, today: Date, faults: &mut Vec<FieldFault>) -> Option<Date> {
        let number = |typed: &str| {
            plain_number(typed)
                .trim_end_matches(['年', '月', '日'])
                .parse::<i16>()
                .ok()
        };
        let parts = [&self.born_year, &self.born_month, &self.born_day];
        if parts.iter().all(|part| part.trim().is_empty()) {
            faults.push(FieldFault::new("born", Text::BenefitsBornEmpty));
            return None;
        }
        let date = (|| {
            let month = i8::try_from(number(&self.born_month)?).ok()?;
            let day = i8::try_from(number(&self.born_day)?).ok()?;
            Date::new(number(&self.born_year)?, month, day).ok()
        })();
        let fault = match date {
            None => Text::BenefitsBornImpossible,
            Some(date) if date > today => Text::BenefitsBornFuture,
            Some(date) if age_on(date, today) > OLDEST => Text::BenefitsBornTooLongAgo,
            Some(date) => return Some(date),
        };
        faults.push(FieldFault::new("born", fault));
        None
    }

    fn district(&self, faults: &mut Vec<FieldFault>) -> Option<District> {
        match District::of(&self.division) {
            District::Here(division) if division.code == self.division => {
                Some(District::Here(division))
            }
            _ if self.division == District::ELSEWHERE => Some(District::Elsewhere),
            _ => {
                faults.push(FieldFault::new("division", Text::BenefitsDivisionEmpty));
                None
            }
        }
    }

    fn disability(&self, faults: &mut Vec<FieldFault>) -> Option<Disability> {
        let kind = DisabilityKind::from_code(&self.disability);
        let level = self
            .level
            .parse::<u8>()
            .ok()
            .filter(|level| (1..=4).contains(level));
        match (kind, level) {
            (Some(kind), Some(level)) => Some(Disability::Certified { kind, level }),
            (Some(_), None) => {
                faults.push(FieldFault::new("level", Text::BenefitsLevelEmpty));
                None
            }
            // A level without a certificate: one of the two is wrong, and nobody may guess which.
            (None, Some(_)) => {
                faults.push(FieldFault::new(
                    "disability",
                    Text::BenefitsLevelWithoutKind,
                ));
                None
            }
            (None, None) if self.disability == "none" => Some(Disability::None),
            (None, None) => None,
        }
    }
}

fn yes_or_no(typed: &str) -> Option<bool> {
    match typed {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn form() -> FactsForm {
        FactsForm {
            born_year: "１９４４年".to_owned(),
            born_month: "2".to_owned(),
            born_day: "29日".to_owned(),
            division: "500106".to_owned(),
            ..FactsForm::default()
        }
    }

    fn parse(form: &FactsForm) -> Result<Facts, Vec<&'static str>> {
        form.parse(&FactsForm::ALL, Facts::unknown(date(2026, 11, 20)))
            .map_err(|faults| faults.iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn birth_and_district_are_enough_and_the_rest_stays_open() {
        let facts = parse(&form()).unwrap();
        assert_eq!(facts.born, Some(date(1944, 2, 29)));
        assert_eq!(facts.age(), Some(82));
        assert!(matches!(facts.district, Some(District::Here(d)) if d.zh == "沙坪坝区"));
        assert_eq!(facts.hardship, None);
        assert_eq!(facts.disability, None);
    }

    #[test]
    fn what_cannot_be_is_said_at_its_field() {
        let cases = [
            (
                FactsForm {
                    born_year: String::new(),
                    born_month: String::new(),
                    born_day: String::new(),
                    ..form()
                },
                "born",
            ),
            (
                FactsForm {
                    born_day: "30".to_owned(),
                    ..form()
                },
                "born",
            ),
            (
                FactsForm {
                    born_year: "2027".to_owned(),
                    born_day: "1".to_owned(),
                    ..form()
                },
                "born",
            ),
            (
                FactsForm {
                    born_year: "1890".to_owned(),
                    born_day: "1".to_owned(),
                    ..form()
                },
                "born",
            ),
            (
                FactsForm {
                    division: String::new(),
                    ..form()
                },
                "division",
            ),
            (
                FactsForm {
                    division: "5001".to_owned(),
                    ..form()
                },
                "division",
            ),
            (
                FactsForm {
                    disability: "limb".to_owned(),
                    ..form()
                },
                "level",
            ),
            (
                FactsForm {
                    disability: "none".to_owned(),
                    level: "1".to_owned(),
                    ..form()
                },
                "disability",
            ),
        ];
        for (form, field) in cases {
            assert_eq!(parse(&form), Err(vec![field]), "{form:?}");
        }
    }

    #[test]
    fn only_what_is_asked_is_taken() {
        let typed = FactsForm {
            hardship: "low-income".to_owned(),
            care: "severe".to_owned(),
            ..FactsForm::default()
        };
        let known = Facts::unknown(date(2026, 11, 20));
        let facts = typed.parse(&[Fact::Care], known).unwrap();
        assert_eq!(
            (facts.care, facts.hardship),
            (Some(CareLevel::Severe), None)
        );
    }
}

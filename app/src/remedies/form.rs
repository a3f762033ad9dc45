//! What is typed in an appeal, a complaint, a rating or an answer to one, and what is wrong with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::terms::{RemedyTerms, terms};
use crate::person::Mobile;
use crate::text::{Said, Text};
use crate::ui::FieldFault;

/// Longest text, in characters.
const LONGEST: usize = 4000;

/// The five grades, best first.
pub const GRADES: [i64; 5] = [5, 4, 3, 2, 1];

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    pub text: String,
    /// `later`: keep it, do not send it yet.
    #[serde(skip_serializing)]
    pub act: String,
}

impl AppealForm {
    /// # Errors
    /// Nothing written, or too much.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        text_of(&self.text, Text::RemediesFaultAppeal)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ComplaintForm {
    /// An office's id.
    pub office: String,
    pub kind: String,
    pub text: String,
    /// Name of the person it is about, where one knows it.
    pub whom: String,
    /// `portal` or `phone`.
    pub answer: String,
    pub phone: String,
    #[serde(skip_serializing)]
    pub act: String,
}

/// A complaint that can be handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub office: String,
    pub kind: String,
    pub text: String,
    pub whom: String,
    /// Where the answer is wished by phone.
    pub phone: Option<Mobile>,
}

impl ComplaintForm {
    /// # Errors
    /// No office among those of the case, no kind, no words, no way to answer, or no mobile where one is to be rung.
    pub fn parse(&self, offices: &[String]) -> Result<Complaint, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if !offices.contains(&self.office) {
            faults.push(FieldFault::new("office", Text::RemediesFaultOffice));
        }
        if !terms()
            .complaint
            .kinds
            .iter()
            .any(|kind| kind.code == self.kind)
        {
            faults.push(FieldFault::new("kind", Text::RemediesFaultKind));
        }
        let text = text_of(&self.text, Text::RemediesFaultComplaint).unwrap_or_else(|more| {
            faults.extend(more);
            String::new()
        });
        let phone = match self.answer.as_str() {
            "portal" => None,
            "phone" => match Mobile::parse(&self.phone) {
                Ok(mobile) => Some(mobile),
                Err(_) => {
                    faults.push(FieldFault::new("phone", Text::RemediesFaultPhone));
                    None
                }
            },
            _ => {
                faults.push(FieldFault::new("answer", Text::RemediesFaultAnswerBy));
                None
            }
        };
        if faults.is_empty() {
            Ok(Complaint {
                office: self.office.clone(),
                kind: self.kind.clone(),
                text,
                whom: self.whom.trim().to_owned(),
                phone,
            })
        } else {
            Err(faults)
        }
    }
}

/// Grades are `1` to `5`; empty: not given. Nothing is chosen beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RatingForm {
    pub grade: String,
    pub efficiency: String,
    pub guide: String,
    pub convenience: String,
    pub platform: String,
    /// An office's id, where the words are mostly about one; empty: about the whole.
    pub office: String,
    pub text: String,
    #[serde(skip_serializing)]
    pub act: String,
}

/// A rating that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub grade: i64,
    pub facets: BTreeMap<String, i64>,
    pub office: Option<String>,
    pub text: String,
}

impl RatingForm {
    /// What was chosen for a facet.
    pub fn facet(&self, code: &str) -> &str {
        match code {
            "efficiency" => &self.efficiency,
            "guide" => &self.guide,
            "convenience" => &self.convenience,
            "platform" => &self.platform,
            _ => "",
        }
    }

    /// # Errors
    /// No grade, or a text that is too long.
    pub fn parse(
        &self,
        terms: &RemedyTerms,
        offices: &[String],
    ) -> Result<Rating, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let grade = grade_of(&self.grade).unwrap_or_else(|| {
            faults.push(FieldFault::new("grade", Text::RemediesFaultGrade));
            0
        });
        if self.text.chars().count() > LONGEST {
            faults.push(too_long());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Rating {
            grade,
            facets: terms
                .rating
                .facets
                .iter()
                .filter_map(|facet| Some((facet.code.clone(), grade_of(self.facet(&facet.code))?)))
                .collect(),
            office: Some(self.office.clone()).filter(|office| offices.contains(office)),
            text: self.text.trim().to_owned(),
        })
    }
}

/// The desk's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// Of an appeal: `upheld` or `reopened`.
    pub outcome: String,
    pub text: String,
}

impl AnswerForm {
    /// The outcome (empty unless it is an appeal's) and the words.
    ///
    /// # Errors
    /// No outcome of an appeal, no words, or too many.
    pub fn parse(&self, is_appeal: bool) -> Result<(String, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let is_known = matches!(self.outcome.as_str(), "upheld" | "reopened");
        if is_appeal && !is_known {
            faults.push(FieldFault::new("outcome", Text::RemediesFaultOutcome));
        }
        match text_of(&self.text, Text::RemediesFaultAnswer) {
            Ok(text) if faults.is_empty() => Ok((
                if is_appeal {
                    self.outcome.clone()
                } else {
                    String::new()
                },
                text,
            )),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }
}

fn grade_of(typed: &str) -> Option<i64> {
    typed.parse().ok().filter(|grade| GRADES.contains(grade))
}

fn text_of(typed: &str, empty: Text) -> Result<String, Vec<FieldFault>> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(vec![FieldFault::new("text", empty)]);
    }
    if text.chars().count() > LONGEST {
        return Err(vec![too_long()]);
    }
    Ok(text.to_owned())
}

fn too_long() -> FieldFault {
    FieldFault::new(
        "text",
        Said::with(Text::RemediesFaultTooLong, [("most", LONGEST.to_string())]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_names_office_kind_words_and_a_way_to_answer() {
        let offices = ["A".to_owned()];
        let faults = ComplaintForm::default().parse(&offices).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["office", "kind", "text", "answer"]);
        let mut form = ComplaintForm {
            office: "A".into(),
            kind: "delay".into(),
            text: " 等了两周 ".into(),
            answer: "phone".into(),
            phone: "12345".into(),
            ..ComplaintForm::default()
        };
        assert_eq!(form.parse(&offices).unwrap_err()[0].field, "phone");
        form.phone = "139 0000 0001".into();
        assert_eq!(form.parse(&offices).unwrap().text, "等了两周");
        form.office = "B".into();
        assert!(form.parse(&offices).is_err(), "an office one has not met");
    }

    #[test]
    fn nothing_is_graded_unless_somebody_did() {
        let mut form = RatingForm::default();
        assert!(form.parse(terms(), &[]).is_err());
        for wrong in ["0", "6", "five"] {
            form.grade = wrong.into();
            assert!(form.parse(terms(), &[]).is_err(), "{wrong}");
        }
        form.grade = "2".into();
        form.guide = "1".into();
        form.platform = "9".into();
        let rating = form.parse(terms(), &[]).unwrap();
        assert_eq!(rating.facets, BTreeMap::from([("guide".to_owned(), 1)]));
    }

    #[test]
    fn only_an_appeal_has_an_outcome() {
        let form = AnswerForm {
            outcome: "granted".into(),
            text: "看过了".into(),
        };
        assert!(form.parse(true).is_err());
        assert_eq!(form.parse(false).unwrap().0, "");
    }
}

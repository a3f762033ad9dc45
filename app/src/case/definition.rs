//! A service's versioned definition: which matters it bundles, what each needs, who does it, by when, and why it
//! may be refused. Data (`app/definitions/*.toml`), never code.

use serde::{Deserialize, Serialize};

use super::MatterKind;
use crate::text::Wording;

/// One version of a service. A running case keeps the version it was filed under; filing copies what it needs into
/// the matter rows, so an old version is never needed to run a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceDefinition {
    /// e.g. `old-age-allowance`; also the service's path on the site.
    pub service: String,
    /// e.g. `2026-11`.
    pub version: String,
    /// Two letters before every reference of this service, e.g. `NB`.
    pub prefix: String,
    pub name: Wording,
    /// One plain sentence.
    pub summary: Wording,
    /// Who can have it, in one or two plain sentences.
    pub who: Wording,
    /// Working days promised for the whole bundle.
    pub promised_days: i64,
    /// What it costs, where that is not simply nothing.
    #[serde(default)]
    pub cost: Option<Wording>,
    /// Where the content of this definition was read, and when.
    pub evidence: Wording,
    /// What the applicant declares; its version is kept with the case.
    pub declaration: Declaration,
    /// Who besides the applicant is asked to confirm, where a matter says `confirmed`.
    pub confirmer: Option<ConfirmerDefinition>,
    /// In the order in which they are shown. A matter comes after those it needs.
    #[serde(rename = "matter")]
    pub matters: Vec<MatterDefinition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    pub version: String,
    pub text: Wording,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmerDefinition {
    /// How this party is called, e.g. "the other owner".
    pub name: Wording,
    /// Calendar days for which an invitation is good.
    pub days: i64,
    /// Days after which a reminder goes out.
    pub reminders: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterDefinition {
    /// e.g. `allowance`; the journal and definitions name a matter by it.
    pub code: String,
    pub name: Wording,
    /// What it gives, in one plain sentence.
    pub gives: Wording,
    /// e.g. `public-security`, as in the directory of offices.
    pub department: String,
    /// The rule that finds the office; the service's desk knows its rules by these names.
    pub office: String,
    pub kind: MatterKind,
    /// `case` or a kind of subject (`dog`): one matter row for each (`dog-1`, `dog-2`).
    pub per: String,
    /// Codes of matters whose result it needs. With `per` a kind of subject: of the same subject.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Whether the confirmer's own confirmation is needed.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether an approval, like every refusal, is proposed by one person and confirmed by another: where money is paid.
    #[serde(default)]
    pub two_people: bool,
    /// Working days that an applicant is given to answer a request, unless the caseworker says otherwise.
    #[serde(default = "usual_days_to_answer")]
    pub answer_days: i64,
    /// Working days promised, counted from the day after it becomes ready. 0 for instant and elsewhere.
    pub promised_days: i64,
    /// Working days that the law allows.
    pub legal_days: i64,
    /// The register write that ends it.
    pub writes: Option<Writing>,
    /// The result's name, e.g. "identity number".
    pub result: Wording,
    /// What to do next with the result, or for `elsewhere` where and how.
    pub next: Wording,
    /// For `elsewhere`: by when, as calendar days after the date in `within_from`, else after the need was met.
    #[serde(default)]
    pub within_days: Option<i64>,
    /// The subject's dossier field from whose date `within_days` counts.
    #[serde(default)]
    pub within_from: Option<String>,
    /// Dossier fields of these classes are shown to this matter's office besides the common ones, e.g. `account`.
    #[serde(default)]
    pub sees: Vec<String>,
    #[serde(default, rename = "refusal")]
    pub refusals: Vec<RefusalReason>,
    /// Source and date of this row, `U` where unverified.
    pub evidence: String,
}

/// 15 working days.
const fn usual_days_to_answer() -> i64 {
    15
}

/// What is written, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writing {
    /// e.g. `POPULATION/registrations`.
    pub data_set: String,
    /// Dossier field names without the subject's prefix: `name` stands for `dog-1.name` when the matter is for `dog-1`.
    /// `result.CODE` is the result of another matter of the same subject.
    pub fields: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalReason {
    pub code: String,
    pub text: Wording,
    /// The article it rests on.
    pub legal_basis: Wording,
}

impl ServiceDefinition {
    /// Goes without a matter: whatever waited for it waits for what it would have waited for itself.
    pub fn leave_out(&mut self, code: &str) {
        let Some(place) = self.matters.iter().position(|matter| matter.code == code) else {
            return;
        };
        let needs = self.matters.remove(place).needs;
        for matter in &mut self.matters {
            if let Some(place) = matter.needs.iter().position(|need| need == code) {
                matter.needs.splice(place..=place, needs.iter().cloned());
            }
        }
    }

    /// Reads and checks a definition.
    ///
    /// # Errors
    /// What is wrong, in words for whoever edits the file: a syntax error, an unknown need, a need that comes later,
    /// a matter that writes nowhere yet is instant.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let definition: Self = toml::from_str(toml).map_err(|error| error.to_string())?;
        if definition.prefix.len() != 2
            || !definition
                .prefix
                .bytes()
                .all(|letter| letter.is_ascii_uppercase())
        {
            return Err(format!(
                "the prefix {:?} is not two capital letters",
                definition.prefix
            ));
        }
        for (index, matter) in definition.matters.iter().enumerate() {
            for need in &matter.needs {
                if !definition.matters[..index]
                    .iter()
                    .any(|earlier| earlier.code == *need)
                {
                    return Err(format!(
                        "{}: needs {need}, which is not among the matters before it",
                        matter.code
                    ));
                }
            }
            if definition.matters[..index]
                .iter()
                .any(|earlier| earlier.code == matter.code)
            {
                return Err(format!("{} stands twice", matter.code));
            }
            if matter.confirmed && definition.confirmer.is_none() {
                return Err(format!(
                    "{} waits for a confirmer, and the service has none",
                    matter.code
                ));
            }
            if matter.kind == MatterKind::Decision && matter.refusals.is_empty() {
                return Err(format!(
                    "{} can be refused, and gives no reason for it",
                    matter.code
                ));
            }
        }
        Ok(definition)
    }

    pub fn matter(&self, code: &str) -> Option<&MatterDefinition> {
        self.matters.iter().find(|matter| matter.code == code)
    }
}

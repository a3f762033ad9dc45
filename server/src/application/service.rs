//! What a service says of itself, so that every service can walk through the same pages.

use std::collections::BTreeMap;

use app::application::MatterChoice;
use app::benefits::{Fact, RuleBook};
use app::case::{Dossier, Field, ServiceDefinition, SubjectKey, WorkingDays};
use app::casework::InPersonQuestion;
use app::identity::{Citizen, OfficeId};
use app::person::ResidentId;
use app::text::{Said, Text, Wording};
use app::ui::FieldFault;
use async_trait::async_trait;
use jiff::civil::Date;

use super::confirmer::{CaseReading, Heard, OwnQuestion};
use super::desk::Draft;
use crate::Office;
use crate::case::{Case, FiledParty, Matter};
use crate::data_layer::desk::Sourced;
use crate::data_layer::directory::Directory;
use crate::data_layer::records::DataSet;
use crate::database::Tx;
use crate::fault::Fault;
use crate::keys::Keys;

/// A register that a service would like to ask, with leave.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub set: DataSet,
    /// Whose register it is, what is asked for, and why.
    pub register: Text,
    pub what: Text,
    pub why: Text,
}

/// A question page, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Last part of its address, e.g. `household`.
    pub page: String,
    pub is_answered: bool,
}

/// A way that is not this form: said on a quiet page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detour {
    pub heading: Said,
    pub paragraphs: Vec<Said>,
    /// What may help instead: its name, and our own page for it where there is one.
    pub instead: Vec<(Wording, Option<String>)>,
}

impl Detour {
    /// One that names nothing else.
    pub const fn of(heading: Said, paragraphs: Vec<Said>) -> Self {
        Self {
            heading,
            paragraphs,
            instead: Vec::new(),
        }
    }
}

/// A matter that would be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenMatter {
    pub code: String,
    pub subject: SubjectKey,
    /// `None` where no office serves the place: it cannot be filed.
    pub office: Option<OfficeId>,
    pub already: Option<String>,
}

/// What a service makes of a draft as it stands.
#[derive(Clone, Debug, Default)]
pub struct Understanding {
    pub detour: Option<Detour>,
    pub dossier: Dossier,
    /// Headings of the subjects, in order.
    pub subjects: Vec<(SubjectKey, Wording)>,
    pub questions: Vec<Question>,
    pub choices: Vec<MatterChoice>,
    pub matters: Vec<ChosenMatter>,
    pub parties: Vec<FiledParty>,
    /// Keyed hashes of what may be claimed once.
    pub claims: Vec<String>,
    /// Nine-digit street under which the case would be kept.
    pub home: String,
    /// Codes of matters of the definition that this case does without, and for how many working days others last.
    pub left_out: Vec<String>,
    pub days: BTreeMap<String, WorkingDays>,
    /// Codes of matters that wait for the confirmer besides those that the definition names.
    pub confirmed: Vec<String>,
    /// Whose case it would be; `None`: the applicant's.
    pub subject_number: Option<ResidentId>,
    /// (subject, field) -> page on which it can be changed.
    pub changes: BTreeMap<(SubjectKey, String), String>,
    /// Sources to be asked again after submission, with whose number.
    pub fetch_later: Vec<DataSet>,
    /// By when the law wants it handed in, where a register says it.
    pub last_day: Option<Date>,
}

/// Everything a service may look at while it makes sense of a draft.
pub struct Reading<'a> {
    pub definition: &'a ServiceDefinition,
    pub draft: &'a Draft,
    pub applicant: &'a Citizen,
    pub directory: &'a Directory,
    pub keys: &'a Keys,
    /// Who can get what, by district and day.
    pub rules: &'a RuleBook,
    pub today: Date,
    /// The demo city's numbers are somebody's.
    pub demo: bool,
}

/// Whom a register names as the case's other party.
pub struct ConfirmerNamed {
    /// Subject and name of the field that holds that party's name.
    pub field: (&'static str, &'static str),
    pub number: ResidentId,
    /// What the desk reads where the case has asked somebody else.
    pub if_another: Wording,
}

/// One service of the portal.
#[async_trait]
pub trait Service: Send + Sync {
    /// As in its definition and its addresses.
    fn code(&self) -> &'static str;

    /// Whether one may apply for somebody else, with that person's own leave.
    fn may_be_for_another(&self) -> bool {
        false
    }

    /// Whether it asks about one person alone: then what their registers do not say is typed on a page of its own.
    fn is_about_one_person(&self) -> bool {
        false
    }

    /// The registers it would like to ask, in the order of the page of leave.
    fn asks(&self) -> &'static [Asked];

    /// What decides for this person and no register can say: asked on the page of what is typed.
    fn asks_besides(&self, _reading: &Reading) -> Vec<Fact> {
        Vec::new()
    }

    /// Makes sense of a draft.
    ///
    /// # Errors
    /// A stored page that cannot be read.
    fn understand(&self, reading: &Reading) -> Result<Understanding, Fault>;

    /// (subject, field, value) for everything that a source's answer says in the dossier's terms.
    fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)>;

    /// Whom this answer, about the applicant, names as the confirmer.
    fn confirmer_in(&self, _sourced: &Sourced) -> Option<ConfirmerNamed> {
        None
    }

    /// Keyed hash of what this field names and may be claimed once, once its register has confirmed it.
    fn claim_of(&self, _keys: &Keys, _field: &Field) -> Option<String> {
        None
    }

    /// Registers that would be asked about the confirmer, with the confirmer's own leave.
    fn asks_confirmer(&self, _case: &CaseReading) -> Vec<Asked> {
        Vec::new()
    }

    /// What the confirmer's registers change in the case. Refused ones are among the answers, too, without leave.
    fn hear_confirmer(&self, case: &CaseReading, _answers: &[Sourced]) -> Heard {
        Heard::unchanged(case)
    }

    /// What the confirmer gives at the counter of this matter, where only they can give it.
    fn asks_in_person(&self, _case: &CaseReading, _matter: &Matter) -> Vec<InPersonQuestion> {
        Vec::new()
    }

    /// The fields of what was given there, by the names of [`Self::asks_in_person`].
    ///
    /// # Errors
    /// What is wrong with it.
    fn given_in_person(
        &self,
        _case: &CaseReading,
        _matter: &Matter,
        _typed: &BTreeMap<String, String>,
    ) -> Result<Vec<Field>, Vec<FieldFault>> {
        Ok(Vec::new())
    }

    /// What follows from a matter that is done, in the transaction in which it is: something that outlives the case.
    ///
    /// # Errors
    /// Then the matter is not done either.
    async fn when_done(
        &self,
        _office: &Office,
        _tx: &mut Tx,
        _case: &Case,
        _matter: &Matter,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// What is left for the confirmer to fill in.
    fn left_to_confirmer(&self, _case: &CaseReading) -> Vec<OwnQuestion> {
        Vec::new()
    }
}

/// Every service that the portal offers.
pub fn services() -> [&'static dyn Service; 6] {
    [
        &crate::newborn::NEWBORN,
        &crate::allowances::OLD_AGE_ALLOWANCE,
        &crate::allowances::CARE_SERVICE_SUBSIDY,
        &crate::allowances::LIVING_SUBSIDY,
        &crate::allowances::NURSING_SUBSIDY,
        &crate::assessment::ELDER_ASSESSMENT,
    ]
}

/// The service with this code.
pub fn service_of(code: &str) -> Option<&'static dyn Service> {
    services()
        .into_iter()
        .find(|service| service.code() == code)
}

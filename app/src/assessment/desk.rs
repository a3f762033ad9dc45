//! What the pages of an assessment read.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::form::{NamingForm, ObjectionForm, PlaceForm, TypedWish, WishForm};
use super::law::AssessmentStage;
use crate::benefits::CareLevel;
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// The question page of an application.
#[derive(Clone, Debug)]
pub struct VisitQuestionView {
    pub typed: PlaceForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
    /// What it costs this person, and why.
    pub cost: Wording,
    /// The district charges, and waives it for hardship.
    pub asks_means: bool,
}

/// The visit, as whoever it is about, or who applied for them, sees it.
#[derive(Clone, Debug)]
pub struct VisitView {
    pub reference: CaseReference,
    /// This page's own address.
    pub address: String,
    pub stage: AssessmentStage,
    /// More than 1: a second look after an objection.
    pub round: i64,
    /// Who arranges it: name and phone.
    pub office: (Wording, String),
    /// Who assesses: name and phone, once that is settled.
    pub body: Option<(Wording, String)>,
    /// The two assessors' names.
    pub assessors: Vec<String>,
    pub place: String,
    pub times: Vec<DateTime>,
    pub chosen: Option<DateTime>,
    /// By when the finding is promised.
    pub due: Date,
    /// This reader's own wishes; nobody else's.
    pub wish: TypedWish,
    pub version: i64,
    /// Nothing more can be chosen: withdrawn.
    pub is_over: bool,
    pub finding: Option<FindingView>,
}

/// This reader's wishes for a visit, to be changed.
#[derive(Clone, Debug)]
pub struct WishPage {
    /// The page of the visit.
    pub visit: String,
    pub is_about_me: bool,
    pub typed: WishForm,
    pub faults: Vec<FieldFault>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingView {
    pub id: String,
    pub reference: CaseReference,
    pub level: CareLevel,
    pub score: i64,
    /// Points of each domain, and the most that it could have.
    pub sections: Vec<(Wording, i64, i64)>,
    /// The circumstances that were found and raise the level.
    pub raised_by: Vec<Wording>,
    pub table: String,
    pub body: Wording,
    pub from: Date,
    pub valid_until: Date,
    pub is_valid: bool,
    /// The last day for an objection, where one is still possible.
    pub objection_until: Option<Date>,
    /// A second look has been asked for and is not there yet.
    pub is_contested: bool,
    /// A later finding stands in its place.
    pub is_replaced: bool,
    /// It was the second look.
    pub is_second: bool,
    /// What the rules of this day make of the level: names, and where to apply.
    pub opens: Vec<(Wording, Option<String>)>,
}

/// The page of an objection.
#[derive(Clone, Debug)]
pub struct ObjectionView {
    pub finding: FindingView,
    pub typed: ObjectionForm,
    pub faults: Vec<FieldFault>,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentRow {
    pub id: String,
    pub reference: CaseReference,
    pub stage: AssessmentStage,
    pub round: i64,
    pub due: Date,
    pub is_late: bool,
    /// Empty where no body is named.
    pub body: Wording,
    pub chosen: Option<DateTime>,
}

/// Why somebody cannot be chosen.
pub type Why = Option<Text>;

/// A body that could assess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyChoice {
    pub id: String,
    pub name: Wording,
    pub refused: Why,
}

/// A member of the body who could be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChoice {
    pub id: String,
    pub name: String,
    pub refused: Why,
}

/// What this member may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssessmentActs {
    pub assign: bool,
    pub propose: bool,
    /// Ring whoever it is for, and note the time that was agreed.
    pub ring: bool,
    pub hand_back: bool,
    pub give_up_time: bool,
    pub fill_in: bool,
    pub confirm: bool,
}

/// How far a section of the form is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionState {
    pub code: String,
    pub name: Wording,
    pub answered: usize,
    pub items: usize,
    /// Points so far and at most, for whoever may see the form.
    pub points: (i64, i64),
}

/// What somebody wished for the visit, as the assessors see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wished {
    /// Whether it is the wish of the person themself.
    pub is_subjects: bool,
    pub wish: TypedWish,
}

/// An assessment at a desk: the office's, the body's, or an assessor's.
#[derive(Clone, Debug)]
pub struct AssessmentView {
    pub id: String,
    pub version: i64,
    /// Of the form; what is confirmed is what was read.
    pub form_version: i64,
    pub reference: CaseReference,
    pub stage: AssessmentStage,
    pub round: i64,
    pub due: Date,
    pub office: Wording,
    pub body: Option<Wording>,
    /// Name, and year of birth.
    pub subject: (String, Date),
    /// Where, a number to ring, and what to know before; only for the body.
    pub place: Option<(String, String, String)>,
    pub wishes: Vec<Wished>,
    pub assessors: Vec<String>,
    pub times: Vec<DateTime>,
    pub chosen: Option<DateTime>,
    /// Agreed on the phone: who rang, with whom they spoke, and when; only for the body.
    pub agreed: Option<(String, String, Timestamp)>,
    /// Why the first finding is contested.
    pub objection: String,
    pub sections: Vec<SectionState>,
    /// The score and level, once every item has an answer.
    pub result: Option<(i64, CareLevel)>,
    /// This member has confirmed the form as it stands; so has the other.
    pub confirmed: (bool, bool),
    pub bodies: Vec<BodyChoice>,
    pub people: Vec<PersonChoice>,
    pub slots: Vec<DateTime>,
    pub naming: NamingForm,
    pub naming_faults: Vec<FieldFault>,
    pub may: AssessmentActs,
    pub concluded_at: Option<Timestamp>,
}

/// One section of the form, to be filled in.
#[derive(Clone, Debug)]
pub struct SectionPage {
    pub assessment: String,
    /// Its code in the table.
    pub section: String,
    /// 1, 2, 3 ..
    pub step: usize,
    pub of: usize,
    /// Item -> points, as typed.
    pub typed: BTreeMap<String, String>,
    pub faults: Vec<FieldFault>,
}

#[async_trait]
pub trait AssessmentDesk {
    async fn visit_question(&self, actor: &Actor) -> Result<VisitQuestionView, PortalError>;

    /// # Errors
    /// `NotFound` for whoever may not follow the case, and for a matter that nobody visits for.
    async fn visit(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<VisitView, PortalError>;

    async fn wish_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<WishPage, PortalError>;

    /// Own findings, newest first.
    async fn findings(&self, me: &Citizen) -> Result<Vec<FindingView>, PortalError>;

    async fn objection_page(&self, me: &Citizen, id: &str) -> Result<ObjectionView, PortalError>;

    /// What this member's office, or this assessor, has to do; and what is done.
    async fn assessments(
        &self,
        actor: &Actor,
        is_done: bool,
    ) -> Result<(Wording, Vec<AssessmentRow>), PortalError>;

    async fn assessment(&self, actor: &Actor, id: &str) -> Result<AssessmentView, PortalError>;

    async fn assessment_section(
        &self,
        actor: &Actor,
        id: &str,
        section: &str,
    ) -> Result<SectionPage, PortalError>;
}

//! Safety marks: whose whereabouts another party of their cases must not learn. A supervisor sets one, with a reason; what
//! the other party then reads of a case names departments and the city, and days, and nothing tells them why.

use jiff::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::looks::LONGEST_WORDS;
use crate::back_office::back_office;
use crate::identity::form::parse_number;
use crate::person::ResidentId;
use crate::text::{Text, Wording, Words};
use crate::ui::{
    BackLink, ErrorSummary, FieldFault, Heading, Inset, PrimaryButton, SecondaryButton,
    SummaryCard, SummaryList, SummaryRow, TextArea, TextField, page,
};
use crate::visit::{visit, words};

/// Who is to be protected, and why, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MarkForm {
    pub number: String,
    pub words: String,
}

impl MarkForm {
    /// `demo`: whether the demo city's numbers are somebody's.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self, demo: bool) -> Result<(ResidentId, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let number = parse_number(&self.number, demo)
            .map_err(|text| faults.push(FieldFault::new("number", text)))
            .ok();
        let reason = self.words.trim();
        if reason.is_empty() {
            faults.push(FieldFault::new("words", Text::SafetyReasonEmpty));
        } else if reason.chars().count() > LONGEST_WORDS {
            faults.push(FieldFault::new("words", Text::LookWordsLong));
        }
        match number {
            Some(number) if faults.is_empty() => Ok((number, reason.to_owned())),
            _ => Err(faults),
        }
    }
}

/// A mark as the office that set it sees it.
#[derive(Clone, Debug)]
pub struct SafetyMark {
    pub id: String,
    /// Masked.
    pub number: String,
    pub since: Timestamp,
    pub reason: String,
    /// When it ended, and why; `None`: it holds.
    pub ended: Option<(Timestamp, String)>,
}

/// The marks of an office: those that hold first.
#[derive(Clone, Debug)]
pub struct SafetyMarksView {
    pub office: Wording,
    pub marks: Vec<SafetyMark>,
    pub typed: MarkForm,
    pub faults: Vec<FieldFault>,
}

/// `/staff/safety-marks`
#[component]
pub fn SafetyMarksPage() -> AnyView {
    page(async move {
        let visit = visit();
        let shown = back_office()
            .safety_marks(&visit.actor, &visit.session, visit.review)
            .await?;
        Ok(marks(words(), shown))
    })
}

fn marks(words: Words, shown: SafetyMarksView) -> AnyView {
    let (typed, faults) = (shown.typed, shown.faults);
    let is_empty = shown.marks.is_empty();
    view! {
        <BackLink href="/staff/data-looks" label=words.say(Text::LooksDeskTitle)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::SafetyTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say(Text::SafetyLead)}</p>
        <Inset><p>{words.say(Text::SafetyWhatItDoes)}</p></Inset>
        {is_empty.then(|| view! { <p class="empty">{words.say(Text::SafetyNone)}</p> })}
        {shown.marks.into_iter().map(|mark| one_mark(words, mark)).collect_view()}
        <h2>{words.say(Text::SafetySetTitle)}</h2>
        <form method="post" action="/staff/safety-marks" novalidate>
            <TextField name="number" label=words.say(Text::IdentityNumber) hint=words.say(Text::IdentityNumberHint)
                value=typed.number faults=faults.clone() autocomplete="off" width=20/>
            <TextArea name="words" label=words.say(Text::SafetyReason) hint=words.say(Text::SafetyReasonHint) value=typed.words faults=faults/>
            <PrimaryButton label=words.say(Text::SafetySet)/>
        </form>
    }
    .into_any()
}

fn one_mark(words: Words, mark: SafetyMark) -> AnyView {
    let title = if mark.ended.is_some() {
        Text::SafetyEnded
    } else {
        Text::SafetyHolds
    };
    let end = mark.ended.is_none().then(|| {
        let id = format!("words-{}", mark.id);
        view! {
            <form method="post" action=format!("/staff/safety-marks/{}", mark.id) novalidate>
                <div class="field">
                    <label for=id.clone()>{words.say(Text::SafetyEndWhy)}</label>
                    <textarea id=id name="words" rows="2" required></textarea>
                </div>
                <SecondaryButton label=words.say(Text::SafetyEnd)/>
            </form>
        }
    });
    let ended = mark.ended.map(|(at, why)| {
        let said = words.say_with(
            Text::LookAnswered,
            &[("time", &words.time(at)), ("answer", &why)],
        );
        view! { <SummaryRow label=words.say(Text::SafetyEndedBecause) value=said/> }
    });
    view! {
        <SummaryCard title=words.say(title)>
            <SummaryList>
                <SummaryRow label=words.say(Text::IdentityNumber) value=mark.number/>
                <SummaryRow label=words.say(Text::SafetySince) value=words.time(mark.since)/>
                <SummaryRow label=words.say(Text::SafetyReason) value=mark.reason/>
                {ended}
            </SummaryList>
            {end}
        </SummaryCard>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_a_person_and_a_reason() {
        let form = MarkForm {
            number: "11010519491231002X".to_owned(),
            words: " 人身安全保护令 ".to_owned(),
        };
        assert_eq!(form.parse(false).expect("complete").1, "人身安全保护令");
        let faults = MarkForm::default().parse(false).expect_err("empty");
        assert_eq!(faults.len(), 2);
    }
}

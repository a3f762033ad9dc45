//! "This is wrong": what a person says a register should say, and the answer of the office that owns the register.

use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::looks::LONGEST_WORDS;
use crate::back_office::back_office;
use crate::text::{Text, Wording, Words};
use crate::ui::{
    BackLink, Buttons, Heading, SecondaryButton, SummaryCard, SummaryList, SummaryRow, page,
};
use crate::visit::{visit, words};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    Open,
    /// The register says something else now.
    Corrected,
    /// The register is right.
    Stands,
}

impl CorrectionState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Corrected, Self::Stands];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Corrected => "corrected",
            Self::Stands => "stands",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Open => Text::CorrectionOpen,
            Self::Corrected => Text::CorrectionCorrected,
            Self::Stands => Text::CorrectionStands,
        }
    }
}

/// What the owner of the register presses and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    /// `corrected` or `stands`.
    pub act: String,
    pub words: String,
}

impl CorrectionForm {
    /// What it comes to, and why; `None`: something is missing or too long.
    pub fn parse(&self) -> Option<(CorrectionState, String)> {
        let state = CorrectionState::from_code(&self.act)
            .filter(|state| *state != CorrectionState::Open)?;
        let words = self.words.trim();
        let fits = !words.is_empty() && words.chars().count() <= LONGEST_WORDS;
        fits.then(|| (state, words.to_owned()))
    }
}

/// One correction that was asked for.
#[derive(Clone, Debug)]
pub struct Correction {
    pub id: String,
    pub register: Wording,
    pub label: Wording,
    /// What the register says.
    pub value: Wording,
    /// What the person says, or the register whose word counts.
    pub says: Wording,
    /// Whom it is about; empty from before it was kept.
    pub name: String,
    /// Masked.
    pub number: String,
    /// Empty: not handed in, or there is no case.
    pub reference: String,
    pub at: Timestamp,
    /// `None`: from before there was one.
    pub due: Option<Date>,
    pub state: CorrectionState,
    /// When it was answered, and what.
    pub answer: Option<(Timestamp, String)>,
}

/// Corrections asked of the registers that a member of staff decides about.
#[derive(Clone, Debug)]
pub struct CorrectionsDeskView {
    pub office: Wording,
    pub open: Vec<Correction>,
    pub today: Date,
}

/// `/staff/data-corrections`
#[component]
pub fn CorrectionsDeskPage() -> AnyView {
    page(async move {
        let shown = back_office().corrections_desk(&visit().actor).await?;
        Ok(desk(words(), shown))
    })
}

fn desk(words: Words, shown: CorrectionsDeskView) -> AnyView {
    let waiting = i64::try_from(shown.open.len()).unwrap_or(i64::MAX);
    let today = shown.today;
    view! {
        <BackLink href="/staff/data-looks" label=words.say(Text::LooksDeskTitle)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <Heading title=words.say(Text::CorrectionsDeskTitle)/>
        <p class="lead">{words.say_counted(Text::CorrectionsDeskCount, waiting, &[])}</p>
        {shown.open.into_iter().map(|wrong| to_answer(words, wrong, today)).collect_view()}
    }
    .into_any()
}

fn to_answer(words: Words, wrong: Correction, today: Date) -> AnyView {
    let title = match wrong.due {
        Some(due) if due < today => {
            words.say_with(Text::LooksDeskLate, &[("date", &words.date(due))])
        }
        Some(due) => words.say_with(Text::LooksDeskDue, &[("date", &words.date(due))]),
        None => words.say(Text::CorrectionOpen),
    };
    let id = format!("words-{}", wrong.id.replace('.', "-"));
    let whom = format!("{} {}", wrong.name, wrong.number);
    view! {
        <SummaryCard title=title>
            <SummaryList>
                <SummaryRow label=words.say(Text::CorrectionWhom) value=whom/>
                <SummaryRow label=words.wording(&wrong.register) value=words.wording(&wrong.label)/>
                <SummaryRow label=words.say(Text::CorrectionValue) value=words.wording(&wrong.value)/>
                <SummaryRow label=words.say(Text::CorrectionSays) value=words.wording(&wrong.says)/>
            </SummaryList>
            <form method="post" action=format!("/staff/data-corrections/{}", wrong.id) novalidate>
                <div class="field">
                    <label for=id.clone()>{words.say(Text::CorrectionWhy)}</label>
                    <textarea id=id name="words" rows="3" required></textarea>
                </div>
                <Buttons>
                    <SecondaryButton label=words.say(Text::CorrectionMade) name="act" value="corrected"/>
                    <SecondaryButton label=words.say(Text::CorrectionRefused) name="act" value="stands"/>
                </Buttons>
            </form>
        </SummaryCard>
    }
    .into_any()
}

/// One's own, as `/my-data` lists it.
pub(super) fn own_correction(words: Words, wrong: Correction) -> AnyView {
    let answer = match (&wrong.answer, wrong.due) {
        (Some((at, answer)), _) => words.say_with(
            Text::LookAnswered,
            &[("time", &words.time(*at)), ("answer", answer)],
        ),
        (None, Some(due)) => words.say_with(Text::LookAnswerDue, &[("date", &words.date(due))]),
        (None, None) => words.say(Text::CorrectionOpen),
    };
    view! {
        <SummaryCard title=words.wording(&wrong.register)>
            <p class="quiet">{words.time(wrong.at)}</p>
            <SummaryList>
                <SummaryRow label=words.wording(&wrong.label) value=words.wording(&wrong.value)/>
                <SummaryRow label=words.say(Text::CorrectionSays) value=words.wording(&wrong.says)/>
                <SummaryRow label=words.say(Text::LookedOutcome) value=words.say(wrong.state.text())/>
                <SummaryRow label=words.say(Text::LookAnswer) value=answer/>
            </SummaryList>
        </SummaryCard>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_and_why() {
        let form = |act: &str, words: &str| CorrectionForm {
            act: act.to_owned(),
            words: words.to_owned(),
        };
        let parsed = form("corrected", " 已更正 ").parse();
        assert_eq!(
            parsed,
            Some((CorrectionState::Corrected, "已更正".to_owned()))
        );
        assert_eq!(form("open", "x").parse(), None);
        assert_eq!(form("stands", " ").parse(), None);
        assert_eq!(
            form("stands", &"长".repeat(LONGEST_WORDS + 1)).parse(),
            None
        );
    }
}

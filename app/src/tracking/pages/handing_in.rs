//! What the applicant can hand in on the way: an answer, the word that something is done, a withdrawal.

use leptos::prelude::*;

use jiff::Timestamp;

use super::{me, office_lines, part};
use crate::back_office::back_office;
use crate::evidence::{files_of_answer, kept_by_the_city};
use crate::text::{Text, Words, city_date};
use crate::tracking::OfficeCard;
use crate::tracking::form::{AnswerForm, DoneForm};
use crate::tracking::sentence::quoted;
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, DateField, ErrorSummary, FieldFault,
    Heading, Inset, PrimaryButton, SecondaryButton, TextArea, WarningButton, page,
};
use crate::visit::{visit, words};

/// `/cases/{reference}/answer/{matter}`
#[component]
pub fn AnswerPage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let asked = back_office().asked(&me()?, &reference, &matter).await?;
        let words = words();
        let form = AnswerForm {
            answer: asked.typed,
            act: String::new(),
        };
        let faults = if visit().review {
            form.parse(asked.files.len()).err().unwrap_or_default()
        } else {
            Vec::new()
        };
        let case = format!("/cases/{}", asked.reference);
        let files = files_of_answer(words, &case, &asked.files);
        let held = kept_by_the_city(words, &asked.held);
        let office = words.wording(&asked.office.name);
        let title = words.say_with(
            Text::TrackingAnswerTitle,
            &[
                ("office", &office),
                ("matter", asked.matter.in_language(words.language)),
            ],
        );
        let by = asked
            .answer_by
            .map(|date| words.say_with(Text::TrackingAnswerBy, &[("date", &words.date(date))]));
        if visit().preferences.is_simple() {
            let page = format!("{case}/answer/{matter}");
            let question = view! {
                <h2>{words.say_with(Text::TrackingAnswerQuestion, &[("office", &office)])}</h2>
                <Inset><p class="as-typed">{asked.question}</p></Inset>
                {by.map(|by| view! { <p>{by}</p> })}
                {asked.brings_since.map(|at| brings(words, at, &asked.office))}
            }
            .into_any();
            return Ok(OneByOne {
                page,
                case,
                title,
                question,
                may_bring: asked.brings_since.is_none(),
                typed: form.answer,
                papers: view! { {files}{held} }.into_any(),
                faults,
            }
            .shown(words));
        }
        Ok(view! {
            <BackLink href=case/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            <h2>{words.say_with(Text::TrackingAnswerQuestion, &[("office", &office)])}</h2>
            <Inset><p class="as-typed">{asked.question}</p></Inset>
            {by.map(|by| view! { <p>{by}</p> })}
            {asked.brings_since.map(|at| brings(words, at, &asked.office))}
            <form method="post" novalidate>
                <TextArea name="answer" label=words.say(Text::TrackingAnswerLabel) hint=words.say(Text::TrackingAnswerHint)
                    value=form.answer faults=faults rows=8/>
                {files}
                {held}
                <Buttons>
                    <PrimaryButton label=words.say(Text::TrackingAnswerSend)/>
                    <SecondaryButton label=words.say(Text::TrackingSaveForLater) name="act" value="later"/>
                    {asked.brings_since.is_none().then(|| view! {
                        <SecondaryButton label=words.say(Text::TrackingAnswerBring) name="act" value="bring"/>
                    })}
                </Buttons>
            </form>
        }
        .into_any())
    })
}

/// The same in 长辈版: what is asked and how to answer, then the words, then papers and the sending. The draft is kept at
/// each step; the address says which page it is.
struct OneByOne {
    page: String,
    case: String,
    title: String,
    question: AnyView,
    may_bring: bool,
    typed: String,
    papers: AnyView,
    faults: Vec<FieldFault>,
}

impl OneByOne {
    fn shown(self, words: Words) -> AnyView {
        let visit = visit();
        // An answer without words may still have papers: that is said when it is sent.
        let is_too_long = !self.faults.is_empty() && !self.typed.trim().is_empty();
        match (visit.part, visit.review) {
            (Some(2), true) if !is_too_long => self.papers(words),
            (Some(3), false) => self.papers(words),
            (Some(2 | 3), _) | (None, true) => self.words(words),
            _ => self.choice(words),
        }
    }

    fn choice(self, words: Words) -> AnyView {
        let answer = format!("{}?part=2", self.page);
        view! {
            <BackLink href=self.case/>
            <Heading title=self.title/>
            {self.question}
            <p><ButtonLink href=answer label=words.say(Text::TrackingAnswerHere)/></p>
            {self.may_bring.then(|| view! {
                <form method="post" action=self.page>
                    <input type="hidden" name="answer" value=self.typed/>
                    <Buttons><SecondaryButton label=words.say(Text::TrackingAnswerBring) name="act" value="bring"/></Buttons>
                </form>
            })}
        }
        .into_any()
    }

    fn words(self, words: Words) -> AnyView {
        let action = format!("{}?part=2&keep", self.page);
        view! {
            <BackLink href=self.page/>
            <ErrorSummary faults=self.faults.clone()/>
            <Heading title=self.title has_errors=!self.faults.is_empty()/>
            <form method="post" action=action novalidate>
                <TextArea name="answer" label=words.say(Text::TrackingAnswerLabel) hint=words.say(Text::TrackingAnswerHint)
                    value=self.typed faults=self.faults rows=8/>
                <Buttons><PrimaryButton label=words.say(Text::GoOn) name="act" value="later"/></Buttons>
            </form>
        }
        .into_any()
    }

    fn papers(self, words: Words) -> AnyView {
        let (back, action) = (
            format!("{}?part=2", self.page),
            format!("{}?part=3", self.page),
        );
        view! {
            <BackLink href=back/>
            <Heading title=self.title/>
            <form method="post" action=action novalidate>
                <input type="hidden" name="answer" value=self.typed/>
                {self.papers}
                <Buttons><PrimaryButton label=words.say(Text::TrackingAnswerSend)/></Buttons>
            </form>
        }
        .into_any()
    }
}

/// Where what they bring is taken, and when.
fn brings(words: Words, since: Timestamp, office: &OfficeCard) -> AnyView {
    let lines = office_lines(words, office);
    view! {
        <Inset>
            <p>{words.say_with(Text::TrackingAnswerBrings, &[("date", &words.date(city_date(since)))])}</p>
            {lines}
        </Inset>
    }
    .into_any()
}

/// `/cases/{reference}/done/{matter}`
#[component]
pub fn DonePage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    page(async move {
        let about = back_office()
            .done_elsewhere(&me()?, &reference, &matter)
            .await?;
        let words = words();
        let [year, month, day] = about.typed;
        let form = DoneForm { year, month, day };
        let faults = if visit().review {
            let today = crate::text::city_date(visit().now);
            form.parse(today).err().unwrap_or_default()
        } else {
            Vec::new()
        };
        let title = words.say_with(
            Text::TrackingElsewhereTitle,
            &[("matter", about.matter.in_language(words.language))],
        );
        Ok(view! {
            <BackLink href=format!("/cases/{}", about.reference)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            <p>{words.wording(&about.how)}</p>
            <form method="post" novalidate>
                <DateField name="when" legend=words.say(Text::TrackingElsewhereLegend) hint=words.say(Text::TrackingElsewhereHint)
                    year=form.year month=form.month day=form.day faults=faults/>
                <Buttons><PrimaryButton label=words.say(Text::TrackingElsewhereButton)/></Buttons>
            </form>
        })
    })
}

/// `/cases/{reference}/withdraw`
#[component]
pub fn WithdrawPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let withdrawal = back_office().withdrawal(&me()?, &reference).await?;
        let words = words();
        let case = format!("/cases/{}", withdrawal.reference);
        let faults = if visit().review {
            vec![FieldFault::new("matter", Text::TrackingWithdrawEmpty)]
        } else {
            Vec::new()
        };
        let named = |text: Text, matters: &[crate::text::Wording]| {
            (!matters.is_empty()).then(|| {
                let said = words.say_with(text, &[("matters", &quoted(words, matters))]);
                view! { <p>{said}</p> }
            })
        };
        let stays = named(Text::TrackingWithdrawStays, &withdrawal.stays);
        let under_way = named(Text::TrackingWithdrawUnderWay, &withdrawal.under_way);
        let has_several = withdrawal.can_stop.len() > 1;
        let mut choices: Vec<Choice> = has_several
            .then(|| Choice::new("all", words.say(Text::TrackingWithdrawAll)))
            .into_iter()
            .collect();
        choices.extend(withdrawal.can_stop.iter().map(|matter| {
            let choice = Choice::new(matter.key.as_str(), words.wording(&matter.name));
            if matter.stops.is_empty() {
                choice
            } else {
                choice.hint(words.say_with(
                    Text::TrackingWithdrawStops,
                    &[("matters", &quoted(words, &matter.stops))],
                ))
            }
        }));
        let form = if choices.is_empty() {
            view! { <p>{words.say(Text::TrackingWithdrawNothing)}</p> }.into_any()
        } else {
            view! {
                <form method="post" novalidate>
                    <CheckboxField name="matter" legend=words.say(Text::TrackingWithdrawLegend) choices=choices ticked=vec![] faults=faults.clone()/>
                    <p>{words.say(Text::TrackingWithdrawAgain)}</p>
                    <Buttons>
                        <WarningButton label=words.say(Text::TrackingWithdrawButton)/>
                    </Buttons>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <BackLink href=case.clone()/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::TrackingWithdrawTitle) has_errors=!faults.is_empty()/>
            {stays}
            {under_way}
            {form}
            <p><a href=case>{words.say(Text::TrackingWithdrawBack)}</a></p>
        })
    })
}

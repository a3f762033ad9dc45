//! The pages of working together.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::desk::{Away, Colleague, ColleaguePage, OfferPage, SendOnPage};
use super::section;
use crate::back_office::back_office;
use crate::casework::pages::{acts, address, queue};
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, Column, DataTable, DateField, ErrorSummary, FieldFault, Heading,
    Inset, Notice, NoticeKind, PrimaryButton, RadioField, SecondaryButton, SelectField, TextArea,
    page,
};
use crate::visit::{visit, words};

/// `/casework/colleagues`
#[component]
pub fn CaseworkColleaguesPage() -> impl IntoView {
    page(async move {
        let colleagues = back_office().colleagues(&visit().actor).await?;
        let words = words();
        let columns = vec![
            Column::text(words.say(Text::TogetherColumnName)),
            Column::number(words.say(Text::TogetherColumnHolds)),
            Column::text(words.say(Text::TogetherColumnAway)),
        ];
        let rows = colleagues
            .members
            .iter()
            .map(|member| {
                let href = format!("/casework/colleagues/{}", member.id);
                let name = named(words, member);
                vec![
                    view! { <a href=href>{name}</a> }.into_any(),
                    member.holds.to_string().into_any(),
                    away(words, member).into_any(),
                ]
            })
            .collect();
        Ok(view! {
            <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
            <p class="quiet">{words.wording(&colleagues.office)}</p>
            <Heading title=words.say(Text::TogetherColleagues)/>
            <DataTable id="colleagues" stacks=true caption=words.say(Text::TogetherColleagues) columns=columns rows=rows hides_caption=true/>
        })
    })
}

/// `/casework/colleagues/{staff}`
#[component]
pub fn CaseworkColleaguePage() -> impl IntoView {
    let staff = use_params_map()
        .get_untracked()
        .get("staff")
        .unwrap_or_default();
    let query = use_query_map().get_untracked();
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (handed, left) = (number("handed"), number("left"));
    let reviews_absence = query.get("of").is_some_and(|part| part == "absence");
    page(async move {
        let shown = back_office().colleague_page(&visit().actor, &staff).await?;
        let words = words();
        let is_review = visit().review;
        let given = |is_meant: bool, faults: &[FieldFault]| {
            if is_review && is_meant {
                faults.to_vec()
            } else {
                Vec::new()
            }
        };
        let hand_over_faults = given(!reviews_absence, &shown.hand_over_faults);
        let absence_faults = given(reviews_absence, &shown.absence_faults);
        let faults = [hand_over_faults.clone(), absence_faults.clone()].concat();
        let done = handed.map(|handed| {
            let said = words.say_counted(Text::TogetherHanded, handed, &[]);
            let left = left
                .filter(|left| *left > 0)
                .map(|left| words.say_counted(Text::TogetherLeft, left, &[]));
            view! {
                <Notice kind=NoticeKind::Success title=said>
                    {left.map(|left| view! { <p>{left}</p> })}
                </Notice>
            }
        });
        let has_errors = !faults.is_empty();
        Ok(view! {
            <BackLink href="/casework/colleagues" label=words.say(Text::TogetherColleagues)/>
            <ErrorSummary faults=faults/>
            {done}
            <p class="quiet">{words.wording(&shown.office)}</p>
            <Heading title=named(words, &shown.colleague) has_errors=has_errors/>
            <p>{words.say_counted(Text::TogetherHolds, shown.colleague.holds, &[])}</p>
            {absences(words, &shown, absence_faults)}
            {held(words, &shown, hand_over_faults)}
        })
    })
}

fn named(words: Words, member: &Colleague) -> String {
    let text = if member.is_disabled {
        Text::TogetherNameDisabled
    } else if member.is_supervisor {
        Text::TogetherNameSupervisor
    } else {
        return member.name.clone();
    };
    words.say_with(text, &[("name", &member.name)])
}

fn away(words: Words, member: &Colleague) -> String {
    match member.absences.first() {
        None => words.say(Text::TogetherHere),
        Some(away) => said_away(words, *away),
    }
}

fn said_away(words: Words, away: Away) -> String {
    words.say_with(
        Text::TogetherAwayDays,
        &[
            ("from", &words.day(away.from)),
            ("until", &words.day(away.until)),
        ],
    )
}

fn absences(words: Words, shown: &ColleaguePage, faults: Vec<FieldFault>) -> AnyView {
    let address = format!("/casework/colleagues/{}", shown.colleague.id);
    let marked = shown
        .colleague
        .absences
        .iter()
        .map(|away| {
            view! {
                <li>
                    <form method="post" action=address.clone()>
                        <span>{said_away(words, *away)}</span>
                        " "
                        <input type="hidden" name="from" value=away.from.to_string()/>
                        <SecondaryButton label=words.say(Text::TogetherEndAbsence) name="act" value="end-absence"/>
                    </form>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let typed = &shown.absence;
    let form = (!shown.colleague.is_disabled).then(|| {
        view! {
            <form method="post" action=address.clone() novalidate>
                <DateField name="from" legend=words.say(Text::TogetherAwayFrom)
                    year=typed.from_year.clone() month=typed.from_month.clone() day=typed.from_day.clone() faults=faults.clone()/>
                <DateField name="until" legend=words.say(Text::TogetherAwayUntil)
                    year=typed.until_year.clone() month=typed.until_month.clone() day=typed.until_day.clone() faults=faults/>
                <Buttons>
                    <SecondaryButton label=words.say(Text::TogetherMarkAbsence) name="act" value="absence"/>
                </Buttons>
            </form>
        }
    });
    view! {
        <section aria-labelledby="absences">
            <h2 id="absences">{words.say(Text::TogetherColumnAway)}</h2>
            {(!marked.is_empty()).then(|| view! { <ul class="plain-list">{marked}</ul> })}
            {form}
        </section>
    }
    .into_any()
}

fn held(words: Words, shown: &ColleaguePage, faults: Vec<FieldFault>) -> AnyView {
    if shown.rows.is_empty() {
        return view! { <p class="empty">{words.say(Text::TogetherHoldsNothing)}</p> }.into_any();
    }
    let columns = [
        Text::CaseworkColumnMatter,
        Text::CaseworkColumnDue,
        Text::CaseworkColumnState,
        Text::CaseworkColumnHolder,
        Text::CaseworkColumnArrived,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let rows = shown
        .rows
        .iter()
        .map(|row| queue::cells(words, row.clone(), false))
        .collect();
    let all = words.say_counted(Text::TogetherHandOverAll, shown.colleague.holds, &[]);
    let address = format!("/casework/colleagues/{}", shown.colleague.id);
    let form = hand_over_fields(
        words,
        &shown.receivers,
        shown.hand_over.to.clone(),
        shown.hand_over.text.clone(),
        faults,
    );
    view! {
        <section aria-labelledby="held">
            <h2 id="held">{words.say(Text::TogetherHeldByThem)}</h2>
            <DataTable id="held-matters" stacks=true caption=words.say(Text::TogetherHeldByThem) columns=columns rows=rows hides_caption=true/>
            <form method="post" action=address novalidate>
                {form}
                <Buttons>
                    <PrimaryButton label=all name="act" value="hand-over"/>
                </Buttons>
            </form>
        </section>
    }
    .into_any()
}

fn hand_over_fields(
    words: Words,
    receivers: &[Colleague],
    to: String,
    text: String,
    faults: Vec<FieldFault>,
) -> AnyView {
    let choices = receivers
        .iter()
        .map(|member| {
            let holds = words.say_counted(Text::TogetherHolds, member.holds, &[]);
            Choice::new(member.id.clone(), named(words, member)).hint(holds)
        })
        .collect();
    view! {
        <RadioField name="to" legend=words.say(Text::TogetherTo) choices=choices chosen=to faults=faults.clone()/>
        <TextArea name="text" label=words.say(Text::TogetherHandOverNote) hint=words.say(Text::CaseworkSendBackHint)
            value=text faults=faults rows=3/>
    }
    .into_any()
}

/// `/casework/{reference}/{matter}/hand-over`
#[component]
pub fn CaseworkHandOverPage() -> impl IntoView {
    let address = address();
    page(async move {
        let shown = back_office()
            .hand_over_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = acts::shown(shown.faults.clone());
        let top = acts::top(words, &shown.head, Text::TogetherHandOverTitle, &faults);
        let holder = if shown.holder.is_empty() {
            words.say(Text::CaseworkNobody)
        } else {
            shown.holder.clone()
        };
        let held_by = words.say_with(Text::TogetherHeldByNow, &[("name", &holder)]);
        let body = match acts::standing(words, &shown.head.standing) {
            Some(why) => view! { <Inset><p>{why}</p></Inset> }.into_any(),
            None if shown.receivers.is_empty() => {
                view! { <Inset><p>{words.say(Text::TogetherNobodyHere)}</p></Inset> }.into_any()
            }
            None => {
                let fields = hand_over_fields(
                    words,
                    &shown.receivers,
                    shown.typed.to.clone(),
                    shown.typed.text.clone(),
                    faults,
                );
                view! {
                    <form method="post" action=shown.head.address.page("hand-over") novalidate>
                        <input type="hidden" name="version" value=shown.head.version.to_string()/>
                        {fields}
                        <Buttons>
                            <PrimaryButton label=words.say(Text::TogetherHandOver) name="act" value="hand-over"/>
                        </Buttons>
                    </form>
                }
                .into_any()
            }
        };
        Ok(view! { {top}<p>{held_by}</p>{body} })
    })
}

/// `/casework/{reference}/{matter}/office`
#[component]
pub fn CaseworkSendOnPage() -> impl IntoView {
    let address = address();
    page(async move {
        let shown = back_office()
            .send_on_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = acts::shown(shown.faults.clone());
        let top = acts::top(words, &shown.head, Text::TogetherSendOnTitle, &faults);
        let body = match acts::standing(words, &shown.head.standing) {
            Some(why) => view! { <Inset><p>{why}</p></Inset> }.into_any(),
            None if shown.offices.is_empty() => {
                view! { <Inset><p>{words.say(Text::TogetherNoOtherOffice)}</p></Inset> }.into_any()
            }
            None => send_on_form(words, shown, faults),
        };
        Ok(view! { {top}{body} })
    })
}

fn send_on_form(words: Words, shown: SendOnPage, faults: Vec<FieldFault>) -> AnyView {
    let choices = shown
        .offices
        .iter()
        .map(|office| {
            let name = words.wording(&office.name);
            let label = if office.is_near {
                name
            } else {
                words.say_with(Text::TogetherOtherDistrict, &[("name", &name)])
            };
            Choice::new(office.id.clone(), label)
        })
        .collect();
    view! {
        <p>{words.say(Text::TogetherSendOnIntro)}</p>
        <form method="post" action=shown.head.address.page("office") novalidate>
            <input type="hidden" name="version" value=shown.head.version.to_string()/>
            <SelectField name="office" label=words.say(Text::TogetherOfficeLabel) choices=choices
                chosen=shown.typed.office faults=faults.clone()/>
            <TextArea name="text" label=words.say(Text::TogetherWhyLabel) hint=words.say(Text::TogetherWhyHint)
                value=shown.typed.text faults=faults rows=3/>
            <Buttons>
                <PrimaryButton label=words.say(Text::TogetherSendOn) name="act" value="send-on"/>
            </Buttons>
        </form>
    }
    .into_any()
}

/// `/casework/{reference}/{matter}/offer`
#[component]
pub fn CaseworkOfferPage() -> impl IntoView {
    let address = address();
    page(async move {
        let shown = back_office().offer_page(&visit().actor, &address?).await?;
        let words = words();
        let faults = acts::shown(shown.faults.clone());
        let top = acts::top(words, &shown.head, Text::TogetherOfferTitle, &faults);
        let offered = section::offered(words, &shown.offered);
        let body = match acts::standing(words, &shown.head.standing) {
            Some(why) => view! { <Inset><p>{why}</p></Inset> }.into_any(),
            None => offer_forms(words, shown, faults),
        };
        Ok(view! { {top}{offered}{body} })
    })
}

fn offer_forms(words: Words, shown: OfferPage, faults: Vec<FieldFault>) -> AnyView {
    let action = shown.head.address.page("offer");
    let version = shown.head.version.to_string();
    view! {
        <form method="post" action=action.clone() novalidate>
            <input type="hidden" name="version" value=version.clone()/>
            <Buttons>
                <PrimaryButton label=words.say(Text::TogetherAccept) name="act" value="accept"/>
            </Buttons>
        </form>
        <form method="post" action=action novalidate>
            <input type="hidden" name="version" value=version/>
            <TextArea name="text" label=words.say(Text::TogetherDeclineLabel) hint=words.say(Text::TogetherDeclineHint)
                value=shown.typed.text faults=faults rows=3/>
            <Buttons>
                <SecondaryButton label=words.say(Text::TogetherDecline) name="act" value="decline"/>
            </Buttons>
        </form>
    }
    .into_any()
}

//! The citizen's pages: who offers care near by, ordering it, and what was ordered.

use std::collections::HashMap;

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::form::{Slot, What};
use super::{
    CareOrdersView, CarePlace, CareService, CarerWish, Diet, Found, OrderCheck, OrderLine,
    OrderPage, OrderStage, OrderStep, OrderView, Provider, RatingAnswer, VisitStage, VisitView,
    VoucherLine, clock_time, yuan,
};
use crate::application::pages::who_is_told;
use crate::back_office::back_office;
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::mandate::Banner;
use crate::newborn::pages::street_choices;
use crate::text::{Language, Text, Words, city_date};
use crate::ui::{
    BackLink, ButtonLink, Buttons, CheckboxField, Choice, Heading, Inset, Mark, Notice, NoticeKind,
    PrimaryButton, QuestionPage, RadioField, SecondaryButton, SelectField, SummaryCard,
    SummaryList, SummaryRow, Tag, TextArea, TextField, WarningButton, asks_one_by_one, page,
    reviewed,
};
use crate::visit::{answer, visit, words};

fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

fn param(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

fn has(name: &str) -> bool {
    use_query_map().get_untracked().get(name).is_some()
}

fn service_of_path() -> Result<CareService, PortalError> {
    CareService::from_code(&param("service")).ok_or(PortalError::NotFound)
}

/// 15.00 元 / 15.00 yuan.
pub(super) fn money(words: Words, fen: i64) -> String {
    words.say_with(Text::CareYuan, &[("amount", &yuan(fen))])
}

pub(crate) fn when(words: Words, slot: Slot) -> String {
    words.say_with(
        Text::CareWhen,
        &[
            ("day", &words.date(slot.day)),
            ("time", &clock_time(slot.begins)),
        ],
    )
}

fn distance(words: Words, metres: i64) -> String {
    if metres < 1_000 {
        words.say_with(Text::CareMetres, &[("metres", &metres.to_string())])
    } else {
        let kilometres = format!("{}.{}", metres / 1_000, metres % 1_000 / 100);
        words.say_with(Text::CareKilometres, &[("kilometres", &kilometres)])
    }
}

fn listed(words: Words, names: Vec<String>) -> String {
    names.join(match words.language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}

/// Monday to Sunday as one says them.
fn weekday(day: i8) -> Text {
    match day {
        1 => Text::CareMonday,
        2 => Text::CareTuesday,
        3 => Text::CareWednesday,
        4 => Text::CareThursday,
        5 => Text::CareFriday,
        6 => Text::CareSaturday,
        _ => Text::CareSunday,
    }
}

/// So many stand on one page for whoever decides one thing at a time.
const FEW: usize = 5;

/// `/care?street=500106001&service=meals&after=500106-YL-001`. In 长辈版 it asks for the street first, then for the service.
#[component]
pub fn CarePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let text = |name: &str| query.get(name).unwrap_or_default();
    let (place, service, after) = (text("street"), text("service"), query.get("after"));
    let is_asked = (
        query.get("street").is_some(),
        query.get("service").is_some(),
    );
    page(async move {
        let words = words();
        let asked = CarePlace {
            place: place.chars().filter(char::is_ascii_digit).take(9).collect(),
            service: CareService::from_code(&service),
        };
        let mut shown = back_office().care_list(&asked, after.as_deref()).await?;
        let street = asked.place.clone();
        let is_one_by_one = asks_one_by_one();
        if is_one_by_one && shown.listing.rows.len() > FEW {
            shown.listing.rows.truncate(FEW);
            shown.listing.next = shown.listing.rows.last().map(|row| row.provider.id.clone());
        }
        // Of the three, the whole page shows all, and one thing at a time the first that is not there yet.
        let (asks_street, asks_service, shows_list) = match is_asked {
            _ if !is_one_by_one => (true, true, true),
            (false, _) => (true, false, false),
            (true, false) => (false, true, false),
            (true, true) => (false, false, true),
        };
        let services = CareService::ALL
            .iter()
            .map(|service| Choice::new(service.code(), words.say(service.text())))
            .collect();
        let filter = format!(
            "/care?street={street}&service={}",
            asked.service.map(CareService::code).unwrap_or_default()
        );
        let next = shown
            .listing
            .next
            .as_ref()
            .map(|next| format!("{filter}&after={next}"));
        let is_empty = shown.listing.rows.is_empty();
        let back = (!asks_street).then(|| {
            let href = if shows_list {
                format!("/care?street={street}")
            } else {
                "/care".to_owned()
            };
            view! { <BackLink href=href/> }
        });
        let has_orders = visit()
            .actor
            .citizen()
            .is_some_and(|me| me.helped.is_none());
        // On top stands for whom; here is the way back to oneself.
        let for_another = matches!(visit().banner, Some(Banner::ActingFor { .. }));
        let count = i64::try_from(shown.listing.count).unwrap_or(i64::MAX);
        Ok(view! {
            {back}
            <Heading title=words.say(Text::CareTitle)/>
            {asks_street.then(|| view! { <p class="lead">{words.say(Text::CareLead)}</p> })}
            {(has_orders && asks_street).then(|| view! {
                <p><a href="/care/orders">{words.say(Text::CareOrdersTitle)}</a>" · "<a href="/contacts">{words.say(Text::ContactsTitle)}</a></p>
            })}
            {(for_another && asks_street).then(|| view! {
                <form method="post" action="/care/start">
                    <input type="hidden" name="for" value=""/>
                    <SecondaryButton label=words.say(Text::CareForMyself)/>
                </form>
            })}
            {(asks_street || asks_service).then(|| view! {
                <form method="get" action="/care" class="care-filter">
                    {if asks_street {
                        view! { <SelectField name="street" label=words.say(Text::CareStreet) hint=words.say(Text::CareStreetHint) choices=street_choices(words, &shown.streets) chosen=street faults=Vec::new()/> }.into_any()
                    } else {
                        view! { <input type="hidden" name="street" value=street/> }.into_any()
                    }}
                    {if asks_service {
                        view! { <SelectField name="service" label=words.say(Text::CareServiceLabel) choices=services chosen=service faults=Vec::new()/> }.into_any()
                    } else {
                        is_asked.1.then(|| view! { <input type="hidden" name="service" value=service/> }).into_any()
                    }}
                    <PrimaryButton label=words.say(if shows_list || asks_service { Text::CareFind } else { Text::GoOn })/>
                </form>
            })}
            {shows_list.then(|| view! {
                <h2>{words.say_counted(Text::CareFound, count, &[])}</h2>
                {is_empty.then(|| view! { <p class="empty">{words.say(Text::CareFoundNone)}</p> })}
                <ul class="case-list">
                    {shown.listing.rows.into_iter().map(|found| found_card(words, found, &shown.meals_used)).collect_view()}
                </ul>
                {next.map(|href| view! { <p><a href=href rel="next">{words.say(Text::CareMore)}</a></p> })}
                <p class="quiet">{words.say(Text::CareDistanceExplained)}</p>
            })}
        })
    })
}

/// How many standing orders of meals a kitchen can still take; `None`: it cooks none.
fn meals_left(words: Words, provider: &Provider, left: i64) -> Option<String> {
    provider.price(CareService::Meals).is_some().then(|| {
        words.say_with(
            Text::CareMealsLeft,
            &[
                ("left", &left.to_string()),
                ("of", &provider.meals.to_string()),
            ],
        )
    })
}

/// Who comes; `None`: nobody is sent.
fn carers(words: Words, provider: &Provider) -> Option<String> {
    (provider.women + provider.men > 0).then(|| {
        words.say_with(
            Text::CareCarers,
            &[
                ("women", &provider.women.to_string()),
                ("men", &provider.men.to_string()),
            ],
        )
    })
}

fn services_line(words: Words, provider: &Provider) -> String {
    let names = provider
        .services
        .iter()
        .map(|offered| words.say(offered.service.text()))
        .collect();
    listed(words, names)
}

fn found_card(
    words: Words,
    found: Found,
    meals_used: &HashMap<String, i64>,
) -> impl IntoView + use<> {
    let Found { provider, metres } = found;
    let used = meals_used.get(&provider.id).copied().unwrap_or_default();
    let room: Vec<String> = meals_left(words, &provider, (provider.meals - used).max(0))
        .map(|said| format!("{} {said}", words.say(Text::CareCapacity)))
        .into_iter()
        .chain(carers(words, &provider))
        .collect();
    let services = services_line(words, &provider);
    let away = metres.map(|metres| format!("{} · ", distance(words, metres)));
    view! {
        <li class="card">
            <h3 class="card-title"><a href=format!("/care/providers/{}", provider.id)>{words.wording(&provider.name)}</a></h3>
            <p>{away}{services}</p>
            <p>{room.join(" · ")}</p>
            <p class="quiet">{words.wording(&provider.address)}<br/>{words.wording(&provider.hours)}" · "<a href=format!("tel:{}", provider.phone)>{provider.phone.clone()}</a></p>
        </li>
    }
}

/// `/care/providers/{provider}`
#[component]
pub fn CareProviderPage() -> impl IntoView {
    let id = param("provider");
    page(async move {
        let words = words();
        let shown = back_office().care_provider(&id).await?;
        let provider = shown.provider;
        let meals = meals_left(words, &provider, shown.meals_left);
        let carers = carers(words, &provider);
        let address = format!("/care/providers/{}/order", provider.id);
        let back = format!("/care?street={}", provider.street);
        let phone = provider.phone.clone();
        let by_phone = words.say_with(Text::CareByPhone, &[("phone", &phone)]);
        Ok(view! {
            <BackLink href=back label=words.say(Text::CareTitle)/>
            <Heading title=words.wording(&provider.name)/>
            <SummaryList>
                <SummaryRow label=words.say(Text::CareAddress) value=words.wording(&provider.address)/>
                <SummaryRow label=words.say(Text::CareHours) value=words.wording(&provider.hours)/>
                <SummaryRow label=words.say(Text::CarePhoneOf)><a href=format!("tel:{phone}")>{phone.clone()}</a></SummaryRow>
                {meals.map(|said| view! { <SummaryRow label=words.say(Text::CareCapacity) value=said/> })}
                {carers.map(|said| view! { <SummaryRow label=words.say(Text::CareCarersLabel) value=said/> })}
            </SummaryList>
            <h2>{words.say(Text::CareServices)}</h2>
            <ul class="services">
                {provider.services.iter().map(|offered| {
                    let each = words.say_with(
                        if offered.service.is_standing() { Text::CareEachMeal } else { Text::CareEachVisit },
                        &[("price", &money(words, offered.fen))],
                    );
                    let label = words.say_with(Text::CareOrderThis, &[("service", &words.say(offered.service.text()))]);
                    view! {
                        <li>
                            <h3>{words.say(offered.service.text())}</h3>
                            <p>{each}</p>
                            <ButtonLink href=format!("{address}/{}", offered.service.code()) label=label is_secondary=true/>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <p>{by_phone}</p>
        })
    })
}

/// `/care/providers/{provider}/order/{service}`
#[component]
pub fn CareOrderPage() -> impl IntoView {
    let (provider, service) = (param("provider"), service_of_path());
    page(async move {
        let (me, visit) = (me()?, visit());
        let shown = back_office()
            .care_order_page(&me, &visit.session, &provider, service?)
            .await?;
        Ok(order_form(words(), shown))
    })
}

fn order_form(words: Words, shown: OrderPage) -> AnyView {
    let OrderPage {
        provider,
        service,
        typed,
        faults,
        others,
        streets,
        days,
        slots,
        elsewhere,
        is_full,
    } = shown;
    let back = format!("/care/providers/{}", provider.id);
    let faults = reviewed(faults);
    let name = words.wording(&provider.name);
    let title = words.say_with(
        Text::CareOrderTitle,
        &[("service", &words.say(service.text())), ("provider", &name)],
    );
    let elsewhere = (!elsewhere.is_empty()).then(|| {
        view! {
            <Inset>
                <p>{words.say(Text::CareElsewhere)}</p>
                <ul>
                    {elsewhere.into_iter().map(|other| {
                        let more: Vec<String> = other.metres.map(|metres| distance(words, metres)).into_iter()
                            .chain(other.first.map(|slot| words.say_with(Text::CareFirstFree, &[("when", &when(words, slot))])))
                            .collect();
                        view! {
                            <li>
                                <a href=format!("/care/providers/{}/order/{}", other.id, service.code())>{words.wording(&other.name)}</a>
                                " "<span class="quiet">{listed(words, more)}</span>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </Inset>
        }
    });
    if is_full && service.is_standing() {
        return view! {
            <BackLink href=back/>
            <Heading title=title/>
            <p class="lead">{words.say(Text::CareKitchenFull)}</p>
            {elsewhere}
        }
        .into_any();
    }
    let whom: Vec<Choice> = std::iter::once(Choice::new("me", words.say(Text::CareForMe)))
        .chain(others.iter().map(|(reference, name)| {
            Choice::new(
                reference.clone(),
                words.say_with(Text::CareForAnother, &[("name", name)]),
            )
        }))
        .collect();
    let asks_whom = whom.len() > 1;
    let whom_typed = typed.whom.clone();
    let whom_faults = faults.clone();
    let lead = vec![words.say_with(
        if service.is_standing() {
            Text::CareEachMeal
        } else {
            Text::CareEachVisit
        },
        &[(
            "price",
            &money(words, provider.price(service).unwrap_or_default()),
        )],
    )];
    let slot_choices: Vec<Choice> = slots
        .iter()
        .map(|slot| Choice::new(slot.value(), when(words, *slot)))
        .chain([Choice::new("list", words.say(Text::CareOnTheList))
            .hint(words.say(Text::CareOnTheListHint))])
        .collect();
    let what_faults = faults.clone();
    // Made inside the form: a field knows only there whether its question's turn has come.
    let what = move || {
        if service.is_standing() {
            let weekdays = (1..=7)
                .map(|day: i8| Choice::new(day.to_string(), words.say(weekday(day))))
                .collect();
            let days = days
                .iter()
                .map(|day: &Date| Choice::new(day.to_string(), words.date(*day)))
                .collect();
            let diets = Diet::ALL
                .iter()
                .map(|diet| Choice::new(diet.code(), words.say(diet.text())))
                .collect();
            view! {
            <CheckboxField name="weekdays" legend=words.say(Text::CareWeekdays) choices=weekdays ticked=typed.weekdays faults=what_faults.clone()/>
            <SelectField name="start" label=words.say(Text::CareStart) choices=days chosen=typed.start faults=what_faults.clone()/>
            <RadioField name="diet" legend=words.say(Text::CareDiet) choices=diets chosen=typed.diet faults=what_faults.clone()/>
            <TextField name="allergies" label=words.say(Text::CareAllergies) hint=words.say(Text::CareAllergiesHint) value=typed.allergies faults=what_faults is_optional=true autocomplete="off" width=30/>
        }
        .into_any()
        } else {
            let wishes = CarerWish::ALL
                .iter()
                .map(|wish| Choice::new(wish.code(), words.say(wish.text())))
                .collect();
            view! {
            <RadioField name="carer" legend=words.say(Text::CareCarer) hint=words.say(Text::CareCarerHint) choices=wishes chosen=typed.carer faults=what_faults.clone()/>
            <RadioField name="slot" legend=words.say(Text::CareSlot) choices=slot_choices chosen=typed.slot faults=what_faults.clone()/>
            <TextField name="note" label=words.say(Text::CareNote) hint=words.say(Text::CareNoteHint) value=typed.note faults=what_faults is_optional=true autocomplete="off" width=30/>
        }
        .into_any()
        }
    };
    // The discount is not asked for last: who is asked one question a page is led past an answer that may be left out once
    // everything else is there.
    view! {
        {elsewhere}
        <QuestionPage back=back title=title faults=faults.clone() lead=lead>
            {if asks_whom {
                view! { <RadioField name="whom" legend=words.say(Text::CareWhom) choices=whom chosen=whom_typed faults=whom_faults/> }.into_any()
            } else {
                view! { <input type="hidden" name="whom" value="me"/> }.into_any()
            }}
            {what()}
            <CheckboxField name="hardship" legend=words.say(Text::CareHardship) hint=words.say(Text::CareHardshipHint) ticked=vec![typed.hardship] faults=faults.clone()
                choices=vec![Choice::new("ask", words.say(Text::CareHardshipAsk))]/>
            <SelectField name="street" label=words.say(Text::CareHomeStreet) choices=street_choices(words, &streets) chosen=typed.street faults=faults.clone()/>
            <TextField name="address" label=words.say(Text::CareHomeAddress) hint=words.say(Text::CareHomeAddressHint) value=typed.address faults=faults.clone() autocomplete="street-address" width=30/>
            <TextField name="phone" label=words.say(Text::CareHomePhone) hint=words.say(Text::CareHomePhoneHint) value=typed.phone faults=faults kind="tel" autocomplete="tel"/>
        </QuestionPage>
    }
    .into_any()
}

/// `/care/providers/{provider}/order/{service}/check`
#[component]
pub fn CareOrderCheckPage() -> impl IntoView {
    let (provider, service) = (param("provider"), service_of_path());
    page(async move {
        let (me, service) = (me()?, service?);
        let check = back_office()
            .care_order_check(&me, &provider, service)
            .await?;
        let form = format!("/care/providers/{provider}/order/{}", service.code());
        let Some(check) = check else {
            answer().see_other(&format!("{form}?review"));
            return Ok(().into_any());
        };
        Ok(order_check(words(), check, &form))
    })
}

fn order_check(words: Words, check: OrderCheck, form: &str) -> AnyView {
    let OrderCheck {
        provider,
        service,
        name,
        acting,
        street,
        wish,
        price,
        voucher,
        cut_off,
        is_register_silent,
        is_register_denied,
    } = check;
    let change = form.to_owned();
    let details = wish.details;
    let what = match wish.what {
        What::Meals { weekdays, start } => {
            let days = weekdays
                .iter()
                .map(|day| words.say(weekday(*day)))
                .collect();
            let diet = Diet::from_code(&details.diet)
                .map(|diet| words.say(diet.text()))
                .unwrap_or_default();
            let allergies = if details.allergies.is_empty() {
                words.say(Text::CareAllergiesNone)
            } else {
                details.allergies
            };
            view! {
                <SummaryRow label=words.say(Text::CareWeekdays) value=listed(words, days) change=change.clone()/>
                <SummaryRow label=words.say(Text::CareStart) value=words.date(start) change=change.clone()/>
                <SummaryRow label=words.say(Text::CareDiet) value=diet change=change.clone()/>
                <SummaryRow label=words.say(Text::CareAllergies) value=allergies change=change.clone()/>
            }
            .into_any()
        }
        What::Visit { carer, slot } => {
            let time =
                slot.map_or_else(|| words.say(Text::CareOnTheList), |slot| when(words, slot));
            view! {
                <SummaryRow label=words.say(Text::CareCarer) value=words.say(carer.text()) change=change.clone()/>
                <SummaryRow label=words.say(Text::CareSlot) value=time change=change.clone()/>
                {(!details.note.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::CareNote) value=details.note change=change.clone()/> })}
            }
            .into_any()
        }
    };
    let off = (price.off > 0).then(|| {
        let source = if price.is_unverified {
            words.say(Text::CareUnverified)
        } else {
            String::new()
        };
        view! { <SummaryRow label=words.say(Text::CareOff) value=format!("−{}", money(words, price.off)) source=source/> }
    });
    let left = (price.rest() - voucher).max(0);
    let paid = price.rest() - left;
    let by_voucher = (paid > 0).then(|| {
        view! { <SummaryRow label=words.say(Text::CareByVoucher) value=format!("−{}", money(words, paid))/> }
    });
    let place = format!("{} {}", words.wording(&street), details.address);
    let fixed = words.say_with(Text::CareCutOff, &[("time", &clock_time(cut_off))]);
    view! {
        <BackLink href=change.clone()/>
        <Heading title=words.say(Text::CareCheckTitle)/>
        <SummaryList>
            <SummaryRow label=words.say(Text::CareServiceLabel) value=words.say(service.text())/>
            <SummaryRow label=words.say(Text::CareProvider) value=words.wording(&provider.name)/>
            <SummaryRow label=words.say(Text::CareWhom) value=name change=change.clone()/>
            {what}
            <SummaryRow label=words.say(Text::CareHomeAddress) value=place change=change.clone()/>
            <SummaryRow label=words.say(Text::CareHomePhone) value=details.phone change=change/>
        </SummaryList>
        <h2>{words.say(if service.is_standing() { Text::CarePriceMeal } else { Text::CarePriceVisit })}</h2>
        {is_register_silent.then(|| view! { <Inset><p>{words.say(Text::CareRegisterSilent)}</p></Inset> })}
        {is_register_denied.then(|| view! { <Inset><p>{words.say(Text::CareRegisterDenied)}</p></Inset> })}
        <SummaryList>
            <SummaryRow label=words.say(Text::CareFullPrice) value=money(words, price.full)/>
            {off}
            {by_voucher}
            <SummaryRow label=words.say(Text::CareLeftToPay)><strong>{money(words, left)}</strong></SummaryRow>
        </SummaryList>
        {service.is_standing().then(|| view! { <p>{fixed}</p> })}
        {acting.map(|acting| who_is_told(words, acting))}
        <form method="post" action=format!("{form}/check")>
            <PrimaryButton label=words.say(Text::CareOrderButton)/>
        </form>
    }
    .into_any()
}

fn order_mark(stage: OrderStage) -> Mark {
    match stage {
        OrderStage::Active => Mark::Doing,
        OrderStage::Paused | OrderStage::Waiting => Mark::Waiting,
        OrderStage::Ended => Mark::Done,
    }
}

fn visit_mark(stage: VisitStage) -> Mark {
    match stage {
        VisitStage::Planned | VisitStage::Accepted => Mark::Waiting,
        VisitStage::Arrived => Mark::Doing,
        VisitStage::Done | VisitStage::Confirmed => Mark::Done,
        VisitStage::Declined | VisitStage::Missed | VisitStage::Cancelled => Mark::Stopped,
    }
}

/// `/care/orders`
#[component]
pub fn CareOrdersPage() -> impl IntoView {
    page(async {
        let words = words();
        let CareOrdersView { orders, vouchers } = back_office().care_orders(&me()?).await?;
        let is_empty = orders.is_empty();
        Ok(view! {
            <Heading title=words.say(Text::CareOrdersTitle)/>
            {is_empty.then(|| view! { <p class="empty">{words.say(Text::CareOrdersNone)}</p> })}
            <ul class="case-list">
                {orders.into_iter().map(|order| order_card(words, order)).collect_view()}
            </ul>
            {own_vouchers(words, &vouchers)}
            <Buttons><ButtonLink href="/care" label=words.say(Text::CareFindMore)/></Buttons>
            <p><a href="/contacts">{words.say(Text::ContactsTitle)}</a></p>
        })
    })
}

/// What is left, and until when; nothing where there is none.
fn own_vouchers(words: Words, vouchers: &[VoucherLine]) -> impl IntoView + use<> {
    let lines: Vec<String> = vouchers
        .iter()
        .map(|voucher| {
            words.say_with(
                Text::CareVoucherLeft,
                &[
                    ("left", &money(words, voucher.rest)),
                    ("of", &money(words, voucher.fen)),
                    ("date", &words.date(voucher.until)),
                ],
            )
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::CareVouchersTitle)}</h2>
            <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        }
    })
}

fn order_card(words: Words, order: OrderLine) -> impl IntoView {
    let next = order.next.map(|slot| {
        view! { <p>{words.say_with(Text::CareNext, &[("when", &when(words, slot))])}</p> }
    });
    view! {
        <li class="card">
            <h2 class="card-title"><a href=format!("/care/orders/{}", order.reference)>{words.say(order.service.text())}" · "{order.name}</a></h2>
            <p><Tag mark=order_mark(order.stage) label=words.say(order.stage.text())/>" "{words.wording(&order.provider)}</p>
            {next}
            <p class="quiet">{order.reference.to_string()}</p>
        </li>
    }
}

/// `/care/orders/{reference}`
#[component]
pub fn OneOrderPage() -> impl IntoView {
    let reference = param("reference");
    let (was_ordered, was_saved) = (has("ordered"), has("saved"));
    page(async move {
        let words = words();
        let reference = CaseReference::parse(&reference).map_err(|_| PortalError::NotFound)?;
        let order = back_office().care_order(&me()?, reference.as_str()).await?;
        let address = format!("/care/orders/{}", order.reference);
        let ordered = words.say_with(
            Text::CareOrderedBody,
            &[("reference", order.reference.as_str())],
        );
        Ok(view! {
            <BackLink href="/care/orders" label=words.say(Text::CareOrdersTitle)/>
            {was_ordered.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::CareOrderedTitle)>
                    <p>{ordered}</p>
                </Notice>
            })}
            {was_saved.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::CareSavedTitle)><p>{words.say(Text::CareSavedBody)}</p></Notice>
            })}
            {one_order(words, order, address, 1)}
        })
    })
}

/// An order with its visits and what may be pressed; at a desk several stand on one page.
pub(super) fn one_order(words: Words, order: OrderView, address: String, level: u8) -> AnyView {
    let title = format!("{} {}", words.say(order.service.text()), order.reference);
    let heading = if level == 1 {
        view! { <Heading title=title/> }.into_any()
    } else {
        view! { <h2>{title}</h2> }.into_any()
    };
    let days: Vec<String> = order
        .weekdays
        .iter()
        .map(|day| words.say(weekday(*day)))
        .collect();
    let (details, price, version) = (order.details, order.price, order.version);
    let diet = Diet::from_code(&details.diet).map(|diet| words.say(diet.text()));
    let is_waiting = order.stage == OrderStage::Waiting;
    let again = format!(
        "/care/providers/{}/order/{}",
        order.provider.id,
        order.service.code()
    );
    let cut_off = words.say_with(Text::CareCutOff, &[("time", &clock_time(order.cut_off))]);
    let is_standing = order.service.is_standing();
    let visits = order.visits;
    let to_come = order.to_come;
    let has_visits = !visits.is_empty();
    let to_press = address.clone();
    view! {
        {heading}
        <p class="lead"><Tag mark=order_mark(order.stage) label=words.say(order.stage.text())/></p>
        {is_waiting.then(|| view! {
            <p>{words.say(Text::CareWaitingExplained)}</p>
            <Buttons><ButtonLink href=again label=words.say(Text::CareLookForTime)/></Buttons>
        })}
        <SummaryList>
            <SummaryRow label=words.say(Text::CareWhom) value=details.name/>
            <SummaryRow label=words.say(Text::CareProvider)>
                {words.wording(&order.provider.name)}" "<a href=format!("tel:{}", order.provider.phone)>{order.provider.phone.clone()}</a>
            </SummaryRow>
            {(!days.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::CareWeekdays) value=listed(words, days)/> })}
            {order.start.map(|start| view! { <SummaryRow label=words.say(Text::CareStart) value=words.date(start)/> })}
            {diet.map(|diet| view! { <SummaryRow label=words.say(Text::CareDiet) value=diet/> })}
            {(!details.allergies.is_empty()).then(|| view! { <SummaryRow label=words.say(Text::CareAllergies) value=details.allergies/> })}
            <SummaryRow label=words.say(Text::CareHomeAddress) value=details.address/>
            <SummaryRow label=words.say(Text::CareLeftToPay) value=money(words, price.rest())/>
            <SummaryRow label=words.say(Text::CareOrderedOn) value=words.date(city_date(order.ordered_at))/>
        </SummaryList>
        {is_standing.then(|| view! { <p>{cut_off}</p> })}
        {(!order.steps.is_empty()).then(|| view! {
            <form method="post" action=address.clone()>
                <input type="hidden" name="version" value=version.to_string()/>
                <Buttons>
                    {order.steps.iter().map(|step| match step {
                        OrderStep::Pause => view! { <SecondaryButton label=words.say(Text::CarePause) name="act" value="pause"/> }.into_any(),
                        OrderStep::Resume => view! { <SecondaryButton label=words.say(Text::CareResume) name="act" value="resume"/> }.into_any(),
                        OrderStep::Cancel => view! { <WarningButton label=words.say(Text::CareCancel) name="act" value="cancel"/> }.into_any(),
                        // Under each meal to come.
                        OrderStep::Skip | OrderStep::Unskip | OrderStep::Finish => ().into_any(),
                    }).collect_view()}
                </Buttons>
            </form>
        })}
        {(!to_come.is_empty()).then(|| view! {
            <h2>{words.say(Text::CareToCome)}</h2>
            <ul class="case-list">
                {to_come.into_iter().map(|(day, is_skipped)| meal_to_come(words, day, is_skipped, version, address.clone())).collect_view()}
            </ul>
        })}
        {has_visits.then(|| view! {
            <h2>{words.say(if is_standing { Text::CareDeliveries } else { Text::CareVisits })}</h2>
            {visits.into_iter().map(|visit| visit_card(words, visit, to_press.clone())).collect_view()}
        })}
    }
    .into_any()
}

/// A meal that is not fixed yet: it can be left out.
fn meal_to_come(
    words: Words,
    day: Date,
    is_skipped: bool,
    version: i64,
    address: String,
) -> impl IntoView {
    let said = words.date(day);
    let (mark, state, act, label) = if is_skipped {
        (Mark::Stopped, Text::CareSkipped, "unskip", Text::CareUnskip)
    } else {
        (Mark::ToCome, Text::CareComes, "skip", Text::CareSkip)
    };
    view! {
        <li class="card">
            <p>{said.clone()}" "<Tag mark=mark label=words.say(state)/></p>
            <form method="post" action=address>
                <input type="hidden" name="version" value=version.to_string()/>
                <input type="hidden" name="day" value=day.to_string()/>
                <button type="submit" class="button secondary" name="act" value=act>
                    {words.say(label)}<span class="visually-hidden">" "{said}</span>
                </button>
            </form>
        </li>
    }
}

fn visit_card(words: Words, visit: VisitView, address: String) -> AnyView {
    let arrived = visit.arrived_at.map(|at| {
        view! { <p>{words.say_with(Text::CareArrivedAt, &[("time", &words.time(at))])}</p> }
    });
    let left = visit.left_at.map(|at| {
        view! { <p>{words.say_with(Text::CareLeftAt, &[("time", &words.time(at))])}</p> }
    });
    let paid = (visit.paid > 0).then(|| {
        view! { <p>{words.say_with(Text::CarePaidByVoucher, &[("amount", &money(words, visit.paid))])}</p> }
    });
    let rated = (visit.grade > 0).then(|| grade_text(visit.grade)).map(
        |grade| view! { <p>{words.say_with(Text::CareRated, &[("grade", &words.say(grade))])}</p> },
    );
    let answered = visit.answer.clone().map(|answer| match answer {
        RatingAnswer::Owed(due) => {
            let said = words.say_with(Text::CareAnswerOwed, &[("date", &words.date(due))]);
            view! { <p class="quiet">{said}</p> }.into_any()
        }
        RatingAnswer::Given(text) => view! {
            <Inset><p><strong>{words.say(Text::CareAnswerGiven)}</strong></p><p>{text}</p></Inset>
        }
        .into_any(),
    });
    let buttons = visit
        .steps
        .iter()
        .map(|step| {
            view! { <SecondaryButton label=words.say(step.text()) name="act" value=step.code()/> }
        })
        .collect_view();
    let has_steps = !visit.steps.is_empty();
    let is_one_by_one = asks_one_by_one();
    let (id, rate_address) = (visit.id.clone(), address.clone());
    view! {
        <SummaryCard title=when(words, visit.slot)>
            <p><Tag mark=visit_mark(visit.stage) label=words.say(visit.stage.text())/></p>
            {arrived}{left}{paid}{rated}{answered}
            {has_steps.then(|| view! {
                <form method="post" action=address>
                    <input type="hidden" name="visit" value=id.clone()/>
                    <Buttons>{buttons}</Buttons>
                </form>
            })}
            {(visit.may_rate && is_one_by_one).then(|| {
                let href = format!("{rate_address}/rating/{}", visit.id);
                view! { <Buttons><ButtonLink href=href label=words.say(Text::CareRate) is_secondary=true/></Buttons> }
            })}
            {(visit.may_rate && !is_one_by_one).then(|| view! {
                <form method="post" action=rate_address.clone()>
                    <input type="hidden" name="visit" value=visit.id/>
                    <fieldset class="field">
                        <legend>{words.say(Text::CareRate)}</legend>
                        <TextArea name="words" label=words.say(Text::CareRateWords) value="" faults=Vec::new() rows=2 is_optional=true/>
                        <Buttons>
                            {(1..=5_i64).rev().map(|grade| view! {
                                <button type="submit" class="button secondary" name="grade" value=grade.to_string()>{words.say(grade_text(grade))}</button>
                            }).collect_view()}
                        </Buttons>
                    </fieldset>
                    <input type="hidden" name="act" value="rate"/>
                </form>
            })}
        </SummaryCard>
    }
    .into_any()
}

/// `/care/orders/{reference}/rating/{visit}`
#[component]
pub fn RateVisitPage() -> impl IntoView {
    let (reference, id) = (param("reference"), param("visit"));
    page(async move {
        let (words, visit) = (words(), visit());
        let rating = back_office()
            .care_rating(&me()?, &visit.session, &reference, &id)
            .await?;
        let faults = reviewed(rating.typed.parse().err().unwrap_or_default());
        let grades = (1..=5_i64)
            .rev()
            .map(|grade| Choice::new(grade.to_string(), words.say(grade_text(grade))))
            .collect();
        let lead = format!(
            "{} {}",
            words.say(rating.service.text()),
            when(words, rating.slot)
        );
        Ok(view! {
            <QuestionPage back=format!("/care/orders/{reference}") title=words.say(Text::CareRate) faults=faults.clone()
                lead=vec![lead] button=words.say(Text::CareRateButton) keeps=true>
                <RadioField name="grade" legend=words.say(Text::CareRate) choices=grades chosen=rating.typed.grade faults=faults.clone()/>
                <TextArea name="words" label=words.say(Text::CareRateWords) value=rating.typed.words faults=faults rows=2 is_optional=true/>
            </QuestionPage>
        })
    })
}

pub(super) const fn grade_text(grade: i64) -> Text {
    match grade {
        1 => Text::CareGrade1,
        2 => Text::CareGrade2,
        3 => Text::CareGrade3,
        4 => Text::CareGrade4,
        _ => Text::CareGrade5,
    }
}

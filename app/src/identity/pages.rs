//! The pages for being known: sign in, register, forgotten password, one's account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::de::DeserializeOwned;

use super::desk::{
    CounterCodeLine, DemoChoice, Device, OwnAccount, OwnSession, ProofState, Purpose,
};
use super::form::{CodeSlip, CounterCodeSlip, MobileForm, PasswordSlip, PersonForm, SignInSlip};
use super::{Actor, with_next};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Details, ErrorSummary, FieldFault, Heading, Inset, Notice, NoticeKind,
    PasswordField, PrimaryButton, SummaryList, SummaryRow, TextField, page,
};
use crate::visit::{answer, visit, words};

/// What this session typed on this page, or nothing.
async fn typed<T: DeserializeOwned + Default>(page: &str) -> Result<T, PortalError> {
    let session = visit().session;
    if session.0.is_empty() {
        return Ok(T::default());
    }
    let slip = back_office().slip(&session, page).await?;
    Ok(slip
        .and_then(|slip| serde_json::from_str(&slip).ok())
        .unwrap_or_default())
}

/// This parameter of the query.
fn asked(name: &str) -> String {
    use_query_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

fn name_of(actor: &Actor) -> Option<String> {
    match actor {
        Actor::Visitor => None,
        Actor::Citizen(citizen) => Some(citizen.name.as_str().to_owned()),
        Actor::Staff(member) => Some(member.name.as_str().to_owned()),
    }
}

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = asked("next");
    page(async move {
        let (words, visit) = (words(), visit());
        let slip: SignInSlip = typed("/sign-in").await?;
        let faults = if visit.review {
            slip.faults(visit.demo)
        } else {
            Vec::new()
        };
        let staff = format!("/staff/sign-in{}", with_next("?", &next));
        if visit.preferences.is_simple() {
            return Ok(sign_in_one_by_one(words, slip, faults, next));
        }
        Ok(view! {
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::SignInTitle) has_errors=!faults.is_empty()/>
            {who_is_there(words, &visit.actor, &next)}
            {visit.demo.then(|| view! { <p><a href="#demo">{words.say(Text::SignInDemoLink)}</a></p> })}
            <form method="post" action="/sign-in" novalidate>
                <TextField name="login" label=words.say(Text::SignInLogin) hint=words.say(Text::SignInLoginHint)
                    value=slip.login faults=faults.clone() autocomplete="username"/>
                <PasswordField name="password" label=words.say(Text::SignInPassword) faults=faults/>
                <input type="hidden" name="next" value=next.clone()/>
                <PrimaryButton label=words.say(Text::SignInButton)/>
            </form>
            <ul class="plain">
                <li><a href="/register">{words.say(Text::SignInRegister)}</a></li>
                <li><a href="/forgotten-password">{words.say(Text::SignInForgotten)}</a></li>
                <li><a href=staff>{words.say(Text::SignInAsStaff)}</a></li>
            </ul>
            {demo_people(next)}
        }
        .into_any())
    })
}

/// 长辈版: who it is on one page, the password on the next. What was typed first is kept by the session, so that Back
/// shows it again.
fn sign_in_one_by_one(
    words: Words,
    slip: SignInSlip,
    faults: Vec<FieldFault>,
    next: String,
) -> AnyView {
    let visit = visit();
    let asks_password = slip.has_login(visit.demo) && (visit.review || visit.part == Some(2));
    let title = words.say(Text::SignInTitle);
    if asks_password {
        // The login is not on this page: what is wrong with both is said where it can be put right.
        let faults: Vec<FieldFault> = faults
            .into_iter()
            .take(1)
            .map(|fault| FieldFault::new("password", fault.said))
            .collect();
        let back = format!("/sign-in{}", with_next("?", &next));
        return view! {
            <BackLink href=back/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            <form method="post" action="/sign-in" novalidate>
                <input type="hidden" name="login" value=slip.login autocomplete="username"/>
                <PasswordField name="password" label=words.say(Text::SignInPassword) faults=faults/>
                <input type="hidden" name="next" value=next/>
                <Buttons><PrimaryButton label=words.say(Text::SignInButton)/></Buttons>
            </form>
            <p><a href="/forgotten-password">{words.say(Text::SignInForgotten)}</a></p>
        }
        .into_any();
    }
    let faults: Vec<FieldFault> = faults
        .into_iter()
        .filter(|fault| fault.field == "login")
        .collect();
    view! {
        <ErrorSummary faults=faults.clone()/>
        <Heading title=title has_errors=!faults.is_empty()/>
        {who_is_there(words, &visit.actor, &next)}
        {visit.demo.then(|| view! { <p><a href="#demo">{words.say(Text::SignInDemoLink)}</a></p> })}
        <form method="post" action="/sign-in" novalidate>
            <TextField name="login" label=words.say(Text::SignInLogin) hint=words.say(Text::SignInLoginHint)
                value=slip.login faults=faults autocomplete="username"/>
            <input type="hidden" name="next" value=next.clone()/>
            <Buttons><PrimaryButton label=words.say(Text::GoOn) name="act" value="login"/></Buttons>
        </form>
        <p><a href="/register">{words.say(Text::SignInRegister)}</a></p>
        {demo_people(next)}
    }
    .into_any()
}

/// `/staff/sign-in`
#[component]
pub fn StaffSignInPage() -> impl IntoView {
    let next = asked("next");
    page(async move {
        let (words, visit) = (words(), visit());
        let slip: SignInSlip = typed("/staff/sign-in").await?;
        let faults = if visit.review {
            slip.staff_faults()
        } else {
            Vec::new()
        };
        let citizens = format!("/sign-in{}", with_next("?", &next));
        Ok(view! {
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::StaffSignInTitle) has_errors=!faults.is_empty()/>
            {who_is_there(words, &visit.actor, &next)}
            <form method="post" action="/staff/sign-in" novalidate>
                <TextField name="login" label=words.say(Text::StaffLogin) value=slip.login faults=faults.clone()
                    autocomplete="username"/>
                <PasswordField name="password" label=words.say(Text::SignInPassword) faults=faults.clone()/>
                {(!visit.demo).then(|| view! {
                    <TextField name="code" label=words.say(Text::TogetherCode) hint=words.say(Text::TogetherCodeHint) value=""
                        faults=faults autocomplete="one-time-code" inputmode="numeric" width=6/>
                })}
                <input type="hidden" name="next" value=next.clone()/>
                <PrimaryButton label=words.say(Text::SignInButton)/>
            </form>
            <ul class="plain">
                <li><a href=citizens>{words.say(Text::SignInAsCitizen)}</a></li>
            </ul>
            {demo_people(next)}
        })
    })
}

/// Who is signed in already, or that one will be led back.
fn who_is_there(words: Words, actor: &Actor, next: &str) -> impl IntoView + use<> {
    let known = name_of(actor);
    let is_led_back = known.is_none() && !next.is_empty();
    view! {
        {known.map(|name| view! { <p>{words.say_with(Text::SignInKnown, &[("name", &name)])}</p> })}
        {is_led_back.then(|| view! { <Inset><p>{words.say(Text::SignInAgain)}</p></Inset> })}
    }
}

/// The demo people of the tour, and those whose situation shows most: a late case, an absent colleague, a supervisor.
const FIRST_TO_BE: [&str; 10] = [
    "mother",
    "father",
    "no-certificate-mother",
    "late-mother",
    "elder-son",
    "police-shapingba-1",
    "police-shapingba-3",
    "police-shapingba-lead",
    "insurance-shapingba",
    "street-shapingba",
];

/// In demo mode: whom one can be, each with one press.
fn demo_people(next: String) -> impl IntoView {
    let words = words();
    let choices = if visit().demo {
        back_office().demo_choices()
    } else {
        Vec::new()
    };
    let (staff, citizens): (Vec<DemoChoice>, Vec<DemoChoice>) =
        choices.into_iter().partition(|choice| choice.is_staff);
    let entries = move |people: Vec<DemoChoice>, next: &str| {
        let entries = people
            .into_iter()
            .map(|person| {
                view! {
                    <li>
                        <form method="post" action="/demo/be">
                            <input type="hidden" name="next" value=next.to_owned()/>
                            <button type="submit" class="button secondary" name="person" value=person.key>
                                {person.name.as_str().to_owned()}
                            </button>
                            " "
                            <span class="quiet">{words.wording(&person.situation)}</span>
                        </form>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="demo-people">{entries}</ul> }.into_any()
    };
    // Whom one wants to be first stands open; the rarer situations are one press away, or a phone would show names only.
    let list = move |id: &'static str, title: Text, people: Vec<DemoChoice>| {
        let (first, others): (Vec<_>, Vec<_>) = people
            .into_iter()
            .partition(|person| FIRST_TO_BE.contains(&person.key.as_str()));
        let count = others.len();
        (!first.is_empty()).then(|| {
            let first = entries(first, &next);
            let others = entries(others, &next);
            let summary = words.say_with(Text::DemoOthers, &[("count", &count.to_string())]);
            view! {
                <h3 id=id>{words.say(title)}</h3>
                {first}
                {(count > 0).then(|| view! { <Details summary=summary>{others}</Details> })}
            }
        })
    };
    visit().demo.then(|| {
        view! {
            <section aria-labelledby="demo">
                <h2 id="demo" tabindex="-1">{words.say(Text::DemoTitle)}</h2>
                <p>{words.say(Text::DemoExplained)}</p>
                <p><a href="/demo">{words.say(Text::DemoPanelLink)}</a></p>
                {list("demo-citizens", Text::DemoCitizens, citizens)}
                {list("demo-staff", Text::DemoStaff, staff)}
            </section>
        }
    })
}

/// `/register`
#[component]
pub fn RegisterPage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        let form: PersonForm = typed("/register").await?;
        let faults = if visit.review {
            form.parse(visit.demo).err().unwrap_or_default()
        } else {
            Vec::new()
        };
        Ok(view! {
            <BackLink href="/sign-in"/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::RegisterTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(if sends_codes() { Text::RegisterWhy } else { Text::ProofCounterOnly })}</p>
            <form method="post" action="/register" novalidate>
                {number_field(words, form.number, faults.clone())}
                <TextField name="name" label=words.say(Text::RegisterName) hint=words.say(Text::RegisterNameHint)
                    value=form.name faults=faults autocomplete="name"/>
                <PrimaryButton label=words.say(code_button())/>
            </form>
            {counter_way(words)}
        })
    })
}

/// `/forgotten-password`
#[component]
pub fn ForgottenPasswordPage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        let form: PersonForm = typed("/forgotten-password").await?;
        let faults = if visit.review {
            form.parse_number(visit.demo).err().unwrap_or_default()
        } else {
            Vec::new()
        };
        Ok(view! {
            <BackLink href="/sign-in"/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::ForgottenTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(if sends_codes() { Text::ForgottenWhy } else { Text::ProofCounterOnly })}</p>
            <form method="post" action="/forgotten-password" novalidate>
                {number_field(words, form.number, faults)}
                <PrimaryButton label=words.say(code_button())/>
            </form>
            {counter_way(words)}
        })
    })
}

fn number_field(words: Words, value: String, faults: Vec<FieldFault>) -> impl IntoView {
    view! {
        <TextField name="number" label=words.say(Text::IdentityNumber) hint=words.say(Text::IdentityNumberHint)
            value=value faults=faults autocomplete="off"/>
    }
}

/// Whether codes can be sent to mobiles, or come from a counter only.
fn sends_codes() -> bool {
    back_office().sends_codes()
}

fn code_button() -> Text {
    if sends_codes() {
        Text::RegisterButton
    } else {
        Text::CodeHaveOne
    }
}

/// The way for whoever has no mobile in the register.
fn counter_way(words: Words) -> impl IntoView {
    let way = if sends_codes() {
        Text::ProofCounter
    } else {
        Text::ProofCounterWhere
    };
    view! { <Inset><p>{words.say(way)}</p></Inset> }
}

/// A proof of identity goes from page to page: what is asked, the code, and what it is good for.
#[derive(Clone, Copy)]
struct Journey {
    start: &'static str,
    code: &'static str,
    code_title: Text,
    purposes: &'static [Purpose],
}

const REGISTERING: Journey = Journey {
    start: "/register",
    code: "/register/code",
    code_title: Text::CodeTitleRegister,
    purposes: &[Purpose::Register],
};
const FORGOTTEN: Journey = Journey {
    start: "/forgotten-password",
    code: "/forgotten-password/code",
    code_title: Text::CodeTitleForgotten,
    purposes: &[Purpose::ForgottenPassword],
};
const MOBILE: Journey = Journey {
    start: "/account/mobile",
    code: "/account/mobile/code",
    code_title: Text::CodeTitleMobile,
    purposes: &[Purpose::ChangeMobile, Purpose::NewMobile],
};

impl Journey {
    /// This session's proof on this journey.
    async fn proof(self) -> Result<Option<ProofState>, PortalError> {
        let state = back_office().proof_state(&visit().session).await?;
        Ok(state.filter(|state| self.purposes.contains(&state.purpose)))
    }
}

/// `/register/code`
#[component]
pub fn RegisterCodePage() -> impl IntoView {
    code_page(REGISTERING)
}

/// `/forgotten-password/code`
#[component]
pub fn ForgottenPasswordCodePage() -> impl IntoView {
    code_page(FORGOTTEN)
}

/// `/account/mobile/code`
#[component]
pub fn MobileCodePage() -> impl IntoView {
    code_page(MOBILE)
}

fn code_page(journey: Journey) -> impl IntoView {
    page(async move {
        let (words, visit) = (words(), visit());
        let Some(proof) = journey.proof().await? else {
            answer().see_other(journey.start);
            return Ok(().into_any());
        };
        let slip: CodeSlip = typed(journey.code).await?;
        let faults = if visit.review {
            slip.faults()
        } else {
            Vec::new()
        };
        let is_new_mobile = proof.purpose == Purpose::NewMobile;
        let sent = match (sends_codes(), is_new_mobile) {
            (false, _) => Text::CodeFromCounter,
            (true, true) => Text::CodeSentNewMobile,
            (true, false) => Text::CodeSent,
        };
        Ok(view! {
            <BackLink href=journey.start/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(journey.code_title) has_errors=!faults.is_empty()/>
            <p>{words.say(sent)}</p>
            <form method="post" action=journey.code novalidate>
                <TextField name="code" label=words.say(Text::CodeLabel) hint=words.say(Text::CodeHint) value=""
                    faults=faults autocomplete="one-time-code" inputmode="numeric" width=6/>
                <PrimaryButton label=words.say(Text::CodeButton)/>
            </form>
            <ul class="plain">
                {sends_codes().then(|| view! { <li><a href=journey.start>{words.say(Text::CodeAgain)}</a></li> })}
                {visit.demo.then(|| view! { <li><a href="/demo/messages">{words.say(Text::CodeDemo)}</a></li> })}
            </ul>
            {(!is_new_mobile).then(|| counter_way(words))}
        }
        .into_any())
    })
}

/// `/register/password`
#[component]
pub fn RegisterPasswordPage() -> impl IntoView {
    password_page(
        REGISTERING,
        "/register/password",
        Text::NewPasswordTitleRegister,
    )
}

/// `/forgotten-password/password`
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    password_page(
        FORGOTTEN,
        "/forgotten-password/password",
        Text::NewPasswordTitle,
    )
}

fn password_page(journey: Journey, path: &'static str, title: Text) -> impl IntoView {
    page(async move {
        let (words, visit) = (words(), visit());
        let proof = journey.proof().await?;
        if !proof.is_some_and(|proof| proof.is_given && visit.real_now < proof.expires_at) {
            answer().see_other(journey.start);
            return Ok(().into_any());
        }
        let slip: PasswordSlip = typed(path).await?;
        let faults = if visit.review {
            slip.faults()
        } else {
            Vec::new()
        };
        Ok(view! {
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(title) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::NewPasswordKnown)}</p>
            <form method="post" action=path novalidate>
                <PasswordField name="password" label=words.say(Text::PasswordNew) hint=words.say(Text::PasswordHint)
                    faults=faults autocomplete="new-password"/>
                <PrimaryButton label=words.say(Text::PasswordKeep)/>
            </form>
        }
        .into_any())
    })
}

/// `/account`
#[component]
pub fn OwnAccountPage() -> impl IntoView {
    let changed = asked("changed");
    page(async move {
        let (words, visit) = (words(), visit());
        let account = back_office()
            .own_account(&visit.actor, &visit.session)
            .await?;
        let done = match changed.as_str() {
            "password" => Some(Text::OwnAccountPasswordChanged),
            "mobile" => Some(Text::OwnAccountMobileChanged),
            "session" => Some(Text::OwnAccountSessionEnded),
            _ => None,
        };
        let ends = visit
            .session_ends
            .map(|at| words.say_with(Text::OwnAccountIdle, &[("time", &words.time(at))]));
        Ok(view! {
            {done.map(|done| view! { <Notice kind=NoticeKind::Success title=words.say(done)>""</Notice> })}
            <Heading title=words.say(Text::OwnAccountTitle)/>
            {own_data(words, &account)}
            {visit.actor.citizen().is_some().then(|| view! {
                <p><a href="/my-data">{words.say(Text::LookedTitle)}</a></p>
            })}
            <h2>{words.say(Text::OwnAccountSessions)}</h2>
            <p>{words.say(Text::OwnAccountSessionsHint)}</p>
            <ul class="own-sessions">
                {account.sessions.into_iter().map(|session| own_session(words, session)).collect_view()}
            </ul>
            {ends.map(|ends| view! { <p class="quiet">{ends}</p> })}
            {counter_codes(words, account.counter_codes, visit.actor.citizen().is_some())}
            <div class="buttons">
                <form method="post" action="/sign-out"><button type="submit" class="button secondary">{words.say(Text::OwnAccountSignOut)}</button></form>
                <form method="post" action="/account/sessions/end-all"><button type="submit" class="button warning">{words.say(Text::OwnAccountEndAll)}</button></form>
            </div>
        })
    })
}

fn own_data(words: Words, account: &OwnAccount) -> impl IntoView + use<> {
    let mobile = account
        .mobile
        .clone()
        .unwrap_or_else(|| words.say(Text::OwnAccountNoMobile));
    let password = words.say(if account.has_password {
        Text::OwnAccountPasswordSet
    } else {
        Text::OwnAccountPasswordNone
    });
    let is_citizen = account.number.is_some();
    let name = account.name.as_str().to_owned();
    let (number, login) = (account.number.clone(), account.login.clone());
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::OwnAccountName) value=name/>
            {number.map(|number| view! { <SummaryRow label=words.say(Text::IdentityNumber) value=number/> })}
            {login.map(|login| view! { <SummaryRow label=words.say(Text::OwnAccountLogin) value=login/> })}
            {is_citizen.then(|| view! {
                <SummaryRow label=words.say(Text::OwnAccountMobile) value=mobile change="/account/mobile"/>
                <SummaryRow label=words.say(Text::NoticesChoose) value=words.say(Text::OwnAccountTold) change="/account/notices"/>
            })}
            <SummaryRow label=words.say(Text::OwnAccountPassword) value=password change="/account/password"/>
        </SummaryList>
    }
}

/// Codes that a counter made: for a citizen, or by a member of staff.
fn counter_codes(words: Words, codes: Vec<CounterCodeLine>, is_citizen: bool) -> Option<AnyView> {
    if codes.is_empty() {
        return None;
    }
    let (title, hint) = if is_citizen {
        (Text::CounterCodesTitle, Text::CounterCodesHint)
    } else {
        (Text::CounterCodesTitleStaff, Text::CounterCodesHintStaff)
    };
    let line = move |code: CounterCodeLine| {
        let made = words.say_with(
            Text::CounterCodesMade,
            &[
                ("time", &words.time(code.made_at)),
                ("office", code.office.in_language(words.language)),
            ],
        );
        let used = match code.used_at {
            Some(at) => words.say_with(Text::CounterCodesUsed, &[("time", &words.time(at))]),
            None => words.say(Text::CounterCodesUnused),
        };
        view! { <li>{made}" "{used}</li> }
    };
    Some(
        view! {
            <h2>{words.say(title)}</h2>
            <p>{words.say(hint)}</p>
            <ul class="counter-codes">{codes.into_iter().map(line).collect_view()}</ul>
        }
        .into_any(),
    )
}

fn own_session(words: Words, session: OwnSession) -> impl IntoView {
    let device = words.say(match session.device {
        Device::Phone => Text::OwnAccountSessionPhone,
        Device::Tablet => Text::OwnAccountSessionTablet,
        Device::Computer => Text::OwnAccountSessionComputer,
        Device::Unknown => Text::OwnAccountSessionUnknown,
    });
    let device = if session.is_saved_phone {
        format!("{device} · {}", words.say(Text::CallPhoneSession))
    } else {
        device
    };
    let (began, used) = (words.time(session.began), words.time(session.last_used));
    let which = words.say_with(
        Text::OwnAccountSessionEndWhich,
        &[("which", &device), ("began", &began)],
    );
    let times = words.say_with(
        Text::OwnAccountSessionTimes,
        &[("began", &began), ("used", &used)],
    );
    view! {
        <li>
            <p>
                <strong>{device}</strong>
                {session.is_this_one.then(|| format!(" ({})", words.say(Text::OwnAccountSessionThis)))}
                <br/>
                <span class="quiet">{times}</span>
            </p>
            <form method="post" action="/account/sessions/end">
                <button type="submit" class="button secondary" name="session" value=session.key.0>
                    {words.say(Text::OwnAccountSessionEnd)}
                    <span class="visually-hidden">{which}</span>
                </button>
            </form>
        </li>
    }
}

/// `/account/mobile`
#[component]
pub fn MobilePage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        if visit.actor.citizen().is_none() {
            return Err(refused(&visit.actor));
        }
        let form: MobileForm = typed("/account/mobile").await?;
        let faults = if visit.review {
            form.parse().err().unwrap_or_default()
        } else {
            Vec::new()
        };
        Ok(view! {
            <BackLink href="/account"/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::MobileTitle) has_errors=!faults.is_empty()/>
            {if sends_codes() { view! {
                <p>{words.say(Text::MobileWhy)}</p>
                <form method="post" action="/account/mobile" novalidate>
                    <TextField name="mobile" label=words.say(Text::MobileLabel) value=form.mobile faults=faults kind="tel"
                        autocomplete="tel" inputmode="tel"/>
                    <PrimaryButton label=words.say(Text::MobileButton)/>
                </form>
                {counter_way(words)}
            }.into_any() } else { view! { <p>{words.say(Text::MobileNoWay)}</p> }.into_any() }}
        })
    })
}

/// `/account/password`
#[component]
pub fn ChangePasswordPage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        let account = back_office()
            .own_account(&visit.actor, &visit.session)
            .await?;
        let slip: PasswordSlip = typed("/account/password").await?;
        let faults = if visit.review {
            slip.faults()
        } else {
            Vec::new()
        };
        let is_citizen = visit.actor.citizen().is_some();
        let hint = if is_citizen {
            Text::PasswordHint
        } else {
            Text::PasswordHintStaff
        };
        let forgotten = if account.has_password {
            Text::ChangePasswordForgotten
        } else {
            Text::ForgottenTitle
        };
        Ok(view! {
            <BackLink href="/account"/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::ChangePasswordTitle) has_errors=!faults.is_empty()/>
            {(!account.has_password).then(|| view! { <p>{words.say(Text::ChangePasswordNone)}</p> })}
            {account.has_password.then(|| view! {
                <form method="post" action="/account/password" novalidate>
                    <PasswordField name="current" label=words.say(Text::PasswordCurrent) faults=faults.clone()/>
                    <PasswordField name="password" label=words.say(Text::PasswordNew) hint=words.say(hint) faults=faults
                        autocomplete="new-password"/>
                    <PrimaryButton label=words.say(Text::PasswordKeep)/>
                </form>
            })}
            {is_citizen.then(|| view! { <p><a href="/forgotten-password">{words.say(forgotten)}</a></p> })}
        })
    })
}

/// Who may not see a page: visitors sign in first, for others it is not there.
fn refused(actor: &Actor) -> PortalError {
    match actor {
        Actor::Visitor => PortalError::SignInFirst,
        _ => PortalError::NotFound,
    }
}

/// `/staff/counter-code`
#[component]
pub fn CounterCodePage() -> impl IntoView {
    page(async {
        let (words, visit) = (words(), visit());
        if visit.actor.staff().is_none() {
            return Err(refused(&visit.actor));
        }
        // Only right after it was made: going back to the page later does not show the code again.
        let slip: CounterCodeSlip = if visit.review {
            typed("/staff/counter-code").await?
        } else {
            CounterCodeSlip::default()
        };
        let faults = if visit.review && slip.code.is_none() {
            slip.typed.parse(visit.demo).err().unwrap_or_default()
        } else {
            Vec::new()
        };
        let form = if slip.code.is_some() {
            PersonForm::default()
        } else {
            slip.typed
        };
        Ok(view! {
            {slip.code.map(|code| view! {
                <Notice kind=NoticeKind::Success title=words.say_with(Text::CounterCodeMade, &[("code", &code)])>
                    <p>{words.say(Text::CounterCodeMadeHint)}</p>
                </Notice>
            })}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::CounterCodeTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::CounterCodeWhy)}</p>
            <form method="post" action="/staff/counter-code" novalidate>
                {number_field(words, form.number, faults.clone())}
                <TextField name="name" label=words.say(Text::RegisterName) hint=words.say(Text::RegisterNameHint)
                    value=form.name faults=faults autocomplete="off"/>
                <PrimaryButton label=words.say(Text::CounterCodeButton)/>
            </form>
        })
    })
}

/// `/demo/messages`
#[component]
pub fn DemoMessagesPage() -> impl IntoView {
    page(async {
        let words = words();
        let messages = back_office().demo_messages().await?;
        let is_empty = messages.is_empty();
        Ok(view! {
            <Heading title=words.say(Text::DemoMessagesTitle)/>
            <p>{words.say(Text::DemoMessagesExplained)}</p>
            <p><a href="/demo/messages">{words.say(Text::DemoMessagesReload)}</a></p>
            {is_empty.then(|| view! { <p>{words.say(Text::DemoMessagesNone)}</p> })}
            <ol class="demo-messages">
                {messages.into_iter().map(|message| {
                    let to = words.say_with(
                        Text::DemoMessagesTo,
                        &[("mobile", &message.mobile), ("time", &words.time(message.sent_at))],
                    );
                    view! {
                        <li>
                            <p class="quiet">{to}</p>
                            {words.wording(&message.text).split("\n\n").map(|part| view! { <p>{part.to_owned()}</p> }).collect_view()}
                            {message.link.map(|link| view! { <p><a href=link>{words.say(Text::DemoMessagesLink)}</a></p> })}
                        </li>
                    }
                }).collect_view()}
            </ol>
        })
    })
}

//! The page's frame: head, masthead, navigation, main column, footer. One for citizens and one for staff, chosen by
//! path. Everything in it works without scripts.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title};

use crate::identity::{Actor, StaffRole};
use crate::mandate::Banner;
use crate::site::Site;
use crate::text::{Language, Text, Words, city_time};
use crate::visit::{Visit, visit, words};

/// The page's title alone, where a label or legend is the page's `<h1>`.
/// `<PageTitle title=words.say(Text::ChildName) has_errors=!faults.is_empty()/>`
#[component]
pub fn PageTitle(#[prop(into)] title: String, #[prop(optional)] has_errors: bool) -> AnyView {
    let words = words();
    let site = words.say(Text::SiteName);
    let prefix = if has_errors {
        words.say(Text::ErrorPrefix)
    } else {
        String::new()
    };
    view! { <Title text=format!("{prefix}{title} – {site}")/> }.into_any()
}

/// The page's one `<h1>`, and its title. `<Heading title=words.say(Text::HomeTitle)/>`
#[component]
pub fn Heading(#[prop(into)] title: String, #[prop(optional)] has_errors: bool) -> AnyView {
    view! {
        <PageTitle title=title.clone() has_errors=has_errors/>
        <h1>{title}</h1>
    }
    .into_any()
}

/// The whole document.
#[component]
pub fn Shell() -> AnyView {
    let visit = visit();
    let words = words();
    let is_staff = visit.is_of_the_staff();
    let script = visit.assets.script;
    // Seconds after which the session runs out if nothing happens, and what a script says before.
    let ends_in = visit
        .session_ends
        .filter(|_| visit.actor != Actor::Visitor)
        .map(|ends| {
            ends.duration_since(visit.real_now)
                .as_secs()
                .max(0)
                .to_string()
        });
    let is_signed_in = ends_in.is_some();
    let ends_text = |text: Text| is_signed_in.then(|| words.say(text));
    view! {
        <!DOCTYPE html>
        <html lang=words.language.tag() class=visit.preferences.classes(is_staff)>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=visit.assets.style/>
                {(!script.is_empty()).then(|| view! { <script src=script defer></script> })}
                <MetaTags/>
            </head>
            <body data-ends-in=ends_in data-ends-note=ends_text(Text::SessionEndsSoon) data-ends-stay=ends_text(Text::SessionStay) data-ends-over=ends_text(Text::SessionOver)>
                <a class="skip-link" href="#main">{words.say(Text::SkipToContent)}</a>
                {masthead(words, &visit, is_staff)}
                <nav class="service-nav column" aria-label=words.say(Text::NavLabel)>
                    {if is_staff { staff_nav(words, &visit).into_any() } else { citizen_nav(words, &visit).into_any() }}
                </nav>
                {banner(words, &visit)}
                <main id="main" class="column" tabindex="-1"><Site/></main>
                {footer(words, &visit)}
            </body>
        </html>
    }
    .into_any()
}

fn masthead(words: Words, visit: &Visit, is_staff: bool) -> AnyView {
    let other = match words.language {
        Language::Chinese => Language::English,
        Language::English => Language::Chinese,
    };
    let home = if is_staff { "/casework" } else { "/" };
    view! {
        <header class="masthead">
            <div class="masthead-row column">
                <a class="site-name" href=home>
                    {words.say(Text::SiteName)}
                    <span lang=other.tag()>{Words::new(other).say(Text::SiteName)}</span>
                </a>
                {dress(words, visit, other)}
            </div>
            {(visit.preferences.elder && !is_staff).then(|| view! {
                <p class="call column"><a href="tel:12345">{words.say(Text::ElderCall)}</a></p>
            })}
            {visit.demo.then(|| view! {
                <p class="phase column">
                    <strong>{words.say(Text::DemoTag)}</strong>
                    " "
                    <a href="/about">{words.say(Text::DemoSentence)}</a>
                    {visit.demo_date.map(|day| {
                        let day = words.date(day);
                        view! { " · " <a href="/demo">{words.say_with(Text::DemoDayNote, &[("day", &day)])}</a> }
                    })}
                </p>
            })}
            {ridge()}
        </header>
    }
    .into_any()
}

/// Language, 长辈版 and the rest of how the pages look: one press each, back to the same page.
fn dress(words: Words, visit: &Visit, other: Language) -> AnyView {
    let elder = if visit.preferences.elder {
        ("no", Text::ElderLeave)
    } else {
        ("yes", Text::ElderEnter)
    };
    view! {
        <form class="dress" method="post" action="/preferences">
            <input type="hidden" name="back" value=visit.path.clone()/>
            <button name="elder" value=elder.0>{words.say(elder.1)}</button>
            <button name="language" value=other.tag() lang=other.tag()>{Words::new(other).say(Text::LanguageName)}</button>
            {(!visit.preferences.elder).then(|| view! { <a href="/settings">{words.say(Text::NavSettings)}</a> })}
        </form>
    }
    .into_any()
}

/// Chongqing's mountains, as one thin line before another.
fn ridge() -> AnyView {
    view! {
        <svg class="ridge" viewBox="0 0 1280 36" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">
            <path class="far" d="M0 15l92-7 61 7 50-12 62 12 109-10 96 7 103-3 103 9 108-13 96 8 107-8 47 11 97-7 93 4 56 2"/>
            <path class="hill" d="M-9 40V29h9l27-10 59 5 22-14 41 14 50-11 20 12 45-5 22 7 23-7 21 5 32-17 54 22 21-16 20 18 26-16 44 10 52-16 54 18 53-16 24 15 41-17 53 15 54-17 57 19 49-7 38 11 55-10 41 7 33-16 62 15 23-11 64 13h9V40z"/>
        </svg>
    }
    .into_any()
}

fn nav_link(visit: &Visit, href: &'static str, label: String) -> AnyView {
    let current = (visit.path == href).then_some("page");
    view! { <li><a href=href aria-current=current>{label}</a></li> }.into_any()
}

fn sign_out(words: Words) -> AnyView {
    view! {
        <li><form method="post" action="/sign-out"><button>{words.say(Text::NavSignOut)}</button></form></li>
    }
    .into_any()
}

fn citizen_nav(words: Words, visit: &Visit) -> AnyView {
    // What else is this person's is not for whoever helps them with one thing.
    if visit
        .actor
        .citizen()
        .is_some_and(|citizen| citizen.helped.is_some())
    {
        return view! { <ul>{nav_link(visit, "/staff/helping", words.say(Text::HelpingTitle))}</ul> }
            .into_any();
    }
    let name = visit
        .actor
        .citizen()
        .map(|citizen| citizen.name.as_str().to_owned());
    let is_signed_in = visit.actor != Actor::Visitor;
    let waiting = visit.waiting;
    let current = (visit.path == "/notices").then_some("page");
    view! {
        <ul>
            {nav_link(visit, "/", words.say(Text::NavHome))}
            {name.is_some().then(|| nav_link(visit, "/cases", words.say(Text::NavCases)))}
            {nav_link(visit, "/call", words.say(Text::CallNav))}
            {name.is_some().then(|| view! {
                <li>
                    <a href="/notices" aria-current=current>
                        {words.say(Text::NavNotices)}
                        {(waiting > 0).then(|| view! {
                            <span class="count">{waiting.to_string()}</span>
                            <span class="visually-hidden">{words.say(Text::NavNoticesUnread)}</span>
                        })}
                    </a>
                </li>
            })}
            // Whoever is signed in finds their cases above; 长辈版 has fewer choices.
            {(name.is_none() || !visit.preferences.elder).then(|| nav_link(visit, "/look-up", words.say(Text::NavLookup)))}
            {if is_signed_in {
                view! { {name.map(|name| view! { <li class="who"><a href="/account">{name}</a></li> })} {sign_out(words)} }.into_any()
            } else {
                nav_link(visit, "/sign-in", words.say(Text::NavSignIn)).into_any()
            }}
        </ul>
    }
    .into_any()
}

fn staff_nav(words: Words, visit: &Visit) -> AnyView {
    let is_supervisor = visit
        .actor
        .staff()
        .is_some_and(|member| member.role == StaffRole::Supervisor);
    let name = visit
        .actor
        .staff()
        .map(|member| member.name.as_str().to_owned());
    view! {
        <ul>
            {nav_link(visit, "/casework", words.say(Text::NavQueue))}
            {name.is_some().then(|| nav_link(visit, "/casework/find", words.say(Text::FindTitle)))}
            {is_supervisor.then(|| nav_link(visit, "/casework/colleagues", words.say(Text::TogetherColleagues)))}
            {is_supervisor.then(|| nav_link(visit, "/staff/data-grants", words.say(Text::DataGrantsTitle)))}
            {name.is_some().then(|| looks_link(words, visit))}
            {visit.postings_waiting.map(|waiting| counted_link(visit, "/staff/postings", waiting, [words.say(Text::PostingsDeskTitle), words.say(Text::PostingsDeskWaiting)]))}
            {name.is_some().then(|| nav_link(visit, "/statistics", words.say(Text::NavStatistics)))}
            {name.is_some().then(|| nav_link(visit, "/staff/counter-code", words.say(Text::CounterCodeTitle)))}
            {visit.looks_after_allowances.then(|| nav_link(visit, "/allowances/runs", words.say(Text::AllowanceRunsTitle)))}
            {visit.looks_after_mandates.then(|| nav_link(visit, "/staff/mandates", words.say(Text::MandateDeskTitle)))}
            {visit.looks_after_assessments.then(|| nav_link(visit, "/staff/assessments", words.say(Text::AssessmentListTitle)))}
            {visit.looks_after_streets.then(|| nav_link(visit, "/staff/older-person", words.say(Text::OlderPersonNav)))}
            {visit.helps_others.then(|| nav_link(visit, "/staff/helping", words.say(Text::HelpingTitle)))}
            {visit.looks_after_mandates.then(|| nav_link(visit, "/staff/care", words.say(Text::CareDeskTitle)))}
            {visit.answers_calls.then(|| nav_link(visit, "/casework/calls", words.say(Text::CallBoardTitle)))}
            {visit.makes_visits.then(|| nav_link(visit, "/staff/visits", words.say(Text::CareDayNav)))}
            {name.is_some().then(|| nav_link(visit, "/staff/remedies", words.say(Text::NavRemedies)))}
            {name.map(|name| view! { <li class="who"><a href="/account">{name}</a></li> {sign_out(words)} })}
        </ul>
    }
    .into_any()
}

/// Questions of citizens about what this office looked at, with how many wait.
fn looks_link(words: Words, visit: &Visit) -> AnyView {
    let labels = [Text::LooksDeskNav, Text::LooksDeskWaiting].map(|text| words.say(text));
    counted_link(visit, "/staff/data-looks", visit.waiting, labels)
}

/// A way to something of which so many wait: what it is called, and what the number counts.
fn counted_link(
    visit: &Visit,
    href: &'static str,
    waiting: i64,
    [label, counted]: [String; 2],
) -> AnyView {
    let current = (visit.path == href).then_some("page");
    view! {
        <li>
            <a href=href aria-current=current>
                {label}
                {(waiting > 0).then(|| view! {
                    <span class="count">{waiting.to_string()}</span>
                    <span class="visually-hidden">{counted}</span>
                })}
            </a>
        </li>
    }
    .into_any()
}

/// For whom the visitor acts, on every page of that affair.
fn banner(words: Words, visit: &Visit) -> Option<AnyView> {
    let banner = visit.banner.clone()?;
    let (said, href, label) = match banner {
        Banner::ActingFor { name, reference } => (
            words.say_with(Text::MandateBanner, &[("name", &name)]),
            format!("/acting-for/{reference}"),
            Text::MandateBannerWhat,
        ),
        Banner::FiledBy { name } => (
            words.say_with(Text::MandateBannerFiledBy, &[("name", &name)]),
            "/who-may-act".to_owned(),
            Text::MandateBannerWho,
        ),
        Banner::Helping { name } => (
            words.say_with(Text::HelpingBanner, &[("name", &name)]),
            "/staff/helping".to_owned(),
            Text::HelpingBannerEnd,
        ),
        Banner::FiledByStaff { office, page } => {
            let office = words.wording(&office);
            (
                words.say_with(Text::HelpingBannerFiled, &[("office", &office)]),
                page,
                Text::HelpingBannerWithdraw,
            )
        }
    };
    Some(
        view! {
            <aside class="acting column" aria-label=words.say(Text::MandateNoticeAbout)>
                <p><strong>{said}</strong> " " <a href=href>{words.say(label)}</a></p>
            </aside>
        }
        .into_any(),
    )
}

/// Help stands at the same place on every page.
fn footer(words: Words, visit: &Visit) -> AnyView {
    let ends = visit
        .session_ends
        .filter(|_| visit.actor != Actor::Visitor)
        .map(|ends| {
            let at = ends.to_zoned(city_time()).strftime("%H:%M").to_string();
            words.say_with(Text::SessionEndsAt, &[("time", &at)])
        });
    view! {
        <footer class="footer">
            <div class="column">
                <p class="help">{words.say(Text::FooterHelp)} " " <a href="tel:12345">"12345"</a></p>
                <ul>
                    <li><a href="/settings">{words.say(Text::FooterSettings)}</a></li>
                    // In 长辈版 they are found on the page about this site.
                    {(!visit.preferences.elder).then(|| view! {
                        <li><a href="/postings">{words.say(Text::FooterPostings)}</a></li>
                        <li><a href="/cookies">{words.say(Text::FooterCookies)}</a></li>
                        <li><a href="/accessibility">{words.say(Text::FooterAccessibility)}</a></li>
                        <li><a href="/performance">{words.say(Text::NavPerformance)}</a></li>
                        <li><a href="/data">{words.say(Text::DataTitle)}</a></li>
                        <li><a href="/data/figures">{words.say(Text::DataFiguresPublicTitle)}</a></li>
                    })}
                    <li><a href="/about">{words.say(Text::FooterAbout)}</a></li>
                    {visit.demo.then(|| view! { <li><a href="/demo">{words.say(Text::DemoPanelFooter)}</a></li> })}
                </ul>
                {ends.map(|ends| view! { <p class="quiet">{ends}</p> })}
                <p class="quiet">{words.say(Text::FooterWhoseSite)}</p>
            </div>
        </footer>
    }
    .into_any()
}

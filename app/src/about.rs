//! What a visitor may want to know of the site itself: cookies, accessibility, what is invented.

use leptos::prelude::*;

use crate::text::Text;
use crate::ui::{Column, DataTable, Heading, page};
use crate::visit::{visit, words};

/// Every cookie that the portal sets: name, what for, how long.
const COOKIES: [(&str, Text, Text); 6] = [
    ("sid", Text::CookiesSession, Text::CookiesSessionKept),
    ("parked", Text::CookiesParked, Text::CookiesParkedKept),
    ("language", Text::CookiesLanguage, Text::CookiesYearKept),
    ("theme", Text::CookiesTheme, Text::CookiesYearKept),
    ("text-size", Text::CookiesTextSize, Text::CookiesYearKept),
    ("elder", Text::CookiesElder, Text::CookiesYearKept),
];

/// `/cookies`
#[component]
pub fn CookiesPage() -> AnyView {
    page(async {
        let words = words();
        let columns = vec![
            Column::text(words.say(Text::CookiesColumnName)),
            Column::text(words.say(Text::CookiesColumnPurpose)),
            Column::text(words.say(Text::CookiesColumnKept)),
        ];
        let rows = COOKIES
            .iter()
            .map(|(name, purpose, kept)| {
                vec![
                    name.into_any(),
                    words.say(*purpose).into_any(),
                    words.say(*kept).into_any(),
                ]
            })
            .collect();
        Ok(view! {
            <Heading title=words.say(Text::CookiesTitle)/>
            <p>{words.say(Text::CookiesSentence)}</p>
            <DataTable id="cookies" caption=words.say(Text::CookiesTable) columns=columns rows=rows/>
            <p>{words.say(Text::CookiesRemove)}</p>
        })
    })
}

/// `/accessibility`
#[component]
pub fn AccessibilityPage() -> AnyView {
    page(async {
        let words = words();
        let list = |texts: &[Text]| {
            let points = texts
                .iter()
                .map(|text| view! { <li>{words.say(*text)}</li> })
                .collect_view();
            view! { <ul>{points}</ul> }
        };
        Ok(view! {
            <Heading title=words.say(Text::AccessibilityTitle)/>
            <p>{words.say(Text::AccessibilitySentence)}</p>
            <h2>{words.say(Text::AccessibilityHowTitle)}</h2>
            {list(&[
                Text::AccessibilityHowZoom,
                Text::AccessibilityHowKeyboard,
                Text::AccessibilityHowReader,
                Text::AccessibilityHowScript,
                Text::AccessibilityHowDress,
            ])}
            <h2>{words.say(Text::AccessibilityStandardTitle)}</h2>
            <p>{words.say(Text::AccessibilityStandard)}</p>
            <p>{words.say(Text::AccessibilityTested)}</p>
            <h2>{words.say(Text::AccessibilityGapsTitle)}</h2>
            {list(&[
                Text::AccessibilityGapReader,
                Text::AccessibilityGapStandard,
                Text::AccessibilityGapSign,
                Text::AccessibilityGapAloud,
                Text::AccessibilityGapLanguage,
            ])}
            <h2>{words.say(Text::AccessibilityReportTitle)}</h2>
            <p>{words.say(Text::AccessibilityReport)}</p>
        })
    })
}

/// `/about`
#[component]
pub fn AboutPage() -> AnyView {
    page(async {
        let words = words();
        let invented = if visit().demo {
            view! {
                <p>{words.say(Text::AboutNotGovernment)}</p>
                <h2>{words.say(Text::AboutDemoTitle)}</h2>
                <ul>
                    <li>{words.say(Text::AboutDemoPeople)}</li>
                    <li>{words.say(Text::AboutDemoOffices)}</li>
                    <li>{words.say(Text::AboutDemoRegisters)}</li>
                    <li>{words.say(Text::AboutDemoDecisions)}</li>
                </ul>
                <h2>{words.say(Text::AboutOwnDataTitle)}</h2>
                <p>{words.say(Text::AboutOwnData)}</p>
            }
            .into_any()
        } else {
            view! { <p>{words.say(Text::AboutNotDemo)}</p> }.into_any()
        };
        Ok(view! {
            <Heading title=words.say(Text::AboutTitle)/>
            <p>{words.say(Text::AboutWhat)}</p>
            {invented}
            <h2>{words.say(Text::AboutRealTitle)}</h2>
            <p>{words.say(Text::AboutReal)}</p>
            <ul class="plain">
                <li><a href="/postings">{words.say(Text::FooterPostings)}</a></li>
                <li><a href="/cookies">{words.say(Text::FooterCookies)}</a></li>
                <li><a href="/accessibility">{words.say(Text::FooterAccessibility)}</a></li>
                <li><a href="/performance">{words.say(Text::NavPerformance)}</a></li>
                <li><a href="/data">{words.say(Text::DataTitle)}</a></li>
                <li><a href="/data/figures">{words.say(Text::DataFiguresPublicTitle)}</a></li>
            </ul>
        })
    })
}

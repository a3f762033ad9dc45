//! How the pages should look: language, text size, colours, 长辈版. Kept by cookie; works without scripts.

use leptos::prelude::*;

use crate::text::{Language, Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, Heading, Notice, NoticeKind, PageTitle, PrimaryButton, RadioField,
    SecondaryButton, page,
};
use crate::visit::{TextSize, Theme, Visit, visit, words};

/// `/settings`, and `/settings/saved` after saving.
#[component]
pub fn SettingsPage() -> AnyView {
    page(async {
        let visit = visit();
        let words = words();
        let preferences = visit.preferences;
        let languages: Vec<Choice> = [Language::Chinese, Language::English]
            .map(|language| {
                Choice::new(
                    language.tag(),
                    crate::text::Words::new(language).say(Text::LanguageName),
                )
            })
            .into();
        let sizes: Vec<Choice> = [
            (TextSize::Standard, Text::SettingsSizeStandard),
            (TextSize::Large, Text::SettingsSizeLarge),
            (TextSize::Largest, Text::SettingsSizeLargest),
        ]
        .map(|(size, label)| Choice::new(size.tag(), words.say(label)))
        .into();
        let themes: Vec<Choice> = [
            (Theme::Auto, Text::SettingsThemeAuto),
            (Theme::Light, Text::SettingsThemeLight),
            (Theme::Dark, Text::SettingsThemeDark),
            (Theme::Contrast, Text::SettingsThemeContrast),
        ]
        .map(|(theme, label)| Choice::new(theme.tag(), words.say(label)))
        .into();
        let elder = vec![
            Choice::new("no", words.say(Text::SettingsElderNo)),
            Choice::new("yes", words.say(Text::SettingsElderYes)),
        ];
        if preferences.elder {
            return Ok(one_by_one(words, &visit, sizes, themes, languages));
        }
        Ok(view! {
            {saved(words, &visit)}
            <Heading title=words.say(Text::SettingsTitle)/>
            <p>{words.say(Text::SettingsSentence)}</p>
            <form method="post" action="/preferences" novalidate>
                <input type="hidden" name="back" value="/settings/saved"/>
                <RadioField name="text-size" legend=words.say(Text::SettingsSize) choices=sizes chosen=preferences.text_size.tag() faults=vec![]/>
                <RadioField name="theme" legend=words.say(Text::SettingsTheme) choices=themes chosen=preferences.theme.tag() faults=vec![]/>
                <RadioField name="elder" legend=words.say(Text::SettingsElder) hint=words.say(Text::SettingsElderHint) choices=elder
                    chosen=if preferences.elder { "yes" } else { "no" } faults=vec![]/>
                <RadioField name="language" legend=words.say(Text::SettingsLanguage) choices=languages chosen=preferences.language.tag() faults=vec![]/>
                <Buttons><PrimaryButton label=words.say(Text::SettingsSave)/></Buttons>
            </form>
        }
        .into_any())
    })
}

fn saved(words: Words, visit: &Visit) -> AnyView {
    (visit.path == "/settings/saved")
        .then(|| {
            view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::SettingsSavedTitle)>
                    <p>{words.say(Text::SettingsSavedSentence)}</p>
                </Notice>
            }
        })
        .into_any()
}

/// 长辈版: first what one may change, then one decision a page.
fn one_by_one(
    words: Words,
    visit: &Visit,
    sizes: Vec<Choice>,
    themes: Vec<Choice>,
    languages: Vec<Choice>,
) -> AnyView {
    let preferences = visit.preferences;
    let questions = [
        (
            "text-size",
            Text::SettingsSize,
            sizes,
            preferences.text_size.tag(),
        ),
        (
            "theme",
            Text::SettingsTheme,
            themes,
            preferences.theme.tag(),
        ),
        (
            "language",
            Text::SettingsLanguage,
            languages,
            preferences.language.tag(),
        ),
    ];
    let Some((name, legend, choices, chosen)) =
        visit.part.and_then(|part| questions.get(part - 1).cloned())
    else {
        let rows = (1..)
            .zip(&questions)
            .map(|(part, (_, name, choices, chosen))| {
                let now = choices
                    .iter()
                    .find(|choice| choice.value == *chosen)
                    .map(|choice| choice.label.clone());
                view! {
                    <li>
                        <h2><a href=format!("/settings?part={part}")>{words.say(*name)}</a></h2>
                        <p>{now}</p>
                    </li>
                }
            })
            .collect_view();
        return view! {
            {saved(words, visit)}
            <Heading title=words.say(Text::SettingsTitle)/>
            <ul class="services">{rows}</ul>
            <form method="post" action="/preferences">
                <input type="hidden" name="back" value="/settings"/>
                <SecondaryButton label=words.say(Text::ElderLeave) name="elder" value="no"/>
            </form>
        }
        .into_any();
    };
    view! {
        <BackLink href="/settings"/>
        <PageTitle title=words.say(legend)/>
        <form method="post" action="/preferences" novalidate>
            <input type="hidden" name="back" value="/settings/saved"/>
            <RadioField name=name legend=words.say(legend) is_heading=true choices=choices chosen=chosen faults=vec![]/>
            <Buttons><PrimaryButton label=words.say(Text::SettingsSave)/></Buttons>
        </form>
    }
    .into_any()
}

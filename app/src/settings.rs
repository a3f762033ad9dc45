//! How the pages should look: language, text size, colours, 长辈版. Kept by cookie; works without scripts.

use leptos::prelude::*;

use crate::text::{Language, Text};
use crate::ui::{Buttons, Choice, Heading, Notice, NoticeKind, PrimaryButton, RadioField, page};
use crate::visit::{TextSize, Theme, visit, words};

/// `/settings`, and `/settings/saved` after saving.
#[component]
pub fn SettingsPage() -> AnyView {
    page(async {
        let visit = visit();
        let words = words();
        let preferences = visit.preferences;
        let languages = [Language::Chinese, Language::English]
            .map(|language| {
                Choice::new(
                    language.tag(),
                    crate::text::Words::new(language).say(Text::LanguageName),
                )
            })
            .into();
        let sizes = [
            (TextSize::Standard, Text::SettingsSizeStandard),
            (TextSize::Large, Text::SettingsSizeLarge),
            (TextSize::Largest, Text::SettingsSizeLargest),
        ]
        .map(|(size, label)| Choice::new(size.tag(), words.say(label)))
        .into();
        let themes = [
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
        Ok(view! {
            {(visit.path == "/settings/saved").then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::SettingsSavedTitle)>
                    <p>{words.say(Text::SettingsSavedSentence)}</p>
                </Notice>
            })}
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
        })
    })
}

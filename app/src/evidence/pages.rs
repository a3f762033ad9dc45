//! Choosing a file, the files of an answer, and what has been sent.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{Content, HandedIn, Held, LARGEST_FILE, NotTaken, holder, size};
use crate::back_office::back_office;
use crate::data_layer::register_name;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::{Text, Words, city_date};
use crate::ui::{
    BackLink, Buttons, ErrorSummary, FieldFault, Heading, PrimaryButton, SecondaryButton, fault_of,
    page,
};
use crate::visit::{visit, words};

/// Only these are offered where a file is chosen. A phone that keeps its photographs as HEIC makes a JPEG of one when
/// this list does not name HEIC.
const ACCEPTED: &str = "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf";
/// The same where HEIC is taken as it is.
const ACCEPTED_WITH_HEIC: &str =
    "image/jpeg,image/png,image/heic,application/pdf,.jpg,.jpeg,.png,.heic,.heif,.pdf";

fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

fn part(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

/// `/cases/{reference}/answer/{matter}/file`
#[component]
pub fn FilePage() -> impl IntoView {
    let (reference, matter) = (part("reference"), part("matter"));
    let query = use_query_map().get_untracked();
    let instead = query.get("instead");
    let because = query.get("because");
    page(async move {
        let wanted = back_office()
            .file_wanted(&me()?, &reference, &matter, instead.as_deref())
            .await?;
        let words = words();
        let answer = format!("/cases/{}/answer/{matter}", wanted.reference);
        let here = match &instead {
            Some(instead) => format!("{answer}/file?instead={instead}"),
            None => format!("{answer}/file"),
        };
        let faults: Vec<FieldFault> = because
            .filter(|_| visit().review)
            .and_then(|code| NotTaken::from_code(&code))
            .map(|why| FieldFault::new("file", why.said()))
            .into_iter()
            .collect();
        let fault = fault_of(&faults, "file");
        let has_fault = fault.is_some();
        let described = if has_fault {
            "file-hint file-fault"
        } else {
            "file-hint"
        };
        let (title, button) = if wanted.instead.is_some() {
            (Text::EvidenceReplaceTitle, Text::EvidenceReplaceButton)
        } else {
            (Text::EvidenceAddTitle, Text::EvidenceAddButton)
        };
        let (accepted, hint) = if wanted.takes_heic {
            (ACCEPTED_WITH_HEIC, Text::EvidenceHintWithHeic)
        } else {
            (ACCEPTED, Text::EvidenceHint)
        };
        let office = words.wording(&wanted.office);
        let matter_name = words.wording(&wanted.matter);
        let lead = words.say_with(
            Text::EvidenceFor,
            &[("office", &office), ("matter", &matter_name)],
        );
        let replaced = wanted
            .instead
            .map(|name| words.say_with(Text::EvidenceReplaces, &[("name", &name)]));
        Ok(view! {
            <BackLink href=answer/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(title) has_errors=has_fault/>
            <p>{lead}</p>
            {replaced.map(|replaced| view! { <p class="as-typed">{replaced}</p> })}
            <form method="post" action=here enctype="multipart/form-data" novalidate
                data-upload=words.say(Text::EvidenceSending) data-cut=words.say(Text::EvidenceCutOff)
                data-most=LARGEST_FILE.to_string() data-large=words.say(Text::EvidenceTooLarge)>
                <div class=if has_fault { "field has-fault" } else { "field" }>
                    <label for="file">{words.say(Text::EvidenceLabel)}</label>
                    <p class="hint" id="file-hint">{words.say(hint)}</p>
                    {fault.map(|fault| view! {
                        <p class="fault" id="file-fault">
                            <span class="visually-hidden">{words.say(Text::ErrorPrefix)}</span>
                            {fault}
                        </p>
                    })}
                    <input id="file" name="file" type="file" accept=accepted
                        aria-invalid=has_fault.then_some("true") aria-describedby=described/>
                </div>
                <p>{words.say(Text::EvidencePictures)}</p>
                <Buttons><PrimaryButton label=words.say(button)/></Buttons>
            </form>
        })
    })
}

/// `/cases/{reference}/files`: what I have sent.
#[component]
pub fn FilesPage() -> impl IntoView {
    let reference = part("reference");
    page(async move {
        let files = back_office().files_of_case(&me()?, &reference).await?;
        let words = words();
        let case = format!("/cases/{}", files.reference);
        let place = format!("{case}/files");
        let is_empty = files.files.is_empty();
        Ok(view! {
            <BackLink href=case/>
            <Heading title=words.say(Text::EvidenceSentTitle)/>
            {is_empty.then(|| view! { <p>{words.say(Text::EvidenceSentNone)}</p> })}
            {files_seen(words, &files.files, &place)}
        })
    })
}

/// The files of an answer that is being written, each with what can be done with it, and a button for one more. Inside
/// the answer's own form: what was typed is kept at every press.
pub fn files_of_answer(words: Words, case: &str, files: &[HandedIn]) -> AnyView {
    let items = files
        .iter()
        .map(|file| {
            let (preview, can_be_replaced) = match &file.what {
                Content::File { kind, name, .. } if kind.is_picture() => {
                    let source = format!("{case}/files/{}", file.id);
                    let alt = words.say_with(Text::EvidencePreviewOf, &[("name", name)]);
                    (Some(view! { <img class="preview" src=source alt=alt/> }), true)
                }
                Content::File { .. } => (None, true),
                Content::Held { .. } => (None, false),
            };
            let replace = can_be_replaced.then(|| {
                let label = words.say_with(
                    Text::EvidenceReplaceOf,
                    &[("name", &name_of(words, &file.what))],
                );
                view! { <SecondaryButton label=label name="act" value=format!("replace.{}", file.id)/> }
            });
            let remove = words.say_with(
                Text::EvidenceRemoveOf,
                &[("name", &name_of(words, &file.what))],
            );
            let described = described(words, file, &format!("{case}/files"));
            view! {
                <li>
                    {preview}
                    {described}
                    <div class="buttons">
                        {replace}
                        <SecondaryButton label=remove name="act" value=format!("remove.{}", file.id)/>
                    </div>
                </li>
            }
        })
        .collect_view();
    let has_files = !files.is_empty();
    view! {
        <section class="evidence" id="files" aria-labelledby="files-title">
            <h2 id="files-title">{words.say(Text::EvidenceTitle)}</h2>
            {has_files.then(|| view! { <ul>{items}</ul> })}
            <p>{words.say(Text::EvidenceOptional)}</p>
            <p><SecondaryButton label=words.say(Text::EvidenceAdd) name="act" value="file"/></p>
        </section>
    }
    .into_any()
}

/// What need not be handed in, because a register has it; one press names it to the office instead.
pub fn kept_by_the_city(words: Words, held: &[Held]) -> AnyView {
    if held.is_empty() {
        return ().into_any();
    }
    let items = held
        .iter()
        .map(|held| {
            let register = words.wording(&register_name(&held.data_set));
            let said = words.say_with(
                Text::EvidenceHeldLine,
                &[
                    ("register", &register),
                    ("holder", &holder(words, &held.data_set)),
                    ("date", &words.date(city_date(held.at))),
                ],
            );
            let label = words.say_with(Text::EvidenceHeldUse, &[("register", &register)]);
            view! {
                <li>
                    <p>{said}</p>
                    <SecondaryButton label=label name="act" value=format!("held.{}", held.data_set)/>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="evidence" aria-labelledby="held">
            <h2 id="held">{words.say(Text::EvidenceHeldTitle)}</h2>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}

/// What was sent, for whoever may read it: a file is a link to a download below `place`.
pub fn files_seen(words: Words, files: &[HandedIn], place: &str) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let items = files
        .iter()
        .map(|file| view! { <li>{described(words, file, place)}</li> })
        .collect_view();
    view! { <ul class="evidence-list">{items}</ul> }.into_any()
}

fn described(words: Words, file: &HandedIn, place: &str) -> AnyView {
    match &file.what {
        Content::File { name, kind, bytes } => {
            let about = words.say_with(
                Text::EvidenceAbout,
                &[
                    ("kind", &kind.code().to_ascii_uppercase()),
                    ("size", &size(words, *bytes)),
                    ("time", &words.time(file.at)),
                ],
            );
            let href = format!("{place}/{}", file.id);
            let name = name.clone();
            view! {
                <p><a class="as-typed" href=href download="">{name}</a>" "<span class="quiet">{about}</span></p>
            }
            .into_any()
        }
        Content::Held { data_set } => {
            let said = words.say_with(
                Text::EvidenceHeldSeen,
                &[
                    ("register", &words.wording(&register_name(data_set))),
                    ("holder", &holder(words, data_set)),
                ],
            );
            view! { <p>{said}</p> }.into_any()
        }
    }
}

fn name_of(words: Words, what: &Content) -> String {
    match what {
        Content::File { name, .. } => name.clone(),
        Content::Held { data_set } => words.wording(&register_name(data_set)),
    }
}

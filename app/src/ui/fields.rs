//! Fields that are typed into, each with label, hint and inline fault. Values stay as typed. No field is marked
//! `required` and nothing is judged before it is handed in.

use leptos::prelude::*;

use super::faults::{FieldFault, described_by, fault_line, fault_of, field_class};
use super::one_by_one::shown_or_carried;
use crate::text::Text;
use crate::visit::words;

/// The label with "(optional)" behind it where the answer is.
fn label_text(label: String, is_optional: bool) -> String {
    if is_optional {
        words().say_with(Text::FieldOptional, &[("label", &label)])
    } else {
        label
    }
}

pub(super) fn label_view(name: String, label: String, is_heading: bool) -> AnyView {
    if is_heading {
        view! { <h1 class="label-heading"><label for=name>{label}</label></h1> }.into_any()
    } else {
        view! { <label for=name>{label}</label> }.into_any()
    }
    .into_any()
}

fn hint_line(name: &str, hint: Option<String>) -> AnyView {
    let id = format!("{name}-hint");
    hint.map(|hint| view! { <p class="hint" id=id>{hint}</p> })
        .into_any()
}

/// A single-line text field. `id` = `name`.
/// `<TextField name="name" label=words.say(Text::YourName) value=form.name faults=faults autocomplete="name"/>`
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] value: String,
    /// Of the whole form; the one for this field is shown.
    faults: Vec<FieldFault>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// About how many characters the answer has: sets the width (4, 6, 10, 20 or 30; 0 for the whole column).
    #[prop(default = 20)]
    width: u32,
    /// Renders the label as the page's heading; the page then says its title with [`super::PageTitle`].
    #[prop(optional)]
    is_heading: bool,
    /// Adds "(optional)" to the label.
    #[prop(optional)]
    is_optional: bool,
) -> AnyView {
    let turn = match shown_or_carried(name, faults, || vec![(name.to_owned(), value.clone())]) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, is_heading || turn.is_heading);
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = described_by(name, hint.is_some(), fault.is_some());
    let has_fault = fault.is_some();
    view! {
        <div class=field_class(has_fault)>
            {label_view(name.to_owned(), label_text(label, is_optional), is_heading)}
            {hint_line(name, hint)}
            {fault.map(|fault| fault_line(format!("{name}-fault"), fault))}
            <input id=name name=name type=kind value=value class=width_class(width) autocomplete=autocomplete inputmode=inputmode
                aria-invalid=has_fault.then_some("true") aria-describedby=described spellcheck="false"/>
        </div>
    }
    .into_any()
}

/// The widths that the style sheet knows.
const fn width_class(width: u32) -> &'static str {
    match width {
        0 => "width-whole",
        1..=4 => "width-4",
        5..=6 => "width-6",
        7..=12 => "width-10",
        13..=24 => "width-20",
        _ => "width-30",
    }
}

/// A field for several lines, such as a reason.
/// `<TextArea name="reason" label=words.say(Text::Reason) value=form.reason faults=faults/>`
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] value: String,
    faults: Vec<FieldFault>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] is_heading: bool,
    #[prop(optional)] is_optional: bool,
) -> AnyView {
    let turn = match shown_or_carried(name, faults, || vec![(name.to_owned(), value.clone())]) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, is_heading || turn.is_heading);
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = described_by(name, hint.is_some(), fault.is_some());
    let has_fault = fault.is_some();
    view! {
        <div class=field_class(has_fault)>
            {label_view(name.to_owned(), label_text(label, is_optional), is_heading)}
            {hint_line(name, hint)}
            {fault.map(|fault| fault_line(format!("{name}-fault"), fault))}
            <textarea id=name name=name rows=rows.to_string() class="width-whole"
                aria-invalid=has_fault.then_some("true") aria-describedby=described>{value}</textarea>
        </div>
    }
    .into_any()
}

/// A password: never sent back to the page. With scripts it gets a button that shows what is typed.
/// `<PasswordField name="password" label=words.say(Text::Password) faults=faults autocomplete="current-password"/>`
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    faults: Vec<FieldFault>,
    /// `current-password` where one signs in, `new-password` where one is chosen.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
) -> AnyView {
    let words = words();
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = described_by(name, hint.is_some(), fault.is_some());
    let has_fault = fault.is_some();
    view! {
        <div class=field_class(has_fault)>
            {label_view(name.to_owned(), label, false)}
            {hint_line(name, hint)}
            {fault.map(|fault| fault_line(format!("{name}-fault"), fault))}
            <input id=name name=name type="password" class="width-20" autocomplete=autocomplete autocapitalize="none"
                aria-invalid=has_fault.then_some("true") aria-describedby=described spellcheck="false"
                data-show=words.say(Text::PasswordShow) data-hide=words.say(Text::PasswordHide)/>
        </div>
    }
    .into_any()
}

/// A date in three boxes, year first: `name-year`, `name-month`, `name-day`. A fault of `name` marks all three, a
/// fault of one box only that one.
/// `<DateField name="born" legend=.. year=form.born_year month=form.born_month day=form.born_day faults=faults/>`
#[component]
pub fn DateField(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] year: String,
    #[prop(into)] month: String,
    #[prop(into)] day: String,
    faults: Vec<FieldFault>,
    /// The visitor's own birthday: browsers may fill it in.
    #[prop(optional)]
    is_own_birthday: bool,
    #[prop(optional)] is_heading: bool,
) -> AnyView {
    let boxes = || {
        [("year", &year), ("month", &month), ("day", &day)]
            .map(|(part, value)| (format!("{name}-{part}"), value.clone()))
            .to_vec()
    };
    let turn = match shown_or_carried(name, faults, boxes) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, is_heading || turn.is_heading);
    let words = words();
    let hint = hint.filter(|hint| !hint.is_empty());
    let whole = fault_of(&faults, name);
    let part_fault = |part: &str| fault_of(&faults, &format!("{name}-{part}"));
    let parts = [
        ("year", Text::DateYear, year, "bday-year", "width-4"),
        ("month", Text::DateMonth, month, "bday-month", "width-2"),
        ("day", Text::DateDay, day, "bday-day", "width-2"),
    ];
    let sentence = whole
        .clone()
        .or_else(|| parts.iter().find_map(|(part, ..)| part_fault(part)));
    let described = described_by(name, hint.is_some(), sentence.is_some());
    let has_fault = sentence.is_some();
    let boxes = parts
        .into_iter()
        .map(|(part, label, value, autocomplete, width)| {
            let own_fault = part_fault(part).is_some();
            // The summary leads to `#name` where the whole date is wrong: that is the year's box.
            let id = if part == "year" && !own_fault {
                name.to_owned()
            } else {
                format!("{name}-{part}")
            };
            view! {
                <div class="date-part">
                    <label for=id.clone()>{words.say(label)}</label>
                    <input id=id name=format!("{name}-{part}") type="text" inputmode="numeric" value=value class=width
                        autocomplete=is_own_birthday.then_some(autocomplete)
                        aria-invalid=(own_fault || whole.is_some()).then_some("true")/>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class=field_class(has_fault) aria-describedby=described>
            {legend_view(legend, is_heading)}
            {hint_line(name, hint)}
            {sentence.map(|fault| fault_line(format!("{name}-fault"), fault))}
            <div class="date-parts">{boxes}</div>
        </fieldset>
    }
    .into_any()
}

fn legend_view(legend: String, is_heading: bool) -> AnyView {
    if is_heading {
        view! { <legend class="label-heading"><h1>{legend}</h1></legend> }.into_any()
    } else {
        view! { <legend>{legend}</legend> }.into_any()
    }
    .into_any()
}

/// A group of fields or options with a legend, hint and fault.
/// `<Fieldset name="household" legend=.. faults=faults.clone()> .. </Fieldset>`
#[component]
pub fn Fieldset(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
    children: Children,
) -> AnyView {
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = described_by(name, hint.is_some(), fault.is_some());
    let has_fault = fault.is_some();
    view! {
        <fieldset class=field_class(has_fault) aria-describedby=described>
            {legend_view(legend, is_heading)}
            {hint_line(name, hint)}
            {fault.map(|fault| fault_line(format!("{name}-fault"), fault))}
            {children()}
        </fieldset>
    }
    .into_any()
}

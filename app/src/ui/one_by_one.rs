//! 长辈版: one decision a page. Of a form with several questions one is shown, and what was answered to the others
//! travels along unseen, so that the counter behind it is the same. The address says which: `?part=2`; with `review`
//! it says which one was just answered, and the page shows it again when something is wrong with it, else the next.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

use super::faults::FieldFault;
use crate::visit::{Visit, answer, visit};

/// Which question of a form is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// This one; the first is 1.
    This(usize),
    /// This one when its answer is faulty, else the one after it.
    After(usize),
    FirstFaulty,
}

#[derive(Debug)]
struct Form {
    wanted: Wanted,
    /// How many questions there were so far.
    questions: usize,
    shown: Option<usize>,
    /// What is wrong with the answer to the one that is shown.
    faults: Vec<FieldFault>,
}

/// The form whose questions are being laid out, handed to its fields by context.
#[derive(Clone, Debug)]
pub(super) struct OneByOne(Arc<Mutex<Form>>);

/// How a question is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub faults: Vec<FieldFault>,
    /// The question is the page's heading: the form's own stands above its first question only.
    pub is_heading: bool,
}

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Which question is shown; none where the form has one question, or is shown whole.
    pub part: Option<usize>,
    pub is_last: bool,
    pub faults: Vec<FieldFault>,
}

impl OneByOne {
    /// Tells the fields that come next to show themselves one at a time, where this visitor wants that.
    pub(super) fn begin() -> Option<Self> {
        if !asks_one_by_one() {
            return None;
        }
        let form = Self::of(wanted(&visit()));
        provide_context(form.clone());
        Some(form)
    }

    fn of(wanted: Wanted) -> Self {
        Self(Arc::new(Mutex::new(Form {
            wanted,
            questions: 0,
            shown: None,
            faults: Vec::new(),
        })))
    }

    /// After the last field: what is shown. Leads on where nothing is: past the last question, or to the fault.
    pub(super) fn end(&self, faults: Vec<FieldFault>) -> Outcome {
        let mut form = self.0.lock().expect("nobody panics while laying out");
        let part = form.shown.filter(|_| form.questions > 1);
        if form.questions > 1 && part.is_none() {
            let path = visit().path;
            answer().see_other(&match form.wanted {
                Wanted::After(_) => format!("{path}?review"),
                Wanted::This(_) | Wanted::FirstFaulty => format!("{path}?part=1"),
            });
        }
        Outcome {
            part,
            is_last: part.is_none_or(|part| part == form.questions),
            faults: if form.questions > 1 {
                std::mem::take(&mut form.faults)
            } else {
                faults
            },
        }
    }

    /// How this question is shown; not at all where another one is.
    fn turn(&self, is_of_it: impl Fn(&str) -> bool, faults: &[FieldFault]) -> Option<Turn> {
        let own: Vec<FieldFault> = faults
            .iter()
            .filter(|fault| is_of_it(fault.field))
            .cloned()
            .collect();
        let mut form = self.0.lock().expect("nobody panics while laying out");
        form.questions += 1;
        let number = form.questions;
        let is_shown = form.shown.is_none()
            && match form.wanted {
                Wanted::This(part) => number == part,
                Wanted::After(part) if number == part => !own.is_empty(),
                Wanted::After(part) => number == part + 1,
                Wanted::FirstFaulty => !own.is_empty(),
            };
        if !is_shown {
            return None;
        }
        form.shown = Some(number);
        // Nobody is told what is wrong with an answer that was not yet asked for.
        if form.wanted == Wanted::FirstFaulty || form.wanted == Wanted::After(number) {
            form.faults = own;
        }
        Some(Turn {
            faults: form.faults.clone(),
            is_heading: number > 1,
        })
    }
}

/// Whether this visitor decides one thing a page.
pub fn asks_one_by_one() -> bool {
    let visit = visit();
    visit.preferences.elder && !visit.is_of_the_staff()
}

fn wanted(visit: &Visit) -> Wanted {
    match (visit.part, visit.review) {
        (Some(part), true) => Wanted::After(part),
        (Some(part), false) => Wanted::This(part),
        (None, true) => Wanted::FirstFaulty,
        (None, false) => Wanted::This(1),
    }
}

/// How the question of this name is shown (a date's boxes are `name-year` ..), or the question carried along unseen
/// where another one of its form is shown.
pub(super) fn shown_or_carried(
    name: &'static str,
    faults: Vec<FieldFault>,
    carried: impl FnOnce() -> Vec<(String, String)>,
) -> Result<Turn, AnyView> {
    let Some(form) = use_context::<OneByOne>() else {
        return Ok(Turn {
            faults,
            is_heading: false,
        });
    };
    let is_of_it = |field: &str| {
        field
            .strip_prefix(name)
            .is_some_and(|rest| matches!(rest, "" | "-year" | "-month" | "-day"))
    };
    form.turn(is_of_it, &faults).ok_or_else(|| {
        carried()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
            .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    /// Which of three questions is shown, and how many faults with it, when these answers are faulty.
    fn shown(wanted: Wanted, faulty: &[&'static str]) -> (Option<usize>, usize) {
        let faults: Vec<FieldFault> = faulty
            .iter()
            .map(|field| FieldFault::new(field, Text::EligibilityAnswerEmpty))
            .collect();
        let form = OneByOne::of(wanted);
        for name in ["one", "two", "three"] {
            let _ = form.turn(|field| field == name, &faults);
        }
        let form = form.0.lock().unwrap();
        (form.shown, form.faults.len())
    }

    #[test]
    fn a_form_begins_with_its_first_question_and_says_nothing_of_faults() {
        assert_eq!(shown(Wanted::This(1), &["one", "two"]), (Some(1), 0));
        assert_eq!(shown(Wanted::This(3), &[]), (Some(3), 0));
        assert_eq!(shown(Wanted::This(4), &[]), (None, 0));
    }

    #[test]
    fn after_an_answer_comes_the_next_question_unless_the_answer_is_faulty() {
        assert_eq!(shown(Wanted::After(1), &["two", "three"]), (Some(2), 0));
        assert_eq!(shown(Wanted::After(1), &["one", "three"]), (Some(1), 1));
        assert_eq!(shown(Wanted::After(3), &["three"]), (Some(3), 1));
        assert_eq!(shown(Wanted::After(3), &["one"]), (None, 0), "led to it");
    }

    #[test]
    fn a_review_shows_the_first_that_is_faulty() {
        assert_eq!(shown(Wanted::FirstFaulty, &["two", "three"]), (Some(2), 1));
        assert_eq!(shown(Wanted::FirstFaulty, &[]), (None, 0));
    }
}

//! Where something stands, as a shape: it means the same in black and white, and a word always stands beside it.

use leptos::prelude::*;

/// Where something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A filled disc.
    Done,
    /// Half a disc.
    Doing,
    /// An empty ring.
    #[default]
    ToCome,
    /// A ring with two bars: it waits for somebody outside the office.
    Waiting,
    /// A square with a cross: refused, withdrawn or stuck.
    Stopped,
}

impl Mark {
    /// Its class in the style sheet, which gives the colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Doing => "is-doing",
            Self::ToCome => "is-to-come",
            Self::Waiting => "is-waiting",
            Self::Stopped => "is-stopped",
        }
    }
}

/// The shape alone, hidden from screen readers: the word beside it says the same.
pub(super) fn shape(mark: Mark) -> AnyView {
    let inside = match mark {
        Mark::Done => {
            view! { <circle cx="10" cy="10" r="8.5" fill="currentColor"/><path class="cut" fill="none" stroke="#fff" d="M5.8 10.4l2.9 2.9 5.6-6.2"/> }
                .into_any()
        }
        Mark::Doing => {
            view! { <circle class="ring" fill="none" stroke="currentColor" cx="10" cy="10" r="7.5"/><path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/> }
                .into_any()
        }
        Mark::ToCome => view! { <circle class="ring" fill="none" stroke="currentColor" cx="10" cy="10" r="7.5"/> }.into_any(),
        Mark::Waiting => {
            view! { <circle class="ring" fill="none" stroke="currentColor" cx="10" cy="10" r="7.5"/><path class="line" fill="none" stroke="currentColor" d="M7.7 6.8v6.4M12.3 6.8v6.4"/> }
                .into_any()
        }
        Mark::Stopped => {
            view! { <rect class="ring" fill="none" stroke="currentColor" x="2.5" y="2.5" width="15" height="15" rx="2"/><path class="line" fill="none" stroke="currentColor" d="M6.5 6.5l7 7M13.5 6.5l-7 7"/> }
                .into_any()
        }
    };
    view! { <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">{inside}</svg> }
    .into_any()
}

//! How far every office's part has come: a rail with a lane per office, in words; then the same as a picture over
//! time, with a table that carries the same dates.

use jiff::civil::Date;
use leptos::prelude::*;

use super::mark::{Mark, shape};
use super::notes::Details;
use super::table::{Column, DataTable};
use crate::text::{Text, Words};
use crate::visit::words;

/// An office and its part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    pub office_name: String,
    pub phone: String,
    /// Opening hours, as the directory says them.
    pub hours: String,
    /// Where it is.
    pub address: String,
    /// In the order in which they are done.
    pub items: Vec<LaneItem>,
}

/// One matter on its lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneItem {
    /// The matter, with its subject where a case has several.
    pub name: String,
    pub mark: Mark,
    /// Where it stands, in a word or two: 已办结, 等待您补充.
    pub word: String,
    /// When the office could begin, or is expected to.
    pub begins: Option<Date>,
    /// Done: when it was. Otherwise: by when it is promised or expected.
    pub ends: Option<Date>,
    /// Times in which the office's clock stood still.
    pub waits: Vec<Wait>,
    /// Sentences: what it waits for, why this date, what it gave, what to do next.
    pub notes: Vec<String>,
    /// Address and label, such as "answer the request".
    pub links: Vec<(String, String)>,
}

/// A pause of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    pub from: Date,
    /// `None`: it still lasts.
    pub until: Option<Date>,
}

/// The lanes, the picture and its table. `<Timeline lanes=lanes today=today/>`
#[component]
pub fn Timeline(
    lanes: Vec<Lane>,
    /// The city's date now.
    today: Date,
) -> AnyView {
    let words = words();
    let picture = picture(words, &lanes, today);
    view! {
        <section class="timeline" aria-labelledby="timeline-title">
            <h2 id="timeline-title">{words.say(Text::TimelineTitle)}</h2>
            <div class="lanes">
                {lanes.into_iter().map(|lane| lane_in_words(words, lane)).collect_view()}
            </div>
            {picture}
        </section>
    }
    .into_any()
}

fn lane_in_words(words: Words, lane: Lane) -> AnyView {
    let dial: String = lane.phone.chars().filter(char::is_ascii_digit).collect();
    let has_phone = !dial.is_empty();
    view! {
        <section class="lane">
            <h3>{lane.office_name}</h3>
            <p class="lane-office">
                {has_phone.then(|| view! { <a href=format!("tel:{dial}")>{lane.phone}</a> })}
                " "
                <span>{lane.hours}</span>
                <span>{lane.address}</span>
            </p>
            <ol class="rail">
                {lane.items.into_iter().map(|item| item_in_words(words, item)).collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

fn item_in_words(words: Words, item: LaneItem) -> AnyView {
    let when = item.ends.map(|date| {
        let key = match item.mark {
            Mark::Done => Text::TimelineDoneOn,
            Mark::Stopped => Text::TimelineStoppedOn,
            Mark::Doing | Mark::Waiting => Text::TimelineDueBy,
            Mark::ToCome => Text::TimelineExpectedBy,
        };
        words.say_with(key, &[("date", &words.date(date))])
    });
    view! {
        <li class=format!("rail-item {}", item.mark.class())>
            {shape(item.mark)}
            <p class="rail-name">{item.name}</p>
            <p class="rail-word"><strong>{item.word}</strong>{when.map(|when| view! { " " <span class="rail-date">{when}</span> })}</p>
            {item.notes.into_iter().map(|note| view! { <p class="rail-note">{note}</p> }).collect_view()}
            {item.links.into_iter().map(|(href, label)| view! { <p class="rail-note"><a href=href>{label}</a></p> }).collect_view()}
        </li>
    }
    .into_any()
}

/// Days from the first to the last date that any lane or today names; at least one.
struct Span {
    first: Date,
    days: i64,
}

/// The picture's own width in units; it is stretched to the column.
const WIDTH: i64 = 1000;

impl Span {
    fn over(lanes: &[Lane], today: Date) -> Self {
        let dates = || {
            lanes
                .iter()
                .flat_map(|lane| &lane.items)
                .flat_map(|item| [item.begins, item.ends])
                .flatten()
                .chain([today])
        };
        let first = dates().min().unwrap_or(today);
        let last = dates().max().unwrap_or(today);
        Self {
            first,
            days: days_between(first, last).max(1),
        }
    }

    /// Units from the left edge.
    fn place(&self, date: Date) -> i64 {
        (days_between(self.first, date) * WIDTH / self.days).clamp(0, WIDTH)
    }

    fn last(&self) -> Date {
        self.first.saturating_add(jiff::Span::new().days(self.days))
    }
}

fn days_between(from: Date, until: Date) -> i64 {
    from.duration_until(until).as_hours() / 24
}

fn picture(words: Words, lanes: &[Lane], today: Date) -> AnyView {
    let drawn: Vec<(&Lane, &LaneItem, Date, Date)> = lanes
        .iter()
        .flat_map(|lane| lane.items.iter().map(move |item| (lane, item)))
        .filter_map(|(lane, item)| Some((lane, item, item.begins?, item.ends?)))
        .collect();
    if drawn.is_empty() {
        return ().into_any();
    }
    let span = Span::over(lanes, today);
    let strips = drawn
        .iter()
        .map(|(_, item, begins, ends)| {
            view! {
                <div class="strip">
                    <span class="strip-name">{item.name.clone()}</span>
                    {strip(&span, item, *begins, *ends, today)}
                </div>
            }
        })
        .collect_view();
    let rows = drawn
        .iter()
        .map(|(lane, item, begins, ends)| {
            let waits =
                item.waits
                    .iter()
                    .map(|wait| match wait.until {
                        Some(until) => words.say_with(
                            Text::TimelineWaitOver,
                            &[
                                ("from", &words.day(wait.from)),
                                ("until", &words.day(until)),
                            ],
                        ),
                        None => words
                            .say_with(Text::TimelineWaitOpen, &[("from", &words.day(wait.from))]),
                    })
                    .collect::<Vec<_>>()
                    .join(" ");
            vec![
                item.name.clone().into_any(),
                lane.office_name.clone().into_any(),
                item.word.clone().into_any(),
                words.day(*begins).into_any(),
                words.day(*ends).into_any(),
                waits.into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(words.say(Text::TimelineColumnMatter)),
        Column::text(words.say(Text::TimelineColumnOffice)),
        Column::text(words.say(Text::TimelineColumnStage)),
        Column::number(words.say(Text::TimelineColumnFrom)),
        Column::number(words.say(Text::TimelineColumnUntil)),
        Column::text(words.say(Text::TimelineColumnWaits)),
    ];
    view! {
        <figure class="time-picture" data-chart="timeline">
            <figcaption>{words.say(Text::TimelinePicture)}</figcaption>
            // The strips say nothing that the lanes above and the table below do not say in words.
            <div aria-hidden="true">
                {strips}
                <p class="axis"><span>{words.day(span.first)}</span><span>{words.day(span.last())}</span></p>
            </div>
            <p class="quiet">{words.say_with(Text::TimelineLegend, &[("today", &words.day(today))])}</p>
            <Details summary=words.say(Text::TimelineTable)>
                <DataTable id="timeline" caption=words.say(Text::TimelinePicture) columns=columns rows=rows hides_caption=true/>
            </Details>
        </figure>
    }
    .into_any()
}

/// One matter's time: full where work was done, hollow where it is to come, a thin line where the clock stood still.
fn strip(span: &Span, item: &LaneItem, begins: Date, ends: Date, today: Date) -> AnyView {
    let (left, right) = (
        span.place(begins),
        span.place(ends).max(span.place(begins) + 8),
    );
    let worked_until = match item.mark {
        Mark::Done | Mark::Stopped => right,
        Mark::ToCome => left,
        Mark::Doing | Mark::Waiting => span.place(today).clamp(left, right),
    };
    let bar = |from: i64, until: i64, class: &'static str| {
        (until > from).then(|| {
            view! { <rect class=class x=from.to_string() y="3" width=(until - from).to_string() height="10"/> }
        })
    };
    let waits = item
        .waits
        .iter()
        .map(|wait| {
            let from = span.place(wait.from).clamp(left, right);
            let until = span.place(wait.until.unwrap_or(today)).clamp(from, right);
            view! {
                {bar(from, until, "pause")}
                {(until > from).then(|| view! { <path class="pause-line" d=format!("M{from} 8H{until}")/> })}
            }
        })
        .collect_view();
    let now = span.place(today);
    view! {
        <svg class=format!("strip-bar {}", item.mark.class()) viewBox=format!("0 0 {WIDTH} 16") preserveAspectRatio="none" focusable="false">
            <path class="ground" d=format!("M0 8H{WIDTH}")/>
            {bar(worked_until, right, "to-come")}
            {bar(left, worked_until, "worked")}
            {waits}
            <path class="today" d=format!("M{now} 0V16")/>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn lanes() -> Vec<Lane> {
        vec![Lane {
            items: vec![LaneItem {
                begins: Some(date(2026, 11, 20)),
                ends: Some(date(2026, 11, 30)),
                ..LaneItem::default()
            }],
            ..Lane::default()
        }]
    }

    #[test]
    fn dates_have_their_place_between_the_first_and_the_last() {
        let span = Span::over(&lanes(), date(2026, 11, 25));
        assert_eq!(span.place(date(2026, 11, 20)), 0);
        assert_eq!(span.place(date(2026, 11, 25)), 500);
        assert_eq!(span.place(date(2026, 11, 30)), 1000);
        assert_eq!(span.last(), date(2026, 11, 30));
    }

    #[test]
    fn a_today_after_the_last_due_date_widens_the_picture() {
        let span = Span::over(&lanes(), date(2026, 12, 10));
        assert_eq!(span.place(date(2026, 11, 30)), 500);
        assert_eq!(span.place(date(2026, 12, 10)), 1000);
    }

    #[test]
    fn one_day_alone_does_not_divide_by_nothing() {
        let span = Span::over(&[], date(2026, 12, 10));
        assert_eq!(span.place(date(2026, 12, 10)), 0);
    }
}

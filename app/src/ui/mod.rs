//! The parts that every page is made of. Every sentence comes in as a said text (`words.say(Text::..)`).
//!
//! A page, from top to bottom:
//!
//! ```ignore
//! page(async {
//!     let words = words();
//!     let faults = vec![];                       // derived from the stored draft where `visit().review`
//!     Ok(view! {
//!         <BackLink href="/newborn/leave"/>
//!         <ErrorSummary faults=faults.clone()/>
//!         <ProgressNote step=2 of=5/>
//!         <Heading title=words.say(Text::NewbornChildTitle) has_errors=!faults.is_empty()/>
//!         <form method="post" novalidate>
//!             <TextField name="name" label=words.say(Text::ChildName) value=form.name faults=faults.clone()/>
//!             <DateField name="met" legend=words.say(Text::MetOn) year=form.met_year month=form.met_month day=form.met_day faults=faults/>
//!             <Buttons><PrimaryButton label=words.say(Text::GoOn)/><SecondaryButton label=words.say(Text::SaveForLater) name="act" value="later"/></Buttons>
//!         </form>
//!     })
//! })
//! ```
//!
//! Where to look:
//! - **frame**: [`Heading`] (the `<h1>` and the title), [`PageTitle`] (the title alone, where a label or legend is the
//!   `<h1>`), [`BackLink`], [`ProgressNote`];
//! - **asking**: [`QuestionPage`] (the frame of a page with one form), [`ErrorSummary`], [`TextField`], [`TextArea`], [`PasswordField`], [`DateField`], [`RadioField`],
//!   [`CheckboxField`], [`SelectField`], [`Fieldset`];
//! - **acting**: [`PrimaryButton`] (one a page), [`SecondaryButton`], [`WarningButton`], [`ButtonLink`], [`Buttons`];
//! - **telling**: [`SummaryList`] with [`SummaryRow`], [`SummaryCard`], [`Tag`], [`Notice`], [`Panel`], [`Inset`],
//!   [`Warning`], [`Details`], [`CaseReferenceText`], [`DataTable`], [`Timeline`].

mod answers;
mod bars;
mod buttons;
mod choices;
#[cfg(test)]
mod contrast;
mod faults;
mod fields;
mod frame;
mod heat_map;
mod mark;
mod notes;
mod one_by_one;
mod page;
mod question;
mod table;
mod tile_map;
mod timeline;

pub use answers::{SummaryCard, SummaryList, SummaryRow};
pub use bars::Bars;
pub use buttons::{BackLink, ButtonLink, Buttons, PrimaryButton, SecondaryButton, WarningButton};
pub use choices::{CheckboxField, Choice, RadioField, SelectField};
pub use faults::{ErrorSummary, FieldFault, fault_of};
pub use fields::{DateField, Fieldset, PasswordField, TextArea, TextField};
pub use frame::{Heading, PageTitle, Shell};
pub use heat_map::{HeatMap, HeatRow};
pub use mark::Mark;
pub use notes::{
    CaseReferenceText, Details, Inset, Notice, NoticeKind, Panel, ProgressNote, Tag, Warning,
};
pub use one_by_one::asks_one_by_one;
pub use page::{error_page, page};
pub use question::{QuestionPage, reviewed};
pub use table::{Column, DataTable};
pub use tile_map::{Tile, TileMap};
pub use timeline::{Lane, LaneItem, Timeline, Wait};

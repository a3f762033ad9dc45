//! The shared data layer in the words of whoever reads a page: what the registers are called.

mod catalogue;
mod code_tables;
mod corrections;
mod credit_code;
mod desk;
mod figures;
mod figures_pages;
mod looks;
mod looks_pages;
mod members;
mod members_page;
mod pages;
mod safety;
mod sources;
mod staff_pages;

pub use catalogue::{
    Base, Catalogue, CataloguedField, CataloguedSet, Class, Cycle, Owner, Share, Standing, Tier,
    catalogue, purpose_head,
};
pub use code_tables::{
    CodeMapping, CodeRow, CodeTable, UnknownCode, code_mappings, code_tables, translated, word_of,
};
pub use corrections::{
    Correction, CorrectionForm, CorrectionState, CorrectionsDeskPage, CorrectionsDeskView,
};
pub use credit_code::{CreditCode, CreditCodeError};
pub use desk::{
    AskedBy, DataDesk, GrantLine, GrantState, GrantsView, Looked, LookedKind, LookedView,
    PackageForm, PackageFormView, PackageRating, PackageWish,
};
pub use figures::{CallCount, CallFigures, Ending, Latency, SetQuality, Tally};
pub use figures_pages::{CodeTablesPage, DataFiguresPage, PublicDataFiguresPage};
pub use looks::{
    HeldLooks, HoldBasis, HoldForm, LeaveGiven, LookQuestion, LookView, LooksDesk, LooksDeskView,
    WordsForm,
};
pub use looks_pages::{LeaveGivenPage, LookPage, LooksDeskPage};
pub use members::{MOST_HOPS, Member, MemberKind, Members, members};
pub use members_page::DataMembersPage;
pub use pages::{DataPage, DataSetPage, MyDataPage};
pub use safety::{MarkForm, SafetyMark, SafetyMarksPage, SafetyMarksView};
pub use sources::{Authority, Disagreement, Kept, Sources, sources};
pub use staff_pages::{AskForDataPage, DataGrantsPage};

use crate::text::{Text, Wording, in_every_language};

/// What people call the register behind a data set: `POPULATION/persons` is the text `data-set-population-persons`. One
/// that has no name yet is called by its code.
pub fn register_name(data_set: &str) -> Wording {
    let key = format!(
        "data-set-{}",
        data_set.replace('/', "-").to_ascii_lowercase()
    );
    Text::from_key(&key).map_or_else(
        || Wording::same(data_set),
        |text| in_every_language(text, &[]),
    )
}

//! The sum of the desks that pages read. `server` implements it; the front door hands it over by context.

use std::sync::Arc;

use leptos::prelude::{provide_context, use_context};

use crate::allowances::AllowancesDesk;
use crate::application::ApplicationDesk;
use crate::casework::{CaseworkDesk, ClocksDesk, FindDesk, InPersonDesk, TogetherDesk};
use crate::demo::DemoDesk;
use crate::evidence::EvidenceDesk;
use crate::identity::desk::IdentityDesk;
use crate::mandate::MandateDesk;
use crate::newborn::NewbornDesk;
use crate::notices::NoticeDesk;
use crate::statistics::StatisticsDesk;
use crate::tracking::TrackingDesk;

/// Everything that pages may ask.
pub trait BackOffice:
    IdentityDesk
    + crate::remedies::RemediesDesk
    + CaseworkDesk
    + TogetherDesk
    + FindDesk
    + ClocksDesk
    + InPersonDesk
    + DemoDesk
    + ApplicationDesk
    + crate::assessment::AssessmentDesk
    + MandateDesk
    + NewbornDesk
    + AllowancesDesk
    + TrackingDesk
    + NoticeDesk
    + StatisticsDesk
    + EvidenceDesk
    + crate::benefits::BenefitsDesk
    + crate::offers::OffersDesk
    + crate::care::CareDesk
    + crate::data_layer::DataDesk
    + crate::data_layer::LooksDesk
    + crate::warnings::WarningsDesk
    + crate::older_person::OlderPersonDesk
    + crate::one_key_call::OneKeyCallDesk
    + crate::helping::HelpingDesk
    + Send
    + Sync
    + 'static
{
}

impl<T> BackOffice for T where
    T: IdentityDesk
        + crate::remedies::RemediesDesk
        + CaseworkDesk
        + TogetherDesk
        + FindDesk
        + ClocksDesk
        + InPersonDesk
        + DemoDesk
        + ApplicationDesk
        + crate::assessment::AssessmentDesk
        + MandateDesk
        + NewbornDesk
        + AllowancesDesk
        + TrackingDesk
        + NoticeDesk
        + StatisticsDesk
        + EvidenceDesk
        + crate::benefits::BenefitsDesk
        + crate::offers::OffersDesk
        + crate::care::CareDesk
        + crate::data_layer::DataDesk
        + crate::data_layer::LooksDesk
        + crate::warnings::WarningsDesk
        + crate::older_person::OlderPersonDesk
        + crate::one_key_call::OneKeyCallDesk
        + crate::helping::HelpingDesk
        + Send
        + Sync
        + 'static
{
}

/// The back office of this request.
///
/// # Panics
/// Outside a request: pages ask only inside [`crate::ui::page`], which runs in one.
pub fn back_office() -> Arc<dyn BackOffice> {
    use_context().expect("the front door provides the back office")
}

pub fn provide_back_office(office: Arc<dyn BackOffice>) {
    provide_context(office);
}

//! The whole route table of the pages on one screen.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::about::{AboutPage, AccessibilityPage, CookiesPage};
use crate::casework::{
    CaseworkDecisionPage, CaseworkMatterPage, CaseworkQuestionPage, CaseworkQueuePage,
    CaseworkRefusalPage,
};
use crate::error::PortalError;
use crate::home::HomePage;
use crate::identity::pages::{SignInPage, StaffSignInPage};
use crate::settings::SettingsPage;
use crate::ui::error_page;

/// Provided by the front door when a request failed before any page was reached.
#[derive(Clone, Debug)]
pub struct Failed(pub PortalError);

/// Every page of the portal.
#[component]
pub fn Site() -> impl IntoView {
    provide_meta_context();
    if let Some(Failed(error)) = use_context::<Failed>() {
        return error_page(error).into_any();
    }
    view! {
        <Router>
            <Routes fallback=|| error_page(PortalError::NotFound)>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/saved") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/cookies") view=CookiesPage ssr=SsrMode::Async/>
                <Route path=path!("/accessibility") view=AccessibilityPage ssr=SsrMode::Async/>
                <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/sign-in") view=StaffSignInPage ssr=SsrMode::Async/>
                <Route path=path!("/casework") view=CaseworkQueuePage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter") view=CaseworkMatterPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/decision") view=CaseworkDecisionPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/refusal") view=CaseworkRefusalPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/question") view=CaseworkQuestionPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
    .into_any()
}

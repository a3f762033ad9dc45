//! The whole route table of the pages on one screen.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::about::{AboutPage, AccessibilityPage, CookiesPage};
use crate::allowances::pages::{
    AllowanceAccountPage, AllowancePage, AllowancesPage, PostingPage, PostingsPage,
};
use crate::allowances::staff_pages::{
    AllowanceRunPage, AllowanceRunsPage, FoundFactsPage, PostingObjectionsPage, ReturnedLinePage,
};
use crate::application::pages::{
    AnotherWayPage, ByHandPage, CheckPage, GuidePage, KnownPage, LeavePage, MattersPage, WrongPage,
};
use crate::assessment::pages::{
    AssessmentListPage, AssessmentPage, AssessmentPlacePage, AssessmentSectionPage, FindingsPage,
    ObjectionPage, VisitPage, VisitWishPage,
};
use crate::benefits::RuleFaultsPage;
use crate::benefits::pages::{
    BenefitRulesPage, BenefitsAnswerPage, BenefitsPage, OwnBenefitsAnswerPage,
    OwnBenefitsByHandPage, OwnBenefitsPage,
};
use crate::care::pages::{
    CareOrderCheckPage, CareOrderPage, CareOrdersPage, CarePage, CareProviderPage, OneOrderPage,
    RateVisitPage,
};
use crate::care::staff_pages::{CareDeskAtPhonePage, ProviderDayPage};
use crate::casework::{
    CaseworkClocksPage, CaseworkColleaguePage, CaseworkColleaguesPage, CaseworkDecisionPage,
    CaseworkFindPage, CaseworkHandOverPage, CaseworkInPersonPage, CaseworkMatterPage,
    CaseworkOfferPage, CaseworkProposalPage, CaseworkQuestionPage, CaseworkQueuePage,
    CaseworkRefusalPage, CaseworkSendOnPage,
};
use crate::data_layer::{
    AskForDataPage, CodeTablesPage, CorrectionsDeskPage, DataFiguresPage, DataGrantsPage,
    DataMembersPage, DataPage, DataSetPage, LeaveGivenPage, LookPage, LooksDeskPage, MyDataPage,
    PublicDataFiguresPage, SafetyMarksPage,
};
use crate::demo::DemoPage;
use crate::error::PortalError;
use crate::evidence::{FilePage, FilesPage};
use crate::home::HomePage;
use crate::identity::pages::{
    ChangePasswordPage, CounterCodePage, DemoMessagesPage, ForgottenPasswordCodePage,
    ForgottenPasswordPage, MobileCodePage, MobilePage, NewPasswordPage, OwnAccountPage,
    RegisterCodePage, RegisterPage, RegisterPasswordPage, SignInPage, StaffSignInPage,
};
use crate::mandate::pages::{
    ActingForPage, AskForLeavePage, HeldMandatePage, TellingPage, WhoMayActPage,
};
use crate::mandate::staff_pages::{MandateAtDeskPage, MandateDeskPage};
use crate::newborn::Eligibility;
use crate::newborn::pages::{
    AccountPage, ChildLaterPage, ChildPage, EligibilityPage, HouseholdPage, MaternityAccountPage,
    OtherParentPage, OwnEthnicityPage, VerdictPage,
};
use crate::notices::{EmailConfirmationPage, NoticeChoicesPage, NoticesPage};
use crate::offers::pages::{OfferPage, OffersLeavePage, OffersPage};
use crate::older_person::OlderPersonPage;
use crate::one_key_call::{
    CallAtDeskPage, CallBoardPage, CallComingPage, CallDevicesPage, CallDrillPage, CallFiguresPage,
    CallHomePage, OneCallPage, OwnCallsPage, PressPage,
};
use crate::remedies::pages::{
    AppealPage, ComplaintPage, RatingPage, RefusalPage, RemedyDeskPage, RemedyQueuePage,
};
use crate::search::SearchPage;
use crate::settings::SettingsPage;
use crate::statistics::{LateMattersPage, PerformancePage, StatisticsPage};
use crate::tracking::{
    AnswerPage, CasePage, CasesPage, ConfirmationPage, CounterPage, DonePage, InvitationPage,
    LookUpPage, ReceiptPage, WithdrawPage,
};
use crate::ui::error_page;
use crate::warnings::{ContactsPage, WarningPage, WarningsPage};

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
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/saved") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/cookies") view=CookiesPage ssr=SsrMode::Async/>
                <Route path=path!("/accessibility") view=AccessibilityPage ssr=SsrMode::Async/>
                <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/register/code") view=RegisterCodePage ssr=SsrMode::Async/>
                <Route path=path!("/register/password") view=RegisterPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/forgotten-password") view=ForgottenPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/forgotten-password/code") view=ForgottenPasswordCodePage ssr=SsrMode::Async/>
                <Route path=path!("/forgotten-password/password") view=NewPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=OwnAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/account/mobile") view=MobilePage ssr=SsrMode::Async/>
                <Route path=path!("/account/mobile/code") view=MobileCodePage ssr=SsrMode::Async/>
                <Route path=path!("/account/password") view=ChangePasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/data") view=DataPage ssr=SsrMode::Async/>
                <Route path=path!("/data/codes") view=CodeTablesPage ssr=SsrMode::Async/>
                <Route path=path!("/data/figures") view=PublicDataFiguresPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/data-figures") view=DataFiguresPage ssr=SsrMode::Async/>
                <Route path=path!("/data/members") view=DataMembersPage ssr=SsrMode::Async/>
                <Route path=path!("/data/:register/:service") view=DataSetPage ssr=SsrMode::Async/>
                <Route path=path!("/my-data") view=MyDataPage ssr=SsrMode::Async/>
                <Route path=path!("/my-data/leave") view=LeaveGivenPage ssr=SsrMode::Async/>
                <Route path=path!("/my-data/looks/:id") view=LookPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/data-corrections") view=CorrectionsDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/data-looks") view=LooksDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/safety-marks") view=SafetyMarksPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/data-grants") view=DataGrantsPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/data-grants/ask") view=AskForDataPage ssr=SsrMode::Async/>
                <Route path=path!("/demo") view=DemoPage ssr=SsrMode::Async/>
                <Route path=path!("/demo/messages") view=DemoMessagesPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/sign-in") view=StaffSignInPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/counter-code") view=CounterCodePage ssr=SsrMode::Async/>
                <Route path=path!("/casework") view=CaseworkQueuePage ssr=SsrMode::Async/>
                <Route path=path!("/casework/clocks") view=CaseworkClocksPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/warnings") view=WarningsPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/warnings/:id") view=WarningPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/calls") view=CallBoardPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/calls/devices") view=CallDevicesPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/calls/drill") view=CallDrillPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/calls/:reference") view=CallAtDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/call") view=PressPage ssr=SsrMode::Async/>
                <Route path=path!("/call/coming") view=CallComingPage ssr=SsrMode::Async/>
                <Route path=path!("/call/home") view=CallHomePage ssr=SsrMode::Async/>
                <Route path=path!("/calls") view=OwnCallsPage ssr=SsrMode::Async/>
                <Route path=path!("/calls/:reference") view=OneCallPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/older-person") view=OlderPersonPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/older-person/facts/:reference") view=FoundFactsPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/find") view=CaseworkFindPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/colleagues") view=CaseworkColleaguesPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/colleagues/:staff") view=CaseworkColleaguePage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/hand-over") view=CaseworkHandOverPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/in-person") view=CaseworkInPersonPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/office") view=CaseworkSendOnPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/offer") view=CaseworkOfferPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter") view=CaseworkMatterPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/decision") view=CaseworkDecisionPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/refusal") view=CaseworkRefusalPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/proposal") view=CaseworkProposalPage ssr=SsrMode::Async/>
                <Route path=path!("/casework/:reference/:matter/question") view=CaseworkQuestionPage ssr=SsrMode::Async/>
                <Route path=path!("/newborn") view=|| view! { <GuidePage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/leave") view=|| view! { <LeavePage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/known") view=|| view! { <KnownPage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/wrong/:key") view=|| view! { <WrongPage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/matters") view=|| view! { <MattersPage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/check") view=|| view! { <CheckPage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/another-way") view=|| view! { <AnotherWayPage service="newborn"/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility") view=|| view! { <EligibilityPage question=Eligibility::AskBirth/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/marriage") view=|| view! { <EligibilityPage question=Eligibility::AskMarriage/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/registration") view=|| view! { <EligibilityPage question=Eligibility::AskRegistration/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/yes") view=|| view! { <VerdictPage verdict=Eligibility::Yes/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/no-record") view=|| view! { <VerdictPage verdict=Eligibility::NoRecord/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/not-married") view=|| view! { <VerdictPage verdict=Eligibility::NotMarried/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/eligibility/not-registered-here") view=|| view! { <VerdictPage verdict=Eligibility::NotRegisteredHere/> } ssr=SsrMode::Async/>
                <Route path=path!("/newborn/child/:number") view=ChildPage ssr=SsrMode::Async/>
                <Route path=path!("/newborn/child/:number/later") view=ChildLaterPage ssr=SsrMode::Async/>
                <Route path=path!("/newborn/household") view=HouseholdPage ssr=SsrMode::Async/>
                <Route path=path!("/newborn/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/newborn/other-parent") view=OtherParentPage ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance") view=|| view! { <GuidePage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/leave") view=|| view! { <LeavePage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/known") view=|| view! { <KnownPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/wrong/:key") view=|| view! { <WrongPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/check") view=|| view! { <CheckPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/another-way") view=|| view! { <AnotherWayPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/by-hand") view=|| view! { <ByHandPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/old-age-allowance/elder") view=|| view! { <AllowanceAccountPage service="old-age-allowance"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy") view=|| view! { <GuidePage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/leave") view=|| view! { <LeavePage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/known") view=|| view! { <KnownPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/wrong/:key") view=|| view! { <WrongPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/check") view=|| view! { <CheckPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/another-way") view=|| view! { <AnotherWayPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/by-hand") view=|| view! { <ByHandPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/care-service-subsidy/account") view=|| view! { <AllowanceAccountPage service="care-service-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy") view=|| view! { <GuidePage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/leave") view=|| view! { <LeavePage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/known") view=|| view! { <KnownPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/wrong/:key") view=|| view! { <WrongPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/check") view=|| view! { <CheckPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/another-way") view=|| view! { <AnotherWayPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/by-hand") view=|| view! { <ByHandPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/living-subsidy/account") view=|| view! { <AllowanceAccountPage service="living-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy") view=|| view! { <GuidePage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/leave") view=|| view! { <LeavePage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/known") view=|| view! { <KnownPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/wrong/:key") view=|| view! { <WrongPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/check") view=|| view! { <CheckPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/another-way") view=|| view! { <AnotherWayPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/by-hand") view=|| view! { <ByHandPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/nursing-subsidy/account") view=|| view! { <AllowanceAccountPage service="nursing-subsidy"/> } ssr=SsrMode::Async/>
                <Route path=path!("/allowances") view=AllowancesPage ssr=SsrMode::Async/>
                <Route path=path!("/allowances/runs") view=AllowanceRunsPage ssr=SsrMode::Async/>
                <Route path=path!("/allowances/runs/returned/:line") view=ReturnedLinePage ssr=SsrMode::Async/>
                <Route path=path!("/allowances/runs/:run") view=AllowanceRunPage ssr=SsrMode::Async/>
                <Route path=path!("/allowances/:reference") view=AllowancePage ssr=SsrMode::Async/>
                <Route path=path!("/postings") view=PostingsPage ssr=SsrMode::Async/>
                <Route path=path!("/postings/:posting") view=PostingPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/rules") view=RuleFaultsPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/postings") view=PostingObjectionsPage ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment") view=|| view! { <GuidePage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/leave") view=|| view! { <LeavePage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/known") view=|| view! { <KnownPage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/wrong/:key") view=|| view! { <WrongPage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/check") view=|| view! { <CheckPage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/another-way") view=|| view! { <AnotherWayPage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/by-hand") view=|| view! { <ByHandPage service="elder-assessment"/> } ssr=SsrMode::Async/>
                <Route path=path!("/elder-assessment/place") view=AssessmentPlacePage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/visit/:matter") view=VisitPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/visit/:matter/wishes") view=VisitWishPage ssr=SsrMode::Async/>
                <Route path=path!("/findings") view=FindingsPage ssr=SsrMode::Async/>
                <Route path=path!("/findings/:finding/objection") view=ObjectionPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/assessments") view=AssessmentListPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/assessments/:assessment") view=AssessmentPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/assessments/:assessment/form/:section") view=AssessmentSectionPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits") view=BenefitsPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/answer") view=BenefitsAnswerPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/rules") view=BenefitRulesPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/mine") view=OwnBenefitsPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/mine/answer") view=OwnBenefitsAnswerPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/mine/by-hand") view=OwnBenefitsByHandPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/offers") view=OffersPage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/offers/leave") view=OffersLeavePage ssr=SsrMode::Async/>
                <Route path=path!("/benefits/offers/:offer") view=OfferPage ssr=SsrMode::Async/>
                <Route path=path!("/cases") view=CasesPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference") view=CasePage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/receipt") view=ReceiptPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/answer/:matter") view=AnswerPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/answer/:matter/file") view=FilePage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/files") view=FilesPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/done/:matter") view=DonePage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/withdraw") view=WithdrawPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/confirmation") view=ConfirmationPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/counter") view=CounterPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/refusal/:matter") view=RefusalPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/appeal/:matter") view=AppealPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/complaint") view=ComplaintPage ssr=SsrMode::Async/>
                <Route path=path!("/cases/:reference/rating") view=RatingPage ssr=SsrMode::Async/>
                <Route path=path!("/acting-for") view=ActingForPage ssr=SsrMode::Async/>
                <Route path=path!("/acting-for/ask") view=AskForLeavePage ssr=SsrMode::Async/>
                <Route path=path!("/acting-for/:reference") view=HeldMandatePage ssr=SsrMode::Async/>
                <Route path=path!("/who-may-act") view=WhoMayActPage ssr=SsrMode::Async/>
                <Route path=path!("/who-may-act/telling") view=TellingPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/mandates") view=MandateDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/mandates/:reference") view=MandateAtDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/care") view=CarePage ssr=SsrMode::Async/>
                <Route path=path!("/care/providers/:provider") view=CareProviderPage ssr=SsrMode::Async/>
                <Route path=path!("/care/providers/:provider/order/:service") view=CareOrderPage ssr=SsrMode::Async/>
                <Route path=path!("/care/providers/:provider/order/:service/check") view=CareOrderCheckPage ssr=SsrMode::Async/>
                <Route path=path!("/care/orders") view=CareOrdersPage ssr=SsrMode::Async/>
                <Route path=path!("/care/orders/:reference") view=OneOrderPage ssr=SsrMode::Async/>
                <Route path=path!("/care/orders/:reference/rating/:visit") view=RateVisitPage ssr=SsrMode::Async/>
                <Route path=path!("/contacts") view=ContactsPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/care") view=CareDeskAtPhonePage ssr=SsrMode::Async/>
                <Route path=path!("/staff/helping") view=crate::helping::pages::HelpingPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/visits") view=ProviderDayPage ssr=SsrMode::Async/>
                <Route path=path!("/staff/remedies") view=RemedyQueuePage ssr=SsrMode::Async/>
                <Route path=path!("/staff/remedies/:remedy") view=RemedyDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token") view=InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token/ethnicity") view=OwnEthnicityPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token/account") view=MaternityAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/look-up") view=LookUpPage ssr=SsrMode::Async/>
                <Route path=path!("/look-up/:token") view=LookUpPage ssr=SsrMode::Async/>
                <Route path=path!("/statistics") view=StatisticsPage ssr=SsrMode::Async/>
                <Route path=path!("/statistics/:place") view=StatisticsPage ssr=SsrMode::Async/>
                <Route path=path!("/statistics/:place/:list") view=LateMattersPage ssr=SsrMode::Async/>
                <Route path=path!("/performance") view=PerformancePage ssr=SsrMode::Async/>
                <Route path=path!("/performance/calls") view=CallFiguresPage ssr=SsrMode::Async/>
                <Route path=path!("/notices") view=NoticesPage ssr=SsrMode::Async/>
                <Route path=path!("/account/notices") view=NoticeChoicesPage ssr=SsrMode::Async/>
                <Route path=path!("/account/notices/email/:token") view=EmailConfirmationPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
    .into_any()
}

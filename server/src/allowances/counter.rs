//! What is handed in about allowances.

use app::allowances::{
    AccountOfForm, BankReturnForm, FoundForm, MonthForm, ObjectionForm, RecheckForm,
};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use super::finding_out::found_page;
use super::service;
use crate::Office;
use crate::application::Service as _;
use crate::application::counter::{hand_in, to_the_end};
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};

/// The desk of an office that pays.
pub(super) const RUNS: &str = "/allowances/runs";

/// Where what the bank tells days later is typed.
pub(super) const BANK_RETURNS: &str = "/allowances/runs/bank-returns";

/// Where another account is typed for what came back.
pub(super) fn correction_page(line: &str) -> String {
    format!("{RUNS}/returned/{line}")
}

pub fn routes() -> Router<Office> {
    let router = Router::new()
        .route("/allowances/{reference}", post(object_to_suspension))
        .route("/postings/{posting}", post(object_to_posting))
        .route("/staff/postings/{objection}", post(answer_posting))
        .route(RUNS, post(prepare))
        .route(BANK_RETURNS, post(take_back_from_bank))
        .route("/allowances/runs/{run}", post(act_on_run))
        .route("/allowances/runs/returned/{line}", post(correct))
        .route("/allowances/runs/returned/{line}/again", post(pay_again))
        .route("/allowances/runs/suspended/{reference}", post(settle))
        .route("/allowances/runs/rechecks/{reference}", post(recheck))
        .route("/allowances/runs/objections/{objection}", post(answer))
        .route("/allowances/runs/facts/{found}", post(settle_found))
        .route("/staff/older-person/facts/{reference}", post(enter_found));
    service::all().into_iter().fold(router, |router, one| {
        router.route(
            &format!("/{}/{}", one.code(), one.page),
            hand_in::<AccountOfForm>(one.code(), one.page),
        )
    })
}

async fn object_to_suspension(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let page = format!("/allowances/{reference}");
        // One press is enough where it is suspended.
        let text = match typed.parse() {
            Ok(text) => text,
            Err(_) if typed.act == "wrong" => String::new(),
            Err(_) => {
                office.own_entitlement(&me, &reference).await?;
                return Ok(format!("{page}?review"));
            }
        };
        office.object_to_suspension(&me, &reference, &text).await?;
        Ok(format!("{page}?said"))
    })
    .await
}

async fn object_to_posting(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path(posting): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    office.count_visit(arrival.address).await?;
    to_the_end(async move {
        let page = format!("/postings/{posting}");
        match typed.parse() {
            Ok(text) => {
                office.object_to_posting(&me, &posting, &text).await?;
                Ok(format!("{page}?said"))
            }
            Err(_) => {
                office.one_posted(&posting).await?;
                Ok(format!("{page}?review"))
            }
        }
    })
    .await
}

async fn answer_to(
    office: Office,
    me: app::identity::StaffMember,
    objection: String,
    typed: ObjectionForm,
    page: &'static str,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        if office.answer_objection(&me, &objection, &typed).await? {
            Ok(page.to_owned())
        } else {
            Ok(format!("{page}?review"))
        }
    })
    .await
}

async fn answer_posting(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(objection): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    answer_to(office, me, objection, typed, "/staff/postings").await
}

async fn answer(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(objection): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    office.pays_allowances(&me)?;
    answer_to(office, me, objection, typed, RUNS).await
}

async fn prepare(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<MonthForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.pays_allowances(&me)?;
        match typed.parse(office.clock.today()) {
            Ok(month) => {
                let run = office.prepare_run(&me, month).await?;
                Ok(format!("{RUNS}/{run}"))
            }
            Err(_) => {
                office.keep_slip(&arrival.known.key, RUNS, &typed).await?;
                Ok(format!("{RUNS}?review"))
            }
        }
    })
    .await
}

async fn act_on_run(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(run): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.act_on_run(&me, &run, &typed.act).await?;
        Ok(format!("{RUNS}/{run}"))
    })
    .await
}

async fn take_back_from_bank(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<BankReturnForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let is_kept = office
            .take_back_from_bank(&me, &arrival.known.key, &typed)
            .await?;
        Ok(if is_kept {
            RUNS.to_owned()
        } else {
            format!("{RUNS}?returned")
        })
    })
    .await
}

async fn correct(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    arrival: Arrival,
    Path(line): Path<String>,
    Form(typed): Form<AccountOfForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let page = correction_page(&line);
        if office.correct_account(&me, &line, &typed).await? {
            return Ok(RUNS.to_owned());
        }
        office.keep_slip(&arrival.known.key, &page, &typed).await?;
        Ok(format!("{page}?review"))
    })
    .await
}

async fn pay_again(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(line): Path<String>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.pay_again(&me, &line).await?;
        Ok(RUNS.to_owned())
    })
    .await
}

async fn settle(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(reference): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let goes_on = match typed.act.as_str() {
            "resume" => true,
            "end" => false,
            _ => return Err(app::error::PortalError::NotFound.into()),
        };
        office.settle_suspension(&me, &reference, goes_on).await?;
        Ok(RUNS.to_owned())
    })
    .await
}

async fn enter_found(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    arrival: Arrival,
    Path(reference): Path<String>,
    Form(typed): Form<FoundForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let is_entered = office
            .enter_found(&me, &arrival.known.key, &reference, &typed)
            .await?;
        let page = found_page(&reference);
        Ok(if is_entered {
            page
        } else {
            format!("{page}?review")
        })
    })
    .await
}

async fn settle_found(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(found): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let is_right = match typed.act.as_str() {
            "agree" => true,
            "refuse" => false,
            _ => return Err(app::error::PortalError::NotFound.into()),
        };
        office.settle_found(&me, &found, is_right).await?;
        Ok(RUNS.to_owned())
    })
    .await
}

async fn recheck(
    State(office): State<Office>,
    SignedInStaff(me): SignedInStaff,
    Path(reference): Path<String>,
    Form(typed): Form<RecheckForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.recheck(&me, &reference, &typed).await?;
        Ok(RUNS.to_owned())
    })
    .await
}

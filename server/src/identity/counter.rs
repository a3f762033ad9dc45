//! What people hand in to be known, and to be forgotten again.

use app::error::PortalError;
use app::identity::desk::{Device, Purpose};
use app::identity::form::{
    CodeForm, CodeSlip, CounterCodeSlip, CurrentFault, DemoForm, EndForm, MobileForm, PasswordForm,
    PasswordSlip, PersonForm, SignInForm,
};
use app::identity::{Actor, SessionKey, local_path, with_next};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Serialize;
use tower_sessions::Session;

use super::desk::{Entrance, MobileChange};
use super::parking::SignedIn;
use super::passwords::{self, Strength};
use super::proof::Claim;
use super::sessions::{self, Kind};
use crate::Office;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff, elder_cookie};

/// Every counter of the identity desk.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/staff/sign-in", post(sign_in_as_staff))
        .route("/sign-out", post(sign_out))
        .route("/register", post(register))
        .route("/register/code", post(hand_in_registration_code))
        .route("/register/password", post(set_first_password))
        .route("/forgotten-password", post(forget_password))
        .route("/forgotten-password/code", post(hand_in_password_code))
        .route("/forgotten-password/password", post(set_new_password))
        .route("/account/password", post(change_password))
        .route("/account/mobile", post(change_mobile))
        .route("/account/mobile/code", post(hand_in_mobile_code))
        .route("/account/sessions/end", post(end_session))
        .route("/account/sessions/end-all", post(end_all_sessions))
        .route("/staff/counter-code", post(issue_counter_code))
        .route("/demo/be", post(be))
}

async fn sign_in(caller: Caller, Form(typed): Form<SignInForm>) -> Result<Response, Fault> {
    const PAGE: &str = "/sign-in";
    if typed.act == "login" {
        let slip = typed.slip(false);
        if !slip.has_login(caller.office.settings.demo) {
            return caller.review(PAGE, &slip, &typed.next).await;
        }
        caller.keep(PAGE, &slip).await?;
        let page = format!("{PAGE}?part=2{}", with_next("&", &typed.next));
        return Ok(Redirect::to(&page).into_response());
    }
    let login = match typed.parse(caller.office.settings.demo) {
        Ok(login) => login,
        Err(slip) => return caller.review(PAGE, &slip, &typed.next).await,
    };
    let address = caller.arrival.address;
    let entered = caller.office.enter(&login, &typed.password, address);
    match entered.await? {
        Some(entrance) => caller.let_in(entrance, &typed.next).await,
        None => caller.review(PAGE, &typed.slip(true), &typed.next).await,
    }
}

async fn sign_in_as_staff(
    caller: Caller,
    Form(typed): Form<SignInForm>,
) -> Result<Response, Fault> {
    const PAGE: &str = "/staff/sign-in";
    let login = match typed.parse_staff() {
        Ok(login) => login,
        Err(slip) => return caller.review(PAGE, &slip, &typed.next).await,
    };
    let address = caller.arrival.address;
    let entered = caller
        .office
        .enter_as_staff(&login, &typed.password, &typed.code, address);
    match entered.await? {
        Some(entrance) => caller.let_in(entrance, &typed.next).await,
        None => caller.review(PAGE, &typed.slip(true), &typed.next).await,
    }
}

/// Being a demo person.
async fn be(caller: Caller, Form(typed): Form<DemoForm>) -> Result<Response, Fault> {
    let entrance = caller.office.be(&typed.person).await?;
    caller.let_in(entrance, &typed.next).await
}

/// Signing out: ended at the server for good, whatever the browser does with its cookie.
async fn sign_out(caller: Caller) -> Result<Response, Fault> {
    caller.lead_out().await
}

async fn register(caller: Caller, Form(typed): Form<PersonForm>) -> Result<Response, Fault> {
    const PAGE: &str = "/register";
    let Ok((number, name)) = typed.parse(caller.office.settings.demo) else {
        return caller.review(PAGE, &typed.slip(), "").await;
    };
    let claim = Claim {
        number,
        name: Some(name),
        mobile: None,
    };
    caller
        .begin(PAGE, &typed.slip(), Purpose::Register, claim)
        .await
}

async fn forget_password(caller: Caller, Form(typed): Form<PersonForm>) -> Result<Response, Fault> {
    const PAGE: &str = "/forgotten-password";
    let Ok(number) = typed.parse_number(caller.office.settings.demo) else {
        return caller.review(PAGE, &typed.slip(), "").await;
    };
    let claim = Claim {
        number,
        name: None,
        mobile: None,
    };
    caller
        .begin(PAGE, &typed.slip(), Purpose::ForgottenPassword, claim)
        .await
}

async fn hand_in_registration_code(
    caller: Caller,
    Form(typed): Form<CodeForm>,
) -> Result<Response, Fault> {
    let refused = caller.try_code("/register/code", &typed).await?;
    Ok(refused.unwrap_or_else(|| Redirect::to("/register/password").into_response()))
}

async fn hand_in_password_code(
    caller: Caller,
    Form(typed): Form<CodeForm>,
) -> Result<Response, Fault> {
    let refused = caller.try_code("/forgotten-password/code", &typed).await?;
    Ok(refused.unwrap_or_else(|| Redirect::to("/forgotten-password/password").into_response()))
}

async fn set_first_password(
    caller: Caller,
    Form(typed): Form<PasswordForm>,
) -> Result<Response, Fault> {
    caller
        .set_password("/register/password", Purpose::Register, &typed)
        .await
}

async fn set_new_password(
    caller: Caller,
    Form(typed): Form<PasswordForm>,
) -> Result<Response, Fault> {
    const PAGE: &str = "/forgotten-password/password";
    caller
        .set_password(PAGE, Purpose::ForgottenPassword, &typed)
        .await
}

async fn change_password(
    caller: Caller,
    Form(typed): Form<PasswordForm>,
) -> Result<Response, Fault> {
    let known = &caller.arrival.known;
    let strength = match known.actor {
        Actor::Visitor => return Err(PortalError::SignInFirst.into()),
        Actor::Citizen(_) => Strength::Citizen,
        Actor::Staff(_) => Strength::Staff,
    };
    let mut slip = PasswordSlip {
        current: typed.current.is_empty().then_some(CurrentFault::Empty),
        password: passwords::check(&typed.password, strength).err(),
    };
    if slip == PasswordSlip::default() {
        let changed = caller.office.change_password(
            &known.actor,
            &known.key,
            &typed.current,
            &typed.password,
        );
        if changed.await? {
            return Ok(Redirect::to("/account?changed=password").into_response());
        }
        slip.current = Some(CurrentFault::Wrong);
    }
    caller.review("/account/password", &slip, "").await
}

async fn change_mobile(
    SignedInCitizen(citizen): SignedInCitizen,
    caller: Caller,
    Form(typed): Form<MobileForm>,
) -> Result<Response, Fault> {
    const PAGE: &str = "/account/mobile";
    let Ok(mobile) = typed.parse() else {
        return caller.review(PAGE, &typed.slip(), "").await;
    };
    let claim = caller.office.claim_of(&citizen, Some(mobile)).await?;
    caller
        .begin(PAGE, &typed.slip(), Purpose::ChangeMobile, claim)
        .await
}

async fn hand_in_mobile_code(
    SignedInCitizen(citizen): SignedInCitizen,
    caller: Caller,
    Form(typed): Form<CodeForm>,
) -> Result<Response, Fault> {
    const PAGE: &str = "/account/mobile/code";
    if let Some(refused) = caller.try_code(PAGE, &typed).await? {
        return Ok(refused);
    }
    let key = &caller.arrival.known.key;
    let to = match caller.office.go_on_changing_mobile(&citizen, key).await? {
        MobileChange::Done => "/account?changed=mobile",
        MobileChange::ConfirmNew => PAGE,
    };
    Ok(Redirect::to(to).into_response())
}

async fn end_session(caller: Caller, Form(typed): Form<EndForm>) -> Result<Response, Fault> {
    let key = SessionKey(typed.session);
    caller
        .office
        .end_session(caller.arrival.actor(), &key)
        .await?;
    if key == caller.arrival.known.key {
        return caller.lead_out().await;
    }
    Ok(Redirect::to("/account?changed=session").into_response())
}

async fn end_all_sessions(caller: Caller) -> Result<Response, Fault> {
    caller
        .office
        .end_all_sessions(caller.arrival.actor())
        .await?;
    caller.lead_out().await
}

/// A member of staff who has the person and their identity card in front of them.
async fn issue_counter_code(
    SignedInStaff(member): SignedInStaff,
    caller: Caller,
    Form(typed): Form<PersonForm>,
) -> Result<Response, Fault> {
    let mut slip = CounterCodeSlip {
        typed: typed.slip(),
        code: None,
    };
    if let Ok((number, name)) = typed.parse(caller.office.settings.demo) {
        let issued = caller.office.issue_counter_code(&member, &number, &name);
        slip.code = Some(issued.await?);
    }
    caller.review("/staff/counter-code", &slip, "").await
}

/// Somebody at the counter: their browser's session, who is behind it, and with what they came.
struct Caller {
    office: Office,
    session: Session,
    arrival: Arrival,
    device: Device,
}

impl FromRequestParts<Office> for Caller {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Fault> {
        let agent = parts.headers.get(header::USER_AGENT);
        Ok(Self {
            device: Device::of(
                agent
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default(),
            ),
            session: parts
                .extensions
                .get()
                .cloned()
                .ok_or_else(|| Fault::Other("a counter outside the session layer".into()))?,
            arrival: Arrival::from_request_parts(parts, office).await?,
            office: office.clone(),
        })
    }
}

impl Caller {
    /// Shows the page again with what was typed and what is wrong with it.
    async fn review<T: Serialize + Sync>(
        &self,
        page: &str,
        typed: &T,
        next: &str,
    ) -> Result<Response, Fault> {
        self.keep(page, typed).await?;
        let page = format!("{page}?review{}", with_next("&", next));
        Ok(Redirect::to(&page).into_response())
    }

    async fn keep<T: Serialize + Sync>(&self, page: &str, typed: &T) -> Result<SessionKey, Fault> {
        let key = sessions::of_visitor(&self.session, &self.arrival.known.key).await?;
        self.office.keep_slip(&key, page, typed).await?;
        Ok(key)
    }

    /// Lets somebody in and leads them where they wanted to go, or to the first page of their kind.
    async fn let_in(&self, entrance: Entrance, next: &str) -> Result<Response, Fault> {
        let device = self.device.as_str();
        let key =
            sessions::sign_in(&self.session, entrance.kind, &entrance.account, device).await?;
        if entrance.kind == Kind::Citizen {
            self.office
                .carry_slips_over(&entrance.account, &key)
                .await?;
        }
        let landing = local_path(next).unwrap_or_else(|| {
            match entrance.kind {
                Kind::Staff => "/casework",
                Kind::Citizen | Kind::Visitor => "/",
            }
            .to_owned()
        });
        let mut response = Redirect::to(&landing).into_response();
        if entrance.kind == Kind::Citizen
            && self.office.wants_elder_mode(&entrance.account).await?
            && let Ok(cookie) =
                HeaderValue::from_str(&elder_cookie(self.office.settings.is_secure()).to_string())
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response.extensions_mut().insert(SignedIn(entrance));
        Ok(response)
    }

    /// Ends this session and leads to the first page.
    async fn lead_out(&self) -> Result<Response, Fault> {
        self.session.flush().await?;
        let mut response = Redirect::to("/").into_response();
        if self.office.settings.is_secure() {
            // The session layer's own removal lacks `Secure`, and browsers then keep a `__Host-` cookie.
            response.headers_mut().append(
                header::SET_COOKIE,
                HeaderValue::from_static(
                    "__Host-sid=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax",
                ),
            );
        }
        Ok(response)
    }

    /// Begins a proof and leads to the page for its code: the same for everybody.
    async fn begin<T: Serialize + Sync>(
        &self,
        page: &str,
        typed: &T,
        purpose: Purpose,
        claim: Claim,
    ) -> Result<Response, Fault> {
        self.office.count_visit(self.arrival.address).await?;
        let key = self.keep(page, typed).await?;
        self.office.begin_proof(&key, purpose, claim).await?;
        Ok(Redirect::to(&format!("{page}/code")).into_response())
    }

    /// Tries a code; answers what is wrong with it, or nothing.
    async fn try_code(&self, page: &str, typed: &CodeForm) -> Result<Option<Response>, Fault> {
        self.office.count_visit(self.arrival.address).await?;
        let tried = match typed.parse() {
            Ok(code) => self.office.try_code(&self.arrival.known.key, &code).await?,
            Err(fault) => Err(fault),
        };
        let Err(fault) = tried else {
            return Ok(None);
        };
        let slip = CodeSlip { fault: Some(fault) };
        Ok(Some(self.review(page, &slip, "").await?))
    }

    /// Sets a password on the ground of a proof, and lets its owner in.
    async fn set_password(
        &self,
        page: &str,
        purpose: Purpose,
        typed: &PasswordForm,
    ) -> Result<Response, Fault> {
        if let Err(fault) = passwords::check(&typed.password, Strength::Citizen) {
            let slip = PasswordSlip {
                current: None,
                password: Some(fault),
            };
            return self.review(page, &slip, "").await;
        }
        let key = &self.arrival.known.key;
        let set = self
            .office
            .set_password_by_proof(key, purpose, &typed.password);
        self.let_in(set.await?, "").await
    }
}

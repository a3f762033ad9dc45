//! The only error that crosses the counter: what went wrong, in kinds that have a status and a page in plain
//! words. It never carries personal data.

use thiserror::Error;

use crate::text::Said;

/// Why a page or an act could not be had.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PortalError {
    /// 404. Also what a stranger gets for something that exists.
    #[error("not found")]
    NotFound,
    /// 401: nobody is signed in; the visitor is led to sign in and back.
    #[error("sign in first")]
    SignInFirst,
    /// 403: known, and may not.
    #[error("not allowed")]
    NotAllowed,
    /// 403: not now, or not this; the sentence says what is so, and never why.
    #[error("withheld")]
    Withheld(Said),
    /// 409: somebody else was first, or the thing has moved on. The sentence says who or what.
    #[error("conflict")]
    Conflict(Said),
    /// 400: out of order, malformed, or not meant for this page.
    #[error("bad request")]
    BadRequest(Said),
    /// 429, with the seconds after which to try again.
    #[error("too many tries")]
    TooMany { retry_after_seconds: u32 },
    /// 503, with the seconds after which to try again.
    #[error("busy")]
    Busy { retry_after_seconds: u32 },
    /// 500. The cause is in the log under the error reference, never on the page.
    #[error("internal error")]
    Internal,
}

impl PortalError {
    /// The HTTP status of the page that says it.
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::SignInFirst => 401,
            Self::NotAllowed | Self::Withheld(_) => 403,
            Self::Conflict(_) => 409,
            Self::BadRequest(_) => 400,
            Self::TooMany { .. } => 429,
            Self::Busy { .. } => 503,
            Self::Internal => 500,
        }
    }
}

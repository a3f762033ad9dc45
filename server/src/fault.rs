//! What can go wrong behind the counter, and how it reaches the visitor: as a [`PortalError`], the cause in the log.

use app::error::PortalError;
use app::text::Said;
use axum::response::{IntoResponse, Response};
use thiserror::Error;

/// A desk's or store's failure.
#[derive(Debug, Error)]
pub enum Fault {
    #[error(transparent)]
    Portal(#[from] PortalError),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    #[error("a stored row cannot be read: {0}")]
    Row(String),
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// What the visitor is told. Whatever is not a [`PortalError`] is logged here, once, and becomes `Internal`.
    pub fn told(self) -> PortalError {
        match self {
            Self::Portal(error) => error,
            Self::Database(sqlx::Error::PoolTimedOut) => PortalError::Busy {
                retry_after_seconds: 5,
            },
            other => {
                tracing::error!(error = %other, "a request failed");
                PortalError::Internal
            }
        }
    }

    pub fn conflict(said: impl Into<Said>) -> Self {
        Self::Portal(PortalError::Conflict(said.into()))
    }
}

impl From<Fault> for PortalError {
    fn from(fault: Fault) -> Self {
        fault.told()
    }
}

impl IntoResponse for Fault {
    /// A bare status with the error beside it; the front door turns it into a page in the visitor's language.
    fn into_response(self) -> Response {
        let error = self.told();
        let status = axum::http::StatusCode::from_u16(error.status())
            .expect("PortalError's statuses are valid");
        let mut response = status.into_response();
        response.extensions_mut().insert(error);
        response
    }
}

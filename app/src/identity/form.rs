//! What people type to be known, and what it means. Passwords and codes are never kept as typed.

use serde::{Deserialize, Serialize};

/// `/demo/be`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DemoForm {
    pub person: String,
    pub next: String,
}

/// `/sign-in` and `/staff/sign-in`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// Identity number or mobile; a staff member's login.
    pub login: String,
    #[serde(skip_serializing)]
    pub password: String,
    pub next: String,
}

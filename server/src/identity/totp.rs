//! The second thing that staff sign in with: six digits of an authenticator (RFC 6238, SHA-1, 30 seconds). A code is
//! accepted once, from one step before to one step after the portal's own clock.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, Secret, TOTP};

use super::store::{staff as people, totp as store};
use crate::Office;
use crate::fault::Fault;

/// Seconds for which one code holds.
const STEP: u64 = 30;
/// How many steps the authenticator's clock may be off.
const SKEW: u64 = 1;

impl Office {
    /// Gives a member of staff a new authenticator; the one before opens nothing any more. Answers the `otpauth` address,
    /// which is shown this once. `None`: nobody active signs in like this.
    pub async fn new_authenticator(&self, login: &str) -> Result<Option<String>, Fault> {
        let login = login.trim().to_lowercase();
        let secret: [u8; 20] = self.chance.bytes();
        let encoded = Secret::Raw(secret.to_vec()).to_encoded().to_string();
        let mut tx = self.db.begin().await?;
        let member = people::by_login(tx.conn(), &login)
            .await?
            .filter(|member| member.disabled_at == 0);
        let Some(member) = member else {
            return Ok(None);
        };
        let sealed = self
            .keys
            .seal(&secret_place(&member.id), &encoded, &self.chance);
        let now = self.clock.unmoved().as_microsecond();
        store::set(tx.conn(), &member.id, &sealed, now).await?;
        tx.commit().await?;
        let account = utf8_percent_encode(&login, NON_ALPHANUMERIC);
        Ok(Some(format!(
            "otpauth://totp/Yuban:{account}?secret={encoded}&issuer=Yuban"
        )))
    }

    /// Whether this is the member's code of about now, never accepted before. Whoever has no authenticator has no code.
    pub(super) async fn accepts_code(&self, staff: &str, code: &str) -> Result<bool, Fault> {
        let sealed = store::secret(&mut *self.db.read().await?, staff).await?;
        let Some(sealed) = sealed else {
            return Ok(false);
        };
        let encoded: String = self.keys.open_sealed(&secret_place(staff), &sealed)?;
        let secret = Secret::Encoded(encoded)
            .to_bytes()
            .map_err(|error| Fault::Other(error.to_string()))?;
        let authenticator = TOTP::new(Algorithm::SHA1, 6, 0, STEP, secret)
            .map_err(|error| Fault::Other(error.to_string()))?;
        let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(self.clock.unmoved().as_second()).unwrap_or_default() / STEP;
        let found = (now.saturating_sub(SKEW)..=now + SKEW).find(|step| {
            let expected = authenticator.generate(step * STEP);
            expected.as_bytes().ct_eq(typed.as_bytes()).into()
        });
        let Some(step) = found else {
            return Ok(false);
        };
        let mut tx = self.db.begin().await?;
        let step = i64::try_from(step).map_err(|error| Fault::Other(error.to_string()))?;
        let is_new = store::use_step(tx.conn(), staff, &sealed, step).await?;
        tx.commit().await?;
        Ok(is_new)
    }
}

fn secret_place(staff: &str) -> String {
    format!("staff_totp.secret.{staff}")
}

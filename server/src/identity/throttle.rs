//! Slowing down whoever guesses, in the database, so that it holds across processes and restarts. Nobody is ever
//! locked out for good, and nobody can lock out another for long: a proof of identity always opens the way.

use std::net::IpAddr;

use app::error::PortalError;
use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::store::throttle as store;
use crate::Office;
use crate::fault::Fault;

/// So many failures cost nothing.
const FREE_FAILURES: i64 = 4;
/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 900;
/// Failures older than this are forgotten.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// Loose, because a whole village may come from one address (carrier NAT).
const PER_ADDRESS_A_MINUTE: i64 = 300;
/// Codes sent to one person an hour: enough for a bad line, too few to guess or to pester.
const CODES_AN_HOUR: i64 = 5;

/// Searches by one member of staff.
const SEARCHES_A_MINUTE: i64 = 30;

/// How long to wait after so many failures: from the fifth 1, 2, 4 .. 900 seconds.
pub const fn wait_after(failures: i64) -> i64 {
    if failures <= FREE_FAILURES {
        return 0;
    }
    let doublings = failures - FREE_FAILURES - 1;
    if doublings >= 10 {
        return LONGEST_WAIT_SECONDS;
    }
    let wait = 1 << doublings;
    if wait > LONGEST_WAIT_SECONDS {
        LONGEST_WAIT_SECONDS
    } else {
        wait
    }
}

impl Office {
    /// The throttle's key of what somebody typed to sign in, whether or not it is an account's.
    pub(super) fn login_throttle(&self, login: &str) -> String {
        self.keys.blind("throttle,login,v1,", login)
    }

    /// Counts a try from this address and one for this login before any work is done; the count for the login is
    /// forgotten when the try went well.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub(super) async fn count_try(
        &self,
        login: &str,
        address: Option<IpAddr>,
    ) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let mut tx = self.db.begin().await?;
        self.count_address(tx.conn(), address, now).await?;
        let id = self.login_throttle(login);
        let counted = store::count(
            tx.conn(),
            &id,
            now.as_microsecond(),
            (now - REMEMBERED).as_microsecond(),
        )
        .await?;
        let is_blocked = counted.blocked_until > now.as_microsecond();
        let wait = wait_after(counted.tries);
        if !is_blocked && wait > 0 {
            let until = (now + SignedDuration::from_secs(wait)).as_microsecond();
            store::block(tx.conn(), &id, now.as_microsecond(), until).await?;
        }
        tx.commit().await?;
        if is_blocked {
            return Err(too_many(counted.blocked_until - now.as_microsecond()));
        }
        Ok(())
    }

    /// Counts a try from this address only.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub(crate) async fn count_visit(&self, address: Option<IpAddr>) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        self.count_address(tx.conn(), address, self.clock.unmoved())
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn count_address(
        &self,
        conn: &mut AnyConnection,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(address) = address else {
            return Ok(());
        };
        let minute = SignedDuration::from_mins(1);
        let counted = store::count(
            conn,
            &self.keys.blind("throttle,address,v1,", &network(address)),
            now.as_microsecond(),
            (now - minute).as_microsecond(),
        )
        .await?;
        if counted.tries > PER_ADDRESS_A_MINUTE {
            return Err(too_many(60_000_000));
        }
        Ok(())
    }

    /// Whether one more code may be sent to this person now; counts it.
    pub(super) async fn may_send_code(
        &self,
        conn: &mut AnyConnection,
        person: &str,
    ) -> Result<bool, Fault> {
        self.is_within_the_hour(conn, "throttle,code,v1,", person)
            .await
    }

    /// Counts one more of this kind for this person; whether the hour allows it. Moving the demo's clock makes no hour pass.
    async fn is_within_the_hour(
        &self,
        conn: &mut AnyConnection,
        kind: &str,
        person: &str,
    ) -> Result<bool, Fault> {
        let now = self.clock.unmoved();
        let counted = store::count(
            conn,
            &self.keys.blind(kind, person),
            now.as_microsecond(),
            (now - SignedDuration::from_hours(1)).as_microsecond(),
        )
        .await?;
        Ok(counted.tries <= CODES_AN_HOUR)
    }

    /// Whether this person may be called back once more now, about somebody who would act for them; counts it. Nobody
    /// uses up another person's own codes by asking for these.
    pub(crate) async fn may_call_back(
        &self,
        conn: &mut AnyConnection,
        person: &str,
    ) -> Result<bool, Fault> {
        self.is_within_the_hour(conn, "throttle,call-back,v1,", person)
            .await
    }

    /// Whether one more link that proves an e-mail address may be sent for this person now; counts it.
    pub(crate) async fn may_send_link(
        &self,
        conn: &mut AnyConnection,
        person: &str,
    ) -> Result<bool, Fault> {
        self.is_within_the_hour(conn, "throttle,link,v1,", person)
            .await
    }

    /// Counts a search by a member of staff.
    ///
    /// # Errors
    /// `TooMany` for more a minute than anybody needs who has people before them.
    pub(crate) async fn count_search(&self, staff: &str) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let mut tx = self.db.begin().await?;
        let counted = store::count(
            tx.conn(),
            &self.keys.blind("throttle,search,v1,", staff),
            now.as_microsecond(),
            (now - SignedDuration::from_mins(1)).as_microsecond(),
        )
        .await?;
        tx.commit().await?;
        if counted.tries > SEARCHES_A_MINUTE {
            return Err(too_many(60_000_000));
        }
        Ok(())
    }

    /// It went well: the failures of this login are forgotten.
    pub(super) async fn forget_tries(
        &self,
        conn: &mut AnyConnection,
        login: &str,
    ) -> Result<(), Fault> {
        store::forget(conn, &self.login_throttle(login)).await?;
        Ok(())
    }
}

/// One household or phone has a whole /64 of the new addresses.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

fn too_many(microseconds: i64) -> Fault {
    PortalError::TooMany {
        retry_after_seconds: u32::try_from((microseconds + 999_999) / 1_000_000)
            .unwrap_or(u32::MAX),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_fifth_failure_and_ends_at_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (1..=17).map(wait_after).collect();
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900
            ]
        );
        assert_eq!(wait_after(i64::MAX), 900);
    }

    #[test]
    fn a_household_is_one_address() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}

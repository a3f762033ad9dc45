//! The way to a mail server of the city is hidden, and whoever is at its end is who they say they are.

use app::notices::Channel;
use jiff::SignedDuration;
use server::settings::{MailSecurity, MailSettings};
use sqlx::Row as _;

use super::delivering::filed;
use super::{Real, state_of_newest, to_reach};
use crate::newborn::be;
use crate::stories;
use crate::support::World;
use crate::support::post::{MAIL_PASSWORD, MAIL_USER, mail_server, of_tls};

/// Settings by which a server behind TLS takes a letter, if the password is right.
fn with_all(world: &World, settings: MailSettings, password: &str) -> MailSettings {
    let file = world.office.settings.data.join("mail-password");
    std::fs::write(&file, password).unwrap();
    MailSettings {
        ca: Some(of_tls("ca.pem")),
        user: Some((MAIL_USER.to_owned(), file)),
        ..settings
    }
}

async fn a_letter_goes_over(world: World, security: MailSecurity) {
    let case = filed(&world).await;
    let mail = mail_server(security).await;
    let settings = with_all(&world, to_reach(&mail, security), MAIL_PASSWORD);
    let real = Real::open_with(&world, mail, settings).await;
    real.errands().await;
    assert_eq!(state_of_newest(&world, Channel::Email).await, "sent");
    let reference = case.trim_start_matches("/cases/");
    let letters = real.mail.taken();
    assert!(letters[0].subject.contains(reference), "{letters:?}");
    real.close().await;
}

async fn a_letter_goes_over_starttls(world: World) {
    a_letter_goes_over(world, MailSecurity::Starttls).await;
}

async fn a_letter_goes_over_tls(world: World) {
    a_letter_goes_over(world, MailSecurity::Tls).await;
}

async fn nothing_is_handed_to_a_server_that_is_not_believed_or_does_not_know_us(world: World) {
    const STRANGER: &str = "mail: its certificate is not believed";
    let case = filed(&world).await;
    for (offers, asks, authorities, password, says) in [
        // By the public authorities, and by another city's.
        (
            MailSecurity::Tls,
            MailSecurity::Tls,
            None,
            MAIL_PASSWORD,
            STRANGER,
        ),
        (
            MailSecurity::Tls,
            MailSecurity::Tls,
            Some("other-ca.pem"),
            MAIL_PASSWORD,
            STRANGER,
        ),
        (
            MailSecurity::Starttls,
            MailSecurity::Starttls,
            Some("other-ca.pem"),
            MAIL_PASSWORD,
            STRANGER,
        ),
        // It would take letters in the open; nobody asks it to.
        (
            MailSecurity::None,
            MailSecurity::Starttls,
            Some("ca.pem"),
            MAIL_PASSWORD,
            "mail: no TLS, or no way to say who we are",
        ),
        (
            MailSecurity::Tls,
            MailSecurity::Tls,
            Some("ca.pem"),
            "of yesterday",
            "mail: 535",
        ),
    ] {
        let mail = mail_server(offers).await;
        let settings = MailSettings {
            ca: authorities.map(of_tls),
            ..with_all(&world, to_reach(&mail, asks), password)
        };
        let real = Real::open_with(&world, mail, settings).await;
        assert!(real.errands().await > 0, "{says}");
        assert_eq!(failures(&world).await, [says], "{authorities:?}");
        assert_eq!(state_of_newest(&world, Channel::Email).await, "failing");
        assert_eq!(real.mail.taken(), [], "{says}");
        real.close().await;
        world.clock.advance(SignedDuration::from_mins(2));
    }
    be(&world, "mother")
        .await
        .open(&case)
        .await
        .says("还在重发");
}

/// Why errands wait, each reason once.
async fn failures(world: &World) -> Vec<String> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT DISTINCT failure FROM outbox WHERE done_at = 0 AND failure <> ''")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

stories![
    a_letter_goes_over_starttls,
    a_letter_goes_over_tls,
    nothing_is_handed_to_a_server_that_is_not_believed_or_does_not_know_us,
];

//! Being told: choosing how, what is said, and what happens when nobody takes it.

mod behind_tls;
mod choosing;
mod delivering;
mod sentences;
mod sms_codes;

use std::time::Duration;

use app::identity::desk::IdentityDesk;
use app::notices::Channel;
use server::Office;
use server::clock::Chance;
use server::closing::Closing;
use server::identity::Reception;
use server::settings::{MailSecurity, MailSettings, PostSettings, Settings, SmsSettings};

use crate::support::post::{SMS_KEY, Server, mail_server, sms_gateway};
use crate::support::{Visitor, World};
use crate::tracking::carry_out_errands;

/// The office next door in which people are real: the same database and keys, a mail server and an SMS gateway.
struct Real {
    office: Office,
    mail: Server,
    sms: Server,
}

impl Real {
    async fn open(world: &World) -> Self {
        let mail = mail_server(MailSecurity::None).await;
        let settings = to_reach(&mail, MailSecurity::None);
        Self::open_with(world, mail, settings).await
    }

    async fn open_with(world: &World, mail: Server, settings: MailSettings) -> Self {
        let sms = sms_gateway().await;
        let post = PostSettings {
            mail: Some(settings),
            sms: Some(SmsSettings {
                url: format!("http://{}/", sms.address),
                key: {
                    let file = world.office.settings.data.join("sms-key");
                    std::fs::write(&file, SMS_KEY).unwrap();
                    file
                },
            }),
            // Stories do not wait long for somebody who says nothing.
            deadline: Duration::from_millis(600),
        };
        let office = real_office(world, post, Reception::of_the_city(true)).await;
        Self { office, mail, sms }
    }

    /// Does what is due in the outbox, once; how many errands were tried.
    async fn errands(&self) -> usize {
        server::outbox::run_once(&self.office).await.unwrap()
    }

    async fn close(self) {
        self.office.closing.begin();
        self.office.db.close().await;
    }
}

/// A mail server's settings, with nothing but where it is and how it is protected.
fn to_reach(mail: &Server, security: MailSecurity) -> MailSettings {
    MailSettings {
        server: mail.address.ip().to_string(),
        port: mail.address.port(),
        security,
        ca: None,
        user: None,
        from: "渝伴 <yuban@example.org>".to_owned(),
    }
}

/// The same portal for real people.
async fn real_office(world: &World, post: PostSettings, reception: Reception) -> Office {
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("DELETE FROM portal_setting WHERE name = 'purpose'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let settings = Settings {
        demo: false,
        post,
        ..world.office.settings.clone()
    };
    let office = Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(7),
        Closing::default(),
        reception,
    )
    .await
    .unwrap();
    office.refresh_directory().await.unwrap();
    office
}

/// The newest demo message's link.
async fn newest_link(world: &World) -> String {
    carry_out_errands(world).await;
    let messages = world.office.demo_messages().await.unwrap();
    messages
        .iter()
        .find_map(|message| message.link.clone())
        .expect("a link was sent")
}

/// Gives an address and confirms it.
async fn tells_by_email(world: &World, visitor: &mut Visitor, address: &str) {
    let page = visitor.open("/account/notices").await;
    let form = page
        .form_to("/account/notices/email")
        .fill("email", address);
    visitor.submit(form).await;
    let link = newest_link(world).await;
    let page = visitor.open(&link).await;
    let page = visitor.submit(page.form()).await;
    assert_eq!(page.path, "/account/notices?changed=email-on");
}

/// Confirms a mobile as its owner would, and turns SMS on.
async fn tells_by_sms(world: &World, visitor: &mut Visitor) {
    confirm_mobile(world, visitor).await;
    let page = visitor.open("/account/notices").await;
    let form = page
        .form_to("/account/notices")
        .press(&crate::support::say(app::text::Text::NoticesSmsTurnOn));
    let page = visitor.submit(form).await;
    assert_eq!(page.path, "/account/notices?changed=sms-on");
}

const MOBILE: &str = "13911112222";

async fn confirm_mobile(world: &World, visitor: &mut Visitor) {
    let mut before = codes(world).await.len();
    let mut page = visitor.post("/account/mobile", &[("mobile", MOBILE)]).await;
    // One code goes to the mobile that the register holds, one to the new one.
    while page.route() == "/account/mobile/code" {
        let code = next_code(world, &mut before).await;
        page = visitor
            .post("/account/mobile/code", &[("code", &code)])
            .await;
    }
    assert_eq!(page.route(), "/account");
}

/// The texts that hold a code, newest first: word that a mobile was changed comes beside them.
async fn codes(world: &World) -> Vec<String> {
    let messages = world.office.demo_messages().await.unwrap();
    messages
        .into_iter()
        .map(|message| message.text.zh)
        .filter(|text| text.contains("验证码"))
        .collect()
}

async fn next_code(world: &World, before: &mut usize) -> String {
    for _ in 0..500 {
        let codes = codes(world).await;
        if codes.len() > *before {
            *before = codes.len();
            world.clock.advance(jiff::SignedDuration::from_secs(1));
            return codes[0]
                .chars()
                .skip_while(|c| !c.is_ascii_digit())
                .take_while(char::is_ascii_digit)
                .collect();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no code was sent");
}

/// How far the newest notice has come by this way, as the table has it.
async fn state_of_newest(world: &World, channel: Channel) -> String {
    use sqlx::Row as _;
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT state FROM notice_delivery WHERE channel = $1 ORDER BY notice DESC LIMIT 1")
        .bind(channel.as_str().to_owned())
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

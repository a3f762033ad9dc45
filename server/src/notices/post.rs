//! What leaves the house: e-mail over SMTP, SMS over HTTP (`docs/SMS.md`), and in demo mode both onto the message page.
//! Each carries a key that stays the same however often it is sent, so that a second sending has no second effect.

use std::time::{Duration, SystemTime};

use app::notices::Channel;
use app::person::{EmailAddress, Mobile};
use app::text::Wording;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::StatusCode;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Serialize;
use thiserror::Error;

use crate::Office;
use crate::fault::Fault;
use crate::settings::{MailSecurity, MailSettings, PostSettings, SmsSettings};

/// Why a message did not go out. Never holds an address or a text.
#[derive(Debug, Error)]
pub enum NotSent {
    /// It may go out later: the other side is down, busy or slow, or does not know us.
    #[error("{0}")]
    Later(String),
    /// It never will: there is no such address.
    #[error("refused for good: {0}")]
    Refused(String),
}

impl From<Fault> for NotSent {
    fn from(fault: Fault) -> Self {
        Self::Later(fault.to_string())
    }
}

/// An e-mail.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: EmailAddress,
    pub subject: String,
    pub text: String,
    /// A link that the text holds, to be pressed on the demo message page.
    pub link: Option<String>,
    /// The same for the same letter, however often it is sent.
    pub once: String,
}

/// The ways out of the house that the settings name.
#[derive(Default)]
pub struct Post {
    mail: Option<MailServer>,
    sms: Option<SmsGateway>,
}

struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The right side of each message's id.
    domain: String,
    deadline: Duration,
}

struct SmsGateway {
    client: reqwest::Client,
    url: String,
    key: String,
}

/// What a gateway is handed.
#[derive(Serialize)]
struct Handed<'a> {
    to: &'a str,
    text: &'a str,
}

impl Post {
    /// Prepares the ways that the settings name; nothing is sent yet.
    ///
    /// # Errors
    /// A password, key or authorities' file that cannot be read, a sender that is no address.
    pub fn open(settings: &PostSettings) -> Result<Self, Fault> {
        Ok(Self {
            mail: settings
                .mail
                .as_ref()
                .map(|mail| MailServer::open(mail, settings.deadline))
                .transpose()?,
            sms: settings
                .sms
                .as_ref()
                .map(|sms| SmsGateway::open(sms, settings.deadline))
                .transpose()?,
        })
    }
}

fn secret(file: &std::path::Path) -> Result<String, Fault> {
    std::fs::read_to_string(file)
        .map(|text| text.trim().to_owned())
        .map_err(|error| Fault::Other(format!("{}: {error}", file.display())))
}

/// Whom a mail server is believed by: the authorities that the settings name, or the public ones.
fn authorities(settings: &MailSettings) -> Result<TlsParameters, String> {
    let mut tls = TlsParameters::builder(settings.server.clone());
    if let Some(path) = &settings.ca {
        let fault = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let pem = std::fs::read(path).map_err(|error| fault(&error))?;
        if CertificateDer::pem_slice_iter(&pem).next().is_none() {
            return Err(fault(&"there is no certificate in it"));
        }
        let authorities = Certificate::from_pem(&pem).map_err(|error| fault(&error))?;
        tls = tls
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authorities);
    }
    tls.build().map_err(|error| error.to_string())
}

impl MailServer {
    fn open(settings: &MailSettings, deadline: Duration) -> Result<Self, Fault> {
        let fault = |error: &dyn std::fmt::Display| Fault::Other(format!("e-mail: {error}"));
        let from: Mailbox = settings.from.parse().map_err(|error| fault(&error))?;
        let tls = || authorities(settings).map_err(|error| fault(&error));
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.server)
            .port(settings.port)
            .timeout(Some(deadline))
            .tls(match settings.security {
                MailSecurity::Starttls => Tls::Required(tls()?),
                MailSecurity::Tls => Tls::Wrapper(tls()?),
                MailSecurity::None => Tls::None,
            });
        if let Some((user, password)) = &settings.user {
            builder = builder.credentials(Credentials::new(user.clone(), secret(password)?));
        }
        Ok(Self {
            transport: builder.build(),
            domain: from.email.domain().to_owned(),
            from,
            deadline,
        })
    }

    async fn send(&self, letter: &Letter, at: SystemTime) -> Result<(), NotSent> {
        let refused = |error: &dyn std::fmt::Display| NotSent::Refused(error.to_string());
        let to: lettre::Address = letter
            .to
            .as_str()
            .parse()
            .map_err(|_| NotSent::Refused("no address".to_owned()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}@{}>", letter.once, self.domain)))
            .date(at)
            // No answering machine answers to a machine (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| refused(&error))?;
        match tokio::time::timeout(self.deadline, self.transport.send(message)).await {
            Err(_) => Err(NotSent::Later("mail: no answer in time".to_owned())),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(mail_failure(&error)),
        }
    }
}

/// A mail server's own words may repeat the address: only its number is kept, or what happened on the way to it.
fn mail_failure(error: &lettre::transport::smtp::Error) -> NotSent {
    let Some(code) = error.status() else {
        let what = if is_about_tls(error) {
            "its certificate is not believed"
        } else if error.is_client() {
            "no TLS, or no way to say who we are"
        } else {
            "no connection"
        };
        return NotSent::Later(format!("mail: {what}"));
    };
    let code = u16::from(code);
    // 530 to 538 are about us, not about the address: somebody has to mend the settings.
    if error.is_permanent() && !(530..=538).contains(&code) {
        NotSent::Refused(format!("mail: {code}"))
    } else {
        NotSent::Later(format!("mail: {code}"))
    }
}

/// Whether TLS broke off, which is an error of the connection like any other, but mended in the settings.
fn is_about_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let broken = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    broken.is_some_and(|inside| inside.is::<rustls::Error>())
        || error.source().is_some_and(is_about_tls)
}

impl SmsGateway {
    fn open(settings: &SmsSettings, deadline: Duration) -> Result<Self, Fault> {
        Ok(Self {
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(deadline)
                // What goes to this address goes to no other.
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .map_err(|error| Fault::Other(format!("sms: {error}")))?,
            url: settings.url.clone(),
            key: secret(&settings.key)?,
        })
    }

    async fn send(&self, to: &Mobile, text: &str, once: &str) -> Result<(), NotSent> {
        let answer = self
            .client
            .post(&self.url)
            .bearer_auth(&self.key)
            .header("idempotency-key", once)
            .json(&Handed {
                to: &format!("+86{}", to.as_str()),
                text,
            })
            .send()
            .await
            .map_err(|error| {
                NotSent::Later(if error.is_timeout() {
                    "sms: no answer in time".to_owned()
                } else {
                    "sms: no connection".to_owned()
                })
            })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            // It has this key already.
            StatusCode::CONFLICT => Ok(()),
            status @ (StatusCode::BAD_REQUEST
            | StatusCode::GONE
            | StatusCode::UNPROCESSABLE_ENTITY) => {
                Err(NotSent::Refused(format!("sms: {}", status.as_u16())))
            }
            status => Err(NotSent::Later(format!("sms: {}", status.as_u16()))),
        }
    }
}

impl Office {
    /// Whether there is a way out of the house by this channel.
    pub fn can_send(&self, channel: Channel) -> bool {
        self.settings.demo
            || match channel {
                Channel::Email => self.post.mail.is_some(),
                Channel::Sms => self.post.sms.is_some(),
            }
    }

    /// Sends an SMS.
    ///
    /// # Errors
    /// [`NotSent`], without any of what was to be sent.
    pub async fn send_sms(&self, to: &Mobile, text: &Wording, once: &str) -> Result<(), NotSent> {
        if self.settings.demo {
            return Ok(self.write_demo_sms(to, text, once).await?);
        }
        let Some(gateway) = &self.post.sms else {
            return Err(NotSent::Later("sms: no gateway".to_owned()));
        };
        let text = if text.zh == text.en {
            text.zh.clone()
        } else {
            format!("{}\n{}", text.zh, text.en)
        };
        gateway.send(to, &text, once).await
    }

    /// Sends an e-mail.
    ///
    /// # Errors
    /// As for [`Self::send_sms`].
    pub async fn send_letter(&self, letter: &Letter) -> Result<(), NotSent> {
        if self.settings.demo {
            return Ok(self.write_demo_letter(letter).await?);
        }
        let Some(server) = &self.post.mail else {
            return Err(NotSent::Later("mail: no server".to_owned()));
        };
        server
            .send(letter, SystemTime::from(self.clock.now()))
            .await
    }
}

//! What whoever runs the portal may set: by flag, by environment (`YUBAN_..`) or in one TOML file; a flag goes before
//! the environment, the environment before the file. Outside demo mode whatever is only good for trying things out is
//! refused, with how to mend it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::data_layer::exchange::Client;
use crate::data_layer::exchange_settings::{self, ExchangeSettings, Services};
use crate::data_layer::tls::TlsSettings;

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:` or `postgres:` URL.
    pub database: String,
    /// Where the checkpoints are, and unless set otherwise the SQLite file.
    pub data: PathBuf,
    /// The file that holds the root of all secrets.
    pub key: PathBuf,
    /// Address that visitors use, e.g. `http://127.0.0.1:3000`; `https` turns on `__Host-` cookies and HSTS.
    pub address: String,
    /// `host:port` to listen on.
    pub listen: String,
    /// Demo people, demo messages, 5099xx numbers.
    pub demo: bool,
    /// The exchange layer's address; `None`: the demo city's, started in this process.
    pub data_layer: Option<String>,
    /// How the way there is protected.
    pub data_layer_tls: TlsSettings,
    /// Who is who there, and how long and for how much the portal waits.
    pub exchange: ExchangeSettings,
    /// Minutes for which a decision can be recalled before it leaves the house.
    pub hold_minutes: i64,
    /// How e-mail and SMS leave the house.
    pub post: PostSettings,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// How e-mail and SMS leave the house; in demo mode both go to the message page instead.
#[derive(Clone, Debug)]
pub struct PostSettings {
    /// Where e-mail is handed in; `None`: nowhere.
    pub mail: Option<MailSettings>,
    /// Where SMS are handed in; `None`: nowhere.
    pub sms: Option<SmsSettings>,
    /// How long a mail server or gateway may take for one message.
    pub deadline: Duration,
}

impl Default for PostSettings {
    fn default() -> Self {
        Self {
            mail: None,
            sms: None,
            deadline: Duration::from_secs(10),
        }
    }
}

/// A mail server that takes what the portal sends.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub server: String,
    pub port: u16,
    pub security: MailSecurity,
    /// A PEM file with the authorities that are believed, instead of all others.
    pub ca: Option<PathBuf>,
    /// User and the file that holds the password.
    pub user: Option<(String, PathBuf)>,
    /// The address that e-mail comes from.
    pub from: String,
}

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Begins in the open, and must go on with TLS.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In the open: for a mail server on this very machine.
    None,
}

/// A gateway that takes SMS: see `docs/SMS.md`.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    pub url: String,
    /// The file that holds the key.
    pub key: PathBuf,
}

/// What was said about the settings in one place; what is not said is `None`.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Given {
    /// The database: `sqlite:FILE` or `postgres://..` [default: sqlite:DATA/yuban.db]
    #[arg(long, global = true, env = "YUBAN_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The data folder [default: ./data]
    #[arg(long, global = true, env = "YUBAN_DATA")]
    pub data: Option<PathBuf>,
    /// The key file: base64 of 32 random bytes [default in demo mode: DATA/key, made at the first start]
    #[arg(long, global = true, env = "YUBAN_KEY")]
    pub key: Option<PathBuf>,
    /// The address that visitors use [default: http://LISTEN]
    #[arg(long, global = true, env = "YUBAN_ADDRESS")]
    pub address: Option<String>,
    /// Where to listen [default: 127.0.0.1:3000]
    #[arg(long, global = true, env = "YUBAN_LISTEN")]
    pub listen: Option<String>,
    /// Demo mode: a synthetic city, people one can be with one press, messages on a page
    #[arg(long, global = true, env = "YUBAN_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub demo: Option<bool>,
    /// The exchange layer's address [default in demo mode: the demo city's own]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER")]
    pub data_layer: Option<String>,
    /// PEM file with the key and certificate that the exchange layer is shown [default: none is shown]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_IDENTITY")]
    pub data_layer_identity: Option<PathBuf>,
    /// PEM file with the only authorities whose certificates the exchange layer may show [default: the public ones]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_CA")]
    pub data_layer_ca: Option<PathBuf>,
    /// Who the portal is on the exchange, INSTANCE/CLASS/MEMBER/SUBSYSTEM [default: CQ/GOV/500000-SJ/YUBAN]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_CLIENT")]
    pub data_layer_client: Option<String>,
    /// TOML file: code of a data set = the identifier that it is published under [default: under our own]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_SERVICES")]
    pub data_layer_services: Option<PathBuf>,
    /// The security server that is addressed, INSTANCE/CLASS/MEMBER/SERVER [default: none, any may take a message]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_SECURITY_SERVER")]
    pub data_layer_security_server: Option<String>,
    /// Milliseconds that a call may take [default: 3000]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_DEADLINE_MS")]
    pub data_layer_deadline_ms: Option<u64>,
    /// Milliseconds that a call may take for which somebody waits in front of a page [default: 800]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_PREFILL_MS")]
    pub data_layer_prefill_ms: Option<u64>,
    /// Bytes that an answer may have [default: 1048576]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_SIZE_CAP")]
    pub data_layer_size_cap: Option<usize>,
    /// Take only answers with the hash of our question and the source's own signature [default: in demo mode]
    #[arg(long, global = true, env = "YUBAN_DATA_LAYER_PROOF", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub data_layer_proof: Option<bool>,
    /// Minutes for which a decision can be recalled before it leaves the house [default: 5]
    #[arg(long, global = true, env = "YUBAN_HOLD_MINUTES")]
    pub hold_minutes: Option<i64>,
    /// The mail server that takes what the portal sends [default: none, nobody is told by e-mail]
    #[arg(long, global = true, env = "YUBAN_MAIL_SERVER")]
    pub mail_server: Option<String>,
    /// Its port [default: 587 for starttls, 465 for tls, 25 for none]
    #[arg(long, global = true, env = "YUBAN_MAIL_PORT")]
    pub mail_port: Option<u16>,
    /// How the way to the mail server is protected [default: starttls]
    #[arg(long, global = true, env = "YUBAN_MAIL_SECURITY", value_enum)]
    pub mail_security: Option<MailSecurity>,
    /// A PEM file with the authorities that are believed about the mail server, instead of the public ones
    #[arg(long, global = true, env = "YUBAN_MAIL_CA")]
    pub mail_ca: Option<PathBuf>,
    /// As whom the portal hands e-mail in [default: without a name]
    #[arg(long, global = true, env = "YUBAN_MAIL_USER")]
    pub mail_user: Option<String>,
    /// The file that holds that user's password
    #[arg(long, global = true, env = "YUBAN_MAIL_PASSWORD")]
    pub mail_password: Option<PathBuf>,
    /// The address that e-mail comes from
    #[arg(long, global = true, env = "YUBAN_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Where SMS are handed in, see docs/SMS.md [default: nowhere, codes come from a counter only]
    #[arg(long, global = true, env = "YUBAN_SMS_URL")]
    pub sms_url: Option<String>,
    /// The file that holds the key to it
    #[arg(long, global = true, env = "YUBAN_SMS_KEY")]
    pub sms_key: Option<PathBuf>,
    /// Addresses of the proxies in front: only from these a client's address is taken out of X-Forwarded-For
    #[arg(
        long,
        global = true,
        env = "YUBAN_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub trusted_proxy: Option<Vec<IpAddr>>,
}

impl Given {
    /// What the TOML file says.
    ///
    /// # Errors
    /// A file that cannot be read, or that says something unknown.
    pub fn in_file(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// These, and where they say nothing, the others.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            database: self.database.or(others.database),
            data: self.data.or(others.data),
            key: self.key.or(others.key),
            address: self.address.or(others.address),
            listen: self.listen.or(others.listen),
            demo: self.demo.or(others.demo),
            data_layer: self.data_layer.or(others.data_layer),
            data_layer_identity: self.data_layer_identity.or(others.data_layer_identity),
            data_layer_ca: self.data_layer_ca.or(others.data_layer_ca),
            data_layer_client: self.data_layer_client.or(others.data_layer_client),
            data_layer_services: self.data_layer_services.or(others.data_layer_services),
            data_layer_security_server: self
                .data_layer_security_server
                .or(others.data_layer_security_server),
            data_layer_deadline_ms: self
                .data_layer_deadline_ms
                .or(others.data_layer_deadline_ms),
            data_layer_prefill_ms: self.data_layer_prefill_ms.or(others.data_layer_prefill_ms),
            data_layer_size_cap: self.data_layer_size_cap.or(others.data_layer_size_cap),
            data_layer_proof: self.data_layer_proof.or(others.data_layer_proof),
            hold_minutes: self.hold_minutes.or(others.hold_minutes),
            mail_server: self.mail_server.or(others.mail_server),
            mail_port: self.mail_port.or(others.mail_port),
            mail_security: self.mail_security.or(others.mail_security),
            mail_ca: self.mail_ca.or(others.mail_ca),
            mail_user: self.mail_user.or(others.mail_user),
            mail_password: self.mail_password.or(others.mail_password),
            mail_from: self.mail_from.or(others.mail_from),
            sms_url: self.sms_url.or(others.sms_url),
            sms_key: self.sms_key.or(others.sms_key),
            trusted_proxy: self.trusted_proxy.or(others.trusted_proxy),
        }
    }

    /// The settings, with defaults where nothing was said, refused where they are unsafe.
    ///
    /// # Errors
    /// Everything that is wrong at once, each with how to mend it.
    pub fn settle(self) -> Result<Settings, String> {
        let post = PostSettings {
            mail: self.mail()?,
            sms: self.sms()?,
            ..PostSettings::default()
        };
        let data_layer_tls = self.data_layer_tls()?;
        let exchange = self.exchange()?;
        if self.data_layer.is_none() && exchange.names_others() {
            return Err(
                "identifiers are named for an exchange layer that is not named itself: --data-layer URL"
                    .to_owned(),
            );
        }
        let data = self.data.unwrap_or_else(|| PathBuf::from("data"));
        let listen = self.listen.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let settings = Settings {
            database: self
                .database
                .unwrap_or_else(|| format!("sqlite:{}", data.join("yuban.db").display())),
            key: self.key.unwrap_or_else(|| data.join("key")),
            address: self
                .address
                .unwrap_or_else(|| format!("http://{listen}"))
                .trim_end_matches('/')
                .to_owned(),
            demo: self.demo.unwrap_or(false),
            data_layer: self.data_layer,
            data_layer_tls,
            exchange,
            hold_minutes: self.hold_minutes.unwrap_or(5).clamp(0, 24 * 60),
            post,
            trusted_proxies: self
                .trusted_proxy
                .unwrap_or_default()
                .into_iter()
                .map(|address| address.to_canonical())
                .collect(),
            data,
            listen,
        };
        let wrong = settings.refusals();
        if wrong.is_empty() {
            Ok(settings)
        } else {
            Err(format!(
                "these settings are good for a demonstration only (--demo):\n\n- {}",
                wrong.join("\n- ")
            ))
        }
    }
}

impl Given {
    /// How the way to the exchange layer is protected.
    ///
    /// # Errors
    /// Certificates for a way that is open all the same.
    pub fn data_layer_tls(&self) -> Result<TlsSettings, String> {
        let tls = TlsSettings {
            identity: self.data_layer_identity.clone(),
            ca: self.data_layer_ca.clone(),
        };
        match &self.data_layer {
            Some(address) if !tls.is_plain() && !address.starts_with("https://") => Err(format!(
                "certificates are named for the exchange layer, and {address} would be reached in the open: \
                 --data-layer https://.."
            )),
            _ => Ok(tls),
        }
    }

    /// Who is who on the exchange layer, and how long and for how much it is waited for.
    ///
    /// # Errors
    /// Everything that is wrong with it at once.
    pub fn exchange(&self) -> Result<ExchangeSettings, String> {
        let usual = ExchangeSettings::default();
        let mut wrong = Vec::new();
        let client = self.data_layer_client.as_ref().map(|client| {
            client.parse::<Client>().map_err(|why| {
                format!(
                    "--data-layer-client {client}: {why}; INSTANCE/CLASS/MEMBER/SUBSYSTEM is expected, as {}",
                    usual.client
                )
            })
        });
        let services = self.data_layer_services.as_deref().map(|file| {
            Services::in_file(file).map_err(|why| format!("--data-layer-services {why}"))
        });
        let server = self.data_layer_security_server.as_deref().map(|server| {
            exchange_settings::security_server(server)
                .map(Some)
                .map_err(|why| format!("--data-layer-security-server {why}"))
        });
        let milliseconds = |setting, said: Option<u64>| {
            said.map(|said| exchange_settings::milliseconds(setting, said))
        };
        let deadline = milliseconds("--data-layer-deadline-ms", self.data_layer_deadline_ms);
        let prefill = milliseconds("--data-layer-prefill-ms", self.data_layer_prefill_ms);
        let size_cap = self
            .data_layer_size_cap
            .map(|said| exchange_settings::bytes("--data-layer-size-cap", said));

        let deadline = said_or(deadline, usual.deadline, &mut wrong);
        let services = said_or(services, usual.services.clone(), &mut wrong);
        let exchange = ExchangeSettings {
            client: said_or(client, usual.client.clone(), &mut wrong),
            deadline,
            prefill_deadline: said_or(prefill, usual.prefill_deadline.min(deadline), &mut wrong),
            size_cap: said_or(size_cap, usual.size_cap, &mut wrong),
            services: match said_or(server, None, &mut wrong) {
                Some(server) => services.behind(server),
                None => services,
            },
            demands_proof: self.data_layer_proof,
        };
        if exchange.prefill_deadline > exchange.deadline {
            wrong.push(format!(
                "--data-layer-prefill-ms {}: whoever waits in front of a page waits no longer than anybody else, {} ms \
                 (--data-layer-deadline-ms)",
                exchange.prefill_deadline.as_millis(),
                exchange.deadline.as_millis()
            ));
        }
        if wrong.is_empty() {
            Ok(exchange)
        } else {
            Err(wrong.join("\n"))
        }
    }

    /// The mail server, if one is named; everything that belongs to one has to be there.
    fn mail(&self) -> Result<Option<MailSettings>, String> {
        let Some(server) = self.mail_server.clone() else {
            return if self.mail_from.is_some() || self.mail_user.is_some() {
                Err("e-mail has nowhere to go: name the server, --mail-server HOST".to_owned())
            } else {
                Ok(None)
            };
        };
        let security = self.mail_security.unwrap_or_default();
        if security == MailSecurity::None && !is_this_machine(&server) {
            return Err(format!(
                "e-mail would go to {server} in the open: --mail-security starttls or tls; none is for a server on \
                 this machine"
            ));
        }
        if security == MailSecurity::None && self.mail_ca.is_some() {
            return Err(
                "--mail-ca is for a mail server behind TLS: --mail-security starttls or tls"
                    .to_owned(),
            );
        }
        let from = self
            .mail_from
            .clone()
            .ok_or("e-mail has no sender: name the address, --mail-from ADDRESS")?;
        let user = match (&self.mail_user, &self.mail_password) {
            (Some(user), Some(password)) => Some((user.clone(), password.clone())),
            (None, None) => None,
            _ => {
                return Err(
                    "a mail user and the file with the password belong together: --mail-user, --mail-password"
                        .to_owned(),
                );
            }
        };
        Ok(Some(MailSettings {
            port: self.mail_port.unwrap_or(match security {
                MailSecurity::Starttls => 587,
                MailSecurity::Tls => 465,
                MailSecurity::None => 25,
            }),
            server,
            security,
            ca: self.mail_ca.clone(),
            user,
            from,
        }))
    }

    /// The SMS gateway, if one is named.
    fn sms(&self) -> Result<Option<SmsSettings>, String> {
        match (&self.sms_url, &self.sms_key) {
            (None, None) => Ok(None),
            (Some(url), Some(key)) => {
                let parsed = reqwest::Url::parse(url)
                    .map_err(|error| format!("--sms-url {url}: {error}"))?;
                let is_safe = parsed.scheme() == "https"
                    || (parsed.scheme() == "http"
                        && parsed.host_str().is_some_and(is_this_machine));
                if !is_safe {
                    return Err(format!(
                        "SMS would go to {url} in the open: --sms-url https://..; http is for a gateway on this machine"
                    ));
                }
                Ok(Some(SmsSettings {
                    url: url.clone(),
                    key: key.clone(),
                }))
            }
            _ => Err(
                "an SMS gateway has an address and a key: --sms-url URL and --sms-key FILE"
                    .to_owned(),
            ),
        }
    }
}

/// What was said, or what is usual: where nothing was said, or something wrong, which is noted.
fn said_or<T>(said: Option<Result<T, String>>, usual: T, wrong: &mut Vec<String>) -> T {
    match said {
        Some(Ok(said)) => said,
        Some(Err(why)) => {
            wrong.push(why);
            usual
        }
        None => usual,
    }
}

/// Whether this names the machine that the portal runs on.
fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl Settings {
    /// Whether visitors come over TLS.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }

    /// What must not be outside demo mode, each with how to mend it.
    fn refusals(&self) -> Vec<String> {
        if self.demo {
            return Vec::new();
        }
        let mut wrong = Vec::new();
        if !self.is_secure() {
            wrong.push(format!(
                "visitors would come to {} without TLS. Put a proxy with a certificate in front, and name the \
                 address that visitors use: --address https://..",
                self.address
            ));
        }
        if self.data_layer.is_none() {
            wrong.push(
                "the registers would be those of an invented city. Name the exchange layer: --data-layer http://.."
                    .to_owned(),
            );
        }
        wrong.extend(self.key_refusal());
        wrong
    }

    /// The key file has to be made on purpose, readable by its owner only, and not beside the database: whoever
    /// copies the data folder would have what opens it.
    fn key_refusal(&self) -> Option<String> {
        let key = self.key.display();
        let make = "make one elsewhere: (umask 077 && head -c 32 /dev/urandom | base64 > FILE), and name it: --key FILE";
        if self.key.starts_with(&self.data) {
            return Some(format!(
                "the key {key} lies in the data folder, and would be copied with what it protects; {make}"
            ));
        }
        let Ok(metadata) = std::fs::metadata(&self.key) else {
            return Some(format!("there is no key file {key}; {make}"));
        };
        if is_open_to_others(&metadata) {
            return Some(format!(
                "others than its owner may read the key file {key}: chmod 600 {key}"
            ));
        }
        None
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_layer::records::DataSet;

    fn given(toml: &str) -> Given {
        toml::from_str(toml).unwrap()
    }

    fn key_file(folder: &Path, mode: u32) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let key = folder.join("key");
        std::fs::write(&key, "a key").unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        key
    }

    #[test]
    fn what_was_said_first_goes_before_what_the_file_says() {
        let settings = given("listen = '127.0.0.1:4000'")
            .or(given(
                "listen = '127.0.0.1:5000'\ndemo = true\ndata = '/srv/yuban'",
            ))
            .settle()
            .unwrap();
        assert_eq!(settings.listen, "127.0.0.1:4000");
        assert_eq!(settings.address, "http://127.0.0.1:4000");
        assert_eq!(settings.database, "sqlite:/srv/yuban/yuban.db");
        assert!(settings.demo);
    }

    #[test]
    fn a_decision_can_be_recalled_for_five_minutes_in_the_demo_too() {
        let held = |given: Given| given.settle().unwrap().hold_minutes;
        assert_eq!(held(given("demo = true")), 5);
        let other = Given {
            hold_minutes: Some(7),
            ..given("demo = true")
        };
        assert_eq!(held(other), 7);
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        assert!(toml::from_str::<Given>("lissten = '127.0.0.1:4000'").is_err());
    }

    #[test]
    fn outside_demo_mode_every_demonstration_setting_is_refused_at_once() {
        let said = Given::default().settle().unwrap_err();
        for mend in ["--address https://", "--data-layer", "--key"] {
            assert!(said.contains(mend), "{said}");
        }
    }

    #[test]
    fn what_leaves_the_house_leaves_it_protected() {
        let said = |toml: &str| {
            given(&format!("demo = true\n{toml}"))
                .settle()
                .err()
                .unwrap_or_default()
        };
        let from = "mail-from = 'yuban@example.org'";
        assert!(said(from).contains("--mail-server"));
        assert!(said("mail-server = 'mail.example.org'").contains("--mail-from"));
        let open = "mail-security = 'none'";
        assert!(
            said(&format!("mail-server = 'mail.example.org'\n{from}\n{open}"))
                .contains("in the open")
        );
        assert_eq!(said(&format!("mail-server = '::1'\n{from}\n{open}")), "");
        let authorities = "mail-ca = '/etc/yuban/ca.pem'";
        assert!(
            said(&format!(
                "mail-server = '::1'\n{from}\n{open}\n{authorities}"
            ))
            .contains("behind TLS")
        );
        let user = "mail-user = 'yuban'";
        assert!(
            said(&format!("mail-server = 'mail.example.org'\n{from}\n{user}"))
                .contains("--mail-password")
        );
        assert!(said("sms-url = 'https://sms.example.org'").contains("--sms-key"));
        let key = "sms-key = '/etc/yuban/sms'";
        assert!(
            said(&format!("sms-url = 'http://sms.example.org'\n{key}")).contains("in the open")
        );
        assert_eq!(
            said(&format!("sms-url = 'https://sms.example.org'\n{key}")),
            ""
        );
        assert_eq!(
            said(&format!("sms-url = 'http://127.0.0.1:8080'\n{key}")),
            ""
        );
    }

    #[test]
    fn certificates_are_not_named_for_a_way_in_the_open() {
        let both = "data-layer-identity = '/etc/yuban/us.pem'\ndata-layer-ca = '/etc/yuban/ca.pem'";
        let settled = |address: &str| {
            given(&format!("demo = true\ndata-layer = '{address}'\n{both}")).settle()
        };
        let said = settled("http://security-server.example:8080").unwrap_err();
        assert!(said.contains("--data-layer https://"), "{said}");
        let settings = settled("https://security-server.example:8443").unwrap();
        assert_eq!(
            settings.data_layer_tls.ca.as_deref(),
            Some(Path::new("/etc/yuban/ca.pem"))
        );
    }

    #[test]
    fn who_is_who_on_the_exchange_is_a_setting() {
        let folder = tempfile::tempdir().unwrap();
        let services = folder.path().join("services.toml");
        std::fs::write(
            &services,
            "\"POPULATION/persons\" = \"CQ/GOV/GA/RKXT/person.v2\"",
        )
        .unwrap();
        let services = format!("data-layer-services = '{}'", services.display());
        let settled = |toml: &str| {
            given(&format!(
                "demo = true\ndata-layer = 'https://ss.example:8443'\n{toml}"
            ))
            .settle()
        };
        let usual = settled("").unwrap().exchange;
        assert_eq!(usual, ExchangeSettings::default());
        let set = settled(&format!(
            "{services}\ndata-layer-client = 'CQ/GOV/SJ/PORTAL'\ndata-layer-security-server = 'CQ/GOV/SJ/SS1'\n\
             data-layer-deadline-ms = 5000\n\
             data-layer-prefill-ms = 1200\ndata-layer-size-cap = 2097152\ndata-layer-proof = false"
        ))
        .unwrap()
        .exchange;
        assert_eq!(set.client.to_string(), "CQ/GOV/SJ/PORTAL");
        assert_eq!(
            set.services.of(DataSet::Persons).to_string(),
            "CQ/GOV/GA/RKXT/person.v2"
        );
        let server = set.services.server_of(DataSet::Marriages).unwrap();
        assert_eq!(server.to_string(), "CQ/GOV/SJ/SS1");
        assert_eq!(set.deadline, Duration::from_secs(5));
        assert_eq!(set.prefill_deadline, Duration::from_millis(1_200));
        assert_eq!(set.size_cap, 2 * 1024 * 1024);
        assert_eq!(set.demands_proof, Some(false));
        // Whoever shortens all calls shortens those in front of a page too.
        let short = settled("data-layer-deadline-ms = 500").unwrap().exchange;
        assert_eq!(short.prefill_deadline, Duration::from_millis(500));

        let said = settled(
            "data-layer-client = 'CQ/GOV'\ndata-layer-services = '/no/such.toml'\ndata-layer-deadline-ms = 1\n\
             data-layer-prefill-ms = 4000\ndata-layer-size-cap = 10\ndata-layer-security-server = 'SS1'",
        )
        .unwrap_err();
        for wrong in [
            "--data-layer-client CQ/GOV: an identifier has more or fewer parts",
            "as CQ/GOV/500000-SJ/YUBAN",
            "--data-layer-services /no/such.toml: ",
            "--data-layer-deadline-ms 1: between 50 and 60000",
            "--data-layer-prefill-ms 4000: whoever waits",
            "--data-layer-size-cap 10: between",
            "--data-layer-security-server SS1: an identifier has more or fewer parts",
        ] {
            assert!(said.contains(wrong), "{wrong}: {said}");
        }
        // The demo city's own registers know the portal by its own name.
        let alone = given("demo = true\ndata-layer-client = 'CQ/GOV/SJ/PORTAL'").settle();
        assert!(alone.unwrap_err().contains("--data-layer URL"));
    }

    #[test]
    fn proxies_are_named_one_by_one() {
        let settings = given("demo = true\ntrusted-proxy = ['127.0.0.1', '::ffff:10.0.0.7']")
            .settle()
            .unwrap();
        let proxies: Vec<String> = settings
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(proxies, ["127.0.0.1", "10.0.0.7"]);
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let key = key_file(folder.path(), 0o640);
        let real = Given {
            key: Some(key.clone()),
            ..given("address = 'https://yuban.example'\ndata-layer = 'http://127.0.0.1:8080'")
        };
        assert!(real.clone().settle().unwrap_err().contains("chmod 600"));
        key_file(folder.path(), 0o600);
        assert!(real.clone().settle().is_ok());
        let beside = Given {
            data: Some(folder.path().to_owned()),
            ..real
        };
        assert!(
            beside
                .settle()
                .unwrap_err()
                .contains("lies in the data folder")
        );
    }
}

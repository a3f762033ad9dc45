//! A mail server and an SMS gateway for stories and proofs: real servers on loopback ports, that can be in any mood.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use server::settings::MailSecurity;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How a server takes what it is handed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    /// 451, or 503: later perhaps.
    Busy,
    /// 550, or 422: never.
    KnowsNoSuchAddress,
    /// 535, or 401: who are you?
    DoesNotKnowUs,
    /// Says nothing at all.
    Silent,
    /// Takes it, and says so when nobody listens any more.
    AnswersAfter(Duration),
    /// Closes the connection in the middle.
    HangsUp,
}

/// What reached a server, in the order in which it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The message's id, or the idempotency key: the same for the same message.
    pub once: String,
    pub to: String,
    /// An SMS has none.
    pub subject: String,
    pub text: String,
    /// Everything as it came over the wire.
    pub raw: String,
}

#[derive(Default)]
struct Inside {
    mood: Mood,
    taken: Vec<Taken>,
    calls: usize,
}

/// A server of either kind.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Server {
    pub fn be(&self, mood: Mood) {
        self.lock().mood = mood;
    }

    /// Everything that was taken, each time that it was.
    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    /// What has an effect: each message once, whatever it was sent for again.
    pub fn effects(&self) -> BTreeMap<String, Taken> {
        let taken = self.taken().into_iter();
        taken.map(|taken| (taken.once.clone(), taken)).collect()
    }

    /// How often somebody called.
    pub fn calls(&self) -> usize {
        self.lock().calls
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().expect("nobody panics in here")
    }

    fn called(&self) -> Mood {
        let mut inside = self.lock();
        inside.calls += 1;
        inside.mood
    }

    fn take(&self, taken: Taken) {
        self.lock().taken.push(taken);
    }
}

/// The key that the gateway wants.
pub const SMS_KEY: &str = "a-key-to-the-gateway";

/// Opens an SMS gateway: `POST /` with a key and JSON.
pub async fn sms_gateway() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server = Server {
        address: listener.local_addr().expect("a bound port"),
        inside: Arc::default(),
    };
    let router = Router::new()
        .route("/", post(take_sms))
        .with_state(server.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    server
}

async fn take_sms(
    State(server): State<Server>,
    headers: HeaderMap,
    Json(handed): Json<serde_json::Value>,
) -> StatusCode {
    let said = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    if said("authorization") != format!("Bearer {SMS_KEY}") {
        return StatusCode::UNAUTHORIZED;
    }
    let taken = Taken {
        once: said("idempotency-key"),
        to: handed["to"].as_str().unwrap_or_default().to_owned(),
        subject: String::new(),
        text: handed["text"].as_str().unwrap_or_default().to_owned(),
        raw: handed.to_string(),
    };
    match server.called() {
        Mood::Takes => server.take(taken),
        Mood::Busy | Mood::HangsUp => return StatusCode::SERVICE_UNAVAILABLE,
        Mood::KnowsNoSuchAddress => return StatusCode::UNPROCESSABLE_ENTITY,
        Mood::DoesNotKnowUs => return StatusCode::UNAUTHORIZED,
        Mood::Silent => std::future::pending().await,
        Mood::AnswersAfter(late) => {
            server.take(taken);
            tokio::time::sleep(late).await;
        }
    }
    StatusCode::ACCEPTED
}

/// As whom letters are handed in to a mail server behind TLS.
pub const MAIL_USER: &str = "yuban";
pub const MAIL_PASSWORD: &str = "a-password-of-the-portal";

/// A certificate or key of `tests/tls`.
pub fn of_tls(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tls")
        .join(name)
}

/// Opens a mail server that speaks as much of RFC 5321 as somebody who hands a letter in needs. Behind TLS it takes letters
/// only from whom it knows by name and password.
pub async fn mail_server(security: MailSecurity) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let server = Server {
        address: listener.local_addr().expect("a bound port"),
        inside: Arc::default(),
    };
    let talking = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = talking.clone();
            // Whoever hands in may leave in the middle.
            tokio::spawn(async move { receive(server, stream, security).await.ok() });
        }
    });
    server
}

fn tls() -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(of_tls("server.pem"))
        .expect("a file")
        .map(|one| one.expect("a certificate"))
        .collect();
    let key = PrivateKeyDer::from_pem_file(of_tls("server.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate and its key");
    TlsAcceptor::from(Arc::new(config))
}

const GREETING: &[u8] = b"220 mail.example.org ESMTP\r\n";

async fn receive(server: Server, stream: TcpStream, security: MailSecurity) -> std::io::Result<()> {
    let mood = server.called();
    if mood == Mood::Silent {
        std::future::pending::<()>().await;
    }
    let mut open = BufReader::new(stream);
    match security {
        MailSecurity::None => {
            open.write_all(GREETING).await?;
            talk(server, open, mood, true).await
        }
        MailSecurity::Tls => {
            let mut hidden = BufReader::new(tls().accept(open.into_inner()).await?);
            hidden.write_all(GREETING).await?;
            hidden.flush().await?;
            talk(server, hidden, mood, false).await
        }
        MailSecurity::Starttls => {
            open.write_all(GREETING).await?;
            let mut line = String::new();
            while !line.starts_with("STARTTLS") {
                let answer: &[u8] = match line.get(..4) {
                    Some("EHLO") => b"250-mail.example.org\r\n250 STARTTLS\r\n",
                    None => b"",
                    _ => b"530 5.7.0 STARTTLS first\r\n",
                };
                open.write_all(answer).await?;
                line.clear();
                if open.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
            }
            open.write_all(b"220 2.0.0 go on\r\n").await?;
            let hidden = tls().accept(open.into_inner()).await?;
            talk(server, BufReader::new(hidden), mood, false).await
        }
    }
}

/// From the greeting on; `is_known`: whoever calls need not say who they are.
async fn talk(
    server: Server,
    mut stream: impl AsyncBufRead + AsyncWrite + Unpin,
    mood: Mood,
    mut is_known: bool,
) -> std::io::Result<()> {
    let wants_a_name = !is_known;
    let mut to = String::new();
    while let Some(line) = next_line(&mut stream).await? {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        let answer = match (verb.as_str(), mood) {
            ("EHLO" | "HELO", _) if wants_a_name => {
                "250-mail.example.org\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n"
            }
            ("EHLO" | "HELO", _) => "250-mail.example.org\r\n250 8BITMIME\r\n",
            ("AUTH", _) => {
                let plain = STANDARD.encode(format!("\0{MAIL_USER}\0{MAIL_PASSWORD}"));
                is_known = line == format!("AUTH PLAIN {plain}");
                if is_known {
                    "235 2.7.0 well met\r\n"
                } else {
                    "535 5.7.8 who are you\r\n"
                }
            }
            ("MAIL" | "RCPT" | "DATA", _) if !is_known => "530 5.7.0 who are you\r\n",
            ("MAIL", Mood::DoesNotKnowUs) => "535 5.7.8 who are you\r\n",
            ("MAIL", _) => "250 2.1.0 from whom\r\n",
            ("RCPT", Mood::Busy) => "451 4.3.0 later perhaps\r\n",
            ("RCPT", Mood::KnowsNoSuchAddress) => "550 5.1.1 nobody of that name\r\n",
            ("RCPT", _) => {
                to = line
                    .split_once('<')
                    .and_then(|(_, rest)| rest.split_once('>'))
                    .map(|(address, _)| address.to_owned())
                    .unwrap_or_default();
                "250 2.1.5 to whom\r\n"
            }
            ("DATA", Mood::HangsUp) => return Ok(()),
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                stream.flush().await?;
                let mut raw = String::new();
                while let Some(line) = next_line(&mut stream).await? {
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push('\n');
                }
                server.take(letter(&to, raw));
                if let Mood::AnswersAfter(late) = mood {
                    tokio::time::sleep(late).await;
                }
                "250 2.0.0 taken\r\n"
            }
            ("QUIT", _) => {
                stream.write_all(b"221 2.0.0 until next time\r\n").await?;
                return stream.flush().await;
            }
            ("RSET" | "NOOP", _) => "250 2.0.0 well\r\n",
            _ => "502 5.5.1 what do you mean\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
    }
    Ok(())
}

/// Without its end; `None` where nobody says more.
async fn next_line(stream: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Reads a letter as its reader would.
fn letter(to: &str, raw: String) -> Taken {
    let (head, body) = raw.split_once("\n\n").unwrap_or((&raw, ""));
    // A header goes on in the next line where that begins with white space.
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let header = |name: &str| {
        head.lines()
            .find_map(|line| {
                let (known, value) = line.split_once(':')?;
                known
                    .eq_ignore_ascii_case(name)
                    .then(|| value.trim().to_owned())
            })
            .unwrap_or_default()
    };
    let bytes = match header("content-transfer-encoding").as_str() {
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            STANDARD.decode(joined).expect("base64")
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.as_bytes().to_vec(),
    };
    Taken {
        once: header("message-id"),
        to: to.to_owned(),
        subject: encoded_words(&header("subject")),
        text: String::from_utf8(bytes)
            .expect("UTF-8")
            .replace("\r\n", "\n"),
        raw,
    }
}

/// `=?utf-8?b?..?=`, one after the other.
fn encoded_words(value: &str) -> String {
    let mut said = Vec::new();
    let mut was_encoded = false;
    for word in value.split(' ') {
        let encoded = word
            .strip_prefix("=?utf-8?b?")
            .and_then(|word| word.strip_suffix("?="));
        match encoded {
            Some(word) => {
                said.extend(STANDARD.decode(word).expect("base64"));
                was_encoded = true;
            }
            None => {
                if !said.is_empty() && (!word.is_empty() || !was_encoded) {
                    said.push(b' ');
                }
                said.extend(word.as_bytes());
                was_encoded = false;
            }
        }
    }
    String::from_utf8(said).expect("UTF-8")
}

fn quoted_printable(body: &str) -> Vec<u8> {
    let joined = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' && after.len() >= 2 {
            let hex = std::str::from_utf8(&after[..2]).expect("hex");
            bytes.push(u8::from_str_radix(hex, 16).expect("hex"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

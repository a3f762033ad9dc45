//! TLS on the way to the exchange: whom the portal believes, and as whom it shows itself.

use std::path::{Path, PathBuf};

use reqwest::{Certificate, ClientBuilder, Identity};

/// How the way to the exchange layer, or to the next gateway, is protected. Empty: `https` by the public roots, and no
/// certificate of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// A PEM file with the private key (PKCS #8) and the certificate, one's own first: what is shown to the other side.
    pub identity: Option<PathBuf>,
    /// A PEM file with the authorities that are believed, instead of all others.
    pub ca: Option<PathBuf>,
}

impl TlsSettings {
    /// Puts them on a client.
    ///
    /// # Errors
    /// Which file cannot be read, or has nothing of use in it.
    pub fn on(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, String> {
        if let Some(path) = &self.ca {
            let authorities = Certificate::from_pem_bundle(&read(path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            if authorities.is_empty() {
                return Err(format!("{}: there is no certificate in it", path.display()));
            }
            builder = builder.tls_certs_only(authorities);
        }
        if let Some(path) = &self.identity {
            let identity = Identity::from_pem(&read(path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            builder = builder.identity(identity);
        }
        Ok(builder)
    }

    /// Whether nothing was set.
    pub const fn is_plain(&self) -> bool {
        self.identity.is_none() && self.ca.is_none()
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, channel};

    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::server::WebPkiClientVerifier;
    use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

    use super::*;
    use crate::clock::Chance;
    use crate::data_layer::caller::{CallContext, CallFailure, Caller, DEADLINE, SIZE_CAP};
    use crate::data_layer::exchange::Client;
    use crate::data_layer::records::DataSet;

    fn file(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/tls")
            .join(name)
    }

    /// A security server that lets in whom its authority has signed: `https://..`, and the requests that got through.
    fn security_server() -> (String, Receiver<String>) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut roots = RootCertStore::empty();
        for authority in CertificateDer::pem_file_iter(file("ca.pem")).unwrap() {
            roots.add(authority.unwrap()).unwrap();
        }
        let clients = WebPkiClientVerifier::builder(Arc::new(roots))
            .build()
            .unwrap();
        let chain = CertificateDer::pem_file_iter(file("server.pem"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let key = PrivateKeyDer::from_pem_file(file("server.pem")).unwrap();
        let config = ServerConfig::builder()
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let (heard, hears) = channel();
        let config = Arc::new(config);
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let mut socket = socket.unwrap();
                let mut connection = ServerConnection::new(config.clone()).unwrap();
                let mut stream = Stream::new(&mut connection, &mut socket);
                let mut head = Vec::new();
                let mut byte = [0];
                // Whoever is not let in breaks off here.
                while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                    head.push(byte[0]);
                }
                if head.is_empty() {
                    continue;
                }
                let _ = heard.send(String::from_utf8(head).unwrap());
                let body = "[]";
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.flush();
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        });
        (address, hears)
    }

    async fn ask(address: &str, tls: &TlsSettings) -> Result<(), CallFailure> {
        let chance = Chance::seeded(3);
        let caller = Caller::new(address, Client::portal(), DEADLINE, SIZE_CAP, chance)
            .unwrap()
            .over_tls(tls)
            .unwrap();
        let about = CallContext::default();
        caller
            .call(DataSet::Offices, &(), &about, None)
            .await
            .map(drop)
    }

    fn tls(identity: Option<&str>, ca: Option<&str>) -> TlsSettings {
        TlsSettings {
            identity: identity.map(file),
            ca: ca.map(file),
        }
    }

    #[tokio::test]
    async fn only_who_shows_a_certificate_of_the_same_authority_gets_an_answer() {
        let (address, hears) = security_server();
        let ours = tls(Some("client.pem"), Some("ca.pem"));
        assert_eq!(ask(&address, &ours).await, Ok(()));
        let head = hears.recv().unwrap();
        assert!(
            head.contains("x-road-client: CQ/GOV/500000-SJ/YUBAN"),
            "{head}"
        );
        for (identity, ca, why) in [
            (None, Some("ca.pem"), "no certificate of one's own"),
            (Some("stranger.pem"), Some("ca.pem"), "another authority's"),
            (
                Some("client.pem"),
                Some("other-ca.pem"),
                "the server is not believed",
            ),
            (Some("client.pem"), None, "no public authority knows it"),
        ] {
            let asked = ask(&address, &tls(identity, ca)).await;
            assert_eq!(asked, Err(CallFailure::Unreachable), "{why}");
        }
        let in_the_open = address.replace("https", "http");
        assert!(ask(&in_the_open, &ours).await.is_err());
        assert!(
            hears.try_recv().is_err(),
            "nothing of the others got through"
        );
    }

    #[test]
    fn files_that_are_no_good_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.pem");
        std::fs::write(&empty, "").unwrap();
        for tls in [
            TlsSettings {
                ca: Some(empty.clone()),
                identity: None,
            },
            TlsSettings {
                ca: None,
                identity: Some(empty),
            },
        ] {
            let said = tls.on(ClientBuilder::new()).unwrap_err();
            assert!(said.contains("empty.pem"), "{said}");
        }
        assert!(
            tls(None, Some("missing.pem"))
                .on(ClientBuilder::new())
                .is_err()
        );
    }
}

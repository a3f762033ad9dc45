//! What whoever runs the portal may set: by flag, by environment (`YUBAN_..`) or in one TOML file.

use std::path::PathBuf;

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:` or `postgres:` URL.
    pub database: String,
    /// Where the key file and the checkpoints are.
    pub data: PathBuf,
    /// Address that visitors use, e.g. `http://127.0.0.1:3000`; `https` turns on `__Host-` cookies and HSTS.
    pub address: String,
    /// `host:port` to listen on.
    pub listen: String,
    /// Demo people, demo messages, 5099xx numbers.
    pub demo: bool,
    /// The exchange layer's address; `None`: the demo city's, started in this process.
    pub data_layer: Option<String>,
}

impl Settings {
    /// Whether visitors come over TLS.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

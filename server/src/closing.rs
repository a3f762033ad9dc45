//! How the portal closes: whoever runs beside the requests (sealer, relay, event streams) hears of it and ends.

use tokio::sync::watch;

/// Tells everything that runs in an office that it is time to end. Clones belong together.
#[derive(Clone, Debug)]
pub struct Closing(watch::Sender<bool>);

impl Default for Closing {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Closing {
    /// Asks everybody to end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the closing begins; at once if it has.
    pub async fn begun(&self) {
        // An error means that the sender is gone, and this is one of its clones.
        let _ = self.0.subscribe().wait_for(|begun| *begun).await;
    }
}

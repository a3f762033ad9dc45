//! What elders and their children hand in.

use app::old_age_allowance::ElderForm;
use axum::Router;

use crate::Office;
use crate::application::counter::hand_in;

pub fn routes() -> Router<Office> {
    Router::new().route(
        "/old-age-allowance/elder",
        hand_in::<ElderForm>("old-age-allowance", "elder"),
    )
}

//! `yuban migrate`: the tables, made or brought up to date.

use super::progress::Progress;
use crate::database::Db;
use crate::settings::Settings;

pub async fn run(settings: &Settings) -> Result<(), String> {
    let progress = Progress::of("Making the tables");
    Db::migrate(&settings.database, &mut |done, of| progress.at(done, of))
        .await
        .map_err(|error| error.to_string())?;
    progress.done();
    Ok(())
}

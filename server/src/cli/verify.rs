//! `yuban verify`: whether anybody has tampered with the journal.

use super::progress::Progress;
use super::said;
use crate::clock::Chance;
use crate::database::Db;
use crate::journal;
use crate::journal::checkpoint;
use crate::keys::Keys;
use crate::settings::Settings;

pub async fn run(settings: &Settings) -> Result<(), String> {
    if !settings.key.exists() {
        return Err(format!(
            "there is no key file {}: without the key that signed the checkpoints nothing can be verified. Name it: \
             --key FILE",
            settings.key.display()
        ));
    }
    let keys = Keys::open(&settings.key, &Chance::of_the_machine()).map_err(said)?;
    let db = Db::open(&settings.database).await.map_err(said)?;
    let progress = Progress::of("Checking the journal");
    let verdict = journal::verify(
        &db,
        &keys.signing().verifying_key(),
        &checkpoint::file_in(&settings.data),
        |so_far| progress.at(so_far.done, so_far.of),
    )
    .await
    .map_err(said)?;
    progress.done();
    println!(
        "{} records, {} entries, {} checkpoints, {} lines in the checkpoint file",
        verdict.records, verdict.entries, verdict.checkpoints, verdict.lines
    );
    if verdict.is_sound() {
        println!("The journal is sound.");
        return Ok(());
    }
    for finding in &verdict.findings {
        println!("{finding}");
    }
    Err("the journal was tampered with".to_owned())
}

//! `yuban verify`: whether anybody has tampered with the journal, or with the log of calls to the registers.

use clap::{Args, Subcommand};

use super::progress::Progress;
use super::said;
use crate::clock::Chance;
use crate::data_layer::calls;
use crate::database::Db;
use crate::journal;
use crate::journal::checkpoint;
use crate::keys::Keys;
use crate::settings::Settings;

#[derive(Args)]
pub struct Verify {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// The log of calls to other departments' registers: each call, its place in the chain, its source's signature, the answer
    /// that is kept
    Calls,
}

impl Verify {
    pub async fn run(self, settings: &Settings) -> Result<(), String> {
        if !settings.key.exists() {
            return Err(format!(
                "there is no key file {}: without the key that signed the checkpoints nothing can be verified. Name it: \
                 --key FILE",
                settings.key.display()
            ));
        }
        let keys = Keys::open(&settings.key, &Chance::of_the_machine()).map_err(said)?;
        let db = Db::open(&settings.database).await.map_err(said)?;
        match self.what {
            None => verify_journal(settings, &keys, &db).await,
            Some(What::Calls) => verify_calls(settings, &keys, &db).await,
        }
    }
}

async fn verify_journal(settings: &Settings, keys: &Keys, db: &Db) -> Result<(), String> {
    let progress = Progress::of("Checking the journal");
    let verdict = journal::verify(
        db,
        &keys.signing().verifying_key(),
        &checkpoint::file_in(&settings.data),
        |so_far| progress.at(so_far.done, so_far.of),
    )
    .await
    .map_err(said)?;
    progress.done();
    println!("{}", counted(&verdict));
    if verdict.is_sound() {
        println!("The journal is sound.");
        return Ok(());
    }
    for finding in &verdict.findings {
        println!("{finding}");
    }
    Err("the journal was tampered with".to_owned())
}

fn counted(verdict: &journal::Verdict) -> String {
    format!(
        "{} records, {} entries, {} checkpoints, {} lines in the checkpoint file",
        verdict.records, verdict.entries, verdict.checkpoints, verdict.lines
    )
}

async fn verify_calls(settings: &Settings, keys: &Keys, db: &Db) -> Result<(), String> {
    let progress = Progress::of("Checking the calls");
    let verdict = calls::verify(db, keys, &checkpoint::file_in(&settings.data), |so_far| {
        progress.at(so_far.done, so_far.of)
    })
    .await
    .map_err(said)?;
    progress.done();
    println!(
        "{} calls, {} with a signature that holds, {} kept answers that are what was signed, {} from before there was a chain; {}",
        verdict.calls,
        verdict.signed,
        verdict.answers,
        verdict.before_the_chain,
        counted(&verdict.journal)
    );
    if verdict.is_sound() {
        println!("The log of calls is sound.");
        return Ok(());
    }
    for finding in &verdict.findings {
        println!("{finding}");
    }
    for finding in &verdict.journal.findings {
        println!("{finding}");
    }
    Err("the log of calls was tampered with".to_owned())
}

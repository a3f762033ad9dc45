//! By what a case can be found at the offices that have a part of it: keyed hashes of its parties' names, of how they
//! sound, of their first letters, and of the applicant's mobile.

use app::identity::OfficeId;
use app::person::{Mobile, PersonName, pinyin_of};
use sqlx::AnyConnection;

use crate::fault::Fault;
use crate::keys::Keys;

/// The keyed hash of a name, or of how it sounds: small letters, no spaces.
pub fn name_word(keys: &Keys, plain: &str) -> String {
    keys.blind("find,name,v1,", plain)
}

pub fn mobile_word(keys: &Keys, mobile: &Mobile) -> String {
    keys.blind("find,mobile,v1,", mobile.as_str())
}

/// Every word by which somebody with this name is found.
pub fn words_of(keys: &Keys, name: &PersonName) -> Vec<String> {
    let (sound, letters) = pinyin_of(name.as_str());
    let mut words: Vec<String> = [name.as_str(), &sound, &letters]
        .into_iter()
        .map(app::casework::plain_name)
        .filter(|plain| plain.chars().count() > 1)
        .map(|plain| name_word(keys, &plain))
        .collect();
    words.sort();
    words.dedup();
    words
}

/// Lets every office with a desk in the case find it by this word.
pub async fn add(
    conn: &mut AnyConnection,
    word: &str,
    home: &str,
    case_id: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO case_word (word, office, home, case_id)
         SELECT DISTINCT $1, m.office, m.home, m.case_id FROM matter m
         WHERE m.home = $2 AND m.case_id = $3 AND m.kind IN ('decision', 'recording') ON CONFLICT DO NOTHING",
    )
    .bind(word.to_owned())
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// A matter has gone to another office: that office finds the case by the same words.
pub async fn follow(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
    from: &OfficeId,
    to: &OfficeId,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO case_word (word, office, home, case_id)
         SELECT w.word, $1, w.home, w.case_id FROM case_word w WHERE w.home = $2 AND w.case_id = $3 AND w.office = $4 ON CONFLICT DO NOTHING",
    )
    .bind(to.0.clone())
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .bind(from.0.clone())
    .execute(conn)
    .await?;
    Ok(())
}

//! The rules of handing in: who may add, replace and remove, what is sent, and who may read it.

use app::case::PartyRole;
use app::casework::MatterAddress;
use app::error::PortalError;
use app::evidence::{
    EvidenceDesk, FileKind, FileWanted, FilesOfCase, HandedIn, Held, MOST_FILES, NotTaken,
};
use app::identity::{Actor, Citizen};
use app::text::Text;
use app::tracking::MatterRef;
use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::intake::{self, Arrived, disk};
use super::store::{self, EvidenceRow};
use super::vault::Opening;
use crate::Office;
use crate::case::{Acting, Matter, MatterKey};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Record};
use crate::tracking::Folder;

/// A file on its way to somebody who may read it.
pub struct Download {
    pub name: String,
    pub kind: FileKind,
    pub bytes: i64,
    pub(super) opening: Opening,
}

#[async_trait]
impl EvidenceDesk for Office {
    async fn file_wanted(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        instead: Option<&str>,
    ) -> Result<FileWanted, PortalError> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        let wait = asked(&folder, matter)?;
        let instead = match instead {
            None => None,
            Some(id) => Some(self.unsent(me, matter, wait, id).await?),
        };
        Ok(FileWanted {
            reference: folder.case.reference.clone(),
            matter: self.name_of_matter(&folder, matter)?,
            office: folder.office(matter, PartyRole::Applicant).name,
            instead,
            takes_heic: self.vault.decoder.is_some(),
        })
    }

    async fn files_of_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<FilesOfCase, PortalError> {
        let folder = self.my_folder(me, reference).await?;
        let files = self.sent_by(me, &folder).await?;
        let fields = folder
            .matters
            .iter()
            .map(|matter| field_of(&matter.code, &matter.subject))
            .collect::<Vec<_>>();
        if !files.is_empty() {
            self.record_party_reading(&folder, me, PartyRole::Applicant, &fields)
                .await?;
        }
        Ok(FilesOfCase {
            reference: folder.case.reference.clone(),
            files,
        })
    }
}

/// The open question about a matter: its wait.
fn asked<'a>(folder: &'a Folder, matter: &Matter) -> Result<&'a str, Fault> {
    folder
        .open_wait(matter)
        .filter(|_| matter.stage.is_paused())
        .map(|wait| wait.id.as_str())
        .ok_or_else(|| Fault::conflict(Text::CaseMovedOn))
}

/// How reading a matter's files stands in the record of readings.
fn field_of(code: &str, subject: &str) -> String {
    format!("evidence.{}", MatterRef::new(code, subject).as_str())
}

// Handing in

/// Where a file is to go, as it was found before the file came.
pub(super) struct Wanted {
    key: MatterKey,
    wait: String,
    instead: Option<String>,
    is_full: bool,
}

impl Office {
    /// Whether this person may add a file here at all; asked before anything is read of it.
    pub(super) async fn may_add(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        instead: Option<String>,
    ) -> Result<Wanted, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let matter = folder.matter(matter).ok_or(PortalError::NotFound)?;
        let wait = asked(&folder, matter)?.to_owned();
        if let Some(id) = &instead {
            self.unsent(me, matter, &wait, id).await?;
        }
        let rows = store::of_matter(&mut *self.db.read().await?, &matter.key).await?;
        let has = rows.iter().filter(|row| row.wait == wait).count();
        Ok(Wanted {
            key: matter.key.clone(),
            is_full: instead.is_none() && has >= MOST_FILES,
            wait,
            instead,
        })
    }

    /// Looks through a file that has arrived and adds it to the answer, in place of another where one was named.
    ///
    /// # Errors
    /// `Ok(Err(..))` says why it is not taken; `Conflict` where nothing is asked any more.
    pub(super) async fn add_file(
        &self,
        me: &Citizen,
        wanted: Wanted,
        arrived: Arrived,
    ) -> Result<Result<(), NotTaken>, Fault> {
        let id = self.chance.token();
        let Wanted {
            key, wait, instead, ..
        } = wanted;
        let place = EvidenceRow::place(&key.home, &key.id, &id);
        let name = arrived.name.clone();
        let taken = match intake::take(self, arrived, &id, place.clone()).await? {
            Ok(taken) => taken,
            Err(why) => return Ok(Err(why)),
        };
        let name = super::examine::name_shown(&name, taken.kind);
        let row = EvidenceRow {
            home: key.home.clone(),
            id,
            record: key.id.clone(),
            wait,
            person: me.person.clone(),
            what: taken.kind.code().to_owned(),
            sealed_name: self.keys.seal(&place, &name, &self.chance),
            bytes: i64::try_from(taken.bytes).unwrap_or(i64::MAX),
            digest: taken.digest,
            uploaded_at: self.clock.now(),
            sent_at: None,
        };
        let mut tx = self.db.begin().await?;
        // While one takes another's place there may be one more for a moment.
        let most = MOST_FILES as i64 + i64::from(instead.is_some());
        if !store::add(tx.conn(), &row, most).await? {
            drop(tx);
            return self.why_not_added(&row).await;
        }
        if let Some(old) = &instead
            && !store::remove(tx.conn(), &key, &me.person, old).await?
        {
            return Err(Fault::conflict(Text::CaseMovedOn));
        }
        // Should the commit fail half-way, a file without a row is tidied away; a row without a file would be a loss.
        taken.lies.let_lie();
        tx.commit().await?;
        if let Some(old) = instead {
            self.throw_away(&old).await;
        }
        Ok(Ok(()))
    }

    async fn why_not_added(&self, row: &EvidenceRow) -> Result<Result<(), NotTaken>, Fault> {
        let key = MatterKey {
            home: row.home.clone(),
            id: row.record.clone(),
        };
        let rows = store::of_matter(&mut *self.db.read().await?, &key).await?;
        let has = rows.iter().filter(|other| other.wait == row.wait).count();
        if has >= MOST_FILES {
            Ok(Err(NotTaken::TooMany))
        } else {
            Err(Fault::conflict(Text::CaseMovedOn))
        }
    }

    /// The name of a file that this person has not sent yet.
    async fn unsent(
        &self,
        me: &Citizen,
        matter: &Matter,
        wait: &str,
        id: &str,
    ) -> Result<String, Fault> {
        let row = store::one(&mut *self.db.read().await?, &matter.key.home, id)
            .await?
            .filter(|row| row.record == matter.key.id && row.wait == wait)
            .filter(|row| row.person == me.person && row.sent_at.is_none())
            .filter(|row| row.kind().is_some())
            .ok_or(PortalError::NotFound)?;
        Ok(self.keys.open_sealed(&row.sealed_to(), &row.sealed_name)?)
    }

    /// What this person has handed in for the open question, not sent yet.
    pub(crate) async fn handed_in(
        &self,
        me: &Citizen,
        matter: &Matter,
        wait: &str,
    ) -> Result<Vec<HandedIn>, Fault> {
        store::of_matter(&mut *self.db.read().await?, &matter.key)
            .await?
            .iter()
            .filter(|row| row.wait == wait && row.person == me.person && row.sent_at.is_none())
            .map(|row| row.shown(&self.keys))
            .collect()
    }

    /// Removes what was not sent yet; pressed twice it stays removed.
    pub(crate) async fn remove_file(
        &self,
        me: &Citizen,
        matter: &Matter,
        id: &str,
    ) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        let is_removed = store::remove(tx.conn(), &matter.key, &me.person, id).await?;
        tx.commit().await?;
        if is_removed {
            self.throw_away(id).await;
        }
        Ok(())
    }

    /// Puts word into the answer that a register has what was asked for. Only registers that this case was filled from
    /// can be named.
    pub(crate) async fn name_register(
        &self,
        me: &Citizen,
        folder: &Folder,
        matter: &Matter,
        data_set: &str,
    ) -> Result<(), Fault> {
        let wait = asked(folder, matter)?;
        let handed_in = self.handed_in(me, matter, wait).await?;
        if !held_for(folder, &handed_in)
            .iter()
            .any(|held| held.data_set == data_set)
        {
            return Ok(());
        }
        let id = self.chance.token();
        let place = EvidenceRow::place(&matter.key.home, &matter.key.id, &id);
        let row = EvidenceRow {
            home: matter.key.home.clone(),
            id,
            record: matter.key.id.clone(),
            wait: wait.to_owned(),
            person: me.person.clone(),
            what: store::held().to_owned(),
            sealed_name: self.keys.seal(&place, &data_set, &self.chance),
            bytes: 0,
            digest: String::new(),
            uploaded_at: self.clock.now(),
            sent_at: None,
        };
        let mut tx = self.db.begin().await?;
        store::add(tx.conn(), &row, MOST_FILES as i64).await?;
        Ok(tx.commit().await?)
    }

    /// Sends what was handed in with its answer, in the answer's own transaction: from here on the office sees it, and
    /// the journal holds what each file was.
    pub(crate) async fn send_files(
        &self,
        tx: &mut Tx,
        me: &Citizen,
        matter: &Matter,
        wait: &str,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        store::send(tx.conn(), &matter.key, wait, &me.person, now).await?;
        let files: Vec<serde_json::Value> = store::of_matter(tx.conn(), &matter.key)
            .await?
            .iter()
            .filter(|row| row.wait == wait && row.sent_at.is_some())
            .map(|row| serde_json::json!({ "id": row.id, "what": row.what, "sha256": row.digest }))
            .collect();
        if files.is_empty() {
            return Ok(());
        }
        let mut entry = Acting::applicant(&me.person).entry("files-sent", Some(matter));
        entry.note = serde_json::json!({ "files": files });
        let record = Record::new(&matter.key.home, "case", &matter.case_id);
        journal::write(tx.conn(), &record, now, &entry).await?;
        Ok(())
    }

    async fn throw_away(&self, id: &str) {
        if let Err(error) = tokio::fs::remove_file(self.vault.kept(id)).await
            && error.kind() != std::io::ErrorKind::NotFound
        {
            // It belongs to nobody now: the tidying finds it.
            tracing::warn!(%error, "a removed file is still there");
        }
    }
}

/// What the case was filled from and is not named in this answer yet: each data set once, as it was last read.
pub(crate) fn held_for(folder: &Folder, handed_in: &[HandedIn]) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    let mine = folder.dossier.fields.iter().filter(|field| {
        crate::tracking::is_for(field, PartyRole::Applicant) && !field.wants_a_look()
    });
    for source in mine.filter_map(|field| field.source.as_ref()) {
        let is_named = handed_in.iter().any(|file| {
            matches!(&file.what, app::evidence::Content::Held { data_set } if *data_set == source.data_set)
        });
        match held
            .iter_mut()
            .find(|held| held.data_set == source.data_set)
        {
            Some(known) => known.at = known.at.max(source.at),
            None if is_named => {}
            None => held.push(Held {
                data_set: source.data_set.clone(),
                at: source.at,
            }),
        }
    }
    held
}

// Reading

impl Office {
    async fn sent_by(&self, me: &Citizen, folder: &Folder) -> Result<Vec<HandedIn>, Fault> {
        let mut conn = self.db.read().await?;
        let mut files: Vec<(Timestamp, HandedIn)> = Vec::new();
        for matter in &folder.matters {
            for row in store::of_matter(&mut conn, &matter.key).await? {
                if let Some(sent_at) = row.sent_at.filter(|_| row.person == me.person) {
                    files.push((sent_at, row.shown(&self.keys)?));
                }
            }
        }
        files.sort_by_key(|(sent_at, file)| (*sent_at, file.at));
        Ok(files.into_iter().map(|(_, file)| file).collect())
    }

    /// A file of one's own. The reading is recorded.
    ///
    /// # Errors
    /// `NotFound` for everybody else, and where there is none.
    pub async fn own_file(
        &self,
        me: &Citizen,
        reference: &str,
        id: &str,
    ) -> Result<Download, Fault> {
        let folder = self.my_folder(me, reference).await?;
        let row = store::one(&mut *self.db.read().await?, &folder.case.home, id)
            .await?
            .filter(|row| row.person == me.person)
            .ok_or(PortalError::NotFound)?;
        let matter = folder
            .matters
            .iter()
            .find(|matter| matter.key.id == row.record)
            .ok_or(PortalError::NotFound)?;
        let fields = [field_of(&matter.code, &matter.subject)];
        self.record_party_reading(&folder, me, PartyRole::Applicant, &fields)
            .await?;
        self.opened(&row).await
    }

    /// A file that was sent to the member's own office with an answer. The reading is recorded, refused ones too.
    ///
    /// # Errors
    /// `NotFound` for other offices, for what was not sent, and where there is none.
    pub async fn file_at_the_desk(
        &self,
        actor: &Actor,
        address: &MatterAddress,
        id: &str,
    ) -> Result<Download, Fault> {
        let matter = self.matter_for_reading(actor, address).await?;
        let row = store::one(&mut *self.db.read().await?, &matter.key.home, id)
            .await?
            .filter(|row| row.record == matter.key.id && row.sent_at.is_some())
            .ok_or(PortalError::NotFound)?;
        let fields = vec![field_of(&matter.code, &matter.subject)];
        self.record_reading_of_files(actor, address, fields).await?;
        self.opened(&row).await
    }

    /// What was sent for a matter, with the question that each answers.
    pub(crate) async fn files_at_the_desk(
        &self,
        conn: &mut AnyConnection,
        key: &MatterKey,
    ) -> Result<Vec<(String, HandedIn)>, Fault> {
        store::of_matter(conn, key)
            .await?
            .iter()
            .filter(|row| row.sent_at.is_some())
            .map(|row| Ok((row.wait.clone(), row.shown(&self.keys)?)))
            .collect()
    }

    async fn opened(&self, row: &EvidenceRow) -> Result<Download, Fault> {
        let kind = row.kind().ok_or(PortalError::NotFound)?;
        let name: String = self.keys.open_sealed(&row.sealed_to(), &row.sealed_name)?;
        let (path, place, inside) = (self.vault.kept(&row.id), row.sealed_to(), self.clone());
        let opening =
            tokio::task::spawn_blocking(move || Opening::begin(&path, &inside.keys, &place))
                .await
                .map_err(|error| Fault::Other(error.to_string()))?
                .map_err(disk)?;
        Ok(Download {
            name,
            kind,
            bytes: row.bytes,
            opening,
        })
    }
}

impl Wanted {
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }
}

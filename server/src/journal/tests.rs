//! Whatever is done to the journal behind the portal's back is found and named; an untouched one is sound.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use sqlx::{AnyConnection, Row};

use super::chain::{NOTHING, of_entry};
use super::checkpoint::{Checkpoint, Sealer};
use super::{Entry, Feed, Finding, Record, Verdict, read, verify, write};
use crate::database::Db;

/// A portal's journal in a folder of its own.
struct Journal {
    _folder: tempfile::TempDir,
    db: Db,
    file: PathBuf,
    key: SigningKey,
}

impl Journal {
    async fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!(
            "sqlite:{}",
            folder.path().join("journal.db").display()
        ))
        .await
        .unwrap();
        let file = folder.path().join("checkpoints.log");
        Self {
            _folder: folder,
            db,
            file,
            key: SigningKey::from_bytes(&[7; 32]),
        }
    }

    /// Rounds of steps, each closed by a checkpoint; one entry for every record that a round names.
    async fn filled(rounds: &[Vec<usize>]) -> Self {
        let journal = Self::fresh().await;
        let mut sealer = Sealer::open(&journal.file).unwrap();
        for (round, records) in rounds.iter().enumerate() {
            journal.steps(round, records).await;
            sealer
                .seal(&journal.db, &journal.key, at(round as i64 * 60 + 59))
                .await
                .unwrap();
        }
        journal
    }

    async fn steps(&self, round: usize, records: &[usize]) {
        let mut tx = self.db.begin().await.unwrap();
        for (second, number) in records.iter().enumerate() {
            let entry = Entry {
                step: "take-up".into(),
                actor: format!("staff-{round}"),
                ..Entry::default()
            };
            write(
                tx.conn(),
                &record(*number),
                at((round * 60 + second) as i64),
                &entry,
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn verdict(&self) -> Verdict {
        verify(&self.db, &self.key.verifying_key(), &self.file, |_| ())
            .await
            .unwrap()
    }

    /// Does something behind the portal's back.
    async fn behind_its_back(&self, statements: &[&str], record: &Record, numbers: &[i64]) {
        let mut tx = self.db.begin().await.unwrap();
        for sql in statements {
            let mut query = sqlx::query(sqlx::AssertSqlSafe((*sql).to_owned()))
                .bind(record.home.clone())
                .bind(record.kind.clone())
                .bind(record.id.clone());
            for number in numbers {
                query = query.bind(*number);
            }
            query.execute(tx.conn()).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    fn lines(&self) -> Vec<String> {
        std::fs::read_to_string(&self.file)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    fn write_lines(&self, lines: &[String]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&self.file, text).unwrap();
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn record(number: usize) -> Record {
    Record::new("500106001", "case", format!("record-{number}"))
}

/// Makes a record's chain anew from what its rows hold now, as somebody would who knows how it is made.
async fn make_anew(conn: &mut AnyConnection, record: &Record) {
    let rows = sqlx::query(
        "SELECT seq, at, entry FROM journal WHERE home = $1 AND kind = $2 AND id = $3 ORDER BY seq",
    )
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    let mut prev = NOTHING.to_owned();
    for (index, row) in rows.iter().enumerate() {
        let seq = index as i64 + 1;
        let hash = of_entry(record, seq, &prev, row.get(1), &row.get::<String, _>(2));
        sqlx::query("UPDATE journal SET seq = $1, prev = $2, hash = $3 WHERE home = $4 AND kind = $5 AND id = $6 AND seq = $7")
            .bind(seq)
            .bind(prev)
            .bind(hash.clone())
            .bind(record.home.clone())
            .bind(record.kind.clone())
            .bind(record.id.clone())
            .bind(row.get::<i64, _>(0))
            .execute(&mut *conn)
            .await
            .unwrap();
        prev = hash;
    }
    sqlx::query(
        "UPDATE record_head SET length = $1, head = $2 WHERE home = $3 AND kind = $4 AND id = $5",
    )
    .bind(rows.len() as i64)
    .bind(prev)
    .bind(record.home.clone())
    .bind(record.kind.clone())
    .bind(record.id.clone())
    .execute(conn)
    .await
    .unwrap();
}

fn head_changed(finding: &Finding) -> Option<&Record> {
    match finding {
        Finding::HeadChanged { record } => Some(record),
        _ => None,
    }
}

fn record_removed(finding: &Finding) -> Option<&Record> {
    match finding {
        Finding::RecordRemoved { record, .. } => Some(record),
        _ => None,
    }
}

/// What somebody does to the journal.
#[derive(Clone, Copy, Debug)]
enum Tampering {
    EditEntry,
    EditTime,
    EditHash,
    EditPrev,
    RemoveEntry,
    SwapWithNext,
    InsertAfter,
    AddAtEnd,
    CutTail,
    CutTailAndMoveHead,
    EditAndMakeAnew,
    RemoveAndMakeAnew,
    RemoveRecord,
    RemoveRecordWithItsHeads,
    MoveHead,
    RemoveHead,
    UnsealHead,
    EditCheckpoint,
    EditCheckpointHead,
    RemoveCheckpoint,
    ResignCheckpoint,
    EditLine,
    RemoveLine,
    SwapLines,
    RepeatLine,
    ResignLine,
}

const ALL_TAMPERINGS: [Tampering; 26] = {
    use Tampering::*;
    [
        EditEntry,
        EditTime,
        EditHash,
        EditPrev,
        RemoveEntry,
        SwapWithNext,
        InsertAfter,
        AddAtEnd,
        CutTail,
        CutTailAndMoveHead,
        EditAndMakeAnew,
        RemoveAndMakeAnew,
        RemoveRecord,
        RemoveRecordWithItsHeads,
        MoveHead,
        RemoveHead,
        UnsealHead,
        EditCheckpoint,
        EditCheckpointHead,
        RemoveCheckpoint,
        ResignCheckpoint,
        EditLine,
        RemoveLine,
        SwapLines,
        RepeatLine,
        ResignLine,
    ]
};

impl Tampering {
    /// Does it to entry `seq` of `length` in this record, or to checkpoint `number` of `checkpoints`. Answers whether
    /// a finding is the right one.
    async fn happen(
        self,
        journal: &Journal,
        record: &Record,
        (seq, length): (i64, i64),
        (number, checkpoints): (i64, i64),
    ) -> Box<dyn Fn(&Finding) -> bool> {
        let at_entry = |finding: &Finding, record: &Record, wanted: i64| match finding {
            Finding::Changed { record: named, seq }
            | Finding::Removed { record: named, seq }
            | Finding::OutOfPlace { record: named, seq }
            | Finding::Added { record: named, seq }
            | Finding::TailCut {
                record: named,
                from: seq,
                ..
            } => named == record && *seq == wanted,
            _ => false,
        };
        let entry = |wanted: i64| -> Box<dyn Fn(&Finding) -> bool> {
            let record = record.clone();
            Box::new(move |finding| at_entry(finding, &record, wanted))
        };
        let whole_record =
            |kind: fn(&Finding) -> Option<&Record>| -> Box<dyn Fn(&Finding) -> bool> {
                let record = record.clone();
                Box::new(move |finding| kind(finding) == Some(&record))
            };
        let checkpoint = || -> Box<dyn Fn(&Finding) -> bool> {
            Box::new(
                move |finding| matches!(finding, Finding::CheckpointForged { number: named } | Finding::CheckpointRemoved { number: named } if *named == number),
            )
        };
        let one = "WHERE home = $1 AND kind = $2 AND id = $3 AND seq = $4";
        let its = "WHERE home = $1 AND kind = $2 AND id = $3";
        let rewritten = |record: &Record| -> Box<dyn Fn(&Finding) -> bool> {
            let record = record.clone();
            Box::new(
                move |finding| matches!(finding, Finding::Rewritten { record: named, from, until, .. } if *named == record && (*from..=*until).contains(&seq)),
            )
        };
        match self {
            Self::EditEntry => {
                let sql = format!("UPDATE journal SET entry = entry || ' ' {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                entry(seq)
            }
            Self::EditTime => {
                let sql = format!("UPDATE journal SET at = at + 1 {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                entry(seq)
            }
            Self::EditHash => {
                let sql = format!("UPDATE journal SET hash = 'f' || substr(hash, 2) || 'f' {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                entry(seq)
            }
            Self::EditPrev => {
                let sql = format!("UPDATE journal SET prev = 'f' || substr(prev, 2) || 'f' {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                entry(seq)
            }
            Self::RemoveEntry => {
                let sql = format!("DELETE FROM journal {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                if length == 1 {
                    whole_record(record_removed)
                } else {
                    entry(seq)
                }
            }
            Self::SwapWithNext => {
                if seq == length {
                    return Box::pin(Self::EditTime.happen(
                        journal,
                        record,
                        (seq, length),
                        (number, checkpoints),
                    ))
                    .await;
                }
                let swap = [
                    format!("UPDATE journal SET seq = 1000000 {one}"),
                    format!("UPDATE journal SET seq = seq - 1 {its} AND seq = $4 + 1"),
                    format!("UPDATE journal SET seq = $4 + 1 {its} AND seq = 1000000"),
                ];
                journal
                    .behind_its_back(&swap.each_ref().map(String::as_str), record, &[seq])
                    .await;
                entry(seq)
            }
            Self::InsertAfter => {
                // Makes room by renumbering, one row at a time from the end.
                for later in (seq + 1..=length).rev() {
                    let sql = format!("UPDATE journal SET seq = seq + 1 {one}");
                    journal.behind_its_back(&[&sql], record, &[later]).await;
                }
                let sql = "INSERT INTO journal (home, kind, id, seq, prev, hash, at, entry) \
                           SELECT home, kind, id, $4 + 1, hash, prev, at, entry FROM journal \
                           WHERE home = $1 AND kind = $2 AND id = $3 AND seq = $4";
                journal.behind_its_back(&[sql], record, &[seq]).await;
                entry(seq + 1)
            }
            Self::AddAtEnd => {
                // With the right hash, and the head left where it was.
                let mut tx = journal.db.begin().await.unwrap();
                let row = sqlx::query("SELECT length, head, sealed FROM record_head WHERE home = $1 AND kind = $2 AND id = $3")
                    .bind(record.home.clone())
                    .bind(record.kind.clone())
                    .bind(record.id.clone())
                    .fetch_one(tx.conn())
                    .await
                    .unwrap();
                write(tx.conn(), record, at(0), &Entry::default())
                    .await
                    .unwrap();
                sqlx::query("UPDATE record_head SET length = $1, head = $2 WHERE home = $3 AND kind = $4 AND id = $5")
                    .bind(row.get::<i64, _>(0))
                    .bind(row.get::<String, _>(1))
                    .bind(record.home.clone())
                    .bind(record.kind.clone())
                    .bind(record.id.clone())
                    .execute(tx.conn())
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                entry(length + 1)
            }
            Self::CutTail => {
                let sql = format!("DELETE FROM journal {its} AND seq >= $4");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                if seq == 1 {
                    whole_record(record_removed)
                } else {
                    entry(seq)
                }
            }
            Self::CutTailAndMoveHead => {
                if seq == 1 {
                    return Box::pin(Self::CutTail.happen(
                        journal,
                        record,
                        (seq, length),
                        (number, checkpoints),
                    ))
                    .await;
                }
                let sql = format!("DELETE FROM journal {its} AND seq >= $4");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                let mut tx = journal.db.begin().await.unwrap();
                make_anew(tx.conn(), record).await;
                tx.commit().await.unwrap();
                entry(seq)
            }
            Self::EditAndMakeAnew => {
                let sql = format!("UPDATE journal SET entry = entry || ' ' {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                let mut tx = journal.db.begin().await.unwrap();
                make_anew(tx.conn(), record).await;
                tx.commit().await.unwrap();
                rewritten(record)
            }
            Self::RemoveAndMakeAnew => {
                if seq == length {
                    return Box::pin(Self::CutTailAndMoveHead.happen(
                        journal,
                        record,
                        (seq, length),
                        (number, checkpoints),
                    ))
                    .await;
                }
                let sql = format!("DELETE FROM journal {one}");
                journal.behind_its_back(&[&sql], record, &[seq]).await;
                let mut tx = journal.db.begin().await.unwrap();
                make_anew(tx.conn(), record).await;
                tx.commit().await.unwrap();
                let record = record.clone();
                Box::new(
                    move |finding| matches!(finding, Finding::Rewritten { record: named, .. } | Finding::TailCut { record: named, .. } if *named == record),
                )
            }
            Self::RemoveRecord | Self::RemoveRecordWithItsHeads => {
                let mut tables = vec!["journal", "record_head"];
                if matches!(self, Self::RemoveRecordWithItsHeads) {
                    tables.push("checkpoint_head");
                }
                let statements: Vec<_> = tables
                    .into_iter()
                    .map(|table| format!("DELETE FROM {table} {its}"))
                    .collect();
                let statements: Vec<_> = statements.iter().map(String::as_str).collect();
                journal.behind_its_back(&statements, record, &[]).await;
                whole_record(record_removed)
            }
            Self::MoveHead => {
                let sql =
                    format!("UPDATE record_head SET head = 'f' || substr(head, 2) || 'f' {its}");
                journal.behind_its_back(&[&sql], record, &[]).await;
                whole_record(head_changed)
            }
            Self::RemoveHead => {
                let sql = format!("DELETE FROM record_head {its}");
                journal.behind_its_back(&[&sql], record, &[]).await;
                whole_record(head_changed)
            }
            Self::UnsealHead => {
                // So that no later checkpoint would cover it.
                let sql = format!("UPDATE record_head SET sealed = sealed + 100 {its}");
                journal.behind_its_back(&[&sql], record, &[]).await;
                whole_record(head_changed)
            }
            Self::EditCheckpoint | Self::EditCheckpointHead | Self::RemoveCheckpoint => {
                let statements: &[&str] = match self {
                    Self::EditCheckpoint => {
                        &["UPDATE checkpoint SET at = at - 1 WHERE number = $1"]
                    }
                    Self::EditCheckpointHead => {
                        &["UPDATE checkpoint_head SET length = length + 1 WHERE checkpoint = $1"]
                    }
                    _ => &[
                        "DELETE FROM checkpoint WHERE number = $1",
                        "DELETE FROM checkpoint_head WHERE checkpoint = $1",
                    ],
                };
                let mut tx = journal.db.begin().await.unwrap();
                for sql in statements {
                    sqlx::query(sqlx::AssertSqlSafe((*sql).to_owned()))
                        .bind(number)
                        .execute(tx.conn())
                        .await
                        .unwrap();
                }
                tx.commit().await.unwrap();
                checkpoint()
            }
            Self::ResignCheckpoint => {
                let mut forged: Checkpoint =
                    serde_json::from_str(&journal.lines()[number as usize - 1]).unwrap();
                forged.at = at(-1);
                let forged = Checkpoint::sealed(
                    number,
                    forged.at,
                    forged.prev,
                    forged.heads,
                    &SigningKey::from_bytes(&[8; 32]),
                );
                let mut tx = journal.db.begin().await.unwrap();
                sqlx::query(
                    "UPDATE checkpoint SET at = $1, hash = $2, signature = $3 WHERE number = $4",
                )
                .bind(forged.at.as_microsecond())
                .bind(forged.hash)
                .bind(forged.signature)
                .bind(number)
                .execute(tx.conn())
                .await
                .unwrap();
                tx.commit().await.unwrap();
                checkpoint()
            }
            Self::EditLine
            | Self::RemoveLine
            | Self::SwapLines
            | Self::RepeatLine
            | Self::ResignLine => {
                let mut lines = journal.lines();
                let index = number as usize - 1;
                let mut line = number;
                match self {
                    Self::EditLine => lines[index] = lines[index].replace("record-", "record_"),
                    Self::RemoveLine => {
                        lines.remove(index);
                        if number == checkpoints {
                            // The newest line may be on its way; older ones may not.
                            lines.clear();
                            line = 1;
                        }
                    }
                    Self::SwapLines if index > 0 => {
                        lines.swap(index, index - 1);
                        line = number - 1;
                    }
                    Self::ResignLine => {
                        let honest: Checkpoint = serde_json::from_str(&lines[index]).unwrap();
                        let mut heads = honest.heads;
                        heads[0].length += 1;
                        let forged = Checkpoint::sealed(
                            number,
                            honest.at,
                            honest.prev,
                            heads,
                            &SigningKey::from_bytes(&[8; 32]),
                        );
                        lines[index] = serde_json::to_string(&forged).unwrap();
                    }
                    _ => {
                        lines.insert(index, lines[index].clone());
                        line = number + 1;
                    }
                }
                journal.write_lines(&lines);
                Box::new(
                    move |finding| matches!(finding, Finding::LineForged { line: named } | Finding::LineRemoved { number: named } if *named == line),
                )
            }
        }
    }
}

/// Seven to nine rounds, so that the first is long enough ago to have to be in the file.
fn rounds() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..4_usize, 1..6), 7..10)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_to_a_journal_is_found_and_named(
        rounds in rounds(),
        tampering in prop::sample::select(ALL_TAMPERINGS.to_vec()),
        which in any::<prop::sample::Index>(),
        entry in any::<prop::sample::Index>(),
        checkpoint in any::<prop::sample::Index>(),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let journal = Journal::filled(&rounds).await;
            let before = journal.verdict().await;
            prop_assert!(before.is_sound(), "untouched, and yet {:?}", before.findings);
            prop_assert_eq!(before.entries, rounds.iter().map(Vec::len).sum::<usize>() as i64);
            prop_assert_eq!(before.checkpoints, rounds.len() as i64);
            prop_assert_eq!(before.lines, rounds.len() as i64);

            let mut there: Vec<usize> = rounds.iter().flatten().copied().collect();
            there.sort_unstable();
            there.dedup();
            let record = record(there[which.index(there.len())]);
            let length = read(&mut journal.db.read().await.unwrap(), &record).await.unwrap().len();
            let seq = entry.index(length) as i64 + 1;
            let number = checkpoint.index(rounds.len()) as i64 + 1;
            let is_right = tampering
                .happen(&journal, &record, (seq, length as i64), (number, rounds.len() as i64))
                .await;

            let after = journal.verdict().await;
            prop_assert!(!after.is_sound(), "{tampering:?} was not found");
            prop_assert!(
                after.findings.iter().any(&is_right),
                "{tampering:?} of {record} {seq}/{length}, checkpoint {number}: found {:?}", after.findings
            );
            Ok::<(), TestCaseError>(())
        })?;
    }
}

#[tokio::test]
async fn every_tampering_is_tried_on_one_journal() {
    let rounds = vec![
        vec![0, 1],
        vec![0],
        vec![0, 1],
        vec![1],
        vec![0],
        vec![0],
        vec![0, 1],
    ];
    for tampering in ALL_TAMPERINGS {
        let journal = Journal::filled(&rounds).await;
        let is_right = tampering.happen(&journal, &record(0), (2, 6), (2, 7)).await;
        let verdict = journal.verdict().await;
        assert!(
            verdict.findings.iter().any(&is_right),
            "{tampering:?}: {:?}",
            verdict.findings
        );
        // Whatever concerns one record blames no other.
        for finding in &verdict.findings {
            assert!(
                !format!("{finding}").contains("record-1"),
                "{tampering:?}: {finding}"
            );
        }
    }
}

#[tokio::test]
async fn entries_that_no_checkpoint_covers_yet_are_checked_by_their_chain() {
    let journal = Journal::filled(&[vec![0, 0]]).await;
    journal.steps(1, &[0, 0, 1]).await;
    assert!(journal.verdict().await.is_sound());
    journal
        .behind_its_back(
            &["DELETE FROM journal WHERE home = $1 AND kind = $2 AND id = $3 AND seq = 4"],
            &record(0),
            &[],
        )
        .await;
    assert_eq!(
        journal.verdict().await.findings,
        [Finding::TailCut {
            record: record(0),
            from: 4,
            until: 4
        }]
    );
}

#[tokio::test]
async fn a_crash_while_the_file_is_written_loses_no_checkpoint() {
    let journal = Journal::filled(&[vec![0], vec![1], vec![0]]).await;
    let whole = std::fs::read_to_string(&journal.file).unwrap();
    std::fs::write(&journal.file, &whole[..whole.len() - 20]).unwrap();
    assert!(journal.verdict().await.is_sound());

    let mut sealer = Sealer::open(&journal.file).unwrap();
    assert_eq!(
        sealer
            .seal(&journal.db, &journal.key, at(999))
            .await
            .unwrap(),
        0
    );
    assert_eq!(std::fs::read_to_string(&journal.file).unwrap(), whole);
    assert!(journal.verdict().await.is_sound());
}

#[tokio::test]
async fn a_database_that_was_set_back_is_not_sealed_over() {
    let journal = Journal::filled(&[vec![0], vec![1]]).await;
    let mut tx = journal.db.begin().await.unwrap();
    sqlx::query("DELETE FROM checkpoint WHERE number = 2")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    journal.steps(2, &[0]).await;
    let mut sealer = Sealer::open(&journal.file).unwrap();
    let refusal = sealer
        .seal(&journal.db, &journal.key, at(999))
        .await
        .unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("number 2, the database ends at 1"),
        "{refusal}"
    );
}

#[tokio::test]
async fn many_records_are_sealed_in_several_checkpoints() {
    let journal = Journal::fresh().await;
    journal.steps(0, &(0..1_201).collect::<Vec<_>>()).await;
    let mut sealer = Sealer::open(&journal.file).unwrap();
    assert_eq!(
        sealer.seal(&journal.db, &journal.key, at(9)).await.unwrap(),
        1_201
    );
    assert_eq!(
        sealer
            .seal(&journal.db, &journal.key, at(69))
            .await
            .unwrap(),
        0
    );
    let mut rows = Vec::new();
    let verdict = verify(
        &journal.db,
        &journal.key.verifying_key(),
        &journal.file,
        |progress| {
            rows.push((progress.done, progress.of));
        },
    )
    .await
    .unwrap();
    assert!(verdict.is_sound(), "{:?}", verdict.findings);
    assert_eq!(
        (
            verdict.records,
            verdict.entries,
            verdict.checkpoints,
            verdict.lines
        ),
        (1_201, 1_201, 3, 3)
    );
    assert_eq!(rows, [(1_000, 1_201)]);
}

#[tokio::test]
async fn a_feed_hands_out_every_entry_once_late_ones_too() {
    let journal = Journal::fresh().await;
    journal.steps(0, &[0]).await;
    let mut feed = Feed::from(at(60));
    let mut conn = journal.db.read().await.unwrap();
    let mut news = async || -> Vec<(String, i64)> {
        feed.news(&mut conn)
            .await
            .unwrap()
            .into_iter()
            .map(|written| {
                (
                    written.record.id,
                    written.at.as_second() - at(0).as_second(),
                )
            })
            .collect()
    };
    assert_eq!(news().await, [], "what was there before is no news");
    journal.steps(2, &[1, 2]).await;
    let expected = [("record-1".to_owned(), 120), ("record-2".to_owned(), 121)];
    assert_eq!(news().await, expected);
    assert_eq!(news().await, []);
    // A slow transaction: its time lies before what was handed out already.
    let mut tx = journal.db.begin().await.unwrap();
    write(tx.conn(), &record(3), at(115), &Entry::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(news().await, [("record-3".to_owned(), 115)]);
    assert_eq!(news().await, []);
    journal
        .steps(3, &(0..1_100).map(|n| n % 50).collect::<Vec<_>>())
        .await;
    assert_eq!(news().await.len(), 1_100);
    assert_eq!(news().await, []);
}

//! Triggers: what was called stays as it was written, and every change of a matter's row says in `figure_news` what the matter was and what it is now. Here and not in
//! the desks' code, because whatever forgot it would make every figure wrong from then on; the words of a trigger are one
//! of the few things that the engines do not share.

use sqlx::{AnyConnection, Executor, Row};

use super::Engine;

/// One line of news about a matter, from a trigger's OLD or NEW row. What has no desk, and what ended without being
/// counted, is no news.
macro_rules! news_of {
    ($row:literal, $n:literal) => {
        concat!(
            "INSERT INTO figure_news (batch, n, office, street, department, code, stage, since, due, month, days, in_time, rework) SELECT 0, ",
            $n, ", ", $row, ".office, ", $row, ".home, ", $row, ".department, ", $row, ".code, CASE WHEN ", $row, ".ended_at = 0 THEN ",
            $row, ".stage ELSE '' END, CASE WHEN ", $row, ".ready_at = 0 THEN 0 ELSE (", $row, ".ready_at + 28800000000) / 86400000000 END, ",
            $row, ".due, CASE WHEN ", $row, ".ended_at = 0 THEN '' ELSE ", $row, ".counted_month END, ", $row, ".days_taken, ",
            $row, ".in_time, ", $row, ".rework WHERE ", $row, ".kind IN ('decision', 'recording') AND (", $row, ".ended_at = 0 OR ",
            $row, ".counted_month > '-');"
        )
    };
}

const WATCHED: &str = "office, department, code, stage, ready_at, due, ended_at, counted_month, days_taken, in_time, rework";

/// Makes the triggers that are not there yet. Whoever changes one gives it a new name and drops the old one here.
pub async fn put(connection: &mut AnyConnection, engine: Engine) -> sqlx::Result<()> {
    match engine {
        Engine::Sqlite => {
            connection
                .execute(
                    "CREATE TRIGGER IF NOT EXISTS data_call_is_not_changed BEFORE UPDATE ON data_call BEGIN SELECT RAISE(ABORT, 'calls stay as they were written'); END;
                     CREATE TRIGGER IF NOT EXISTS data_call_is_not_removed BEFORE DELETE ON data_call BEGIN SELECT RAISE(ABORT, 'calls stay as they were written'); END",
                )
                .await?;
            connection
                .execute(concat!(
                    "CREATE TRIGGER IF NOT EXISTS matter_is_new AFTER INSERT ON matter BEGIN ",
                    news_of!("NEW", "1"),
                    " END"
                ))
                .await?;
            connection
                .execute(sqlx::AssertSqlSafe(format!(
                    "CREATE TRIGGER IF NOT EXISTS matter_has_moved AFTER UPDATE OF {WATCHED} ON matter BEGIN {} {} END",
                    news_of!("OLD", "-1"),
                    news_of!("NEW", "1"),
                )))
                .await?;
        }
        Engine::Postgres => {
            // Making a trigger locks the table: only where it is missing.
            let kept: i64 = sqlx::query("SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'data_call_is_kept' AND tgrelid = 'data_call'::regclass")
                .fetch_one(&mut *connection)
                .await?
                .try_get(0)?;
            if kept == 0 {
                connection
                    .execute(
                        "CREATE OR REPLACE FUNCTION calls_stay() RETURNS trigger LANGUAGE plpgsql AS $$
                         BEGIN RAISE EXCEPTION 'calls stay as they were written'; END $$;
                         CREATE TRIGGER data_call_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON data_call
                         FOR EACH STATEMENT EXECUTE FUNCTION calls_stay()",
                    )
                    .await?;
            }
            let made: i64 = sqlx::query("SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'matter_has_moved' AND tgrelid = 'matter'::regclass")
                .fetch_one(&mut *connection)
                .await?
                .try_get(0)?;
            if made > 0 {
                return Ok(());
            }
            connection
                .execute(sqlx::AssertSqlSafe(format!(
                    "CREATE OR REPLACE FUNCTION matter_news() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN IF TG_OP = 'UPDATE' THEN {} END IF; {} RETURN NULL; END $$;
                     CREATE TRIGGER matter_has_moved AFTER INSERT OR UPDATE OF {WATCHED} ON matter
                     FOR EACH ROW EXECUTE FUNCTION matter_news()",
                    news_of!("OLD", "-1"),
                    news_of!("NEW", "1"),
                )))
                .await?;
        }
    }
    Ok(())
}

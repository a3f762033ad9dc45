//! Table `demo_message`: what would have been sent to a mobile or by e-mail.

use sqlx::{AnyConnection, Row};

/// Where a message's mobile is sealed.
pub fn mobile_place(message: &str) -> String {
    format!("demo_message,mobile,{message}")
}

#[derive(Clone, Debug)]
pub struct MessageRow {
    pub id: String,
    /// `sms` or `email`.
    pub channel: String,
    /// A mobile or an e-mail address, sealed.
    pub mobile: String,
    pub zh: String,
    pub en: String,
    /// A path within the portal to be pressed, or empty.
    pub link: String,
    pub sent_at: i64,
}

/// Writes a message down; one that is there already stays as it is.
pub async fn insert(conn: &mut AnyConnection, new: &MessageRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO demo_message (id, channel, mobile, zh, en, link, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(new.id.clone())
    .bind(new.channel.clone())
    .bind(new.mobile.clone())
    .bind(new.zh.clone())
    .bind(new.en.clone())
    .bind(new.link.clone())
    .bind(new.sent_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest fifty.
pub async fn newest(conn: &mut AnyConnection) -> sqlx::Result<Vec<MessageRow>> {
    sqlx::query(
        "SELECT id, channel, mobile, zh, en, link, sent_at FROM demo_message ORDER BY sent_at DESC, id DESC LIMIT 50",
    )
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(MessageRow {
            id: row.try_get("id")?,
            channel: row.try_get("channel")?,
            mobile: row.try_get("mobile")?,
            zh: row.try_get("zh")?,
            en: row.try_get("en")?,
            link: row.try_get("link")?,
            sent_at: row.try_get("sent_at")?,
        })
    })
    .collect()
}

pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM demo_message WHERE sent_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

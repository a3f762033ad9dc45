//! Reading what belongs to many records at once: a list asks once, not once a row.

use std::collections::BTreeSet;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use crate::fault::Fault;

/// The home and the id of a record.
pub type Key<'a> = (&'a str, &'a str);

/// The keys as a table `k` with `column1` (home) and `column2` (id), for `FROM`; [`rows_of`] binds them, and a statement
/// has no other parameters. Their number is fixed, so that there is one statement to plan. What is read follows after
/// `CROSS JOIN`: SQLite then looks each key up by index, while for `(home, id) IN (VALUES ..)` it reads the whole table.
macro_rules! these {
    () => {
        "(VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10), ($11, $12), ($13, $14), ($15, $16), ($17, $18), ($19, $20)) k "
    };
}
pub(crate) use these;

/// Keys in [`these`].
const AT_ONCE: usize = 10;

/// The rows of all these records, each looked up once; the statement's order holds within ten of them.
///
/// # Errors
/// The database's.
pub async fn rows_of(
    conn: &mut AnyConnection,
    sql: &'static str,
    keys: &[Key<'_>],
) -> Result<Vec<AnyRow>, Fault> {
    let keys: Vec<Key<'_>> = BTreeSet::from_iter(keys).into_iter().copied().collect();
    let mut rows = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let mut query = sqlx::query(sql);
        for place in 0..AT_ONCE {
            // Nothing has an empty id.
            let (home, id) = some.get(place).copied().unwrap_or_default();
            query = query.bind(home.to_owned()).bind(id.to_owned());
        }
        rows.extend(query.fetch_all(&mut *conn).await?);
    }
    Ok(rows)
}

//! Who is told that a time is nearly over, over or long over, and that they know. No SQL.

use app::case::Mark;
use app::casework::{ClocksDesk, ClocksPage, Holder, MarkPlace, MarkSeen, MatterAddress};
use app::error::PortalError;
use app::identity::{Actor, StaffMember};
use async_trait::async_trait;
use jiff::Timestamp;

use super::super::desk::staff;
use super::store::{self, MarkRow};
use crate::Office;
use crate::case::Acting;
use crate::fault::Fault;
use crate::journal;

/// Rows on one page.
const PAGE: usize = 50;

#[async_trait]
impl ClocksDesk for Office {
    async fn clocks(
        &self,
        actor: &Actor,
        after: Option<&MarkPlace>,
    ) -> Result<ClocksPage, PortalError> {
        Ok(self.read_clocks(staff(actor)?, after).await?)
    }

    async fn count_clocks(&self, actor: &Actor) -> Result<i64, PortalError> {
        let Some(member) = actor.staff() else {
            return Ok(0);
        };
        Ok(self.marks_for(member).await?)
    }
}

impl Office {
    async fn marks_for(&self, member: &StaffMember) -> Result<i64, Fault> {
        store::count(&mut *self.db.read().await?, member).await
    }

    async fn read_clocks(
        &self,
        member: &StaffMember,
        after: Option<&MarkPlace>,
    ) -> Result<ClocksPage, Fault> {
        let mut conn = self.db.read().await?;
        let count = store::count(&mut conn, member).await?;
        // One more than a page holds: whether there is a next page.
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let today = self.clock.today();
        let mut rows = store::list(&mut conn, member, today, after, limit).await?;
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        Ok(ClocksPage {
            office: self.name_of_office(&member.office),
            count,
            next: rows
                .last()
                .filter(|_| has_more)
                .map(|row| row.place.clone()),
            rows: rows
                .into_iter()
                .map(|row| self.mark_seen(row, member))
                .collect::<Result<_, _>>()?,
            is_first_page: after.is_none(),
        })
    }

    fn mark_seen(&self, row: MarkRow, member: &StaffMember) -> Result<MarkSeen, Fault> {
        let unreadable = || Fault::Row(format!("the mark of {}", row.place.record));
        let (clock, mark) = Mark::parse(&row.place.mark).ok_or_else(unreadable)?;
        let at = Timestamp::from_microsecond(row.place.at).map_err(|_| unreadable())?;
        let (mut address, mut office, mut holder) = (None, None, None);
        let is_whole_case = row.matter.is_none();
        if let Some(matter) = row.matter {
            if matter.office == member.office {
                address = Some(match row.remedy {
                    Some(_) => format!("/staff/remedies/{}", matter.id),
                    None => MatterAddress {
                        reference: row.reference.clone(),
                        matter: matter.id,
                    }
                    .path(),
                });
            } else {
                office = Some(self.name_of_office(&matter.office));
            }
            holder = (!matter.holder.is_empty()).then(|| Holder {
                is_me: matter.holder == member.id,
                name: matter.holder_name,
                is_away: matter.is_holder_away,
            });
        }
        Ok(MarkSeen {
            clock,
            mark,
            name: row.name,
            is_whole_case,
            remedy: row.remedy,
            reference: row.reference,
            address,
            office,
            holder,
            due: row.due,
            at,
            place: row.place,
        })
    }

    /// A member says that they know of a mark: it leaves their page, and stands in the journal.
    ///
    /// # Errors
    /// The database's. A mark that is not theirs, or known already, changes nothing.
    pub async fn know_mark(&self, member: &StaffMember, place: &MarkPlace) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(record) = store::know(tx.conn(), member, place, now).await? else {
            return Ok(());
        };
        let mut entry = Acting::staff(member).entry("clock-known", None);
        entry.note = serde_json::json!({ "mark": place.mark, "record": place.record });
        journal::write(tx.conn(), &record, now, &entry).await?;
        Ok(tx.commit().await?)
    }
}

//! Reading what belongs to cases: of one for its page, of many for a list, with the same few statements.

use std::collections::HashMap;

use app::identity::PersonKey;
use app::tracking::OfficeCard;
use sqlx::AnyConnection;

use super::store::{self, InvitationRow};
use super::view::{Folder, confirmer_name, office_card};
use crate::Office;
use crate::allowances::open_objections;
use crate::case::store as cases;
use crate::case::{Case, Matter, Party, Remark, Wait};
use crate::database::Key;
use crate::fault::Fault;
use crate::journal::{self, Written};

/// Whatever was read of several cases and not handed to its folder yet.
struct Shelf {
    matters: Vec<Matter>,
    parties: Vec<Party>,
    waits: Vec<Wait>,
    remarks: Vec<Remark>,
    invitations: Vec<InvitationRow>,
    journal: Vec<Written>,
    protected: Vec<PersonKey>,
    objections: HashMap<String, i64>,
}

impl Office {
    /// Reads what belongs to a case.
    pub(super) async fn folder(
        &self,
        conn: &mut AnyConnection,
        case: Case,
        parties: Vec<Party>,
    ) -> Result<Folder, Fault> {
        let mut read = self.shelf(conn, &[case.key()], parties).await?;
        self.folder_from(&mut read, case)
    }

    /// Reads what belongs to these cases, in their order.
    pub(super) async fn folders(
        &self,
        conn: &mut AnyConnection,
        cases: Vec<Case>,
    ) -> Result<Vec<Folder>, Fault> {
        let keys: Vec<_> = cases.iter().map(Case::key).collect();
        let parties = cases::parties_of(conn, &keys).await?;
        let mut read = self.shelf(conn, &keys, parties).await?;
        cases
            .into_iter()
            .map(|case| self.folder_from(&mut read, case))
            .collect()
    }

    /// Takes what belongs to a case from what was read.
    fn folder_from(&self, read: &mut Shelf, case: Case) -> Result<Folder, Fault> {
        let of_case = |home: &str, id: &str| (home, id) == case.key();
        let matters = taken(&mut read.matters, |it| of_case(&it.key.home, &it.case_id));
        let parties = taken(&mut read.parties, |it| of_case(&it.home, &it.case_id));
        let directory = self.directory();
        let (mut offices, mut veiled): (Vec<OfficeCard>, Vec<OfficeCard>) = Default::default();
        for matter in &matters {
            if !offices.iter().any(|card| card.id == matter.office.0) {
                offices.push(office_card(&directory, &matter.office));
                veiled.push(OfficeCard {
                    name: self.veiled_office(&matter.office),
                    ..OfficeCard::default()
                });
            }
        }
        let mut protected = read.protected.clone();
        protected.retain(|person| parties.iter().any(|party| party.person == *person));
        Ok(Folder {
            objections: matters
                .iter()
                .filter_map(|matter| read.objections.remove_entry(&matter.key.id))
                .collect(),
            waits: taken(&mut read.waits, |it| {
                let mut matters = matters.iter();
                it.home == case.home && matters.any(|matter| matter.key.id == it.record)
            }),
            remarks: taken(&mut read.remarks, |it| of_case(&it.key.home, &it.case_id)),
            dossier: self.dossier(&case)?,
            invitation: taken(&mut read.invitations, |it| of_case(&it.home, &it.case_id))
                .into_iter()
                .next(),
            journal: taken(&mut read.journal, |it| {
                of_case(&it.record.home, &it.record.id)
            }),
            confirmer_name: confirmer_name(self.service(&case.service)),
            matters,
            parties,
            offices,
            veiled,
            protected,
            case,
        })
    }

    async fn shelf(
        &self,
        conn: &mut AnyConnection,
        keys: &[Key<'_>],
        parties: Vec<Party>,
    ) -> Result<Shelf, Fault> {
        let matters = cases::matters_of(conn, keys).await?;
        Ok(Shelf {
            objections: open_objections(conn, &matters).await?,
            waits: cases::waits_of(conn, keys).await?,
            remarks: cases::remarks_of(conn, keys).await?,
            invitations: store::invitations_of(conn, keys).await?,
            journal: journal::read_cases(conn, keys).await?,
            protected: self.protected_of(conn, keys).await?,
            matters,
            parties,
        })
    }
}

/// Takes out what is so, in its order.
fn taken<T>(rows: &mut Vec<T>, is_so: impl Fn(&T) -> bool) -> Vec<T> {
    rows.extract_if(.., |row| is_so(row)).collect()
}

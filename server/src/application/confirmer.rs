//! The confirmer's own part in a case, as far as every service has one: registers asked with that party's own leave,
//! what the answers change, what is left to fill in.

use app::case::{Dossier, Stage};
use app::identity::OfficeId;
use app::text::Text;

use crate::case::Matter;
use crate::data_layer::directory::Directory;
use crate::data_layer::records::DataSet;

/// A case on its way, as a service reads it for its confirmer.
#[derive(Clone, Copy)]
pub struct CaseReading<'a> {
    pub dossier: &'a Dossier,
    pub matters: &'a [Matter],
    pub directory: &'a Directory,
}

/// What the confirmer's registers change in a case.
#[derive(Clone, Debug)]
pub struct Heard {
    pub dossier: Dossier,
    /// Matters that nobody has begun, and that belong to another office now that their place is known.
    pub offices: Vec<(Matter, OfficeId)>,
    /// Silent sources to be asked about the confirmer again.
    pub fetch_later: Vec<DataSet>,
}

/// Something that only the confirmer can fill in, on a page of the service's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQuestion {
    /// Last part of its address below the invitation's.
    pub page: &'static str,
    pub label: Text,
    /// Code of the matter that waits for it.
    pub matter: String,
}

impl Heard {
    /// Nothing was heard.
    pub fn unchanged(case: &CaseReading) -> Self {
        Self {
            dossier: case.dossier.clone(),
            offices: Vec::new(),
            fetch_later: Vec::new(),
        }
    }

    /// Sends a matter to this office, where it is another one and nobody has begun.
    pub fn send(&mut self, matter: &Matter, office: Option<OfficeId>) {
        if let Some(office) = office
            && matter.office != office
            && matter.stage == Stage::Waiting
        {
            self.offices.push((matter.clone(), office));
        }
    }
}

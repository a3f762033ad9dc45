//! What the pages about files read.

use async_trait::async_trait;

use super::HandedIn;
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::Wording;

/// What the pages about handing in files read. Whoever did not file the case gets [`PortalError::NotFound`].
#[async_trait]
pub trait EvidenceDesk: Send + Sync {
    /// The page on which a file is chosen for the answer about this matter; `instead` is the file that it replaces.
    ///
    /// # Errors
    /// `Conflict` where nothing is asked any more; `NotFound` where the file to replace is not there.
    async fn file_wanted(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
        instead: Option<&str>,
    ) -> Result<FileWanted, PortalError>;

    /// What this person has sent with answers in this case, oldest first. The reading is recorded.
    async fn files_of_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<FilesOfCase, PortalError>;
}

/// What is to be handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWanted {
    pub reference: CaseReference,
    pub matter: Wording,
    /// Who asked.
    pub office: Wording,
    /// The name of the file that is to be replaced.
    pub instead: Option<String>,
    /// Whether a HEIC photograph is taken, too.
    pub takes_heic: bool,
}

/// What somebody has sent in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilesOfCase {
    pub reference: CaseReference,
    pub files: Vec<HandedIn>,
}

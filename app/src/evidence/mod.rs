//! Files that somebody hands in: what they may be, why one is not taken, how they are shown to whoever may see them.

mod desk;
mod pages;

pub use desk::{EvidenceDesk, FileWanted, FilesOfCase};
pub use pages::{FilePage, FilesPage, files_of_answer, files_seen, kept_by_the_city};

use jiff::Timestamp;

use crate::text::{Said, Text, Words};

/// The largest file that is taken, in bytes: 10 MiB.
pub const LARGEST_FILE: u64 = 10 * 1024 * 1024;
/// How many files one answer may have.
pub const MOST_FILES: usize = 10;

/// What a file is, by its content and not by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Jpeg,
    Png,
    Pdf,
}

impl FileKind {
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// As it is kept; also the ending of its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a browser is told that it is.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether it can be looked at on a page.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }
}

/// One thing that was handed in with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// How it is named in addresses.
    pub id: String,
    pub what: Content,
    pub at: Timestamp,
    pub is_sent: bool,
}

/// A file, or word that a register has what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    File {
        name: String,
        kind: FileKind,
        /// Of what is kept.
        bytes: u64,
    },
    /// The data set that has it, e.g. `LICENCES/licences`.
    Held { data_set: String },
}

/// Something that the city holds already, so that nobody need hand it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub data_set: String,
    /// When the portal last had it from there.
    pub at: Timestamp,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// No file was chosen.
    NoneChosen,
    /// A file without content.
    Empty,
    TooLarge,
    /// The answer has as many files as it may.
    TooMany,
    /// None of the kinds that are taken.
    WrongKind,
    /// A HEIC photograph, on a machine that cannot decode it; see `docs/EVIDENCE.md`.
    Heic,
    /// The name says one kind, the content another.
    WrongName,
    /// Cut off or damaged.
    Broken,
    /// A picture of more pixels than any desk needs.
    TooManyPixels,
    /// A document that opens with a password only.
    Locked,
    /// A document with scripts, or one that starts other programs.
    Active,
    /// A document with other files inside.
    FilesInside,
    /// A document that is packed so that it cannot be looked through.
    Packed,
    /// One file that is two things at once.
    TwoInOne,
    /// It did not arrive as a whole.
    CutOff,
}

impl NotTaken {
    pub const ALL: [Self; 15] = [
        Self::NoneChosen,
        Self::Empty,
        Self::TooLarge,
        Self::TooMany,
        Self::WrongKind,
        Self::Heic,
        Self::WrongName,
        Self::Broken,
        Self::TooManyPixels,
        Self::Locked,
        Self::Active,
        Self::FilesInside,
        Self::Packed,
        Self::TwoInOne,
        Self::CutOff,
    ];

    /// As it stands in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoneChosen => "none",
            Self::Empty => "empty",
            Self::TooLarge => "large",
            Self::TooMany => "many",
            Self::WrongKind => "kind",
            Self::Heic => "heic",
            Self::WrongName => "name",
            Self::Broken => "broken",
            Self::TooManyPixels => "pixels",
            Self::Locked => "locked",
            Self::Active => "active",
            Self::FilesInside => "inside",
            Self::Packed => "packed",
            Self::TwoInOne => "two",
            Self::CutOff => "cut",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// The cause in words, with the way out.
    pub fn said(self) -> Said {
        match self {
            Self::NoneChosen => Text::EvidenceNoneChosen.into(),
            Self::Empty => Text::EvidenceEmpty.into(),
            Self::TooLarge => Text::EvidenceTooLarge.into(),
            Self::TooMany => Said::with(Text::EvidenceTooMany, [("most", MOST_FILES.to_string())]),
            Self::WrongKind => Text::EvidenceWrongKind.into(),
            Self::Heic => Text::EvidenceHeic.into(),
            Self::WrongName => Text::EvidenceWrongName.into(),
            Self::Broken => Text::EvidenceBroken.into(),
            Self::TooManyPixels => Text::EvidenceTooManyPixels.into(),
            Self::Locked => Text::EvidenceLocked.into(),
            Self::Active => Text::EvidenceActive.into(),
            Self::FilesInside => Text::EvidenceFilesInside.into(),
            Self::Packed => Text::EvidencePacked.into(),
            Self::TwoInOne => Text::EvidenceTwoInOne.into(),
            Self::CutOff => Text::EvidenceCutOff.into(),
        }
    }
}

/// A number of bytes as people say it: `340 KB`, `2.1 MB`.
pub fn size(words: Words, bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1024 {
        return words.say_with(Text::EvidenceKilobytes, &[("size", &kilobytes.to_string())]);
    }
    let tenths = bytes * 10 / (1024 * 1024);
    let size = format!("{}.{}", tenths / 10, tenths % 10);
    words.say_with(Text::EvidenceMegabytes, &[("size", &size)])
}

/// Who keeps a data set: the department, by the first part of its name.
pub fn holder(words: Words, data_set: &str) -> String {
    let register = data_set.split('/').next().unwrap_or_default();
    let key = format!(
        "evidence-holder-{}",
        register.replace('_', "-").to_ascii_lowercase()
    );
    words.say(Text::from_key(&key).unwrap_or(Text::EvidenceHolderOther))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_cause_has_a_code_of_its_own_and_words_in_both_languages() {
        for why in NotTaken::ALL {
            assert_eq!(NotTaken::from_code(why.code()), Some(why));
            for language in [Language::Chinese, Language::English] {
                let said = Words::new(language).said(&why.said());
                assert!(said.chars().count() > 5, "{why:?}: {said}");
            }
        }
        assert_eq!(NotTaken::from_code("<script>"), None);
    }

    #[test]
    fn a_size_is_said_in_the_unit_that_people_know() {
        let words = Words::new(Language::English);
        assert_eq!(size(words, 1), "1 KB");
        assert_eq!(size(words, 340 * 1024), "340 KB");
        assert_eq!(size(words, 2 * 1024 * 1024 + 150_000), "2.1 MB");
        assert_eq!(size(words, LARGEST_FILE), "10.0 MB");
    }

    #[test]
    fn every_register_that_can_hold_something_has_a_department() {
        let words = Words::new(Language::English);
        let other = words.say(Text::EvidenceHolderOther);
        for data_set in [
            "POPULATION/persons",
            "MARRIAGES/marriages",
            "INSURANCE/persons",
            "SOCIAL-CARDS/applications",
            "HEALTH/fertility-registrations",
            "CIVIL-AFFAIRS/old-age-allowances",
            "LICENCES/licences",
        ] {
            assert_ne!(holder(words, data_set), other, "{data_set}");
        }
        assert_eq!(holder(words, "UNKNOWN/things"), other);
    }
}

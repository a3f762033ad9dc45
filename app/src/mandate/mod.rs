//! Acting for somebody: what one person may do for another, by the other's own yes, and until when. Kinship alone
//! never makes a mandate.

mod desk;
mod form;
pub mod pages;
pub mod staff_pages;

pub use desk::{
    AtDesk, Banner, ByHand, CaseUnder, GivenMandates, HeldMandate, HistoryLine, MandateDesk,
    MandateDeskView, MandateView, OfferView, PastCase, PersonAtDesk,
};
pub use form::{
    CodeSlip, DeskForm, DeskSlip, Offer, OfferForm, PersonAsked, ReplyForm, Term, WishForm,
};

use jiff::civil::Date;

use crate::person::ResidentId;
use crate::text::Text;

/// Codes as the tables and forms carry them, with the words for them.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $text:ident;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As tables and forms carry it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }

            pub const fn text(self) -> Text {
                match self { $(Self::$variant => Text::$text),+ }
            }
        }
    };
}

coded! {
    /// What a holder may do.
    MandateAct {
        Apply = "apply", MandateActApply;
        Track = "track", MandateActTrack;
        Notices = "notices", MandateActNotices;
        Answer = "answer", MandateActAnswer;
    }
}

coded! {
    /// Where a mandate stands.
    MandateState {
        /// Asked for; no yes yet.
        Offered = "offered", MandateStateOffered;
        Active = "active", MandateStateActive;
        /// A caseworker looks into it; nothing may be done under it meanwhile.
        Held = "held", MandateStateHeld;
        Ended = "ended", MandateStateEnded;
    }
}

coded! {
    /// How the yes was given.
    GivenBy {
        Session = "session", MandateGivenSession;
        Counter = "counter", MandateGivenCounter;
        Visit = "visit", MandateGivenVisit;
        CallBack = "call-back", MandateGivenCallBack;
        /// Not a yes: a guardian, by a document that a caseworker has checked.
        Guardian = "guardian", MandateGivenGuardian;
    }
}

coded! {
    /// What makes somebody the guardian of a child (Civil Code, article 27) or of an adult (articles 28 to 33).
    GuardianDocument {
        /// A court found that the person needs one, and names whom.
        Judgment = "judgment", MandateDocumentJudgment;
        /// The residents' or villagers' committee, or civil affairs, named whom.
        Designation = "designation", MandateDocumentDesignation;
        /// Agreed in writing while the person could still decide, and in force by now.
        Agreement = "agreement", MandateDocumentAgreement;
        /// Of birth or adoption: it names the parents, who are the guardians of their child by law.
        BirthCertificate = "birth-certificate", MandateDocumentBirth;
    }
}

impl GuardianDocument {
    /// Those that show who acts for a child, or for an adult.
    pub fn fitting(is_for_a_child: bool) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |document| (*document == Self::BirthCertificate) == is_for_a_child)
    }
}

/// Whether this person is under 18 on this day: no yes of theirs makes a mandate, a parent's document does.
pub fn is_a_child(number: &ResidentId, on: Date) -> bool {
    number.age_on(on) < OF_AGE
}

/// From this age on everybody decides for themselves.
const OF_AGE: i16 = 18;

coded! {
    /// How it ended.
    EndedBy {
        /// The subject said no.
        Declined = "declined", MandateEndedDeclined;
        /// The subject took it back.
        Revoked = "revoked", MandateEndedRevoked;
        /// The holder gave it up.
        GivenUp = "given-up", MandateEndedGivenUp;
        /// Its last day has passed.
        RanOut = "ran-out", MandateEndedRanOut;
        /// No yes came in time.
        Lapsed = "lapsed", MandateEndedLapsed;
        /// The holder asked anew.
        Replaced = "replaced", MandateEndedReplaced;
        /// A caseworker ended it.
        Stopped = "stopped", MandateEndedStopped;
    }
}

coded! {
    /// How somebody is told besides in the portal.
    TellingWay {
        Text = "text", MandateTellText;
        Landline = "landline", MandateTellLandline;
        Letter = "letter", MandateTellLetter;
        Visit = "visit", MandateTellVisit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for act in MandateAct::ALL {
            assert_eq!(MandateAct::from_code(act.code()), Some(*act));
        }
        for ended in EndedBy::ALL {
            assert_eq!(EndedBy::from_code(ended.code()), Some(*ended));
        }
        assert_eq!(TellingWay::from_code("pigeon"), None);
    }
}

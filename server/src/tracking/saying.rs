//! The sentences of the tracking pages, for whoever tells them to people: notices say what the pages say.

use app::case::PartyRole;
use app::text::{Language, Text, Wording, Words};
use app::tracking::sentence::sentence;
use jiff::civil::Date;
use sqlx::AnyConnection;

use crate::Office;
use crate::case::store as cases;
use crate::fault::Fault;

impl Office {
    /// The sentence that the tracking page of whoever filed this case says on top, read through this connection; and
    /// the same sentence without anybody's name, which may leave the house.
    pub(crate) async fn where_it_stands(
        &self,
        conn: &mut AnyConnection,
        home: &str,
        case_id: &str,
    ) -> Result<(Wording, Wording), Fault> {
        let case = cases::case_by_id(conn, home, case_id)
            .await?
            .ok_or_else(|| Fault::Row("a notice without its case".into()))?;
        let parties = cases::parties(conn, home, case_id).await?;
        let folder = self.folder(conn, case, parties).await?;
        let mut standing = self.tracked(&folder, PartyRole::Applicant)?.standing();
        let said = sentence(&standing).wording();
        for (place, matter) in folder.matters.iter().enumerate() {
            // Matters of the same name are told apart by their subject's name on the page, and by their turn outside.
            let same = |other: &&crate::case::Matter| other.code == matter.code;
            let name = &matter.definition.name;
            standing.matters[place].name = if folder.matters.iter().filter(same).count() > 1 {
                let turn = folder.matters[..=place].iter().filter(same).count();
                Wording::new(
                    format!("{}（{turn}）", name.zh),
                    format!("{} ({turn})", name.en),
                )
            } else {
                name.clone()
            };
        }
        Ok((said, sentence(&standing).wording()))
    }
}

/// What an invited person's first page says of it.
pub(super) fn said_of_invitation(service: &Wording, until: Date) -> Wording {
    let say = |words: Words| {
        words.say_with(
            Text::TrackingInvited,
            &[
                ("service", service.in_language(words.language)),
                ("until", &words.date(until)),
            ],
        )
    };
    Wording::new(
        say(Words::new(Language::Chinese)),
        say(Words::new(Language::English)),
    )
}

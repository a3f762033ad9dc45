//! How people want to be told besides in the portal, and what then has to be said, written or brought.

use app::identity::{PersonKey, SessionKey};
use app::mandate::{TellingWay, WishForm};
use app::person::Mobile;
use app::text::{Language, Text, Words};
use app::ui::FieldFault;
use sqlx::AnyConnection;

use super::{contact_place, store};
use crate::Office;
use crate::database::Tx;
use crate::fault::Fault;

impl Office {
    /// What was chosen, or what was typed and is to be looked at again.
    pub(super) async fn wish_as_typed(
        &self,
        person: &PersonKey,
        session: &SessionKey,
        page: &str,
        review: bool,
    ) -> Result<(WishForm, Vec<FieldFault>), Fault> {
        if review && let Some(typed) = self.slip_of::<WishForm>(session, page).await? {
            let faults = typed.parse().err().unwrap_or_default();
            return Ok((typed, faults));
        }
        Ok((self.wish_of(person).await?, Vec::new()))
    }

    async fn wish_of(&self, person: &PersonKey) -> Result<WishForm, Fault> {
        let Some(row) = store::wish(&mut *self.db.read().await?, person).await? else {
            return Ok(WishForm::default());
        };
        Ok(WishForm {
            way: row.way,
            contact: self
                .keys
                .open_sealed(&contact_place(person), &row.contact)?,
            street: row.home,
            act: String::new(),
        })
    }

    /// Keeps how somebody wants to be told; `false` where something is missing.
    pub(super) async fn keep_wish_of(
        &self,
        person: &PersonKey,
        session: &SessionKey,
        page: &str,
        typed: &WishForm,
    ) -> Result<bool, Fault> {
        let wish = match typed.parse() {
            Ok(wish) if typed.act != "later" => wish,
            _ => {
                self.keep_slip(session, page, typed).await?;
                return Ok(false);
            }
        };
        let mut tx = self.db.begin().await?;
        match wish {
            None => store::drop_wish(tx.conn(), person).await?,
            Some((way, contact, home)) => {
                let row = store::WishRow {
                    way: way.code().to_owned(),
                    contact: self
                        .keys
                        .seal(&contact_place(person), &contact, &self.chance),
                    home,
                };
                store::keep_wish(tx.conn(), person, &row, self.clock.now()).await?;
                if way == TellingWay::Text {
                    crate::notices::tell_by_text(tx.conn(), person, self.clock.now()).await?;
                }
            }
        }
        tx.commit().await?;
        self.keep_slip(session, page, &WishForm::default()).await?;
        Ok(true)
    }

    /// The mobile that somebody named for texts, where that is how they want to be told.
    pub(crate) async fn mobile_for_texts(
        &self,
        person: &PersonKey,
    ) -> Result<Option<Mobile>, Fault> {
        let wish = self.wish_of(person).await?;
        Ok((wish.way == TellingWay::Text.code())
            .then(|| Mobile::parse(&wish.contact).ok())
            .flatten())
    }

    /// Puts a notice on the list of the office that rings, writes or comes, where that is what the person wants.
    pub(crate) async fn tell_by_hand(
        &self,
        tx: &mut Tx,
        person: &PersonKey,
        notice: &str,
    ) -> Result<(), Fault> {
        let Some(wish) = store::wish(tx.conn(), person).await? else {
            return Ok(());
        };
        if wish.way == TellingWay::Text.code() {
            return Ok(());
        }
        let now = self.clock.now();
        let id = self.chance.id(now);
        store::add_telling(tx.conn(), &id, person, notice, &wish, now).await
    }

    /// How this person is told besides in the portal, in words.
    pub(crate) async fn told_how(
        &self,
        conn: &mut AnyConnection,
        person: &PersonKey,
    ) -> Result<app::text::Wording, Fault> {
        let way = store::wish(conn, person)
            .await?
            .and_then(|wish| TellingWay::from_code(&wish.way));
        let text = way.map_or(Text::MandateCheckPortal, TellingWay::text);
        let said = |language| {
            let said = Words::new(language).say(text);
            // Within a sentence.
            match said.split_at_checked(1) {
                Some((first, rest)) => format!("{}{rest}", first.to_lowercase()),
                None => said,
            }
        };
        Ok(app::text::Wording::new(
            said(Language::Chinese),
            said(Language::English),
        ))
    }
}

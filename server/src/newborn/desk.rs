//! What the pages of a birth read.

use app::case::{FieldState, PartyRole};
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId};
use app::newborn::{
    AccountForm, AccountView, ChildAsks, ChildForm, ChildView, EthnicityAsks, EthnicityForm,
    EthnicityView, HouseholdForm, HouseholdView, MothersAccountView, NewbornDesk, OtherParentView,
};
use app::person::PersonName;
use app::text::Wording;
use async_trait::async_trait;

use super::dossier::{account_in_words, ethnicity_of, maternity_account};
use super::family::{Family, MOST_BY_HAND, asked_because, other_parent};
use super::own_part;
use crate::Office;
use crate::application::Understood;
use crate::data_layer::records::{DataSet, HouseholdTold};
use crate::fault::Fault;

pub(super) const SERVICE: &str = "newborn";

impl Office {
    /// The citizen's draft on a page that it really asks.
    async fn on_page(&self, actor: &Actor, page: &str) -> Result<Understood, Fault> {
        let (_, understood) = self.open_draft(actor, SERVICE).await?;
        if understood
            .says
            .questions
            .iter()
            .any(|question| question.page == page)
        {
            Ok(understood)
        } else {
            Err(PortalError::NotFound.into())
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(understood: &Understood, set: DataSet) -> Option<T> {
    understood.draft.sourced(set)?.read()
}

#[async_trait]
impl NewbornDesk for Office {
    async fn child(&self, actor: &Actor, number: usize) -> Result<ChildView, PortalError> {
        let page = format!("child/{number}");
        let understood = self.on_page(actor, &page).await?;
        let citizen = actor.citizen().ok_or(PortalError::SignInFirst)?;
        let (family, because) = self.reading(citizen, &understood, |reading| {
            (
                Family::of(reading),
                asked_because(reading, DataSet::Certificates),
            )
        });
        let child = family
            .children
            .iter()
            .find(|child| child.page == page)
            .ok_or(PortalError::NotFound)?;
        let asks = child.asks.ok_or(PortalError::NotFound)?;
        let field = |name: &str| {
            understood
                .says
                .dossier
                .get(&child.key, name)
                .map(app::case::Field::shown)
        };
        let (mother, father) = child.known.parents.as_ref().map_or_else(
            // One of the two is not known yet: the hint names the other.
            || (citizen.name.as_str().to_owned(), String::new()),
            |parents| {
                let name = |name: &PersonName| name.as_str().to_owned();
                (name(&parents.mother), name(&parents.father))
            },
        );
        let typed: ChildForm = understood.draft.typed(&page);
        Ok(ChildView {
            number,
            children: family.children.len(),
            asks,
            because,
            asks_another: asks == ChildAsks::Everything && number < MOST_BY_HAND,
            name: child
                .known
                .name
                .as_ref()
                .map(|name| name.as_str().to_owned()),
            born: field("sex")
                .zip(field("born"))
                .filter(|_| child.birth.is_some()),
            mother,
            father,
            asks_why: asks == ChildAsks::SurnameReason || typed.asks_why(asks, &child.known),
            last_day: child.last_day_of_declaration(),
            faults: typed
                .parse(asks, &child.known, self.clock.today())
                .err()
                .unwrap_or_default(),
            typed,
            back: understood.page_before(&page),
        })
    }

    async fn household(&self, actor: &Actor) -> Result<HouseholdView, PortalError> {
        let understood = self.on_page(actor, "household").await?;
        let directory = self.directory();
        let mine = read::<HouseholdTold>(&understood, DataSet::Households).map(|household| {
            let street = directory.street_name(&household.street);
            let station = directory
                .get(&OfficeId(household.station))
                .map(|office| office.name.clone())
                .unwrap_or_default();
            Wording::new(
                format!("{}，{}", street.zh, station.zh),
                format!("{}, {}", street.en, station.en),
            )
        });
        let typed: HouseholdForm = understood.draft.typed("household");
        Ok(HouseholdView {
            other_parent: understood
                .says
                .dossier
                .value("case", "other-parent-name")
                .unwrap_or_default()
                .to_owned(),
            streets: directory.streets(),
            faults: typed.faults(mine.is_some()),
            mine,
            typed,
            back: understood.page_before("household"),
        })
    }

    async fn account(&self, actor: &Actor) -> Result<AccountView, PortalError> {
        let understood = self.on_page(actor, "account").await?;
        let typed: AccountForm = understood.draft.typed("account");
        Ok(AccountView {
            holder: actor
                .citizen()
                .map(|citizen| citizen.name.as_str().to_owned())
                .unwrap_or_default(),
            faults: typed.parse().err().unwrap_or_default(),
            typed,
            back: understood.page_before("account"),
        })
    }

    async fn other_parent(&self, actor: &Actor) -> Result<OtherParentView, PortalError> {
        let understood = self.on_page(actor, "other-parent").await?;
        let citizen = actor.citizen().ok_or(PortalError::SignInFirst)?;
        let (read, because) = self.reading(citizen, &understood, |reading| {
            (
                other_parent(reading),
                asked_because(reading, DataSet::Marriages),
            )
        });
        Ok(OtherParentView {
            because,
            faults: read.err().unwrap_or_default(),
            typed: understood.draft.typed("other-parent"),
            back: understood.page_before("other-parent"),
        })
    }

    async fn childs_ethnicity(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<Option<EthnicityView>, PortalError> {
        let part = self.own_part(me, token).await?;
        if !part.is_left(own_part::ETHNICITY) {
            return Ok(None);
        }
        let directory = self.directory();
        let case = part.reading(&directory);
        let asks = own_part::ethnicity_asks(&case);
        let typed: EthnicityForm = self.typed_part(me, &part, own_part::ETHNICITY).await?;
        Ok(Some(EthnicityView {
            asks,
            applicant: part.applicant.as_str().to_owned(),
            mine: own_part::known_ethnicity(&case, "other-ethnicity")
                .map(|(mine, _)| mine.to_owned())
                .unwrap_or_default(),
            faults: typed.faults(asks),
            typed,
            back: part.address(),
        }))
    }

    async fn mothers_account(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<Option<MothersAccountView>, PortalError> {
        let part = self.own_part(me, token).await?;
        if !part.is_left(own_part::ACCOUNT) {
            return Ok(None);
        }
        let typed: AccountForm = self.typed_part(me, &part, own_part::ACCOUNT).await?;
        Ok(Some(MothersAccountView {
            holder: me.name.as_str().to_owned(),
            applicant: part.applicant.as_str().to_owned(),
            faults: typed.parse().err().unwrap_or_default(),
            typed,
            back: part.address(),
        }))
    }
}

// What the other parent hands in

impl Office {
    /// The child's ethnicity as both parents have agreed on it, by the parent who confirmed. Says where to go on.
    ///
    /// # Errors
    /// `NotFound` for whoever did not confirm this invitation.
    pub async fn give_ethnicity(
        &self,
        me: &Citizen,
        token: &str,
        form: &EthnicityForm,
    ) -> Result<String, Fault> {
        let part = self.own_part(me, token).await?;
        if !part.is_left(own_part::ETHNICITY) {
            return Ok(part.next());
        }
        let directory = self.directory();
        let case = part.reading(&directory);
        let asks = own_part::ethnicity_asks(&case);
        self.keep_part(me, &part, own_part::ETHNICITY, form).await?;
        if !form.faults(asks).is_empty() {
            return Ok(part.review(own_part::ETHNICITY));
        }
        let of_parent = |name| {
            own_part::known_ethnicity(&case, name)
                .map(|(ethnicity, _)| ethnicity.to_owned())
                .unwrap_or_default()
        };
        let (chosen, state) = match (asks, form.ethnicity.as_str()) {
            (EthnicityAsks::WhichParents, EthnicityForm::MINE) => {
                (of_parent("other-ethnicity"), FieldState::Declared)
            }
            (EthnicityAsks::WhichParents, _) => {
                (of_parent("applicant-ethnicity"), FieldState::Declared)
            }
            // Nobody has both parents' entries: the station compares.
            (EthnicityAsks::AnyOfAll, typed) => (
                typed.to_owned(),
                FieldState::Unverified {
                    data_set: DataSet::Persons.code(),
                    is_denied: false,
                },
            ),
        };
        let children: Vec<String> = part
            .dossier
            .fields
            .iter()
            .filter(|field| field.name == "ethnicity" && field.state == FieldState::Awaited)
            .map(|field| field.subject.clone())
            .collect();
        self.give_part(me, &part, own_part::ETHNICITY, &|dossier| {
            for child in &children {
                dossier.put(ethnicity_of(child, &chosen).into_field(None, state.clone()));
            }
        })
        .await
    }

    /// The mother's own account, in her own name. Says where to go on.
    ///
    /// # Errors
    /// As for [`Self::give_ethnicity`].
    pub async fn give_account(
        &self,
        me: &Citizen,
        token: &str,
        form: &AccountForm,
    ) -> Result<String, Fault> {
        let part = self.own_part(me, token).await?;
        if !part.is_left(own_part::ACCOUNT) {
            return Ok(part.next());
        }
        self.keep_part(me, &part, own_part::ACCOUNT, form).await?;
        let Ok((bank, account)) = form.parse() else {
            return Ok(part.review(own_part::ACCOUNT));
        };
        self.give_part(me, &part, own_part::ACCOUNT, &|dossier| {
            let shown = account_in_words(&bank, &account);
            let hers = maternity_account(&account, shown).of(PartyRole::Confirmer);
            dossier.put(hers.into_field(None, FieldState::Declared));
        })
        .await
    }
}

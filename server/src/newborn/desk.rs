//! What the pages of a birth read.

use app::error::PortalError;
use app::identity::{Actor, OfficeId};
use app::newborn::{
    AccountForm, AccountView, ChildAsks, ChildForm, ChildView, EthnicityForm, EthnicityView,
    HouseholdForm, HouseholdView, NewbornDesk, OtherParentForm, OtherParentView,
};
use app::text::Wording;
use async_trait::async_trait;

use super::understanding::last_day_of_declaration;
use crate::Office;
use crate::application::Understood;
use crate::data_layer::records::{Birth, DataSet, Household, Marriage, Person};
use crate::fault::Fault;

const SERVICE: &str = "newborn";

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
        let births: Vec<Birth> = read(&understood, DataSet::Deliveries).unwrap_or_default();
        let field = |name: &str| {
            understood
                .says
                .dossier
                .get(&format!("child-{number}"), name)
                .map(app::case::Field::shown)
        };
        let born = field("sex").zip(field("born"));
        let asks = if births.is_empty() {
            ChildAsks::Everything
        } else {
            ChildAsks::Name
        };
        let typed: ChildForm = understood.draft.typed(&page);
        let parent =
            |of: fn(&Birth) -> Option<String>| births.iter().find_map(of).unwrap_or_default();
        let own = actor
            .citizen()
            .map(|citizen| citizen.name.as_str().to_owned())
            .unwrap_or_default();
        let spouse = read::<Marriage>(&understood, DataSet::Marriages)
            .map(|marriage| marriage.spouse_name.as_str().to_owned())
            .unwrap_or_default();
        let (mother, father) = if births.is_empty() {
            (own, spouse)
        } else {
            (
                parent(|birth| Some(birth.mother_name.as_str().to_owned())),
                parent(|birth| {
                    birth
                        .father_name
                        .as_ref()
                        .map(|name| name.as_str().to_owned())
                }),
            )
        };
        Ok(ChildView {
            number,
            children: understood.says.subjects.len().saturating_sub(1).max(1),
            born: if births.is_empty() { None } else { born },
            mother,
            father,
            last_day: births.first().map(last_day_of_declaration),
            faults: typed
                .parse(asks, self.clock.today())
                .err()
                .unwrap_or_default(),
            typed,
            back: understood.page_before(&page),
        })
    }

    async fn household(&self, actor: &Actor) -> Result<HouseholdView, PortalError> {
        let understood = self.on_page(actor, "household").await?;
        let directory = self.directory();
        let mine = read::<Household>(&understood, DataSet::Households).map(|household| {
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

    async fn ethnicity(&self, actor: &Actor) -> Result<EthnicityView, PortalError> {
        let understood = self.on_page(actor, "ethnicity").await?;
        let mine = read::<Person>(&understood, DataSet::Persons)
            .map(|person| person.ethnicity)
            .unwrap_or_default();
        let typed: EthnicityForm = understood.draft.typed("ethnicity");
        Ok(EthnicityView {
            mine,
            faults: typed.faults(),
            typed,
            back: understood.page_before("ethnicity"),
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
        let typed: OtherParentForm = understood.draft.typed("other-parent");
        Ok(OtherParentView {
            faults: typed.parse(None).err().unwrap_or_default(),
            typed,
            back: understood.page_before("other-parent"),
        })
    }
}

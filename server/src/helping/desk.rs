//! Whom a member of staff helps, and what follows from it for the pages of the service. No SQL.

use app::case::{CaseReference, EnquiryCode};
use app::error::PortalError;
use app::helping::{Help, HelpDone, HelpForm, HelpHow, HelpNow, HelpPage, HelpingDesk};
use app::identity::{Actor, Citizen, Helped, OfficeId, PersonKey, SessionKey, StaffMember};
use app::mandate::Banner;
use app::person::ResidentId;
use app::text::{Text, Wording};
use async_trait::async_trait;
use jiff::SignedDuration;
use sqlx::AnyConnection;

use super::counter::DESK;
use super::store::{self, HelpRow};
use super::{About, about_place, record};
use crate::Office;
use crate::application::service_of;
use crate::case::{Acting, store as cases};
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::fault::Fault;
use crate::identity::sessions::role_name;
use crate::journal;

/// How long one help lasts at most.
const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// Where staff find what they write down for the person.
pub(crate) const DONE: &str = "/staff/helping?done";

/// The service whose pages these are, where one may help with it; a person's own orders are their own.
fn service_of_path(path: &str) -> Option<&str> {
    let mut parts = path.trim_start_matches('/').split('/');
    let service = parts.next()?;
    let is_own = parts.next() == Some("orders");
    let may = (service == crate::care::SERVICE && !is_own)
        || service_of(service).is_some_and(|service| service.may_be_for_another());
    may.then_some(service)
}

#[async_trait]
impl HelpingDesk for Office {
    async fn helping(&self, actor: &Actor, session: &SessionKey) -> Result<HelpPage, PortalError> {
        match actor {
            Actor::Staff(member) => Ok(self.read_helping(member, session).await?),
            Actor::Visitor => Err(PortalError::SignInFirst),
            Actor::Citizen(_) => Err(PortalError::NotFound),
        }
    }
}

impl Office {
    /// How somebody may give this member their word: at a counter for older people's affairs in every way; to the community,
    /// whose grid workers stand at people's doors, face to face only.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    fn ways_to_help(&self, member: &StaffMember) -> Result<Vec<HelpHow>, Fault> {
        let is_of_community = self
            .directory()
            .get(&member.office)
            .is_some_and(|office| office.department == "community");
        if is_of_community {
            return Ok(vec![HelpHow::Counter, HelpHow::Visit]);
        }
        self.at_a_counter(member)?;
        Ok(HelpHow::ALL.to_vec())
    }

    /// Whether this visitor may help others: their navigation leads there.
    pub(crate) fn helps_others(&self, actor: &Actor) -> bool {
        actor
            .staff()
            .is_some_and(|member| self.ways_to_help(member).is_ok())
    }

    async fn read_helping(
        &self,
        member: &StaffMember,
        session: &SessionKey,
    ) -> Result<HelpPage, Fault> {
        let ways = self.ways_to_help(member)?;
        let services: Vec<(String, Wording)> = crate::mandate::services_for_another()
            .into_iter()
            .filter_map(|code| Some((code.clone(), self.name_for_another(&code)?)))
            .collect();
        let known: Vec<String> = services.iter().map(|(code, _)| code.clone()).collect();
        let typed: HelpForm = self.slip_of(session, DESK).await?.unwrap_or_default();
        let now = self.clock.unmoved();
        let live = store::live(&mut *self.db.read().await?, member, session, now).await?;
        let going_on = match &live {
            Some(help) => Some(HelpNow {
                name: self.about_of_help(help)?.name.as_str().to_owned(),
                service: self.name_for_another(&help.service).unwrap_or_default(),
                address: format!("/{}", help.service),
                until: help.until,
            }),
            None => None,
        };
        let mut conn = self.db.read().await?;
        let done = match store::filed_in(&mut conn, member, session).await? {
            Some(reference) => Some(HelpDone {
                code: self.code_of(&mut conn, &reference).await?,
                reference,
            }),
            None => None,
        };
        drop(conn);
        Ok(HelpPage {
            faults: typed
                .parse(self.settings.demo, &known, &ways)
                .err()
                .unwrap_or_default(),
            typed,
            services,
            ways,
            now: going_on,
            done,
        })
    }

    /// The code with which a case can be looked up; empty for an order.
    async fn code_of(&self, conn: &mut AnyConnection, reference: &str) -> Result<String, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(String::new());
        };
        let Some((_, sealed, false)) = cases::enquiry(conn, &reference).await? else {
            return Ok(String::new());
        };
        let place = format!("case_reference.{reference}");
        let code: EnquiryCode = self.keys.open_sealed(&place, &sealed)?;
        Ok(code.as_str().to_owned())
    }

    fn about_of_help(&self, help: &HelpRow) -> Result<About, Fault> {
        Ok(self.keys.open_sealed(&about_place(&help.id), &help.about)?)
    }

    /// What staff press on the desk's page; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for whoever does not work at such a counter; `Conflict` for oneself and one's own household.
    pub async fn hand_in_help(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &HelpForm,
    ) -> Result<String, Fault> {
        let ways = self.ways_to_help(member)?;
        if typed.act == "end" {
            self.end_help(member, session).await?;
            return Ok(DESK.to_owned());
        }
        let short = typed.short();
        self.keep_slip(session, DESK, &short).await?;
        if typed.act != "begin" {
            return Ok(DESK.to_owned());
        }
        let known = crate::mandate::services_for_another();
        let Ok(help) = short.parse(self.settings.demo, &known, &ways) else {
            return Ok(format!("{DESK}?review"));
        };
        self.end_help(member, session).await?;
        self.begin_help(member, session, &help).await?;
        self.keep_slip(session, DESK, &HelpForm::default()).await?;
        Ok(format!("/{}", help.service))
    }

    pub(crate) async fn begin_help(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        help: &Help,
    ) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let id = self.chance.id(self.clock.now());
        let about = About {
            name: help.name.clone(),
            number: help.number.clone(),
        };
        let division = member.office.0.get(..6).unwrap_or("500000");
        let row = HelpRow {
            home: format!("{division}000"),
            person: self.keys.person(&help.number),
            about: self.keys.seal(&about_place(&id), &about, &self.chance),
            staff: member.id.clone(),
            office: member.office.0.clone(),
            service: help.service.clone(),
            how: help.how.code().to_owned(),
            begun_at: now,
            until: now
                .checked_add(LASTS)
                .map_err(|error| Fault::Other(error.to_string()))?,
            id,
        };
        let looked = AccessRow {
            person: row.person.clone(),
            by_kind: ReaderKind::Staff,
            by_id: member.id.clone(),
            office: member.office.clone(),
            role: role_name(member.role).to_owned(),
            purpose: "helping".to_owned(),
            reference: String::new(),
            fields: vec!["application".to_owned()],
            outcome: ReadOutcome::Allowed,
        };
        record_read(self, looked).await?;
        let mut tx = self.db.begin().await?;
        if !store::add(tx.conn(), &row, session).await? {
            return Err(Fault::conflict(Text::HelpingTied));
        }
        self.note_help(&mut tx, member, &row, "begun").await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn end_help(
        &self,
        member: &StaffMember,
        session: &SessionKey,
    ) -> Result<(), Fault> {
        let now = self.clock.unmoved();
        let live = store::live(&mut *self.db.read().await?, member, session, now).await?;
        let Some(help) = live else {
            return Ok(());
        };
        let mut tx = self.db.begin().await?;
        if store::end(tx.conn(), &help, now).await? {
            self.note_help(&mut tx, member, &help, "ended").await?;
        }
        Ok(tx.commit().await?)
    }

    async fn note_help(
        &self,
        tx: &mut crate::database::Tx,
        member: &StaffMember,
        help: &HelpRow,
        step: &str,
    ) -> Result<(), Fault> {
        let mut entry = Acting::staff(member).entry(step, None);
        entry.on_behalf_of = Some(help.person.0.clone());
        entry.note = serde_json::json!({
            "office": help.office, "service": help.service, "how": help.how,
        });
        let record = record(&help.home, &help.id);
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }

    /// Whose pages these are while a member of staff helps; `None`: nobody's but the staff's own.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn helped_at(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        path: &str,
    ) -> Result<Option<Citizen>, Fault> {
        let Some(service) = service_of_path(path) else {
            return Ok(None);
        };
        let now = self.clock.unmoved();
        let live = store::live(&mut *self.db.read().await?, member, session, now).await?;
        let Some(help) = live.filter(|help| help.service == service) else {
            return Ok(None);
        };
        let About { name, .. } = self.about_of_help(&help)?;
        Ok(Some(Citizen {
            account: String::new(),
            person: help.person,
            name,
            helped: Some(Helped {
                staff: member.id.clone(),
                id: help.id,
            }),
        }))
    }

    /// The number of somebody without an account whom staff have helped.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn number_of_helped(
        &self,
        person: &PersonKey,
    ) -> Result<Option<ResidentId>, Fault> {
        let help = store::newest_of(&mut *self.db.read().await?, person).await?;
        help.map(|help| Ok(self.about_of_help(&help)?.number))
            .transpose()
    }

    /// Takes the help for what is filed or ordered in this transaction. With `ends` it is over; somebody on the phone may
    /// want two things.
    ///
    /// # Errors
    /// `Conflict` where it is over.
    pub(crate) async fn use_help(
        &self,
        conn: &mut AnyConnection,
        me: &Citizen,
        reference: &CaseReference,
        ends: bool,
    ) -> Result<(), Fault> {
        let Some(helped) = &me.helped else {
            return Ok(());
        };
        let now = self.clock.unmoved();
        if store::note_filed(conn, helped, me, reference.as_str(), ends, now).await? {
            Ok(())
        } else {
            Err(Fault::conflict(Text::HelpingOver))
        }
    }

    /// What stands on top of what staff filed or ordered at the person's word, with the page on which it is taken back.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn banner_of_helped(
        &self,
        conn: &mut AnyConnection,
        reference: &str,
        page: String,
    ) -> Result<Option<Banner>, Fault> {
        let help = store::by_reference(conn, reference).await?;
        Ok(help.map(|help| Banner::FiledByStaff {
            office: self.name_of_office(&OfficeId(help.office)),
            page,
        }))
    }

    /// References of what staff filed for this person at their word.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn filed_with_help(
        &self,
        conn: &mut AnyConnection,
        person: &PersonKey,
    ) -> Result<Vec<String>, Fault> {
        store::filed_for(conn, person).await
    }
}

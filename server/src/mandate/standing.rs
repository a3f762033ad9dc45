//! What a mandate means for the drafts and cases of its holder: everything goes through here.

use std::collections::{BTreeMap, HashMap};

use app::application::CheckActing;
use app::case::{CaseReference, PartyRole};
use app::error::PortalError;
use app::identity::{Actor, Citizen, PersonKey, SessionKey};
use app::mandate::{Banner, MandateAct, PastCase};
use app::person::{PersonName, ResidentId};
use app::text::{Said, Text, city_date};
use sqlx::AnyConnection;

use super::{About, ActingFor, Force, Mandate, about_place, holder_place, store};
use crate::Office;
use crate::application::service_of;
use crate::case::{Case, store as cases};
use crate::data_layer::access_log::{AccessRow, record_daily};
use crate::fault::Fault;

/// Who filed something for whom, under which mandate.
pub(crate) struct Filed<'a> {
    pub mandate: Option<&'a str>,
    pub filed_by: &'a PersonKey,
    pub subject: &'a PersonKey,
    /// Code of the service.
    pub service: &'a str,
}

fn withheld(text: Text) -> Fault {
    PortalError::Withheld(Said::from(text)).into()
}

fn banner_of(acting: Option<ActingFor>) -> Option<Banner> {
    acting.map(|acting| Banner::ActingFor {
        name: acting.name.as_str().to_owned(),
        reference: acting.mandate.reference,
    })
}

impl Office {
    /// Whom this mandate is about.
    ///
    /// # Errors
    /// The database's.
    pub async fn acting_for(&self, reference: &str) -> Result<Option<ActingFor>, Fault> {
        let mut conn = self.db.read().await?;
        let Some(mandate) = store::by_reference(&mut conn, reference).await? else {
            return Ok(None);
        };
        let About { name, number } = self.about_of(&mandate)?;
        Ok(Some(ActingFor {
            mandate,
            name,
            number,
        }))
    }

    /// The mandate under which its holder goes on with what they filed under this one: itself; once it has ended, a later one
    /// that the same person gave them for the same service.
    async fn renewed(
        &self,
        conn: &mut AnyConnection,
        mandate: Mandate,
        service: &str,
    ) -> Result<Mandate, Fault> {
        let today = self.clock.today();
        let has_ended = |mandate: &Mandate| matches!(mandate.force(today), Force::Ended(_));
        if !has_ended(&mandate) {
            return Ok(mandate);
        }
        let later = store::held_by(conn, &mandate.holder)
            .await?
            .into_iter()
            .find(|later| {
                later.subject == mandate.subject
                    && !has_ended(later)
                    && later.services.iter().any(|code| code == service)
            });
        Ok(later.unwrap_or(mandate))
    }

    /// Whom something that was filed under this mandate is about, with the mandate that holds for it now.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn acting_now(
        &self,
        reference: &str,
        service: &str,
    ) -> Result<Option<ActingFor>, Fault> {
        let mut conn = self.db.read().await?;
        let Some(mandate) = store::by_reference(&mut conn, reference).await? else {
            return Ok(None);
        };
        let mandate = self.renewed(&mut conn, mandate, service).await?;
        let About { name, number } = self.about_of(&mandate)?;
        Ok(Some(ActingFor {
            mandate,
            name,
            number,
        }))
    }

    pub(super) fn about_of(&self, mandate: &Mandate) -> Result<About, Fault> {
        Ok(self
            .keys
            .open_sealed(&about_place(&mandate.id), &mandate.about)?)
    }

    pub(super) fn holder_name_of(&self, mandate: &Mandate) -> Result<String, Fault> {
        let name: app::person::PersonName = self
            .keys
            .open_sealed(&holder_place(&mandate.id), &mandate.holder_name)?;
        Ok(name.as_str().to_owned())
    }

    /// The name of the guardian who holds this mandate, or whose later one stands in for it, while that is in force; `None` for
    /// any other mandate.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn guardian_under(
        &self,
        reference: &str,
        service: &str,
    ) -> Result<Option<PersonName>, Fault> {
        let acting = self.acting_now(reference, service).await?;
        acting
            .map(|acting| acting.mandate)
            .filter(|mandate| {
                mandate.is_of_guardian() && mandate.force(self.clock.today()) == Force::InForce
            })
            .map(|mandate| {
                Ok(self
                    .keys
                    .open_sealed(&holder_place(&mandate.id), &mandate.holder_name)?)
            })
            .transpose()
    }

    /// Whether an application may be made, or gone on with, under this mandate.
    ///
    /// # Errors
    /// `Withheld`, with what may be said; `NotFound` for a mandate that is not this person's.
    pub fn may_apply_for(
        &self,
        me: &PersonKey,
        service: &str,
        acting: &ActingFor,
    ) -> Result<(), Fault> {
        if acting.mandate.holder != *me {
            return Err(PortalError::NotFound.into());
        }
        self.in_force(&acting.mandate)?;
        let is_for_this = acting.mandate.services.iter().any(|code| code == service);
        if !is_for_this || !acting.mandate.allows(MandateAct::Apply) {
            return Err(withheld(Text::MandateNotThis));
        }
        Ok(())
    }

    /// Reference and name of everybody whom this person may apply for now.
    pub(crate) async fn whom_one_may_apply_for(
        &self,
        me: &Citizen,
        service: &str,
    ) -> Result<Vec<(String, String)>, Fault> {
        // Whom they act for themselves is not for whoever helps them.
        if me.helped.is_some() {
            return Ok(Vec::new());
        }
        let held = store::held_by(&mut *self.db.read().await?, &me.person).await?;
        let mut found = Vec::new();
        for mandate in held {
            let About { name, number } = self.about_of(&mandate)?;
            let acting = ActingFor {
                mandate,
                name,
                number,
            };
            if self.may_apply_for(&me.person, service, &acting).is_ok() {
                found.push((
                    acting.mandate.reference.to_string(),
                    acting.name.as_str().to_owned(),
                ));
            }
        }
        Ok(found)
    }

    /// Reference and name of everybody for whom this person may act now, in whatever.
    pub(crate) async fn whom_one_acts_for(
        &self,
        me: &PersonKey,
    ) -> Result<Vec<(String, String)>, Fault> {
        let held = store::held_by(&mut *self.db.read().await?, me).await?;
        held.iter()
            .filter(|mandate| self.in_force(mandate).is_ok())
            .map(|mandate| {
                let about = self.about_of(mandate)?;
                Ok((
                    mandate.reference.to_string(),
                    about.name.as_str().to_owned(),
                ))
            })
            .collect()
    }

    /// Everybody for whom this person may act now, with the mandate.
    pub(crate) async fn held_in_force(&self, me: &PersonKey) -> Result<Vec<ActingFor>, Fault> {
        let held = store::held_by(&mut *self.db.read().await?, me).await?;
        held.into_iter()
            .filter(|mandate| self.in_force(mandate).is_ok())
            .map(|mandate| {
                let About { name, number } = self.about_of(&mandate)?;
                Ok(ActingFor {
                    mandate,
                    name,
                    number,
                })
            })
            .collect()
    }

    /// Who may apply for this person now, for one of these services, and is told of it.
    pub(crate) async fn holders_told(
        &self,
        conn: &mut AnyConnection,
        subject: &PersonKey,
        services: &[String],
    ) -> Result<Vec<PersonKey>, Fault> {
        let about = store::about(conn, subject).await?;
        let mut holders: Vec<PersonKey> = about
            .into_iter()
            .filter(|mandate| {
                self.in_force(mandate).is_ok()
                    && mandate.allows(MandateAct::Apply)
                    && mandate.allows(MandateAct::Notices)
                    && mandate.services.iter().any(|code| services.contains(code))
            })
            .map(|mandate| mandate.holder)
            .collect();
        holders.sort();
        holders.dedup();
        Ok(holders)
    }

    /// Whom this mandate is about, if this person holds it and it is in force.
    pub(crate) async fn acts_for(
        &self,
        me: &PersonKey,
        reference: &str,
    ) -> Result<Option<ActingFor>, Fault> {
        let acting = self.acting_for(reference).await?;
        Ok(acting.filter(|acting| {
            acting.mandate.holder == *me && self.in_force(&acting.mandate).is_ok()
        }))
    }

    /// Who is told of an application under this mandate.
    pub(crate) async fn told_of(&self, acting: &ActingFor) -> Result<CheckActing, Fault> {
        let mut conn = self.db.read().await?;
        Ok(CheckActing {
            name: acting.name.as_str().to_owned(),
            way: self.told_how(&mut conn, &acting.mandate.subject).await?,
            tells_holder: acting.mandate.allows(MandateAct::Notices),
        })
    }

    fn in_force(&self, mandate: &Mandate) -> Result<(), Fault> {
        match mandate.force(self.clock.today()) {
            Force::InForce => Ok(()),
            Force::Held => Err(withheld(Text::MandateBeingChecked)),
            Force::Ended(_) => Err(withheld(Text::MandateNoLonger)),
        }
    }

    /// The mandate under which this person follows a case; `None` for whoever needs none.
    pub(crate) async fn mandate_in(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
        me: &PersonKey,
    ) -> Result<Option<Mandate>, Fault> {
        match &case.mandate {
            Some(reference) if case.filed_by == *me && case.subject != *me => {
                // A case that names a mandate which is not there is nobody's to follow.
                let mandate = store::by_reference(conn, reference)
                    .await?
                    .ok_or(PortalError::NotFound)?;
                Ok(Some(self.renewed(conn, mandate, &case.service).await?))
            }
            _ => Ok(None),
        }
    }

    /// The same for a list of cases, in their order; a mandate under which several were filed is read once.
    pub(crate) async fn mandates_in(
        &self,
        conn: &mut AnyConnection,
        cases: &[Case],
        me: &PersonKey,
    ) -> Result<Vec<Option<Mandate>>, Fault> {
        let mut found: HashMap<_, Option<Mandate>> = HashMap::new();
        let mut mandates = Vec::with_capacity(cases.len());
        for case in cases {
            let same = (&case.mandate, &case.service, &case.filed_by, &case.subject);
            let mandate = match found.get(&same) {
                Some(mandate) => mandate.clone(),
                None => self.mandate_in(conn, case, me).await?,
            };
            found.insert(same, mandate.clone());
            mandates.push(mandate);
        }
        Ok(mandates)
    }

    /// Records that a list shows a holder what was filed under these mandates, and how far it is: one row a mandate and
    /// day, whichever list it is. Must have succeeded before anything is shown.
    pub(crate) async fn record_listed_under(
        &self,
        me: &PersonKey,
        mandates: impl IntoIterator<Item = &Mandate>,
    ) -> Result<(), Fault> {
        let listed: BTreeMap<&str, &Mandate> = mandates
            .into_iter()
            .map(|mandate| (mandate.reference.as_str(), mandate))
            .collect();
        let fields = ["cases", "dates", "stages"];
        let rows = listed.into_iter().map(|(reference, mandate)| {
            AccessRow::by_citizen(me, &mandate.subject, "mandates", reference, &fields)
        });
        record_daily(self, rows.collect()).await
    }

    /// Whether this person may do this in the case now.
    ///
    /// # Errors
    /// `NotFound` once the mandate has ended; `Withheld` while it is held, and for what it does not include.
    pub(crate) async fn may_act_in(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
        me: &PersonKey,
        act: MandateAct,
    ) -> Result<(), Fault> {
        let mandate = self.mandate_in(conn, case, me).await?;
        self.may_act_by(mandate.as_ref(), act)
    }

    /// Whether this mandate allows it now; whoever needs none may do everything.
    ///
    /// # Errors
    /// As [`Self::may_act_in`].
    pub(crate) fn may_act_by(
        &self,
        mandate: Option<&Mandate>,
        act: MandateAct,
    ) -> Result<(), Fault> {
        let Some(mandate) = mandate else {
            return Ok(());
        };
        match mandate.force(self.clock.today()) {
            Force::InForce if mandate.allows(act) => Ok(()),
            Force::InForce => Err(withheld(Text::MandateNotThis)),
            Force::Held => Err(withheld(Text::MandateBeingChecked)),
            Force::Ended(_) => Err(PortalError::NotFound.into()),
        }
    }

    /// Whether this person may do this in something else than a case, such as an order: whoever it is for may, and
    /// whoever filed it as far as the mandate goes.
    ///
    /// # Errors
    /// `NotFound` for anybody else, and once the mandate has ended; `Withheld` while it is held, and for what it does
    /// not include.
    pub(crate) async fn may_act_under(
        &self,
        conn: &mut AnyConnection,
        filed: &Filed<'_>,
        me: &PersonKey,
        act: MandateAct,
    ) -> Result<(), Fault> {
        if filed.subject == me {
            return Ok(());
        }
        let mandate = match filed.mandate {
            Some(reference) if filed.filed_by == me => store::by_reference(conn, reference).await?,
            _ => None,
        };
        let mandate = match mandate {
            Some(mandate) => Some(self.renewed(conn, mandate, filed.service).await?),
            None => None,
        };
        match mandate.map(|mandate| (mandate.force(self.clock.today()), mandate.allows(act))) {
            Some((Force::InForce, true)) => Ok(()),
            Some((Force::InForce, false)) => Err(withheld(Text::MandateNotThis)),
            Some((Force::Held, _)) => Err(withheld(Text::MandateBeingChecked)),
            Some((Force::Ended(_), _)) | None => Err(PortalError::NotFound.into()),
        }
    }

    /// Who is told about it: whoever it is for, and the holder as far as the mandate goes.
    pub(crate) async fn told_under(
        &self,
        conn: &mut AnyConnection,
        filed: &Filed<'_>,
    ) -> Result<Vec<PersonKey>, Fault> {
        let mut told = vec![filed.subject.clone()];
        let holder = self
            .may_act_under(conn, filed, filed.filed_by, MandateAct::Notices)
            .await;
        match holder {
            Ok(()) if filed.filed_by != filed.subject => told.push(filed.filed_by.clone()),
            Ok(()) | Err(Fault::Portal(_)) => {}
            Err(fault) => return Err(fault),
        }
        Ok(told)
    }

    /// What stands in a list instead of a case's sentence, where the mandate does not hold now.
    pub(crate) fn said_instead(&self, mandate: Option<&Mandate>) -> Option<Text> {
        let mandate = mandate?;
        match mandate.force(self.clock.today()) {
            Force::InForce if mandate.allows(MandateAct::Track) => None,
            Force::InForce => Some(Text::MandateNotThis),
            Force::Held => Some(Text::MandateLineChecked),
            Force::Ended(_) => Some(Text::MandateLineEnded),
        }
    }

    /// Whether a case may be looked up without signing in: the code lies with whoever filed it.
    pub(crate) async fn answers_enquiries(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
    ) -> Result<bool, Fault> {
        let mandate = self.mandate_in(conn, case, &case.filed_by).await?;
        Ok(self.said_instead(mandate.as_ref()).is_none())
    }

    /// Takes the mandate of a case for an act in this transaction.
    ///
    /// # Errors
    /// `Withheld` where it ended, or was held, meanwhile.
    pub(crate) async fn use_mandate(
        &self,
        conn: &mut AnyConnection,
        reference: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(reference) = reference else {
            return Ok(());
        };
        let (now, today) = (self.clock.now(), self.clock.today());
        if store::use_it(conn, reference, now, today).await? {
            Ok(())
        } else {
            Err(withheld(Text::MandateNoLonger))
        }
    }

    /// Takes the mandate that holds now for something filed under this one, for an act in this transaction.
    ///
    /// # Errors
    /// `Withheld` where it ended, or was held, meanwhile.
    pub(crate) async fn use_mandate_now(
        &self,
        conn: &mut AnyConnection,
        reference: Option<&str>,
        service: &str,
    ) -> Result<(), Fault> {
        let Some(reference) = reference else {
            return Ok(());
        };
        let mandate = store::by_reference(conn, reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        let mandate = self.renewed(conn, mandate, service).await?;
        self.use_mandate(conn, Some(mandate.reference.as_str()))
            .await
    }

    /// Who is told about a case: whoever it is for, and the holder as far as the mandate goes.
    pub(crate) async fn whom_to_tell(
        &self,
        conn: &mut AnyConnection,
        case: &Case,
    ) -> Result<Vec<PersonKey>, Fault> {
        let Some(mandate) = self.mandate_in(conn, case, &case.filed_by).await? else {
            return Ok(vec![case.filed_by.clone()]);
        };
        let mut told = vec![case.subject.clone()];
        if mandate.force(self.clock.today()) == Force::InForce
            && mandate.allows(MandateAct::Notices)
        {
            told.push(case.filed_by.clone());
        }
        Ok(told)
    }

    /// The number of whoever a case's registers are asked about: the person acted for, else who filed it.
    pub(crate) async fn number_of_whom(
        &self,
        case: &Case,
    ) -> Result<(PersonKey, ResidentId), Fault> {
        if let Some(reference) = &case.mandate
            && let Some(acting) = self.acting_for(reference).await?
        {
            return Ok((acting.mandate.subject.clone(), acting.number));
        }
        let number = self.number_of_person(&case.filed_by).await?;
        Ok((case.filed_by.clone(), number))
    }

    /// What stands on top of this page: for whom the visitor acts, or who acted for them.
    ///
    /// # Errors
    /// The database's.
    pub async fn banner(
        &self,
        actor: &Actor,
        session: &SessionKey,
        path: &str,
    ) -> Result<Option<Banner>, Fault> {
        let Some(me) = actor.citizen() else {
            return Ok(None);
        };
        if me.helped.is_some() {
            let name = me.name.as_str().to_owned();
            return Ok(Some(Banner::Helping { name }));
        }
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("cases", Some(reference)) => self.banner_of_case(me, reference).await,
            ("findings", Some(id)) => match self.reference_of_finding(id).await? {
                Some(reference) => self.banner_of_case(me, reference.as_str()).await,
                None => Ok(None),
            },
            ("allowances", Some(reference)) => {
                Ok(banner_of(self.acting_in_entitlement(me, reference).await?))
            }
            ("benefits", Some("offers")) => match parts.next() {
                Some(reference) => Ok(banner_of(self.acting_in_offer(me, reference).await?)),
                None => Ok(None),
            },
            (crate::care::SERVICE, next) => {
                self.banner_of_care(me, session, next, parts.next()).await
            }
            (service, Some(_)) if service_of(service).is_some() => {
                let draft = self.draft(me, service).await?;
                let acting = draft
                    .filter(|draft| draft.row.reference.is_empty())
                    .and_then(|draft| draft.acting);
                Ok(banner_of(acting))
            }
            _ => Ok(None),
        }
    }

    /// On the pages about care: for whom one looks or orders under a mandate, or who ordered it.
    async fn banner_of_care(
        &self,
        me: &Citizen,
        session: &SessionKey,
        section: Option<&str>,
        which: Option<&str>,
    ) -> Result<Option<Banner>, Fault> {
        let under = match (section, which) {
            (Some("orders"), Some(reference)) => {
                let Some(parties) = self.parties_of_order(reference).await? else {
                    return Ok(None);
                };
                let Some(under) = parties.mandate else {
                    return if parties.subject == me.person {
                        let mut conn = self.db.read().await?;
                        let page = format!("/care/orders/{reference}");
                        self.banner_of_helped(&mut conn, reference, page).await
                    } else {
                        Ok(None)
                    };
                };
                if parties.subject == me.person {
                    let mandate = store::by_reference(&mut *self.db.read().await?, &under).await?;
                    return mandate
                        .map(|mandate| {
                            let name = self.holder_name_of(&mandate)?;
                            Ok(Banner::FiledBy { name })
                        })
                        .transpose();
                }
                Some(under)
            }
            (Some("orders"), None) => None,
            _ => {
                self.whom_care_is_for(me, session, section.zip(which))
                    .await?
            }
        };
        let Some(under) = under else {
            return Ok(None);
        };
        Ok(self
            .acting_now(&under, crate::care::SERVICE)
            .await?
            .filter(|acting| {
                self.may_apply_for(&me.person, crate::care::SERVICE, acting)
                    .is_ok()
            })
            .and_then(|acting| banner_of(Some(acting))))
    }

    async fn banner_of_case(&self, me: &Citizen, reference: &str) -> Result<Option<Banner>, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(None);
        };
        let mut conn = self.db.read().await?;
        let Some(case) = cases::case_by_reference(&mut conn, &reference).await? else {
            return Ok(None);
        };
        let Some(under) = &case.mandate else {
            if case.filed_by != me.person {
                return Ok(None);
            }
            let page = format!("/cases/{reference}/withdraw");
            return self
                .banner_of_helped(&mut conn, reference.as_str(), page)
                .await;
        };
        let Some(mandate) = store::by_reference(&mut conn, under).await? else {
            return Ok(None);
        };
        if case.subject == me.person {
            let name = self.holder_name_of(&mandate)?;
            return Ok(Some(Banner::FiledBy { name }));
        }
        let mandate = self.renewed(&mut conn, mandate, &case.service).await?;
        let has_ended = matches!(mandate.force(self.clock.today()), Force::Ended(_));
        if case.filed_by != me.person || has_ended {
            return Ok(None);
        }
        let About { name, .. } = self.about_of(&mandate)?;
        Ok(Some(Banner::ActingFor {
            name: name.as_str().to_owned(),
            reference: mandate.reference,
        }))
    }

    /// A case of this holder's whose mandate does not hold now, with what they were told before.
    pub(super) async fn past_case_of(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<PastCase>, Fault> {
        let Ok(reference) = CaseReference::parse(reference) else {
            return Ok(None);
        };
        let mut conn = self.db.read().await?;
        let Some(case) = cases::case_by_reference(&mut conn, &reference).await? else {
            return Ok(None);
        };
        let is_applicant = cases::parties(&mut conn, &case.home, &case.id)
            .await?
            .iter()
            .any(|party| party.role == PartyRole::Applicant && party.person == me.person);
        if !is_applicant {
            return Ok(None);
        }
        let Some(mandate) = self.mandate_in(&mut conn, &case, &me.person).await? else {
            return Ok(None);
        };
        let ended = match mandate.force(self.clock.today()) {
            Force::InForce => return Ok(None),
            Force::Held => None,
            Force::Ended(at) => Some(at),
        };
        let told = crate::notices::told_until(
            &mut conn,
            &me.person,
            &case.reference,
            ended.filter(|_| mandate.allows(MandateAct::Track)),
        )
        .await?;
        drop(conn);
        self.record_listed_under(&me.person, [&mandate]).await?;
        Ok(Some(PastCase {
            subject_name: self.about_of(&mandate)?.name.as_str().to_owned(),
            submitted_on: city_date(case.submitted_at),
            ended: ended.map(city_date),
            reference: case.reference,
            service: case.service_name,
            told,
        }))
    }
}

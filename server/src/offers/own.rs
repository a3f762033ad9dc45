//! Looking under a department's duty: an office looks into what it holds about somebody itself, when it learns something,
//! on the person's birthdays and when a rule changes. No register is asked, nobody's leave is needed, and the person can
//! switch it off.

use app::benefits::{District, Fact, FactSource, Facts};
use app::error::PortalError;
use app::helping::HelpHow;
use app::identity::{Citizen, OfficeId, PersonKey, StaffMember};
use app::offers::{Duty, Held, OfferForm, OwnLook as Shown, duties, duty_of};
use app::person::ResidentId;
use app::text::{Text, Wording, in_every_language};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::json;
use sqlx::AnyConnection;

use super::desk::{PAGE, name_of};
use super::look::{AT_ONCE, Found, LEASE, LOOKED, later};
use super::{OWN_PURPOSE, OwnLook, Under, store};
use crate::Office;
use crate::assessment::findings_of;
use crate::case::clocks::morning;
use crate::case::{Acting, store as cases};
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;

/// Of whom nothing is held any more: looked at again in a year, unless something is learnt before.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What an office knows from its own work.
struct Own {
    number: ResidentId,
    found: Found,
    given: Vec<String>,
    is_stopped: bool,
}

/// Looks wherever an office holds something new, or a day has come; says about how many people.
///
/// # Errors
/// The database's. One that fails stops no other.
pub async fn look_by_duty(office: &Office) -> Result<usize, Fault> {
    let mut count = 0;
    for duty in duties() {
        if duty.since > office.clock.today() {
            continue;
        }
        let now = office.clock.now();
        let mut tx = office.db.begin().await?;
        store::rules_changed(tx.conn(), &duty.code, &office.book_of(duty), now).await?;
        tx.commit().await?;
        let due =
            store::own_to_look(&mut *office.db.read().await?, &duty.code, now, AT_ONCE).await?;
        count += due.len();
        for look in &due {
            if let Err(fault) = office.look_into_own(duty, look).await {
                tracing::error!(error = %fault, look = look.id, "a look under a duty failed");
            }
        }
    }
    Ok(count)
}

impl Office {
    /// An office has learnt something about somebody from its own work: it looks what that brings them.
    pub(crate) async fn has_learnt(
        &self,
        tx: &mut Tx,
        held: Held,
        (home, office): (&str, &OfficeId),
        person: &PersonKey,
    ) -> Result<(), Fault> {
        let department = self
            .directory()
            .get(office)
            .map(|office| office.department.clone());
        let now = self.clock.now();
        for duty in duties() {
            if department.as_ref() != Some(&duty.department) || !duty.holds.contains(&held) {
                continue;
            }
            let look = OwnLook {
                home: home.to_owned(),
                id: self.chance.id(now),
                duty: duty.code.clone(),
                office: office.clone(),
                person: person.clone(),
                next_look: now.as_microsecond(),
                last_look: None,
                is_off: false,
            };
            store::learn(tx.conn(), &look, &self.book_of(duty)).await?;
        }
        Ok(())
    }

    /// The versions of all rules that a duty goes by, as one blind value.
    fn book_of(&self, duty: &Duty) -> String {
        let book = self.rule_book();
        let versions: Vec<&str> = duty
            .benefits
            .iter()
            .filter_map(|code| book.benefit(code))
            .flat_map(|benefit| &benefit.rules)
            .map(|rule| rule.version.as_str())
            .collect();
        self.keys.blind("own-look,rules,", &versions.join("\n"))
    }

    async fn look_into_own(&self, duty: &'static Duty, look: &OwnLook) -> Result<(), Fault> {
        let mark = later(self.clock.now(), LEASE);
        let mut tx = self.db.begin().await?;
        if !store::take_own(tx.conn(), look, mark).await? {
            return Ok(());
        }
        tx.commit().await?;
        record_read(
            self,
            AccessRow {
                person: look.person.clone(),
                by_kind: ReaderKind::Portal,
                by_id: "portal".to_owned(),
                office: look.office.clone(),
                role: String::new(),
                purpose: OWN_PURPOSE.to_owned(),
                reference: String::new(),
                fields: duty
                    .holds
                    .iter()
                    .map(|held| match held {
                        Held::Allowances => "entitlement".to_owned(),
                        Held::Findings => "finding".to_owned(),
                    })
                    .collect(),
                outcome: ReadOutcome::Allowed,
            },
        )
        .await?;
        let own = self.own_of(&mut *self.db.read().await?, duty, look).await?;
        let now = self.clock.now();
        let next = own
            .as_ref()
            .map_or_else(|| later(now, YEAR), |own| self.next_turn(duty, &own.number));
        let mut tx = self.db.begin().await?;
        // Switched off while it looked, or more was learnt: nothing comes of it.
        if !store::own_looked(tx.conn(), look, mark, now, next).await? {
            return Ok(());
        }
        let mut entry = Acting::portal().entry(LOOKED, None);
        entry.on_behalf_of = Some(look.person.0.clone());
        entry.note = json!({ "duty": duty.code, "office": look.office.0 });
        journal::write(tx.conn(), &look.record(), now, &entry).await?;
        if let Some(own) = own.filter(|own| !own.is_stopped) {
            let under = Under::Duty {
                duty,
                office: &look.office,
                given: &own.given,
            };
            self.offer_what_holds(&mut tx, &look.person, &own.number, &own.found, under)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// What this office holds about this person itself: neither another office's, nor any register's.
    async fn own_of(
        &self,
        conn: &mut AnyConnection,
        duty: &Duty,
        look: &OwnLook,
    ) -> Result<Option<Own>, Fault> {
        let today = self.clock.today();
        let directory = self.directory();
        let called = directory
            .get(&look.office)
            .map(|office| office.name.clone())
            .unwrap_or_default();
        let register = |text: Text| in_every_language(text, &[("office", &called.zh, &called.en)]);
        let mut own = None;
        if duty.holds.contains(&Held::Allowances)
            && let Some(held) = self
                .allowances_held(conn, &look.office, &look.person)
                .await?
        {
            let facts = held.facts.on(today);
            let known = [
                (Fact::Born, facts.born.is_some()),
                (Fact::District, true),
                (Fact::Hardship, facts.hardship.is_some()),
                (Fact::Disability, facts.disability.is_some()),
            ];
            own = Some(Own {
                number: held.number,
                given: held.given,
                is_stopped: held.is_stopped,
                found: Found {
                    facts,
                    sources: known
                        .into_iter()
                        .filter(|(_, is_known)| *is_known)
                        .map(|(fact, _)| FactSource {
                            fact,
                            register: register(Text::OffersOwnAllowancesOf),
                            at: held.at,
                        })
                        .collect(),
                    street: held.street,
                    has_died: false,
                    silent: Vec::new(),
                },
            });
        }
        if duty.holds.contains(&Held::Findings) {
            let all = findings_of(conn, &look.person).await?;
            let finding = all.iter().find(|finding| {
                let division = finding.home.get(..6).unwrap_or_default();
                finding.holds_on(today)
                    && directory
                        .of_division(&duty.department, division)
                        .is_some_and(|office| office.id == look.office.0)
            });
            if let Some(finding) = finding {
                let source = |fact: Fact| FactSource {
                    fact,
                    register: register(Text::OffersOwnFindingsOf),
                    at: finding.issued_at,
                };
                let mut known = match own.take() {
                    Some(own) => own,
                    None => {
                        let case = cases::case_by_id(conn, &finding.home, &finding.case_id)
                            .await?
                            .ok_or_else(|| {
                                Fault::Row(format!("a finding without its case {}", finding.id))
                            })?;
                        let dossier = self.dossier(&case)?;
                        let number = dossier.value("case", "number").unwrap_or_default();
                        let number = ResidentId::parse(number)
                            .map_err(|_| Fault::Row(format!("dossier of {}: number", case.id)))?;
                        let mut facts = Facts::unknown(today);
                        facts.born = Some(number.birth_date());
                        facts.district = Some(District::of(&finding.home));
                        Own {
                            number,
                            given: Vec::new(),
                            is_stopped: false,
                            found: Found {
                                facts,
                                sources: vec![source(Fact::Born), source(Fact::District)],
                                street: finding.home.clone(),
                                has_died: false,
                                silent: Vec::new(),
                            },
                        }
                    }
                };
                known.found.facts.care = Some(finding.level);
                known.found.sources.push(source(Fact::Care));
                own = Some(known);
            }
        }
        Ok(own)
    }

    /// When something can begin to hold by itself: the next birthday, or the first day of a rule that is known already.
    fn next_turn(&self, duty: &Duty, number: &ResidentId) -> Timestamp {
        let today = self.clock.today();
        let book = self.rule_book();
        let begins = duty
            .benefits
            .iter()
            .filter_map(|code| book.benefit(code))
            .flat_map(|benefit| &benefit.rules)
            .map(|rule| rule.from)
            .filter(|from| *from > today)
            .min();
        let birthday = next_birthday(number.birth_date(), today);
        morning(begins.map_or(birthday, |from| from.min(birthday)))
    }

    /// Every office that looks into what is its own about this person.
    pub(super) async fn own_looks_of(&self, me: &Citizen) -> Result<Vec<Shown>, Fault> {
        if me.helped.is_some() {
            return Ok(Vec::new());
        }
        let looks = store::own_of_person(&mut *self.db.read().await?, &me.person).await?;
        Ok(looks
            .iter()
            .filter_map(|look| self.shown_of(look))
            .collect())
    }

    /// A duty with the office that looks under it; `None` for one that is not among the data any more.
    pub(super) fn own_shown(&self, duty: &str, office: &OfficeId) -> Option<Shown> {
        let duty = duty_of(duty)?;
        let book = self.rule_book();
        let benefits: Vec<Wording> = duty
            .benefits
            .iter()
            .map(|code| name_of(&book, code))
            .collect();
        Some(Shown {
            duty,
            office: self
                .directory()
                .get(office)
                .map(|office| office.name.clone())
                .unwrap_or_default(),
            benefits,
            last_look: None,
            is_off: false,
        })
    }

    /// What offices of these streets look into of their own accord about somebody.
    pub(crate) async fn own_looks_in(
        &self,
        person: &PersonKey,
        streets: &[String],
    ) -> Result<Vec<Shown>, Fault> {
        let looks = store::own_of_person(&mut *self.db.read().await?, person).await?;
        Ok(looks
            .iter()
            .filter(|look| streets.contains(&look.home))
            .filter_map(|look| self.shown_of(look))
            .collect())
    }

    fn shown_of(&self, look: &OwnLook) -> Option<Shown> {
        let shown = self.own_shown(&look.duty, &look.office)?;
        Some(Shown {
            last_look: look.last_look,
            is_off: look.is_off,
            ..shown
        })
    }

    /// The person stops every look under a duty, by whichever office, or lets them begin again. Said twice it changes
    /// nothing.
    ///
    /// # Errors
    /// `NotFound` for whoever only helps, or a duty that is none.
    pub(super) async fn switch_duty(
        &self,
        me: &Citizen,
        typed: &OfferForm,
    ) -> Result<String, Fault> {
        if me.helped.is_some() {
            return Err(PortalError::NotFound.into());
        }
        let is_off = pressed_off(&typed.act)?;
        let by = Acting::citizen(me);
        self.switch_looks(&me.person, &typed.duty, is_off, &by, None)
            .await?;
        Ok(PAGE.to_owned())
    }

    /// The same at the word of somebody without an account, said to a member of staff of these streets.
    ///
    /// # Errors
    /// `NotFound` where no office of these streets looks under this duty.
    pub(crate) async fn switch_duty_at_word(
        &self,
        member: &StaffMember,
        streets: &[String],
        person: &PersonKey,
        (duty, act, how): (&str, &str, HelpHow),
    ) -> Result<(), Fault> {
        let is_off = pressed_off(act)?;
        let looks = self.own_looks_in(person, streets).await?;
        if !looks.iter().any(|look| look.duty.code == duty) {
            return Err(PortalError::NotFound.into());
        }
        let by = Acting {
            on_behalf_of: Some(person.clone()),
            ..Acting::staff(member)
        };
        self.switch_looks(person, duty, is_off, &by, Some(how))
            .await
    }

    async fn switch_looks(
        &self,
        person: &PersonKey,
        duty: &str,
        is_off: bool,
        by: &Acting,
        how: Option<HelpHow>,
    ) -> Result<(), Fault> {
        if duty_of(duty).is_none() {
            return Err(PortalError::NotFound.into());
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        for look in store::own_of_person(tx.conn(), person).await? {
            if look.duty == duty && store::switch_own(tx.conn(), &look, is_off, now).await? {
                let step = if is_off { "switch-off" } else { "switch-on" };
                let mut entry = by.entry(step, None);
                entry.note = json!({ "duty": look.duty, "office": look.office.0, "how": how.map(HelpHow::code) });
                journal::write(tx.conn(), &look.record(), now, &entry).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

fn pressed_off(act: &str) -> Result<bool, PortalError> {
    match act {
        "off" => Ok(true),
        "on" => Ok(false),
        _ => Err(PortalError::NotFound),
    }
}

/// The next one after today. Whoever was born on 29 February has it on 1 March in a common year, as the rules reckon age.
fn next_birthday(born: Date, today: Date) -> Date {
    let in_year = |year: i16| {
        Date::new(year, born.month(), born.day())
            .or_else(|_| Date::new(year, 3, 1))
            .unwrap_or(today)
    };
    let this_year = in_year(today.year());
    if this_year > today {
        this_year
    } else {
        in_year(today.saturating_add(1.year()).year())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_next_birthday_is_after_today_and_a_leap_day_counts_on_the_first_of_march() {
        let born = date(1946, 3, 6);
        assert_eq!(next_birthday(born, date(2026, 3, 5)), date(2026, 3, 6));
        assert_eq!(next_birthday(born, date(2026, 3, 6)), date(2027, 3, 6));
        let leap = date(1948, 2, 29);
        assert_eq!(next_birthday(leap, date(2027, 2, 28)), date(2027, 3, 1));
        assert_eq!(next_birthday(leap, date(2027, 3, 1)), date(2028, 2, 29));
    }
}

//! Who sees what of a call, before, while and after it is open. No SQL.

use std::collections::BTreeMap;

use app::error::PortalError;
use app::identity::desk::{Device as Handheld, OwnSession};
use app::identity::{Actor, Citizen, OfficeId, PersonKey, SessionKey, StaffMember};
use app::one_key_call::{
    BoardLine, BoardView, CallAtDesk, CallBy, CallEnd, CallFigures, CallHomeForm, CallHomeView,
    CallMoment, CallPerson, CallStage, CallStep, DeviceForm, DeviceLine, DevicesView, DrillReport,
    DrillView, OneKeyCallDesk, OwnCallLine, OwnCallView, PressAs, PressView, RingView, RungWhom,
    call_after, call_terms,
};
use app::text::{Said, Text, Wording};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::counter::{DEVICES, HOME};
use super::store::devices::Device;
use super::store::people::Known;
use super::store::{self, Call, Ring, devices, people, phones};
use crate::Office;
use crate::data_layer::access_log::{
    AccessRow, CONTACT, ReadOutcome, record_list, record_read, record_reads,
};
use crate::fault::Fault;
use crate::{journal, warnings};

/// So many rows on one page.
const PAGE: i64 = 100;
/// So many warnings stand beside the calls.
const URGENT: i64 = 5;
/// What has ended stands on the board for so long.
const LATELY: SignedDuration = SignedDuration::from_hours(24);
/// So long after it was rung a contact reads how it went on.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(7 * 24);

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

/// Somebody else opens a person's call, as that person reads it afterwards.
fn read_by(me: &Citizen, call: &Call, outcome: ReadOutcome) -> AccessRow {
    let (role, fields): (&str, &[&str]) = match outcome {
        ReadOutcome::Allowed => (CONTACT, &["name", "calls"]),
        ReadOutcome::Refused => ("", &[]),
    };
    let reference = call.reference.to_string();
    AccessRow {
        role: role.to_owned(),
        outcome,
        ..AccessRow::by_citizen(&me.person, &call.person, "call", &reference, fields)
    }
}

/// Who reads what happened, and whose names they read in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The person, or a desk while the call is open.
    WithNames,
    /// A contact, and everybody afterwards.
    WithoutNames,
}

#[async_trait]
impl OneKeyCallDesk for Office {
    async fn press_page(&self, actor: &Actor, phone: &str) -> Result<PressView, PortalError> {
        Ok(self.read_press_page(actor, phone).await?)
    }

    async fn call_home(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<CallHomeView, PortalError> {
        Ok(self.read_call_home(me, session, review).await?)
    }

    async fn own_calls(&self, me: &Citizen) -> Result<Vec<OwnCallLine>, PortalError> {
        Ok(self.read_own_calls(me).await?)
    }

    async fn own_call(&self, me: &Citizen, reference: &str) -> Result<OwnCallView, PortalError> {
        Ok(self.read_own_call(me, reference).await?)
    }

    async fn call_board(&self, actor: &Actor) -> Result<BoardView, PortalError> {
        Ok(self.read_board(staff(actor)?).await?)
    }

    async fn count_ringing(&self, actor: &Actor) -> Result<i64, PortalError> {
        let Some(member) = actor.staff().filter(|member| self.is_rung(&member.office)) else {
            return Ok(0);
        };
        let counted = async {
            let mut conn = self.db.read().await?;
            store::count_open(&mut conn, &member.office).await
        };
        Ok(counted.await.map(|(ringing, _)| ringing)?)
    }

    async fn call_at_desk(
        &self,
        actor: &Actor,
        reference: &str,
    ) -> Result<CallAtDesk, PortalError> {
        Ok(self.read_call_at_desk(staff(actor)?, reference).await?)
    }

    async fn call_devices(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<DevicesView, PortalError> {
        Ok(self
            .read_call_devices(staff(actor)?, session, review)
            .await?)
    }

    async fn call_drill(&self, actor: &Actor) -> Result<DrillView, PortalError> {
        Ok(self.read_drill(staff(actor)?).await?)
    }

    async fn call_figures(&self) -> Result<CallFigures, PortalError> {
        Ok(self.read_call_figures().await?)
    }
}

impl Office {
    fn desk_name(&self, office: &OfficeId) -> Wording {
        self.directory().get(office).map_or_else(
            || Wording::same(office.0.clone()),
            |entry| entry.name.clone(),
        )
    }

    /// Name and number of the desk that looks after this street.
    fn station_of(&self, home: &str) -> Option<(Wording, String)> {
        let directory = self.directory();
        let office = directory.serving("street", home)?;
        Some((office.name.clone(), office.phone.clone()))
    }

    async fn read_press_page(&self, actor: &Actor, phone: &str) -> Result<PressView, Fault> {
        let saved = self.saved_phone(phone).await?;
        let me = actor.citizen();
        let press_as = match (&saved, me) {
            (Some(_), _) => PressAs::Phone,
            (None, Some(_)) => PressAs::Oneself,
            (None, None) => PressAs::Nobody,
        };
        let whose = saved
            .as_ref()
            .map(|phone| &phone.person)
            .or(me.map(|me| &me.person));
        let known = match whose {
            Some(person) => people::known(&mut *self.db.read().await?, person).await?,
            None => None,
        };
        let mine = match me {
            Some(me) if saved.is_some() => {
                people::known(&mut *self.db.read().await?, &me.person).await?
            }
            _ => known.clone(),
        };
        let (for_whom, open) = match me {
            Some(me) => {
                let calls = store::of_person(&mut *self.db.read().await?, &me.person, 3).await?;
                let open = calls.iter().find(|call| call.is_open());
                (
                    self.whom_one_acts_for(&me.person).await?,
                    open.map(|call| call.reference.to_string()),
                )
            }
            None => (Vec::new(), None),
        };
        Ok(PressView {
            press_as,
            station: known
                .as_ref()
                .and_then(|known| self.station_of(&known.home)),
            for_whom,
            lacks_home: me.is_some() && mine.is_none(),
            is_saved: saved
                .as_ref()
                .zip(me)
                .is_some_and(|(phone, me)| phone.person == me.person),
            open,
        })
    }

    /// An account's phones that are saved for calls.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn saved_phones(&self, account: &str) -> Result<Vec<OwnSession>, Fault> {
        let time = |at: i64| {
            Timestamp::from_microsecond(at).map_err(|error| Fault::Row(error.to_string()))
        };
        phones::of_account(&mut *self.db.read().await?, account)
            .await?
            .into_iter()
            .map(|phone| {
                Ok(OwnSession {
                    device: Handheld::read(&phone.device),
                    began: time(phone.saved_at)?,
                    last_used: time(phone.last_used)?,
                    is_this_one: false,
                    is_saved_phone: true,
                    key: SessionKey(phone.id),
                })
            })
            .collect()
    }

    async fn read_call_home(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<CallHomeView, Fault> {
        let known = people::known(&mut *self.db.read().await?, &me.person).await?;
        let typed: CallHomeForm = if review {
            self.slip_of(session, HOME).await?.unwrap_or_default()
        } else {
            match &known {
                None => CallHomeForm::default(),
                Some(known) => {
                    let home = self.home_of(known)?;
                    CallHomeForm {
                        street: known.home.clone(),
                        address: home.address,
                        phone: home.phone,
                        note: home.note,
                    }
                }
            }
        };
        let old = SignedDuration::from_hours(24 * call_terms().watch.check_days);
        let now = self.clock.now();
        let devices = devices::of_person(&mut *self.db.read().await?, &me.person).await?;
        Ok(CallHomeView {
            faults: if review {
                typed.parse().err().unwrap_or_default()
            } else {
                Vec::new()
            },
            typed,
            streets: self.directory().streets(),
            checked: known
                .map(|known| (known.checked_at, now.duration_since(known.checked_at) > old)),
            contacts: self
                .contacts_of(&me.person)
                .await?
                .into_iter()
                .map(|(_, contact)| contact)
                .collect(),
            devices: devices
                .iter()
                .map(|device| self.device_line(device, String::new()))
                .collect(),
        })
    }

    fn device_line(&self, device: &Device, name: String) -> DeviceLine {
        let silent = SignedDuration::from_hours(call_terms().watch.silent_hours);
        let now = self.clock.now();
        DeviceLine {
            id: device.id.clone(),
            kind: device.kind,
            name,
            last_seen: device.last_seen,
            battery: (device.battery >= 0).then_some(device.battery),
            is_silent: device
                .last_seen
                .is_some_and(|seen| now.duration_since(seen) > silent),
        }
    }

    fn own_line(call: &Call, of: Option<String>) -> OwnCallLine {
        OwnCallLine {
            reference: call.reference.to_string(),
            opened_at: call.opened_at,
            stage: call.stage,
            earnest: call.earnest,
            of,
        }
    }

    async fn read_own_calls(&self, me: &Citizen) -> Result<Vec<OwnCallLine>, Fault> {
        let since = self
            .clock
            .now()
            .checked_sub(AFTERWARDS)
            .unwrap_or(Timestamp::MIN);
        let mark = self.own_phone_mark(me).await?;
        let (mine, others) = {
            let mut conn = self.db.read().await?;
            (
                store::of_person(&mut conn, &me.person, PAGE).await?,
                store::of_contact(&mut conn, &me.person, &mark, since, PAGE).await?,
            )
        };
        let mut lines: Vec<OwnCallLine> =
            mine.iter().map(|call| Self::own_line(call, None)).collect();
        let mut reads = Vec::new();
        for call in &others {
            if self.ring_of_contact(me, call).await?.is_some() {
                let name = self.details_of_call(call)?.name;
                lines.push(Self::own_line(call, Some(name)));
                reads.push(read_by(me, call, ReadOutcome::Allowed));
            }
        }
        record_reads(self, reads).await?;
        lines.sort_by_key(|line| std::cmp::Reverse(line.opened_at));
        Ok(lines)
    }

    /// How this person was rung for this call, if they still are a contact: whoever was struck off knows nothing more.
    async fn ring_of_contact(&self, me: &Citizen, call: &Call) -> Result<Option<Ring>, Fault> {
        let rings = store::rings(&mut *self.db.read().await?, call).await?;
        let mark = self.own_phone_mark(me).await?;
        // Whoever registered after they were rung is known by their phone.
        let is_mine = |ring: &Ring| {
            ring.person == me.person.0 || (!mark.is_empty() && ring.phone_mark == mark)
        };
        let Some(ring) = rings.into_iter().find(is_mine) else {
            return Ok(None);
        };
        let is_over = !call.is_open() && self.clock.now().duration_since(ring.rung_at) > AFTERWARDS;
        let is_contact = self
            .contacts_of(&call.person)
            .await?
            .iter()
            .any(|(_, contact)| self.mark_of_phone(&contact.phone) == ring.phone_mark);
        Ok((is_contact && !is_over).then_some(ring))
    }

    /// The mark of the phone that this person signs in with; empty: none.
    async fn own_phone_mark(&self, me: &Citizen) -> Result<String, Fault> {
        let mobile = crate::identity::confirmed_mobile(self, &me.person).await?;
        Ok(mobile.map_or_else(String::new, |mobile| self.mark_of_phone(mobile.as_str())))
    }

    /// A call for which this person was rung as a contact.
    pub(super) async fn call_of_contact(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<(Call, Ring)>, Fault> {
        let call = store::by_reference(&mut *self.db.read().await?, reference).await?;
        match call {
            None => Ok(None),
            Some(call) => {
                let ring = self.ring_of_contact(me, &call).await?;
                Ok(ring.map(|ring| (call, ring)))
            }
        }
    }

    /// A call that this person may follow: their own, or one for which they were rung.
    pub(super) async fn call_followed(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<(Call, Option<Ring>), Fault> {
        let call = store::by_reference(&mut *self.db.read().await?, reference)
            .await?
            .ok_or(PortalError::NotFound)?;
        if call.person == me.person {
            return Ok((call, None));
        }
        match self.ring_of_contact(me, &call).await? {
            Some(ring) => Ok((call, Some(ring))),
            None => {
                record_read(self, read_by(me, &call, ReadOutcome::Refused)).await?;
                Err(PortalError::NotFound.into())
            }
        }
    }

    async fn read_own_call(&self, me: &Citizen, reference: &str) -> Result<OwnCallView, Fault> {
        let (call, ring) = self.call_followed(me, reference).await?;
        if ring.is_some() {
            record_read(self, read_by(me, &call, ReadOutcome::Allowed)).await?;
        }
        let (reader, of) = match &ring {
            None => (Reader::WithNames, None),
            Some(_) => (
                Reader::WithoutNames,
                Some(self.details_of_call(&call)?.name),
            ),
        };
        let replies = if ring.is_some() {
            [CallStep::Seen, CallStep::Going, CallStep::Cannot]
                .into_iter()
                .filter(|step| call_after(call.stage, *step, CallBy::Contact).is_ok())
                .collect()
        } else {
            Vec::new()
        };
        Ok(OwnCallView {
            line: Self::own_line(&call, of),
            moments: self.moments_of(&call, reader).await?,
            replies,
            replied: ring.and_then(|ring| ring.reply).map(|(step, _)| step),
            station: self.station_of(&call.home),
        })
    }

    /// What happened, from the journal.
    async fn moments_of(&self, call: &Call, reader: Reader) -> Result<Vec<CallMoment>, Fault> {
        let (written, rings) = {
            let mut conn = self.db.read().await?;
            (
                journal::read(&mut conn, &call.record()).await?,
                store::rings(&mut conn, call).await?,
            )
        };
        let rings: BTreeMap<(i64, i64, i64), Ring> = rings
            .into_iter()
            .map(|ring| ((ring.round, ring.tier, ring.place), ring))
            .collect();
        let mut moments = Vec::new();
        for entry in written {
            if let Some(moment) = self.moment_of(call, reader, &rings, &entry)? {
                moments.push(moment);
            }
        }
        Ok(moments)
    }

    fn moment_of(
        &self,
        call: &Call,
        reader: Reader,
        rings: &BTreeMap<(i64, i64, i64), Ring>,
        written: &journal::Written,
    ) -> Result<Option<CallMoment>, Fault> {
        let note = &written.entry.note;
        let text = |key: &str| note[key].as_str().unwrap_or_default();
        let number = |key: &str| note[key].as_i64().unwrap_or(0);
        let office = OfficeId(text("office").to_owned());
        let ring = rings.get(&(number("round"), number("tier"), number("place")));
        let name = match ring {
            Some(ring) if reader == Reader::WithNames => {
                self.contact_rung(call, ring)?.map(|contact| contact.name)
            }
            _ => None,
        };
        let ended = |spoke: Text, saw: Text| if text("met") == "spoke" { spoke } else { saw };
        let said = match written.entry.step.as_str() {
            "pressed" if call.earnest == app::one_key_call::Earnest::Test => {
                Text::CallHappenedPressedTest
            }
            "pressed" => Text::CallHappenedPressed,
            "joined" => Text::CallHappenedJoined,
            "pressed-again" => Text::CallHappenedPressedAgain,
            "rung" => match RungWhom::from_code(text("whom")) {
                Some(RungWhom::Contact) if name.is_some() => Text::CallHappenedRungContacts,
                Some(RungWhom::Contact) => Text::CallHappenedRungContact,
                Some(RungWhom::GridWorker) => Text::CallHappenedRungGrid,
                Some(RungWhom::Prompt120) => Text::CallHappenedPrompt,
                _ => Text::CallHappenedRungDesk,
            },
            "not-rung" => Text::CallHappenedNotRung,
            "not-told" => Text::CallHappenedNotTold,
            "seen" => Text::CallHappenedSeen,
            "going" => Text::CallHappenedGoing,
            "cannot" => Text::CallHappenedCannot,
            "answered" => Text::CallHappenedAnswered,
            "taken-over" => Text::CallHappenedTakenOver,
            "helper-sent" => Text::CallHappenedHelperSent,
            "handed-to-120" => Text::CallHappenedHandedTo120,
            "there" => Text::CallHappenedThere,
            "lapsed" => Text::CallHappenedLapsed,
            "stood-down" => ended(
                Text::CallHappenedStoodDownSpoke,
                Text::CallHappenedStoodDownSaw,
            ),
            "false-alarm" => ended(
                Text::CallHappenedFalseAlarmSpoke,
                Text::CallHappenedFalseAlarmSaw,
            ),
            _ => return Ok(None),
        };
        let said = match name {
            Some(name) => Said::with(said, [("name", name)]),
            None => said.into(),
        };
        Ok(Some(CallMoment {
            at: written.at,
            said,
            office: (!office.0.is_empty()).then(|| self.desk_name(&office)),
        }))
    }

    // The desks

    fn board_line(&self, call: &Call) -> BoardLine {
        let directory = self.directory();
        let terms = call_terms();
        let prompt = terms
            .tiers()
            .iter()
            .position(|tier| tier.ring.contains(&RungWhom::Prompt120));
        let until = call.end.map_or_else(|| self.clock.now(), |end| end.at);
        BoardLine {
            reference: call.reference.to_string(),
            source: call.source.clone(),
            street: directory.street_name(&call.home),
            opened_at: call.opened_at,
            seconds: until.duration_since(call.opened_at).as_secs(),
            presses: call.presses,
            stage: call.stage,
            earnest: call.earnest,
            holder: (!call.holder.is_empty() && call.stage != CallStage::Ringing).then(|| {
                (
                    call.holder_name.clone(),
                    self.desk_name(&call.holder_office),
                )
            }),
            prompts_120: call.stage == CallStage::Ringing
                && prompt
                    .is_some_and(|place| usize::try_from(call.tier).is_ok_and(|rung| rung > place)),
        }
    }

    async fn read_board(&self, member: &StaffMember) -> Result<BoardView, Fault> {
        if !self.is_rung(&member.office) {
            return Err(PortalError::NotFound.into());
        }
        let since = self
            .clock
            .now()
            .checked_sub(LATELY)
            .unwrap_or(Timestamp::MIN);
        let (open, (ringing, all), ended, warnings, urgent) = {
            let mut conn = self.db.read().await?;
            (
                store::open_at(&mut conn, &member.office, PAGE).await?,
                store::count_open(&mut conn, &member.office).await?,
                store::ended_at(&mut conn, &member.office, since, 20).await?,
                warnings::store::count(&mut conn, &member.office).await?,
                warnings::store::at_desk(&mut conn, &member.office, (0, ""), URGENT).await?,
            )
        };
        let mut open: Vec<BoardLine> = open.iter().map(|call| self.board_line(call)).collect();
        // What nobody has is loudest, in earnest before a drill, and of these what was pressed first.
        open.sort_by_key(|line| {
            (
                line.stage != CallStage::Ringing,
                line.earnest.tag().is_some(),
                line.opened_at,
            )
        });
        Ok(BoardView {
            office: self.desk_name(&member.office),
            ringing,
            more: all - i64::try_from(open.len()).unwrap_or(all),
            open,
            ended: ended
                .iter()
                .filter_map(|call| {
                    Some((
                        call.reference.to_string(),
                        call.opened_at,
                        call.end?,
                        call.earnest,
                    ))
                })
                .collect(),
            warnings,
            urgent: urgent
                .into_iter()
                .map(|warning| {
                    let is_late = warning.due_at < self.clock.now();
                    (warning.id, warning.kind, warning.due_at, is_late)
                })
                .collect(),
            has_streets: !self.streets_of_station(member).is_empty(),
        })
    }

    async fn read_call_at_desk(
        &self,
        member: &StaffMember,
        reference: &str,
    ) -> Result<CallAtDesk, Fault> {
        let call = self.call_for(member, reference).await?;
        // Once a desk has it, the others see how it stands and no more, until they take it over.
        let is_open = call.is_open()
            && (call.stage == CallStage::Ringing || call.holder_office == member.office);
        let person = if is_open {
            self.record_call_reading(member, &call).await?;
            Some(self.who_calls(&call).await?)
        } else {
            None
        };
        let reader = if is_open {
            Reader::WithNames
        } else {
            Reader::WithoutNames
        };
        let rings = store::rings(&mut *self.db.read().await?, &call).await?;
        let rings = rings
            .iter()
            .map(|ring| self.ring_view(&call, ring, is_open))
            .collect::<Result<_, _>>()?;
        Ok(CallAtDesk {
            line: self.board_line(&call),
            version: call.version,
            steps: CallStep::ALL
                .into_iter()
                .filter(|step| call_after(call.stage, *step, CallBy::Desk).is_ok())
                .collect(),
            person,
            rings,
            moments: self.moments_of(&call, reader).await?,
            end: call.end,
            is_mine: call.holder == member.id,
        })
    }

    async fn record_call_reading(&self, member: &StaffMember, call: &Call) -> Result<(), Fault> {
        let fields = ["name", "phone", "address", "medical", "contacts", "calls"];
        let reference = call.reference.to_string();
        let row = AccessRow::by_staff(member, &call.person, "call", &reference, &fields);
        record_read(self, row).await
    }

    async fn who_calls(&self, call: &Call) -> Result<CallPerson, Fault> {
        let who = self.details_of_call(call)?;
        let (known, earlier) = {
            let mut conn = self.db.read().await?;
            (
                people::known(&mut conn, &call.person).await?,
                store::of_person(&mut conn, &call.person, 6).await?,
            )
        };
        Ok(CallPerson {
            name: who.name,
            phone: who.phone,
            address: who.address,
            street: self.directory().street_name(&call.home),
            place: who.place,
            note: who.note,
            checked: known.map(|known| known.checked_at),
            contacts: self
                .contacts_of(&call.person)
                .await?
                .into_iter()
                .map(|(_, contact)| contact)
                .collect(),
            earlier: earlier
                .iter()
                .filter(|other| other.id != call.id && other.earnest == call.earnest)
                .filter_map(|other| Some((other.reference.to_string(), other.end?)))
                .collect(),
        })
    }

    fn ring_view(&self, call: &Call, ring: &Ring, is_open: bool) -> Result<RingView, Fault> {
        let directory = self.directory();
        let (name, phone) = match ring.whom {
            RungWhom::Contact if is_open => self
                .contact_rung(call, ring)?
                .map(|contact| (Wording::same(contact.name), contact.phone))
                .unwrap_or_default(),
            RungWhom::Contact | RungWhom::Prompt120 => (Wording::default(), String::new()),
            RungWhom::Station | RungWhom::GridWorker | RungWhom::Platform | RungWhom::Neighbour => {
                directory
                    .get(&ring.office)
                    .map(|office| (office.name.clone(), office.phone.clone()))
                    .unwrap_or_default()
            }
        };
        Ok(RingView {
            whom: ring.whom,
            name,
            phone,
            rung_at: ring.rung_at,
            reply: ring.reply,
            failed: !ring.failure.is_empty(),
        })
    }

    async fn read_call_devices(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        review: bool,
    ) -> Result<DevicesView, Fault> {
        let streets = self.streets_of_station(member);
        if streets.is_empty() {
            return Err(PortalError::NotFound.into());
        }
        let slip: super::devices::DeviceSlip =
            self.slip_of(session, DEVICES).await?.unwrap_or_default();
        // What is read once is gone.
        if !slip.key.is_empty() {
            let shown = super::devices::DeviceSlip::default();
            self.keep_slip(session, DEVICES, &shown).await?;
        }
        let since = self
            .clock
            .now()
            .checked_sub(LATELY)
            .unwrap_or(Timestamp::MIN);
        let mut lines = Vec::new();
        let mut named = Vec::new();
        let mut conn = self.db.read().await?;
        for street in &streets {
            for device in devices::of_street(&mut conn, street).await? {
                let known = people::known(&mut conn, &device.person).await?;
                let name = match &known {
                    Some(known) => self.home_of(known)?.name,
                    None => String::new(),
                };
                lines.push(self.device_line(&device, name));
                named.push(device.person);
            }
        }
        let refused = devices::refused(&mut conn, since).await?;
        drop(conn);
        let named = named.iter().map(|person| (person, "")).collect();
        record_list(self, member, "call", &["name", "devices"], named).await?;
        let directory = self.directory();
        let typed = if review {
            slip.typed
        } else {
            DeviceForm::default()
        };
        Ok(DevicesView {
            devices: lines,
            faults: if review {
                typed.parse(self.settings.demo).err().unwrap_or_default()
            } else {
                Vec::new()
            },
            typed,
            streets: streets
                .into_iter()
                .map(|code| {
                    let name = directory.street_name(&code);
                    (code, name)
                })
                .collect(),
            key: (!slip.key.is_empty()).then_some((slip.id, slip.key)),
            refused: refused
                .into_iter()
                .map(|(why, times)| {
                    let said = Text::from_key(&format!("call-refused-{why}"));
                    (said.unwrap_or(Text::CallRefusedOther), times)
                })
                .collect(),
        })
    }

    async fn read_drill(&self, member: &StaffMember) -> Result<DrillView, Fault> {
        if self.streets_of_station(member).is_empty() {
            return Err(PortalError::NotFound.into());
        }
        let last = store::last_drill(&mut *self.db.read().await?, &member.office).await?;
        let open = last
            .as_ref()
            .filter(|call| call.is_open())
            .map(|call| call.reference.to_string());
        let report = match last {
            None => None,
            Some(call) => {
                let after = |at: Option<Timestamp>| {
                    at.map(|at| at.duration_since(call.opened_at).as_secs())
                };
                Some(DrillReport {
                    reference: call.reference.to_string(),
                    opened_at: call.opened_at,
                    answered: after(call.answered_at),
                    attended: after(call.attended_at),
                    ended: call.end,
                    moments: self.moments_of(&call, Reader::WithNames).await?,
                })
            }
        };
        Ok(DrillView {
            office: self.desk_name(&member.office),
            last: report,
            open,
        })
    }

    /// A person's calls in these streets, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn calls_in(
        &self,
        person: &PersonKey,
        streets: &[String],
    ) -> Result<Vec<(OwnCallLine, Option<CallEnd>)>, Fault> {
        let calls = store::of_person(&mut *self.db.read().await?, person, PAGE).await?;
        Ok(calls
            .iter()
            .filter(|call| streets.contains(&call.home))
            .map(|call| (Self::own_line(call, None), call.end))
            .collect())
    }

    /// Where a notice about a call leads: a reminder of the test press is about none.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn where_a_call_stands(&self, reference: &str) -> Result<String, Fault> {
        let call = store::by_reference(&mut *self.db.read().await?, reference).await?;
        Ok(call.map_or_else(
            || "/call".to_owned(),
            |call| format!("/calls/{}", call.reference),
        ))
    }

    /// Whether it is known where this person lives.
    pub(super) async fn has_call_home(&self, person: &PersonKey) -> Result<bool, Fault> {
        let known = people::known(&mut *self.db.read().await?, person).await?;
        Ok(known.is_some())
    }

    /// Keeps where somebody lives.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_call_home(
        &self,
        me: &Citizen,
        session: &SessionKey,
        typed: &CallHomeForm,
    ) -> Result<String, Fault> {
        let is_served = self.directory().serving("street", &typed.street).is_some();
        let Some(mut home) = typed.parse().ok().filter(|_| is_served) else {
            self.keep_slip(session, HOME, typed).await?;
            return Ok(format!("{HOME}?review"));
        };
        home.name = me.name.as_str().to_owned();
        let mut tx = self.db.begin().await?;
        self.keep_known(&mut tx, &me.person, &typed.street, &home)
            .await?;
        tx.commit().await?;
        Ok(format!("{HOME}?saved"))
    }

    /// Keeps what is known of somebody who may call.
    pub(super) async fn keep_known(
        &self,
        tx: &mut crate::database::Tx,
        person: &PersonKey,
        street: &str,
        home: &app::one_key_call::CallHome,
    ) -> Result<(), Fault> {
        let known = Known {
            person: person.clone(),
            home: street.to_owned(),
            details: self
                .keys
                .seal(&super::home_place(person), home, &self.chance),
            checked_at: self.clock.now(),
            contact_mark: 0,
            test_mark: 0,
        };
        people::keep(tx.conn(), &known).await
    }
}

//! Vouchers that pay for care at home: proposed at a desk for whoever stands there or rings, issued by a second person of
//! the office, and taken off visit by visit, the one that runs out first before the others. No SQL.

use app::benefits::{Rule, may_pay_on};
use app::care::form::VoucherForm;
use app::care::{VoucherLine, VoucherStage, VouchersView, yuan};
use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{PersonKey, SessionKey, StaffMember};
use app::person::Division;
use app::text::{Text, in_every_language};
use jiff::ToSpan;
use jiff::civil::Date;

use super::counter::{DESK, DESK_VOUCHERS};
use super::desk::PURPOSE;
use super::store::{self, Order, Visit, Voucher};
use super::{VOUCHER_PREFIX, voucher_place};
use crate::Office;
use crate::case::{Acting, store as cases};
use crate::data_layer::access_log::{AccessRow, record_read, record_reads};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal;
use crate::notices::{Says, Telling};

/// The benefit whose rule a voucher is issued under.
const BENEFIT: &str = "care-vouchers";

impl Voucher {
    fn record(&self) -> journal::Record {
        journal::Record::new(&self.home, "voucher", &self.id)
    }
}

impl Office {
    /// The rule under which this office issues vouchers today.
    ///
    /// # Errors
    /// `Conflict` where no rule says that there are any, or none on which money may leave.
    fn voucher_rule(&self, member: &StaffMember) -> Result<Rule, Fault> {
        let today = self.clock.today();
        let none = || Fault::conflict(Text::CareVoucherNoRule);
        let book = self.rule_book();
        let benefit = book.benefit(BENEFIT).ok_or_else(none)?;
        let division = member.office.0.get(..6).and_then(Division::of);
        let rule = division
            .and_then(|division| benefit.rule_for(division, today).ok().flatten())
            .ok_or_else(none)?;
        may_pay_on(benefit, rule, self.settings.demo)
            .map_err(|_| Fault::conflict(Text::CareVoucherUnverified))?;
        Ok(rule.clone())
    }

    /// Until when a voucher that is issued today holds: as long as its rule does, a year at most.
    fn voucher_holds_until(&self, rule: &Rule) -> Date {
        let year = self.clock.today().saturating_add(1.year());
        rule.until.map_or(year, |until| until.min(year))
    }

    /// Whether this person's finding that holds today has a level for which the rule gives vouchers. The look at it is theirs
    /// to see.
    ///
    /// # Errors
    /// `Conflict` where the rule wants a level, and none is on record or another one.
    async fn check_level(
        &self,
        member: &StaffMember,
        person: &PersonKey,
        rule: &Rule,
    ) -> Result<(), Fault> {
        if rule.takes_level(None) {
            return Ok(());
        }
        let row = AccessRow::by_staff(member, person, PURPOSE, "", &["findings"]);
        record_read(self, row).await?;
        match self.level_found(person).await? {
            Some((level, _)) if rule.takes_level(Some(level)) => Ok(()),
            Some(_) => Err(Fault::conflict(Text::CareVoucherLevel)),
            None => Err(Fault::conflict(Text::CareVoucherNoFinding)),
        }
    }

    /// Only where an office looks after streets: a services centre helps with orders, and gives no money.
    fn issues_vouchers(&self, member: &StaffMember) -> bool {
        !self.streets_of_office(member).is_empty()
    }

    /// What a desk sees of vouchers: the person's who is there, else those of its office that wait for a second person.
    pub(super) async fn vouchers_at_desk(
        &self,
        member: &StaffMember,
        person: Option<&PersonKey>,
        session: &SessionKey,
    ) -> Result<Option<VouchersView>, Fault> {
        if !self.issues_vouchers(member) {
            return Ok(None);
        }
        let mut conn = self.db.read().await?;
        let found = match person {
            Some(person) => store::vouchers_of(&mut conn, person).await?,
            None => store::vouchers_proposed(&mut conn, &member.office).await?,
        };
        let mut lines = Vec::with_capacity(found.len());
        for voucher in &found {
            lines.push(VoucherLine {
                proposed_by: cases::staff_name(&mut conn, &voucher.proposed_by).await?,
                may_settle: voucher.stage == VoucherStage::Proposed
                    && voucher.office == member.office
                    && voucher.proposed_by != member.id,
                called: self.called_of(voucher)?,
                ..line_of(voucher)
            });
        }
        drop(conn);
        if person.is_none() && !found.is_empty() {
            let rows = found.iter().map(|voucher| {
                let (person, reference) = (&voucher.person, voucher.reference.as_str());
                AccessRow::by_staff(member, person, PURPOSE, reference, &["entitlements"])
            });
            record_reads(self, rows.collect()).await?;
        }
        let typed: VoucherForm = self
            .slip_of(session, DESK_VOUCHERS)
            .await?
            .unwrap_or_default();
        Ok(Some(VouchersView {
            lines,
            faults: typed.parse().err().unwrap_or_default(),
            typed: typed.amount,
        }))
    }

    fn called_of(&self, voucher: &Voucher) -> Result<String, Fault> {
        Ok(self
            .keys
            .open_sealed(&voucher_place(&voucher.id), &voucher.called)?)
    }

    /// A person's own vouchers on which something is left.
    pub(super) async fn own_vouchers(&self, person: &PersonKey) -> Result<Vec<VoucherLine>, Fault> {
        let today = self.clock.today();
        let found = store::vouchers_of(&mut *self.db.read().await?, person).await?;
        Ok(found
            .iter()
            .filter(|voucher| voucher.stage == VoucherStage::Issued)
            .filter(|voucher| voucher.rest > 0 && voucher.valid_until >= today)
            .map(line_of)
            .collect())
    }

    /// What a desk presses about vouchers; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for whoever's office gives none, and where nobody is there; `Conflict` for one's own, where no rule
    /// carries it, and where somebody was first.
    pub async fn press_on_vouchers(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &VoucherForm,
    ) -> Result<String, Fault> {
        if !self.issues_vouchers(member) {
            return Err(PortalError::NotFound.into());
        }
        let stage = match typed.act.as_str() {
            "issue" => VoucherStage::Issued,
            "refuse" => VoucherStage::Refused,
            _ => {
                let number = self
                    .elder_on_the_phone(member, session)
                    .await?
                    .ok_or(PortalError::NotFound)?;
                let Ok(fen) = typed.parse() else {
                    self.keep_slip(session, DESK_VOUCHERS, &typed.short())
                        .await?;
                    return Ok(format!("{DESK}?amount#vouchers"));
                };
                let person = self.keys.person(&number);
                self.propose_voucher(member, &person, &number.masked(), fen)
                    .await?;
                return Ok(format!("{DESK}?saved#vouchers"));
            }
        };
        self.settle_voucher(member, &typed.voucher, stage).await?;
        Ok(format!("{DESK}?saved#vouchers"))
    }

    /// One member of staff wants a voucher for somebody; it pays nothing yet. The id.
    ///
    /// # Errors
    /// `Conflict` for oneself and one's household, where no rule carries it, and where the level that was found does not.
    pub async fn propose_voucher(
        &self,
        member: &StaffMember,
        person: &PersonKey,
        called: &str,
        fen: i64,
    ) -> Result<String, Fault> {
        let rule = self.voucher_rule(member)?;
        self.check_level(member, person, &rule).await?;
        let now = self.clock.now();
        let id = self.chance.id(now);
        let division = member.office.0.get(..6).unwrap_or("500000");
        let voucher = Voucher {
            home: format!("{division}000"),
            reference: CaseReference::from_random(VOUCHER_PREFIX, self.chance.bytes())
                .as_str()
                .to_owned(),
            person: person.clone(),
            called: self.keys.seal(&voucher_place(&id), &called, &self.chance),
            office: member.office.clone(),
            stage: VoucherStage::Proposed,
            fen,
            rest: fen,
            valid_until: self.voucher_holds_until(&rule),
            proposed_by: member.id.clone(),
            id,
        };
        let mut tx = self.db.begin().await?;
        if !store::add_voucher(tx.conn(), &voucher, now).await? {
            return Err(Fault::conflict(Text::CareVoucherTied));
        }
        self.note_voucher(&mut tx, &voucher, member, "voucher-proposed")
            .await?;
        tx.commit().await?;
        Ok(voucher.id)
    }

    /// A second person of the same office issues it, or does not.
    ///
    /// # Errors
    /// `NotFound` for another office's; `Conflict` for one's own proposal, one's household's, where it is settled, and to
    /// issue what no rule carries any more, or not at the level that holds now.
    pub async fn settle_voucher(
        &self,
        member: &StaffMember,
        id: &str,
        stage: VoucherStage,
    ) -> Result<(), Fault> {
        let voucher = store::voucher(&mut *self.db.read().await?, id)
            .await?
            .filter(|voucher| voucher.office == member.office)
            .ok_or(PortalError::NotFound)?;
        if stage == VoucherStage::Issued {
            // What was right to propose may not be paid any more.
            let rule = self.voucher_rule(member)?;
            self.check_level(member, &voucher.person, &rule).await?;
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !store::settle_voucher(tx.conn(), &voucher, stage, &member.id, now).await? {
            return Err(Fault::conflict(Text::CareVoucherSecond));
        }
        let step = if stage == VoucherStage::Issued {
            "voucher-issued"
        } else {
            "voucher-refused"
        };
        self.note_voucher(&mut tx, &voucher, member, step).await?;
        if stage == VoucherStage::Issued {
            let amount = yuan(voucher.fen);
            let said = in_every_language(Text::CareVoucherNotice, &[("amount", &amount, &amount)]);
            let reference = CaseReference::parse(&voucher.reference)
                .map_err(|_| Fault::Row(format!("care_voucher.reference {id}")))?;
            let telling = Telling {
                home: voucher.home.clone(),
                case_id: voucher.id.clone(),
                reference,
                person: voucher.person.clone(),
                event: said.clone(),
                about: in_every_language(Text::CareTitle, &[]),
                says: Says::This(said),
            };
            tx.tell_at_the_end(self, telling);
        }
        Ok(tx.commit().await?)
    }

    async fn note_voucher(
        &self,
        tx: &mut Tx,
        voucher: &Voucher,
        member: &StaffMember,
        step: &str,
    ) -> Result<(), Fault> {
        let mut entry = Acting::staff(member).entry(step, None);
        entry.on_behalf_of = Some(voucher.person.0.clone());
        entry.note = serde_json::json!({
            "reference": voucher.reference,
            "fen": voucher.fen,
            "until": voucher.valid_until.to_string(),
        });
        journal::write(tx.conn(), &voucher.record(), self.clock.now(), &entry).await?;
        Ok(())
    }

    /// What is left to pay is taken off the vouchers that hold, the one that runs out first before the others: once for each
    /// visit, however often it is confirmed.
    pub(super) async fn deduct(
        &self,
        tx: &mut Tx,
        order: &Order,
        visit: &Visit,
    ) -> Result<(), Fault> {
        let mut rest = order.price - order.discount;
        let now = self.clock.now();
        let vouchers = store::vouchers(tx.conn(), &order.subject, self.clock.today()).await?;
        for (part, (voucher, left)) in (1_i64..).zip(vouchers) {
            let fen = rest.min(left);
            if fen <= 0 {
                break;
            }
            // The first part is claimed once: whoever finds it taken has nothing to take.
            if !store::claim_deduction(tx.conn(), &visit.id, part, &voucher, fen, now).await? {
                return Ok(());
            }
            if !store::take_off(tx.conn(), &voucher, fen).await? {
                // Another visit took of it at the same moment: tried again it takes what is left.
                return Err(Fault::conflict(Text::CareMovedOn));
            }
            rest -= fen;
        }
        Ok(())
    }
}

fn line_of(voucher: &Voucher) -> VoucherLine {
    VoucherLine {
        id: voucher.id.clone(),
        stage: voucher.stage,
        fen: voucher.fen,
        rest: voucher.rest,
        until: voucher.valid_until,
        called: String::new(),
        proposed_by: String::new(),
        may_settle: false,
    }
}

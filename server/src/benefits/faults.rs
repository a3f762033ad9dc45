//! Whose rules contradict each other: said at the desk of the office that owns them.

use app::benefits::{Benefit, RuleFault, RuleFaultLine};
use app::error::PortalError;
use app::identity::StaffMember;
use app::text::{Text, Wording, in_every_language};

use crate::Office;
use crate::data_layer::directory::REGISTER_OWNER;
use crate::data_layer::records::OfficeEntry;
use crate::fault::Fault;

/// Whether this office answers for these versions of a benefit's rules; none named: for all of them.
fn owns(office: &OfficeEntry, benefit: &Benefit, versions: &[&str]) -> bool {
    if office.department == REGISTER_OWNER {
        // An office's id begins with its department's member code.
        let is_of = |code: &String| {
            office
                .id
                .strip_prefix(code.as_str())
                .is_some_and(|rest| rest.starts_with('-'))
        };
        return benefit.owned_by.iter().any(is_of);
    }
    benefit.owned_by.is_empty()
        && (versions.is_empty()
            || benefit
                .rules
                .iter()
                .filter(|rule| versions.contains(&rule.version.as_str()))
                .any(|rule| rule.reaches(&office.division)))
}

fn said(fault: &RuleFault) -> Wording {
    match fault {
        RuleFault::Clash(clash) => {
            let versions = clash.versions.join(" / ");
            in_every_language(Text::RulesFaultClash, &[("versions", &versions, &versions)])
        }
        RuleFault::LinesOverlap {
            version,
            one,
            other,
            ..
        } => {
            let (one, other) = (one.to_string(), other.to_string());
            in_every_language(
                Text::RulesFaultLines,
                &[
                    ("version", version, version),
                    ("one", &one, &one),
                    ("other", &other, &other),
                ],
            )
        }
        other => Wording::same(other.to_string()),
    }
}

impl Office {
    /// What contradicts itself in the rules that this member's office owns.
    ///
    /// # Errors
    /// `NotFound` for an office that owns no rules.
    pub(super) async fn read_rule_faults(
        &self,
        member: &StaffMember,
    ) -> Result<Vec<RuleFaultLine>, Fault> {
        let directory = self.directory();
        let office = directory
            .get(&member.office)
            .filter(|office| {
                ["civil-affairs", REGISTER_OWNER].contains(&office.department.as_str())
            })
            .ok_or(PortalError::NotFound)?;
        let is_of_district = office.department != REGISTER_OWNER;
        let book = self.rule_book();
        let mut lines = Vec::new();
        for fault in book.contradictions() {
            let (codes, versions) = fault.about();
            let about: Vec<&Benefit> = codes.iter().filter_map(|code| book.benefit(code)).collect();
            if !about.iter().any(|benefit| owns(office, benefit, &versions)) {
                continue;
            }
            let mut waiting = 0;
            for benefit in &about {
                let of = is_of_district.then_some(&member.office);
                waiting += self.waiting_for_rules(&benefit.code, of).await?;
            }
            lines.push(RuleFaultLine {
                benefits: about.iter().map(|benefit| benefit.name.clone()).collect(),
                says: said(&fault),
                waiting,
            });
        }
        Ok(lines)
    }
}

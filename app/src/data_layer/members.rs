//! The members of the exchange: who takes part, at which tier, and through whose gateways a message of theirs goes.
//! `app/definitions/members.toml`, read once.

use std::sync::LazyLock;

use serde::Deserialize;

use super::catalogue::Tier;
use crate::text::{Text, Wording};

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberKind {
    Department,
    /// A district or county with a division code.
    Division,
    /// A district without one: Liangjiang, Wansheng.
    Zone,
    /// A province or municipality beside this one.
    Region,
    /// No public body.
    Other,
}

impl MemberKind {
    pub const fn text(self) -> Text {
        match self {
            Self::Department => Text::DataMemberDepartment,
            Self::Division => Text::DataMemberDivision,
            Self::Zone => Text::DataMemberZone,
            Self::Region => Text::DataMemberRegion,
            Self::Other => Text::DataMemberOther,
        }
    }
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// e.g. `CQ`.
    pub instance: String,
    /// e.g. `500000-GA`, `500106`, `LIANGJIANG`.
    pub code: String,
    pub tier: Tier,
    pub kind: MemberKind,
    /// Six digits, where it has any.
    #[serde(default)]
    pub division: Option<String>,
    /// Whether the messages of its whole tier and instance pass it.
    #[serde(default)]
    pub gateway: bool,
    pub name: Wording,
}

impl Member {
    /// `CQ/GOV/500000-SJ`, as the protocol writes it.
    pub fn id(&self) -> String {
        format!("{}/GOV/{}", self.instance, self.code)
    }
}

/// Everybody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    pub version: String,
    pub members: Vec<Member>,
}

/// No way through more gateways than these: a county's, the municipality's, another's.
pub const MOST_HOPS: usize = 3;

static MEMBERS: LazyLock<Members> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/members.toml"))
        .expect("members.toml is read by a test")
});

/// The members.
pub fn members() -> &'static Members {
    &MEMBERS
}

impl Members {
    /// The member with this code, or the county that a department of a county belongs to.
    pub fn find(&self, instance: &str, code: &str) -> Option<&Member> {
        let exact = |code: &str| {
            self.members
                .iter()
                .find(|member| member.instance == instance && member.code == code)
        };
        exact(code).or_else(|| {
            let (county, letters) = code.split_once('-')?;
            let county = exact(county).filter(|member| member.tier == Tier::County)?;
            let is_known = self.members.iter().any(|member| {
                member.instance == instance
                    && member.kind == MemberKind::Department
                    && member
                        .code
                        .split_once('-')
                        .is_some_and(|(_, known)| known == letters)
            });
            is_known.then_some(county)
        })
    }

    /// The member with this id, e.g. `CQ/GOV/500000-SJ`.
    pub fn by_id(&self, id: &str) -> Option<&Member> {
        let mut parts = id.split('/');
        let (instance, class, code) = (parts.next()?, parts.next()?, parts.next()?);
        (class == "GOV" && parts.next().is_none())
            .then(|| self.find(instance, code))
            .flatten()
    }

    pub fn of_tier(&self, tier: Tier) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(move |member| member.tier == tier)
    }

    /// The member that every message of this one's passes.
    pub fn gateway_of(&self, member: &Member) -> Option<&Member> {
        self.members.iter().find(|other| match member.tier {
            Tier::County => *other == member,
            tier => other.gateway && other.instance == member.instance && other.tier == tier,
        })
    }

    /// The gateways that a message from one member to another passes, in this order. The municipality's stands between its
    /// counties and everybody else. `None`: there is no way, as from a peer region to the nation through this city.
    pub fn route(&self, from: &Member, to: &Member) -> Option<Vec<&Member>> {
        let (first, last) = (self.gateway_of(from)?, self.gateway_of(to)?);
        let centre = self
            .members
            .iter()
            .find(|member| member.gateway && member.tier == Tier::Municipality)?;
        let is_ours = |member: &Member| member.instance == centre.instance;
        if !is_ours(first) && !is_ours(last) && first != last {
            return None;
        }
        let mut way = vec![first];
        for next in [centre, last] {
            if way.last() != Some(&next) && first != last {
                way.push(next);
            }
        }
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::catalogue::catalogue;
    use super::*;
    use crate::person::DIVISIONS;

    #[test]
    fn the_city_has_its_76_departments_38_divisions_two_zones_and_a_neighbour() {
        let members = members();
        let ids: BTreeSet<String> = members.members.iter().map(Member::id).collect();
        assert_eq!(ids.len(), members.members.len(), "each code once");
        let count = |tier, kind| {
            members
                .of_tier(tier)
                .filter(|member| member.kind == kind)
                .count()
        };
        assert_eq!(count(Tier::Municipality, MemberKind::Department), 76);
        let divisions: Vec<&str> = members
            .of_tier(Tier::County)
            .filter_map(|member| member.division.as_deref())
            .collect();
        let known: Vec<&str> = DIVISIONS.iter().map(|division| division.code).collect();
        assert_eq!(divisions, known);
        let zones: Vec<&str> = members
            .of_tier(Tier::County)
            .filter(|member| member.kind == MemberKind::Zone)
            .map(|member| member.code.as_str())
            .collect();
        assert_eq!(zones, ["LIANGJIANG", "WANSHENG"]);
        let peers: Vec<String> = members.of_tier(Tier::Region).map(Member::id).collect();
        assert_eq!(peers, ["SC/GOV/510000-SJ"]);
    }

    #[test]
    fn whoever_owns_a_register_is_a_member_of_the_same_tier() {
        for owner in &catalogue().owners {
            let of_tier = members()
                .of_tier(owner.tier)
                .find(|member| member.code == owner.code);
            assert_eq!(of_tier.map(|member| &member.name), Some(&owner.name));
        }
    }

    fn way(from: &str, to: &str) -> Option<Vec<String>> {
        let members = members();
        let (from, to) = (members.by_id(from)?, members.by_id(to)?);
        let way = members.route(from, to)?;
        assert!(way.len() <= MOST_HOPS);
        Some(way.into_iter().map(|member| member.code.clone()).collect())
    }

    #[test]
    fn a_county_reaches_the_nation_through_the_municipality_and_no_other_way() {
        let said = |way: &[&str]| Some(way.iter().map(|code| (*code).to_owned()).collect());
        let nation = "CN/GOV/100000-GA";
        assert_eq!(
            way("CQ/GOV/500106-WJ", nation),
            said(&["500106", "500000-SJ", "100000-SJ"])
        );
        assert_eq!(
            way("CQ/GOV/LIANGJIANG", nation),
            said(&["LIANGJIANG", "500000-SJ", "100000-SJ"])
        );
        assert_eq!(
            way("CQ/GOV/500000-MZ", nation),
            said(&["500000-SJ", "100000-SJ"])
        );
        assert_eq!(
            way(nation, "CQ/GOV/500243"),
            said(&["100000-SJ", "500000-SJ", "500243"])
        );
        assert_eq!(
            way("CQ/GOV/500000-SJ", "CQ/GOV/500000-GA"),
            said(&["500000-SJ"])
        );
        assert_eq!(
            way("CQ/GOV/500106", "CQ/GOV/WANSHENG-MZ"),
            said(&["500106", "500000-SJ", "WANSHENG"])
        );
        assert_eq!(way("CQ/GOV/500106", "CQ/GOV/500106-MZ"), said(&["500106"]));
        assert_eq!(
            way("CQ/GOV/500106", "SC/GOV/510000-SJ"),
            said(&["500106", "500000-SJ", "510000-SJ"])
        );
        assert_eq!(way("SC/GOV/510000-SJ", nation), None, "not through us");
        assert_eq!(way(nation, "CN/GOV/100000-MZ"), said(&["100000-SJ"]));
    }

    #[test]
    fn whoever_is_not_on_the_list_is_nobody() {
        for id in [
            "CQ/GOV/500232",
            "CQ/GOV/500106-XX",
            "CQ/GOV/500106-WJ-1",
            "CQ/GOV/500000",
            "SC/GOV/500000-SJ",
            "CQ/COM/500000-SJ",
            "CQ/GOV",
            "CQ/GOV/500000-SJ/YUBAN",
            "",
        ] {
            assert_eq!(members().by_id(id), None, "{id}");
        }
    }
}

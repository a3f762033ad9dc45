//! `/data/members`: who takes part in the exchange, tier by tier.

use leptos::prelude::*;

use super::catalogue::{CataloguedSet, Tier, catalogue};
use super::members::{Member, members};
use crate::text::{Text, Words};
use crate::ui::{BackLink, Column, DataTable, Heading, page};
use crate::visit::words;

/// `/data/members`
#[component]
pub fn DataMembersPage() -> AnyView {
    page(async move {
        let words = words();
        let tiers = Tier::ALL
            .into_iter()
            .map(|tier| one_tier(words, tier))
            .collect_view();
        Ok(view! {
            <BackLink href="/data" label=words.say(Text::DataTitle)/>
            <Heading title=words.say(Text::DataMembersTitle)/>
            <p class="lead">{words.say(Text::DataMembersLead)}</p>
            {tiers}
            <p class="quiet">{words.say_with(Text::DataMembersVersion, &[("version", &members().version)])}</p>
        })
    })
}

fn one_tier(words: Words, tier: Tier) -> AnyView {
    let of_tier: Vec<&Member> = members().of_tier(tier).collect();
    let count = i64::try_from(of_tier.len()).unwrap_or(0);
    let has_divisions = tier == Tier::County;
    let rows = of_tier
        .into_iter()
        .map(|member| one_member(words, member, has_divisions))
        .collect();
    let mut columns = vec![
        Column::text(words.say(Text::DataColumnMember)),
        Column::text(words.say(Text::DataColumnKind)),
    ];
    if has_divisions {
        columns.push(Column::text(words.say(Text::DataColumnDivision)));
    }
    columns.push(Column::text(words.say(Text::DataColumnCode)));
    columns.push(Column::text(words.say(Text::DataMembersSets)));
    let id = match tier {
        Tier::Nation => "nation",
        Tier::Municipality => "municipality",
        Tier::County => "county",
        Tier::Region => "region",
    };
    let peer = (tier == Tier::Region)
        .then(|| view! { <p class="hint">{words.say(Text::DataMembersPeer)}</p> });
    view! {
        <h2>{words.say(tier.text())}" · "{words.say_counted(Text::DataMembersCount, count, &[])}</h2>
        {peer}
        <DataTable id=id stacks=true hides_caption=true caption=words.say(tier.text()) columns=columns rows=rows/>
    }
    .into_any()
}

fn one_member(words: Words, member: &Member, has_divisions: bool) -> Vec<AnyView> {
    let gateway = member
        .gateway
        .then(|| format!(" · {}", words.say(Text::DataMembersGateway)));
    let mut cells = vec![
        view! { {words.wording(&member.name)}{gateway} }.into_any(),
        words.say(member.kind.text()).into_any(),
    ];
    if has_divisions {
        let division = member.division.clone();
        cells.push(division.unwrap_or_else(|| "—".to_owned()).into_any());
    }
    cells.push(view! { <code>{member.id()}</code> }.into_any());
    let sets: Vec<_> = catalogue()
        .sets
        .iter()
        .filter(|set| set.owner == member.code)
        .map(|set: &'static CataloguedSet| {
            view! { <a class="set-link" href=set.address()>{words.wording(&set.name)}</a> }
        })
        .collect();
    cells.push(if sets.is_empty() {
        "—".into_any()
    } else {
        sets.collect_view().into_any()
    });
    cells
}

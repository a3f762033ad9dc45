//! Stories: what somebody wants, what happens, what may not happen. Each runs on SQLite and on PostgreSQL.
//!
//! A story is an `async fn name(world: World)`; [`stories!`] at the end of a module lists them. One that is not listed
//! is dead code, and the gate refuses dead code.

#![expect(
    clippy::unwrap_used,
    reason = "a story whose ground is not there has failed"
)]

mod access_log;
mod allowances;
mod allowances_money;
mod allowances_permissions;
mod applying;
mod asking_again;
mod assessment;
mod assessment_permissions;
mod benefits;
mod bundle;
mod by_hand;
mod care;
mod care_by_system;
mod care_kept;
mod care_vouchers;
mod casework;
mod casework_permissions;
mod confirmation;
mod corrections;
mod data_figures;
mod data_layer;
mod demo_panel;
mod errands;
mod evidence;
mod finding_out;
mod front_door;
mod gateways;
mod helping;
mod identity;
mod in_person;
mod in_the_clear;
mod journal;
mod licences;
mod lists;
mod look_up;
mod looks;
mod mandate;
mod mandate_by_phone;
mod mandate_permissions;
mod newborn;
mod newborn_by_hand;
mod notices;
mod offers;
mod offers_own;
mod older_person;
mod one_key_call;
mod one_key_call_figures;
mod one_key_call_permissions;
mod own_part;
mod party_privacy;
mod patience;
mod remedies;
mod remedies_clock;
mod remedies_permissions;
mod residents;
mod routes;
mod safety;
mod search;
mod security_server;
mod seed;
mod sichuan;
mod sources;
mod statistics;
mod support;
mod tracking;

/// Makes two tests of each story: `name::sqlite` and `name::postgres`.
macro_rules! stories {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::support::tell(server::database::Engine::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::support::tell(server::database::Engine::Postgres, super::$name).await;
            }
        }
    )+};
}
pub(crate) use stories;

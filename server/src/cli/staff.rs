//! `yuban staff`: who works at the desks.

use app::identity::{OfficeId, StaffRole};
use app::person::PersonName;
use clap::{Args, Subcommand, ValueEnum};

use super::said;
use crate::Office;
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::identity::{Reception, staff};
use crate::settings::Settings;

#[derive(Args)]
pub struct StaffArgs {
    #[command(subcommand)]
    wish: Wish,
}

#[derive(Subcommand)]
enum Wish {
    /// Add somebody; prints their first password, once
    Add {
        /// What they sign in with
        login: String,
        /// Their name, as colleagues and applicants read it
        #[arg(long)]
        name: String,
        /// The office's id in the directory, e.g. 500106-GA-001
        #[arg(long)]
        office: String,
        #[arg(long, value_enum, default_value_t = Role::Caseworker)]
        role: Role,
    },
    /// Give somebody a new authenticator, as when the old one is lost; prints its otpauth address, once
    Totp { login: String },
    /// List everybody
    List,
    /// Let somebody in no more; their sessions end at once
    Disable { login: String },
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Caseworker,
    Supervisor,
}

impl StaffArgs {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let chance = Chance::of_the_machine();
        let clock = std::sync::Arc::new(MachineClock);
        let office = Office::open(
            settings,
            clock,
            chance,
            Closing::default(),
            Reception::default(),
        )
        .await
        .map_err(said)?;
        match self.wish {
            Wish::Add {
                login,
                name,
                office: at,
                role,
            } => {
                let name = PersonName::parse(&name).map_err(said)?;
                let role = match role {
                    Role::Caseworker => StaffRole::Caseworker,
                    Role::Supervisor => StaffRole::Supervisor,
                };
                let password = staff::add_staff(&office, &login, &name, &OfficeId(at), role)
                    .await
                    .map_err(said)?;
                println!(
                    "{login} can sign in at /staff/sign-in. The first password, shown only now: {password}"
                );
                if let Some(url) = office.new_authenticator(&login).await.map_err(said)? {
                    println!("They add this to an authenticator app, shown only now: {url}");
                }
            }
            Wish::Totp { login } => {
                let Some(url) = office.new_authenticator(&login).await.map_err(said)? else {
                    return Err(format!("nobody active signs in as {login}"));
                };
                println!("{login} adds this to an authenticator app, shown only now: {url}");
            }
            Wish::List => {
                for member in staff::list_staff(&office).await.map_err(said)? {
                    let state = if member.is_disabled {
                        "disabled"
                    } else {
                        "active"
                    };
                    println!(
                        "{}\t{}\t{}\t{:?}\t{state}",
                        member.login, member.name, member.office.0, member.role
                    );
                }
            }
            Wish::Disable { login } => {
                if !staff::disable_staff(&office, &login).await.map_err(said)? {
                    return Err(format!("nobody active signs in as {login}"));
                }
                println!("{login} can sign in no more.");
            }
        }
        office.db.close().await;
        Ok(())
    }
}

//! `yuban staff`: who works at the desks.

use app::identity::{OfficeId, StaffRole};
use app::person::{PersonName, ResidentId};
use clap::{Args, Subcommand, ValueEnum};

use super::said;
use crate::Office;
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::identity::ties::Household;
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
        /// Their identity number, so that they are kept from the cases of their own household; `-` reads it from standard
        /// input, where no shell remembers it. It is kept sealed and shown nowhere [needed without --demo]
        #[arg(long)]
        number: Option<String>,
    },
    /// Say who somebody is who was added without an identity number, or with a wrong one
    Identify {
        login: String,
        /// As for `add`
        #[arg(long)]
        number: String,
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
        // What will not do is said before anything is opened.
        let number = number_of(&self.wish, settings.demo)?;
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
                number: _,
            } => {
                let name = PersonName::parse(&name).map_err(said)?;
                let role = match role {
                    Role::Caseworker => StaffRole::Caseworker,
                    Role::Supervisor => StaffRole::Supervisor,
                };
                let at = OfficeId(at);
                let added =
                    staff::add_staff(&office, &login, &name, &at, role, number.as_ref()).await;
                let added = added.map_err(said)?;
                println!(
                    "{login} can sign in at /staff/sign-in. The first password, shown only now: {}",
                    added.password
                );
                say_what_is_known(&login, added.household);
                if let Some(url) = office.new_authenticator(&login).await.map_err(said)? {
                    println!("They add this to an authenticator app, shown only now: {url}");
                }
            }
            Wish::Identify { login, number: _ } => {
                let number = number.ok_or("who they are is needed: --number")?;
                let identified = staff::identify_staff(&office, &login, &number).await;
                let Some(household) = identified.map_err(said)? else {
                    return Err(format!("nobody active signs in as {login}"));
                };
                say_what_is_known(&login, household);
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
                    let known = if member.is_known {
                        "identity known"
                    } else {
                        "identity not known"
                    };
                    println!(
                        "{}\t{}\t{}\t{:?}\t{state}\t{known}",
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

/// The identity number that goes with a wish; none where none is asked for.
fn number_of(wish: &Wish, demo: bool) -> Result<Option<ResidentId>, String> {
    let typed = match wish {
        Wish::Add { number, .. } => number.as_deref(),
        Wish::Identify { number, .. } => Some(number.as_str()),
        Wish::Totp { .. } | Wish::List | Wish::Disable { .. } => return Ok(None),
    };
    match typed {
        Some("-") => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map_err(said)?;
            read_number(&line, demo).map(Some)
        }
        Some(typed) => read_number(typed, demo).map(Some),
        None if demo => Ok(None),
        None => Err(
            "their identity number is needed, so that they are kept from the cases of their own household: --number, \
             or --number - to type it unseen by the shell"
                .to_owned(),
        ),
    }
}

/// Reads an identity number; what is wrong with it is said without repeating it.
fn read_number(typed: &str, demo: bool) -> Result<ResidentId, String> {
    let number = ResidentId::parse(typed).map_err(|why| format!("the identity number: {why}"))?;
    if number.is_of_the_demo_city() && !demo {
        return Err(
            "an identity number that begins with 5099 is nobody's; it is for --demo only"
                .to_owned(),
        );
    }
    Ok(number)
}

fn say_what_is_known(login: &str, household: Household) {
    match household {
        Household::Known => println!("{login} is kept from the cases of their own household."),
        Household::Silent => println!(
            "{login} is kept from their own cases. The population register did not say who lives with them; it is asked \
             again when they sign in."
        ),
        Household::NobodyKnown => println!(
            "Nobody knows who {login} is: they are not kept from the cases of their own household. `yuban staff identify` \
             says who."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(number: Option<&str>) -> Wish {
        Wish::Add {
            login: "jiang".to_owned(),
            name: "江雨".to_owned(),
            office: "500106-GA-001".to_owned(),
            role: Role::Caseworker,
            number: number.map(str::to_owned),
        }
    }

    #[test]
    fn where_people_are_real_nobody_is_added_without_who_they_are() {
        // The number that GB 11643 gives as its example.
        let real = "11010519491231002X";
        assert!(number_of(&add(Some(real)), false).unwrap().is_some());
        assert!(number_of(&add(None), false).is_err());
        assert_eq!(number_of(&add(None), true), Ok(None));
        assert_eq!(number_of(&Wish::List, false), Ok(None));
    }

    #[test]
    fn a_number_that_will_not_do_is_refused_and_never_repeated() {
        let body = "50990620261118002";
        let of_the_demo = format!("{body}{}", app::person::check_character(body).unwrap());
        assert!(number_of(&add(Some(&of_the_demo)), true).is_ok());
        for (typed, demo) in [
            ("110105194912310021", true),
            ("11010519491331002X", true),
            ("1101051949123100", true),
            ("", true),
            (of_the_demo.as_str(), false),
        ] {
            let refused = number_of(&add(Some(typed)), demo).unwrap_err();
            for part in ["110105", "1949", "2026"] {
                assert!(!refused.contains(part), "{refused}");
            }
        }
    }
}

//! Who is there: registering, signing in and out, proving who one is, sessions, staff, forms handed in too late.

mod elder_mode;
mod entering;
mod outside_the_demo;
mod proving;
mod sessions;
mod slowing;
mod staff;
mod too_late;
mod totp;

use std::time::Duration;

use app::identity::desk::IdentityDesk;
use app::identity::form::Login;
use app::text::Text;
use jiff::SignedDuration;
use server::Office;
use server::demo_city::people::{DemoPerson, demo_people};

use crate::support::{Page, Visitor, World};

/// Eight characters that nobody tries first.
const PASSWORD: &str = "山水之间有座桥呀";

/// One of the demo city's people, as the population register holds them.
fn person(world: &World, key: &str) -> DemoPerson {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .expect("a demo person of that key")
}

/// A visitor who is this demo person with one press.
async fn be(world: &World, key: &str) -> Visitor {
    let mut visitor = world.visitor();
    let page = visitor.open("/sign-in").await;
    press(&mut visitor, &page, key).await;
    visitor
}

/// Presses this demo person's button on a sign-in page; where that leads.
async fn press(visitor: &mut Visitor, page: &Page, key: &str) -> Page {
    let button = format!("form[action='/demo/be'] button[name=person][value={key}]");
    assert!(page.has(&button), "the sign-in page lists {key}");
    let next = page.find("form[action='/demo/be'] input[name=next]");
    let next = next.attr("value").unwrap_or_default();
    let page = visitor
        .post("/demo/be", &[("person", key), ("next", next)])
        .await;
    assert_ne!(page.route(), "/sign-in");
    page
}

fn advance(world: &World, by: SignedDuration) {
    world.clock.advance(by);
}

/// How many messages were sent so far.
async fn sent(office: &Office) -> usize {
    office.demo_messages().await.expect("demo mode").len()
}

/// The code in the newest message, once there are more than `before`.
async fn code_after(world: &World, before: usize) -> String {
    let text = message_after(world, before).await;
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    assert_eq!(digits.len(), 6, "{text}");
    digits
}

/// The newest message, once there are more than `before`: it is sent beside the answer.
async fn message_after(world: &World, before: usize) -> String {
    for _ in 0..500 {
        let messages = world.office.demo_messages().await.expect("demo mode");
        if messages.len() > before {
            // What is sent from here on is newer than this.
            advance(world, SignedDuration::from_secs(1));
            return messages[0].text.zh.clone();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no message was sent");
}

/// Asks for a code on the registration page; where that leads.
async fn ask_to_register(visitor: &mut Visitor, number: &str, name: &str) -> Page {
    let page = visitor.open("/register").await;
    let form = page
        .form_to("/register")
        .fill("number", number)
        .fill("name", name);
    visitor.submit(form).await
}

/// Registers from the first page to the last.
async fn register(world: &World, key: &str) -> (Visitor, DemoPerson) {
    let person = person(world, key);
    let mut visitor = world.visitor();
    let before = sent(&world.office).await;
    let page = ask_to_register(&mut visitor, person.number.as_str(), person.name.as_str()).await;
    let code = code_after(world, before).await;
    let page = visitor
        .submit(page.form_to("/register/code").fill("code", &code))
        .await;
    assert_eq!(page.route(), "/register/password", "{}", page.text());
    let form = page
        .form_to("/register/password")
        .fill("password", PASSWORD);
    let page = visitor.submit(form).await;
    assert_eq!(page.route(), "/", "{}", page.text());
    // Whoever holds the mobile hears of it.
    let told = message_after(world, before + 1).await;
    assert_eq!(told, say(Text::PasswordSetMessage));
    (visitor, person)
}

/// Signs in with a password; where that leads.
async fn sign_in(visitor: &mut Visitor, login: &str, password: &str) -> Page {
    let page = visitor.open("/sign-in").await;
    let form = page
        .form_to("/sign-in")
        .fill("login", login)
        .fill("password", password);
    visitor.submit(form).await
}

/// Whose account page this visitor sees; nobody's when they are led to sign in.
async fn who(visitor: &mut Visitor) -> Option<String> {
    let page = visitor.open("/account").await;
    (page.route() == "/account").then(|| page.find("main dl dd").words)
}

fn login(person: &DemoPerson) -> Login {
    Login::Number(person.number.clone())
}

fn faults(page: &Page) -> Vec<String> {
    page.find_all(".error-summary a")
        .into_iter()
        .map(|fault| fault.words)
        .collect()
}

fn say(text: Text) -> String {
    crate::support::say(text)
}

//! Proving who one is: codes to the registered mobile, codes from a counter, and what knowing a number does not get.

use app::identity::desk::Purpose;
use app::identity::form::CodeFault;
use app::identity::{Actor, SessionKey};
use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use server::identity::proof::Claim;

use super::{
    PASSWORD, advance, ask_to_register, be, code_after, faults, login, message_after, person,
    register, say, sent, sign_in, who,
};
use crate::stories;
use crate::support::{Page, Visitor, World};

async fn a_spouse_who_knows_number_and_name_cannot_become_the_other_parent(world: World) {
    let father = person(&world, "father");
    let mut mother = be(&world, "mother").await;
    for start in ["/register", "/forgotten-password"] {
        let mut stranger = world.visitor();
        let before = sent(&world.office).await;
        let page = stranger
            .post(
                start,
                &[
                    ("number", father.number.as_str()),
                    ("name", father.name.as_str()),
                ],
            )
            .await;
        assert_eq!(page.route(), format!("{start}/code"));

        // The code went to the father's mobile, and guessing ends after five tries.
        let code = code_after(&world, before).await;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..5 {
            let page = stranger
                .post(&format!("{start}/code"), &[("code", wrong)])
                .await;
            assert_eq!(faults(&page), [say(Text::CodeWrong)]);
        }
        let page = stranger
            .post(&format!("{start}/code"), &[("code", &code)])
            .await;
        assert_eq!(faults(&page), [say(Text::CodeOver)]);

        // Without the proof the next page is not there, and posting to it sets nothing.
        let page = stranger.open(&format!("{start}/password")).await;
        assert_eq!(page.route(), start);
        let page = stranger
            .post(&format!("{start}/password"), &[("password", PASSWORD)])
            .await;
        assert_eq!(page.status, 409);
        assert_eq!(who(&mut stranger).await, None);
    }
    // Nor does one's own proof open another's account: it is bound to the number that was claimed.
    let page = mother
        .post("/account/mobile", &[("mobile", father.mobile.as_str())])
        .await;
    assert_eq!(page.route(), "/account/mobile/code");
    let entered = world.office.enter(&login(&father), PASSWORD, None).await;
    assert_eq!(entered.unwrap(), None);
}

async fn a_code_works_for_ten_minutes_and_once(world: World) {
    let mother = person(&world, "mother");
    let mut visitor = world.visitor();
    ask_to_register(&mut visitor, mother.number.as_str(), mother.name.as_str()).await;
    let code = code_after(&world, 0).await;

    advance(&world, SignedDuration::from_mins(10));
    let page = visitor.post("/register/code", &[("code", &code)]).await;
    assert_eq!(faults(&page), [say(Text::CodeOver)]);

    // What was typed is still there: one press for a new code.
    let page = visitor.follow(&page, &say(Text::CodeAgain)).await;
    assert_eq!(
        page.find("#number").attr("value"),
        Some(mother.number.as_str())
    );
    visitor.submit(page.form_to("/register")).await;
    let code = code_after(&world, 1).await;
    advance(&world, SignedDuration::from_secs(598));
    let page = visitor.post("/register/code", &[("code", &code)]).await;
    assert_eq!(page.route(), "/register/password");
    let page = visitor.post("/register/code", &[("code", &code)]).await;
    assert_eq!(faults(&page), [say(Text::CodeOver)], "a code is used once");
    let page = visitor
        .post("/register/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(page.route(), "/");
    let page = visitor
        .post("/register/password", &[("password", "another password")])
        .await;
    assert_eq!(page.status, 409, "a proof is used once");

    // The code is kept nowhere but in the message.
    let hashed = world.office.keys.blind("code,v1,", &code);
    assert!(!hashed.contains(&code));
}

async fn a_code_belongs_to_the_browser_that_asked(world: World) {
    let mother = person(&world, "mother");
    let mut visitor = world.visitor();
    ask_to_register(&mut visitor, mother.number.as_str(), mother.name.as_str()).await;
    let code = code_after(&world, 0).await;

    let mut other = world.visitor();
    let page = other.post("/register/code", &[("code", &code)]).await;

    assert_eq!(page.route(), "/register", "there is no proof to go on with");
    let page = visitor.post("/register/code", &[("code", &code)]).await;
    assert_eq!(page.route(), "/register/password");
}

/// Everything that a stranger could compare.
fn seen(page: &Page) -> (u16, String, String, String) {
    (page.status, page.path.clone(), page.title(), page.text())
}

async fn whoever_asks_learns_nothing_about_who_is_known(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let father = person(&world, "father");
    // Well formed, of the demo city, and nobody's.
    let unknown = app::person::check_character("50990119900101999")
        .map(|last| format!("50990119900101999{last}"))
        .unwrap();
    let without_mobile = world
        .city
        .people()
        .find(|person| person.mobile.is_none() && person.died_on.is_none())
        .expect("the city has people without a mobile, children at least");

    let mut registering = Vec::new();
    for (number, name) in [
        (mother.number.as_str(), mother.name.as_str()),
        (father.number.as_str(), father.name.as_str()),
        (father.number.as_str(), "别的名字"),
        (unknown.as_str(), "无此人"),
        (without_mobile.number.as_str(), without_mobile.name.as_str()),
    ] {
        let mut visitor = world.visitor();
        let asked = ask_to_register(&mut visitor, number, name).await;
        let tried = visitor.post("/register/code", &[("code", "000000")]).await;
        registering.push((seen(&asked), seen(&tried)));
    }
    assert!(registering.iter().all(|answer| *answer == registering[0]));

    let mut signing_in = Vec::new();
    for number in [mother.number.as_str(), father.number.as_str(), &unknown] {
        let mut visitor = world.visitor();
        let before = world.office.reception.hasher.done();
        let mut page = sign_in(&mut visitor, number, "not the password").await;
        assert_eq!(
            world.office.reception.hasher.done(),
            before + 1,
            "the work is the same"
        );
        // What they typed themselves is theirs to see.
        page.html = page.html.replace(number, "NUMBER");
        signing_in.push((seen(&page), page.html));
    }
    assert!(signing_in.iter().all(|answer| answer.0 == signing_in[0].0));

    let mut forgetting = Vec::new();
    for number in [mother.number.as_str(), father.number.as_str(), &unknown] {
        let mut visitor = world.visitor();
        let page = visitor
            .post("/forgotten-password", &[("number", number)])
            .await;
        forgetting.push(seen(&page));
    }
    assert!(forgetting.iter().all(|answer| *answer == forgetting[0]));
}

/// A session that never went through a browser, and a claim for it.
fn asking(world: &World, key: &str) -> (SessionKey, Claim) {
    let person = person(world, key);
    (
        SessionKey(format!("session of {key}")),
        Claim {
            number: person.number,
            name: Some(person.name),
            mobile: None,
        },
    )
}

async fn a_code_goes_only_to_whom_number_and_name_belong(world: World) {
    let begin = |session: SessionKey, claim: Claim| {
        let office = world.office.clone();
        async move {
            let sending = office.begin_proof(&session, Purpose::Register, claim).await;
            sending.unwrap().await.unwrap();
            sent(&office).await
        }
    };
    let (session, claim) = asking(&world, "mother");
    let mut misnamed = claim.clone();
    misnamed.name = Some(person(&world, "father").name);
    assert_eq!(begin(session.clone(), misnamed).await, 0);

    for fault in [Fault::Down, Fault::Lies, Fault::Garbage, Fault::Error] {
        world.faults.set(DataSet::Persons, Some(fault));
        let (session, claim) = asking(&world, "father");
        assert_eq!(begin(session, claim).await, 0, "{fault}");
    }
    world.faults.set(DataSet::Persons, None);

    let dead = world.city.people().find(|person| person.died_on.is_some());
    if let Some(dead) = dead {
        let claim = Claim {
            number: dead.number.clone(),
            name: Some(dead.name.clone()),
            mobile: None,
        };
        assert_eq!(begin(SessionKey("of the dead".into()), claim).await, 0);
    }
    assert_eq!(begin(session, claim).await, 1);
}

async fn one_person_is_sent_five_codes_an_hour_at_most(world: World) {
    let (session, claim) = asking(&world, "mother");
    for asked in 1..=7 {
        let sending = world
            .office
            .begin_proof(&session, Purpose::Register, claim.clone())
            .await;
        sending.unwrap().await.unwrap();
        assert_eq!(sent(&world.office).await, asked.min(5));
    }
    advance(&world, SignedDuration::from_mins(61));
    let sending = world
        .office
        .begin_proof(&session, Purpose::Register, claim)
        .await;
    sending.unwrap().await.unwrap();
    assert_eq!(sent(&world.office).await, 6);
}

/// A code from a member of staff who has looked at this person's identity card.
async fn counter_code(world: &World, key: &str) -> String {
    let person = person(world, key);
    let mut police = be(world, "police-shapingba-1").await;
    let page = police.open("/staff/counter-code").await;
    let form = page
        .form_to("/staff/counter-code")
        .fill("number", person.number.as_str())
        .fill("name", person.name.as_str());
    let page = police.submit(form).await;
    let said = page.find(".notice h2").words;
    let code: String = said.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 6, "{said}");
    assert!(!page.path.contains(&code));
    let again = police.open("/staff/counter-code").await;
    again.hides(&code);
    code
}

async fn whoever_has_no_mobile_gets_a_code_at_a_counter(world: World) {
    world.faults.set(DataSet::Persons, Some(Fault::Down));
    let elder = person(&world, "elder");
    let mut visitor = world.visitor();
    let page = ask_to_register(&mut visitor, elder.number.as_str(), elder.name.as_str()).await;
    page.says(&say(Text::ProofCounter));
    let code = counter_code(&world, "elder").await;

    // Not for another person, and not under another name.
    let mother = person(&world, "mother");
    for (number, name) in [
        (mother.number.as_str(), mother.name.as_str()),
        (elder.number.as_str(), mother.name.as_str()),
    ] {
        let mut stranger = world.visitor();
        ask_to_register(&mut stranger, number, name).await;
        let page = stranger.post("/register/code", &[("code", &code)]).await;
        assert_eq!(faults(&page), [say(Text::CodeWrong)]);
    }
    let page = visitor.post("/register/code", &[("code", &code)]).await;
    assert_eq!(page.route(), "/register/password", "{}", page.text());
    visitor
        .post("/register/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(elder.name.as_str())
    );
    visitor
        .open("/account")
        .await
        .says(&say(Text::OwnAccountNoMobile));

    // Once.
    let mut again = world.visitor();
    ask_to_register(&mut again, elder.number.as_str(), elder.name.as_str()).await;
    let page = again.post("/register/code", &[("code", &code)]).await;
    assert_eq!(faults(&page), [say(Text::CodeWrong)]);
}

async fn a_code_from_a_counter_runs_out_and_is_replaced(world: World) {
    let (session, claim) = asking(&world, "elder");
    let try_code = async |code: &str| {
        let sending = world
            .office
            .begin_proof(&session, Purpose::Register, claim.clone())
            .await;
        sending.unwrap().await.unwrap();
        world.office.try_code(&session, code).await.unwrap()
    };
    let first = counter_code(&world, "elder").await;
    let second = counter_code(&world, "elder").await;
    if first != second {
        assert_eq!(try_code(&first).await, Err(CodeFault::Wrong), "replaced");
    }
    advance(&world, SignedDuration::from_mins(10));
    assert_eq!(try_code(&second).await, Err(CodeFault::Wrong), "too late");

    let third = counter_code(&world, "elder").await;
    let wrong = if third == "111111" {
        "222222"
    } else {
        "111111"
    };
    for _ in 0..5 {
        assert_eq!(try_code(wrong).await, Err(CodeFault::Wrong));
    }
    assert_eq!(try_code(&third).await, Err(CodeFault::Wrong), "five tries");
    let fourth = counter_code(&world, "elder").await;
    assert_eq!(try_code(&fourth).await, Ok(()));
}

async fn a_forgotten_password_is_replaced_and_ends_every_session(world: World) {
    let (mut old, mother) = register(&world, "mother").await;
    let before = sent(&world.office).await;
    let mut visitor = world.visitor();
    let page = visitor.open("/sign-in").await;
    let page = visitor.follow(&page, &say(Text::SignInForgotten)).await;
    let form = page
        .form_to("/forgotten-password")
        .fill("number", mother.number.as_str());
    let page = visitor.submit(form).await;
    let code = code_after(&world, before).await;
    let form = page.form_to("/forgotten-password/code").fill("code", &code);
    let page = visitor.submit(form).await;
    let form = page
        .form_to("/forgotten-password/password")
        .fill("password", "a new one, quite long");
    visitor.submit(form).await;

    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );
    assert_eq!(who(&mut old).await, None);
    let told = message_after(&world, before + 1).await;
    assert_eq!(told, say(Text::PasswordSetMessage));
    let entered = world.office.enter(&login(&mother), PASSWORD, None).await;
    assert_eq!(entered.unwrap(), None);
    let mut again = world.visitor();
    sign_in(&mut again, mother.mobile.as_str(), "a new one, quite long").await;
    assert_eq!(who(&mut again).await.as_deref(), Some(mother.name.as_str()));
}

async fn change_mobile(world: &World, visitor: &mut Visitor, to: &str) -> Page {
    let before = sent(&world.office).await;
    let page = visitor.open("/account/mobile").await;
    let form = page.form_to("/account/mobile").fill("mobile", to);
    let page = visitor.submit(form).await;
    let code = code_after(world, before).await;
    visitor
        .submit(page.form_to("/account/mobile/code").fill("code", &code))
        .await
}

async fn a_new_mobile_needs_proof_of_the_person_and_of_the_mobile(world: World) {
    let (mut visitor, mother) = register(&world, "mother").await;
    let before = sent(&world.office).await;

    let page = change_mobile(&world, &mut visitor, "13900001111").await;
    assert_eq!(page.route(), "/account/mobile/code");
    page.says(&say(Text::CodeSentNewMobile));
    let code = code_after(&world, before + 1).await;
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let page = visitor
        .post("/account/mobile/code", &[("code", wrong)])
        .await;
    assert_eq!(faults(&page), [say(Text::CodeWrong)]);
    let page = visitor
        .post("/account/mobile/code", &[("code", &code)])
        .await;

    assert_eq!(page.path, "/account?changed=mobile");
    page.says("139****1111")
        .says(&say(Text::OwnAccountMobileChanged));
    // The mobile before hears of it, and no longer opens the account.
    let told = message_after(&world, before + 2).await;
    assert_eq!(told, say(Text::MobileSetMessage));
    let messages = visitor.open("/demo/messages").await;
    messages.says(&mother.mobile.masked());
    messages.hides(mother.mobile.as_str());
    let mut old = world.visitor();
    let page = sign_in(&mut old, mother.mobile.as_str(), PASSWORD).await;
    assert_eq!(faults(&page), [say(Text::SignInWrong)]);
    let mut new = world.visitor();
    sign_in(&mut new, "13900001111", PASSWORD).await;
    assert_eq!(who(&mut new).await.as_deref(), Some(mother.name.as_str()));

    // Back to the one that the register holds: one code proves both.
    let page = change_mobile(&world, &mut new, mother.mobile.as_str()).await;
    assert_eq!(page.path, "/account?changed=mobile");
}

async fn a_mobile_opens_one_account_only_that_of_whoever_confirmed_it_last(world: World) {
    let (_, mother) = register(&world, "mother").await;
    let (mut father, of_father) = register(&world, "father").await;
    let before = sent(&world.office).await;
    change_mobile(&world, &mut father, mother.mobile.as_str()).await;
    let code = code_after(&world, before + 1).await;
    let page = father
        .post("/account/mobile/code", &[("code", &code)])
        .await;
    assert_eq!(page.path, "/account?changed=mobile", "{}", page.text());

    let mut visitor = world.visitor();
    sign_in(&mut visitor, mother.mobile.as_str(), PASSWORD).await;

    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(of_father.name.as_str())
    );
    let mut visitor = world.visitor();
    sign_in(&mut visitor, mother.number.as_str(), PASSWORD).await;
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );
}

async fn a_password_is_changed_by_whoever_knows_it(world: World) {
    let (mut visitor, mother) = register(&world, "mother").await;
    let mut elsewhere = world.visitor();
    sign_in(&mut elsewhere, mother.number.as_str(), PASSWORD).await;
    let page = visitor.open("/account/password").await;
    let form = page
        .form_to("/account/password")
        .fill("current", "not this one")
        .fill("password", "the next one, long");
    let page = visitor.submit(form).await;
    assert_eq!(faults(&page), [say(Text::CurrentPasswordWrong)]);
    let form = page
        .form_to("/account/password")
        .fill("current", PASSWORD)
        .fill("password", "the next one, long");
    let page = visitor.submit(form).await;

    assert_eq!(page.path, "/account?changed=password");
    assert_eq!(
        who(&mut visitor).await.as_deref(),
        Some(mother.name.as_str())
    );
    assert_eq!(who(&mut elsewhere).await, None);
    let entered = world
        .office
        .enter(&login(&mother), "the next one, long", None)
        .await;
    assert!(entered.unwrap().is_some());

    // A demo person has none to change: the way is a proof of identity.
    let mut father = be(&world, "father").await;
    let page = father.open("/account/password").await;
    page.says(&say(Text::ChangePasswordNone));
    page.link(&say(Text::ForgottenTitle));
    let refused = world
        .office
        .change_password(&Actor::Visitor, &SessionKey::default(), "a", "b")
        .await;
    assert!(refused.is_err());
}

stories![
    a_spouse_who_knows_number_and_name_cannot_become_the_other_parent,
    a_code_works_for_ten_minutes_and_once,
    a_code_belongs_to_the_browser_that_asked,
    whoever_asks_learns_nothing_about_who_is_known,
    a_code_goes_only_to_whom_number_and_name_belong,
    one_person_is_sent_five_codes_an_hour_at_most,
    whoever_has_no_mobile_gets_a_code_at_a_counter,
    a_code_from_a_counter_runs_out_and_is_replaced,
    a_forgotten_password_is_replaced_and_ends_every_session,
    a_new_mobile_needs_proof_of_the_person_and_of_the_mobile,
    a_mobile_opens_one_account_only_that_of_whoever_confirmed_it_last,
    a_password_is_changed_by_whoever_knows_it,
];

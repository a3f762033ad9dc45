//! What neither party of a case may learn of the other: address, phone, account, insurer, number. Every page, print,
//! timeline, error and look-up that either can open is scanned for it. The two live in different districts.

use app::case::PartyRole;
use app::person::ResidentId;
use app::text::Text;
use server::case::{dossier_place, store};
use server::demo_city::people::demo_family;

use crate::casework::filed::{self, Wish};
use crate::newborn::{be, with_leave};
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::{approval, at_the_desk, carry_out_errands, invite};

/// Typed by whoever files; passes the check digit.
const ACCOUNT: &str = "6222 0210 0111 2223 331";

/// Typed by a mother who did not file.
const OTHERS_ACCOUNT: &str = "6217003860001234564";

/// Confirms with leave for everything that the page names, whatever was ticked on it before.
pub async fn confirm_with_leave(visitor: &mut Visitor, link: &str) -> Page {
    let page = visitor.open(link).await;
    let mut form = page
        .form()
        .tick("agree", "yes")
        .press(&say(Text::TrackingInvitationConfirm));
    for register in page.find_all("input[name=registers]") {
        form = form.tick("registers", register.attr("value").expect("a data set"));
    }
    visitor.submit(form).await
}

/// What of a person must not be seen by the other.
fn secrets_of(world: &World, number: &ResidentId) -> Vec<String> {
    let city = &world.city;
    let person = city.person(number).expect("family members are people");
    let mobile = person.mobile.as_ref().expect("they can be reached");
    let household = city.household(number).expect("they are registered");
    let mut secrets = vec![
        number.as_str().to_owned(),
        number.masked(),
        mobile.as_str().to_owned(),
        mobile.masked(),
        person.address.clone(),
        household.number.clone(),
    ];
    if let Some(insurance) = city.insurance(number) {
        let insurer = world
            .office
            .directory()
            .of_division("medical-security", &insurance.division)
            .expect("every division has an insurer")
            .name
            .clone();
        secrets.extend([insurer.zh, insurer.en]);
    }
    secrets
}

/// Goes through the form as one of two who live apart, from leave to receipt; every page on the way is kept. The child
/// joins the other's household where its street is known.
pub async fn files(visitor: &mut Visitor, of_other: Option<&str>) -> (Vec<Page>, String) {
    let mut pages = vec![with_leave(visitor).await];
    for _ in 0..15 {
        let page = pages.last().expect("there is a first page");
        let route = page.route().to_owned();
        if let Some(case) = route.strip_suffix("/receipt") {
            let case = case.to_owned();
            return (pages, case);
        }
        let form = page.form();
        let form = match (route.as_str(), of_other) {
            ("/newborn/check", _) => form.fill("declared", "yes").press(&say(Text::CheckSubmit)),
            ("/newborn/household", None) => form.fill("whose", "mine").press(&say(Text::GoOn)),
            ("/newborn/household", Some(street)) => {
                form.fill("whose", "other").fill("street", street)
            }
            ("/newborn/account", _) => form
                .fill("bank", "重庆农村商业银行")
                .fill("account", ACCOUNT)
                .press(&say(Text::GoOn)),
            _ => form.press(&say(Text::GoOn)),
        };
        let next = visitor.submit(form).await;
        assert_eq!(next.status, 200, "{}", next.path);
        pages.push(next);
    }
    panic!("no receipt after fifteen pages");
}

/// Every page of a case, and what surrounds it, as this person gets it.
async fn around(visitor: &mut Visitor, case: &str, link: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in [
        "/",
        "/cases",
        "/notices",
        "/look-up",
        "/no-such-page",
        "/newborn",
        "/newborn/known",
        "/newborn/check",
        link,
        &format!("{link}?review"),
        &format!("{link}/account"),
        &format!("{link}/ethnicity"),
        case,
        &format!("{case}/receipt"),
        &format!("{case}/withdraw"),
        &format!("{case}/withdraw?review"),
        &format!("{case}/confirmation"),
        &format!("{case}/counter"),
        &format!("{case}/answer/household-registration.child-1"),
        &format!("{case}/done/insurance-payment.child-1"),
        &format!("{case}/day.ics"),
    ] {
        pages.push(visitor.open(path).await);
    }
    for (path, field) in [
        (format!("{case}/withdraw"), ("matter", "nothing-like-it")),
        (link.to_owned(), ("act", "confirm")),
    ] {
        pages.push(visitor.post(&path, &[field]).await);
    }
    pages
}

/// Reference and code lead to stages and dates.
async fn looks_up(visitor: &mut Visitor, applicant: &mut Visitor, case: &str) -> Page {
    let receipt = applicant.open(&format!("{case}/receipt")).await.text();
    let code: String = receipt
        .split("查询码：")
        .nth(1)
        .expect("the receipt shows the code")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let form = visitor
        .open("/look-up")
        .await
        .form()
        .fill("reference", case.trim_start_matches("/cases/"))
        .fill("code", &code);
    visitor.submit(form).await
}

#[track_caller]
fn scan(pages: &[Page], secrets: &[String]) {
    let mut hits = Vec::new();
    for page in pages {
        for secret in secrets {
            for (at, _) in page.html.match_indices(secret.as_str()) {
                let before = &page.html[..at];
                // A certificate of the demo city may end in the digits of a household.
                if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                    continue;
                }
                let context: Vec<char> = before.chars().rev().take(80).collect();
                let context: String = context.into_iter().rev().collect();
                hits.push(format!("{}: {context}{secret}", page.path));
            }
        }
    }
    assert!(hits.is_empty(), "{hits:#?}");
}

/// One of the two files, the other confirms; neither learns anything of the other on the way.
async fn neither_learns(world: &World, applicant_key: &str, other_key: &str, other_is: usize) {
    neither_learns_of(world, applicant_key, other_key, other_is, false).await;
}

/// As above; where the child joins the other's household, their register says where.
async fn neither_learns_of(
    world: &World,
    applicant_key: &str,
    other_key: &str,
    other_is: usize,
    joins_other: bool,
) {
    let family = demo_family(&world.city, applicant_key);
    let of_applicant = secrets_of(world, &family.members[1 - other_is]);
    let of_other = secrets_of(world, &family.members[other_is]);
    assert!(
        of_applicant.iter().all(|secret| !of_other.contains(secret)),
        "the two have nothing in common that could be mistaken"
    );
    let mut applicant = be(world, applicant_key).await;
    let street = &world.city.person(&family.members[other_is]).unwrap().street;
    let (mut seen_by_applicant, case) =
        files(&mut applicant, joins_other.then_some(street.as_str())).await;
    carry_out_errands(world).await;

    let link = invite(world, &mut applicant, &case).await;
    let mut other = be(world, other_key).await;
    let mut seen_by_other = around(&mut other, &case, &link).await;
    seen_by_applicant.extend(around(&mut applicant, &case, &link).await);
    seen_by_other.push(looks_up(&mut other, &mut applicant, &case).await);

    seen_by_other.push(confirm_with_leave(&mut other, &link).await);
    // A mother who did not apply gives her account in her own session.
    if other_is == 0 {
        let account = other.open(&format!("{link}/account")).await;
        let form = account
            .form()
            .fill("bank", "渝北建设银行")
            .fill("account", OTHERS_ACCOUNT);
        seen_by_other.push(account);
        seen_by_other.push(other.submit(form).await);
    }
    for child in ["household-registration"] {
        at_the_desk(world, &case, child, approval()).await;
    }
    seen_by_other.extend(around(&mut other, &case, &link).await);
    seen_by_applicant.extend(around(&mut applicant, &case, &link).await);
    seen_by_applicant.push(looks_up(&mut world.visitor(), &mut applicant, &case).await);

    let tracking = applicant.open(&case).await;
    assert_eq!(tracking.status, 200);
    let mut of_applicant = of_applicant;
    of_applicant.extend([
        ACCOUNT.to_owned(),
        ACCOUNT.replace(' ', ""),
        "2223331".to_owned(),
    ]);
    scan(&seen_by_other, &of_applicant);
    let mut of_other = of_other;
    if joins_other {
        // The child's own insurance office is then the other's, too: where the child is registered is no secret.
        of_other.retain(|secret| !secret.contains("医疗保障") && !secret.contains("Medical"));
    }
    of_other.extend([
        OTHERS_ACCOUNT.to_owned(),
        format!("**** {}", &OTHERS_ACCOUNT[15..]),
        "渝北建设银行".to_owned(),
        say(Text::FieldOtherEthnicity),
    ]);
    scan(&seen_by_applicant, &of_other);
    // What came back of the other is on the other's own pages, with where it came from.
    let shown = say(Text::TrackingInvitationOwn);
    assert!(seen_by_other.iter().any(|page| page.html.contains(&shown)));

    // What they may see of each other is there: the scan has read real pages.
    let names = [applicant_key, other_key].map(|key| {
        let member = usize::from(key.ends_with("father"));
        let person = world.city.person(&family.members[member]).unwrap();
        person.name.as_str().to_owned()
    });
    assert!(
        seen_by_other
            .iter()
            .any(|page| page.html.contains(&names[0]))
    );
    assert!(
        seen_by_applicant
            .iter()
            .any(|page| page.html.contains(&names[1]))
    );
    // The applicant's own values are on the applicant's own pages, or the scan could find nothing anywhere.
    let own = secrets_of(world, &family.members[1 - other_is]);
    assert!(
        seen_by_applicant
            .iter()
            .any(|page| own.iter().any(|value| page.html.contains(value)))
    );
}

async fn a_mother_files_and_the_father_confirms(world: World) {
    neither_learns(&world, "twins-mother", "twins-father", 1).await;
}

async fn a_father_files_and_the_mother_confirms(world: World) {
    neither_learns(&world, "twins-father", "twins-mother", 0).await;
}

async fn a_mother_files_for_the_fathers_household(world: World) {
    neither_learns_of(&world, "twins-mother", "twins-father", 1, true).await;
}

async fn a_father_files_for_the_mothers_household(world: World) {
    neither_learns_of(&world, "twins-father", "twins-mother", 0, true).await;
}

async fn a_stranger_learns_of_neither(world: World) {
    let family = demo_family(&world.city, "twins-mother");
    let mut secrets = secrets_of(&world, &family.members[0]);
    secrets.extend(secrets_of(&world, &family.members[1]));
    for member in &family.members {
        let person = world.city.person(member).unwrap();
        secrets.push(person.name.as_str().to_owned());
    }
    // Insurers are named on public pages; what a stranger must not see is whose they are.
    secrets.retain(|secret| !secret.contains("医疗保障") && !secret.contains("Medical"));
    let mut mother = be(&world, "twins-mother").await;
    let (_, case) = files(&mut mother, None).await;
    let link = invite(&world, &mut mother, &case).await;

    let mut stranger = be(&world, "mother").await;
    let seen = around(&mut stranger, &case, &link).await;
    for page in &seen {
        if page.route().starts_with(&case) || page.route() == link {
            assert_eq!(page.status, 404, "{}", page.path);
        }
    }
    scan(&seen, &secrets);

    let mut nobody = world.visitor();
    let seen = around(&mut nobody, &case, &link).await;
    secrets.retain(|secret| {
        // The demo's sign-in page lists the people whom one can be.
        !seen
            .iter()
            .any(|page| page.route() == "/sign-in" && page.html.contains(secret.as_str()))
    });
    scan(&seen, &secrets);
}

/// No form asks the other party for anything of their own yet; the tracking pages must not wait for the first that does.
async fn what_belongs_to_the_other_alone_is_hidden_from_whoever_filed(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let office = &world.office;
    let mut conn = office.db.read().await.unwrap();
    let stored = store::case_by_id(&mut conn, &case.home, &case.case_id)
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let mut dossier = office.dossier(&stored).unwrap();
    for field in &mut dossier.fields {
        if ["account", "household-number"].contains(&field.name.as_str()) {
            field.belongs_to = PartyRole::Confirmer;
        }
    }
    let sealed = office
        .keys
        .seal(&dossier_place(&stored.id), &dossier, &office.chance);
    let mut tx = office.db.begin().await.unwrap();
    assert!(
        store::replace_dossier(tx.conn(), &stored, &sealed)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    // The account is all that this office sees beyond what every office sees.
    let insurer = filed::office_of(&world, "insurance-shapingba");
    let insurer = office.directory().get(&insurer).unwrap().name.clone();

    let mut applicant = be(&world, "mother").await;
    let path = format!("/cases/{}", case.reference);
    let tracking = applicant.open(&path).await;
    tracking.says(filed::ADDRESS);
    let receipt = applicant.open(&format!("{path}/receipt")).await;

    for page in [&tracking, &receipt] {
        page.hides(filed::ACCOUNT)
            .hides(filed::ACCOUNT_SHOWN)
            .hides("500106778")
            .hides(&insurer.zh);
    }
}

stories![
    a_mother_files_and_the_father_confirms,
    a_father_files_and_the_mother_confirms,
    a_mother_files_for_the_fathers_household,
    a_father_files_for_the_mothers_household,
    a_stranger_learns_of_neither,
    what_belongs_to_the_other_alone_is_hidden_from_whoever_filed,
];

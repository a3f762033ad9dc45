//! Older residents for whom somebody applies: the shortest way from a form to a case and from a desk to a register.

use app::allowances::AccountOfForm;
use app::identity::Citizen;
use app::mandate::MandateAct;
use app::person::{PersonName, ResidentId, check_character};
use jiff::civil::Date;
use server::Office;
use server::database::Db;
use server::demo_city::City;
use server::demo_city::people::demo_people;
use server::mandate::whole_offer;

/// Where everybody's application is handled: the demo's own staff work there.
pub fn street(city: &City) -> String {
    demo_people(city)
        .iter()
        .find(|person| person.key == "elder")
        .and_then(|elder| city.person(&elder.number))
        .map(|elder| elder.street.clone())
        .expect("the demo city has an elder")
}

/// Everybody in the city who is old enough, in the order of their numbers.
pub fn living_in(city: &City, today: Date) -> Vec<ResidentId> {
    city.people()
        .filter(|person| person.died_on.is_none() && person.number.age_on(today) >= 80)
        .map(|person| person.number.clone())
        .collect()
}

/// Somebody whom no register knows: as many as one likes.
pub fn invented(nth: u64) -> ResidentId {
    let (day, sequence) = (nth / 999, nth % 999 + 1);
    let born = Date::constant(1930, 1, 1)
        .checked_add(jiff::Span::new().days(i64::try_from(day).expect("few enough")))
        .expect("a date of that century");
    let body = format!("509907{}{sequence:03}", born.strftime("%Y%m%d"));
    let check = check_character(&body).expect("17 digits");
    ResidentId::parse(&format!("{body}{check}")).expect("a well-formed number")
}

/// What somebody invented is called.
const NAME: &str = "钱有余";

/// The answers of the one question page.
pub fn typed() -> AccountOfForm {
    AccountOfForm {
        owner: NAME.to_owned(),
        bank: "重庆银行".to_owned(),
        account: "6222021001112223331".to_owned(),
    }
}

/// The same as a browser sends them.
pub fn form() -> [(&'static str, String); 3] {
    let typed = typed();
    [
        ("owner", typed.owner),
        ("bank", typed.bank),
        ("account", typed.account),
    ]
}

/// What a browser sends to ask for somebody's leave.
pub fn asks(number: &ResidentId, street: &str) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("name", NAME.to_owned()),
        ("number", number.as_str().to_owned()),
        ("street", street.to_owned()),
        ("services", "old-age-allowance".to_owned()),
        ("term", "year".to_owned()),
    ];
    fields.extend(
        MandateAct::ALL
            .iter()
            .map(|act| ("acts", act.code().to_owned())),
    );
    fields
}

/// Enters the yes as it was given: how it is given is not what is tried here.
pub async fn say_yes(db: &Db, reference: &str) {
    let mut tx = db.begin().await.expect("a transaction");
    sqlx::query("UPDATE mandate SET state = 'active', given_by = 'counter', given_at = offered_at WHERE reference = $1 AND state = 'offered'")
        .bind(reference.to_owned())
        .execute(tx.conn())
        .await
        .expect("the yes is entered");
    tx.commit().await.expect("the yes is kept");
}

/// Leave to act for somebody invented.
pub async fn leave_for(office: &Office, me: &Citizen, number: &ResidentId, street: &str) -> String {
    let name = PersonName::parse(NAME).expect("a name");
    let offer = whole_offer(
        name,
        number.clone(),
        street.to_owned(),
        office.clock.today(),
    );
    let reference = office.offer_mandate(me, &offer).await.expect("asked");
    say_yes(&office.db, reference.as_str()).await;
    reference.to_string()
}

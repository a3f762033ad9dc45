//! Older residents for whom somebody applies: the shortest way from a form to a case and from a desk to a register.

use app::old_age_allowance::ElderForm;
use app::person::{ResidentId, check_character};
use jiff::civil::Date;
use server::demo_city::City;
use server::demo_city::people::demo_people;

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

/// The answers of the one question page.
pub fn typed(number: &ResidentId, street: &str) -> ElderForm {
    ElderForm {
        for_whom: "other".to_owned(),
        name: "钱有余".to_owned(),
        number: number.as_str().to_owned(),
        street: street.to_owned(),
        bank: "重庆银行".to_owned(),
        account: "6222021001112223331".to_owned(),
    }
}

/// The same as a browser sends them.
pub fn form(number: &ResidentId, street: &str) -> [(&'static str, String); 6] {
    let typed = typed(number, street);
    [
        ("for", typed.for_whom),
        ("name", typed.name),
        ("number", typed.number),
        ("street", typed.street),
        ("bank", typed.bank),
        ("account", typed.account),
    ]
}

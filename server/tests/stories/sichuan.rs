//! Whoever is registered in Sichuan: asked for there, with leave, and only where this city holds nothing about them.

use app::text::Text;
use server::data_layer::records::DataSet;
use server::demo_city::families::FamilyKind;
use server::demo_city::registers::faults::Fault;

use crate::allowances::number;
use crate::mandate::number_of;
use crate::newborn::{be, hand_in, with_leave};
use crate::stories;
use crate::support::{World, say};

const CALLS: &str = "SELECT COUNT(*) FROM data_call WHERE data_set = 'SICHUAN-POPULATION/persons'";

async fn a_father_registered_in_sichuan_applies_with_what_is_known_of_him_there(world: World) {
    // Whom this city holds is asked for nowhere else.
    with_leave(&mut be(&world, "mother").await).await;
    assert_eq!(number(&world, CALLS).await, 0);

    let mut father = be(&world, "sichuan-father").await;
    let person = world.city.person(&number_of(&world, "sichuan-father"));
    let person = person.expect("he is known").clone();
    let known = with_leave(&mut father).await;
    assert_eq!(known.route(), "/newborn/known");
    known
        .says(person.name.as_str())
        .says(&person.ethnicity)
        .says("四川省成都市武侯区")
        .says(&say(Text::DataSetSichuanPopulationPersons));
    assert_eq!(number(&world, CALLS).await, 1);
    father
        .open("/my-data")
        .await
        .says("在四川查询")
        .says(&say(Text::LookedOutcomeAnswered));

    // The child joins the household of its mother, who is registered here.
    let family = world.city.families.iter();
    let mut of_two = family.filter(|family| family.kind == FamilyKind::OtherProvince);
    let mother = &of_two.next().expect("there is one").members[0];
    let street = &world.city.person(mother).expect("she lives here").street;
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    let household = father.submit(matters.form().press(&say(Text::GoOn))).await;
    assert_eq!(household.route(), "/newborn/household");
    let form = household
        .form()
        .press(&say(Text::GoOn))
        .fill("whose", "other")
        .fill("street", street);
    let account = father.submit(form).await;
    let form = account
        .form()
        .press(&say(Text::GoOn))
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    let check = father.submit(form).await;
    check.says("四川省成都市武侯区");
    let receipt = hand_in(&mut father, &check).await;
    assert!(
        receipt.route().starts_with("/cases/NB-"),
        "{}",
        receipt.path
    );
}

async fn without_leave_nobody_asks_in_sichuan_and_while_it_is_silent_the_form_goes_on(
    world: World,
) {
    let mut father = be(&world, "sichuan-father").await;
    let guide = father.open("/newborn").await;
    let leave = father.submit(guide.form_to("/newborn/start")).await;
    leave.says(&say(Text::LeaveSichuanWhy));
    // Ours refused: nobody can say that it holds nothing.
    let set = DataSet::SichuanPersons.code();
    father.post("/newborn/leave", &[("registers", &set)]).await;
    assert_eq!(number(&world, CALLS).await, 0);

    world.faults.set(DataSet::SichuanPersons, Some(Fault::Down));
    let sets = [
        DataSet::Persons,
        DataSet::SichuanPersons,
        DataSet::Marriages,
        DataSet::Certificates,
    ]
    .map(DataSet::code);
    let given: Vec<(&str, &str)> = sets.iter().map(|set| ("registers", set.as_str())).collect();
    let known = father.post("/newborn/leave", &given).await;
    assert_eq!(number(&world, CALLS).await, 1);
    assert_eq!(known.route(), "/newborn/known");
    known
        .says(&say(Text::KnownSilentTitle))
        .says(&say(Text::DataSetSichuanPopulationPersons))
        .hides("四川省成都市武侯区");
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(matters.route(), "/newborn/matters");
}

async fn an_allowance_of_this_city_is_not_for_whoever_is_registered_there(world: World) {
    let mut father = be(&world, "sichuan-father").await;
    for (service, why) in [
        ("old-age-allowance", Text::AllowanceNoElsewhere),
        ("elder-assessment", Text::AssessmentElsewhereBody),
    ] {
        let other = crate::by_hand::with_leave(&mut father, service).await;
        assert_eq!(other.route(), format!("/{service}/another-way"));
        other.says(&say(why));
    }
}

stories![
    a_father_registered_in_sichuan_applies_with_what_is_known_of_him_there,
    without_leave_nobody_asks_in_sichuan_and_while_it_is_silent_the_form_goes_on,
    an_allowance_of_this_city_is_not_for_whoever_is_registered_there,
];

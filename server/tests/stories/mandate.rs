//! Acting for somebody: a daughter for her father and her mother, by their own yes, and what they can do about it.

use app::case::CaseReference;
use app::identity::Citizen;
use app::mandate::MandateAct;
use app::person::ResidentId;
use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::records::DataSet;
use server::demo_city::people::demo_people;
use server::demo_city::registers::faults::Fault;
use server::mandate::whole_offer;
use sqlx::Row as _;

use crate::applying::{case_of, matters_of, steps};
use crate::lists::looks;
use crate::newborn::{be, hand_in};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// One of the demo's people, as the desks know them.
pub async fn citizen(world: &World, key: &str) -> Citizen {
    let person = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap_or_else(|| panic!("nobody is called {key}"));
    Citizen {
        account: world.office.be(key).await.expect("an account").account,
        person: world.office.keys.person(&person.number),
        name: person.name,
        helped: None,
    }
}

pub fn number_of(world: &World, key: &str) -> ResidentId {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .expect("one of the demo's people")
        .number
}

pub fn street_of(world: &World, key: &str) -> String {
    let number = number_of(world, key);
    world
        .city
        .person(&number)
        .expect("a citizen")
        .street
        .clone()
}

/// The subject has said yes to these acts of this holder.
pub async fn may_act(
    world: &World,
    holder: &str,
    subject: &str,
    acts: &[MandateAct],
) -> CaseReference {
    let (holder, whom) = (citizen(world, holder).await, citizen(world, subject).await);
    let mut offer = whole_offer(
        whom.name.clone(),
        number_of(world, subject),
        street_of(world, subject),
        world.office.clock.today(),
    );
    offer.acts = acts.to_vec();
    world
        .office
        .mandate_between(&holder, &whom, &offer)
        .await
        .expect("asked, and said yes")
}

/// From the mandate's page to the check page, with the account in this name.
pub async fn to_the_check_for(holder: &mut Visitor, mandate: &CaseReference, owner: &str) -> Page {
    let held = holder.open(&format!("/acting-for/{mandate}")).await;
    let leave = holder
        .submit(
            held.form_to("/old-age-allowance/start")
                .press(&held.find("main button.primary").words),
        )
        .await;
    assert_eq!(
        leave.route(),
        "/old-age-allowance/leave",
        "{}",
        leave.text()
    );
    let known = holder
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let question = holder.submit(known.form().press(&say(Text::GoOn))).await;
    let form = question
        .form()
        .press(&say(Text::GoOn))
        .fill("owner", owner)
        .fill("bank", "重庆银行")
        .fill("account", "6222021001112223331");
    holder.submit(form).await
}

/// Filed for this person; the receipt.
pub async fn filed_for(
    world: &World,
    holder: &mut Visitor,
    mandate: &CaseReference,
    subject: &str,
) -> Page {
    let name = citizen(world, subject).await.name;
    let check = to_the_check_for(holder, mandate, name.as_str()).await;
    assert_eq!(
        check.route(),
        "/old-age-allowance/check",
        "{}",
        check.text()
    );
    let receipt = hand_in(holder, &check).await;
    assert!(
        receipt.route().starts_with("/cases/GL-"),
        "{}",
        receipt.path
    );
    receipt
}

pub async fn case_numbered(world: &World, reference: &CaseReference) -> server::case::Case {
    let mut conn = world.office.db.read().await.expect("a connection");
    server::case::store::case_by_reference(&mut conn, reference)
        .await
        .expect("the case is read")
        .expect("the case is there")
}

pub async fn one(world: &World, sql: &'static str, about: &str) -> i64 {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query(sql)
        .bind(about.to_owned())
        .fetch_one(&mut *conn)
        .await
        .expect("a count")
        .try_get(0)
        .expect("a number")
}

/// Asks on the page, as typed; where it leads.
async fn asks(world: &World, holder: &mut Visitor, subject: &str) -> Page {
    let person = citizen(world, subject).await;
    let page = holder.open("/acting-for/ask").await;
    let form = page
        .form()
        .press(&say(Text::MandateAskButton))
        .fill("name", person.name.as_str())
        .fill("number", number_of(world, subject).as_str())
        .fill("street", &street_of(world, subject));
    holder.submit(form).await
}

fn reference_on(page: &Page) -> CaseReference {
    CaseReference::parse(page.route().rsplit('/').next().expect("a path")).expect("a reference")
}

/// The six digits in what was sent last.
async fn code_sent(visitor: &mut Visitor) -> (String, String) {
    for _ in 0..100 {
        let page = visitor.open("/demo/messages").await;
        if let Some(said) = page
            .find_all(".demo-messages li")
            .into_iter()
            .map(|message| message.words)
            .find(|words| words.contains("想替您办"))
        {
            let digits: String = said
                .split("验证码")
                .nth(1)
                .expect("a code")
                .chars()
                .filter(char::is_ascii_digit)
                .take(6)
                .collect();
            return (digits, said);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no call-back was made");
}

async fn a_daughter_applies_for_her_father_and_her_mother_who_live_in_two_districts(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let asked = asks(&world, &mut daughter, "old-father").await;
    asked.says(&say(Text::MandateAskedTitle));
    let of_father = reference_on(&asked);
    let refused = daughter
        .post("/old-age-allowance/start", &[("for", of_father.as_str())])
        .await;
    assert_eq!(refused.status, 403, "asked is not answered");

    // The father signs in, is told what it allows, and says yes.
    let mut father = be(&world, "old-father").await;
    father.open("/").await.says(&say(Text::MandateWaiting));
    let who = father.open("/who-may-act").await;
    who.says("刘敏").says(&say(MandateAct::Answer.text()));
    let yes = who
        .form_to(&format!("/who-may-act/{of_father}"))
        .press(&say(Text::MandateSayYes));
    father.submit(yes).await.says(&say(Text::MandateSavedTitle));

    // The mother is rung back: what it allows is said with the code.
    let of_mother = reference_on(&asks(&world, &mut daughter, "old-mother").await);
    let page = format!("/acting-for/{of_mother}");
    daughter.post(&format!("{page}/call"), &[("", "")]).await;
    let (code, said) = code_sent(&mut daughter).await;
    assert!(said.contains("刘敏") && said.contains("高龄津贴"), "{said}");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let again = daughter
        .post(&format!("{page}/code"), &[("code", wrong)])
        .await;
    again.says(&say(Text::MandateCodeWrong));
    let given = daughter
        .post(&format!("{page}/code"), &[("code", &code)])
        .await;
    given.says(&say(Text::MandateGivenCallBack));

    for (mandate, whom, name, district) in [
        (&of_father, "old-father", "刘德厚", "500106"),
        (&of_mother, "old-mother", "赵桂兰", "500112"),
    ] {
        let banner = format!("正在替{name}办事");
        let check = to_the_check_for(&mut daughter, mandate, "刘敏").await;
        assert_eq!(
            check.route(),
            "/old-age-allowance/elder",
            "not into her own account"
        );
        check.says(&format!("津贴只能付到{name}本人名下的账户"));
        for place in ["leave", "known", "elder"] {
            let page = daughter.open(&format!("/old-age-allowance/{place}")).await;
            assert!(page.find("aside.acting").words.contains(&banner), "{place}");
        }
        let form = check.form().press(&say(Text::GoOn)).fill("owner", name);
        let check = daughter.submit(form).await;
        assert!(check.find("aside.acting").words.contains(&banner));
        check
            .says(&say(Text::MandateCheckTitle))
            .says(&format!("{name}："))
            .says(&say(Text::MandateCheckYou))
            .hides(number_of(&world, whom).as_str());
        let receipt = hand_in(&mut daughter, &check).await;
        assert!(receipt.find("aside.acting").words.contains(&banner));
        let case = case_of(&world, &receipt).await;
        assert_eq!(case.filed_by, citizen(&world, "daughter").await.person);
        assert_eq!(case.subject, citizen(&world, whom).await.person);
        assert_eq!(case.mandate.as_deref(), Some(mandate.as_str()));
        for matter in matters_of(&world, &case).await {
            assert!(matter.office.0.starts_with(district), "{}", matter.office.0);
        }
        // Both are told; and the one whom it is for sees it, with who filed it.
        for key in ["daughter", whom] {
            let told = citizen(&world, key).await.person;
            let sql = "SELECT COUNT(id) FROM notice WHERE person = $1 AND reference LIKE 'GL-%'";
            assert!(one(&world, sql, &told.0).await > 0, "{key} is told");
        }
        let mut subject = be(&world, whom).await;
        let own = subject.open(&format!("/cases/{}", case.reference)).await;
        assert!(
            own.find("aside.acting")
                .words
                .contains("这是刘敏替您申请的")
        );
        let record = server::journal::Record::new(&case.home, "case", &case.id);
        let mut conn = world.office.db.read().await.expect("a connection");
        let entries = server::journal::read(&mut conn, &record)
            .await
            .expect("read");
        assert_eq!(entries[0].entry.actor, case.filed_by.0);
        assert_eq!(
            entries[0].entry.on_behalf_of.as_ref(),
            Some(&case.subject.0)
        );
    }
}

async fn at_a_counter_the_yes_is_read_out_and_entered_by_staff(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let asked = asks(&world, &mut daughter, "old-father").await;
    let mandate = reference_on(&asked);
    let code = asked.find(".inset strong").words;
    let mut clerk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "old-father");
    let found = clerk
        .post("/staff/mandates", &[("number", number.as_str())])
        .await;
    found.says("刘敏替刘德厚办事").hides(number.as_str());
    let father = citizen(&world, "old-father").await.person;
    let looked = "SELECT COUNT(id) FROM access_log WHERE person = $1 AND purpose = 'mandates' AND by_kind = 'staff'";
    assert!(
        one(&world, looked, &father.0).await > 0,
        "the look is recorded"
    );

    let path = format!("/staff/mandates/{mandate}");
    let page = clerk.open(&path).await;
    page.says(&say(MandateAct::Apply.text()));
    let incomplete = clerk
        .post(
            &path,
            &[("act", "yes"), ("how", "counter"), ("code", &code)],
        )
        .await;
    incomplete.says(&say(Text::MandateDeskConsentEmpty));
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let fields = |code: &str| {
        [
            ("act", "yes"),
            ("how", "counter"),
            ("consent", "read"),
            ("code", code),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    clerk
        .post(&path, &fields(wrong))
        .await
        .says(&say(Text::MandateCodeWrong));
    let done = clerk.post(&path, &fields(&code)).await;
    done.says(&say(Text::MandateStateActive));
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateGivenCounter));
}

async fn a_guardian_begins_by_a_document_and_the_ward_can_object(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let asked = asks(&world, &mut daughter, "old-father").await;
    let mandate = reference_on(&asked);
    let path = format!("/staff/mandates/{mandate}");
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .open(&path)
        .await
        .says(&say(Text::MandateDeskGuardianTitle));
    let incomplete = clerk.post(&path, &[("act", "guardian")]).await;
    incomplete
        .says(&say(Text::MandateDocumentEmpty))
        .says(&say(Text::MandateDocumentNumberEmpty))
        .says(&say(Text::MandateDocumentSeenEmpty));
    let number = "（2026）渝0106民特12号";
    let seen = [
        ("act", "guardian"),
        ("document", "judgment"),
        ("document_number", number),
        ("seen", "seen"),
    ];
    // Only an office that answers for the elder's street may look at such a document.
    let mut elsewhere = be(&world, "services-city").await;
    assert_eq!(elsewhere.post(&path, &seen).await.status, 404);
    let done = clerk.post(&path, &seen).await;
    done.says(&say(Text::MandateStateActive))
        .says(&say(Text::MandateDocumentJudgment))
        .says(number);
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateGivenGuardian))
        .hides(number);
    let kept = "SELECT COUNT(*) FROM mandate_remark WHERE text LIKE '%' || $1 || '%'";
    assert_eq!(one(&world, kept, "民特12").await, 0, "it is sealed");

    // Not made by the father's yes, it is not ended by his no: somebody looks into it first.
    let mut father = be(&world, "old-father").await;
    father
        .open("/notices")
        .await
        .says(&say(Text::MandateNoticeActive));
    let given = father
        .post(&format!("/who-may-act/{mandate}"), &[("act", "end")])
        .await;
    given.says(&say(Text::MandateSaysHeld));
    let start = daughter
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(start.status, 403);
    clerk
        .open(&path)
        .await
        .says(&say(Text::MandateStepObjected));
}

async fn a_parent_acts_for_a_disabled_child_by_the_birth_certificate(world: World) {
    // 杨小凤 is not 18 yet; the register of certificates is silent, so that hers is typed.
    world.faults.set(DataSet::Disabilities, Some(Fault::Down));
    let mut parent = be(&world, "disabled-adult").await;
    let asked = asks(&world, &mut parent, "young-mother").await;
    let mandate = reference_on(&asked);
    asked
        .says("杨小凤未满 18 岁，不需要他同意")
        .hides(&say(Text::MandateYesCallButton));

    // Nobody's yes makes it: not the child's own, not a call's.
    let mut child = be(&world, "young-mother").await;
    let given = format!("/who-may-act/{mandate}");
    let page = child.open("/who-may-act").await;
    assert!(page.has("main button[value=no]") && !page.has("main button[value=yes]"));
    let yes = child.post(&given, &[("act", "yes")]).await;
    assert_eq!(yes.status, 409);
    yes.says(&say(Text::MandateChildsYes));
    let call = format!("/acting-for/{mandate}/call");
    assert_eq!(parent.post(&call, &[("", "")]).await.status, 409);
    let path = format!("/staff/mandates/{mandate}");
    let mut clerk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "young-mother");
    clerk
        .post("/staff/mandates", &[("number", number.as_str())])
        .await
        .says("钟雨晴替杨小凤办事");
    let desk = clerk.open(&path).await;
    desk.says(&say(Text::MandateDeskParentTitle));
    assert!(!desk.has("main input[name=code]"));
    assert_eq!(clerk.post(&path, &[("act", "ring")]).await.status, 409);
    let start = [("for", mandate.as_str())];
    let too_early = parent.post("/nursing-subsidy/start", &start).await;
    assert_eq!(too_early.status, 403);

    // The certificate does, and no document that makes one the guardian of an adult.
    let seen = |document| {
        [
            ("act", "guardian"),
            ("document", document),
            ("document_number", "P500012345"),
            ("seen", "seen"),
        ]
    };
    clerk
        .post(&path, &seen("judgment"))
        .await
        .says(&say(Text::MandateDocumentEmpty));
    clerk
        .post(&path, &seen("birth-certificate"))
        .await
        .says(&say(Text::MandateStateActive))
        .says(&say(Text::MandateDocumentBirth));
    let leave = parent.post("/nursing-subsidy/start", &start).await;
    let known = parent
        .submit(leave.form().press(&say(Text::LeaveAgree)))
        .await;
    let by_hand = parent.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(by_hand.route(), "/nursing-subsidy/by-hand");
    let form = by_hand
        .form()
        .fill("disability", "limb")
        .fill("level", "1")
        .press(&say(Text::GoOn));
    let question = parent.submit(form).await;
    let account = |owner| {
        question
            .form()
            .press(&say(Text::GoOn))
            .fill("owner", owner)
            .fill("bank", "重庆银行")
            .fill("account", "6222021001112223331")
    };
    // Into the child's account or the parent's, and nobody else's.
    let wrong = parent.submit(account("林晓燕")).await;
    assert_eq!(wrong.route(), "/nursing-subsidy/account");
    let check = parent.submit(account("钟雨晴")).await;
    check.says("杨小凤").says("钟雨晴");
    let receipt = hand_in(&mut parent, &check).await;
    let case = case_of(&world, &receipt).await;
    assert_eq!(case.subject, citizen(&world, "young-mother").await.person);
    assert_eq!(
        case.filed_by,
        citizen(&world, "disabled-adult").await.person
    );

    // A stranger can ask, and gets nothing by it, neither under their own request nor under hers.
    let mut stranger = be(&world, "mother").await;
    let theirs = reference_on(&asks(&world, &mut stranger, "young-mother").await);
    let refused = stranger
        .post("/nursing-subsidy/start", &[("for", theirs.as_str())])
        .await;
    assert_eq!(refused.status, 403);
    let refused = stranger.post("/nursing-subsidy/start", &start).await;
    assert_eq!(refused.status, 404);
    let followed = stranger.open(&format!("/cases/{}", case.reference)).await;
    assert_eq!(followed.status, 404);

    // The child does not agree: somebody looks into it before anything more is done.
    child
        .post(&given, &[("act", "end")])
        .await
        .says(&say(Text::MandateSaysHeld));
    let held = parent
        .post("/living-subsidy/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(held.status, 403);
}

async fn without_an_account_one_is_told_by_landline_and_takes_it_back_by_phone(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let mut clerk = be(&world, "street-shapingba").await;
    let number = number_of(&world, "old-father");
    clerk
        .post("/staff/mandates", &[("number", number.as_str())])
        .await;
    let street = street_of(&world, "old-father");
    let kept = clerk
        .post(
            "/staff/mandates/telling",
            &[
                ("way", "landline"),
                ("contact", "023-65123456"),
                ("street", &street),
            ],
        )
        .await;
    kept.says(&say(Text::MandateDeskSaved));

    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    // The street office has somebody to ring.
    let desk = clerk.open("/staff/mandates").await;
    desk.says("023-65123456").says(case.reference.as_str());
    let told = looks(&world, "old-father", "telling").await;
    assert_eq!(told[0].fields, ["telling"]);
    assert_eq!(told[0].reference, case.reference.as_str());
    let todo = desk.find("form[action^='/staff/mandates/told/']");
    let told = todo.attr("action").expect("an address").to_owned();
    let after = clerk.post(&told, &[("", "")]).await;
    assert!(!after.has("form[action^='/staff/mandates/told/']"));
    assert_eq!(
        clerk.post(&told, &[("", "")]).await.status,
        404,
        "told once"
    );

    // By phone: what was filed is withdrawn, and the leave taken back.
    let path = format!("/staff/mandates/cases/{}", case.reference);
    clerk.post(&path, &[("", "")]).await;
    for matter in matters_of(&world, &case).await {
        assert!(matter.stage.is_final(), "{:?}", matter.stage);
    }
    let record = server::journal::Record::new(&case.home, "case", &case.id);
    let entries = {
        let mut conn = world.office.db.read().await.expect("a connection");
        server::journal::read(&mut conn, &record)
            .await
            .expect("read")
    };
    let withdrawn = entries
        .iter()
        .find(|written| written.entry.step == "withdraw")
        .expect("journalled");
    assert_eq!(withdrawn.entry.on_behalf_of.as_ref(), Some(&case.subject.0));
    assert_ne!(
        withdrawn.entry.actor, case.subject.0,
        "staff pressed, the person said"
    );
    let page = format!("/staff/mandates/{mandate}");
    let ended = clerk
        .post(&page, &[("act", "end"), ("said", "phone")])
        .await;
    ended
        .says(&say(Text::MandateStateEnded))
        .says(&say(Text::MandateSaidPhone));
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateEndedRevoked));
}

async fn the_one_it_is_about_withdraws_what_was_filed_for_them(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    let mut father = be(&world, "old-father").await;
    let page = father
        .open(&format!("/cases/{}/withdraw", case.reference))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    father
        .post(
            &format!("/cases/{}/withdraw", case.reference),
            &[("matter", "all")],
        )
        .await;
    let stages: Vec<_> = matters_of(&world, &case)
        .await
        .iter()
        .map(|matter| matter.stage)
        .collect();
    assert!(stages.iter().all(|stage| stage.is_final()), "{stages:?}");
}

async fn an_ended_mandate_shows_nothing_later_than_its_end(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    let path = format!("/cases/{}", case.reference);
    let code = receipt.text();
    let before = daughter.open(&path).await.heading();
    let sentence = daughter.open("/notices").await;
    sentence.says(case.reference.as_str());

    world.clock.advance(SignedDuration::from_mins(1));
    let mut father = be(&world, "old-father").await;
    let who = father.open("/who-may-act").await;
    let end = who
        .form_to(&format!("/who-may-act/{mandate}"))
        .press(&say(Text::MandateRevoke));
    father.submit(end).await;
    world.clock.advance(SignedDuration::from_mins(5));
    let approval = server::case::StepDetail {
        decision: Some(server::case::Decision {
            approved: true,
            ..server::case::Decision::default()
        }),
        ..server::case::StepDetail::default()
    };
    steps(
        &world,
        &case,
        "community-check",
        &[
            (app::case::Step::TakeUp, server::case::StepDetail::default()),
            (app::case::Step::Approve, approval),
        ],
    )
    .await;

    let now = father.open(&path).await;
    now.says("社区核对");
    assert_ne!(now.heading(), before, "it has moved on");
    let past = daughter.open(&path).await;
    assert_eq!(past.status, 200, "{}", past.text());
    past.says("不再显示")
        .says(&say(Text::MandateCaseTold))
        .says(&before);
    past.hides(&now.heading());
    assert!(
        !past.has("aside.acting"),
        "she acts for nobody here any more"
    );
    let list = daughter.open("/cases").await;
    list.says(&say(Text::MandateLineEnded))
        .hides(&now.heading());
    let told = "SELECT COUNT(id) FROM notice WHERE reference = $1";
    let all = one(&world, told, case.reference.as_str()).await;
    assert!(all >= 3, "the father is told on: {all}");
    // The enquiry code of her receipt opens nothing any more.
    let digits = code
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6)
        .map(str::to_owned)
        .or_else(|| {
            let spaced: String = code
                .split("查询码")
                .nth(1)?
                .chars()
                .filter(char::is_ascii_digit)
                .take(6)
                .collect();
            (spaced.len() == 6).then_some(spaced)
        })
        .expect("an enquiry code on the receipt");
    let mut anybody = world.visitor();
    let looked = anybody
        .post(
            "/look-up",
            &[("reference", case.reference.as_str()), ("code", &digits)],
        )
        .await;
    looked.hides(&now.heading()).hides("社区核对");
}

async fn whoever_acts_for_somebody_leaves_a_row_a_day_for_all_their_lists(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let rows = async || looks(&world, "old-father", "mandates").await;
    let own = format!("/acting-for/{mandate}");
    daughter.open(&own).await;
    daughter.open("/cases").await;
    assert!(rows().await.is_empty(), "nothing is filed, nothing is told");
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await.reference;
    daughter.open("/acting-for").await;
    assert!(rows().await.is_empty(), "no case was named");
    for path in ["/", "/cases", &own, "/cases"] {
        daughter.open(path).await.says(case.as_str());
        let told = rows().await;
        let [row] = told.as_slice() else {
            panic!("one row a day after {path}: {told:?}");
        };
        assert_eq!(row.by_id, citizen(&world, "daughter").await.person.0);
        assert_eq!(row.reference, mandate.as_str());
        assert_eq!(row.fields, ["cases", "dates", "stages"]);
    }
    world.clock.advance(SignedDuration::from_hours(24));
    be(&world, "daughter").await.open("/cases").await;
    assert_eq!(rows().await.len(), 2, "the next day");
    assert!(looks(&world, "daughter", "mandates").await.is_empty());
    let mut father = be(&world, "old-father").await;
    father.open("/my-data").await.says("办件清单");
    father.open("/cases").await;
    assert_eq!(rows().await.len(), 2, "what is one's own is no news");
}

async fn a_mandate_on_hold_says_that_it_is_being_checked_and_not_why(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let receipt = filed_for(&world, &mut daughter, &mandate, "old-father").await;
    let case = case_of(&world, &receipt).await;
    let path = format!("/cases/{}", case.reference);
    let desk = format!("/staff/mandates/{mandate}");
    let mut clerk = be(&world, "civil-shapingba").await;
    clerk
        .post(&desk, &[("act", "hold"), ("reason", "")])
        .await
        .says(&say(Text::MandateDeskReasonEmpty));
    let held = clerk
        .post(&desk, &[("act", "hold"), ("reason", "邻居说老人并不知道")])
        .await;
    held.says(&say(Text::MandateStateHeld))
        .says("邻居说老人并不知道");

    let why = "邻居";
    daughter
        .open(&path)
        .await
        .says(&say(Text::MandateCaseChecked))
        .hides(why)
        .hides("社区核对");
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateSaysHeld))
        .hides(why);
    daughter
        .open("/cases")
        .await
        .says(&say(Text::MandateLineChecked))
        .hides(why);
    let start = daughter
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(start.status, 403);
    start.says(&say(Text::MandateBeingChecked)).hides(why);
    daughter
        .open("/notices")
        .await
        .says(&say(Text::MandateNoticeHeld))
        .hides(why);

    let released = clerk
        .post(&desk, &[("act", "release"), ("reason", "老人当面说愿意")])
        .await;
    released.says(&say(Text::MandateStateActive));
    daughter.open(&path).await.says("社区核对");
}

async fn a_mandate_runs_out_at_the_end_of_its_last_day(world: World) {
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    // A year from Friday 2026-03-06; its last day still counts.
    world.clock.advance(SignedDuration::from_hours(24 * 365));
    let mut again = be(&world, "daughter").await;
    again
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateStateActive).replace("生效中", "生效中，到"));
    world.clock.advance(SignedDuration::from_hours(24));
    let mut daughter = be(&world, "daughter").await;
    daughter
        .open(&format!("/acting-for/{mandate}"))
        .await
        .says(&say(Text::MandateEndedRanOut));
    let start = daughter
        .post("/old-age-allowance/start", &[("for", mandate.as_str())])
        .await;
    assert_eq!(start.status, 403);
}

async fn a_renewed_mandate_keeps_what_was_filed_under_the_old_one(world: World) {
    let first = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let mut daughter = be(&world, "daughter").await;
    let receipt = filed_for(&world, &mut daughter, &first, "old-father").await;
    let case = case_of(&world, &receipt).await;
    let path = format!("/cases/{}", case.reference);
    let withdraw = format!("{path}/withdraw");
    world.clock.advance(SignedDuration::from_hours(24 * 366));
    let mut daughter = be(&world, "daughter").await;
    assert_eq!(daughter.open(&withdraw).await.status, 404, "it ran out");
    assert!(!daughter.open(&path).await.has("aside.acting"));

    // For another service it changes nothing; nor does somebody else's.
    let may = MandateAct::ALL;
    let other = may_act(&world, "daughter", "old-father", may).await;
    let narrow = "UPDATE mandate SET services = 'care' WHERE reference = $1";
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query(narrow)
        .bind(other.to_string())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    may_act(&world, "elder-son", "old-father", may).await;
    assert_eq!(daughter.open(&withdraw).await.status, 404);
    let mut son = be(&world, "elder-son").await;
    assert_eq!(son.open(&path).await.status, 404);

    let renewed = may_act(&world, "daughter", "old-father", may).await;
    let page = daughter.open(&path).await;
    assert!(page.find("aside.acting").words.contains("刘德厚"));
    let asked = daughter.open(&withdraw).await;
    assert_eq!(asked.status, 200);
    let done = daughter.post(&withdraw, &[("matter", "all")]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let used = "SELECT COUNT(id) FROM mandate WHERE reference = $1 AND used_at > 0";
    assert_eq!(one(&world, used, renewed.as_str()).await, 1);
}

async fn of_two_open_applications_the_one_that_was_read_is_handed_in(world: World) {
    let mut daughter = be(&world, "daughter").await;
    let of_father = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let of_mother = may_act(&world, "daughter", "old-mother", MandateAct::ALL).await;
    let for_father = to_the_check_for(&mut daughter, &of_father, "刘德厚").await;
    world.clock.advance(SignedDuration::from_mins(1));
    to_the_check_for(&mut daughter, &of_mother, "赵桂兰").await;
    world.clock.advance(SignedDuration::from_mins(1));
    let pressed = hand_in(&mut daughter, &for_father).await;
    assert_eq!(pressed.status, 409);
    pressed.says(&say(Text::MandateOtherDraft));
    // Opened again, it is where it was.
    let again = daughter
        .post("/old-age-allowance/start", &[("for", of_father.as_str())])
        .await;
    assert_eq!(again.route(), "/old-age-allowance/check");
    again.says("刘德厚");
    let receipt = hand_in(&mut daughter, &again).await;
    assert_eq!(
        case_of(&world, &receipt).await.subject,
        citizen(&world, "old-father").await.person
    );
}

async fn by_text_or_in_the_portal_only_as_one_wishes(world: World) {
    let person = citizen(&world, "elder").await.person.0;
    let mut elder = be(&world, "elder").await;
    let street = street_of(&world, "elder");
    let wish = |way: &'static str, contact: &'static str| {
        [
            ("way", way),
            ("contact", contact),
            ("street", street.as_str()),
        ]
    };
    let page = "/who-may-act/telling";
    let wrong = elder.post(page, &wish("text", "023-6512")).await;
    wrong.says(&say(Text::MandateTellMobileEmpty));
    elder.post(page, &wish("text", "13912345678")).await;
    let by_text = "SELECT COUNT(*) FROM notice_choice WHERE person = $1 AND sms = 1";
    assert_eq!(one(&world, by_text, &person).await, 1);
    let wishes = "SELECT COUNT(*) FROM telling_wish WHERE person = $1";
    assert_eq!(one(&world, wishes, &person).await, 1);
    elder.post(page, &wish("portal", "")).await;
    assert_eq!(one(&world, wishes, &person).await, 0);
}

stories![
    by_text_or_in_the_portal_only_as_one_wishes,
    a_daughter_applies_for_her_father_and_her_mother_who_live_in_two_districts,
    at_a_counter_the_yes_is_read_out_and_entered_by_staff,
    a_guardian_begins_by_a_document_and_the_ward_can_object,
    a_parent_acts_for_a_disabled_child_by_the_birth_certificate,
    without_an_account_one_is_told_by_landline_and_takes_it_back_by_phone,
    the_one_it_is_about_withdraws_what_was_filed_for_them,
    an_ended_mandate_shows_nothing_later_than_its_end,
    whoever_acts_for_somebody_leaves_a_row_a_day_for_all_their_lists,
    a_mandate_on_hold_says_that_it_is_being_checked_and_not_why,
    a_mandate_runs_out_at_the_end_of_its_last_day,
    a_renewed_mandate_keeps_what_was_filed_under_the_old_one,
    of_two_open_applications_the_one_that_was_read_is_handed_in,
];

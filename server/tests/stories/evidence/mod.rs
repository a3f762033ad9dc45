//! Files with an answer: handed in, looked at, replaced, sent, read at the desk, and by nobody else.

mod hostile;
mod made;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use app::case::{CaseReference, Field, Source, Step};
use app::casework::MatterAddress;
use app::evidence::{MOST_FILES, NotTaken};
use app::text::{Language, Text, Words};
use jiff::SignedDuration;
use jiff::civil::date;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, ORIGIN};
use reqwest::{Body, Method, Response};
use server::case::{StepDetail, dossier_place, store};
use server::data_layer::access_log::{ReadOutcome, ReaderKind, reads_about};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use self::made::{Pdf, jpeg, pdf, png};
use crate::casework::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::at_the_desk;

const BOUNDARY: &str = "----a-browsers-own-line";

/// A case whose station has asked for something.
struct Asked {
    case: OnTheDesks,
    /// Of the applicant.
    path: String,
    answer: String,
    at_the_desk: MatterAddress,
}

impl Asked {
    async fn of(world: &World) -> Self {
        let case = filed::file(world, Wish::default()).await;
        let path = format!("/cases/{}", case.reference);
        ask(world, &case.reference).await;
        Self {
            answer: format!("{path}/answer/registration.person-1"),
            at_the_desk: case.address(world, "registration").await,
            path,
            case,
        }
    }

    fn file_page(&self) -> String {
        format!("{}/file", self.answer)
    }
}

async fn ask(world: &World, reference: &CaseReference) {
    let detail = StepDetail {
        question: Some(("请补充租房合同。".to_owned(), date(2026, 3, 27))),
        ..StepDetail::default()
    };
    let steps = vec![
        (Step::TakeUp, StepDetail::default()),
        (Step::AskApplicant, detail),
    ];
    at_the_desk(world, &format!("/cases/{reference}"), "registration", steps).await;
}

fn form_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        name.replace('"', "\\\"").replace(['\r', '\n'], " ")
    );
    [
        head.as_bytes(),
        bytes,
        format!("\r\n--{BOUNDARY}--\r\n").as_bytes(),
    ]
    .concat()
}

/// Hands a form with a file in, without following where it leads.
async fn hand_in(visitor: &Visitor, path: &str, body: impl Into<Body>) -> Response {
    visitor
        .request(Method::POST, path)
        .header(ORIGIN, visitor.origin())
        .header(
            CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(body)
        .send()
        .await
        .expect("the portal answers")
}

fn leads_to(response: &Response) -> String {
    let location = response.headers().get(LOCATION);
    location.map_or_else(
        || response.status().to_string(),
        |path| path.to_str().unwrap().to_owned(),
    )
}

async fn upload(visitor: &mut Visitor, path: &str, name: &str, bytes: &[u8]) -> Page {
    let response = hand_in(visitor, path, form_with(name, bytes)).await;
    visitor.open(&leads_to(&response)).await
}

async fn download(visitor: &Visitor, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let response = visitor.request(Method::GET, path).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// The downloads that a page offers.
fn downloads(page: &Page) -> Vec<String> {
    page.find_all("a[download]")
        .iter()
        .filter_map(|link| link.attr("href").map(str::to_owned))
        .collect()
}

/// Every file in the folder, and what lies in it.
fn lying(world: &World) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![world.office.settings.data.join("evidence")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap_or_default();
                found.push((path, bytes));
            }
        }
    }
    found
}

fn is_protected(headers: &HeaderMap, kind: &str) {
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), kind);
    assert!(header("content-disposition").starts_with("attachment; "));
    assert!(header("content-security-policy").starts_with("sandbox"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(header("cache-control"), "no-store");
}

async fn a_file_goes_with_an_answer_and_the_desk_reads_it(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;

    let page = mother.open(&asked.answer).await;
    let typed = page.form().fill("answer", "合同见附件。");
    let choose = mother.submit(typed.press(&say(Text::EvidenceAdd))).await;
    assert_eq!(choose.route(), asked.file_page());
    choose.says("10 MB");
    assert!(choose.has("form[enctype='multipart/form-data'] input[type='file']"));

    let photo = made::with_place(&jpeg(400, 300));
    let back = upload(&mut mother, &asked.file_page(), "合同 第1页.JPG", &photo).await;
    assert_eq!(
        back.form().value("answer"),
        Some("合同见附件。"),
        "what was typed is still there"
    );
    back.says("合同 第1页.jpg").says("JPEG");
    let preview = back.find("img.preview").attr("src").unwrap().to_owned();
    let (status, headers, bytes) = download(&mother, &preview).await;
    assert_eq!(status, 200);
    is_protected(&headers, "image/jpeg");
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!(
        (picture.width(), picture.height()),
        (300, 400),
        "it stands upright"
    );
    for luggage in made::LUGGAGE {
        assert!(!bytes.windows(luggage.len()).any(|some| some == *luggage));
    }
    let on_disk = lying(&world);
    assert_eq!(on_disk.len(), 1);
    assert!(
        !on_disk[0].1.windows(4).any(|some| some == b"JFIF"),
        "sealed"
    );

    // Nobody at the desk sees what has not been sent.
    let mut gao = world.be("police-shapingba-1").await;
    gao.open(&asked.at_the_desk.path()).await.hides("第1页");
    let id = preview.rsplit('/').next().unwrap().to_owned();
    let at_desk = |id: &str| asked.at_the_desk.page(&format!("files/{id}"));
    assert_eq!(download(&gao, &at_desk(&id)).await.0, 404);

    let replace = Words::new(Language::Chinese)
        .say_with(Text::EvidenceReplaceOf, &[("name", "合同 第1页.jpg")]);
    let choose = mother.submit(back.form().press(&replace)).await;
    choose.says("合同 第1页.jpg");
    let action = choose.form().action;
    let back = upload(&mut mother, &action, "合同 第1页 清楚.png", &png(300, 200)).await;
    back.says("清楚.png").hides("第1页.jpg");
    assert_eq!(lying(&world).len(), 1, "the first is gone");
    assert_eq!(download(&mother, &preview).await.0, 404);

    let contract = pdf(&Pdf::default());
    let back = upload(&mut mother, &asked.file_page(), "合同.pdf", &contract).await;
    let remove = Words::new(Language::Chinese)
        .say_with(Text::EvidenceRemoveOf, &[("name", "合同 第1页 清楚.png")]);
    let back = mother.submit(back.form().press(&remove)).await;
    back.says("合同.pdf").hides("清楚.png");
    assert_eq!(lying(&world).len(), 1);

    let send = back.form().press(&say(Text::TrackingAnswerSend));
    let sent = mother.submit(send).await;
    assert_eq!(sent.route(), asked.path, "{}", sent.text());
    let mine = mother.open(&format!("{}/files", asked.path)).await;
    mine.says("合同.pdf");

    let page = gao.open(&asked.at_the_desk.path()).await;
    page.says("合同见附件。")
        .says("合同.pdf")
        .says("随回答交来文件");
    let links = downloads(&page);
    assert_eq!(links.len(), 1);
    let (status, headers, bytes) = download(&gao, &links[0]).await;
    assert_eq!(status, 200);
    is_protected(&headers, "application/pdf");
    assert_eq!(bytes, contract, "byte by byte as it was signed");

    let mut conn = world.office.db.read().await.unwrap();
    let reads = reads_about(&mut conn, &asked.case.applicant, None, 50)
        .await
        .unwrap();
    let field = "evidence.registration.person-1".to_owned();
    for by in [ReaderKind::Staff, ReaderKind::Citizen] {
        assert!(
            reads.iter().any(|read| read.row.by_kind == by
                && read.row.outcome == ReadOutcome::Allowed
                && read.row.fields.contains(&field)),
            "{by:?}: {reads:?}"
        );
    }
}

async fn nobody_else_reads_or_changes_a_file(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    upload(
        &mut mother,
        &asked.file_page(),
        "合同.pdf",
        &pdf(&Pdf::default()),
    )
    .await;
    let page = mother.open(&asked.answer).await;
    let own = downloads(&page).remove(0);
    let id = own.rsplit('/').next().unwrap().to_owned();
    let desk = asked.at_the_desk.page(&format!("files/{id}"));
    let others = [
        "father",
        "elder",
        "police-yubei",
        "insurance-shapingba",
        "street-shapingba",
    ];

    for is_sent in [false, true] {
        if is_sent {
            let form = mother.open(&asked.answer).await.form();
            mother
                .submit(form.press(&say(Text::TrackingAnswerSend)))
                .await;
        }
        for key in others {
            let visitor = world.be(key).await;
            for path in [&own, &desk] {
                let (status, _, bytes) = download(&visitor, path).await;
                let is_door = (300..400).contains(&status);
                assert!(status == 404 || is_door, "{key} gets {status} at {path}");
                assert!(!bytes.starts_with(b"%PDF"), "{key} reads {path}");
            }
            let response = hand_in(
                &visitor,
                &asked.file_page(),
                form_with("a.jpg", &jpeg(10, 10)),
            )
            .await;
            let status = response.status().as_u16();
            let is_refused = status == 404 || leads_to(&response).contains("/sign-in");
            assert!(is_refused, "{key} uploads: {status}");
        }
        let visitor = world.visitor();
        for path in [&own, &desk] {
            let response = visitor.request(Method::GET, path).send().await.unwrap();
            assert!(leads_to(&response).contains("/sign-in"), "{path}");
        }
        assert_eq!(lying(&world).len(), 1, "nobody else's file came in");
    }

    // Another matter of the same office does not lead to it, nor does a name that is a path.
    let gao = world.be("police-shapingba-1").await;
    assert_eq!(download(&gao, &desk).await.0, 200);
    for id in ["..%2F..%2Fkey", "%2e%2e%2fkey", "0", &"a".repeat(32)] {
        let path = asked.at_the_desk.page(&format!("files/{id}"));
        assert_eq!(download(&gao, &path).await.0, 404, "{id}");
        let path = format!("{}/files/{id}", asked.path);
        assert_eq!(download(&mother, &path).await.0, 404, "{id}");
    }
    let mut conn = world.office.db.read().await.unwrap();
    let reads = reads_about(&mut conn, &asked.case.applicant, None, 90)
        .await
        .unwrap();
    assert!(
        reads
            .iter()
            .any(|read| read.row.outcome == ReadOutcome::Refused),
        "who tried stands in the record"
    );
}

async fn after_the_case_is_closed_files_are_read_but_not_changed(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    upload(
        &mut mother,
        &asked.file_page(),
        "合同.pdf",
        &pdf(&Pdf::default()),
    )
    .await;
    let form = mother.open(&asked.answer).await.form();
    let own = downloads(&mother.open(&asked.answer).await).remove(0);
    mother
        .submit(form.press(&say(Text::TrackingAnswerSend)))
        .await;
    let withdraw = format!("{}/withdraw", asked.path);
    mother.post(&withdraw, &[("matter", "all")]).await;

    let id = own.rsplit('/').next().unwrap();
    let gao = world.be("police-shapingba-1").await;
    let desk = asked.at_the_desk.page(&format!("files/{id}"));
    assert_eq!(download(&gao, &desk).await.0, 200);
    assert_eq!(download(&mother, &own).await.0, 200);
    for key in ["father", "police-yubei"] {
        let visitor = world.be(key).await;
        assert_ne!(download(&visitor, &desk).await.0, 200, "{key}");
        assert_ne!(download(&visitor, &own).await.0, 200, "{key}");
    }

    let late = hand_in(&mother, &asked.file_page(), form_with("a.jpg", &jpeg(9, 9))).await;
    assert_eq!(late.status(), 409);
    let act = format!("remove.{id}");
    mother
        .post(&asked.answer, &[("answer", ""), ("act", act.as_str())])
        .await;
    assert_eq!(lying(&world).len(), 1, "what was sent stays");
}

async fn hostile_files_leave_nothing_and_are_told_why(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    let mut seen = HashSet::new();
    for file in hostile::files() {
        // The slow ones are tried beside, without the way through the form.
        if file.bytes.len() > 1024 * 1024 {
            continue;
        }
        let form = form_with(&file.name, &file.bytes);
        let response = hand_in(&mother, &asked.file_page(), form).await;
        let wanted = file.why.iter().any(|why| {
            leads_to(&response) == format!("{}?review&because={}", asked.file_page(), why.code())
        });
        assert!(wanted, "{}: {}", file.what, leads_to(&response));
        let why = file.why[0];
        if seen.insert(why.code()) {
            let page = mother.open(&leads_to(&response)).await;
            page.says(&Words::new(Language::Chinese).said(&why.said()));
            assert_eq!(page.find("#file").attr("aria-invalid"), Some("true"));
            assert!(page.has(".error-summary a[href='#file']"));
        }
    }
    assert!(seen.len() >= 9, "{seen:?}");
    assert!(lying(&world).is_empty(), "nothing is left of any");
    assert!(!mother.open(&asked.answer).await.has("a[download]"));
}

async fn names_lead_nowhere(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    let photo = jpeg(12, 12);
    for name in [
        "../../../../etc/passwd.jpg",
        "..\\..\\boot.jpg",
        "/etc/cron.d/x.jpg",
        "\u{202e}gpj.exe.jpg",
        "<script>alert(1)</script>.jpg",
        "a%2e%2e%2fb.jpg",
        "con.jpg",
    ] {
        let page = upload(&mut mother, &asked.file_page(), name, &photo).await;
        for trick in ["<script>alert", "\u{202e}", "../", "..\\", "cron.d"] {
            page.hides(trick);
        }
        assert!(downloads(&page).iter().all(|link| {
            let id = link.rsplit('/').next().unwrap();
            id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
        }));
    }
    let folder = world.office.settings.data.join("evidence");
    assert_eq!(lying(&world).len(), 7);
    assert!(
        lying(&world)
            .iter()
            .all(|(path, _)| path.starts_with(&folder))
    );
}

async fn a_file_that_is_too_large_is_not_read_to_its_end(world: World) {
    let asked = Asked::of(&world).await;
    let mother = world.be("mother").await;
    let large = vec![7; 10 * 1024 * 1024 + 1];

    let said = hand_in(&mother, &asked.file_page(), form_with("a.jpg", &large)).await;
    assert_eq!(said.status(), 413);
    assert!(
        said.text()
            .await
            .unwrap()
            .contains(&say(Text::EvidenceTooLarge))
    );

    // The same, from somebody who does not say how much is coming.
    let form = form_with("a.jpg", &large);
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = form
        .chunks(50_000)
        .map(|piece| Ok(piece.to_vec()))
        .collect();
    let unsaid = Body::wrap_stream(futures::stream::iter(pieces));
    let said = hand_in(&mother, &asked.file_page(), unsaid).await;
    assert_eq!(said.status(), 413);

    // A head that never ends is not a file.
    let endless = [
        format!("--{BOUNDARY}\r\nX: ").into_bytes(),
        vec![b'a'; 9_000_000],
    ]
    .concat();
    let said = hand_in(&mother, &asked.file_page(), endless).await;
    assert_eq!(said.status(), 413);

    // 100 GB are promised: the answer does not wait for them.
    let mut wire = on_the_wire(&world, &mother, &asked.file_page(), 100_000_000_000).await;
    wire.write_all(&form_with("a.jpg", &[0; 1000]))
        .await
        .unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), wire.read_to_end(&mut answer)).await;
    let _ = read.expect("the portal hangs up");
    assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 413"));

    // Forms stay as small as they were.
    let form = [("answer", "长".repeat(40_000))];
    let mut mother = mother;
    assert_eq!(mother.post(&asked.answer, &form).await.status, 413);
    assert!(lying(&world).is_empty());
}

/// A connection on which a file has been announced.
async fn on_the_wire(
    world: &World,
    visitor: &Visitor,
    path: &str,
    length: u64,
) -> tokio::net::TcpStream {
    let host = world.address.trim_start_matches("http://");
    let mut wire = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: sid={}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n",
        world.address,
        visitor.cookie("sid").unwrap()
    );
    wire.write_all(head.as_bytes()).await.unwrap();
    wire
}

async fn a_file_cut_off_on_its_way_leaves_nothing(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    let form = form_with("a.jpg", &vec![9; 900_000]);
    for part in [1, 3, 7] {
        let mut wire = on_the_wire(&world, &mother, &asked.file_page(), form.len() as u64).await;
        wire.write_all(&form[..form.len() * part / 8])
            .await
            .unwrap();
        wire.flush().await.unwrap();
        wait_until("it arrives", || lying(&world).len() == 1).await;
        drop(wire);
        wait_until("it is gone", || lying(&world).is_empty()).await;
    }
    // A form that ends before its last line, as a whole request.
    let torn = hand_in(
        &mother,
        &asked.file_page(),
        form[..form.len() - 20].to_vec(),
    )
    .await;
    let because = format!("because={}", NotTaken::CutOff.code());
    assert!(leads_to(&torn).contains(&because), "{}", leads_to(&torn));
    assert!(lying(&world).is_empty());
    assert!(!mother.open(&asked.answer).await.has("a[download]"));
}

async fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{what}: not within ten seconds");
}

async fn an_answer_may_be_a_file_alone_but_not_nothing(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    let send = |page: &Page| page.form().press(&say(Text::TrackingAnswerSend));

    let page = mother.open(&asked.answer).await;
    let empty = mother.submit(send(&page)).await;
    assert!(empty.path.ends_with("?review"));
    let nothing = hand_in(&mother, &asked.file_page(), form_with("", b"")).await;
    let because = format!("because={}", NotTaken::NoneChosen.code());
    assert!(leads_to(&nothing).ends_with(&because));

    let page = upload(&mut mother, &asked.file_page(), "a.png", &png(20, 20)).await;
    let sent = mother.submit(send(&page)).await;
    assert_eq!(sent.route(), asked.path);
    let mut gao = world.be("police-shapingba-1").await;
    gao.open(&asked.at_the_desk.path()).await.says("a.png");
}

async fn an_answer_has_room_for_so_many_files(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    let photo = form_with("a.jpg", &jpeg(8, 8));
    for _ in 0..MOST_FILES {
        let taken = hand_in(&mother, &asked.file_page(), photo.clone()).await;
        assert!(leads_to(&taken).ends_with("#files"), "{}", leads_to(&taken));
    }
    let more = hand_in(&mother, &asked.file_page(), photo.clone()).await;
    let because = format!("because={}", NotTaken::TooMany.code());
    assert!(leads_to(&more).ends_with(&because));
    assert_eq!(lying(&world).len(), MOST_FILES);

    // In place of another there is always room.
    let first = downloads(&mother.open(&asked.answer).await).remove(0);
    let id = first.rsplit('/').next().unwrap();
    let instead = format!("{}?instead={id}", asked.file_page());
    let replaced = hand_in(&mother, &instead, photo).await;
    assert!(leads_to(&replaced).ends_with("#files"));
    assert_eq!(lying(&world).len(), MOST_FILES);
}

/// The store of e-licences has answered for this application.
async fn has_a_licence(world: &World, case: &OnTheDesks) {
    let office = &world.office;
    let mut tx = office.db.begin().await.unwrap();
    let stored = store::case_by_id(tx.conn(), &case.home, &case.case_id)
        .await
        .unwrap()
        .unwrap();
    let mut dossier = office.dossier(&stored).unwrap();
    let household = dossier.get("case", "household-number").unwrap().clone();
    let source = household.source.clone().unwrap();
    dossier.fields.push(Field {
        name: "marriage-licence".to_owned(),
        source: Some(Source {
            data_set: "LICENCES/licences".to_owned(),
            ..source
        }),
        ..household
    });
    let place = dossier_place(&stored.id);
    let sealed = office.keys.seal(&place, &dossier, &office.chance);
    assert!(
        store::replace_dossier(tx.conn(), &stored, &sealed)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

async fn what_a_register_holds_is_named_instead_of_handed_in(world: World) {
    let asked = Asked::of(&world).await;
    has_a_licence(&world, &asked.case).await;
    let mut mother = world.be("mother").await;
    let page = mother.open(&asked.answer).await;
    page.says(&say(Text::EvidenceHeldTitle));
    let act = "held.POPULATION/households";
    assert!(page.has(&format!("button[value='{act}']")));
    // A value that the applicant disputes is not held in good order.
    assert!(!page.has("button[value='held.POPULATION/persons']"));

    // What the store of e-licences answered is held, too.
    assert!(page.has("button[value='held.LICENCES/licences']"));

    let fields = [("answer", "户口簿在公安"), ("act", act)];
    let named = mother.post(&asked.answer, &fields).await;
    assert!(!named.has(&format!("button[value='{act}']")), "named once");
    assert_eq!(named.form().value("answer"), Some("户口簿在公安"));
    // Pressed again, or made up.
    mother.post(&asked.answer, &fields).await;
    let made_up = [("answer", "户口簿在公安"), ("act", "held.CREDIT/persons")];
    let page = mother.post(&asked.answer, &made_up).await;
    assert_eq!(page.find_all("button[value^='remove.']").len(), 1);

    mother
        .submit(page.form().press(&say(Text::TrackingAnswerSend)))
        .await;
    let mut gao = world.be("police-shapingba-1").await;
    let desk = gao.open(&asked.at_the_desk.path()).await;
    desk.says("不用文件")
        .says(&say(Text::EvidenceHolderPopulation));
}

async fn another_site_cannot_hand_anything_in(world: World) {
    let asked = Asked::of(&world).await;
    let mother = world.be("mother").await;
    let response = mother
        .request(Method::POST, &asked.file_page())
        .header(ORIGIN, "http://elsewhere.example")
        .header(
            CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(form_with("a.jpg", &jpeg(8, 8)))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 403);
    assert!(lying(&world).is_empty());
}

async fn what_belongs_to_nobody_is_tidied_away(world: World) {
    let asked = Asked::of(&world).await;
    let mut mother = world.be("mother").await;
    upload(&mut mother, &asked.file_page(), "a.png", &png(20, 20)).await;
    let folder = world.office.settings.data.join("evidence");
    for orphan in ["arriving/0123", "ab/abcd"] {
        let path = folder.join(orphan);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "left by a crash").unwrap();
    }
    let mut ownerless = HashSet::new();
    let tidy = async |ownerless: &mut HashSet<String>| {
        world.office.tidy_evidence(ownerless).await.unwrap()
    };
    assert_eq!(
        tidy(&mut ownerless).await,
        0,
        "it may only just be arriving"
    );
    assert_eq!(lying(&world).len(), 3);
    assert_eq!(tidy(&mut ownerless).await, 2);
    assert_eq!(lying(&world).len(), 1, "what has an owner stays");

    world.clock.advance(SignedDuration::from_hours(31 * 24));
    assert_eq!(tidy(&mut ownerless).await, 0);
    assert_eq!(tidy(&mut ownerless).await, 1, "never sent, for 31 days");
    assert!(lying(&world).is_empty());
}

stories![
    a_file_goes_with_an_answer_and_the_desk_reads_it,
    nobody_else_reads_or_changes_a_file,
    after_the_case_is_closed_files_are_read_but_not_changed,
    hostile_files_leave_nothing_and_are_told_why,
    names_lead_nowhere,
    a_file_that_is_too_large_is_not_read_to_its_end,
    a_file_cut_off_on_its_way_leaves_nothing,
    an_answer_may_be_a_file_alone_but_not_nothing,
    an_answer_has_room_for_so_many_files,
    what_a_register_holds_is_named_instead_of_handed_in,
    another_site_cannot_hand_anything_in,
    what_belongs_to_nobody_is_tidied_away,
];

//! What the pages of figures say, and that their parts are the whole.

use jiff::SignedDuration;

use super::counting::write;
use crate::casework::filed::{self, Wish};
use crate::stories;
use crate::support::{Page, World};

/// The numbers of a table's row that begins with this name.
fn row(page: &Page, table: &str, name: &str) -> Vec<String> {
    let rows = page.find_all(&format!("#{table}-caption ~ tbody tr"));
    let row = rows
        .iter()
        .find(|row| row.words.starts_with(name))
        .unwrap_or_else(|| panic!("{table} has no {name}: {:?}", rows));
    row.words[name.len()..]
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// The numbers of one column of a table, the sum in the last row left out; columns count from the first number.
fn column(page: &Page, table: &str, number: usize) -> Vec<i64> {
    let cells = page.find_all(&format!(
        "#{table}-caption ~ tbody td:nth-child({})",
        number + 2
    ));
    let mut numbers: Vec<i64> = cells
        .iter()
        .map(|cell| cell.words.parse().unwrap_or_default())
        .collect();
    let sum = numbers.pop().unwrap();
    assert_eq!(numbers.iter().sum::<i64>(), sum, "{table}, column {number}");
    numbers.push(sum);
    numbers
}

/// Four families; a week and a half later every note of the street is refused, the rest is late.
async fn busy(world: &World) {
    for _ in 0..4 {
        filed::file(world, Wish::default()).await;
    }
    world.clock.advance(SignedDuration::from_hours(24 * 4));
    write(
        world,
        "UPDATE matter SET stage = 'refused', version = version + 1, ended_at = $1 WHERE code = 'street-note'",
    )
    .await;
    world.clock.advance(SignedDuration::from_hours(24 * 6));
    world.office.add_up().await.unwrap();
}

async fn an_office_reads_what_is_open_and_late_and_where_it_piles_up(world: World) {
    busy(&world).await;
    let mut gao = world.be("police-shapingba-1").await;

    let page = gao.open("/statistics").await;

    assert_eq!(page.status, 200);
    let numbers: Vec<String> = page
        .find_all(".figures dd")
        .into_iter()
        .map(|dd| dd.words)
        .collect();
    assert_eq!(
        numbers[..3],
        ["4", "0", "4 看是哪些"],
        "open, due today, overdue"
    );
    page.says("积压最多的是registration的“待受理”：4 件，全部未办结共 4 件。")
        .says("有 4 件已经等了 6 个工作日或更久。")
        .says("这段时间没有办结的事项。");
    // The same numbers as a table beside every picture.
    for figure in page.find_all("figure[data-chart]") {
        assert!(figure.words.contains("用表格看这些数"), "{}", figure.words);
    }
    let own = gao.follow(&page, "看是哪些").await;
    assert_eq!(own.path, "/casework?list=overdue");
    assert!(page.has("nav a[href='/statistics'][aria-current=page]"));
}

async fn streets_offices_and_matters_add_up_to_the_district_and_districts_to_the_city(
    world: World,
) {
    busy(&world).await;
    let mut yan = world.be("services-shapingba").await;
    let mut gu = world.be("services-city").await;

    let district = yan.open("/statistics").await;
    let city = gu.open("/statistics").await;

    assert_eq!(district.heading(), "统计：沙坪坝区");
    assert_eq!(city.heading(), "统计：重庆市");
    // Open, due today, overdue, ended.
    for (number, expected) in [12, 0, 4, 4].into_iter().enumerate() {
        for table in ["parts", "streets"] {
            assert_eq!(
                column(&district, table, number).last(),
                Some(&expected),
                "{table} {number}"
            );
        }
        assert_eq!(column(&city, "parts", number).last(), Some(&expected));
        assert_eq!(
            row(&city, "parts", "沙坪坝区")[number],
            expected.to_string()
        );
    }
    assert_eq!(
        city.find_all("#parts-caption ~ tbody tr").len(),
        39,
        "38 districts and their sum"
    );
    // Two working days from Friday to Tuesday, all in time.
    assert_eq!(
        row(&city, "parts", "沙坪坝区")[4..],
        ["2", "2", "100%", "0%"]
    );
    city.says("超期最多的是沙坪坝区：4 件，占全部超期的 100%。");

    assert_eq!(city.find_all("svg.tile-map .tile").len(), 38);
    let tile = city.find("svg.tile-map a[href='/statistics/500106/overdue']");
    assert_eq!(tile.attr("aria-label"), Some("沙坪坝区：超期 4 件"));
    let list = gu.open("/statistics/500106/overdue").await;
    assert_eq!(list.heading(), "已超期：沙坪坝区");
    assert_eq!(list.find_all("#late-caption ~ tbody tr").len(), 4);
    list.says("2026年3月13日（星期五）")
        .says("待受理")
        .hides("赵秋实")
        .hides("孙立春");
    gu.open("/statistics/500112/overdue")
        .await
        .says("这里没有超期的事项。");

    let down = gu.follow(&city, "沙坪坝区").await;
    assert_eq!(down.route(), "/statistics/500106");
    assert_eq!(column(&down, "streets", 0), column(&district, "streets", 0));
    assert_eq!(down.link("重庆市"), "/statistics/city");
}

async fn a_long_list_of_late_matters_shows_each_once(world: World) {
    for _ in 0..53 {
        filed::file(&world, Wish::default()).await;
    }
    world.clock.advance(SignedDuration::from_hours(24 * 7));
    let mut yan = world.be("services-shapingba").await;

    let first = yan.open("/statistics/500106/due-today").await;
    let second = yan.follow(&first, "查看后面的事项").await;

    let references = |page: &Page| -> Vec<String> {
        page.find_all("#late-caption ~ tbody .reference")
            .into_iter()
            .map(|one| one.words)
            .collect()
    };
    let (mut all, rest) = (references(&first), references(&second));
    // Registration and the street's note of every family.
    assert_eq!((all.len(), rest.len()), (50, 50));
    all.extend(rest);
    let third = yan.follow(&second, "查看后面的事项").await;
    all.extend(references(&third));
    assert_eq!(all.len(), 106);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 53);
    assert!(!third.has("a[rel=next]"));
}

async fn everybody_reads_what_was_promised_and_what_came_of_it(world: World) {
    busy(&world).await;
    let mut stranger = world.visitor();

    let page = stranger.open("/performance").await;
    assert_eq!(page.status, 200);
    // Four notes are too few.
    page.says("少于 5，不公开")
        .says("办结的件还太少")
        .hides("沙坪坝区：按期率");
    // Nor do the files say it: empty, and marked as not published.
    let csv = stranger.open("/performance/figures.csv").await;
    assert!(
        csv.html.contains(
            ",street/street-note,street-note,street-note,500106,沙坪坝区,Shapingba,,,,,,,0,1\r\n"
        ),
        "{}",
        csv.html
    );
    let json = stranger.open("/performance/figures.json").await;
    let json: serde_json::Value = serde_json::from_str(&json.html).unwrap();
    let hidden = json["figures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["district"] == "500106" && line["matter"] == "street/street-note")
        .unwrap();
    assert_eq!(hidden["suppressed"], 1);
    assert!(hidden["ended"].is_null() && hidden["in_time_percent"].is_null());

    for _ in 0..3 {
        filed::file(&world, Wish::default()).await;
    }
    world.clock.advance(SignedDuration::from_hours(24 * 14));
    write(
        &world,
        "UPDATE matter SET stage = 'done', version = version + 1, ended_at = $1 WHERE code = 'street-note' AND ended_at = 0",
    )
    .await;
    world.office.add_up().await.unwrap();
    let page = stranger.open("/performance").await;
    assert_eq!(
        row(&page, "matters", "street-note")[1..],
        ["—", "7", "2", "10", "57%", "还没有评价"]
    );
    assert_eq!(
        row(&page, "by-district", "沙坪坝区"),
        ["7", "2", "10", "57%", "还没有评价"]
    );
    page.says("按期率最低的是“street-note”：57%。")
        .says("怎么算的");
    let one = stranger
        .open("/performance?matter=street/street-note")
        .await;
    assert_eq!(row(&one, "by-district", "沙坪坝区")[0], "7");
    assert_eq!(
        stranger
            .open("/performance?matter=street/nothing")
            .await
            .status,
        404
    );

    let csv = stranger.open("/performance/figures.csv").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.html.contains(",street/street-note,street-note,street-note,500106,沙坪坝区,Shapingba,,7,2,10,57,,0,0\r\n"), "{}", csv.html);
    let json = stranger.open("/performance/figures.json").await;
    let json: serde_json::Value = serde_json::from_str(&json.html).unwrap();
    let shapingba = json["figures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["district"] == "500106")
        .unwrap();
    assert_eq!(
        (&shapingba["ended"], &shapingba["median_working_days"]),
        (&7.into(), &2.into())
    );
}

async fn ratings_are_counted_and_few_are_hidden(world: World) {
    busy(&world).await;
    let case = filed::file(&world, Wish::default()).await;
    let note = case.matter(&world, "street-note").await;
    let rate = async |grade| {
        let mut tx = world.office.db.begin().await.unwrap();
        server::statistics::ratings::count_grade(tx.conn(), &note, grade, world.office.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    let mut stranger = world.visitor();
    for grade in [5, 5, 4, 4] {
        rate(grade).await;
    }
    stranger.open("/performance").await.hides("（4 次）");
    rate(5).await;
    stranger.open("/performance").await.says("4.6（5 次）");
}

stories![
    an_office_reads_what_is_open_and_late_and_where_it_piles_up,
    streets_offices_and_matters_add_up_to_the_district_and_districts_to_the_city,
    a_long_list_of_late_matters_shows_each_once,
    everybody_reads_what_was_promised_and_what_came_of_it,
    ratings_are_counted_and_few_are_hidden,
];

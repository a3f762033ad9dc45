//! The streets and townships of all 38 divisions, and addresses in them. Their names are invented.

use std::collections::BTreeMap;

use app::person::{DIVISIONS, Division};
use app::text::Wording;

use super::dice::Dice;

/// Shapingba's code: where the standard family lives.
pub const SHAPINGBA: &str = "500106";
/// Yubei's code: the other district, and where the functional zone lies.
pub const YUBEI: &str = "500112";

/// Yuzhong's code: where the municipality's own offices stand.
pub const YUZHONG: &str = "500103";
/// Instead of a division's code, of an office of the municipality itself.
pub const MUNICIPALITY: &str = "500000";

/// A street (街道), town or township: the smallest place that offices serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Street {
    /// Nine digits: the division's six and three more, below 100 for streets, from 100 for towns, from 200 for townships.
    pub code: String,
    /// e.g. `龙溪街道`, `Longxi Subdistrict`.
    pub name: Wording,
    /// Without the word for its kind: `龙溪`, `Longxi`.
    pub short: Wording,
}

impl Street {
    pub fn division(&self) -> &'static Division {
        Division::of(&self.code).expect("streets lie in the divisions")
    }
}

const FIRST: &[(&str, &str)] = &[
    ("朝", "Chao"),
    ("龙", "Long"),
    ("凤", "Feng"),
    ("石", "Shi"),
    ("白", "Bai"),
    ("青", "Qing"),
    ("云", "Yun"),
    ("金", "Jin"),
    ("歌", "Ge"),
    ("双", "Shuang"),
    ("长", "Chang"),
    ("黄", "Huang"),
    ("红", "Hong"),
    ("清", "Qing"),
    ("玉", "Yu"),
    ("宝", "Bao"),
    ("天", "Tian"),
    ("兴", "Xing"),
    ("永", "Yong"),
    ("太", "Tai"),
    ("高", "Gao"),
    ("古", "Gu"),
    ("竹", "Zhu"),
    ("松", "Song"),
    ("梅", "Mei"),
    ("桂", "Gui"),
    ("荷", "He"),
    ("鹿", "Lu"),
    ("鹤", "He"),
    ("燕", "Yan"),
    ("柏", "Bai"),
    ("桃", "Tao"),
    ("枫", "Feng"),
    ("橘", "Ju"),
    ("春", "Chun"),
    ("秋", "Qiu"),
    ("星", "Xing"),
    ("霞", "Xia"),
    ("雾", "Wu"),
    ("明", "Ming"),
];
const SECOND: &[(&str, &str)] = &[
    ("溪", "xi"),
    ("桥", "qiao"),
    ("坪", "ping"),
    ("坝", "ba"),
    ("湾", "wan"),
    ("岩", "yan"),
    ("滩", "tan"),
    ("门", "men"),
    ("垭", "ya"),
    ("井", "jing"),
    ("塘", "tang"),
    ("坡", "po"),
    ("山", "shan"),
    ("沟", "gou"),
    ("泉", "quan"),
    ("坊", "fang"),
    ("场", "chang"),
    ("店", "dian"),
    ("岭", "ling"),
    ("渡", "du"),
    ("沱", "tuo"),
    ("崖", "ya"),
    ("林", "lin"),
    ("台", "tai"),
];

/// All streets, in the order of their codes. No name stands twice in the city.
pub fn streets(seed: u64) -> Vec<Street> {
    let mut names: Vec<(String, String)> = FIRST
        .iter()
        .flat_map(|(zh, en)| {
            SECOND
                .iter()
                .map(move |(zh2, en2)| (format!("{zh}{zh2}"), format!("{en}{en2}")))
        })
        .collect();
    // Two names that are spelt alike in English (青溪, 清溪) would confuse: the first stays.
    let mut spelt = std::collections::BTreeSet::new();
    names.retain(|(_, en)| spelt.insert(en.clone()));
    Dice::of(seed, "street names", 0).shuffle(&mut names);

    let mut streets = Vec::new();
    for (index, division) in DIVISIONS.iter().enumerate() {
        let mut dice = Dice::of(seed, "streets", index);
        let is_county = division.zh.ends_with('县');
        let count = match division.code {
            SHAPINGBA => 26,
            _ if is_county => dice.between(8, 14),
            _ => dice.between(10, 20),
        };
        let of_streets = if is_county { 2 } else { count * 2 / 3 };
        for place in 0..count {
            let (zh, en) = names.pop().expect("more names than streets");
            let (number, kind_zh, kind_en) = if place < of_streets {
                (place + 1, "街道", "Subdistrict")
            } else if !is_county || place < count - 3 {
                (100 + place - of_streets, "镇", "Town")
            } else {
                (200 + place - of_streets, "乡", "Township")
            };
            streets.push(Street {
                code: format!("{}{number:03}", division.code),
                name: Wording::new(format!("{zh}{kind_zh}"), format!("{en} {kind_en}")),
                short: Wording::new(zh, en),
            });
        }
    }
    streets
}

/// The streets by code, to look up.
pub fn by_code(streets: &[Street]) -> BTreeMap<&str, &Street> {
    streets
        .iter()
        .map(|street| (street.code.as_str(), street))
        .collect()
}

/// A home's address within its street, as the population register writes it.
pub fn home(dice: &mut Dice, street: &Street) -> String {
    let place = &street.short.zh;
    if street.name.zh.ends_with("街道") {
        let road = *dice.pick(&["路", "正街", "支路", "大道"]);
        format!(
            "{place}{road}{}号{}栋{}-{}",
            dice.between(1, 260),
            dice.between(1, 18),
            dice.between(1, 33),
            dice.between(1, 8)
        )
    } else {
        let village = *dice.pick(&["新村", "大湾村", "观音村", "白果村", "黄桷村"]);
        format!(
            "{village}{}组{}号",
            dice.between(1, 12),
            dice.between(1, 98)
        )
    }
}

/// An office's whole address.
pub fn office(dice: &mut Dice, street: &Street) -> Wording {
    let number = dice.between(1, 320);
    let division = street.division();
    Wording::new(
        format!(
            "重庆市{}{}{}路{number}号",
            division.zh, street.name.zh, street.short.zh
        ),
        format!(
            "{number} {} Road, {}, {}, Chongqing",
            street.short.en, street.name.en, division.en
        ),
    )
}

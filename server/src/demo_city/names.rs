//! What people in the demo city are called. Invented from common parts; nobody is meant.

use app::person::{PersonName, Sex};

use super::dice::Dice;

/// The fashion of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    Grandparents,
    Parents,
    Children,
}

/// By frequency, the most common first.
const SURNAMES: &[&str] = &[
    "李", "王", "张", "刘", "陈", "杨", "周", "黄", "吴", "罗", "唐", "何", "邓", "谭", "冉", "向",
    "冯", "蒋", "郑", "曾", "彭", "谢", "袁", "任", "田", "秦", "熊", "余", "潘", "钟", "汪", "付",
    "石", "雷", "贺", "龙", "段", "侯", "白", "易", "江", "晏", "欧阳", "上官", "司马",
];

const GRANDMOTHERS: &[&str] = &[
    "秀英", "桂兰", "淑珍", "素芳", "玉梅", "秀兰", "德芬", "世碧", "昌秀", "光琼", "明珍", "永芳",
    "素华", "国珍", "兴碧", "泽芳", "大秀", "文淑", "正英", "朝珍", "必芳", "先碧", "天珍", "代芬",
];
const GRANDFATHERS: &[&str] = &[
    "德福", "国栋", "世明", "光荣", "正发", "永贵", "明德", "昌华", "文学", "大全", "泽民", "兴国",
    "朝阳", "必成", "先禄", "天才", "代明", "仕林", "登科", "启厚", "万福", "志清", "绍云", "治平",
];
const MOTHERS: &[&str] = &[
    "敏", "静", "婷", "丽娟", "雪梅", "晓燕", "佳怡", "倩", "玲", "雨桐", "思思", "文静", "海燕",
    "春梅", "晓玲", "琳", "雅琴", "梦洁", "莉", "欣怡", "露", "红梅", "小凤", "诗雨", "丹", "媛",
    "若兰", "美玲", "艳", "慧", "清华", "巧",
];
const FATHERS: &[&str] = &[
    "伟", "强", "磊", "勇", "建国", "志强", "俊杰", "鹏", "远航", "文博", "浩", "波", "小龙",
    "海涛", "鑫", "川", "明亮", "渝", "江", "国庆", "超", "佳伟", "斌", "兵", "林", "学文", "宏伟",
    "东", "旭", "子豪", "健", "松",
];
const DAUGHTERS: &[&str] = &[
    "若汐", "诗涵", "思齐", "语桐", "欣妍", "沐晴", "可馨", "雨萱", "一诺", "梓萌", "星月", "清越",
    "书瑶", "安然", "知夏", "念慈", "采薇", "云舒", "乐怡", "嘉宁", "初晴", "晚棠", "予安", "锦书",
];
const SONS: &[&str] = &[
    "沐辰", "宇轩", "浩然", "子墨", "思源", "景行", "明哲", "奕辰", "嘉树", "知远", "承宇", "一鸣",
    "云帆", "俊熙", "星河", "泽宇", "亦凡", "书航", "佑安", "修远", "铭泽", "子涵", "向阳", "江舟",
];

/// Names in the manner of peoples whose names are long and carry a middle dot: mother, father, daughter, son.
pub const LONG_NAMES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "维吾尔族",
        "古丽米热·阿卜杜克热木",
        "阿卜杜热合曼·麦麦提依明",
        "祖丽胡玛尔·阿卜杜热合曼",
        "伊力夏提·阿卜杜热合曼",
    ),
    (
        "哈萨克族",
        "阿依古丽·努尔兰别克",
        "叶尔江·哈布力哈克",
        "迪娜热·叶尔江",
        "努尔苏丹·叶尔江",
    ),
    (
        "彝族",
        "阿西·莫依洛各",
        "吉克·阿优曲布",
        "吉克·莫沙阿果",
        "吉克·阿依木呷",
    ),
    (
        "藏族",
        "央金·白玛措姆",
        "扎西·索南多吉",
        "德吉·央宗拉姆",
        "丹增·旺堆次仁",
    ),
];

/// Given names with characters that many systems lose: outside the first plane, or a variant that is taken for another.
/// All but 頔 (an adult's, registered before) are standard characters.
pub const RARE_MOTHERS: &[&str] = &["䶮", "𣲗", "𬀩", "㛃", "𬍛"];
pub const RARE_FATHERS: &[&str] = &["頔", "𪟝", "犇", "喆", "堃"];
pub const RARE_CHILDREN: &[&str] = &["𣲘", "𬱖", "玥䶮", "𬀩轩", "𫍯"];

/// A surname, common ones more often.
pub fn surname(dice: &mut Dice) -> &'static str {
    let (one, other) = (dice.below(SURNAMES.len()), dice.below(SURNAMES.len()));
    SURNAMES[one.min(other)]
}

/// A given name of that generation's fashion.
pub fn given(dice: &mut Dice, generation: Generation, sex: Sex) -> &'static str {
    use Generation::{Children, Grandparents, Parents};
    let names = match (generation, sex) {
        (Grandparents, Sex::Female) => GRANDMOTHERS,
        (Grandparents, Sex::Male) => GRANDFATHERS,
        (Parents, Sex::Female) => MOTHERS,
        (Parents, Sex::Male) => FATHERS,
        (Children, Sex::Female) => DAUGHTERS,
        (Children, Sex::Male) => SONS,
    };
    names[dice.below(names.len())]
}

/// Surname and given name put together.
pub fn name(surname: &str, given: &str) -> PersonName {
    PersonName::parse(&format!("{surname}{given}")).expect("the lists hold short names")
}

/// The surname of a name in the Chinese order; names with a middle dot have none of their own.
pub fn surname_of(name: &PersonName) -> String {
    let two = SURNAMES
        .iter()
        .find(|surname| surname.chars().count() == 2 && name.as_str().starts_with(*surname));
    match two {
        Some(surname) => (*surname).to_owned(),
        None => name.as_str().chars().take(1).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_of_children_may_be_registered() {
        for given in DAUGHTERS.iter().chain(SONS).chain(RARE_CHILDREN) {
            assert_eq!(app::person::check_given_name(given), Ok(()), "{given}");
        }
    }

    #[test]
    fn a_surname_of_two_characters_stays_whole() {
        assert_eq!(surname_of(&name("欧阳", "静")), "欧阳");
        assert_eq!(surname_of(&name("张", "远航")), "张");
    }
}

//! Code tables: which values a field of the catalogue can have. `app/definitions/code-tables.toml`, read once.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::catalogue::CataloguedSet;
use crate::text::Wording;

/// One value of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRow {
    /// The standard's code.
    pub code: String,
    /// As it stands in answers; a number is written in digits.
    pub value: String,
    pub name: Wording,
}

/// One version of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeTable {
    /// e.g. `GB/T 3304`: as fields of the catalogue name it.
    pub code: String,
    pub version: String,
    /// The first day.
    pub since: Date,
    /// The last day; `None`: in force.
    #[serde(default)]
    pub until: Option<Date>,
    pub name: Wording,
    /// Only values that begin so are judged.
    #[serde(default)]
    pub judges: String,
    pub rows: Vec<CodeRow>,
}

impl CodeTable {
    /// Whether it was in force on this day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    fn knows(&self, value: &str) -> bool {
        !value.starts_with(&self.judges) || self.rows.iter().any(|row| row.value == value)
    }
}

/// Another region's table, and ours for the same thing. Both carry the standard's code; what stands for it in answers differs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeMapping {
    /// Theirs.
    pub from: String,
    /// Ours.
    pub to: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(rename = "table")]
    tables: Vec<CodeTable>,
    #[serde(rename = "mapping")]
    mappings: Vec<CodeMapping>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/code-tables.toml"))
        .expect("code-tables.toml is read by a test")
});

/// Every version of every table.
pub fn code_tables() -> &'static [CodeTable] {
    &TABLES.tables
}

/// Which tables of other regions are read as which of ours.
pub fn code_mappings() -> &'static [CodeMapping] {
    &TABLES.mappings
}

/// What stands in one table for what this value is in another, by the standard's code, on this day; `None`: nothing.
pub fn translated(from: &str, to: &str, value: &str, day: Date) -> Option<&'static str> {
    let standard = &rows(from, day).find(|row| row.value == value)?.code;
    let found = rows(to, day).find(|row| row.code == *standard)?;
    Some(found.value.as_str())
}

/// What a value is called by a table in force on this day; `None`: no such table or value.
pub fn word_of(code: &str, value: &str, day: Date) -> Option<&'static Wording> {
    let row = rows(code, day).find(|row| row.value == value)?;
    Some(&row.name)
}

fn rows(code: &str, day: Date) -> impl Iterator<Item = &'static CodeRow> {
    code_tables()
        .iter()
        .filter(move |table| table.code == code && table.holds_on(day))
        .flat_map(|table| &table.rows)
}

/// A value that its table does not have. What the value was is not kept: it may say something about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    pub table: String,
    pub field: String,
}

impl CataloguedSet {
    /// The first value in this answer that its code table did not have on this day.
    pub fn unknown_code(&self, answer: &Value, day: Date) -> Option<UnknownCode> {
        if let Value::Array(records) = answer {
            return records
                .iter()
                .find_map(|record| self.unknown_code(record, day));
        }
        self.fields.iter().find_map(|field| {
            let code = field.table.as_ref()?;
            let value = match answer.get(&field.name)? {
                Value::Null => return None,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let mut in_force = code_tables()
                .iter()
                .filter(|table| table.code == *code && table.holds_on(day))
                .peekable();
            in_force.peek()?;
            (!in_force.any(|table| table.knows(&value))).then(|| UnknownCode {
                table: code.clone(),
                field: field.name.clone(),
            })
        })
    }
}

impl CataloguedSet {
    /// Puts what is in another region's codes into ours.
    ///
    /// # Errors
    /// A value for which our table has none; the answer is of no use then.
    pub fn put_into_our_codes(&self, answer: &mut Value, day: Date) -> Result<(), UnknownCode> {
        if let Value::Array(records) = answer {
            return records
                .iter_mut()
                .try_for_each(|record| self.put_into_our_codes(record, day));
        }
        for field in &self.fields {
            let mapping = code_mappings()
                .iter()
                .find(|mapping| field.table.as_ref() == Some(&mapping.from));
            let (Some(mapping), Some(Value::String(value))) =
                (mapping, answer.get_mut(&field.name))
            else {
                continue;
            };
            let ours = translated(&mapping.from, &mapping.to, value, day);
            *value = ours
                .ok_or_else(|| UnknownCode {
                    table: mapping.to.clone(),
                    field: field.name.clone(),
                })?
                .to_owned();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use serde_json::json;

    use super::super::catalogue::catalogue;
    use super::*;
    use crate::person::DIVISIONS;

    const TODAY: Date = date(2026, 3, 6);

    #[test]
    fn every_code_of_sichuan_is_one_of_ours_and_the_other_way_round() {
        assert!(!code_mappings().is_empty());
        for CodeMapping { from, to } in code_mappings() {
            for (one, other) in [(from, to), (to, from)] {
                let table = code_tables().iter().find(|table| table.code == *one);
                for row in &table.expect(one).rows {
                    let there = translated(one, other, &row.value, TODAY).expect(&row.value);
                    let back = translated(other, one, there, TODAY);
                    assert_eq!(back, Some(row.value.as_str()), "{one} {other}");
                }
            }
        }
        assert_eq!(translated("SC-2", "GB/T 3304", "TJ", TODAY), Some("土家族"));
        assert_eq!(translated("SC-2", "GB/T 3304", "土家族", TODAY), None);
    }

    #[test]
    fn an_answer_of_sichuan_is_put_into_our_codes_or_refused_by_the_tables_name() {
        let set = catalogue()
            .set("SICHUAN-POPULATION/persons")
            .expect("catalogued");
        let answer = |ethnicity: &str| json!({ "sex": "1", "ethnicity": ethnicity, "name": "HA" });
        let mut said = answer("YI");
        assert_eq!(set.unknown_code(&said, TODAY), None);
        set.put_into_our_codes(&mut said, TODAY).expect("known");
        assert_eq!(
            said,
            json!({ "sex": "male", "ethnicity": "彝族", "name": "HA" })
        );
        let unknown = set
            .unknown_code(&answer("彝族"), TODAY)
            .expect("not theirs");
        assert_eq!(unknown.table, "SC-2");
        // Ours has the code, and none in force before it began.
        let before = set.put_into_our_codes(&mut answer("YI"), date(1990, 1, 1));
        assert_eq!(before.expect_err("none").field, "sex");
        // A set without such tables stays as it is.
        let ours = catalogue().set("POPULATION/persons").expect("catalogued");
        let mut said = answer("YI");
        ours.put_into_our_codes(&mut said, TODAY)
            .expect("nothing to do");
        assert_eq!(said, answer("YI"));
    }

    #[test]
    fn every_table_that_a_field_names_is_there_and_no_value_twice() {
        for set in &catalogue().sets {
            for field in &set.fields {
                if let Some(code) = &field.table {
                    let in_force = code_tables()
                        .iter()
                        .filter(|table| table.code == *code && table.holds_on(TODAY));
                    assert_eq!(in_force.count(), 1, "{} {}", set.code, field.name);
                }
            }
        }
        for table in code_tables() {
            let codes: BTreeSet<_> = table.rows.iter().map(|row| &row.code).collect();
            let values: BTreeSet<_> = table.rows.iter().map(|row| &row.value).collect();
            assert_eq!(codes.len(), table.rows.len(), "{}", table.code);
            assert_eq!(values.len(), table.rows.len(), "{}", table.code);
        }
    }

    #[test]
    fn of_two_versions_the_one_of_the_day_is_judged_by() {
        let households = catalogue()
            .set("POPULATION/households")
            .expect("catalogued");
        let on = |day: Date, kind: &str| {
            households
                .unknown_code(&json!({ "kind": kind }), day)
                .map(|unknown| unknown.table)
        };
        let (before, after) = (date(2025, 12, 31), date(2026, 1, 1));
        assert_eq!(on(before, "family"), None);
        assert_eq!(on(after, "family"), None);
        assert_eq!(on(before, "other"), None);
        assert_eq!(on(after, "other"), Some("YB-1".to_owned()));
    }

    #[test]
    fn one_version_ends_on_the_day_before_the_next_begins() {
        let mut has_several = false;
        for table in code_tables() {
            let Some(until) = table.until else { continue };
            has_several = true;
            let next = code_tables()
                .iter()
                .filter(|next| next.code == table.code && next.since > table.since)
                .min_by_key(|next| next.since)
                .expect("whatever has ended was replaced");
            assert_eq!(
                until.tomorrow().expect("a day"),
                next.since,
                "{}",
                table.code
            );
        }
        assert!(has_several);
    }

    #[test]
    fn the_divisions_are_those_that_the_portal_knows() {
        let table = code_tables()
            .iter()
            .find(|table| table.code == "GB/T 2260")
            .expect("it is there");
        let codes: Vec<&str> = table.rows[1..]
            .iter()
            .map(|row| row.code.as_str())
            .collect();
        let known: Vec<&str> = DIVISIONS.iter().map(|division| division.code).collect();
        assert_eq!(codes, known);
    }

    #[test]
    fn a_value_that_no_table_has_is_named_by_its_table() {
        let persons = catalogue().set("POPULATION/persons").expect("catalogued");
        let said = |field: &str, value: Value| {
            persons
                .unknown_code(&json!({ field: value }), TODAY)
                .map(|unknown| format!("{} {}", unknown.table, unknown.field))
        };
        assert_eq!(said("ethnicity", json!("土家族")), None);
        assert_eq!(
            said("ethnicity", json!("火星族")),
            Some("GB/T 3304 ethnicity".to_owned())
        );
        assert_eq!(said("ethnicity", Value::Null), None);
        assert_eq!(said("sex", json!("female")), None);
        assert_eq!(said("sex", json!("f")), Some("GB/T 2261.1 sex".to_owned()));
        assert_eq!(said("division", json!("500106")), None);
        assert_eq!(
            said("division", json!("500232")),
            Some("GB/T 2260 division".to_owned())
        );
        assert_eq!(said("division", json!("510104")), None, "another province");
        assert_eq!(said("name", json!("anything")), None);
        let disability = catalogue().set("DISABILITY/persons").expect("catalogued");
        let level = |level: i64| disability.unknown_code(&json!([{ "level": level }]), TODAY);
        assert_eq!(level(4), None);
        assert!(level(5).is_some());
    }
}

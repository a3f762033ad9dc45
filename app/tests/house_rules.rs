//! Rules of the house that the compiler does not know, read off the sources themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path within the repository, and its lines.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn lines(&self) -> impl Iterator<Item = (String, &str)> {
        (1..)
            .zip(self.text.lines())
            .map(|(number, line)| (format!("{}:{number}: {}", self.path, line.trim()), line))
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below these places with this ending, in order. A place that is not there yet has none.
fn sources(places: &[&str], ending: &str) -> Vec<Source> {
    fn collect(path: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            let mut inside: Vec<_> = fs::read_dir(path)
                .expect("a folder of the repository")
                .map(|entry| entry.expect("a file of the repository").path())
                .collect();
            inside.sort();
            for path in inside {
                collect(&path, ending, found);
            }
        } else if path.is_file() && path.to_string_lossy().ends_with(ending) {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    for place in places {
        collect(&repository().join(place), ending, &mut found);
    }
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("text in UTF-8"),
            path: path
                .strip_prefix(repository())
                .expect("a file of the repository")
                .to_string_lossy()
                .into_owned(),
        })
        .collect()
}

#[track_caller]
fn nothing(offences: Vec<String>) {
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// `newborn_draft`, `NewbornDraft` and `newborn-draft` as `newborn` and `draft`, in small letters.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in line.chars() {
        if !c.is_alphabetic() || (c.is_uppercase() && was_small) {
            words.push(String::new());
        }
        if c.is_alphabetic() {
            words
                .last_mut()
                .expect("never empty")
                .extend(c.to_lowercase());
        }
        was_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn what_serves_every_service_knows_none_by_name() {
    // `children` is what Leptos calls the inside of a component.
    const WORDS: [&str; 19] = [
        "newborn",
        "newborns",
        "birth",
        "births",
        "born",
        "child",
        "parent",
        "parents",
        "parental",
        "mother",
        "mothers",
        "father",
        "fathers",
        "baby",
        "babies",
        "infant",
        "maternity",
        "hospital",
        "elder",
    ];
    const HAN: [&str; 10] = [
        "新生", "出生", "孩子", "婴", "宝宝", "父", "母", "家长", "户口", "老人",
    ];
    let sources = sources(
        &[
            "app/src/case",
            "app/src/casework",
            "app/src/remedies",
            "app/src/tracking",
            "app/text/zh-Hans/case.ftl",
            "app/text/zh-Hans/casework.ftl",
            "app/text/zh-Hans/remedies.ftl",
            "app/text/zh-Hans/tracking.ftl",
            "app/text/en/case.ftl",
            "app/text/en/casework.ftl",
            "app/text/en/remedies.ftl",
            "app/text/en/tracking.ftl",
            "server/src/case",
            "server/src/casework",
            "server/src/remedies",
            "server/src/tracking",
            "server/src/journal",
            "server/src/outbox",
        ],
        "",
    );
    assert!(sources.len() > 10, "the places have moved");
    let mut offences = Vec::new();
    for source in &sources {
        for (place, line) in source.lines() {
            let words = words(line);
            if WORDS.iter().any(|word| words.iter().any(|w| w == word))
                || HAN.iter().any(|han| line.contains(han))
            {
                offences.push(place);
            }
        }
    }
    nothing(offences);
}

#[test]
fn pure_files_know_neither_pages_nor_http() {
    let mut pure = sources(&["app/src/case", "app/src/person"], ".rs");
    pure.extend(sources(&["app/src"], "/application.rs"));
    pure.extend(sources(&["app/src"], "/form.rs"));
    for rules in ["facts", "rule", "judge", "view"] {
        pure.extend(sources(&["app/src/benefits"], &format!("/{rules}.rs")));
    }
    let mut offences = Vec::new();
    for source in &pure {
        for (place, line) in source.lines() {
            if line.contains("leptos") || line.contains("http::") || line.contains("use http") {
                offences.push(place);
            }
        }
    }
    nothing(offences);
}

#[test]
fn the_front_office_knows_no_storage_and_no_server() {
    const FOREIGN: [&str; 6] = ["sqlx", "axum", "tokio", "argon2", "tower", "reqwest"];
    let mut offences = Vec::new();
    for source in sources(&["app/src", "app/build.rs"], ".rs") {
        for (place, line) in source.lines() {
            let is_code = !line.trim_start().starts_with("//");
            if is_code
                && FOREIGN
                    .iter()
                    .any(|name| words(line).iter().any(|word| word == name))
            {
                offences.push(place);
            }
        }
    }
    for (place, line) in sources(&["app"], "Cargo.toml")
        .iter()
        .flat_map(Source::lines)
    {
        if FOREIGN.iter().any(|name| line.starts_with(name)) {
            offences.push(place);
        }
    }
    nothing(offences);
}

#[test]
fn sql_says_what_both_databases_understand() {
    const FORBIDDEN: [&str; 14] = [
        "SELECT *",
        "RETURNING *",
        ".* FROM",
        " OFFSET ",
        " ILIKE ",
        " LIKE ",
        "GREATEST(",
        "NOW()",
        "CURRENT_TIMESTAMP",
        "SELECT EXISTS",
        "NULLS FIRST",
        "NULLS LAST",
        "JSON_EACH",
        "FOR UPDATE",
    ];
    let mut offences = Vec::new();
    // What one engine alone can do lives in `database/`.
    for source in sources(&["server/src"], ".rs") {
        if source.path.starts_with("server/src/database/") {
            continue;
        }
        let code: String = source
            .text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| [line.trim().trim_end_matches('\\'), " "])
            .collect();
        let folded = code.split_whitespace().collect::<Vec<_>>().join(" ");
        for forbidden in FORBIDDEN {
            if folded.contains(forbidden) {
                offences.push(format!("{}: {forbidden}", source.path));
            }
        }
    }
    nothing(offences);
}

#[test]
fn migrations_have_two_types_of_column() {
    let mut offences = Vec::new();
    let mut numbers = BTreeMap::new();
    for source in sources(&["migrations"], ".sql") {
        let number = source
            .path
            .trim_start_matches("migrations/")
            .split('_')
            .next()
            .unwrap()
            .to_owned();
        if let Some(other) = numbers.insert(number, source.path.clone()) {
            offences.push(format!("{} and {other} have one number", source.path));
        }
        let mut in_table = false;
        for (place, line) in source.lines() {
            let line = line.split("--").next().unwrap_or_default().trim();
            if line.starts_with("CREATE TABLE") {
                in_table = true;
            } else if line.starts_with(')') {
                in_table = false;
            } else if in_table && !line.is_empty() {
                let mut parts = line.trim_end_matches(',').split_whitespace();
                let (name, kind) = (
                    parts.next().unwrap_or_default(),
                    parts.next().unwrap_or_default(),
                );
                let is_column = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                if is_column && !matches!(kind, "TEXT" | "BIGINT") {
                    offences.push(place);
                }
            }
        }
    }
    nothing(offences);
}

/// The insides of every `view!` of a file.
fn views(text: &str) -> Vec<&str> {
    let mut views = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("view! {") {
        let inside = &rest[start + "view! {".len()..];
        let mut depth = 1;
        let end = inside
            .char_indices()
            .find(|(_, c)| {
                depth += match c {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                depth == 0
            })
            .map_or(inside.len(), |(index, _)| index);
        views.push(&inside[..end]);
        rest = &inside[end..];
    }
    views
}

#[test]
fn no_view_renders_a_result() {
    // A `Result` inside a view renders an empty page with status 200.
    let mut offences = Vec::new();
    for source in sources(&["app/src"], ".rs") {
        // The one place that turns an error into a page.
        if source.path == "app/src/ui/page.rs" {
            continue;
        }
        for view in views(&source.text) {
            for sign in [
                "Ok(",
                "Ok::",
                "Err(",
                "Err::",
                "Result",
                ".map_err(",
                ".ok_or",
                ".await",
            ] {
                if view.contains(sign) {
                    offences.push(format!("{}: {sign} inside {view}", source.path));
                }
            }
        }
    }
    nothing(offences);
}

#[test]
fn pages_hold_no_script_and_no_style_of_their_own() {
    // The content security policy forbids both; a browser would leave them out without a word.
    let mut offences = Vec::new();
    for source in sources(&["app/src"], ".rs") {
        for view in views(&source.text) {
            for sign in [
                " style=",
                "<style",
                " on:",
                "onclick",
                "inner_html",
                "javascript:",
            ] {
                if view.contains(sign) {
                    offences.push(format!("{}: {sign} inside {view}", source.path));
                }
            }
        }
    }
    nothing(offences);
}

/// The messages of one language: key -> the names of its variables.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for source in sources(&[&format!("app/text/{language}")], ".ftl") {
        for line in source.text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once('=')
                && !line.starts_with([' ', '[', '*', '}'])
            {
                key = name.trim().to_owned();
                messages.entry(key.clone()).or_default();
            }
            for after in line.split('$').skip(1) {
                let name: String = after
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '-' || *c == '_')
                    .collect();
                messages.entry(key.clone()).or_default().insert(name);
            }
        }
    }
    messages
}

#[test]
fn a_text_has_the_same_variables_in_every_language() {
    let (zh, en) = (messages("zh-Hans"), messages("en"));
    assert!(zh.len() > 50, "the texts have moved");
    let mut offences = Vec::new();
    for (key, variables) in &zh {
        // A count that chooses a plural in English need not be said in Chinese, nor the other way round.
        let without_count = |names: &BTreeSet<String>| {
            let mut names = names.clone();
            names.remove("count");
            names
        };
        let other = en.get(key).cloned().unwrap_or_default();
        if without_count(variables) != without_count(&other) {
            offences.push(format!("{key}: {variables:?} and {other:?}"));
        }
    }
    nothing(offences);
}

#[test]
fn texts_are_plain_and_kind() {
    let mut offences = Vec::new();
    for (language, forbidden) in [
        (
            "en",
            &[
                "please",
                "invalid",
                "error code",
                "click here",
                "oops",
                "forbidden",
            ][..],
        ),
        (
            "zh-Hans",
            &["非法", "无效", "点击这里", "点此", "错误代码"][..],
        ),
    ] {
        for source in sources(&[&format!("app/text/{language}")], ".ftl") {
            for (place, line) in source.lines() {
                let line = line
                    .split_once('=')
                    .map_or(line, |(_, text)| text)
                    .to_lowercase();
                if forbidden.iter().any(|word| line.contains(word)) {
                    offences.push(place);
                }
            }
        }
    }
    nothing(offences);
}

#[test]
fn every_step_of_the_journal_has_words_at_the_desk() {
    let of_the_law = app::case::Step::ALL.map(|step| {
        let code = serde_json::to_value(step).expect("a step has a code");
        code.as_str().expect("a code is a text").to_owned()
    });
    let mut steps = BTreeSet::from(of_the_law);
    for source in sources(&["server/src"], ".rs") {
        // `Acting::portal().entry("submit", ..)`: how a step outside the law comes into the journal.
        for (place, _) in source.text.match_indices(".entry(") {
            let argument = source.text[place + ".entry(".len()..].trim_start();
            if let Some(code) = argument
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                steps.insert(code.to_owned());
            }
        }
    }
    assert!(
        steps.contains("submit"),
        "the journal is written another way"
    );
    nothing(
        steps
            .into_iter()
            .filter(|code| app::text::Text::from_key(&format!("casework-step-{code}")).is_none())
            .collect(),
    );
}

/// SQL that nothing runs is tried on no database. What a desk, an errand or a command calls, its stories run on both.
#[test]
fn every_store_function_is_called_by_a_desk_an_errand_or_a_command() {
    // Which calls and what leave a case has is asked by stories.
    const BY_STORIES: [&str; 2] = ["calls_for", "leave_for"];
    let all = sources(&["server/src"], ".rs");
    let calls: Vec<(&str, BTreeMap<&str, usize>)> = all
        .iter()
        .map(|source| {
            let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
            let mut words = BTreeMap::new();
            for word in code.split(|c: char| !c.is_alphanumeric() && c != '_') {
                *words.entry(word).or_default() += 1;
            }
            (source.path.as_str(), words)
        })
        .collect();
    let mut offences = Vec::new();
    for source in &all {
        if !source.path.ends_with("/store.rs") && !source.path.contains("/store/") {
            continue;
        }
        for (place, line) in source.lines() {
            let Some((_, rest)) = line.split_once("async fn ") else {
                continue;
            };
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            let is_called = calls.iter().any(|(path, words)| {
                let times = words.get(name).copied().unwrap_or_default();
                // Beside itself it has to stand somewhere a second time.
                times > usize::from(*path == source.path)
            });
            if line.trim_start().starts_with("pub") && !is_called && !BY_STORIES.contains(&name) {
                offences.push(format!("{place}: nobody calls it"));
            }
        }
    }
    nothing(offences);
}

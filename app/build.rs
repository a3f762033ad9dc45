//! Makes `enum Text` out of the words in `text/<language>/*.ftl`: one variant a message. A message that
//! one language lacks, or whose variables differ between the languages, fails the build.

use std::{collections::BTreeMap, collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

const LANGUAGES: [&str; 2] = ["zh-Hans", "en"];

type Messages = BTreeMap<String, BTreeSet<String>>;

fn main() {
    println!("cargo::rerun-if-changed=text");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("text");
    let mut all: Vec<Messages> = Vec::new();
    for language in LANGUAGES {
        let mut messages = Messages::new();
        let folder = root.join(language);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = fs::read_dir(&folder)
            .expect("the language folder")
            .map(|entry| entry.expect("a directory entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "ftl"))
            .collect();
        files.sort();
        for path in files {
            println!("cargo::rerun-if-changed={}", path.display());
            read_file(&path, &mut messages);
        }
        all.push(messages);
    }
    refuse_differences(&all);

    let mut code = String::from(
        "/// Every sentence the portal can say. Made from `app/text` by the build script.\n",
    );
    code.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\npub enum Text {\n");
    for key in all[0].keys() {
        writeln!(code, "    /// `{key}`\n    {},", variant(key)).expect("writing to a string");
    }
    code.push_str("}\nimpl Text {\n    /// The message's key in the text files.\n    pub const fn key(self) -> &'static str {\n        match self {\n");
    for key in all[0].keys() {
        writeln!(code, "            Self::{} => {key:?},", variant(key))
            .expect("writing to a string");
    }
    code.push_str("        }\n    }\n    /// The message with this key, for texts that data names.\n    pub fn from_key(key: &str) -> Option<Self> {\n        Some(match key {\n");
    for key in all[0].keys() {
        writeln!(code, "            {key:?} => Self::{},", variant(key))
            .expect("writing to a string");
    }
    code.push_str("            _ => return None,\n        })\n    }\n}\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("text_keys.rs");
    fs::write(out, code).expect("writing the keys");
}

fn read_file(path: &Path, messages: &mut Messages) {
    let source = fs::read_to_string(path).expect("a readable text file");
    let resource = match fluent_syntax::parser::parse(source.as_str()) {
        Ok(resource) => resource,
        Err((_, errors)) => panic!("{}: {errors:?}", path.display()),
    };
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let key = message.id.name.to_owned();
            let mut variables = BTreeSet::new();
            let value = message
                .value
                .as_ref()
                .unwrap_or_else(|| panic!("{}: {key} says nothing", path.display()));
            collect(value, &mut variables);
            if messages.insert(key.clone(), variables).is_some() {
                panic!("{}: {key} stands twice", path.display());
            }
        }
    }
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => collect_inline(inline, variables),
                Expression::Select { selector, variants } => {
                    collect_inline(selector, variables);
                    for variant in variants {
                        collect(&variant.value, variables);
                    }
                }
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = expression.as_ref() {
                collect_inline(inner, variables);
            }
        }
        _ => {}
    }
}

fn refuse_differences(all: &[Messages]) {
    let (first, second) = (&all[0], &all[1]);
    let mut faults = Vec::new();
    for (key, variables) in first {
        match second.get(key) {
            None => faults.push(format!("{} lacks {key}", LANGUAGES[1])),
            Some(other) if other != variables => {
                faults.push(format!("{key}: the variables differ between the languages"))
            }
            Some(_) => {}
        }
    }
    faults.extend(
        second
            .keys()
            .filter(|key| !first.contains_key(*key))
            .map(|key| format!("{} lacks {key}", LANGUAGES[0])),
    );
    assert!(
        faults.is_empty(),
        "the text files disagree:\n  {}",
        faults.join("\n  ")
    );
}

/// `case-sentence-done` becomes `CaseSentenceDone`.
fn variant(key: &str) -> String {
    key.split('-')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}

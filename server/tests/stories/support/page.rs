//! A page as its reader has it: words, links and forms.

use reqwest::Response;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// An answer of the portal. Read again at each question, because a parsed document cannot be kept across an await.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// Where the redirects ended, with the query.
    pub path: String,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form with its fields as they stand, to fill in and submit.
#[derive(Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Every name that the form offers, filled or not.
    offered: Vec<Offer>,
}

/// A control of a form.
#[derive(Debug)]
struct Offer {
    name: String,
    value: String,
    /// `text`, `checkbox`, `radio`, `select`, `submit` ..
    kind: String,
    /// A button's words.
    words: String,
}

/// An element's attributes and words, detached from the document.
#[derive(Debug)]
pub struct Found {
    pub words: String,
    attributes: Vec<(String, String)>,
}

impl Found {
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Page {
    pub async fn read(path: String, response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            path,
            headers: response.headers().clone(),
            html: response.text().await.expect("text in UTF-8"),
        }
    }

    /// The path without its query.
    pub fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    pub fn title(&self) -> String {
        self.find("title").words
    }

    /// The words of the page's one `<h1>`.
    pub fn heading(&self) -> String {
        let headings = self.find_all("h1");
        assert_eq!(headings.len(), 1, "{}: one <h1> a page", self.path);
        headings.into_iter().map(|heading| heading.words).collect()
    }

    /// Everything that `<main>` says, white space folded.
    pub fn text(&self) -> String {
        self.find("main").words
    }

    /// Fails unless `<main>` says this.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(
            text.contains(words),
            "{} ({}) does not say {words:?}, but: {text}",
            self.path,
            self.status
        );
        self
    }

    /// Fails if these words stand anywhere in the page's source, attributes and comments included.
    #[track_caller]
    pub fn hides(&self, words: &str) -> &Self {
        assert!(
            !self.html.contains(words),
            "{} gives away {words:?}",
            self.path
        );
        self
    }

    /// Whether something matches this CSS selector.
    pub fn has(&self, selector: &str) -> bool {
        !self.find_all(selector).is_empty()
    }

    /// The first element that matches.
    #[track_caller]
    pub fn find(&self, selector: &str) -> Found {
        self.find_all(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("{} has no {selector}: {}", self.path, self.html))
    }

    pub fn find_all(&self, selector: &str) -> Vec<Found> {
        let document = Html::parse_document(&self.html);
        document
            .select(&parse(selector))
            .map(|element| Found {
                words: words(element),
                attributes: element
                    .value()
                    .attrs()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            })
            .collect()
    }

    /// Where the link with this text leads.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        self.find_all("a[href]")
            .iter()
            .find(|link| link.words.contains(text))
            .and_then(|link| link.attr("href"))
            .unwrap_or_else(|| panic!("{} has no link {text:?}: {}", self.path, self.text()))
            .to_owned()
    }

    /// The one form in `<main>` that posts.
    #[track_caller]
    pub fn form(&self) -> Form {
        self.form_in("main form[method=post]")
    }

    /// The form that posts to this path.
    #[track_caller]
    pub fn form_to(&self, action: &str) -> Form {
        self.form_in(&format!("form[method=post][action={action:?}]"))
    }

    #[track_caller]
    pub fn form_in(&self, selector: &str) -> Form {
        let document = Html::parse_document(&self.html);
        let element = document
            .select(&parse(selector))
            .next()
            .unwrap_or_else(|| panic!("{} has no {selector}: {}", self.path, self.html));
        Form::read(element, &self.path)
    }
}

impl Form {
    fn read(form: ElementRef, page: &str) -> Self {
        let mut read = Self {
            action: form
                .attr("action")
                .filter(|action| !action.is_empty())
                .unwrap_or(page)
                .to_owned(),
            fields: Vec::new(),
            offered: Vec::new(),
        };
        for control in form.select(&parse("input[name], select[name], textarea[name], button")) {
            if control.attr("disabled").is_none() {
                read.read_control(control);
            }
        }
        read
    }

    fn read_control(&mut self, control: ElementRef) {
        let name = control.attr("name").unwrap_or_default().to_owned();
        let tag = control.value().name();
        let kind = match tag {
            "input" => control.attr("type").unwrap_or("text"),
            "button" => "submit",
            other => other,
        }
        .to_owned();
        let chosen = match kind.as_str() {
            "checkbox" | "radio" => control
                .attr("checked")
                .map(|_| control.attr("value").unwrap_or("on").to_owned()),
            "submit" | "file" => None,
            // A line feed right after the start tag is not part of the value.
            "textarea" => Some(control.text().collect::<String>()),
            "select" => {
                let options: Vec<_> = control.select(&parse("option")).collect();
                options
                    .iter()
                    .find(|option| option.attr("selected").is_some())
                    .or(options.first())
                    .map(|option| option_value(*option))
            }
            _ => Some(control.attr("value").unwrap_or_default().to_owned()),
        };
        if let Some(value) = chosen {
            self.fields.push((name.clone(), value));
        }
        let values: Vec<String> = if kind == "select" {
            control.select(&parse("option")).map(option_value).collect()
        } else {
            let fallback = if kind == "submit" { "" } else { "on" };
            vec![control.attr("value").unwrap_or(fallback).to_owned()]
        };
        for value in values {
            self.offered.push(Offer {
                name: name.clone(),
                value,
                kind: kind.clone(),
                words: words(control),
            });
        }
    }

    /// Types into a text field, chooses from a select or presses a radio button: replaces what stood there.
    #[track_caller]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        let offers: Vec<_> = self
            .offered
            .iter()
            .filter(|offer| offer.name == name && offer.kind != "submit")
            .collect();
        let offered = offers.iter().any(|offer| {
            !matches!(offer.kind.as_str(), "radio" | "select" | "checkbox") || offer.value == value
        });
        assert!(
            offered,
            "the form to {} offers no {name}={value}: {:?}",
            self.action, self.offered
        );
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one box beside what is ticked already.
    #[track_caller]
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        let offered = self
            .offered
            .iter()
            .any(|offer| offer.kind == "checkbox" && offer.name == name && offer.value == value);
        assert!(
            offered,
            "the form to {} has no box {name}={value}: {:?}",
            self.action, self.offered
        );
        let field = (name.to_owned(), value.to_owned());
        if !self.fields.contains(&field) {
            self.fields.push(field);
        }
        self
    }

    /// Chooses the button with these words, where it matters which one is pressed.
    #[track_caller]
    pub fn press(mut self, button: &str) -> Self {
        let (name, value) = self
            .offered
            .iter()
            .find(|offer| offer.kind == "submit" && offer.words.contains(button))
            .map(|offer| (offer.name.clone(), offer.value.clone()))
            .unwrap_or_else(|| {
                panic!(
                    "the form to {} has no button {button:?}: {:?}",
                    self.action, self.offered
                )
            });
        if !name.is_empty() {
            self.fields.push((name, value));
        }
        self
    }

    /// What stands in this field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

fn option_value(option: ElementRef) -> String {
    option
        .attr("value")
        .map_or_else(|| words(option), str::to_owned)
}

/// An element's words with white space folded.
fn words(element: ElementRef) -> String {
    element
        .text()
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

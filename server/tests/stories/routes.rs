//! Every route of the portal has a declared policy: who is let in, who is led to sign in, for whom it does not exist.
//!
//! The oracle is the router itself, so a new route fails here until its row stands in `routes.txt`. A story that only
//! asked the routes of a list would never meet the one that was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, LOCATION, ORIGIN};
use server::front_door;

use crate::casework::filed::{self, OnTheDesks, Wish};
use crate::stories;
use crate::support::{Visitor, World};

/// What stands in the columns of `routes.txt`, in this order.
const WHO: [(&str, Option<&str>); 7] = [
    ("visitor", None),
    ("stranger", Some("elder")),
    ("applicant", Some("mother")),
    ("other-party", Some("father")),
    ("elsewhere", Some("police-yubei")),
    ("here", Some("police-shapingba-1")),
    ("lead", Some("police-shapingba-lead")),
];

const POLICY: &str = include_str!("routes.txt");

/// Method and path, and what each of [`WHO`] meets there.
type Policy = BTreeMap<(String, String), Vec<String>>;

/// Reads `GET /cases/{reference} sign-in no in in no no no`.
fn policy() -> Policy {
    POLICY
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut words = line.split_whitespace().map(str::to_owned);
            let route = (words.next().unwrap(), words.next().unwrap_or_default());
            let answers: Vec<String> = words.collect();
            assert_eq!(answers.len(), WHO.len(), "routes.txt: {line}");
            (route, answers)
        })
        .collect()
}

/// Every method and path that the router knows. axum has no list of its own routes, but its `Debug` names them.
fn routes_of(router: &axum::Router) -> BTreeSet<(String, String)> {
    let told = format!("{router:?}");
    let told = told.split("fallback_router").next().unwrap();
    let mut paths = BTreeMap::new();
    let mut methods: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for part in told.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): ").unwrap();
        if let Some(path) = rest.strip_prefix('"') {
            paths.insert(id, path.split('"').next().unwrap().to_owned());
        } else if let Some(allowed) = rest.split("allow_header: Bytes(b\"").nth(1) {
            let allowed = allowed.split('"').next().unwrap();
            let allowed = allowed.split(',').filter(|method| *method != "HEAD");
            methods
                .entry(id)
                .or_default()
                .extend(allowed.map(str::to_owned));
        }
    }
    paths
        .iter()
        .filter(|(_, path)| !path.starts_with("/assets/"))
        .flat_map(|(id, path)| {
            let of_path = methods.get(id).cloned().unwrap_or_default();
            assert!(!of_path.is_empty(), "no method was read for {path}");
            of_path
                .into_iter()
                .map(|method| (method, path.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The path with the parts of a case that is really there.
async fn filled_in(world: &World, case: &OnTheDesks, path: &str) -> String {
    let matter = case.matter(world, "registration").await.key.id;
    let matter = if path.starts_with("/casework") {
        matter
    } else {
        "registration.person-1".to_owned()
    };
    path.replace("{reference}", case.reference.as_str())
        .replace("{matter}", &matter)
        .replace("{number}", "1")
        .replace("{key}", "case.name")
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                "nothing-like-it"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// `in`, `sign-in`, `no` (404), or the status where it is another refusal.
async fn meets(visitor: &Visitor, method: &str, path: &str) -> String {
    let method: Method = method.parse().unwrap();
    let mut request = visitor.request(method.clone(), path);
    if method != Method::GET {
        request = request
            .header(ORIGIN, visitor.origin())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            // What gets past the reading of the form: who may not is refused for that, and not for an empty form.
            .body("act=put-back&version=1");
    }
    // Only the head of the answer: a stream of events has no end.
    let answer = request.send().await.unwrap();
    let leads_to = answer
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .unwrap_or_default();
    let own_door = matches!(path, "/sign-in" | "/staff/sign-in" | "/sign-out");
    match answer.status().as_u16() {
        404 => "no".to_owned(),
        401 => "sign-in".to_owned(),
        303 if !own_door
            && (leads_to.starts_with("/sign-in") || leads_to.starts_with("/staff/sign-in")) =>
        {
            "sign-in".to_owned()
        }
        403 => "403".to_owned(),
        // Whoever is let in may still have typed the wrong thing, or be too late.
        200..=399 | 400 | 409 | 422 => "in".to_owned(),
        other => other.to_string(),
    }
}

async fn every_route_lets_in_whom_its_policy_names_and_nobody_else(world: World) {
    let case = filed::file(&world, Wish::default()).await;
    let policy = policy();
    let routes = routes_of(&front_door::router(world.office.clone()));
    assert!(
        routes.len() > 60,
        "the router's own list was not understood"
    );
    let mut wrong = Vec::new();
    for (method, path) in policy.keys() {
        if !routes.contains(&(method.clone(), path.clone())) {
            wrong.push(format!(
                "routes.txt names {method} {path}, which is gone: take the row out"
            ));
        }
    }
    let mut people: Vec<Option<Visitor>> = WHO.iter().map(|_| None).collect();
    for (method, path) in &routes {
        let address = filled_in(&world, &case, path).await;
        let mut met = Vec::new();
        for ((_, key), person) in WHO.iter().zip(&mut people) {
            let visitor = match person.take() {
                Some(visitor) => visitor,
                None => match key {
                    Some(key) => world.be(key).await,
                    None => world.visitor(),
                },
            };
            met.push(meets(&visitor, method, &address).await);
            // Some of what is handed in ends a session.
            if method == "GET" {
                *person = Some(visitor);
            }
        }
        let row = format!("{method} {path} {}", met.join(" "));
        match policy.get(&(method.clone(), path.clone())) {
            None => wrong.push(format!(
                "no policy for {method} {path}: add a row to server/tests/stories/routes.txt, after judging whether each of them should; now it is\n{row}"
            )),
            Some(wanted) if *wanted != met => wrong.push(format!(
                "routes.txt wants {method} {path} {}, but it is\n{row}",
                wanted.join(" ")
            )),
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

stories![every_route_lets_in_whom_its_policy_names_and_nobody_else];

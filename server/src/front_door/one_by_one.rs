//! 长辈版 asks one thing a page: which question of a form was answered stands in the address that the form is handed in
//! at. No counter knows of it; where a counter leads back for review, the page learns which question comes next.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// The query's `part`, from 1.
pub fn part_of(query: &str) -> Option<usize> {
    query
        .split('&')
        .find_map(|part| part.strip_prefix("part="))
        .and_then(|number| number.parse().ok())
        .filter(|number| (1..100).contains(number))
}

/// After a counter: back to the form's page, which shows the question after this one, or this one with its fault.
/// With `keep` in the query the form was only kept, wherever the counter leads.
pub async fn go_on(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let part = part_of(query).filter(|_| request.method() == Method::POST);
    let Some(part) = part else {
        return next.run(request).await;
    };
    let is_kept = query.split('&').any(|part| part == "keep");
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let leads_back = response
        .headers()
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok())
        .is_some_and(|to| {
            to == format!("{path}?review") || (is_kept && !to.starts_with("/sign-in"))
        });
    if response.status() == StatusCode::SEE_OTHER
        && leads_back
        && let Ok(to) = HeaderValue::from_str(&format!("{path}?review&part={part}"))
    {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn a_part_is_a_small_number() {
        assert_eq!(part_of("review&part=3"), Some(3));
        assert_eq!(part_of("part=1&keep"), Some(1));
        for nonsense in ["", "part=", "part=0", "part=100", "part=-1", "depart=2"] {
            assert_eq!(part_of(nonsense), None, "{nonsense:?}");
        }
    }
}

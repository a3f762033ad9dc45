//! A visitor whom a dead portal does not surprise: every answer may fail to come.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder};

use crate::support::{Page, Visitor};

/// What came back, redirects not followed.
pub struct Answer {
    pub status: u16,
    /// Where it leads; empty where it is a page.
    pub location: String,
    pub page: Page,
}

/// No answer: whether the thing was done is unknown.
#[derive(Debug)]
pub struct Silence;

/// One browser of one of the demo's people.
pub struct Patient {
    visitor: Visitor,
    person: &'static str,
}

impl Patient {
    pub fn new(address: &str, person: &'static str) -> Self {
        Self {
            visitor: Visitor::new(address),
            person,
        }
    }

    pub async fn sign_in(&mut self) -> Result<(), Silence> {
        self.post("/demo/be", &[("person", self.person)]).await?;
        Ok(())
    }

    pub async fn open(&mut self, path: &str) -> Result<Answer, Silence> {
        let request = self.visitor.request(Method::GET, path);
        self.send(request, path).await
    }

    pub async fn post<V: AsRef<str>>(
        &mut self,
        path: &str,
        fields: &[(&str, V)],
    ) -> Result<Answer, Silence> {
        let request = self.handing_in(path, fields);
        self.send(request, path).await
    }

    /// A form on its way, for whoever wants to send it several times at once.
    pub fn handing_in<V: AsRef<str>>(&self, path: &str, fields: &[(&str, V)]) -> RequestBuilder {
        let mut url = reqwest::Url::parse("http://form/").expect("a constant");
        url.query_pairs_mut().extend_pairs(fields);
        self.visitor
            .request(Method::POST, path)
            .header(ORIGIN, self.visitor.origin())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(url.query().unwrap_or_default().to_owned())
    }

    async fn send(&mut self, request: RequestBuilder, path: &str) -> Result<Answer, Silence> {
        let response = request
            .timeout(Duration::from_secs(20))
            .send()
            .await
            .map_err(|_| Silence)?;
        let headers = response.headers().clone();
        for cookie in headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.visitor.set_cookie(name, value);
            }
        }
        let status = response.status().as_u16();
        let location = headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        // An answer that broke off in the middle is no answer.
        let html = response.text().await.map_err(|_| Silence)?;
        Ok(Answer {
            status,
            location,
            page: Page {
                status,
                path: path.to_owned(),
                headers,
                html,
            },
        })
    }
}

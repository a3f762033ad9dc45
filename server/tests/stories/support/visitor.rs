//! A small browser without JavaScript: cookies, links, forms with their fields, redirects.

use std::collections::BTreeMap;
use std::sync::Once;

use axum_extra::extract::cookie::Cookie;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect};

use super::{Form, Page};

/// One browser. What it sends is what a browser sends; a story that wants to misbehave uses [`Visitor::request`].
pub struct Visitor {
    client: Client,
    address: Url,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(address: &str) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // A second installation in this process only means that the portal was first.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .tls_certs_only([])
            .no_proxy()
            .build()
            .expect("a client without TLS");
        Self {
            client,
            address: Url::parse(address).expect("the world's address"),
            cookies: BTreeMap::new(),
        }
    }

    /// Opens a page and follows where it leads.
    pub async fn open(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path);
        self.send(request, path.to_owned()).await
    }

    /// Follows the link with this text.
    pub async fn follow(&mut self, page: &Page, text: &str) -> Page {
        let path = page.link(text);
        self.open(&path).await
    }

    /// Hands a form in, with `Origin` as browsers do, and follows where it leads.
    pub async fn submit(&mut self, form: Form) -> Page {
        let Form { action, fields, .. } = form;
        self.post(&action, &fields).await
    }

    /// Hands in fields that no page offered.
    pub async fn post<N: AsRef<str>, V: AsRef<str>>(
        &mut self,
        path: &str,
        fields: &[(N, V)],
    ) -> Page {
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, self.origin())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(url_encoded(fields));
        self.send(request, path.to_owned()).await
    }

    /// A bare request with this visitor's cookies, for stories that look at headers or send what no browser would.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = self.address.join(path).expect("a path");
        let request = self.client.request(method, url);
        if self.cookies.is_empty() {
            return request;
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        request.header(COOKIE, cookies.join("; "))
    }

    /// The portal's own origin.
    pub fn origin(&self) -> String {
        self.address.origin().ascii_serialization()
    }

    /// This visitor's cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Sends a request that a story made itself, keeps its cookies and follows where it leads.
    pub async fn send(&mut self, request: RequestBuilder, path: String) -> Page {
        let mut response = request.send().await.expect("the portal answers");
        let mut path = path;
        for _ in 0..10 {
            self.keep_cookies(&response);
            let Some(location) = response
                .headers()
                .get(LOCATION)
                .filter(|_| response.status().is_redirection())
            else {
                return Page::read(path, response).await;
            };
            let location = location.to_str().expect("an ASCII location");
            assert!(
                location.starts_with('/') && !location.starts_with("//"),
                "{path} leads off the site, to {location}"
            );
            path = location.to_owned();
            response = self
                .request(Method::GET, &path)
                .send()
                .await
                .expect("the portal answers");
        }
        panic!("{path}: more than ten redirects");
    }

    fn keep_cookies(&mut self, response: &Response) {
        for header in response.headers().get_all(SET_COOKIE) {
            let text = header.to_str().expect("an ASCII cookie").to_owned();
            let cookie = Cookie::parse(text).expect("a well-formed cookie");
            if cookie.max_age().is_some_and(|age| age.is_zero()) || cookie.value().is_empty() {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies
                    .insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }
}

/// As browsers encode a form.
fn url_encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    let mut url = Url::parse("http://form/").expect("a constant");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

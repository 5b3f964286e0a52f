//! How an app calls the local cloud.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::{Method, Request};
use local::{
    Cloud, Role,
    http::{Answer, Client},
};
use serde_json::{Value, json};
use tests::event;

/// Somebody who is signed in.
#[derive(Clone)]
pub(super) struct App {
    api: String,
    token: String,
}

impl App {
    pub(super) async fn of(cloud: &Cloud, role: Role, name: &str) -> Self {
        Self::with(cloud, cloud.token(role, name).await.expect("everybody may sign in"))
    }

    /// Whoever holds a token.
    pub(super) fn with(cloud: &Cloud, token: String) -> Self {
        Self { api: cloud.outputs.api_url.clone(), token }
    }

    /// The profile of the sample: heating in Amiens.
    pub(super) fn profile() -> Value {
        let event = event::sample("update-technician");
        serde_json::from_str(event["body"].as_str().expect("it has a body")).expect("bodies are JSON")
    }

    /// A technician of one category whose base is in Amiens, registered and offline.
    pub(super) async fn technician(cloud: &Cloud, name: &str, category: &str) -> Self {
        let app = Self::of(cloud, Role::Technician, name).await;
        let mut profile = Self::profile();
        profile["categories"].as_array_mut().expect("categories are a list").truncate(1);
        profile["categories"][0]["category"] = category.into();
        app.told(Method::PUT, "/technicians/me", Some(&profile)).await;
        app
    }

    /// Goes online at their base; answers how they stand.
    pub(super) async fn comes_online(&self) -> Value {
        let presence = json!({ "online": true, "location": Self::profile()["base"]["location"] });
        self.told(Method::PUT, "/technicians/me/presence", Some(&presence)).await
    }

    /// Declares a breakdown beside that base, under a key of its own.
    pub(super) async fn declares(&self, category: &str, key: &str) -> Value {
        let breakdown = json!({
            "category": category,
            "address": { "line1": "14 rue de Noyon", "postcode": "80000", "city": "Amiens",
                "location": App::profile()["base"]["location"] },
            "description": "Ça ne marche plus depuis ce matin.",
        });
        // Whoever declares has signed up.
        let profile = event::sample("update-customer");
        let profile = serde_json::from_str(profile["body"].as_str().expect("it has a body"));
        self.told(Method::PUT, "/customers/me", Some(&profile.expect("bodies are JSON"))).await;
        self.posts("/interventions", key, &breakdown).await
    }

    /// Takes a whole invoice back, under a key of its own.
    pub(super) async fn credits(&self, id: &str, key: &str) -> Value {
        let path = format!("/interventions/{id}/invoice/credit-notes");
        self.posts(&path, key, &json!({ "reason": "Facturé deux fois." })).await
    }

    async fn posts(&self, path: &str, key: &str, body: &Value) -> Value {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{path}", self.api))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(body.to_string().into())
            .expect("a sound request");
        let created = Client::default().send(request).await.expect("the API answers");
        assert_eq!(created.status, 201, "{}", created.text());
        created.json().expect("answers are JSON")
    }

    pub(super) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = format!("{}{path}", self.api);
        Client::default().call(method, &url, Some(&self.token), body).await.expect("the API answers")
    }

    /// Calls what must be allowed.
    pub(super) async fn told(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let answer = self.call(method, path, body).await;
        assert!(answer.status < 300, "{path}: {} {}", answer.status, answer.text());
        answer.json().expect("answers are JSON")
    }

    /// Calls what must be refused; answers the code.
    pub(super) async fn refused(&self, path: &str) -> String {
        let problem = self.call(Method::POST, path, None).await;
        assert_eq!(problem.status, 409, "{path}: {}", problem.text());
        problem.json().expect("problems are JSON")["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Their own id: the subject of the token.
    pub(super) fn id(&self) -> String {
        let payload = self.token.split('.').nth(1).expect("a token has three parts");
        let payload = URL_SAFE_NO_PAD.decode(payload).expect("a token is base64");
        let claims: Value = serde_json::from_slice(&payload).expect("claims are JSON");
        claims["sub"].as_str().expect("a token has a subject").to_owned()
    }
}

//! One life, on the island of Sein, where hardly anybody else lives: nobody's match shows this technician.

use hyper::Method;
use local::http::Client;
use serde_json::{Value, json};

use super::{Error, Papers, Stack, failed, person::Person};

/// What people read wherever words are asked for.
const TRIAL: &str = "Essai de mise en service.";

/// Who plays, and how far they came.
pub(super) struct Life<'life> {
    pub(super) stack: &'life Stack,
    pub(super) customer: &'life mut Person,
    pub(super) technician: &'life mut Person,
    pub(super) operator: &'life mut Person,
    pub(super) told: &'life mut (dyn FnMut(&str) + Send),
    /// What was declared, while it is open.
    pub(super) intervention: Option<String>,
}

impl Life<'_> {
    /// From the profiles to the credit note, or to a cancellation free of charge.
    pub(super) async fn play(&mut self, papers: Papers) -> Result<(), Error> {
        self.register().await?;
        let id = self.declare().await?;
        self.accept(&id).await?;
        if papers == Papers::None {
            return self.cancel(&id).await;
        }
        self.work(&id).await?;
        self.read(&id).await
    }

    /// Takes the technician offline, and ends what is open after a failure. What cannot be ended stops the removal too,
    /// which says so.
    pub(super) async fn end(&mut self) -> Result<(), Error> {
        if let Some(id) = &self.intervention {
            let body = json!({ "outcome": "cancelled", "reason": TRIAL });
            self.operator.calls(Method::POST, &path(id, "resolution"), Some(&body)).await?;
        }
        let offline = json!({ "online": false });
        self.technician.calls(Method::PUT, "/technicians/me/presence", Some(&offline)).await?;
        Ok(())
    }

    async fn register(&mut self) -> Result<(), Error> {
        self.customer.calls(Method::PUT, "/customers/me", Some(&customer())).await?;
        self.technician.calls(Method::PUT, "/technicians/me", Some(&technician())).await?;
        let approval = format!("/technicians/{}/approval", self.technician.sub);
        let reason = json!({ "reason": TRIAL });
        self.operator.calls(Method::POST, &approval, Some(&reason)).await?;
        self.technician.sign_in(self.stack).await?;
        let online = json!({ "online": true, "location": place() });
        self.technician.calls(Method::PUT, "/technicians/me/presence", Some(&online)).await?;
        (self.told)("the technician applies, is approved and goes online");
        Ok(())
    }

    async fn declare(&mut self) -> Result<String, Error> {
        let declared = self.customer.calls(Method::POST, "/interventions", Some(&request())).await?;
        let id = text(&declared, "/id")?.to_owned();
        self.intervention = Some(id.clone());
        let found = self.customer.calls(Method::GET, &path(&id, "technicians?sort=proximity"), None).await?;
        let found = found["items"].as_array().into_iter().flatten();
        if !found.into_iter().any(|one| one["technicianId"] == self.technician.sub.as_str()) {
            return Err(failed("the match", "the technician who is online is not in it"));
        }
        (self.told)("the customer declares a breakdown and finds the technician");
        Ok(id)
    }

    async fn accept(&mut self, id: &str) -> Result<(), Error> {
        let choice = json!({ "technicianId": self.technician.sub });
        self.customer.calls(Method::PUT, &path(id, "choice"), Some(&choice)).await?;
        self.technician.calls(Method::POST, &path(id, "acceptance"), Some(&json!({}))).await?;
        (self.told)("the customer chooses, and the technician accepts");
        Ok(())
    }

    /// Within minutes after the acceptance (rule 21).
    async fn cancel(&mut self, id: &str) -> Result<(), Error> {
        let body = json!({ "reason": TRIAL });
        let cancelled = self.customer.calls(Method::POST, &path(id, "cancellation"), Some(&body)).await?;
        self.intervention = None;
        if cancelled["outcome"] != "cancelled" {
            return Err(failed("the cancellation", format!("the outcome is {}", cancelled["outcome"])));
        }
        (self.told)("the customer cancels, free of charge");
        Ok(())
    }

    async fn work(&mut self, id: &str) -> Result<(), Error> {
        let departure = json!({ "etaMinutes": 5 });
        self.technician.calls(Method::POST, &path(id, "departure"), Some(&departure)).await?;
        self.technician.calls(Method::POST, &path(id, "arrival"), Some(&json!({}))).await?;
        let shown = self.customer.calls(Method::GET, &path(id, ""), None).await?;
        let code = json!({ "code": text(&shown, "/startCode")? });
        self.technician.calls(Method::POST, &path(id, "start"), Some(&code)).await?;
        self.technician.calls(Method::POST, &path(id, "finish"), Some(&report())).await?;
        self.intervention = None;
        (self.told)("the technician arrives, starts with the customer's code, and finishes");
        Ok(())
    }

    /// The customer finds invoice and report with their files; the operator takes the invoice back.
    async fn read(&mut self, id: &str) -> Result<(), Error> {
        let printed = |shown: &Value| shown["pdf"]["url"].is_string();
        let invoice = self.customer.awaits(&path(id, "invoice"), printed).await?;
        let report = self.customer.awaits(&path(id, "report"), printed).await?;
        for (what, paper) in [("the invoice", &invoice), ("the report", &report)] {
            let pdf = Client::default().call(Method::GET, text(paper, "/pdf/url")?, None, None).await?;
            if pdf.status != 200 || !pdf.body.starts_with(b"%PDF") {
                return Err(failed(what, format!("its PDF cannot be fetched: {}", pdf.status)));
            }
        }
        let number = text(&invoice, "/number")?.to_owned();
        (self.told)(&format!("the customer fetches invoice {number} and the report"));
        let body = json!({ "reason": TRIAL });
        let credit = path(id, "invoice/credit-notes");
        let credited = self.operator.calls(Method::POST, &credit, Some(&body)).await?;
        (self.told)(&format!("the operator takes it back by {}", text(&credited, "/number")?));
        Ok(())
    }
}

fn path(id: &str, rest: &str) -> String {
    format!("/interventions/{id}/{rest}").trim_end_matches('/').to_owned()
}

fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str, Error> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.ok_or_else(|| failed("the API", format!("there is no {pointer} in {answer}")))
}

fn place() -> Value {
    json!({ "latitude": 48.0387, "longitude": -4.8502 })
}

fn home() -> Value {
    json!({ "line1": "1 quai des Paimpolais", "postcode": "29990", "city": "Île-de-Sein" })
}

fn customer() -> Value {
    json!({ "name": "Essai Client", "phone": "+33639980099", "billingAddress": home() })
}

/// No number of a company begins with a zero, so nobody's books are touched.
fn technician() -> Value {
    json!({
        "displayName": "Essai Technicien",
        "base": { "address": home(), "location": place() },
        "business": {
            "legalName": "Essai Technicien",
            "siren": "000999904",
            "address": home(),
            "vatRegime": "exempt",
            "insurance": {
                "insurer": "Essai",
                "policy": "RC-000999904",
                "coverage": "Responsabilité civile et décennale en France",
                "validUntil": "2099-12-31",
            },
        },
        "radiusMeters": 5000,
        "categories": [{
            "category": "glazing",
            "hourlyRate": { "cents": 4500, "currency": "EUR" },
            "flatRates": [],
        }],
    })
}

fn request() -> Value {
    let mut address = home();
    address["location"] = place();
    json!({ "category": "glazing", "address": address, "description": TRIAL })
}

fn report() -> Value {
    json!({ "report": {
        "diagnosis": TRIAL,
        "workDone": TRIAL,
        "signedBy": "Essai Client",
    } })
}

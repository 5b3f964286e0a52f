//! What people do to an intervention: each deed is one call, one line told, and one stage that it must lead to.

use hyper::Method;
use serde_json::Value;

use super::answer::{cents, expect_text, text};
use super::caller::{Caller, new_key};
use crate::Error;

/// Where a command on an intervention goes.
pub(super) fn path(id: &str, command: &str) -> String {
    format!("/interventions/{id}/{command}")
}

impl Caller {
    /// Declares a breakdown under a key that a repeat may use again; answers the intervention's id.
    pub(super) async fn declares(
        &self,
        what: &str,
        body: &Value,
        key: &str,
        stage: &str,
    ) -> Result<String, Error> {
        let declared = self.does(what, (Method::POST, "/interventions"), body, key, stage).await?;
        Ok(text(&declared, "/id")?.to_owned())
    }

    /// Gives a command and answers what became of the intervention.
    pub(super) async fn posts(
        &self,
        what: &str,
        path: &str,
        body: &Value,
        stage: &str,
    ) -> Result<Value, Error> {
        self.does(what, (Method::POST, path), body, &new_key(), stage).await
    }

    /// The same, for what takes the place of something else.
    pub(super) async fn puts(
        &self,
        what: &str,
        path: &str,
        body: &Value,
        stage: &str,
    ) -> Result<Value, Error> {
        self.does(what, (Method::PUT, path), body, &new_key(), stage).await
    }

    /// Calls an intervention off, which ends it.
    pub(super) async fn calls_off(&self, what: &str, path: &str, reason: &Value) -> Result<(), Error> {
        let path = format!("{path}/cancellation");
        let call = format!("{what} (POST {path})");
        let answer = self.send(&Method::POST, &path, Some(reason), &new_key()).await?;
        let cancellation = self.accepted(&call, &answer)?;
        expect_text(&format!("{} {call}", self.name), text(&cancellation, "/outcome")?, "cancelled")?;
        self.lines.step("cancelled", &format!("{} {what}", self.name), Some(cents(&cancellation, "/fee")?));
        Ok(())
    }

    /// Gives a command that must be refused for this reason.
    pub(super) async fn is_refused(
        &self,
        what: &str,
        path: &str,
        body: &Value,
        code: &str,
    ) -> Result<(), Error> {
        let problem = self.send(&Method::POST, path, Some(body), &new_key()).await?.json()?;
        let found = problem["code"].as_str().unwrap_or("no refusal");
        expect_text(&format!("{} {what} ({path})", self.name), found, code)?;
        let detail = text(&problem, "/detail")?;
        self.lines.step("refused", &format!("{} {what}: {detail}", self.name), None);
        Ok(())
    }

    async fn does(
        &self,
        what: &str,
        (method, path): (Method, &str),
        body: &Value,
        key: &str,
        stage: &str,
    ) -> Result<Value, Error> {
        let call = format!("{what} ({method} {path})");
        let answer = self.send(&method, path, Some(body), key).await?;
        let intervention = self.accepted(&call, &answer)?;
        expect_text(&format!("{} {call}", self.name), text(&intervention, "/stage")?, stage)?;
        // A technician who declined is shown no price.
        let price = intervention.get("priceSoFar").map(|price| cents(price, "/total")).transpose()?;
        self.lines.step(stage, &format!("{} {what}", self.name), price);
        Ok(intervention)
    }
}

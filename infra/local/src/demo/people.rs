//! The people of the demo: registers the technicians, signs people in, sends them on- and offline.

use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use super::caller::Caller;
use super::lines::Lines;
use super::technician::{self, Technician};
use crate::{Error, Outputs, Progress, Role, clock};

/// How many people call at once: more makes nothing faster on one machine.
const AT_ONCE: usize = 8;

/// Everybody who plays a part.
pub(super) struct People {
    /// Where the stories are told.
    pub lines: Lines,
    outputs: Outputs,
    technicians: Vec<(Technician, Value)>,
}

impl People {
    /// The people of a cloud.
    pub(super) fn of(outputs: &Outputs, progress: Progress) -> Result<Self, Error> {
        let technicians = technician::all()?;
        Ok(Self { lines: Lines::to(progress), outputs: outputs.clone(), technicians })
    }

    /// Has the technicians apply and be approved unless they are there: signing one in does both (rule 35). The last of
    /// them is approved when all others are, so that one look tells whether anybody is absent.
    pub(super) async fn settle(&self, progress: Progress) -> Result<(), Error> {
        let Some(((last, profile), others)) = self.technicians.split_last() else { return Ok(()) };
        let applicant = Caller::applicant(&self.outputs, &last.name, &last.display_name, self.lines).await?;
        let asked = applicant.asks("/technicians/me").await?;
        if asked.status == 200 && asked.json()?["application"]["status"] == "approved" {
            return Ok(());
        }
        let count = self.technicians.len();
        let step = progress.begin("Registering", &format!("{count} technicians in five French towns"));
        self.each_stores("/technicians/me", others.to_vec()).await?;
        self.each_stores("/technicians/me", vec![(last.clone(), profile.clone())]).await?;
        step.done("Registered");
        self.lines.note("Each of them signed up, applied and was approved by an operator.");
        Ok(())
    }

    /// Signs a customer in who tells who pays.
    pub(super) async fn customer(&self, user: &str, profile: &Value) -> Result<Caller, Error> {
        let name = profile["name"].as_str().unwrap_or(user);
        let customer = Caller::sign_in(&self.outputs, Role::Customer, user, name, self.lines).await?;
        customer.stores("/customers/me", profile).await?;
        Ok(customer)
    }

    /// Signs a technician in.
    pub(super) async fn technician(&self, technician: &Technician) -> Result<Caller, Error> {
        let Technician { name, display_name, .. } = technician;
        Caller::sign_in(&self.outputs, Role::Technician, name, display_name, self.lines).await
    }

    /// Signs an operator in.
    pub(super) async fn operator(&self, user: &str, name: &str) -> Result<Caller, Error> {
        Caller::sign_in(&self.outputs, Role::Operator, user, name, self.lines).await
    }

    /// Lets minutes pass on the clock of the cloud, in which people do something.
    pub(super) async fn passes(&self, minutes: u64, what: &str) -> Result<(), Error> {
        clock::advance(&self.outputs, Duration::from_secs(60 * minutes)).await?;
        self.lines.note(&format!("{minutes} minutes pass: {what}."));
        Ok(())
    }

    /// The technician whom customers call so.
    pub(super) fn named(&self, display_name: &str) -> Option<&Technician> {
        self.technicians.iter().map(|(technician, _)| technician).find(|one| one.display_name == display_name)
    }

    /// Who is competent in a category and lives in a department.
    pub(super) fn near(&self, category: &str, department: &str) -> Vec<&Technician> {
        let all = self.technicians.iter().map(|(technician, _)| technician);
        all.filter(|technician| technician.is_near(category, department)).collect()
    }

    /// Sends technicians online, or offline.
    pub(super) async fn go(&self, technicians: &[&Technician], online: bool) -> Result<(), Error> {
        let presence = |one: &&Technician| ((*one).clone(), one.presence(online));
        self.each_stores("/technicians/me/presence", technicians.iter().map(presence).collect()).await
    }

    async fn each_stores(&self, path: &'static str, bodies: Vec<(Technician, Value)>) -> Result<(), Error> {
        let mut waiting = bodies.into_iter();
        let mut calls = JoinSet::new();
        for (technician, body) in waiting.by_ref().take(AT_ONCE) {
            calls.spawn(store(self.outputs.clone(), technician, self.lines, path, body));
        }
        while let Some(stored) = calls.join_next().await {
            stored.map_err(|panic| Error::system("calling for several people")(panic.into()))??;
            if let Some((technician, body)) = waiting.next() {
                calls.spawn(store(self.outputs.clone(), technician, self.lines, path, body));
            }
        }
        Ok(())
    }
}

async fn store(
    outputs: Outputs,
    technician: Technician,
    lines: Lines,
    path: &'static str,
    body: Value,
) -> Result<(), Error> {
    let Technician { name, display_name, .. } = &technician;
    let signed_in = Caller::sign_in(&outputs, Role::Technician, name, display_name, lines).await?;
    signed_in.stores(path, &body).await.map(drop)
}

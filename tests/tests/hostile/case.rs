//! One hostile call, and the answer that it deserves.

use serde_json::Value;
use tests::house::Call;

use crate::{
    command::{ASK, CREDIT, Caller, Command, DECLARE, commands},
    scene::{Scene, Stage},
};

/// A hostile call: what is said of it overrides what the accepted command says.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What is hostile about it.
    pub(crate) name: String,
    /// The route that it calls.
    pub(crate) route: &'static str,
    /// The stage of the intervention that it is about.
    pub(crate) stage: Stage,
    /// Who must be refused.
    pub(crate) by: Caller,
    /// In place of the ids of the scene, by their names in the route.
    ids: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    json: Value,
    raw: Option<Vec<u8>>,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What apps decide by.
    pub(crate) code: &'static str,
    /// The places of all faults, in any order.
    pub(crate) pointers: Vec<String>,
}

impl Case {
    /// The accepted command, about to be spoilt.
    pub(crate) fn of(route: &'static str) -> Self {
        let command = commands().into_iter().find(|one| one.route == route);
        Self::spoiling(command.expect("a command of the API"))
    }

    /// The same, where the command is at hand.
    pub(crate) fn spoiling(Command { route, stage, by, body, .. }: Command) -> Self {
        let keyed = matches!(route, DECLARE | ASK | CREDIT);
        Self {
            name: String::new(),
            route,
            stage,
            by,
            ids: Vec::new(),
            query: String::new(),
            headers: keyed.then(|| ("idempotency-key", "hostile-1".to_owned())).into_iter().collect(),
            json: body,
            raw: None,
            status: 200,
            code: "",
            pointers: Vec::new(),
        }
    }

    /// A read without words.
    pub(crate) fn read(route: &'static str, stage: Stage, by: Caller) -> Self {
        Self::spoiling(Command { route, stage, by, body: Value::Null, required: &[] })
    }

    pub(crate) fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    pub(crate) fn by(self, by: Caller) -> Self {
        Self { by, ..self }
    }

    pub(crate) fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// Another id in the path, spelt as it is sent.
    pub(crate) fn id(mut self, name: &'static str, id: impl Into<String>) -> Self {
        self.ids.push((name, id.into()));
        self
    }

    pub(crate) fn query(self, query: impl Into<String>) -> Self {
        Self { query: query.into(), ..self }
    }

    /// A header in place of the one of that name.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self = self.without_header(name);
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    /// Another body.
    pub(crate) fn json(self, json: Value) -> Self {
        Self { json, ..self }
    }

    /// A body that need not be JSON.
    pub(crate) fn raw(self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: Some(bytes.into()), ..self }
    }

    /// The accepted body but for one value.
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer begins with a slash");
        if self.json.is_null() {
            self.json = Value::Object(serde_json::Map::new());
        }
        let place = self.json.pointer_mut(parent).expect("the accepted body has that place");
        if let Value::Array(items) = place {
            items.truncate(name.parse().expect("an index"));
            items.push(value);
        } else {
            place[name] = value;
        }
        if self.name.is_empty() { self.named(format!("at {pointer}")) } else { self }
    }

    /// Refused with a status and a code.
    pub(crate) fn answers(self, status: u16, code: &'static str) -> Self {
        Self { status, code, ..self }
    }

    /// Refused for exactly these values.
    pub(crate) fn refused(self, pointers: &[&str]) -> Self {
        let pointers = pointers.iter().map(ToString::to_string).collect();
        Self { pointers, ..self.answers(422, "invalid-value") }
    }

    /// Refused by a rule of the trade, for one value.
    pub(crate) fn breaks(self, code: &'static str, pointer: &str) -> Self {
        Self { code, ..self.refused(&[pointer]) }
    }

    /// The path that is called in a scene.
    pub(crate) fn path(&self, scene: &Scene) -> String {
        let (_, pattern) = self.route.split_once(' ').expect("a route has a method");
        let path = self.ids.iter().fold(pattern.to_owned(), |path, (name, id)| path.replace(name, id));
        let path = path.replace("{id}", &scene.id);
        path.replace("{quoteId}", &scene.part).replace("{extraId}", &scene.part)
    }

    /// The call that is made in a scene.
    pub(crate) fn call(&self, scene: &Scene) -> Call {
        let (method, _) = self.route.split_once(' ').expect("a route has a method");
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        let token = |sub: &str, group: &str| Some((sub.to_owned(), group.to_owned()));
        Call {
            method: method.to_owned(),
            target: self.path(scene) + &query,
            headers: self.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: self
                .raw
                .clone()
                .or_else(|| Some(self.json.to_string().into_bytes()).filter(|_| !self.json.is_null())),
            caller: match self.by {
                Caller::Customer => token("camille", ""),
                Caller::Technician => token(&scene.technician, "technicians"),
                Caller::Stranger => token("stranger", ""),
                Caller::Rival => token("rival", "technicians"),
                Caller::Operator => token("operator", "operators"),
                Caller::Guest => token("guest", ""),
                Caller::Nobody => None,
            },
            at: scene.now,
        }
    }
}

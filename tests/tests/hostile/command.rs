//! Every command of the API with a call that is accepted: hostile ones are changes of it.

use serde_json::{Value, json};

use crate::scene::Stage;

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Who declared the intervention.
    Customer,
    /// Who was chosen, and took it where the stage is further on.
    Technician,
    /// Another customer.
    Stranger,
    /// Another technician, registered and nearby.
    Rival,
    /// One of the team.
    Operator,
    /// A token without a group.
    Guest,
    /// No token at all.
    Nobody,
}

/// A command as it is accepted.
pub(crate) struct Command {
    /// The method and path of the template.
    pub(crate) route: &'static str,
    /// Where the intervention must stand.
    pub(crate) stage: Stage,
    /// Whose word it is.
    pub(crate) by: Caller,
    /// The words; null where none are needed.
    pub(crate) body: Value,
    /// The fields that an empty body misses.
    pub(crate) required: &'static [&'static str],
}

pub(crate) const DECLARE: &str = "POST /interventions";
pub(crate) const CHOOSE: &str = "PUT /interventions/{id}/choice";
pub(crate) const WAIT: &str = "POST /interventions/{id}/waiting";
pub(crate) const SCHEDULE: &str = "PUT /interventions/{id}/schedule";
pub(crate) const ACCEPT: &str = "POST /interventions/{id}/acceptance";
pub(crate) const DECLINE: &str = "POST /interventions/{id}/refusal";
pub(crate) const DEPART: &str = "POST /interventions/{id}/departure";
pub(crate) const ARRIVE: &str = "POST /interventions/{id}/arrival";
pub(crate) const START: &str = "POST /interventions/{id}/start";
pub(crate) const PAUSE: &str = "POST /interventions/{id}/pause";
pub(crate) const RESUME: &str = "POST /interventions/{id}/resume";
pub(crate) const ADD_EXTRA: &str = "POST /interventions/{id}/extras";
pub(crate) const REMOVE_EXTRA: &str = "DELETE /interventions/{id}/extras/{extraId}";
pub(crate) const PROPOSE_QUOTE: &str = "POST /interventions/{id}/quotes";
pub(crate) const ACCEPT_QUOTE: &str = "POST /interventions/{id}/quotes/{quoteId}/acceptance";
pub(crate) const REFUSE_QUOTE: &str = "POST /interventions/{id}/quotes/{quoteId}/refusal";
pub(crate) const WITHDRAW_QUOTE: &str = "POST /interventions/{id}/quotes/{quoteId}/withdrawal";
pub(crate) const POSTPONE: &str = "POST /interventions/{id}/postponement";
pub(crate) const CONFIRM: &str = "POST /interventions/{id}/postponement/confirmation";
pub(crate) const REFUSE_APPOINTMENT: &str = "POST /interventions/{id}/postponement/refusal";
pub(crate) const FINISH: &str = "POST /interventions/{id}/finish";
pub(crate) const RESOLVE: &str = "POST /interventions/{id}/resolution";
pub(crate) const CANCEL: &str = "POST /interventions/{id}/cancellation";
pub(crate) const ATTACH: &str = "POST /interventions/{id}/media";
pub(crate) const RATE: &str = "POST /interventions/{id}/rating";
pub(crate) const UPDATE_TECHNICIAN: &str = "PUT /technicians/me";
pub(crate) const SET_PRESENCE: &str = "PUT /technicians/me/presence";
pub(crate) const UPDATE_CUSTOMER: &str = "PUT /customers/me";
pub(crate) const ASK: &str = "POST /questions";
pub(crate) const CREDIT: &str = "POST /interventions/{id}/invoice/credit-notes";
pub(crate) const EXPORT: &str = "POST /accounting/exports";
pub(crate) const ERASE: &str = "DELETE /me";

/// All commands.
pub(crate) fn commands() -> Vec<Command> {
    use Caller::{Customer, Operator, Rival, Stranger, Technician};
    let silent = |route, stage, by| Command { route, stage, by, body: Value::Null, required: &[] };
    let command = |route, stage, by, body, required| Command { route, stage, by, body, required };
    let money = |cents: i64| json!({ "cents": cents, "currency": "EUR" });
    let extra = json!({ "kind": "material", "label": "Joint", "quantity": 2, "unitPrice": money(350) });
    let line = json!({ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": money(9_000) });
    let report = json!({ "diagnosis": "Joint usé.", "workDone": "Joint remplacé." });
    vec![
        command(DECLARE, Stage::Nothing, Customer, declaration(), &["/category", "/address", "/description"]),
        command(CHOOSE, Stage::Declared, Customer, json!({ "technicianId": "rival" }), &["/technicianId"]),
        silent(WAIT, Stage::Declared, Customer),
        command(SCHEDULE, Stage::Declared, Customer, hour(), &["/scheduledFor"]),
        silent(ACCEPT, Stage::Offered, Technician),
        silent(DECLINE, Stage::Offered, Technician),
        command(DEPART, Stage::Accepted, Technician, json!({ "etaMinutes": 14 }), &[]),
        silent(ARRIVE, Stage::Departed, Technician),
        command(START, Stage::Arrived, Technician, json!({ "code": "4821" }), &["/code"]),
        silent(PAUSE, Stage::Working, Technician),
        silent(RESUME, Stage::Paused, Technician),
        command(
            ADD_EXTRA,
            Stage::Working,
            Technician,
            extra,
            &["/kind", "/label", "/quantity", "/unitPrice"],
        ),
        silent(REMOVE_EXTRA, Stage::Working, Technician),
        command(PROPOSE_QUOTE, Stage::Paused, Technician, json!({ "lines": [line] }), &["/lines"]),
        silent(ACCEPT_QUOTE, Stage::Quoted, Customer),
        silent(REFUSE_QUOTE, Stage::Quoted, Customer),
        silent(WITHDRAW_QUOTE, Stage::Quoted, Technician),
        command(POSTPONE, Stage::Paused, Technician, appointment(), &["/appointment"]),
        silent(CONFIRM, Stage::Postponable, Customer),
        silent(REFUSE_APPOINTMENT, Stage::Postponable, Customer),
        command(FINISH, Stage::Working, Technician, json!({ "report": report }), &["/report"]),
        command(CANCEL, Stage::Accepted, Customer, json!({ "reason": "Réparé tout seul." }), &["/reason"]),
        command(RESOLVE, Stage::Accepted, Operator, resolution(), &["/outcome"]),
        command(ATTACH, Stage::Declared, Customer, photo(), &["/kind", "/contentType", "/bytes", "/phase"]),
        command(RATE, Stage::Finished, Customer, json!({ "stars": 5 }), &["/stars"]),
        command(
            UPDATE_TECHNICIAN,
            Stage::Nothing,
            Rival,
            profile(),
            &["/displayName", "/base", "/business", "/radiusMeters", "/categories"],
        ),
        command(SET_PRESENCE, Stage::Nothing, Rival, presence(), &["/online"]),
        command(UPDATE_CUSTOMER, Stage::Nothing, Customer, person(), &["/name", "/phone", "/billingAddress"]),
        command(ASK, Stage::Nothing, Customer, question(), &["/subject", "/text"]),
        command(CREDIT, Stage::Invoiced, Operator, credit(), &["/reason"]),
        command(EXPORT, Stage::Nothing, Operator, json!({ "month": "2026-11" }), &["/month"]),
        silent(ERASE, Stage::Nothing, Stranger),
    ]
}

fn appointment() -> Value {
    json!({ "appointment": "2026-11-25T08:00:00Z" })
}

fn resolution() -> Value {
    json!({ "outcome": "cancelled", "reason": "Le client a appelé." })
}

fn hour() -> Value {
    json!({ "scheduledFor": "2026-11-25T08:00:00Z" })
}

fn address() -> Value {
    json!({ "line1": "3 rue Neuve", "postcode": "80000", "city": "Amiens" })
}

fn location() -> Value {
    json!({ "latitude": 49.8947, "longitude": 2.3022 })
}

fn presence() -> Value {
    json!({ "online": true, "location": location() })
}

fn photo() -> Value {
    json!({ "kind": "photo", "contentType": "image/jpeg", "bytes": 2_483_120, "phase": "before" })
}

fn person() -> Value {
    json!({ "name": "Camille Lefèvre", "phone": "+33612345678", "billingAddress": address() })
}

fn question() -> Value {
    json!({ "subject": "Facture", "text": "Où trouver ma facture ?" })
}

fn credit() -> Value {
    json!({ "reason": "Facturé deux fois.", "lines": [{ "line": 1, "amount": { "cents": 100, "currency": "EUR" } }] })
}

fn declaration() -> Value {
    let mut place = address();
    place["location"] = location();
    json!({ "category": "heating", "address": place, "description": "La chaudière ne démarre plus." })
}

fn profile() -> Value {
    let insurance = json!({
        "insurer": "Mutuelle", "policy": "RC-1", "coverage": "Décennale", "validUntil": "2027-12-31",
    });
    let business = json!({
        "legalName": "Rival Chauffage", "siren": "732829320", "vatNumber": "FR44732829320",
        "address": address(), "vatRegime": "standard", "insurance": insurance,
    });
    let service = json!({ "name": "Entretien", "price": { "cents": 12_000, "currency": "EUR" } });
    let heating = json!({
        "category": "heating", "hourlyRate": { "cents": 7_200, "currency": "EUR" }, "flatRates": [service],
    });
    json!({
        "displayName": "Rival R.", "base": { "address": address(), "location": location() },
        "business": business, "radiusMeters": 20_000, "categories": [heating],
    })
}

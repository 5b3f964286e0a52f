//! The one view of an intervention, as far as its reader may see (rule 29).

use domain::{
    Timestamp,
    dossier::Dossier,
    intervention::{self, Party, Sight},
    media::Links,
    paper::PaperLink,
    policy::Policy,
    timeline::{self, Fact},
};
use serde::Serialize;

use super::{
    Contact, Entry, Extra, InterventionAddress, Matched, Medium, Money, Offer, Page, Postponement, Price,
    Quote, Rating, Segment, TechnicianName, Time, standing::Standing,
};
use crate::Language;

/// Who reads, when, and what the reader's question found besides.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Who reads.
    pub party: &'a Party,
    /// How much of it they may see.
    pub sight: Sight,
    /// Whether phone number and access codes are shown: that changes with time, also in the answer to a repeat.
    pub shows_contact: bool,
    /// Name and phone number of the other side, where they were looked up.
    pub contact: &'a Contact,
    /// When.
    pub now: Timestamp,
    /// By which prices.
    pub policy: &'a Policy,
    /// The place in the waiting list, where it was asked for; 1 is next.
    pub waiting_position: Option<u32>,
    /// How far a technician who has not taken it would go.
    pub distance_meters: Option<u32>,
    /// Links to photos and voice notes, where they were signed.
    pub links: &'a Links,
    /// For what is told in words.
    pub language: Language,
}

/// What apps read of an intervention.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Intervention {
    id: String,
    stage: &'static str,
    version: u64,
    category: &'static str,
    address: InterventionAddress,
    description: String,
    declared_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_for: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flat_rate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_ceiling: Option<Money>,
    priority: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technician: Option<TechnicianName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Offer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_the_way_since: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eta_minutes: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_at: Option<Time>,
    work_log: Vec<Segment>,
    worked_seconds: i64,
    extras: Vec<Extra>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<Quote>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreed_quotes: Vec<Quote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postponement: Option<Postponement>,
    price_so_far: Price,
    timeline: Vec<Entry>,
    media: Vec<Medium>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_position: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_meters: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technicians: Option<Page<Matched>>,
}

/// The answer for a technician without a part in the intervention: open, taken or over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outline {
    id: String,
    stage: &'static str,
    category: &'static str,
}

impl Outline {
    /// The outline at `now`.
    pub fn of(intervention: &intervention::Intervention, now: Timestamp) -> Self {
        Self {
            id: intervention.id().to_string(),
            stage: intervention.outline(now).as_str(),
            category: intervention.declaration().category.code(),
        }
    }

    /// The stage, as it is spelt.
    pub fn stage(&self) -> &'static str {
        self.stage
    }
}

/// The customer, for the technician who accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CustomerName {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

impl Intervention {
    /// The intervention just declared, with whom to choose from.
    #[must_use]
    pub fn with_technicians(self, technicians: Page<Matched>) -> Self {
        Self { technicians: Some(technicians), ..self }
    }

    /// With a link to the newest quote on paper, once it is printed.
    #[must_use]
    pub fn with_quote_pdf(self, link: Option<&PaperLink>) -> Self {
        Self { quote: self.quote.map(|quote| quote.on_paper(link)), ..self }
    }

    /// The intervention for a reader who may know of it.
    pub fn of(dossier: &Dossier, reader: Reader<'_>) -> Self {
        let Dossier { intervention, breakdown, .. } = dossier;
        let declaration = intervention.declaration();
        let stage = Standing::of(intervention, reader.party, reader.now);
        let sees_all = reader.sight == Sight::Whole;
        let quote = intervention.quote().filter(|_| sees_all);
        let shows_contact = reader.shows_contact;
        Self {
            id: intervention.id().to_string(),
            stage: intervention.stage().name().as_str(),
            version: intervention.version(),
            category: declaration.category.code(),
            address: if sees_all {
                InterventionAddress::in_full(breakdown, declaration, shows_contact)
            } else {
                InterventionAddress::town_of(breakdown)
            },
            description: breakdown.description.to_string(),
            declared_at: intervention.declared_at().into(),
            scheduled_for: declaration.scheduled_for.map(Time::from),
            flat_rate: declaration.flat_rate.as_ref().map(ToString::to_string),
            price_ceiling: declaration.price_ceiling.map(Money::from),
            priority: intervention.has_priority(),
            expires_at: intervention.stage().is_open().then(|| intervention.expires_at().into()),
            technician: intervention.acceptance().map(|acceptance| technician(acceptance, reader)),
            customer: customer(reader, shows_contact),
            offer: stage.offer,
            due_at: stage.due_at.map(Time::from),
            on_the_way_since: stage.on_the_way_since.map(Time::from),
            eta_minutes: stage.eta_minutes,
            late: stage.late,
            expected_at: stage.expected_at.map(Time::from),
            work_log: intervention.work().segments().iter().map(Segment::from).collect(),
            worked_seconds: intervention.worked_seconds(reader.now, reader.policy),
            extras: Extra::all_of(intervention),
            quote: quote.map(|quote| {
                let is_over = intervention.stage().is_over();
                Quote::of(quote, dossier.quote_lines(&quote.id), is_over, reader.now)
            }),
            agreed_quotes: if sees_all { Quote::agreed(dossier, reader.now) } else { Vec::new() },
            postponement: stage.postponement,
            price_so_far: intervention.price(reader.now, reader.policy).into(),
            timeline: timeline(intervention, reader.sight),
            media: Medium::all_of(dossier, reader),
            start_code: start_code(intervention, reader.party),
            waiting_position: reader.waiting_position,
            asked_count: asked_count(intervention, reader.party),
            distance_meters: reader.distance_meters,
            rating: intervention.rating().map(Rating::from),
            technicians: None,
        }
    }
}

/// The phone number of the technician is for the customer and the team.
fn technician(acceptance: &timeline::Acceptance, reader: Reader<'_>) -> TechnicianName {
    let phone = match reader.party {
        Party::Customer(_) | Party::Operator => reader.contact.technician_phone.as_ref(),
        Party::Technician(_) => None,
    };
    TechnicianName::of(acceptance, phone)
}

/// The name of the customer stays, the phone number goes some days after the end.
fn customer(reader: Reader<'_>, shows_contact: bool) -> Option<CustomerName> {
    let customer = reader.contact.customer.as_ref().filter(|_| reader.sight == Sight::Whole)?;
    let phone = shows_contact.then(|| customer.phone.as_str().to_owned());
    Some(CustomerName { name: customer.name.to_string(), phone })
}

/// What others were asked, and who had it before, is not told to a technician to whom it is put.
fn timeline(intervention: &intervention::Intervention, sight: Sight) -> Vec<Entry> {
    let is_of_request =
        |entry: &&timeline::Entry| matches!(entry.fact, Fact::Declared { .. } | Fact::Scheduled { .. });
    let entries = intervention.timeline().iter();
    entries.filter(|entry| sight == Sight::Whole || is_of_request(entry)).map(Entry::from).collect()
}

/// Who waits sees how many were asked, and nobody who they were.
fn asked_count(intervention: &intervention::Intervention, party: &Party) -> Option<usize> {
    let theirs = matches!(party, Party::Customer(_) | Party::Operator) && intervention.stage().is_open();
    theirs.then(|| intervention.asked().len())
}

/// Rule 12: the customer reads the code to whoever stands at the door.
fn start_code(intervention: &intervention::Intervention, party: &Party) -> Option<String> {
    let theirs = matches!(party, Party::Customer(_)) && intervention.acceptance().is_some();
    theirs.then(|| intervention.declaration().start_code.to_string())
}

#[cfg(test)]
pub(super) mod tests;

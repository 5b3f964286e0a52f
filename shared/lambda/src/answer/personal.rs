//! Everything that is kept about a person, as they read it (rule 30).

use domain::{
    Timestamp,
    agenda::{Hold, When},
    application::{Application, Appointment},
    id::InterventionId,
    intervention::{self, Sight},
    paper::{PaperKind, PaperLink},
    person,
    policy::Policy,
    quote::QuoteLines,
    reliability::Deed,
};
use serde::Serialize;

use super::{
    Contact, Customer, Decision, Intervention, Invoice, Location, Paper, Question, QuoteLine, RatingMean,
    Reader, Technician, Time, application::status,
};
use crate::Language;

/// A page of a person's data.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Customer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technician: Option<TechnicianData>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    appointments: Vec<PersonalAppointment>,
    interventions: Vec<PersonalIntervention>,
    questions: Vec<Question>,
    deeds: Vec<PersonalDeed>,
    notices: Vec<PersonalNotice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What is kept about a technician beside their interventions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TechnicianData {
    profile: Technician,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<PersonalApplication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<PresenceKept>,
    rating: RatingMean,
    agenda: Vec<Promise>,
    offers: Vec<OfferKept>,
}

/// An application with all that the team decided about it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonalApplication {
    status: &'static str,
    applied_at: Time,
    decisions: Vec<Decision>,
}

/// That the person was made an operator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonalAppointment {
    appointed_at: Time,
    reason: String,
}

#[derive(Debug, Serialize)]
struct PresenceKept {
    location: Location,
    until: Time,
}

/// What a technician holds; an hour for an appointment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Promise {
    intervention_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Time>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OfferKept {
    intervention_id: String,
    until: Time,
}

/// An intervention with its texts, documents and links.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonalIntervention {
    role: &'static str,
    intervention: Intervention,
    quotes: Vec<PersonalQuote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportWords>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<Invoice>,
    documents: Vec<Document>,
}

#[derive(Debug, Serialize)]
struct PersonalQuote {
    id: String,
    lines: Vec<QuoteLine>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportWords {
    diagnosis: String,
    work_done: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
}

#[derive(Debug, Serialize)]
struct Document {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    pdf: Paper,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonalDeed {
    intervention_id: String,
    since: Time,
    deed: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonalNotice {
    intervention_id: String,
    waiting_since: Time,
}

impl PersonalData {
    /// A page, read at a time, by a policy, in a language; `next` is the cursor of the next one.
    pub fn of(
        data: &person::PersonalData,
        (now, policy, language): (Timestamp, &Policy, Language),
        next: Option<String>,
    ) -> Self {
        let intervention = |kept| PersonalIntervention::of(kept, (now, policy, language));
        Self {
            customer: data.customer.as_ref().map(Customer::of),
            technician: data.technician.as_ref().map(TechnicianData::of),
            appointments: data.appointments.iter().map(PersonalAppointment::of).collect(),
            interventions: data.interventions.iter().map(intervention).collect(),
            questions: data.questions.iter().map(Question::of).collect(),
            deeds: data.deeds.iter().map(PersonalDeed::of).collect(),
            notices: data.notices.iter().map(PersonalNotice::of).collect(),
            next,
        }
    }
}

impl TechnicianData {
    fn of(kept: &person::TechnicianData) -> Self {
        let technician = &kept.technician;
        let presence = technician.presence.map(|presence| PresenceKept {
            location: presence.location.into(),
            until: presence.until.into(),
        });
        let offer = |(id, until): &(InterventionId, Timestamp)| OfferKept {
            intervention_id: id.to_string(),
            until: (*until).into(),
        };
        Self {
            profile: Technician::of(technician),
            application: kept.application.as_ref().map(PersonalApplication::of),
            phone: technician.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            presence,
            rating: technician.rating.into(),
            agenda: kept.agenda.holds().iter().map(Promise::of).collect(),
            offers: kept.offers.iter().map(offer).collect(),
        }
    }
}

impl PersonalApplication {
    fn of(application: &Application) -> Self {
        Self {
            status: status(application.status()),
            applied_at: application.applied_at.into(),
            decisions: application.decisions.iter().map(Decision::of).collect(),
        }
    }
}

impl PersonalAppointment {
    fn of(appointment: &Appointment) -> Self {
        let Appointment { appointed_at, reason, .. } = appointment;
        Self { appointed_at: (*appointed_at).into(), reason: reason.to_string() }
    }
}

impl Promise {
    fn of(hold: &Hold) -> Self {
        let at = match hold.when {
            When::Now { .. } => None,
            When::At(at) => Some(at),
        };
        Self { intervention_id: hold.intervention.to_string(), at: at.map(Time::from) }
    }
}

impl PersonalIntervention {
    fn of(
        kept: &person::PersonalIntervention,
        (now, policy, language): (Timestamp, &Policy, Language),
    ) -> Self {
        let person::PersonalIntervention { party, dossier, links, .. } = kept;
        let (waiting_position, distance_meters) = (None, None);
        let (sight, contact) = (Sight::Whole, &Contact::default());
        let shows_contact = dossier.intervention.shows_contact_to(party, now, policy);
        let reader = Reader {
            party,
            sight,
            shows_contact,
            contact,
            now,
            policy,
            waiting_position,
            distance_meters,
            links,
            language,
        };
        Self {
            role: match party {
                intervention::Party::Customer(_) => "customer",
                intervention::Party::Technician(_) => "technician",
                intervention::Party::Operator => "operator",
            },
            intervention: Intervention::of(dossier, reader),
            quotes: dossier.quotes.iter().map(|(id, lines)| PersonalQuote::of(id.as_str(), lines)).collect(),
            report: dossier.report.as_ref().map(ReportWords::of),
            invoice: invoice(kept),
            documents: kept.papers.iter().map(Document::of).collect(),
        }
    }
}

fn invoice(kept: &person::PersonalIntervention) -> Option<Invoice> {
    let intervention = &kept.dossier.intervention;
    let ((bill, link), taken) = (kept.bill.as_ref()?, intervention.acceptance()?);
    let invoice = Invoice::of(bill, &taken.technician, intervention.performed_at()?, link);
    Some(invoice.with_credit_notes(&kept.credit_notes))
}

impl PersonalQuote {
    fn of(id: &str, lines: &QuoteLines) -> Self {
        Self { id: id.to_owned(), lines: lines.lines().iter().map(QuoteLine::from).collect() }
    }
}

impl ReportWords {
    fn of(report: &intervention::Report) -> Self {
        Self {
            diagnosis: report.diagnosis.to_string(),
            work_done: report.work_done.to_string(),
            advice: report.advice.as_ref().map(ToString::to_string),
            signed_by: report.signed_by.as_ref().map(ToString::to_string),
        }
    }
}

impl Document {
    fn of((kind, link): &(PaperKind, PaperLink)) -> Self {
        let (kind, number) = match kind {
            PaperKind::Invoice => ("invoice", None),
            PaperKind::Report => ("report", None),
            PaperKind::Quote(id) => ("quote", Some(id.to_string())),
            PaperKind::CreditNote(number) => ("credit-note", Some(number.to_string())),
        };
        Self { kind, number, pdf: link.into() }
    }
}

impl PersonalDeed {
    fn of(deed: &person::PersonalDeed) -> Self {
        let person::PersonalDeed { intervention, since, deed } = deed;
        Self { intervention_id: intervention.to_string(), since: (*since).into(), deed: name(*deed) }
    }
}

fn name(deed: Deed) -> &'static str {
    match deed {
        Deed::Excused => "excused",
        Deed::OnTime => "on-time",
        Deed::Ignored => "ignored",
        Deed::Declined => "declined",
        Deed::Late => "late",
        Deed::GivenUp => "given-up",
    }
}

impl PersonalNotice {
    fn of(notice: &person::PersonalNotice) -> Self {
        let intervention_id = notice.intervention.to_string();
        Self { intervention_id, waiting_since: notice.waiting_since.into() }
    }
}

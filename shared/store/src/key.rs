//! Every key of the table and of its indexes: spelt here and nowhere else.

mod index;
mod reading;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    cell::Home,
    id::{CustomerId, InterventionId, QuestionId, QuoteId, TechnicianId},
    paper::PaperKind,
    technician::Siren,
};

pub(crate) use index::{
    BY_CUSTOMER, BY_DEADLINE, BY_MONTH, BY_TECHNICIAN, BY_WAITING, CUSTOMER, DEADLINE, DEADLINE_BUCKET,
    DECLARED_AT, MONTH, MONTH_SHARDS, PARKED, SERIES, SHARDS, TECHNICIAN, WAITING_IN, WAITING_RANK,
    deadline_bucket, month, month_shard, month_shard_of_technician, series_name, series_of, shard, shard_of,
    technician_series_name, technician_series_of, technician_series_start, waiting_category, waiting_in,
    waiting_rank,
};
pub(crate) use reading::{Changed, Part, changed, part, parties};

/// The partition key of the table.
pub(crate) const PK: &str = "pk";
/// The sort key of the table.
pub(crate) const SK: &str = "sk";

/// The key of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The partition.
    pub(crate) pk: String,
    /// The place in the partition.
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    /// As DynamoDB wants it.
    pub(crate) fn attributes(self) -> HashMap<String, AttributeValue> {
        let Self { pk, sk } = self;
        HashMap::from([(PK.to_owned(), AttributeValue::S(pk)), (SK.to_owned(), AttributeValue::S(sk))])
    }
}

/// All items of an intervention.
pub(crate) fn intervention(id: &InterventionId) -> String {
    format!("intervention#{id}")
}

/// The sort key of every timeline.
pub(crate) const TIMELINE: &str = "timeline";

/// The timeline with the index attributes.
pub(crate) fn timeline(id: &InterventionId) -> Key {
    Key::new(intervention(id), TIMELINE)
}

/// The sort key of the words of every declaration.
pub(crate) const BREAKDOWN: &str = "breakdown";

/// The words of the declaration.
pub(crate) fn breakdown(id: &InterventionId) -> Key {
    Key::new(intervention(id), BREAKDOWN)
}

/// The lines of a quote.
pub(crate) fn quote(id: &InterventionId, quote: &QuoteId) -> Key {
    Key::new(intervention(id), format!("quote#{quote}"))
}

/// The sort key of every report.
pub(crate) const REPORT: &str = "report";

/// What the technician reported.
pub(crate) fn report(id: &InterventionId) -> Key {
    Key::new(intervention(id), REPORT)
}

/// Photos and voice notes.
pub(crate) fn media(id: &InterventionId) -> Key {
    Key::new(intervention(id), "media")
}

/// The attempts at the start code.
pub(crate) fn start_attempts(id: &InterventionId) -> Key {
    Key::new(intervention(id), "start-attempts")
}

/// The one invoice.
pub(crate) fn invoice(id: &InterventionId) -> Key {
    Key::new(intervention(id), "invoice")
}

/// That a paper is kept, with the hashes of its files.
pub(crate) fn paper(id: &InterventionId, kind: &PaperKind) -> Key {
    let name = match kind {
        PaperKind::Invoice => "invoice".to_owned(),
        PaperKind::Report => "report".to_owned(),
        PaperKind::Quote(quote) => format!("quote#{quote}"),
        PaperKind::CreditNote(number) => format!("credit-note#{number}"),
    };
    Key::new(intervention(id), format!("paper#{name}"))
}

/// The start of the sort keys of credit notes.
pub(crate) const CREDIT_NOTE: &str = "credit-note#";

/// The `place`-th credit note of the invoice, from 1.
pub(crate) fn credit_note(id: &InterventionId, place: usize) -> Key {
    Key::new(intervention(id), format!("{CREDIT_NOTE}{place:04}"))
}

/// All items of a technician.
pub(crate) fn technician(id: &TechnicianId) -> String {
    format!("technician#{id}")
}

/// What a technician's own pages are made of.
pub(crate) const SELF: &str = "self#";

/// What the technician told about themselves.
pub(crate) fn profile(id: &TechnicianId) -> Key {
    Key::new(technician(id), format!("{SELF}profile"))
}

/// That the person applied to become a technician, and what the team decided.
pub(crate) fn application(id: &TechnicianId) -> Key {
    Key::new(technician(id), format!("{SELF}application"))
}

/// The applications that wait for a decision of the team.
pub(crate) const APPLICATIONS: &str = "applications#open";
/// The start of the sort keys of applications that wait.
pub(crate) const WAITS: &str = "application#";

/// That an application waits for a decision; the oldest comes first.
pub(crate) fn waits(applied_at: Timestamp, id: &TechnicianId) -> Key {
    let sk = format!("{WAITS}{:015}#{id}", applied_at.as_millisecond().max(0));
    Key::new(APPLICATIONS.to_owned(), sk)
}

/// Who made a person an operator.
pub(crate) fn appointments(sub: &str) -> Key {
    Key::new(format!("operator#{sub}"), "appointments")
}

/// The last commands of an operator that name nobody by an id.
pub(crate) fn operator_commands(sub: &str) -> Key {
    Key::new(format!("operator#{sub}"), "commands")
}

/// Where the technician is online.
pub(crate) fn presence(id: &TechnicianId) -> Key {
    Key::new(technician(id), format!("{SELF}presence"))
}

/// That the technician came online, or elsewhere.
pub(crate) fn coming(id: &TechnicianId) -> Key {
    Key::new(technician(id), "coming")
}

/// Stars.
pub(crate) fn statistics(id: &TechnicianId) -> Key {
    Key::new(technician(id), format!("{SELF}statistics"))
}

/// The start of the sort keys of offers.
pub(crate) const OFFER: &str = "offer#";

/// An offer to a technician.
pub(crate) fn offer(id: &TechnicianId, intervention: &InterventionId) -> Key {
    Key::new(technician(id), format!("{OFFER}{intervention}"))
}

/// The start of the sort keys of notices.
pub(crate) const NOTICE: &str = "notice#";

/// That a technician was told of a waiting request.
pub(crate) fn notice(id: &TechnicianId, intervention: &InterventionId) -> Key {
    Key::new(technician(id), format!("{NOTICE}{intervention}"))
}

/// The start of the sort keys of a record.
pub(crate) const RECORD: &str = "record#";

/// What became of an offer or a promise; the newest ones come last.
pub(crate) fn record(id: &TechnicianId, since: Timestamp, intervention: &InterventionId) -> Key {
    let since = since.as_millisecond().max(0);
    Key::new(technician(id), format!("{RECORD}{since:015}#{intervention}"))
}

/// One of the two series of an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    /// Of invoices.
    Invoices,
    /// Of credit notes.
    CreditNotes,
}

/// The last document of an issuer's series.
pub(crate) fn series(issuer: &Siren, series: Series) -> Key {
    Key::new(format!("issuer#{}", issuer.as_str()), series.plural())
}

/// The last document of an issuer's series in a year that is over.
pub(crate) fn ended_series(issuer: &Siren, series: Series, year: i16) -> Key {
    Key::new(format!("issuer#{}", issuer.as_str()), format!("{}#{year}", series.plural()))
}

/// The last document of a technician's own series in a year: numbers were given so before series were the issuer's.
pub(crate) fn technician_series(id: &TechnicianId, series: Series, year: i16) -> Key {
    let name = match series {
        Series::Invoices => "series",
        Series::CreditNotes => "credit-series",
    };
    Key::new(technician(id), format!("{name}#{year}"))
}

impl Series {
    fn plural(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::CreditNotes => "credit-notes",
        }
    }
}

/// The agendas of all technicians of a home cell.
pub(crate) fn agendas(home: Home) -> String {
    format!("agenda#{home}")
}

/// What a technician holds.
pub(crate) fn agenda(home: Home, id: &TechnicianId) -> Key {
    Key::new(agendas(home), id.as_str())
}

/// Where technicians are listed for a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Those online, for immediate requests.
    Online,
    /// All, for scheduled requests.
    Base,
}

/// The technicians who serve a cell in a category.
pub(crate) fn shelf(on: Shelf, category: &str, cell: &str) -> String {
    let name = match on {
        Shelf::Online => "online",
        Shelf::Base => "base",
    };
    format!("{name}#{category}#{cell}")
}

/// One technician there.
pub(crate) fn shelved(on: Shelf, category: &str, cell: &str, id: &TechnicianId) -> Key {
    Key::new(shelf(on, category, cell), id.as_str())
}

/// What a customer told about themselves.
pub(crate) fn customer(id: &CustomerId) -> Key {
    Key::new(format!("customer#{id}"), format!("{SELF}profile"))
}

/// What belongs to a person in each of their roles.
pub(crate) fn person(sub: &str) -> String {
    format!("person#{sub}")
}

/// The start of the sort keys of a person's questions.
pub(crate) const ASKED: &str = "question#";

/// That a person asked a question.
pub(crate) fn asked(sub: &str, id: &QuestionId) -> Key {
    Key::new(person(sub), format!("{ASKED}{id}"))
}

/// The questions that wait for an answer of the team.
pub(crate) const TO_ANSWER: &str = "questions#open";
/// The questions that the team answered.
pub(crate) const ANSWERED: &str = "questions#answered";

/// That a question waits for an answer; the oldest comes first.
pub(crate) fn to_answer(asked_at: Timestamp, id: &QuestionId) -> Key {
    Key::new(TO_ANSWER.to_owned(), listed(asked_at, id))
}

/// That a question was answered.
pub(crate) fn answered(asked_at: Timestamp, id: &QuestionId) -> Key {
    Key::new(ANSWERED.to_owned(), listed(asked_at, id))
}

fn listed(asked_at: Timestamp, id: &QuestionId) -> String {
    format!("{ASKED}{:015}#{id}", asked_at.as_millisecond().max(0))
}

/// The sort key of every erasure.
pub(crate) const ERASURE: &str = "erasure";

/// That a person asked to be erased.
pub(crate) fn erasure(sub: &str) -> Key {
    Key::new(person(sub), ERASURE)
}

/// A question to the team.
pub(crate) fn question(id: &QuestionId) -> Key {
    Key::new(format!("question#{id}"), "question")
}

/// What was parked of an item: records of its changes, and deadlines that nobody could act on.
pub(crate) fn parked(pk: &str) -> String {
    format!("parked#{pk}")
}

/// The start of the sort keys of an item's parked records.
pub(crate) fn parked_records(sk: &str) -> String {
    format!("record#{sk}#")
}

/// A parked record; sequence numbers of a stream have 40 digits at most, so records sort as they came.
pub(crate) fn parked_record(of: &Key, sequence: &str) -> Key {
    Key::new(parked(&of.pk), format!("{}{sequence:0>40}", parked_records(&of.sk)))
}

/// A deadline that nobody could act on.
pub(crate) fn parked_deadline(of: &Key, job: &str) -> Key {
    Key::new(parked(&of.pk), format!("due#{}#{job}", of.sk))
}

/// How far a job came.
pub(crate) fn cursor(job: &str) -> Key {
    Key::new(format!("job#{job}"), "cursor")
}

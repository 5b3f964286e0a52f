//! The shapes of messages; `events/schemas` tells the same to readers outside.

use domain::{
    Timestamp,
    category::Category,
    id::{InterventionId, QuoteId, TechnicianId},
    invoice::CreditNoteNumber,
};
use serde::{Deserialize, Serialize};

use crate::{queues::Queue, wire};

/// Anything that is sent to a queue.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// To [`Queue::PendingRequests`].
    PendingRequest(PendingRequest),
    /// To [`Queue::OfferTimers`], seen there once its time has come.
    OfferTimer(OfferTimer),
    /// To [`Queue::Invoices`].
    InvoiceRequest(InvoiceRequest),
    /// To [`Queue::Papers`]; for a report, seen there once photos of the end of the work have been checked.
    PaperRequest(PaperRequest),
}

/// A request went to the waiting list: every online technician concerned is to be told (rule 7). Or it waits already
/// and one technician comes online: they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingRequest {
    /// Which.
    #[serde(with = "wire::text")]
    pub intervention_id: InterventionId,
    /// For technicians of this category.
    #[serde(with = "wire::category")]
    pub category: Category,
    /// Since when it waits.
    #[serde(serialize_with = "wire::time")]
    pub waiting_since: Timestamp,
    /// Whether it goes first (rules 10 and 21).
    pub priority: bool,
    /// Whom alone to tell; none: everybody concerned.
    #[serde(default, with = "wire::optional_text", skip_serializing_if = "Option::is_none")]
    pub technician_id: Option<TechnicianId>,
}

/// An offer will have ended: the next wave is due (rule 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferTimer {
    /// Of which intervention.
    #[serde(with = "wire::text")]
    pub intervention_id: InterventionId,
    /// The version at which the offer was made: the timer of an older offer is stale.
    pub offer_entry: u64,
    /// When the offer ends.
    #[serde(serialize_with = "wire::time")]
    pub until: Timestamp,
    /// When the offer was saved; absent in old messages. From then on technicians can see it.
    #[serde(default, serialize_with = "wire::optional_time", skip_serializing_if = "Option::is_none")]
    pub saved_at: Option<Timestamp>,
}

/// An intervention ended and is to be billed (rule 22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceRequest {
    /// Which.
    #[serde(with = "wire::text")]
    pub intervention_id: InterventionId,
}

/// A document is to be printed: the quote that was proposed (rule 14), or the report of work that ended (rule 23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaperRequest {
    /// Of which intervention.
    #[serde(with = "wire::text")]
    pub intervention_id: InterventionId,
    /// Which quote; without a quote and a credit note: the report.
    #[serde(default, with = "wire::optional_text", skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<QuoteId>,
    /// Which credit note, whose call ended before its files were written.
    #[serde(default, with = "wire::credit_note", skip_serializing_if = "Option::is_none")]
    pub credit_note: Option<CreditNoteNumber>,
}

/// SQS delays no message for longer.
const DELAY_SECONDS_MAX: i64 = 900;
/// The check of a photo that was uploaded at the end of the work takes a second or two.
const REPORT_DELAY_SECONDS: i32 = 5;

impl Message {
    /// Where it is sent.
    pub fn queue(&self) -> Queue {
        match self {
            Self::PendingRequest(_) => Queue::PendingRequests,
            Self::OfferTimer(_) => Queue::OfferTimers,
            Self::InvoiceRequest(_) => Queue::Invoices,
            Self::PaperRequest(_) => Queue::Papers,
        }
    }

    /// For how many seconds from `now` nobody shall see it; a timer never comes early, as parts of seconds count whole.
    pub(crate) fn delay_seconds(&self, now: Timestamp) -> i32 {
        match self {
            Self::OfferTimer(timer) => {
                let milliseconds = timer.until.as_millisecond() - now.as_millisecond();
                let seconds = (milliseconds + 999).div_euclid(1_000).clamp(0, DELAY_SECONDS_MAX);
                i32::try_from(seconds).unwrap_or(0)
            }
            Self::PaperRequest(PaperRequest { quote_id: None, credit_note: None, .. }) => {
                REPORT_DELAY_SECONDS
            }
            Self::PendingRequest(_) | Self::InvoiceRequest(_) | Self::PaperRequest(_) => 0,
        }
    }

    pub(crate) fn to_json(&self) -> serde_json::Result<String> {
        match self {
            Self::PendingRequest(request) => serde_json::to_string(request),
            Self::OfferTimer(timer) => serde_json::to_string(timer),
            Self::InvoiceRequest(request) => serde_json::to_string(request),
            Self::PaperRequest(request) => serde_json::to_string(request),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> InterventionId {
        InterventionId::try_from("3f9c1e7a".to_owned()).unwrap()
    }

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_000_000_000 + milliseconds).unwrap()
    }

    fn timer(milliseconds: i64) -> Message {
        Message::OfferTimer(OfferTimer {
            intervention_id: id(),
            offer_entry: 2,
            until: at(milliseconds),
            saved_at: None,
        })
    }

    #[test]
    fn a_pending_request_is_spelt_as_its_schema_says() {
        let request = PendingRequest {
            intervention_id: id(),
            category: Category::try_from("heating".to_owned()).unwrap(),
            waiting_since: at(0),
            priority: false,
            technician_id: None,
        };

        let json = Message::PendingRequest(request.clone()).to_json().unwrap();

        let expected = r#"{"interventionId":"3f9c1e7a","category":"heating","waitingSince":"2026-11-18T11:06:40.000Z","priority":false}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<PendingRequest>(&json).unwrap(), request);
    }

    #[test]
    fn a_message_with_a_hostile_id_is_refused() {
        let hostile = r#"{"interventionId":"a#b"}"#;

        assert!(serde_json::from_str::<InvoiceRequest>(hostile).is_err());
    }

    #[test]
    fn a_timer_is_delayed_until_its_offer_ends_and_at_most_15_minutes() {
        let delays =
            [44_001, 45_000, -1, 3_600_000].map(|milliseconds| timer(milliseconds).delay_seconds(at(0)));

        assert_eq!(delays, [45, 45, 0, 900]);
    }

    #[test]
    fn nothing_but_a_timer_is_delayed() {
        let request = Message::InvoiceRequest(InvoiceRequest { intervention_id: id() });

        assert_eq!(request.delay_seconds(at(0)), 0);
    }
}

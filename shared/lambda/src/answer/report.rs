//! The report of work that ended.

use domain::{
    Timestamp,
    dossier::Dossier,
    intervention::{self, Ending},
    paper::PaperLink,
};
use serde::Serialize;

use super::{Extra, Paper, Segment, Time};

/// What was found and done, with times and extras.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    intervention_id: String,
    ended_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work_done: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    work_log: Vec<Segment>,
    worked_seconds: i64,
    ended_at: Time,
    extras: Vec<Extra>,
    pdf: Paper,
}

impl Report {
    /// The report with what it speaks of, and a link to it on paper.
    pub fn of(
        dossier: &Dossier,
        report: Option<&intervention::Report>,
        ended_at: Timestamp,
        pdf: &PaperLink,
    ) -> Self {
        let intervention = &dossier.intervention;
        let (ended_by, reason) = ended(intervention.ending());
        Self {
            ended_by,
            reason,
            intervention_id: intervention.id().to_string(),
            diagnosis: report.map(|report| report.diagnosis.to_string()),
            work_done: report.map(|report| report.work_done.to_string()),
            advice: report.and_then(|report| report.advice.as_ref()).map(ToString::to_string),
            signed_by: report.and_then(|report| report.signed_by.as_ref()).map(ToString::to_string),
            work_log: intervention.work().segments().iter().map(Segment::from).collect(),
            worked_seconds: intervention.work().worked_seconds(ended_at),
            ended_at: ended_at.into(),
            extras: Extra::all_of(intervention),
            pdf: pdf.into(),
        }
    }
}

/// Who ended the work; why, where it was not the technician.
fn ended(ending: Option<Ending<'_>>) -> (&'static str, Option<String>) {
    match ending {
        Some(Ending::ByTechnician) | None => ("technician", None),
        Some(Ending::ByCustomer(stall)) => ("customer", Some(stall.as_str().to_owned())),
        Some(Ending::ByOperator(reason)) => ("operator", Some(reason.to_string())),
    }
}

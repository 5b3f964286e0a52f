//! The report of work that ended.

use domain::{Timestamp, dossier::Dossier, intervention, paper::PaperLink};
use serde::Serialize;

use super::{Extra, Paper, Segment};

/// What was found and done, with times and extras.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    intervention_id: String,
    diagnosis: String,
    work_done: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    work_log: Vec<Segment>,
    worked_seconds: i64,
    ended_at: Timestamp,
    extras: Vec<Extra>,
    pdf: Paper,
}

impl Report {
    /// The report with what it speaks of, and a link to it on paper.
    pub fn of(
        dossier: &Dossier,
        report: &intervention::Report,
        ended_at: Timestamp,
        pdf: &PaperLink,
    ) -> Self {
        let intervention = &dossier.intervention;
        Self {
            intervention_id: intervention.id().to_string(),
            diagnosis: report.diagnosis.to_string(),
            work_done: report.work_done.to_string(),
            advice: report.advice.as_ref().map(ToString::to_string),
            signed_by: report.signed_by.as_ref().map(ToString::to_string),
            work_log: intervention.work().segments().iter().map(Segment::from).collect(),
            worked_seconds: intervention.work().worked_seconds(ended_at),
            ended_at,
            extras: Extra::all_of(intervention),
            pdf: pdf.into(),
        }
    }
}

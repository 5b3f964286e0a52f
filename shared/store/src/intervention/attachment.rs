//! Rows beside the timeline that a fact refers to: the lines of a quote, the report.

use domain::{
    SignedDuration, Timestamp,
    effect::EFFECT_MINUTES,
    intervention::{Intervention, Report},
    money::Money,
    quote::{QuoteLine, QuoteLineKind, QuoteLines},
};
use serde::{Deserialize, Serialize};

use crate::{
    deadlines::DueKind,
    error::Error,
    key,
    row::{Row, millis, parse, parse_some, spell_some},
};

/// The lines of a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QuoteRow {
    lines: Vec<QuoteLineRow>,
    /// When the job that looks for missing effects checks that the quote is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct QuoteLineRow {
    kind: QuoteLineKindRow,
    label: String,
    quantity: u32,
    unit_price: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vat_per_mille: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum QuoteLineKindRow {
    Labour,
    Material,
    Software,
}

/// What the technician reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportRow {
    diagnosis: String,
    work_done: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    /// When the job that looks for missing effects checks that the work is invoiced and the report printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<i64>,
}

impl Row for QuoteRow {
    const KIND: &'static str = "quote";
}

impl Row for ReportRow {
    const KIND: &'static str = "report";
}

impl QuoteRow {
    pub(super) fn of(lines: &QuoteLines) -> Self {
        let lines = lines.lines().iter().map(QuoteLineRow::of).collect();
        Self { lines, deadline_bucket: None, deadline: None }
    }

    /// With the time at which its document is checked.
    pub(super) fn checked(self, after: &Intervention) -> Self {
        let Some(at) = checked_at(after) else { return self };
        Self { deadline_bucket: Some(bucket(after, at)), deadline: Some(millis(at)), ..self }
    }

    pub(super) fn lines(self) -> Result<QuoteLines, Error> {
        let lines: Vec<QuoteLine> =
            self.lines.into_iter().map(QuoteLineRow::line).collect::<Result<_, _>>()?;
        Ok(QuoteLines::try_from(lines)?)
    }
}

/// When the effects of the last fact must be there.
fn checked_at(after: &Intervention) -> Option<Timestamp> {
    let last = after.timeline().last()?;
    Some(last.moment.recorded_at + SignedDuration::from_mins(EFFECT_MINUTES))
}

fn bucket(after: &Intervention, at: Timestamp) -> String {
    key::deadline_bucket(DueKind::Effects, at, key::shard(after.id()))
}

impl QuoteLineRow {
    fn of(line: &QuoteLine) -> Self {
        Self {
            kind: match line.kind {
                QuoteLineKind::Labour => QuoteLineKindRow::Labour,
                QuoteLineKind::Material => QuoteLineKindRow::Material,
                QuoteLineKind::Software => QuoteLineKindRow::Software,
            },
            label: line.label.to_string(),
            quantity: line.quantity,
            unit_price: line.unit_price.cents(),
            vat_per_mille: line.vat_per_mille,
        }
    }

    fn line(self) -> Result<QuoteLine, Error> {
        Ok(QuoteLine {
            kind: match self.kind {
                QuoteLineKindRow::Labour => QuoteLineKind::Labour,
                QuoteLineKindRow::Material => QuoteLineKind::Material,
                QuoteLineKindRow::Software => QuoteLineKind::Software,
            },
            label: parse(self.label)?,
            quantity: self.quantity,
            unit_price: Money::of_cents(self.unit_price),
            vat_per_mille: self.vat_per_mille,
        })
    }
}

impl ReportRow {
    pub(super) fn of(report: &Report) -> Self {
        Self {
            diagnosis: report.diagnosis.to_string(),
            work_done: report.work_done.to_string(),
            advice: spell_some(report.advice.as_ref()),
            signed_by: spell_some(report.signed_by.as_ref()),
            deadline_bucket: None,
            deadline: None,
        }
    }

    /// With the time at which the invoice and the document of the report are checked.
    pub(super) fn checked(self, after: &Intervention) -> Self {
        let Some(at) = checked_at(after) else { return self };
        Self { deadline_bucket: Some(bucket(after, at)), deadline: Some(millis(at)), ..self }
    }

    pub(super) fn report(self) -> Result<Report, Error> {
        Ok(Report {
            diagnosis: parse(self.diagnosis)?,
            work_done: parse(self.work_done)?,
            advice: parse_some(self.advice)?,
            signed_by: parse_some(self.signed_by)?,
        })
    }
}

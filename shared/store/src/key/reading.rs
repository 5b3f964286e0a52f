//! What a key that was read says.

use domain::{
    id::{InterventionId, QuestionId, QuoteId, TechnicianId},
    invoice::CreditNoteNumber,
    paper::PaperKind,
};

use crate::{error::Error, key::Key, row::parse};

/// What an item of an intervention's partition is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The timeline.
    Timeline,
    /// The words of the declaration.
    Breakdown,
    /// The lines of a quote.
    Quote(QuoteId),
    /// The report.
    Report,
    /// Photos and voice notes.
    Media,
    /// The invoice.
    Invoice,
    /// That a paper is kept.
    Paper(PaperKind),
    /// Something newer than this code.
    Other,
}

/// What the sort key of an intervention's item says.
pub(crate) fn part(key: &Key) -> Part {
    match key.sk.as_str() {
        "timeline" => Part::Timeline,
        "breakdown" => Part::Breakdown,
        "report" => Part::Report,
        "media" => Part::Media,
        "invoice" => Part::Invoice,
        other => match other.strip_prefix("paper#") {
            Some(paper) => paper_of(paper).map_or(Part::Other, Part::Paper),
            None => quote_of(other).map_or(Part::Other, Part::Quote),
        },
    }
}

fn paper_of(name: &str) -> Option<PaperKind> {
    match name.split_once('#').unwrap_or((name, "")) {
        ("invoice", "") => Some(PaperKind::Invoice),
        ("report", "") => Some(PaperKind::Report),
        ("quote", _) => quote_of(name).map(PaperKind::Quote),
        ("credit-note", number) => CreditNoteNumber::of_text(number).map(PaperKind::CreditNote),
        _ => None,
    }
}

fn quote_of(name: &str) -> Option<QuoteId> {
    QuoteId::try_from(name.strip_prefix("quote#")?.to_owned()).ok()
}

/// What an item is whose change somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Changed {
    /// The timeline of an intervention.
    Timeline(InterventionId),
    /// That a technician was told.
    Notice(TechnicianId, InterventionId),
    /// That a technician came online, or elsewhere.
    Coming(TechnicianId),
    /// The invoice of an intervention.
    Invoice(InterventionId),
    /// A credit note of that invoice.
    CreditNote(InterventionId),
    /// A question.
    Question(QuestionId),
    /// Anything else.
    Other,
}

/// The intervention and the technician that a key names, whatever the item is.
pub(crate) fn parties(pk: &str, sk: &str) -> (Option<InterventionId>, Option<TechnicianId>) {
    let id_after = |key: &str, kind: &str| {
        key.split_once('#').filter(|(known, _)| *known == kind).map(|(_, id)| id.to_owned())
    };
    let id =
        id_after(pk, "intervention").or_else(|| id_after(sk, "notice")).or_else(|| id_after(sk, "offer"));
    let technician = id_after(pk, "technician");
    let technician = technician.and_then(|id| TechnicianId::try_from(id).ok());
    (id.and_then(|id| InterventionId::try_from(id).ok()), technician)
}

/// What the key of a changed item says.
pub(crate) fn changed(key: &Key) -> Result<Changed, Error> {
    let Some((kind, id)) = key.pk.split_once('#') else { return Ok(Changed::Other) };
    let id = id.to_owned();
    Ok(match (kind, key.sk.split_once('#').unwrap_or((&key.sk, ""))) {
        ("intervention", ("timeline", _)) => Changed::Timeline(parse(id)?),
        ("intervention", ("invoice", _)) => Changed::Invoice(parse(id)?),
        ("intervention", ("credit-note", _)) => Changed::CreditNote(parse(id)?),
        ("technician", ("notice", of)) => Changed::Notice(parse(id)?, parse(of.to_owned())?),
        ("technician", ("coming", _)) => Changed::Coming(parse(id)?),
        ("question", ("question", _)) => Changed::Question(parse(id)?),
        _ => Changed::Other,
    })
}

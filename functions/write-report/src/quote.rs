//! The quote as it was proposed: the digest on it is the one that the timeline keeps and an acceptance agrees to.

use documents::{Buyer, HOUSE, QuotePaper, Work};
use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::QuoteId,
    invoice::{Certification, Taxation, quote_figures},
    paper::Printed,
    timeline::Fact,
};
use store::Store;

use crate::parties;

/// The files; none where there is no such quote.
pub(crate) async fn printed(
    store: &Store,
    dossier: &Dossier,
    id: &QuoteId,
) -> Result<Option<Printed>, Failure> {
    let (Some(Proposed { at, valid_until, digest }), Some(lines)) =
        (proposed(dossier, id), dossier.quote_lines(id))
    else {
        return Ok(None);
    };
    let Some((technician, buyer)) = parties(store, dossier).await? else { return Ok(None) };
    // Reduced rates are shown as they will be billed: who accepts certifies them.
    let certification = Certification { signed_by: buyer.name.clone(), signed_at: at };
    let regime = technician.business.vat_regime;
    let figures =
        quote_figures(lines, &Taxation { regime, certification: Some(&certification) }, store.policy());
    let number = format!("{}-{id}", dossier.intervention.id().short());
    let paper = QuotePaper {
        number: &number,
        proposed_at: at,
        valid_until,
        accepted_at: None,
        digest,
        figures: &figures,
        urgent: dossier.intervention.declaration().scheduled_for.is_none(),
        seller: &technician.business,
        buyer: Buyer::of(dossier, &buyer),
        work: Work::of(dossier, store.policy()),
        house: HOUSE,
    };
    paper.printed().map(Some).map_err(|fault| Failure::Broken(Box::new(fault)))
}

/// What the timeline keeps of a quote.
struct Proposed {
    at: Timestamp,
    valid_until: Timestamp,
    digest: [u8; 32],
}

fn proposed(dossier: &Dossier, id: &QuoteId) -> Option<Proposed> {
    dossier.intervention.timeline().iter().find_map(|entry| {
        let Fact::QuoteProposed { quote, valid_until, digest, .. } = &entry.fact else { return None };
        let (at, valid_until, digest) = (entry.moment.recorded_at, *valid_until, *digest);
        (quote == id).then_some(Proposed { at, valid_until, digest })
    })
}

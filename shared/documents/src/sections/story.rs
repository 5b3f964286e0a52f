//! What happened and when, from the timeline.

use domain::{
    intervention::Intervention,
    timeline::{Entry, Fact},
};

use crate::{
    layout::{
        sheet::Sheet,
        style::Style,
        table::{Column, Table},
    },
    typography::Language,
};

/// The most rows: the first and what fits.
const ROWS_MAX: usize = 60;

const TIMES: [Column; 2] = [Column { width: 325.276, right: false }, Column { width: 180.0, right: true }];
const EXTRAS: [Column; 3] = [
    Column { width: 325.276, right: false },
    Column { width: 80.0, right: true },
    Column { width: 100.0, right: true },
];

/// The times of the intervention.
pub(crate) fn story(sheet: &mut Sheet, intervention: &Intervention, language: Language) {
    sheet.heading(2, language.pick("Déroulement", "What happened"), Style::HEADING);
    sheet.y += 2.0;
    let names = [language.pick("Étape", "Step"), language.pick("Date et heure", "Date and time")];
    Table::write(sheet, &TIMES, &names, |table, sheet| {
        let told = |entry: &Entry| Some((said(&entry.fact, language)?, entry.moment.occurred_at));
        for (said, at) in intervention.timeline().iter().filter_map(told).take(ROWS_MAX) {
            let when = format!("{}, {}", language.date(at), language.time(at));
            table.row(sheet, "", &[&said, &when]);
        }
    });
    sheet.y += 12.0;
}

/// What was put in besides the work, if anything was.
pub(crate) fn extras(sheet: &mut Sheet, intervention: &Intervention, language: Language) {
    if intervention.extras().is_empty() {
        return;
    }
    sheet.heading(2, language.pick("Coûts annexes", "Extras"), Style::HEADING);
    sheet.y += 2.0;
    let names = match language {
        Language::French => ["Désignation", "Quantité", "Prix TTC"],
        Language::English => ["Description", "Quantity", "Price incl. VAT"],
    };
    Table::write(sheet, &EXTRAS, &names, |table, sheet| {
        for extra in intervention.extras() {
            let quantity = language.number(extra.quantity.into());
            let price = language.amount(extra.total().cents());
            table.row(sheet, "", &[extra.label.as_str(), &quantity, &price]);
        }
    });
    sheet.y += 12.0;
}

/// A step of the work in words; none for what only concerned the search for a technician.
fn said(fact: &Fact, language: Language) -> Option<String> {
    let (french, english) = match fact {
        Fact::Declared { .. } => ("Panne déclarée", "Breakdown declared"),
        Fact::Accepted { acceptance, .. } => {
            let who = &acceptance.display_name;
            return Some(match language {
                Language::French => format!("Demande acceptée par {who}"),
                Language::English => format!("Request accepted by {who}"),
            });
        }
        Fact::Departed { .. } => ("En route", "On the way"),
        Fact::Arrived => ("Arrivée sur place, entretien non facturé", "Arrived, interview not billed"),
        Fact::Started => ("Début du travail", "Work started"),
        Fact::Paused => ("Pause", "Paused"),
        Fact::Resumed => ("Reprise du travail", "Work resumed"),
        Fact::QuoteProposed { total, .. } => {
            let total = language.amount(total.cents());
            return Some(match language {
                Language::French => format!("Devis proposé : {total} TTC"),
                Language::English => format!("Quote proposed: {total} incl. VAT"),
            });
        }
        Fact::QuoteAccepted => ("Devis accepté par le client", "Quote accepted by the customer"),
        Fact::QuoteRefused => ("Devis refusé par le client", "Quote refused by the customer"),
        Fact::QuoteWithdrawn => ("Devis retiré par le technicien", "Quote withdrawn by the technician"),
        Fact::PostponementConfirmed { .. } => ("Suite reportée à un autre rendez-vous", "Rest postponed"),
        Fact::Finished { .. } => ("Fin de l’intervention", "Work finished"),
        Fact::AutoPaused { .. } => ("Pause automatique", "Paused automatically"),
        Fact::AutoPauseLifted => ("Pause automatique levée", "Automatic pause lifted"),
        Fact::Closed { .. } => ("Intervention clôturée par le client", "Closed by the customer"),
        Fact::Resolved { reason, .. } => {
            return Some(match language {
                Language::French => format!("Décision de l’équipe : {reason}"),
                Language::English => format!("Decision of the team: {reason}"),
            });
        }
        Fact::Cancelled { .. } => ("Intervention annulée", "Cancelled"),
        Fact::Offered { .. }
        | Fact::TimedOut { .. }
        | Fact::Waiting
        | Fact::Declined { .. }
        | Fact::Expired
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::Scheduled { .. }
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementProposed { .. }
        | Fact::PostponementRefused
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::ReleaseLifted
        | Fact::Stalled { .. }
        | Fact::Released { .. }
        | Fact::Rated { .. }
        | Fact::Erased { .. } => return None,
    };
    Some(language.pick(french, english).to_owned())
}

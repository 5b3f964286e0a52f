//! Who stands on a document: the technician's company, the customer, the work.

use domain::{
    Timestamp,
    dossier::Dossier,
    id::CustomerId,
    intervention::Intervention,
    invoice::{self, InvoiceLine, LineKind},
    money::{Money, half_up},
    place::Address,
    policy::Policy,
    technician::Business,
    text::Name,
    timeline::{Entry, Fact},
};

use crate::typography::Language;

/// The customer as documents name them.
#[derive(Debug, Clone, Copy)]
pub struct Buyer<'a> {
    /// Who.
    pub id: &'a CustomerId,
    /// As they call themselves, in any script.
    pub name: &'a Name,
    /// Where invoices go.
    pub address: &'a Address,
}

impl<'a> Buyer<'a> {
    /// As an invoice keeps them.
    pub fn of(dossier: &'a Dossier, buyer: &'a invoice::Buyer) -> Self {
        Self { id: &dossier.intervention.declaration().customer, name: &buyer.name, address: &buyer.address }
    }
}

/// The work that a document is about.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Its timeline says when, what and for how long.
    pub intervention: &'a Intervention,
    /// Where it was done.
    pub place: &'a Address,
    /// How long the base price lasts (rule 17).
    pub base_minutes: i64,
}

impl<'a> Work<'a> {
    /// The work of an intervention.
    pub fn of(dossier: &'a Dossier, policy: &Policy) -> Self {
        Self {
            intervention: &dossier.intervention,
            place: &dossier.breakdown.address,
            base_minutes: policy.base_minutes,
        }
    }
}

impl Work<'_> {
    /// When it ended; a rating that comes later changes nothing.
    pub(crate) fn ended_at(&self) -> Timestamp {
        let timeline = self.intervention.timeline();
        let is_end = |entry: &&Entry| entry.fact.is_end();
        let end = timeline.iter().rev().find(is_end).or(timeline.last());
        end.map_or(Timestamp::UNIX_EPOCH, |entry| entry.moment.occurred_at)
    }

    /// When the last work ended; without any work, when the intervention ended.
    pub(crate) fn performed_at(&self) -> Timestamp {
        self.intervention.performed_at().unwrap_or_else(|| self.ended_at())
    }

    /// When the customer accepted the quote that is part of it, if there is one.
    pub(crate) fn quote_accepted_at(&self) -> Option<Timestamp> {
        let mut entries = self.intervention.timeline().iter().rev();
        entries.find(|entry| entry.fact == Fact::QuoteAccepted).map(|entry| entry.moment.occurred_at)
    }

    /// The category's name.
    pub(crate) fn category(&self, language: Language) -> &'static str {
        let category = self.intervention.declaration().category;
        language.pick(category.french(), category.english())
    }

    /// The price of an hour, taxes included.
    pub(crate) fn hourly_rate(&self) -> Option<Money> {
        self.intervention.acceptance().map(|taken| taken.tariff.hourly_rate.money())
    }
}

/// An address in lines.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let mut lines = vec![address.line1.to_string()];
    lines.extend(address.line2.as_ref().map(ToString::to_string));
    lines.push(format!("{} {}", address.postcode.as_str(), address.city));
    lines
}

/// The company's number in groups of three.
pub(crate) fn siren(business: &Business) -> String {
    let digits = business.siren.as_str();
    format!("{}\u{a0}{}\u{a0}{}", &digits[..3], &digits[3..6], &digits[6..])
}

/// What a line is for, in words.
pub(crate) fn label(line: &InvoiceLine, work: &Work<'_>, language: Language) -> String {
    let category = work.category(language);
    match &line.kind {
        LineKind::Base if line.ttc == 0 => {
            language.pick("Intervention sans facturation", "Work free of charge").to_owned()
        }
        LineKind::Base => match language {
            Language::French => format!("{category} : les {} premières minutes", work.base_minutes),
            Language::English => format!("{category}: the first {} minutes", work.base_minutes),
        },
        LineKind::Time { .. } => match language {
            Language::French => format!("{category} : temps au-delà de {} minutes", work.base_minutes),
            Language::English => format!("{category}: time beyond {} minutes", work.base_minutes),
        },
        LineKind::FlatRate => {
            let name = work.intervention.declaration().flat_rate.as_ref().map(Name::as_str);
            let name = name.unwrap_or(category);
            match language {
                Language::French => format!("Forfait : {name}"),
                Language::English => format!("Flat rate: {name}"),
            }
        }
        LineKind::Quote(label) | LineKind::Extra(label) => label.clone(),
        LineKind::Fee => language.pick("Frais d’annulation", "Cancellation fee").to_owned(),
        LineKind::Reduction => {
            language.pick("Remise : plafond de prix convenu", "Reduction: agreed price ceiling").to_owned()
        }
    }
}

/// What is said below a line: the price of an hour.
pub(crate) fn note(line: &InvoiceLine, language: Language) -> String {
    match &line.kind {
        LineKind::Time { hourly_rate } => {
            let (ttc, ht) = (hourly_rate.cents(), net_hour(line, *hourly_rate));
            match language {
                Language::French => {
                    format!("{} TTC de l’heure, soit {} HT", language.amount(ttc), language.amount(ht))
                }
                Language::English => {
                    format!("{} an hour incl. VAT, {} excl. VAT", language.amount(ttc), language.amount(ht))
                }
            }
        }
        LineKind::Base
        | LineKind::FlatRate
        | LineKind::Quote(_)
        | LineKind::Extra(_)
        | LineKind::Fee
        | LineKind::Reduction => String::new(),
    }
}

/// An hour's price without taxes.
pub(crate) fn net_hour(line: &InvoiceLine, hourly_rate: Money) -> i64 {
    half_up(i128::from(hourly_rate.cents()) * 1_000, 1_000 + i128::from(line.vat_per_mille))
}

/// The quantity of a line with its unit.
pub(crate) fn quantity(line: &InvoiceLine, language: Language) -> String {
    match line.kind {
        LineKind::Time { .. } => format!("{}\u{a0}min", language.number(line.quantity.into())),
        LineKind::Base
        | LineKind::FlatRate
        | LineKind::Quote(_)
        | LineKind::Extra(_)
        | LineKind::Fee
        | LineKind::Reduction => language.number(line.quantity.into()),
    }
}

/// The price of one unit without taxes: of an hour for time, else of one piece.
pub(crate) fn unit_price(line: &InvoiceLine, language: Language) -> String {
    if let LineKind::Time { hourly_rate } = line.kind {
        return format!("{}/h", language.amount(net_hour(line, hourly_rate)));
    }
    let (ht, pieces) = (i128::from(line.ht), i128::from(line.quantity.max(1)));
    let cents = half_up(ht.abs(), pieces);
    language.amount(if line.ht < 0 { -cents } else { cents })
}

#[cfg(test)]
mod tests {
    use domain::{
        invoice::{InvoiceLine, LineKind},
        money::Money,
    };

    use super::*;

    #[test]
    fn time_is_priced_by_the_hour_and_pieces_by_the_piece() {
        let time = LineKind::Time { hourly_rate: Money::of_cents(6_000) };
        let time = InvoiceLine { kind: time, quantity: 15, ttc: 1_500, ht: 1_250, vat_per_mille: 200 };
        let part = LineKind::Extra("Joint".to_owned());
        let part = InvoiceLine { kind: part, quantity: 3, ttc: 1_250, ht: 1_042, vat_per_mille: 200 };

        assert_eq!(unit_price(&time, Language::English), "€50.00/h");
        assert_eq!(unit_price(&part, Language::English), "€3.47");
        assert_eq!(quantity(&time, Language::English), "15\u{a0}min");
    }
}

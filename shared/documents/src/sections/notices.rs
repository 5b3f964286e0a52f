//! What the law wants said.

use domain::{Timestamp, invoice::Certification, technician::Business};
use krilla::tagging::{ListNumbering, Tag};

use crate::{
    house::{self, House},
    layout::{
        sheet::{MARGIN, Sheet, WIDTH},
        style::Style,
    },
    typography::Language,
};

/// Small print under a heading.
pub(crate) fn statements(sheet: &mut Sheet, statements: &[String], language: Language) {
    sheet.heading(2, language.pick("Mentions", "Notices"), Style { size: 8.5, ..Style::HEADING });
    sheet.element(Tag::L(ListNumbering::None), |sheet| {
        for statement in statements {
            sheet.element(Tag::LI, |sheet| {
                sheet.element(Tag::LBody, |sheet| sheet.flow(MARGIN, WIDTH, statement, Style::SMALL));
            });
            sheet.y += 1.5;
        }
    });
}

/// Who signed for the reduced rates.
pub(crate) fn certified(signed: &Certification, issued_at: Timestamp, language: Language) -> String {
    let law = house::reduced(issued_at, language);
    let (who, on) = (&signed.signed_by, language.date(signed.signed_at));
    match language {
        Language::French => format!("{law} Attestation signée par {who} le {on}."),
        Language::English => format!("{law} Certified and signed by {who} on {on}."),
    }
}

/// Who pays when something goes wrong.
pub(crate) fn insured(seller: &Business, language: Language) -> String {
    let insurance = &seller.insurance;
    let (insurer, policy, coverage) = (&insurance.insurer, &insurance.policy, &insurance.coverage);
    match language {
        Language::French => {
            format!("Assurance professionnelle : {insurer}, contrat {policy}. Couverture : {coverage}.")
        }
        Language::English => {
            format!("Professional insurance: {insurer}, policy {policy}. Covers: {coverage}.")
        }
    }
}

/// In whose name it was issued.
pub(crate) fn mandated(seller: &Business, house: House<'_>, language: Language) -> String {
    let (house, seller) = (house.name, &seller.legal_name);
    match language {
        Language::French => {
            format!("Document établi par {house} au nom et pour le compte de {seller}, sous mandat écrit.")
        }
        Language::English => {
            format!("Issued by {house} in the name and on behalf of {seller}, under mandate.")
        }
    }
}

/// Whom the customer can turn to.
pub(crate) fn mediated(house: House<'_>, language: Language) -> String {
    let mediator = house.mediator;
    match language {
        Language::French => format!("Médiateur de la consommation : {mediator}."),
        Language::English => format!("Consumer mediator: {mediator}."),
    }
}

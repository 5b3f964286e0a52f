//! What the house prints on every document: who it is, its mediator, and what the law asks for at a date.
//!
//! Texts that quote the law are dated: value-added tax moved from the CGI to the CIBS on 1 September 2026. They want
//! a lawyer's eye and are all here.

use domain::{Timestamp, calendar};

use crate::typography::Language;

/// The platform that issues documents in the name of technicians.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where its customers have electronic addresses, which invoices must name.
    pub mail_domain: &'a str,
    /// Whom a customer can turn to.
    pub mediator: &'a str,
}

/// What stands in for the owners' own choice.
pub const HOUSE: House<'static> = House {
    name: "Hop-Assist",
    mail_domain: "clients.hop-assist.fr",
    mediator: "CM2C, 49 rue de Ponthieu, 75008 Paris, www.cm2c.net",
};

/// A text from a day on.
struct Dated {
    /// Year, month, day.
    from: (i16, i8, i8),
    french: &'static str,
    english: &'static str,
}

/// Why no tax is shown.
const EXEMPTION: [Dated; 2] = [
    Dated {
        from: (0, 1, 1),
        french: "TVA non applicable, article 293 B du CGI.",
        english: "VAT not applicable, article 293 B of the French tax code (CGI).",
    },
    Dated {
        from: (2026, 9, 1),
        french: "TVA non applicable : franchise en base (CIBS, ancien article 293 B du CGI).",
        english: "VAT not applicable: small business exemption (CIBS, formerly article 293 B CGI).",
    },
];

/// Why a reduced rate applies.
const REDUCED: [Dated; 2] = [
    Dated {
        from: (0, 1, 1),
        french: "Taux réduits de TVA (articles 278-0 bis A et 279-0 bis du CGI) : le client certifie que les travaux \
                 sont réalisés dans un local à usage d’habitation achevé depuis plus de deux ans.",
        english: "Reduced VAT rates (articles 278-0 bis A and 279-0 bis CGI): the customer certifies that the work is \
                  done in a dwelling completed more than two years ago.",
    },
    Dated {
        from: (2026, 9, 1),
        french: "Taux réduits de TVA (CIBS, anciens articles 278-0 bis A et 279-0 bis du CGI) : le client certifie que \
                 les travaux sont réalisés dans un local à usage d’habitation achevé depuis plus de deux ans.",
        english: "Reduced VAT rates (CIBS, formerly articles 278-0 bis A and 279-0 bis CGI): the customer certifies \
                  that the work is done in a dwelling completed more than two years ago.",
    },
];

/// What late payment costs.
pub(crate) fn penalties(language: Language) -> &'static str {
    language.pick(
        "Retard de paiement : pénalités au taux de trois fois l’intérêt légal.",
        "Late payment: penalties of three times the legal interest rate.",
    )
}

/// What late payment costs a business besides.
pub(crate) fn recovery(language: Language) -> &'static str {
    language.pick(
        "Indemnité forfaitaire de recouvrement de 40 €, due par les seuls professionnels.",
        "Fixed recovery charge of €40, owed by businesses only.",
    )
}

/// What early payment brings.
pub(crate) fn discount(language: Language) -> &'static str {
    language.pick("Pas d’escompte pour paiement anticipé.", "No discount for early payment.")
}

/// Why no tax is shown, as the law says it on a day.
pub(crate) fn exemption(at: Timestamp, language: Language) -> &'static str {
    dated(&EXEMPTION, at, language)
}

/// Why a reduced rate applies, as the law says it on a day.
pub(crate) fn reduced(at: Timestamp, language: Language) -> &'static str {
    dated(&REDUCED, at, language)
}

fn dated(texts: &'static [Dated], at: Timestamp, language: Language) -> &'static str {
    let day = calendar::day(at);
    let today = (day.year(), day.month(), day.day());
    let last = texts.iter().rfind(|text| text.from <= today).unwrap_or(&texts[0]);
    language.pick(last.french, last.english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_is_quoted_as_it_stood_on_the_day_of_issue_in_paris() {
        let quoted = |at: &str| exemption(at.parse().unwrap(), Language::French);

        assert_eq!(quoted("2026-08-31T21:59:59Z"), EXEMPTION[0].french);
        assert_eq!(quoted("2026-08-31T22:00:00Z"), EXEMPTION[1].french);
    }
}

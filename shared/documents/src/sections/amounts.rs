//! Lines and totals.

use domain::{
    invoice::{Figures, InvoiceLine},
    technician::VatRegime,
};
use krilla::tagging::Tag;

use crate::{
    layout::{
        lines::whole,
        mark::Area,
        sheet::{MARGIN, Sheet, WIDTH},
        style::{Ink, Style},
        table::{Column, Table},
    },
    parties::{Work, label, note, quantity, unit_price},
    typography::Language,
};

const fn column(width: f32, right: bool) -> Column {
    Column { width, right }
}

const COLUMNS: [Column; 6] = [
    column(209.276, false),
    column(50.0, true),
    column(70.0, true),
    column(42.0, true),
    column(67.0, true),
    column(67.0, true),
];
const RATES: [Column; 4] =
    [column(205.276, false), column(100.0, true), column(100.0, true), column(100.0, true)];
/// The width of the block of totals.
const BLOCK: f32 = 230.0;

/// The lines of the figures.
pub(crate) fn lines(
    sheet: &mut Sheet,
    figures: &Figures,
    work: &Work<'_>,
    regime: VatRegime,
    language: Language,
) {
    priced(sheet, figures, regime, language, &|line| (label(line, work, language), note(line, language)));
}

/// The same for a quote, whose lines need no notes.
pub(crate) fn quoted(
    sheet: &mut Sheet,
    figures: &Figures,
    work: &Work<'_>,
    regime: VatRegime,
    language: Language,
) {
    priced(sheet, figures, regime, language, &|line| (label(line, work, language), String::new()));
}

fn priced(
    sheet: &mut Sheet,
    figures: &Figures,
    regime: VatRegime,
    language: Language,
    say: &dyn Fn(&InvoiceLine) -> (String, String),
) {
    let names = match language {
        Language::French => {
            ["Désignation", "Quantité", "Prix unitaire HT", "TVA", "Montant HT", "Montant TTC"]
        }
        Language::English => {
            ["Description", "Quantity", "Unit price net", "VAT", "Net amount", "Gross amount"]
        }
    };
    Table::write(sheet, &COLUMNS, &names, |table, sheet| {
        for line in &figures.lines {
            let rate = match regime {
                VatRegime::Standard => language.percent(line.vat_per_mille),
                VatRegime::Exempt => "–".to_owned(),
            };
            let (label, note) = say(line);
            let (quantity, price) = (quantity(line, language), unit_price(line, language));
            let (ht, ttc) = (language.amount(line.ht), language.amount(line.ttc));
            table.row(sheet, &note, &[&label, &quantity, &price, &rate, &ht, &ttc]);
        }
    });
    sheet.y += 12.0;
}

/// Tax per rate, then what is to be paid.
pub(crate) fn totals(sheet: &mut Sheet, figures: &Figures, regime: VatRegime, language: Language) {
    if regime == VatRegime::Standard && figures.vat.len() > 1 {
        rates(sheet, figures, language);
    }
    let mut rows = vec![(language.pick("Total HT", "Total net").to_owned(), language.amount(figures.ht()))];
    match (regime, figures.vat.as_slice()) {
        (VatRegime::Exempt, _) => {}
        (VatRegime::Standard, [only]) => {
            let name = language.pick("TVA", "VAT");
            rows.push((format!("{name} {}", language.percent(only.per_mille)), language.amount(only.vat)));
        }
        (VatRegime::Standard, _) => {
            rows.push((language.pick("Total TVA", "Total VAT").to_owned(), language.amount(figures.tax())));
        }
    }
    let height = rows.iter().map(|_| Style::BODY.leading() + 3.0).sum::<f32>() + 40.0;
    sheet.room(height);
    let (left, right) = (MARGIN + WIDTH - BLOCK, MARGIN + WIDTH);
    for (name, amount) in &rows {
        let (name, amount) = (whole(name, Style::BODY), whole(amount, Style::BODY.tabular()));
        sheet.element(Tag::P, |sheet| {
            sheet.line_at(left + 12.0, &name, Style::BODY, true);
            sheet.line_to(right - 12.0, &amount, Style::BODY, true);
        });
        sheet.y += Style::BODY.leading() + 3.0;
    }
    sheet.y += 3.0;
    sheet.panel(Area { x: left, y: sheet.y, width: BLOCK, height: 30.0 }, Ink::Teal);
    sheet.y += 6.5;
    let name = whole(language.pick("Total TTC", "Total incl. VAT"), Style::TOTAL);
    let amount = whole(&language.amount(figures.total.cents()), Style::TOTAL);
    sheet.element(Tag::P, |sheet| {
        sheet.line_at(left + 12.0, &name, Style::TOTAL, true);
        sheet.line_to(right - 12.0, &amount, Style::TOTAL, true);
    });
    sheet.y += 23.5 + 14.0;
}

fn rates(sheet: &mut Sheet, figures: &Figures, language: Language) {
    let names = match language {
        Language::French => ["Taux de TVA", "Base HT", "Montant de TVA", "Total TTC"],
        Language::English => ["VAT rate", "Net base", "VAT amount", "Gross total"],
    };
    Table::write(sheet, &RATES, &names, |table, sheet| {
        for total in &figures.vat {
            let rate = language.percent(total.per_mille);
            let amounts = [total.ht, total.vat, total.ht + total.vat].map(|cents| language.amount(cents));
            table.row(sheet, "", &[&rate, &amounts[0], &amounts[1], &amounts[2]]);
        }
    });
    sheet.y += 10.0;
}

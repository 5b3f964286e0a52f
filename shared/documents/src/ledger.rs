//! The books as files: the FEC that French tax auditors read, and CSV for everybody else.
//!
//! The FEC follows article A. 47 A-1 of the livre des procédures fiscales (arrêté du 29 juillet 2013, commented in
//! BOI-CF-IOR-60-40-20): a flat file of 18 fields in this order, with their names in the first line, separated by tabs,
//! lines ended by CR LF, days as YYYYMMDD, a comma before the cents, no sign for thousands, in ASCII, which all
//! encodings that it allows agree on. Its name is `<SIREN>FEC<last day>`.

use domain::accounting::{Chart, Entry, Month, Posting, Side};

/// The names of the 18 fields, as the article spells them.
const FIELDS: [&str; 18] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
];

/// The name of the FEC of a company that closes with a month, without an ending.
pub fn fec_name(siren: &str, month: Month) -> String {
    format!("{siren}FEC{}", month.last_day().strftime("%Y%m%d"))
}

/// The FEC of entries of a month.
pub fn fec(entries: &[Entry], month: Month) -> String {
    let mut file = line(&FIELDS.map(str::to_owned), "\t");
    for (number, entry) in numbered(entries, month) {
        for posting in &entry.postings {
            file += &line(&fields(&number, entry, posting), "\t");
        }
    }
    file
}

/// The same for spreadsheets: a semicolon between values, as French ones read it.
pub fn csv(entries: &[Entry], month: Month) -> String {
    let names =
        ["entry", "date", "account", "accountName", "document", "label", "debit", "credit", "currency"];
    let mut file = line(&names.map(str::to_owned), ";");
    for (number, entry) in numbered(entries, month) {
        for posting in &entry.postings {
            let values = [
                number.clone(),
                entry.day.to_string(),
                posting.account.number.to_owned(),
                posting.account.name.to_owned(),
                entry.piece.clone(),
                entry.label.clone(),
                euros(posting.on(Side::Debit)),
                euros(posting.on(Side::Credit)),
                "EUR".to_owned(),
            ];
            file += &line(&values, ";");
        }
    }
    file
}

/// Without a gap within a journal and month, as the article wants it.
fn numbered(entries: &[Entry], month: Month) -> impl Iterator<Item = (String, &Entry)> {
    let number = move |(count, entry): (usize, _)| {
        let (journal, _) = Chart::of(month.last_day()).journal;
        (format!("{journal}-{month}-{count:06}"), entry)
    };
    (1..).zip(entries).map(number)
}

/// Customers have no account of their own each: who owes stands on the document that `PieceRef` names.
fn fields(number: &str, entry: &Entry, posting: &Posting) -> [String; 18] {
    let (code, name) = Chart::of(entry.day).journal;
    let day = entry.day.strftime("%Y%m%d").to_string();
    let none = String::new;
    [
        code.to_owned(),
        name.to_owned(),
        number.to_owned(),
        day.clone(),
        posting.account.number.to_owned(),
        posting.account.name.to_owned(),
        none(),
        none(),
        entry.piece.clone(),
        day.clone(),
        entry.label.clone(),
        euros(posting.on(Side::Debit)),
        euros(posting.on(Side::Credit)),
        none(),
        none(),
        day,
        none(),
        none(),
    ]
}

fn euros(cents: i64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

fn line(values: &[String], between: &str) -> String {
    values.join(between) + "\r\n"
}

#[cfg(test)]
mod tests {
    use domain::{
        accounting::{Document, entries},
        invoice::{Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind, SeriesYear},
    };

    use super::*;

    fn november() -> (Vec<Entry>, Month) {
        let at = "2026-11-23T08:58:02Z".parse().unwrap();
        let number = InvoiceNumber::new("732829320".to_owned().try_into().unwrap(), SeriesYear::of(at), 42);
        let lines = vec![
            InvoiceLine::priced(LineKind::Base, 1, 4_999, 200),
            InvoiceLine::priced(LineKind::Extra("Joint".to_owned()), 1, 1_055, 55),
        ];
        let id = "i1".to_owned().try_into().unwrap();
        let invoice = Invoice::seal(number, id, at, Figures::of_lines(lines), None);
        (entries(&[Document::Invoice(invoice)]).unwrap(), Month::of(at))
    }

    #[test]
    fn a_fec_has_18_fields_separated_by_tabs() {
        let (entries, month) = november();

        let file = fec(&entries, month);

        let lines: Vec<Vec<&str>> =
            file.split_terminator("\r\n").map(|line| line.split('\t').collect()).collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|fields| fields.len() == 18) && file.is_ascii());
        assert_eq!(lines[0].join("|"), FIELDS.join("|"));
        assert_eq!(
            lines[3].join("|"),
            "VE|Journal des ventes|VE-2026-11-000001|20261123|445711|TVA collectee 20 %|||\
             HA732829320-2026-000042|20261123|Facture HA732829320-2026-000042|0,00|8,33|||20261123||"
        );
        assert_eq!(fec_name("732829320", month), "732829320FEC20261130");
    }

    #[test]
    fn a_csv_says_the_same() {
        let (entries, month) = november();

        let file = csv(&entries, month);

        let second = file.split_terminator("\r\n").nth(1);
        let expected = "VE-2026-11-000001;2026-11-23;411000;Clients;HA732829320-2026-000042;\
                        Facture HA732829320-2026-000042;60,54;0,00;EUR";
        assert_eq!(second, Some(expected));
    }
}

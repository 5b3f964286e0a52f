//! Invoices and credit notes of every kind for the judges in `tests/invoices`: `cargo run -p documents --example
//! corpus -- <count> <folder>`. Beside each PDF lies what its figures must be.
use std::{fs, path::Path};

use documents::{Kind, Language, Payment, invoice};
use domain::{
    invoice::{Credit, CreditedLine, Figures, LineKind, credited},
    money::Money,
};
use samples::{Sample, at, sample, story};
use serde_json::{Value, json};

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().ok_or("how many?")?.parse()?;
    let folder = arguments.next().ok_or("into which folder?")?;
    let folder = Path::new(&folder);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for place in 0..count {
        // A step that is prime to the number of kinds mixes kinds, regimes, people and languages in the smallest corpus.
        let exempt = place % 3 == 2;
        let sample = sample(place, story(place * 7, exempt), exempt);
        let payment = if place % 4 == 3 {
            Payment::Paid { at: at(4 * 3_600) }
        } else {
            Payment::Due { at: at(5 * 86_400) }
        };
        keep(folder, &format!("invoice-{place:03}"), &sample, Kind::Invoice { payment }, place)?;
        if place.is_multiple_of(5) && sample.figures.total > Money::ZERO {
            credit(folder, sample, place)?;
        }
    }
    Ok(())
}

/// A credit note for the sample: of all of it, or of half of its first line.
fn credit(folder: &Path, sample: Sample, place: usize) -> Result<(), Fault> {
    let credit = if place.is_multiple_of(2) {
        Credit::Whole
    } else {
        let half = Money::of_cents((sample.figures.lines[0].ttc + 1) / 2);
        Credit::Lines(vec![CreditedLine { line: 0, amount: half }])
    };
    let figures = credited(&sample.figures, &credit, &[])?;
    let corrects = sample.number.clone();
    let sample = Sample { number: corrects.replace("HA", "AV"), figures, ..sample };
    let kind = Kind::CreditNote { corrects: &corrects, corrected_at: at(0), reason: "Pièce reprise" };
    keep(folder, &format!("credit-note-{place:03}"), &sample, kind, place)
}

fn keep(folder: &Path, name: &str, sample: &Sample, kind: Kind<'_>, place: usize) -> Result<(), Fault> {
    let language = if place % 4 == 1 { Language::English } else { Language::French };
    let paper = sample.paper(kind);
    let bytes = invoice(&paper, language)?;
    if bytes != invoice(&paper, language)? {
        return Err(format!("{name}: twice the same input gives other bytes").into());
    }
    fs::write(folder.join(name).with_extension("pdf"), bytes)?;
    let paid = matches!(kind, Kind::Invoice { payment: Payment::Paid { .. } });
    fs::write(folder.join(name).with_extension("json"), expected(sample, kind, paid).to_string())?;
    Ok(())
}

/// What must be in the document: figures in cents, rates in tenths of a percent.
fn expected(sample: &Sample, kind: Kind<'_>, paid: bool) -> Value {
    let Figures { lines, vat, total } = &sample.figures;
    let (code, corrects) = match kind {
        Kind::Invoice { .. } => (380, None),
        Kind::CreditNote { corrects, .. } => (381, Some(corrects)),
    };
    let priced = |reductions: bool| -> Vec<Value> {
        let lines = lines.iter().filter(|line| (line.kind == LineKind::Reduction) == reductions);
        lines.map(|line| json!([line.quantity, line.ht, line.vat_per_mille])).collect()
    };
    json!({
        "number": sample.number,
        "type": code,
        "corrects": corrects,
        "buyer": sample.name.as_str(),
        "total": total.cents(),
        "due": if paid { 0 } else { total.cents() },
        "rates": vat.iter().map(|one| json!([one.per_mille, one.ht, one.vat])).collect::<Vec<_>>(),
        "lines": priced(false),
        "reductions": priced(true),
    })
}

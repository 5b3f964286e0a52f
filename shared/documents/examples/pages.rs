//! The documents that people are shown: `cargo run -p documents --example pages -- <folder>`.
use documents::{
    Buyer, HOUSE, Kind, Language, Payment, Photo, QuotePaper, ReportPaper, Taken, Work, invoice, invoice_xml,
    quote, report,
};
use domain::intervention::Report;
use samples::{at, long, photo, quoted, sample, simple, word};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let due = Kind::Invoice { payment: Payment::Due { at: at(4 * 3_600) } };
    let back = Kind::CreditNote {
        corrects: "HA732829320-2026-000041",
        corrected_at: at(0),
        reason: "Pièce défectueuse reprise",
    };
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes);
    let three = sample(0, simple(false), false);
    write("invoice-3.pdf", invoice(&three.paper(due), Language::French)?)?;
    write("invoice-3-en.pdf", invoice(&three.paper(due), Language::English)?)?;
    write("invoice-3.xml", invoice_xml(&three.paper(due))?.into_bytes())?;
    let many = sample(13, long(1, 200, false), false);
    write("invoice-200.pdf", invoice(&many.paper(due), Language::French)?)?;
    let mixed = sample(9, quoted(1, 6, true), false);
    write("credit-note.pdf", invoice(&mixed.paper(back), Language::French)?)?;
    write("invoice-exempt.pdf", invoice(&sample(7, simple(true), true).paper(due), Language::French)?)?;
    let QuoteAndReport { quote: asked, report: told } = others()?;
    write("quote.pdf", asked)?;
    write("report.pdf", told)?;
    Ok(())
}

struct QuoteAndReport {
    quote: Vec<u8>,
    report: Vec<u8>,
}

fn others() -> Result<QuoteAndReport, Box<dyn std::error::Error>> {
    let sample = sample(4, quoted(4, 5, true), false);
    let buyer = Buyer { id: &sample.customer, name: &sample.name, address: &sample.address };
    let work = Work { intervention: &sample.intervention, place: &sample.address, base_minutes: 30 };
    let asked = QuotePaper {
        number: "10004-1",
        proposed_at: at(4_000),
        valid_until: at(30 * 86_400),
        accepted_at: None,
        digest: [0x5a; 32],
        figures: &sample.figures,
        urgent: false,
        seller: &sample.seller,
        buyer,
        work,
        house: HOUSE,
    };
    let told = Report {
        diagnosis: word("Thermocouple hors service, encrassement du brûleur."),
        work_done: word(
            "Remplacement du thermocouple.\nNettoyage du brûleur, essai de 10 minutes, contrôle du tirage.",
        ),
        advice: Some(word("Prévoir l’entretien annuel avant l’hiver prochain.")),
        signed_by: Some(word("Camille Lefèvre")),
    };
    let files: Vec<Vec<u8>> = (0..6).map(photo).collect();
    let photos: Vec<Photo<'_>> = files
        .iter()
        .enumerate()
        .map(|(place, bytes)| Photo {
            taken: if place < 3 { Taken::Before } else { Taken::After },
            taken_at: at(1_600 + 600 * i64::try_from(place).unwrap_or_default()),
            bytes,
        })
        .collect();
    let paper = ReportPaper {
        number: "10004",
        written_at: at(5 * 3_600),
        description: &word("La chaudière ne démarre plus et affiche le code E119 ; plus d’eau chaude."),
        report: Some(&told),
        photos: &photos,
        seller: &sample.seller,
        buyer,
        work,
        house: HOUSE,
    };
    Ok(QuoteAndReport { quote: quote(&asked, Language::French)?, report: report(&paper, Language::French)? })
}

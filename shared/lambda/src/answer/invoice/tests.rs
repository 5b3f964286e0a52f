//! Invoices as apps read them.

use domain::{
    id::InterventionId,
    invoice::{Figures, InvoiceNumber, Parties, SeriesYear},
    technician::{Business, Insurance, Siren, VatRegime},
};
use serde_json::json;

use super::*;

fn text<T: TryFrom<String, Error: std::fmt::Debug>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}

fn address() -> domain::place::Address {
    let (line1, postcode, city) = (text("41 rue Jules Barni"), text("80000"), text("Amiens"));
    domain::place::Address { line1, line2: None, postcode, city }
}

fn seller() -> Business {
    let insurance = Insurance {
        insurer: text("MAAF Pro"),
        policy: text("RC-1"),
        coverage: text("France"),
        valid_until: "2026-12-31T23:00:00Z".parse().unwrap(),
    };
    Business {
        legal_name: text("Karim B. Chauffage"),
        siren: text::<Siren>("552100554"),
        vat_number: None,
        address: address(),
        vat_regime: VatRegime::Standard,
        insurance,
    }
}

fn sealed() -> invoice::Invoice {
    let line = |kind, quantity, ttc, ht| invoice::InvoiceLine { kind, quantity, ttc, ht, vat_per_mille: 200 };
    let hourly_rate = domain::money::Money::of_cents(7_200);
    let lines = vec![
        line(LineKind::Base, 1, 4_999, 4_166),
        line(LineKind::Time { hourly_rate }, 5, 600, 500),
        line(LineKind::Reduction, 1, -599, -499),
    ];
    let vat = vec![VatTotal { per_mille: 200, ht: 4_167, vat: 833 }];
    let figures = Figures { lines, vat, total: domain::money::Money::of_cents(5_000) };
    let issued_at: Timestamp = "2026-12-31T23:20:00Z".parse().unwrap();
    let number = InvoiceNumber::new(text("552100554"), SeriesYear::of(issued_at), 7);
    invoice::Invoice::seal(number, text::<InterventionId>("3f9c"), issued_at, figures, None)
}

#[test]
fn rule_22_an_invoice_adds_up_and_names_both_parties() {
    let buyer = invoice::Buyer { name: text("Camille Lefèvre"), address: address() };
    let bill = Bill { invoice: sealed(), parties: Parties { seller: seller(), buyer } };
    let ended_at = "2026-12-31T23:19:58Z".parse().unwrap();
    let expires_at = "2026-11-23T10:05:00Z".parse().unwrap();
    let pdf = PaperLink { url: "https://s3/invoice".to_owned(), sha256: [0xab; 32], expires_at };

    let view = serde_json::to_value(Invoice::of(&bill, &text("t-1"), ended_at, &pdf)).unwrap();

    let euros = |cents: i64| json!({ "cents": cents, "currency": "EUR" });
    assert_eq!(view["number"], "HA552100554-2027-000007");
    assert_eq!((&view["performedOn"], &view["issuedOn"]), (&json!("2027-01-01"), &json!("2027-01-01")));
    assert_eq!(view["customer"]["name"], "Camille Lefèvre");
    assert_eq!(view["customer"]["address"]["city"], "Amiens");
    assert_eq!(view["seller"]["technicianId"], "t-1");
    assert_eq!(
        view["pdf"],
        json!({ "url": "https://s3/invoice", "sha256": "ab".repeat(32), "expiresAt": "2026-11-23T10:05:00.000Z" })
    );
    assert_eq!(view["seller"]["insurance"]["validUntil"], "2026-12-31");
    assert_eq!(view["totals"], json!({ "ht": euros(4_167), "vat": euros(833), "ttc": euros(5_000) }));
    assert_eq!(view["vat"], json!([{ "percent": 20.0, "baseHt": euros(4_167), "amount": euros(833) }]));
    let reduction = json!({
        "label": "Remise au-delà du plafond",
        "quantity": 1,
        "unit": "piece",
        "unitPriceHt": euros(-499),
        "vatPercent": 20.0,
        "totalHt": euros(-499),
        "vat": euros(-100),
        "totalTtc": euros(-599),
    });
    assert_eq!(view["lines"][2], reduction);
    assert_eq!(view["lines"][1]["label"], "Temps passé au-delà, 72,00 € TTC l'heure");
    assert_eq!(view["previousSha256"], serde_json::Value::Null);
    assert_eq!(view["sha256"].as_str().map(str::len), Some(64));
}

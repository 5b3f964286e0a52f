//! Keys as they are spelt.

use domain::{
    Timestamp,
    accounting::Month,
    cell::Cell,
    idempotency,
    invoice::{CreditNoteNumber, SeriesYear},
    place::Location,
};

use super::*;
use crate::{deadlines::DueKind, row::parse};

fn word<T: TryFrom<String, Error = domain::invalid::Invalid>>(text: &str) -> T {
    parse(text.to_owned()).unwrap()
}

#[test]
fn every_key_is_spelt_as_it_was() {
    let (id, technician): (InterventionId, TechnicianId) = (word("i1"), word("t1"));
    let issuer: Siren = word("552100554");
    let at = Timestamp::from_second(1_795_474_200).unwrap();
    let place = Location::new(49.8947, 2.3022).unwrap();
    let [near, home] = Cell::of_breakdown(place);
    let number = CreditNoteNumber::new(word("552100554"), SeriesYear::stored(2026), 1);
    let keys = [
        timeline(&id),
        breakdown(&id),
        quote(&id, &word("7")),
        report(&id),
        media(&id),
        start_attempts(&id),
        invoice(&id),
        paper(&id, &PaperKind::Invoice),
        paper(&id, &PaperKind::Report),
        paper(&id, &PaperKind::Quote(word("7"))),
        paper(&id, &PaperKind::CreditNote(number)),
        credit_note(&id, 1),
        profile(&technician),
        application(&technician),
        waits(at, &technician),
        appointments("o1"),
        operator_commands("o1"),
        presence(&technician),
        coming(&technician),
        statistics(&technician),
        offer(&technician, &id),
        notice(&technician, &id),
        record(&technician, at, &id),
        series(&issuer, Series::Invoices),
        series(&issuer, Series::CreditNotes),
        ended_series(&issuer, Series::Invoices, 2026),
        ended_series(&issuer, Series::CreditNotes, 2026),
        technician_series(&technician, Series::Invoices, 2026),
        technician_series(&technician, Series::CreditNotes, 2026),
        agenda(home, &technician),
        shelved(Shelf::Online, "heating", &near.to_string(), &technician),
        shelved(Shelf::Base, "heating", &home.to_string(), &technician),
        customer(&word("c1")),
        question(&word("q1")),
        to_answer(at, &word("q1")),
        answered(at, &word("q1")),
        asked("c1", &word("q1")),
        erasure("c1"),
        cursor("expiry"),
        parked_record(&timeline(&id), "100000000000000000001"),
        parked_deadline(&timeline(&id), "expiry"),
    ];
    let mut lines: Vec<String> = keys.iter().map(|key| format!("{} / {}", key.pk, key.sk)).collect();
    for series in [Series::Invoices, Series::CreditNotes] {
        lines.push(series_name(&issuer, series, 2026));
        lines.push(technician_series_name(&technician, series, 2026));
    }
    lines.push(month(Month::of(at), month_shard(&issuer)));
    lines.push(month(Month::of(at), month_shard_of_technician(&technician)));
    lines.push(waiting_in(Cell::region_of(place)));
    lines.push(waiting_rank(word("heating"), true, at, &id));
    lines.push(waiting_rank(word("heating"), false, at, &id));
    lines.push(deadline_bucket(DueKind::Expiry, at, shard(&id)));
    lines.push(deadline_bucket(DueKind::Arrival, at, 3));
    lines.push(deadline_bucket(DueKind::Erasure, at, 3));
    lines.push(deadline_bucket(DueKind::Retention, at, 3));

    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_name_of_a_technician_s_own_series_is_read_back_and_that_of_an_issuer_is_none() {
    let (technician, issuer): (TechnicianId, Siren) = (word("c0a8d2f4-51b7"), word("552100554"));
    for series in [Series::Invoices, Series::CreditNotes] {
        let own = technician_series_name(&technician, series, 2026);

        assert_eq!(technician_series_of(&own), Some((technician.clone(), series, 2026)));
        assert_eq!(technician_series_of(&series_name(&issuer, series, 2026)), None);
    }
}

#[test]
fn shards_share_the_load() {
    let mut counts = [0; SHARDS as usize];
    for number in 0..4_000_u32 {
        let mut command = [0; 12];
        command[..4].copy_from_slice(&number.to_be_bytes());
        let id = InterventionId::derived(&idempotency::Key { command, body: [0; 8], former: None });
        counts[usize::from(shard(&id))] += 1;
    }

    assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
}

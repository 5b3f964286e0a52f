//! Documents as a whole: the same bytes each time, and no input that cannot be printed.
#[cfg(test)]
mod tests {
    use documents::{
        Buyer, HOUSE, InvoicePaper, Kind, Language, Payment, Photo, QuotePaper, ReportPaper, Taken, Work,
        invoice, invoice_xml, quote, report,
    };
    use domain::{
        intervention::{Intervention, Report},
        moment::Moment,
        text::Name,
        timeline::{Actor, Entry, Fact},
    };
    use proptest::{prelude::*, test_runner::Config};

    use samples::{Sample, at, long, photo, quoted, sample, simple, story, word};

    const LANGUAGES: [Language; 2] = [Language::French, Language::English];

    fn due() -> Kind<'static> {
        Kind::Invoice { payment: Payment::Due { at: at(86_400) } }
    }

    fn asked(sample: &Sample) -> QuotePaper<'_> {
        QuotePaper {
            number: "10001-1",
            proposed_at: at(0),
            valid_until: at(86_400),
            accepted_at: Some(at(60)),
            digest: [7; 32],
            figures: &sample.figures,
            urgent: true,
            seller: &sample.seller,
            buyer: Buyer { id: &sample.customer, name: &sample.name, address: &sample.address },
            work: Work { intervention: &sample.intervention, place: &sample.address, base_minutes: 30 },
            house: HOUSE,
        }
    }

    fn told(sample: &Sample, photos: &[&[u8]], language: Language) -> Vec<u8> {
        let said = Report {
            diagnosis: word("Fuite au robinet d’arrêt."),
            work_done: word("Remplacement du robinet.\n\nEssai."),
            advice: None,
            signed_by: Some(word("王小明 🔧")),
        };
        let shown = |bytes: &&'static [u8]| Photo { taken: Taken::After, taken_at: at(0), bytes };
        let photos: Vec<Photo<'_>> =
            photos.iter().map(|bytes| Photo { bytes, ..shown(&(&[] as &[u8])) }).collect();
        let paper = ReportPaper {
            number: "10001",
            written_at: at(0),
            description: &word("Le robinet fuit depuis hier soir."),
            report: Some(&said),
            photos: &photos,
            seller: &sample.seller,
            buyer: Buyer { id: &sample.customer, name: &sample.name, address: &sample.address },
            work: Work { intervention: &sample.intervention, place: &sample.address, base_minutes: 30 },
            house: HOUSE,
        };
        report(&paper, language).unwrap()
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let sample = sample(9, quoted(1, 6, true), false);
        let picture = photo(1);
        let all = |language| {
            let back = Kind::CreditNote {
                corrects: "HA732829320-2026-000001",
                corrected_at: at(0),
                reason: "Reprise",
            };
            [
                invoice(&sample.paper(due()), language).unwrap(),
                invoice(&sample.paper(back), language).unwrap(),
                quote(&asked(&sample), language).unwrap(),
                told(&sample, &[&picture], language),
            ]
        };

        for language in LANGUAGES {
            assert!(all(language) == all(language));
        }
        assert!(all(Language::French) != all(Language::English));
    }

    #[test]
    fn rule_24_the_timeline_told_again_and_rated_gives_the_same_document() {
        let sample = sample(1, quoted(1, 3, true), false);
        let known = &sample.intervention;
        let mut timeline = known.timeline().to_vec();
        let rated = Fact::Rated { stars: 5.try_into().unwrap(), comment: None };
        timeline.push(Entry {
            moment: Moment::now(at(9 * 86_400)),
            by: Actor::Customer,
            key: None,
            fact: rated,
        });

        let intervention = Intervention::replay(known.id().clone(), timeline).unwrap();

        let paper = sample.paper(due());
        let again = InvoicePaper { work: Work { intervention: &intervention, ..paper.work }, ..paper };
        assert!(invoice(&again, Language::French).unwrap() == invoice(&paper, Language::French).unwrap());
    }

    #[test]
    fn rule_23_a_photo_that_cannot_be_read_leaves_the_report_readable() {
        let sample = sample(0, simple(false), false);
        let sound = photo(2);
        let mut broken = sound.clone();
        let middle = broken.len() / 2;
        broken.truncate(middle);
        let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], &[0; 40]].concat();
        let others: [&[u8]; 4] = [&broken, &jpeg, b"GIF89a", b""];

        let with_all = told(&sample, &[&sound, &sound], Language::French);
        for other in others {
            let printed = told(&sample, &[&sound, other], Language::French);

            assert!(printed.starts_with(b"%PDF-1.7") && printed != with_all);
        }
    }

    #[test]
    fn rule_22_two_hundred_lines_at_all_rates_are_printed() {
        let sample = sample(0, long(3, 200, false), false);

        let printed = invoice(&sample.paper(due()), Language::French).unwrap();

        assert!(printed.len() < 600_000, "{} bytes", printed.len());
    }

    #[test]
    fn the_xml_names_the_original_of_a_credit_note_and_no_day_of_payment() {
        let sample = sample(0, simple(false), false);
        let back =
            Kind::CreditNote { corrects: "HA732829320-2026-000007", corrected_at: at(0), reason: "Reprise" };

        let xml = invoice_xml(&sample.paper(back)).unwrap();

        assert!(xml.contains("<ram:TypeCode>381</ram:TypeCode>") && !xml.contains("DueDateDateTime"));
        assert!(xml.contains("<ram:IssuerAssignedID>HA732829320-2026-000007</ram:IssuerAssignedID>"));
    }

    #[test]
    fn rule_7_an_exempt_company_shows_no_tax_but_the_reason_why() {
        let sample = sample(2, simple(true), true);

        let xml = invoice_xml(&sample.paper(due())).unwrap();

        assert!(
            xml.contains("VATEX-FR-FRANCHISE") && xml.contains("CIBS") && !xml.contains("schemeID=\"VA\"")
        );
    }

    #[test]
    fn rule_7_reduced_rates_are_printed_with_who_certified_them() {
        let sample = sample(0, quoted(1, 4, true), false);

        let paper = sample.paper(due());

        assert!(invoice_xml(&paper).unwrap().contains("Attestation signée par Camille Lefèvre"));
        let usual = InvoicePaper { certification: None, ..paper };
        assert!(!invoice_xml(&usual).unwrap().contains("Attestation"));
    }

    proptest! {
        #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

        #[test]
        fn whatever_people_call_themselves_their_invoice_is_printed(
            name in any::<String>(),
            letters in prop::collection::vec(any::<char>(), 1..80),
            place in 0..200_usize,
        ) {
            let other: String = letters.into_iter().collect();
            let mut sample = sample(place, story(place, place.is_multiple_of(2)), place.is_multiple_of(2));
            for text in [name, other] {
                if let Ok(name) = Name::try_from(text) {
                    sample.name = name.clone();
                    sample.seller.legal_name = name;
                }
                let printed = invoice(&sample.paper(due()), Language::French);
                prop_assert!(printed.is_ok(), "{:?}: {:?}", sample.name, printed.map(|bytes| bytes.len()));
            }
        }
    }
}

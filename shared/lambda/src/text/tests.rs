//! Both tables tell the same.

use super::*;

/// What stands in braces, in order.
fn figures(sentence: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    names.sort_unstable();
    names
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_figures() {
    let tables = [
        (french::PROBLEMS, english::PROBLEMS),
        (french::FAULTS, english::FAULTS),
        (french::STAGES, english::STAGES),
        (french::COUNTED, english::COUNTED),
        (french::REASONS, english::REASONS),
    ];
    for (french, english) in tables {
        let spelt = |table: &[Row]| -> Vec<_> { table.iter().map(|row| (row.0, figures(row.2))).collect() };

        assert_eq!(spelt(french), spelt(english));
    }
}

#[test]
fn every_stage_has_a_word_in_both_languages() {
    let outlines = [StageName::Open, StageName::Taken, StageName::Ended];
    for stage in StageName::ALL.into_iter().chain(outlines) {
        for language in [Language::French, Language::English] {
            assert_eq!(row(stages(language), stage.as_str()).0, stage.as_str());
        }
    }
}

#[test]
fn all_that_is_counted_has_a_word_in_both_languages() {
    for what in Counted::ALL {
        for language in [Language::French, Language::English] {
            assert_eq!(row(counted(language), counted_key(what)).0, counted_key(what));
        }
    }
}

#[test]
fn every_fault_has_a_sentence_in_both_languages() {
    let kinds = [
        Expected::Text,
        Expected::Whole,
        Expected::Number,
        Expected::Boolean,
        Expected::List,
        Expected::Object,
        Expected::Null,
    ];
    let forms = [
        Form::Id,
        Form::Text,
        Form::Postcode,
        Form::StartCode,
        Form::Phone,
        Form::Email,
        Form::Siren,
        Form::VatNumber,
        Form::OwnVatNumber,
        Form::Time,
        Form::Day,
        Form::Month,
        Form::Position,
    ];
    let mut wrongs = vec![
        Wrong::Missing,
        Wrong::Superfluous,
        Wrong::Null,
        Wrong::FewItems { min: 1 },
        Wrong::ManyItems { max: 2 },
        Wrong::Invalid(Invalid::TooShort { min: 1 }),
        Wrong::Invalid(Invalid::TooLong { max: 2 }),
        Wrong::Invalid(Invalid::OutOfRange { min: 1, max: 2 }),
        Wrong::Invalid(Invalid::Unknown),
        Wrong::Invalid(Invalid::Twice),
    ];
    wrongs.extend(kinds.map(Wrong::Kind));
    wrongs.extend(forms.map(|form| Wrong::Invalid(Invalid::Malformed(form))));

    for wrong in wrongs {
        let (key, _) = spelt(wrong);

        assert_eq!(row(french::FAULTS, key).0, key);
        assert!(!fault(wrong, Language::French).contains('{'), "{key}");
    }
}

#[test]
fn rule_5_every_reason_has_a_sentence_in_both_languages() {
    let told = [
        (Reason::Nearest, "Au plus près", "The nearest"),
        (Reason::FirstToArrive, "Sur place avant tout le monde", "The first to arrive"),
        (Reason::Cheapest, "Au prix le plus bas", "The lowest price"),
        (Reason::BestRated, "La meilleure note", "The best rated"),
        (
            Reason::CheaperThanMedian(Money::of_cents(1_200)),
            "12,00\u{a0}€ de moins que le prix médian",
            "€12.00 cheaper than the median",
        ),
        (Reason::OnTime { times: 49, of: 50 }, "À l'heure 49 fois sur 50", "On time 49 times of 50"),
        (Reason::NewHere, "Débute sur Hop-Assist", "New on Hop-Assist"),
        (Reason::ThereIn { minutes: 14 }, "Sur place en 14 min", "There in 14 min"),
    ];

    for (said, in_french, in_english) in told {
        assert_eq!(
            [reason(said, Language::French), reason(said, Language::English)],
            [in_french, in_english]
        );
        assert_eq!(row(french::REASONS, reason_code(said)).0, reason_code(said));
    }
}

#[test]
fn rule_37_times_are_written_as_a_clock_in_france_shows_them() {
    let figures = [("at", Figure::Time("2026-07-31T22:06:40.250Z".parse().unwrap()))];

    let french = problem("offer-ended", &figures, Language::French).detail;
    let english = problem("offer-ended", &figures, Language::English).detail;

    assert_eq!(french, "La proposition a pris fin le 01/08/2026 à 00:06:40.");
    assert_eq!(english, "The offer ended at 2026-08-01 00:06:40 (French time).");
}

#[test]
fn amounts_are_written_as_their_readers_write_them() {
    let figures = [("amount", Figure::Money(Money::of_cents(4_905)))];

    let french = problem("ceiling-too-low", &figures, Language::French).detail;
    let english = problem("ceiling-too-low", &figures, Language::English).detail;

    assert_eq!(french, "Le plafond doit être d'au moins 49,05\u{a0}€.");
    assert_eq!(english, "The ceiling must be at least €49.05.");
}

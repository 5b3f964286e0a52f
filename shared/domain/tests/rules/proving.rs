//! A series is proved, and the first thing wrong with it is named: rule 22.

use domain::{
    invoice::{Broken, Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind, Link, SeriesYear, proved},
    money::Money,
};

use crate::given::at;

type Spoil = fn(&mut Vec<Invoice>);

fn series() -> Vec<Invoice> {
    let mut series: Vec<Invoice> = Vec::new();
    for count in 1..=4_u64 {
        let siren = "552100554".to_owned().try_into().unwrap();
        let number = InvoiceNumber::new(siren, SeriesYear::of(at(0)), count);
        let figures = Figures::of_lines(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 200)]);
        let previous = series.last().map(|invoice| invoice.seal);
        let id = format!("i{count}").try_into().unwrap();
        series.push(Invoice::seal(number, id, at(0), figures, previous));
    }
    series
}

fn verdict(series: &[Invoice]) -> Result<(), Broken> {
    let last = self::series().pop().map(|invoice| (4, invoice.seal));
    proved(&series.iter().map(Link::from).collect::<Vec<_>>(), last)
}

fn spoilt(spoil: Spoil) -> Broken {
    let mut series = series();
    spoil(&mut series);
    verdict(&series).unwrap_err()
}

fn name(count: u64) -> String {
    format!("HA552100554-2026-{count:06}")
}

#[test]
fn rule_22_a_series_as_it_was_issued_is_proved() {
    assert_eq!(verdict(&series()), Ok(()));
    assert_eq!(proved(&[], None), Ok(()));
}

#[test]
fn rule_22_the_first_broken_link_is_named() {
    let broken: [(Spoil, Broken); 7] = [
        (|series| series[1].figures.total = Money::of_cents(4_998), Broken::Changed { name: name(2) }),
        (|series| drop(series.remove(1)), Broken::Gap { expected: 2, found: name(3) }),
        (|series| series.swap(1, 2), Broken::Gap { expected: 2, found: name(3) }),
        (
            |series| {
                let (second, third) = (series[1].number.clone(), series[2].number.clone());
                series.swap(1, 2);
                (series[1].number, series[2].number) = (second, third);
            },
            Broken::Changed { name: name(2) },
        ),
        (
            |series| {
                let Invoice { number, intervention, issued_at, previous, .. } = series[2].clone();
                series[2] =
                    Invoice::seal(number, intervention, issued_at, Figures::of_lines(Vec::new()), previous);
            },
            Broken::Unchained { name: name(4) },
        ),
        (|series| drop(series.pop()), Broken::CutOff { expected: 4, found: 3 }),
        (
            |series| {
                let Invoice { number, intervention, issued_at, previous, .. } = series[3].clone();
                series[3] =
                    Invoice::seal(number, intervention, issued_at, Figures::of_lines(Vec::new()), previous);
            },
            Broken::Unchained { name: name(4) },
        ),
    ];

    for (spoil, expected) in broken {
        assert_eq!(spoilt(spoil), expected);
    }
    assert_eq!(proved(&[], Some((2, [0; 32]))), Err(Broken::CutOff { expected: 2, found: 0 }));
}

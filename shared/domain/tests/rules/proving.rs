//! A series is proved, and the first thing wrong with it is named: rule 22.

use domain::{
    invoice::{
        Broken, Ends, Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind, Link, SeriesYear, complete,
        proved,
    },
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

fn links(series: &[Invoice]) -> Vec<Link> {
    series.iter().map(Link::from).collect()
}

fn verdict(series: &[Invoice]) -> Result<(), Broken> {
    let last = self::series().pop().map(|invoice| (4, invoice.seal));
    proved(&links(series), &Ends { follows: None, last })
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
    assert_eq!(proved(&[], &Ends::default()), Ok(()));
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
    let cut_off = Ends { follows: None, last: Some((2, [0; 32])) };
    assert_eq!(proved(&[], &cut_off), Err(Broken::CutOff { expected: 2, found: 0 }));
}

#[test]
fn rule_22_a_document_that_is_dated_before_the_one_in_front_of_it_is_named() {
    let mut series = series();
    let Invoice { number, intervention, figures, previous, .. } = series.remove(3);
    let backdated = Invoice::seal(number, intervention, at(-1), figures, previous);
    let last = Some((4, backdated.seal));
    series.push(backdated);

    let verdict = proved(&links(&series), &Ends { follows: None, last });

    assert_eq!(verdict, Err(Broken::Backdated { name: name(4) }));
}

#[test]
fn rule_22_a_series_that_continues_an_older_one_is_proved_from_there_on() {
    let series = series();
    let follows = Some((2, series[1].seal));
    let ends = Ends { follows, last: Some((4, series[3].seal)) };

    assert_eq!(proved(&links(&series[2..]), &ends), Ok(()));
    assert_eq!(proved(&[], &Ends { follows, last: follows }), Ok(()));
    let gap = Broken::Gap { expected: 3, found: name(4) };
    assert_eq!(proved(&links(&series[3..]), &ends), Err(gap));
    let elsewhere = Ends { follows: Some((2, [0; 32])), ..ends };
    assert_eq!(proved(&links(&series[2..]), &elsewhere), Err(Broken::Unchained { name: name(3) }));
    assert_eq!(proved(&[], &ends), Err(Broken::CutOff { expected: 4, found: 2 }));
}

#[test]
fn rule_22_a_number_that_two_technicians_gave_is_named() {
    let series = series();
    let issuer = series[0].number.siren().clone();
    let both = [links(&series), links(&series[..1])].concat();

    assert_eq!(complete(&issuer, &links(&series)), Ok(4));
    assert_eq!(complete(&issuer, &both), Err(Broken::Gap { expected: 2, found: name(1) }));
    assert_eq!(complete(&issuer, &links(&series[1..])), Err(Broken::Gap { expected: 1, found: name(2) }));
    let other = "732829320".to_owned().try_into().unwrap();
    assert_eq!(complete(&other, &both), Ok(0));
}

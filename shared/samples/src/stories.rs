//! What happened: timelines told fact by fact, and what they cost.

use domain::{
    breakdown::{Declaration, StartCode},
    cell::Cell,
    id::{ExtraId, InterventionId, QuoteId},
    intervention::Intervention,
    invoice::{Certification, Figures, InvoiceLine, LineKind, Taxation, certified_figures},
    moment::Moment,
    money::Money,
    place::Location,
    policy::Policy,
    quote::{QuoteLine, QuoteLineKind, QuoteLines},
    tariff::{HourlyRate, Tariff},
    technician::VatRegime,
    terms::Terms,
    timeline::{Acceptance, Actor, Cause, Entry, Extra, ExtraKind, Fact},
};

use super::{at, word};

/// What happened and what it costs.
pub struct Story {
    /// What happened.
    pub intervention: Intervention,
    /// What it costs.
    pub figures: Figures,
    /// Signed where reduced rates are in it.
    pub certification: Option<Certification>,
}

/// How a story goes.
#[derive(Debug, Clone, Copy, Default)]
struct Plot {
    hourly_cents: i64,
    flat_cents: Option<i64>,
    ceiling_cents: Option<i64>,
    worked_minutes: i64,
    extras: usize,
    quoted: usize,
    cancelled: bool,
    exempt: bool,
    certified: bool,
}

/// An hour and a quarter of heating and two parts: three lines.
pub fn simple(exempt: bool) -> Story {
    told(0, Plot { hourly_cents: 6_000, worked_minutes: 75, extras: 1, exempt, ..Plot::default() })
}

/// A quote of lines at all rates, accepted in a pause.
pub fn quoted(place: usize, lines: usize, certified: bool) -> Story {
    let plot = Plot {
        hourly_cents: 4_500,
        worked_minutes: 35,
        quoted: lines,
        extras: 2,
        certified,
        ..Plot::default()
    };
    told(place, plot)
}

/// The story at a place in a corpus: every regime, rate, fee, quote, extra and length comes by.
pub fn story(place: usize, exempt: bool) -> Story {
    let amount = i64::try_from(place).unwrap_or_default();
    let plot = Plot {
        hourly_cents: 2_000 + (amount * 737) % 18_001,
        worked_minutes: (amount * 13) % 240,
        exempt,
        ..Plot::default()
    };
    match place % 10 {
        0 => told(place, plot),
        1 => told(place, Plot { extras: 1 + place % 12, ..plot }),
        2 => told(place, Plot { flat_cents: Some(9_990 + amount), extras: place % 4, ..plot }),
        3 => told(place, Plot { cancelled: true, ..plot }),
        4 => told(place, Plot { quoted: 1 + place % 9, certified: place.is_multiple_of(4), ..plot }),
        5 => told(place, Plot { quoted: 1 + place % 50, certified: true, extras: 3, ..plot }),
        6 => {
            told(place, Plot { ceiling_cents: Some(6_000 + amount), extras: 8, worked_minutes: 180, ..plot })
        }
        7 => told(place, Plot { worked_minutes: 0, ..plot }),
        8 => long(place, 1 + (place * 7) % 200, exempt),
        _ => told(place, Plot { worked_minutes: 31, extras: 50, ..plot }),
    }
}

/// Figures of any length, at every rate; the work in it is a plain one.
pub fn long(place: usize, lines: usize, exempt: bool) -> Story {
    let rates = if exempt { [0; 4] } else { [200, 100, 55, 200] };
    let line = |number: usize| {
        let cents = 99 + i64::try_from((number * 7_919 + place * 31) % 45_000).unwrap_or_default();
        let quantity = u32::try_from(1 + number % 7).unwrap_or(1);
        InvoiceLine::priced(LineKind::Extra(part(number).to_owned()), quantity, cents, rates[number % 4])
    };
    let plain = told(place, Plot { hourly_cents: 6_000, worked_minutes: 75, exempt, ..Plot::default() });
    let certification = (!exempt).then(signed);
    Story { figures: Figures::of_lines((0..lines).map(line).collect()), certification, ..plain }
}

fn signed() -> Certification {
    Certification { signed_by: word("Camille Lefèvre"), signed_at: at(1_700) }
}

fn part(number: usize) -> &'static str {
    [
        "Thermocouple universel 600 mm",
        "Joint fibre 15/21",
        "Circulateur 25-60 180 mm, raccords et vannes d’isolement compris",
        "Robinet thermostatique équerre",
        "Licence antivirus, 1 an",
        "Câble R2V 3G2,5 mm², au mètre",
        "Cylindre européen 30×40 à cinq clés, carte de propriété",
    ][number % 7]
}

fn lines(count: usize) -> QuoteLines {
    let line = |number: usize| QuoteLine {
        kind: QuoteLineKind::Material,
        label: word(part(number)),
        quantity: u32::try_from(1 + number % 4).unwrap_or(1),
        unit_price: Money::of_cents(1_099 + i64::try_from(number * 977).unwrap_or_default() % 30_000),
        vat_per_mille: [Some(100), Some(55), None, Some(200)][number % 4],
    };
    QuoteLines::try_from((0..count).map(line).collect::<Vec<_>>()).expect("one to fifty lines")
}

struct Teller {
    id: InterventionId,
    entries: Vec<Entry>,
}

impl Teller {
    fn tell(&mut self, second: i64, by: Actor, fact: Fact) {
        self.entries.push(Entry { moment: Moment::now(at(second)), by, key: None, fact });
    }

    fn intervention(&self) -> Intervention {
        Intervention::replay(self.id.clone(), self.entries.clone()).expect("facts that fit")
    }
}

fn told(place: usize, plot: Plot) -> Story {
    let mut teller = Teller { id: InterventionId::numbered(10_000 + place), entries: Vec::new() };
    arrive(&mut teller, plot);
    let quote = (plot.quoted > 0).then(|| lines(plot.quoted));
    if plot.cancelled {
        let fee = Money::of_cents(3_000);
        teller.tell(2_400, Actor::Customer, Fact::Cancelled { fee, cause: Cause::CustomerCancelled });
    } else {
        work(&mut teller, plot, quote.as_ref());
    }
    let intervention = teller.intervention();
    let certification = plot.certified.then(signed);
    let regime = if plot.exempt { VatRegime::Exempt } else { VatRegime::Standard };
    let taxation = Taxation { regime, certification: certification.as_ref() };
    let quotes: Vec<&QuoteLines> = quote.iter().collect();
    let figures = certified_figures(&intervention, &quotes, &taxation, &Policy::default());
    Story { intervention, figures, certification }
}

fn arrive(teller: &mut Teller, plot: Plot) {
    let declaration = Declaration {
        customer: word("customer"),
        category: word("heating"),
        location: amiens(),
        scheduled_for: None,
        flat_rate: plot.flat_cents.map(|_| word("Entretien annuel de chaudière")),
        price_ceiling: plot.ceiling_cents.map(Money::of_cents),
        start_code: StartCode::of_random(4_821),
    };
    let hourly = Money::of_cents(plot.hourly_cents.clamp(2_000, 20_000));
    let tariff = Tariff {
        hourly_rate: HourlyRate::try_from(hourly).expect("an allowed rate"),
        flat_rate: plot.flat_cents.map(Money::of_cents),
    };
    let acceptance = Acceptance {
        technician: word("technician"),
        display_name: word("Karim B."),
        home: Cell::of(amiens()),
        tariff,
        drive_minutes: None,
    };
    teller.tell(0, Actor::Customer, Fact::Declared { declaration, expires_at: at(86_400) });
    teller.tell(30, Actor::System, Fact::Waiting);
    teller.tell(90, Actor::Technician, Fact::Accepted { acceptance, due: at(2_790), terms: Terms::FIRST });
    teller.tell(300, Actor::Technician, Fact::Departed { eta_minutes: Some(20) });
    teller.tell(1_500, Actor::Technician, Fact::Arrived);
}

/// Half of the work, a pause in which a quote is agreed, the other half, extras on the way.
fn work(teller: &mut Teller, plot: Plot, quote: Option<&QuoteLines>) {
    let half = plot.worked_minutes * 30;
    teller.tell(2_100, Actor::Technician, Fact::Started);
    for number in 0..plot.extras {
        let id = ExtraId::numbered(number);
        let unit_price = Money::of_cents(1_250 + 17 * i64::try_from(number).unwrap_or_default());
        let quantity = u32::try_from(1 + number % 3).unwrap_or(1);
        let extra = Extra { id, kind: ExtraKind::Material, label: word(part(number)), quantity, unit_price };
        teller.tell(2_100, Actor::Technician, Fact::ExtraAdded(extra));
    }
    teller.tell(2_100 + half, Actor::Technician, Fact::Paused);
    if let Some(lines) = quote {
        let valid_until = at(30 * 86_400);
        let (quote, total, digest) = (QuoteId::numbered(1), lines.total(), lines.digest(valid_until));
        teller.tell(
            2_160 + half,
            Actor::Technician,
            Fact::QuoteProposed { quote, total, valid_until, digest },
        );
        teller.tell(2_220 + half, Actor::Customer, Fact::QuoteAccepted);
    }
    teller.tell(3_000 + half, Actor::Technician, Fact::Resumed);
    let end = 3_000 + 2 * half;
    let price = teller.intervention().price(at(end), &Policy::default()).total;
    teller.tell(end, Actor::Technician, Fact::Finished { price, undone: Vec::new() });
}

fn amiens() -> Location {
    Location::new(49.8947, 2.3022).expect("a point on the globe")
}

//! Interventions to start from, told as commands at their seconds.

use domain::{
    Timestamp,
    breakdown::{Declaration, StartCode},
    category::Category,
    id::{CustomerId, InterventionId, OperatorId, QuoteId, TechnicianId},
    intervention::{Intervention, Reachable},
    money::Money,
    place::Location,
    policy::Policy,
    quote::{Answer, QuoteLine, QuoteLineKind, QuoteLines},
    tariff::{HourlyRate, Tariff},
    text::Text,
    timeline::{Acceptance, Asked},
};

use crate::command::Command;
pub(crate) use crate::story::Story;

/// The second at which [`working`] starts the work.
pub(crate) const WORK: i64 = 1_800;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_789_985_600 + second).unwrap()
}

pub(crate) fn minutes(count: i64) -> i64 {
    60 * count
}

pub(crate) fn text<const MIN: usize, const MAX: usize>(text: &str) -> Text<MIN, MAX> {
    text.to_owned().try_into().unwrap()
}

pub(crate) fn customer() -> CustomerId {
    "customer".to_owned().try_into().unwrap()
}

pub(crate) fn technician(number: u8) -> TechnicianId {
    format!("technician-{number}").try_into().unwrap()
}

pub(crate) fn operator() -> OperatorId {
    "operator".to_owned().try_into().unwrap()
}

pub(crate) fn hourly(cents: i64) -> Tariff {
    let hourly_rate = HourlyRate::try_from(Money::of_cents(cents)).unwrap();
    Tariff { hourly_rate, flat_rate: None }
}

pub(crate) fn flat(cents: i64) -> Tariff {
    Tariff { flat_rate: Some(Money::of_cents(cents)), ..hourly(6_000) }
}

pub(crate) fn amiens() -> Location {
    Location::new(49.8942, 2.2957).unwrap()
}

pub(crate) fn declaration() -> Declaration {
    Declaration {
        customer: customer(),
        category: Category::try_from("heating".to_owned()).unwrap(),
        location: amiens(),
        scheduled_for: None,
        flat_rate: None,
        price_ceiling: None,
        start_code: StartCode::of_random(4_711),
    }
}

pub(crate) fn scheduled(second: i64) -> Declaration {
    Declaration { scheduled_for: Some(at(second)), ..declaration() }
}

pub(crate) fn with_ceiling(cents: i64) -> Declaration {
    Declaration { price_ceiling: Some(Money::of_cents(cents)), ..declaration() }
}

pub(crate) fn story(declaration: Declaration, nobody_available: bool, tariff: Tariff) -> Story {
    let policy = Policy::default();
    let id = InterventionId::numbered(1);
    let intervention = Intervention::declare(id, declaration, nobody_available, None, at(0), &policy);
    Story { intervention: intervention.unwrap(), tariff, policy }
}

/// Declared at second 0.
pub(crate) fn declared() -> Story {
    story(declaration(), false, hourly(6_000))
}

/// Waiting from second 0.
pub(crate) fn waiting() -> Story {
    story(declaration(), true, hourly(6_000))
}

/// Offered to technician 1 at second 0.
pub(crate) fn offered() -> Story {
    declared().then(0, Command::Choose(1))
}

/// Taken by technician 1 at second 0.
pub(crate) fn accepted() -> Story {
    offered().then(0, Command::Accept(1))
}

/// Technician 1 is on site from minute 20.
pub(crate) fn arrived() -> Story {
    on_site(declared())
}

/// Technician 1 works from minute 30 ([`WORK`]).
pub(crate) fn working() -> Story {
    arrived().then(WORK, Command::Start(1))
}

/// Technician 1 came to what was declared.
pub(crate) fn on_site(declared: Story) -> Story {
    let taken = declared.then(0, Command::Choose(1)).then(0, Command::Accept(1));
    taken.then(minutes(5), Command::Depart(1, None)).then(minutes(20), Command::Arrive(1))
}

/// The work of technician 1 in segments of seconds after [`WORK`]; the last one is open.
pub(crate) fn worked(declared: Story, segments: &[(i64, i64)]) -> Story {
    let mut story = on_site(declared);
    for (number, (from, to)) in segments.iter().enumerate() {
        let run = if number == 0 { Command::Start(1) } else { Command::Resume(1) };
        story = story.then(WORK + from, run);
        if number + 1 < segments.len() {
            story = story.then(WORK + to, Command::Pause(1));
        }
    }
    story
}

pub(crate) fn asked(number: u8, tariff: Tariff) -> Asked {
    Asked { technician: technician(number), tariff }
}

pub(crate) fn acceptance(number: u8, tariff: Tariff) -> Acceptance {
    Acceptance {
        technician: technician(number),
        display_name: text("Karim B."),
        home: domain::cell::Cell::of(amiens()),
        tariff,
        drive_minutes: None,
    }
}

pub(crate) fn reachable(number: u8, distance_meters: u32) -> Reachable {
    Reachable { asked: asked(number, hourly(6_000)), distance_meters, standing_offers: 0 }
}

/// A quote of one line of labour.
pub(crate) fn quote(cents: i64) -> QuoteLines {
    QuoteLines::try_from(vec![quote_line(cents, None)]).unwrap()
}

pub(crate) fn quote_line(cents: i64, vat_per_mille: Option<u16>) -> QuoteLine {
    QuoteLine {
        kind: QuoteLineKind::Labour,
        label: text("Replace the heat exchanger"),
        quantity: 1,
        unit_price: Money::of_cents(cents),
        vat_per_mille,
    }
}

/// With a quote of technician 1 pending.
pub(crate) fn proposed(story: Story, second: i64, cents: i64) -> (Story, QuoteId) {
    let id = story.intervention.next_quote();
    (story.then(second, Command::ProposeQuote(1, cents)), id)
}

/// With a quote that was answered a second later.
pub(crate) fn settled(story: Story, second: i64, cents: i64, answer: Answer) -> Story {
    let (story, id) = proposed(story, second, cents);
    story.then(second + 1, Command::Settle(id, answer))
}

/// The second visit of technician 1 is at that second; work began, unless it is postponed out of the interview.
pub(crate) fn postponed(story: Story, second: i64, appointment: i64) -> Story {
    story.then(second, Command::Postpone(1, at(appointment))).then(second, Command::Confirm)
}

/// Technician 1 paused after 40 minutes of work.
pub(crate) fn paused() -> Story {
    working().then(WORK + minutes(40), Command::Pause(1))
}

//! Declaring a breakdown, and expiring when nobody takes it: rules 2, 4, 7 and 9.

use domain::{
    breakdown::{Declaration, StartCode},
    id::InterventionId,
    intervention::{Deadline, Intervention, StageName},
    money::Money,
    policy::Policy,
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{Accept, Choose, Expire, GiveUp, Wait},
    given::{self, at, hourly, scheduled, with_ceiling},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn declare(declaration: Declaration) -> Result<Intervention, Refusal> {
    Intervention::declare(InterventionId::numbered(1), declaration, false, None, at(0), &Policy::default())
}

#[test]
fn rule_2_another_day_and_hour_may_be_asked() {
    let immediate = declare(given::declaration()).unwrap();
    let appointment = declare(scheduled(DAY)).unwrap();

    assert_eq!(immediate.declaration().scheduled_for, None);
    assert_eq!(appointment.declaration().scheduled_for, Some(at(DAY)));
    assert_eq!(appointment.stage().name(), StageName::Declared);
}

#[test]
fn rule_4_an_hour_lies_one_hour_to_sixty_calendar_days_ahead() {
    // The clocks go back in between, so the sixty days have one hour more.
    let sixty_days = 60 * DAY + HOUR;
    let refused = Refusal::ScheduleOutOfRange { earliest: at(HOUR), latest: at(sixty_days) };

    assert_eq!(declare(scheduled(HOUR - 1)), Err(refused));
    assert!(declare(scheduled(HOUR)).is_ok());
    assert!(declare(scheduled(sixty_days)).is_ok());
    assert_eq!(declare(scheduled(sixty_days + 1)), Err(refused));
}

#[test]
fn rule_4_a_price_ceiling_is_optional_and_covers_the_base_price() {
    assert_eq!(declare(given::declaration()).unwrap().declaration().price_ceiling, None);
    assert!(declare(with_ceiling(4_999)).is_ok());
    assert_eq!(declare(with_ceiling(4_998)), Err(Refusal::CeilingTooLow { least: Money::of_cents(4_999) }));
}

#[test]
fn rule_7_with_nobody_available_the_request_waits_at_once() {
    let waiting = given::waiting();

    let declared = Fact::Declared { declaration: given::declaration(), expires_at: at(DAY) };
    assert_eq!(waiting.facts(), [declared, Fact::Waiting]);
    assert_eq!(waiting.intervention.stage().name(), StageName::Waiting);
    assert!(!waiting.intervention.has_priority());
}

#[test]
fn rule_9_an_immediate_request_expires_after_24_hours() {
    let waiting = given::waiting();

    let early = Refusal::TooEarly { at: at(DAY), stage: StageName::Waiting };
    assert_eq!(waiting.intervention.deadline(&waiting.policy), Some(Deadline::Expiry(at(DAY))));
    assert_eq!(waiting.refusal(DAY - 1, Expire), early);
    assert_eq!(waiting.then(DAY, Expire).last(), Fact::Expired);
}

#[test]
fn rule_9_a_scheduled_request_expires_at_its_hour() {
    let waiting = given::story(scheduled(5 * HOUR), true, hourly(6_000));

    assert_eq!(waiting.intervention.deadline(&waiting.policy), Some(Deadline::Expiry(at(5 * HOUR))));
    assert_eq!(waiting.then(5 * HOUR, Expire).intervention.stage().name(), StageName::Expired);
}

#[test]
fn rule_9_an_expired_request_cannot_be_accepted_even_before_the_job_has_run() {
    let waiting = given::waiting();
    let offered = given::declared().then(DAY - 10, Choose(1));

    let expired = |stage| Refusal::RequestExpired { at: at(DAY), stage };
    assert_eq!(waiting.refusal(DAY, Accept(1)), expired(StageName::Ended));
    assert_eq!(offered.refusal(DAY, Accept(1)), expired(StageName::Ended));
    assert_eq!(offered.refusal(DAY, Choose(2)), expired(StageName::Offered));
    assert_eq!(offered.refusal(DAY, Wait), expired(StageName::Offered));
    assert_eq!(waiting.clone().then(DAY, Expire).refusal(DAY, Accept(1)), expired(StageName::Ended));
    assert_eq!(waiting.then(DAY - 1, Accept(1)).intervention.stage().name(), StageName::Accepted);
}

#[test]
fn rule_9_a_taken_request_does_not_expire_and_a_released_one_gets_a_new_day() {
    let accepted = given::accepted();
    let released = accepted.clone().then(HOUR, GiveUp(1));

    assert!(accepted.repeats(2 * DAY, Expire));
    assert_eq!(released.intervention.expires_at(), at(HOUR + DAY));
}

#[test]
fn rule_9_a_scheduled_request_that_is_released_before_its_hour_keeps_it() {
    let taken = given::story(scheduled(5 * HOUR), true, hourly(6_000)).then(HOUR, Accept(1));

    assert_eq!(taken.clone().then(2 * HOUR, GiveUp(1)).intervention.expires_at(), at(5 * HOUR));
    assert_eq!(taken.then(6 * HOUR, GiveUp(1)).intervention.expires_at(), at(6 * HOUR + DAY));
}

#[test]
fn rule_12_a_start_code_has_four_digits() {
    let code = |text: &str| StartCode::try_from(text.to_owned());

    assert_eq!(code("0042").unwrap().to_string(), "0042");
    assert!(["042", "00042", "+042", "4a11", ""].into_iter().all(|text| code(text).is_err()));
    assert_eq!(StartCode::of_random(u128::MAX).number(), 1_455);
}

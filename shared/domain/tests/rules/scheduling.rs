//! Naming an hour instead of waiting for whoever comes now: rules 2, 4, 6, 7 and 9.

use domain::{
    agenda::When,
    intervention::{Deadline, Stage, StageName, Step},
    moment::Submission,
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{Accept, Choose, Expire, GiveUp, Schedule, TimeOut},
    given::{self, Story, at, hourly, reachable, scheduled},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// What an hour named at second 600 makes of it.
fn tomorrow(story: Story) -> Story {
    story.then(600, Schedule(at(DAY)))
}

#[test]
fn rule_2_another_hour_may_be_named_while_nobody_took_it() {
    for story in [given::declared(), given::offered(), given::waiting()] {
        let named = tomorrow(story).intervention;

        assert_eq!(named.stage().name(), StageName::Waiting);
        assert_eq!(named.declaration().scheduled_for, Some(at(DAY)));
        assert_eq!(named.binds(at(700)), When::At(at(DAY)));
    }
    let forbidden = Refusal::StageForbids { stage: StageName::Accepted };
    assert_eq!(given::accepted().refusal(600, Schedule(at(DAY))), forbidden);
}

#[test]
fn rule_4_the_hour_lies_one_hour_to_sixty_calendar_days_ahead_of_the_change() {
    let waiting = given::waiting();
    // The clocks go back in between, so the sixty days have one hour more.
    let sixty_days = 60 * DAY + HOUR;

    let refused = Refusal::ScheduleOutOfRange { earliest: at(600 + HOUR), latest: at(600 + sixty_days) };
    assert_eq!(waiting.refusal(600, Schedule(at(599 + HOUR))), refused);
    assert_eq!(waiting.refusal(600, Schedule(at(601 + sixty_days))), refused);
    assert_eq!(waiting.then(600, Schedule(at(600 + HOUR))).last(), Fact::Scheduled { hour: at(600 + HOUR) });
}

#[test]
fn rule_6_an_offer_for_now_ends_when_another_hour_is_named() {
    let named = tomorrow(given::offered());

    let stale = TimeOut { version: 2, reachable: vec![reachable(2, 900)] };
    assert_eq!(stale.decide(&named, &Submission::now(at(700))), Ok(Step::Unchanged));
    let chosen = named.then(700, Choose(2));
    let ended = Refusal::OfferEnded { at: at(45), stage: StageName::Open };
    assert_eq!(chosen.refusal(710, Accept(1)), ended);
    let Stage::Offered { until, .. } = chosen.intervention.stage() else { panic!("not offered") };
    assert_eq!(*until, at(790), "an offer for an hour lasts 90 seconds");
}

#[test]
fn rule_7_who_waits_keeps_their_place_and_their_priority() {
    let released = given::accepted().then(60, GiveUp(1));

    let (waiting, released) = (tomorrow(given::waiting()), tomorrow(released));

    assert_eq!(waiting.intervention.stage(), &Stage::Waiting { since: at(0) });
    assert_eq!(released.intervention.stage(), &Stage::Waiting { since: at(60) });
    assert!(released.intervention.has_priority() && !waiting.intervention.has_priority());
}

#[test]
fn rule_7_whoever_could_take_it_may_do_so_although_nobody_was_asked() {
    for story in [given::declared(), given::offered()] {
        let taken = tomorrow(story).then(900, Accept(3));

        assert_eq!(taken.intervention.stage().name(), StageName::Accepted);
    }
}

#[test]
fn rule_9_from_then_on_it_expires_at_its_hour() {
    let soon = given::waiting().then(600, Schedule(at(2 * HOUR)));

    assert_eq!(soon.intervention.deadline(&soon.policy), Some(Deadline::Expiry(at(2 * HOUR))));
    let expired = |stage| Refusal::RequestExpired { at: at(2 * HOUR), stage };
    assert_eq!(soon.refusal(2 * HOUR, Accept(1)), expired(StageName::Ended));
    assert_eq!(soon.refusal(2 * HOUR, Schedule(at(DAY))), expired(StageName::Waiting));
    assert_eq!(soon.then(2 * HOUR, Expire).intervention.stage(), &Stage::Expired);
}

#[test]
fn rule_10_who_takes_it_then_promises_its_hour() {
    let taken = tomorrow(given::waiting()).then(900, Accept(1));

    let promise = Stage::Accepted { at: at(900), due: at(DAY), on_the_way: None };
    assert_eq!(taken.intervention.stage(), &promise);
}

#[test]
fn the_same_hour_again_changes_nothing_and_another_one_does() {
    let named = tomorrow(given::waiting());
    let declared = given::story(scheduled(DAY), false, hourly(6_000));

    assert!(named.repeats(700, Schedule(at(DAY))));
    assert!(declared.repeats(700, Schedule(at(DAY))));
    assert_eq!(named.then(700, Schedule(at(2 * DAY))).intervention.expires_at(), at(2 * DAY));
}

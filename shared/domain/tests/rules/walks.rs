//! Random walks: whatever customer, technicians and system do in whatever order, the rules hold.

use std::{cell::RefCell, collections::BTreeSet};

use domain::{
    intervention::{Intervention, Stage, StageName, Step},
    moment::Moment,
    timeline::{Actor, Fact},
};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::{
    command::Command,
    erasing::check_erasures,
    exits::check_exits,
    forcing::check_forced,
    given::{Story, at, technician},
    table,
    throws::{Throw, command, now, stories, throws},
};

#[test]
fn whatever_is_done_in_whatever_order_the_stage_table_holds_and_all_of_it_is_reached() {
    let seen = RefCell::new(BTreeSet::new());
    let config = Config { cases: 6_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));

    let walked = runner.run(&(stories(), throws()), |(story, throws)| {
        seen.borrow_mut().extend(walk(story, &throws));
        Ok(())
    });

    walked.unwrap();
    let (seen, all) = (seen.into_inner(), table::all());
    let unknown: Vec<_> = seen.difference(&all).collect();
    let unreached: Vec<_> = all.difference(&seen).collect();
    assert_eq!((unknown, unreached), (Vec::new(), Vec::new()));
}

fn walk(mut story: Story, throws: &[Throw]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut second = now(&story);
    for throw in throws {
        second += throw.3;
        let command = command(&story, throw, second);
        let stated = throw.4.map(|ago| at(second - ago));
        let Ok(told) = story.intervention.submitted(command.by(), stated, false, at(second)) else {
            continue;
        };
        let now = at(second);
        let Ok(Step::Changed(facts)) = command.decide(&story, &told) else { continue };
        let before = story.clone();
        for fact in facts {
            let from = story.intervention.stage().name();
            story = record(story, fact.clone(), command.by(), told.moment);
            let by = story.intervention.timeline().last().unwrap().by;
            seen.insert(table::spelt(from, &fact, by, story.intervention.stage().name()));
            check_guard(&before.intervention, &fact, now, command.by());
        }
        check_author([&before.intervention, &story.intervention], &command);
        check_growth(&before.intervention, &story.intervention);
        check_price(&story, second);
        let again = Intervention::claimed(stated, false, at(second));
        assert_eq!(command.decide(&story, &again), Ok(Step::Unchanged), "a repeat of {command:?}");
    }
    check_forced(&story.intervention, at(second));
    check_exits(&story, second);
    check_erasures(&story, second);
    let (id, timeline) = (story.intervention.id().clone(), story.intervention.timeline().to_vec());
    assert_eq!(Intervention::replay(id, timeline), Ok(story.intervention));
    seen
}

fn record(story: Story, fact: Fact, by: Actor, moment: Moment) -> Story {
    let intervention = story.intervention.record(vec![fact], by, moment, None);
    Story { intervention: intervention.expect("what is decided fits the stage"), ..story }
}

/// The timeline only grows, each fact not before the last; nothing but a rating follows the end.
fn check_growth(before: &Intervention, after: &Intervention) {
    let known = before.timeline().len();
    assert_eq!(&after.timeline()[..known], before.timeline());
    assert_eq!(after.version(), after.timeline().len() as u64);
    for author in [Actor::Customer, Actor::Technician] {
        let entries = after.timeline().iter().filter(|entry| entry.by == author);
        assert!(entries.is_sorted_by_key(|entry| entry.moment.occurred_at), "rule 34: {author:?}");
    }
    let new = &after.timeline()[known..];
    if before.stage().is_over() {
        assert_eq!(after.stage(), before.stage(), "rule 24");
        assert!(matches!(new, [rated] if matches!(rated.fact, Fact::Rated { .. })), "rule 24: {new:?}");
        assert_eq!(before.rating(), None, "rule 25");
    }
}

/// Rule 8: only the one technician who took it acts on it.
fn check_author([before, after]: [&Intervention; 2], command: &Command) {
    let who = match command {
        Command::Depart(who, _)
        | Command::Arrive(who)
        | Command::Start(who)
        | Command::StartWith(who, _)
        | Command::Pause(who)
        | Command::Resume(who)
        | Command::AddExtra(who, _)
        | Command::RemoveExtra(who, _)
        | Command::ProposeQuote(who, _)
        | Command::Postpone(who, _)
        | Command::Withdraw(who, _)
        | Command::Finish(who)
        | Command::FinishWithout(who, _)
        | Command::GiveUp(who)
        | Command::ReportAbsence(who) => *who,
        Command::Accept(_) => return assert_eq!(before.acceptance(), None, "rule 8"),
        Command::Choose(_)
        | Command::Wait
        | Command::Schedule(_)
        | Command::Decline(_)
        | Command::TimeOut { .. }
        | Command::Expire
        | Command::Watch
        | Command::See(_)
        | Command::Rematch(..)
        | Command::Settle(..)
        | Command::Confirm
        | Command::RefusePostponement
        | Command::Cancel
        | Command::Close
        | Command::Resolve(_)
        | Command::Rate(_) => return,
    };
    // A late command may take back the release that came before it (rule 34).
    let holds = |one: &Intervention| one.is_taken_by(&technician(who));
    assert!(holds(before) || holds(after), "rule 8: {command:?}");
}

/// The last column of the stage table.
fn check_guard(before: &Intervention, fact: &Fact, now: domain::Timestamp, by: Actor) {
    let pending = before.quote().is_some_and(|quote| quote.is_pending(now));
    match fact {
        Fact::Accepted { acceptance, .. } => {
            assert!(now < before.expires_at(), "rule 9");
            if let Stage::Offered { to, until, .. } = before.stage() {
                assert!(now <= *until && to.iter().any(|asked| asked.technician == acceptance.technician));
            }
        }
        Fact::Expired => assert!(now >= before.expires_at(), "rule 9"),
        Fact::Offered { until, .. } => assert!(now < *until && *until <= before.expires_at(), "rule 9"),
        Fact::Started | Fact::Resumed | Fact::PostponementProposed { .. } => assert!(!pending, "rule 13"),
        Fact::PostponementConfirmed { appointment } => assert!(!pending && *appointment > now, "rule 13"),
        Fact::QuoteAccepted | Fact::QuoteRefused | Fact::QuoteWithdrawn => assert!(pending, "rule 14"),
        Fact::Finished { .. } => {
            let failed = before.quotes().iter().any(|quote| quote.has_failed(now));
            let begun = before.work().has_started();
            assert!(!pending && (failed || begun || before.stage().name() != StageName::Arrived), "rule 14");
        }
        Fact::Closed { .. } => assert!(before.work().has_started() || price_of(fact) == 0, "rule 31"),
        Fact::Cancelled { .. } => assert!(!before.work().has_started(), "rule 21"),
        Fact::Released { .. } => {
            assert!(!before.work().has_started(), "rule 21");
            let vanished = before.stage().name() == StageName::Arrived;
            assert!(by == Actor::Technician || vanished || before.is_late(now), "rule 10");
        }
        Fact::Scheduled { hour } => {
            assert!(before.stage().is_open() && now < before.expires_at(), "rule 9");
            assert!(*hour >= now + jiff::SignedDuration::from_hours(1), "rule 4");
        }
        Fact::Declared { .. } => panic!("declared twice"),
        Fact::TimedOut { .. }
        | Fact::Waiting
        | Fact::Declined { .. }
        | Fact::Departed { .. }
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::Arrived
        | Fact::Paused
        | Fact::QuoteProposed { .. }
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementRefused
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::AutoPaused { .. }
        | Fact::AutoPauseLifted
        | Fact::ReleaseLifted
        | Fact::Stalled { .. }
        | Fact::Resolved { .. }
        | Fact::Rated { .. }
        | Fact::Erased { .. } => {}
    }
}

fn price_of(fact: &Fact) -> i64 {
    if let Fact::Closed { price, .. } = fact { price.cents() } else { 0 }
}

/// The parts add up, the ceiling binds, and the price of what ended stands still.
fn check_price(story: &Story, second: i64) {
    let price = story.price(second);
    let full = [price.base, price.time, price.flat_rate, price.quote, price.extras, price.fee];
    let full: i64 = full.iter().map(|part| part.cents()).sum();
    assert_eq!(price.total.cents(), full - price.reduction.cents());
    if let Some(ceiling) = story.intervention.declaration().price_ceiling {
        assert!(price.total <= ceiling + price.quote + price.fee, "rule 16");
    }
    if story.intervention.stage().is_over() {
        assert_eq!(story.price(second + 1_000_000), price);
        assert_eq!(story.intervention.amount_due().unwrap_or_default(), price.total);
    }
}

//! No dead ends: in every state customer, technician and operator each have a command that leads on (rules 31 to 33).

use domain::{
    intervention::{Decision, Stage, Step},
    moment::Submission,
    money::Money,
    quote::Answer,
    timeline::{Actor, Fact},
};

use crate::{
    command::Command,
    given::{Story, at, technician},
};

/// After this many seconds every deadline of this product is over but the 60 days of an appointment.
const MONTH: i64 = 31 * 86_400;

/// Whether some command of this person, now or once the guardian has looked at every alarm of two months, leads out of
/// the stage.
fn has_exit(story: &Story, second: i64, commands: &[Command]) -> bool {
    leads_on(story, second, commands)
        || leads_on(&watched(story.clone(), second), second + 2 * MONTH, commands)
}

/// A change of the stage, or a quote or another appointment that no longer blocks.
fn leads_on(story: &Story, second: i64, commands: &[Command]) -> bool {
    commands.iter().any(|command| {
        let told = Submission::now(at(second));
        let Ok(Step::Changed(facts)) = command.decide(story, &told) else { return false };
        let before = story.intervention.stage().name();
        let after = story.intervention.clone().record(facts, command.by(), told.moment, None);
        after.unwrap().stage().name() != before
    })
}

/// What the guardian and the expiry make of two months without any command.
fn watched(mut story: Story, second: i64) -> Story {
    for day in 0..62 {
        for command in [Command::Expire, Command::Watch] {
            let told = Submission::now(at(second + day * 86_400));
            if let Ok(Step::Changed(facts)) = command.decide(&story, &told) {
                story.intervention =
                    story.intervention.record(facts, Actor::System, told.moment, None).unwrap();
            }
        }
    }
    story
}

/// Everybody who has a part in it finds a way out, or it is over for good.
pub(crate) fn check_exits(story: &Story, second: i64) {
    let (intervention, stage) = (&story.intervention, story.intervention.stage());
    if stage.is_over() {
        return;
    }
    let quote =
        intervention.quote().map_or_else(|| domain::id::QuoteId::numbered(0), |quote| quote.id.clone());
    let customer = [Command::Cancel, Command::Close, Command::Settle(quote.clone(), Answer::Refused)];
    assert!(has_exit(story, second, &customer), "no way out for the customer: {stage:?}");
    let operator = Command::Resolve(Decision::Cancel { fee: Money::ZERO });
    assert!(leads_on(story, second, &[operator]), "no way out for the operator: {stage:?}");
    if let Some(number) = (1..=3).find(|number| intervention.is_taken_by(&technician(*number))) {
        check_technician(story, second, number);
    }
}

/// The technician gives it up before the work, and finishes or resumes it after.
fn check_technician(story: &Story, second: i64, number: u8) {
    let quote = story.intervention.quote().map(|quote| quote.id.clone());
    let mut freed = story.clone();
    if let Some(withdrawn) = quote.map(|quote| Command::Withdraw(number, quote))
        && let Ok(Step::Changed(facts)) = withdrawn.decide(story, &Submission::now(at(second)))
    {
        let moment = domain::moment::Moment::now(at(second));
        freed.intervention = freed.intervention.record(facts, Actor::Technician, moment, None).unwrap();
    }
    let commands =
        [Command::GiveUp(number), Command::Finish(number), Command::Arrive(number), Command::Start(number)];
    let now = second.max(last_second(&freed));
    assert!(
        leads_on(&freed, now, &commands),
        "no way out for the technician: {:?}",
        story.intervention.stage()
    );
}

fn last_second(story: &Story) -> i64 {
    let last = story.intervention.timeline().iter().map(|entry| entry.moment.occurred_at).max();
    last.map_or(0, |last| last.duration_since(at(0)).as_secs() + 1)
}

#[test]
fn rule_31_a_technician_who_vanishes_after_the_start_cannot_keep_the_customer() {
    let working = crate::given::working();

    let watched = watched(working, crate::given::WORK);

    assert!(matches!(watched.last(), Fact::AutoPaused { .. }));
    let closed = watched.then(2 * MONTH, Command::Close);
    assert!(matches!(closed.intervention.stage(), Stage::Finished { .. }));
    assert_eq!(closed.total(2 * MONTH), 4_999);
}

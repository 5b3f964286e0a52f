//! Dice for random walks: who does what, and when.

use domain::{
    id::{ExtraId, QuoteId},
    intervention::{Decision, Intervention, Stage, StageName},
    money::Money,
    quote::Answer,
    timeline::last_acceptance,
};
use proptest::prelude::*;

use crate::{
    command::Command,
    given::{self, Story, WORK, at, reachable, technician},
};

/// The second at which a walk goes on from a story.
pub(crate) fn now(story: &Story) -> i64 {
    let last = story.intervention.timeline().last().unwrap();
    last.moment.recorded_at.duration_since(at(0)).as_secs()
}

/// One throw of the dice: what, by whom, how much, how many seconds later, how long ago it happened.
pub(crate) type Throw = (u8, u8, i64, i64, Option<i64>);

pub(crate) fn throws() -> impl Strategy<Value = Vec<Throw>> {
    let seconds = prop_oneof![
        3 => Just(0_i64),
        6 => 1..60_i64,
        6 => 60..1_200_i64,
        2 => 1_200..7_200_i64,
        1 => 7_200..100_000_i64,
        2 => (1..8_i64).prop_map(|steps| steps * 4 * 3_600),
        1 => -300..0_i64,
        1 => Just(31 * 86_400_i64),
    ];
    let ago = prop_oneof![
        8 => Just(None),
        2 => (0..600_i64).prop_map(Some),
        2 => (600..9_000_i64).prop_map(Some),
    ];
    prop::collection::vec((any::<u8>(), 1..=3_u8, 0..9_000_i64, seconds, ago), 1..60)
}

pub(crate) fn stories() -> impl Strategy<Value = Story> {
    let declarations = prop_oneof![
        3 => Just(given::declaration()),
        1 => (3_600..200_000_i64).prop_map(given::scheduled),
        1 => (4_999..20_000_i64).prop_map(given::with_ceiling),
    ];
    let tariffs =
        prop_oneof![(2_000..20_000_i64).prop_map(given::hourly), (1..20_000_i64).prop_map(given::flat)];
    let declared = (declarations, any::<bool>(), tariffs)
        .prop_map(|(declaration, nobody, tariff)| given::story(declaration, nobody, tariff));
    let hour = || prop_oneof![3_600..20_000_i64, 20_000..200_000_i64];
    prop_oneof![
        6 => declared,
        1 => Just(silent()),
        1 => hour().prop_map(|hour| missed(WORK + hour)),
        2 => hour().prop_map(|hour| given::postponed(given::arrived(), WORK, WORK + hour)),
        1 => hour().prop_map(|hour| given::postponed(given::paused(), 2 * WORK + 600, 2 * WORK + hour)),
    ]
}

/// The guardian has just paused work without commands.
fn silent() -> Story {
    let hours = |count: i64| WORK + count * 3_600;
    given::working().then(hours(4), Command::Watch).then(hours(8), Command::Watch)
}

/// The guardian has just taken a second visit from a technician who gave no sign.
fn missed(hour: i64) -> Story {
    given::postponed(given::arrived(), WORK, hour).then(hour + 900, Command::Watch)
}

/// Half of the throws do what is likely next, the others anything, by anybody.
pub(crate) fn command(story: &Story, throw: &Throw, second: i64) -> Command {
    let (dice, who, amount, ..) = *throw;
    let kind = if dice < 128 { dice % 31 } else { likely(story.intervention.stage().name(), dice) };
    let who = if dice < 100 { who } else { taker(&story.intervention).unwrap_or(who) };
    match kind {
        0 => Command::Choose(who),
        1 => Command::Wait,
        2 => Command::Decline(who),
        3 => Command::Accept(who),
        4 => time_out(&story.intervention, amount),
        5 => Command::Expire,
        6 => Command::Depart(who, u16::try_from(amount % 90).ok().filter(|minutes| *minutes > 9)),
        7 => Command::Arrive(who),
        8 => Command::Watch,
        9 => Command::Start(who),
        10 => Command::Pause(who),
        11 => Command::Resume(who),
        12 => Command::AddExtra(who, amount),
        13 => Command::RemoveExtra(who, newest_extra(&story.intervention)),
        14 => Command::ProposeQuote(who, amount),
        15 => settle(&story.intervention, amount),
        16 => Command::Postpone(who, at(second + amount - 600)),
        17 => Command::Confirm,
        18 => Command::Finish(who),
        19 => Command::Cancel,
        20 => Command::GiveUp(who),
        21 => Command::ReportAbsence(who),
        22 => Command::Rate(1 + amount % 5),
        23 => Command::See(u32::try_from(amount * 2).unwrap_or(0)),
        24 => Command::Rematch(9_000, u32::try_from(amount).unwrap_or(0)),
        25 => Command::RefusePostponement,
        26 => Command::Withdraw(who, newest_quote(&story.intervention)),
        27 => Command::FinishWithout(who, newest_quote(&story.intervention)),
        28 => Command::Schedule(at(second + 3_000 + amount)),
        29 => Command::Close,
        _ => Command::Resolve(decision(&story.intervention, amount, second)),
    }
}

/// What drives an intervention on, as numbers of [`command`].
fn likely(stage: StageName, dice: u8) -> u8 {
    let next: &[u8] = match stage {
        StageName::Declared => &[0, 0, 1],
        StageName::Offered => &[3, 3, 2, 4, 6, 7],
        StageName::Waiting => &[3, 3, 0, 28, 6, 7, 7],
        StageName::Accepted => &[6, 7, 7, 8, 23, 24, 30],
        StageName::Arrived => &[9, 9, 9, 14, 15, 15, 16, 16, 17, 17, 18, 21, 25, 26, 8, 29, 30, 1],
        StageName::Working => &[10, 10, 12, 12, 18, 8, 29],
        StageName::Paused => &[11, 11, 11, 12, 13, 14, 15, 15, 16, 16, 17, 17, 18, 25, 26, 27, 8, 29, 10],
        StageName::Postponed => &[6, 7, 7, 7, 8, 8, 8, 8, 23, 1, 18, 20, 29, 30, 30, 30],
        StageName::Finished => &[22],
        StageName::Cancelled | StageName::Expired | StageName::Open | StageName::Taken | StageName::Ended => {
            &[3, 7, 9, 18, 19]
        }
    };
    next[usize::from(dice) % next.len()]
}

fn taker(intervention: &Intervention) -> Option<u8> {
    let offered = if let Stage::Offered { to, .. } = intervention.stage() { to.first() } else { None };
    // A technician from whom the guardian took the request may still send commands.
    let taken = last_acceptance(intervention.timeline()).map(|(_, taken)| &taken.technician);
    let asked = offered.map(|asked| &asked.technician).or(taken);
    (1..=3).find(|number| asked == Some(&technician(*number)))
}

fn time_out(intervention: &Intervention, amount: i64) -> Command {
    let near = (1..=3).filter(|number| amount >> number & 1 == 1);
    let current = if let Stage::Offered { version, .. } = intervention.stage() { *version } else { 1 };
    let version = if amount % 5 > 0 { current } else { 1 };
    Command::TimeOut { version, reachable: near.map(|number| reachable(number, 4_000)).collect() }
}

fn decision(intervention: &Intervention, amount: i64, second: i64) -> Decision {
    match amount % 12 {
        0 => Decision::Cancel { fee: Money::of_cents(amount) },
        1 => Decision::Cancel { fee: Money::ZERO },
        2 => Decision::Finish { undone: Vec::new() },
        3 => Decision::Finish { undone: vec![newest_quote(intervention)] },
        4 | 5 => Decision::Release,
        6..=8 => Decision::Extend { until: at(second + amount - 600) },
        _ => Decision::WaiveFee,
    }
}

fn newest_extra(intervention: &Intervention) -> ExtraId {
    intervention.extras().last().map_or_else(|| ExtraId::numbered(0), |extra| extra.id.clone())
}

fn settle(intervention: &Intervention, amount: i64) -> Command {
    Command::Settle(
        newest_quote(intervention),
        if amount % 2 == 0 { Answer::Accepted } else { Answer::Refused },
    )
}

fn newest_quote(intervention: &Intervention) -> QuoteId {
    intervention.quote().map_or_else(|| QuoteId::numbered(0), |quote| quote.id.clone())
}

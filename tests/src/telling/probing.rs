//! Asks what leaving would cost, just before or after a limit that matters to it; nothing is changed by that.

use crate::{
    player::Player,
    reckoning::{
        chance::Chance,
        course::{Stage, Verdict, stage, verdict},
        deed::Deed,
        leaving,
        story::{Entry, Story},
    },
};

use super::comparing::{cents, compare_fee, same};

/// Asks for customer and technician, while somebody may leave.
pub(super) async fn probe(player: &Player<'_>, story: &Story, chance: &mut Chance) -> Result<(), String> {
    let at = chance.moment_of(story, &Deed::CancelByCustomer);
    if story.terms().is_none() || verdict(story, &entry(Deed::CancelByCustomer, at)) != Verdict::Taken {
        return Ok(());
    }
    compare_fee(player, story, at).await?;
    if stage(story) == Stage::Arrived { probe_absence(player, story, chance).await } else { Ok(()) }
}

async fn probe_absence(player: &Player<'_>, story: &Story, chance: &mut Chance) -> Result<(), String> {
    let Some((terms, _)) = story.terms() else { return Ok(()) };
    let at = chance.moment_of(story, &Deed::ReportAbsence);
    let asked = player.ask_absence(terms.technician, at).await;
    match (verdict(story, &entry(Deed::ReportAbsence, at)), asked.status) {
        (Verdict::Taken | Verdict::Open, 200) => {
            let expected = leaving::absence_fee(story, at);
            same(&format!("the fee of an absence at {at}"), &cents(&asked.body["fee"]), &expected)
        }
        (Verdict::Refused | Verdict::Open, 409) => Ok(()),
        (expected, status) => {
            Err(format!("an absence at {at} is {expected:?}, answered {status}: {}", asked.body))
        }
    }
}

fn entry(deed: Deed, at: i64) -> Entry {
    Entry { at, received: at, deed }
}

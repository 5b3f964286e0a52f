//! A repeat is harmless, at once or long after.

use domain::policy::Policy;

use crate::{
    living::{self, Life},
    reckoning::{chance::Chance, deed::Deed, story::Entry},
};

/// Sends the last command once more, and one that was given offline long ago: nothing changes.
pub(super) fn repeat(
    life: &Life,
    sent: &[Entry],
    policy: &Policy,
    chance: &mut Chance,
) -> Result<(), String> {
    let accepted = sent.iter().rposition(|entry| matches!(entry.deed, Deed::Accept(_))).unwrap_or(0);
    let since = sent.get(accepted + 1..).unwrap_or_default();
    let late: Vec<_> = since.iter().filter(|entry| entry.at != entry.received).collect();
    let long_ago = chance.one_of(&late).copied();
    for entry in since.last().into_iter().chain(long_ago) {
        let received = sent.last().map_or(0, |last| last.received) + chance.number(0..=1_000);
        // Without a time of its own it happens when it is received.
        let at = if entry.at == entry.received { received } else { entry.at };
        if matches!(entry.deed, Deed::Depart(_)) && becomes_a_sign(life, entry.at, at) {
            continue;
        }
        let mut copy = life.clone();
        let again = Entry { at, received, deed: entry.deed.clone() };
        if copy.obey_as(copy.taker_number(), &again, false, policy) == Ok(true) {
            return Err(format!("a repeat of {entry:?} changes something"));
        }
    }
    Ok(())
}

/// Rule 10: a departure long before the promised hour is no sign, so the same departure within two hours of it is a new one.
fn becomes_a_sign(life: &Life, before: i64, again: i64) -> bool {
    let hour = life.intervention.promised_at().map(|hour| hour.duration_since(living::at(0)).as_secs());
    hour.is_some_and(|hour| before <= hour - 7_200 && again > hour - 7_200)
}

//! The data that an erasure leaves, and the times at which the retention erases: rule 30.

use domain::{
    dossier::Dossier,
    id::CustomerId,
    intervention::{Erasure, Intervention, StageName},
    refusal::Refusal,
    text,
    timeline::{Actor, Fact},
};
use jiff::Timestamp;

use crate::{
    command::Command::{Cancel, Expire, Finish},
    given::{self, Story, WORK, at, minutes, technician},
    missions::dossier,
};

const DAY: i64 = 86_400;

fn next(story: &Story) -> Option<(Erasure, Timestamp)> {
    story.intervention.next_erasure(&story.policy)
}

#[test]
fn rule_30_access_goes_30_days_after_the_end_and_all_words_eleven_years_after_it() {
    let finished = given::working().then(WORK + minutes(30), Finish(1));
    let end = WORK + minutes(30);

    let first = next(&finished);
    let without_access = erased(&finished.intervention, &Erasure::Access, end + 30 * DAY);
    let second = without_access.intervention.next_erasure(&finished.policy);
    let without_words = erased(&without_access.intervention, &Erasure::All, end + 4_018 * DAY);

    assert_eq!(first, Some((Erasure::Access, at(end + 30 * DAY))));
    // In winter as in summer the same time of day, so an hour more or less in UTC.
    let (erasure, due) = second.unwrap();
    assert_eq!(erasure, Erasure::All);
    assert!(due.duration_since(at(end + 4_018 * DAY)).as_hours().abs() <= 1, "{due}");
    assert_eq!(without_words.intervention.next_erasure(&finished.policy), None);
}

#[test]
fn rule_30_photos_of_what_was_cancelled_or_expired_go_with_its_access_codes() {
    let cancelled = given::waiting().then(minutes(5), Cancel);
    let expired = given::waiting().then(DAY, Expire);

    assert_eq!(next(&cancelled), Some((Erasure::Media, at(minutes(5) + 30 * DAY))));
    assert_eq!(next(&expired), Some((Erasure::Media, at(DAY + 30 * DAY))));
}

#[test]
fn rule_30_nothing_is_erased_of_what_still_runs_but_the_name_of_a_technician_who_left() {
    let working = given::working();

    for erasure in [Erasure::Access, Erasure::Media, Erasure::Customer, Erasure::All] {
        let refused = dossier(working.intervention.clone()).erased(&erasure, Actor::System, at(WORK));
        assert_eq!(refused, Err(Refusal::StageForbids { stage: StageName::Working }), "{erasure:?}");
    }
    assert_eq!(next(&working), None);
    let left = erased(&working.intervention, &Erasure::Technician(technician(1)), WORK);
    assert_eq!(left.intervention.stage(), working.intervention.stage());
}

fn erased(intervention: &Intervention, erasure: &Erasure, second: i64) -> Dossier {
    let left = dossier(intervention.clone()).erased(erasure, Actor::System, at(second));
    left.expect("it may be erased").expect("something is left to erase")
}

/// However it was lived: an erasure changes no figure and no stage, a repeat changes nothing, and at last no word and no
/// person is left.
pub(crate) fn check_erasures(story: &Story, second: i64) {
    let before = &story.intervention;
    if !before.stage().is_over() {
        assert_eq!(next(story), None, "rule 30");
        return;
    }
    for erasure in [Erasure::Access, Erasure::Media, Erasure::Customer, Erasure::All] {
        let left = erased(before, &erasure, second).intervention;
        let figures = |one: &Intervention| (one.stage().clone(), one.amount_due(), one.work().clone());
        assert_eq!(figures(&left), figures(before), "rule 30: {erasure:?}");
        assert_eq!(left.version(), before.version() + 1, "rule 30: {erasure:?}");
        let again = dossier(left).erased(&erasure, Actor::System, at(second));
        assert_eq!(again, Ok(None), "rule 30: a repeat of {erasure:?}");
    }
    let left = erased(before, &Erasure::All, second).intervention;
    assert_eq!(left.declaration().customer, CustomerId::erased(), "rule 30");
    for entry in left.timeline() {
        let Fact::Accepted { acceptance, .. } = &entry.fact else { continue };
        assert_eq!(acceptance.display_name, text::erased::account(), "rule 30");
    }
}

//! The policy as the template spells it: one parameter a field.

use super::Policy;

/// A parameter that is not what its field needs.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} must be {expected}, not {found:?}")]
pub struct PolicyError {
    name: String,
    expected: &'static str,
    found: String,
}

impl Policy {
    /// The policy that `lookup` tells by names like `POLICY_WAVE_SECONDS`; what it does not know has its default.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, PolicyError> {
        let mut policy = Self::default();
        for (name, number) in policy.numbers() {
            let Some(found) = lookup(name) else { continue };
            *number = parse(name, &found)?;
        }
        for (name, numbers) in policy.lists() {
            let Some(found) = lookup(name) else { continue };
            *numbers = found.split(',').map(|part| parse(name, part.trim())).collect::<Result<_, _>>()?;
        }
        if policy.wave_sizes.len() != policy.wave_radii_meters.len() {
            let found = format!("{:?} beside {:?}", policy.wave_radii_meters, policy.wave_sizes);
            return Err(PolicyError {
                name: "POLICY_WAVE_RADII_METERS".to_owned(),
                expected: "one radius a wave",
                found,
            });
        }
        Ok(policy)
    }

    /// The names of all parameters, as the template must set them.
    pub fn names() -> Vec<&'static str> {
        let mut policy = Self::default();
        let mut names: Vec<_> = policy.numbers().into_iter().map(|(name, _)| name).collect();
        names.extend(policy.lists().into_iter().map(|(name, _)| name));
        names
    }

    fn numbers(&mut self) -> Vec<(&'static str, &mut i64)> {
        vec![
            ("POLICY_OFFER_SECONDS_IMMEDIATE", &mut self.offer_seconds_immediate),
            ("POLICY_OFFER_SECONDS_SCHEDULED", &mut self.offer_seconds_scheduled),
            ("POLICY_WAVE_SECONDS", &mut self.wave_seconds),
            ("POLICY_STANDING_OFFERS_MAX", &mut self.standing_offers_max),
            ("POLICY_REQUEST_EXPIRY_HOURS", &mut self.request_expiry_hours),
            ("POLICY_ARRIVAL_MINUTES", &mut self.arrival_minutes),
            ("POLICY_NUDGE_MINUTES", &mut self.nudge_minutes),
            ("POLICY_REMATCH_MINUTES", &mut self.rematch_minutes),
            ("POLICY_BACKUP_MARGIN_MINUTES", &mut self.backup_margin_minutes),
            ("POLICY_BACKUP_LOOK_MINUTES", &mut self.backup_look_minutes),
            ("POLICY_DUE_PER_RUN", &mut self.due_per_run),
            ("POLICY_MISSED_VISIT_MINUTES", &mut self.missed_visit_minutes),
            ("POLICY_LONG_PAUSE_HOURS", &mut self.long_pause_hours),
            ("POLICY_SILENT_WORK_HOURS", &mut self.silent_work_hours),
            ("POLICY_BASE_PRICE_CENTS", &mut self.base_price_cents),
            ("POLICY_BASE_MINUTES", &mut self.base_minutes),
            ("POLICY_FREE_CANCEL_MINUTES", &mut self.free_cancel_minutes),
            ("POLICY_FEE_ON_THE_WAY_CENTS", &mut self.fee_on_the_way_cents),
            ("POLICY_FEE_ARRIVED_CENTS", &mut self.fee_arrived_cents),
            ("POLICY_ABSENCE_MINUTES", &mut self.absence_minutes),
            ("POLICY_START_ATTEMPTS_MAX", &mut self.start_attempts_max),
            ("POLICY_START_WINDOW_MINUTES", &mut self.start_window_minutes),
            ("POLICY_START_LOCK_MINUTES", &mut self.start_lock_minutes),
            ("POLICY_EXTRAS_FREE_CENTS", &mut self.extras_free_cents),
            ("POLICY_CEILING_WARNING_PERCENT", &mut self.ceiling_warning_percent),
            ("POLICY_PRESENCE_MINUTES", &mut self.presence_minutes),
            ("POLICY_PRESENCE_MOVE_METERS", &mut self.presence_move_meters),
            ("POLICY_PRESENCE_LAG_MINUTES", &mut self.presence_lag_minutes),
            ("POLICY_RECORD_WINDOW", &mut self.record_window),
            ("POLICY_NEWCOMER_VOICES", &mut self.newcomer_voices),
            ("POLICY_NEWCOMER_RATING_HUNDREDTHS", &mut self.newcomer_rating_hundredths),
            ("POLICY_NEWCOMER_ON_TIME_PERCENT", &mut self.newcomer_on_time_percent),
            ("POLICY_NEWCOMER_ACCEPTED_PERCENT", &mut self.newcomer_accepted_percent),
            ("POLICY_BEST_PRICE_PERCENT", &mut self.best_price_percent),
            ("POLICY_BEST_CENTS_PER_MINUTE", &mut self.best_cents_per_minute),
            ("POLICY_BEST_CENTS_PER_STAR", &mut self.best_cents_per_star),
            ("POLICY_BEST_CENTS_PER_ON_TIME_PERCENT", &mut self.best_cents_per_on_time_percent),
            ("POLICY_BEST_CENTS_PER_ACCEPTED_PERCENT", &mut self.best_cents_per_accepted_percent),
            ("POLICY_RATING_DAYS", &mut self.rating_days),
            ("POLICY_ACCESS_RETENTION_DAYS", &mut self.access_retention_days),
            ("POLICY_REPORT_RETENTION_DAYS", &mut self.report_retention_days),
            ("POLICY_CONTACT_DAYS", &mut self.contact_days),
            ("POLICY_POSITION_SPEED_KMH_MAX", &mut self.position_speed_kmh_max),
            ("POLICY_SCHEDULE_AHEAD_MINUTES_MIN", &mut self.schedule_ahead_minutes_min),
            ("POLICY_SCHEDULE_AHEAD_DAYS_MAX", &mut self.schedule_ahead_days_max),
            ("POLICY_APPOINTMENT_MINUTES", &mut self.appointment_minutes),
            ("POLICY_VAT_PERCENT", &mut self.vat_percent),
            ("POLICY_QUOTE_VALIDITY_DAYS", &mut self.quote_validity_days),
            ("POLICY_PHOTOS_MAX", &mut self.photos_max),
            ("POLICY_VOICE_NOTES_MAX", &mut self.voice_notes_max),
            ("POLICY_MEDIA_BYTES_MAX", &mut self.media_bytes_max),
        ]
    }

    fn lists(&mut self) -> [(&'static str, &mut Vec<i64>); 2] {
        [
            ("POLICY_WAVE_SIZES", &mut self.wave_sizes),
            ("POLICY_WAVE_RADII_METERS", &mut self.wave_radii_meters),
        ]
    }
}

fn parse(name: &str, found: &str) -> Result<i64, PolicyError> {
    let number = found.parse::<i64>().ok().filter(|number| (0..=1_000_000_000).contains(number));
    let error =
        || PolicyError { name: name.to_owned(), expected: "a whole number from 0", found: found.to_owned() };
    number.ok_or_else(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_changes_its_field_alone() {
        let policy = Policy::from_lookup(|name| (name == "POLICY_WAVE_SIZES").then(|| "1, 2, 4".to_owned()));

        assert_eq!(policy, Ok(Policy { wave_sizes: vec![1, 2, 4], ..Policy::default() }));
    }

    #[test]
    fn a_parameter_that_is_no_number_is_named() {
        let refused = Policy::from_lookup(|name| (name == "POLICY_BASE_MINUTES").then(|| "half".to_owned()));

        let message = refused.unwrap_err().to_string();
        assert_eq!(message, r#"POLICY_BASE_MINUTES must be a whole number from 0, not "half""#);
    }

    #[test]
    fn every_wave_needs_a_radius() {
        assert!(Policy::from_lookup(|name| (name == "POLICY_WAVE_SIZES").then(|| "3".to_owned())).is_err());
    }

    #[test]
    fn every_field_has_a_parameter() {
        let fields = format!("{:?}", Policy::default()).matches(": ").count();

        assert_eq!(Policy::names().len(), fields);
    }
}

//! The numbers that fill the silences of the FAQ: parameters of the template, read from the environment.

mod parameters;

use jiff::SignedDuration;

pub use parameters::PolicyError;

use crate::{media::Kind, money::Money};

/// Every number that the owners may change without touching code. Each field is one `POLICY_<FIELD>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How long an offer for an immediate request lasts (rule 6).
    pub offer_seconds_immediate: i64,
    /// How long an offer for a scheduled request lasts (rule 6).
    pub offer_seconds_scheduled: i64,
    /// How long each wave lasts (rule 6).
    pub wave_seconds: i64,
    /// How many technicians each wave asks (rule 6).
    pub wave_sizes: Vec<i64>,
    /// How far each wave reaches, in metres (rule 6); as many as `wave_sizes`.
    pub wave_radii_meters: Vec<i64>,
    /// Who holds so many unanswered offers is asked by no wave (rule 6).
    pub standing_offers_max: i64,
    /// After how many hours an unmatched immediate request expires (rule 9).
    pub request_expiry_hours: i64,
    /// The arrival promised by accepting an immediate request (rule 10).
    pub arrival_minutes: i64,
    /// After how many minutes without departure the technician is nudged (rule 10).
    pub nudge_minutes: i64,
    /// After how many minutes without a sign the request is re-matched (rule 10).
    pub rematch_minutes: i64,
    /// How much earlier a backup must arrive, the time to answer an offer included, to replace who is late (rule 10).
    pub backup_margin_minutes: i64,
    /// How often the guardian looks for a backup while a technician is late (rule 10).
    pub backup_look_minutes: i64,
    /// How many interventions that are due one run of a schedule looks at, so that it ends in time (rules 9 and 10).
    pub due_per_run: i64,
    /// How long after the hour of a visit that did not happen the customer may close the intervention (rule 31).
    pub missed_visit_minutes: i64,
    /// How long work must be paused until the customer may close the intervention (rule 31).
    pub long_pause_hours: i64,
    /// How long work runs without a command of the technician's app until it is paused (rules 31 and 32).
    pub silent_work_hours: i64,
    /// The price of the first half hour, in cents (rule 17).
    pub base_price_cents: i64,
    /// How long the base price lasts (rule 17).
    pub base_minutes: i64,
    /// Until when after the acceptance the customer cancels free of charge (rule 21).
    pub free_cancel_minutes: i64,
    /// The fee once the technician is on the way, in cents (rule 21).
    pub fee_on_the_way_cents: i64,
    /// The fee once the technician arrived, in cents (rule 21).
    pub fee_arrived_cents: i64,
    /// How long a technician waits for an absent customer (rule 21).
    pub absence_minutes: i64,
    /// How many wrong start codes within the minutes below change the code (rule 12).
    pub start_attempts_max: i64,
    /// Within how many minutes wrong start codes count together (rule 12).
    pub start_window_minutes: i64,
    /// For how many minutes starting is refused after the code changed (rule 12).
    pub start_lock_minutes: i64,
    /// Extras up to this amount in all need no agreement, in cents (rule 15).
    pub extras_free_cents: i64,
    /// The share of the price ceiling at which both are told (rule 16).
    pub ceiling_warning_percent: i64,
    /// How long presence lasts without a heartbeat (rule 28).
    pub presence_minutes: i64,
    /// From how many metres on a move is written down (rule 28): less is the jitter of a telephone.
    pub presence_move_meters: i64,
    /// How far the lease in the rows that a match reads may lag behind the one that counts (rule 28): less writes more.
    pub presence_lag_minutes: i64,
    /// How many of a technician's last offers and promises count (rule 5).
    pub record_window: i64,
    /// How many average voices a newcomer brings along: so much does one of others move them (rule 5).
    pub newcomer_voices: i64,
    /// The average rating, in hundredths of a star (rule 5).
    pub newcomer_rating_hundredths: i64,
    /// How many of a hundred promises the average technician keeps (rule 5).
    pub newcomer_on_time_percent: i64,
    /// How many of a hundred offers the average technician accepts; declined offers do not count (rules 5 and 36).
    pub newcomer_accepted_percent: i64,
    /// The weight of an hour's price in the best list (rule 5).
    pub best_price_percent: i64,
    /// What a minute of waiting weighs there, in cents (rule 5).
    pub best_cents_per_minute: i64,
    /// What a star weighs there, in cents (rule 5).
    pub best_cents_per_star: i64,
    /// What a hundredth of the promises kept weighs there, in cents (rule 5).
    pub best_cents_per_on_time_percent: i64,
    /// What a hundredth of the offers accepted weighs there, in cents; declined offers do not count (rules 5 and 36).
    pub best_cents_per_accepted_percent: i64,
    /// Until how many days after the end the customer may rate (rule 25).
    pub rating_days: i64,
    /// For how many days after the end access codes and voice notes are kept, and photos where there is no report
    /// (rules 29 and 30).
    pub access_retention_days: i64,
    /// For how many days after the end report, photos and the words of an intervention are kept (rule 30). Accounting
    /// law asks for ten years from the end of the business year, so for eleven from the work.
    pub report_retention_days: i64,
    /// For how many days after the end the technician sees phone number and access codes (rule 29).
    pub contact_days: i64,
    /// From so many kilometres an hour between two heartbeats on, the position of the second is refused (rule 28).
    pub position_speed_kmh_max: i64,
    /// How far ahead a scheduled request must be, at least (rule 4).
    pub schedule_ahead_minutes_min: i64,
    /// How far ahead a scheduled request may be, at most (rule 4).
    pub schedule_ahead_days_max: i64,
    /// How long an appointment blocks a technician's agenda (rule 11).
    pub appointment_minutes: i64,
    /// The rate of value-added tax of a technician under the standard regime.
    pub vat_percent: i64,
    /// How long a quote stays valid when the technician does not say (rule 14).
    pub quote_validity_days: i64,
    /// How many photos one party may attach (rule 3).
    pub photos_max: i64,
    /// How many voice notes one party may attach (rule 3).
    pub voice_notes_max: i64,
    /// How many bytes a photo or a voice note may have (rule 3).
    pub media_bytes_max: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            offer_seconds_immediate: 45,
            offer_seconds_scheduled: 90,
            wave_seconds: 45,
            wave_sizes: vec![3, 5, 8],
            wave_radii_meters: vec![5_000, 7_500, 11_000],
            standing_offers_max: 3,
            request_expiry_hours: 24,
            arrival_minutes: 45,
            nudge_minutes: 20,
            rematch_minutes: 60,
            backup_margin_minutes: 10,
            backup_look_minutes: 5,
            due_per_run: 2_500,
            missed_visit_minutes: 60,
            long_pause_hours: 24,
            silent_work_hours: 8,
            base_price_cents: 4_999,
            base_minutes: 30,
            free_cancel_minutes: 5,
            fee_on_the_way_cents: 1_500,
            fee_arrived_cents: 3_000,
            absence_minutes: 15,
            start_attempts_max: 5,
            start_window_minutes: 10,
            start_lock_minutes: 2,
            extras_free_cents: 15_000,
            ceiling_warning_percent: 80,
            presence_minutes: 15,
            presence_move_meters: 100,
            presence_lag_minutes: 10,
            record_window: 50,
            newcomer_voices: 20,
            newcomer_rating_hundredths: 400,
            newcomer_on_time_percent: 90,
            newcomer_accepted_percent: 85,
            best_price_percent: 100,
            best_cents_per_minute: 50,
            best_cents_per_star: 1_000,
            best_cents_per_on_time_percent: 30,
            best_cents_per_accepted_percent: 10,
            rating_days: 30,
            access_retention_days: 30,
            report_retention_days: 4_018,
            contact_days: 30,
            position_speed_kmh_max: 300,
            schedule_ahead_minutes_min: 60,
            schedule_ahead_days_max: 60,
            appointment_minutes: 120,
            vat_percent: 20,
            quote_validity_days: 30,
            photos_max: 10,
            voice_notes_max: 1,
            media_bytes_max: 10_000_000,
        }
    }
}

impl Policy {
    /// The base price (rule 17).
    pub fn base_price(&self) -> Money {
        Money::of_cents(self.base_price_cents)
    }

    /// How long an appointment blocks an agenda.
    pub fn appointment(&self) -> SignedDuration {
        SignedDuration::from_mins(self.appointment_minutes)
    }

    /// How long presence lasts.
    pub fn presence(&self) -> SignedDuration {
        SignedDuration::from_mins(self.presence_minutes)
    }

    /// How far the lease in the rows that a match reads may lag behind.
    pub fn presence_lag(&self) -> SignedDuration {
        SignedDuration::from_mins(self.presence_lag_minutes)
    }

    /// How many bytes a photo or a voice note may have.
    pub fn media_bytes(&self) -> u64 {
        u64::try_from(self.media_bytes_max).unwrap_or(0)
    }

    /// How many of a kind one party may attach.
    pub fn media_max(&self, kind: Kind) -> usize {
        let max = match kind {
            Kind::Photo => self.photos_max,
            Kind::Voice => self.voice_notes_max,
        };
        usize::try_from(max).unwrap_or(0)
    }
}

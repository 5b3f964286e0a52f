//! Alarms on metrics of AWS: the fault happens, and leads to the thing that AWS counts.

mod calls;
mod queues;
mod runs;

/// The alarms whose faults happen here.
pub(crate) const ALARMS: [&str; 26] = [
    "PendingRequestsDeadAlarm",
    "OfferTimersDeadAlarm",
    "InvoicesDeadAlarm",
    "PapersDeadAlarm",
    "UploadsDeadAlarm",
    "EventsUndeliveredAlarm",
    "PublishEventsDeadAlarm",
    "PublishEventsAgeAlarm",
    "PendingRequestsAgeAlarm",
    "OfferTimersAgeAlarm",
    "InvoicesAgeAlarm",
    "PapersAgeAlarm",
    "UploadsAgeAlarm",
    "ExpireRequestsErrorsAlarm",
    "WatchArrivalsErrorsAlarm",
    "ApplyRetentionErrorsAlarm",
    "RepairEffectsErrorsAlarm",
    "ExpireRequestsStoppedAlarm",
    "WatchArrivalsStoppedAlarm",
    "ApplyRetentionStoppedAlarm",
    "RepairEffectsStoppedAlarm",
    "FunctionThrottlesAlarm",
    "ApiErrorsAlarm",
    "TableReadThrottlesAlarm",
    "TableWriteThrottlesAlarm",
    "ApiLatencyAlarm",
];

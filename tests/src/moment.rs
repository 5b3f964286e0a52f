//! The moments of an intervention at which each operation is tried.

/// How far the intervention has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// With a photo; nobody was asked yet.
    Declared,
    /// To a technician; another one declined.
    Offered,
    /// The technicians who were asked let it go.
    Waiting,
    /// By the first technician.
    Accepted,
    /// The technician is on the way.
    Departed,
    /// On site; work has not begun.
    Arrived,
    /// With an extra.
    Working,
    /// With an extra, too.
    Paused,
    /// Paused, and nobody continued for a day.
    Stalled,
    /// A quote waits for its answer.
    Quoted,
    /// An appointment waits for its confirmation.
    Postponable,
    /// With invoice and report, and a question to the team.
    Finished,
    /// The same, 31 days later.
    LongFinished,
}

impl Moment {
    /// Whether a technician has it.
    pub fn is_taken(self) -> bool {
        !matches!(self, Self::Declared | Self::Offered | Self::Waiting)
    }

    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Offered => "offered",
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Departed => "on the way",
            Self::Arrived => "arrived",
            Self::Working => "working",
            Self::Paused => "paused",
            Self::Stalled => "paused for a day",
            Self::Quoted => "quote pending",
            Self::Postponable => "postponement proposed",
            Self::Finished => "finished",
            Self::LongFinished => "finished 31 days ago",
        }
    }
}

/// When an operation is tried: where it succeeds for those whom it is meant for.
///
/// # Panics
/// Where nobody has said so.
pub fn moments(operation: &str) -> &'static [Moment] {
    use Moment::{
        Accepted, Arrived, Declared, Departed, Finished, LongFinished, Offered, Paused, Postponable, Quoted,
        Stalled, Waiting, Working,
    };
    match operation {
        "show-intervention" => &[Declared, Offered, Waiting, Accepted, Quoted, Finished, LongFinished],
        "accept-request" => &[Offered, Waiting],
        "list-missions" | "list-interventions" => &[Offered, Waiting, Accepted],
        "attach-media" => &[Declared, Accepted],
        "cancel-intervention" => &[Declared, Arrived],
        "decline-request" => &[Offered],
        "arrive-on-site" => &[Departed],
        "start-intervention" => &[Arrived],
        "pause-intervention" | "add-extra" | "remove-extra" | "finish-intervention" => &[Working],
        "resume-intervention" | "propose-quote" | "propose-postponement" => &[Paused],
        "accept-quote" | "refuse-quote" | "withdraw-quote" => &[Quoted],
        "confirm-postponement" | "refuse-postponement" => &[Postponable],
        "close-intervention" => &[Stalled],
        "depart-for-intervention" | "resolve-intervention" => &[Accepted],
        "list-questions" | "answer-question" | "export-personal-data" => &[Finished],
        "erase-personal-data" => &[Declared, Finished],
        "rate-technician" | "show-invoice" | "show-report" | "issue-credit-note" | "export-accounting" => {
            &[Finished]
        }
        "declare-request"
        | "match-technicians"
        | "choose-technician"
        | "schedule-request"
        | "wait-for-technician"
        | "ask-question"
        | "list-categories"
        | "show-customer"
        | "update-customer"
        | "show-technician"
        | "show-technician-me"
        | "update-technician"
        | "list-applications"
        | "approve-technician"
        | "refuse-technician"
        | "appoint-operator"
        | "set-presence" => &[Declared],
        unknown => panic!("say in moments() when {unknown} is tried, and review its rows in the table"),
    }
}

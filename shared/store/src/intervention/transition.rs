//! One step of an intervention: load, decide, save; and once more when another was faster.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, QuoteId},
    idempotency::Request,
    intervention::{Intervention, Report, Stage, Step},
    moment::Submission,
    quote::QuoteLines,
    refusal::Refusal,
    timeline::Actor,
};

use crate::{
    client::{Read, Store},
    intervention::{load::in_order, save::Saved},
};

/// Who changes which intervention, and when.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Which.
    pub id: InterventionId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
    /// Who makes the facts so.
    pub by: Actor,
    /// When it happened, if the app was offline then.
    pub occurred_at: Option<Timestamp>,
    /// When we learnt of it.
    pub now: Timestamp,
}

/// A row that a fact refers to, kept together with it.
#[derive(Debug, Clone, PartialEq)]
pub enum Attachment {
    /// The lines of a quote.
    Quote(QuoteId, QuoteLines),
    /// The report.
    Report(Report),
}

/// So many races may be lost before the caller is asked to try again later.
const RACES_MAX: usize = 5;

/// What a state makes of a command.
enum Verdict {
    Repeated(Intervention, Timestamp),
    Unchanged,
    Next(Intervention),
}

impl Store {
    /// Decides on the state as it is and keeps the outcome.
    ///
    /// The first look may be a second old, which is cheap and nearly always right; what it refuses, or loses to
    /// another writer, is decided again on the newest state.
    pub async fn transition(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
    ) -> Result<Dossier, Failure> {
        self.race(command, decide, |_| None).await
    }

    /// The same, with a row that the new fact refers to.
    pub async fn transition_with(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: impl Fn(&Intervention) -> Attachment,
    ) -> Result<Dossier, Failure> {
        self.race(command, decide, |intervention| Some(attach(intervention))).await
    }

    async fn race(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: impl Fn(&Intervention) -> Option<Attachment>,
    ) -> Result<Dossier, Failure> {
        let first = self.attempt(command, &decide, &attach, Read::Eventual).await;
        if let Ok(Some(dossier)) = first {
            return Ok(dossier);
        }
        if let Err(fault @ (Failure::Broken(_) | Failure::Busy)) = first {
            return Err(fault);
        }
        for _ in 0..RACES_MAX {
            if let Some(dossier) = self.attempt(command, &decide, &attach, Read::Consistent).await? {
                return Ok(dossier);
            }
        }
        Err(Failure::Busy)
    }

    /// None if another was faster, or if only the newest state can tell.
    async fn attempt(
        &self,
        command: &Transition,
        decide: &impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: &impl Fn(&Intervention) -> Option<Attachment>,
        read: Read,
    ) -> Result<Option<Dossier>, Failure> {
        let dossier = self.load(&command.id, read).await?.ok_or(Failure::NotFound)?;
        let next = match judge(&dossier.intervention, command, decide)? {
            Verdict::Repeated(past, at) => return Ok(Some(as_of(past, at, dossier))),
            Verdict::Unchanged => return Ok(read.is_consistent().then_some(dossier)),
            Verdict::Next(next) => next,
        };
        let attachment = attach(&dossier.intervention);
        match self.save(&dossier.intervention, &next, attachment.as_ref(), command.now).await? {
            Saved::Done => Ok(Some(with(dossier, next, attachment))),
            Saved::Lost => Ok(None),
            Saved::Refused(refusal) => Err(Failure::Refused(refusal)),
        }
    }
}

fn judge(
    intervention: &Intervention,
    command: &Transition,
    decide: &impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
) -> Result<Verdict, Failure> {
    let request = command.request;
    if let Some(answer) = request.key.and_then(|key| intervention.answer_to(&key)) {
        return answer.map(|(past, at)| Verdict::Repeated(past, at)).map_err(|_| Failure::KeyReused);
    }
    // Ownership comes first: a version or a time would tell a stranger that the intervention exists.
    let claimed = Intervention::claimed(command.occurred_at, request.key.is_some(), command.now);
    let first = decide(intervention, claimed);
    if let Err(Refusal::NotYours) = first {
        return Err(Refusal::NotYours.into());
    }
    let current = intervention.version();
    if request.if_match.is_some_and(|seen| seen != current) {
        return Err(Failure::VersionDiffers { current });
    }
    // A repeat changes nothing, whatever happened since: its time is not checked against later commands.
    if first == Ok(Step::Unchanged) {
        return Ok(Verdict::Unchanged);
    }
    // What the stage forbids at any time says more than a time out of order.
    let submitted =
        intervention.submitted(command.by, command.occurred_at, request.key.is_some(), command.now);
    let submission = submitted.map_err(|disordered| first.err().unwrap_or(disordered))?;
    match decide(intervention, submission)? {
        Step::Unchanged => Ok(Verdict::Unchanged),
        Step::Changed(facts) => {
            let next = intervention.clone().record(facts, command.by, submission.moment, request.key)?;
            Ok(Verdict::Next(next))
        }
    }
}

/// The dossier as it was when the intervention was still `past`, at the time of the first answer.
pub(super) fn as_of(past: Intervention, at: Timestamp, dossier: Dossier) -> Dossier {
    let reported = matches!(past.stage(), Stage::Finished { .. });
    Dossier {
        quotes: in_order(&past, dossier.quotes),
        report: dossier.report.filter(|_| reported),
        intervention: past,
        breakdown: dossier.breakdown,
        media: dossier.media,
        papers: dossier.papers,
        as_of: Some(at),
    }
}

fn with(dossier: Dossier, next: Intervention, attachment: Option<Attachment>) -> Dossier {
    let as_of = next.timeline().last().map(|entry| entry.moment.recorded_at);
    let mut dossier = Dossier { intervention: next, as_of, ..dossier };
    match attachment {
        Some(Attachment::Quote(id, lines)) => dossier.quotes.push((id, lines)),
        Some(Attachment::Report(report)) => dossier.report = Some(report),
        None => {}
    }
    dossier
}

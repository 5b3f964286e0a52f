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

/// Whether a decision may be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Granted,
    /// The intervention changed: decide again on its newest state.
    Outdated,
}

/// So many races may be lost before the caller is asked to try again later.
const RACES_MAX: usize = 5;

/// The outcome of one attempt.
#[expect(clippy::large_enum_variant, reason = "one value a call, moved on at once")]
enum Attempted {
    Done(Dossier),
    /// Another writer was faster, or only the newest state can tell.
    Again,
    /// Not admitted, on whatever state.
    Barred(Failure),
}

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
        self.race(command, decide, |_| None, async |_| Ok(Admission::Granted)).await
    }

    /// The same, with a row that the new fact refers to.
    pub async fn transition_with(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: impl Fn(&Intervention) -> Attachment,
    ) -> Result<Dossier, Failure> {
        let granted = async |_: &Intervention| Ok(Admission::Granted);
        self.race(command, decide, |intervention| Some(attach(intervention)), granted).await
    }

    /// The same, but between decision and save `admit` must grant it. A failure of `admit` is final.
    pub async fn transition_if(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        admit: impl AsyncFn(&Intervention) -> Result<Admission, Failure>,
    ) -> Result<Dossier, Failure> {
        self.race(command, decide, |_| None, admit).await
    }

    async fn race(
        &self,
        command: &Transition,
        decide: impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: impl Fn(&Intervention) -> Option<Attachment>,
        admit: impl AsyncFn(&Intervention) -> Result<Admission, Failure>,
    ) -> Result<Dossier, Failure> {
        match self.attempt(command, &decide, &attach, &admit, Read::Eventual).await {
            Ok(Attempted::Done(dossier)) => return Ok(dossier),
            Ok(Attempted::Barred(failure))
            | Err(failure @ (Failure::Broken(_) | Failure::Unreadable(_) | Failure::Busy)) => {
                return Err(failure);
            }
            Ok(Attempted::Again) | Err(_) => {}
        }
        for _ in 0..RACES_MAX {
            match self.attempt(command, &decide, &attach, &admit, Read::Consistent).await? {
                Attempted::Done(dossier) => return Ok(dossier),
                Attempted::Barred(failure) => return Err(failure),
                Attempted::Again => {}
            }
        }
        Err(Failure::Busy)
    }

    async fn attempt(
        &self,
        command: &Transition,
        decide: &impl Fn(&Intervention, Submission) -> Result<Step, Refusal>,
        attach: &impl Fn(&Intervention) -> Option<Attachment>,
        admit: &impl AsyncFn(&Intervention) -> Result<Admission, Failure>,
        read: Read,
    ) -> Result<Attempted, Failure> {
        let dossier = self.load(&command.id, read).await?.ok_or(Failure::NotFound)?;
        let next = match judge(&dossier.intervention, command, decide)? {
            Verdict::Repeated(past, at) => return Ok(Attempted::Done(as_of(past, at, dossier))),
            Verdict::Unchanged if read.is_consistent() => return Ok(Attempted::Done(dossier)),
            Verdict::Unchanged => return Ok(Attempted::Again),
            Verdict::Next(next) => next,
        };
        match admit(&dossier.intervention).await {
            Ok(Admission::Granted) => {}
            Ok(Admission::Outdated) => return Ok(Attempted::Again),
            Err(failure) => return Ok(Attempted::Barred(failure)),
        }
        let attachment = attach(&dossier.intervention);
        match self.save(&dossier.intervention, &next, attachment.as_ref(), command.now).await? {
            Saved::Done => Ok(Attempted::Done(with(dossier, next, attachment))),
            Saved::Lost => Ok(Attempted::Again),
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
    // Ownership comes first: a version or a time would tell a stranger that the intervention exists, and a technician who
    // lost it how it goes on.
    let claimed = Intervention::claimed(command.occurred_at, request.key.is_some(), command.now);
    let first = decide(intervention, claimed);
    if let Err(refusal) = &first
        && refusal.is_for_outsiders()
    {
        return Err((*refusal).into());
    }
    // A repeat changes nothing, whatever happened since: neither its version nor its time is checked.
    if first == Ok(Step::Unchanged) {
        return Ok(Verdict::Unchanged);
    }
    request.check_version(intervention.version())?;
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
    // Only a running clock makes the same state cost more later.
    let as_of = (*past.stage() == Stage::Working).then_some(at);
    let holder = |one: &Intervention| one.acceptance().map(|acceptance| acceptance.technician.clone());
    let is_over = |one: &Intervention| one.stage().is_over();
    let now = &dossier.intervention;
    let has_moved = holder(&past) != holder(now) || is_over(&past) != is_over(now);
    Dossier {
        quotes: in_order(&past, dossier.quotes),
        report: dossier.report.filter(|_| reported),
        intervention: past,
        today: has_moved.then(|| Box::new(dossier.intervention)),
        breakdown: dossier.breakdown,
        media: dossier.media,
        papers: dossier.papers,
        as_of,
    }
}

fn with(dossier: Dossier, next: Intervention, attachment: Option<Attachment>) -> Dossier {
    let mut dossier = Dossier { intervention: next, ..dossier };
    match attachment {
        Some(Attachment::Quote(id, lines)) => dossier.quotes.push((id, lines)),
        Some(Attachment::Report(report)) => dossier.report = Some(report),
        None => {}
    }
    dossier
}

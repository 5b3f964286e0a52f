//! Rule 3: how much one party may attach, of what, and until when.

use jiff::{SignedDuration, Timestamp};

use super::{ContentType, Kind, Media, Medium, Owner, Phase, State};
use crate::{
    id::MediumId,
    idempotency::Key,
    intervention::{Intervention, Party},
    policy::Policy,
    refusal::{Counted, Refusal},
};

/// An upload that begins in time may take as long as a village's network needs; then its place is free again.
const AWAITED_MINUTES: i64 = 15;
/// So many refused ones are remembered for their owner.
const REFUSED_MAX: usize = 10;

/// What somebody wants to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedium {
    /// Its name, if it is new.
    pub id: MediumId,
    /// A photo or a voice note.
    pub kind: Kind,
    /// How its bytes are spelt.
    pub content_type: ContentType,
    /// How many bytes it has.
    pub bytes: u64,
    /// Before or after the work.
    pub phase: Phase,
    /// How a repeat is recognised.
    pub key: Option<Key>,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// It is awaited since now: all media, and this one.
    New(Media, Medium),
    /// It is attached already.
    Known(Medium),
    /// The key came before, with another body.
    KeyReused,
}

impl Intervention {
    /// Rule 3: a party attaches a photo or a voice note until the intervention is over. The limits count for each
    /// party: the customer's photos tell of the breakdown, the technician's are for the report (rule 23).
    pub fn attach(
        &self,
        media: &Media,
        party: &Party,
        new: NewMedium,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Attached, Refusal> {
        let owner = self.owner(party)?;
        if let Some(known) = media.answer_to(new.key) {
            return Ok(known);
        }
        if self.stage().is_over() {
            return Err(Refusal::StageForbids { stage: self.stage().name() });
        }
        if new.content_type.kind() != new.kind {
            return Err(Refusal::ContentTypeUnfit);
        }
        if new.bytes > policy.media_bytes() {
            return Err(Refusal::MediaTooLarge { bytes_max: policy.media_bytes() });
        }
        let max = policy.media_max(new.kind);
        let counts = |one: &&Medium| one.owner == owner && one.kind == new.kind && one.has_a_place(now);
        if media.all.iter().filter(counts).count() >= max {
            let what = match new.kind {
                Kind::Photo => Counted::Photos,
                Kind::Voice => Counted::VoiceNotes,
            };
            return Err(Refusal::TooMany { what, max, stage: self.stage().name() });
        }
        let NewMedium { id, kind, content_type, bytes, phase, key } = new;
        let state = State::Awaited;
        let medium = Medium { id, owner, kind, content_type, bytes, phase, attached_at: now, key, state };
        Ok(Attached::New(media.with(medium.clone(), now), medium))
    }

    /// Whoever declared it, or took it; others are no party (rule 29).
    fn owner(&self, party: &Party) -> Result<Owner, Refusal> {
        match party {
            Party::Customer(customer) if *customer == self.declaration().customer => {
                Ok(Owner::Customer(customer.clone()))
            }
            Party::Technician(technician) if self.is_taken_by(technician) => {
                Ok(Owner::Technician(technician.clone()))
            }
            Party::Customer(_) | Party::Technician(_) | Party::Operator => Err(Refusal::NotYours),
        }
    }
}

impl Media {
    fn answer_to(&self, key: Option<Key>) -> Option<Attached> {
        let key = key?;
        let known = |one: &&Medium| one.key.is_some_and(|known| known.command == key.command);
        let known = self.all.iter().find(known)?;
        let same = known.key.is_some_and(|stored| key.repeats(&stored));
        Some(if same { Attached::Known(known.clone()) } else { Attached::KeyReused })
    }

    /// With one more, and without those whose upload never came, and without refusals of long ago.
    fn with(&self, medium: Medium, now: Timestamp) -> Self {
        let mut refused = 0;
        let mut all: Vec<Medium> =
            self.all.iter().rev().filter(|one| one.is_worth_keeping(now)).cloned().collect();
        all.retain(|one| {
            let counts = matches!(one.state, State::Refused(_)) && one.owner == medium.owner;
            refused += usize::from(counts);
            !counts || refused <= REFUSED_MAX
        });
        all.reverse();
        all.push(medium);
        self.changed(all)
    }
}

impl Medium {
    /// Whether it counts against the limit.
    fn has_a_place(&self, now: Timestamp) -> bool {
        match self.state {
            State::Ready { .. } => true,
            State::Awaited => now < self.attached_at + SignedDuration::from_mins(AWAITED_MINUTES),
            State::Refused(_) => false,
        }
    }

    fn is_worth_keeping(&self, now: Timestamp) -> bool {
        self.has_a_place(now) || matches!(self.state, State::Refused(_))
    }
}

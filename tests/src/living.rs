//! A life in this process: the deeds of a story become commands of the pure domain.

use domain::{
    Timestamp,
    breakdown::{Declaration, StartCode},
    id::{CustomerId, ExtraId, InterventionId, QuoteId},
    intervention::{Intervention, NewExtra, Step},
    moment::{Moment, Submission},
    money::Money,
    policy::Policy,
    quote::{Answer, QuoteLine, QuoteLineKind, QuoteLines},
    refusal::Refusal,
    tariff::{CategoryTariff, FlatRate, HourlyRate},
    technician::{Presence, Technician},
    timeline::{Actor, ExtraKind, Fact},
};
use embedded::given;

use crate::reckoning::{
    deed::{Deed, Terms},
    story::{Entry, Wish},
};

/// An intervention, its customer, and the technicians who may take it.
#[derive(Debug, Clone)]
pub struct Life {
    /// As it stands.
    pub intervention: Intervention,
    technicians: Vec<Technician>,
    /// The technician who took it last, by number.
    taker: usize,
    extras: Vec<ExtraId>,
}

/// So many seconds after the declaration.
///
/// # Panics
/// Where that is in no year of our calendar.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_435_200 + second).expect("a time of our century")
}

/// Who declares.
pub fn customer() -> CustomerId {
    given::customer()
}

impl Life {
    /// The breakdown is declared; nobody is available, so that it waits.
    ///
    /// # Panics
    /// Where the domain refuses the wish.
    pub fn declared(wish: Wish, technicians: &[Terms], policy: &Policy) -> Self {
        let declaration = Declaration {
            scheduled_for: wish.scheduled_for.map(at),
            flat_rate: wish.flat_rate.then(|| given::word("Forfait")),
            price_ceiling: wish.ceiling.map(Money::of_cents),
            ..given::declaration()
        };
        let id = InterventionId::numbered(1);
        let declared = Intervention::declare(id, declaration, true, None, at(0), policy);
        let technicians = technicians.iter().map(technician).collect();
        let intervention = declared.expect("a sound declaration");
        Self { intervention, technicians, taker: 0, extras: Vec::new() }
    }

    /// The technician who took it last.
    pub fn taker(&self) -> &Technician {
        &self.technicians[self.taker]
    }

    /// Everybody who may take it.
    pub fn technicians(&self) -> &[Technician] {
        &self.technicians
    }

    /// The same, by number.
    pub fn taker_number(&self) -> usize {
        self.taker
    }

    /// Does what an entry says, under a key of its own; whether that changed anything.
    pub fn obey(&mut self, entry: &Entry, policy: &Policy) -> Result<bool, Refusal> {
        if let Deed::Accept(terms) = entry.deed {
            self.taker = terms.technician;
        }
        self.obey_as(self.taker, entry, true, policy)
    }

    /// The same, done by one of the technicians if it is a technician's deed.
    pub fn obey_as(
        &mut self,
        technician: usize,
        entry: &Entry,
        is_keyed: bool,
        policy: &Policy,
    ) -> Result<bool, Refusal> {
        let by = author(&entry.deed);
        let stated = (entry.at != entry.received).then(|| at(entry.at));
        let told = self.intervention.submitted(by, stated, is_keyed, at(entry.received))?;
        let step = self.decide(&self.technicians[technician], &entry.deed, &told, policy)?;
        self.record(step, by, told.moment)
    }

    /// The guardian looks at it; what it did that matters to a price (rule 10).
    pub fn guard(&mut self, second: i64, policy: &Policy) -> Result<Option<Deed>, Refusal> {
        let step = self.intervention.watch(None, at(second), policy)?;
        let (had, known) = (self.intervention.acceptance().is_some(), self.intervention.timeline().len());
        self.record(step, Actor::System, Moment::now(at(second)))?;
        if had && self.intervention.acceptance().is_none() {
            return Ok(Some(Deed::TakeAway));
        }
        let new = self.intervention.timeline()[known..].iter().map(|entry| &entry.fact);
        let found_late = new.clone().any(|fact| matches!(fact, Fact::FoundLate { .. }));
        let mut reminders = new.filter_map(|fact| {
            let Fact::Nudged { leave_by } = fact else { return None };
            leave_by.map(|by| Deed::Remind(by.duration_since(at(0)).as_secs()))
        });
        Ok(if found_late { Some(Deed::FindLate) } else { reminders.next() })
    }

    fn record(&mut self, step: Step, by: Actor, moment: Moment) -> Result<bool, Refusal> {
        let Step::Changed(facts) = step else { return Ok(false) };
        self.intervention = self.intervention.clone().record(facts, by, moment, None)?;
        self.remember();
        Ok(true)
    }

    fn decide(
        &self,
        technician: &Technician,
        deed: &Deed,
        told: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        let (one, who, now) = (&self.intervention, &technician.id, told.moment.recorded_at);
        match deed {
            Deed::Accept(_) => one.accept(online(technician, now).acceptance_of(one, now)?, now, policy),
            Deed::Depart(eta) => one.depart(who, eta.and_then(|eta| u16::try_from(eta).ok()), told),
            Deed::Arrive => one.arrive(who, told),
            Deed::Start { right_code } => one.start(who, code(*right_code), told, policy),
            Deed::Pause => one.pause(who, told, policy),
            Deed::Resume => one.resume(who, told, policy),
            Deed::AddExtra(quantity, unit) => one.add_extra(who, &extra(*quantity, *unit), told, policy),
            Deed::RemoveExtra(number) => one.remove_extra(who, &self.extra(*number), told, policy),
            Deed::ProposeQuote(quoted, until) => {
                one.propose_quote(who, &lines(quoted), Some(at(*until)), told, policy)
            }
            Deed::AcceptQuote => one.settle_quote(&customer(), &self.quote(), Answer::Accepted, now),
            Deed::RefuseQuote => one.settle_quote(&customer(), &self.quote(), Answer::Refused, now),
            Deed::ProposePostponement(appointment) => {
                one.propose_postponement(who, at(*appointment), told, policy)
            }
            Deed::ConfirmPostponement => one.confirm_postponement(&customer(), now, policy),
            Deed::Finish => one.finish(who, &[], told, policy),
            Deed::CancelByCustomer => one.cancel(&customer(), now, policy),
            Deed::GiveUp => one.give_up(who, now, policy),
            Deed::ReportAbsence => one.report_absence(who, now),
            Deed::LeaveLate => one.wait(&customer(), now, policy),
            Deed::Remind(_) | Deed::FindLate | Deed::TakeAway => one.watch(None, now, policy),
        }
    }

    /// Later commands name what earlier ones added.
    fn remember(&mut self) {
        for extra in self.intervention.extras() {
            if !self.extras.contains(&extra.id) {
                self.extras.push(extra.id.clone());
            }
        }
    }

    fn extra(&self, number: usize) -> ExtraId {
        self.extras.get(number).cloned().unwrap_or_else(|| ExtraId::numbered(9_999))
    }

    fn quote(&self) -> QuoteId {
        self.intervention.quote().map_or_else(|| QuoteId::numbered(9_999), |quote| quote.id.clone())
    }
}

fn author(deed: &Deed) -> Actor {
    match deed {
        Deed::AcceptQuote
        | Deed::RefuseQuote
        | Deed::ConfirmPostponement
        | Deed::CancelByCustomer
        | Deed::LeaveLate => Actor::Customer,
        Deed::Accept(_)
        | Deed::Depart(_)
        | Deed::Arrive
        | Deed::Start { .. }
        | Deed::Pause
        | Deed::Resume
        | Deed::AddExtra(..)
        | Deed::RemoveExtra(_)
        | Deed::ProposeQuote(..)
        | Deed::ProposePostponement(_)
        | Deed::Finish
        | Deed::GiveUp
        | Deed::ReportAbsence => Actor::Technician,
        Deed::Remind(_) | Deed::FindLate | Deed::TakeAway => Actor::System,
    }
}

fn technician(terms: &Terms) -> Technician {
    let stranger = given::stranger(&format!("technician-{}", terms.technician));
    let flat_rate = FlatRate { name: given::word("Forfait"), price: Money::of_cents(terms.flat) };
    let hourly_rate = HourlyRate::try_from(Money::of_cents(terms.hourly)).expect("an allowed rate");
    let heating =
        CategoryTariff { category: given::word("heating"), hourly_rate, flat_rates: vec![flat_rate] };
    Technician { tariffs: vec![heating], ..stranger }
}

fn online(technician: &Technician, now: Timestamp) -> Technician {
    let presence = Presence { location: given::amiens(), until: now + Policy::default().presence() };
    Technician { presence: Some(presence), ..technician.clone() }
}

fn code(right: bool) -> StartCode {
    if right { given::start_code() } else { given::word("1111") }
}

fn extra(quantity: i64, unit: i64) -> NewExtra {
    NewExtra {
        kind: ExtraKind::Material,
        label: given::word("Circulateur"),
        quantity: u32::try_from(quantity).expect("a small number"),
        unit_price: Money::of_cents(unit),
    }
}

fn lines(quoted: &[(i64, i64)]) -> QuoteLines {
    let line = |(quantity, unit): &(i64, i64)| QuoteLine {
        kind: QuoteLineKind::Labour,
        label: given::word("Circulateur"),
        quantity: u32::try_from(*quantity).expect("a small number"),
        unit_price: Money::of_cents(*unit),
        vat_per_mille: None,
    };
    QuoteLines::try_from(quoted.iter().map(line).collect::<Vec<_>>()).expect("some lines")
}

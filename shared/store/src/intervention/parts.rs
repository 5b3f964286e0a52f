//! How the table spells what facts are made of: declarations, tariffs, extras, causes.

use domain::{
    breakdown::{Declaration, StartCode},
    money::Money,
    tariff::{HourlyRate, Tariff},
    terms::Terms,
    timeline::{Acceptance, Asked, Cause, Extra, ExtraKind, Fact, Resolution, Scope, Stall},
};

use crate::{
    error::Error,
    intervention::{
        entry::Known,
        fact::{
            AcceptedRow, AskedRow, CauseRow, DeclaredRow, ExtraKindRow, ExtraRow, ResolutionRow, ScopeRow,
            StallRow, TariffRow, TermsRow,
        },
    },
    row::{PlaceRow, millis, parse, parse_some, spell_some, time},
};

impl DeclaredRow {
    pub(super) fn of(declaration: &Declaration, expires_at: domain::Timestamp) -> Self {
        Self {
            category: declaration.category.code().to_owned(),
            location: PlaceRow::of(declaration.location),
            scheduled_for: declaration.scheduled_for.map(millis),
            flat_rate: spell_some(declaration.flat_rate.as_ref()),
            price_ceiling: declaration.price_ceiling.map(Money::cents),
            start_code: declaration.start_code.number(),
            expires_at: millis(expires_at),
        }
    }

    pub(super) fn fact(self, known: Known<'_>) -> Result<Fact, Error> {
        let declaration = Declaration {
            customer: known.customer.clone(),
            category: parse(self.category)?,
            location: self.location.place()?,
            scheduled_for: self.scheduled_for.map(time).transpose()?,
            flat_rate: parse_some(self.flat_rate)?,
            price_ceiling: self.price_ceiling.map(Money::of_cents),
            start_code: StartCode::of_random(self.start_code.into()),
        };
        Ok(Fact::Declared { declaration, expires_at: time(self.expires_at)? })
    }
}

impl AcceptedRow {
    pub(super) fn of(
        acceptance: &Acceptance,
        due: domain::Timestamp,
        terms: Terms,
        known: Known<'_>,
    ) -> Self {
        let other = known.technician != Some(&acceptance.technician);
        Self {
            technician: other.then(|| acceptance.technician.to_string()),
            name: acceptance.display_name.to_string(),
            home: acceptance.home.to_string(),
            tariff: TariffRow::of(acceptance.tariff),
            due: millis(due),
            terms: TermsRow::of(terms),
            drive: acceptance.drive_minutes,
        }
    }

    pub(super) fn fact(self, known: Known<'_>) -> Result<Fact, Error> {
        let technician = match (self.technician, known.technician) {
            (Some(technician), _) => parse(technician)?,
            (None, Some(technician)) => technician.clone(),
            (None, None) => return Err(Error::Row { kind: "timeline", done: "read" }),
        };
        let acceptance = Acceptance {
            technician,
            display_name: parse(self.name)?,
            home: parse(self.home)?,
            tariff: self.tariff.tariff()?,
            drive_minutes: self.drive,
        };
        let terms = self.terms.map_or(Terms::FIRST, TermsRow::terms);
        Ok(Fact::Accepted { acceptance, due: time(self.due)?, terms })
    }
}

impl AskedRow {
    pub(super) fn of(asked: &Asked, known: Known<'_>) -> Self {
        let TariffRow(hourly_rate, flat_rate) = TariffRow::of(asked.tariff);
        let is_known = known.technician == Some(&asked.technician);
        let technician = if is_known { String::new() } else { asked.technician.to_string() };
        Self(technician, hourly_rate, flat_rate)
    }

    pub(super) fn asked(self, known: Known<'_>) -> Result<Asked, Error> {
        let technician = match known.technician {
            Some(technician) if self.0.is_empty() => technician.clone(),
            Some(_) | None => parse(self.0)?,
        };
        Ok(Asked { technician, tariff: TariffRow(self.1, self.2).tariff()? })
    }
}

impl TariffRow {
    fn of(tariff: Tariff) -> Self {
        Self(tariff.hourly_rate.money().cents(), tariff.flat_rate.map(Money::cents))
    }

    fn tariff(self) -> Result<Tariff, Error> {
        let hourly_rate = HourlyRate::try_from(Money::of_cents(self.0))?;
        Ok(Tariff { hourly_rate, flat_rate: self.1.map(Money::of_cents) })
    }
}

impl ExtraRow {
    pub(super) fn of(extra: &Extra) -> Self {
        Self {
            id: extra.id.to_string(),
            kind: match extra.kind {
                ExtraKind::Material => ExtraKindRow::Material,
                ExtraKind::Software => ExtraKindRow::Software,
            },
            label: extra.label.to_string(),
            quantity: extra.quantity,
            unit_price: extra.unit_price.cents(),
        }
    }

    pub(super) fn extra(self) -> Result<Extra, Error> {
        Ok(Extra {
            id: parse(self.id)?,
            kind: match self.kind {
                ExtraKindRow::Material => ExtraKind::Material,
                ExtraKindRow::Software => ExtraKind::Software,
            },
            label: parse(self.label)?,
            quantity: self.quantity,
            unit_price: Money::of_cents(self.unit_price),
        })
    }
}

impl CauseRow {
    pub(super) fn of(cause: Cause) -> Self {
        match cause {
            Cause::CustomerCancelled => Self::CustomerCancelled,
            Cause::CustomerAbsent => Self::CustomerAbsent,
            Cause::TechnicianCancelled => Self::TechnicianCancelled,
            Cause::TechnicianLate => Self::TechnicianLate,
            Cause::OperatorDecided => Self::OperatorDecided,
        }
    }

    pub(super) fn cause(self) -> Cause {
        match self {
            Self::CustomerCancelled => Cause::CustomerCancelled,
            Self::CustomerAbsent => Cause::CustomerAbsent,
            Self::TechnicianCancelled => Cause::TechnicianCancelled,
            Self::TechnicianLate => Cause::TechnicianLate,
            Self::OperatorDecided => Cause::OperatorDecided,
        }
    }
}

impl TermsRow {
    /// The first terms are not spelt: most timelines were accepted under them.
    fn of(terms: Terms) -> Option<Self> {
        let row = Self(
            terms.base_price.cents(),
            terms.base_minutes,
            terms.free_cancel_minutes,
            terms.fee_on_the_way.cents(),
            terms.fee_arrived.cents(),
            terms.absence_minutes,
        );
        (terms != Terms::FIRST).then_some(row)
    }

    fn terms(self) -> Terms {
        let Self(base_price, base_minutes, free_cancel_minutes, on_the_way, arrived, absence_minutes) = self;
        Terms {
            base_price: Money::of_cents(base_price),
            base_minutes,
            free_cancel_minutes,
            fee_on_the_way: Money::of_cents(on_the_way),
            fee_arrived: Money::of_cents(arrived),
            absence_minutes,
        }
    }
}

impl StallRow {
    pub(super) fn of(stall: Stall) -> Self {
        match stall {
            Stall::MissedVisit => Self::MissedVisit,
            Stall::LongPause => Self::LongPause,
            Stall::SilentWork => Self::SilentWork,
            Stall::VisitDeclined => Self::VisitDeclined,
        }
    }

    pub(super) fn stall(self) -> Stall {
        match self {
            Self::MissedVisit => Stall::MissedVisit,
            Self::LongPause => Stall::LongPause,
            Self::SilentWork => Stall::SilentWork,
            Self::VisitDeclined => Stall::VisitDeclined,
        }
    }
}

impl ResolutionRow {
    pub(super) fn of(resolution: &Resolution) -> Self {
        match resolution {
            Resolution::Cancelled { fee } => Self::Cancelled { fee: fee.cents() },
            Resolution::Finished { price, undone } => Self::Finished {
                price: price.cents(),
                undone: undone.iter().map(ToString::to_string).collect(),
            },
            Resolution::Released { expires_at } => Self::Released { expires_at: millis(*expires_at) },
            Resolution::Extended { until } => Self::Extended { until: millis(*until) },
            Resolution::FeeWaived => Self::FeeWaived,
        }
    }

    pub(super) fn resolution(self) -> Result<Resolution, Error> {
        Ok(match self {
            Self::Cancelled { fee } => Resolution::Cancelled { fee: Money::of_cents(fee) },
            Self::Finished { price, undone } => {
                let undone = undone.into_iter().map(parse).collect::<Result<_, _>>()?;
                Resolution::Finished { price: Money::of_cents(price), undone }
            }
            Self::Released { expires_at } => Resolution::Released { expires_at: time(expires_at)? },
            Self::Extended { until } => Resolution::Extended { until: time(until)? },
            Self::FeeWaived => Resolution::FeeWaived,
        })
    }
}

impl ScopeRow {
    pub(super) fn of(scope: Scope) -> Self {
        match scope {
            Scope::Access => Self::Access,
            Scope::Media => Self::Media,
            Scope::Customer => Self::Customer,
            Scope::Technician => Self::Technician,
            Scope::All => Self::All,
        }
    }

    pub(super) fn scope(self) -> Scope {
        match self {
            Self::Access => Scope::Access,
            Self::Media => Scope::Media,
            Self::Customer => Scope::Customer,
            Self::Technician => Scope::Technician,
            Self::All => Scope::All,
        }
    }
}

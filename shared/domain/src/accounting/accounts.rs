//! Which accounts are used, by date: the one place to change when the plan comptable or the tax does.
//!
//! Numbers follow the French plan comptable général (règlement ANC 2014-03, as revised by ANC 2022-06): 411 customers,
//! 706 services, 44571 value-added tax collected, with a digit of its own for each rate. Names are ASCII, which every
//! encoding that the law allows for a FEC agrees on.

use jiff::civil::Date;

/// The company number of the platform, for books that hold all technicians; it stands in for the owners' own.
pub const PLATFORM_SIREN: &str = "000000000";

/// An account of the plan comptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Its number; the first three digits are those of the plan comptable.
    pub number: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// The accounts of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// From which day on: year, month, day.
    from: (i16, i8, i8),
    /// The journal of sales: its code and its name.
    pub journal: (&'static str, &'static str),
    /// Who owes.
    pub customers: Account,
    /// What was sold.
    pub services: Account,
    /// Tax collected, by its rate in tenths of a percent.
    vat: &'static [(u16, Account)],
    /// Tax collected at any other rate.
    vat_otherwise: Account,
}

/// The newest last.
const CHARTS: [Chart; 1] = [Chart {
    from: (0, 1, 1),
    journal: ("VE", "Journal des ventes"),
    customers: Account { number: "411000", name: "Clients" },
    services: Account { number: "706000", name: "Prestations de services" },
    vat: &[
        (200, Account { number: "445711", name: "TVA collectee 20 %" }),
        (100, Account { number: "445712", name: "TVA collectee 10 %" }),
        (55, Account { number: "445713", name: "TVA collectee 5,5 %" }),
    ],
    vat_otherwise: Account { number: "445710", name: "TVA collectee" },
}];

impl Chart {
    /// The accounts of a day.
    pub fn of(day: Date) -> &'static Self {
        let began = |chart: &&Self| chart.from <= (day.year(), day.month(), day.day());
        CHARTS.iter().rev().find(began).unwrap_or(&CHARTS[0])
    }

    /// Where tax of a rate is collected.
    pub fn vat(&self, per_mille: u16) -> Account {
        let known = self.vat.iter().find(|(rate, _)| *rate == per_mille);
        known.map_or(self.vat_otherwise, |(_, account)| *account)
    }
}

//! Where people live: a centre, its quarters and suburbs, about as in a French city of half a million.

use domain::{category::Category, place::Location};
use embedded::given;

use crate::draw::Draw;

/// A quarter: its share of the people, kilometres north and east of the centre, its width in kilometres.
struct Quarter(f64, f64, f64, f64);

static QUARTERS: [Quarter; 8] = [
    Quarter(0.28, 0.0, 0.0, 1.6),
    Quarter(0.15, 2.6, 2.2, 1.3),
    Quarter(0.14, -2.4, 2.8, 1.4),
    Quarter(0.12, 1.2, -3.4, 1.5),
    Quarter(0.11, -4.2, -1.5, 1.6),
    Quarter(0.08, 6.3, -0.8, 1.8),
    Quarter(0.07, -0.6, 7.4, 1.9),
    Quarter(0.05, -6.8, 4.9, 2.0),
];

/// The centre: Lyon.
const CENTRE: (f64, f64) = (45.757_8, 4.832_0);
const KILOMETRES_PER_DEGREE: f64 = 111.2;

/// Somebody's address.
pub(crate) fn place(draw: &mut Draw) -> Location {
    let shares = QUARTERS.each_ref().map(|quarter| quarter.0);
    let Quarter(_, north, east, width) = QUARTERS[draw.share(&shares)];
    let (north, east) = (north + width * draw.normal(), east + width * draw.normal());
    let latitude = CENTRE.0 + north / KILOMETRES_PER_DEGREE;
    let longitude = CENTRE.1 + east / (KILOMETRES_PER_DEGREE * CENTRE.0.to_radians().cos());
    Location::new(latitude, longitude).expect("a city lies on the globe")
}

/// A trade: its share of the demand, and the categories that its technicians serve.
pub(crate) struct Trade {
    pub(crate) share: f64,
    categories: &'static [&'static str],
}

/// Who repairs what; shares of an emergency service.
pub(crate) static TRADES: [Trade; 5] = [
    Trade { share: 0.32, categories: &["plumbing", "heating"] },
    Trade { share: 0.26, categories: &["electricity", "appliance"] },
    Trade { share: 0.20, categories: &["locksmith", "glazing"] },
    Trade { share: 0.14, categories: &["computing", "network", "television"] },
    Trade { share: 0.08, categories: &["gardening"] },
];

impl Trade {
    pub(crate) fn categories(&self) -> impl Iterator<Item = Category> {
        self.categories.iter().map(|code| given::word(code))
    }

    /// One of its categories, each as likely.
    pub(crate) fn category(&self, draw: &mut Draw) -> Category {
        given::word(self.categories[draw.share(&vec![1.0; self.categories.len()])])
    }
}

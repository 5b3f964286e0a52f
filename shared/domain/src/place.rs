//! Where things are: coordinates, addresses, distance.

use crate::{
    invalid::{Form, Invalid},
    text::{Line, Name, Remark},
};

/// A point on the globe in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Location {
    latitude: f64,
    longitude: f64,
}

/// The mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_METERS: f64 = 6_371_008.8;
/// A millionth of a degree is a tenth of a metre: finer digits only cost bytes.
const STEPS_PER_DEGREE: f64 = 1e6;
/// So near to 0, 0 a position is the default of a device that does not know where it is.
const NOWHERE_METERS: u32 = 1_000;

impl Location {
    /// A point from degrees: latitude -90 to 90, longitude -180 to 180.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, Invalid> {
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(Invalid::OutOfRange { min: -90, max: 90 });
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(Invalid::OutOfRange { min: -180, max: 180 });
        }
        let rounded = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() / STEPS_PER_DEGREE;
        Ok(Self { latitude: rounded(latitude), longitude: rounded(longitude) })
    }

    /// A point that a person or a device states. Degrees of about 0, 0 mean that the position is unknown: they are refused.
    pub fn stated(latitude: f64, longitude: f64) -> Result<Self, Invalid> {
        let location = Self::new(latitude, longitude)?;
        let nowhere = Self { latitude: 0.0, longitude: 0.0 };
        if location.distance_meters(nowhere) <= NOWHERE_METERS {
            return Err(Invalid::Malformed(Form::Position));
        }
        Ok(location)
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// The great-circle distance in whole metres.
    pub fn distance_meters(self, other: Self) -> u32 {
        other.distances()(self)
    }

    /// The same from many places: what they share is worked out once.
    pub fn distances(self) -> impl Fn(Self) -> u32 {
        let meters = self.meters_from();
        move |other| whole(meters(other))
    }

    /// By the haversine formula, which loses no digits where places are near.
    fn meters_from(self) -> impl Fn(Self) -> f64 {
        let (to_sine, to_cosine) = self.latitude.to_radians().sin_cos();
        move |other| {
            let north = sine((self.latitude - other.latitude).to_radians() / 2.0);
            let east = sine((self.longitude - other.longitude).to_radians() / 2.0);
            // The cosine of the other latitude, by that of this one and what lies between them.
            let square = north * north;
            let cosine = to_cosine * (1.0 - 2.0 * square) + to_sine * 2.0 * north * (1.0 - square).sqrt();
            let chord = (square + cosine * to_cosine * east * east).clamp(0.0, 1.0);
            2.0 * EARTH_RADIUS_METERS * angle(chord.sqrt())
        }
    }
}

/// Below so many radians, which are 250 km between two places, three steps of a series are exact to the last digit, and
/// ranking a thousand technicians takes half the time.
const NEAR: f64 = 0.02;

fn sine(angle: f64) -> f64 {
    let square = angle * angle;
    if angle.abs() > NEAR {
        return angle.sin();
    }
    angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)))
}

/// The angle of a sine.
fn angle(sine: f64) -> f64 {
    let square = sine * sine;
    if sine > NEAR {
        return sine.asin();
    }
    sine * (1.0 + square / 6.0 * (1.0 + square * 9.0 / 20.0 * (1.0 + square * 25.0 / 42.0)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "half the earth's girth is 20,015,115 m and not negative"
)]
fn whole(meters: f64) -> u32 {
    meters.round() as u32
}

/// A postal address in France.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Number and street.
    pub line1: Line,
    /// Building, staircase, flat.
    pub line2: Option<Line>,
    /// Five digits.
    pub postcode: Postcode,
    /// The town.
    pub city: Name,
}

/// How to get in; only for the technician who accepted (rule 29).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// The floor.
    pub floor: Option<Remark>,
    /// The code of the door.
    pub door_code: Option<Remark>,
    /// Anything else.
    pub note: Option<Remark>,
}

/// A French postcode: five digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode(Box<str>);

impl Postcode {
    /// The five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits of the department: two, three overseas. Corsica is 20.
    pub fn department(&self) -> &str {
        let digits = if self.0.starts_with("97") || self.0.starts_with("98") { 3 } else { 2 };
        &self.0[..digits]
    }
}

impl TryFrom<String> for Postcode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(text.into_boxed_str()));
        }
        Err(Invalid::Malformed(Form::Postcode))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_distance_from_amiens_to_paris_is_known() {
        let amiens = Location::new(49.8942, 2.2957).unwrap();
        let paris = Location::new(48.8566, 2.3522).unwrap();

        let meters = amiens.distance_meters(paris);

        assert!((115_400..115_500).contains(&meters), "{meters}");
        assert_eq!(meters, paris.distance_meters(amiens));
    }

    proptest! {
        #[test]
        fn near_and_far_agree_with_the_formula_of_the_textbooks(
            (from, to) in (place(), place()),
            (north, east) in (-3.0..3.0_f64, -3.0..3.0_f64),
        ) {
            let near = Location::new(
                (from.latitude + north).clamp(-90.0, 90.0),
                (from.longitude + east).clamp(-180.0, 180.0),
            ).unwrap();
            for other in [to, near] {
                prop_assert!((from.meters_from()(other) - textbook(from, other)).abs() < 0.01);
            }
        }
    }

    fn place() -> impl Strategy<Value = Location> {
        (-90.0..90.0_f64, -180.0..180.0_f64).prop_map(|(north, east)| Location::new(north, east).unwrap())
    }

    fn textbook(from: Location, to: Location) -> f64 {
        let half = |one: f64, other: f64| ((one - other).to_radians() / 2.0).sin().powi(2);
        let cosines = from.latitude.to_radians().cos() * to.latitude.to_radians().cos();
        let chord = half(to.latitude, from.latitude) + cosines * half(to.longitude, from.longitude);
        2.0 * EARTH_RADIUS_METERS * chord.min(1.0).sqrt().asin()
    }

    #[test]
    fn the_antimeridian_is_no_wall() {
        let west = Location::new(0.0, 179.999).unwrap();
        let east = Location::new(0.0, -179.999).unwrap();

        assert_eq!(west.distance_meters(east), 222);
    }

    #[test]
    fn a_place_off_the_globe_is_refused() {
        assert!(Location::new(90.1, 0.0).is_err());
        assert!(Location::new(0.0, -180.1).is_err());
        assert!(Location::new(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn rule_28_a_position_of_about_zero_degrees_is_none() {
        let stated = |latitude, longitude| Location::stated(latitude, longitude).is_ok();

        assert!(!stated(0.0, 0.0) && !stated(0.008, -0.004));
        assert!(stated(0.01, 0.0) && stated(49.8942, 2.2957) && stated(-21.1151, 55.5364));
    }

    #[test]
    fn a_postcode_tells_its_department() {
        let department = |text: &str| Postcode::try_from(text.to_owned()).unwrap().department().to_owned();

        assert_eq!(["80000", "20200", "97400"].map(department), ["80", "20", "974"]);
    }

    #[test]
    fn a_postcode_has_five_digits() {
        let postcode = |text: &str| Postcode::try_from(text.to_owned()).is_ok();

        assert!(postcode("01000"));
        assert!(!["1000", "010000", "2A004", "٠١٠٠٠"].into_iter().any(postcode));
    }
}

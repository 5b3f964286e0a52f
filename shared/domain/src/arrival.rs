//! How long a technician needs to come: an estimate from the distance.

/// Getting ready and finding the door.
const MINUTES_TO_LEAVE: u32 = 5;
/// 30 km/h, the door-to-door mean in a French town.
const METERS_PER_MINUTE: u32 = 500;

/// Minutes from setting out to ringing the bell.
pub fn minutes(distance_meters: u32) -> u32 {
    MINUTES_TO_LEAVE + distance_meters.div_ceil(METERS_PER_MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_5_a_technician_needs_five_minutes_and_one_more_each_500_metres() {
        assert_eq!([minutes(0), minutes(1), minutes(500), minutes(501), minutes(11_000)], [5, 6, 6, 7, 27]);
    }
}

//! Time worked: the billable segments, to the second, and what ended the clock (rules 12, 13 and 19).

use jiff::Timestamp;

/// The segments of work, in order; only the last may be open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkLog {
    segments: Vec<Segment>,
    billed_by_time: Option<usize>,
}

/// A stretch of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// When the clock began to run.
    pub from: Timestamp,
    /// When it stopped; none while it runs.
    pub to: Option<Timestamp>,
}

impl WorkLog {
    /// The segments in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether work ever started.
    pub fn has_started(&self) -> bool {
        !self.segments.is_empty()
    }

    /// Whether the by-the-minute clock ever ran: work started before a quote fixed the price.
    pub fn is_billed_by_time(&self) -> bool {
        !self.billed_segments().is_empty()
    }

    /// All time worked until `now`, in whole seconds.
    pub fn worked_seconds(&self, now: Timestamp) -> i64 {
        seconds(&self.segments, now)
    }

    /// The part that is billed by the minute: what was worked before a quote was accepted (rule 14).
    pub fn billed_seconds(&self, now: Timestamp) -> i64 {
        seconds(self.billed_segments(), now)
    }

    /// Since when billed time runs; none while it stands.
    pub fn billed_since(&self) -> Option<Timestamp> {
        self.billed_segments().last().filter(|segment| segment.to.is_none()).map(|segment| segment.from)
    }

    pub(crate) fn run(&mut self, at: Timestamp) {
        self.segments.push(Segment { from: at, to: None });
    }

    pub(crate) fn stand(&mut self, at: Timestamp) {
        if let Some(segment) = self.segments.last_mut().filter(|segment| segment.to.is_none()) {
            segment.to = Some(at);
        }
    }

    /// The last segment runs again, as if it had not been stopped.
    pub(crate) fn reopen(&mut self) {
        if let Some(segment) = self.segments.last_mut() {
            segment.to = None;
        }
    }

    /// Nothing counts as worked after `at`.
    pub(crate) fn cut(&mut self, at: Timestamp) {
        self.stand(at);
        for segment in &mut self.segments {
            segment.from = segment.from.min(at);
            segment.to = segment.to.map(|to| to.min(at));
        }
    }

    /// From here on time is not billed; the first accepted quote counts. The clock stands when it is accepted, so
    /// whole segments lie before it.
    pub(crate) fn fix_price(&mut self) {
        self.billed_by_time.get_or_insert(self.segments.len());
    }

    fn billed_segments(&self) -> &[Segment] {
        &self.segments[..self.billed_by_time.unwrap_or(self.segments.len())]
    }
}

/// Whole seconds of all segments together: only their sum is cut to seconds, so pauses change nothing.
fn seconds(segments: &[Segment], now: Timestamp) -> i64 {
    let milliseconds: i64 = segments.iter().map(|segment| segment.milliseconds(now)).sum();
    milliseconds.div_euclid(1_000)
}

impl Segment {
    fn milliseconds(self, now: Timestamp) -> i64 {
        (self.to.unwrap_or(now).as_millisecond() - self.from.as_millisecond()).max(0)
    }
}

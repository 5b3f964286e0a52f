//! The context that is open: recorded by whoever learns an id, read by whoever writes a line, a message or a row.

use std::cell::RefCell;

use domain::id::{InterventionId, TechnicianId};

use crate::Trace;

tokio::task_local! {
    static OPEN: RefCell<Span>;
}

/// What one call, message, record or row is about. It holds ids alone: nothing personal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The id of the invocation.
    pub request: Option<String>,
    /// The trace of the call from which all of it follows.
    pub trace: Option<Trace>,
    /// The intervention, where there is one.
    pub intervention: Option<InterventionId>,
    /// The technician, where there is one.
    pub technician: Option<TechnicianId>,
}

impl Span {
    /// The open span; an empty one outside of any.
    pub fn current() -> Self {
        OPEN.try_with(|span| span.borrow().clone()).unwrap_or_default()
    }

    /// Does work in this span, which ends with the work.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        OPEN.scope(RefCell::new(self), work).await
    }

    /// The open span is about this intervention.
    pub fn record_intervention(id: &InterventionId) {
        record(|span| span.intervention = Some(id.clone()));
    }

    /// The open span is about this technician.
    pub fn record_technician(id: &TechnicianId) {
        record(|span| span.technician = Some(id.clone()));
    }

    /// This technician has that intervention: recorded where the open span is about it and names no technician yet.
    pub fn record_holder(intervention: &InterventionId, technician: &TechnicianId) {
        record(|span| {
            if span.intervention.as_ref() == Some(intervention) {
                span.technician.get_or_insert_with(|| technician.clone());
            }
        });
    }

    /// The open span continues the trace of another call.
    pub fn follow(trace: Trace) {
        record(|span| span.trace = Some(trace));
    }
}

/// Outside of a span there is no line that could bear it.
fn record(change: impl FnOnce(&mut Span)) {
    OPEN.try_with(|span| change(&mut span.borrow_mut())).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> InterventionId {
        InterventionId::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn outside_of_a_span_nothing_is_recorded() {
        Span::record_intervention(&id("a"));

        assert_eq!(Span::current(), Span::default());
    }

    #[test]
    fn the_technician_of_another_intervention_and_a_second_technician_are_not_recorded() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let technician = |text: &str| TechnicianId::try_from(text.to_owned()).unwrap();
        let recording = async {
            Span::record_holder(&id("b"), &technician("karim"));
            let of_another = Span::current().technician;
            Span::record_holder(&id("a"), &technician("lea"));
            Span::record_holder(&id("a"), &technician("nora"));
            (of_another, Span::current().technician)
        };

        let span = Span { intervention: Some(id("a")), ..Span::default() };
        let seen = runtime.block_on(span.scope(recording));

        assert_eq!(seen, (None, Some(technician("lea"))));
    }

    #[test]
    fn a_span_ends_with_its_work_and_an_inner_one_changes_nothing_of_the_outer() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let inner = async {
            Span::record_intervention(&id("b"));
            Span::current().intervention
        };
        let outer = async {
            Span::record_intervention(&id("a"));
            let inner = Span::current().scope(inner).await;
            (inner, Span::current().intervention)
        };

        let seen = runtime.block_on(Span::default().scope(outer));

        assert_eq!(seen, (Some(id("b")), Some(id("a"))));
    }
}

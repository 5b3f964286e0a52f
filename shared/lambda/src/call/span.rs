//! What a call is about: the ids of its path, and the technician who calls.

use domain::id::{Id, InterventionId, TechnicianId};
use trace::Span;

use super::Call;

impl Call {
    /// The open span with what the call names. A use case that makes an id, or finds one in the body, records it later.
    pub(crate) fn span(&self) -> Span {
        let intervention: Option<InterventionId> = self.named("interventions");
        let technician: Option<TechnicianId> = self.named("technicians");
        let technician = technician.or_else(|| self.technician().ok());
        Span { intervention, technician, ..Span::current() }
    }

    /// The id of the path, where the path is one of this collection. The caller chooses the path: only a text that could
    /// be one of our ids (hexadecimal digits and hyphens) goes to the log, so a name never does.
    fn named<Of>(&self, collection: &str) -> Option<Id<Of>> {
        let is_of = self.route().split('/').nth(1) == Some(collection);
        let text = self.event.path_parameter("id").filter(|_| is_of)?;
        let is_ours = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        Id::try_from(text.to_owned()).ok().filter(|_| is_ours)
    }
}

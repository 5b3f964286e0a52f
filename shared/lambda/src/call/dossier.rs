//! The answers that tell of interventions, as far as the caller may see them.

use domain::{
    dossier::Dossier, intervention::Party, media::Links, paper::PaperLink, policy::Policy, ranking::Ranked,
};
use serde::Serialize;

use super::Call;
use crate::{
    Limit, Problem, Reply,
    answer::{Intervention, Matched, Page, Reader, Summary},
};

impl Call {
    /// 200 with the intervention as the caller may see it, and its version as `ETag`.
    pub fn dossier(&self, dossier: &Dossier, policy: &Policy) -> Result<Reply, Problem> {
        self.shown(dossier, policy, None, None, &Links::new(), None)
    }

    /// The same, with the place in the waiting list.
    pub fn waiting(
        &self,
        dossier: &Dossier,
        policy: &Policy,
        position: Option<u32>,
    ) -> Result<Reply, Problem> {
        self.shown(dossier, policy, position, None, &Links::new(), None)
    }

    /// The same, with links to its photos, and the place in the waiting list and the distance where they were looked up.
    pub fn shown(
        &self,
        dossier: &Dossier,
        policy: &Policy,
        waiting_position: Option<u32>,
        distance_meters: Option<u32>,
        links: &Links,
        quote_pdf: Option<&PaperLink>,
    ) -> Result<Reply, Problem> {
        let party = self.party_to(dossier)?;
        let (now, language) = (dossier.as_of.unwrap_or(self.received_at()), self.language());
        let reader =
            Reader { party: &party, now, policy, waiting_position, distance_meters, links, language };
        let shown = Intervention::of(dossier, reader).with_quote_pdf(quote_pdf);
        let reply = Reply::ok(&shown)?.etag(dossier.intervention.version());
        // Photos come and links end without a new version: who holds an older answer needs this one.
        let has_links = !dossier.media.is_empty() || quote_pdf.is_some();
        Ok(if has_links { reply.always_new() } else { reply })
    }

    /// 201 with the new intervention and the first page of technicians to choose from.
    pub fn declared(
        &self,
        dossier: &Dossier,
        technicians: &[Ranked],
        policy: &Policy,
    ) -> Result<Reply, Problem> {
        let party = self.party_to(dossier)?;
        let now = self.received_at();
        let (links, language) = (Links::new(), self.language());
        let (waiting_position, distance_meters) = (None, None);
        let reader =
            Reader { party: &party, now, policy, waiting_position, distance_meters, links: &links, language };
        let location = format!("{}/{}", self.raw_path(), dossier.intervention.id());
        let next = |after: &str| self.cursor_for(&format!("{location}/technicians"), "", &after);
        let technicians = page(technicians, Limit::default(), None, next)?;
        let body = Intervention::of(dossier, reader).with_technicians(technicians);
        let reply = Reply::created(&body)?.header("location", location.clone());
        Ok(reply.etag(dossier.intervention.version()))
    }

    /// 200 with a page of technicians to choose from; `after` is the last one of the page before.
    pub fn technicians(
        &self,
        ranked: &[Ranked],
        limit: Limit,
        after: Option<&str>,
    ) -> Result<Reply, Problem> {
        Reply::ok(&page(ranked, limit, after, |after| self.cursor(&after))?)
    }

    /// 200 with a page of a history; `next` is the key that leads on.
    pub fn history(
        &self,
        dossiers: &[Dossier],
        next: Option<&impl Serialize>,
        policy: &Policy,
    ) -> Result<Reply, Problem> {
        let items = dossiers.iter().map(|dossier| Summary::of(dossier, self.received_at(), policy)).collect();
        Reply::ok(&Page { items, next: next.map(|key| self.cursor(key)).transpose()? })
    }

    /// As whom the caller may know of the intervention; who may not finds nothing.
    pub fn party_to(&self, dossier: &Dossier) -> Result<Party, Problem> {
        let mut parties = self.parties()?.into_iter();
        parties.find(|party| dossier.intervention.is_known_to(party)).ok_or(Problem::NotFound)
    }
}

/// Technicians come and go between pages: the next one begins after a name, not a number. Where that one has gone,
/// nobody can tell who came after, and the list begins again.
fn page(
    ranked: &[Ranked],
    limit: Limit,
    after: Option<&str>,
    cursor: impl Fn(&str) -> Result<String, Problem>,
) -> Result<Page<Matched>, Problem> {
    let place = ranked.iter().position(|one| after == Some(one.candidate.technician.as_str()));
    let rest = &ranked[place.map_or(0, |place| place + 1)..];
    let page = &rest[..rest.len().min(limit.number())];
    let last = page.last().filter(|_| page.len() < rest.len());
    let next = last.map(|one| cursor(one.candidate.technician.as_str())).transpose()?;
    Ok(Page { items: page.iter().map(Matched::from).collect(), next })
}

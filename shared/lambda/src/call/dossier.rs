//! The answers that tell of interventions, as far as the caller may see them.

use domain::{
    dossier::Dossier,
    intervention::{Party, Sight},
    media::Links,
    paper::PaperLink,
    policy::Policy,
    ranking::Ranked,
};
use serde::Serialize;

use super::Call;
use crate::{
    Limit, Problem, Reply,
    answer::{Contact, Intervention, Matched, Outline, Page, Reader, Summary},
};

/// An intervention with what a question found besides.
#[derive(Debug)]
pub struct View<'a> {
    /// The intervention.
    pub dossier: &'a Dossier,
    /// As whom the caller reads it.
    pub party: Party,
    /// How much of it they may see.
    pub sight: Sight,
    /// Name and phone number of the other side.
    pub contact: Contact,
    /// The place in the waiting list, where it was asked for.
    pub waiting_position: Option<u32>,
    /// How far a technician who has not taken it would go.
    pub distance_meters: Option<u32>,
    /// Links to its photos.
    pub links: &'a Links,
    /// A link to the newest quote on paper.
    pub quote_pdf: Option<&'a PaperLink>,
}

impl Call {
    /// 200 with the intervention as the caller may see it, and its version as `ETag`.
    pub fn dossier(&self, dossier: &Dossier, policy: &Policy) -> Result<Reply, Problem> {
        self.waiting(dossier, policy, None)
    }

    /// The same, with the place in the waiting list.
    pub fn waiting(
        &self,
        dossier: &Dossier,
        policy: &Policy,
        waiting_position: Option<u32>,
    ) -> Result<Reply, Problem> {
        let (party, sight) = self.sight(dossier.today())?;
        let view = View {
            dossier,
            party,
            sight,
            contact: Contact::default(),
            waiting_position,
            distance_meters: None,
            links: &Links::new(),
            quote_pdf: None,
        };
        self.shown(view, policy)
    }

    /// The same, with what was looked up besides. A technician who has no part in it reads the outline alone (rule 29):
    /// it has no version, as the number of entries would tell how it goes on.
    pub fn shown(&self, view: View<'_>, policy: &Policy) -> Result<Reply, Problem> {
        let View { dossier, party, sight, contact, waiting_position, distance_meters, links, quote_pdf } =
            view;
        if sight == Sight::Outline {
            let outline = Outline::of(dossier.today(), self.received_at());
            let tag = format!("\"{}\"", outline.stage());
            return Ok(Reply::ok(&outline)?.header("etag", tag));
        }
        let shows_contact = dossier.today().shows_contact_to(&party, self.received_at(), policy);
        let (now, language) = (dossier.as_of.unwrap_or(self.received_at()), self.language());
        let reader = Reader {
            party: &party,
            sight,
            shows_contact,
            contact: &contact,
            now,
            policy,
            waiting_position,
            distance_meters,
            links,
            language,
        };
        let shown = Intervention::of(dossier, reader).with_quote_pdf(quote_pdf);
        let reply = Reply::ok(&shown)?.etag(dossier.intervention.version());
        // Photos come, links end and phone numbers change without a new version: who holds an older answer needs this one.
        let has_more = !dossier.media.is_empty() || quote_pdf.is_some() || contact != Contact::default();
        Ok(if has_more { reply.always_new() } else { reply })
    }

    /// 201 with the new intervention and the first page of technicians to choose from.
    pub fn declared(
        &self,
        dossier: &Dossier,
        technicians: &[Ranked],
        policy: &Policy,
    ) -> Result<Reply, Problem> {
        let (party, sight) = self.sight(&dossier.intervention)?;
        let reader = Reader {
            party: &party,
            sight,
            shows_contact: true,
            contact: &Contact::default(),
            now: self.received_at(),
            policy,
            waiting_position: None,
            distance_meters: None,
            links: &Links::new(),
            language: self.language(),
        };
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

    /// As whom the caller sees most of the intervention, and how much; who may not know of it finds nothing.
    pub fn sight(
        &self,
        intervention: &domain::intervention::Intervention,
    ) -> Result<(Party, Sight), Problem> {
        let now = self.received_at();
        let seen = |party: Party| intervention.sight(&party, now).map(|sight| (party, sight));
        // Of several that see as much the first one counts, and `max_by_key` answers the last.
        let sights = self.parties()?.into_iter().rev().filter_map(seen);
        sights.max_by_key(|(_, sight)| *sight).ok_or(Problem::NotFound)
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

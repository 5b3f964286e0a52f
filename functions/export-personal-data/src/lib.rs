//! Everything that is kept about a person, page by page, with links to their photos, voice notes and documents
//! (rule 30).
//!
//! A page is bounded by what it is worth, so that the longest history fits into many answers of API Gateway (6 MB,
//! 29 seconds each) and none of them is a file that somebody must sweep.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    intervention::Party,
    paper::{Form, PaperKind},
    person::{Person, PersonalData, PersonalIntervention},
};
use media::{Bucket, Documents};
use serde::{Deserialize, Serialize};
use store::{Page, Store};

/// What is asked.
#[derive(Debug, Clone)]
pub struct ExportPersonalData {
    /// About whom: the caller.
    pub person: Person,
    /// Where the page before ended; none for the first page.
    pub after: Option<Place>,
    /// Which file of a document a link leads to.
    pub form: Form,
}

/// A page, and where the next one begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// What stands on it.
    pub data: PersonalData,
    /// None on the last page.
    pub next: Option<Place>,
}

/// A place in a person's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    chapter: Chapter,
    after: Option<String>,
}

/// The lists that a person's data are made of, in the order in which pages show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Chapter {
    Declared,
    Taken,
    Questions,
    Deeds,
    Notices,
}

/// What a page holds: five interventions, a hundred questions, or a thousand short rows. The longest intervention is
/// some 200 KB of JSON, the longest question 16 KB.
const ROOM: usize = 1_000;

impl Chapter {
    fn next(self) -> Option<Self> {
        match self {
            Self::Declared => Some(Self::Taken),
            Self::Taken => Some(Self::Questions),
            Self::Questions => Some(Self::Deeds),
            Self::Deeds => Some(Self::Notices),
            Self::Notices => None,
        }
    }

    /// How much of a page one entry takes.
    fn worth(self) -> usize {
        match self {
            Self::Declared | Self::Taken => ROOM / 5,
            Self::Questions => ROOM / 100,
            Self::Deeds | Self::Notices => 1,
        }
    }
}

/// The page after the given place. The first page also holds the profiles.
pub async fn export_personal_data(
    store: &Store,
    (bucket, documents): (&Bucket, &Documents),
    query: ExportPersonalData,
    now: Timestamp,
) -> Result<Exported, Failure> {
    let ExportPersonalData { person, after, form } = query;
    let mut data = PersonalData::default();
    if after.is_none() {
        data.customer = store.customer(&person.customer).await?;
        data.technician = store.technician_data(&person.technician).await?;
        data.appointments = store.appointments(&person.operator()).await?;
    }
    let reader = Reader { store, bucket, documents, person: &person, form, now };
    let mut place = after.unwrap_or(Place { chapter: Chapter::Declared, after: None });
    let mut room = ROOM;
    loop {
        let Place { chapter, after } = place;
        let page = Page { limit: (room / chapter.worth()).max(1), after, from: None, to: None };
        let (count, after) = reader.read(chapter, page, &mut data).await?;
        room = room.saturating_sub(count * chapter.worth());
        place = match (after, chapter.next()) {
            (Some(after), _) => Place { chapter, after: Some(after) },
            (None, Some(chapter)) => Place { chapter, after: None },
            (None, None) => return Ok(Exported { data, next: None }),
        };
        if room < place.chapter.worth() {
            return Ok(Exported { data, next: Some(place) });
        }
    }
}

/// Who reads, and from where.
struct Reader<'a> {
    store: &'a Store,
    bucket: &'a Bucket,
    documents: &'a Documents,
    person: &'a Person,
    form: Form,
    now: Timestamp,
}

impl Reader<'_> {
    /// Adds a page of a chapter; answers how many entries it had, and where the chapter goes on.
    async fn read(
        &self,
        chapter: Chapter,
        page: Page,
        data: &mut PersonalData,
    ) -> Result<(usize, Option<String>), Failure> {
        let Person { customer, technician } = self.person;
        match chapter {
            Chapter::Declared => self.history(Party::Customer(customer.clone()), page, data).await,
            Chapter::Taken => self.history(Party::Technician(technician.clone()), page, data).await,
            Chapter::Questions => {
                let listed = self.store.questions_of(self.person, page).await?;
                Ok(added(&mut data.questions, listed.items, listed.next))
            }
            Chapter::Deeds => {
                let listed = self.store.deeds_of(technician, page).await?;
                Ok(added(&mut data.deeds, listed.items, listed.next))
            }
            Chapter::Notices => {
                let listed = self.store.notices_of(technician, page).await?;
                Ok(added(&mut data.notices, listed.items, listed.next))
            }
        }
    }

    async fn history(
        &self,
        party: Party,
        page: Page,
        data: &mut PersonalData,
    ) -> Result<(usize, Option<String>), Failure> {
        let listed = self.store.history(&party, page).await?;
        let count = listed.items.len();
        for summary in listed.items {
            let dossier = self.store.dossier(summary.intervention.id()).await?;
            data.interventions.push(self.whole(party.clone(), dossier).await?);
        }
        Ok((count, listed.next))
    }

    /// The intervention with everything that hangs on it.
    async fn whole(&self, party: Party, dossier: Dossier) -> Result<PersonalIntervention, Failure> {
        let id = dossier.intervention.id();
        let links = self.bucket.links(id, dossier.media.ready(), self.now).await?;
        let mut papers = Vec::new();
        for paper in &dossier.papers {
            let link = self.documents.paper_link(id, paper, self.form, self.now).await?;
            papers.push((paper.kind.clone(), link));
        }
        let link =
            |kind: &PaperKind| papers.iter().find(|(known, _)| known == kind).map(|(_, link)| link.clone());
        let bill = self.store.bill(id).await?.zip(link(&PaperKind::Invoice));
        let credit_notes = if bill.is_some() { self.store.credit_notes(id).await? } else { Vec::new() };
        let credit_notes = credit_notes.into_iter().map(|note| {
            let link = link(&PaperKind::CreditNote(note.number.clone()));
            (note, link)
        });
        let credit_notes = credit_notes.collect();
        Ok(PersonalIntervention { party, dossier, links, bill, credit_notes, papers })
    }
}

fn added<T>(list: &mut Vec<T>, items: Vec<T>, next: Option<String>) -> (usize, Option<String>) {
    let count = items.len();
    list.extend(items);
    (count, next)
}

#[cfg(test)]
mod tests;

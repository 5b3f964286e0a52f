//! Every key of the bucket: spelt here and nowhere else.

use domain::{
    id::{InterventionId, MediumId},
    media::Medium,
    paper::{Form, PaperKind},
};

/// Where uploads wait for their check.
const QUARANTINE: &str = "quarantine/";

/// An upload in quarantine: of whom, for which intervention, under which name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// For which intervention.
    pub intervention: InterventionId,
    /// The `sub` of whoever may upload it.
    pub owner: String,
    /// Which.
    pub medium: MediumId,
}

/// Where a checked photo or voice note is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Which.
    pub medium: MediumId,
}

impl Quarantined {
    /// Where the bytes of a medium are uploaded.
    pub fn of(intervention: &InterventionId, medium: &Medium) -> Self {
        Self {
            intervention: intervention.clone(),
            owner: medium.owner.as_str().to_owned(),
            medium: medium.id.clone(),
        }
    }

    /// What a key says; none if it is none of ours.
    pub fn of_key(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(QUARANTINE)?.split('/');
        let (intervention, owner, medium) = (parts.next()?, parts.next()?, parts.next()?);
        let rest = parts.next();
        let quarantined = Self {
            intervention: InterventionId::try_from(intervention.to_owned()).ok()?,
            owner: owner.to_owned(),
            medium: MediumId::try_from(medium.to_owned()).ok()?,
        };
        rest.is_none().then_some(quarantined)
    }

    /// Whether a key lies in quarantine at all.
    pub fn holds(key: &str) -> bool {
        key.starts_with(QUARANTINE)
    }

    /// As S3 has it.
    pub fn key(&self) -> String {
        format!("{QUARANTINE}{}/{}/{}", self.intervention, self.owner, self.medium)
    }

    /// Where it goes once it was checked.
    pub fn place(&self) -> Place {
        Place { intervention: self.intervention.clone(), medium: self.medium.clone() }
    }
}

impl Place {
    /// The whole of it.
    pub fn key(&self) -> String {
        format!("media/{}/{}", self.intervention, self.medium)
    }

    /// Its thumbnail; a prefix of its own, which is all that the missions list may read.
    pub fn thumbnail_key(&self) -> String {
        format!("thumbnails/{}/{}", self.intervention, self.medium)
    }
}

/// Where everything lies that was uploaded to or kept of an intervention, documents apart.
pub(crate) fn of_intervention(id: &InterventionId) -> [String; 3] {
    [format!("media/{id}/"), format!("thumbnails/{id}/"), format!("{QUARANTINE}{id}/")]
}

/// A file of a paper, beside all others of its intervention.
pub(crate) fn paper(id: &InterventionId, kind: &PaperKind, form: Form) -> String {
    let ending = match form {
        Form::French => "pdf",
        Form::English => "en.pdf",
        Form::Xml => "xml",
    };
    match kind {
        PaperKind::Invoice => format!("documents/{id}/invoice.{ending}"),
        PaperKind::Report => format!("documents/{id}/report.{ending}"),
        PaperKind::Quote(quote) => format!("documents/{id}/quote-{quote}.{ending}"),
        PaperKind::CreditNote(number) => format!("documents/{id}/credit-note-{number}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::QuoteId,
        invoice::{CreditNoteNumber, SeriesYear},
    };

    use super::*;

    #[test]
    fn all_papers_of_an_intervention_lie_in_one_folder_and_none_on_another() {
        let id = InterventionId::try_from("3f9c".to_owned()).expect("an id");
        let quote = QuoteId::try_from("8".to_owned()).expect("an id");
        let siren = "732829320".to_owned().try_into().expect("nine digits");
        let number = CreditNoteNumber::new(siren, SeriesYear::stored(2026), 3);

        let keys = [
            paper(&id, &PaperKind::Invoice, Form::French),
            paper(&id, &PaperKind::Invoice, Form::English),
            paper(&id, &PaperKind::Invoice, Form::Xml),
            paper(&id, &PaperKind::Report, Form::French),
            paper(&id, &PaperKind::Quote(quote), Form::French),
            paper(&id, &PaperKind::CreditNote(number), Form::English),
        ];

        let names = [
            "invoice.pdf",
            "invoice.en.pdf",
            "invoice.xml",
            "report.pdf",
            "quote-8.pdf",
            "credit-note-AV732829320-2026-000003.en.pdf",
        ];
        assert_eq!(keys, names.map(|name| format!("documents/3f9c/{name}")));
    }

    #[test]
    fn a_key_is_read_back_as_it_was_spelt() {
        let key = "quarantine/3f9c/camille/a1";

        let read = Quarantined::of_key(key).expect("one of ours");

        assert_eq!(read.key(), key);
        assert_eq!(read.place().key(), "media/3f9c/a1");
        assert_eq!(read.place().thumbnail_key(), "thumbnails/3f9c/a1");
    }

    #[test]
    fn what_is_no_key_of_an_upload_is_none_of_ours() {
        let foreign =
            ["media/3f9c/a1", "quarantine/3f9c/a1", "quarantine/3f9c/camille/a1/b", "quarantine/../c/a1"];
        for key in foreign {
            assert_eq!(Quarantined::of_key(key), None, "{key}");
        }
    }
}

//! The report: what was found and done, with times and photos (rule 23).

use domain::{
    Timestamp, calendar,
    intervention::{Ending, Report},
    technician::Business,
    text::Description,
    timeline::Stall,
};
use krilla::image::Image;

use crate::{
    house::House,
    layout::{
        print::{Imprint, print},
        sheet::Sheet,
    },
    parties::{Buyer, Work},
    sections::{self, Head, Shown},
    typography::{Language, duration},
    unprintable::Unprintable,
};

/// What stands on a report.
#[derive(Debug, Clone, Copy)]
pub struct ReportPaper<'a> {
    /// The intervention's number.
    pub number: &'a str,
    /// When it was written.
    pub written_at: Timestamp,
    /// What the customer declared.
    pub description: &'a Description,
    /// What the technician reports; none where the customer or the team ended the work.
    pub report: Option<&'a Report>,
    /// Photos in the order in which they are shown.
    pub photos: &'a [Photo<'a>],
    /// In whose name.
    pub seller: &'a Business,
    /// For whom.
    pub buyer: Buyer<'a>,
    /// Where, when and for how long.
    pub work: Work<'a>,
    /// Who issues it.
    pub house: House<'a>,
}

/// A photo: JPEG, PNG or WebP, best a small one; what cannot be read leaves its frame empty.
#[derive(Debug, Clone, Copy)]
pub struct Photo<'a> {
    /// Whether it was taken before or after the work.
    pub taken: Taken,
    /// When.
    pub taken_at: Timestamp,
    /// The file.
    pub bytes: &'a [u8],
}

/// When in the work a photo was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It shows what was broken.
    Before,
    /// It shows what was done.
    After,
}

/// The report as PDF/A-3b.
pub fn report(paper: &ReportPaper<'_>, language: Language) -> Result<Vec<u8>, Unprintable> {
    let title = format!("{} {}", name(language), paper.number);
    let imprint = Imprint {
        subject: format!("{title}, {}", paper.seller.legal_name),
        title,
        author: paper.seller.legal_name.to_string(),
        id: paper.number.to_owned(),
        language: language.code(),
        made_at: calendar::utc(paper.written_at),
    };
    match print(&written(paper, language, &image), &imprint) {
        // A photo can be broken behind its header, which only printing finds out: the words matter more.
        Err(Unprintable::Pdf(_)) => print(&written(paper, language, &|_| None), &imprint),
        printed => printed,
    }
}

fn name(language: Language) -> &'static str {
    language.pick("Compte rendu", "Report")
}

fn written(paper: &ReportPaper<'_>, language: Language, image: &dyn Fn(&[u8]) -> Option<Image>) -> Sheet {
    let title = name(language);
    let mut sheet = Sheet::new(format!("{title} {} · {}", paper.number, paper.seller.legal_name));
    sections::head(&mut sheet, &Head { title, number: paper.number, house: paper.house });
    let (log, end) = (paper.work.intervention.work(), paper.work.ended_at());
    sections::facts(
        &mut sheet,
        &[
            (language.pick("Intervention du", "Work of"), language.date(end)),
            (language.pick("Domaine", "Category"), paper.work.category(language).to_owned()),
            (language.pick("Temps travaillé", "Time worked"), duration(log.worked_seconds(end))),
            (language.pick("Rédigé le", "Written on"), language.date(paper.written_at)),
        ],
    );
    sections::parties(&mut sheet, paper.seller, paper.buyer, language);
    sections::place(&mut sheet, &paper.work, language);
    sections::text(&mut sheet, language.pick("Panne déclarée", "As declared"), paper.description.as_str());
    if let Some(told) = paper.report {
        sections::text(&mut sheet, language.pick("Diagnostic", "Diagnosis"), told.diagnosis.as_str());
        sections::text(&mut sheet, language.pick("Travail effectué", "Work done"), told.work_done.as_str());
        if let Some(advice) = &told.advice {
            sections::text(&mut sheet, language.pick("Conseils", "Advice"), advice.as_str());
        }
    }
    if let Some(ended) = paper.work.intervention.ending().and_then(|ending| ended(ending, language)) {
        sections::text(&mut sheet, language.pick("Fin de l’intervention", "How it ended"), &ended);
    }
    sections::story(&mut sheet, paper.work.intervention, language);
    sections::extras(&mut sheet, paper.work.intervention, language);
    for (taken, french, english) in
        [(Taken::Before, "Photos avant", "Photos before"), (Taken::After, "Photos après", "Photos after")]
    {
        let of = paper.photos.iter().filter(|photo| photo.taken == taken);
        let shown: Vec<Shown> = of.map(|photo| shown(photo, language, image)).collect();
        if !shown.is_empty() {
            sections::photos(&mut sheet, language.pick(french, english), &shown);
        }
    }
    if let Some(who) = paper.report.and_then(|told| told.signed_by.as_ref()) {
        let text = match language {
            Language::French => format!("Signé sur place par {who}."),
            Language::English => format!("Signed on site by {who}."),
        };
        sections::text(&mut sheet, language.pick("Signature", "Signature"), &text);
    }
    sections::foot(&mut sheet, paper.seller, paper.number, language);
    sheet
}

/// Who ended the work, and why; none where the technician did, with a report.
fn ended(ending: Ending<'_>, language: Language) -> Option<String> {
    let (french, english) = match ending {
        Ending::ByTechnician => return None,
        Ending::ByCustomer(Stall::MissedVisit) => (
            "Le client a clôturé l’intervention : le technicien n’est pas venu au rendez-vous suivant.",
            "The customer closed the intervention: the technician did not come to the next appointment.",
        ),
        Ending::ByCustomer(Stall::LongPause) => (
            "Le client a clôturé l’intervention : le travail en pause n’a pas repris.",
            "The customer closed the intervention: the paused work was not resumed.",
        ),
        Ending::ByCustomer(Stall::SilentWork) => (
            "Le client a clôturé l’intervention : l’application du technicien n’a plus donné de nouvelles.",
            "The customer closed the intervention: the technician’s app sent no further command.",
        ),
        Ending::ByCustomer(Stall::VisitDeclined) => (
            "Le client a clôturé l’intervention avant le rendez-vous suivant.",
            "The customer closed the intervention before the next appointment.",
        ),
        Ending::ByOperator(reason) => {
            return Some(match language {
                Language::French => format!("L’équipe Hop-Assist a terminé l’intervention : {reason}"),
                Language::English => format!("The Hop-Assist team finished the intervention: {reason}"),
            });
        }
    };
    Some(language.pick(french, english).to_owned())
}

fn shown(photo: &Photo<'_>, language: Language, image: &dyn Fn(&[u8]) -> Option<Image>) -> Shown {
    let (on, at) = (language.date(photo.taken_at), language.time(photo.taken_at));
    let image = image(photo.bytes);
    let when = match language {
        Language::French => format!("{on} à {at}"),
        Language::English => format!("{on} at {at}"),
    };
    let unreadable = language.pick("photo illisible", "unreadable photo");
    let caption = if image.is_some() { when.clone() } else { format!("{when} – {unreadable}") };
    let alternative = match (photo.taken, language) {
        (Taken::Before, Language::French) => format!("Photo prise avant le travail, le {when}"),
        (Taken::After, Language::French) => format!("Photo prise après le travail, le {when}"),
        (Taken::Before, Language::English) => format!("Photo taken before the work, on {when}"),
        (Taken::After, Language::English) => format!("Photo taken after the work, on {when}"),
    };
    Shown { image, caption, alternative }
}

fn image(bytes: &[u8]) -> Option<Image> {
    let owned = || bytes.to_vec().into();
    let read = match bytes {
        [0xff, 0xd8, 0xff, ..] => Image::from_jpeg(owned(), false),
        [0x89, b'P', b'N', b'G', ..] => Image::from_png(owned(), false),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Image::from_webp(owned(), false),
        _ => return None,
    };
    read.ok()
}

//! The parts that documents share, from the head to the foot.

mod amounts;
mod notices;
mod photos;
mod story;

use domain::technician::Business;
use krilla::tagging::Tag;

pub(crate) use amounts::{lines, quoted, totals};
pub(crate) use notices::{certified, insured, mandated, mediated, statements};
pub(crate) use photos::{Shown, photos};
pub(crate) use story::{extras, story};

use crate::{
    house::House,
    layout::{
        lines::{lines as wrap, one_line, whole},
        mark::{Area, Mark},
        sheet::{MARGIN, Sheet, WIDTH},
        style::{Ink, Style},
    },
    parties::{Buyer, Work, address_lines, siren},
    typography::{Language, duration},
};

/// Between the two panels of a row.
const GUTTER: f32 = 14.0;
/// Inside a panel.
const PAD: f32 = 10.0;
/// The most stretches of work that are listed one by one.
const STRETCHES_MAX: usize = 6;

/// What stands at the very top.
pub(crate) struct Head<'a> {
    /// The kind of document.
    pub(crate) title: &'a str,
    /// Its number.
    pub(crate) number: &'a str,
    /// Who issues it.
    pub(crate) house: House<'a>,
}

/// The logo, the name of the document, its number.
pub(crate) fn head(sheet: &mut Sheet, head: &Head<'_>) {
    let top = sheet.y;
    sheet.put(Mark::Logo { area: Area { x: MARGIN, y: top, width: 30.0, height: 30.0 } }, false);
    let name = Style { size: 14.0, ..Style::HEADING };
    sheet.y = top + 5.0;
    let house = whole(head.house.name, name);
    sheet.element(Tag::P, |sheet| sheet.line_at(MARGIN + 38.0, &house, name, true));
    sheet.y = top - 6.0;
    let title = whole(head.title, Style::TITLE);
    let level = std::num::NonZeroU16::MIN;
    sheet.element(Tag::Hn(level, Some(head.title.to_owned())), |sheet| {
        sheet.line_to(MARGIN + WIDTH, &title, Style::TITLE, true);
    });
    sheet.y = top + 25.0;
    let number = whole(head.number, Style::STRONG);
    sheet.element(Tag::P, |sheet| sheet.line_to(MARGIN + WIDTH, &number, Style::STRONG, true));
    sheet.y = top + 52.0;
}

/// A row of values under their labels; each is as wide as it needs, what is left lies between.
pub(crate) fn facts(sheet: &mut Sheet, facts: &[(&str, String)]) {
    sheet.rule();
    sheet.y += 9.0;
    let wide = |(label, value): &(&str, String)| {
        let label = whole(label, Style::LABEL).width(Style::LABEL.size);
        whole(value, Style::STRONG).width(Style::STRONG.size).max(label)
    };
    let widths: Vec<f32> = facts.iter().map(wide).collect();
    let between = (WIDTH - widths.iter().sum::<f32>()) / columns(facts.len().saturating_sub(1));
    let mut x = MARGIN;
    for ((label, value), width) in facts.iter().zip(widths) {
        sheet.labelled(x, width.min(WIDTH) + 0.5, label, value);
        x += width + between.max(8.0);
    }
    sheet.y += Style::LABEL.leading() + Style::STRONG.leading() + 9.0;
    sheet.rule();
    sheet.y += 14.0;
}

/// Whose document it is, and for whom.
pub(crate) fn parties(sheet: &mut Sheet, seller: &Business, buyer: Buyer<'_>, language: Language) {
    let mut from = address_lines(&seller.address);
    from.push(format!("SIREN\u{a0}{}", siren(seller)));
    if seller.vat_regime == domain::technician::VatRegime::Standard {
        from.push(format!("{} {}", language.pick("TVA", "VAT"), seller.vat_number().as_str()));
    }
    let to = address_lines(buyer.address);
    let width = (WIDTH - GUTTER) / 2.0;
    let text = width - 2.0 * PAD;
    let names = [seller.legal_name.as_str(), buyer.name.as_str()].map(|name| wrap(name, Style::STRONG, text));
    let rows = |names: usize, lines: usize| {
        let name = (0..names).map(|_| Style::STRONG.leading()).sum::<f32>();
        name + (0..lines).map(|_| Style::BODY.leading()).sum::<f32>()
    };
    let height = rows(names[0].len(), from.len()).max(rows(names[1].len(), to.len()))
        + Style::LABEL.leading()
        + 2.0 * PAD;
    let top = sheet.y;
    let titles = [language.pick("Émetteur", "From"), language.pick("Client", "To")];
    let mut x = MARGIN;
    for ((title, name), lines) in titles.into_iter().zip(names).zip([from, to]) {
        sheet.y = top;
        sheet.panel(Area { x, y: top, width, height }, Ink::Tint);
        sheet.y += PAD;
        sheet.element(Tag::P, |sheet| {
            let title = whole(title, Style::LABEL);
            sheet.line_at(x + PAD, &title, Style::LABEL, true);
            sheet.y += Style::LABEL.leading();
            for line in &name {
                sheet.line_at(x + PAD, line, Style::STRONG, true);
                sheet.y += Style::STRONG.leading();
            }
            for line in lines {
                let line = one_line(&line, Style::BODY, text);
                sheet.line_at(x + PAD, &line, Style::BODY, true);
                sheet.y += Style::BODY.leading();
            }
        });
        x += width + GUTTER;
    }
    sheet.y = top + height + 14.0;
}

/// Where the work is done.
pub(crate) fn place(sheet: &mut Sheet, work: &Work<'_>, language: Language) {
    let place = address_lines(work.place).join(", ");
    text(sheet, language.pick("Lieu de l’intervention", "Place of work"), &place);
}

/// Where and when the work was done, and how it is counted.
pub(crate) fn work(sheet: &mut Sheet, work: &Work<'_>, language: Language) {
    sheet.heading(2, language.pick("Intervention", "Work"), Style::HEADING);
    let place = address_lines(work.place).join(", ");
    let text = match language {
        Language::French => format!("{} au {place}.", work.category(language)),
        Language::English => format!("{} at {place}.", work.category(language)),
    };
    sheet.paragraph(MARGIN, WIDTH, &text, Style::BODY);
    let hours = hours(work, language);
    if !hours.is_empty() {
        sheet.paragraph(MARGIN, WIDTH, &hours, Style::BODY);
    }
    if let Some(at) = work.quote_accepted_at() {
        let (on, time) = (language.date(at), language.time(at));
        let text = match language {
            Language::French => format!("Devis accepté par le client le {on} à {time}."),
            Language::English => format!("Quote accepted by the customer on {on} at {time}."),
        };
        sheet.paragraph(MARGIN, WIDTH, &text, Style::BODY);
    }
    sheet.y += 10.0;
}

/// The hours worked, stretch by stretch, and the price of an hour.
pub(crate) fn hours(work: &Work<'_>, language: Language) -> String {
    let log = work.intervention.work();
    let end = work.ended_at();
    if !log.has_started() {
        return String::new();
    }
    let mut stretches: Vec<String> = Vec::new();
    let mut date = String::new();
    for segment in log.segments().iter().take(STRETCHES_MAX) {
        let (from, to) = (language.time(segment.from), language.time(segment.to.unwrap_or(end)));
        let today = language.date(segment.from);
        let day = if today == date { String::new() } else { format!("{today}, ") };
        date = today;
        stretches.push(format!("{day}{from}–{to}"));
    }
    let more = log.segments().len().saturating_sub(STRETCHES_MAX);
    if more > 0 {
        stretches.push(match language {
            Language::French => format!("et {more} autres périodes"),
            Language::English => format!("and {more} more"),
        });
    }
    let (worked, listed) = (duration(log.worked_seconds(end)), stretches.join(language.pick(" ; ", ", ")));
    let rate = work.hourly_rate().map(|rate| language.amount(rate.cents())).unwrap_or_default();
    match language {
        Language::French => format!("Temps travaillé : {worked} ({listed}). Tarif horaire : {rate} TTC."),
        Language::English => format!("Time worked: {worked} ({listed}). Hourly rate: {rate} incl. VAT."),
    }
}

/// A part with a text of its own.
pub(crate) fn text(sheet: &mut Sheet, title: &str, text: &str) {
    sheet.heading(2, title, Style::HEADING);
    sheet.paragraph(MARGIN, WIDTH, text, Style::BODY);
    sheet.y += 10.0;
}

/// What was paid or is to be paid.
pub(crate) fn state(sheet: &mut Sheet, text: &str) {
    sheet.room(Style::STRONG.leading() * 2.0);
    sheet.paragraph(MARGIN, WIDTH, text, Style::STRONG);
    sheet.y += 12.0;
}

/// The foot of every page.
pub(crate) fn foot(sheet: &mut Sheet, seller: &Business, number: &str, language: Language) {
    let left = format!("{} · SIREN\u{a0}{} · {number}", seller.legal_name, siren(seller));
    sheet.foot(&left, &|page, count| match language {
        Language::French => format!("Page {page} sur {count}"),
        Language::English => format!("Page {page} of {count}"),
    });
}

fn columns(count: usize) -> f32 {
    f32::from(u8::try_from(count.max(1)).unwrap_or(u8::MAX))
}

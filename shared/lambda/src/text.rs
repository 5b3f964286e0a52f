//! Texts for readers: a table a language, and the figures that go into them.

mod english;
mod french;

use domain::{
    Timestamp, calendar,
    intervention::StageName,
    invalid::{Form, Invalid},
    money::Money,
    ranking::Reason,
    refusal::Counted,
};

use crate::{
    Language,
    body::{Expected, Wrong},
};

/// One row of a table: a key, a title, and a sentence with figures in braces.
type Row = (&'static str, &'static str, &'static str);

/// A problem in words.
pub(crate) struct Text {
    pub(crate) title: &'static str,
    pub(crate) detail: String,
}

/// What a sentence names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Figure {
    /// An instant.
    Time(Timestamp),
    /// An amount.
    Money(Money),
    /// A number.
    Count(i64),
    /// A stage, in words.
    Stage(StageName),
    /// What there are too many of, in words.
    Counted(Counted),
}

/// The title and detail of a problem.
pub(crate) fn problem(key: &str, figures: &[(&str, Figure)], language: Language) -> Text {
    let (_, title, sentence) = row(table(language), key);
    Text { title, detail: fill(sentence, figures, language) }
}

/// What is wrong with one value.
pub(crate) fn fault(wrong: Wrong, language: Language) -> String {
    let (key, figures) = spelt(wrong);
    let (_, _, sentence) = row(faults(language), key);
    fill(sentence, &figures, language)
}

fn table(language: Language) -> &'static [Row] {
    match language {
        Language::French => french::PROBLEMS,
        Language::English => english::PROBLEMS,
    }
}

fn faults(language: Language) -> &'static [Row] {
    match language {
        Language::French => french::FAULTS,
        Language::English => english::FAULTS,
    }
}

/// Why a technician ranks there.
pub(crate) fn reason(reason: Reason, language: Language) -> String {
    let (_, _, sentence) = row(reasons(language), reason_code(reason));
    fill(sentence, &reason_figures(reason), language)
}

/// The same for an app.
pub(crate) fn reason_code(reason: Reason) -> &'static str {
    match reason {
        Reason::Nearest => "nearest",
        Reason::FirstToArrive => "first-to-arrive",
        Reason::Cheapest => "cheapest",
        Reason::BestRated => "best-rated",
        Reason::CheaperThanMedian(_) => "cheaper-than-median",
        Reason::OnTime { .. } => "on-time",
        Reason::NewHere => "new-here",
        Reason::ThereIn { .. } => "there-in",
    }
}

fn reason_figures(reason: Reason) -> Vec<(&'static str, Figure)> {
    let times = |number: u64| Figure::Count(i64::try_from(number).unwrap_or(i64::MAX));
    match reason {
        Reason::Nearest | Reason::FirstToArrive | Reason::Cheapest | Reason::BestRated | Reason::NewHere => {
            Vec::new()
        }
        Reason::CheaperThanMedian(amount) => vec![("amount", Figure::Money(amount))],
        Reason::OnTime { times: kept, of } => vec![("times", times(kept)), ("of", times(of))],
        Reason::ThereIn { minutes } => vec![("minutes", Figure::Count(i64::from(minutes)))],
    }
}

fn reasons(language: Language) -> &'static [Row] {
    match language {
        Language::French => french::REASONS,
        Language::English => english::REASONS,
    }
}

/// A test proves that every key is there; the first row is the most general one.
fn row(table: &'static [Row], key: &str) -> Row {
    table.iter().find(|(known, _, _)| *known == key).copied().unwrap_or(table[0])
}

fn fill(sentence: &str, figures: &[(&str, Figure)], language: Language) -> String {
    let put = |text: String, (name, figure): &(&str, Figure)| {
        text.replace(&format!("{{{name}}}"), &figure.spelt(language))
    };
    figures.iter().fold(sentence.to_owned(), put)
}

impl Figure {
    pub(crate) fn count(number: usize) -> Self {
        Self::Count(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn spelt(self, language: Language) -> String {
        match (self, language) {
            (Self::Time(time), language) => spoken(time, language),
            (Self::Count(count), _) => count.to_string(),
            (Self::Money(amount), Language::French) => {
                format!("{},{:02}\u{a0}€", amount.cents() / 100, amount.cents() % 100)
            }
            (Self::Money(amount), Language::English) => {
                format!("€{}.{:02}", amount.cents() / 100, amount.cents() % 100)
            }
            (Self::Stage(stage), language) => row(stages(language), stage.as_str()).1.to_owned(),
            (Self::Counted(what), language) => row(counted(language), counted_key(what)).1.to_owned(),
        }
    }
}

/// Date and time on a clock in France, as people read it; fields for apps stay in UTC.
fn spoken(time: Timestamp, language: Language) -> String {
    let local = calendar::local(time);
    match language {
        Language::French => local.strftime("%d/%m/%Y à %H:%M:%S").to_string(),
        Language::English => local.strftime("%Y-%m-%d %H:%M:%S (French time)").to_string(),
    }
}

fn stages(language: Language) -> &'static [Row] {
    match language {
        Language::French => french::STAGES,
        Language::English => english::STAGES,
    }
}

fn counted(language: Language) -> &'static [Row] {
    match language {
        Language::French => french::COUNTED,
        Language::English => english::COUNTED,
    }
}

fn counted_key(what: Counted) -> &'static str {
    match what {
        Counted::Choices => "choices",
        Counted::Acceptances => "acceptances",
        Counted::Hours => "hours",
        Counted::Departures => "departures",
        Counted::Extras => "extras",
        Counted::Segments => "segments",
        Counted::Quotes => "quotes",
        Counted::Postponements => "postponements",
        Counted::Resolutions => "resolutions",
        Counted::Photos => "photos",
        Counted::VoiceNotes => "voice-notes",
    }
}

/// The key of a fault, with its figures.
fn spelt(wrong: Wrong) -> (&'static str, Vec<(&'static str, Figure)>) {
    let least = |min: usize| vec![("min", Figure::count(min))];
    let most = |max: usize| vec![("max", Figure::count(max))];
    match wrong {
        Wrong::Missing => ("missing", Vec::new()),
        Wrong::Superfluous => ("superfluous", Vec::new()),
        Wrong::Null => ("null", Vec::new()),
        Wrong::Kind(expected) => (kind(expected), Vec::new()),
        Wrong::FewItems { min } => ("few-items", least(min)),
        Wrong::ManyItems { max } => ("many-items", most(max)),
        Wrong::Invalid(Invalid::TooShort { min }) => ("too-short", least(min)),
        Wrong::Invalid(Invalid::TooLong { max }) => ("too-long", most(max)),
        Wrong::Invalid(Invalid::OutOfRange { min, max }) => {
            ("out-of-range", vec![("min", Figure::Count(min)), ("max", Figure::Count(max))])
        }
        Wrong::Invalid(Invalid::Malformed(form)) => (self::form(form), Vec::new()),
        Wrong::Invalid(Invalid::Unknown) => ("unknown", Vec::new()),
        Wrong::Invalid(Invalid::Twice) => ("twice", Vec::new()),
    }
}

fn kind(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "not-text",
        Expected::Whole => "not-whole",
        Expected::Number => "not-number",
        Expected::Boolean => "not-boolean",
        Expected::List => "not-list",
        Expected::Object => "not-object",
        Expected::Null => "not-null",
    }
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Id => "form-id",
        Form::Text => "form-text",
        Form::Postcode => "form-postcode",
        Form::StartCode => "form-start-code",
        Form::Phone => "form-phone",
        Form::Email => "form-email",
        Form::Siren => "form-siren",
        Form::VatNumber => "form-vat-number",
        Form::OwnVatNumber => "form-own-vat-number",
        Form::Time => "form-time",
        Form::Day => "form-day",
        Form::Month => "form-month",
        Form::Position => "form-position",
    }
}

#[cfg(test)]
mod tests;

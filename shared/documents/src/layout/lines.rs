//! Paragraphs to lines that fit a width.

use super::{
    shape::{Shaped, shape},
    style::Style,
};

/// The most lines of one text: beyond, something is wrong with it.
const LINES_MAX: usize = 2_000;

/// The lines of a text; its own line breaks stand.
pub(crate) fn lines(text: &str, style: Style, width: f32) -> Vec<Shaped> {
    let text = fixed(text);
    let paragraphs = text.split('\n').flat_map(|paragraph| wrapped(paragraph.trim_end(), style, width));
    paragraphs.take(LINES_MAX).collect()
}

/// One line, cut with an ellipsis where it does not fit.
pub(crate) fn one_line(text: &str, style: Style, width: f32) -> Shaped {
    let text = fixed(text);
    let mut shaped = whole(&text, style);
    let mut kept = text.chars().count();
    while shaped.width(style.size) > width && kept > 1 {
        kept -= 1;
        let cut: String = text.chars().take(kept).collect();
        shaped = whole(&format!("{}…", cut.trim_end()), style);
    }
    shaped
}

/// A text whose punctuation stays with its word, as French wants it: no line breaks before a colon.
fn fixed(text: &str) -> String {
    let spaces = [
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" ?", "\u{202f}?"),
        (" !", "\u{202f}!"),
        (" %", "\u{202f}%"),
        (" €", "\u{a0}€"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
    ];
    spaces.iter().fold(text.to_owned(), |text, (loose, fixed)| text.replace(loose, fixed))
}

/// A line as it is.
pub(crate) fn whole(text: &str, style: Style) -> Shaped {
    shape(text, style.face, style.tabular)
}

fn wrapped(paragraph: &str, style: Style, width: f32) -> Vec<Shaped> {
    let all = whole(paragraph, style);
    if all.width(style.size) <= width {
        return vec![all];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0.0;
    for word in words(paragraph, style, width) {
        let long = whole(&word, style).width(style.size);
        let visible = whole(word.trim_end(), style).width(style.size);
        if taken + visible > width && !line.is_empty() {
            lines.push(whole(&line, style));
            line.clear();
            taken = 0.0;
        }
        line.push_str(&word);
        taken += long;
    }
    lines.push(whole(&line, style));
    lines
}

/// Words with the space behind them; a word that is wider than a line, and text without spaces, is cut anywhere.
fn words(paragraph: &str, style: Style, width: f32) -> Vec<String> {
    let mut words = Vec::new();
    for word in paragraph.split_inclusive(' ') {
        if whole(word.trim_end(), style).width(style.size) <= width {
            words.push(word.to_owned());
        } else {
            words.extend(word.chars().map(String::from));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(shaped: &Shaped) -> String {
        shaped.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn lines_fit_and_say_the_whole_text() {
        let text = "Remplacement du circulateur, purge du circuit et essai de dix minutes.\nRien d’autre.";

        let lines = lines(text, Style::BODY, 120.0);

        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| line.width(Style::BODY.size) < 125.0));
        assert_eq!(lines.iter().map(said).collect::<String>(), text.replace('\n', ""));
    }

    #[test]
    fn no_line_breaks_before_a_colon_or_inside_an_amount() {
        assert_eq!(fixed("Prix : 40 € ! « ici »"), "Prix\u{a0}: 40\u{a0}€\u{202f}! «\u{a0}ici\u{a0}»");
    }

    #[test]
    fn a_word_wider_than_its_line_is_cut() {
        let lines = lines(&"王".repeat(60), Style::BODY, 100.0);

        assert!(lines.len() >= 5 && lines.iter().all(|line| line.width(Style::BODY.size) <= 100.0));
    }

    #[test]
    fn what_must_stay_on_one_line_ends_in_an_ellipsis() {
        let cut = one_line("Une très longue désignation", Style::BODY, 60.0);

        assert!(cut.width(Style::BODY.size) <= 60.0 && said(&cut).ends_with('…'));
    }
}

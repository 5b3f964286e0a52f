//! Drawing in SVG: axes, lines, areas, bars, words.

use std::fmt::Write;

pub(super) const INK: &str = "#24313f";
pub(super) const FAINT: &str = "#8a96a3";
const GRID: &str = "#e4e8ec";
/// The mean width of a letter of a legend.
const LETTER: f64 = 5.7;

/// A picture that grows.
#[derive(Debug, Default)]
pub(super) struct Canvas(String);

/// A panel with its scales: what is drawn in it is given in its own units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) max: f64,
}

impl Panel {
    fn x(&self, value: f64) -> f64 {
        self.left + self.width * (value - self.from) / (self.to - self.from)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + self.height * (1.0 - (value / self.max).clamp(0.0, 1.0))
    }
}

/// Where a text is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    pub(super) fn finish(self, width: f64, height: f64) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"Ubuntu, 'Segoe UI', Helvetica, sans-serif\"><rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{}</svg>\n",
            self.0
        )
    }

    pub(super) fn words(&mut self, at: (f64, f64), size: f64, colour: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.add(format_args!(
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\">{text}</text>",
            at.0, at.1
        ));
    }

    /// Title and horizontal lines with what they stand for.
    pub(super) fn frame(&mut self, panel: &Panel, title: &str, unit: &str) {
        self.words((panel.left, panel.top - 26.0), 17.0, INK, Anchor::Start, title);
        self.words((panel.left, panel.top - 9.0), 12.0, FAINT, Anchor::Start, unit);
        let step = step(panel.max);
        let mut value = 0.0;
        while value <= panel.max {
            let y = panel.y(value);
            self.line((panel.left, y), (panel.left + panel.width, y), GRID, 1.0);
            self.words((panel.left - 8.0, y + 4.0), 12.0, FAINT, Anchor::End, &format!("{value}"));
            value += step;
        }
    }

    /// Hours of the day below.
    pub(super) fn hours(&mut self, panel: &Panel) {
        let mut hour = panel.from.ceil();
        let every = if panel.to - panel.from > 12.0 { 3.0 } else { 1.0 };
        while hour <= panel.to {
            let at = (panel.x(hour), panel.top + panel.height + 18.0);
            self.words(at, 12.0, FAINT, Anchor::Middle, &format!("{hour} h"));
            hour += every;
        }
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, width: f64) {
        self.add(format_args!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A limit, dashed; its name stands on whatever was drawn before.
    pub(super) fn limit(&mut self, panel: &Panel, value: f64, name: &str) {
        let y = panel.y(value);
        self.add(format_args!(
            "<line x1=\"{:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"{FAINT}\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"/>",
            panel.left,
            panel.left + panel.width
        ));
        self.add(format_args!(
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"{INK}\" text-anchor=\"end\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">{name}</text>",
            panel.left + panel.width,
            y - 5.0
        ));
    }

    pub(super) fn curve(&mut self, panel: &Panel, points: &[(f64, f64)], colour: &str, width: f64) {
        let path = path(panel, points);
        self.add(format_args!(
            "<path d=\"M{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        ));
    }

    pub(super) fn area(&mut self, panel: &Panel, points: &[(f64, f64)], colour: &str) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let (path, floor) = (path(panel, points), panel.y(0.0));
        self.add(format_args!(
            "<path d=\"M{:.1} {floor:.1} L{path} L{:.1} {floor:.1} Z\" fill=\"{colour}\"/>",
            panel.x(first.0),
            panel.x(last.0)
        ));
    }

    /// A bar with its value above.
    pub(super) fn bar(
        &mut self,
        panel: &Panel,
        (from, to): (f64, f64),
        value: f64,
        colour: &str,
        label: &str,
    ) {
        let (left, right, top) = (panel.x(from), panel.x(to), panel.y(value));
        let (width, height) = (right - left, panel.y(0.0) - top);
        self.add(format_args!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"3\" fill=\"{colour}\"/>"
        ));
        self.words((f64::midpoint(left, right), top - 6.0), 12.0, INK, Anchor::Middle, label);
    }

    pub(super) fn below(&mut self, panel: &Panel, value: f64, text: &str) {
        let at = (panel.x(value), panel.top + panel.height + 18.0);
        self.words(at, 12.5, INK, Anchor::Middle, text);
    }

    /// Coloured names, one after the other.
    pub(super) fn legend(&mut self, panel: &Panel, names: &[(&str, &str)]) {
        let mut x = panel.left + panel.width;
        for (name, colour) in names.iter().rev() {
            self.words((x, panel.top - 9.0), 12.0, INK, Anchor::End, name);
            x -= LETTER * crate::clock::count(name.chars().count() + 1) + 12.0;
            self.line((x - 6.0, panel.top - 13.0), (x + 10.0, panel.top - 13.0), colour, 3.0);
            x -= 22.0;
        }
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("a text grows");
    }
}

fn path(panel: &Panel, points: &[(f64, f64)]) -> String {
    let points = points.iter().map(|(x, y)| format!("{:.1} {:.1}", panel.x(*x), panel.y(*y)));
    points.collect::<Vec<_>>().join(" L")
}

/// Four or five lines: 1, 2 or 5 times a power of ten.
fn step(max: f64) -> f64 {
    let rough = max / 4.5;
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough).unwrap_or(power)
}

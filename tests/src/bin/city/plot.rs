//! The plot: four panels as SVG, and the same as PNG.

mod canvas;
mod panels;

use std::{fs, io, path::Path};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

use crate::{audit::Outcome, world::City};

/// Beside the house's other products.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/city");
/// Pixels a unit of the drawing.
const SCALE: f32 = 2.0;

/// Writes both files; answers where they are.
pub(crate) fn keep(city: &City, outcomes: &[Outcome]) -> io::Result<String> {
    let name = if city.options.storm { "storm" } else { "day" };
    let svg = panels::svg(city, outcomes);
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder)?;
    let file = |kind: &str| folder.join(format!("{name}-seed-{}.{kind}", city.options.seed));
    fs::write(file("svg"), &svg)?;
    fs::write(file("png"), png(&svg).map_err(io::Error::other)?)?;
    Ok(format!("target/city/{name}-seed-{}.svg and .png", city.options.seed))
}

/// With a font of its own: machines that build have none, and each machine another one.
fn png(svg: &str) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut options = Options::default();
    options.fontdb_mut().load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("a plot has a size")?;
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or("a plot has pixels")?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    Ok(pixmap.encode_png()?)
}

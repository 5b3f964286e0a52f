//! What the bench starts: prints an invoice of three lines so many times, tells how long each took and how much memory
//! the process needed. `cargo run --release -p documents --example once -- <rounds> [<folder>]`; into the folder go the
//! PDF and the XML.
#![expect(clippy::print_stdout, reason = "the bench reads what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]
use std::{fs, path::Path, time::Instant};

use documents::{Kind, Language, Payment, invoice, invoice_xml};
use samples::{at, sample, simple};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().ok_or("how often?")?.parse()?;
    let sample = sample(0, simple(false), false);
    let paper = sample.paper(Kind::Invoice { payment: Payment::Due { at: at(86_400) } });
    if let Some(folder) = arguments.next() {
        fs::write(Path::new(&folder).join("invoice.pdf"), invoice(&paper, Language::French)?)?;
        fs::write(Path::new(&folder).join("invoice.xml"), invoice_xml(&paper)?)?;
    }
    let mut took = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        let bytes = invoice(&paper, Language::French)?;
        took.push(began.elapsed().as_micros());
        if bytes.is_empty() {
            return Err("an empty document".into());
        }
    }
    took.sort_unstable();
    println!("{} {}", took.get(took.len() / 2).copied().unwrap_or_default(), peak_kibibytes()?);
    Ok(())
}

fn peak_kibibytes() -> Result<u64, Box<dyn std::error::Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("Linux tells the peak")?;
    Ok(line.split_whitespace().nth(1).ok_or("a count of kibibytes")?.parse()?)
}

//! The bill of 1,000 interventions, out of one life.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Line,
    amounts::Amounts,
    deployed::{Deployed, Shelf},
    life::Lived,
    usage::{GIGABYTE, length, metrics},
};

/// How many lives one bill is for.
const LIVES: f64 = 1_000.0;
/// Messages of the queue of events are received and deleted one by one.
const REQUESTS_A_MESSAGE: f64 = 2.0;
/// How often each paper and each photo is opened.
const LOOKS: f64 = 1.0;

/// The parts of the bill.
#[derive(Debug)]
pub struct Thousand {
    /// What interventions use while they live, and what their papers cost for as long as they are kept.
    pub served: Vec<Line>,
    /// What they cost beside: photos and rows for as long as they are kept, people who sign in.
    pub beside: Vec<Line>,
    /// The metrics of ours that a month with work has, of which AWS charges each once.
    pub metrics: BTreeSet<String>,
}

/// The bill for a thousand of such lives.
pub fn thousand(deployed: &Deployed, lived: &Lived) -> Thousand {
    let mut functions: BTreeMap<&str, (f64, Amounts)> = BTreeMap::new();
    for invocation in &lived.invocations {
        let (times, amounts) = functions.entry(&invocation.function).or_default();
        *times += 1.0;
        *amounts = amounts.clone().and(&deployed.usage(invocation));
    }
    let line = |what: &str, times: f64, amounts: &Amounts| Line {
        what: what.to_owned(),
        times: times * LIVES,
        amounts: amounts.times(LIVES),
    };
    let mut served: Vec<Line> =
        functions.iter().map(|(name, (times, amounts))| line(name, *times, amounts)).collect();
    let pushed = length(lived.pushed);
    served.push(line("push gateway", pushed, &Amounts::of("sqs-requests", pushed * REQUESTS_A_MESSAGE)));
    if deployed.key_of_kms {
        let keys = key_requests(lived);
        served.push(line("key of the table", keys, &Amounts::of("key-requests", keys)));
    }
    let papers = kept(deployed.shelves.documents, &lived.papers);
    served.push(line("papers opened", length(lived.papers.len()), &opened(&lived.papers)));
    served.push(line("papers kept", length(lived.papers.len()), &papers));
    let (photos, thumbnails): (Vec<_>, Vec<_>) =
        lived.media.iter().cloned().partition(|(key, _)| key.starts_with("media/"));
    let uploads = length(lived.uploads);
    let uploaded = Amounts::of("s3-writes", uploads).with("sqs-requests", uploads);
    let photos_kept =
        kept(deployed.shelves.media, &photos).and(&kept(deployed.shelves.thumbnails, &thumbnails));
    let beside = vec![
        line("photos uploaded", uploads, &uploaded),
        line("photos opened", length(photos.len()), &opened(&lived.media)),
        line("photos kept", length(photos.len()), &photos_kept),
        line("rows kept", length(lived.rows.len()), &deployed.shelves.documents.keeps_rows(&lived.rows)),
    ];
    let lines: Vec<String> = lived.invocations.iter().flat_map(|known| known.lines.clone()).collect();
    Thousand { served, beside, metrics: metrics(&lines) }
}

fn kept(shelf: Shelf, objects: &[(String, usize)]) -> Amounts {
    objects.iter().fold(Amounts::default(), |sum, (_, bytes)| sum.and(&shelf.keeps(*bytes)))
}

fn opened(objects: &[(String, usize)]) -> Amounts {
    let bytes = length(objects.iter().map(|(_, bytes)| bytes).sum());
    Amounts::of("s3-reads", length(objects.len()) * LOOKS).with("internet-gb", bytes / GIGABYTE * LOOKS)
}

/// Each role asks for the key of the table once in five minutes: at worst, once for each function and message.
fn key_requests(lived: &Lived) -> f64 {
    length(lived.invocations.iter().filter(|invocation| !invocation.calls.is_empty()).count())
}

//! Where markers stand: rows, objects, logs.

use std::{collections::BTreeSet, path::Path};

use embedded::{Embedded, EmbeddedBucket};
use tests::life::{PERSONAL, SUBS};

/// The name of a marker, and the kind of the row that holds it.
pub(crate) type Found = (&'static str, String);

/// Every marker in every row, keys included.
pub(crate) async fn found_in_rows(table: &Embedded) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    for row in table.dump().await {
        for (name, marker) in PERSONAL.iter().chain(&SUBS) {
            if row.contains(marker) {
                found.insert((*name, place(&row)));
            }
        }
    }
    found
}

/// The kind of a row: the names in its keys without the ids.
fn place(row: &str) -> String {
    let value = |name: &str| {
        let (_, rest) = row.split_once(&format!("{name}: ")).expect("a row has its keys");
        rest.split([',', '#']).next().unwrap_or_default().to_owned()
    };
    let (pk, sk) = (value("pk"), value("sk"));
    // The sort key of these is the id of a person.
    if matches!(pk.as_str(), "agenda" | "online" | "base") { pk } else { format!("{pk} {sk}") }
}

/// The keys of all versions of all uploads.
pub(crate) fn uploads(bucket: &EmbeddedBucket) -> Vec<String> {
    let uploads = bucket.all().into_iter().filter(|object| object.bucket == bucket.name);
    uploads.map(|object| object.key).collect()
}

/// Every marker in the logs; the id of a person may stand there.
pub(crate) fn found_in_logs(log: &Path) -> BTreeSet<&'static str> {
    let log = std::fs::read_to_string(log).expect("the functions wrote logs");
    assert!(log.lines().count() > 40, "logs of a whole life");
    PERSONAL.iter().filter(|(_, marker)| log.contains(marker)).map(|(name, _)| *name).collect()
}

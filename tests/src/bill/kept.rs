//! What it costs to keep objects and rows for as long as the template keeps them.

use super::{
    amounts::Amounts,
    deployed::Shelf,
    usage::{GIGABYTE, MONTH_DAYS, length},
};

/// The least that an object of the colder class counts as.
const COLD_BYTES_MIN: f64 = 128.0 * 1_024.0;
/// What DynamoDB adds to each item.
const ITEM_OVERHEAD: usize = 100;
/// An entry of an index: the keys of both, and what DynamoDB adds.
const INDEX_ENTRY: usize = 250;
/// The attributes that are the partition key of an index.
const INDEXED: [&str; 5] = ["customer: ", "technician: ", "deadlineBucket: ", "waitingIn: ", "month: "];

impl Shelf {
    /// An object on the shelf, for as long as it is kept.
    pub fn keeps(&self, bytes: usize) -> Amounts {
        let bytes = length(bytes);
        let months = |days: f64| days / MONTH_DAYS;
        match self.cold {
            Some((after, above)) if bytes > above => Amounts::of("s3-cold-moves", 1.0)
                .with("s3-gb-months", bytes / GIGABYTE * months(after))
                .with("s3-cold-gb-months", bytes.max(COLD_BYTES_MIN) / GIGABYTE * months(self.days - after)),
            Some(_) | None => Amounts::of("s3-gb-months", bytes / GIGABYTE * months(self.days)),
        }
    }

    /// Rows, as one text each, in the table and in its backup for as long.
    pub fn keeps_rows(&self, rows: &[String]) -> Amounts {
        let entries = |row: &String| INDEXED.iter().filter(|name| row.contains(**name)).count();
        let bytes = |row: &String| row.len() + ITEM_OVERHEAD + entries(row) * INDEX_ENTRY;
        let gigabytes = length(rows.iter().map(bytes).sum()) / GIGABYTE;
        let kept = gigabytes * self.days / MONTH_DAYS;
        Amounts::of("table-gb-months", kept).with("backup-gb-months", kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: f64 = 365.25;

    #[test]
    fn an_object_is_charged_for_each_month() {
        let kept = Shelf { days: 10.0 * YEAR, cold: None }.keeps(1 << 30);

        assert!((kept.get("s3-gb-months") - 120.0).abs() < 1e-9);
    }

    #[test]
    fn a_large_object_moves_and_counts_as_128_kilobytes_at_least() {
        let shelf = Shelf { days: YEAR, cold: Some((YEAR / 12.0, 32_768.0)) };

        let (small, large) = (shelf.keeps(32_768), shelf.keeps(65_536));

        assert!(small.get("s3-cold-gb-months").abs() < 1e-12);
        let months = 11.0 * 131_072.0 / GIGABYTE;
        assert!((large.get("s3-cold-gb-months") - months).abs() < 1e-12);
        assert!((large.get("s3-cold-moves") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_row_stands_in_its_indexes_too() {
        let shelf = Shelf { days: YEAR, cold: None };

        let rows = |row: &str| shelf.keeps_rows(&[row.to_owned()]).get("table-gb-months");

        let more = rows("pk: a, customer: b") - rows("pk: a, somebody: b");
        assert!((more - 12.0 * 250.0 / GIGABYTE).abs() < 1e-12);
    }
}

//! An operator has a month of the books written: invoices and credit notes as accounting entries, balanced to the cent.

use documents::{csv, fec, fec_name};
use domain::{
    Timestamp,
    accounting::{Month, PLATFORM_SIREN, entries, totals},
    failure::Failure,
    refusal::Refusal,
    technician::Siren,
};
use media::{Bucket, FileLink};
use store::Store;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ExportAccounting {
    /// Which month.
    pub month: Month,
    /// The issuer; none: the books of all issuers, under the platform's number.
    pub issuer: Option<Siren>,
}

/// A month of the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Which month.
    pub month: Month,
    /// Whether the month is over: the books of one that runs go on.
    pub complete: bool,
    /// How many documents were entered.
    pub entries: usize,
    /// All debits, in cents; the credits are the same.
    pub debit: i64,
    /// All credits, in cents.
    pub credit: i64,
    /// For tax auditors.
    pub fec: File,
    /// For spreadsheets.
    pub csv: File,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// Where it is for five minutes.
    pub link: FileLink,
}

/// Writes the month as FEC and CSV. The same month is the same file each time once it is over.
pub async fn export_accounting(
    store: &Store,
    bucket: &Bucket,
    query: ExportAccounting,
    now: Timestamp,
) -> Result<Exported, Failure> {
    let ExportAccounting { month, issuer } = query;
    if month > Month::of(now) {
        return Err(Refusal::MonthAhead { now }.into());
    }
    let documents = store.documents(month, issuer.as_ref()).await?;
    let entries = entries(&documents).map_err(|unbalanced| Failure::Broken(Box::new(unbalanced)))?;
    let (debit, credit) = totals(&entries);
    let name = fec_name(issuer.as_ref().map_or(PLATFORM_SIREN, Siren::as_str), month);
    let place = format!("exports/{month}/{}", issuer.as_ref().map_or("all", Siren::as_str));
    let write = async |form: &str, content_type: &str, text: String| {
        let name = format!("{name}.{form}");
        let key = format!("{place}/{name}");
        bucket.export(&key, content_type, text.into_bytes()).await?;
        let link = bucket.file_link(&key, &name, now).await?;
        Ok::<_, Failure>(File { name, link })
    };
    let fec = write("txt", "text/plain; charset=us-ascii", fec(&entries, month)).await?;
    let csv = write("csv", "text/csv; charset=us-ascii", csv(&entries, month)).await?;
    Ok(Exported { month, complete: month.is_over(now), entries: entries.len(), debit, credit, fec, csv })
}

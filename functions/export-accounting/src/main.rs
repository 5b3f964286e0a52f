//! `POST /accounting/exports`: an operator has a month of the books written.

use deserr::Deserr;
use domain::{accounting::Month, technician::Siren};
use export_accounting::{ExportAccounting, Exported, File, export_accounting};
use lambda::{
    Call, Problem, Reply,
    answer::{Money, Time},
    body::Faults,
};
use media::Bucket;
use serde::Serialize;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Bucket::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    month: Month,
    #[deserr(default)]
    siren: Option<Siren>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Books {
    month: String,
    complete: bool,
    entries: usize,
    debit: Money,
    credit: Money,
    fec: Link,
    csv: Link,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    name: String,
    url: String,
    expires_at: Time,
}

impl From<File> for Link {
    fn from(File { name, link }: File) -> Self {
        Self { name, url: link.url, expires_at: link.expires_at.into() }
    }
}

/// A repeat needs no key: the same month is written again.
async fn handle((store, bucket): (Store, Bucket), call: Call) -> Result<Reply, Problem> {
    call.operator()?;
    call.idempotency()?;
    let Body { month, siren: issuer } = call.body()?;
    let query = ExportAccounting { month, issuer };
    let Exported { month, complete, entries, debit, credit, fec, csv } =
        export_accounting(&store, &bucket, query, call.received_at()).await?;
    Reply::created(&Books {
        month: month.to_string(),
        complete,
        entries,
        debit: Money::of_cents(debit),
        credit: Money::of_cents(credit),
        fec: fec.into(),
        csv: csv.into(),
    })
}

//! Proves the invoices and credit notes of a year, or names the first broken link of each series.

use std::collections::BTreeSet;

use domain::{
    accounting::Month,
    invoice::{Broken, complete, proved},
    technician::Siren,
};
use store::{Given, Proof, Series, Store};

use crate::Error;

/// The result for one property of one series.
#[derive(Debug)]
pub struct Verdict {
    /// Which series, and which of its properties.
    pub what: String,
    /// How many documents it has, or the first link that is broken.
    pub found: Result<u64, Broken>,
}

/// Proves a year of one issuer, or of every issuer that has a document in it.
pub async fn verify(store: &Store, issuer: Option<Siren>, year: i16) -> Result<Vec<Verdict>, Error> {
    let issuers = match issuer {
        Some(issuer) => BTreeSet::from([issuer]),
        None => issuers(store, year).await?,
    };
    let mut verdicts = Vec::new();
    for issuer in issuers {
        for (name, series) in [("invoices", Series::Invoices), ("credit notes", Series::CreditNotes)] {
            let proof = store.proof(&issuer, series, year).await?;
            let name = format!("{} {year}, {name}", issuer.as_str());
            verdicts.extend(of_series(&name, &issuer, &proof));
        }
    }
    Ok(verdicts)
}

/// Everybody in whose name a document of the year was issued.
async fn issuers(store: &Store, year: i16) -> Result<BTreeSet<Siren>, Error> {
    let mut issuers = BTreeSet::new();
    for month in Month::first_of(year).and_later().take_while(|month| month.year() == year) {
        let documents = store.documents(month, None).await?;
        issuers.extend(documents.iter().map(|document| document.issuer().clone()));
    }
    Ok(issuers)
}

/// Each chain, then the numbers of all of them.
fn of_series(name: &str, issuer: &Siren, proof: &Proof) -> Vec<Verdict> {
    let chain = |given: &Given| proved(&given.links, &given.ends).map(|()| given.links.len() as u64);
    let verdict = |what: String, found| Verdict { what: format!("{name}: {what}"), found };
    let older = proof.older.iter();
    let older = older.map(|(id, given)| verdict(format!("older series of technician {id}"), chain(given)));
    let mut verdicts: Vec<_> = older.collect();
    verdicts.push(verdict("chain of hashes".to_owned(), chain(&proof.series)));
    let all = proof.older.iter().map(|(_, given)| given).chain([&proof.series]);
    let links = all.flat_map(|given| &given.links);
    verdicts.push(verdict("numbers without a gap".to_owned(), complete(issuer, links)));
    verdicts
}

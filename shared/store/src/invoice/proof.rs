//! All that proves a year of an issuer's series: its documents, and what its counters say.

use domain::{
    accounting::Document,
    failure::Failure,
    id::TechnicianId,
    invoice::{Ends, Link},
    technician::Siren,
};

use crate::{
    client::Store,
    error::Error,
    invoice::{joining::Own, series::FollowsRow, walk::document},
    key::{self, Series},
    row::parse,
};

/// A series as its numbers were given, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its documents.
    pub links: Vec<Link>,
    /// The ends that its counter names.
    pub ends: Ends,
}

/// All that proves a year of an issuer's invoices or credit notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The issuer's series.
    pub series: Given,
    /// Series of technicians from before series were the issuer's, in which documents of the issuer stand. Documents of
    /// other issuers may stand in them too.
    pub older: Vec<(TechnicianId, Given)>,
}

impl Store {
    /// All that proves a year of an issuer's series.
    pub async fn proof(&self, issuer: &Siren, series: Series, year: i16) -> Result<Proof, Failure> {
        let row = self.series_of_year(issuer, series, year).await?;
        let name = key::series_name(issuer, series, year);
        let links = self.links(key::month_shard(issuer), &name, year).await?;
        let follows = row.as_ref().and_then(|row| row.follows).map(FollowsRow::end);
        let last = row.as_ref().map(|row| (row.last, *row.seal));
        let mut older = Vec::new();
        for technician in row.map(|row| row.older).unwrap_or_default() {
            let own: Own = (parse(technician)?, series, year);
            let name = key::technician_series_name(&own.0, series, year);
            let links = self.links(key::month_shard_of_technician(&own.0), &name, year).await?;
            let last = self.own_end(&own).await?.map(FollowsRow::end);
            older.push((own.0, Given { links, ends: Ends { follows: None, last } }));
        }
        Ok(Proof { series: Given { links, ends: Ends { follows, last } }, older })
    }

    async fn links(&self, shard: u8, name: &str, year: i16) -> Result<Vec<Link>, Error> {
        let documents = self.series_rows(shard, name, year).await?.into_iter().map(document);
        let mut links: Vec<Link> =
            documents.map(|one| one.map(|one| link(&one))).collect::<Result<_, _>>()?;
        links.sort_by_key(|link| link.count);
        Ok(links)
    }
}

fn link(document: &Document) -> Link {
    match document {
        Document::Invoice(invoice) => invoice.into(),
        Document::CreditNote(note) => note.into(),
    }
}

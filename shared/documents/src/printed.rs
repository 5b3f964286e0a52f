//! A paper in all the files that are kept of it.

use domain::paper::Printed;

use crate::{
    InvoicePaper, Language, QuotePaper, ReportPaper, Unprintable, invoice, invoice_xml, quote, report,
};

impl InvoicePaper<'_> {
    /// PDF in both languages, and the XML by itself.
    pub fn printed(&self) -> Result<Printed, Unprintable> {
        Ok(Printed {
            name: self.number.to_owned(),
            french: invoice(self, Language::French)?,
            english: invoice(self, Language::English)?,
            xml: Some(invoice_xml(self)?.into_bytes()),
        })
    }
}

impl QuotePaper<'_> {
    /// PDF in both languages.
    pub fn printed(&self) -> Result<Printed, Unprintable> {
        Ok(Printed {
            name: format!("devis-{}", self.number),
            french: quote(self, Language::French)?,
            english: quote(self, Language::English)?,
            xml: None,
        })
    }
}

impl ReportPaper<'_> {
    /// PDF in both languages.
    pub fn printed(&self) -> Result<Printed, Unprintable> {
        Ok(Printed {
            name: format!("compte-rendu-{}", self.number),
            french: report(self, Language::French)?,
            english: report(self, Language::English)?,
            xml: None,
        })
    }
}

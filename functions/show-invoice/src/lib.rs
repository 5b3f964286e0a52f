//! The invoice of an intervention that ended, in the history of both from seconds after (rule 22).

use domain::{
    Timestamp,
    customer::Customer,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::{Intervention, Party, Stage},
    invoice::{CreditNote, Invoice},
    technician::Technician,
};
use store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ShowInvoice {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is.
    pub parties: Vec<Party>,
}

/// An invoice with those whom it names.
#[derive(Debug, Clone, PartialEq)]
pub struct Billed {
    /// The figures.
    pub invoice: Invoice,
    /// What they are for.
    pub dossier: Dossier,
    /// Who issues it.
    pub technician: Technician,
    /// Who pays, if they told who they are.
    pub customer: Option<Customer>,
    /// When the intervention ended.
    pub ended_at: Timestamp,
    /// What was taken back of it since, the oldest first.
    pub credit_notes: Vec<CreditNote>,
}

/// Finds the invoice; none while it is being made. Where nothing is billed there is nothing to find.
pub async fn show_invoice(store: &Store, query: ShowInvoice) -> Result<Option<Billed>, Failure> {
    let dossier = store.dossier(&query.intervention).await?;
    let intervention = &dossier.intervention;
    if !query.parties.iter().any(|party| is_billed_with(party, intervention)) {
        return Err(Failure::NotFound);
    }
    let taken = intervention.acceptance().ok_or(Failure::NotFound)?;
    intervention.amount_due().ok_or(Failure::NotFound)?;
    let ended_at = ended_at(intervention).ok_or(Failure::NotFound)?;
    let Some(invoice) = store.invoice(&query.intervention).await? else { return Ok(None) };
    let technician = store.technician(&taken.technician).await?;
    let customer = store.customer(&intervention.declaration().customer).await?;
    let credit_notes = store.credit_notes(&query.intervention).await?;
    Ok(Some(Billed { invoice, dossier, technician, customer, ended_at, credit_notes }))
}

fn ended_at(intervention: &Intervention) -> Option<Timestamp> {
    match intervention.stage() {
        Stage::Finished { at, .. } | Stage::Cancelled { at, .. } => Some(*at),
        Stage::Declared
        | Stage::Offered { .. }
        | Stage::Waiting { .. }
        | Stage::Accepted { .. }
        | Stage::Arrived { .. }
        | Stage::Working
        | Stage::Paused
        | Stage::Postponed { .. }
        | Stage::Expired => None,
    }
}

/// Whom the invoice concerns: who pays and who is paid.
fn is_billed_with(party: &Party, intervention: &Intervention) -> bool {
    match party {
        Party::Customer(customer) => *customer == intervention.declaration().customer,
        Party::Technician(technician) => intervention.is_taken_by(technician),
        Party::Operator => false,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::TechnicianId,
        invoice::{InvoiceNumber, figures},
        money::Money,
        timeline::Actor,
    };
    use embedded::{embedded, given};

    use super::*;

    fn query(intervention: &InterventionId, party: Party) -> ShowInvoice {
        ShowInvoice { intervention: intervention.clone(), parties: vec![party] }
    }

    fn customer() -> Party {
        Party::Customer(given::customer())
    }

    async fn issue(store: &Store, intervention: &InterventionId, technician: &Technician) -> Invoice {
        let dossier = store.dossier(intervention).await.unwrap();
        let regime = technician.business.vat_regime;
        let claimed = figures(&dossier.intervention, None, regime, store.policy());
        let draft = |number: InvoiceNumber, previous| {
            Invoice::seal(number, intervention.clone(), given::at(61), claimed.clone(), previous)
        };
        store.issue_invoice(intervention, draft, technician, given::at(61)).await.unwrap()
    }

    #[tokio::test]
    async fn rule_22_both_find_the_invoice_at_the_price_shown_at_the_finish() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let invoice = issue(&table.store, &id, &karim).await;

        for party in [customer(), Party::Technician(karim.id.clone())] {
            let billed = show_invoice(&table.store, query(&id, party)).await.unwrap().unwrap();

            assert_eq!(billed.invoice, invoice);
            assert_eq!(Some(billed.invoice.figures.total), billed.dossier.intervention.amount_due());
            assert_eq!((billed.technician.id, billed.customer), (karim.id.clone(), None));
        }
    }

    #[tokio::test]
    async fn rule_22_until_it_exists_the_invoice_is_being_made() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;

        let shown = show_invoice(&table.store, query(&id, customer())).await;

        assert_eq!(shown.unwrap(), None);
    }

    #[tokio::test]
    async fn where_nothing_is_billed_there_is_no_invoice() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let running = given::accepted(&table.store, &karim).await;
        let free = given::declared(&table.store).await;
        let cancel =
            |one: &Intervention, _| one.cancel(&given::customer(), given::at(1), table.store.policy());
        given::step(&table.store, &free, Actor::Customer, 1, cancel).await;

        for id in [running, free] {
            let shown = show_invoice(&table.store, query(&id, customer())).await;

            assert!(matches!(shown, Err(Failure::NotFound)), "{id}");
        }
    }

    #[tokio::test]
    async fn a_fee_for_a_late_cancellation_is_billed_as_well() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;
        let cancel =
            |one: &Intervention, _| one.cancel(&given::customer(), given::at(9), table.store.policy());
        given::step(&table.store, &id, Actor::Customer, 9, cancel).await;
        issue(&table.store, &id, &karim).await;

        let billed = show_invoice(&table.store, query(&id, customer())).await.unwrap().unwrap();

        assert_eq!(billed.invoice.figures.total, Money::of_cents(1_500));
    }

    #[tokio::test]
    async fn nobody_else_finds_the_invoice() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        issue(&table.store, &id, &karim).await;

        let nadia: TechnicianId = given::word("nadia");
        let strangers = [Party::Customer(given::word("nosy")), Party::Technician(nadia), Party::Operator];
        for party in strangers {
            let shown = show_invoice(&table.store, query(&id, party)).await;

            assert!(matches!(shown, Err(Failure::NotFound)));
        }
    }
}

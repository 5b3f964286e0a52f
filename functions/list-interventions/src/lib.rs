//! The history of a customer or technician, newest first: what became of each intervention, and its price.

use domain::{
    category::Category,
    dossier::Dossier,
    failure::Failure,
    intervention::{Party, StageName},
};
use store::{Listed, Page, Store};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ListInterventions {
    /// Whose history.
    pub party: Party,
    /// Only those at this stage now.
    pub stage: Option<StageName>,
    /// Only this kind of work.
    pub category: Option<Category>,
    /// How many, from where, declared when.
    pub page: Page,
}

/// Filters that match little must not read a whole history in one call: the page then is shorter, and goes on.
const READS_MAX: usize = 5;

/// A page of the history.
pub async fn list_interventions(store: &Store, query: ListInterventions) -> Result<Listed<Dossier>, Failure> {
    let ListInterventions { party, stage, category, page } = query;
    let wanted = |dossier: &Dossier| {
        let intervention = &dossier.intervention;
        stage.is_none_or(|stage| intervention.stage().name() == stage)
            && page.to.is_none_or(|to| intervention.declared_at() < to)
            && category.is_none_or(|category| intervention.declaration().category == category)
    };
    let mut found = Listed { items: Vec::new(), next: page.after.clone() };
    for _ in 0..READS_MAX {
        let limit = page.limit - found.items.len();
        let read = store.history(&party, Page { limit, after: found.next.take(), ..page.clone() }).await?;
        found.items.extend(read.items.into_iter().filter(&wanted));
        found.next = read.next;
        if found.next.is_none() || found.items.len() >= page.limit {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, id::InterventionId, timeline::Actor};
    use embedded::{embedded, given};

    use super::*;

    fn query(limit: usize, after: Option<String>) -> ListInterventions {
        let page = Page { limit, after, from: None, to: None };
        ListInterventions { party: Party::Customer(given::customer()), stage: None, category: None, page }
    }

    fn ids(listed: &Listed<Dossier>) -> Vec<InterventionId> {
        listed.items.iter().map(|dossier| dossier.intervention.id().clone()).collect()
    }

    async fn list(store: &Store, query: ListInterventions) -> Listed<Dossier> {
        list_interventions(store, query).await.unwrap()
    }

    #[tokio::test]
    async fn the_last_page_says_so_even_where_it_is_full() {
        let table = embedded().await;
        for _ in 0..4 {
            given::declared(&table.store).await;
        }

        let first = list(&table.store, query(2, None)).await;
        let last = list(&table.store, query(2, first.next)).await;

        assert_eq!(last.items.len(), 2);
        assert_eq!(last.next, None);
    }

    #[tokio::test]
    async fn a_customer_sees_all_of_theirs_page_by_page_and_nobody_elses() {
        let table = embedded().await;
        let mut declared = Vec::new();
        for _ in 0..5 {
            declared.push(given::declared(&table.store).await);
        }

        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = list(&table.store, query(2, after)).await;
            assert!(page.items.len() <= 2);
            found.extend(ids(&page));
            after = page.next;
            if after.is_none() {
                break;
            }
        }

        found.sort();
        declared.sort();
        assert_eq!(found, declared);
        let nosy = ListInterventions { party: Party::Customer(given::word("nosy")), ..query(2, None) };
        assert_eq!(ids(&list(&table.store, nosy).await), []);
    }

    #[tokio::test]
    async fn a_technician_sees_what_they_took() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let taken = given::accepted(&table.store, &karim).await;
        given::declared(&table.store).await;

        let mine = ListInterventions { party: Party::Technician(karim.id), ..query(20, None) };

        assert_eq!(ids(&list(&table.store, mine).await), [taken]);
    }

    #[tokio::test]
    async fn filters_leave_out_what_does_not_match() {
        let table = embedded().await;
        let declared = given::declared(&table.store).await;
        let cancelled = given::declared(&table.store).await;
        let cancel = |one: &domain::intervention::Intervention, _| {
            one.cancel(&given::customer(), given::at(1), &domain::policy::Policy::default())
        };
        given::step(&table.store, &cancelled, Actor::Customer, 1, cancel).await;

        let ended = ListInterventions { stage: Some(StageName::Cancelled), ..query(20, None) };
        let heating = ListInterventions { category: Some(given::word("heating")), ..query(20, None) };
        let plumbing = ListInterventions { category: Some(given::word("plumbing")), ..query(20, None) };

        assert_eq!(ids(&list(&table.store, ended).await), [cancelled]);
        assert_eq!(ids(&list(&table.store, heating).await).len(), 2);
        assert_eq!(ids(&list(&table.store, plumbing).await), []);
        assert!(table.store.dossier(&declared).await.is_ok());
    }

    #[tokio::test]
    async fn from_includes_its_time_and_to_does_not() {
        let table = embedded().await;
        let declared = given::declared(&table.store).await;
        let between = |from: Timestamp, to: Timestamp| {
            let page = Page { limit: 20, after: None, from: Some(from), to: Some(to) };
            ListInterventions { page, ..query(20, None) }
        };

        let from_then = list(&table.store, between(given::at(0), given::at(1))).await;
        let until_then = list(&table.store, between(given::at(-1), given::at(0))).await;

        let backwards = list(&table.store, between(given::at(1), given::at(-1))).await;
        assert_eq!((ids(&from_then), ids(&until_then)), (vec![declared], vec![]));
        assert_eq!(backwards, Listed { items: Vec::new(), next: None });
    }

    #[tokio::test]
    async fn a_filter_that_matches_nothing_reads_a_bounded_part_and_goes_on() {
        let table = embedded().await;
        for _ in 0..12 {
            given::declared(&table.store).await;
        }

        let nothing = ListInterventions { stage: Some(StageName::Finished), ..query(2, None) };
        let page = list(&table.store, nothing).await;

        assert_eq!(ids(&page), []);
        assert!(page.next.is_some());
    }
}

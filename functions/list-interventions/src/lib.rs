//! The history of a customer or technician, newest first: what became of each intervention, and its price.

use domain::{
    category::Category,
    dossier::Dossier,
    failure::Failure,
    intervention::{Intervention, Party, StageName},
};
use store::{Listed, Page, Store};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ListInterventions {
    /// Whose history.
    pub party: Party,
    /// The conditions that each listed intervention meets.
    pub filter: Filter,
    /// How many, from where, declared when.
    pub page: Page,
}

/// Conditions on interventions. All of them must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// At one of these stages now; at any, if empty.
    pub stages: Vec<StageName>,
    /// Of this category.
    pub category: Option<Category>,
    /// Not over yet.
    pub running: bool,
}

impl Filter {
    fn accepts(&self, intervention: &Intervention) -> bool {
        let stage = intervention.stage();
        (self.stages.is_empty() || self.stages.contains(&stage.name()))
            && self.category.is_none_or(|category| intervention.declaration().category == category)
            && !(self.running && stage.is_over())
    }
}

/// Filters that match little must not read a whole history in one call: the page then is shorter, and goes on.
const READS_MAX: usize = 5;

/// A page of the history. The running work of a technician comes from their agenda, so a long history costs nothing.
pub async fn list_interventions(store: &Store, query: ListInterventions) -> Result<Listed<Dossier>, Failure> {
    let ListInterventions { party, filter, page } = query;
    let wanted = |dossier: &Dossier| {
        let intervention = &dossier.intervention;
        filter.accepts(intervention) && page.to.is_none_or(|to| intervention.declared_at() < to)
    };
    if let (true, Party::Technician(technician)) = (filter.running, &party) {
        return store.held(technician, &page, wanted).await;
    }
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
        ListInterventions { party: Party::Customer(given::customer()), filter: Filter::default(), page }
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

        let by = |filter| ListInterventions { filter, ..query(20, None) };
        let at = |stages: &[StageName]| by(Filter { stages: stages.to_vec(), ..Filter::default() });
        let of = |category| by(Filter { category: Some(given::word(category)), ..Filter::default() });
        let running = by(Filter { running: true, ..Filter::default() });

        let (over, new) = (StageName::Cancelled, StageName::Declared);
        assert_eq!(ids(&list(&table.store, at(&[over])).await), [cancelled]);
        assert_eq!(ids(&list(&table.store, at(&[over, new])).await).len(), 2);
        assert_eq!(ids(&list(&table.store, of("heating")).await).len(), 2);
        assert_eq!(ids(&list(&table.store, of("plumbing")).await), []);
        assert_eq!(ids(&list(&table.store, running).await), [declared]);
    }

    #[tokio::test]
    async fn what_a_technician_holds_is_found_behind_a_long_history() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let mut held = Vec::new();
        for hours in [24, 48, 72] {
            held.push(given::accepted_for(&table.store, &karim, given::at(60 * hours)).await);
        }
        for _ in 0..12 {
            let done = given::finished(&table.store, &karim).await;
            table.store.release(&karim.id, karim.home, &done, given::ACCEPTED).await.unwrap();
        }

        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = Page { limit: 2, after, from: None, to: None };
            let filter = Filter { running: true, ..Filter::default() };
            let query = ListInterventions { party: Party::Technician(karim.id.clone()), filter, page };
            let page = list(&table.store, query).await;
            found.push(ids(&page));
            after = page.next;
            if after.is_none() {
                break;
            }
        }

        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        let mut found = found.concat();
        found.sort();
        held.sort();
        assert_eq!(found, held);
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

        let nothing = ListInterventions {
            filter: Filter { stages: vec![StageName::Finished], ..Filter::default() },
            ..query(2, None)
        };
        let page = list(&table.store, nothing).await;

        assert_eq!(ids(&page), []);
        assert!(page.next.is_some());
    }
}

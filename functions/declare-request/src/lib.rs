//! A customer declares a breakdown in one call, whose answer already lists technicians to choose from (rule 1).

use domain::{
    Timestamp,
    breakdown::{Breakdown, Declaration},
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    intervention::Intervention,
    place::{Address, Location},
    ranking::{Ranked, Sort, rank},
    refusal::Refusal,
};
use places::{Addresses, Travel};
use store::Store;

/// What the customer tells.
#[derive(Debug, Clone)]
pub struct DeclareRequest {
    /// Who, what kind of work, where and when.
    pub declaration: Declaration,
    /// The words.
    pub breakdown: Breakdown,
    /// The intervention's id derives from it, so that a repeat finds the first answer.
    pub key: Key,
}

/// The request, with all technicians who can take it, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// The request.
    pub dossier: Dossier,
    /// Whom the customer can choose from; nobody: it waits (rule 7).
    pub technicians: Vec<Ranked>,
}

/// The point of a declaration that tells its address alone: the one that its first telling found, else where the
/// address service says that it lies. So a repeat asks nobody and finds the first answer.
pub async fn locate(
    store: &Store,
    addresses: &Addresses,
    key: &Key,
    address: &Address,
) -> Result<Location, Failure> {
    match store.dossier(&InterventionId::derived(key)).await {
        Ok(known) => Ok(known.intervention.declaration().location),
        Err(Failure::NotFound) => Ok(addresses.locate(address).await?),
        Err(other) => Err(other),
    }
}

/// Declares the request; with nobody available it waits at once. The customer has a profile: an invoice names its buyer.
pub async fn declare_request(
    store: &Store,
    travel: &Travel,
    command: DeclareRequest,
    now: Timestamp,
) -> Result<Declared, Failure> {
    let id = InterventionId::derived(&command.key);
    let declare = |nobody_available| {
        let declaration = command.declaration.clone();
        Intervention::declare(
            id.clone(),
            declaration,
            nobody_available,
            Some(command.key),
            now,
            store.policy(),
        )
    };
    let customer = store.customer(&command.declaration.customer).await?;
    let intervention = match customer.ok_or(Refusal::ProfileNeeded).and_then(|_| declare(false)) {
        Ok(intervention) => intervention,
        Err(refusal) => return repeated(store, travel, &id, &command.key, refusal, now).await,
    };
    let technicians = available(store, travel, &intervention, now).await?;
    let intervention = if technicians.is_empty() { declare(true)? } else { intervention };
    let dossier = store.declare(intervention, command.breakdown).await?;
    Ok(Declared { dossier, technicians })
}

/// When a declaration is repeated, an hour that was far enough ahead may have come near, and the profile may be gone.
async fn repeated(
    store: &Store,
    travel: &Travel,
    id: &InterventionId,
    key: &Key,
    refusal: Refusal,
    now: Timestamp,
) -> Result<Declared, Failure> {
    let known = match store.dossier(id).await {
        Ok(known) => known,
        Err(Failure::NotFound) => return Err(refusal.into()),
        Err(other) => return Err(other),
    };
    let first = known.intervention.answer_to(key).ok_or(refusal)?;
    let (intervention, _) = first.map_err(|_| Failure::KeyReused)?;
    let technicians = available(store, travel, &intervention, now).await?;
    let dossier = Dossier {
        intervention,
        breakdown: known.breakdown,
        quotes: Vec::new(),
        report: None,
        media: known.media,
        papers: known.papers,
        as_of: None,
        today: None,
    };
    Ok(Declared { dossier, technicians })
}

async fn available(
    store: &Store,
    travel: &Travel,
    intervention: &Intervention,
    now: Timestamp,
) -> Result<Vec<Ranked>, Failure> {
    let found = store.listed(intervention, now).await?;
    let arriving = travel.arriving(found, intervention, now).await;
    Ok(rank(arriving, intervention, Sort::Best, now, store.policy()))
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::Stage,
        locating::Unlocated,
        money::Money,
        technician::{Presence, Technician},
    };
    use embedded::{Embedded, embedded, given};
    use recorded::Recorded;

    use super::*;

    /// A table in which the customer signed up.
    async fn open() -> Embedded {
        let table = embedded().await;
        given::signed_up(&table.store).await;
        table
    }

    fn command(number: u8, declaration: Declaration) -> DeclareRequest {
        let key = Key { command: [number; 12], body: [number; 8], former: None };
        DeclareRequest { declaration, breakdown: given::breakdown(), key }
    }

    async fn online_at(store: &Store, name: &str, location: Location) -> Technician {
        let technician = given::technician(store, name).await;
        let presence = Presence { location, until: given::at(15) };
        store.set_presence(&technician, Some(presence)).await.unwrap();
        technician
    }

    fn names(declared: &Declared) -> Vec<&str> {
        declared.technicians.iter().map(|ranked| ranked.candidate.technician.as_str()).collect()
    }

    #[tokio::test]
    async fn rule_1_the_answer_to_a_declaration_lists_technicians_to_choose_from() {
        let table = open().await;
        online_at(&table.store, "nadia", given::north(4_000)).await;
        online_at(&table.store, "karim", given::north(1_000)).await;
        online_at(&table.store, "thomas", given::north(21_000)).await;

        let declared =
            declare_request(&table.store, &Travel::default(), command(1, given::declaration()), given::at(0))
                .await
                .unwrap();

        assert_eq!(names(&declared), ["karim", "nadia"]);
        assert_eq!(declared.dossier.intervention.stage(), &Stage::Declared);
        assert_eq!(declared.dossier.breakdown, given::breakdown());
        let id = declared.dossier.intervention.id();
        assert_eq!(table.store.dossier(id).await.unwrap(), declared.dossier);
    }

    #[tokio::test]
    async fn rule_7_with_nobody_available_the_request_waits_at_once() {
        let table = open().await;

        let declared =
            declare_request(&table.store, &Travel::default(), command(1, given::declaration()), given::at(0))
                .await
                .unwrap();

        assert_eq!(names(&declared), [""; 0]);
        assert_eq!(declared.dossier.intervention.stage(), &Stage::Waiting { since: given::at(0) });
    }

    #[tokio::test]
    async fn rule_4_an_hour_less_than_an_hour_ahead_is_refused_and_nothing_is_kept() {
        let table = open().await;
        let before = table.dump().await;
        let soon = Declaration { scheduled_for: Some(given::at(59)), ..given::declaration() };

        let refused = declare_request(&table.store, &Travel::default(), command(1, soon), given::at(0)).await;

        let (earliest, latest) = (given::at(60), given::at(60 * 24 * 60));
        assert_eq!(given::refusal(refused), Some(Refusal::ScheduleOutOfRange { earliest, latest }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_22_a_customer_without_name_and_address_is_asked_for_them_and_nothing_is_kept() {
        let table = embedded().await;
        let before = table.dump().await;
        let declare = async || {
            let command = command(1, given::declaration());
            declare_request(&table.store, &Travel::default(), command, given::at(0)).await
        };

        let refused = given::refusal(declare().await);
        let kept = table.dump().await;
        given::signed_up(&table.store).await;
        let declared = declare().await;

        assert_eq!((refused, kept), (Some(Refusal::ProfileNeeded), before));
        assert!(declared.is_ok(), "{declared:?}");
    }

    #[tokio::test]
    async fn rule_22_the_look_at_the_profile_costs_half_a_unit() {
        let table = open().await;
        online_at(&table.store, "karim", given::north(1_000)).await;
        table.reset_units();
        table.store.customer(&given::customer()).await.unwrap();

        assert!((table.units().read - 0.5).abs() < f64::EPSILON, "{:?}", table.units());
    }

    #[tokio::test]
    async fn rule_16_a_ceiling_below_the_base_price_is_refused() {
        let table = open().await;
        let low = Declaration { price_ceiling: Some(Money::of_cents(4_998)), ..given::declaration() };

        let refused = declare_request(&table.store, &Travel::default(), command(1, low), given::at(0)).await;

        let least = Money::of_cents(4_999);
        assert_eq!(given::refusal(refused), Some(Refusal::CeilingTooLow { least }));
    }

    #[tokio::test]
    async fn a_repeat_gets_the_first_answer_even_when_its_hour_has_come_near() {
        let table = open().await;
        let scheduled = Declaration { scheduled_for: Some(given::at(60)), ..given::declaration() };
        let command = command(1, scheduled);
        let first =
            declare_request(&table.store, &Travel::default(), command.clone(), given::at(0)).await.unwrap();
        let before = table.dump().await;

        let at_once =
            declare_request(&table.store, &Travel::default(), command.clone(), given::at(0)).await.unwrap();
        let later = declare_request(&table.store, &Travel::default(), command, given::at(30)).await.unwrap();

        assert_eq!([at_once.dossier, later.dossier], [first.dossier.clone(), first.dossier]);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_key_that_comes_with_another_body_is_refused() {
        let table = open().await;
        let first = command(1, given::declaration());
        declare_request(&table.store, &Travel::default(), first.clone(), given::at(0)).await.unwrap();
        let other = DeclareRequest { key: Key { body: [9; 8], ..first.key }, ..first };

        let refused = declare_request(&table.store, &Travel::default(), other, given::at(0)).await;

        assert!(matches!(refused, Err(Failure::KeyReused)));
    }

    #[tokio::test]
    async fn a_repeat_gets_the_first_answer_even_when_the_profile_is_gone() {
        let table = open().await;
        let command = command(1, given::declaration());
        let first =
            declare_request(&table.store, &Travel::default(), command.clone(), given::at(0)).await.unwrap();
        let erased = embedded().await;
        let is_profile = |pk: &str| pk.starts_with("customer#");
        let items = table.items().await.into_iter();
        erased.import(items.filter(|item| !item["pk"].as_s().is_ok_and(|pk| is_profile(pk))));

        let again = declare_request(&erased.store, &Travel::default(), command, given::at(1)).await.unwrap();

        assert_eq!(again.dossier, first.dossier);
    }

    fn at(service: &Recorded) -> Addresses {
        Addresses::connect(&|_| Some(service.url())).unwrap()
    }

    fn somewhere(line1: &str) -> Address {
        Address { line1: line1.to_owned().try_into().unwrap(), ..given::breakdown().address }
    }

    #[tokio::test]
    async fn an_address_alone_is_located_and_a_repeat_asks_nobody() {
        let (table, service) = (open().await, Recorded::start().unwrap());
        let (addresses, address) = (at(&service), somewhere("14 rue de Noyon"));
        let key = command(1, given::declaration()).key;

        let location = locate(&table.store, &addresses, &key, &address).await.unwrap();
        let command = command(1, Declaration { location, ..given::declaration() });
        let declared =
            declare_request(&table.store, &Travel::default(), command, given::at(0)).await.unwrap();
        let again = locate(&table.store, &addresses, &key, &somewhere("99 rue des Nuages")).await.unwrap();

        assert_eq!(location, Location::new(49.8911, 2.3041).unwrap());
        assert_eq!(declared.dossier.intervention.declaration().location, location);
        assert_eq!((again, service.asked()), (location, 1));
    }

    #[tokio::test]
    async fn an_address_that_nobody_has_is_refused_and_nothing_is_kept() {
        let (table, service) = (open().await, Recorded::start().unwrap());
        let before = table.dump().await;
        let key = command(1, given::declaration()).key;

        let refused = locate(&table.store, &at(&service), &key, &somewhere("99 rue des Nuages")).await;

        assert!(matches!(refused, Err(Failure::Unlocated(Unlocated::Unknown(found))) if found.len() == 2));
        assert_eq!(table.dump().await, before);
    }
}

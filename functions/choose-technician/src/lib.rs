//! The customer chooses a technician, who gets an offer for 45 or 90 seconds (rule 6).

use domain::{
    Timestamp,
    agenda::Agenda,
    dossier::Dossier,
    failure::Failure,
    id::{CustomerId, InterventionId, TechnicianId},
    idempotency::Request,
    intervention::{Intervention, Party, Step},
    money::Money,
    refusal::Refusal,
    tariff::Tariff,
    technician::Technician,
    timeline::{Actor, Asked},
};
use store::{Store, Transition};

/// What the customer asks for.
#[derive(Debug, Clone)]
pub struct ChooseTechnician {
    /// For which request.
    pub intervention: InterventionId,
    /// Who chooses.
    pub customer: CustomerId,
    /// Who is chosen.
    pub technician: TechnicianId,
    /// The price that the customer saw, if the app states it: a dearer technician is refused.
    pub seen: Seen,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// The price of a technician as the customer saw it in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The price of an hour.
    pub hourly_rate: Option<Money>,
    /// The flat rate that the request asks for.
    pub flat_rate: Option<Money>,
}

/// Offers the request to the chosen technician, or says why not.
///
/// The first look at the agenda may be a second old. If it leads to a refusal, the newest agenda decides.
pub async fn choose_technician(
    store: &Store,
    command: ChooseTechnician,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let technician = registered(store, &command.technician).await?;
    let agenda = match &technician {
        Some(technician) => store.agenda_of(technician).await?,
        None => Agenda::default(),
    };
    let first = offer(store, &command, technician.as_ref(), &agenda, now).await;
    let (
        Err(Failure::Refused(Refusal::TechnicianBusy { .. } | Refusal::AgendaCollides { .. })),
        Some(engaged),
    ) = (&first, &technician)
    else {
        return first;
    };
    let intervention = store.dossier_consistent(&command.intervention).await?.intervention;
    let agenda = store.agenda_beside(engaged, &intervention, now).await?;
    offer(store, &command, technician.as_ref(), &agenda, now).await
}

async fn offer(
    store: &Store,
    command: &ChooseTechnician,
    technician: Option<&Technician>,
    agenda: &Agenda,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention.clone(),
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| {
        // The owner goes first: to anybody else the refusal of a technician would tell of the request.
        if !intervention.is_known_to(&Party::Customer(command.customer.clone())) {
            return Err(Refusal::NotYours);
        }
        intervention.check_open(now)?;
        if let Some(asked) = intervention.chosen(&command.technician, now) {
            return command.seen.check(intervention, asked).map(|()| Step::Unchanged);
        }
        let unavailable = Refusal::TechnicianUnavailable { stage: intervention.stage().name() };
        let asked = technician.ok_or(unavailable)?.asked_for(intervention, now)?;
        let asked = intervention.bound_to(asked);
        command.seen.check(intervention, &asked)?;
        intervention.check_free(agenda, now, store.policy())?;
        intervention.choose(&command.customer, asked, now, store.policy())
    };
    store.transition(&transition, decide).await
}

impl Seen {
    /// Refuses a technician who asks more than the customer saw.
    fn check(self, intervention: &Intervention, asked: &Asked) -> Result<(), Refusal> {
        let Tariff { hourly_rate, flat_rate } = asked.tariff;
        let pairs = [(self.hourly_rate, Some(hourly_rate.money())), (self.flat_rate, flat_rate)];
        // Under a flat rate time costs nothing.
        let due = if flat_rate.is_some() { &pairs[1..] } else { &pairs[..1] };
        let raised = due.iter().find_map(|(seen, asks)| seen.zip(*asks).filter(|(seen, asks)| asks > seen));
        match raised {
            Some((_, now)) => Err(Refusal::TariffChanged { now, stage: intervention.stage().name() }),
            None => Ok(()),
        }
    }
}

/// A technician who is gone, or whom the team did not approve (rule 35), cannot take the request; that is no reason to say
/// that the request is unknown.
async fn registered(store: &Store, id: &TechnicianId) -> Result<Option<Technician>, Failure> {
    match store.approved_technician(id).await {
        Ok(technician) => Ok(Some(technician)),
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        breakdown::Declaration,
        idempotency::Key,
        intervention::{Stage, StageName},
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: &InterventionId, technician: &str) -> ChooseTechnician {
        ChooseTechnician {
            intervention: intervention.clone(),
            customer: given::customer(),
            technician: given::word(technician),
            seen: Seen::default(),
            request: Request::default(),
        }
    }

    fn asked(dossier: &Dossier) -> Vec<&str> {
        let Stage::Offered { to, wave: 0, .. } = dossier.intervention.stage() else { return Vec::new() };
        to.iter().map(|asked| asked.technician.as_str()).collect()
    }

    #[tokio::test]
    async fn rule_6_the_chosen_technician_gets_an_offer_for_45_seconds() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;

        let offered = choose_technician(&table.store, command(&id, "karim"), given::at(1)).await.unwrap();

        assert_eq!(asked(&offered), ["karim"]);
        let Stage::Offered { until, .. } = offered.intervention.stage() else { panic!("not offered") };
        assert_eq!(until.duration_since(given::at(1)).as_secs(), 45);
        let offers = table.store.offers(&karim.id, given::at(1)).await.unwrap();
        assert_eq!(offers, [offered]);
    }

    #[tokio::test]
    async fn rule_5_a_price_above_the_one_that_the_customer_saw_is_refused() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;
        let seen = |cents| Seen { hourly_rate: Some(Money::of_cents(cents)), flat_rate: None };
        let choose = async |cents| {
            let command = ChooseTechnician { seen: seen(cents), ..command(&id, "karim") };
            choose_technician(&table.store, command, given::at(1)).await
        };
        let now = karim.tariffs[0].hourly_rate.money();

        let refused = choose(now.cents() - 1).await;
        let offered = choose(now.cents()).await.unwrap();
        let again = choose(now.cents() - 1).await;

        let stage = StageName::Declared;
        assert_eq!(given::refusal(refused), Some(Refusal::TariffChanged { now, stage }));
        // The offer stands at a higher price than this one.
        assert_eq!(given::refusal(again), Some(Refusal::TariffChanged { now, stage: StageName::Offered }));
        assert_eq!(asked(&offered), ["karim"]);
    }

    #[tokio::test]
    async fn rule_6_the_customer_may_choose_another_at_any_time() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::technician(&table.store, "nadia").await;
        let offered = given::offered(&table.store, &karim).await;
        let waiting = given::waiting(&table.store).await;

        let again = choose_technician(&table.store, command(&offered, "nadia"), given::at(0)).await.unwrap();
        let later = choose_technician(&table.store, command(&waiting, "nadia"), given::at(0)).await.unwrap();

        assert_eq!((asked(&again), asked(&later)), (vec!["nadia"], vec!["nadia"]));
    }

    #[tokio::test]
    async fn rule_5_who_is_offline_or_unknown_cannot_be_chosen() {
        let table = embedded().await;
        given::registered(&table.store, given::stranger("offline")).await;
        let id = given::declared(&table.store).await;

        for technician in ["offline", "unknown"] {
            let refused = choose_technician(&table.store, command(&id, technician), given::at(1)).await;

            let unavailable = Refusal::TechnicianUnavailable { stage: StageName::Declared };
            assert_eq!(given::refusal(refused), Some(unavailable), "{technician}");
        }
    }

    #[tokio::test]
    async fn rule_11_a_technician_who_works_on_another_intervention_cannot_be_chosen() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let running = given::accepted(&table.store, &karim).await;
        let id = given::declared(&table.store).await;
        let before = table.dump().await;

        let refused = choose_technician(&table.store, command(&id, "karim"), given::at(1)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::TechnicianBusy { stage: StageName::Declared }));
        assert_eq!(table.dump().await, before);
        table.store.release(&karim.id, karim.home, &running, given::ACCEPTED).await.unwrap();
        let free = choose_technician(&table.store, command(&id, "karim"), given::at(1)).await.unwrap();
        assert_eq!(asked(&free), ["karim"]);
    }

    #[tokio::test]
    async fn rule_11_a_technician_whose_appointment_collides_cannot_be_chosen_for_either() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::accepted_for(&table.store, &karim, given::at(180)).await;
        let scheduled =
            |minute| Declaration { scheduled_for: Some(given::at(minute)), ..given::declaration() };
        let near = given::intervention(&table.store, scheduled(290), false).await;
        let far = given::intervention(&table.store, scheduled(300), false).await;
        let immediate = given::declared(&table.store).await;

        let refused = choose_technician(&table.store, command(&near, "karim"), given::at(1)).await;
        let before = choose_technician(&table.store, command(&immediate, "karim"), given::at(1)).await;
        let chosen = choose_technician(&table.store, command(&far, "karim"), given::at(1)).await.unwrap();

        let collides = Refusal::AgendaCollides { at: given::at(180), stage: StageName::Declared };
        assert_eq!(given::refusal(refused), Some(collides));
        assert_eq!((asked(&before.unwrap()), asked(&chosen)), (vec!["karim"], vec!["karim"]));
    }

    #[tokio::test]
    async fn rule_11_work_that_is_over_is_no_obstacle_before_its_promise_was_freed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::finished(&table.store, &karim).await;
        let online = karim.heartbeat(given::amiens(), given::at(60), table.store.policy());
        table.store.set_presence(&karim, online).await.unwrap();
        let id = given::declared(&table.store).await;

        let offered = choose_technician(&table.store, command(&id, "karim"), given::at(61)).await.unwrap();

        assert_eq!(asked(&offered), ["karim"]);
    }

    #[tokio::test]
    async fn rule_11_the_agenda_of_the_chosen_technician_costs_half_a_read_unit() {
        let table = embedded().await;
        given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;
        table.reset_units();

        choose_technician(&table.store, command(&id, "karim"), given::at(1)).await.unwrap();

        let read = table.units().read;
        assert!((read - 1.5).abs() < f64::EPSILON, "technician, agenda and intervention, not {read}");
    }

    #[tokio::test]
    async fn a_choice_repeated_once_the_technician_works_elsewhere_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;
        let first = choose_technician(&table.store, command(&id, "karim"), given::at(0)).await.unwrap();
        given::accepted(&table.store, &karim).await;

        let second = choose_technician(&table.store, command(&id, "karim"), given::at(0)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn nobody_else_chooses_nor_learns_whether_the_technician_could_come() {
        let table = embedded().await;
        given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;
        let before = table.dump().await;

        for technician in ["karim", "unknown"] {
            let nosy = ChooseTechnician { customer: given::word("nosy"), ..command(&id, technician) };
            let refused = choose_technician(&table.store, nosy, given::at(1)).await;

            assert_eq!(given::refusal(refused), Some(Refusal::NotYours), "{technician}");
        }
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing_with_a_key_and_without() {
        let table = embedded().await;
        given::technician(&table.store, "karim").await;
        let id = given::declared(&table.store).await;
        let key = Some(Key { command: [1; 12], body: [1; 8], former: None });
        let keyed = ChooseTechnician { request: Request { key, if_match: None }, ..command(&id, "karim") };
        let first = choose_technician(&table.store, keyed.clone(), given::at(0)).await.unwrap();
        let before = table.dump().await;

        let with_key = choose_technician(&table.store, keyed, given::at(10)).await.unwrap();
        let without = choose_technician(&table.store, command(&id, "karim"), given::at(0)).await.unwrap();

        assert_eq!([with_key, without], [first.clone(), first]);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_request_that_was_taken_cannot_be_offered_again() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::technician(&table.store, "nadia").await;
        let id = given::accepted(&table.store, &karim).await;

        let refused = choose_technician(&table.store, command(&id, "nadia"), given::at(2)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::StageForbids { stage: StageName::Accepted }));
    }
}

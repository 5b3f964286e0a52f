//! A person registers a business, or a technician changes the profile: an own price in every category of competence
//! (rule 27). Registering is an application to become a technician (rule 35).

use domain::{
    Timestamp,
    application::Registration,
    cell::Cell,
    customer::Phone,
    failure::Failure,
    id::TechnicianId,
    idempotency::Request,
    person::{Person, Unsettled},
    tariff::CategoryTariff,
    technician::{Base, Business, Radius, Technician},
    text::Name,
};
use store::Store;

/// What the technician stores.
#[derive(Debug, Clone)]
pub struct UpdateTechnician {
    /// Who.
    pub technician: TechnicianId,
    /// Whether their token says that they are a technician already: such a person need not apply.
    pub is_technician: bool,
    /// The whole profile, in place of an older one.
    pub profile: Profile,
    /// How a repeat is recognised.
    pub request: Request,
}

/// What technicians tell about themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    /// As customers see them.
    pub display_name: Name,
    /// For the customers whose requests they accept (rule 29).
    pub phone: Option<Phone>,
    /// Where scheduled work starts from.
    pub base: Base,
    /// Who issues the invoices.
    pub business: Business,
    /// How far they go.
    pub radius: Radius,
    /// Their prices; each category once.
    pub tariffs: Vec<CategoryTariff>,
}

/// So many interventions that stand in the way are named.
const NAMED_MAX: usize = 20;

/// Keeps the application of a person who is no technician yet, then the profile; presence, rating and home are not the
/// technician's to change.
///
/// Company and regime of value-added tax change only while no accepted work waits for its invoice: an acceptance freezes
/// who issues it (rule 22). Meanwhile the agenda is closed, so that nothing is accepted in between.
pub async fn update_technician(
    store: &Store,
    command: UpdateTechnician,
    now: Timestamp,
) -> Result<Registration, Failure> {
    // A token that still bears the group would make the person a technician again, without an approval.
    store.check_not_erased(&Person::from(&command.technician)).await?;
    let known = match store.technician(&command.technician).await {
        Ok(known) => Some(known),
        Err(Failure::NotFound) => None,
        Err(failure) => return Err(failure),
    };
    let technician = command.profile.of(command.technician, known.as_ref());
    let issuer = known.as_ref().map(|known| &known.business);
    let keep = async || {
        store.apply(&technician.id, command.is_technician, command.request, now).await?;
        store.save_technician(&technician, command.request).await
    };
    if issuer.is_none_or(|known| known.invoices_like(&technician.business)) {
        keep().await?;
    } else {
        store.close_agenda(&technician.id, now).await.map_err(bound)?;
        let kept = match unbound(store, &technician).await {
            Ok(()) => keep().await,
            Err(bound) => Err(bound),
        };
        store.open_agenda(&technician.id).await?;
        kept?;
    }
    store.registration(&technician.id).await
}

/// Refuses where accepted work waits for its invoice.
async fn unbound(store: &Store, technician: &Technician) -> Result<(), Failure> {
    let waiting = store.uninvoiced(&technician.id).await?;
    if waiting.is_empty() { Ok(()) } else { Err(bound(Unsettled::WorkRunning(waiting).into())) }
}

/// Work that runs binds the issuer.
fn bound(failure: Failure) -> Failure {
    match failure {
        Failure::Unsettled(Unsettled::WorkRunning(mut ids)) => {
            ids.truncate(NAMED_MAX);
            Unsettled::IssuerBound(ids).into()
        }
        Failure::NotFound
        | Failure::Refused(_)
        | Failure::VersionDiffers { .. }
        | Failure::KeyReused
        | Failure::Busy
        | Failure::Unlocated(_)
        | Failure::Unsettled(_)
        | Failure::Broken(_)
        | Failure::Unreadable(_) => failure,
    }
}

impl Profile {
    /// The agenda of a technician never moves, so its cell is that of the first base.
    fn of(self, id: TechnicianId, known: Option<&Technician>) -> Technician {
        Technician {
            id,
            display_name: self.display_name,
            phone: self.phone,
            home: known.map_or_else(|| Cell::of(self.base.location), |known| known.home),
            base: self.base,
            business: self.business,
            radius: self.radius,
            tariffs: self.tariffs,
            presence: known.and_then(|known| known.presence),
            rating: known.map(|known| known.rating).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        application::Application,
        arrival::arriving,
        idempotency::Key,
        invoice::{Buyer, Parties, figures},
        ranking::Sort,
        refusal::Refusal,
        technician::VatRegime,
        timeline::Actor,
    };
    use embedded::{embedded, given};

    use super::*;

    fn command(technician: &Technician) -> UpdateTechnician {
        let Technician { id, display_name, phone, base, business, radius, tariffs, .. } = technician.clone();
        let profile = Profile { display_name, phone, base, business, radius, tariffs };
        UpdateTechnician { technician: id, is_technician: true, profile, request: Request::default() }
    }

    #[tokio::test]
    async fn rule_29_a_phone_number_is_kept_replaced_and_taken_away_with_the_profile() {
        let table = embedded().await;
        let phone = |text: &str| Some(given::word::<Phone>(text));
        let mut kept = Vec::new();

        for phone in [phone("+33698765432"), phone("+33612345678"), None] {
            let technician = Technician { phone, ..given::stranger("karim") };
            update_technician(&table.store, command(&technician), given::at(0)).await.unwrap();
            kept.push(table.store.technician(&technician.id).await.unwrap().phone);
        }

        assert_eq!(kept, [phone("+33698765432"), phone("+33612345678"), None]);
    }

    #[tokio::test]
    async fn rule_30_rule_35_a_person_who_was_erased_is_no_technician_again_by_an_old_token() {
        let table = embedded().await;
        let person = Person::from(&given::stranger("karim").id);
        table.store.begin_erasure(&person, given::at(0)).await.unwrap();
        table.store.finish_erasure(&person, given::at(0)).await.unwrap();
        let before = table.dump().await;

        let refused = update_technician(&table.store, command(&given::stranger("karim")), given::at(1)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::PersonErased));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn the_first_registration_fixes_where_the_agenda_is_kept() {
        let table = embedded().await;
        let karim = given::stranger("karim");
        let moved = Technician {
            base: Base { location: given::north(120_000), ..karim.base.clone() },
            ..karim.clone()
        };

        let registered =
            update_technician(&table.store, command(&karim), given::at(0)).await.unwrap().technician;
        let updated =
            update_technician(&table.store, command(&moved), given::at(0)).await.unwrap().technician;

        assert_eq!(registered, karim);
        assert_eq!(updated, Technician { home: Cell::of(given::amiens()), ..moved.clone() });
        assert_ne!(updated.home, Cell::of(moved.base.location));
        assert_eq!(table.store.technician(&karim.id).await.unwrap(), updated);
    }

    #[tokio::test]
    async fn rule_22_company_and_regime_stay_while_accepted_work_is_not_invoiced() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let running = given::accepted(&table.store, &karim).await;
        let business = Business { vat_regime: VatRegime::Exempt, ..karim.business.clone() };
        let exempt = Technician { business, ..karim.clone() };
        let renamed = Technician { display_name: given::word("Karim B."), ..karim.clone() };

        let refused = update_technician(&table.store, command(&exempt), given::at(1)).await;
        let other = update_technician(&table.store, command(&renamed), given::at(1)).await;

        let bound = |answer: Result<Registration, Failure>| match answer {
            Err(Failure::Unsettled(Unsettled::IssuerBound(ids))) => ids,
            other => panic!("{other:?}"),
        };
        assert_eq!(bound(refused), [running]);
        assert_eq!(other.unwrap().technician.display_name, renamed.display_name);
        let agenda = table.store.agenda_of(&karim).await.unwrap();
        assert!(!agenda.is_closed() && !agenda.is_empty());
    }

    #[tokio::test]
    async fn rule_22_company_and_regime_stay_until_the_invoice_of_finished_work_is_there() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let finished = given::finished(&table.store, &karim).await;
        let business = Business { vat_regime: VatRegime::Exempt, ..karim.business.clone() };
        let exempt = Technician { business, ..karim.clone() };
        let change = async || update_technician(&table.store, command(&exempt), given::at(70)).await;
        let before = change().await;
        let dossier = table.store.dossier_consistent(&finished).await.unwrap();
        let policy = table.store.policy();
        let parties = Parties { seller: karim.business.clone(), buyer: Buyer::of(&given::profile()) };
        let figures = figures(&dossier.intervention, &[], karim.business.vat_regime, policy);

        table.store.issue_invoice(&finished, &parties, &figures, given::at(71)).await.unwrap();
        let after = change().await;

        assert!(matches!(before, Err(Failure::Unsettled(Unsettled::IssuerBound(ids))) if ids == [finished]));
        assert_eq!(after.unwrap().technician.business, exempt.business);
        assert!(!table.store.agenda_of(&karim).await.unwrap().is_closed());
    }

    #[tokio::test]
    async fn presence_and_rating_survive_a_new_profile() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let rate = |one: &domain::intervention::Intervention, _| {
            let stars = 5.try_into().unwrap();
            one.rate(&given::customer(), stars, None, given::at(61), table.store.policy())
        };
        given::step(&table.store, &id, Actor::Customer, 61, rate).await;
        let renamed = Technician { display_name: given::word("Karim B."), ..karim.clone() };

        let updated =
            update_technician(&table.store, command(&renamed), given::at(0)).await.unwrap().technician;

        assert_eq!((updated.rating.stars, updated.rating.count), (5, 1));
        assert_eq!(updated.presence, karim.presence);
        assert_eq!(updated.display_name, renamed.display_name);
        assert_eq!(table.store.technician(&karim.id).await.unwrap(), updated);
    }

    #[tokio::test]
    async fn rule_27_a_match_sees_the_new_prices_and_no_category_that_was_given_up() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let mut dearer = given::tariff("heating");
        dearer.hourly_rate = domain::money::Money::of_cents(9_000).try_into().unwrap();
        let dearer = Technician { tariffs: vec![dearer.clone()], ..karim };
        let elsewhere = Technician { tariffs: vec![given::tariff("plumbing")], ..nadia };
        let id = given::declared(&table.store).await;

        update_technician(&table.store, command(&dearer), given::at(0)).await.unwrap();
        update_technician(&table.store, command(&elsewhere), given::at(0)).await.unwrap();

        let intervention = table.store.dossier(&id).await.unwrap().intervention;
        let found = table.store.candidates(&intervention, given::at(1)).await.unwrap();
        let policy = table.store.policy();
        let list = domain::ranking::rank(
            arriving(found, &intervention, given::at(1)),
            &intervention,
            Sort::Price,
            given::at(1),
            policy,
        );
        let rates: Vec<_> =
            list.iter().map(|one| (&one.candidate.technician, one.tariff.hourly_rate)).collect();
        assert_eq!(rates, [(&dearer.id, dearer.tariffs[0].hourly_rate)]);
    }

    #[tokio::test]
    async fn rule_35_registering_a_business_is_an_application_and_no_match_finds_the_applicant() {
        let table = embedded().await;
        let applicant = UpdateTechnician { is_technician: false, ..command(&given::stranger("karim")) };

        let registered = update_technician(&table.store, applicant, given::at(3)).await.unwrap();

        assert_eq!(registered.application, Some(Application::new(given::at(3))));
        let rows = table.dump().await;
        assert!(!rows.iter().any(|row| row.contains("pk: base#")), "{rows:#?}");
        let found = table.store.approved_technician(&registered.technician.id).await;
        assert!(matches!(found, Err(Failure::NotFound)), "{found:?}");
    }

    #[tokio::test]
    async fn rule_35_a_profile_changed_by_an_applicant_does_not_approve_them() {
        let table = embedded().await;
        let applicant = || UpdateTechnician { is_technician: false, ..command(&given::stranger("karim")) };
        update_technician(&table.store, applicant(), given::at(3)).await.unwrap();

        // A token that still bears the group of an earlier approval changes nothing either.
        let claims = UpdateTechnician { is_technician: true, ..applicant() };
        let again = update_technician(&table.store, claims, given::at(9)).await.unwrap();

        assert_eq!(again.application, Some(Application::new(given::at(3))));
        assert!(!table.dump().await.iter().any(|row| row.contains("pk: base#")));
    }

    #[tokio::test]
    async fn the_same_key_with_another_profile_is_an_error_of_the_app() {
        let table = embedded().await;
        let karim = given::stranger("karim");
        let keyed = |body: u8| {
            let key = Some(Key { command: [7; 12], body: [body; 8], former: None });
            UpdateTechnician { request: Request { key, if_match: None }, ..command(&karim) }
        };
        let first = update_technician(&table.store, keyed(1), given::at(0)).await.unwrap();

        let repeat = update_technician(&table.store, keyed(1), given::at(0)).await.unwrap();
        let reused = update_technician(&table.store, keyed(2), given::at(0)).await;

        assert_eq!(repeat, first);
        assert!(matches!(reused, Err(Failure::KeyReused)), "{reused:?}");
    }
}

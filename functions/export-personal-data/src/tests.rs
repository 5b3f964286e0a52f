use std::collections::BTreeSet;

use domain::{
    application::{Appointment, Decision, Verdict},
    customer::Customer,
    id::{InterventionId, QuestionId},
    idempotency::{Key, Request},
    question::Question,
    reliability::{Deed, Recorded},
};
use embedded::{Embedded, EmbeddedBucket, embedded, given};

use super::*;

fn camille() -> Person {
    Person::try_from("camille".to_owned()).unwrap()
}

async fn page(table: &Embedded, bucket: &EmbeddedBucket, person: &Person, after: Option<Place>) -> Exported {
    let query = ExportPersonalData { person: person.clone(), after, form: Form::French };
    let buckets = (&bucket.client(), &bucket.papers());
    export_personal_data(&table.store, buckets, query, given::at(90)).await.unwrap()
}

/// Every page, in order.
async fn all(table: &Embedded, bucket: &EmbeddedBucket, person: &Person) -> Vec<PersonalData> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let Exported { data, next } = page(table, bucket, person, after).await;
        pages.push(data);
        after = next;
        if after.is_none() {
            return pages;
        }
    }
}

async fn ask(table: &Embedded, number: u8, by: Party) {
    let key = Key { command: [number; 12], body: [1; 8], former: None };
    let question = Question {
        id: QuestionId::derived(&key),
        by,
        subject: given::word("Ma facture"),
        text: given::word("Où la trouver ?"),
        intervention: None,
        asked_at: given::at(5),
        answer: None,
    };
    table.store.ask(&question, Request { key: Some(key), if_match: None }).await.unwrap();
}

#[tokio::test]
async fn rule_30_an_applicant_and_an_operator_read_what_was_decided_about_them_and_why() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::stranger("karim");
    table.store.apply(&karim.id, false, Request::default(), given::at(1)).await.unwrap();
    table.store.save_technician(&karim, Request::default()).await.unwrap();
    let decision = Decision {
        verdict: Verdict::Refused,
        operator: given::word("odile"),
        reason: given::word("Attestation illisible."),
        decided_at: given::at(2),
    };
    table.store.decide_application(&karim.id, &decision, Request::default()).await.unwrap();
    let appointment = Appointment {
        appointed: given::word("karim"),
        operator: given::word("odile"),
        reason: given::word("Rejoint l'équipe."),
        appointed_at: given::at(3),
    };
    table.store.appoint(&appointment, Request::default()).await.unwrap();

    let person = Person::try_from("karim".to_owned()).unwrap();
    let [data] = &all(&table, &bucket, &person).await[..] else { panic!("one page") };

    let application = data.technician.as_ref().and_then(|kept| kept.application.clone()).unwrap();
    assert_eq!((application.applied_at, application.decisions), (given::at(1), vec![decision]));
    assert_eq!(data.appointments, [appointment]);
}

#[tokio::test]
async fn rule_30_a_customer_reads_profile_interventions_with_links_and_questions() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let profile = Customer {
        id: given::customer(),
        name: given::word("Camille Lefèvre"),
        phone: given::word("+33612345678"),
        billing_address: given::address(),
    };
    table.store.save_customer(&profile, Request::default()).await.unwrap();
    let karim = given::technician(&table.store, "karim").await;
    let id = given::finished(&table.store, &karim).await;
    let pictured = given::declared(&table.store).await;
    let photo = given::photo(&table.store, &pictured).await;
    ask(&table, 1, Party::Customer(given::customer())).await;
    ask(&table, 2, Party::Technician(karim.id.clone())).await;

    let [data] = &all(&table, &bucket, &camille()).await[..] else { panic!("one page") };

    assert_eq!((&data.customer, &data.technician), (&Some(profile), &None));
    let found: BTreeSet<&InterventionId> =
        data.interventions.iter().map(|kept| kept.dossier.intervention.id()).collect();
    assert_eq!(found, BTreeSet::from([&id, &pictured]));
    let kept = |id| data.interventions.iter().find(|kept| kept.dossier.intervention.id() == id).unwrap();
    assert_eq!(kept(&id).dossier.report, Some(given::report()));
    let link = kept(&pictured).links[&photo.id].url.clone().unwrap();
    assert!(link.contains(&format!("media/{pictured}/{}", photo.id)), "{link}");
    assert_eq!(data.questions.len(), 1);
}

#[tokio::test]
async fn rule_30_a_technician_reads_profile_agenda_offers_deeds_and_notices() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let taken = given::accepted(&table.store, &karim).await;
    let waiting = given::waiting(&table.store).await;
    let told = table.store.dossier(&waiting).await.unwrap().intervention;
    table.store.tell(&karim.id, &told).await.unwrap();
    let (technician, since) = (karim.id.clone(), given::at(0));
    let recorded = Recorded { technician, since, deed: Deed::OnTime };
    table.store.record(&taken, &recorded).await.unwrap();

    let person = Person::try_from("karim".to_owned()).unwrap();
    let [data] = &all(&table, &bucket, &person).await[..] else { panic!("one page") };

    let known = data.technician.as_ref().unwrap();
    assert_eq!((&known.technician, &data.customer), (&karim, &None));
    assert_eq!(known.agenda.holds()[0].intervention, taken);
    assert_eq!(known.offers[0].0, taken);
    let [kept] = &data.interventions[..] else { panic!("the one that was taken") };
    assert_eq!((kept.dossier.intervention.id(), &kept.party), (&taken, &Party::Technician(karim.id.clone())));
    assert_eq!((data.deeds.len(), data.deeds[0].deed, data.deeds[0].since), (1, Deed::OnTime, since));
    assert_eq!((data.notices.len(), &data.notices[0].intervention), (1, &waiting));
}

#[tokio::test]
async fn rule_30_a_long_history_comes_in_bounded_pages_and_each_entry_once() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let mut declared = Vec::new();
    for _ in 0..12 {
        declared.push(given::declared(&table.store).await);
    }
    for number in 0..120 {
        ask(&table, number, Party::Customer(given::customer())).await;
    }

    let pages = all(&table, &bucket, &camille()).await;

    let sizes: Vec<_> = pages.iter().map(|data| (data.interventions.len(), data.questions.len())).collect();
    assert_eq!(sizes, [(5, 0), (5, 0), (2, 60), (0, 60)]);
    let ids = |data: &PersonalData| -> Vec<InterventionId> {
        data.interventions.iter().map(|kept| kept.dossier.intervention.id().clone()).collect()
    };
    let found: BTreeSet<InterventionId> = pages.iter().flat_map(ids).collect();
    assert_eq!(found, declared.into_iter().collect());
    let asked: BTreeSet<&QuestionId> =
        pages.iter().flat_map(|data| &data.questions).map(|question| &question.id).collect();
    assert_eq!(asked.len(), 120);
}

#[tokio::test]
async fn rule_30_a_person_without_anything_reads_one_empty_page_and_nothing_of_others() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    given::finished(&table.store, &karim).await;
    ask(&table, 1, Party::Customer(given::customer())).await;

    let pages = all(&table, &bucket, &Person::try_from("nosy".to_owned()).unwrap()).await;

    assert_eq!(pages, [PersonalData::default()]);
}

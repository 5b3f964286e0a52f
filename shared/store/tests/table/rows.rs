//! Every row and key as it is spelt: a change here is a change of what stands in the table already.

use domain::question::Question;
use domain::{
    Timestamp,
    breakdown::Declaration,
    dossier::Dossier,
    id::{InterventionId, MediumId, QuestionId},
    idempotency::Request,
    intervention::{Intervention, Party},
    invoice::figures,
    media::{ContentType, Fault, Kind, NewMedium, Phase, State},
    reliability::{Deed, Recorded},
};
use embedded::{embedded, given};
use store::Store;

use crate::story::{self, keyed};

#[tokio::test]
async fn every_row_is_spelt_as_it_was() {
    let table = embedded().await;
    let store = &table.store;
    let narrow =
        domain::technician::Technician { radius: 1_000.try_into().unwrap(), ..given::stranger("karim") };
    store.save_technician(&narrow, keyed(1)).await.unwrap();
    let presence = domain::technician::Presence { location: given::amiens(), until: given::at(15) };
    store.set_presence(&narrow, Some(presence)).await.unwrap();
    let karim = store.technician(&narrow.id).await.unwrap();
    let id = story::life(store, &karim, async |_| {}).await;
    let ended = store.dossier(&id).await.unwrap().intervention;
    let figures = figures(&ended, &[], karim.business.vat_regime, store.policy());
    store.issue_invoice(&id, &given::parties(&karim), &figures, given::at(71)).await.unwrap();
    let late = Recorded { technician: karim.id.clone(), since: given::at(0), deed: Deed::Late };
    store.record(&id, &late).await.unwrap();
    store.tell(&karim.id, &ended).await.unwrap();
    store.save_cursor(store::DueKind::Expiry, given::at(0)).await.unwrap();
    let customer = domain::customer::Customer {
        id: given::customer(),
        name: given::word("Camille Lefèvre"),
        phone: given::word("+33612345678"),
        billing_address: given::address(),
    };
    store.save_customer(&customer, keyed(2)).await.unwrap();
    let question = Question {
        id: QuestionId::derived(&keyed(3).key.unwrap()),
        by: Party::Customer(given::customer()),
        subject: given::word("Facture"),
        text: given::word("Où est ma facture ?"),
        intervention: Some(id),
        asked_at: given::at(90),
        answer: None,
    };
    store.ask(&question, keyed(3)).await.unwrap();

    insta::assert_snapshot!(table.dump().await.join("\n"));
}

#[tokio::test]
async fn rows_of_the_agenda_quotes_and_what_waits_are_spelt_as_they_were() {
    let table = embedded().await;
    let store = &table.store;
    let karim = given::registered(store, given::stranger("karim")).await;
    let nadia = given::technician(store, "nadia").await;
    let quoted = given::quoted(store, &nadia).await.to_string();
    waiting(store, "waiting", None).await;
    let appointment = waiting(store, "appointment", Some(given::at(600))).await;
    story::accept(store, &appointment, &karim, Request::default()).await.unwrap();

    let told = |line: &String| line.starts_with("pk: agenda#") || line.starts_with("pk: intervention#");
    let dump = table.dump().await.into_iter().filter(told);
    // The ids of what tests are given depend on the order of the tests, and the shards of the deadlines on the ids.
    let shard = format!("Z#{}", quoted.bytes().fold(0, u8::wrapping_add) % 4);
    let named = |line: String| {
        let line = if line.contains(&quoted) { line.replace(&shard, "Z#2") } else { line };
        line.replace(&format!("intervention#{quoted},"), "intervention#quoted,")
            .replace(&format!("[[{quoted}, "), "[[quoted, ")
    };
    let mut dump: Vec<String> = dump.map(named).collect();
    dump.sort();

    insta::assert_snapshot!(dump.join("\n"));
}

async fn waiting(store: &Store, name: &str, scheduled_for: Option<Timestamp>) -> InterventionId {
    let id: InterventionId = given::word(name);
    let declaration = Declaration { scheduled_for, ..given::declaration() };
    let new = Intervention::declare(id.clone(), declaration, true, None, given::at(0), store.policy());
    store.declare(new.unwrap(), given::breakdown()).await.unwrap();
    id
}

#[tokio::test]
async fn the_row_of_photos_and_voice_notes_is_spelt_as_it_was() {
    let table = embedded().await;
    let id = waiting(&table.store, "waiting", None).await;
    let new = |number: u128, kind, content_type| NewMedium {
        id: MediumId::of_random(number),
        kind,
        content_type,
        bytes: 2_483_120,
        phase: Phase::Before,
        key: keyed(9).key.filter(|_| number == 1),
    };
    let all = [
        new(1, Kind::Photo, ContentType::Jpeg),
        new(2, Kind::Photo, ContentType::Heic),
        new(3, Kind::Voice, ContentType::M4a),
    ];
    let party = Party::Customer(given::customer());
    for new in all {
        let attach = |known: &Dossier| {
            let policy = table.store.policy();
            Ok(known.intervention.attach(&known.media, &party, new.clone(), given::at(1), policy)?)
        };
        table.store.attach(&id, attach).await.unwrap();
    }
    let states = [(1, State::Ready { thumbnail: true }), (2, State::Refused(Fault::Polyglot))];
    for (number, state) in states {
        let (medium, owner) = (MediumId::of_random(number), "camille");
        assert!(table.store.settle_medium(&id, &medium, owner, state).await.unwrap());
        assert!(!table.store.settle_medium(&id, &medium, owner, state).await.unwrap());
    }

    let dump = table.dump().await.into_iter().filter(|line| line.contains("sk: media"));

    insta::assert_snapshot!(dump.collect::<Vec<_>>().join("\n"));
}

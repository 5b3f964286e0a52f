//! One intervention, for its parties, for technicians it is or was offered to or waits for, and for the team.

use domain::{
    Timestamp,
    customer::{Customer, Phone},
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::{Intervention, Party, Sight, Stage},
    map_cell::MapCell,
    media::Links,
    paper::{Form, PaperKind, PaperLink},
    technician::Technician,
};
use media::{Bucket, Documents};
use store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ShowIntervention {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is: who repairs may also have a boiler of their own.
    pub parties: Vec<Party>,
    /// Which file a link to a quote shall lead to.
    pub form: Form,
}

/// An intervention, with what only some may know.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// All that is kept of it; what the caller sees of it is for the edge to say (rule 29).
    pub dossier: Dossier,
    /// As whom the caller reads it.
    pub party: Party,
    /// How much of it the caller may see.
    pub sight: Sight,
    /// The customer, for the technician who accepted.
    pub customer: Option<Customer>,
    /// The phone number of the technician who accepted, for the customer.
    pub technician_phone: Option<Phone>,
    /// For its customer, while it waits: 1 is next.
    pub waiting_position: Option<u32>,
    /// For a technician who has not taken it: from where they are online, or from their base.
    pub distance_meters: Option<u32>,
    /// To photos and voice notes; before acceptance to thumbnails alone.
    pub links: Links,
    /// To the newest quote on paper, once it is printed; for whom it is meant.
    pub quote_pdf: Option<PaperLink>,
}

/// Finds the intervention, if the caller may know of it.
pub async fn show_intervention(
    store: &Store,
    (bucket, documents): (&Bucket, &Documents),
    query: ShowIntervention,
    now: Timestamp,
) -> Result<Shown, Failure> {
    let dossier = store.dossier(&query.intervention).await?;
    let intervention = &dossier.intervention;
    let Seen { party, sight, technician } = seen(store, intervention, &query.parties, now).await?;
    let (id, media) = (intervention.id(), dossier.media.ready());
    let nothing = Shown {
        dossier: dossier.clone(),
        party,
        sight,
        customer: None,
        technician_phone: None,
        waiting_position: None,
        distance_meters: None,
        links: Links::new(),
        quote_pdf: None,
    };
    let shown = match (&nothing.party, sight) {
        (_, Sight::Outline) => nothing,
        (_, Sight::Request) => {
            let from = technician.map(|technician| MapCell::of(technician.place(now)));
            let distance_meters = from.map(|from| from.distance_meters(intervention.area()));
            Shown { distance_meters, links: bucket.thumbnails(id, media, now).await?, ..nothing }
        }
        (party, Sight::Whole) => {
            let (customer, technician_phone) = other_side(store, intervention, party).await?;
            let waiting_position = match party {
                Party::Customer(_) => position(store, intervention).await?,
                Party::Technician(_) | Party::Operator => None,
            };
            let links = bucket.links(id, media, now).await?;
            let quote_pdf = quote_pdf(documents, &dossier, query.form, now).await?;
            Shown { customer, technician_phone, waiting_position, links, quote_pdf, ..nothing }
        }
    };
    Ok(shown)
}

/// As whom somebody reads an intervention.
struct Seen {
    party: Party,
    sight: Sight,
    /// The profile, which decides whether a technician could take what waits.
    technician: Option<Technician>,
}

/// As the party that sees most: a technician may also be the customer.
async fn seen(
    store: &Store,
    intervention: &Intervention,
    parties: &[Party],
    now: Timestamp,
) -> Result<Seen, Failure> {
    let mut best: Option<Seen> = None;
    for party in parties {
        let (sight, technician) = match (intervention.sight(party, now), party) {
            (Some(Sight::Whole), _) => (Some(Sight::Whole), None),
            (_, Party::Technician(id)) => match store.technician(id).await {
                Ok(technician) => (technician.sight_of(intervention, now), Some(technician)),
                Err(Failure::NotFound) => (None, None),
                Err(failure) => return Err(failure),
            },
            (sight, Party::Customer(_) | Party::Operator) => (sight, None),
        };
        let Some(sight) = sight else { continue };
        if best.as_ref().is_none_or(|best| best.sight < sight) {
            best = Some(Seen { party: party.clone(), sight, technician });
        }
    }
    best.ok_or(Failure::NotFound)
}

/// Rule 29: from the acceptance on each side reads name and phone number of the other. They are looked up, not kept in
/// the timeline: a correction or an erasure of them takes effect at once.
async fn other_side(
    store: &Store,
    intervention: &Intervention,
    party: &Party,
) -> Result<(Option<Customer>, Option<Phone>), Failure> {
    let Some(taken) = intervention.acceptance() else { return Ok((None, None)) };
    match party {
        Party::Technician(_) => Ok((store.customer(&intervention.declaration().customer).await?, None)),
        Party::Customer(_) | Party::Operator => match store.technician(&taken.technician).await {
            Ok(technician) => Ok((None, technician.phone)),
            Err(Failure::NotFound) => Ok((None, None)),
            Err(failure) => Err(failure),
        },
    }
}

async fn quote_pdf(
    documents: &Documents,
    dossier: &Dossier,
    form: Form,
    now: Timestamp,
) -> Result<Option<PaperLink>, Failure> {
    let quote = dossier.intervention.quote().map(|quote| PaperKind::Quote(quote.id.clone()));
    let Some(paper) = quote.and_then(|kind| dossier.paper(&kind)) else { return Ok(None) };
    Ok(Some(documents.paper_link(dossier.intervention.id(), paper, form, now).await?))
}

async fn position(store: &Store, intervention: &Intervention) -> Result<Option<u32>, Failure> {
    if !matches!(intervention.stage(), Stage::Waiting { .. }) {
        return Ok(None);
    }
    store.waiting_position(intervention).await
}

#[cfg(test)]
mod tests {
    use domain::{paper::Printed, technician::Presence};
    use embedded::{EmbeddedBucket, embedded, given};

    use super::*;

    fn query(intervention: &InterventionId, parties: Vec<Party>) -> ShowIntervention {
        ShowIntervention { intervention: intervention.clone(), parties, form: Form::French }
    }

    fn customer() -> Vec<Party> {
        vec![Party::Customer(given::customer())]
    }

    fn technician(technician: &Technician) -> Vec<Party> {
        vec![Party::Technician(technician.id.clone())]
    }

    #[tokio::test]
    async fn the_parties_and_the_team_see_an_intervention() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let dossier = table.store.dossier(&id).await.unwrap();

        for parties in [customer(), technician(&karim), vec![Party::Operator]] {
            let party = parties[0].clone();
            let customer = matches!(party, Party::Technician(_)).then(given::profile);
            let shown = show_intervention(
                &table.store,
                (&bucket.client(), &bucket.papers()),
                query(&id, parties),
                given::at(2),
            )
            .await
            .unwrap();

            let expected = Shown {
                dossier: dossier.clone(),
                party,
                sight: Sight::Whole,
                customer,
                technician_phone: None,
                waiting_position: None,
                distance_meters: None,
                links: Links::new(),
                quote_pdf: None,
            };
            assert_eq!(shown, expected);
        }
    }

    #[tokio::test]
    async fn others_do_not_learn_that_it_exists() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::offered(&table.store, &karim).await;

        for parties in [vec![Party::Customer(given::word("nosy"))], technician(&nadia), vec![]] {
            let refused = show_intervention(
                &table.store,
                (&bucket.client(), &bucket.papers()),
                query(&id, parties),
                given::at(0),
            )
            .await;

            assert!(matches!(refused, Err(Failure::NotFound)));
        }
        let unknown = show_intervention(
            &table.store,
            (&bucket.client(), &bucket.papers()),
            query(&given::word("0"), customer()),
            given::at(0),
        )
        .await;
        assert!(matches!(unknown, Err(Failure::NotFound)));
    }

    #[tokio::test]
    async fn rule_29_a_technician_who_is_asked_sees_how_far_it_is() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let presence = Presence { location: given::north(3_000), until: given::at(15) };
        table.store.set_presence(&karim, Some(presence)).await.unwrap();
        let id = given::waiting(&table.store).await;

        let online = show_intervention(
            &table.store,
            (&bucket.client(), &bucket.papers()),
            query(&id, technician(&karim)),
            given::at(1),
        )
        .await;
        let offline = show_intervention(
            &table.store,
            (&bucket.client(), &bucket.papers()),
            query(&id, technician(&karim)),
            given::at(15),
        )
        .await;

        assert_eq!(online.unwrap().distance_meters, Some(3_239));
        assert_eq!(offline.unwrap().distance_meters, Some(0));
    }

    #[tokio::test]
    async fn rule_29_a_technician_who_lost_it_sees_the_outline_and_no_photo() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let nadia = given::technician(&table.store, "nadia").await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::waiting(&table.store).await;
        given::photo(&table.store, &id).await;
        let shown = async |at| {
            let buckets = (&bucket.client(), &bucket.papers());
            show_intervention(&table.store, buckets, query(&id, technician(&nadia)), at).await.unwrap()
        };

        let before = shown(given::at(1)).await;
        let accept = |one: &Intervention, _| {
            one.accept(karim.acceptance_of(one, given::at(1))?, given::at(1), table.store.policy())
        };
        given::step(&table.store, &id, domain::timeline::Actor::Technician, 1, accept).await;
        let after = shown(given::at(2)).await;

        assert_eq!((before.sight, before.links.len()), (Sight::Request, 1));
        assert_eq!((after.sight, after.links.len(), after.distance_meters), (Sight::Outline, 0, None));
    }

    #[tokio::test]
    async fn a_customer_who_waits_sees_their_place() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let first = given::waiting(&table.store).await;
        let second = given::waiting(&table.store).await;

        let mut places = Vec::new();
        for id in [first, second] {
            let shown = show_intervention(
                &table.store,
                (&bucket.client(), &bucket.papers()),
                query(&id, customer()),
                given::at(1),
            )
            .await
            .unwrap();
            places.extend(shown.waiting_position);
        }

        places.sort_unstable();
        assert_eq!(places, [1, 2]);
    }

    #[tokio::test]
    async fn a_technician_with_a_boiler_of_their_own_sees_both_sides() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let both = vec![Party::Customer(given::word("karim")), Party::Technician(karim.id.clone())];

        let shown = show_intervention(
            &table.store,
            (&bucket.client(), &bucket.papers()),
            query(&id, both),
            given::at(2),
        )
        .await;

        assert!(shown.is_ok());
    }

    #[tokio::test]
    async fn rule_29_photos_are_thumbnails_until_acceptance_and_links_live_five_minutes() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;
        let photo = given::photo(&table.store, &id).await;
        let seen = async |id: &InterventionId, parties| {
            let query = query(id, parties);
            let shown =
                show_intervention(&table.store, (&bucket.client(), &bucket.papers()), query, given::at(0))
                    .await;
            shown.unwrap().links.remove(&photo.id).expect("a link to the photo")
        };

        let (theirs, asked) = (seen(&id, customer()).await, seen(&id, technician(&karim)).await);

        assert_eq!(asked.url, None);
        assert_eq!(asked.thumbnail_url, theirs.thumbnail_url);
        let place = format!("{}/{}/media/{id}/{}?", bucket.endpoint, bucket.name, photo.id);
        let url = theirs.url.expect("all of it for the customer");
        assert!(url.starts_with(&place) && url.contains("X-Amz-Expires=300&"), "{url}");
        assert_eq!(theirs.expires_at, given::at(5));
        let accepted = given::accepted(&table.store, &given::technician(&table.store, "nadia").await).await;
        given::photo(&table.store, &accepted).await;
        let taken = vec![Party::Technician(given::word("nadia"))];
        assert!(seen(&accepted, taken).await.url.is_some());
    }

    #[tokio::test]
    async fn rule_14_a_printed_quote_has_a_link_for_those_whom_it_concerns() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let quote = table.store.dossier(&id).await.unwrap().intervention.quote().unwrap().id.clone();
        let link = async |parties| {
            let buckets = (&bucket.client(), &bucket.papers());
            show_intervention(&table.store, buckets, query(&id, parties), given::at(57))
                .await
                .unwrap()
                .quote_pdf
        };
        assert_eq!(link(customer()).await, None);
        let (french, english) = (b"devis".to_vec(), b"quote".to_vec());
        let printed = Printed { name: "devis-1".to_owned(), french, english, xml: None };
        let kind = PaperKind::Quote(quote.clone());
        let paper = bucket.papers().keep_paper(&id, kind, printed).await.unwrap();
        table.store.keep_paper(&id, &paper).await.unwrap();

        for parties in [customer(), technician(&karim)] {
            let link = link(parties).await.unwrap();

            assert!(link.url.contains(&format!("documents/{id}/quote-{quote}.pdf?")), "{}", link.url);
            assert_eq!((link.sha256, link.expires_at), (paper.french, given::at(62)));
        }
    }
}

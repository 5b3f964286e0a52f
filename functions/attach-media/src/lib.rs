//! A party attaches a photo or a voice note (rule 3): its upload is awaited, and bound to what was said of it.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::Party,
    media::{Attached, Medium, NewMedium},
    refusal::Refusal,
};
use media::{Bucket, Upload};
use store::Store;

/// What is attached.
#[derive(Debug, Clone)]
pub struct AttachMedia {
    /// To which intervention.
    pub intervention: InterventionId,
    /// Everything that the caller is.
    pub parties: Vec<Party>,
    /// What the caller says of it.
    pub new: NewMedium,
    /// The version that the caller has seen.
    pub if_match: Option<u64>,
}

/// Keeps that the upload is awaited, and signs the link for it; a repeat gets the same link.
pub async fn attach_media(
    store: &Store,
    bucket: &Bucket,
    command: AttachMedia,
    now: Timestamp,
) -> Result<(Medium, Upload), Failure> {
    let decide = |dossier: &Dossier| decide(dossier, &command, store, now);
    let medium = store.attach(&command.intervention, decide).await?;
    let upload = bucket.upload(&command.intervention, &medium).await?;
    Ok((medium, upload))
}

/// Whose it is comes first, then whether it is a repeat: a version would tell a stranger that it is there.
fn decide(
    dossier: &Dossier,
    command: &AttachMedia,
    store: &Store,
    now: Timestamp,
) -> Result<Attached, Failure> {
    let intervention = &dossier.intervention;
    let attach =
        |party: &Party| intervention.attach(&dossier.media, party, command.new.clone(), now, store.policy());
    let mut tried = command.parties.iter().map(attach);
    let decided = tried.find(|tried| !matches!(tried, Err(Refusal::NotYours))).ok_or(Failure::NotFound)?;
    let current = intervention.version();
    let is_repeat = matches!(decided, Ok(Attached::Known(_) | Attached::KeyReused));
    if !is_repeat && command.if_match.is_some_and(|seen| seen != current) {
        return Err(Failure::VersionDiffers { current });
    }
    Ok(decided?)
}

#[cfg(test)]
mod tests {
    use domain::{
        id::MediumId,
        idempotency::Key,
        intervention::StageName,
        media::{ContentType, Kind, Media, Phase, State},
        refusal::Counted,
    };
    use embedded::{EmbeddedBucket, embedded, given};

    use super::*;

    fn photo(number: u128) -> NewMedium {
        let id = MediumId::of_random(number);
        let (kind, content_type) = (Kind::Photo, ContentType::Jpeg);
        NewMedium { id, kind, content_type, bytes: 10_000_000, phase: Phase::Before, key: None }
    }

    fn voice(number: u128) -> NewMedium {
        NewMedium { kind: Kind::Voice, content_type: ContentType::M4a, ..photo(number) }
    }

    fn by(party: Party, id: &InterventionId, new: NewMedium) -> AttachMedia {
        AttachMedia { intervention: id.clone(), parties: vec![party], new, if_match: None }
    }

    fn customer() -> Party {
        Party::Customer(given::customer())
    }

    #[tokio::test]
    async fn rule_3_each_party_attaches_10_photos_and_one_voice_note() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let client = bucket.client();
        let attach = async |party: &Party, new| {
            attach_media(&table.store, &client, by(party.clone(), &id, new), given::at(2)).await
        };

        for (place, party) in [customer(), Party::Technician(karim.id.clone())].iter().enumerate() {
            let first = 100 * place as u128;
            for number in 1..=10 {
                attach(party, photo(first + number)).await.unwrap();
            }
            attach(party, voice(first + 11)).await.unwrap();

            let stage = StageName::Accepted;
            let one_more = attach(party, photo(first + 12)).await;
            assert_eq!(
                given::refusal(one_more),
                Some(Refusal::TooMany { what: Counted::Photos, max: 10, stage })
            );
            let one_more = attach(party, voice(first + 13)).await;
            assert_eq!(
                given::refusal(one_more),
                Some(Refusal::TooMany { what: Counted::VoiceNotes, max: 1, stage })
            );
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn rule_3_holds_for_20_photos_picked_at_once() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given::declared(&table.store).await;

        let racing: Vec<_> = (1..=20)
            .map(|number| {
                let (store, client, command) =
                    (table.store.clone(), bucket.client(), by(customer(), &id, photo(number)));
                tokio::spawn(
                    async move { attach_media(&store, &client, command, given::at(1)).await.is_ok() },
                )
            })
            .collect();
        let mut attached = 0;
        for one in racing {
            attached += usize::from(one.await.unwrap());
        }

        assert_eq!(attached, 10);
        assert_eq!(table.store.media(&id).await.unwrap().all().len(), 10);
    }

    #[tokio::test]
    async fn rule_3_one_byte_over_10_mb_and_a_format_of_the_other_kind_are_refused() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given::declared(&table.store).await;
        let before = table.dump().await;

        let heavy = NewMedium { bytes: 10_000_001, ..photo(1) };
        let heavy =
            attach_media(&table.store, &bucket.client(), by(customer(), &id, heavy), given::at(1)).await;
        let song = NewMedium { content_type: ContentType::Mp3, ..photo(1) };
        let song =
            attach_media(&table.store, &bucket.client(), by(customer(), &id, song), given::at(1)).await;

        assert_eq!(given::refusal(heavy), Some(Refusal::MediaTooLarge { bytes_max: 10_000_000 }));
        assert_eq!(given::refusal(song), Some(Refusal::ContentTypeUnfit));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn who_is_no_party_does_not_learn_that_it_exists() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;
        let before = table.dump().await;

        let strangers =
            [Party::Customer(given::word("nosy")), Party::Technician(karim.id.clone()), Party::Operator];
        for stranger in strangers {
            let nosy = AttachMedia { if_match: Some(99), ..by(stranger, &id, photo(1)) };
            let refused = attach_media(&table.store, &bucket.client(), nosy, given::at(1)).await;

            assert!(matches!(refused, Err(Failure::NotFound)));
        }
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nothing_is_attached_to_what_is_over_or_has_changed() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let (finished, running) =
            (given::finished(&table.store, &karim).await, given::declared(&table.store).await);

        let late = by(customer(), &finished, photo(1));
        let late = attach_media(&table.store, &bucket.client(), late, given::at(61)).await;
        let outdated = AttachMedia { if_match: Some(99), ..by(customer(), &running, photo(1)) };
        let outdated = attach_media(&table.store, &bucket.client(), outdated, given::at(1)).await;

        let stage = StageName::Finished;
        assert_eq!(given::refusal(late), Some(Refusal::StageForbids { stage }));
        assert!(matches!(outdated, Err(Failure::VersionDiffers { current: 1 })));
    }

    #[tokio::test]
    async fn a_repeat_gets_the_same_link_and_attaches_nothing() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given::declared(&table.store).await;
        let key = Key { command: [1; 12], body: [1; 8], former: None };
        let keyed = |key: Key| by(customer(), &id, NewMedium { key: Some(key), ..photo(7) });
        let client = bucket.client();

        let first = attach_media(&table.store, &client, keyed(key), given::at(1)).await.unwrap();
        let again = attach_media(&table.store, &client, keyed(key), given::at(2)).await.unwrap();
        let other = Key { body: [2; 8], ..key };
        let other = attach_media(&table.store, &client, keyed(other), given::at(2)).await;

        assert_eq!(again, first);
        assert!(matches!(other, Err(Failure::KeyReused)));
        assert_eq!(table.store.media(&id).await.unwrap(), Media::kept(1, vec![first.0]));
    }

    #[tokio::test]
    async fn an_upload_that_never_came_makes_room_for_another() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given::declared(&table.store).await;
        let attach = async |number, minute| {
            let command = by(customer(), &id, voice(number));
            attach_media(&table.store, &bucket.client(), command, given::at(minute)).await
        };
        attach(1, 0).await.unwrap();

        let early = attach(2, 14).await;
        let (late, _) = attach(3, 15).await.unwrap();

        assert!(early.is_err());
        assert_eq!(late.state, State::Awaited);
        assert_eq!(table.store.media(&id).await.unwrap().all(), [late]);
    }
}

//! Rule 24: a mistake is answered by a credit note.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    invoice::{Correction, Credit, CreditNote, CreditRefused, CreditedLine, Invoice, figures},
    money::Money,
    paper::{Form, PaperKind},
    refusal::Refusal,
    technician::Technician,
};
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use futures_util::future::join_all;
use issue_credit_note::{Credited, IssueCreditNote, issue_credit_note};

/// An invoice over 55.99 EUR, and what it stands on.
struct Scene {
    table: Embedded,
    bucket: EmbeddedBucket,
    karim: Technician,
    invoice: Invoice,
}

async fn scene() -> Scene {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::finished(&table.store, &karim).await;
    let invoice = invoiced(&table, &id, &karim).await;
    Scene { table, bucket, karim, invoice }
}

async fn invoiced(table: &Embedded, id: &InterventionId, technician: &Technician) -> Invoice {
    let dossier = table.store.dossier(id).await.unwrap();
    let claimed = figures(&dossier.intervention, &[], technician.business.vat_regime, table.store.policy());
    table.store.issue_invoice(id, &given::parties(technician), &claimed, given::at(61)).await.unwrap()
}

fn part(cents: i64) -> Credit {
    Credit::Lines(vec![CreditedLine { line: 0, amount: Money::of_cents(cents) }])
}

impl Scene {
    fn command(&self, number: u8, credit: Credit) -> IssueCreditNote {
        IssueCreditNote {
            intervention: self.invoice.intervention.clone(),
            reason: given::word("Dérangement facturé par erreur."),
            credit,
            key: Key { command: [number; 12], body: [1; 8], former: None },
            if_match: None,
            form: Form::French,
        }
    }

    async fn issue(&self, command: IssueCreditNote) -> Result<CreditNote, Failure> {
        Ok(self.answered(command).await?.note)
    }

    async fn answered(&self, command: IssueCreditNote) -> Result<Credited, Failure> {
        issue_credit_note(&self.table.store, &self.bucket.papers(), command, given::at(90)).await
    }

    fn files(&self) -> Vec<String> {
        self.bucket.all().into_iter().map(|stored| stored.key).collect()
    }
}

#[tokio::test]
async fn rule_24_a_whole_credit_note_names_the_invoice_and_takes_all_of_it_back() {
    let scene = scene().await;

    let note = scene.issue(scene.command(1, Credit::Whole)).await.unwrap();

    assert_eq!(note.number.to_string(), "AV732829320-2026-000001");
    let Correction { invoice, invoiced_at, figures, .. } = &note.correction;
    assert_eq!((invoice, *invoiced_at), (&scene.invoice.number, scene.invoice.issued_at));
    assert_eq!(*figures, scene.invoice.figures);
    assert!(note.is_intact());
    let kept = scene.table.store.credit_notes(&scene.invoice.intervention).await.unwrap();
    assert_eq!(kept, [note]);
}

#[tokio::test]
async fn its_documents_are_written_once_beside_where_invoices_lie() {
    let scene = scene().await;

    scene.issue(scene.command(1, Credit::Whole)).await.unwrap();
    let first = scene.bucket.all();
    scene.issue(scene.command(1, Credit::Whole)).await.unwrap();

    let name = format!("documents/{}/credit-note-AV732829320-2026-000001", scene.invoice.intervention);
    assert_eq!(scene.files(), ["en.pdf", "pdf", "xml"].map(|ending| format!("{name}.{ending}")));
    assert_eq!(scene.bucket.all(), first);
    assert!(first.iter().all(|file| file.bucket == scene.bucket.documents));
    assert!(first[..2].iter().all(|file| file.bytes.starts_with(b"%PDF-1.7")));
    let xml = String::from_utf8_lossy(&first[2].bytes).into_owned();
    assert!(xml.contains(">381<") && xml.contains(&scene.invoice.number.to_string()), "{xml}");
}

#[tokio::test]
async fn its_link_lives_five_minutes_and_leads_to_the_language_asked_for() {
    let scene = scene().await;

    for (form, ending) in [(Form::French, "pdf"), (Form::English, "en.pdf"), (Form::Xml, "xml")] {
        let command = IssueCreditNote { form, ..scene.command(1, Credit::Whole) };
        let Credited { note, link } = scene.answered(command).await.unwrap();

        let (number, id) = (&note.number, &scene.invoice.intervention);
        let place = format!("/{}/documents/{id}/credit-note-{number}.{ending}?", scene.bucket.documents);
        assert!(link.url.contains(&place) && link.url.contains("X-Amz-Expires=300&"), "{}", link.url);
        assert_eq!(link.expires_at, given::at(95));
        let dossier = scene.table.store.dossier(id).await.unwrap();
        let paper = dossier.paper(&PaperKind::CreditNote(note.number)).unwrap();
        let hashes = [Some(paper.french), Some(paper.english), paper.xml];
        assert!(hashes.contains(&Some(link.sha256)));
    }
}

#[tokio::test]
async fn rule_24_who_moved_since_the_invoice_is_named_as_on_the_invoice() {
    let scene = scene().await;
    let mut moved = given::stranger("karim");
    moved.business.legal_name = given::word("Benali et fils");
    moved.business.siren = given::word("552100554");
    given::registered(&scene.table.store, moved).await;

    let note = scene.issue(scene.command(1, Credit::Whole)).await.unwrap();

    assert_eq!(note.number.siren(), scene.invoice.number.siren());
    let xml = String::from_utf8_lossy(&scene.bucket.all()[2].bytes).into_owned();
    assert!(xml.contains("Benali Chauffage") && !xml.contains("Benali et fils"), "{xml}");
}

#[tokio::test]
async fn rule_24_credit_notes_take_back_no_more_than_the_invoice_in_all() {
    let scene = scene().await;
    scene.issue(scene.command(1, part(3_000))).await.unwrap();

    let again = scene.issue(scene.command(2, part(3_000))).await;
    let whole = scene.issue(scene.command(3, Credit::Whole)).await;
    let rest = scene.issue(scene.command(4, part(1_999))).await.unwrap();

    let most = scene.invoice.figures.total.less(Money::of_cents(3_000));
    let refused = CreditRefused::MoreThanLeft { most };
    assert_eq!(given::refusal(again), Some(Refusal::CreditRefused(refused)));
    assert_eq!(given::refusal(whole), Some(Refusal::CreditRefused(refused)));
    assert_eq!(rest.number.count(), 2);
    assert_eq!(scene.files().len(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_24_twenty_at_once_never_take_back_more_and_leave_no_gap() {
    let scene = scene().await;
    let total = scene.invoice.figures.total.cents();

    let issued = join_all((1..=20).map(|number| scene.issue(scene.command(number, part(1_000))))).await;

    let notes = scene.table.store.credit_notes_consistent(&scene.invoice.intervention).await.unwrap();
    let back: i64 = notes.iter().map(|note| note.correction.figures.total.cents()).sum();
    assert!(back <= total && issued.iter().flatten().count() == notes.len(), "{back} of {total}");
    let counts: Vec<u64> = notes.iter().map(|note| note.number.count()).collect();
    assert_eq!(counts, (1..=notes.len() as u64).collect::<Vec<_>>());
    assert!(!notes.is_empty() && notes.windows(2).all(|pair| pair[1].previous == Some(pair[0].seal)));
}

#[tokio::test]
async fn a_repeat_finds_the_same_credit_note_and_another_body_is_refused() {
    let scene = scene().await;
    let first = scene.issue(scene.command(1, part(1_000))).await.unwrap();
    let before = scene.table.dump().await;

    let second = scene.issue(scene.command(1, part(1_000))).await.unwrap();
    let key = Key { command: [1; 12], body: [2; 8], former: None };
    let other = scene.issue(IssueCreditNote { key, ..scene.command(1, part(500)) }).await;

    assert_eq!(second, first);
    assert!(matches!(other, Err(Failure::KeyReused)));
    assert_eq!(scene.table.dump().await, before);
}

#[tokio::test]
async fn a_repeat_after_a_crash_writes_the_documents_that_are_missing() {
    let scene = scene().await;

    for writes in [0, 1, 1] {
        scene.bucket.crash_after(Some(writes));
        let crashed = scene.issue(scene.command(1, Credit::Whole)).await;
        assert!(matches!(crashed, Err(Failure::Broken(_))), "{crashed:?}");
        scene.bucket.crash_after(None);
    }
    scene.issue(scene.command(1, Credit::Whole)).await.unwrap();

    assert_eq!(scene.files().len(), 3);
    assert_eq!(scene.table.store.credit_notes(&scene.invoice.intervention).await.unwrap().len(), 1);
}

#[tokio::test]
async fn credit_notes_of_a_technician_share_one_series_whatever_they_correct() {
    let scene = scene().await;
    let id = given::finished(&scene.table.store, &scene.karim).await;
    let other = invoiced(&scene.table, &id, &scene.karim).await;

    let first = scene.issue(scene.command(1, Credit::Whole)).await.unwrap();
    let command = IssueCreditNote { intervention: id, ..scene.command(2, Credit::Whole) };
    let second = scene.issue(command).await.unwrap();

    assert_eq!((second.number.count(), second.previous), (2, Some(first.seal)));
    assert_eq!(second.correction.invoice, other.number);
}

#[tokio::test]
async fn what_was_never_invoiced_cannot_be_credited() {
    let scene = scene().await;
    let id = given::working(&scene.table.store, &given::technician(&scene.table.store, "nadia").await).await;

    for intervention in [id, given::word("absent")] {
        let command = IssueCreditNote { intervention, ..scene.command(1, Credit::Whole) };
        assert!(matches!(scene.issue(command).await, Err(Failure::NotFound)));
    }
}

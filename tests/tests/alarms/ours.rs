//! Alarms on metrics of ours: the fault happens, and the lines that the real functions write ring.

use embedded::{embedded, given};
use serde_json::{Value, json};
use store::DueKind;
use tests::{
    conveyor::Conveyor,
    event,
    guarded::policies_without,
    house::House,
    log::Log,
    moment::Moment,
    player::Player,
    scene::{FOREIGN, Scene, WISH},
};

use crate::alarm::{Alarm, template};

/// The alarms whose faults happen here.
pub(crate) const ALARMS: [&str; 12] = [
    "FanOutPendingRequestFailedAlarm",
    "OfferNextWaveFailedAlarm",
    "GenerateInvoiceFailedAlarm",
    "WriteReportFailedAlarm",
    "CheckMediaFailedAlarm",
    "PublishEventsFailedAlarm",
    "ParkedAlarm",
    "MissingEffectsAlarm",
    "InvoiceDelayAlarm",
    "LongWaitAlarm",
    "RequestsExpiredAlarm",
    "NobodyOnlineAlarm",
];

/// The functions that park what they cannot understand: the same alarm rings for each.
const PARKING: [&str; 5] =
    ["publish-events", "expire-requests", "watch-arrivals", "apply-retention", "repair-effects"];

/// The log before the fault, and with it.
struct Night {
    before: Vec<Value>,
    after: Vec<Value>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_alarm_on_a_metric_of_ours_rings_by_its_fault_and_not_before() {
    let mut wrong = Vec::new();
    for (name, function) in faults() {
        let alarm = Alarm::named(name);
        let Night { before, after } = Box::pin(night(name, function)).await;
        if alarm.rings(&alarm.points(&before)) {
            wrong.push(format!("{name} rings although nothing is wrong {function}"));
        }
        if !alarm.rings(&alarm.points(&after)) {
            wrong.push(format!("{name} does not ring: {:?} {function}", alarm.points(&after)));
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn functions_write_their_metrics_to_the_namespace_that_alarms_look_at() {
    let text = std::fs::read_to_string(event::root().join("infra/template.yaml")).expect("a template");

    assert!(text.contains("        METRICS_NAMESPACE: !Ref AWS::StackName\n"));
    assert!(template().of_type("AWS::CloudWatch::Alarm").count() > ALARMS.len());
}

/// Each alarm, and the function whose fault makes it ring where there are several.
fn faults() -> Vec<(&'static str, &'static str)> {
    let faults = ALARMS.into_iter().flat_map(|name| match name {
        "ParkedAlarm" => PARKING.map(|function| (name, function)).to_vec(),
        name => vec![(name, "")],
    });
    faults.collect()
}

async fn night(name: &str, function: &str) -> Night {
    let log = Log::new(env!("CARGO_TARGET_TMPDIR"), &format!("alarms-{name}{function}"));
    let house = match name {
        "PublishEventsFailedAlarm" => {
            House::under(policies_without("PublishEventsFunction", "sns:Publish"), embedded().await)
        }
        _ => House::open(embedded().await),
    };
    let house = house.logging_to(log.file());
    match name {
        "FanOutPendingRequestFailedAlarm" => unreadable(&house, &log, "fan-out-pending-request").await,
        "OfferNextWaveFailedAlarm" => unreadable(&house, &log, "offer-next-wave").await,
        "GenerateInvoiceFailedAlarm" => unreadable(&house, &log, "generate-invoice").await,
        "WriteReportFailedAlarm" => unreadable(&house, &log, "write-report").await,
        "CheckMediaFailedAlarm" => unreadable(&house, &log, "check-media").await,
        "PublishEventsFailedAlarm" => unsent(&house, &log).await,
        "ParkedAlarm" => parked(&house, &log, function).await,
        "MissingEffectsAlarm" => without_invoice(&house, &log).await,
        "InvoiceDelayAlarm" => late_invoice(&house, &log).await,
        "LongWaitAlarm" => long_waits(&house, &log).await,
        "RequestsExpiredAlarm" => expiry(&house, &log).await,
        "NobodyOnlineAlarm" => nobody(&house, &log).await,
        other => panic!("nobody knows the fault of {other}"),
    }
}

/// A message about something that is not there is put off, which is no fault; one that cannot be read is.
async fn unreadable(house: &House, log: &Log, function: &str) -> Night {
    house.invoke(function, event::sample(function)).await.expect("a batch");
    let before = log.lines();
    let answer = house.invoke(function, event::message(function, &json!(7))).await.expect("a batch");
    assert_eq!(answer["batchItemFailures"].as_array().map(Vec::len), Some(1), "{answer}");
    Night { before, after: log.lines() }
}

/// The topic takes nothing from `publish-events`.
async fn unsent(house: &House, log: &Log) -> Night {
    let mut conveyor = Conveyor::of(house).await;
    let player = Player::of(house, 0);
    player.register(&[]).await;
    conveyor.settle(player.time(0)).await;
    let before = log.lines();
    let mut player = player;
    player.declare(WISH).await;
    conveyor.settle(player.time(1)).await;
    assert!(!house.denied().is_empty(), "events were to be published");
    Night { before, after: log.lines() }
}

async fn parked(house: &House, log: &Log, function: &str) -> Night {
    match function {
        "publish-events" => damaged_record(house, log).await,
        "expire-requests" => damaged_row(house, log, function, Moment::Waiting, 24 * 60 + 1).await,
        "watch-arrivals" => damaged_row(house, log, function, Moment::Accepted, 22).await,
        "apply-retention" => damaged_row(house, log, function, Moment::Finished, 30 * 24 * 60 + 5).await,
        // Ten minutes after the end of the work its effects must be there.
        _ => damaged_row(house, log, function, Moment::Finished, 82).await,
    }
}

async fn damaged_record(house: &House, log: &Log) -> Night {
    let mut conveyor = Conveyor::of(house).await;
    let scene = Scene::at(house, Moment::Declared).await;
    conveyor.settle(scene.player.time(scene.now)).await;
    let before = log.lines();
    let scene = Scene::at(house, Moment::Declared).await;
    conveyor.damage(scene.player.time(scene.now)).await;
    Night { before, after: log.lines() }
}

/// Something is due for a job, and its row cannot be read.
async fn damaged_row(house: &House, log: &Log, job: &str, moment: Moment, minutes: i64) -> Night {
    let kinds: &[DueKind] = match job {
        "expire-requests" => &[DueKind::Expiry],
        "watch-arrivals" => &[DueKind::Arrival],
        "repair-effects" => &[DueKind::Effects],
        _ => &[DueKind::Erasure, DueKind::Retention],
    };
    let scene = Scene::at(house, moment).await;
    let due = scene.player.time(minutes * 60);
    let id = scene.player.id.clone().try_into().expect("an id");
    house.tick(job, kinds, scene.player.time(60)).await.expect("a run");
    let before = log.lines();
    house.table.damage(&id).await;
    house.tick(job, kinds, due).await.expect("a run that parks");
    Night { before, after: log.lines() }
}

/// Work is finished, and no message follows.
async fn without_invoice(house: &House, log: &Log) -> Night {
    let technician = given::technician(&house.table.store, "karim").await;
    given::finished(&house.table.store, &technician).await;
    house.tick("repair-effects", &[DueKind::Effects], given::at(65)).await.expect("a run");
    let before = log.lines();
    house.tick("repair-effects", &[DueKind::Effects], given::at(71)).await.expect("a run");
    Night { before, after: log.lines() }
}

/// One message is handled a minute after the end of the work, another one two minutes after it.
async fn late_invoice(house: &House, log: &Log) -> Night {
    let store = &house.table.store;
    given::signed_up(store).await;
    let invoice = async |name: &str, minutes: u64| {
        let technician = given::technician(store, name).await;
        let id = given::finished(store, &technician).await;
        let dossier = store.dossier_consistent(&id).await.expect("it was finished");
        let ended = dossier.intervention.timeline().last().expect("it has a timeline").moment.recorded_at;
        let now = ended + std::time::Duration::from_mins(minutes);
        let message = event::message("generate-invoice", &json!({ "interventionId": id.as_str() }));
        let answer = house.invoke("generate-invoice", event::delivered(message, ended, now)).await;
        assert_eq!(answer.expect("a batch")["batchItemFailures"], json!([]));
    };
    invoice("karim", 1).await;
    let before = log.lines();
    invoice("lea", 2).await;
    Night { before, after: log.lines() }
}

/// One long wait is bad luck; the alarm wants it in two quarters of an hour in a row.
async fn long_waits(house: &House, log: &Log) -> Night {
    let mut conveyor = Conveyor::of(house).await;
    let mut accepted_after = async |seconds: i64| {
        let mut scene = Scene::at(house, Moment::Waiting).await;
        scene.player.go_online(FOREIGN, seconds).await;
        let accepted = scene.player.accept(FOREIGN, seconds).await;
        assert_eq!(accepted.status, 200, "{accepted:#?}");
        conveyor.settle(scene.player.time(seconds)).await;
    };
    accepted_after(700).await;
    let before = log.lines();
    accepted_after(1_600).await;
    Night { before, after: log.lines() }
}

async fn expiry(house: &House, log: &Log) -> Night {
    let mut conveyor = Conveyor::of(house).await;
    let scene = Scene::at(house, Moment::Waiting).await;
    conveyor.settle(scene.player.time(scene.now)).await;
    let before = log.lines();
    let due = scene.player.time(24 * 60 * 60 + 60);
    house.tick("expire-requests", &[DueKind::Expiry], due).await.expect("a run");
    conveyor.settle(due).await;
    Night { before, after: log.lines() }
}

/// Two in need within a quarter of an hour are bad luck.
async fn nobody(house: &House, log: &Log) -> Night {
    let declared = async |number: u32| {
        let mut player = Player::of(house, number).beginning(1_795_435_200);
        player.register(&[]).await;
        player.declare(WISH).await;
    };
    declared(1).await;
    declared(2).await;
    let before = log.lines();
    declared(3).await;
    Night { before, after: log.lines() }
}

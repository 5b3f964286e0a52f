//! Messages and records that stay: their age, and their way to the dead-letter queue.

use embedded::embedded;
use local::template::Template;
use serde_json::{Value, json};
use tests::{event, guarded::policies_without, house::House, moment::Moment, scene::Scene, stream::Stream};

use crate::alarm::{Alarm, Point, template};

/// What a queue of the template says of a message that fails.
struct Redrive {
    source: String,
    reader: String,
    receives_max: u64,
    visibility: i64,
    retention: i64,
}

/// SQS keeps a message for four days where the template says nothing.
const RETENTION_DEFAULT: i64 = 4 * 24 * 60 * 60;

/// The queue whose messages end in a dead-letter queue, and the function that reads it.
fn into(dead: &str) -> Redrive {
    let template = template();
    let mut queues = template.of_type("AWS::SQS::Queue");
    let target = json!({ "Fn::GetAtt": [dead, "Arn"] });
    let found = queues.find(|(_, body)| body["Properties"]["RedrivePolicy"]["deadLetterTargetArn"] == target);
    let (source, body) = found.unwrap_or_else(|| panic!("nothing leads to {dead}"));
    let source_arn = json!({ "Fn::GetAtt": [source, "Arn"] });
    let mut mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let mapping = mappings.find(|(_, mapping)| mapping["Properties"]["EventSourceArn"] == source_arn);
    let functions = template.functions().expect("functions have names");
    let (_, mapping) = mapping.unwrap_or_else(|| panic!("nothing reads {source}"));
    let resource = Template::called_by(mapping).expect("a mapping names an alias");
    let reader = functions.into_iter().find(|function| resource == function.resource);
    let reader = reader.expect("it is deployed").name;
    let number = |name: &str| body["Properties"][name].as_i64();
    Redrive {
        source: source.to_owned(),
        reader,
        receives_max: body["Properties"]["RedrivePolicy"]["maxReceiveCount"].as_u64().expect("a number"),
        visibility: number("VisibilityTimeout").expect("every queue says so"),
        retention: number("MessageRetentionPeriod").unwrap_or(RETENTION_DEFAULT),
    }
}

/// The queue that an alarm looks at.
fn queue_of(alarm: &Alarm) -> String {
    let value = &alarm.property("Dimensions")[0]["Value"]["Fn::GetAtt"];
    assert_eq!(value[1], "QueueName");
    value[0].as_str().expect("a queue has a name").to_owned()
}

fn dead_letters(number: f64) -> [Point; 1] {
    [Point { second: 0, value: number }]
}

/// `tests/local_cloud/dead_letters.rs` follows the message into the dead-letter queue itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_fails_as_often_as_the_queue_delivers_it_rings_the_alarm_of_its_dead_letter_queue() {
    let house = House::open(embedded().await);
    for name in ["PendingRequestsDead", "OfferTimersDead", "InvoicesDead", "PapersDead", "UploadsDead"] {
        let alarm = Alarm::named(&format!("{name}Alarm"));
        assert_eq!(queue_of(&alarm), name);
        assert_eq!(alarm.property("MetricName"), "ApproximateNumberOfMessagesVisible");
        let Redrive { reader, receives_max, .. } = into(name);
        for _ in 0..receives_max {
            let message = event::message(&reader, &json!("no message of ours"));
            let id = message["Records"][0]["messageId"].clone();
            let answer = house.invoke(&reader, message).await.expect("a batch");
            assert_eq!(answer["batchItemFailures"], json!([{ "itemIdentifier": id }]), "{reader}");
        }
        assert!(!alarm.rings(&dead_letters(0.0)), "{name}");
        assert!(alarm.rings(&dead_letters(1.0)), "{name}");
    }
}

/// `tests/local_cloud/readers.rs` makes a queue refuse what its topic sends; then AWS counts a failed notification.
#[test]
fn an_event_that_a_queue_does_not_take_rings_the_alarm_of_the_topic() {
    let alarm = Alarm::named("EventsUndeliveredAlarm");

    let topic = json!([{ "Name": "TopicName", "Value": { "Fn::GetAtt": ["EventsTopic", "TopicName"] } }]);
    let metric = [alarm.property("Namespace"), alarm.property("MetricName"), alarm.property("Dimensions")];
    assert_eq!(metric, [&json!("AWS/SNS"), &json!("NumberOfNotificationsFailed"), &topic]);
    assert!(alarm.rings(&dead_letters(1.0)) && !alarm.rings(&dead_letters(0.0)));
}

/// A queue that nobody empties: AWS counts the age of the oldest message, until SQS forgets it.
#[test]
fn a_queue_that_nobody_empties_rings_before_a_message_is_lost_and_one_retry_rings_none_but_the_waiting_list()
{
    for name in ["PendingRequests", "OfferTimers", "Invoices", "Papers", "Uploads"] {
        let alarm = Alarm::named(&format!("{name}AgeAlarm"));
        assert_eq!(queue_of(&alarm), name);
        assert_eq!(alarm.property("MetricName"), "ApproximateAgeOfOldestMessage");
        let Redrive { source, visibility, retention, .. } = into(&format!("{name}Dead"));
        assert_eq!(source, name);
        let minutes_until = |age: i64| -> Vec<Point> {
            let ages = (0..=age).step_by(60).map(|second| {
                let value = f64::from(i32::try_from(second).expect("a few days"));
                Point { second, value }
            });
            ages.collect()
        };
        let threshold = alarm.property("Threshold").as_i64().expect("whole seconds");
        let soon = threshold + 2 * alarm.period();
        assert!(!alarm.rings(&minutes_until(threshold)), "{name} rings at its threshold");
        assert!(soon < retention && alarm.rings(&minutes_until(soon)), "{name}: lost without an alarm");
        // `PendingRequests` hides a failed message for longer than its alarm waits; its page says so.
        let rings_after_a_retry = alarm.rings(&minutes_until(visibility));
        assert_eq!(rings_after_a_retry, name == "PendingRequests", "{name}");
    }
}

/// A record that fails is asked for again, so that nothing overtakes it: it grows older, and after six hours it is given to
/// the queue of the alarm.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_fails_grows_old_and_ends_in_the_queue_of_its_alarm() {
    let policies = policies_without("PublishEventsFunction", "sns:Publish");
    let house = House::under(policies, embedded().await);
    let mut stream = Stream::open(&house.table).await;
    let scene = Scene::at(&house, Moment::Declared).await;
    let news = stream.news().await.into_iter();
    let mut timelines = news.filter(|record| record["dynamodb"]["Keys"]["sk"]["S"] == "timeline");
    let record = timelines.next().expect("the stream tells of the declaration");
    let number = record["dynamodb"]["SequenceNumber"].clone();

    let age = Alarm::named("PublishEventsAgeAlarm");
    let mut ages = Vec::new();
    for second in [0, 30, 60, 61] {
        let answer = house.invoke("publish-events", json!({ "Records": [record] })).await.expect("a batch");
        assert_eq!(answer["batchItemFailures"], json!([{ "itemIdentifier": number }]));
        assert!(!age.rings(&ages), "it rings before a minute is over");
        ages.push(Point {
            second: scene.now + second,
            value: 1_000.0 * f64::from(i32::try_from(second).expect("small")),
        });
    }

    assert!(!house.denied().is_empty(), "the topic refused the event");
    assert_eq!(age.property("MetricName"), "IteratorAge");
    assert!(age.rings(&ages));
    let dead = Alarm::named("PublishEventsDeadAlarm");
    let template = template();
    let mut mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let (_, mapping) = mappings
        .find(|(_, body)| Template::called_by(body) == Some("PublishEventsFunction"))
        .expect("it reads the stream");
    let target: &Value = &mapping["Properties"]["DestinationConfig"]["OnFailure"]["Destination"];
    assert_eq!(*target, json!({ "Fn::GetAtt": [queue_of(&dead), "Arn"] }));
    assert!(dead.rings(&dead_letters(1.0)) && !dead.rings(&dead_letters(0.0)));
}

//! `cargo ops restore-check` on the local cloud, which restores a table as it is now.

use domain::Timestamp;
use local::{Cloud, aws::Aws};
use ops::{Place, Restoration, restore_check};
use serde_json::json;

#[expect(clippy::disallowed_methods, reason = "links are signed for the clock of this machine")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// A restored table is held against the live one and its files, and deleted, after so many stories.
pub(super) async fn proves(cloud: &Cloud, stories: u64) {
    let (place, aws) = (Place::of_local_cloud(&cloud.outputs), Aws::at(&cloud.outputs.aws_endpoint));
    let now = now();

    let (deleted, kept) = (Restoration::default(), Restoration { is_kept: true, as_of: Some(now) });
    let sound = restore_check(&place, deleted, now).await.expect("it is restored");
    let key = json!({ "pk": { "S": "intervention#damaged" }, "sk": { "S": "timeline" } });
    let damaged = json!({ "TableName": cloud.outputs.table, "Item": key });
    aws.dynamodb("PutItem", &damaged).await.expect("it is written");
    let broken = restore_check(&place, kept, now).await.expect("it is restored");
    let refused = restore_check(&place, deleted, now).await.expect_err("the second table is kept");

    assert_eq!(sound.faults, Vec::<String>::new());
    assert_eq!(sound.rows, sound.same + sound.changed);
    assert!(sound.same > sound.rows / 2 && sound.interventions == stories, "{sound}");
    // The invoices in three forms, which the stories waited for; photo and thumbnail. Others may still be printed.
    assert!(sound.files >= 3 * stories + 2, "{sound}");
    assert_eq!(broken.faults.len(), 1, "{:?}", broken.faults);
    assert!(broken.faults[0].starts_with("intervention damaged cannot be read: "), "{:?}", broken.faults);
    // Only the run that kept its table left one, and the run after it did not touch that one.
    assert!(refused.to_string().starts_with("restoring the table: "), "{refused}");
    let tables = aws.dynamodb("ListTables", &json!({})).await.expect("it answers")["TableNames"].clone();
    let tables = tables.as_array().expect("a list").iter().filter_map(|name| name.as_str());
    let second: Vec<&str> = tables.filter(|name| name.ends_with("-restore-check")).collect();
    assert_eq!(second, [broken.table.as_str()]);
}

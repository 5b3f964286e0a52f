//! `cargo ops smoke` against the whole template.

use local::{Outputs, aws::Aws};
use ops::{Papers, Stack, smoke};
use serde_json::json;

use super::{cloud, ended};

/// The addresses of accounts.
async fn accounts(outputs: &Outputs) -> Vec<String> {
    let pool = json!({ "UserPoolId": outputs.user_pool_id });
    let listed = Aws::at(&outputs.aws_endpoint).cognito("ListUsers", &pool).await.expect("it answers");
    let attributes = listed["Users"].as_array().expect("a list").iter().flat_map(|user| {
        user["Attributes"].as_array().into_iter().flatten().filter(|one| one["Name"] == "email")
    });
    attributes.filter_map(|one| one["Value"].as_str().map(ToOwned::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_life_is_played_against_a_stack_with_and_without_papers_and_nobody_is_left() {
    let cloud = cloud("smoke").await;
    let stack = Stack::of_local_cloud(&cloud.outputs);
    // Services answer there, and no API.
    let nowhere = Outputs { api_url: cloud.outputs.aws_endpoint.clone(), ..cloud.outputs.clone() };

    let mut steps = Vec::new();
    for papers in [Papers::Issued, Papers::None] {
        let played = smoke(&stack, papers, &mut |step| steps.push(step.to_owned())).await;
        assert!(played.is_ok(), "{steps:#?}: {}", played.err().map(|e| e.to_string()).unwrap_or_default());
    }
    let left = accounts(&cloud.outputs).await;
    let failed = smoke(&Stack::of_local_cloud(&nowhere), Papers::None, &mut |_step| ()).await;

    assert_eq!(left, Vec::<String>::new());
    let has = |word: &str| steps.iter().filter(|step| step.contains(word)).count();
    assert_eq!((has("HA000999904-"), has("free of charge"), has("are removed")), (1, 1, 2), "{steps:#?}");
    let why = failed.expect_err("no API is there").to_string();
    assert!(why.starts_with("the life: Customer: PUT /customers/me: "), "{why}");
    for address in accounts(&cloud.outputs).await {
        assert!(why.contains(&address), "{address} is left, and only this is said: {why}");
    }
    ended(cloud).await;
}

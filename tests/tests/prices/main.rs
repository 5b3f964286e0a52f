//! The price that the real binaries answer is the one that the rules say, over random stories; a wrong number of the policy
//! is found.

mod planted;

use tests::telling::{policies, tell};

/// How many stories a test tells; `cargo bench --bench stories` tells 2,000.
const STORIES: u32 = 150;

/// Rule 22: the policy changes at random moments, and what was accepted before keeps its terms.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_14_to_22_random_stories_cost_what_the_rules_say() {
    let policies = policies().await;

    let mut faults = Vec::new();
    for number in 0..STORIES {
        faults.extend(tell(&policies, number).await.err());
    }

    assert!(faults.is_empty(), "{} stories differ:\n{}", faults.len(), faults.join("\n\n"));
}

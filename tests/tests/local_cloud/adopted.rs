//! A stack is deleted, and a new one takes over what it left behind (`cargo ops adopt`).
//!
//! The emulator imports tables and buckets; CloudFormation also imports pools and the policies of buckets.

use std::{collections::BTreeMap, path::Path, time::Duration};

use local::{Cloud, Options, aws::Aws, template::Template};
use ops::{Adoption, Papers, Place, Stack, smoke, verify};
use tokio::time::{interval, timeout};

use super::{cloud, ended};

const STACK: &str = "hop-assist";
const PATIENCE: Duration = Duration::from_mins(2);

/// Waits until the stack is as wanted.
async fn settled(aws: &Aws, wanted: &str) {
    let mut looks = interval(Duration::from_millis(200));
    let looking = async {
        loop {
            looks.tick().await;
            let shown = aws.cloudformation("DescribeStacks", &[("StackName", STACK)]).await;
            let text = shown.unwrap_or_else(|error| error.to_string());
            if text.contains(wanted) {
                return;
            }
        }
    };
    timeout(PATIENCE, looking).await.expect("the stack is as wanted in time");
}

async fn plays(cloud: &Cloud) -> Vec<String> {
    let mut steps = Vec::new();
    let told = &mut |step: &str| steps.push(step.to_owned());
    smoke(&Stack::of_local_cloud(&cloud.outputs), Papers::Issued, told).await.expect("a life is played");
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_stack_takes_over_what_a_deleted_one_left_and_goes_on_with_its_numbers() {
    let first = cloud("adopted").await;
    plays(&first).await;
    let (aws, left) = (Aws::at(&first.outputs.aws_endpoint), first.outputs.clone());

    aws.cloudformation("DeleteStack", &[("StackName", STACK)]).await.expect("it is deleted");
    settled(&aws, "does not exist").await;
    let template = Template::read(&tests::event::root().join("infra/template.yaml")).expect("a template");
    let names = [("Table", &left.table), ("Bucket", &left.bucket), ("Documents", &left.documents)];
    let names: BTreeMap<String, String> = names.map(|(name, id)| (name.to_owned(), id.clone())).into();
    let origin = ("WebOrigin".to_owned(), "http://127.0.0.1:1".into());
    let values = [origin].into_iter().collect();
    let mut adoption = Adoption::of(&template, &names, &values).expect("these are left behind");
    import(&aws, &mut adoption).await;
    first.stop().await.expect("nothing of it is left");
    let options = Options {
        state_dir: Path::new(env!("CARGO_TARGET_TMPDIR")).join("adopted"),
        ..Options::here().expect("tests run in the workspace")
    };
    let second = Cloud::start(options).await.expect("the cloud comes up");
    let steps = plays(&second).await;

    let now = &second.outputs;
    assert_eq!((&now.table, &now.documents), (&left.table, &left.documents));
    assert_ne!(now.user_pool_id, left.user_pool_id, "the emulator imports no pool");
    assert!(steps.iter().any(|step| step.contains("HA000999904-2026-000002")), "{steps:#?}");
    let proved = verify(&Place::of_local_cloud(now).store, None, 2026).await.expect("the table answers");
    let found: Vec<u64> = proved.into_iter().map(|verdict| verdict.found.expect("it is sound")).collect();
    assert_eq!(found, [2, 2, 2, 2]);
    ended(second).await;
}

async fn import(aws: &Aws, adoption: &mut Adoption) {
    let importable = |kind: &str| matches!(kind, "AWS::DynamoDB::Table" | "AWS::S3::Bucket");
    let resources = adoption.template["Resources"].as_object_mut().expect("resources have names");
    resources.retain(|_, body| body["Type"].as_str().is_some_and(importable));
    let body = adoption.template.to_string();
    let mut fields = vec![
        ("StackName".to_owned(), STACK.to_owned()),
        ("ChangeSetName".to_owned(), "adopt".to_owned()),
        ("ChangeSetType".to_owned(), "IMPORT".to_owned()),
        ("TemplateBody".to_owned(), body),
    ];
    let all = adoption.resources.as_array().expect("a list").iter();
    let all = all.filter(|one| one["ResourceType"].as_str().is_some_and(importable));
    for (number, one) in all.enumerate() {
        let field = |name: &str| format!("ResourcesToImport.member.{}.{name}", number + 1);
        for name in ["ResourceType", "LogicalResourceId"] {
            fields.push((field(name), one[name].as_str().expect("text").to_owned()));
        }
        for (key, value) in one["ResourceIdentifier"].as_object().expect("a map") {
            fields.push((field("ResourceIdentifier.entry.1.key"), key.clone()));
            fields
                .push((field("ResourceIdentifier.entry.1.value"), value.as_str().expect("text").to_owned()));
        }
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    aws.cloudformation("CreateChangeSet", &fields).await.expect("it can be imported");
    let set = [("StackName", STACK), ("ChangeSetName", "adopt")];
    aws.cloudformation("ExecuteChangeSet", &set).await.expect("it is imported");
    settled(aws, "IMPORT_COMPLETE").await;
}

//! A second stack in the same account and region, and a stack that is made again on what the first one left.

use std::{collections::BTreeMap, time::Duration};

use local::aws::Aws;
use tokio::time::{interval, timeout};

use super::cloud;

const FIRST: &str = "hop-assist";
const SECOND: &str = "hop-assist-second";
/// The bucket from which the local cloud deploys.
const DEPLOYMENTS: &str = "hop-assist-deployments";
/// The longest that a stack may take.
const PATIENCE: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stacks_stand_side_by_side_and_share_nothing() {
    let cloud = cloud("stacks").await;
    let aws = Aws::at(&cloud.outputs.aws_endpoint);
    let template = element(&template_of(&aws, FIRST).await, "TemplateBody").expect("a stack has a template");

    create(&aws, SECOND, template, &[]).await;

    let (first, second) = (resources(&aws, FIRST).await, resources(&aws, SECOND).await);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    let shared: Vec<_> = first.iter().filter(|(name, id)| second.get(*name) == Some(*id)).collect();
    let shared: Vec<_> = shared.into_iter().filter(|(_, id)| !ALIKE.contains(&id.as_str())).collect();
    assert!(shared.is_empty(), "{shared:?}");
    cloud.stop().await.expect("nothing of it is left");
}

/// What belongs to a pool or an API alone, and is called alike in each of them.
const ALIKE: [&str; 3] = ["technicians", "operators", "$default"];

/// Makes a stack of a template and waits until it stands.
pub(super) async fn create(aws: &Aws, stack: &str, template: String, parameters: &[(&str, &str)]) {
    let key = format!("{stack}.template");
    aws.put_object(DEPLOYMENTS, &key, template.into_bytes()).await.expect("it is stored");
    let url = aws.object_url(DEPLOYMENTS, &key);
    let fields = [
        ("StackName", stack),
        ("TemplateURL", &url),
        ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
        ("Capabilities.member.2", "CAPABILITY_AUTO_EXPAND"),
    ];
    let mut fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
    for (number, (name, value)) in (1..).zip(parameters) {
        fields.push((format!("Parameters.member.{number}.ParameterKey"), *name));
        fields.push((format!("Parameters.member.{number}.ParameterValue"), *value));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    aws.cloudformation("CreateStack", &fields).await.expect("nothing is in its way");
    assert_eq!(settled(aws, stack).await, "CREATE_COMPLETE");
}

async fn template_of(aws: &Aws, stack: &str) -> String {
    let fields = [("StackName", stack), ("TemplateStage", "Original")];
    aws.cloudformation("GetTemplate", &fields).await.expect("the stack stands")
}

/// Waits until the stack stands or has failed.
async fn settled(aws: &Aws, stack: &str) -> String {
    let mut looks = interval(Duration::from_millis(250));
    let looking = async {
        loop {
            looks.tick().await;
            let answer = aws.cloudformation("DescribeStacks", &[("StackName", stack)]).await;
            let status = element(&answer.expect("the stack is known"), "StackStatus").unwrap_or_default();
            if !status.ends_with("_IN_PROGRESS") {
                return status;
            }
        }
    };
    timeout(PATIENCE, looking).await.expect("a stack settles")
}

/// Names of resources in the template, with what they are called in the cloud.
pub(super) async fn resources(aws: &Aws, stack: &str) -> BTreeMap<String, String> {
    let answer = aws.cloudformation("DescribeStackResources", &[("StackName", stack)]).await;
    let answer = answer.expect("the stack is known");
    let members = answer.split("<member>").skip(1);
    let named =
        |member: &str| Some((element(member, "LogicalResourceId")?, element(member, "PhysicalResourceId")?));
    members.filter_map(named).collect()
}

/// The text of the first element with this name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    Some(entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign)))
}

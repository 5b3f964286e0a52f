//! Deploys the template as a CloudFormation stack, or finds the one that stands already.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use roxmltree::{Document, Node};

use crate::aws::Aws;
use crate::template::{Function, Package, Template};
use crate::{Error, Progress, package};

/// The stack of the cloud.
const CLOUD: &str = "hop-assist";
/// The stack of what the samples speak of.
const SAMPLES: &str = "hop-assist-samples";
const BUCKET: &str = "hop-assist-deployments";

/// A resource that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// Its name in the template.
    pub name: String,
    /// What it is called in the cloud.
    pub id: String,
}

enum Stack {
    Absent,
    Standing,
    Broken,
}

/// Makes the stack, updates it, or leaves it as it is when the template says nothing new.
pub(crate) async fn deploy(
    aws: &Aws,
    template: &Template,
    timeout_seconds: Option<u32>,
    parameters: &[(&str, String)],
    progress: Progress,
) -> Result<Vec<Resource>, Error> {
    let functions = template.functions()?;
    let bundles =
        functions.iter().map(|function| package::pack(&function.name)).collect::<Result<Vec<_>, _>>()?;
    let placed = |function: &Function| {
        let bundle = functions.iter().zip(&bundles).find(|(other, _)| *other == function);
        let key = bundle.map(|(_, bundle)| bundle.key.clone()).unwrap_or_default();
        Package { bucket: BUCKET.into(), key }
    };
    let body = template.deployable(placed, timeout_seconds, parameters)?.to_string();
    let stack = find(aws, CLOUD).await?;
    if stands_so(aws, CLOUD, &stack, &body).await? {
        return resources(aws, CLOUD).await;
    }
    let step = progress.begin("Deploying", "infra/template.yaml");
    aws.make_bucket(BUCKET).await?;
    for bundle in bundles {
        aws.put_object(BUCKET, &bundle.key, bundle.archive).await?;
    }
    change(aws, CLOUD, &stack, &body).await?;
    step.done("Deployed");
    resources(aws, CLOUD).await
}

/// Makes the places of the samples, or leaves them as they are. Places of another template are made anew: they are filled
/// again at each start, and an update that the cloud refuses must not keep it from coming up.
pub(crate) async fn deploy_samples(
    aws: &Aws,
    template: &Template,
    parameters: &[(&str, String)],
) -> Result<Vec<Resource>, Error> {
    let body = template.places(parameters)?.to_string();
    let stack = find(aws, SAMPLES).await?;
    if !stands_so(aws, SAMPLES, &stack, &body).await? {
        aws.make_bucket(BUCKET).await?;
        let stack = if matches!(stack, Stack::Absent) { stack } else { Stack::Broken };
        change(aws, SAMPLES, &stack, &body).await?;
    }
    resources(aws, SAMPLES).await
}

async fn stands_so(aws: &Aws, name: &str, stack: &Stack, body: &str) -> Result<bool, Error> {
    let stands = matches!(stack, Stack::Standing);
    Ok(stands && text(&get(aws, name).await?, "TemplateBody").as_deref() == Some(body))
}

async fn change(aws: &Aws, name: &str, stack: &Stack, body: &str) -> Result<(), Error> {
    let operation = match stack {
        Stack::Standing => "UpdateStack",
        Stack::Absent => "CreateStack",
        Stack::Broken => {
            aws.cloudformation("DeleteStack", &[("StackName", name)]).await?;
            settled(aws, name).await?;
            "CreateStack"
        }
    };
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    let key = format!("template-{:016x}.json", hasher.finish());
    aws.put_object(BUCKET, &key, body.into()).await?;
    let fields = [
        ("StackName", name),
        ("TemplateURL", &aws.object_url(BUCKET, &key)),
        ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
        ("Capabilities.member.2", "CAPABILITY_AUTO_EXPAND"),
    ];
    aws.cloudformation(operation, &fields).await.map_err(refused)?;
    match settled(aws, name).await?.as_deref() {
        Some("CREATE_COMPLETE" | "UPDATE_COMPLETE") => Ok(()),
        Some(_) | None => Err(Error::Deploy(why(aws, name).await?)),
    }
}

fn refused(error: Error) -> Error {
    let Error::Refused { body, .. } = &error else { return error };
    Error::Deploy(text(body, "Message").unwrap_or_else(|| body.clone()))
}

async fn find(aws: &Aws, name: &str) -> Result<Stack, Error> {
    Ok(match status(aws, name).await?.as_deref() {
        None | Some("DELETE_COMPLETE") => Stack::Absent,
        Some("CREATE_COMPLETE" | "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_COMPLETE") => {
            Stack::Standing
        }
        Some(_) => Stack::Broken,
    })
}

async fn status(aws: &Aws, name: &str) -> Result<Option<String>, Error> {
    match aws.cloudformation("DescribeStacks", &[("StackName", name)]).await {
        Ok(answer) => Ok(text(&answer, "StackStatus")),
        Err(Error::Refused { body, .. }) if body.contains("does not exist") => Ok(None),
        Err(error) => Err(error),
    }
}

async fn settled(aws: &Aws, name: &str) -> Result<Option<String>, Error> {
    loop {
        match status(aws, name).await? {
            Some(status) if status.ends_with("_IN_PROGRESS") => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            settled => return Ok(settled),
        }
    }
}

async fn get(aws: &Aws, name: &str) -> Result<String, Error> {
    aws.cloudformation("GetTemplate", &[("StackName", name), ("TemplateStage", "Original")]).await
}

async fn why(aws: &Aws, name: &str) -> Result<String, Error> {
    let events = aws.cloudformation("DescribeStackEvents", &[("StackName", name)]).await?;
    let failed = members(&events, |event| {
        let status = child(event, "ResourceStatus")?;
        let reason = child(event, "ResourceStatusReason").filter(|reason| !reason.contains("cancelled"))?;
        status
            .ends_with("_FAILED")
            .then(|| format!("{}: {reason}", child(event, "LogicalResourceId").unwrap_or("?")))
    });
    Ok(failed?.into_iter().next_back().unwrap_or_else(|| "the local cloud gives no reason".into()))
}

async fn resources(aws: &Aws, name: &str) -> Result<Vec<Resource>, Error> {
    let answer = aws.cloudformation("DescribeStackResources", &[("StackName", name)]).await?;
    members(&answer, |member| {
        let name = child(member, "LogicalResourceId")?.into();
        Some(Resource { name, id: child(member, "PhysicalResourceId")?.into() })
    })
}

fn members<T>(xml: &str, read: impl Fn(Node<'_, '_>) -> Option<T>) -> Result<Vec<T>, Error> {
    let document = Document::parse(xml)
        .map_err(|error| Error::Unexpected { call: "CloudFormation".into(), why: error.to_string() })?;
    Ok(document
        .descendants()
        .filter(|node| node.has_tag_name("member") || tag(*node) == "member")
        .filter_map(read)
        .collect())
}

fn child<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.children().find(|child| tag(*child) == name)?.text()
}

fn text(xml: &str, name: &str) -> Option<String> {
    let document = Document::parse(xml).ok()?;
    let found = document.descendants().find(|node| tag(*node) == name)?;
    found.text().map(ToOwned::to_owned)
}

/// The tag without the service's namespace.
fn tag<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

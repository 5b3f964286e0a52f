//! One list of functions: folders, template, samples and binaries say the same.

use std::collections::{BTreeMap, BTreeSet};

use domain::policy::Policy;
use local::template::Template;
use ops::Adoption;
use serde_json::{Value, json};
use tests::event;

fn template() -> String {
    std::fs::read_to_string(event::root().join("infra/template.yaml")).expect("the template is there")
}

#[test]
fn the_template_deploys_every_function_and_no_other() {
    let template = template();
    let deployed = template.lines().filter_map(|line| line.trim().strip_prefix("CodeUri: ../target/lambda/"));
    let deployed: BTreeSet<String> = deployed.map(|name| name.trim_end_matches('/').to_owned()).collect();

    assert_eq!(deployed, event::functions().into_iter().collect());
}

#[test]
fn every_function_has_a_sample_event() {
    let folder = std::fs::read_dir(event::root().join("events")).expect("the project has samples");
    let names = folder.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let samples: BTreeSet<String> =
        names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect();

    assert_eq!(samples, event::functions().into_iter().collect());
}

#[test]
fn the_template_sets_every_parameter_of_the_policy_to_its_default() {
    let template = template();
    let variables = template.lines().map(str::trim).filter(|line| line.starts_with("POLICY_"));
    let variables: Vec<(&str, &str)> = variables.filter_map(|line| line.split_once(": !Ref ")).collect();

    let names: BTreeSet<&str> = variables.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Policy::names().into_iter().collect());
    let lookup = |name: &str| {
        let (_, parameter) = variables.iter().find(|(known, _)| *known == name)?;
        let (_, parameter) = template.split_once(&format!("\n  {parameter}:\n"))?;
        let default = parameter.lines().find_map(|line| line.trim().strip_prefix("Default: "))?;
        Some(default.trim_matches('\'').to_owned())
    };
    assert_eq!(Policy::from_lookup(lookup), Ok(Policy::default()));
}

/// The variables of each function, by the name of its folder.
fn variables() -> Vec<(String, Value)> {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let functions = template.functions().expect("functions have names").into_iter();
    let bodies: Vec<(&str, &Value)> = template.of_type("AWS::Serverless::Function").collect();
    let variables = functions.map(|function| {
        let (_, body) = bodies.iter().find(|(name, _)| *name == function.resource).expect("it is listed");
        (function.name, body["Properties"]["Environment"]["Variables"].clone())
    });
    variables.collect()
}

#[test]
fn a_function_is_told_of_the_buckets_that_it_uses_and_of_no_other() {
    let mut wrong = Vec::new();
    for (name, variables) in variables() {
        let main = event::root().join("functions").join(&name).join("src/main.rs");
        let main = std::fs::read_to_string(main).expect("a function has a main.rs");
        for (variable, connects, resource) in
            [("BUCKET", "Bucket::connect", "Bucket"), ("DOCUMENTS", "Documents::connect", "Documents")]
        {
            let told = variables.get(variable).cloned();
            // An eraser connects to the bucket of uploads itself.
            let uses = main.contains(connects) || resource == "Bucket" && main.contains("Eraser::connect");
            let wanted = uses.then(|| json!({ "Ref": resource }));
            if told != wanted {
                wrong.push(format!("{name}: {variable} is {told:?}, not {wanted:?}"));
            }
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

fn read() -> Template {
    Template::read(&event::root().join("infra/template.yaml")).expect("a template")
}

/// The names of alarms on a metric, each with the resource whose name is its only dimension.
fn alarms_on(template: &Template, metric: &str) -> BTreeSet<String> {
    let alarms = template.of_type("AWS::CloudWatch::Alarm").map(|(_, alarm)| &alarm["Properties"]);
    let alarms = alarms.filter(|alarm| alarm["MetricName"] == metric);
    let resource = |alarm: &Value| {
        let value = &alarm["Dimensions"][0]["Value"];
        let name = value["Ref"].as_str().or_else(|| value["Fn::GetAtt"][0].as_str());
        name.unwrap_or_default().to_owned()
    };
    alarms.map(resource).collect()
}

#[test]
fn two_stacks_of_one_account_share_no_name() {
    let template = read();

    let mut wrong = Vec::new();
    for (function, body) in template.of_type("AWS::Serverless::Function") {
        for (_, schedule) in body["Properties"]["Events"].as_object().into_iter().flatten() {
            let name = schedule["Properties"]["Name"]["Fn::Sub"].as_str().unwrap_or_default();
            if schedule["Type"] == "ScheduleV2" && !name.starts_with("${AWS::StackName}-") {
                wrong.push(format!("the schedule of {function}"));
            }
        }
    }
    for (alarm, body) in template.of_type("AWS::CloudWatch::Alarm") {
        let namespace = &body["Properties"]["Namespace"];
        let is_of_aws = namespace.as_str().is_some_and(|name| name.starts_with("AWS/"));
        let query = body["Properties"]["Metrics"][0]["Expression"]["Fn::Sub"].as_str().unwrap_or_default();
        let is_of_the_table =
            query.contains("FROM \"AWS/") && query.ends_with("WHERE TableName = '${Table}'");
        if !is_of_aws && !is_of_the_table && *namespace != json!({ "Ref": "AWS::StackName" }) {
            wrong.push(format!("the metric of {alarm}"));
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_holds_data_outlives_its_stack_but_not_a_first_deployment_that_failed() {
    let template = read();

    let kinds = [
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolGroup",
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
    ];
    for (name, body) in kinds.iter().flat_map(|kind| template.of_type(kind)) {
        let policies = [&body["DeletionPolicy"], &body["UpdateReplacePolicy"]];
        assert_eq!(policies, ["RetainExceptOnCreate", "Retain"], "{name}");
    }
}

#[test]
fn all_that_outlives_its_stack_can_be_taken_over_by_another_one() {
    let template = read();
    let outlives = |body: &Value| body["DeletionPolicy"] == "RetainExceptOnCreate";
    let all = template.resources().as_object().expect("resources have names").iter();
    let left: BTreeSet<&str> =
        all.filter(|(_, body)| outlives(body)).map(|(name, _)| name.as_str()).collect();
    let names =
        ["Table", "Bucket", "Documents", "UserPool"].map(|name| (name.to_owned(), format!("the-{name}")));

    let values = json!({ "WebOrigin": "https://app.example.org" });
    let values = values.as_object().expect("a map");
    let adoption = Adoption::of(&template, &names.into(), values).expect("these are left behind");

    let resources = adoption.template["Resources"].as_object().expect("resources have names");
    assert_eq!(resources.keys().map(String::as_str).collect::<BTreeSet<_>>(), left);
    let identified = adoption.resources.as_array().expect("a list").iter();
    let identified = identified.filter_map(|one| one["LogicalResourceId"].as_str());
    assert_eq!(identified.collect::<BTreeSet<_>>(), left);
    // It names nothing that is not in it.
    let text = adoption.template.to_string();
    let known: Vec<&str> = ["Parameters", "Conditions", "Resources"]
        .iter()
        .flat_map(|section| adoption.template[section].as_object().into_iter().flatten())
        .map(|(name, _)| name.as_str())
        .collect();
    let told = text.split("{\"Ref\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let told =
        told.chain(text.split("{\"Fn::GetAtt\":[\"").skip(1).filter_map(|rest| rest.split('"').next()));
    let unknown: Vec<&str> =
        told.filter(|name| !name.starts_with("AWS::") && !known.contains(name)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
    let refused = |name: &str| {
        let names = BTreeMap::from([(name.to_owned(), "left".to_owned())]);
        let refused = Adoption::of(&template, &names, &serde_json::Map::new());
        refused.expect_err("it cannot be adopted").to_string()
    };
    assert_eq!(refused("Invoices"), "Invoices is nothing that a deleted stack leaves behind");
    assert!(refused("Bucket").starts_with("WebOrigin has no value: "));
}

#[test]
fn every_queue_and_schedule_has_its_alarms() {
    let template = read();

    let queues: BTreeSet<String> =
        template.of_type("AWS::SQS::Queue").map(|(name, _)| name.to_owned()).collect();
    let (dead, working): (BTreeSet<String>, BTreeSet<String>) =
        queues.into_iter().partition(|name| name.ends_with("Dead"));
    let scheduled = template.of_type("AWS::Serverless::Function").filter(|(_, body)| {
        let events = body["Properties"]["Events"].as_object().into_iter().flatten();
        events.into_iter().any(|(_, event)| event["Type"] == "ScheduleV2")
    });
    let scheduled: BTreeSet<String> = scheduled.map(|(name, _)| name.to_owned()).collect();

    assert_eq!(alarms_on(&template, "ApproximateNumberOfMessagesVisible"), dead);
    assert_eq!(alarms_on(&template, "ApproximateAgeOfOldestMessage"), working);
    assert_eq!(alarms_on(&template, "Invocations"), scheduled);
    // A batch that answers which items failed is no error for Lambda.
    let mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let readers = mappings.filter_map(|(_, body)| Template::called_by(body));
    assert_eq!(alarms_on(&template, "Failed"), readers.map(ToOwned::to_owned).collect());
    assert_eq!(alarms_on(&template, "Errors"), scheduled);
}

/// Before that, no call is counted, and the alarm would tell of a schedule that stopped.
#[test]
fn an_alarm_on_missing_calls_is_made_after_the_schedule_that_calls() {
    let template = read();

    let mut schedules = BTreeSet::new();
    let mut awaited = BTreeSet::new();
    for (function, body) in template.of_type("AWS::Serverless::Function") {
        let events = body["Properties"]["Events"].as_object().into_iter().flatten();
        let events = events.filter(|(_, event)| event["Type"] == "ScheduleV2");
        schedules.extend(events.map(|(event, _)| (function.to_owned(), format!("{function}{event}"))));
    }
    for (_, alarm) in template.of_type("AWS::CloudWatch::Alarm") {
        if alarm["Properties"]["TreatMissingData"] == "breaching" {
            let function = alarm["Properties"]["Dimensions"][0]["Value"]["Ref"].as_str().unwrap_or_default();
            let schedule = alarm["DependsOn"].as_str().unwrap_or_default();
            awaited.insert((function.to_owned(), schedule.to_owned()));
        }
    }

    assert_eq!(awaited, schedules);
}

/// The version of the last deployment that went well; `$LATEST` may be one that was taken back.
#[test]
fn an_output_that_names_a_function_names_its_alias() {
    let template = read();
    let functions: BTreeSet<&str> =
        template.of_type("AWS::Serverless::Function").map(|(name, _)| name).collect();

    let outputs = template.section("Outputs").as_object().expect("outputs have names").iter();
    let values: Vec<(&str, &str)> = outputs
        .filter_map(|(name, output)| Some((name.as_str(), output["Value"]["Ref"].as_str()?)))
        .collect();

    let unqualified: Vec<_> = values.iter().filter(|(_, value)| functions.contains(value)).collect();
    assert!(unqualified.is_empty(), "{unqualified:?}");
    assert!(values.contains(&("PublishEventsAlias", "PublishEventsFunction.Alias")), "{values:?}");
}

/// `CodeDeploy` looks at ten alarms at most, and each of them has to be one that can tell of this function.
#[test]
fn a_new_version_gets_some_of_the_calls_first_and_goes_back_when_an_alarm_of_its_own_rings() {
    let template = read();
    let globals = template.function_defaults();
    let gradual = &globals["DeploymentPreference"];
    assert_eq!(globals["AutoPublishAlias"], "live");
    assert_eq!(
        (&gradual["Enabled"], &gradual["Type"]),
        (&json!({ "Ref": "GradualDeployment" }), &json!({ "Ref": "DeploymentSpeed" }))
    );

    let names = |alarm: &Value| {
        template.of_type("AWS::CloudWatch::Alarm").any(|(_, body)| body["Properties"]["AlarmName"] == *alarm)
    };
    let all = gradual["Alarms"].as_array().expect("a list").iter();
    let unknown: Vec<&Value> = all.filter(|alarm| !names(alarm)).collect();
    assert_eq!(unknown, Vec::<&Value>::new(), "alarms that no function may wait for are named");
    for (function, body) in template.of_type("AWS::Serverless::Function") {
        let own = body["Properties"]["DeploymentPreference"]["Alarms"].as_array();
        let own: Vec<&str> = own.into_iter().flatten().filter_map(|alarm| alarm["Ref"].as_str()).collect();
        let of = |name: &str| alarms_on(&template, name).contains(function);
        let expected = match function.strip_suffix("Function") {
            Some(name) if of("Failed") => vec![format!("{name}FailedAlarm")],
            Some(name) if of("Errors") => vec![format!("{name}ErrorsAlarm")],
            Some(_) => vec![],
            None => vec!["a function is called so".to_owned()],
        };
        assert_eq!(own, expected, "{function}");
    }
}

/// What SAM makes of a function: itself, role, version, alias, deployment group; and one or two of each event.
#[test]
fn the_stack_has_no_more_resources_than_a_stack_may_have() {
    let template = read();
    let written = template.resources().as_object().expect("resources have names").len();
    let of_functions = template.of_type("AWS::Serverless::Function").map(|(_, body)| {
        let properties = &body["Properties"];
        let events = properties["Events"].as_object().into_iter().flatten();
        let of_events = events.map(|(_, event)| if event["Type"] == "ScheduleV2" { 2 } else { 1 });
        4 + of_events.sum::<usize>() + usize::from(!properties["EventInvokeConfig"].is_null())
    });
    // The stage of the API; the application of the deployments, and its role.
    let all = written + of_functions.sum::<usize>() + 3;

    assert!(all <= 500, "{all} resources: move some into a nested stack");
}

/// The emulator does not enforce the policies of queues, so this looks at what AWS would evaluate.
#[test]
fn the_topic_and_nobody_else_may_send_to_the_queues_of_a_reader_of_events() {
    let path = event::root().join("infra/event-reader.yaml");
    let template = Template::read(&path).expect("a template");
    let resources = template.resources();

    let policy = &resources["EventsPolicy"]["Properties"];
    assert_eq!(policy["Queues"], json!([{ "Ref": "Events" }, { "Ref": "EventsDead" }]));
    let statement = json!({
        "Sid": "ThisTopicSends",
        "Effect": "Allow",
        "Principal": { "Service": "sns.amazonaws.com" },
        "Action": "sqs:SendMessage",
        "Resource": [{ "Fn::GetAtt": ["Events", "Arn"] }, { "Fn::GetAtt": ["EventsDead", "Arn"] }],
        "Condition": { "ArnEquals": { "aws:SourceArn": { "Ref": "EventsTopicArn" } } },
    });
    assert_eq!(policy["PolicyDocument"]["Statement"], json!([statement]));
    let subscription = &resources["EventsSubscription"]["Properties"];
    assert_eq!(subscription["Endpoint"], json!({ "Fn::GetAtt": ["Events", "Arn"] }));
    assert_eq!(subscription["RawMessageDelivery"], true);
    // What the queue refuses is kept: the emulator would drop it.
    let dead = json!({ "deadLetterTargetArn": { "Fn::GetAtt": ["EventsDead", "Arn"] } });
    assert_eq!(subscription["RedrivePolicy"], dead);
}

#[test]
fn domain_events_are_encrypted_on_their_way() {
    let template = read();
    let topics: Vec<(&str, &Value)> = template.of_type("AWS::SNS::Topic").collect();

    let events = topics.iter().find(|(name, _)| *name == "EventsTopic").expect("a topic");
    assert_eq!(events.1["Properties"]["KmsMasterKeyId"], "alias/aws/sns");
    let reader = Template::read(&event::root().join("infra/event-reader.yaml")).expect("a template");
    for (name, queue) in template.of_type("AWS::SQS::Queue").chain(reader.of_type("AWS::SQS::Queue")) {
        assert_eq!(queue["Properties"]["SqsManagedSseEnabled"], true, "{name}");
    }
}

#[test]
fn a_deployment_without_origin_and_address_does_not_start() {
    let template = template();

    for parameter in ["WebOrigin", "AlarmEmail"] {
        let (_, rest) = template.split_once(&format!("\n  {parameter}:\n")).expect("it is a parameter");
        let own: Vec<&str> = rest.lines().take_while(|line| line.starts_with("    ")).collect();
        assert!(!own.iter().any(|line| line.trim().starts_with("Default:")), "{parameter} has a default");
    }
}

#[test]
fn documents_are_versioned_and_locked_for_ten_years() {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");

    let (_, documents) =
        template.of_type("AWS::S3::Bucket").find(|(name, _)| *name == "Documents").expect("a bucket");

    let (retain, asked) = (&documents["DeletionPolicy"], &documents["Properties"]);
    let expected = (&json!("RetainExceptOnCreate"), &json!("Enabled"));
    assert_eq!((retain, &asked["VersioningConfiguration"]["Status"]), expected);
    assert_eq!(asked["ObjectLockEnabled"], true);
    let rule = json!({ "DefaultRetention": { "Mode": { "Ref": "DocumentLockMode" }, "Years": 10 } });
    assert_eq!(asked["ObjectLockConfiguration"], json!({ "ObjectLockEnabled": "Enabled", "Rule": rule }));
    // The lock ends before the files expire.
    let expires = &asked["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"];
    assert_eq!(expires, &json!({ "Ref": "ReportRetentionDays" }));
    assert!(Policy::default().report_retention_days > 10 * 366);
}

#[test]
fn a_tick_that_failed_is_not_retried_as_the_next_one_goes_on_where_it_stopped() {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");

    let mut ticking = 0;
    for (name, function) in template.of_type("AWS::Serverless::Function") {
        let properties = &function["Properties"];
        let events = properties["Events"].as_object().into_iter().flatten();
        for (_, schedule) in events.filter(|(_, event)| event["Type"] == "ScheduleV2") {
            ticking += 1;
            assert_eq!(schedule["Properties"]["RetryPolicy"]["MaximumRetryAttempts"], 0, "{name}");
            assert_eq!(properties["EventInvokeConfig"]["MaximumRetryAttempts"], 0, "{name}");
        }
    }

    assert_eq!(ticking, 4);
}

#[test]
fn whatever_a_function_parks_rings_the_one_alarm() {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let parked: Vec<&Value> = alarms
        .map(|(_, alarm)| &alarm["Properties"])
        .filter(|alarm| alarm["MetricName"] == "Parked")
        .collect();

    // Functions tell the metric without a dimension, so one that has one would never ring.
    assert_eq!(parked.iter().map(|alarm| &alarm["Dimensions"]).collect::<Vec<_>>(), [&Value::Null]);
}

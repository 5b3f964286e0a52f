//! The table as the template describes it: the one list of keys and indexes.

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
        ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
    },
};
use saphyr::{LoadableYamlNode, Yaml};

/// Where the template stands beside this crate.
const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/template.yaml");

/// Creates the table of the template under another name.
pub(super) async fn create(client: &Client, name: &str, streams: bool) {
    let template = std::fs::read_to_string(TEMPLATE).expect("the template can be read");
    let documents = Yaml::load_from_str(&template).expect("the template is YAML");
    let table = properties(&documents[0]);
    let view = StreamViewType::from(text(at(table, "StreamSpecification"), "StreamViewType"));
    let stream = StreamSpecification::builder().stream_enabled(streams);
    let stream = stream.set_stream_view_type(streams.then_some(view)).build();
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(list(table, "AttributeDefinitions").map(definition).collect()))
        .set_key_schema(Some(schema(table)))
        .set_global_secondary_indexes(Some(list(table, "GlobalSecondaryIndexes").map(index).collect()))
        .stream_specification(stream.expect("a stream shows images"))
        .send()
        .await
        .expect("the table can be created");
    sweep(client, name, at(table, "TimeToLiveSpecification")).await;
}

/// Every index of the table with the attribute that is its partition key.
pub(super) fn indexes() -> Vec<(String, String)> {
    let template = std::fs::read_to_string(TEMPLATE).expect("the template can be read");
    let documents = Yaml::load_from_str(&template).expect("the template is YAML");
    let index = |node: &Yaml<'_>| {
        let hash = list(node, "KeySchema").find(|key| text(key, "KeyType") == "HASH");
        let hash = hash.expect("an index has a partition key");
        (text(node, "IndexName").to_owned(), text(hash, "AttributeName").to_owned())
    };
    list(properties(&documents[0]), "GlobalSecondaryIndexes").map(index).collect()
}

/// The filter between the table's stream and its reader.
pub(super) fn stream_filter() -> String {
    let template = std::fs::read_to_string(TEMPLATE).expect("the template can be read");
    let documents = Yaml::load_from_str(&template).expect("the template is YAML");
    let resources = at(&documents[0], "Resources").as_mapping().expect("resources have names");
    let is_reader = |resource: &&Yaml<'_>| {
        text(resource, "Type") == "AWS::Lambda::EventSourceMapping"
            && at(resource, "Properties").as_mapping_get("FilterCriteria").is_some()
    };
    let reader = resources.values().find(is_reader).expect("the template has a reader of the stream");
    let filters = list(at(at(reader, "Properties"), "FilterCriteria"), "Filters");
    let mut patterns = filters.map(|filter| text(filter, "Pattern").to_owned());
    patterns.next().expect("the reader's filter has a pattern")
}

fn properties<'node, 'text>(template: &'node Yaml<'text>) -> &'node Yaml<'text> {
    let resources = at(template, "Resources").as_mapping().expect("resources have names");
    let is_table = |resource: &&Yaml<'_>| text(resource, "Type") == "AWS::DynamoDB::Table";
    at(resources.values().find(is_table).expect("the template has a table"), "Properties")
}

async fn sweep(client: &Client, name: &str, time_to_live: &Yaml<'_>) {
    let specification = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name(text(time_to_live, "AttributeName"))
        .build()
        .expect("an attribute tells when an item is dead");
    let call = client.update_time_to_live().table_name(name).time_to_live_specification(specification);
    call.send().await.expect("dead items can be swept");
}

fn definition(node: &Yaml<'_>) -> AttributeDefinition {
    AttributeDefinition::builder()
        .attribute_name(text(node, "AttributeName"))
        .attribute_type(ScalarAttributeType::from(text(node, "AttributeType")))
        .build()
        .expect("an attribute has a name and a type")
}

fn index(node: &Yaml<'_>) -> GlobalSecondaryIndex {
    let projected = at(node, "Projection");
    let kind = ProjectionType::from(text(projected, "ProjectionType"));
    let more = projected.as_mapping_get("NonKeyAttributes").and_then(Yaml::as_sequence);
    let more = more.map(|names| names.iter().filter_map(Yaml::as_str).map(ToOwned::to_owned).collect());
    let projection = Projection::builder().projection_type(kind).set_non_key_attributes(more);
    GlobalSecondaryIndex::builder()
        .index_name(text(node, "IndexName"))
        .set_key_schema(Some(schema(node)))
        .projection(projection.build())
        .build()
        .expect("an index has a name and keys")
}

fn schema(node: &Yaml<'_>) -> Vec<KeySchemaElement> {
    let element = |node: &Yaml<'_>| {
        KeySchemaElement::builder()
            .attribute_name(text(node, "AttributeName"))
            .key_type(KeyType::from(text(node, "KeyType")))
            .build()
            .expect("a key has a name and a kind")
    };
    list(node, "KeySchema").map(element).collect()
}

fn at<'node, 'text>(node: &'node Yaml<'text>, name: &str) -> &'node Yaml<'text> {
    node.as_mapping_get(name).expect("the template has all that a table needs")
}

fn text<'node>(node: &'node Yaml<'_>, name: &str) -> &'node str {
    at(node, name).as_str().expect("the template has texts where a table needs them")
}

fn list<'node, 'text>(node: &'node Yaml<'text>, name: &str) -> impl Iterator<Item = &'node Yaml<'text>> {
    at(node, name).as_sequence().expect("the template has lists where a table needs them").iter()
}

//! The routes of the HTTP API, read from the `HttpApi` events of functions.

use serde_json::{Map, Value, json};

use crate::{Error, gateway};

/// The routes and integrations of a function; its `HttpApi` events are taken away, the others stay.
pub(crate) fn of(
    function: &str,
    resource: &mut Value,
    apis: &Map<String, Value>,
) -> Result<Map<String, Value>, Error> {
    let mut routes = Map::new();
    let Some(events) = resource.pointer_mut("/Properties/Events").and_then(Value::as_object_mut) else {
        return Ok(routes);
    };
    let (http, other) = std::mem::take(events).into_iter().partition(|(_, event)| event["Type"] == "HttpApi");
    *events = other;
    let http: Map<String, Value> = http;
    for (event, definition) in http {
        let properties = &definition["Properties"];
        let (api, default) = api_of(properties, apis).ok_or_else(|| {
            Error::Template(format!("event {event} of {function} has no ApiId of this template"))
        })?;
        let integration = format!("{function}{api}Integration");
        routes.insert(format!("{function}{event}Route"), route(api, default, &integration, properties));
        routes.insert(integration, integration_with(api, function));
    }
    Ok(routes)
}

fn api_of<'a>(event: &Value, apis: &'a Map<String, Value>) -> Option<(&'a String, &'a Value)> {
    let api = event["ApiId"]["Ref"].as_str()?;
    apis.iter().find(|(name, _)| *name == api)
}

fn integration_with(api: &str, function: &str) -> Value {
    let properties = json!({
        "ApiId": { "Ref": api },
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": { "Fn::GetAtt": [function, "Arn"] },
        "PayloadFormatVersion": "2.0",
    });
    json!({ "Type": "AWS::ApiGatewayV2::Integration", "Properties": properties })
}

fn route(api: &str, default: &Value, integration: &str, event: &Value) -> Value {
    let key = match (event["Method"].as_str(), event["Path"].as_str()) {
        (Some(method), Some(path)) => format!("{} {path}", method.to_uppercase()),
        (None, _) | (_, None) => "$default".into(),
    };
    let mut properties = json!({
        "ApiId": { "Ref": api },
        "RouteKey": key,
        "Target": { "Fn::Join": ["/", ["integrations", { "Ref": integration }]] },
        "AuthorizationType": "NONE",
    });
    let authorizer = event["Auth"]["Authorizer"].as_str().or_else(|| default.as_str());
    if let Some(authorizer) = authorizer.filter(|authorizer| *authorizer != "NONE") {
        properties["AuthorizationType"] = json!("JWT");
        properties["AuthorizerId"] = json!({ "Ref": gateway::authorizer_of(api, authorizer) });
    }
    json!({ "Type": "AWS::ApiGatewayV2::Route", "Properties": properties })
}

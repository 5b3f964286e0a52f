//! Spells the HTTP API out. SAM hands routes to the gateway as one `OpenAPI` body, which the emulator does not
//! read; so each `HttpApi` event becomes a route, each of its functions an integration, each authorizer itself.

use serde_json::{Map, Value, json};

use crate::template::object;
use crate::{Error, routes};

const API: &str = "AWS::Serverless::HttpApi";
const FUNCTION: &str = "AWS::Serverless::Function";

/// The template with gateway resources instead of SAM's `HttpApi` and its events.
pub(crate) fn spelt_out(mut document: Value) -> Result<Value, Error> {
    let globals = document.get_mut("Globals").and_then(Value::as_object_mut);
    let defaults = globals.and_then(|globals| globals.remove("HttpApi")).unwrap_or_default();
    let mut added = Map::new();
    let resources = object(&mut document, "Resources")?;
    let mut apis = Map::new();
    for (name, resource) in resources.iter_mut().filter(|(_, resource)| resource["Type"] == API) {
        let properties = merged(&defaults, &resource["Properties"]);
        added.extend(beside_api(name, &properties));
        *resource = api(name);
        apis.insert(name.clone(), properties["Auth"]["DefaultAuthorizer"].clone());
    }
    for (name, resource) in resources.iter_mut().filter(|(_, resource)| resource["Type"] == FUNCTION) {
        added.extend(routes::of(name, resource, &apis)?);
    }
    resources.extend(added);
    Ok(document)
}

fn merged(defaults: &Value, own: &Value) -> Value {
    let mut all = defaults.as_object().cloned().unwrap_or_default();
    all.extend(own.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

fn api(name: &str) -> Value {
    json!({ "Type": "AWS::ApiGatewayV2::Api", "Properties": { "Name": name, "ProtocolType": "HTTP" } })
}

fn beside_api(name: &str, properties: &Value) -> Map<String, Value> {
    let stage = json!({ "ApiId": { "Ref": name }, "StageName": "$default", "AutoDeploy": true });
    let mut beside = Map::new();
    beside.insert(
        format!("{name}ApiGatewayDefaultStage"),
        json!({ "Type": "AWS::ApiGatewayV2::Stage", "Properties": stage }),
    );
    for (authorizer, definition) in properties["Auth"]["Authorizers"].as_object().into_iter().flatten() {
        let jwt = &definition["JwtConfiguration"];
        let properties = json!({
            "ApiId": { "Ref": name },
            "Name": authorizer,
            "AuthorizerType": "JWT",
            "IdentitySource": [definition["IdentitySource"]],
            "JwtConfiguration": {
                "Issuer": either(jwt, "issuer", "Issuer"),
                "Audience": either(jwt, "audience", "Audience"),
            },
        });
        beside.insert(
            authorizer_of(name, authorizer),
            json!({ "Type": "AWS::ApiGatewayV2::Authorizer", "Properties": properties }),
        );
    }
    beside
}

fn either(value: &Value, one: &str, other: &str) -> Value {
    value.get(one).or_else(|| value.get(other)).cloned().unwrap_or_default()
}

/// The resource of an authorizer.
pub(crate) fn authorizer_of(api: &str, authorizer: &str) -> String {
    format!("{api}{authorizer}Authorizer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    const TEXT: &str = "
Globals:
  HttpApi:
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: People
        Authorizers:
          People:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: { issuer: https://issuer.example, audience: [!Ref Client] }
  Accept:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Call:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Path: '/interventions/{id}/acceptance', Method: post }
        Open:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Path: /categories, Method: GET, Auth: { Authorizer: NONE } }
        Tick: { Type: Schedule, Properties: { Schedule: rate(1 minute) } }
";

    fn resources() -> Value {
        let document = yaml::read(TEXT).expect("it is a template");
        spelt_out(document).expect("it can be spelt out")["Resources"].take()
    }

    #[test]
    fn an_event_becomes_a_route_behind_the_default_authorizer() {
        let route = &resources()["AcceptCallRoute"]["Properties"];

        assert_eq!(route["RouteKey"], "POST /interventions/{id}/acceptance");
        assert_eq!(route["AuthorizationType"], "JWT");
        assert_eq!(route["AuthorizerId"], json!({ "Ref": "ApiPeopleAuthorizer" }));
        assert_eq!(route["Target"]["Fn::Join"][1][1], json!({ "Ref": "AcceptApiIntegration" }));
    }

    #[test]
    fn an_event_may_be_open_to_anyone() {
        let route = &resources()["AcceptOpenRoute"]["Properties"];

        assert_eq!(route["AuthorizationType"], "NONE");
        assert_eq!(route.get("AuthorizerId"), None);
    }

    #[test]
    fn other_events_stay_with_their_function() {
        let resources = resources();

        let events = resources["Accept"]["Properties"]["Events"].as_object().expect("it has events");
        assert_eq!(events.keys().collect::<Vec<_>>(), ["Tick"]);
    }

    #[test]
    fn the_api_keeps_its_name_and_its_cross_origin_rules() {
        let api = &resources()["Api"];

        assert_eq!(api["Type"], "AWS::ApiGatewayV2::Api");
    }

    #[test]
    fn the_authorizer_checks_issuer_and_audience() {
        let authorizer = &resources()["ApiPeopleAuthorizer"]["Properties"];

        let jwt = json!({ "Issuer": "https://issuer.example", "Audience": [{ "Ref": "Client" }] });
        assert_eq!(authorizer["JwtConfiguration"], jwt);
    }

    #[test]
    fn an_event_of_no_api_is_refused() {
        let text = TEXT.replace("ApiId: !Ref Api, Path: /categories", "Path: /categories");

        let error = spelt_out(yaml::read(&text).expect("it is a template")).expect_err("whose route is it");

        assert!(error.to_string().contains("event Open of Accept"), "{error}");
    }
}

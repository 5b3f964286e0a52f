//! Rule 35 through HTTP: whoever confirms an address is a customer, and a technician is approved by an operator.

use hyper::Method;
use local::{Cloud, Role, aws::Aws};
use serde_json::{Value, json};

use super::{app::App, cloud};

const PASSWORD: &str = "A-long-enough-secret-1";
/// What the emulator writes in every e-mail that confirms an address.
const CODE: &str = "123456";

/// Signs up and confirms the address by Cognito's public calls, as an app does.
async fn signs_up(cloud: &Cloud, address: &str) -> App {
    let aws = Aws::at(&cloud.outputs.aws_endpoint);
    let client = &cloud.outputs.client_id;
    let email = json!([{ "Name": "email", "Value": address }]);
    let new =
        json!({ "ClientId": client, "Username": address, "Password": PASSWORD, "UserAttributes": email });
    let signed_up = aws.cognito("SignUp", &new).await.expect("anybody may sign up");
    assert_eq!(signed_up["UserConfirmed"], false);
    assert!(token(cloud, address).await.is_none(), "nobody signs in before the address is confirmed");
    let code = json!({ "ClientId": client, "Username": address, "ConfirmationCode": CODE });
    aws.cognito("ConfirmSignUp", &code).await.expect("the code of the e-mail");
    signs_in(cloud, address).await
}

/// A new token, which bears the groups of this moment.
async fn signs_in(cloud: &Cloud, address: &str) -> App {
    App::with(cloud, token(cloud, address).await.expect("a confirmed account"))
}

async fn token(cloud: &Cloud, address: &str) -> Option<String> {
    let secret = json!({ "USERNAME": address, "PASSWORD": PASSWORD });
    let (client, flow) = (&cloud.outputs.client_id, "USER_PASSWORD_AUTH");
    let request = json!({ "ClientId": client, "AuthFlow": flow, "AuthParameters": secret });
    let answer = Aws::at(&cloud.outputs.aws_endpoint).cognito("InitiateAuth", &request).await.ok()?;
    Some(answer["AuthenticationResult"]["AccessToken"].as_str()?.to_owned())
}

fn reason(text: &str) -> Value {
    json!({ "reason": text })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_35_people_sign_up_and_declare_at_once_and_technicians_work_once_they_are_approved() {
    let cloud = cloud("signing-up").await;

    let camille = signs_up(&cloud, "camille@example.org").await;
    let declared = camille.declares("heating", "signing-up-1").await;
    assert_eq!(declared["stage"], "waiting", "nobody is there yet: {declared}");

    let karim = signs_up(&cloud, "karim@example.org").await;
    let applied = karim.told(Method::PUT, "/technicians/me", Some(&App::profile())).await;
    assert_eq!(applied["application"]["status"], "applied");
    let online = json!({ "online": true, "location": App::profile()["base"]["location"] });
    let refused = karim.call(Method::PUT, "/technicians/me/presence", Some(&online)).await;
    assert_eq!(refused.status, 403, "{}", refused.text());

    let odile = App::of(&cloud, Role::Operator, "odile").await;
    let waiting = odile.told(Method::GET, "/applications", None).await;
    assert_eq!(waiting["items"][0]["technicianId"], karim.id());
    let path = format!("/technicians/{}/approval", karim.id());
    let own = karim.call(Method::POST, &path, Some(&reason("Je m'approuve."))).await;
    assert_eq!(own.status, 403, "{}", own.text());
    let approved = odile.told(Method::POST, &path, Some(&reason("Assurance vérifiée."))).await;
    assert_eq!(approved["decisions"][0]["operatorId"], odile.id());

    let karim = signs_in(&cloud, "karim@example.org").await;
    let standing = karim.comes_online().await;
    assert_eq!((&standing["online"], &standing["missionsNear"]), (&json!(true), &json!(1)));
    let acceptance = format!("/interventions/{}/acceptance", declared["id"].as_str().expect("an id"));
    let taken = karim.told(Method::POST, &acceptance, None).await;
    assert_eq!(taken["stage"], "accepted");
    // A technician is a customer as well: a tap of their own drips.
    let own = karim.declares("plumbing", "signing-up-2").await;
    assert_eq!(own["stage"], "waiting");
    cloud.stop().await.expect("nothing of it is left");
}

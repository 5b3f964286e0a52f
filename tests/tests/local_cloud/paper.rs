//! Rules 22 and 23 through HTTP: from the finish to invoice and report in the history, and to their PDFs.

use std::time::Duration;

use hyper::Method;
use local::{
    Role,
    http::{Answer, Client},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, interval, timeout};

use super::{app::App, cloud, ended};

/// From the finish to the invoice in the history.
const DELAY_MAX: Duration = Duration::from_secs(5);
/// From the finish to the report: its message waits until photos of the end were checked.
const REPORT_DELAY_MAX: Duration = Duration::from_secs(15);
/// How often an app looks.
const LOOKS: Duration = Duration::from_millis(100);

/// From the declaration to the finish; answers whose intervention it is.
async fn finished(customer: &App, technician: &App, key: &str) -> String {
    let id = customer.declares("heating", key).await["id"].as_str().expect("it has an id").to_owned();
    let path = |command: &str| format!("/interventions/{id}/{command}");
    let choice = json!({ "technicianId": technician.id() });
    customer.told(Method::PUT, &path("choice"), Some(&choice)).await;
    for command in ["acceptance", "departure", "arrival"] {
        technician.told(Method::POST, &path(command), Some(&json!({}))).await;
    }
    let shown = customer.told(Method::GET, &format!("/interventions/{id}"), None).await;
    let code = json!({ "code": shown["startCode"] });
    technician.told(Method::POST, &path("start"), Some(&code)).await;
    let report =
        json!({ "report": { "diagnosis": "Thermocouple usé.", "workDone": "Thermocouple remplacé." } });
    technician.told(Method::POST, &path("finish"), Some(&report)).await;
    id
}

/// Looks until the document is there.
async fn awaited(app: &App, id: &str, document: &str) -> Value {
    let path = format!("/interventions/{id}/{document}");
    let mut looks = interval(LOOKS);
    loop {
        looks.tick().await;
        let answer = app.call(Method::GET, &path, None).await;
        if answer.status == 200 {
            return answer.json().expect("answers are JSON");
        }
        assert_eq!(answer.status, 404, "{}", answer.text());
        assert!(answer.headers.contains_key("retry-after"), "it is being made");
    }
}

/// What a link leads to, for whoever has it.
async fn fetched(paper: &Value) -> Answer {
    let url = paper["url"].as_str().expect("a paper has a link");
    Client::default().call(Method::GET, url, None, None).await.expect("the bucket answers")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[expect(clippy::print_stdout, reason = "the figure is worth a look, with --nocapture")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_22_within_5_s_of_the_finish_both_find_the_invoice_and_soon_the_report_with_their_pdfs() {
    let cloud = cloud("paper").await;
    let customer = App::of(&cloud, Role::Customer, "camille").await;
    let technician = App::technician(&cloud, "prints", "heating").await;
    technician.comes_online().await;
    let id = finished(&customer, &technician, "paper-1").await;

    let since = Instant::now();
    let billed = timeout(DELAY_MAX, awaited(&customer, &id, "invoice")).await.expect("it is there in time");

    println!("in the history {} ms after the finish", since.elapsed().as_millis());
    for app in [&customer, &technician] {
        let shown = app.told(Method::GET, &format!("/interventions/{id}/invoice"), None).await;
        assert_eq!((&shown["number"], &shown["sha256"]), (&billed["number"], &billed["sha256"]));
        let pdf = fetched(&shown["pdf"]).await;
        assert_eq!(
            (pdf.status, &pdf.headers["content-type"]),
            (200, &"application/pdf".parse().expect("a header"))
        );
        assert!(pdf.body.starts_with(b"%PDF"), "{}", pdf.text());
        assert_eq!(shown["pdf"]["sha256"], sha256(&pdf.body));
    }
    let operator = App::of(&cloud, Role::Operator, "odile").await;
    let note = operator.credits(&id, "paper-2").await;
    let pdf = fetched(&note["pdf"]).await;
    assert!(pdf.body.starts_with(b"%PDF") && note["pdf"]["sha256"] == sha256(&pdf.body), "{note}");
    let report =
        timeout(REPORT_DELAY_MAX, awaited(&technician, &id, "report")).await.expect("it is there in time");
    assert_eq!(report["workDone"], "Thermocouple remplacé.");
    let pdf = fetched(&report["pdf"]).await;
    assert!(pdf.body.starts_with(b"%PDF") && report["pdf"]["sha256"] == sha256(&pdf.body), "{report}");
    ended(cloud).await;
}

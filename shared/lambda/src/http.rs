//! Serving HTTP: one call in, one reply out, one line in the log.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use aws_config::SdkConfig;

use crate::{
    Call, Error, Lookup, Problem, Reply,
    clock::Started,
    reply::Response,
    runtime::{self, Invocation},
    telemetry::{self, Line},
};

/// Serves calls of an HTTP API until the function is put to rest.
///
/// `connect` runs once per cold start; what it makes is handed to every call.
pub async fn serve_http<S, C, E, H>(connect: C, handle: H) -> Result<(), Error>
where
    S: Clone,
    C: FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    E: Into<Error>,
    H: AsyncFn(S, Call) -> Result<Reply, Problem>,
{
    runtime::serve(connect, async |state, event: &str, invocation: &Invocation| {
        let call = Call::from_event(event)?;
        let calling = Box::pin(handle(state, call.clone()));
        Ok(call.span().scope(respond(&call, calling, invocation)).await)
    })
    .await
}

async fn respond(
    call: &Call,
    calling: impl Future<Output = Result<Reply, Problem>>,
    invocation: &Invocation,
) -> Response {
    let started = Started::now();
    let outcome = caught(calling).await.and_then(|reply| render(call, reply));
    let problem = outcome.as_ref().err();
    let (code, fault) = (problem.map(Problem::code), problem.and_then(Problem::cause));
    let response = outcome.unwrap_or_else(|problem| render_problem(call, &problem));
    telemetry::write(&Line {
        message: format!("{} {}", call.route(), response.status_code),
        request_id: Some(call.request_id()),
        route: Some(call.route()),
        status: Some(response.status_code),
        code,
        fault,
        milliseconds: started.milliseconds(),
        ..Line::of(invocation)
    });
    response
}

fn render(call: &Call, reply: Reply) -> Result<Response, Problem> {
    let held = call.if_none_match().filter(|_| call.method() == "GET");
    let reply = reply.unless_held(held);
    if call.is_head() {
        return reply.without_body().into_response(None);
    }
    reply.into_response(call.header("accept-encoding"))
}

/// The JSON of a problem is made of texts and cannot fail; should it, the status alone has to do.
fn render_problem(call: &Call, problem: &Problem) -> Response {
    let reply = problem.reply(call.raw_path(), call.language());
    let bare = |_| Response {
        status_code: problem.status(),
        headers: BTreeMap::new(),
        body: String::new(),
        is_base64_encoded: false,
    };
    reply.and_then(|reply| render(call, reply)).unwrap_or_else(bare)
}

/// A panic is a fault of ours like any other: told to the log, and to the caller as 500.
async fn caught(calling: impl Future<Output = Result<Reply, Problem>>) -> Result<Reply, Problem> {
    let mut calling = pin!(calling);
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| calling.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(_) => Poll::Ready(Err(Problem::Broken("the handler panicked".into()))),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn call(headers: &Value) -> Call {
        let context = json!({ "requestId": "r", "timeEpoch": 0, "http": { "method": "GET" } });
        let event = json!({ "rawPath": "/missions", "headers": headers, "requestContext": context });
        Call::from_event(&event.to_string()).unwrap()
    }

    async fn answer(headers: Value, outcome: Result<Reply, Problem>) -> Response {
        respond(&call(&headers), async { outcome }, &Invocation::default()).await
    }

    #[tokio::test]
    async fn a_problem_is_told_in_the_language_asked_for_at_the_path_called() {
        let response = answer(json!({ "Accept-Language": "en-GB" }), Err(Problem::NotFound)).await;

        let body: Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!((response.status_code, &body["instance"]), (404, &json!("/missions")));
        assert_eq!(body["detail"], "There is nothing here, or nothing for you.");
        assert_eq!(response.headers.get("content-language").map(String::as_str), Some("en"));
    }

    #[tokio::test]
    async fn a_panic_is_answered_as_a_fault_of_ours() {
        let calling = async { panic!("Jeanne Martin") };

        let response = respond(&call(&json!({})), calling, &Invocation::default()).await;

        assert_eq!(response.status_code, 500);
        assert!(response.body.contains("internal-fault") && !response.body.contains("Jeanne"));
    }

    #[tokio::test]
    async fn an_answer_that_has_no_json_is_a_fault_of_ours() {
        let keys = BTreeMap::from([(vec![1], 1)]);

        let response = answer(json!({}), Reply::ok(&keys)).await;

        assert_eq!(response.status_code, 500);
    }

    #[tokio::test]
    async fn head_gets_status_and_headers_of_get_without_a_body() {
        let event = |method: &str| {
            let context = json!({ "requestId": "r", "timeEpoch": 0, "http": { "method": method } });
            json!({
                "routeKey": format!("{method} /missions"), "rawPath": "/missions", "headers": {},
                "requestContext": context
            })
        };
        let told = async |method: &str, found: bool| {
            let call = Call::from_event(&event(method).to_string()).unwrap();
            assert_eq!((call.method(), call.route()), ("GET", "GET /missions"));
            let reply = Reply::ok(&"body").map(|reply| reply.etag(3));
            let outcome = if found { reply } else { Err(Problem::NotFound) };
            respond(&call, async { outcome }, &Invocation::default()).await
        };

        for found in [true, false] {
            let (get, head) = (told("GET", found).await, told("HEAD", found).await);

            assert_eq!((head.status_code, &head.headers), (get.status_code, &get.headers));
            assert!(head.body.is_empty() && !get.body.is_empty());
        }
    }

    #[tokio::test]
    async fn a_version_that_the_caller_holds_is_answered_with_304() {
        let held = json!({ "if-none-match": "\"3\"" });

        let response = answer(held, Reply::ok(&"body").map(|reply| reply.etag(3))).await;

        assert_eq!((response.status_code, response.body.as_str()), (304, ""));
    }
}

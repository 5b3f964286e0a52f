//! The loop that all four ways of serving share: an event in, an answer out, never a fault that the log does not tell.

use std::{cell::Cell, rc::Rc};

use aws_config::SdkConfig;
use domain::failure::chain;
use lambda_runtime::{Context, LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::value::RawValue;
use trace::{Span, Trace};

use crate::{
    Error, Lookup,
    clock::Started,
    environment,
    telemetry::{self, Line},
};

/// What is known of one event besides itself.
#[derive(Debug, Default)]
pub(crate) struct Invocation {
    pub(crate) context: Context,
    /// Whether it is the first one of this process.
    pub(crate) cold: bool,
}

impl Invocation {
    /// What is known before the event is read.
    fn span(&self) -> Span {
        let trace = self.context.xray_trace_id.as_deref().and_then(Trace::of_header);
        Span { request: Some(self.context.request_id.clone()), trace, ..Span::default() }
    }
}

/// Connects once, then answers events until the function is put to rest.
pub(crate) async fn serve<S, E, B>(
    connect: impl FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    answer: impl AsyncFn(S, &str, &Invocation) -> Result<B, Error>,
) -> Result<(), Error>
where
    S: Clone,
    E: Into<Error>,
    B: Serialize,
{
    telemetry::keep_panics_short();
    let server = Rc::new((environment::connect(connect)?, answer, Cell::new(true)));
    let serve = move |LambdaEvent { payload, context }: LambdaEvent<Box<RawValue>>| {
        let server = Rc::clone(&server);
        async move {
            let (state, answer, cold) = server.as_ref();
            let started = Started::now();
            let invocation = Invocation { context, cold: cold.replace(false) };
            // Boxed: the compiler gives up on futures nested as deep as a handler in this loop over the AWS SDK.
            let answering = Box::pin(async {
                let answered = answer(state.clone(), payload.get(), &invocation).await;
                answered.inspect_err(|error| tell(error, &invocation, &started))
            });
            invocation.span().scope(answering).await
        }
    };
    lambda_runtime::run(service_fn(serve)).await
}

fn tell(error: &Error, invocation: &Invocation, started: &Started) {
    telemetry::write(&Line {
        message: "event failed".to_owned(),
        fault: Some(chain(error.as_ref())),
        milliseconds: started.milliseconds(),
        ..Line::of(invocation)
    });
}

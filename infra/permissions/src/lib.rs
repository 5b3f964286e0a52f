//! IAM where we test: what a function may do by the policies of `infra/template.yaml`, and what a call asks AWS for.
//!
//! The emulators of DynamoDB, S3, SNS, SQS and Cognito enforce no policy. [`Policies`] holds the statements of each function
//! and evaluates them as IAM does; [`accesses`] describes a call as IAM sees it: actions, resources and condition keys.
//! Neither of them sends or receives anything.
//!
//! Where AWS leaves the evaluation undocumented, the strictest reading counts: what passes here passes there.

mod access;
mod caller;
mod denied;
mod names;
mod policies;
mod policy;
mod signature;

pub use access::{Access, Call, Undescribed, accesses, reveals_absence};
pub use caller::{Caller, Service};
pub use denied::Denied;
pub use names::Names;
pub use policies::{Permission, Policies};
pub use signature::{sign_again, signature};

use std::collections::BTreeMap;

/// The region of all resource names (ARNs) here.
const REGION: &str = "eu-west-3";
/// The account of all resource names (ARNs) here.
const ACCOUNT: &str = "123456789012";

/// The template cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An ARN names a resource that has no name here.
    #[error("the template names {0}, which is not deployed")]
    Nameless(String),
    /// A value of a policy is no text, list of texts or known function.
    #[error("a policy holds {0}, which cannot be resolved")]
    Unresolved(String),
    /// The statements of a function are no policy.
    #[error("the policies of {function} cannot be read: {why}")]
    Policy {
        /// The function.
        function: String,
        /// The error of the policy reader.
        why: String,
    },
}

/// The condition keys of a call, each with its values.
type Context = BTreeMap<&'static str, Vec<String>>;

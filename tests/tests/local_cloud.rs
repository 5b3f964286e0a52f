//! Stories and a race through HTTP, on the whole cloud of infra/template.yaml on this machine.

use std::{path::PathBuf, sync::atomic::AtomicU32};

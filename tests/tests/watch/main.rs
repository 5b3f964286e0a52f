//! `cargo dev --watch` on a workspace of its own, with one function: nothing edits the sources of this repository.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use local::{Cloud, Error, Options, Progress};
use serde_json::{Value, json};
use tests::{binary::binary, event};

const FUNCTION: &str = include_str!("function.rs");
const TEMPLATE: &str = include_str!("template.yaml");
const MANIFEST: &str = "[workspace]\n[package]\nname = \"answer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"answer\"\nversion = \"0.0.0\"\n";
/// The longest that a line is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a developer reads on the console.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A workspace, and the cloud that watches it.
struct Desk {
    workspace: PathBuf,
    cloud: Cloud,
}

impl Desk {
    async fn new() -> Self {
        let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch");
        if workspace.exists() {
            fs::remove_dir_all(&workspace).expect("nobody uses a test's folder");
        }
        for (path, text) in [
            ("Cargo.toml", MANIFEST),
            ("Cargo.lock", LOCK),
            ("infra/template.yaml", TEMPLATE),
            ("src/main.rs", FUNCTION),
        ] {
            let path = workspace.join(path);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
            fs::write(path, text).expect("it is written");
        }
        // The emulator is installed once, for all clouds of this repository.
        let (tools, home) = (local::home(&event::root()), local::home(&workspace));
        fs::create_dir_all(&home).expect("a folder");
        for shared in ["venv", "venv.lock"] {
            symlink(tools.join(shared), home.join(shared)).expect("a link");
        }
        let options = Options {
            port: None,
            state_dir: home,
            workspace: workspace.clone(),
            profile: "dev".into(),
            progress: Progress::Handed(|line| lines().push(line.to_owned())),
            samples: false,
            watch: Some(binary("dev")),
        };
        Self { cloud: Cloud::start(options).await.expect("the cloud comes up"), workspace }
    }

    /// Saves the function with something else in the place of its answer.
    fn edits(&self, answer: &str) {
        lines().clear();
        let text = FUNCTION.replace("\"\\\"first\\\"\"", answer);
        fs::write(self.workspace.join("src/main.rs"), text).expect("it is written");
    }

    /// Saves the function with another text as its answer.
    fn writes(&self, answer: &str) {
        self.edits(&format!("\"\\\"{answer}\\\"\""));
    }

    async fn call(&self) -> Result<Value, Error> {
        self.cloud.invoke("answer", &json!({})).await
    }

    async fn answers(&self) -> Value {
        self.call().await.expect("the function answers")
    }

    async fn fails(&self) -> String {
        self.call().await.expect_err("the function cannot answer").to_string()
    }
}

/// The programs of a workspace that run; only Linux tells.
fn running(workspace: &Path) -> Vec<PathBuf> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let programs = processes.filter_map(|process| fs::read_link(process.path().join("exe")).ok());
    programs.filter(|program| program.starts_with(workspace)).collect()
}

fn lines() -> std::sync::MutexGuard<'static, Vec<String>> {
    LINES.lock().expect("nothing panics while it is held")
}

/// Waits for a line.
async fn told(start: &str) -> String {
    let waiting = async {
        loop {
            if let Some(line) = lines().iter().find(|line| line.starts_with(start)) {
                return line.clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let told = tokio::time::timeout(PATIENCE, waiting).await;
    told.unwrap_or_else(|_| panic!("{start}: {:?}", lines()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_after_an_edit_waits_for_the_new_code_and_the_console_tells_of_each_rebuild() {
    let desk = Desk::new().await;

    // An edit right after the first call.
    assert_eq!(desk.answers().await, "first");
    desk.writes("second");
    assert_eq!(desk.answers().await, "second");
    told("Rebuilding answer: src/main.rs changed").await;
    told("Rebuilt answer in ").await;

    // An error of the compiler.
    desk.edits("1");
    let error = desk.fails().await;
    assert!(error.contains("BuildFailed") && error.contains("mismatched types"), "{error}");
    let line = told("Failed answer after ").await;
    assert!(line.contains("error[E0308]: mismatched types") && line.contains("src/main.rs:"), "{line}");
    desk.writes("mended");
    assert_eq!(desk.answers().await, "mended");

    // A process that dies.
    desk.edits("panic!()");
    let error = desk.fails().await;
    assert!(error.contains("Runtime.ExitError") && error.contains("exit status: 101"), "{error}");

    // One edit after another.
    for answer in ["third", "fourth", "fifth"] {
        desk.writes(answer);
        assert_eq!(desk.answers().await, answer);
    }

    // Nobody calls: the function is built all the same, and the next call finds it built.
    desk.writes("sixth");
    told("Rebuilt answer in ").await;
    assert_eq!(desk.answers().await, "sixth");
    assert_eq!(desk.answers().await, "sixth");
    let rebuilds = lines().iter().filter(|line| line.starts_with("Rebuil")).count();
    assert_eq!(rebuilds, 2, "{:?}", lines());

    // Its policies are evaluated.
    let denied = desk.cloud.denied();
    let denied: Vec<_> =
        denied.iter().map(|denied| (denied.function.as_str(), denied.access.action.as_str())).collect();
    assert!(denied.len() >= 8, "{denied:?}");
    assert!(denied.iter().all(|call| *call == ("answer", "dynamodb:GetItem")), "{denied:?}");

    if cfg!(target_os = "linux") {
        assert_eq!(running(&desk.workspace).len(), 1);
    }
    let Desk { workspace, cloud } = desk;
    cloud.stop().await.expect("nothing of it is left");
    assert_eq!(running(&workspace), Vec::<PathBuf>::new());
}

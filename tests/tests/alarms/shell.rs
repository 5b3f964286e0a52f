//! The commands of the pages: bash can read them, and the two functions end whatever AWS answers, on macOS too.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
    time::Duration,
};

use tests::event;
use tokio::{process::Command, time::timeout};

use crate::alarm::template;

/// The longest that a script may take: the functions look once a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pages that hold commands, with their text.
fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(event::root().join("docs/runbooks")).expect("the runbooks are there");
    let paths = folder.map(|entry| entry.expect("an entry").path());
    let paths = paths.chain([event::root().join("docs/events.md")]);
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).expect("a page"));
    paths.map(read).collect()
}

/// What stands between fences, without drawings.
fn blocks(page: &str) -> Vec<String> {
    let (mut blocks, mut open) = (Vec::new(), None::<String>);
    for line in page.lines() {
        let is_fence = line.trim_start().starts_with("```");
        open = match open.take() {
            Some(block) if is_fence => {
                blocks.push(block);
                None
            }
            Some(block) => Some(format!("{block}{line}\n")),
            None => is_fence.then(String::new),
        };
    }
    blocks.retain(|block| !block.contains('─'));
    blocks
}

/// A placeholder such as `<QueueUrl>` becomes a word, because the shell would take it for a file.
fn filled_in(block: &str) -> String {
    let mut parts = block.split('<');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let closed = part.split_once('>');
        match closed.filter(|(name, _)| !name.is_empty() && name.chars().all(is_of_placeholder)) {
            Some((_, rest)) => filled.extend(["placeholder", rest]),
            None => filled.extend(["<", part]),
        }
    }
    filled
}

fn is_of_placeholder(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '-' || letter == ' '
}

/// Runs a script in which `aws`, `jq` and `date` are those of a folder.
async fn run(folder: &Path, script: &str) -> Output {
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut bash = Command::new("bash");
    bash.args(["-u", "-c", script]).env_clear().env("PATH", path).kill_on_drop(true).current_dir(folder);
    timeout(PATIENCE, bash.output()).await.expect("the script ends").expect("bash starts")
}

fn folder(name: &str, programs: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shell-{name}"));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("nobody uses a test's folder");
    }
    fs::create_dir_all(&folder).expect("a test may write into its folder");
    for (program, text) in programs {
        let path = folder.join(program);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a test may write into its folder");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is a file of this test");
    }
    folder
}

#[tokio::test]
async fn bash_reads_each_command_of_the_pages_and_each_names_a_resource_that_exists() {
    let template = template();
    let resources = template.resources().as_object().expect("resources have names");
    let folder = folder("reads", &[]);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (page, text) in pages() {
        for block in blocks(&text) {
            count += 1;
            fs::write(folder.join("block"), filled_in(&block)).expect("a test may write into its folder");
            let read = run(&folder, "bash -n block").await;
            if !read.status.success() {
                wrong.push(format!("{page}: {}", String::from_utf8_lossy(&read.stderr)));
            }
            // `date -d` is GNU's alone, and `date -v` is not.
            if block.contains("date -") {
                wrong.push(format!("{page}: {block}"));
            }
        }
        for named in text.split("$(of ").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !named.starts_with('"') && !resources.contains_key(named) {
                wrong.push(format!("{page}: the template has no {named}"));
            }
        }
    }

    assert!(count > 60, "{count} blocks");
    assert_eq!(wrong, Vec::<String>::new());
}

/// `aws` answers the status of the query in `status` from line to line; the last one stays.
const AWS: &str = r#"
echo "$*" >> calls
case "$*" in
*describe-stack-resource*) echo the-log ;;
*start-query*) [ -s status ] && echo the-query || { echo "AccessDenied" >&2; exit 254; } ;;
*"--query status"*)
  head -n 1 status
  [ "$(wc -l < status)" -gt 1 ] && tail -n +2 status > rest && mv rest status
  exit 0 ;;
*get-query-results*) echo '{"results":[]}' ;;
*) exit 1 ;;
esac"#;
/// Knows what BSD and GNU both know.
const DATE: &str = r#"[ "$*" = +%s ] && echo 1000000"#;

/// What `ask` does while the query has these statuses, one after the other, and with what it called `aws`.
async fn asked(name: &str, statuses: &str) -> (bool, String, String, String) {
    let page = fs::read_to_string(event::root().join("docs/runbooks/README.md")).expect("a page");
    let (_, section) = page.split_once("## Two shell functions").expect("the page has them");
    let functions = blocks(section).into_iter().next().expect("they are in a block");
    let folder = folder(name, &[("aws", AWS), ("date", DATE), ("jq", "cat")]);
    fs::write(folder.join("status"), statuses).expect("a test may write into its folder");
    let output = run(&folder, &format!("{functions}\nask 'fields message'")).await;
    let calls = fs::read_to_string(folder.join("calls")).expect("it called aws");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr), calls)
}

#[tokio::test]
async fn a_question_to_the_log_is_answered_when_the_query_is_complete() {
    let (is_answered, answer, complaint, calls) = asked("complete", "Scheduled\nRunning\nComplete\n").await;

    assert!(is_answered, "{complaint}");
    assert_eq!((answer.as_str(), complaint.as_str()), ("{\"results\":[]}\n", ""));
    // The last three hours.
    assert!(calls.contains("--start-time 989200 --end-time 1000000"), "{calls}");
}

#[tokio::test]
async fn a_question_to_the_log_ends_when_the_query_does_and_tells_why() {
    for status in ["Failed", "Timeout", "Cancelled", "Unknown"] {
        let (is_answered, answer, complaint, _) = asked(status, &format!("Running\n{status}\n")).await;

        assert!(!is_answered, "{status}");
        assert_eq!((answer.as_str(), complaint), ("", format!("the query ended with the status {status}\n")));
    }
    let (is_answered, answer, complaint, _) = asked("refused", "").await;
    assert!(!is_answered);
    assert_eq!((answer.as_str(), complaint.as_str()), ("", "AccessDenied\n"));
}

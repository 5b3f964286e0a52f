//! Programs beside their sources; a script stands in for cargo, and the text of its source for the program.

use std::time::Duration;

use super::*;
use crate::Progress;

/// Copies `source` to the program, notes the build, and says what cargo would say; a source with `wrong` does not compile,
/// and while there is a file `slow`, the source is read before a pause.
const CARGO: &str = r#"
text=$(cat source)
echo "$1" >> target/builds
while [ -e slow ]; do sleep 0.02; done
if [ -e full ]; then echo "error: no space left"; exit 101; fi
case "$text" in *wrong*)
  echo '{"message":{"level":"warning","rendered":"a warning"}}'
  printf '%s\n' '{"message":{"level":"error","rendered":"error: mismatched types\n"}}'
  exit 101
esac
rm -f "$1" && printf %s "$text" > "$1" && echo "$1: source" > "$1.d"
echo "{\"target\":{\"name\":\"$1\"},\"executable\":\"$PWD/$1\"}"
"#;

struct Place {
    folder: PathBuf,
    workshop: Arc<Workshop>,
}

impl Place {
    /// Two functions, built from the same source.
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("hop-assist-workshop-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("target")).expect("a folder of this test alone");
        let folder = folder.canonicalize().expect("it is there");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("it is written");
        write("source", "first");
        for function in ["accept", "decline"] {
            write(function, "first");
            write(&format!("{function}.d"), "program: source\n");
        }
        let compiler = Compiler {
            python: "python3".into(),
            workspace: folder.clone(),
            command: ["sh", "-c", CARGO].map(Into::into).into(),
            progress: Progress::Silent,
        };
        let sources = Sources::of(&folder).expect("it can be read");
        let functions = ["accept", "decline"].into_iter();
        let home = folder.join("target");
        let workshop = Workshop::of(compiler, home, (folder.as_path(), sources), functions);
        Self { folder, workshop: Arc::new(workshop) }
    }

    fn edits(&self, text: &str) {
        fs::write(self.folder.join("source"), text).expect("it is written");
    }

    /// What the program of a function was made from, or why there is none.
    async fn called(&self, function: &str) -> Result<String, String> {
        let build = self.workshop.fresh(function).await.expect("the workshop works")?;
        Ok(fs::read_to_string(build.program).expect("a program is kept"))
    }

    /// The functions that were built, in order.
    fn builds(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("target/builds")).unwrap_or_default();
        text.lines().map(ToOwned::to_owned).collect()
    }

    fn hold(&self) {
        fs::write(self.folder.join("slow"), "").expect("it is written");
    }

    fn let_go(&self) {
        fs::remove_file(self.folder.join("slow")).expect("it is there");
    }

    async fn builds_are(&self, count: usize) {
        let waiting = async {
            while self.builds().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("the build begins");
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

#[tokio::test]
async fn a_call_after_an_edit_gets_the_new_program_and_one_without_an_edit_builds_nothing() {
    let place = Place::new("edit");

    assert_eq!(place.called("accept").await, Ok("first".into()));
    assert_eq!(place.builds(), [""; 0]);

    for text in ["second", "third!", "fourth"] {
        place.edits(text);
        assert_eq!(place.called("accept").await, Ok(text.into()));
        assert_eq!(place.called("accept").await, Ok(text.into()));
    }
    assert_eq!(place.builds(), ["accept"; 3]);
}

#[tokio::test]
async fn an_edit_during_a_build_is_not_lost() {
    let place = Arc::new(Place::new("during"));
    place.hold();
    place.edits("second");
    let first = tokio::spawn({
        let place = Arc::clone(&place);
        async move { place.called("accept").await }
    });
    place.builds_are(1).await;

    place.edits("third");
    place.let_go();

    assert_eq!(first.await.expect("it ends"), Ok("second".into()));
    assert_eq!(place.called("accept").await, Ok("third".into()));
}

#[tokio::test]
async fn calls_at_once_wait_for_one_build() {
    let place = Arc::new(Place::new("once"));
    place.edits("second");

    let calls: Vec<_> = (0..5)
        .map(|_| {
            let place = Arc::clone(&place);
            tokio::spawn(async move { place.called("accept").await })
        })
        .collect();

    for call in calls {
        assert_eq!(call.await.expect("it ends"), Ok("second".into()));
    }
    assert_eq!(place.builds(), ["accept"]);
}

#[tokio::test]
async fn the_message_of_the_compiler_is_answered_until_the_source_is_mended() {
    let place = Place::new("mended");
    place.edits("wrong");

    for _ in 0..2 {
        assert_eq!(place.called("accept").await, Err("error: mismatched types".into()));
    }
    assert_eq!(place.builds(), ["accept"], "the same sources are not compiled twice");

    place.edits("mended");
    assert_eq!(place.called("accept").await, Ok("mended".into()));
}

#[tokio::test]
async fn a_source_that_is_undone_needs_its_build_again() {
    let place = Place::new("undone");
    place.edits("wrong");
    place.called("accept").await.expect_err("it does not compile");

    place.edits("first");

    assert_eq!(place.called("accept").await, Ok("first".into()));
}

#[tokio::test]
async fn a_build_that_fails_for_another_reason_is_tried_again_by_the_next_call_alone() {
    let place = Place::new("full");
    fs::write(place.folder.join("full"), "").expect("it is written");
    place.edits("second");

    assert_eq!(place.called("accept").await, Err("error: no space left".into()));
    place.workshop.look_out().await.expect("it can look");
    assert_eq!(place.builds(), ["accept"]);
    assert_eq!(place.called("accept").await, Err("error: no space left".into()));
    assert_eq!(place.builds(), ["accept", "accept"]);

    fs::remove_file(place.folder.join("full")).expect("it is there");
    assert_eq!(place.called("accept").await, Ok("second".into()));
}

#[tokio::test]
async fn the_look_out_builds_what_was_called_and_nothing_else() {
    let place = Place::new("look-out");
    place.called("accept").await.expect("it is built");
    place.edits("second");

    for _ in 0..3 {
        place.workshop.look_out().await.expect("it can look");
    }

    assert_eq!(place.builds(), ["accept"]);
    assert_eq!(place.called("accept").await, Ok("second".into()));
    assert_eq!(place.called("decline").await, Ok("second".into()));
    assert_eq!(place.builds(), ["accept", "decline"]);
}

#[tokio::test]
async fn the_look_out_begins_with_the_function_that_was_called_last() {
    let place = Place::new("last");
    for function in ["decline", "accept", "decline"] {
        place.called(function).await.expect("it is built");
    }
    place.edits("second");

    place.workshop.look_out().await.expect("it can look");
    place.workshop.look_out().await.expect("it can look");

    assert_eq!(place.builds(), ["decline", "accept"]);
}

#[tokio::test]
async fn a_program_stays_while_the_next_one_is_made_and_older_ones_go() {
    let place = Place::new("kept");
    let mut programs = Vec::new();
    for text in ["second", "third", "fourth"] {
        place.edits(text);
        let build = place.workshop.fresh("accept").await.expect("the workshop works").expect("it is built");
        programs.push(build.program);
    }

    let read = |program: &PathBuf| fs::read_to_string(program).ok();

    let kept: Vec<_> = programs.iter().map(read).collect();
    assert_eq!(kept, [None, Some("third".into()), Some("fourth".into())]);
}

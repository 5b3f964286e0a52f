//! Where the emulator stood in the table's stream. It keeps this place when it ends, but not the stream: started
//! again, it would wait behind the end of a new and shorter one, and nothing saved would have its effects.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value, json};

use crate::Error;

/// Forgets the place, so that the stream is read from its beginning: the mapping starts at the oldest record.
pub(crate) fn forget(state: &Path) -> Result<(), Error> {
    let path = state.join("lambda.json");
    let doing = |what: &str| format!("{what} {}", path.display());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::System { doing: doing("reading"), source }),
    };
    let mut kept: Value =
        serde_json::from_str(&text).map_err(|error| Error::system(doing("reading"))(error.into()))?;
    let Some(places) = kept.pointer_mut("/payload/dynamodb_stream_positions/data") else { return Ok(()) };
    *places = json!({});
    fs::write(&path, kept.to_string()).map_err(Error::system(doing("writing")))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hop-assist-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for this test");
        folder
    }

    #[test]
    fn the_place_is_forgotten_and_nothing_else() {
        let folder = folder("place");
        let data = |places: Value| json!({ "payload": { "esms": 1, "dynamodb_stream_positions": { "data": places } } });
        fs::write(folder.join("lambda.json"), data(json!({ "a": 942 })).to_string())
            .expect("a place is kept");

        forget(&folder).expect("it can be forgotten");

        let text = fs::read_to_string(folder.join("lambda.json")).expect("the file stays");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("it is JSON"), data(json!({})));
        fs::remove_dir_all(folder).expect("the test leaves nothing");
    }

    #[test]
    fn a_cloud_that_never_ran_has_no_place() {
        let folder = folder("no-place");

        forget(&folder).expect("there is nothing to forget");

        fs::remove_dir_all(folder).expect("the test leaves nothing");
    }
}

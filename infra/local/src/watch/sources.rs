//! The files of a workspace and when each was changed, to find out which programs are older than their sources.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Error;

/// The files that decide how cargo builds; a list of sources does not name them.
const MANIFESTS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "config.toml", "rust-toolchain.toml"];

/// The time of the last change and the length in bytes.
type Stamp = (SystemTime, u64);

/// All files of a workspace at one moment, except those that a build writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources(BTreeMap<PathBuf, Stamp>);

impl Sources {
    /// Looks at each file of a workspace.
    pub(crate) fn of(workspace: &Path) -> Result<Self, Error> {
        let mut stamps = BTreeMap::new();
        let mut folders = vec![workspace.to_path_buf()];
        while let Some(folder) = folders.pop() {
            look(workspace, &folder, &mut folders, &mut stamps)
                .map_err(Error::system(format!("reading {}", folder.display())))?;
        }
        Ok(Self(stamps))
    }

    /// The first file of a list, or the first manifest, that is not now as it is here.
    pub(super) fn changed<'a>(&'a self, now: &'a Self, files: &'a [PathBuf]) -> Option<&'a Path> {
        let manifests = self.0.keys().chain(now.0.keys()).filter(|path| is_manifest(path));
        let mut decisive = files.iter().chain(manifests);
        decisive.find(|path| self.0.get(*path) != now.0.get(*path)).map(PathBuf::as_path)
    }
}

/// Notes the files of a folder, and which folders to look at next.
fn look(
    workspace: &Path,
    folder: &Path,
    folders: &mut Vec<PathBuf>,
    stamps: &mut BTreeMap<PathBuf, Stamp>,
) -> io::Result<()> {
    let Some(entries) = unless_gone(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        if is_written_by_tools(workspace, folder, &entry) {
            continue;
        }
        let path = entry.path();
        let Some(metadata) = unless_gone(entry.metadata())? else { continue };
        if metadata.is_dir() {
            folders.push(path);
        } else {
            stamps.insert(path, (metadata.modified()?, metadata.len()));
        }
    }
    Ok(())
}

/// Editors remove files at any time.
fn unless_gone<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What cargo, git and editors write.
fn is_written_by_tools(workspace: &Path, folder: &Path, entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_hidden = name.as_encoded_bytes().starts_with(b".") && name != ".cargo";
    is_hidden || (name == "target" && folder == workspace)
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| MANIFESTS.iter().any(|manifest| name == *manifest))
}

/// The files that a program was made from: cargo lists them beside the program.
pub(super) fn listed(workspace: &Path, program: &Path) -> Result<Vec<PathBuf>, Error> {
    let list = program.with_extension("d");
    let text = fs::read_to_string(&list).map_err(Error::system(format!("reading {}", list.display())))?;
    let files = text.split_once(": ").map_or("", |(_program, files)| files.trim_end());
    // A space that belongs to a name follows a backslash.
    let names = files.replace("\\ ", "\0");
    let names = names.split(' ').filter(|name| !name.is_empty());
    let paths = names.map(|name| workspace.join(name.replace('\0', " ")));
    let target = workspace.join("target");
    let files: Vec<_> =
        paths.filter(|path| path.starts_with(workspace) && !path.starts_with(&target)).collect();
    if files.is_empty() {
        let why = format!("{} names no file of {}", list.display(), workspace.display());
        return Err(Error::Unexpected { call: "cargo".into(), why });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hop-assist-sources-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of this test alone");
        folder
    }

    #[test]
    fn the_files_of_a_program_are_read_from_cargos_list() {
        let workspace = folder("listed");
        let text = "/w/target/debug/f: /elsewhere/a.rs HERE/src/a\\ b.rs HERE/target/out.rs src/main.rs\n";
        let text = text.replace("HERE", workspace.to_str().expect("a plain path"));
        fs::write(workspace.join("f.d"), text).expect("it is written");

        let files = listed(&workspace, &workspace.join("f")).expect("there is a list");

        assert_eq!(files, [workspace.join("src/a b.rs"), workspace.join("src/main.rs")]);
        fs::remove_dir_all(workspace).expect("nobody else uses it");
    }

    #[test]
    fn only_what_a_program_is_made_from_and_manifests_count() {
        let workspace = folder("changed");
        for inner in ["src", "target", ".git", ".cargo"] {
            fs::create_dir_all(workspace.join(inner)).expect("a folder");
        }
        let write = |name: &str, text: &str| fs::write(workspace.join(name), text).expect("it is written");
        for name in ["src/main.rs", "src/other.rs", "Cargo.toml", ".cargo/config.toml"] {
            write(name, "before");
        }
        let files = [workspace.join("src/main.rs")];
        let before = Sources::of(&workspace).expect("it can be read");

        for harmless in ["src/other.rs", "src/new.rs", "target/Cargo.toml", ".git/Cargo.toml"] {
            write(harmless, "something else");
        }
        let now = Sources::of(&workspace).expect("it can be read");
        assert_eq!(before.changed(&now, &files), None);

        for decisive in ["src/main.rs", "Cargo.toml", ".cargo/config.toml", "src/Cargo.toml"] {
            let before = Sources::of(&workspace).expect("it can be read");
            write(decisive, "something that is longer");
            let now = Sources::of(&workspace).expect("it can be read");
            assert_eq!(before.changed(&now, &files), Some(workspace.join(decisive).as_path()));
        }
        let before = Sources::of(&workspace).expect("it can be read");
        fs::remove_file(workspace.join("src/main.rs")).expect("it is there");
        let now = Sources::of(&workspace).expect("it can be read");
        assert_eq!(before.changed(&now, &files), Some(workspace.join("src/main.rs").as_path()));
        fs::remove_dir_all(workspace).expect("nobody else uses it");
    }
}

//! A generated catalog on disk, in each layout that `idp` reads; written once, then reused from the target directory.
//!
//! Only the current entity is held in memory: see [`Usage::of`](super::process::Usage::of).

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::catalog::{FOLDERS, Shape};

/// How a catalog is stored in its repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A directory with all entities in `catalog.yaml`.
    OneFile,
    /// A directory with a file for each entity, found by the glob of a Location.
    FilePerEntity,
    /// The same, committed to a bare repository and packed.
    Packed,
}

const PLATFORM: &str = "organisation: acme\nforge: local\n";
const ROOT: &str = "apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: catalog}
spec: {targets: ['./catalog/**/*.yaml']}
";

/// The path of the catalog in the target directory. Writes the catalog if it doesn't exist yet.
pub(crate) fn cached(shape: &Shape, layout: Layout) -> io::Result<PathBuf> {
    // The hash includes the generator's own source, because a changed generator writes different catalogs.
    let mut hasher = DefaultHasher::new();
    let generator = [include_str!("catalog.rs"), include_str!("layout.rs")];
    (generator, format!("{shape:?}{layout:?}")).hash(&mut hasher);
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("catalogs")
        .join(format!("{:016x}", hasher.finish()));
    if !place.exists() {
        let draft = place.with_extension("draft");
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        fs::create_dir_all(&draft)?;
        match layout {
            Layout::OneFile => one_file(shape, &draft),
            Layout::FilePerEntity => file_per_entity(shape, &draft),
            Layout::Packed => packed(shape, &draft),
        }?;
        fs::rename(draft, &place)?;
    }
    Ok(place)
}

fn one_file(shape: &Shape, folder: &Path) -> io::Result<()> {
    let settings = format!("{PLATFORM}catalog: {{file: catalog.yaml}}\n");
    fs::write(folder.join("idp.yaml"), settings)?;
    let mut file = BufWriter::new(File::create(folder.join("catalog.yaml"))?);
    for (_, text) in shape.entities() {
        write!(file, "---\n{text}")?;
    }
    file.flush()
}

fn file_per_entity(shape: &Shape, folder: &Path) -> io::Result<()> {
    for kind in FOLDERS {
        fs::create_dir_all(folder.join("catalog").join(kind))?;
    }
    files(shape).try_for_each(|(path, text)| fs::write(folder.join(path), text))
}

fn files(shape: &Shape) -> impl Iterator<Item = (String, String)> {
    let own = [("idp.yaml", PLATFORM), ("catalog-info.yaml", ROOT)];
    own.into_iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .chain(shape.entities())
}

fn packed(shape: &Shape, repository: &Path) -> io::Result<()> {
    git(
        repository,
        &["init", "--quiet", "--bare", "--initial-branch=main"],
    )?;
    commit(repository, None, files(shape))?;
    git(repository, &["tag", "base"])?;
    git(repository, &["repack", "-ad", "--quiet"])?;
    git(repository, &["pack-refs", "--all"])
}

/// Commits `files` to `main`, on top of `parent`.
pub(crate) fn commit(
    repository: &Path,
    parent: Option<&str>,
    files: impl Iterator<Item = (String, String)>,
) -> io::Result<()> {
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet", "--force"])
        .current_dir(repository)
        .stdin(Stdio::piped())
        .spawn()?;
    let mut stream = BufWriter::new(import.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?);
    write!(
        stream,
        "commit refs/heads/main\ncommitter Bench <bench@acme.example> 0 +0000\ndata 0\n"
    )?;
    if let Some(parent) = parent {
        writeln!(stream, "from {parent}")?;
    }
    for (path, text) in files {
        write!(
            stream,
            "M 100644 inline {path}\ndata {}\n{text}\n",
            text.len()
        )?;
    }
    stream.flush()?;
    drop(stream);
    done(import.wait()?)
}

/// Undoes what [`commit`] added.
pub(crate) fn restore(repository: &Path) -> io::Result<()> {
    git(
        repository,
        &["update-ref", "refs/heads/main", "refs/tags/base"],
    )?;
    git(repository, &["prune", "--expire=now"])
}

fn git(repository: &Path, arguments: &[&str]) -> io::Result<()> {
    done(
        Command::new("git")
            .args(arguments)
            .current_dir(repository)
            .status()?,
    )
}

fn done(status: std::process::ExitStatus) -> io::Result<()> {
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("git: {status}")))
    }
}

//! The index gives the same answers as the catalog, or none.

use proptest::prelude::*;

use super::delta::delta_from_trees;
use super::file::CatalogIndex;
use super::key::{index_key_for_entity_name, index_key_for_entity_ref};
use super::query::query_catalog_index;
use super::stamp::{FileStamp, StampSource, compute_tree_stamp};
use super::writer::write_catalog_index;
use crate::catalog::{Catalog, DirectoryFiles, EntityRef, Ownership};
use crate::git::Revision;
use crate::platform::PlatformSnapshot;

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: all}\nspec: {type: org, children: [team]}\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team}\nspec: {type: team, children: [], members: [ada]}\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: bo}\nspec: {memberOf: [team]}\n";
const ROOT: &str = "catalog-info.yaml";

fn component_yaml(name: &str, owner: &str) -> String {
    format!(
        "# {name}\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

/// A catalog on disk, old enough to be trusted, and its index.
struct TestCatalog {
    folder: tempfile::TempDir,
}

impl TestCatalog {
    fn new() -> TestCatalog {
        let folder = tempfile::tempdir().unwrap();
        let world = TestCatalog { folder };
        let location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: [./catalog/*.yaml]}\n";
        world.write_file("idp.yaml", "organisation: acme\nforge: local\n");
        world.write_file(ROOT, location);
        world.write_file("catalog/groups.yaml", GROUPS);
        for number in 0..40 {
            world.write_file(
                &format!("catalog/c{number}.yaml"),
                &component_yaml(&format!("c{number}"), "team"),
            );
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        let catalog = world.read_catalog();
        write_catalog_index(
            &world.index_path(),
            &catalog,
            &world.stamp_source(),
            FileStamp::default(),
        )
        .unwrap();
        world
    }

    fn write_file(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn index_path(&self) -> std::path::PathBuf {
        self.folder.path().join("cache/x.idx")
    }

    fn read_catalog(&self) -> Catalog {
        Catalog::read(&DirectoryFiles::new(self.folder.path()), &[ROOT.to_owned()]).unwrap()
    }

    fn stamp_source(&self) -> StampSource<'static> {
        StampSource::Directory(self.folder.path().to_owned(), std::time::SystemTime::now())
    }

    /// Commits everything.
    fn commit_all(&self) -> PlatformSnapshot {
        let repository = git2::Repository::init(self.folder.path()).unwrap();
        let mut staged = repository.index().unwrap();
        staged
            .add_all(["*.yaml"], git2::IndexAddOption::DEFAULT, None)
            .unwrap();
        staged.update_all(["*.yaml"], None).unwrap();
        let tree = repository.find_tree(staged.write_tree().unwrap()).unwrap();
        staged.write().unwrap();
        let author = git2::Signature::new("t", "t@x", &git2::Time::new(0, 0)).unwrap();
        let commit = repository
            .commit(None, &author, &author, "", &tree, &[])
            .unwrap();
        PlatformSnapshot::from_revision(Revision::open_commit(self.folder.path(), commit).unwrap())
            .unwrap()
    }

    /// The owner, the teams above, the members and the place that defines the owner, looked up through the index.
    fn answer_from_index(&self, name: &str, same: bool) -> Option<String> {
        let index = CatalogIndex::open_catalog_index(&self.index_path())?;
        let snapshot = PlatformSnapshot::from_directory(self.folder.path()).unwrap();
        let keys = [index_key_for_entity_name(name)];
        let part =
            query_catalog_index(&index, &snapshot, &self.stamp_source(), same, &keys).unwrap()?;
        Some(format_ownership(&part.catalog, name))
    }
}

fn format_ownership(catalog: &Catalog, name: &str) -> String {
    let hits = catalog
        .find_entities_by_name(name)
        .into_iter()
        .map(|entity| {
            let ownership = Ownership::find_entity_ownership(catalog, entity);
            let chain: Vec<String> = ownership.chain.iter().map(ToString::to_string).collect();
            let members: Vec<&str> = ownership
                .members
                .iter()
                .map(|member| member.name())
                .collect();
            let place = ownership.place.unwrap();
            format!("{} {chain:?} {members:?} {place}", entity.name_place())
        });
    hits.collect::<Vec<_>>().join("; ")
}

#[test]
fn an_answer_is_that_of_the_catalog() {
    let world = TestCatalog::new();
    let catalog = world.read_catalog();
    for name in ["c7", "team", "all", "ada", "nobody"] {
        for same in [true, false] {
            assert_eq!(
                world.answer_from_index(name, same).unwrap(),
                format_ownership(&catalog, name),
                "{name}"
            );
        }
    }
    insta::assert_snapshot!(world.answer_from_index("c7", false).unwrap(), @r#"catalog/c7.yaml:5:9 ["group:default/team", "group:default/all"] ["ada", "bo"] catalog/c7.yaml:9:10"#);
}

#[test]
fn what_changed_came_or_went_is_seen() {
    let world = TestCatalog::new();
    world.write_file(
        "catalog/c7.yaml",
        &format!("\n\n{}", component_yaml("c7", "all")),
    );
    world.write_file("catalog/new.yaml", &component_yaml("new", "team"));
    world.write_file(
        "catalog/groups.yaml",
        &GROUPS.replace("members: [ada]", "members: []"),
    );
    std::fs::remove_file(world.folder.path().join("catalog/c8.yaml")).unwrap();
    let catalog = world.read_catalog();
    for name in ["c7", "c8", "c9", "new", "team"] {
        assert_eq!(
            world.answer_from_index(name, false).unwrap(),
            format_ownership(&catalog, name),
            "{name}"
        );
    }
}

/// A file with its new text, or with the new owner of its component; `None` removes the file.
type TestFileChange = (&'static str, Option<&'static str>);

/// A change to a catalog in one commit, and whether comparing the trees is enough.
const COMMITS: [(&str, &[TestFileChange], bool); 8] = [
    ("nothing", &[], true),
    ("another owner", &[("catalog/c7.yaml", Some("all"))], true),
    (
        "one file added and one removed",
        &[
            ("catalog/new.yaml", Some("team")),
            ("catalog/c8.yaml", None),
        ],
        true,
    ),
    (
        "an owner read from an unchanged file",
        &[("catalog/c7.yaml", Some("{$text: ../docs/owner.yaml}"))],
        true,
    ),
    (
        "a file outside the catalog",
        &[("docs/x.yaml", Some("team"))],
        true,
    ),
    ("the settings", &[("idp.yaml", Some(SETTINGS))], false),
    ("a Location", &[(ROOT, Some(WIDER))], false),
    (
        "another Location",
        &[("catalog/more.yaml", Some(WIDER))],
        false,
    ),
];
const SETTINGS: &str = "organisation: acme\nforge: local\ncatalog: {root: catalog-info.yaml}\n";
const WIDER: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: wider}\nspec: {targets: [./catalog/*.yaml, ./other/*.yaml]}\n";

#[test]
fn of_a_commit_only_the_difference_is_read() {
    for (what, changes, enough) in COMMITS {
        let world = TestCatalog::new();
        world.write_file(
            "catalog/other/hidden.yaml",
            &component_yaml("hidden", "all"),
        );
        world.write_file("docs/owner.yaml", "all");
        let before = world.commit_all();
        let stamps = StampSource::from_snapshot(&before);
        let whole = compute_tree_stamp(&before).unwrap();
        write_catalog_index(
            &world.index_path(),
            &before.read_catalog().unwrap(),
            &stamps,
            whole,
        )
        .unwrap();
        for (path, content) in changes {
            match content {
                Some(text) if text.contains('\n') => world.write_file(path, text),
                Some(owner) => {
                    let name = path.rsplit('/').next().unwrap().trim_end_matches(".yaml");
                    world.write_file(path, &component_yaml(name, owner));
                }
                None => std::fs::remove_file(world.folder.path().join(path)).unwrap(),
            }
        }
        let now = world.commit_all();
        let index = CatalogIndex::open_catalog_index(&world.index_path()).unwrap();
        let difference = delta_from_trees(&index, &now).unwrap();
        assert_eq!(difference.is_some(), enough, "{what}");
        assert!(
            difference.is_none_or(|delta| !delta.catalog.has_diagnostics()),
            "{what}"
        );
        let catalog = now.read_catalog().unwrap();
        for name in ["c7", "c8", "c9", "new", "x", "hidden", "team"] {
            let keys = [index_key_for_entity_name(name)];
            let found = query_catalog_index(
                &index,
                &now,
                &StampSource::from_snapshot(&now),
                false,
                &keys,
            )
            .unwrap();
            assert_eq!(
                format_ownership(&found.unwrap().catalog, name),
                format_ownership(&catalog, name),
                "{what}: {name}"
            );
        }
    }
}

#[test]
fn a_catalog_that_is_another_one_is_read_again() {
    let world = TestCatalog::new();
    for number in 0..30 {
        world.write_file(
            &format!("catalog/c{number}.yaml"),
            &component_yaml("x", "team"),
        );
    }
    assert_eq!(world.answer_from_index("c35", false), None);
}

#[test]
fn every_document_is_found_by_its_ref() {
    let world = TestCatalog::new();
    let index = CatalogIndex::open_catalog_index(&world.index_path()).unwrap();
    for (number, entity) in world.read_catalog().entities.iter().enumerate() {
        let found = index
            .lookup_document_numbers(index_key_for_entity_ref(entity.entity_ref()))
            .unwrap();
        assert!(found.contains(&u32::try_from(number).unwrap()));
        let document = index.read_document(found[0]).unwrap();
        assert_eq!(document.text.trim_start(), entity.document_text());
        assert_eq!(document.path, entity.file_path());
    }
    let nobody = EntityRef {
        kind: "group",
        namespace: "default",
        name: "nobody",
    };
    assert_eq!(
        index.lookup_document_numbers(index_key_for_entity_ref(nobody)),
        Some(Vec::new())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// However the index is damaged, it gives the right answer or none.
    #[test]
    fn damage_is_never_an_answer(at in any::<prop::sample::Index>(), flip in 1u8.., cut in prop::option::of(any::<prop::sample::Index>())) {
        static WORLD: std::sync::OnceLock<(TestCatalog, Vec<u8>, String)> = std::sync::OnceLock::new();
        static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (world, whole, right) = WORLD.get_or_init(|| {
            let world = TestCatalog::new();
            let bytes = std::fs::read(world.index_path()).unwrap();
            let right = world.answer_from_index("c7", true).unwrap();
            (world, bytes, right)
        });
        let mut bytes = whole.clone();
        // Most of the file is empty buckets, so half of the damage is in the rest.
        let place = match at.index(2) {
            0 => at.index(bytes.len()),
            _ => bytes.len() - 1 - at.index(bytes.len() - (1 << 19)),
        };
        bytes[place] ^= flip;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        std::fs::write(world.index_path(), bytes).unwrap();
        let answer = world.answer_from_index("c7", true);
        prop_assert!(answer.is_none() || answer.as_ref() == Some(right), "{answer:?}");
    }
}

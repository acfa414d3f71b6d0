//! What lies below a folder: catalog files, skeletons of templates, and YAML that is neither. Nothing is judged here; it
//! is told apart cheaply, because a repository may hold a hundred thousand files that are no catalog.

use memchr::memmem;
use rayon::prelude::*;

use super::skipped_document::{
    find_skip_reason, find_unparsed_skip_reason, has_backstage_api_version,
};
use super::target_path::{TargetPath, resolve_target_path};
use super::{Files, find_catalog_info_file, is_catalog_info_file, is_in_folder};
use crate::error::Result;
use crate::source::decode_utf8_text;
use crate::yaml::{self, YamlNode};

/// The YAML files below a folder, told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogScan {
    /// The files that hold entities, in the order given.
    pub catalog_files: Vec<String>,
    /// How many files a Template of the scaffolder renders before anybody reads them.
    pub skeleton_files: usize,
    /// How many files aren't catalog files.
    pub other_yaml_files: usize,
}

/// What one file is.
enum ScannedFileContent {
    Other,
    /// It holds entities; of a Template, what its steps render.
    Entities(Vec<TemplateSkeletonPath>),
}

/// What a step of a Template renders.
struct TemplateSkeletonPath {
    /// A file, a folder, or how their names begin.
    path: String,
    /// Whether an expression completes the path.
    is_prefix: bool,
}

impl CatalogScan {
    /// Tells the YAML files below `folder` apart.
    ///
    /// # Errors
    /// As [`Files::list_yaml`].
    pub fn scan_folder(files: &dyn Files, folder: &str) -> Result<CatalogScan> {
        let templates = read_parent_folder_templates(files, folder);
        Ok(CatalogScan::classify_paths(
            files,
            files.list_yaml(folder)?,
            &templates,
        ))
    }

    /// The catalog file nearest to `path`, in a folder around it but for the root; what a Template renders is none.
    pub fn find_nearest_catalog_file(files: &dyn Files, path: &str) -> Option<String> {
        let folders = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        let mut found = folders.filter_map(|folder| find_catalog_info_file(files, folder));
        found.find(|file| {
            let templates = read_parent_folder_templates(files, file);
            let survey = CatalogScan::classify_paths(files, vec![file.clone()], &templates);
            !survey.catalog_files.is_empty()
        })
    }

    /// Tells `paths` apart; `templates` are files with Templates, which may render them.
    pub fn scan_paths(files: &dyn Files, paths: Vec<String>, templates: &[&str]) -> CatalogScan {
        let templates = templates
            .iter()
            .map(|path| classify_file_content(files, path));
        let templates: Vec<ScannedFileContent> = templates.collect();
        CatalogScan::classify_paths(files, paths, &templates)
    }

    /// Tells `paths` apart, side by side; `templates` are others that may render them.
    fn classify_paths(
        files: &dyn Files,
        paths: Vec<String>,
        templates: &[ScannedFileContent],
    ) -> CatalogScan {
        let contents: Vec<ScannedFileContent> = paths
            .par_iter()
            .map(|path| classify_file_content(files, path))
            .collect();
        let rendered = templates.iter().chain(&contents);
        let rendered: Vec<&TemplateSkeletonPath> = rendered
            .flat_map(ScannedFileContent::skeleton_paths)
            .collect();
        let mut survey = CatalogScan::default();
        for (path, content) in paths.into_iter().zip(&contents) {
            if matches!(content, ScannedFileContent::Other) {
                survey.other_yaml_files += 1;
            } else if is_in_skeleton_folder(&path)
                || rendered.iter().any(|skeleton| skeleton.contains(&path))
            {
                survey.skeleton_files += 1;
            } else {
                survey.catalog_files.push(path);
            }
        }
        survey
    }

    /// Adds what another survey found.
    pub fn extend(&mut self, other: CatalogScan) {
        self.catalog_files.extend(other.catalog_files);
        self.skeleton_files += other.skeleton_files;
        self.other_yaml_files += other.other_yaml_files;
    }

    /// Whether one of `paths` holds an entity, even if it is no valid one.
    pub fn has_any_entity(files: &dyn Files, paths: &[String]) -> bool {
        let found = |path: &String| !is_in_skeleton_folder(path) && file_has_entity(files, path);
        paths.par_iter().any(found)
    }
}

impl ScannedFileContent {
    fn skeleton_paths(&self) -> &[TemplateSkeletonPath] {
        match self {
            ScannedFileContent::Entities(skeletons) => skeletons,
            ScannedFileContent::Other => &[],
        }
    }
}

impl TemplateSkeletonPath {
    fn contains(&self, path: &str) -> bool {
        if self.is_prefix {
            path.starts_with(&self.path)
        } else {
            path == self.path || is_in_folder(path, &self.path)
        }
    }
}

/// Whether a folder on the way is called `skeleton`: what renders it may be a script, or a Template of another repository.
fn is_in_skeleton_folder(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| folder == "skeleton")
}

/// The Templates in the folders above `path`, which may render it.
fn read_parent_folder_templates(files: &dyn Files, path: &str) -> Vec<ScannedFileContent> {
    let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    let above = std::iter::once("")
        .chain(above)
        .filter(|above| *above != path);
    let templates = above.filter_map(|above| find_template_file(files, above));
    templates
        .map(|path| classify_file_content(files, &path))
        .collect()
}

/// The Template of a folder, where it is called as most are.
fn find_template_file(files: &dyn Files, folder: &str) -> Option<String> {
    let names = ["template.yaml", "template.yml"];
    let inside = names.map(|name| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    });
    inside.into_iter().find(|path| files.has_file(path))
}

/// Whether a document of a file is an entity: what only seems to be one may be a text in another document.
fn file_has_entity(files: &dyn Files, path: &str) -> bool {
    let bytes = files.read(path).ok().flatten().unwrap_or_default();
    let text = match decode_utf8_text(bytes) {
        Ok(text) if has_backstage_api_version(text.as_bytes()) || is_catalog_info_file(path) => {
            text
        }
        _ => return false,
    };
    let mut documents = yaml::split_yaml_documents(&text).into_iter();
    documents.any(|chunk| match chunk.parse() {
        Ok((tree, _)) => tree
            .root()
            .is_some_and(|root| find_skip_reason(path, chunk.text, root).is_none()),
        Err(fault) => find_unparsed_skip_reason(path, chunk.text, &fault).is_none(),
    })
}

fn classify_file_content(files: &dyn Files, path: &str) -> ScannedFileContent {
    let bytes = files.read(path).ok().flatten().unwrap_or_default();
    if has_backstage_api_version(&bytes) || is_catalog_info_file(path) {
        ScannedFileContent::Entities(find_file_skeletons(path, &bytes))
    } else {
        ScannedFileContent::Other
    }
}

/// What the Templates of a file render.
fn find_file_skeletons(path: &str, bytes: &[u8]) -> Vec<TemplateSkeletonPath> {
    if memmem::find(bytes, b"fetch:").is_none() {
        return Vec::new();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Vec::new();
    };
    let mut skeletons = Vec::new();
    for chunk in yaml::split_yaml_documents(text) {
        if let Ok((tree, _)) = chunk.parse()
            && let Some(root) = tree.root()
        {
            skeletons.extend(find_template_skeletons(root, path));
        }
    }
    skeletons
}

/// What the steps of a Template in the file `path` render; of anything else nothing.
fn find_template_skeletons(root: YamlNode<'_, '_>, path: &str) -> Vec<TemplateSkeletonPath> {
    let is_template = root.get("kind").and_then(YamlNode::as_str) == Some("Template");
    let steps = root
        .get("spec")
        .and_then(|spec| spec.get("steps"))
        .filter(|_| is_template);
    let steps = steps.into_iter().flat_map(YamlNode::items);
    let urls = steps.filter_map(|step| {
        let renders = RENDERING_ACTIONS.contains(&step.get("action")?.as_str()?);
        step.get("input")?.get("url")?.as_str().filter(|_| renders)
    });
    urls.filter_map(|url| resolve_skeleton_path(url, path))
        .collect()
}

/// The actions that render what they fetch; `fetch:plain` copies it.
const RENDERING_ACTIONS: [&str; 4] = [
    "fetch:template",
    "fetch:template:file",
    "fetch:cookiecutter",
    "fetch:rails",
];

fn resolve_skeleton_path(url: &str, template: &str) -> Option<TemplateSkeletonPath> {
    let expression = url.find("{{").map(|at| url[..at].trim_end_matches('$'));
    let TargetPath::Inside(path) = resolve_target_path(template, expression.unwrap_or(url)) else {
        return None;
    };
    let skeleton = TemplateSkeletonPath {
        path,
        is_prefix: expression.is_some(),
    };
    // A Template beside its own skeleton is still a Template.
    let holds_template = skeleton.path.is_empty() || skeleton.contains(template);
    (!holds_template).then_some(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;

    #[test]
    fn entities_are_known_by_their_api_version() {
        for text in [
            "apiVersion: backstage.io/v1alpha1\n",
            "{\"apiVersion\": \"scaffolder.backstage.io/v1beta3\", \"kind\": \"Template\"}",
            "kind: X\n'apiVersion' : 'extensions.backstage.io/v1alpha1'\r\n",
        ] {
            assert!(has_backstage_api_version(text.as_bytes()), "{text}");
        }
        for text in [
            "apiVersion: apps/v1\nmetadata: {labels: {backstage.io/kubernetes-id: a}}\n",
            "apiVersion: v1 # backstage.io/v1alpha1\n",
            "# apiVersion\nbackstage.io/x: y\n",
            "name: ci\n",
            "",
        ] {
            assert!(!has_backstage_api_version(text.as_bytes()), "{text}");
        }
    }

    fn template_with_urls(urls: &[&str]) -> String {
        let head = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n  steps:\n";
        let step =
            |url: &&str| format!("    - {{action: fetch:template, input: {{url: '{url}'}}}}\n");
        head.to_owned() + &urls.iter().map(step).collect::<String>()
    }

    #[test]
    fn what_a_template_renders_is_a_skeleton() {
        let entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\n";
        let own = template_with_urls(&[
            "./skeleton",
            "./parts/${{ parameters.kind }}",
            "./add-${{ x }}",
            ".",
            "https://x.example/y",
        ]);
        let files = MemoryFiles::from_iter([
            ("t/template.yaml", own.as_str()),
            ("t/skeleton/catalog-info.yaml", entity),
            ("t/skeleton/ci.yaml", "name: ci\n"),
            ("t/skeletons/catalog-info.yaml", entity),
            ("t/parts/a/entity.yaml", entity),
            ("t/add-b/entity.yaml", entity),
            ("own/skeleton/app/entity.yaml", entity),
            ("t/other.yaml", entity),
        ]);
        let survey = CatalogScan::scan_folder(&files, "").unwrap();
        assert_eq!(
            survey.catalog_files,
            [
                "t/other.yaml",
                "t/skeletons/catalog-info.yaml",
                "t/template.yaml"
            ]
        );
        assert_eq!((survey.skeleton_files, survey.other_yaml_files), (4, 1));
    }
}

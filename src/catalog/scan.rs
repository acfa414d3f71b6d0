//! Classifies the files below a folder: catalog files, skeletons of templates, and other YAML. Files aren't validated
//! here, only classified cheaply, because a repository may have a hundred thousand files that aren't catalog files.

use memchr::memmem;
use rayon::prelude::*;

use super::skipped_document::{
    find_document_skip_reason, find_unparsable_document_skip_reason, has_backstage_api_version,
};
use super::target_path::{TargetPathResolution, resolve_target_relative_to_file};
use super::{Files, find_catalog_info_file, is_catalog_info_file, is_in_folder};
use crate::error::Result;
use crate::source::decode_utf8_text;
use crate::yaml::{self, YamlNode};

/// The classified YAML files below a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogFileScan {
    /// The files with entities, in the order given.
    pub catalog_files: Vec<String>,
    /// The number of files that a scaffolder Template renders before Backstage reads them.
    pub skeleton_files: usize,
    /// The number of files that aren't catalog files.
    pub other_yaml_files: usize,
}

/// The class of a file.
enum YamlFileClassification {
    Other,
    /// It has entities; for a Template, with the outputs of its steps.
    Entities(Vec<TemplateSkeletonPath>),
}

/// The output of a Template step.
struct TemplateSkeletonPath {
    /// A file, a folder, or a prefix of their names.
    path: String,
    /// Whether an expression completes the path.
    is_prefix: bool,
}

impl CatalogFileScan {
    /// Classifies the YAML files below `folder`.
    ///
    /// # Errors
    /// As [`Files::list_yaml_files_recursively`].
    pub fn scan_folder(files: &dyn Files, folder: &str) -> Result<CatalogFileScan> {
        let templates = scan_templates_in_parent_folders(files, folder);
        Ok(CatalogFileScan::classify_yaml_files(
            files,
            files.list_yaml_files_recursively(folder)?,
            &templates,
        ))
    }

    /// The catalog file nearest to `path`, in a folder above it but not the root; files that a Template renders don't
    /// count.
    pub fn find_nearest_catalog_file(files: &dyn Files, path: &str) -> Option<String> {
        let folders = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        let mut found = folders.filter_map(|folder| find_catalog_info_file(files, folder));
        found.find(|file| {
            let templates = scan_templates_in_parent_folders(files, file);
            let survey =
                CatalogFileScan::classify_yaml_files(files, vec![file.clone()], &templates);
            !survey.catalog_files.is_empty()
        })
    }

    /// Classifies `paths`; `templates` are files with Templates, which may render them.
    pub fn scan_files(
        files: &dyn Files,
        paths: Vec<String>,
        templates: &[&str],
    ) -> CatalogFileScan {
        let templates = templates
            .iter()
            .map(|path| classify_catalog_or_other_file(files, path));
        let templates: Vec<YamlFileClassification> = templates.collect();
        CatalogFileScan::classify_yaml_files(files, paths, &templates)
    }

    /// Classifies `paths` in parallel; `templates` are other files that may render them.
    fn classify_yaml_files(
        files: &dyn Files,
        paths: Vec<String>,
        templates: &[YamlFileClassification],
    ) -> CatalogFileScan {
        let contents: Vec<YamlFileClassification> = paths
            .par_iter()
            .map(|path| classify_catalog_or_other_file(files, path))
            .collect();
        let rendered = templates.iter().chain(&contents);
        let rendered: Vec<&TemplateSkeletonPath> = rendered
            .flat_map(YamlFileClassification::skeleton_paths)
            .collect();
        let mut survey = CatalogFileScan::default();
        for (path, content) in paths.into_iter().zip(&contents) {
            if matches!(content, YamlFileClassification::Other) {
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

    /// Adds the results of another scan.
    pub fn extend(&mut self, other: CatalogFileScan) {
        self.catalog_files.extend(other.catalog_files);
        self.skeleton_files += other.skeleton_files;
        self.other_yaml_files += other.other_yaml_files;
    }

    /// Whether one of `paths` has an entity, even an invalid one.
    pub fn any_file_has_entity(files: &dyn Files, paths: &[String]) -> bool {
        let found =
            |path: &String| !is_in_skeleton_folder(path) && file_has_any_entity(files, path);
        paths.par_iter().any(found)
    }
}

impl YamlFileClassification {
    fn skeleton_paths(&self) -> &[TemplateSkeletonPath] {
        match self {
            YamlFileClassification::Entities(skeletons) => skeletons,
            YamlFileClassification::Other => &[],
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

/// Whether a folder in the path is named `skeleton`: a script or a Template of another repository may render it.
fn is_in_skeleton_folder(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| folder == "skeleton")
}

/// The Templates in the folders above `path`, which may render it.
fn scan_templates_in_parent_folders(files: &dyn Files, path: &str) -> Vec<YamlFileClassification> {
    let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    let above = std::iter::once("")
        .chain(above)
        .filter(|above| *above != path);
    let templates = above.filter_map(|above| find_template_yaml_in_folder(files, above));
    templates
        .map(|path| classify_catalog_or_other_file(files, &path))
        .collect()
}

/// The Template of a folder, if it has the usual name.
fn find_template_yaml_in_folder(files: &dyn Files, folder: &str) -> Option<String> {
    let names = ["template.yaml", "template.yml"];
    let inside = names.map(|name| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    });
    inside.into_iter().find(|path| files.has_file(path))
}

/// Whether a document of a file is an entity: text within another document may only look like one.
fn file_has_any_entity(files: &dyn Files, path: &str) -> bool {
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
            .is_some_and(|root| find_document_skip_reason(path, chunk.text, root).is_none()),
        Err(fault) => find_unparsable_document_skip_reason(path, chunk.text, &fault).is_none(),
    })
}

fn classify_catalog_or_other_file(files: &dyn Files, path: &str) -> YamlFileClassification {
    let bytes = files.read(path).ok().flatten().unwrap_or_default();
    if has_backstage_api_version(&bytes) || is_catalog_info_file(path) {
        YamlFileClassification::Entities(skeleton_paths_in_file(path, &bytes))
    } else {
        YamlFileClassification::Other
    }
}

/// The outputs of the Templates in a file.
fn skeleton_paths_in_file(path: &str, bytes: &[u8]) -> Vec<TemplateSkeletonPath> {
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
            skeletons.extend(skeleton_paths_of_template(root, path));
        }
    }
    skeletons
}

/// The outputs of the steps of a Template in the file `path`; none for other entities.
fn skeleton_paths_of_template(root: YamlNode<'_, '_>, path: &str) -> Vec<TemplateSkeletonPath> {
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
    urls.filter_map(|url| skeleton_path_from_fetch_url(url, path))
        .collect()
}

/// The actions that render the files they fetch; `fetch:plain` copies them.
const RENDERING_ACTIONS: [&str; 4] = [
    "fetch:template",
    "fetch:template:file",
    "fetch:cookiecutter",
    "fetch:rails",
];

fn skeleton_path_from_fetch_url(url: &str, template: &str) -> Option<TemplateSkeletonPath> {
    let expression = url.find("{{").map(|at| url[..at].trim_end_matches('$'));
    let TargetPathResolution::Inside(path) =
        resolve_target_relative_to_file(template, expression.unwrap_or(url))
    else {
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
        let survey = CatalogFileScan::scan_folder(&files, "").unwrap();
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

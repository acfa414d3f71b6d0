//! What lies below a folder: catalog files, skeletons of templates, and YAML that is neither. Nothing is judged here; it
//! is told apart cheaply, because a repository may hold a hundred thousand files that are no catalog.

use memchr::memmem;
use rayon::prelude::*;

use super::skeleton::{holds_entities, left_out, left_out_faulty};
use super::way::{Way, way};
use super::{Files, catalog_info, is_below, is_catalog_info};
use crate::error::Result;
use crate::source::decoded;
use crate::yaml::{self, Node};

/// The YAML files below a folder, told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The files that hold entities, in the order given.
    pub files: Vec<String>,
    /// How many files a Template of the scaffolder renders before anybody reads them.
    pub skeletons: usize,
    /// How many files aren't catalog files.
    pub others: usize,
}

/// What one file is.
enum Content {
    Other,
    /// It holds entities; of a Template, what its steps render.
    Entities(Vec<Skeleton>),
}

/// What a step of a Template renders.
struct Skeleton {
    /// A file, a folder, or how their names begin.
    path: String,
    /// Whether an expression completes the path.
    is_prefix: bool,
}

impl Survey {
    /// Tells the YAML files below `folder` apart.
    ///
    /// # Errors
    /// As [`Files::yaml_files`].
    pub fn below(files: &dyn Files, folder: &str) -> Result<Survey> {
        let templates = templates_above(files, folder);
        Ok(Survey::of(files, files.yaml_files(folder)?, &templates))
    }

    /// The catalog file nearest to `path`, in a folder around it but for the root; what a Template renders is none.
    pub fn nearest(files: &dyn Files, path: &str) -> Option<String> {
        let folders = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        let mut found = folders.filter_map(|folder| catalog_info(files, folder));
        found.find(|file| {
            let templates = templates_above(files, file);
            let survey = Survey::of(files, vec![file.clone()], &templates);
            !survey.files.is_empty()
        })
    }

    /// Tells `paths` apart; `templates` are files with Templates, which may render them.
    pub fn among(files: &dyn Files, paths: Vec<String>, templates: &[&str]) -> Survey {
        let templates = templates.iter().map(|path| content(files, path));
        let templates: Vec<Content> = templates.collect();
        Survey::of(files, paths, &templates)
    }

    /// Tells `paths` apart, side by side; `templates` are others that may render them.
    fn of(files: &dyn Files, paths: Vec<String>, templates: &[Content]) -> Survey {
        let contents: Vec<Content> = paths.par_iter().map(|path| content(files, path)).collect();
        let rendered = templates.iter().chain(&contents);
        let rendered: Vec<&Skeleton> = rendered.flat_map(Content::skeletons).collect();
        let mut survey = Survey::default();
        for (path, content) in paths.into_iter().zip(&contents) {
            if matches!(content, Content::Other) {
                survey.others += 1;
            } else if is_in_skeleton_folder(&path)
                || rendered.iter().any(|skeleton| skeleton.covers(&path))
            {
                survey.skeletons += 1;
            } else {
                survey.files.push(path);
            }
        }
        survey
    }

    /// Adds what another survey found.
    pub fn extend(&mut self, other: Survey) {
        self.files.extend(other.files);
        self.skeletons += other.skeletons;
        self.others += other.others;
    }

    /// Whether one of `paths` holds an entity, even if it is no valid one.
    pub fn finds_any(files: &dyn Files, paths: &[String]) -> bool {
        let found = |path: &String| !is_in_skeleton_folder(path) && has_entity(files, path);
        paths.par_iter().any(found)
    }
}

impl Content {
    fn skeletons(&self) -> &[Skeleton] {
        match self {
            Content::Entities(skeletons) => skeletons,
            Content::Other => &[],
        }
    }
}

impl Skeleton {
    fn covers(&self, path: &str) -> bool {
        match self.is_prefix {
            true => path.starts_with(&self.path),
            false => path == self.path || is_below(path, &self.path),
        }
    }
}

/// Whether a folder on the way is called `skeleton`: what renders it may be a script, or a Template of another repository.
fn is_in_skeleton_folder(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| folder == "skeleton")
}

/// The Templates in the folders above `path`, which may render it.
fn templates_above(files: &dyn Files, path: &str) -> Vec<Content> {
    let above = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    let above = std::iter::once("")
        .chain(above)
        .filter(|above| *above != path);
    let templates = above.filter_map(|above| template_in(files, above));
    templates.map(|path| content(files, &path)).collect()
}

/// The Template of a folder, where it is called as most are.
fn template_in(files: &dyn Files, folder: &str) -> Option<String> {
    let names = ["template.yaml", "template.yml"];
    let inside = names.map(|name| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    });
    inside.into_iter().find(|path| files.has(path))
}

/// Whether a document of a file is an entity: what only seems to be one may be a text in another document.
fn has_entity(files: &dyn Files, path: &str) -> bool {
    let bytes = files.read(path).ok().flatten().unwrap_or_default();
    let text = match decoded(bytes) {
        Ok(text) if holds_entities(text.as_bytes()) || is_catalog_info(path) => text,
        _ => return false,
    };
    let mut documents = yaml::documents(&text).into_iter();
    documents.any(|chunk| match chunk.parse() {
        Ok((tree, _)) => tree
            .root()
            .is_some_and(|root| left_out(path, chunk.text, root).is_none()),
        Err(fault) => left_out_faulty(path, chunk.text, &fault).is_none(),
    })
}

fn content(files: &dyn Files, path: &str) -> Content {
    let bytes = files.read(path).ok().flatten().unwrap_or_default();
    match holds_entities(&bytes) || is_catalog_info(path) {
        true => Content::Entities(skeletons_of(path, &bytes)),
        false => Content::Other,
    }
}

/// What the Templates of a file render.
fn skeletons_of(path: &str, bytes: &[u8]) -> Vec<Skeleton> {
    if memmem::find(bytes, b"fetch:").is_none() {
        return Vec::new();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Vec::new();
    };
    let mut skeletons = Vec::new();
    for chunk in yaml::documents(text) {
        if let Ok((tree, _)) = chunk.parse()
            && let Some(root) = tree.root()
        {
            skeletons.extend(rendered_by(root, path));
        }
    }
    skeletons
}

/// What the steps of a Template in the file `path` render; of anything else nothing.
fn rendered_by(root: Node<'_, '_>, path: &str) -> Vec<Skeleton> {
    let is_template = root.get("kind").and_then(Node::as_str) == Some("Template");
    let steps = root
        .get("spec")
        .and_then(|spec| spec.get("steps"))
        .filter(|_| is_template);
    let steps = steps.into_iter().flat_map(Node::items);
    let urls = steps.filter_map(|step| {
        let renders = RENDERING.contains(&step.get("action")?.as_str()?);
        step.get("input")?.get("url")?.as_str().filter(|_| renders)
    });
    urls.filter_map(|url| skeleton(url, path)).collect()
}

/// The actions that render what they fetch; `fetch:plain` copies it.
const RENDERING: [&str; 4] = [
    "fetch:template",
    "fetch:template:file",
    "fetch:cookiecutter",
    "fetch:rails",
];

fn skeleton(url: &str, template: &str) -> Option<Skeleton> {
    let expression = url.find("{{").map(|at| url[..at].trim_end_matches('$'));
    let Way::Inside(path) = way(template, expression.unwrap_or(url)) else {
        return None;
    };
    let skeleton = Skeleton {
        path,
        is_prefix: expression.is_some(),
    };
    // A Template beside its own skeleton is still a Template.
    let holds_template = skeleton.path.is_empty() || skeleton.covers(template);
    (!holds_template).then_some(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Memory;

    #[test]
    fn entities_are_known_by_their_api_version() {
        for text in [
            "apiVersion: backstage.io/v1alpha1\n",
            "{\"apiVersion\": \"scaffolder.backstage.io/v1beta3\", \"kind\": \"Template\"}",
            "kind: X\n'apiVersion' : 'extensions.backstage.io/v1alpha1'\r\n",
        ] {
            assert!(holds_entities(text.as_bytes()), "{text}");
        }
        for text in [
            "apiVersion: apps/v1\nmetadata: {labels: {backstage.io/kubernetes-id: a}}\n",
            "apiVersion: v1 # backstage.io/v1alpha1\n",
            "# apiVersion\nbackstage.io/x: y\n",
            "name: ci\n",
            "",
        ] {
            assert!(!holds_entities(text.as_bytes()), "{text}");
        }
    }

    fn template(urls: &[&str]) -> String {
        let head = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n  steps:\n";
        let step =
            |url: &&str| format!("    - {{action: fetch:template, input: {{url: '{url}'}}}}\n");
        head.to_owned() + &urls.iter().map(step).collect::<String>()
    }

    #[test]
    fn what_a_template_renders_is_a_skeleton() {
        let entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\n";
        let own = template(&[
            "./skeleton",
            "./parts/${{ parameters.kind }}",
            "./add-${{ x }}",
            ".",
            "https://x.example/y",
        ]);
        let files = Memory::from_iter([
            ("t/template.yaml", own.as_str()),
            ("t/skeleton/catalog-info.yaml", entity),
            ("t/skeleton/ci.yaml", "name: ci\n"),
            ("t/skeletons/catalog-info.yaml", entity),
            ("t/parts/a/entity.yaml", entity),
            ("t/add-b/entity.yaml", entity),
            ("own/skeleton/app/entity.yaml", entity),
            ("t/other.yaml", entity),
        ]);
        let survey = Survey::below(&files, "").unwrap();
        assert_eq!(
            survey.files,
            [
                "t/other.yaml",
                "t/skeletons/catalog-info.yaml",
                "t/template.yaml"
            ]
        );
        assert_eq!((survey.skeletons, survey.others), (4, 1));
    }
}

//! What the files in a folder say about the type and the language of a component.

/// Files that only something deployed on its own has.
pub(super) const DEPLOYMENT_FILES: [&str; 8] = [
    "Dockerfile",
    "Containerfile",
    "Procfile",
    "Chart.yaml",
    "chart",
    "charts",
    "serverless.yml",
    "fly.toml",
];
/// Files of a website that is built from its sources.
const WEBSITE_FILES: [&str; 6] = [
    "next.config.js",
    "next.config.mjs",
    "next.config.ts",
    "vite.config.js",
    "vite.config.ts",
    "gatsby-config.js",
];
/// Build files, and the tag of their language.
const LANGUAGE_FILES: [(&str, &str); 14] = [
    ("Cargo.toml", "rust"),
    ("go.mod", "go"),
    ("tsconfig.json", "typescript"),
    ("package.json", "javascript"),
    ("pyproject.toml", "python"),
    ("setup.py", "python"),
    ("requirements.txt", "python"),
    ("pom.xml", "java"),
    ("build.gradle", "java"),
    ("build.gradle.kts", "kotlin"),
    ("Gemfile", "ruby"),
    ("composer.json", "php"),
    ("mix.exs", "elixir"),
    ("Package.swift", "swift"),
];

/// The build files of one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BuildFiles {
    /// A file of something that is deployed.
    pub(super) deployment: Option<&'static str>,
    /// A file of a website.
    pub(super) website: Option<&'static str>,
    /// A build file, and the tag of its language.
    pub(super) language: Option<(&'static str, &'static str)>,
}

impl BuildFiles {
    /// Finds the build files among the names of the files and folders in a folder.
    pub(super) fn find_in_folder<'n>(names: impl Iterator<Item = &'n str> + Clone) -> BuildFiles {
        let find = |known: &[&'static str]| {
            let is_there = |file: &&&'static str| names.clone().any(|name| name == **file);
            known.iter().find(is_there).copied()
        };
        let language = LANGUAGE_FILES
            .iter()
            .find(|(file, _)| names.clone().any(|name| name == *file));
        BuildFiles {
            deployment: find(&DEPLOYMENT_FILES),
            website: find(&WEBSITE_FILES),
            language: language.copied(),
        }
    }

    /// The likely type of the component, the reason, and whether the reason is good: a library is only what is left when nothing shows a
    /// deployment.
    pub(super) fn guess_component_type(&self) -> Option<(&'static str, String, bool)> {
        if let Some(file) = self.website {
            return Some(("website", file.to_owned(), true));
        }
        if let Some(file) = self.deployment {
            return Some(("service", file.to_owned(), true));
        }
        let (file, _) = self.language?;
        Some((
            "library",
            format!("{file}, and no Dockerfile or chart"),
            false,
        ))
    }
}

//! What the targets of a Location mean: files of the same repository, by path or by glob.

use globset::GlobBuilder;

use super::Files;

/// What a target leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// These files of the repository.
    Files(Vec<String>),
    /// A URL; it is somebody else's to read.
    Elsewhere,
    /// A place outside the repository.
    Outside,
    /// Nothing.
    Missing,
}

/// Resolves `target`, named in the file `from`.
pub(super) fn resolve(files: &Files, from: &str, target: &str) -> Target {
    if target.contains("://") {
        return Target::Elsewhere;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(path) = joined(folder, target) else {
        return Target::Outside;
    };
    if files.has(&path) {
        return Target::Files(vec![path]);
    }
    match path.contains(['*', '?', '[', '{']) {
        true => matching(files, &path),
        false => Target::Missing,
    }
}

/// `folder` and `target` as one path from the root; `None` when it leads out of it.
fn joined(folder: &str, target: &str) -> Option<String> {
    if target.starts_with('/') || target.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn matching(files: &Files, pattern: &str) -> Target {
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else {
        return Target::Missing;
    };
    let matcher = glob.compile_matcher();
    let found: Vec<String> = files
        .paths
        .iter()
        .filter(|path| matcher.is_match(path))
        .cloned()
        .collect();
    match found.is_empty() {
        true => Target::Missing,
        false => Target::Files(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(from: &str, target: &str) -> Target {
        let paths = ["a.yaml", "catalog/b.yaml", "catalog/deep/c.yaml"]
            .map(str::to_owned)
            .to_vec();
        resolve(
            &Files {
                paths,
                read: Box::new(|_| Ok(None)),
            },
            from,
            target,
        )
    }

    #[test]
    fn targets_stay_in_the_repository() {
        let found =
            |paths: &[&str]| Target::Files(paths.iter().map(|path| (*path).to_owned()).collect());
        assert_eq!(
            resolved("catalog-info.yaml", "./catalog/**/*.yaml"),
            found(&["catalog/b.yaml", "catalog/deep/c.yaml"])
        );
        assert_eq!(resolved("catalog/x.yaml", "../a.yaml"), found(&["a.yaml"]));
        assert_eq!(resolved("catalog/x.yaml", "../../a.yaml"), Target::Outside);
        assert_eq!(resolved("x.yaml", "/etc/passwd"), Target::Outside);
        assert_eq!(resolved("x.yaml", "file:///etc/passwd"), Target::Elsewhere);
        assert_eq!(resolved("x.yaml", "nowhere.yaml"), Target::Missing);
    }
}

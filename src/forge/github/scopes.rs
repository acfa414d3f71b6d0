//! The scopes of classic tokens: which of them hold others.

/// What a scope holds besides itself.
fn held_by(scope: &str) -> &'static [&'static str] {
    match scope {
        "repo" => &[
            "public_repo",
            "repo:status",
            "repo_deployment",
            "repo:invite",
            "security_events",
        ],
        "admin:org" => &["write:org", "read:org"],
        "write:org" => &["read:org"],
        "admin:repo_hook" => &["write:repo_hook", "read:repo_hook"],
        "write:repo_hook" => &["read:repo_hook"],
        "user" => &["read:user", "user:email", "user:follow"],
        "write:packages" => &["read:packages"],
        "admin:enterprise" => &["manage_runners:enterprise", "read:enterprise"],
        _ => &[],
    }
}

/// The scopes of a header: `repo, workflow`.
fn listed(scopes: &str) -> impl Iterator<Item = &str> {
    scopes
        .split(',')
        .map(str::trim)
        .filter(|scope| !scope.is_empty())
}

/// Whether `scopes`, as GitHub's header lists them, hold `scope`.
pub(super) fn grants(scopes: &str, scope: &str) -> bool {
    listed(scopes).any(|granted| granted == scope || held_by(granted).contains(&scope))
}

/// Whether `scopes` hold one of `wanted`.
pub(super) fn grants_any(scopes: &str, wanted: &str) -> bool {
    listed(wanted).any(|wanted| grants(scopes, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_what_is_less() {
        assert!(grants("workflow, admin:org", "read:org"));
        assert!(grants_any("repo", "public_repo, repo"));
        assert!(!grants("repo:status", "repo") && !grants("", "repo") && !grants_any("repo", ""));
    }
}

//! The scopes of classic tokens, and which of them include others.

/// The scopes that a scope includes.
fn implied_scopes(scope: &str) -> &'static [&'static str] {
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
fn split_scopes(scopes: &str) -> impl Iterator<Item = &str> {
    scopes
        .split(',')
        .map(str::trim)
        .filter(|scope| !scope.is_empty())
}

/// Whether `scopes`, as listed in GitHub's header, grant `scope`.
pub(super) fn grants_scope(scopes: &str, scope: &str) -> bool {
    split_scopes(scopes).any(|granted| granted == scope || implied_scopes(granted).contains(&scope))
}

/// Whether `scopes` grant one of `wanted`.
pub(super) fn grants_any_scope(scopes: &str, wanted: &str) -> bool {
    split_scopes(wanted).any(|wanted| grants_scope(scopes, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_holds_what_is_less() {
        assert!(grants_scope("workflow, admin:org", "read:org"));
        assert!(grants_any_scope("repo", "public_repo, repo"));
        assert!(
            !grants_scope("repo:status", "repo")
                && !grants_scope("", "repo")
                && !grants_any_scope("repo", "")
        );
    }
}

//! Refusals by a repository: its state, or missing permissions.

use super::{AccessRefusal, RequiredAccess, SignInMethod};
use crate::printable::Printable;

/// The account behind the token that GitHub gives to a workflow.
const WORKFLOW_ACCOUNT: &str = "github-actions[bot]";

impl AccessRefusal<'_> {
    /// The hints for the state of a repository or missing permissions; empty for anything else.
    pub(super) fn build_repository_error_hints(self) -> Vec<String> {
        let words = self.message.to_lowercase();
        let says = |text: &str| words.contains(text);
        if says("archived so") || says("repository was archived") {
            vec![self.format_archived_repository_hint()]
        } else if says("marked as read only") || says("denied to deploy key") {
            vec![self.format_deploy_key_hint()]
        } else if says("without `workflow` scope") || says("without `workflows` permission") {
            self.format_workflow_scope_hints()
        } else if says("denied to ") {
            self.format_access_denied_hints()
        } else if says("access to repository not granted") {
            vec![self.format_permission_hint()]
        } else if says("billing") {
            vec![format!(
                "an owner of the account must fix its billing first: {}/settings/billing",
                self.host.web_url()
            )]
        } else if says("is locked") {
            vec![
                "the repository is locked, for example by a migration: run the same command again once it is unlocked".to_owned(),
            ]
        } else if says("has been disabled") || says("access blocked") {
            vec![self.format_disabled_repository_hint()]
        } else {
            Vec::new()
        }
    }

    /// The access to the repository that the token needs.
    pub(in super::super) fn format_permission_hint(self) -> String {
        format!(
            "{} needs {}",
            self.sign_in_method,
            self.required_access
                .format_token_permission(&self.repository_display_name())
        )
    }

    /// The hint that a workflow's own token isn't enough.
    pub(in super::super) fn format_github_actions_token_hint(self) -> String {
        "a workflow's own GITHUB_TOKEN can't do this: set IDP_GITHUB_TOKEN to a token from a GitHub App or a user"
            .to_owned()
    }

    /// Whether it is the token of a GitHub App, such as the token of a workflow.
    pub(in super::super) fn is_github_app_token(self) -> bool {
        self.message.contains("not accessible by integration")
    }

    fn format_archived_repository_hint(self) -> String {
        match self.repository_page_url("settings") {
            Some(page) => {
                format!("the repository is archived: an administrator can unarchive it at {page}")
            }
            None => "the repository is archived: an administrator can unarchive it in its settings"
                .to_owned(),
        }
    }

    fn format_deploy_key_hint(self) -> String {
        let page = self.repository_page_url("settings/keys");
        let page = page.map_or_else(String::new, |page| format!(": {page}"));
        format!(
            "the SSH key is a deploy key without {0} access: use your own key, or a deploy key with {0} access{page}",
            self.required_access.access_verb()
        )
    }

    /// The message names the account that was denied.
    fn format_access_denied_hints(self) -> Vec<String> {
        let who = self.message.split_once("denied to ").map(|(_, rest)| rest);
        let who = who.and_then(|rest| rest.split_whitespace().next());
        let who = who
            .map(|who| who.trim_end_matches('.'))
            .filter(|who| is_account_name(who));
        if who == Some(WORKFLOW_ACCOUNT) {
            return vec![
                "a workflow's own GITHUB_TOKEN can access only its own repository, and needs `permissions: {contents: write}` to write".to_owned(),
                "or set IDP_GITHUB_TOKEN to a token from a GitHub App or a user".to_owned(),
            ];
        }
        let page = self.repository_page_url("settings/access");
        let page = page.map_or_else(String::new, |page| format!(": {page}"));
        let account = format!(
            "ask an administrator of {} to give {} {} access{page}",
            self.repository_display_name(),
            who.unwrap_or("your account"),
            match self.required_access {
                RequiredAccess::Read => "read",
                RequiredAccess::Write | RequiredAccess::WriteWorkflows => "write",
            }
        );
        match self.sign_in_method {
            SignInMethod::Key => vec![account],
            SignInMethod::Token(_) | SignInMethod::Git => {
                vec![self.format_permission_hint(), format!("or {account}")]
            }
        }
    }

    /// The message names the kind of token.
    fn format_workflow_scope_hints(self) -> Vec<String> {
        let is_app = self.message.contains("GitHub App");
        if is_app {
            return vec![
                format!(
                    "the GitHub App behind {} needs the workflows=write permission",
                    self.sign_in_method
                ),
                self.format_github_actions_token_hint(),
            ];
        }
        if self.uses_gh_cli_token() {
            let name = self.host.name();
            return vec![format!(
                "gh auth refresh --hostname {name} --scopes workflow"
            )];
        }
        vec![format!(
            "add the workflow scope to {}: {}/settings/tokens",
            self.sign_in_method,
            self.host.web_url()
        )]
    }

    fn format_disabled_repository_hint(self) -> String {
        if self.host.is_hosted_by_github() {
            "the repository is disabled: contact GitHub support: https://support.github.com"
                .to_owned()
        } else {
            format!(
                "the repository is disabled: ask the administrators of {}",
                self.host.name()
            )
        }
    }

    /// The repository, as named in a sentence.
    fn repository_display_name(self) -> String {
        self.repository.map_or_else(
            || "the repository".to_owned(),
            |name| Printable(name).to_string(),
        )
    }

    /// A page of the repository.
    fn repository_page_url(self, path: &str) -> Option<String> {
        let repository = Printable(self.repository?);
        Some(format!("{}/{repository}/{path}", self.host.web_url()))
    }
}

/// Whether `who` can be an account, or the repository of a deploy key.
fn is_account_name(who: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./[]".contains(&byte);
    !who.is_empty() && who.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::super::super::GitHubHost;
    use super::super::super::token::GH_CLI_TOKEN_SOURCE;
    use super::*;

    fn hints(source: &str, words: &str) -> String {
        let host = GitHubHost::parse("github.com").unwrap();
        let refused = AccessRefusal {
            host: &host,
            sign_in_method: SignInMethod::Token(source),
            repository: Some("acme/platform"),
            required_access: RequiredAccess::Write,
            message: words,
            sso_url: None,
        };
        refused.build_error_hints().join("\n")
    }

    #[test]
    fn a_workflow_that_may_not_be_written_leads_to_the_permission() {
        let scope = "refusing to allow a Personal Access Token to create or update workflow `.github/workflows/ci.yml` without `workflow` scope";
        let permission = "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission";
        insta::assert_snapshot!(hints("GH_TOKEN", scope), @"add the workflow scope to the token from GH_TOKEN: https://github.com/settings/tokens");
        insta::assert_snapshot!(hints(GH_CLI_TOKEN_SOURCE, scope), @"gh auth refresh --hostname github.com --scopes workflow");
        insta::assert_snapshot!(hints("GITHUB_TOKEN", permission), @"
        the GitHub App behind the token from GITHUB_TOKEN needs the workflows=write permission
        a workflow's own GITHUB_TOKEN can't do this: set IDP_GITHUB_TOKEN to a token from a GitHub App or a user
        ");
    }

    #[test]
    fn a_name_that_the_server_made_up_is_not_repeated() {
        let words = "Permission to acme/platform.git denied to $(touch).";
        assert!(!hints("GH_TOKEN", words).contains("touch"));
    }
}

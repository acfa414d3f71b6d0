//! The names of effects. They are stored in users' journals, so a name never changes and is never reused for something else; a new
//! effect gets a new name.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Identifies an effect. As text, it's the name used in journals and `idp runs show`, such as `push` or `variable staging/REGION`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectKey {
    /// The whole run.
    Run,
    /// The rendered files become the first commit.
    Commit,
    /// The forge creates the repository.
    Create,
    /// The first commit is pushed.
    Push,
    /// Everything that the forge sets up in the repository. The individual effects belong to the forge.
    Settings,
    /// The entity is added to the catalog.
    Register,
    /// The first deployment, as the run sees it.
    FirstDeploy,
    /// The draft is moved to its directory.
    Place,
    /// A workflow of the platform is started to do the work.
    Dispatch,
    /// Merge methods, description and similar repository settings.
    RepositorySettings,
    /// The topics of the repository.
    Topics,
    /// The owning team's permission.
    TeamAccess,
    /// The permissions of a workflow's token.
    WorkflowToken,
    /// Vulnerability alerts.
    VulnerabilityAlerts,
    /// The environment with this name.
    Environment(String),
    /// A variable that workflows read, set on one environment or on the repository.
    Variable {
        /// The environment that has it.
        environment: Option<String>,
        /// Its name.
        name: String,
    },
    /// The rules of the default branch.
    DefaultBranchRuleset,
    /// The rules of the branches that propose deployments.
    PromotionRuleset,
    /// The deploy workflow is started.
    DeployWorkflow,
    /// The pages of the repository, and who can read them.
    Site,
}

/// The effects that have no parameters.
const PARAMETERLESS_EFFECTS: [EffectKey; 18] = [
    EffectKey::Run,
    EffectKey::Commit,
    EffectKey::Create,
    EffectKey::Push,
    EffectKey::Settings,
    EffectKey::Register,
    EffectKey::FirstDeploy,
    EffectKey::Place,
    EffectKey::Dispatch,
    EffectKey::RepositorySettings,
    EffectKey::Topics,
    EffectKey::TeamAccess,
    EffectKey::WorkflowToken,
    EffectKey::VulnerabilityAlerts,
    EffectKey::DefaultBranchRuleset,
    EffectKey::PromotionRuleset,
    EffectKey::DeployWorkflow,
    EffectKey::Site,
];

impl EffectKey {
    /// The variable `name` of `environment`, or of the repository.
    pub fn for_workflow_variable(environment: Option<&str>, name: &str) -> EffectKey {
        EffectKey::Variable {
            environment: environment.map(str::to_owned),
            name: name.to_owned(),
        }
    }
}

impl fmt::Display for EffectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EffectKey::Environment(name) => write!(f, "environment {name}"),
            EffectKey::Variable {
                environment: Some(environment),
                name,
            } => write!(f, "variable {environment}/{name}"),
            EffectKey::Variable {
                environment: None,
                name,
            } => write!(f, "variable {name}"),
            EffectKey::Run => f.write_str("run"),
            EffectKey::Commit => f.write_str("commit"),
            EffectKey::Create => f.write_str("create"),
            EffectKey::Push => f.write_str("push"),
            EffectKey::Settings => f.write_str("settings of the repository"),
            EffectKey::Register => f.write_str("register"),
            EffectKey::FirstDeploy => f.write_str("first deploy"),
            EffectKey::Place => f.write_str("place"),
            EffectKey::Dispatch => f.write_str("order"),
            EffectKey::RepositorySettings => f.write_str("settings"),
            EffectKey::Topics => f.write_str("topics"),
            EffectKey::TeamAccess => f.write_str("team"),
            EffectKey::WorkflowToken => f.write_str("workflow token"),
            EffectKey::VulnerabilityAlerts => f.write_str("alerts"),
            EffectKey::DefaultBranchRuleset => f.write_str("ruleset"),
            EffectKey::PromotionRuleset => f.write_str("ruleset of proposals"),
            EffectKey::DeployWorkflow => f.write_str("deploy"),
            EffectKey::Site => f.write_str("site"),
        }
    }
}

/// The text isn't the name of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseEffectKeyError;

impl FromStr for EffectKey {
    type Err = ParseEffectKeyError;

    fn from_str(text: &str) -> Result<EffectKey, ParseEffectKeyError> {
        let mut plain = PARAMETERLESS_EFFECTS.iter();
        if let Some(effect) = plain.find(|effect| effect.to_string() == text) {
            return Ok(effect.clone());
        }
        match text.split_once(' ') {
            Some(("environment", name)) => Ok(EffectKey::Environment(name.to_owned())),
            // A variable's name can't contain a slash; GitHub doesn't rule that out for environments.
            Some(("variable", path)) => Ok(match path.rsplit_once('/') {
                Some((environment, name)) => {
                    EffectKey::for_workflow_variable(Some(environment), name)
                }
                None => EffectKey::for_workflow_variable(None, path),
            }),
            _ => Err(ParseEffectKeyError),
        }
    }
}

impl Serialize for EffectKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EffectKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<EffectKey, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|ParseEffectKeyError| {
            D::Error::custom(format_args!("unknown effect `{text}`"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_effect() {
        let named = [
            EffectKey::Environment("staging".to_owned()),
            EffectKey::Environment("a/b c".to_owned()),
            EffectKey::for_workflow_variable(None, "DEPLOY_READY"),
            EffectKey::for_workflow_variable(Some("production"), "REGION"),
            EffectKey::for_workflow_variable(Some("a/b"), "REGION"),
        ];
        for key in PARAMETERLESS_EFFECTS.iter().chain(&named) {
            assert_eq!(key.to_string().parse(), Ok(key.clone()), "{key}");
        }
    }

    #[test]
    fn the_names_in_the_journals_of_0_1_0_are_known() {
        for name in [
            "commit",
            "create",
            "push",
            "settings of the repository",
            "settings",
            "topics",
            "team",
            "workflow token",
            "alerts",
            "environment staging",
            "variable AWS_REGION",
            "variable production/CLUSTER",
            "ruleset",
            "ruleset of proposals",
            "register",
            "first deploy",
            "deploy",
            "place",
            "order",
            "run",
        ] {
            let key: EffectKey = name.parse().unwrap();
            assert_eq!(key.to_string(), name);
        }
        assert_eq!("topic".parse::<EffectKey>(), Err(ParseEffectKeyError));
    }
}

//! Asks for what no source states. Without a terminal, the entity is left out.

use crate::catalog::Catalog;
use crate::error::Result;
use crate::prompt::{PromptChoice, PromptQuestion, Prompter};

/// The types of components to choose from, in addition to those in the catalog.
const COMPONENT_TYPES: [&str; 3] = ["service", "website", "library"];

/// Asks the user for values.
pub(super) struct MissingFieldPrompt<'p> {
    /// `None` if nobody can be asked, or nobody wants to be asked again.
    prompter: Option<&'p mut dyn Prompter>,
    groups: Vec<PromptChoice>,
    types: Vec<PromptChoice>,
}

impl<'p> MissingFieldPrompt<'p> {
    /// Asks with `prompter` for values that `catalog` has.
    pub(super) fn new(
        catalog: &Catalog,
        prompter: Option<&'p mut dyn Prompter>,
    ) -> MissingFieldPrompt<'p> {
        let choice = |value: &str, note: Option<&str>| PromptChoice {
            value: value.to_owned(),
            note: note.unwrap_or_default().to_owned(),
        };
        let groups = catalog.entities_of_kind("group");
        let groups = groups.filter(|group| group.namespace() == "default");
        let mut groups: Vec<PromptChoice> = groups
            .map(|group| choice(group.name(), group.title()))
            .collect();
        groups.sort_by(|one, other| one.value.cmp(&other.value));
        groups.dedup_by(|one, other| one.value == other.value);
        MissingFieldPrompt {
            prompter,
            groups,
            types: COMPONENT_TYPES
                .iter()
                .map(|value| choice(value, None))
                .collect(),
        }
    }

    /// Asks for `field` of the entity `what`; `None` if the entity is to be left out.
    pub(super) fn ask(&mut self, field: &str, what: &str) -> Result<Option<String>> {
        let known = match field {
            "owner" => &self.groups,
            "type" => &self.types,
            _ => return Ok(None),
        };
        let Some(prompter) = self.prompter.as_deref_mut().filter(|_| !known.is_empty()) else {
            return Ok(None);
        };
        let mut choices = known.clone();
        let (skip, skip_all) = (choices.len(), choices.len() + 1);
        for value in ["(leave it out)", "(leave out everything incomplete)"] {
            choices.push(PromptChoice {
                value: value.to_owned(),
                note: String::new(),
            });
        }
        let text = format!("{field} of {what}");
        let question = PromptQuestion {
            text: &text,
            help: None,
        };
        let chosen = prompter.ask_choice(question, &choices, skip)?;
        if chosen == skip_all {
            self.prompter = None;
        }
        Ok((chosen < skip).then(|| choices.swap_remove(chosen).value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;
    use crate::prompt::ScriptedPrompter;

    #[test]
    fn an_answer_is_a_group_and_the_questions_can_end() {
        let group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: team, children: []}\n";
        let files = MemoryFiles::from_iter([("a.yaml", group)]);
        let catalog = Catalog::read(&files, &["a.yaml".to_owned()]).unwrap();
        let answers = ["payments", "", "(leave out everything incomplete)"];
        let mut scripted = ScriptedPrompter::new(answers);
        let mut prompt = MissingFieldPrompt::new(&catalog, Some(&mut scripted));
        assert_eq!(
            prompt.ask("owner", "a").unwrap().as_deref(),
            Some("payments")
        );
        assert_eq!(prompt.ask("type", "a").unwrap(), None);
        assert_eq!(prompt.ask("owner", "b").unwrap(), None);
        // The prompter has three answers, so a fourth question would fail.
        assert_eq!(prompt.ask("owner", "c").unwrap(), None);
        assert_eq!(
            scripted.questions,
            ["owner of a", "type of a", "owner of b"]
        );
    }
}

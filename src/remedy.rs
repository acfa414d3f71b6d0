//! What a caller can do about a failure, in words of the operation. Operations know no flags: the command line says a remedy as
//! the flag to add or to leave out, another caller says it otherwise.

use std::path::PathBuf;

/// Something that would make the same operation succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Give these answers.
    GiveAnswers(Vec<MissingAnswer>),
    /// Give the answer to this built-in question of every template, such as `owner`, as what it is and not as an input.
    GiveBuiltInAnswer(String),
    /// Correct the answer to this input.
    CorrectAnswer(String),
    /// Give the values of this list input at once.
    GiveListAtOnce(String),
    /// Say why a feature is left out.
    GiveOptOutReason,
    /// Say which feature the reason and the end are about.
    NameOptOut,
    /// Leave this feature in.
    KeepFeature(String),
    /// Put the new repository somewhere else.
    ChooseDirectory,
    /// Push the template in this folder, or use it from there.
    PushOrUseTemplate(PathBuf),
    /// Say the kind of a new entity as what it is, and not as a field.
    GiveKind,
    /// Choose entities by their kind.
    ChooseByKind,
    /// Accept new warnings.
    AcceptWarnings,
    /// Have the change committed, or make it in a clone.
    CommitOrUseClone,
    /// Commit what is in the way, or have the files written only.
    CommitFirstOrWriteOnly,
    /// Have the files written only.
    WriteOnly,
    /// Open a pull request with the change.
    OpenPullRequest,
    /// Publish the change without a pull request.
    PublishDirectly,
    /// Name the platform, or start in it.
    NamePlatform,
    /// Ask the platform by its address, for queries.
    AskByAddress,
    /// Connect to the organisation's platform, or name it.
    ConnectPlatform,
    /// Use the practice platform, which is asked for in CI.
    UsePractice,
    /// Use the practice platform, to try something.
    TryPractice,
    /// Name a platform: a directory, a bare repository, a URL, or the practice platform.
    PlatformForms,
    /// Let the network be asked.
    GoOnline,
    /// Let the network be asked once, so that there is something to go by.
    FetchOnce,
    /// Check everything, and not what has changed.
    CheckEverything,
}

/// An answer that has no default and was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingAnswer {
    /// The name of the service.
    Name,
    /// The group that owns it.
    Owner,
    /// This input of the template.
    Input(String),
}

impl MissingAnswer {
    /// What it is called: `name`, `owner`, or as the template calls its input.
    pub fn name(&self) -> &str {
        match self {
            MissingAnswer::Name => "name",
            MissingAnswer::Owner => "owner",
            MissingAnswer::Input(input) => input,
        }
    }
}

/// The next thing to do after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// As it is to be shown: a sentence, or a command.
    Text(String),
    /// To be said as the caller needs it.
    Remedy(Remedy),
}

impl Hint {
    /// The text; `None` for a remedy.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Hint::Text(text) => Some(text),
            Hint::Remedy(_) => None,
        }
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Hint {
        Hint::Text(text.to_owned())
    }
}

impl From<&String> for Hint {
    fn from(text: &String) -> Hint {
        Hint::Text(text.clone())
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Hint {
        Hint::Text(text)
    }
}

impl From<Remedy> for Hint {
    fn from(remedy: Remedy) -> Hint {
        Hint::Remedy(remedy)
    }
}

impl PartialEq<&str> for Hint {
    fn eq(&self, text: &&str) -> bool {
        self.as_text() == Some(text)
    }
}

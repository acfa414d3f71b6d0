//! What a caller can do about a failure, in terms of the operation. Operations don't know flags: the command line shows a remedy as
//! a flag to add or to remove, and another caller can show it differently.

use std::path::PathBuf;

/// Something that would make the same operation succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Give these answers.
    GiveAnswers(Vec<MissingRequiredAnswer>),
    /// Give the answer to this built-in question, such as `owner`, with its own flag and not as an input.
    GiveBuiltInAnswer(String),
    /// Correct the answer to this input.
    CorrectAnswer(String),
    /// Give this input only once; a list takes all its values at once.
    GiveInputOnce(String),
    /// Set this input of the template; it isn't a feature.
    SetInput(String),
    /// Opt out of this feature; it isn't an input.
    OptOut(String),
    /// Give a reason for leaving out a feature.
    GiveOptOutReason,
    /// Name the feature that the reason and the end date apply to.
    NameOptOut,
    /// Keep this feature.
    KeepFeature(String),
    /// Start the catalog with the first team instead of the sample.
    StartWithFirstTeam,
    /// Create the repository from this machine.
    CreateDirectly,
    /// Put the new repository somewhere else.
    ChooseDirectory,
    /// Push the template in this folder, or use it from there.
    PushOrUseTemplate(PathBuf),
    /// Commit the template in this folder, or use it from there.
    CommitOrUseTemplate(PathBuf),
    /// Use the template in this folder.
    UseTemplateFolder(PathBuf),
    /// Give the kind of a new entity with its own flag and not as a field.
    GiveKind,
    /// Select entities by their kind.
    ChooseByKind,
    /// Accept new warnings.
    AcceptWarnings,
    /// Commit the change, or make it in a clone.
    CommitOrUseClone,
    /// Commit the conflicting files first, or only write the files.
    CommitFirstOrWriteOnly,
    /// Only write the files.
    WriteOnly,
    /// Open a pull request with the change.
    OpenPullRequest,
    /// Publish the change without a pull request.
    PublishDirectly,
    /// Specify the platform, or run the command in it.
    NamePlatform,
    /// Specify the catalog by its address, which allows queries only.
    AskByAddress,
    /// Connect to the organisation's platform, or specify it.
    ConnectPlatform,
    /// Use the practice platform, which must be requested explicitly in CI.
    UsePractice,
    /// Use the practice platform to try something out.
    TryPractice,
    /// Specify a platform: a directory, a bare repository, a URL, or the practice platform.
    PlatformForms,
    /// Allow network access.
    GoOnline,
    /// Allow network access once, to fill the cache.
    FetchOnce,
    /// Check everything and not only the changes.
    CheckEverything,
}

/// An answer that has no default and was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingRequiredAnswer {
    /// The name of the service.
    Name,
    /// The group that owns it.
    Owner,
    /// This input of the template.
    Input(String),
    /// The organisation of a new platform.
    Organisation,
    /// What the catalog of a new platform starts with.
    Catalog,
}

impl MissingRequiredAnswer {
    /// Its name: `name`, `owner`, or the name of the template's input.
    pub fn name(&self) -> &str {
        match self {
            MissingRequiredAnswer::Name => "name",
            MissingRequiredAnswer::Owner => "owner",
            MissingRequiredAnswer::Input(input) => input,
            MissingRequiredAnswer::Organisation => "organisation",
            MissingRequiredAnswer::Catalog => "catalog",
        }
    }
}

/// The next thing to do after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Text to show as it is: a sentence or a command.
    Text(String),
    /// A remedy, which the caller turns into text.
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

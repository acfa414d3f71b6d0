//! Renders hints for the command line: a remedy becomes a flag to add or to remove.

use std::path::Path;

use crate::error::Error;
use crate::printable::Printable;
use crate::remedy::{Hint, MissingRequiredAnswer, Remedy};
use crate::template::shell_quote_path;

/// The hints of `error`, each as a line without a line break.
pub(super) fn format_error_hints(error: &Error) -> Vec<String> {
    error.hints().iter().map(format_error_hint).collect()
}

fn format_error_hint(hint: &Hint) -> String {
    match hint {
        Hint::Text(text) => text.clone(),
        Hint::Remedy(remedy) => format_remedy(remedy),
    }
}

fn format_remedy(remedy: &Remedy) -> String {
    let fixed = match remedy {
        Remedy::GiveAnswers(missing) => {
            let flags: Vec<String> = missing.iter().map(format_missing_answer_flag).collect();
            return format!("add {} to the command", flags.join(" "));
        }
        Remedy::GiveBuiltInAnswer(name) if name == "name" => "pass it as NAME",
        Remedy::GiveBuiltInAnswer(name) => return format!("use --{name}"),
        Remedy::CorrectAnswer(input) => return format!("change the value of --set {input}=…"),
        Remedy::GiveInputOnce(input) => return format_keep_one_value(input),
        Remedy::SetInput(input) => return format!("it's an input: --set {input}=…"),
        Remedy::OptOut(feature) => {
            return format!("it's a feature: --without {feature} --because \"…\"");
        }
        Remedy::KeepFeature(feature) => return format!("remove --without {feature}"),
        Remedy::PushOrUseTemplate(folder) => return add_template("commit and push it, or", folder),
        Remedy::CommitOrUseTemplate(folder) => return add_template("commit it, or", folder),
        Remedy::UseTemplateFolder(folder) => {
            return add_template("to use the template in this folder,", folder);
        }
        Remedy::GiveOptOutReason => {
            "add --because \"load test, gone in two weeks\"    (ends after 90 days; change with --until)"
        }
        Remedy::NameOptOut => "add --without <FEATURE>, or remove --because and --until",
        Remedy::StartWithFirstTeam => "to start with your own team instead: --owner GROUP",
        Remedy::CreateDirectly => "use --create direct, or set `create: direct` in idp.yaml",
        Remedy::ChooseDirectory => "choose another directory: --dir <DIR>",
        Remedy::GiveKind => "use --kind KIND",
        Remedy::ChooseByKind => {
            "idp catalog set can select entities by kind: --where kind=component"
        }
        Remedy::AcceptWarnings => "to accept warnings, remove --strict",
        Remedy::CommitOrUseClone => "remove --no-commit, or run this command in a clone",
        Remedy::CommitFirstOrWriteOnly => "commit them first, or add --no-commit",
        Remedy::WriteOnly => "to write the files without committing them, add --no-commit",
        Remedy::OpenPullRequest => "to open a pull request instead, add --pr",
        Remedy::PublishDirectly => "remove --pr",
        Remedy::NamePlatform => {
            "run this command in the platform repository, or add --platform <PATH|URL>"
        }
        Remedy::AskByAddress => {
            "--platform <PATH|URL> can only query this catalog; to edit it, run the command in a clone"
        }
        Remedy::ConnectPlatform => {
            "use your organisation's platform: idp connect <URL>, or --platform <PATH|URL>"
        }
        Remedy::UsePractice => "use the practice platform: --platform practice",
        Remedy::TryPractice => "try it on this machine: --platform practice",
        Remedy::PlatformForms => {
            "a platform is a directory, a bare repository, a URL such as https://github.com/acme/platform, or `practice`"
        }
        Remedy::GoOnline => "run the same command without --offline",
        Remedy::FetchOnce => "run the same command once without --offline",
        Remedy::CheckEverything => {
            "to check everything, remove --changed-since; in the action, set changed-since: none"
        }
    };
    fixed.to_owned()
}

fn format_missing_answer_flag(missing: &MissingRequiredAnswer) -> String {
    match missing {
        MissingRequiredAnswer::Name => "NAME".to_owned(),
        MissingRequiredAnswer::Owner => "--owner GROUP".to_owned(),
        MissingRequiredAnswer::Input(input) => format!("--set {input}=…"),
        MissingRequiredAnswer::Organisation => "--organisation NAME".to_owned(),
        MissingRequiredAnswer::Catalog => "--sample".to_owned(),
    }
}

/// `before`, and the option that uses the template in `folder`.
fn add_template(before: &str, folder: &Path) -> String {
    format!("{before} add --template {}", shell_quote_path(folder))
}

fn format_keep_one_value(input: &str) -> String {
    let input = Printable(input);
    format!(
        "keep one of them; an input that is a list takes all its values at once: --set {input}=a,b"
    )
}

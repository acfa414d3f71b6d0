//! Hints as the command line says them: a remedy is a flag to add or to leave out.

use crate::error::Error;
use crate::printable::Printable;
use crate::remedy::{Hint, MissingAnswer, Remedy};
use crate::template::shell_quote_path;

/// The hints of `error`, each as a line without its end.
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
        Remedy::GiveBuiltInAnswer(name) if name == "name" => "say it as NAME",
        Remedy::GiveBuiltInAnswer(name) => return format!("say it as --{name}"),
        Remedy::CorrectAnswer(input) => return format!("it is the answer to --set {input}=…"),
        Remedy::GiveListAtOnce(input) => {
            return format!("several values of a list: --set {}=a,b", Printable(input));
        }
        Remedy::GiveOptOutReason => {
            "add --because \"load test, gone in two weeks\"    (ends after 90 days; --until)"
        }
        Remedy::NameOptOut => "add --without <FEATURE>, or leave out --because and --until",
        Remedy::KeepFeature(feature) => return format!("remove --without {feature}"),
        Remedy::ChooseDirectory => "choose another place: --dir <DIR>",
        Remedy::PushOrUseTemplate(folder) => {
            return format!("push it, or add --template {}", shell_quote_path(folder));
        }
        Remedy::GiveKind => "use --kind KIND",
        Remedy::ChooseByKind => "to choose entities by kind: --where kind=component",
        Remedy::AcceptWarnings => "to accept warnings: leave out --strict",
        Remedy::CommitOrUseClone => "leave --no-commit out, or run it in a clone",
        Remedy::CommitFirstOrWriteOnly => "commit them first, or add --no-commit",
        Remedy::WriteOnly => "to write the files only: add --no-commit",
        Remedy::OpenPullRequest => "to open a pull request instead: add --pr to the same command",
        Remedy::PublishDirectly => "leave out --pr",
        Remedy::NamePlatform => "run it in the platform repository, or add --platform <PATH|URL>",
        Remedy::AskByAddress => {
            "its catalog only answers queries (--platform <PATH|URL>); to edit it, run the command in a clone of it"
        }
        Remedy::ConnectPlatform => {
            "to use your organisation's platform: idp connect <URL>, or --platform <PATH|URL>"
        }
        Remedy::UsePractice => "to use the practice platform: --platform practice",
        Remedy::TryPractice => "to try it on this machine: --platform practice",
        Remedy::PlatformForms => {
            "--platform takes the directory or the bare repository of a platform, a URL, or `practice`"
        }
        Remedy::GoOnline => "run the same command without --offline",
        Remedy::FetchOnce => "run the same command once without --offline",
        Remedy::CheckEverything => {
            "to check everything instead: leave out --changed-since; in the action, set changed-since: none"
        }
    };
    fixed.to_owned()
}

fn format_missing_answer_flag(missing: &MissingAnswer) -> String {
    match missing {
        MissingAnswer::Name => "NAME".to_owned(),
        MissingAnswer::Owner => "--owner GROUP".to_owned(),
        MissingAnswer::Input(input) => format!("--set {input}=…"),
    }
}

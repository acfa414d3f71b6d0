//! Completions that know names: the shell runs `idp` with the words typed so far, and `idp` prints what can follow.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use clap_complete::env::Shells;

use super::completion_source::CompletionSource;
use crate::context::{COMPLETION_VARIABLE, CompletionRequest};
use crate::error::{Error, Result};
use crate::ops::NameableEntities;
use crate::view::write_shell_candidates;

/// The separator between candidates for bash, as set by clap's script.
const BASH_SEPARATOR: char = '\u{b}';

/// Bash splits words at these, and a completion replaces only the text after the last one.
const BASH_WORD_BREAKS: [&str; 2] = ["=", ":"];

/// How clap's script sets the word at the cursor. After `database=`, that word is empty, so the `=` would be lost.
const BASH_CURRENT_WORD: &str = r#"words[COMP_CWORD]="$2""#;
const BASH_CURRENT_WORD_OR_BREAK: &str =
    r#"[[ "${words[COMP_CWORD]}" == [=:] ]] || words[COMP_CWORD]="$2""#;

/// The last line of clap's script for zsh. If zsh loads the script as `_idp` from a folder of `fpath`, the first Tab runs the script
/// itself, which must complete that word, too.
const ZSH_REGISTRATION: &str = "\ncompdef _clap_dynamic_completer_idp idp";
const ZSH_REGISTRATION_OR_COMPLETION: &str = r#"
if [ "$funcstack[1]" = "_idp" ]; then
    _clap_dynamic_completer_idp "$@"
else
    compdef _clap_dynamic_completer_idp idp
fi"#;

/// The script that makes `shell` get its completions from `idp`.
///
/// # Errors
/// Usage (2) for a shell without such a script.
pub(super) fn render_registration_script(shell: &str) -> Result<String> {
    let unknown = || Error::usage(format!("no completions for `{shell}`"));
    let shells = Shells::builtins();
    let shell = shells.completer(shell).ok_or_else(unknown)?;
    let mut script = Vec::new();
    shell
        .write_registration(COMPLETION_VARIABLE, "idp", "idp", "idp", &mut script)
        .map_err(|error| Error::io("write the script", error))?;
    let script = String::from_utf8_lossy(&script);
    Ok(script
        .replace(BASH_CURRENT_WORD, BASH_CURRENT_WORD_OR_BREAK)
        .replace(ZSH_REGISTRATION, ZSH_REGISTRATION_OR_COMPLETION))
}

/// Prints the completions of `words`, the words typed so far. If a lookup fails, there are none.
pub(super) fn answer_completion_request(
    request: &CompletionRequest,
    words: Vec<OsString>,
    command: Command,
    source: CompletionSource,
) -> ExitCode {
    let directory = source.directory().to_owned();
    let mut command = add_completers(command, &Arc::new(source));
    command.build();
    let mut output = Vec::new();
    let written = if request.shell == "bash" {
        let index = request.word_index;
        write_bash_candidates(&mut command, words, index, &directory, &mut output)
    } else if let Some(shell) = Shells::builtins().completer(&request.shell) {
        shell.write_complete(&mut command, words, Some(&directory), &mut output)
    } else {
        Ok(())
    };
    let printed = written.and_then(|()| write_shell_candidates(&output));
    ExitCode::from(u8::from(printed.is_err()))
}

/// Writes the candidates as clap does, except that `database=none` and `group:payments` each count as one word.
fn write_bash_candidates(
    command: &mut Command,
    words: Vec<OsString>,
    index: usize,
    directory: &Path,
    output: &mut Vec<u8>,
) -> std::io::Result<()> {
    let (words, index) = join_split_words(words, index);
    let typed = words
        .get(index)
        .map(|word| word.to_string_lossy().into_owned());
    let typed = typed.unwrap_or_default();
    let kept = typed.rfind(['=', ':']).map_or(0, |at| at + 1);
    let candidates = complete(command, words, index, Some(directory))?;
    let candidates = candidates.iter().map(|candidate| {
        let value = candidate.get_value().to_string_lossy();
        value.get(kept..).unwrap_or(&value).to_owned()
    });
    let text = candidates
        .collect::<Vec<_>>()
        .join(&BASH_SEPARATOR.to_string());
    output.extend(text.as_bytes());
    Ok(())
}

/// Rejoins words that bash split, such as `a=b` into three words. Also returns the new index of the word at `index`.
fn join_split_words(words: Vec<OsString>, index: usize) -> (Vec<OsString>, usize) {
    let mut joined: Vec<OsString> = Vec::new();
    let mut current = words.len();
    let mut is_open = false;
    for (number, word) in words.into_iter().enumerate() {
        let is_break = BASH_WORD_BREAKS.iter().any(|one| *one == word);
        match joined.last_mut() {
            Some(last) if number > 1 && (is_break || is_open) => last.push(&word),
            _ => joined.push(word),
        }
        is_open = is_break;
        if number == index {
            current = joined.len() - 1;
        }
    }
    (joined, current)
}

/// Adds a source of names to every argument of `command` that takes a name.
fn add_completers(command: Command, source: &Arc<CompletionSource>) -> Command {
    let verb = command.get_name().to_owned();
    command
        .mut_args(|argument| add_completer(argument, &verb, source))
        .mut_subcommands(|command| add_completers(command, source))
}

fn add_completer(argument: Arg, verb: &str, source: &Arc<CompletionSource>) -> Arg {
    type Names = fn(&CompletionSource, &str) -> Result<Vec<String>>;
    let value_name = argument.get_value_names().and_then(<[_]>::first);
    let names: Names = match (
        verb,
        argument.get_id().as_str(),
        value_name.map(AsRef::as_ref),
    ) {
        (_, _, Some("GROUP")) => {
            |source, typed| source.entity_names(NameableEntities::Groups, typed)
        }
        (_, _, Some("OWNER")) => {
            |source, typed| source.entity_names(NameableEntities::Owners, typed)
        }
        (_, _, Some("SYSTEM")) => {
            |source, typed| source.entity_names(NameableEntities::Systems, typed)
        }
        (_, "handles", _)
        | ("show" | "graph" | "remove" | "rename", "name" | "names", Some("NAME")) => {
            |source, typed| source.entity_names(NameableEntities::All, typed)
        }
        ("set", "what", _) => CompletionSource::entities_and_fields,
        ("graph", "relation", _) => CompletionSource::relation_names,
        (_, _, Some("FIELD=VALUE")) => CompletionSource::field_assignments,
        (_, _, Some("TYPE")) => |source, typed| source.field_values("type", typed),
        (_, _, Some("LIFECYCLE")) => |source, typed| source.field_values("lifecycle", typed),
        (_, _, Some("TAG")) => |source, typed| source.field_values("tags", typed),
        ("new", "template", _) => CompletionSource::service_template_names,
        ("show", "template", _) | ("new", "from", _) => CompletionSource::template_names,
        (_, _, Some("FEATURE")) => CompletionSource::feature_names,
        ("new", "set", _) => CompletionSource::template_inputs,
        (_, "kind", Some("KIND")) => CompletionSource::kind_names,
        ("explain", "code", _) => CompletionSource::rule_codes,
        ("resume" | "abandon", "run", _) => CompletionSource::unfinished_run_names,
        (_, "run", _) => CompletionSource::run_names,
        _ => return argument,
    };
    let source = Arc::clone(source);
    argument.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let names = typed.to_str().map(|typed| names(&source, typed));
        let names = names.and_then(Result::ok).unwrap_or_default();
        names.into_iter().map(CompletionCandidate::new).collect()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(words: &[&str], index: usize) -> (Vec<String>, usize) {
        let words = words.iter().map(OsString::from).collect();
        let (words, index) = join_split_words(words, index);
        let words = words.into_iter().map(|word| word.into_string().unwrap());
        (words.collect(), index)
    }

    #[test]
    fn clap_s_scripts_are_adapted() {
        let script = render_registration_script("bash").unwrap();
        assert!(script.contains(BASH_CURRENT_WORD_OR_BREAK), "{script}");
        let script = render_registration_script("zsh").unwrap();
        assert!(script.contains(ZSH_REGISTRATION_OR_COMPLETION), "{script}");
        assert!(render_registration_script("cmd").is_err());
    }

    #[test]
    fn bash_gets_its_words_back_as_they_were_typed() {
        let (words, index) = joined(
            &["idp", "new", "service", "--set", "database", "=", "no"],
            6,
        );
        assert_eq!((words.last().unwrap().as_str(), index), ("database=no", 4));
        let (words, index) = joined(&["idp", "new", "--set", "database", "="], 4);
        assert_eq!((words.last().unwrap().as_str(), index), ("database=", 3));
        let (words, index) = joined(&["idp", "who-owns", "component", ":", "default/ca"], 4);
        assert_eq!(
            (words.last().unwrap().as_str(), index),
            ("component:default/ca", 2)
        );
        let (words, index) = joined(&["idp", "who-owns", ""], 2);
        assert_eq!((words.len(), index), (3, 2));
        let (words, index) = joined(&["idp", "new", "--set", "a", "=", "b", ""], 6);
        assert_eq!((words.len(), index), (5, 4));
    }
}

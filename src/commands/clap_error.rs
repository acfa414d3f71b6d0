//! Reports clap's errors in the wording and format of all other errors.

use std::ffi::OsString;
use std::io::ErrorKind as IoErrorKind;
use std::process::ExitCode;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::completion_source::CompletionSource;
use crate::catalog::{Field, is_builtin_kind};
use crate::context::ProcessEnvironment;
use crate::error::Error;
use crate::printable::Printable;
use crate::similar_names::{format_did_you_mean, suggest_names};
use crate::template::shell_quote;
use crate::view::{ColourMode, OutputFormat, Ui};

/// Prints help and the version to stdout, and anything else as a usage error.
pub(super) fn report_clap_error(
    refusal: &clap::Error,
    arguments: &[OsString],
    command: &Command,
    environment: ProcessEnvironment,
) -> ExitCode {
    let words: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let ui = choose_ui(&words, environment.no_color);
    if !refusal.use_stderr() {
        return print_help(refusal, &ui);
    }
    let shows_help = refusal.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if shows_help && ui.format == OutputFormat::Text {
        // If stderr is closed, there is nowhere to report the failure.
        let _ = refusal.print();
        return ExitCode::from(2);
    }
    let (path, verb) = find_command(command, &words);
    let names = || CompletionSource::new(environment, arguments).ok();
    let suggestion = suggest_correction(refusal, &words, command, verb, names);
    let error = Error::usage(describe_refusal(refusal))
        .with_optional_hint(suggestion)
        .with_optional_hint(format_valid_values(refusal))
        .with_hint(format_help_command(&path, verb));
    ui.print_error(&error);
    ExitCode::from(error.kind().exit_code())
}

/// The command that prints the help of `verb` at `path`. A topic, such as `options`, is hidden and has no `--help`.
fn format_help_command(path: &[String], verb: &Command) -> String {
    match path.split_last() {
        Some((topic, parents)) if verb.is_hide_set() => {
            format!("{} help {topic}", parents.join(" "))
        }
        _ => format!("{} --help", path.join(" ")),
    }
}

fn print_help(refusal: &clap::Error, ui: &Ui) -> ExitCode {
    match refusal.print() {
        Err(error) if error.kind() != IoErrorKind::BrokenPipe => {
            let error = Error::io("write to stdout", error);
            ui.print_error(&error);
            ExitCode::from(error.kind().exit_code())
        }
        _ => ExitCode::SUCCESS,
    }
}

/// The format and colour mode that the words request, as far as they could be parsed.
fn choose_ui(words: &[String], no_color: bool) -> Ui {
    let is_json = find_value(words, &["-o", "--output"]).is_some_and(|format| format == "json");
    let colour = match find_value(words, &["--color"]) {
        Some("always") => ColourMode::Always,
        Some("never") => ColourMode::Never,
        _ => ColourMode::Auto,
    };
    let format = if is_json {
        OutputFormat::Json
    } else {
        OutputFormat::Text
    };
    Ui::new(format, colour, no_color)
}

/// The value of the first of `options` in `words`: the next word, the text after `=`, or the rest of a short option.
fn find_value<'w>(words: &'w [String], options: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(number, word)| {
        let option = options.iter().find(|option| word.starts_with(**option))?;
        let rest = word.strip_prefix(option)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value),
            None if rest.is_empty() => words.get(number + 1).map(String::as_str),
            None => (!option.starts_with("--")).then_some(rest),
        }
    })
}

/// The command that `words` name, and its path, starting with the program's name.
fn find_command<'c>(root: &'c Command, words: &[String]) -> (Vec<String>, &'c Command) {
    let mut path = vec![root.get_name().to_owned()];
    let mut command = root;
    for word in words {
        let next = command.find_subcommand(word);
        if let Some(next) = next.filter(|next| next.get_name() != "help") {
            path.push(word.clone());
            command = next;
        }
    }
    (path, command)
}

/// Describes the error in one line.
fn describe_refusal(refusal: &clap::Error) -> String {
    let argument = quote_context(refusal, ContextKind::InvalidArg);
    let value = quote_context(refusal, ContextKind::InvalidValue);
    let reason = std::error::Error::source(refusal).map(ToString::to_string);
    match refusal.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = quote_context(refusal, ContextKind::InvalidSubcommand);
            format!("unknown command {name}")
        }
        ErrorKind::UnknownArgument if argument.starts_with("`-") => {
            format!("unknown option {argument}")
        }
        ErrorKind::UnknownArgument => format!("unexpected argument {argument}"),
        ErrorKind::InvalidValue if value == "``" => format!("missing value for {argument}"),
        ErrorKind::InvalidValue => format!("invalid value {value} for {argument}"),
        ErrorKind::ValueValidation => format!(
            "invalid value {value} for {argument}: {}",
            reason
                .as_deref()
                .map(Printable)
                .unwrap_or(Printable("not accepted"))
        ),
        ErrorKind::MissingRequiredArgument if argument.contains("`, `") => {
            format!("missing required arguments {argument}")
        }
        ErrorKind::MissingRequiredArgument => format!("missing required argument {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "missing command".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            let other = quote_context(refusal, ContextKind::PriorArg);
            if other == argument {
                format!("{argument} can be given only once")
            } else {
                format!("{argument} can't be combined with {other}")
            }
        }
        ErrorKind::TooManyValues => format!("unexpected value {value} for {argument}"),
        _ => describe_by_clap(refusal),
    }
}

/// The first line of what clap prints, for kinds that this command line can't cause today.
fn describe_by_clap(refusal: &clap::Error) -> String {
    let rendered = refusal.render().to_string();
    let line = rendered.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

/// The value or values of `kind`, each in backquotes.
fn quote_context(refusal: &clap::Error, kind: ContextKind) -> String {
    let values = match refusal.get(kind) {
        Some(ContextValue::String(value)) => vec![value.as_str()],
        Some(ContextValue::Strings(values)) => values.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let quoted = values.iter().map(|value| format!("`{}`", Printable(value)));
    quoted.collect::<Vec<_>>().join(", ")
}

fn format_valid_values(refusal: &clap::Error) -> Option<String> {
    let Some(ContextValue::Strings(values)) = refusal.get(ContextKind::ValidValue) else {
        return None;
    };
    (!values.is_empty()).then(|| format!("possible values: {}", values.join(", ")))
}

/// "did you mean …?" for a command, an option or a value.
fn suggest_correction(
    refusal: &clap::Error,
    words: &[String],
    root: &Command,
    verb: &Command,
    names: impl FnOnce() -> Option<CompletionSource>,
) -> Option<String> {
    let wanted = |kind| match refusal.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    match refusal.kind() {
        ErrorKind::InvalidSubcommand => {
            let asks_for_help = words.first().is_some_and(|word| word == "help");
            suggest_command(
                root,
                verb,
                &wanted(ContextKind::InvalidSubcommand)?,
                asks_for_help,
            )
            .or_else(|| find_swallowed_command(root, words))
        }
        ErrorKind::UnknownArgument => {
            let typed = wanted(ContextKind::InvalidArg)?;
            explain_option_before_command(&typed, verb)
                .or_else(|| suggest_field(words, &typed, verb))
                .or_else(|| suggest_option_for_name(words, &typed, verb))
                .or_else(|| suggest_option(root, verb, &typed))
                .or_else(|| suggest_input(words, &typed, verb, names()?))
        }
        ErrorKind::InvalidValue => {
            let Some(ContextValue::Strings(values)) = refusal.get(ContextKind::ValidValue) else {
                return None;
            };
            let typed = wanted(ContextKind::InvalidValue)?;
            format_did_you_mean(&suggest_names(&typed, values.iter().map(String::as_str)))
        }
        _ => None,
    }
}

/// What other programs call our commands.
const COMMAND_SYNONYMS: [(&str, &str); 22] = [
    ("lint", "validate"),
    ("validate", "lint"),
    ("get", "show"),
    ("describe", "show"),
    ("view", "show"),
    ("info", "show"),
    ("ls", "list"),
    ("find", "search"),
    ("create", "new"),
    ("delete", "remove"),
    ("rm", "remove"),
    ("edit", "set"),
    ("update", "set"),
    ("format", "fmt"),
    ("check", "validate"),
    ("remove", "abandon"),
    ("delete", "abandon"),
    ("rm", "abandon"),
    ("create", "add"),
    ("owner", "who-owns"),
    ("owns", "who-owns"),
    ("owned-by", "who-owns"),
];

/// Commands that aren't suggested to someone who typed them in another group, because they change something else.
const CHANGING_COMMANDS: [&str; 5] = ["remove", "rename", "set", "add", "abandon"];

/// Suggests a command of this group with a similar name, or a command of another group with the same name.
fn suggest_command(
    root: &Command,
    group: &Command,
    typed: &str,
    with_topics: bool,
) -> Option<String> {
    if group.get_name() == root.get_name() {
        match typed {
            "version" => return Some("did you mean `idp --version`?".to_owned()),
            "disconnect" => return Some("did you mean `idp connect --forget`?".to_owned()),
            _ => {}
        }
    }
    let visible = |command: &Command| with_topics || !command.is_hide_set();
    let here = group.get_subcommands().filter(|command| visible(command));
    let here: Vec<&str> = here.map(Command::get_name).collect();
    let synonyms = COMMAND_SYNONYMS.iter().filter(|(other, _)| *other == typed);
    if let Some((_, name)) = synonyms.into_iter().find(|(_, name)| here.contains(name)) {
        return format_did_you_mean(&[name]);
    }
    let near = suggest_names(typed, here.iter().copied());
    format_did_you_mean(&near).or_else(|| {
        let is_top_level = group.get_name() == root.get_name();
        if !is_top_level && CHANGING_COMMANDS.contains(&typed) {
            return None;
        }
        let groups = root.get_subcommands().filter(|group| visible(group));
        let commands: Vec<String> = groups
            .filter_map(|group| {
                let verb = find_verb_or_synonym(group, typed, is_top_level)?;
                Some(format!("idp {} {verb}", group.get_name()))
            })
            .collect();
        format_did_you_mean(&Vec::from_iter(commands.iter().map(String::as_str)))
    })
}

/// The verb of `group` named `typed` or, `with_synonyms`, what other programs call `typed`.
fn find_verb_or_synonym<'c>(
    group: &'c Command,
    typed: &str,
    with_synonyms: bool,
) -> Option<&'c str> {
    let verbs = || group.get_subcommands().map(Command::get_name);
    let find = |name: &str| verbs().find(|verb| *verb == name);
    let synonyms = COMMAND_SYNONYMS
        .iter()
        .filter(|(other, _)| with_synonyms && *other == typed);
    find(typed).or_else(|| synonyms.into_iter().find_map(|(_, name)| find(name)))
}

/// Explains that a global option took the name of a command as its value, as in `idp --platform who-owns ledger`.
fn find_swallowed_command(root: &Command, words: &[String]) -> Option<String> {
    let options = root.get_arguments().filter(|option| option.is_global_set());
    options
        .filter(|option| option.get_action().takes_values())
        .filter_map(clap::Arg::get_long)
        .find_map(|name| {
            let option = format!("--{name}");
            let value = find_value(words, &[&option])?;
            root.find_subcommand(value)?;
            Some(format!(
                "`{option}` took `{value}` as its value; give it another value before the command"
            ))
        })
}

/// Explains that an option of `verb` stands before it, as in `idp --owner payments new service`: after it, clap would know the option.
fn explain_option_before_command(typed: &str, verb: &Command) -> Option<String> {
    let name = typed.strip_prefix("--")?;
    let mut options = verb.get_arguments().filter_map(clap::Arg::get_long);
    let verb = verb.get_name();
    options
        .any(|option| option == name)
        .then(|| format!("`{typed}` is an option of `{verb}`; put it after `{verb}`"))
}

/// Suggests `FIELD=VALUE` for an unknown option of `catalog add` or `set` that is named like a field.
fn suggest_field(words: &[String], typed: &str, verb: &Command) -> Option<String> {
    let name = typed.strip_prefix("--")?;
    let value = find_option_value(words, typed).unwrap_or("VALUE");
    let assignment = format!("{name}={value}");
    let is_field = matches!(verb.get_name(), "add" | "set") && Field::parse(name).is_ok();
    is_field.then(|| {
        let assignment = shell_quote(&assignment);
        format!("write the field without dashes: {}", Printable(&assignment))
    })
}

/// Suggests what a name too many may be: the owner of a new service, or a word to search for.
fn suggest_option_for_name(words: &[String], typed: &str, verb: &Command) -> Option<String> {
    let typed = Printable(typed);
    let has_owner = words.iter().any(|word| word.starts_with("--owner"));
    match verb.get_name() {
        _ if typed.0.starts_with('-') => None,
        "import" => Some(format!("did you mean `--from {typed}`?")),
        "new" if !has_owner => Some(format!("did you mean `--owner {typed}`?")),
        "list" | "unowned" if words.iter().any(|word| word == "catalog") => {
            let filter = find_option_for_assignment(typed.0, verb);
            let meant = match (filter, find_meant_kind(typed.0)) {
                (Some(option), _) => option,
                (None, Some(kind)) => format!("--kind {kind}"),
                (None, None) => format!("idp catalog search {}", Printable(&shell_quote(typed.0))),
            };
            Some(format!("did you mean `{meant}`?"))
        }
        _ => None,
    }
}

/// The option that `kind=component` stands for, in the form that `catalog set --where` has.
fn find_option_for_assignment(typed: &str, verb: &Command) -> Option<String> {
    let (name, value) = typed.split_once('=')?;
    let is_option = verb
        .get_arguments()
        .any(|option| option.get_long() == Some(name));
    let value = shell_quote(value);
    is_option.then(|| format!("--{name} {}", Printable(&value)))
}

/// The kind that `word` names: `component`, `components`, `teams`.
fn find_meant_kind(word: &str) -> Option<&str> {
    let one = word.strip_suffix('s').unwrap_or(word);
    match one {
        "team" => Some("group"),
        "service" => Some("component"),
        _ => [word, one].into_iter().find(|word| is_builtin_kind(word)),
    }
}

/// The value of the unknown option `typed`, if a word follows that isn't an option.
fn find_option_value<'w>(words: &'w [String], typed: &str) -> Option<&'w str> {
    find_value(words, &[typed]).filter(|word| !word.starts_with('-'))
}

/// What other programs call our options.
const OPTION_SYNONYMS: [(&str, &str); 9] = [
    ("output-dir", "dir"),
    ("directory", "dir"),
    ("destination", "dir"),
    ("dest", "dir"),
    ("pretend", "dry-run"),
    ("no-input", "yes"),
    ("defaults", "yes"),
    ("json", "output json"),
    ("format", "output"),
];

fn suggest_option(root: &Command, verb: &Command, typed: &str) -> Option<String> {
    let typed = typed.strip_prefix("--")?;
    if ["out", "file", "output-file", "out-dir", "output-dir"].contains(&typed) {
        match verb.get_name() {
            "export" | "list" | "show" | "graph" => {
                return Some("it writes to stdout; redirect it: > FILE".to_owned());
            }
            "site" => {
                return Some("the directory is an argument: idp catalog site <DIR>".to_owned());
            }
            _ => {}
        }
    }
    let own = verb.get_arguments();
    let global = root.get_arguments().filter(|option| option.is_global_set());
    let names = own.chain(global).filter_map(clap::Arg::get_long);
    let is_root = verb.get_name() == root.get_name();
    let names: Vec<&str> = names.chain(is_root.then_some("version")).collect();
    let synonyms = OPTION_SYNONYMS.iter().filter(|(other, _)| *other == typed);
    let is_option = |option: &&str| names.contains(&option.split(' ').next().unwrap_or_default());
    if let Some(option) = synonyms.map(|(_, option)| *option).find(is_option) {
        return format_did_you_mean(&[&format!("--{option}")]);
    }
    let near = suggest_names(typed, names);
    let near: Vec<String> = near.iter().map(|name| format!("--{name}")).collect();
    format_did_you_mean(&near.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Suggests `--set` for an unknown option that is named like an input of the template.
fn suggest_input(
    words: &[String],
    typed: &str,
    verb: &Command,
    names: CompletionSource,
) -> Option<String> {
    let name = typed.strip_prefix("--")?;
    let inputs = names
        .template_inputs("")
        .ok()
        .filter(|_| verb.get_name() == "new")?;
    let inputs = inputs.iter().map(|input| input.trim_end_matches('='));
    let near = suggest_names(name, inputs);
    let input = near.first()?;
    // copier's form is `--data KEY=VALUE`.
    let value = find_option_value(words, typed).unwrap_or("VALUE");
    let assignment = match value.split_once('=') {
        Some(_) => value.to_owned(),
        None => format!("{input}={value}"),
    };
    Some(format!("did you mean `--set {}`?", Printable(&assignment)))
}

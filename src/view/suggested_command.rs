//! Commands in messages, as they work where the user is: `-C` and `--platform` of the current command are part of the next one.

/// The commands whose answer depends on the directory or on the platform.
const DEPENDENT_COMMANDS: [&str; 5] = ["catalog", "doctor", "new", "template", "who-owns"];

/// `text` with `program`, such as `idp -C platform`, at the start of every such command in it.
pub fn complete_suggested_commands(text: &str, program: &str) -> String {
    const PROGRAM: &str = "idp";
    let mut completed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(PROGRAM) {
        let (before, found) = rest.split_at(start);
        let after = &found[PROGRAM.len()..];
        completed.push_str(before);
        let is_word =
            !before.ends_with(|last: char| last.is_alphanumeric() || "-_./".contains(last));
        let command = after.strip_prefix(' ').map(|words| {
            let end = words.find(|next: char| !(next.is_ascii_lowercase() || next == '-'));
            &words[..end.unwrap_or(words.len())]
        });
        let is_dependent = command.is_some_and(|command| DEPENDENT_COMMANDS.contains(&command));
        completed.push_str(if is_word && is_dependent {
            program
        } else {
            PROGRAM
        });
        rest = after;
    }
    completed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commands_that_depend_on_the_place_are_completed() {
        let complete = |text| complete_suggested_commands(text, "idp -C p");
        for (text, completed) in [
            ("idp who-owns shop", "idp -C p who-owns shop"),
            (
                "list entities: idp catalog list",
                "list entities: idp -C p catalog list",
            ),
            (
                "run `idp new`, then `idp doctor`",
                "run `idp -C p new`, then `idp -C p doctor`",
            ),
            (
                "idp runs show 1; idp explain x",
                "idp runs show 1; idp explain x",
            ),
            (
                "idp catalogue, my-idp new, idp",
                "idp catalogue, my-idp new, idp",
            ),
        ] {
            assert_eq!(complete(text), completed);
        }
    }
}

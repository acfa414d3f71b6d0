//! What a service is called, and the sentence that says what it does.

use std::fmt;

use super::path::is_device;
use super::template::Template;
use crate::error::{Error, Result};
use crate::printable::{Printable, brief, shortened, unwelcome};

/// The name of a service: an RFC 1035 label of at most 50 characters, so that it can be a repository, a Kubernetes
/// object with a suffix, a host name and a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName(String);

/// Kubernetes allows 63; Helm and the Datadog operator put a suffix of up to 13 behind it.
const LONGEST_NAME: usize = 50;

impl ServiceName {
    /// Checks `text`.
    ///
    /// # Errors
    /// Usage (2), with the nearest name that would do.
    pub fn parse(text: &str) -> Result<ServiceName> {
        match fault(text) {
            None => Ok(ServiceName(text.to_owned())),
            Some(fault) => {
                let shown = shortened(&Printable(text).to_string(), 80);
                let near = slug(text).map(|slug| format!("did you mean `{slug}`?"));
                Err(
                    Error::usage(format!("`{shown}` cannot be a service name: {fault}"))
                        .hint_if(near),
                )
            }
        }
    }
}

fn fault(text: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if text.is_empty() {
        Some("it is empty".to_owned())
    } else if !text.bytes().all(fits) {
        Some("it has more than lower-case letters, digits and `-`".to_owned())
    } else if !text.starts_with(|first: char| first.is_ascii_lowercase()) || text.ends_with('-') {
        Some("it must start with a letter and not end with `-`".to_owned())
    } else if text.len() > LONGEST_NAME {
        Some(format!(
            "it has {} characters, {LONGEST_NAME} are possible",
            text.len()
        ))
    } else if is_device(text) {
        Some("Windows reserves the name".to_owned())
    } else if crate::yaml::quoted(text) != text {
        Some("YAML takes the word for something else".to_owned())
    } else {
        None
    }
}

/// `Check out!` as `check-out`; nothing when no name is left of it.
fn slug(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let joined = words.join("-");
    let start = joined.find(|first: char| first.is_ascii_lowercase())?;
    let cut: String = joined[start..].chars().take(LONGEST_NAME).collect();
    let slug = cut.trim_end_matches('-').to_owned();
    fault(&slug).is_none().then_some(slug)
}

/// Checks the name of a template, which follows the same rules.
///
/// # Errors
/// Usage (2).
pub fn template_name(text: &str) -> Result<String> {
    match fault(text) {
        None => Ok(text.to_owned()),
        Some(fault) => Err(Error::usage(format!(
            "`{}` cannot be a template's name: {fault}",
            brief(text)
        ))),
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One sentence about a service: any text, so everything that holds it must encode it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

/// Longer texts belong in a README.
const LONGEST_DESCRIPTION: usize = 1000;

impl Description {
    /// That of a service that nobody described yet.
    ///
    /// # Errors
    /// As [`Description::parse`].
    pub fn of_new(name: &ServiceName, template: &Template) -> Result<Description> {
        Description::parse(&format!("The {name} {}", template.name()))
    }

    /// Checks `text`; blanks around it are dropped.
    ///
    /// # Errors
    /// Usage (2) when it is empty, too long, or has [unwelcome](crate::printable::unwelcome) characters.
    pub fn parse(text: &str) -> Result<Description> {
        let text = text.trim();
        let length = text.chars().count();
        if text.is_empty() {
            return Err(Error::usage("the description is empty"));
        }
        if length > LONGEST_DESCRIPTION {
            return Err(Error::usage(format!(
                "the description has {length} characters, {LONGEST_DESCRIPTION} are possible"
            )));
        }
        match unwelcome(text) {
            Some(control) => Err(Error::usage(format!(
                "the description has a control character: {}",
                brief(&control.to_string())
            ))),
            None => Ok(Description(text.to_owned())),
        }
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_gets_the_nearest_that_would_do() {
        let error = ServiceName::parse("Check out!").unwrap_err();
        assert_eq!(error.hints(), ["did you mean `check-out`?"]);
        assert!(ServiceName::parse("日本").unwrap_err().hints().is_empty());
    }

    #[test]
    fn hostile_names_are_refused_and_shown_harmless() {
        let long = "x".repeat(51);
        for name in [
            "",
            "../x",
            "/etc/x",
            "a/b",
            "a\\b",
            ".",
            "..",
            ".git",
            "con",
            "nul",
            "-rf",
            "--upload-pack=x",
            &long,
            "Pay",
            "p\u{430}y",
            "a\u{202e}b",
            "a\nb",
            "a\0b",
            "a\x1bb",
            "x.git",
            "x.",
            "x-",
            "1x",
            "true",
            "null",
            "on",
        ] {
            let error = ServiceName::parse(name).unwrap_err();
            assert!(
                !error.to_string().contains(['\n', '\0', '\x1b', '\u{202e}']),
                "{error}"
            );
        }
        assert!(ServiceName::parse(&"x".repeat(50)).is_ok());
    }

    #[test]
    fn a_description_is_any_text_of_reasonable_length() {
        assert!(Description::parse("O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}").is_ok());
        for text in ["", "  ", "\x1b[1m", &"x".repeat(64 * 1024)] {
            assert!(Description::parse(text).is_err());
        }
    }
}

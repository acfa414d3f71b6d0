//! The name and the description of a service.

use std::fmt;

use super::rel_path::is_windows_device;
use super::template::Template;
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate, find_control_or_bidi_char, truncate_chars};

/// The name of a service: an RFC 1035 label of at most 50 characters, so that it can be a repository, a Kubernetes
/// object with a suffix, a host name and a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName(String);

/// Kubernetes allows 63 characters; Helm and the Datadog Operator append suffixes of up to 13.
const MAX_SERVICE_NAME_LENGTH: usize = 50;

impl ServiceName {
    /// Validates `text`.
    ///
    /// # Errors
    /// Usage (2), with a similar valid name as a hint.
    pub fn parse(text: &str) -> Result<ServiceName> {
        match check_service_name(text) {
            None => Ok(ServiceName(text.to_owned())),
            Some(fault) => {
                let shown = truncate_chars(&Printable(text).to_string(), 80);
                let near = suggest_service_name(text).map(|slug| format!("did you mean `{slug}`?"));
                Err(
                    Error::usage(format!("invalid service name `{shown}`: {fault}"))
                        .with_optional_hint(near),
                )
            }
        }
    }
}

fn check_service_name(text: &str) -> Option<String> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if text.is_empty() {
        Some("it is empty".to_owned())
    } else if !text.bytes().all(fits) {
        Some("use only lower-case letters, digits and `-`".to_owned())
    } else if !text.starts_with(|first: char| first.is_ascii_lowercase()) || text.ends_with('-') {
        Some("it must start with a letter and not end with `-`".to_owned())
    } else if text.len() > MAX_SERVICE_NAME_LENGTH {
        Some(format!(
            "it has {} characters; the maximum is {MAX_SERVICE_NAME_LENGTH}",
            text.len()
        ))
    } else if is_windows_device(text) {
        Some("the name is reserved on Windows".to_owned())
    } else if crate::yaml::quote_yaml_if_needed(text) != text {
        Some("YAML doesn't read it as a string".to_owned())
    } else {
        None
    }
}

/// Turns `Check out!` into `check-out`; `None` if that doesn't give a valid name or loses a letter, as `café` would.
fn suggest_service_name(text: &str) -> Option<String> {
    let is_foreign = |character: char| character.is_alphanumeric() && !character.is_ascii();
    if text.contains(is_foreign) {
        return None;
    }
    let words: Vec<String> = text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let joined = words.join("-");
    let start = joined.find(|first: char| first.is_ascii_lowercase())?;
    let cut: String = joined[start..]
        .chars()
        .take(MAX_SERVICE_NAME_LENGTH)
        .collect();
    let slug = cut.trim_end_matches('-').to_owned();
    check_service_name(&slug).is_none().then_some(slug)
}

/// Validates the name of a template, which follows the same rules.
///
/// # Errors
/// Usage (2).
pub fn parse_template_name(text: &str) -> Result<String> {
    match check_service_name(text) {
        None => Ok(text.to_owned()),
        Some(fault) => Err(Error::usage(format!(
            "invalid template name `{}`: {fault}",
            escape_and_truncate(text)
        ))
        .with_optional_hint(
            suggest_service_name(text).map(|slug| format!("did you mean `{slug}`?")),
        )),
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The description of a service. It can be any text, so every file that contains it must encode it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDescriptionText(String);

/// Longer descriptions belong in a README.
const MAX_DESCRIPTION_LENGTH: usize = 1000;

impl ServiceDescriptionText {
    /// The default description of a service.
    ///
    /// # Errors
    /// As [`ServiceDescriptionText::parse`].
    pub fn build_default_description(
        name: &ServiceName,
        template: &Template,
    ) -> Result<ServiceDescriptionText> {
        ServiceDescriptionText::parse(&format!("The {name} {}", template.name()))
    }

    /// Validates `text`; surrounding whitespace is removed.
    ///
    /// # Errors
    /// Usage (2) if it is empty, too long, or contains [forbidden](crate::printable::find_forbidden_char) characters.
    pub fn parse(text: &str) -> Result<ServiceDescriptionText> {
        let text = text.trim();
        let length = text.chars().count();
        if text.is_empty() {
            return Err(Error::usage("the description is empty"));
        }
        if length > MAX_DESCRIPTION_LENGTH {
            return Err(Error::usage(format!(
                "the description has {length} characters; the maximum is {MAX_DESCRIPTION_LENGTH}"
            )));
        }
        match find_control_or_bidi_char(text) {
            Some(control) => Err(Error::usage(format!(
                "the description contains a control character: {}",
                escape_and_truncate(&control.to_string())
            ))),
            None => Ok(ServiceDescriptionText(text.to_owned())),
        }
    }
}

impl fmt::Display for ServiceDescriptionText {
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
        let error = ServiceName::parse("café").unwrap_err();
        assert!(error.hints().is_empty(), "{error:?}");
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
        assert!(
            ServiceDescriptionText::parse("O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}")
                .is_ok()
        );
        for text in ["", "  ", "\x1b[1m", &"x".repeat(64 * 1024)] {
            assert!(ServiceDescriptionText::parse(text).is_err());
        }
    }
}

//! One invocation of `idp`: from the arguments of a verb to the exit code.

use std::process::ExitCode;

use super::verb::{CommandOutcome, Verb};
use super::verb_args::VerbArgs;
use crate::cli::GlobalArgs;
use crate::context::{Context, InterruptState, ProcessEnvironment};
use crate::error::{Error, ErrorKind, Result};
use crate::view::{OutputFormat, Ui, list_supported_output_formats};

/// The inputs that every verb gets besides its own arguments.
pub(super) struct Invocation {
    /// The options that every verb accepts.
    pub(super) global: GlobalArgs,
    /// The settings from environment variables.
    pub(super) environment: ProcessEnvironment,
}

impl Invocation {
    /// Runs `verb` and prints its report.
    pub(super) fn run_and_report<V: Verb>(self, args: VerbArgs<V>) -> ExitCode {
        let VerbArgs { verb, output } = args;
        let formats = list_supported_output_formats::<V::Report>();
        let format = self.choose_output_format(output, &formats);
        let mut ui = Ui::new(format, self.global.color, self.environment.no_color);
        ui.quiet = self.global.quiet;
        ui.verbose = self.global.verbose;
        let interrupts = InterruptState::default();
        let outcome = validate_output_format(format, &formats)
            .and_then(|()| Context::new(&self.global, self.environment, ui, interrupts.clone()))
            .and_then(|context| run_verb(verb, &context));
        interrupts.claim_process_exit_or_park();
        match outcome {
            Ok(exit_code) => ExitCode::from(exit_code),
            Err(error) => {
                ui.print_error(&error);
                ExitCode::from(error.kind().exit_code())
            }
        }
    }

    /// The output format: the requested one, or the default.
    fn choose_output_format(
        &self,
        chosen: Option<OutputFormat>,
        formats: &[OutputFormat],
    ) -> OutputFormat {
        let is_annotated =
            self.environment.github_actions && formats.contains(&OutputFormat::Github);
        let default = if is_annotated {
            OutputFormat::Github
        } else {
            OutputFormat::Text
        };
        chosen.or(self.global.output).unwrap_or(default)
    }
}

/// Rejects an output format that the verb doesn't support, before the verb does anything.
fn validate_output_format(format: OutputFormat, formats: &[OutputFormat]) -> Result<()> {
    if formats.contains(&format) {
        return Ok(());
    }
    let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    let message = format!("this command doesn't support `-o {}`", format.name());
    Err(Error::usage(message).with_hint(format!("possible values: {}", names.join(", "))))
}

/// Runs the verb and writes its report. Returns the exit code, if the verb didn't fail.
fn run_verb<V: Verb>(verb: V, context: &Context) -> Result<u8> {
    let finish = || {
        let CommandOutcome {
            report,
            has_findings,
            failure,
            follow_up,
        } = verb.run(context)?;
        context.ui.write_report(&report)?;
        follow_up.map_or(Ok(()), |work| work())?;
        failure.map_or(Ok(has_findings), Err)
    };
    let has_findings = finish().map_err(|error| {
        let error = context.add_not_found_hints(error);
        error.map_hint_texts(|text| context.complete_suggested_commands(text))
    })?;
    context.warn_about_partial_checkout();
    Ok(if has_findings {
        ErrorKind::Findings.exit_code()
    } else {
        0
    })
}

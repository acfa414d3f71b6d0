//! The arguments of a verb plus `-o`, which accepts only the formats of the verb's report.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, Id, ValueEnum};

use super::verb::Verb;
use crate::view::{OutputFormat, Report, list_supported_output_formats};

/// The ID of the argument. The global argument has the same ID, so clap copies a value given before the verb.
const OUTPUT: &str = "output";

/// The parsed arguments of the verb `V`.
#[derive(Clone, Debug)]
pub struct VerbArgs<V> {
    /// The verb's own arguments.
    pub(super) verb: V,
    /// The output format, if one was given.
    pub(super) output: Option<OutputFormat>,
}

impl<V: Args + Verb> Args for VerbArgs<V> {
    fn augment_args(command: Command) -> Command {
        V::augment_args(command).arg(output_argument::<V::Report>())
    }

    fn augment_args_for_update(command: Command) -> Command {
        V::augment_args_for_update(command).arg(output_argument::<V::Report>())
    }

    fn group_id() -> Option<Id> {
        V::group_id()
    }
}

impl<V: FromArgMatches> FromArgMatches for VerbArgs<V> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(VerbArgs {
            verb: V::from_arg_matches(matches)?,
            output: matches.get_one(OUTPUT).copied(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.verb.update_from_arg_matches(matches)?;
        self.output = matches.get_one(OUTPUT).copied();
        Ok(())
    }
}

/// The argument `-o`, with the formats that `R` supports.
fn output_argument<R: Report>() -> Arg {
    let formats = list_supported_output_formats::<R>();
    let values = formats.iter().filter_map(OutputFormat::to_possible_value);
    let parser = PossibleValuesParser::new(values.collect::<Vec<PossibleValue>>())
        .try_map(|name| OutputFormat::from_str(&name, false));
    Arg::new(OUTPUT)
        .short('o')
        .long(OUTPUT)
        .value_name("FORMAT")
        .help("Output format [default: text]")
        .value_parser(parser)
}

//! `idp catalog`: what can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{PointInTimeArgs, parse_non_empty};
use crate::diagnostic::RuleTier;
use crate::view::OutputFormat;

/// `idp catalog`.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List what is in the catalog
    List(ListArgs),
    /// Show one entity, with all there is to say of it
    Show(ShowArgs),
    /// Find what one half remembers
    Search(SearchArgs),
    /// Draw what hangs on what
    Graph(GraphArgs),
    /// Say what changed since a revision or a date, as entities and fields
    Diff(DiffArgs),
    /// List what nobody answers for
    Unowned(UnownedArgs),
    /// Put an entity into the catalog
    Add(AddArgs),
    /// Give fields of entities a value, or take them away
    Set(SetArgs),
    /// Call an entity otherwise, wherever it is named
    Rename(RenameArgs),
    /// Remove entities that nothing depends on
    Remove(RemoveArgs),
    /// Bring a registration that waits in a pull request onto the newest catalog
    ///
    /// The entity is put in its place in the newest catalog, checked again, and the branch goes on with a merge; nothing
    /// is forced. Two registrations in a catalog of one file are in each other's way until then.
    RebasePr(RebasePrArgs),
    /// Write catalog files the one way: fields in order, quotes where something needs them
    Fmt(FmtArgs),
    /// Check the catalog as Backstage would, and for what Backstage lets through
    Validate(ValidateArgs),
}

impl CatalogCommand {
    /// The forms its data comes in.
    pub fn output_formats(&self) -> &'static [OutputFormat] {
        match self {
            CatalogCommand::List(_) => &[OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv],
            CatalogCommand::Show(_)
            | CatalogCommand::Diff(_)
            | CatalogCommand::Add(_)
            | CatalogCommand::Set(_)
            | CatalogCommand::Rename(_)
            | CatalogCommand::Remove(_)
            | CatalogCommand::RebasePr(_)
            | CatalogCommand::Fmt(_) => &[OutputFormat::Text, OutputFormat::Json],
            CatalogCommand::Search(_) | CatalogCommand::Unowned(_) => {
                &[OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv]
            }
            CatalogCommand::Graph(_) => &[
                OutputFormat::Text,
                OutputFormat::Json,
                OutputFormat::Dot,
                OutputFormat::Mermaid,
            ],
            CatalogCommand::Validate(_) => &[
                OutputFormat::Text,
                OutputFormat::Json,
                OutputFormat::Sarif,
                OutputFormat::Github,
            ],
        }
    }
}

/// `idp catalog list`.
///
/// The same filter twice means either; different filters must all fit. Case is set aside.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog list --kind component --owner payments
  idp catalog list --owner engineering --below
  idp catalog list --type service --lifecycle production -o csv
  idp catalog list --relation partOf=system:shop
  idp catalog list --annotation backstage.io/techdocs-ref")]
pub struct ListArgs {
    /// Only of this kind (repeatable)
    #[arg(long, value_name = "KIND", value_parser = parse_non_empty)]
    pub kind: Vec<String>,
    /// Only of this spec.type (repeatable)
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_non_empty)]
    pub type_: Vec<String>,
    /// Only what this group or user owns (repeatable)
    #[arg(long, value_name = "OWNER", value_parser = parse_non_empty)]
    pub owner: Vec<String>,
    /// With --owner, also what the teams below that group own
    #[arg(long, requires = "owner")]
    pub below: bool,
    /// Only of this lifecycle (repeatable)
    #[arg(long, value_name = "LIFECYCLE", value_parser = parse_non_empty)]
    pub lifecycle: Vec<String>,
    /// Only with this tag (repeatable)
    #[arg(long, value_name = "TAG", value_parser = parse_non_empty)]
    pub tag: Vec<String>,
    /// Only with this annotation, of this value if one is said (repeatable)
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = parse_non_empty)]
    pub annotation: Vec<String>,
    /// Only what has this relation, such as dependsOn=resource:orders-db (repeatable)
    #[arg(long, value_name = "TYPE=REF", value_parser = parse_non_empty)]
    pub relation: Vec<String>,
    /// With what each entity is related to (in JSON)
    #[arg(long)]
    pub relations: bool,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// `idp catalog show`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog show checkout
  idp catalog show group:payments system:shop -o json")]
pub struct ShowArgs {
    /// Names or entity refs
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// `idp catalog search`.
#[derive(Debug, Args)]
#[command(
    after_help = "Every word must be found: in the name, the title, a tag, the owner or the description.

Examples:
  idp catalog search pay
  idp catalog search feature flags --limit 5"
)]
pub struct SearchArgs {
    /// What one remembers; letters may be left out
    #[arg(required = true, value_name = "WORD", value_parser = parse_non_empty)]
    pub words: Vec<String>,
    /// How many to show at most
    #[arg(long, value_name = "N", default_value = "20")]
    pub limit: NonZeroUsize,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// `idp catalog graph`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without a name it draws domains, systems and their parts.

Examples:
  idp catalog graph group:payments
  idp catalog graph checkout --invert
  idp catalog graph shop --relation hasPart --depth 2 -o mermaid
  idp catalog graph -o dot | dot -Tsvg > catalog.svg"
)]
pub struct GraphArgs {
    /// Names or entity refs to start from
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// Follow only this relation (repeatable), such as dependsOn
    #[arg(long, value_name = "TYPE")]
    pub relation: Vec<String>,
    /// Go up: what is this part of, and who needs it
    #[arg(long)]
    pub invert: bool,
    /// Go at most this many steps
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// `idp catalog diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog diff 2026-01-01
  idp catalog diff v1.0 v2.0
  idp catalog diff HEAD")]
pub struct DiffArgs {
    /// What to start from: a revision, or the end of a day (UTC)
    #[arg(value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub from: String,
    /// What to compare it with; the catalog as it is unless said
    #[arg(value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub to: Option<String>,
}

/// `idp catalog unowned`.
#[derive(Debug, Args)]
#[command(after_help = "Exit code 1 when there is anything.")]
pub struct UnownedArgs {
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// `idp catalog fmt`.
///
/// The fields of an entity come in the order of their definitions, and quotes go where nothing needs them. Comments move
/// with the field they stand above; values, indentation and everything else stay as they are. A document that would mean
/// something else is left alone.
#[derive(Debug, Args)]
#[command(
    after_help = "With --check: exit code 1 when there is anything to format.

Examples:
  idp catalog fmt
  idp catalog fmt catalog-info.yaml
  idp catalog fmt --check"
)]
pub struct FmtArgs {
    /// Files and directories [default: the catalog of this repository]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only say which files are not written so
    #[arg(long)]
    pub check: bool,
    /// Show the change, and make none
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
}

/// How a change of the catalog is made.
#[derive(Clone, Debug, Args)]
pub struct EditArgs {
    /// Show the change, and make none
    #[arg(long)]
    pub dry_run: bool,
    /// In a clone: write the files, and leave committing to you
    #[arg(long)]
    pub no_commit: bool,
    /// Open a pull request for the platform's repository; the default with `registration: pull-request`
    #[arg(long, conflicts_with_all = ["no_commit", "push"])]
    pub pr: bool,
    /// Push to the platform's default branch, even from a clone or with `registration: pull-request`
    #[arg(long, visible_alias = "no-pr", conflicts_with = "no_commit")]
    pub push: bool,
    /// Refuse a change that introduces warnings
    #[arg(long)]
    pub strict: bool,
    /// The subject of the commit
    #[arg(short, long, value_name = "TEXT")]
    pub message: Option<String>,
}

/// `idp catalog add`.
///
/// For what `idp new` does not make: teams, people, systems, resources, and components that are there already. It goes into a
/// file of its own, or into the one file of the catalog in sorted place.
#[derive(Debug, Args)]
#[command(
    after_help = "Fields are those of `idp catalog set`. Items of a list are separated by commas.

Examples:
  idp catalog add web --kind group type=team members=ada,bruno
  idp catalog add shop --kind system owner=web
  idp catalog add cart type=service lifecycle=production owner=web system=shop tags=go,http
  idp catalog add cart-db --kind resource type=database owner=web --dry-run
  idp catalog add cart-api --kind api owner=web type=openapi lifecycle=production definition=@openapi.yaml
  idp catalog add -f team.yaml"
)]
pub struct AddArgs {
    /// Its name
    #[arg(
        value_name = "NAME",
        required_unless_present = "file",
        conflicts_with = "file",
        value_parser = parse_non_empty
    )]
    pub name: Option<String>,
    /// Fields and their values
    #[arg(value_name = "FIELD=VALUE")]
    pub values: Vec<String>,
    /// What it is
    #[arg(
        long,
        value_name = "KIND",
        default_value = "component",
        conflicts_with = "file"
    )]
    pub kind: String,
    /// Add every document of a YAML file; use `-` to read from stdin
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: EditArgs,
}

/// `idp catalog set`.
///
/// Comments and every other byte stay. In a clone of the platform the change is one commit on your branch, for you to
/// push; elsewhere it is one commit on the platform's default branch.
#[derive(Debug, Args)]
#[command(after_help = "Fields:
  owner, type, lifecycle, system, domain, parent, subcomponentOf, subdomainOf, title, description, namespace,
  email, displayName, picture, definition, target, annotation:KEY, label:KEY, link:TITLE
Lists:
  tags, links, members, memberOf, children, dependsOn, dependencyOf, providesApis, consumesApis, targets
Any other field by its path: spec.KEY, metadata.KEY

Operators:
  FIELD=VALUE    Set a field; for a list, all its items. An empty value removes the field.
  LIST+=VALUE    Add items to a list
  LIST-=VALUE    Remove items from a list
Separate items by commas (members=ada,bruno); write a comma inside an item as `\\,`.
A link is URL or 'URL|TITLE'. For `definition` and `description`, @FILE reads the value from a file,
and '$text:PATH' writes a placeholder that Backstage reads.

Examples:
  idp catalog set checkout lifecycle=deprecated
  idp catalog set group:payments members+=ada,bruno members-=zoe
  idp catalog set checkout tags=go,http dependsOn+=resource:orders-db
  idp catalog set checkout link:Runbook=https://wiki.acme.example/checkout
  idp catalog set --where owner=team-a owner=team-b
  idp catalog set --where kind=component --where system=shop lifecycle=deprecated
  idp catalog set checkout cart annotation:backstage.io/techdocs-ref=dir:. --dry-run
  idp catalog set checkout system=")]
pub struct SetArgs {
    /// Names or refs, and fields with their new values
    #[arg(required = true, value_name = "NAME|FIELD=VALUE", value_parser = parse_non_empty)]
    pub what: Vec<String>,
    /// Every entity in which this field has this value (repeatable: all of them)
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub where_: Vec<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: EditArgs,
}

/// `idp catalog rename`.
///
/// Every reference in the catalog is rewritten, in the way it was written; a file that is called after the entity follows.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog rename group:payments money
  idp catalog rename checkout till --dry-run")]
pub struct RenameArgs {
    /// A name or ref
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub name: String,
    /// Its new name
    #[arg(value_name = "NEW-NAME", value_parser = parse_non_empty)]
    pub new_name: String,
    /// How to change.
    #[command(flatten)]
    pub edit: EditArgs,
}

/// `idp catalog remove`.
///
/// Refused, with everything that is in the way, while something that stays names one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog remove checkout
  idp catalog remove component:old-cart resource:old-cart-db --dry-run")]
pub struct RemoveArgs {
    /// Names or refs
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: EditArgs,
}

/// `idp catalog validate`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Without a path it checks the catalog of this repository: the platform, or the loose catalog.
In a directory it checks every catalog file; other YAML and template skeletons are one note each.
Inside GitHub Actions the findings are annotations unless -o says otherwise.
Exit code 1 when something must be mended.

Examples:
  idp catalog validate
  idp catalog validate catalog/groups.yaml --strict
  idp catalog validate --fix --dry-run
  idp catalog validate --changed-since origin/main
  idp catalog validate --staged
  idp catalog validate -o sarif > idp.sarif"
)]
pub struct ValidateArgs {
    /// Files and directories to check instead
    #[arg(value_hint = clap::ValueHint::AnyPath, conflicts_with = "at")]
    pub paths: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// Mend what has one right answer, and no other byte
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes, and make none
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Report only findings that are new since this branch left REV, by the settings of that time
    #[arg(long, value_name = "REV", conflicts_with = "at", value_parser = parse_non_empty)]
    pub changed_since: Option<String>,
    /// With --changed-since: report relaxed settings as warnings, not errors
    #[arg(long, requires = "changed_since")]
    pub allow_relaxed: bool,
    /// Check what is staged in git, not the working tree
    #[arg(long, conflicts_with_all = ["at", "paths", "fix"])]
    pub staged: bool,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
    /// Check only rules of this tier (repeatable)
    #[arg(long, value_enum, value_name = "TIER")]
    pub tier: Vec<TierArg>,
}

/// Whose rules to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TierArg {
    /// What Backstage rejects
    Format,
    /// What Backstage accepts and users suffer from
    Graph,
    /// What the organisation wants
    Policy,
}

impl From<TierArg> for RuleTier {
    fn from(tier: TierArg) -> RuleTier {
        match tier {
            TierArg::Format => RuleTier::Format,
            TierArg::Graph => RuleTier::Graph,
            TierArg::Policy => RuleTier::Policy,
        }
    }
}

/// `idp catalog rebase-pr`.
#[derive(Debug, Args)]
pub struct RebasePrArgs {
    /// The component; its registration waits on the branch idp/register/<NAME>
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
}

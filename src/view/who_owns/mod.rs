//! `idp who-owns`: the owners, and the reasons.

mod why;

use std::fmt::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use why::{OwnershipPeriodItem, OwnershipReasonItem};

use super::SCHEMA_VERSION;
use super::csv::render_csv;
use super::{LineWidth, OutputFormat, PlatformInfo, Report, ReportWriter, TextStyle};
use crate::catalog::{Entity, EntityRefBuf, OwnerSource, Ownership};
use crate::count::CountedNoun;
use crate::index::CatalogSubset;
use crate::ops::{
    MatchedBy, OwnershipAnswer, OwnershipHandleKind, OwnershipHit, OwnershipPeriod,
    explain_ownership_hit,
};
use crate::printable::Printable;
use crate::source::Place;
use crate::text_layout::wrap_value;

/// The results of `idp who-owns`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp who-owns")]
pub struct WhoOwnsReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The revision of the catalog; see `platform` for details.
    pub catalog: CatalogRevision,
    /// One or more results for each handle, in the order given on the command line.
    pub results: Vec<WhoOwnsResult>,
}

/// The revision of a catalog.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogRevision {
    /// The commit; null for a working directory.
    pub commit: Option<String>,
    /// When the catalog was fetched, in RFC 3339 format; null for a local platform.
    pub fetched_at: Option<String>,
}

/// The result for one entity, or a statement that none was found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WhoOwnsResult {
    /// The handle as given.
    pub query: String,
    /// How the handle was interpreted: `url`, `ref`, `team`, `user`, `email`, `namespace`, `channel`, `image`, `name` or `path`.
    pub handle: &'static str,
    /// How a URL, path or image was resolved to the entity: by its `source-location`, by the nearest `catalog-file`, by
    /// `repository`, as one in another folder of the repository (`other-folder`), by the `lock` of the clone, by the name of the image alone (`image-name`), or by a `link`.
    pub matched_by: Option<String>,
    /// Whether a path exists in this checkout; null for other handles.
    pub in_checkout: Option<bool>,
    /// The full ref of the entity; null if none was found.
    pub entity: Option<String>,
    /// Whether Backstage rejects the document that defines the entity.
    pub rejected: bool,
    /// The full ref of the owner.
    pub owner: Option<String>,
    /// `group` or `user`.
    pub owner_kind: Option<String>,
    /// Whether the owner is in the catalog; null if no owner is set.
    pub owner_in_catalog: Option<bool>,
    /// The owner of the entity in the catalog, if CODEOWNERS took precedence.
    pub repository_owner: Option<String>,
    /// The source of the owner: `spec.owner`, `self` for a group, or `CODEOWNERS`.
    pub via: Option<String>,
    /// The position at which the owner is set.
    pub source: Option<FilePosition>,
    /// The owner and all its parent teams, nearest first.
    pub chain: Vec<String>,
    /// The direct parent teams of the owner. More than one is an error that `multiple-parents` reports.
    pub parents: Vec<String>,
    /// The members of the owning group.
    pub members: Vec<String>,
    /// If the owner is a user, their teams; if the handle is a team, its direct subteams.
    pub teams: Vec<String>,
    /// If the handle is a team, the number of entities it owns.
    pub owns: Option<OwnedEntityCount>,
    /// How to contact the owner.
    pub contacts: OwnerContacts,
    /// The system that the entity is part of.
    pub system: Option<String>,
    /// The lifecycle, such as `production`.
    pub lifecycle: Option<String>,
    /// `spec.type`, such as `service`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The URL of its repository.
    pub repository: Option<String>,
    /// The links of the entity.
    pub links: Vec<LinkItem>,
    /// Similar names, if no entity was found.
    pub suggestions: Vec<String>,
    /// The steps that led to the result. Only with `--why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Vec<OwnershipReasonItem>>,
    /// The owners over time, newest first. Only with `--history`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<OwnershipPeriodItem>>,
    #[serde(skip)]
    #[schemars(skip)]
    text_only: TextOutputOnlyFields,
}

/// The number of entities that a team owns.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnedEntityCount {
    /// Entities owned by the team itself.
    pub direct: usize,
    /// Entities owned by the team or a subteam at any depth.
    pub with_teams: usize,
}

/// A position in a catalog file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FilePosition {
    /// The path from the root of the platform repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// How to contact an owner.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnerContacts {
    /// A Slack channel, such as `#payments`.
    pub slack: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// The URL of the on-call schedule.
    pub on_call: Option<String>,
}

/// A link on an entity.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkItem {
    /// The URL of the link.
    pub url: String,
    /// The title of the link.
    pub title: Option<String>,
}

/// Values that only the text output shows.
#[derive(Debug, Default)]
struct TextOutputOnlyFields {
    name: String,
    owner_name: String,
    owner_title: Option<String>,
    owner_is_missing: bool,
    /// If the owner isn't in the catalog, the ref that was probably meant.
    suggested_owner: Option<String>,
    /// The members of the owning team, as the text output shows them.
    people: Vec<String>,
    shows_all_people: bool,
}

/// The column of the values in the text output.
const VALUE_COLUMN: usize = 11;

/// The maximum number of people in the text output.
const MAX_SHOWN_PEOPLE: usize = 5;

impl fmt::Display for FilePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl From<&Place> for FilePosition {
    fn from(place: &Place) -> Self {
        let start = place.start();
        FilePosition {
            file: place.file_path().to_owned(),
            line: start.line,
            column: start.column,
        }
    }
}

impl WhoOwnsReport {
    /// Builds the report of `answers`.
    pub fn new(
        platform: PlatformInfo,
        subset: &CatalogSubset,
        answers: &[OwnershipAnswer<'_>],
    ) -> Self {
        let results = answers
            .iter()
            .flat_map(|answer| build_who_owns_results(subset, answer))
            .collect();
        let catalog = CatalogRevision {
            commit: platform.commit.clone(),
            fetched_at: platform.fetched_at.clone(),
        };
        WhoOwnsReport {
            schema_version: SCHEMA_VERSION,
            platform,
            catalog,
            results,
        }
    }

    /// Adds the steps that led to each of `answers`, from which the report was built.
    pub fn add_ownership_reasons(&mut self, answers: &[OwnershipAnswer<'_>]) {
        let hits = answers
            .iter()
            .flat_map(|answer| answer.hits.iter().map(move |hit| (answer, hit)));
        let found = self.results.iter_mut().filter(|result| result.has_match());
        for (result, (answer, hit)) in found.zip(hits) {
            let reasons = explain_ownership_hit(answer, hit);
            result.why = Some(reasons.iter().map(OwnershipReasonItem::from).collect());
        }
    }

    /// Makes the text output list all members of a team instead of the first few.
    pub fn show_all_people(&mut self) {
        for result in &mut self.results {
            result.text_only.shows_all_people = true;
        }
    }

    /// Adds the owners of `entity` over time to each of its results.
    pub fn add_ownership_history(&mut self, entity: &Entity, tenures: &[OwnershipPeriod]) {
        let full = entity.entity_ref().to_string();
        let items: Vec<OwnershipPeriodItem> =
            tenures.iter().map(OwnershipPeriodItem::from).collect();
        let found = self
            .results
            .iter_mut()
            .filter(|result| result.entity.as_ref() == Some(&full));
        for result in found {
            result.history = Some(items.clone());
        }
    }

    /// CSV with one line for each answer.
    pub fn render_csv(&self) -> String {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows = self.results.iter().map(|result| {
            let source = result.source.as_ref();
            [
                result.query.clone(),
                result.handle.to_owned(),
                or_empty(&result.entity),
                or_empty(&result.owner),
                or_empty(&result.via),
                source.map(|source| source.file.clone()).unwrap_or_default(),
                source
                    .map(|source| source.line.to_string())
                    .unwrap_or_default(),
            ]
        });
        render_csv(
            &["query", "handle", "entity", "owner", "via", "file", "line"],
            rows,
        )
    }
}

impl Report for WhoOwnsReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] =
        &[(OutputFormat::Csv, |report, ui| {
            ui.write_stdout_text(&report.render_csv())
        })];

    /// The results as text. Handles that weren't found are reported as an error instead.
    fn render_text(&self, width: LineWidth) -> String {
        let mut text = String::new();
        let mut before: Option<&WhoOwnsResult> = None;
        for result in self.results.iter().filter(|result| result.has_match()) {
            let goes_on = before.is_some_and(|before| result.shares_codeowners_match_with(before));
            if before.is_some() && !goes_on {
                text.push('\n');
            }
            text.push_str(&result.render_text(goes_on, width));
            before = Some(result);
        }
        text
    }
}

/// The results of `answer`, in the order of its hits.
fn build_who_owns_results(
    subset: &CatalogSubset,
    answer: &OwnershipAnswer<'_>,
) -> Vec<WhoOwnsResult> {
    if answer.hits.is_empty() {
        return vec![WhoOwnsResult {
            suggestions: answer.suggestions.clone(),
            ..blank_who_owns_result(&answer.query, answer.handle_kind)
        }];
    }
    let results = answer
        .hits
        .iter()
        .map(|hit| build_who_owns_result(subset, answer, hit));
    results.collect()
}

fn build_who_owns_result(
    subset: &CatalogSubset,
    answer: &OwnershipAnswer<'_>,
    hit: &OwnershipHit<'_>,
) -> WhoOwnsResult {
    let mut result = match hit.entity {
        Some(entity) => {
            build_who_owns_entity_result(&answer.query, hit.handle_kind, entity, &hit.ownership)
        }
        None => build_result_from_ownership(&answer.query, hit.handle_kind, &hit.ownership),
    };
    let missing_owner = hit
        .ownership
        .owner_ref
        .as_ref()
        .filter(|_| hit.ownership.owner.is_none());
    result.text_only.suggested_owner =
        missing_owner.and_then(|owner| subset.suggest_owner(owner.as_entity_ref()));
    let holdings = hit.count_entities_owned_by_team(subset);
    let person = hit.ownership.owner.filter(|owner| owner.is_of_kind("user"));
    let teams = match (&holdings, person) {
        (Some(holdings), _) => holdings.teams.clone(),
        (None, Some(person)) => subset.catalog.related_entities(person, "memberOf"),
        (None, None) => Vec::new(),
    };
    WhoOwnsResult {
        matched_by: hit.matched_by.map(|by| by.name().to_owned()),
        in_checkout: (hit.handle_kind == OwnershipHandleKind::Path).then_some(hit.in_checkout),
        repository_owner: hit.repository_owner.as_ref().map(ToString::to_string),
        teams: teams
            .iter()
            .map(|team| team.entity_ref().to_string())
            .collect(),
        owns: holdings.map(|holdings| OwnedEntityCount {
            direct: holdings.direct_count,
            with_teams: holdings.total_count,
        }),
        ..result
    }
}

impl LinkItem {
    /// The links of `entity`.
    pub(super) fn collect_from_entity(entity: &Entity) -> Vec<LinkItem> {
        let links = entity.links().map(|link| LinkItem {
            url: link.url.text.to_owned(),
            title: link.title.map(str::to_owned),
        });
        links.collect()
    }
}

/// The owner of `entity`, looked up by its ref.
pub(super) fn who_owns_result_of_entity(
    entity: &Entity,
    ownership: &Ownership<'_>,
) -> WhoOwnsResult {
    build_who_owns_entity_result(
        &entity.entity_ref().to_string(),
        OwnershipHandleKind::Ref,
        entity,
        ownership,
    )
}

fn blank_who_owns_result(query: &str, handle: OwnershipHandleKind) -> WhoOwnsResult {
    WhoOwnsResult {
        query: query.to_owned(),
        handle: handle.name(),
        matched_by: None,
        in_checkout: None,
        entity: None,
        rejected: false,
        owner: None,
        owner_kind: None,
        owner_in_catalog: None,
        repository_owner: None,
        via: None,
        source: None,
        chain: Vec::new(),
        parents: Vec::new(),
        members: Vec::new(),
        teams: Vec::new(),
        owns: None,
        contacts: OwnerContacts::default(),
        system: None,
        lifecycle: None,
        type_: None,
        repository: None,
        links: Vec::new(),
        suggestions: Vec::new(),
        why: None,
        history: None,
        text_only: TextOutputOnlyFields::default(),
    }
}

fn build_result_from_ownership(
    query: &str,
    handle: OwnershipHandleKind,
    ownership: &Ownership<'_>,
) -> WhoOwnsResult {
    let owner = ownership
        .owner_ref
        .as_ref()
        .map(EntityRefBuf::as_entity_ref);
    WhoOwnsResult {
        owner: owner.map(|owner| owner.to_string()),
        owner_kind: owner.map(|owner| owner.kind.to_lowercase()),
        owner_in_catalog: owner.map(|_| ownership.owner.is_some()),
        via: (owner.is_some() || ownership.via == OwnerSource::Codeowners)
            .then(|| ownership.via.name().to_owned()),
        source: ownership.place.as_ref().map(FilePosition::from),
        chain: ownership.chain.iter().map(ToString::to_string).collect(),
        parents: ownership.parents.iter().map(ToString::to_string).collect(),
        members: ownership
            .members
            .iter()
            .map(|member| member.entity_ref().to_string())
            .collect(),
        contacts: OwnerContacts {
            slack: ownership.contacts.slack.clone(),
            email: ownership.contacts.email.clone(),
            on_call: ownership.contacts.on_call.clone(),
        },
        text_only: TextOutputOnlyFields {
            name: query.to_owned(),
            owner_name: owner.map(|owner| owner.name.to_owned()).unwrap_or_default(),
            owner_title: ownership.owner.and_then(Entity::title).map(str::to_owned),
            owner_is_missing: ownership.owner.is_none(),
            suggested_owner: None,
            people: ownership
                .members
                .iter()
                .map(|member| format_name_with_title(member))
                .collect(),
            shows_all_people: false,
        },
        ..blank_who_owns_result(query, handle)
    }
}

fn build_who_owns_entity_result(
    query: &str,
    handle: OwnershipHandleKind,
    entity: &Entity,
    ownership: &Ownership<'_>,
) -> WhoOwnsResult {
    let owned = build_result_from_ownership(query, handle, ownership);
    WhoOwnsResult {
        entity: Some(entity.entity_ref().to_string()),
        rejected: entity.is_rejected_by_backstage(),
        system: entity.system().map(|system| system.target.to_string()),
        lifecycle: entity
            .lifecycle()
            .map(|lifecycle| lifecycle.text.to_owned()),
        type_: entity.type_().map(|type_| type_.text.to_owned()),
        repository: entity.repository_url(),
        links: LinkItem::collect_from_entity(entity),
        text_only: TextOutputOnlyFields {
            name: entity.name().to_owned(),
            ..owned.text_only
        },
        ..owned
    }
}

/// `ada (Ada Lovelace)`.
fn format_name_with_title(member: &Entity) -> String {
    match member.title() {
        Some(title) => format!("{} ({title})", member.name()),
        None => member.name().to_owned(),
    }
}

impl WhoOwnsResult {
    /// Whether the handle was found.
    fn has_match(&self) -> bool {
        self.entity.is_some() || self.via.is_some()
    }

    /// Whether this is another owner of the same match as `before`.
    fn shares_codeowners_match_with(&self, before: &WhoOwnsResult) -> bool {
        let codeowners = Some(OwnerSource::Codeowners.name());
        self.via.as_deref() == codeowners
            && before.via.as_deref() == codeowners
            && self.query == before.query
            && self.entity == before.entity
    }

    /// With `is_continuation`, leaves out what the previous owner already showed.
    fn render_text(&self, is_continuation: bool, width: LineWidth) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: String| {
            let head = format!("{} ", TextStyle::Strong.paint(format_args!("{label:<10}")));
            let value = Printable(&value).to_string();
            let _ = writeln!(text, "{}", wrap_value(&head, &value, VALUE_COLUMN, width));
        };
        if !is_continuation {
            line(
                &Printable(&self.text_only.name).to_string(),
                self.format_entity_identity(),
            );
        }
        line("owner", self.format_owner());
        let more = [
            ("people", self.format_team_members()),
            ("teams", self.format_teams()),
            ("owns", self.format_owned_count()),
            ("catalog", self.format_catalog_owner()),
            ("contact", self.format_contacts()),
        ];
        for (label, value) in more {
            if let Some(value) = value {
                line(label, value);
            }
        }
        match (&self.why, &self.source, &self.via) {
            (Some(why), ..) => why
                .iter()
                .for_each(|reason| line("why", reason.format_reason_line())),
            (None, Some(source), Some(via)) => line(
                "why",
                format!("{source}  {via}{}", self.format_match_reason()),
            ),
            _ => {}
        }
        for tenure in self.history.iter().flatten() {
            line("history", tenure.format_period_line());
        }
        text
    }

    /// How a path in a repository was resolved to the entity, if that isn't obvious.
    fn format_match_reason(&self) -> String {
        let all = [
            MatchedBy::SourceLocation,
            MatchedBy::CatalogFile,
            MatchedBy::OtherFolder,
            MatchedBy::ImageName,
            MatchedBy::Link,
        ];
        let by = all
            .into_iter()
            .find(|by| self.matched_by.as_deref() == Some(by.name()));
        by.map(|by| format!(", {}", by.description()))
            .unwrap_or_default()
    }

    /// The members of the owning team: the first few, and how many more there are.
    fn format_team_members(&self) -> Option<String> {
        let people = &self.text_only.people;
        if people.is_empty() || self.owner_kind.as_deref() != Some("group") {
            return None;
        }
        let shown = if self.text_only.shows_all_people {
            people.len()
        } else {
            MAX_SHOWN_PEOPLE
        };
        let names = people.iter().take(shown).map(String::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        Some(match people.len().saturating_sub(shown) {
            0 => names,
            more => format!("{names} and {more} more (--all)"),
        })
    }

    fn format_teams(&self) -> Option<String> {
        (!self.teams.is_empty()).then(|| self.teams.join(", "))
    }

    /// `12 entities, 30 including subteams`.
    fn format_owned_count(&self) -> Option<String> {
        let OwnedEntityCount { direct, with_teams } = self.owns.as_ref()?;
        let own = match direct {
            1 => "1 entity".to_owned(),
            direct => format!("{direct} entities"),
        };
        Some(if self.teams.is_empty() {
            own
        } else {
            format!("{own}, {with_teams} including subteams")
        })
    }

    /// The owner in the catalog, if CODEOWNERS sets none or one that isn't in the catalog.
    fn format_catalog_owner(&self) -> Option<String> {
        let owner = self.repository_owner.as_ref()?;
        let entity = self.entity.as_ref()?;
        let settled = self.owner_in_catalog == Some(true);
        (!settled).then(|| format!("{entity} is owned by {owner}"))
    }

    pub(super) fn format_entity_identity(&self) -> String {
        let rejected = self.rejected.then_some("rejected by Backstage");
        let absent = (self.in_checkout == Some(false)).then_some("not in this checkout");
        let parts = [
            self.entity.as_deref(),
            self.type_.as_deref(),
            self.lifecycle.as_deref(),
            rejected,
            absent,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn format_owner(&self) -> String {
        let TextOutputOnlyFields {
            owner_name,
            owner_title,
            owner_is_missing,
            suggested_owner,
            ..
        } = &self.text_only;
        if self.owner.is_none() {
            return "none".to_owned();
        }
        if *owner_is_missing {
            let meant = suggested_owner
                .as_ref()
                .map(|owner| format!("; did you mean `{owner}`?"))
                .unwrap_or_default();
            return format!("{owner_name} · not in the catalog{meant}");
        }
        let title = owner_title
            .as_ref()
            .map(|title| format!(" ({title})"))
            .unwrap_or_default();
        if self.owner_kind.as_deref() == Some("user") {
            return format!("{owner_name}{title} · user");
        }
        let above = match self.chain.get(1..) {
            None | Some([]) => "no parent team".to_owned(),
            Some(above) => {
                let (direct, further) = above.split_at(self.parents.len().min(above.len()));
                let direct = std::iter::once(direct.join(" and "));
                let teams: Vec<String> = direct.chain(further.iter().cloned()).collect();
                format!("part of {}", teams.join(", "))
            }
        };
        format!(
            "{owner_name}{title} · {} · {above}",
            CountedNoun(self.members.len(), "member")
        )
    }

    pub(super) fn format_contacts(&self) -> Option<String> {
        let OwnerContacts {
            slack,
            email,
            on_call,
        } = &self.contacts;
        let ways: Vec<&str> = [slack, email, on_call]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!ways.is_empty()).then(|| ways.join(" · "))
    }
}

//! `idp who-owns`: the answer, and why.

mod why;

use std::fmt::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use why::{ReasonItem, TenureItem};

use super::VERSION;
use super::csv::csv;
use super::{PlatformStamp, Style};
use crate::catalog::{Entity, EntityRefBuf, Ownership, Via};
use crate::count::Count;
use crate::index::CatalogSubset;
use crate::ops::{Answer, Handle, Hit, Match, Tenure, reasons};
use crate::printable::Printable;
use crate::source::Place;

/// The answers to one `idp who-owns`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp who-owns")]
pub struct WhoOwnsReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// What the answers come from; `platform` says more.
    pub catalog: CatalogStamp,
    /// One or more for each handle, in the order they were asked.
    pub results: Vec<WhoOwnsResult>,
}

/// Which catalog answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogStamp {
    /// The commit; null for a working directory.
    pub commit: Option<String>,
    /// When it was fetched, RFC 3339; null for what lies on this machine.
    pub fetched_at: Option<String>,
}

/// The answer for one entity, or that there is none.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WhoOwnsResult {
    /// The handle as it was typed.
    pub query: String,
    /// How it was understood: `url`, `ref`, `team`, `user`, `email`, `namespace`, `channel`, `image`, `name` or `path`.
    pub handle: &'static str,
    /// How a URL or a path led to the entity: by its `source-location`, by the nearest `catalog-file`, by `repository`, or
    /// by the `lock` of the clone.
    pub matched_by: Option<String>,
    /// Whether a path exists in this checkout; null for other handles.
    pub in_checkout: Option<bool>,
    /// The full ref of the entity; null when nothing is called so.
    pub entity: Option<String>,
    /// Whether Backstage rejects the document that defines the entity.
    pub rejected: bool,
    /// The full ref of the owner.
    pub owner: Option<String>,
    /// `group` or `user`.
    pub owner_kind: Option<String>,
    /// Whether the catalog has the owner; null where nobody is named.
    pub owner_in_catalog: Option<bool>,
    /// Where CODEOWNERS decided, the owner that the catalog gives to the entity.
    pub repository_owner: Option<String>,
    /// What decided: `spec.owner`, `self` for a group, or `CODEOWNERS`.
    pub via: Option<String>,
    /// The place that decided.
    pub source: Option<SourcePlace>,
    /// The owner and every team above it, nearest first.
    pub chain: Vec<String>,
    /// The teams directly above the owner; more than one is a mistake that `multiple-parents` reports.
    pub parents: Vec<String>,
    /// The people of the owning group.
    pub members: Vec<String>,
    /// Of a person who owns it, their teams; of a team that was asked for, the teams directly below.
    pub teams: Vec<String>,
    /// How much a team that was asked for owns.
    pub owns: Option<OwnedCount>,
    /// How to reach the owner.
    pub contacts: ContactList,
    /// The system it is part of.
    pub system: Option<String>,
    /// Such as `production`.
    pub lifecycle: Option<String>,
    /// Such as `service`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// Where its code is.
    pub repository: Option<String>,
    /// Its links.
    pub links: Vec<LinkItem>,
    /// The nearest names when nothing is called so.
    pub suggestions: Vec<String>,
    /// Every step that led to the answer; only with `--why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Vec<ReasonItem>>,
    /// Who owned it, newest first; only with `--history`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<TenureItem>>,
    #[serde(skip)]
    #[schemars(skip)]
    words: Words,
}

/// How many entities name a team as their owner.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnedCount {
    /// The team itself.
    pub direct: usize,
    /// The team, or a team below it at any depth.
    pub with_teams: usize,
}

/// A place in a file of the catalog.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SourcePlace {
    /// From the root of the platform repository.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// How to reach an owner.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactList {
    /// A channel, such as `#payments`.
    pub slack: Option<String>,
    /// An address.
    pub email: Option<String>,
    /// Where to find who is on call.
    pub on_call: Option<String>,
}

/// A link of an entity.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkItem {
    /// Where it leads.
    pub url: String,
    /// What it is.
    pub title: Option<String>,
}

/// What only the text says.
#[derive(Debug, Default)]
struct Words {
    name: String,
    owner_name: String,
    owner_title: Option<String>,
    owner_is_missing: bool,
    /// The people of the owning team, as text shows them.
    people: Vec<String>,
    shows_all_people: bool,
}

/// How many people the text names.
const SHOWN_PEOPLE: usize = 5;

impl fmt::Display for SourcePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl From<&Place> for SourcePlace {
    fn from(place: &Place) -> Self {
        let start = place.start();
        SourcePlace {
            file: place.file().to_owned(),
            line: start.line,
            column: start.column,
        }
    }
}

impl WhoOwnsReport {
    /// The report of `answers`.
    pub fn new(platform: PlatformStamp, excerpt: &CatalogSubset, answers: &[Answer<'_>]) -> Self {
        let results = answers
            .iter()
            .flat_map(|answer| results(excerpt, answer))
            .collect();
        let catalog = CatalogStamp {
            commit: platform.commit.clone(),
            fetched_at: platform.fetched_at.clone(),
        };
        WhoOwnsReport {
            schema_version: VERSION,
            platform,
            catalog,
            results,
        }
    }

    /// Adds every step that led to each of `answers`, which the report is of.
    pub fn explain(&mut self, answers: &[Answer<'_>]) {
        let hits = answers
            .iter()
            .flat_map(|answer| answer.hits.iter().map(move |hit| (answer, hit)));
        let found = self.results.iter_mut().filter(|result| result.is_answer());
        for (result, (answer, hit)) in found.zip(hits) {
            let reasons = reasons(answer, hit);
            result.why = Some(reasons.iter().map(ReasonItem::from).collect());
        }
    }

    /// Lets the text name everybody of a team, not just the first few.
    pub fn show_all_people(&mut self) {
        for result in &mut self.results {
            result.words.shows_all_people = true;
        }
    }

    /// Adds who owned `entity`, wherever it is an answer.
    pub fn remember(&mut self, entity: &Entity, tenures: &[Tenure]) {
        let full = entity.reference().to_string();
        let items: Vec<TenureItem> = tenures.iter().map(TenureItem::from).collect();
        let found = self
            .results
            .iter_mut()
            .filter(|result| result.entity.as_ref() == Some(&full));
        for result in found {
            result.history = Some(items.clone());
        }
    }

    /// One line for each answer, for spreadsheets.
    pub fn csv(&self) -> String {
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
        csv(
            &["query", "handle", "entity", "owner", "via", "file", "line"],
            rows,
        )
    }

    /// The answers for people; what was not found is left to the error.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&WhoOwnsResult> = None;
        for result in self.results.iter().filter(|result| result.is_answer()) {
            let goes_on = before.is_some_and(|before| result.is_another_owner(before));
            if before.is_some() && !goes_on {
                text.push('\n');
            }
            text.push_str(&result.text(goes_on));
            before = Some(result);
        }
        text
    }
}

/// The results of `answer`; its hits come in the same order.
fn results(excerpt: &CatalogSubset, answer: &Answer<'_>) -> Vec<WhoOwnsResult> {
    if answer.hits.is_empty() {
        return vec![WhoOwnsResult {
            suggestions: answer.suggestions.clone(),
            ..blank(&answer.query, answer.handle)
        }];
    }
    let results = answer.hits.iter().map(|hit| result(excerpt, answer, hit));
    results.collect()
}

fn result(excerpt: &CatalogSubset, answer: &Answer<'_>, hit: &Hit<'_>) -> WhoOwnsResult {
    let result = match hit.entity {
        Some(entity) => found(&answer.query, hit.handle, entity, &hit.ownership),
        None => owned(&answer.query, hit.handle, &hit.ownership),
    };
    let holdings = hit.holdings(excerpt);
    let person = hit.ownership.owner.filter(|owner| owner.is_a("user"));
    let teams = match (&holdings, person) {
        (Some(holdings), _) => holdings.teams.clone(),
        (None, Some(person)) => excerpt.catalog.related(person, "memberOf"),
        (None, None) => Vec::new(),
    };
    WhoOwnsResult {
        matched_by: hit.by.map(|by| by.name().to_owned()),
        in_checkout: (hit.handle == Handle::Path).then_some(hit.in_checkout),
        repository_owner: hit.repository_owner.as_ref().map(ToString::to_string),
        teams: teams
            .iter()
            .map(|team| team.reference().to_string())
            .collect(),
        owns: holdings.map(|holdings| OwnedCount {
            direct: holdings.own,
            with_teams: holdings.with_teams,
        }),
        ..result
    }
}

impl LinkItem {
    /// The links of `entity`.
    pub(super) fn of(entity: &Entity) -> Vec<LinkItem> {
        let links = entity.links().map(|link| LinkItem {
            url: link.url.text.to_owned(),
            title: link.title.map(str::to_owned),
        });
        links.collect()
    }
}

/// Who owns `entity`, which was asked for by its ref.
pub(super) fn owned_by(entity: &Entity, ownership: &Ownership<'_>) -> WhoOwnsResult {
    found(
        &entity.reference().to_string(),
        Handle::Ref,
        entity,
        ownership,
    )
}

fn blank(query: &str, handle: Handle) -> WhoOwnsResult {
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
        contacts: ContactList::default(),
        system: None,
        lifecycle: None,
        type_: None,
        repository: None,
        links: Vec::new(),
        suggestions: Vec::new(),
        why: None,
        history: None,
        words: Words::default(),
    }
}

fn owned(query: &str, handle: Handle, ownership: &Ownership<'_>) -> WhoOwnsResult {
    let owner = ownership.owner_ref.as_ref().map(EntityRefBuf::get);
    WhoOwnsResult {
        owner: owner.map(|owner| owner.to_string()),
        owner_kind: owner.map(|owner| owner.kind.to_lowercase()),
        owner_in_catalog: owner.map(|_| ownership.owner.is_some()),
        via: (owner.is_some() || ownership.via == Via::Codeowners)
            .then(|| ownership.via.name().to_owned()),
        source: ownership.place.as_ref().map(SourcePlace::from),
        chain: ownership.chain.iter().map(ToString::to_string).collect(),
        parents: ownership.parents.iter().map(ToString::to_string).collect(),
        members: ownership
            .members
            .iter()
            .map(|member| member.reference().to_string())
            .collect(),
        contacts: ContactList {
            slack: ownership.contacts.slack.clone(),
            email: ownership.contacts.email.clone(),
            on_call: ownership.contacts.on_call.clone(),
        },
        words: Words {
            name: query.to_owned(),
            owner_name: owner.map(|owner| owner.name.to_owned()).unwrap_or_default(),
            owner_title: ownership.owner.and_then(Entity::title).map(str::to_owned),
            owner_is_missing: ownership.owner.is_none(),
            people: ownership
                .members
                .iter()
                .map(|member| person(member))
                .collect(),
            shows_all_people: false,
        },
        ..blank(query, handle)
    }
}

fn found(query: &str, handle: Handle, entity: &Entity, ownership: &Ownership<'_>) -> WhoOwnsResult {
    let owned = owned(query, handle, ownership);
    WhoOwnsResult {
        entity: Some(entity.reference().to_string()),
        rejected: entity.is_rejected(),
        system: entity.system().map(|system| system.target.to_string()),
        lifecycle: entity
            .lifecycle()
            .map(|lifecycle| lifecycle.text.to_owned()),
        type_: entity.type_().map(|type_| type_.text.to_owned()),
        repository: entity.repository(),
        links: LinkItem::of(entity),
        words: Words {
            name: entity.name().to_owned(),
            ..owned.words
        },
        ..owned
    }
}

/// `ada (Ada Lovelace)`.
fn person(member: &Entity) -> String {
    match member.title() {
        Some(title) => format!("{} ({title})", member.name()),
        None => member.name().to_owned(),
    }
}

impl WhoOwnsResult {
    /// Whether the handle led somewhere.
    fn is_answer(&self) -> bool {
        self.entity.is_some() || self.via.is_some()
    }

    /// Whether it names one more owner of what `before` is about.
    fn is_another_owner(&self, before: &WhoOwnsResult) -> bool {
        let codeowners = Some(Via::Codeowners.name());
        self.via.as_deref() == codeowners
            && before.via.as_deref() == codeowners
            && self.query == before.query
            && self.entity == before.entity
    }

    /// `goes_on` leaves out what was shown with the owner before.
    fn text(&self, goes_on: bool) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: String| {
            let _ = writeln!(
                text,
                "{} {}",
                Style::Strong.of(format_args!("{label:<10}")),
                Printable(&value)
            );
        };
        if !goes_on {
            line(&Printable(&self.words.name).to_string(), self.identity());
        }
        line("owner", self.owner_line());
        let more = [
            ("people", self.people()),
            ("teams", self.teams()),
            ("owns", self.owns_line()),
            ("catalog", self.catalog_line()),
            ("reach", self.reach()),
        ];
        for (label, value) in more {
            if let Some(value) = value {
                line(label, value);
            }
        }
        match (&self.why, &self.source, &self.via) {
            (Some(why), ..) => why.iter().for_each(|reason| line("why", reason.words())),
            (None, Some(source), Some(via)) => line("why", format!("{source}  {via}{}", self.by())),
            _ => {}
        }
        for tenure in self.history.iter().flatten() {
            line("history", tenure.words());
        }
        text
    }

    /// How a place in a repository led to the entity, where that needs to be said.
    fn by(&self) -> String {
        let all = [Match::SourceLocation, Match::CatalogFile];
        let by = all
            .into_iter()
            .find(|by| self.matched_by.as_deref() == Some(by.name()));
        by.map(|by| format!(", {}", by.described()))
            .unwrap_or_default()
    }

    /// The people of the owning team: the first few, and how many more there are.
    fn people(&self) -> Option<String> {
        let people = &self.words.people;
        if people.is_empty() || self.owner_kind.as_deref() != Some("group") {
            return None;
        }
        let shown = if self.words.shows_all_people {
            people.len()
        } else {
            SHOWN_PEOPLE
        };
        let names = people.iter().take(shown).map(String::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        Some(match people.len().saturating_sub(shown) {
            0 => names,
            more => format!("{names} and {more} more (--all)"),
        })
    }

    fn teams(&self) -> Option<String> {
        (!self.teams.is_empty()).then(|| self.teams.join(", "))
    }

    /// `12 entities, 30 with its teams`.
    fn owns_line(&self) -> Option<String> {
        let OwnedCount { direct, with_teams } = self.owns.as_ref()?;
        let own = match direct {
            1 => "1 entity".to_owned(),
            direct => format!("{direct} entities"),
        };
        Some(if self.teams.is_empty() {
            own
        } else {
            format!("{own}, {with_teams} with its teams")
        })
    }

    /// What the catalog says where CODEOWNERS has no owner, or one that the catalog doesn't have.
    fn catalog_line(&self) -> Option<String> {
        let owner = self.repository_owner.as_ref()?;
        let entity = self.entity.as_ref()?;
        let settled = self.owner_in_catalog == Some(true);
        (!settled).then(|| format!("{entity} is owned by {owner}"))
    }

    pub(super) fn identity(&self) -> String {
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

    pub(super) fn owner_line(&self) -> String {
        let Words {
            owner_name,
            owner_title,
            owner_is_missing,
            ..
        } = &self.words;
        if self.owner.is_none() {
            return "nobody".to_owned();
        }
        if *owner_is_missing {
            return format!("{owner_name} · not in the catalog");
        }
        let title = owner_title
            .as_ref()
            .map(|title| format!(" ({title})"))
            .unwrap_or_default();
        if self.owner_kind.as_deref() == Some("user") {
            return format!("{owner_name}{title} · a person");
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
            Count(self.members.len(), "member")
        )
    }

    pub(super) fn reach(&self) -> Option<String> {
        let ContactList {
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

//! Who owns a repository: a file about it says so, CODEOWNERS does, or its last commits show it.

use super::clone_folder::HISTORY_LENGTH;
use super::description::{DescribedOwner, FoundText};
use super::facts::ImportedRepository;
use super::proposed_entity::Confidence;
use super::team_directory::{TeamDirectory, to_entity_name};
use crate::catalog::{CodeOwner, Codeowners, EntityRef, EntityRefBuf};
use crate::printable::escape_and_truncate;

/// A file name that no pattern names, so only the patterns for a whole folder match it.
const UNNAMED_FILE: &str = "idp-import-unnamed-file";
/// With fewer commits, the history says nothing about who owns a repository.
const MIN_COMMITS: usize = 3;

/// A team that the catalog lacks, as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewTeam {
    /// The name of its group.
    pub(super) name: String,
    /// Its name in the file, if that isn't a valid name of a group.
    pub(super) title: Option<String>,
    /// `acme/payments`, if it's a team on GitHub.
    pub(super) github_slug: Option<String>,
}

/// A team that may own a repository.
#[derive(Clone, Debug)]
pub(super) struct OwnerCandidate {
    pub(super) owner: EntityRefBuf,
    /// The team, if the catalog lacks it.
    pub(super) new_team: Option<NewTeam>,
    pub(super) confidence: Confidence,
    pub(super) evidence: String,
}

/// The teams that may own a repository, the most likely first, and what couldn't be resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnerSearch {
    pub(super) candidates: Vec<OwnerCandidate>,
    pub(super) unresolved: Vec<String>,
}

impl OwnerSearch {
    /// Searches for the owner of a folder of `repository` that `described` may name in a file.
    pub(super) fn search(
        repository: &ImportedRepository,
        folder: &str,
        described: Option<(&DescribedOwner, &str)>,
        directory: &TeamDirectory<'_>,
    ) -> OwnerSearch {
        let mut search = OwnerSearch::default();
        if let Some((owner, file)) = described {
            search.add_described_owner(owner, file, directory);
        }
        let commits = directory.count_commits(&repository.authors);
        search.add_code_owners(repository, folder, &commits, directory);
        search.add_main_author(repository, commits);
        search
    }

    /// The evidence for the first candidate, and what speaks for another one.
    pub(super) fn collect_evidence(&self) -> Vec<String> {
        let Some((first, others)) = self.candidates.split_first() else {
            return Vec::new();
        };
        let mut evidence = vec![first.evidence.clone()];
        for other in others {
            let reason = &other.evidence;
            evidence.push(if other.owner == first.owner {
                reason.clone()
            } else {
                format!("but {}: {reason}", short_owner_ref(&other.owner))
            });
        }
        evidence
    }

    fn add_described_owner(
        &mut self,
        owner: &DescribedOwner,
        file: &str,
        directory: &TeamDirectory<'_>,
    ) {
        let evidence = |found: &FoundText| found.format_evidence(file);
        match owner {
            DescribedOwner::Team(found) => match directory.find_group(&found.text) {
                Some(group) => self.add_known(group, Confidence::High, evidence(found)),
                None => match CodeOwner::parse(&found.text) {
                    Some(CodeOwner::Team { slug }) => {
                        self.add_unknown_team(&slug, evidence(found), directory);
                    }
                    _ => self.add_new_team(&found.text, None, evidence(found)),
                },
            },
            DescribedOwner::Person(found) => match directory.find_group_of_email(&found.text) {
                Some(group) => self.add_known(group, Confidence::Medium, evidence(found)),
                None => self.unresolved.push(format!(
                    "{}: {} is in no group, or in several",
                    evidence(found),
                    escape_and_truncate(&found.text)
                )),
            },
            DescribedOwner::OpaqueId(found) => self.unresolved.push(format!(
                "{}: the owner is an ID, not a name",
                evidence(found)
            )),
        }
    }

    fn add_code_owners(
        &mut self,
        repository: &ImportedRepository,
        folder: &str,
        commits: &[(EntityRefBuf, usize)],
        directory: &TeamDirectory<'_>,
    ) {
        let Some(source) = &repository.codeowners else {
            return;
        };
        let path = match folder {
            "" => UNNAMED_FILE.to_owned(),
            folder => format!("{folder}/{UNNAMED_FILE}"),
        };
        let Some(found) = Codeowners::parse(source).find_path_owners(&path, false) else {
            return;
        };
        let mut named = OwnerSearch::default();
        for (owner, place) in &found.owners {
            let line = format!("{} line {}", place.file_path(), place.start().line);
            named.add_code_owner(owner, line, directory);
        }
        // Of several teams, the one that works on the repository most comes first.
        let count = |group: &EntityRefBuf| commits.iter().find(|(one, _)| one == group);
        named.candidates.sort_by_key(|candidate| {
            std::cmp::Reverse(count(&candidate.owner).map_or(0, |(_, count)| *count))
        });
        if named.candidates.len() > 1 {
            for candidate in &mut named.candidates {
                candidate.confidence = Confidence::Medium;
            }
        }
        self.candidates.append(&mut named.candidates);
        self.unresolved.append(&mut named.unresolved);
    }

    /// Adds an owner that CODEOWNERS names in `line`, unless it was added before.
    fn add_code_owner(&mut self, owner: &CodeOwner, line: String, directory: &TeamDirectory<'_>) {
        let (confidence, evidence) = match owner {
            CodeOwner::Team { .. } => (Confidence::High, line),
            CodeOwner::User { login: person } | CodeOwner::Email { address: person } => (
                Confidence::Medium,
                format!("{line}: {}", escape_and_truncate(person)),
            ),
        };
        match (directory.find_group_of_code_owner(owner), owner) {
            (Some(group), _) => {
                if !self.candidates.iter().any(|one| one.owner == group) {
                    self.add_known(group, confidence, evidence);
                }
            }
            (None, CodeOwner::Team { slug }) => self.add_unknown_team(slug, evidence, directory),
            (None, _) => self
                .unresolved
                .push(format!("{evidence} is in no group, or in several")),
        }
    }

    /// Adds a team of CODEOWNERS that no group stands for. A team of another organisation isn't one of the platform's.
    fn add_unknown_team(&mut self, slug: &str, evidence: String, directory: &TeamDirectory<'_>) {
        let (organisation, team) = slug.split_once('/').unwrap_or(("", slug));
        let is_own = directory.is_own_organisation(organisation);
        let objection = directory.find_forge_objection(team);
        let shown = escape_and_truncate(slug);
        if let (true, Some(objection)) = (is_own, objection) {
            self.unresolved
                .push(format!("{evidence}: the team @{shown} {objection}"));
        } else if is_own {
            self.add_new_team(team, Some(slug), evidence);
        } else {
            self.unresolved.push(format!(
                "{evidence}: @{shown} is a team of another organisation"
            ));
        }
    }

    fn add_main_author(
        &mut self,
        repository: &ImportedRepository,
        commits: Vec<(EntityRefBuf, usize)>,
    ) {
        let all = repository.authors.len();
        let second = commits.get(1).map_or(0, |(_, count)| *count);
        let Some((group, count)) = commits.into_iter().next() else {
            return;
        };
        if count < MIN_COMMITS || count == second {
            return;
        }
        let confidence = if count * 2 >= all {
            Confidence::Medium
        } else {
            Confidence::Low
        };
        let last = if all == HISTORY_LENGTH { "last " } else { "" };
        self.add_known(
            group,
            confidence,
            format!("{count} of the {last}{all} commits"),
        );
    }

    fn add_known(&mut self, owner: EntityRefBuf, confidence: Confidence, evidence: String) {
        self.candidates.push(OwnerCandidate {
            owner,
            new_team: None,
            confidence,
            evidence,
        });
    }

    fn add_new_team(&mut self, team: &str, github_slug: Option<&str>, evidence: String) {
        let name = team.strip_prefix("group:").unwrap_or(team);
        let name = name.strip_prefix("default/").unwrap_or(name);
        let Some(group) = to_entity_name(name).map(|name| name.to_lowercase()) else {
            let team = escape_and_truncate(team);
            self.unresolved
                .push(format!("{evidence}: `{team}` can't be the name of a group"));
            return;
        };
        let reference = EntityRef {
            kind: "Group",
            namespace: "default",
            name: &group,
        };
        self.candidates.push(OwnerCandidate {
            owner: reference.to_owned_ref(),
            new_team: Some(NewTeam {
                title: (group != name).then(|| name.to_owned()),
                github_slug: github_slug.map(str::to_owned),
                name: group.clone(),
            }),
            confidence: Confidence::High,
            evidence,
        });
    }
}

/// The owner as people write it: `payments` for a group in the default namespace, else the full ref.
pub(super) fn short_owner_ref(owner: &EntityRefBuf) -> String {
    let reference = owner.as_entity_ref();
    if reference.is_of_kind("group") && reference.namespace == "default" {
        reference.name.to_owned()
    } else {
        owner.to_string()
    }
}

//! Generates a catalog of any size, with the same bytes on every machine: about 470 per entity. Every ref resolves, and
//! no rule reports a finding unless faults are injected.

/// The folders below `catalog/`, one for each kind.
pub(crate) const FOLDERS: [&str; 6] = [
    "groups",
    "users",
    "systems",
    "apis",
    "resources",
    "components",
];

/// The number of entities of each kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    teams: usize,
    users: usize,
    systems: usize,
    apis: usize,
    resources: usize,
    components: usize,
    /// One in this many components has an owner that doesn't exist; 0 for none.
    faulty: usize,
}

impl Shape {
    /// A catalog of `entities` entities, at least five.
    pub(crate) fn new(entities: usize) -> Shape {
        let part = |thousandths| entities * thousandths / 1_000;
        let (teams, users, systems) = (part(20).max(1), part(100), part(25).max(1));
        let (apis, resources) = (part(100).max(1), part(100).max(1));
        Shape {
            teams,
            users,
            systems,
            apis,
            resources,
            components: entities - teams - users - systems - apis - resources,
            faulty: 0,
        }
    }

    /// The same with a fault in every `step`-th component.
    pub(crate) fn with_faults(self, step: usize) -> Shape {
        Shape {
            faulty: step,
            ..self
        }
    }

    /// The name of some component.
    pub(crate) fn a_component(&self) -> String {
        format!("service-{}", self.components / 2)
    }

    /// The path and the text of that component's file.
    pub(crate) fn a_file(&self) -> (String, String) {
        let name = self.a_component();
        (
            path("components", &name),
            self.component(self.components / 2),
        )
    }

    /// Every entity: the path of its file and its text.
    pub(crate) fn entities(&self) -> impl Iterator<Item = (String, String)> {
        type Text = fn(&Shape, usize) -> String;
        let kinds: [(usize, &str, Text); 6] = [
            (self.teams, "team", Shape::team),
            (self.users, "user", Shape::user),
            (self.systems, "system", Shape::system),
            (self.apis, "api", Shape::api),
            (self.resources, "database", Shape::resource),
            (self.components, "service", Shape::component),
        ];
        FOLDERS
            .into_iter()
            .zip(kinds)
            .flat_map(move |(folder, (count, stem, text))| {
                (0..count).map(move |number| {
                    (
                        path(folder, &format!("{stem}-{number}")),
                        text(self, number),
                    )
                })
            })
    }

    fn team(&self, number: usize) -> String {
        // Each team has up to eight child teams; the first team is the root.
        let parent = match number {
            0 => String::new(),
            _ => format!("  parent: team-{}\n", (number - 1) / 8),
        };
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-{number}
  title: Team {number}
  description: Builds and runs a part of the shop, by day and by night
  annotations:
    github.com/team-slug: acme/team-{number}
  links:
    - url: https://acme.example/teams/team-{number}/on-call
      title: On call
spec:
  type: team
{parent}  children: []
  profile:
    displayName: Team {number}
    email: team-{number}@acme.example
"
        )
    }

    fn user(&self, number: usize) -> String {
        let team = number % self.teams;
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: User
metadata:
  name: user-{number}
  annotations:
    github.com/user-login: user-{number}
spec:
  profile:
    displayName: User Number {number}
    email: user-{number}@acme.example
  memberOf:
    - team-{team}
"
        )
    }

    fn system(&self, number: usize) -> String {
        let team = number % self.teams;
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: system-{number}
  title: System {number}
  description: What belongs together, and is changed together
  tags: [shop, core]
spec:
  owner: group:default/team-{team}
"
        )
    }

    fn api(&self, number: usize) -> String {
        let (team, system) = (number % self.teams, number % self.systems);
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: api-{number}
  description: What others may ask of service-{number}
  tags: [rest, internal]
spec:
  type: openapi
  lifecycle: production
  owner: team-{team}
  system: system-{system}
  definition: |
    openapi: 3.1.0
    info: {{title: api-{number}, version: 1.0.0}}
    paths:
      /orders/{{id}}:
        get: {{responses: {{'200': {{description: One order}}}}}}
"
        )
    }

    fn resource(&self, number: usize) -> String {
        let (team, system) = (number % self.teams, number % self.systems);
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: database-{number}
  description: Keeps what must not be lost
  labels:
    acme.example/tier: gold
  annotations:
    acme.example/cluster: main-{team}
spec:
  type: database
  owner: group:team-{team}
  system: system-{system}
"
        )
    }

    fn component(&self, number: usize) -> String {
        let (team, system) = (number % self.teams, number % self.systems);
        let owner = if self.faulty > 0 && number.is_multiple_of(self.faulty) {
            format!("taem-{team}")
        } else {
            format!("team-{team}")
        };
        let lifecycle = ["production", "experimental", "deprecated"][number % 3];
        let mut refs = format!(
            "  dependsOn:\n    - resource:default/database-{}\n",
            number % self.resources
        );
        // A component depends only on earlier ones, to avoid cycles.
        if number > 0 {
            refs.push_str(&format!("    - component:service-{}\n", number / 2));
        }
        if number < self.apis {
            refs.push_str(&format!("  providesApis: [api-{number}]\n"));
        }
        refs.push_str(&format!("  consumesApis: [api-{}]\n", number % self.apis));
        format!(
            "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: service-{number}
  description: Does one thing, number {number}, and does it well
  annotations:
    github.com/project-slug: acme/service-{number}
    backstage.io/source-location: url:https://github.com/acme/service-{number}/
  tags: [go, grpc]
  links:
    - url: https://acme.example/d/{number}
      title: Dashboard
spec:
  type: service
  lifecycle: {lifecycle}
  owner: {owner}
  system: system-{system}
{refs}"
        )
    }
}

fn path(folder: &str, name: &str) -> String {
    format!("catalog/{folder}/{name}.yaml")
}

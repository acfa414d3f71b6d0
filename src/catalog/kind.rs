//! The kinds Backstage knows, one table: which fields their `spec` has, of what type, and which are references.
//!
//! Source: the JSON schemas of catalog-model 1.10.3, `BuiltinKindsEntityProcessor` of catalog-backend 4.0.5 and the
//! scaffolder's entity model 2.4.0.

use std::sync::{Mutex, PoisonError};

use super::entity_ref::DEFAULT_NAMESPACE;

/// Which kinds there are, and which placeholders: those of a stock backend, and what its owners registered.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogModel {
    with_ai: bool,
    layer_kinds: &'static [EntityKind],
    placeholders: &'static [String],
}

impl CatalogModel {
    /// What a stock backend has.
    pub const BUILTIN: CatalogModel = CatalogModel {
        with_ai: false,
        layer_kinds: &[],
        placeholders: &[],
    };

    /// Also the kinds for AI: `AiResource`, and `API` of the type `mcp-server`.
    pub const WITH_AI: CatalogModel = CatalogModel {
        with_ai: true,
        ..CatalogModel::BUILTIN
    };

    /// Whether documents mean the same in both.
    pub(super) fn is_same(self, other: CatalogModel) -> bool {
        self.with_ai == other.with_ai
            && (self.layer_kinds.is_empty() && other.layer_kinds.is_empty()
                || std::ptr::eq(self.layer_kinds, other.layer_kinds))
            && self.placeholders == other.placeholders
    }

    pub(super) fn with_kinds(self, layers: &'static [EntityKind]) -> CatalogModel {
        CatalogModel {
            layer_kinds: layers,
            ..self
        }
    }

    /// The same with the placeholders `$name` for each of `names`.
    #[must_use]
    pub fn with_placeholders(self, names: &[String]) -> CatalogModel {
        static KNOWN: Mutex<Vec<&'static [String]>> = Mutex::new(Vec::new());
        if names.is_empty() {
            return self;
        }
        // A process reads few configurations and keeps each.
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|known| **known == names).copied();
        let placeholders = found.unwrap_or_else(|| {
            let kept: &'static [String] = names.to_vec().leak();
            known.push(kept);
            kept
        });
        CatalogModel {
            placeholders,
            ..self
        }
    }

    /// Whether an organisation added the placeholder `$name`.
    pub(super) fn declares_placeholder(self, name: &str) -> bool {
        self.placeholders.iter().any(|known| known == name)
    }

    /// The names of all kinds but those for AI.
    pub(super) fn kind_names(self) -> impl Iterator<Item = &'static str> {
        self.layer_kinds
            .iter()
            .chain(BUILTIN_KINDS)
            .map(|kind| kind.name)
    }
}

/// A kind of entity.
#[derive(Debug)]
pub struct EntityKind {
    /// As `kind:` must be written.
    pub name: &'static str,
    /// The value of `spec.type` it is of, where its fields depend on that.
    pub(super) spec_type: Option<&'static str>,
    /// The values of `apiVersion` it comes in.
    pub(super) api_versions: &'static [&'static str],
    /// Whether there must be a `spec`.
    pub(super) needs_spec: bool,
    /// The fields of `spec` that have a type.
    pub(super) fields: &'static [SpecField],
}

/// A field of `spec` or of an object in it.
#[derive(Debug)]
pub(super) struct SpecField {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) field_type: FieldType,
}

/// What a field may hold.
#[derive(Debug)]
pub(super) enum FieldType {
    /// A string that is not empty.
    NonEmptyText,
    /// Any string.
    AnyText,
    /// One of these strings.
    LocationEnum(&'static [&'static str]),
    /// Any string, or true or false.
    TextOrBool,
    /// A list of such.
    List(&'static FieldType),
    /// A list of at least one such.
    NonEmptyList(&'static FieldType),
    /// One of these words, of a kind that an organisation added.
    Enum(&'static [&'static str]),
    /// What is of this type.
    JsonType(&'static str),
    /// Whatever there is.
    Any,
    /// An object with these fields, and any others.
    Object(&'static [SpecField]),
    /// An object with these fields; all others are strings.
    ObjectOfText(&'static [SpecField]),
    /// An object with the first fields, or a list of objects with the second.
    ObjectOrList(&'static [SpecField], &'static [SpecField]),
    /// An entity ref.
    Ref(RefField),
    /// Entity refs.
    Refs(RefField),
    /// One entity ref or several; no schema looks at it, but its refs are read.
    LooseRefs(RefField),
    /// The same in a model layer: texts are refs, and everything else is left alone.
    ModelRefs(RefField),
}

impl FieldType {
    /// Whether it holds nothing but lists.
    pub(super) fn is_list(&self) -> bool {
        matches!(
            self,
            FieldType::List(_) | FieldType::NonEmptyList(_) | FieldType::Refs(_)
        )
    }
}

/// What a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefField {
    /// The field it stands in, such as `spec.owner`.
    pub path: &'static str,
    /// The kind of a ref that names none; `None` where the kind is mandatory.
    pub default_kind: Option<&'static str>,
    /// The kinds that make sense; empty for any.
    pub kinds: &'static [&'static str],
    /// Such as `ownedBy`.
    pub relation: &'static str,
    /// Such as `ownerOf`; empty where there is none.
    pub reverse: &'static str,
    /// Whether a ref to any other kind than `kinds` makes no relation.
    pub(super) enforces_kinds: bool,
    /// Whether a ref that says no namespace means `default`, and not that of its entity.
    pub(super) in_default_namespace: bool,
}

const fn ref_field(
    path: &'static str,
    kind: &'static str,
    kinds: &'static [&'static str],
    relation: &'static str,
    reverse: &'static str,
) -> RefField {
    RefField {
        path,
        default_kind: Some(kind),
        kinds,
        relation,
        reverse,
        enforces_kinds: false,
        in_default_namespace: false,
    }
}

const fn required_field(name: &'static str, shape: FieldType) -> SpecField {
    SpecField {
        name,
        required: true,
        field_type: shape,
    }
}

const fn optional_field(name: &'static str, shape: FieldType) -> SpecField {
    SpecField {
        name,
        required: false,
        field_type: shape,
    }
}

const OWNER: RefField = ref_field(
    "spec.owner",
    "Group",
    &["group", "user"],
    "ownedBy",
    "ownerOf",
);
const SYSTEM: RefField = ref_field("spec.system", "System", &["system"], "partOf", "hasPart");
const SUBCOMPONENT_OF: RefField = ref_field(
    "spec.subcomponentOf",
    "Component",
    &["component"],
    "partOf",
    "hasPart",
);
const DOMAIN: RefField = ref_field("spec.domain", "Domain", &["domain"], "partOf", "hasPart");
const SUBDOMAIN_OF: RefField = ref_field(
    "spec.subdomainOf",
    "Domain",
    &["domain"],
    "partOf",
    "hasPart",
);
const PROVIDES: RefField = ref_field(
    "spec.providesApis",
    "API",
    &["api"],
    "providesApi",
    "apiProvidedBy",
);
const CONSUMES: RefField = ref_field(
    "spec.consumesApis",
    "API",
    &["api"],
    "consumesApi",
    "apiConsumedBy",
);
const PARENT: RefField = ref_field("spec.parent", "Group", &["group"], "childOf", "parentOf");
const CHILDREN: RefField = ref_field("spec.children", "Group", &["group"], "parentOf", "childOf");
const MEMBERS: RefField = ref_field("spec.members", "User", &["user"], "hasMember", "memberOf");
const MEMBER_OF: RefField = ref_field(
    "spec.memberOf",
    "Group",
    &["group"],
    "memberOf",
    "hasMember",
);
const DEPENDS_ON: RefField = RefField {
    path: "spec.dependsOn",
    default_kind: None,
    kinds: &[],
    relation: "dependsOn",
    reverse: "dependencyOf",
    enforces_kinds: false,
    in_default_namespace: false,
};
const DEPENDENCY_OF: RefField = RefField {
    path: "spec.dependencyOf",
    default_kind: None,
    kinds: &[],
    relation: "dependencyOf",
    reverse: "dependsOn",
    enforces_kinds: false,
    in_default_namespace: false,
};

const PROFILE: &[SpecField] = &[
    optional_field("displayName", FieldType::NonEmptyText),
    optional_field("email", FieldType::NonEmptyText),
    optional_field("picture", FieldType::NonEmptyText),
];

const PERMISSIONS: SpecField = optional_field(
    "backstage:permissions",
    FieldType::Object(&[optional_field("tags", FieldType::List(&FieldType::AnyText))]),
);

const STEP: &[SpecField] = &[
    required_field("action", FieldType::AnyText),
    optional_field("id", FieldType::AnyText),
    optional_field("name", FieldType::AnyText),
    optional_field("input", FieldType::Object(&[])),
    optional_field("if", FieldType::TextOrBool),
    PERMISSIONS,
];

const OUTPUT_LINK: &[SpecField] = &[
    optional_field("if", FieldType::TextOrBool),
    optional_field("url", FieldType::NonEmptyText),
    optional_field("entityRef", FieldType::NonEmptyText),
    optional_field("title", FieldType::NonEmptyText),
    optional_field("icon", FieldType::NonEmptyText),
];

const OUTPUT_TEXT: &[SpecField] = &[
    optional_field("if", FieldType::TextOrBool),
    optional_field("title", FieldType::NonEmptyText),
    optional_field("icon", FieldType::NonEmptyText),
    optional_field("content", FieldType::AnyText),
];

const OUTPUT: &[SpecField] = &[
    optional_field("links", FieldType::List(&FieldType::Object(OUTPUT_LINK))),
    optional_field("text", FieldType::List(&FieldType::Object(OUTPUT_TEXT))),
];

const BUTTON_LABELS: &[SpecField] = &[
    optional_field("backButtonText", FieldType::AnyText),
    optional_field("createButtonText", FieldType::AnyText),
    optional_field("reviewButtonText", FieldType::AnyText),
];

const FORM_DECORATORS: FieldType = FieldType::List(&FieldType::Object(&[
    optional_field("id", FieldType::AnyText),
    optional_field("input", FieldType::Object(&[])),
]));

const TEMPLATE: &[SpecField] = &[
    optional_field("owner", FieldType::Ref(OWNER)),
    required_field("type", FieldType::NonEmptyText),
    optional_field("lifecycle", FieldType::NonEmptyText),
    optional_field(
        "parameters",
        FieldType::ObjectOrList(
            &[PERMISSIONS],
            &[PERMISSIONS, optional_field("when", FieldType::TextOrBool)],
        ),
    ),
    optional_field(
        "secrets",
        FieldType::Object(&[optional_field("schema", FieldType::Object(&[]))]),
    ),
    optional_field(
        "presentation",
        FieldType::Object(&[optional_field(
            "buttonLabels",
            FieldType::Object(BUTTON_LABELS),
        )]),
    ),
    optional_field(
        "EXPERIMENTAL_recovery",
        FieldType::Object(&[optional_field("EXPERIMENTAL_strategy", FieldType::AnyText)]),
    ),
    optional_field("formDecorators", FORM_DECORATORS),
    optional_field("EXPERIMENTAL_formDecorators", FORM_DECORATORS),
    required_field("steps", FieldType::List(&FieldType::Object(STEP))),
    optional_field("output", FieldType::ObjectOfText(OUTPUT)),
];

const CORE_API_VERSIONS: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];

/// Every kind a stock backend accepts.
pub(super) const BUILTIN_KINDS: &[EntityKind] = &[
    EntityKind {
        name: "Component",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("subcomponentOf", FieldType::Ref(SUBCOMPONENT_OF)),
            optional_field("providesApis", FieldType::Refs(PROVIDES)),
            optional_field("consumesApis", FieldType::Refs(CONSUMES)),
            optional_field("dependsOn", FieldType::Refs(DEPENDS_ON)),
            optional_field("dependencyOf", FieldType::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    EntityKind {
        name: "API",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            required_field("definition", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Resource",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("type", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("dependsOn", FieldType::Refs(DEPENDS_ON)),
            optional_field("dependencyOf", FieldType::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    EntityKind {
        name: "System",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("domain", FieldType::Ref(DOMAIN)),
            optional_field("type", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Domain",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("subdomainOf", FieldType::Ref(SUBDOMAIN_OF)),
            optional_field("type", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Group",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("type", FieldType::NonEmptyText),
            optional_field("profile", FieldType::Object(PROFILE)),
            optional_field("parent", FieldType::Ref(PARENT)),
            required_field("children", FieldType::Refs(CHILDREN)),
            optional_field("members", FieldType::Refs(MEMBERS)),
        ],
    },
    EntityKind {
        name: "User",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            optional_field("profile", FieldType::Object(PROFILE)),
            required_field("memberOf", FieldType::Refs(MEMBER_OF)),
        ],
    },
    EntityKind {
        name: "Location",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            // What a forge gives may name what forges give, and no file of the server.
            optional_field("type", FieldType::LocationEnum(&["url"])),
            optional_field("target", FieldType::NonEmptyText),
            optional_field("targets", FieldType::List(&FieldType::NonEmptyText)),
            optional_field(
                "presence",
                FieldType::LocationEnum(&["required", "optional"]),
            ),
        ],
    },
    EntityKind {
        name: "Template",
        spec_type: None,
        api_versions: &["scaffolder.backstage.io/v1beta3"],
        needs_spec: true,
        fields: TEMPLATE,
    },
];

const DEPENDS_ON_AI: RefField = ref_field(
    "spec.dependsOn",
    "AiResource",
    &["airesource"],
    "dependsOn",
    "dependencyOf",
);
const SKILLS: RefField = ref_field(
    "spec.skills",
    "AiResource",
    &["airesource"],
    "hasPart",
    "partOf",
);
const PLUGINS: RefField = ref_field(
    "spec.plugins",
    "AiResource",
    &["airesource"],
    "hasPart",
    "partOf",
);

const TEXTS: FieldType = FieldType::List(&FieldType::NonEmptyText);

const REMOTE: &[SpecField] = &[
    required_field("type", FieldType::NonEmptyText),
    required_field("url", FieldType::NonEmptyText),
];

/// The kinds for AI of catalog-model 1.10.1; those of a type stand before the one of any type.
const AI_KINDS: &[EntityKind] = &[
    EntityKind {
        name: "API",
        spec_type: Some("mcp-server"),
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            required_field(
                "remotes",
                FieldType::NonEmptyList(&FieldType::Object(REMOTE)),
            ),
            optional_field("system", FieldType::Ref(SYSTEM)),
        ],
    },
    ai_resource_kind(
        Some("skill"),
        &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("disciplines", TEXTS),
            optional_field("categories", TEXTS),
            optional_field("agents", TEXTS),
            optional_field("dependsOn", FieldType::Refs(DEPENDS_ON_AI)),
            optional_field("allowedTools", FieldType::NonEmptyText),
            optional_field("license", FieldType::NonEmptyText),
            optional_field("compatibility", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        Some("rule"),
        &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            required_field("category", FieldType::NonEmptyText),
            required_field("rationale", FieldType::NonEmptyText),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("disciplines", TEXTS),
        ],
    ),
    ai_resource_kind(
        Some("plugin"),
        &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            required_field("skills", FieldType::Refs(SKILLS)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("version", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        Some("marketplace"),
        &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            required_field("plugins", FieldType::Refs(PLUGINS)),
            optional_field("system", FieldType::Ref(SYSTEM)),
            optional_field("version", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        None,
        &[
            required_field("type", FieldType::NonEmptyText),
            required_field("lifecycle", FieldType::NonEmptyText),
            required_field("owner", FieldType::Ref(OWNER)),
            optional_field("system", FieldType::Ref(SYSTEM)),
        ],
    ),
];

const fn ai_resource_kind(
    of_type: Option<&'static str>,
    fields: &'static [SpecField],
) -> EntityKind {
    EntityKind {
        name: "AiResource",
        spec_type: of_type,
        api_versions: &["backstage.io/v1alpha1"],
        needs_spec: true,
        fields,
    }
}

/// Whether a stock backend knows a kind of this name, in whatever case it is written.
pub fn is_builtin_kind(name: &str) -> bool {
    BUILTIN_KINDS
        .iter()
        .any(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// Whether an entity of this kind, in whatever case it is written, must say who owns it.
pub fn kind_requires_owner(kind: &str) -> bool {
    let known = BUILTIN_KINDS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(kind));
    let mut fields = known.into_iter().flat_map(|known| known.fields);
    fields.any(|field| field.required && field.name == "owner")
}

/// The kinds that a stock backend knows.
pub fn builtin_kind_names() -> impl Iterator<Item = &'static str> {
    BUILTIN_KINDS.iter().map(|kind| kind.name)
}

impl RefField {
    /// The namespace of a ref that says none, in an entity of the namespace `own`.
    pub(super) fn default_namespace<'n>(&self, own: &'n str) -> &'n str {
        if self.in_default_namespace {
            DEFAULT_NAMESPACE
        } else {
            own
        }
    }
}

impl EntityKind {
    /// The names of its fields, in the order in which people write them.
    pub(super) fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }

    /// What the field of this name may hold.
    pub(super) fn field_type(&self, name: &str) -> Option<&'static FieldType> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&field.field_type)
    }

    /// The kind that is written exactly so, of this `spec.type`; Backstage tells cases apart here.
    pub(super) fn find(
        model: CatalogModel,
        name: &str,
        type_: Option<&str>,
    ) -> Option<&'static EntityKind> {
        EntityKind::all(model).find(|kind| kind.matches(name, type_))
    }

    /// The same in this `apiVersion`, if it comes in it.
    pub(super) fn find_for_api_version(
        model: CatalogModel,
        name: &str,
        type_: Option<&str>,
        version: &str,
    ) -> Option<&'static EntityKind> {
        let fits = |kind: &&'static EntityKind| {
            kind.matches(name, type_) && kind.api_versions.contains(&version)
        };
        EntityKind::all(model)
            .find(fits)
            .or_else(|| EntityKind::find(model, name, type_))
    }

    fn all(model: CatalogModel) -> impl Iterator<Item = &'static EntityKind> {
        let ai = AI_KINDS.iter().filter(move |_| model.with_ai);
        ai.chain(model.layer_kinds).chain(BUILTIN_KINDS)
    }

    fn matches(&self, name: &str, type_: Option<&str>) -> bool {
        self.name == name && (self.spec_type.is_none() || self.spec_type == type_)
    }

    /// The kind that is written exactly so in a stock backend.
    pub(super) fn find_builtin(name: &str) -> Option<&'static EntityKind> {
        EntityKind::find(CatalogModel::BUILTIN, name, None)
    }

    /// Whether a kind of this name is one of those for AI only.
    pub(super) fn is_ai_kind(name: &str) -> bool {
        name == "AiResource"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::RELATIONS;

    #[test]
    fn every_relation_of_a_field_is_in_the_list() {
        let fields = BUILTIN_KINDS.iter().flat_map(|kind| kind.fields);
        for field in fields {
            if let FieldType::Ref(meaning)
            | FieldType::Refs(meaning)
            | FieldType::LooseRefs(meaning) = &field.field_type
            {
                assert!(
                    RELATIONS.contains(&meaning.relation) && RELATIONS.contains(&meaning.reverse)
                );
            }
        }
    }
}

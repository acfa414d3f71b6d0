//! A table of the kinds that Backstage knows: the fields of their `spec`, the types of those fields, and which are
//! references.
//!
//! Source: the JSON schemas of catalog-model 1.10.3, `BuiltinKindsEntityProcessor` of catalog-backend 4.0.5 and the
//! scaffolder's entity model 2.4.0.

use std::sync::{Mutex, PoisonError};

use super::entity_ref::DEFAULT_NAMESPACE;

/// The available kinds and placeholders: those of a stock backend, and those that the organisation registered.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogModel {
    with_ai: bool,
    layer_kinds: &'static [EntityKind],
    placeholders: &'static [String],
}

impl CatalogModel {
    /// The model of a stock backend.
    pub const BUILTIN: CatalogModel = CatalogModel {
        with_ai: false,
        layer_kinds: &[],
        placeholders: &[],
    };

    /// The model of a stock backend with the kinds for AI: `AiResource`, and `API` of the type `mcp-server`.
    pub const WITH_AI: CatalogModel = CatalogModel {
        with_ai: true,
        ..CatalogModel::BUILTIN
    };

    /// Whether documents have the same meaning in both models.
    pub(super) fn is_same(self, other: CatalogModel) -> bool {
        self.with_ai == other.with_ai
            && (self.layer_kinds.is_empty() && other.layer_kinds.is_empty()
                || std::ptr::eq(self.layer_kinds, other.layer_kinds))
            && self.placeholders == other.placeholders
    }

    pub(super) fn with_layer_kinds(self, layers: &'static [EntityKind]) -> CatalogModel {
        CatalogModel {
            layer_kinds: layers,
            ..self
        }
    }

    /// The same model with the placeholders `$name` for each of `names`.
    #[must_use]
    pub fn with_placeholder_names(self, names: &[String]) -> CatalogModel {
        static KNOWN: Mutex<Vec<&'static [String]>> = Mutex::new(Vec::new());
        if names.is_empty() {
            return self;
        }
        // A process reads few configurations, so each is kept.
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

    /// Whether the organisation registered the placeholder `$name`.
    pub(super) fn declares_placeholder(self, name: &str) -> bool {
        self.placeholders.iter().any(|known| known == name)
    }

    /// The names of all kinds except those for AI.
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
    /// The exact spelling of `kind:`.
    pub name: &'static str,
    /// The value of `spec.type`, if its fields depend on the type.
    pub(super) spec_type: Option<&'static str>,
    /// The allowed values of `apiVersion`.
    pub(super) api_versions: &'static [&'static str],
    /// Whether `spec` is required.
    pub(super) needs_spec: bool,
    /// The typed fields of `spec`.
    pub(super) fields: &'static [SpecField],
}

/// A field of `spec` or of an object in it.
#[derive(Debug)]
pub(super) struct SpecField {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) field_type: FieldType,
}

/// The type of a field.
#[derive(Debug)]
pub(super) enum FieldType {
    /// A non-empty string.
    NonEmptyText,
    /// Any string.
    AnyText,
    /// One of these strings.
    LocationEnum(&'static [&'static str]),
    /// Any string, or a boolean.
    TextOrBool,
    /// A list of values of this type.
    List(&'static FieldType),
    /// A non-empty list of values of this type.
    NonEmptyList(&'static FieldType),
    /// One of these values, in a custom kind.
    Enum(&'static [&'static str]),
    /// Any value of this JSON type.
    JsonType(&'static str),
    /// Any value.
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
    /// One or more entity refs; no schema checks the field, but its refs are read.
    LooseRefs(RefField),
    /// The same in a model layer: strings are refs, and everything else is ignored.
    ModelRefs(RefField),
}

impl FieldType {
    /// Whether it only accepts lists.
    pub(super) fn is_list(&self) -> bool {
        matches!(
            self,
            FieldType::List(_) | FieldType::NonEmptyList(_) | FieldType::Refs(_)
        )
    }
}

/// The meaning of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefField {
    /// The field, such as `spec.owner`.
    pub path: &'static str,
    /// The default kind of a ref; `None` if the kind is required.
    pub default_kind: Option<&'static str>,
    /// The valid kinds; empty for any.
    pub kinds: &'static [&'static str],
    /// The relation, such as `ownedBy`.
    pub relation: &'static str,
    /// The reverse relation, such as `ownerOf`; empty if none.
    pub reverse: &'static str,
    /// Whether a ref to a kind outside `kinds` creates no relation.
    pub(super) enforces_kinds: bool,
    /// Whether a ref without a namespace is in `default` instead of its entity's namespace.
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

const fn new_required_spec_field(name: &'static str, shape: FieldType) -> SpecField {
    SpecField {
        name,
        required: true,
        field_type: shape,
    }
}

const fn optional_spec_field(name: &'static str, shape: FieldType) -> SpecField {
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
    optional_spec_field("displayName", FieldType::NonEmptyText),
    optional_spec_field("email", FieldType::NonEmptyText),
    optional_spec_field("picture", FieldType::NonEmptyText),
];

const PERMISSIONS: SpecField = optional_spec_field(
    "backstage:permissions",
    FieldType::Object(&[optional_spec_field(
        "tags",
        FieldType::List(&FieldType::AnyText),
    )]),
);

const STEP: &[SpecField] = &[
    new_required_spec_field("action", FieldType::AnyText),
    optional_spec_field("id", FieldType::AnyText),
    optional_spec_field("name", FieldType::AnyText),
    optional_spec_field("input", FieldType::Object(&[])),
    optional_spec_field("if", FieldType::TextOrBool),
    PERMISSIONS,
];

const OUTPUT_LINK: &[SpecField] = &[
    optional_spec_field("if", FieldType::TextOrBool),
    optional_spec_field("url", FieldType::NonEmptyText),
    optional_spec_field("entityRef", FieldType::NonEmptyText),
    optional_spec_field("title", FieldType::NonEmptyText),
    optional_spec_field("icon", FieldType::NonEmptyText),
];

const OUTPUT_TEXT: &[SpecField] = &[
    optional_spec_field("if", FieldType::TextOrBool),
    optional_spec_field("title", FieldType::NonEmptyText),
    optional_spec_field("icon", FieldType::NonEmptyText),
    optional_spec_field("content", FieldType::AnyText),
];

const OUTPUT: &[SpecField] = &[
    optional_spec_field("links", FieldType::List(&FieldType::Object(OUTPUT_LINK))),
    optional_spec_field("text", FieldType::List(&FieldType::Object(OUTPUT_TEXT))),
];

const BUTTON_LABELS: &[SpecField] = &[
    optional_spec_field("backButtonText", FieldType::AnyText),
    optional_spec_field("createButtonText", FieldType::AnyText),
    optional_spec_field("reviewButtonText", FieldType::AnyText),
];

const FORM_DECORATORS: FieldType = FieldType::List(&FieldType::Object(&[
    optional_spec_field("id", FieldType::AnyText),
    optional_spec_field("input", FieldType::Object(&[])),
]));

const TEMPLATE: &[SpecField] = &[
    optional_spec_field("owner", FieldType::Ref(OWNER)),
    new_required_spec_field("type", FieldType::NonEmptyText),
    optional_spec_field("lifecycle", FieldType::NonEmptyText),
    optional_spec_field(
        "parameters",
        FieldType::ObjectOrList(
            &[PERMISSIONS],
            &[
                PERMISSIONS,
                optional_spec_field("when", FieldType::TextOrBool),
            ],
        ),
    ),
    optional_spec_field(
        "secrets",
        FieldType::Object(&[optional_spec_field("schema", FieldType::Object(&[]))]),
    ),
    optional_spec_field(
        "presentation",
        FieldType::Object(&[optional_spec_field(
            "buttonLabels",
            FieldType::Object(BUTTON_LABELS),
        )]),
    ),
    optional_spec_field(
        "EXPERIMENTAL_recovery",
        FieldType::Object(&[optional_spec_field(
            "EXPERIMENTAL_strategy",
            FieldType::AnyText,
        )]),
    ),
    optional_spec_field("formDecorators", FORM_DECORATORS),
    optional_spec_field("EXPERIMENTAL_formDecorators", FORM_DECORATORS),
    new_required_spec_field("steps", FieldType::List(&FieldType::Object(STEP))),
    optional_spec_field("output", FieldType::ObjectOfText(OUTPUT)),
];

const CORE_API_VERSIONS: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];

/// Every kind that a stock backend accepts.
pub(super) const BUILTIN_KINDS: &[EntityKind] = &[
    EntityKind {
        name: "Component",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("subcomponentOf", FieldType::Ref(SUBCOMPONENT_OF)),
            optional_spec_field("providesApis", FieldType::Refs(PROVIDES)),
            optional_spec_field("consumesApis", FieldType::Refs(CONSUMES)),
            optional_spec_field("dependsOn", FieldType::Refs(DEPENDS_ON)),
            optional_spec_field("dependencyOf", FieldType::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    EntityKind {
        name: "API",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            new_required_spec_field("definition", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Resource",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("dependsOn", FieldType::Refs(DEPENDS_ON)),
            optional_spec_field("dependencyOf", FieldType::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    EntityKind {
        name: "System",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("domain", FieldType::Ref(DOMAIN)),
            optional_spec_field("type", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Domain",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("subdomainOf", FieldType::Ref(SUBDOMAIN_OF)),
            optional_spec_field("type", FieldType::NonEmptyText),
        ],
    },
    EntityKind {
        name: "Group",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            optional_spec_field("profile", FieldType::Object(PROFILE)),
            optional_spec_field("parent", FieldType::Ref(PARENT)),
            new_required_spec_field("children", FieldType::Refs(CHILDREN)),
            optional_spec_field("members", FieldType::Refs(MEMBERS)),
        ],
    },
    EntityKind {
        name: "User",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            optional_spec_field("profile", FieldType::Object(PROFILE)),
            new_required_spec_field("memberOf", FieldType::Refs(MEMBER_OF)),
        ],
    },
    EntityKind {
        name: "Location",
        spec_type: None,
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            // A Location from a forge may only name URLs, not files on the server.
            optional_spec_field("type", FieldType::LocationEnum(&["url"])),
            optional_spec_field("target", FieldType::NonEmptyText),
            optional_spec_field("targets", FieldType::List(&FieldType::NonEmptyText)),
            optional_spec_field(
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
    new_required_spec_field("type", FieldType::NonEmptyText),
    new_required_spec_field("url", FieldType::NonEmptyText),
];

/// The kinds for AI of catalog-model 1.10.1; kinds with a type come before the one for any type.
const AI_KINDS: &[EntityKind] = &[
    EntityKind {
        name: "API",
        spec_type: Some("mcp-server"),
        api_versions: CORE_API_VERSIONS,
        needs_spec: true,
        fields: &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            new_required_spec_field(
                "remotes",
                FieldType::NonEmptyList(&FieldType::Object(REMOTE)),
            ),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
        ],
    },
    ai_resource_kind(
        Some("skill"),
        &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("disciplines", TEXTS),
            optional_spec_field("categories", TEXTS),
            optional_spec_field("agents", TEXTS),
            optional_spec_field("dependsOn", FieldType::Refs(DEPENDS_ON_AI)),
            optional_spec_field("allowedTools", FieldType::NonEmptyText),
            optional_spec_field("license", FieldType::NonEmptyText),
            optional_spec_field("compatibility", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        Some("rule"),
        &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            new_required_spec_field("category", FieldType::NonEmptyText),
            new_required_spec_field("rationale", FieldType::NonEmptyText),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("disciplines", TEXTS),
        ],
    ),
    ai_resource_kind(
        Some("plugin"),
        &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            new_required_spec_field("skills", FieldType::Refs(SKILLS)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("version", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        Some("marketplace"),
        &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            new_required_spec_field("plugins", FieldType::Refs(PLUGINS)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
            optional_spec_field("version", FieldType::NonEmptyText),
        ],
    ),
    ai_resource_kind(
        None,
        &[
            new_required_spec_field("type", FieldType::NonEmptyText),
            new_required_spec_field("lifecycle", FieldType::NonEmptyText),
            new_required_spec_field("owner", FieldType::Ref(OWNER)),
            optional_spec_field("system", FieldType::Ref(SYSTEM)),
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

/// Whether a stock backend has a kind of this name, ignoring case.
pub fn is_builtin_kind(name: &str) -> bool {
    BUILTIN_KINDS
        .iter()
        .any(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// Whether this kind, ignoring case, requires an owner.
pub fn kind_requires_owner(kind: &str) -> bool {
    let known = BUILTIN_KINDS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(kind));
    let mut fields = known.into_iter().flat_map(|known| known.fields);
    fields.any(|field| field.required && field.name == "owner")
}

/// The names of the kinds in a stock backend.
pub fn builtin_kind_names() -> impl Iterator<Item = &'static str> {
    BUILTIN_KINDS.iter().map(|kind| kind.name)
}

impl RefField {
    /// The default namespace of a ref in an entity of the namespace `own`.
    pub(super) fn default_namespace<'n>(&self, own: &'n str) -> &'n str {
        if self.in_default_namespace {
            DEFAULT_NAMESPACE
        } else {
            own
        }
    }
}

/// The fields that Backstage defines in the `spec` of `kind`; none for an unknown kind.
pub fn builtin_spec_fields(kind: &str) -> Vec<&'static str> {
    EntityKind::find_builtin(kind).map_or_else(Vec::new, |kind| kind.field_names())
}

impl EntityKind {
    /// The names of its fields, in their conventional order.
    pub(super) fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }

    /// The type of the field with this name.
    pub(super) fn field_type(&self, name: &str) -> Option<&'static FieldType> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&field.field_type)
    }

    /// Finds a kind by its exact name and `spec.type`; Backstage is case-sensitive here.
    pub(super) fn find(
        model: CatalogModel,
        name: &str,
        type_: Option<&str>,
    ) -> Option<&'static EntityKind> {
        EntityKind::all_in_model(model).find(|kind| kind.matches_name_and_type(name, type_))
    }

    /// The same for this `apiVersion`, if the kind supports it.
    pub(super) fn find_for_api_version(
        model: CatalogModel,
        name: &str,
        type_: Option<&str>,
        version: &str,
    ) -> Option<&'static EntityKind> {
        let fits = |kind: &&'static EntityKind| {
            kind.matches_name_and_type(name, type_) && kind.api_versions.contains(&version)
        };
        EntityKind::all_in_model(model)
            .find(fits)
            .or_else(|| EntityKind::find(model, name, type_))
    }

    fn all_in_model(model: CatalogModel) -> impl Iterator<Item = &'static EntityKind> {
        let ai = AI_KINDS.iter().filter(move |_| model.with_ai);
        ai.chain(model.layer_kinds).chain(BUILTIN_KINDS)
    }

    fn matches_name_and_type(&self, name: &str, type_: Option<&str>) -> bool {
        self.name == name && (self.spec_type.is_none() || self.spec_type == type_)
    }

    /// Finds a kind of a stock backend by its exact name.
    pub(super) fn find_builtin(name: &str) -> Option<&'static EntityKind> {
        EntityKind::find(CatalogModel::BUILTIN, name, None)
    }

    /// Whether this kind exists only for AI.
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

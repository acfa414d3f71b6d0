//! The kinds Backstage knows, one table: which fields their `spec` has, of what type, and which are references.
//!
//! Source: the JSON schemas of catalog-model 1.10.3, `BuiltinKindsEntityProcessor` of catalog-backend 4.0.5 and the
//! scaffolder's entity model 2.4.0.

use std::sync::{Mutex, PoisonError};

use super::reference::NAMESPACE;

/// Which kinds there are, and which placeholders: those of a stock backend, and what its owners registered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Model {
    ai: bool,
    layers: &'static [Kind],
    placeholders: &'static [String],
}

impl Model {
    /// What a stock backend has.
    pub const STOCK: Model = Model {
        ai: false,
        layers: &[],
        placeholders: &[],
    };

    /// Also the kinds for AI: `AiResource`, and `API` of the type `mcp-server`.
    pub const WITH_AI: Model = Model {
        ai: true,
        ..Model::STOCK
    };

    pub(super) fn with_kinds(self, layers: &'static [Kind]) -> Model {
        Model { layers, ..self }
    }

    /// The same with the placeholders `$name` for each of `names`.
    #[must_use]
    pub fn with_placeholders(self, names: &[String]) -> Model {
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
        Model {
            placeholders,
            ..self
        }
    }

    /// Whether an organisation added the placeholder `$name`.
    pub(super) fn has_placeholder(self, name: &str) -> bool {
        self.placeholders.iter().any(|known| known == name)
    }

    /// The names of all kinds but those for AI.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        self.layers.iter().chain(KINDS).map(|kind| kind.name)
    }
}

/// A kind of entity.
#[derive(Debug)]
pub struct Kind {
    /// As `kind:` must be written.
    pub name: &'static str,
    /// The value of `spec.type` it is of, where its fields depend on that.
    pub(super) of_type: Option<&'static str>,
    /// The values of `apiVersion` it comes in.
    pub(super) versions: &'static [&'static str],
    /// Whether there must be a `spec`.
    pub(super) needs_spec: bool,
    /// The fields of `spec` that have a type.
    pub(super) fields: &'static [Field],
}

/// A field of `spec` or of an object in it.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

/// What a field may hold.
#[derive(Debug)]
pub(super) enum Shape {
    /// A string that is not empty.
    Text,
    /// Any string.
    AnyText,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Any string, or true or false.
    TextOrBool,
    /// A list of such.
    List(&'static Shape),
    /// A list of at least one such.
    FilledList(&'static Shape),
    /// One of these words, of a kind that an organisation added.
    Word(&'static [&'static str]),
    /// What is of this type.
    Of(&'static str),
    /// Whatever there is.
    Anything,
    /// An object with these fields, and any others.
    Object(&'static [Field]),
    /// An object with these fields; all others are strings.
    ObjectOfText(&'static [Field]),
    /// An object with the first fields, or a list of objects with the second.
    ObjectOrList(&'static [Field], &'static [Field]),
    /// An entity ref.
    Ref(RefField),
    /// Entity refs.
    Refs(RefField),
    /// One entity ref or several; no schema looks at it, but its refs are read.
    LooseRefs(RefField),
    /// The same in a model layer: texts are refs, and everything else is left alone.
    ModelRefs(RefField),
}

impl Shape {
    /// Whether it holds nothing but lists.
    pub(super) fn is_list(&self) -> bool {
        matches!(self, Shape::List(_) | Shape::FilledList(_) | Shape::Refs(_))
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
    pub(super) is_strict: bool,
    /// Whether a ref that says no namespace means `default`, and not that of its entity.
    pub(super) in_default_namespace: bool,
}

const fn reference(
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
        is_strict: false,
        in_default_namespace: false,
    }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        required: true,
        shape,
    }
}

const fn optional(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        required: false,
        shape,
    }
}

const OWNER: RefField = reference(
    "spec.owner",
    "Group",
    &["group", "user"],
    "ownedBy",
    "ownerOf",
);
const SYSTEM: RefField = reference("spec.system", "System", &["system"], "partOf", "hasPart");
const SUBCOMPONENT_OF: RefField = reference(
    "spec.subcomponentOf",
    "Component",
    &["component"],
    "partOf",
    "hasPart",
);
const DOMAIN: RefField = reference("spec.domain", "Domain", &["domain"], "partOf", "hasPart");
const SUBDOMAIN_OF: RefField = reference(
    "spec.subdomainOf",
    "Domain",
    &["domain"],
    "partOf",
    "hasPart",
);
const PROVIDES: RefField = reference(
    "spec.providesApis",
    "API",
    &["api"],
    "providesApi",
    "apiProvidedBy",
);
const CONSUMES: RefField = reference(
    "spec.consumesApis",
    "API",
    &["api"],
    "consumesApi",
    "apiConsumedBy",
);
const PARENT: RefField = reference("spec.parent", "Group", &["group"], "childOf", "parentOf");
const CHILDREN: RefField = reference("spec.children", "Group", &["group"], "parentOf", "childOf");
const MEMBERS: RefField = reference("spec.members", "User", &["user"], "hasMember", "memberOf");
const MEMBER_OF: RefField = reference(
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
    is_strict: false,
    in_default_namespace: false,
};
const DEPENDENCY_OF: RefField = RefField {
    path: "spec.dependencyOf",
    default_kind: None,
    kinds: &[],
    relation: "dependencyOf",
    reverse: "dependsOn",
    is_strict: false,
    in_default_namespace: false,
};

const PROFILE: &[Field] = &[
    optional("displayName", Shape::Text),
    optional("email", Shape::Text),
    optional("picture", Shape::Text),
];

const PERMISSIONS: Field = optional(
    "backstage:permissions",
    Shape::Object(&[optional("tags", Shape::List(&Shape::AnyText))]),
);

const STEP: &[Field] = &[
    required("action", Shape::AnyText),
    optional("id", Shape::AnyText),
    optional("name", Shape::AnyText),
    optional("input", Shape::Object(&[])),
    optional("if", Shape::TextOrBool),
    PERMISSIONS,
];

const OUTPUT_LINK: &[Field] = &[
    optional("if", Shape::TextOrBool),
    optional("url", Shape::Text),
    optional("entityRef", Shape::Text),
    optional("title", Shape::Text),
    optional("icon", Shape::Text),
];

const OUTPUT_TEXT: &[Field] = &[
    optional("if", Shape::TextOrBool),
    optional("title", Shape::Text),
    optional("icon", Shape::Text),
    optional("content", Shape::AnyText),
];

const OUTPUT: &[Field] = &[
    optional("links", Shape::List(&Shape::Object(OUTPUT_LINK))),
    optional("text", Shape::List(&Shape::Object(OUTPUT_TEXT))),
];

const BUTTON_LABELS: &[Field] = &[
    optional("backButtonText", Shape::AnyText),
    optional("createButtonText", Shape::AnyText),
    optional("reviewButtonText", Shape::AnyText),
];

const FORM_DECORATORS: Shape = Shape::List(&Shape::Object(&[
    optional("id", Shape::AnyText),
    optional("input", Shape::Object(&[])),
]));

const TEMPLATE: &[Field] = &[
    optional("owner", Shape::Ref(OWNER)),
    required("type", Shape::Text),
    optional("lifecycle", Shape::Text),
    optional(
        "parameters",
        Shape::ObjectOrList(
            &[PERMISSIONS],
            &[PERMISSIONS, optional("when", Shape::TextOrBool)],
        ),
    ),
    optional(
        "secrets",
        Shape::Object(&[optional("schema", Shape::Object(&[]))]),
    ),
    optional(
        "presentation",
        Shape::Object(&[optional("buttonLabels", Shape::Object(BUTTON_LABELS))]),
    ),
    optional(
        "EXPERIMENTAL_recovery",
        Shape::Object(&[optional("EXPERIMENTAL_strategy", Shape::AnyText)]),
    ),
    optional("formDecorators", FORM_DECORATORS),
    optional("EXPERIMENTAL_formDecorators", FORM_DECORATORS),
    required("steps", Shape::List(&Shape::Object(STEP))),
    optional("output", Shape::ObjectOfText(OUTPUT)),
];

const CORE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];

/// Every kind a stock backend accepts.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "Component",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            optional("system", Shape::Ref(SYSTEM)),
            optional("subcomponentOf", Shape::Ref(SUBCOMPONENT_OF)),
            optional("providesApis", Shape::Refs(PROVIDES)),
            optional("consumesApis", Shape::Refs(CONSUMES)),
            optional("dependsOn", Shape::Refs(DEPENDS_ON)),
            optional("dependencyOf", Shape::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    Kind {
        name: "API",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            optional("system", Shape::Ref(SYSTEM)),
            required("definition", Shape::Text),
        ],
    },
    Kind {
        name: "Resource",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("type", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            optional("system", Shape::Ref(SYSTEM)),
            optional("dependsOn", Shape::Refs(DEPENDS_ON)),
            optional("dependencyOf", Shape::LooseRefs(DEPENDENCY_OF)),
        ],
    },
    Kind {
        name: "System",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("owner", Shape::Ref(OWNER)),
            optional("domain", Shape::Ref(DOMAIN)),
            optional("type", Shape::Text),
        ],
    },
    Kind {
        name: "Domain",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("owner", Shape::Ref(OWNER)),
            optional("subdomainOf", Shape::Ref(SUBDOMAIN_OF)),
            optional("type", Shape::Text),
        ],
    },
    Kind {
        name: "Group",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("type", Shape::Text),
            optional("profile", Shape::Object(PROFILE)),
            optional("parent", Shape::Ref(PARENT)),
            required("children", Shape::Refs(CHILDREN)),
            optional("members", Shape::Refs(MEMBERS)),
        ],
    },
    Kind {
        name: "User",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            optional("profile", Shape::Object(PROFILE)),
            required("memberOf", Shape::Refs(MEMBER_OF)),
        ],
    },
    Kind {
        name: "Location",
        of_type: None,
        versions: CORE,
        needs_spec: true,
        fields: &[
            // What a forge gives may name what forges give, and no file of the server.
            optional("type", Shape::OneOf(&["url"])),
            optional("target", Shape::Text),
            optional("targets", Shape::List(&Shape::Text)),
            optional("presence", Shape::OneOf(&["required", "optional"])),
        ],
    },
    Kind {
        name: "Template",
        of_type: None,
        versions: &["scaffolder.backstage.io/v1beta3"],
        needs_spec: true,
        fields: TEMPLATE,
    },
];

const DEPENDS_ON_AI: RefField = reference(
    "spec.dependsOn",
    "AiResource",
    &["airesource"],
    "dependsOn",
    "dependencyOf",
);
const SKILLS: RefField = reference(
    "spec.skills",
    "AiResource",
    &["airesource"],
    "hasPart",
    "partOf",
);
const PLUGINS: RefField = reference(
    "spec.plugins",
    "AiResource",
    &["airesource"],
    "hasPart",
    "partOf",
);

const TEXTS: Shape = Shape::List(&Shape::Text);

const REMOTE: &[Field] = &[required("type", Shape::Text), required("url", Shape::Text)];

/// The kinds for AI of catalog-model 1.10.1; those of a type stand before the one of any type.
const AI_KINDS: &[Kind] = &[
    Kind {
        name: "API",
        of_type: Some("mcp-server"),
        versions: CORE,
        needs_spec: true,
        fields: &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            required("remotes", Shape::FilledList(&Shape::Object(REMOTE))),
            optional("system", Shape::Ref(SYSTEM)),
        ],
    },
    ai_resource(
        Some("skill"),
        &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            optional("system", Shape::Ref(SYSTEM)),
            optional("disciplines", TEXTS),
            optional("categories", TEXTS),
            optional("agents", TEXTS),
            optional("dependsOn", Shape::Refs(DEPENDS_ON_AI)),
            optional("allowedTools", Shape::Text),
            optional("license", Shape::Text),
            optional("compatibility", Shape::Text),
        ],
    ),
    ai_resource(
        Some("rule"),
        &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            required("category", Shape::Text),
            required("rationale", Shape::Text),
            optional("system", Shape::Ref(SYSTEM)),
            optional("disciplines", TEXTS),
        ],
    ),
    ai_resource(
        Some("plugin"),
        &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            required("skills", Shape::Refs(SKILLS)),
            optional("system", Shape::Ref(SYSTEM)),
            optional("version", Shape::Text),
        ],
    ),
    ai_resource(
        Some("marketplace"),
        &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            required("plugins", Shape::Refs(PLUGINS)),
            optional("system", Shape::Ref(SYSTEM)),
            optional("version", Shape::Text),
        ],
    ),
    ai_resource(
        None,
        &[
            required("type", Shape::Text),
            required("lifecycle", Shape::Text),
            required("owner", Shape::Ref(OWNER)),
            optional("system", Shape::Ref(SYSTEM)),
        ],
    ),
];

const fn ai_resource(of_type: Option<&'static str>, fields: &'static [Field]) -> Kind {
    Kind {
        name: "AiResource",
        of_type,
        versions: &["backstage.io/v1alpha1"],
        needs_spec: true,
        fields,
    }
}

/// Whether a stock backend knows a kind of this name, in whatever case it is written.
pub fn is_known_kind(name: &str) -> bool {
    KINDS
        .iter()
        .any(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// Whether an entity of this kind, in whatever case it is written, must say who owns it.
pub fn needs_an_owner(kind: &str) -> bool {
    let known = KINDS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(kind));
    let mut fields = known.into_iter().flat_map(|known| known.fields);
    fields.any(|field| field.required && field.name == "owner")
}

/// The kinds that a stock backend knows.
pub fn kind_names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.name)
}

impl RefField {
    /// The namespace of a ref that says none, in an entity of the namespace `own`.
    pub(super) fn namespace<'n>(&self, own: &'n str) -> &'n str {
        match self.in_default_namespace {
            true => NAMESPACE,
            false => own,
        }
    }
}

impl Kind {
    /// The names of its fields, in the order in which people write them.
    pub(super) fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }

    /// What the field of this name may hold.
    pub(super) fn shape(&self, name: &str) -> Option<&'static Shape> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&field.shape)
    }

    /// The kind that is written exactly so, of this `spec.type`; Backstage tells cases apart here.
    pub(super) fn find(model: Model, name: &str, type_: Option<&str>) -> Option<&'static Kind> {
        Kind::all(model).find(|kind| kind.is(name, type_))
    }

    /// The same in this `apiVersion`, if it comes in it.
    pub(super) fn find_in(
        model: Model,
        name: &str,
        type_: Option<&str>,
        version: &str,
    ) -> Option<&'static Kind> {
        let fits = |kind: &&'static Kind| kind.is(name, type_) && kind.versions.contains(&version);
        Kind::all(model)
            .find(fits)
            .or_else(|| Kind::find(model, name, type_))
    }

    fn all(model: Model) -> impl Iterator<Item = &'static Kind> {
        let ai = AI_KINDS.iter().filter(move |_| model.ai);
        ai.chain(model.layers).chain(KINDS)
    }

    fn is(&self, name: &str, type_: Option<&str>) -> bool {
        self.name == name && (self.of_type.is_none() || self.of_type == type_)
    }

    /// The kind that is written exactly so in a stock backend.
    pub(super) fn stock(name: &str) -> Option<&'static Kind> {
        Kind::find(Model::STOCK, name, None)
    }

    /// Whether a kind of this name is one of those for AI only.
    pub(super) fn is_for_ai(name: &str) -> bool {
        name == "AiResource"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::RELATIONS;

    #[test]
    fn every_relation_of_a_field_is_in_the_list() {
        let fields = KINDS.iter().flat_map(|kind| kind.fields);
        for field in fields {
            if let Shape::Ref(meaning) | Shape::Refs(meaning) | Shape::LooseRefs(meaning) =
                &field.shape
            {
                assert!(
                    RELATIONS.contains(&meaning.relation) && RELATIONS.contains(&meaning.reverse)
                );
            }
        }
    }
}

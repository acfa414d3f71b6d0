//! The kinds Backstage knows, one table: which fields their `spec` has, of what type, and which are references.
//!
//! Source: the JSON schemas of catalog-model 1.10.3, `BuiltinKindsEntityProcessor` of catalog-backend 4.0.5 and the
//! scaffolder's entity model 2.4.0.

/// Which kinds there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// Those that a stock backend accepts.
    #[default]
    Stock,
    /// Also those for AI, which a backend accepts where its owners registered them: `AiResource`, and `API` of the type
    /// `mcp-server`.
    WithAi,
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
}

/// What a reference means.
#[derive(Debug, PartialEq, Eq)]
pub struct RefField {
    /// The field it stands in, such as `spec.owner`.
    pub path: &'static str,
    /// The kind of a ref that names none; `None` where the kind is mandatory.
    pub default_kind: Option<&'static str>,
    /// The kinds that make sense; empty for any.
    pub kinds: &'static [&'static str],
    /// Such as `ownedBy`.
    pub relation: &'static str,
    /// Such as `ownerOf`.
    pub reverse: &'static str,
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
};
const DEPENDENCY_OF: RefField = RefField {
    path: "spec.dependencyOf",
    default_kind: None,
    kinds: &[],
    relation: "dependencyOf",
    reverse: "dependsOn",
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
        fields: &[
            optional("profile", Shape::Object(PROFILE)),
            required("memberOf", Shape::Refs(MEMBER_OF)),
        ],
    },
    Kind {
        name: "Location",
        of_type: None,
        versions: CORE,
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
        let ai = AI_KINDS.iter().filter(|_| model == Model::WithAi);
        let fits = |kind: &&'static Kind| {
            kind.name == name && (kind.of_type.is_none() || kind.of_type == type_)
        };
        ai.chain(KINDS).find(fits)
    }

    /// The kind that is written exactly so in a stock backend.
    pub(super) fn stock(name: &str) -> Option<&'static Kind> {
        Kind::find(Model::Stock, name, None)
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

//! Golden templates: render a tree of files from a manifest, layers and input values. Rendering is a pure function: no
//! clock, no environment, no network, no hooks.

mod answers;
mod backup;
mod blob_id;
mod built_in_values;
mod compile;
mod condition;
mod consistency;
mod delivery;
mod embedded;
mod encode;
mod environment;
mod feature;
mod file_format;
mod file_tree;
mod forge_requirements;
mod input;
mod input_spec;
mod layer_requirements;
mod layer_requirements_spec;
mod layers;
mod line_endings;
mod lint;
mod load;
mod lock_file;
mod lock_reader;
mod lock_writer;
mod manifest;
mod manifest_location;
mod merged;
mod name;
mod name_or_object;
mod opt_out;
mod pack;
mod pack_directory;
mod pattern_sample;
mod placement;
mod rel_path;
mod render;
mod schema;
mod scope;
mod service_route;
#[allow(clippy::module_inception, reason = "the main type of the module")]
mod template;
mod template_copy;
mod template_digest;
mod template_files;
mod test_case;
mod unclosed_tag;
mod validated_strings;
mod workflow_file;

pub use answers::{AnswerError, Answers, RawAnswer};
pub use backup::BackupConfig;
pub use blob_id::GitBlobId;
pub use built_in_values::{BuiltInValues, OwnerTemplateValues};
pub use delivery::{Architectures, ImageDeliveryConfig, ImageRegistry, RunnerLabels};
pub use encode::{shell_quote, shell_quote_path};
pub use environment::{
    DatabaseConfig, DeploymentApprovalPolicy, DeploymentEnvironments, Environment,
    NAMESPACE_VARIABLE, SecretStoreScope, WorkflowVariableName,
};
pub use feature::Feature;
pub use file_tree::{FileClass, RenderedFile, RenderedFileTree};
pub use forge_requirements::RequiredRepositorySettings;
pub use input::{InputKind, InputValue, TemplateInput};
pub use layer_requirements_spec::{LayerInputRequirement, LayerRequirements};
pub use layers::UsedLayer;
pub use lint::lint_template;
pub use lock_file::{LockFile, LockFileEntry, LockFileRepository, LockedTemplate};
pub use lock_reader::{CurrentOrLegacyLockFile, LegacyLockFile, LegacyLockedTemplate};
pub use manifest::TemplateComponentSpec;
pub use merged::{MergeConflict, MergedFile, three_way_merge_by_keys};
pub use name::{ServiceDescriptionText, ServiceName, parse_template_name};
pub use opt_out::OptOut;
pub use pack::{
    MAX_TEMPLATE_FILE_SIZE, TEMPLATE_MANIFEST_FILE, TEST_CASE_FILE, TESTS_FOLDER, TemplatePack,
    TemplatePackFile,
};
pub use rel_path::RelPath;
pub use render::{
    NewRepositoryDirectory, render_next_steps, render_template,
    resolve_required_repository_settings, validate_rendered_tree,
};
pub use schema::{build_layer_schema, build_template_schema, build_test_case_schema};
pub use service_route::ServiceRoute;
pub use template::{PLATFORM_TEMPLATE, Template};
pub use template_digest::TemplateDigest;
pub use test_case::TemplateTestCase;
pub use validated_strings::KubernetesName;

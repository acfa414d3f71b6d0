//! What `idp` does, one operation to a file. Nothing here prints, reads the environment or knows a flag;
//! people are asked through [`Prompter`](crate::prompt::Prompter), progress goes to a callback.

mod approval;
mod catalog;
mod doctor;
mod new;
mod publish;
mod rebase;
mod register;
mod staging;
mod template;
mod who_owns;

pub use catalog::{
    Agree, Applied, Asked, CatalogEdit, Changed, Difference, EditContext, EditTarget, EntityFilter,
    FieldChange, Filter, Fix, Formatting, Graph, GraphNode, Judgement, Lack, Most, NewDocument,
    Proposal, Rewrite, Route, Set, Skipped, Texts, Validation, apply_edit, assignments,
    check_links, conditions, difference, documents, find as find_entities, fixes, format_paths,
    format_platform, graph, home_of, plan_edit, propose, relation_named, search, tops, unowned,
    validate_found, validate_lost_platform, validate_paths, validate_platform, validate_staged,
    what_to_try, write_rewrites,
};
pub use doctor::{
    Check, Finding, Orphans, of_approval, of_cluster, of_forge, of_images, of_machine, of_platform,
    strays,
};
pub use new::{
    Abandoned, Created, Given, Plan, PlanContext, Progress, Request, RunContext, Setting, Step,
    StepDone, abandon, apply, asked_forge, check_given, directory_of, inputs, interview,
    is_committed, order, plan, resume,
};
pub use publish::FileChange;
pub use rebase::{Rebased, rebase};
pub use register::{Change, Registered};
pub use staging::Waiting;
pub use template::{
    Content, Mismatch, Started, Tested, home as template_home, start as start_template,
    test as test_templates,
};
pub use who_owns::{
    Answer, Handle, Hit, Match, QueryOrigin, Reason, Tenure, clone_of, excerpt, history, reasons,
    who_owns, with_nearest,
};

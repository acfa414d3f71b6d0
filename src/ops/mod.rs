//! What `idp` does, one operation to a file. Nothing here prints, reads the environment or knows a flag;
//! people are asked through [`Prompter`](crate::prompt::Prompter), progress goes to a callback.

mod catalog;
mod clock;
mod new;
mod platform;
mod random;
mod register;
mod who_owns;

pub use catalog::{
    Asked, Changed, Difference, FieldChange, Filter, Fix, Graph, GraphNode, Lack, Route,
    Validation, Wanted, difference, find as find_entities, fixes, graph, relation_named, search,
    tops, unowned, validate_paths, validate_platform,
};
pub use clock::Clock;
pub use new::{
    Created, Given, Plan, Progress, Request, Setting, Site, Step, StepDone, World, apply,
    interview, plan,
};
pub use platform::{
    Config, Destination, External, FILE, Forge, Fresh, Home, Layout, Lookup, Platform,
    Registration, Snapshot, find,
};
pub use random::run_id;
pub use register::{Change, Registered};
pub use who_owns::{Answer, Handle, Hit, Reason, Standpoint, Tenure, history, reasons, who_owns};

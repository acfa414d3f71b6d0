//! The names of effects in the journal. Runs on disk have them too, so a name never changes.

pub(super) const COMMIT: &str = "commit";
pub(super) const CREATE: &str = "create";
pub(super) const PUSH: &str = "push";
pub(super) const SETTINGS: &str = "settings of the repository";
pub(super) const REGISTER: &str = "register";
pub(super) const DEPLOY: &str = "first deploy";
pub(super) const PLACE: &str = "place";

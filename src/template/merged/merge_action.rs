//! What becomes of a key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::MergeConflict;

/// What becomes of a key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum MergeAction {
    /// It stays as the team has it.
    KeepOurs,
    /// It becomes what the template says now, or goes.
    TakeTheirs,
    /// Each key of the object becomes something of its own; all others stay. So does how the object is written, also where
    /// the team changed nothing else of it.
    MergeKeys(BTreeMap<String, MergeAction>),
}

/// A value of three documents: as the template had it, as it has it, as the team has it.
pub(super) type ThreeWayValues<'j> = (Option<&'j Json>, Option<&'j Json>, Option<&'j Json>);

/// What becomes of the value that `path` leads to.
pub(super) fn plan_merge(
    (base, theirs, ours): ThreeWayValues<'_>,
    path: &mut Vec<String>,
    conflicts: &mut Vec<MergeConflict>,
) -> MergeAction {
    if theirs == base || ours == theirs {
        return MergeAction::KeepOurs;
    }
    let is_object = |value: Option<&Json>| value.is_some_and(Json::is_object);
    let can_look_into = is_object(ours) && is_object(theirs);
    if ours == base && !can_look_into {
        return MergeAction::TakeTheirs;
    }
    // An object of the template's that is gone may have keys of the team's.
    let is_dropped = is_object(ours) && is_object(base) && theirs.is_none();
    if !can_look_into && !is_dropped {
        conflicts.push(MergeConflict {
            key: path.clone(),
            base: base.cloned(),
            theirs: theirs.cloned(),
            ours: ours.cloned(),
        });
        return MergeAction::KeepOurs;
    }
    let steps = collect_template_keys(base, theirs).into_iter().map(|key| {
        path.push(key.clone());
        let step = plan_merge(
            lookup_three_way_key((base, theirs, ours), key),
            path,
            conflicts,
        );
        path.pop();
        (key.clone(), step)
    });
    MergeAction::MergeKeys(steps.collect())
}

/// The keys that the template has or had.
fn collect_template_keys<'j>(
    base: Option<&'j Json>,
    theirs: Option<&'j Json>,
) -> BTreeSet<&'j String> {
    let objects = [base, theirs].into_iter().flatten();
    objects
        .filter_map(Json::as_object)
        .flat_map(Map::keys)
        .collect()
}

fn lookup_three_way_key<'j>(
    (base, theirs, ours): ThreeWayValues<'j>,
    key: &str,
) -> ThreeWayValues<'j> {
    let get = |value: Option<&'j Json>| value.and_then(|value| value.get(key));
    (get(base), get(theirs), get(ours))
}

impl MergeAction {
    /// What the value comes to.
    pub(super) fn merged_value(&self, theirs: Option<&Json>, ours: Option<&Json>) -> Option<Json> {
        let steps = match self {
            MergeAction::KeepOurs => return ours.cloned(),
            MergeAction::TakeTheirs => return theirs.cloned(),
            MergeAction::MergeKeys(steps) => steps,
        };
        let mut object = ours.and_then(Json::as_object).cloned().unwrap_or_default();
        for (key, step) in steps {
            let get = |value: Option<&Json>| value.and_then(|value| value.get(key)).cloned();
            match step.merged_value(get(theirs).as_ref(), get(ours).as_ref()) {
                Some(value) => drop(object.insert(key.clone(), value)),
                None => drop(object.remove(key)),
            }
        }
        // An object of the template's that is gone leaves nothing behind but what is the team's.
        let is_left = theirs.is_some() || !object.is_empty();
        is_left.then_some(Json::Object(object))
    }

    /// Every change as a conflict, besides those there are.
    pub(super) fn to_conflicts(
        &self,
        three: ThreeWayValues<'_>,
        known: Vec<MergeConflict>,
    ) -> Vec<MergeConflict> {
        let mut conflicts = known;
        self.collect_conflicts(three, &mut Vec::new(), &mut conflicts);
        conflicts
    }

    fn collect_conflicts(
        &self,
        three: ThreeWayValues<'_>,
        path: &mut Vec<String>,
        conflicts: &mut Vec<MergeConflict>,
    ) {
        match self {
            MergeAction::KeepOurs => {}
            MergeAction::TakeTheirs => conflicts.push(MergeConflict {
                key: path.clone(),
                base: three.0.cloned(),
                theirs: three.1.cloned(),
                ours: three.2.cloned(),
            }),
            MergeAction::MergeKeys(steps) => {
                for (key, step) in steps {
                    path.push(key.clone());
                    step.collect_conflicts(lookup_three_way_key(three, key), path, conflicts);
                    path.pop();
                }
            }
        }
    }
}

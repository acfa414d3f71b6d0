//! Decides what to do with each key of a merge.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::MergeConflict;

/// What to do with a key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum KeyMergeAction {
    /// Keep the team's value.
    KeepOurs,
    /// Take the value of the new render, or remove the key.
    TakeTheirs,
    /// Merge the keys of the object one by one; all others stay. The notation of the object stays too, even if the team
    /// changed nothing else in it.
    MergeKeys(BTreeMap<String, KeyMergeAction>),
}

/// A value in the three documents: previous render, new render, and the team's file.
pub(super) type ThreeWayValues<'j> = (Option<&'j Json>, Option<&'j Json>, Option<&'j Json>);

/// What to do with the value at `path`.
pub(super) fn plan_three_way_value_merge(
    (base, theirs, ours): ThreeWayValues<'_>,
    path: &mut Vec<String>,
    conflicts: &mut Vec<MergeConflict>,
) -> KeyMergeAction {
    if theirs == base || ours == theirs {
        return KeyMergeAction::KeepOurs;
    }
    let is_object = |value: Option<&Json>| value.is_some_and(Json::is_object);
    let can_look_into = is_object(ours) && is_object(theirs);
    if ours == base && !can_look_into {
        return KeyMergeAction::TakeTheirs;
    }
    // An object that the template removed can still have keys of the team.
    let is_dropped = is_object(ours) && is_object(base) && theirs.is_none();
    if !can_look_into && !is_dropped {
        conflicts.push(MergeConflict {
            key: path.clone(),
            base: base.cloned(),
            theirs: theirs.cloned(),
            ours: ours.cloned(),
        });
        return KeyMergeAction::KeepOurs;
    }
    let steps = collect_base_and_theirs_keys(base, theirs)
        .into_iter()
        .map(|key| {
            path.push(key.clone());
            let step = plan_three_way_value_merge(
                lookup_three_way_key((base, theirs, ours), key),
                path,
                conflicts,
            );
            path.pop();
            (key.clone(), step)
        });
    KeyMergeAction::MergeKeys(steps.collect())
}

/// The keys of the previous and the new render.
fn collect_base_and_theirs_keys<'j>(
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

impl KeyMergeAction {
    /// The value after the merge.
    pub(super) fn merged_value(&self, theirs: Option<&Json>, ours: Option<&Json>) -> Option<Json> {
        let steps = match self {
            KeyMergeAction::KeepOurs => return ours.cloned(),
            KeyMergeAction::TakeTheirs => return theirs.cloned(),
            KeyMergeAction::MergeKeys(steps) => steps,
        };
        let mut object = ours.and_then(Json::as_object).cloned().unwrap_or_default();
        for (key, step) in steps {
            let get = |value: Option<&Json>| value.and_then(|value| value.get(key)).cloned();
            match step.merged_value(get(theirs).as_ref(), get(ours).as_ref()) {
                Some(value) => drop(object.insert(key.clone(), value)),
                None => drop(object.remove(key)),
            }
        }
        // Of an object that the template removed, only the team's keys remain.
        let is_left = theirs.is_some() || !object.is_empty();
        is_left.then_some(Json::Object(object))
    }

    /// Turns every change into a conflict, in addition to the existing ones.
    pub(super) fn changes_as_conflicts(
        &self,
        three: ThreeWayValues<'_>,
        known: Vec<MergeConflict>,
    ) -> Vec<MergeConflict> {
        let mut conflicts = known;
        self.collect_changes_as_conflicts(three, &mut Vec::new(), &mut conflicts);
        conflicts
    }

    fn collect_changes_as_conflicts(
        &self,
        three: ThreeWayValues<'_>,
        path: &mut Vec<String>,
        conflicts: &mut Vec<MergeConflict>,
    ) {
        match self {
            KeyMergeAction::KeepOurs => {}
            KeyMergeAction::TakeTheirs => conflicts.push(MergeConflict {
                key: path.clone(),
                base: three.0.cloned(),
                theirs: three.1.cloned(),
                ours: three.2.cloned(),
            }),
            KeyMergeAction::MergeKeys(steps) => {
                for (key, step) in steps {
                    path.push(key.clone());
                    step.collect_changes_as_conflicts(
                        lookup_three_way_key(three, key),
                        path,
                        conflicts,
                    );
                    path.pop();
                }
            }
        }
    }
}

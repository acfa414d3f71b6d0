//! What becomes of a key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::Conflict;

/// What becomes of a key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// It stays as the team has it.
    Keep,
    /// It becomes what the template says now, or goes.
    Take,
    /// Each key of the object becomes something of its own; all others stay. So does how the object is written, also where
    /// the team changed nothing else of it.
    Into(BTreeMap<String, Step>),
}

/// A value of three documents: as the template had it, as it has it, as the team has it.
pub(super) type Three<'j> = (Option<&'j Json>, Option<&'j Json>, Option<&'j Json>);

/// What becomes of the value that `path` leads to.
pub(super) fn step(
    (base, theirs, ours): Three<'_>,
    path: &mut Vec<String>,
    conflicts: &mut Vec<Conflict>,
) -> Step {
    if theirs == base || ours == theirs {
        return Step::Keep;
    }
    let is_object = |value: Option<&Json>| value.is_some_and(Json::is_object);
    let can_look_into = is_object(ours) && is_object(theirs);
    if ours == base && !can_look_into {
        return Step::Take;
    }
    // An object of the template's that is gone may have keys of the team's.
    let is_dropped = is_object(ours) && is_object(base) && theirs.is_none();
    if !can_look_into && !is_dropped {
        conflicts.push(Conflict {
            key: path.clone(),
            base: base.cloned(),
            theirs: theirs.cloned(),
            ours: ours.cloned(),
        });
        return Step::Keep;
    }
    let steps = managed(base, theirs).into_iter().map(|key| {
        path.push(key.clone());
        let step = step(below((base, theirs, ours), key), path, conflicts);
        path.pop();
        (key.clone(), step)
    });
    Step::Into(steps.collect())
}

/// The keys that the template has or had.
fn managed<'j>(base: Option<&'j Json>, theirs: Option<&'j Json>) -> BTreeSet<&'j String> {
    let objects = [base, theirs].into_iter().flatten();
    objects
        .filter_map(Json::as_object)
        .flat_map(Map::keys)
        .collect()
}

fn below<'j>((base, theirs, ours): Three<'j>, key: &str) -> Three<'j> {
    let get = |value: Option<&'j Json>| value.and_then(|value| value.get(key));
    (get(base), get(theirs), get(ours))
}

impl Step {
    /// What the value comes to.
    pub(super) fn apply(&self, theirs: Option<&Json>, ours: Option<&Json>) -> Option<Json> {
        let steps = match self {
            Step::Keep => return ours.cloned(),
            Step::Take => return theirs.cloned(),
            Step::Into(steps) => steps,
        };
        let mut object = ours.and_then(Json::as_object).cloned().unwrap_or_default();
        for (key, step) in steps {
            let get = |value: Option<&Json>| value.and_then(|value| value.get(key)).cloned();
            match step.apply(get(theirs).as_ref(), get(ours).as_ref()) {
                Some(value) => drop(object.insert(key.clone(), value)),
                None => drop(object.remove(key)),
            }
        }
        // An object of the template's that is gone leaves nothing behind but what is the team's.
        let is_left = theirs.is_some() || !object.is_empty();
        is_left.then_some(Json::Object(object))
    }

    /// Every change as a conflict, besides those there are.
    pub(super) fn as_conflicts(&self, three: Three<'_>, known: Vec<Conflict>) -> Vec<Conflict> {
        let mut conflicts = known;
        self.collect(three, &mut Vec::new(), &mut conflicts);
        conflicts
    }

    fn collect(&self, three: Three<'_>, path: &mut Vec<String>, conflicts: &mut Vec<Conflict>) {
        match self {
            Step::Keep => {}
            Step::Take => conflicts.push(Conflict {
                key: path.clone(),
                base: three.0.cloned(),
                theirs: three.1.cloned(),
                ours: three.2.cloned(),
            }),
            Step::Into(steps) => {
                for (key, step) in steps {
                    path.push(key.clone());
                    step.collect(below(three, key), path, conflicts);
                    path.pop();
                }
            }
        }
    }
}

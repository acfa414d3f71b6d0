//! Carries a plan out, step by step. What this run made is taken back when a later step fails.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use git2::Oid;

use super::directory::Draft;
use super::plan::{BRANCH, Plan};
use super::step::{Progress, Step, StepDone};
use crate::count::Count;
use crate::error::{Error, Kind, Result};
use crate::forge::Forge;
use crate::git::{FirstCommit, Identity, Service};
use crate::ops::Clock;
use crate::ops::platform::Fresh;
use crate::ops::publish::{Effort, Outcome};
use crate::ops::register::{Entry, Registered, register};

/// What a run acts on, and whom it tells.
pub struct World<'a> {
    /// Who makes the repository.
    pub forge: &'a dyn Forge,
    /// The platform's tip and the way to add to it.
    pub platform: &'a mut Fresh,
    /// In whose name commits are made.
    pub identity: &'a Identity,
    /// The name of this run, for the trailers of its commits.
    pub run: &'a str,
    /// The one clock.
    pub clock: Clock,
    /// Set when the user wants it to stop; the call in flight is finished.
    pub stop: &'a AtomicBool,
    /// Hears of every step.
    pub progress: &'a mut dyn FnMut(Progress<'_>),
}

/// A service that exists now.
#[derive(Clone, Debug)]
pub struct Created {
    /// The first commit, which is the pristine render.
    pub commit: String,
    /// Where the entity went.
    pub registered: Registered,
    /// Every step, in order.
    pub steps: Vec<StepDone>,
}

/// Carries `plan` out; `checked` is how long it took to make it, which is the first step.
///
/// # Errors
/// Whatever stopped it, after what this run made was taken back; hints name what could not be, or must not be.
pub fn apply(plan: &Plan, checked: Duration, world: &mut World<'_>) -> Result<Created> {
    let mut run = Run {
        plan,
        world,
        steps: Vec::new(),
        undo: Undo::default(),
    };
    match run.go(checked) {
        Ok((commit, registered)) => Ok(Created {
            commit: commit.to_string(),
            registered,
            steps: run.steps,
        }),
        Err(error) => Err(run.take_back(error)),
    }
}

struct Run<'r, 'w> {
    plan: &'r Plan,
    world: &'r mut World<'w>,
    steps: Vec<StepDone>,
    undo: Undo,
}

/// What this run made and nobody else has seen yet.
#[derive(Default)]
struct Undo {
    draft: Option<Draft>,
    repository: bool,
    commit: Option<Oid>,
}

impl Undo {
    fn draft(&mut self) -> Result<&mut Draft> {
        self.draft
            .as_mut()
            .ok_or_else(|| Error::usage("nothing was rendered"))
    }
}

impl Run<'_, '_> {
    fn go(&mut self, checked: Duration) -> Result<(Oid, Registered)> {
        let plan = self.plan;
        self.done(Step::Check, check_detail(plan), checked);
        self.step(Step::Render, |run| run.render())?;
        let commit = self.step(Step::Commit, |run| run.commit())?;
        self.step(Step::Create, |run| run.create())?;
        self.step(Step::Push, |run| run.push(commit))?;
        let registered = self.step(Step::Register, |run| run.register())?;
        self.place()?;
        Ok((commit, registered))
    }

    fn step<T>(
        &mut self,
        step: Step,
        work: impl FnOnce(&mut Self) -> Result<(T, String)>,
    ) -> Result<T> {
        if self.world.stop.load(Ordering::Relaxed) {
            return Err(Error::new(
                Kind::Interrupted,
                format!("interrupted before {}", step.name()),
            ));
        }
        (self.world.progress)(Progress::Started(step));
        let began = Instant::now();
        let (value, detail) = work(self).map_err(|error| self.seen(step, error))?;
        self.done(step, detail, began.elapsed());
        Ok(value)
    }

    /// Ctrl-C reaches a git that the terminal sees, too: what it then fails at is no fault.
    fn seen(&self, step: Step, error: Error) -> Error {
        match self.world.stop.load(Ordering::Relaxed) {
            true => error.hints().iter().fold(
                Error::new(Kind::Interrupted, format!("interrupted in {}", step.name())),
                |interrupted, hint| interrupted.hint(hint),
            ),
            false => error,
        }
    }

    fn done(&mut self, step: Step, detail: String, elapsed: Duration) {
        let done = StepDone {
            step,
            detail,
            elapsed,
        };
        (self.world.progress)(Progress::Done(&done));
        self.steps.push(done);
    }

    fn render(&mut self) -> Result<((), String)> {
        let draft = Draft::new(&self.plan.directory)?;
        let path = draft.path();
        self.undo.draft = Some(draft);
        self.plan.tree.write(&path)?;
        Ok(((), Count(self.plan.tree.files().len(), "file").to_string()))
    }

    fn commit(&mut self) -> Result<(Oid, String)> {
        let message = self.message();
        let draft = self.undo.draft()?;
        let service = Service::init(&draft.path(), BRANCH)?;
        service.set_origin(&self.plan.repository)?;
        let first = FirstCommit {
            message: &message,
            identity: self.world.identity,
            date: self.world.clock.commit_date(),
        };
        let files = self.plan.tree.files().iter();
        let id = service.commit_all(
            files.map(|file| (file.path.as_str(), file.executable, &*file.bytes)),
            first,
        )?;
        drop(service);
        Service::refresh(&draft.path())?;
        self.undo.commit = Some(id);
        Ok((
            id,
            format!(
                "{} {}",
                short(&id.to_string()),
                message.lines().next().unwrap_or_default()
            ),
        ))
    }

    fn create(&mut self) -> Result<((), String)> {
        self.world
            .forge
            .create(&self.plan.name, &self.plan.entity.description)?;
        self.undo.repository = true;
        Ok(((), self.plan.place.clone()))
    }

    fn push(&mut self, commit: Oid) -> Result<((), String)> {
        Service::push(&self.undo.draft()?.path(), BRANCH, commit)?;
        Ok(((), format!("{BRANCH} and its pristine ref")))
    }

    fn register(&mut self) -> Result<(Registered, String)> {
        let message = self.registration_message();
        let entry = Entry {
            entity: &self.plan.entity,
            effort: Effort {
                what: "register",
                message: &message,
                identity: self.world.identity,
                clock: self.world.clock,
                stop: self.world.stop,
            },
        };
        let registered = match register(self.world.platform, entry)? {
            Outcome::Done(registered) => registered,
            Outcome::Unknown(error) => {
                // Nothing is taken back that somebody may find in the catalog.
                self.undo.repository = false;
                return Err(error
                    .hint(format!(
                        "it may be registered: idp who-owns {}",
                        self.plan.name
                    ))
                    .hint(format!("the repository stays: {}", self.plan.place)));
            }
        };
        let detail = format!("{} ({})", registered.file, short(&registered.commit));
        Ok((registered, detail))
    }

    /// Brings the repository to its directory, now that everybody can know of it: until here nobody could work in it,
    /// so there was nothing of theirs to lose.
    fn place(&mut self) -> Result<()> {
        self.undo.repository = false;
        let clone = format!("git clone {}", self.plan.repository);
        self.undo
            .draft()?
            .place()
            .map_err(|error| error.hint(format!("the service is there all the same: {clone}")))?;
        self.undo = Undo::default();
        Ok(())
    }

    fn message(&self) -> String {
        let (template, version) = &self.plan.template;
        format!(
            "{}: {template} {version}\n\n{}",
            self.plan.name,
            self.trailers()
        )
    }

    fn registration_message(&self) -> String {
        format!(
            "catalog: add {}\n\n{}Idp-Actor: {}\n",
            self.plan.reference,
            self.trailers(),
            self.world.identity
        )
    }

    fn trailers(&self) -> String {
        let (template, version) = &self.plan.template;
        format!(
            "Idp-Run: {}\nIdp-Template: {template}@{version}\n",
            self.world.run
        )
    }

    /// Takes back what was made, last first, and says what could not be.
    fn take_back(mut self, error: Error) -> Error {
        let mut error = error;
        if std::mem::take(&mut self.undo.repository)
            && let Err(left) = self.world.forge.abandon(&self.plan.name, self.undo.commit)
        {
            error = error.hint(format!("left behind: {} ({left})", self.plan.place));
        }
        if let Some(draft) = self.undo.draft.take()
            && let Err(left) = draft.undo()
        {
            error = error.hint(format!(
                "left behind: {} ({left})",
                shown(&self.plan.directory)
            ));
        }
        error
    }
}

fn check_detail(plan: &Plan) -> String {
    format!(
        "name is free, {} has {}",
        plan.owner,
        Count(plan.members, "member")
    )
}

/// The first seven digits of a commit id, as git shows it.
fn short(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

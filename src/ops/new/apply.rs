//! Carries a plan out, effect by effect, each noted before and after.
//!
//! Until the forge is asked for the repository nobody else has seen anything, and a failure takes everything back. From
//! then on nothing is taken back: the run can be gone on with, and comes to the same end.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use git2::Oid;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::{Created, RunContext};
use super::directory::Draft;
use super::effect;
use super::order::{ORDER, carried_on, is_ordered};
use super::plan::{BRANCH, Plan};
use super::step::{Progress, Step, StepDone};
use crate::count::Count;
use crate::error::{Error, Kind, Result};
use crate::forge::{Ledger, Made, Report};
use crate::git::{FirstCommit, Pushed, Service as Repository};
use crate::ops::publish::{Outcome, PublishOptions};
use crate::ops::register::{Entry, Registered, SUBJECT, propose, register};
use crate::platform::Registration;
use crate::printable::Printable;
use crate::run::{Header, RunRecord, Service, Work};
use crate::template::shell_word;

/// How long a repository that was just made may look as if it were not there, or a push may go unanswered.
const PATIENCE: Duration = Duration::from_secs(60);

/// Carries `plan` out as the run `run`; `checked` is how long it took to make it, which is the first step.
///
/// # Errors
/// Whatever stopped it. Before the repository was asked for, what this run made was taken back; after that, hints say
/// how to go on.
pub fn apply(
    plan: &Plan,
    run: &str,
    checked: Duration,
    context: &mut RunContext<'_>,
) -> Result<Created> {
    let service = &plan.service;
    let draft = Draft::new(&service.directory)?;
    let header = Header {
        draft: draft.folder().to_owned(),
        ..plan.header(run, context.clock)
    };
    let work = match context.runs.begin(header, context.clock) {
        Ok(work) => work,
        Err(error) => return Err(taken_back(draft, error)),
    };
    let mut run = Run::new(service, work, context, Some(draft));
    run.done(Step::Check, check_detail(plan), Some(checked));
    match run.committed(plan).and_then(|()| run.create()) {
        Ok(()) => run.finished(),
        Err(error) => Err(run.given_up(error)),
    }
}

/// Goes on with the run of `work`, whose commit is made.
///
/// # Errors
/// Whatever stopped it; hints say how to go on.
pub fn resume(work: Work, context: &mut RunContext<'_>) -> Result<Created> {
    let header = work.journal.run_record().header;
    if header.values.is_some() {
        return carried_on(work, context);
    }
    let draft = Draft::reopen(&header.draft, &header.service.directory);
    let mut run = Run::new(&header.service, work, context, draft);
    if let Err(error) = run.can_go_on() {
        return Err(run.kept(error));
    }
    let commit: String = run.work.journal.outcome(effect::COMMIT).unwrap_or_default();
    run.done(Step::Commit, short(&commit).to_owned(), None);
    match run.create() {
        Ok(()) => run.finished(),
        Err(error) => Err(run.kept(error)),
    }
}

/// Whether the commit of a run is made, so that [`resume`] can go on with it.
pub fn is_committed(run_record: &RunRecord) -> bool {
    run_record.is_done(effect::COMMIT) || is_ordered(run_record)
}

/// Whether the forge was asked for the repository, so that there may be something to keep.
pub fn asked_forge(run_record: &RunRecord) -> bool {
    run_record.is_begun(effect::CREATE) || run_record.is_begun(ORDER)
}

struct Run<'r, 'w> {
    service: &'r Service,
    work: Work,
    context: &'r mut RunContext<'w>,
    draft: Option<Draft>,
    steps: Vec<StepDone>,
    notes: Vec<String>,
    /// Whether what the step at hand is about was done by an earlier attempt.
    before: bool,
    /// Whether the forge has said that it does not make the repository.
    is_refused: bool,
    /// As [`Created::subject`], as far as it is known by now.
    subject: Option<String>,
}

impl<'r, 'w> Run<'r, 'w> {
    fn new(
        service: &'r Service,
        work: Work,
        context: &'r mut RunContext<'w>,
        draft: Option<Draft>,
    ) -> Self {
        Run {
            service,
            work,
            context,
            draft,
            steps: Vec::new(),
            notes: Vec::new(),
            before: false,
            is_refused: false,
            subject: None,
        }
    }

    /// Whether what the run began is still where this one would go on: settings may have changed, folders may be gone.
    fn can_go_on(&self) -> Result<()> {
        let begun = &self.service.repository;
        let now = self.context.forge.url(&self.service.wanted.name);
        if *begun != now {
            return Err(Error::conflict(format!(
                "the run makes {}, and the platform now says {}",
                Printable(begun),
                Printable(&now)
            )));
        }
        let rendered = self
            .draft
            .as_ref()
            .is_some_and(|draft| draft.path().exists());
        if let Some(made) = self.work.journal.outcome::<Made>(effect::CREATE) {
            let wanted = &self.service.wanted;
            self.context.forge.still_there(wanted, &made)?;
        }
        match rendered || self.work.journal.is_done(effect::PUSH) {
            true => Ok(()),
            false => Err(self.not_rendered()),
        }
    }

    fn committed(&mut self, plan: &Plan) -> Result<()> {
        self.step(Step::Render, |run| run.render(plan))?;
        self.step(Step::Commit, |run| {
            let id = run.effect(effect::COMMIT, |run| run.commit(plan))?;
            let message = run.message();
            let subject = message.lines().next().unwrap_or_default();
            Ok(((), format!("{} {subject}", short(&id))))
        })
    }

    fn create(&mut self) -> Result<()> {
        self.step(Step::Create, |run| {
            let made: Made = run.effect(effect::CREATE, |run| {
                let made = run.context.forge.create(&run.service.wanted);
                let refusal = made.as_ref().err().map(Error::kind);
                run.is_refused =
                    refusal.is_some_and(|kind| !matches!(kind, Kind::Remote | Kind::Interrupted));
                made
            })?;
            run.subject = made.subject;
            Ok(((), run.service.place.clone()))
        })
    }

    /// Everything after the repository is there.
    fn finished(mut self) -> Result<Created> {
        match self.go_on() {
            Ok((commit, registered, deploy)) => {
                let run = self.work.journal.run();
                self.work.finish()?;
                Ok(Created {
                    run,
                    service: self.service.clone(),
                    commit: commit.to_string(),
                    registered,
                    subject: self.subject,
                    deploy,
                    notes: self.notes,
                    steps: self.steps,
                })
            }
            Err(error) => Err(self.kept(error)),
        }
    }

    fn go_on(&mut self) -> Result<(Oid, Registered, Option<String>)> {
        let commit: String = self
            .work
            .journal
            .outcome(effect::COMMIT)
            .unwrap_or_default();
        let commit = Oid::from_str(&commit)
            .map_err(|_| Error::conflict("the journal does not know the commit of this run"))?;
        self.step(Step::Push, |run| {
            run.effect(effect::PUSH, |run| run.push(commit))?;
            Ok(((), format!("{BRANCH} and its pristine ref")))
        })?;
        if self.context.forge.has_settings() {
            self.step(Step::Settings, |run| run.settings())?;
        }
        let registered = self.step(Step::Register, |run| run.register())?;
        let deploy = self.deploy()?;
        self.place(commit)?;
        Ok((commit, registered, deploy))
    }

    fn step<T>(
        &mut self,
        step: Step,
        work: impl FnOnce(&mut Self) -> Result<(T, String)>,
    ) -> Result<T> {
        if self.context.stop.load(Ordering::Relaxed) {
            return Err(Error::new(
                Kind::Interrupted,
                format!("interrupted before {}", step.name()),
            ));
        }
        (self.context.progress)(Progress::Started(step));
        let began = Instant::now();
        self.before = false;
        let (value, detail) = work(self).map_err(|error| self.seen(step, error))?;
        self.done(step, detail, (!self.before).then(|| began.elapsed()));
        Ok(value)
    }

    /// Does what the journal does not have done yet, and notes both ends of it; what came of it, then or now.
    fn effect<T: Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.work.journal.is_done(name) {
            self.before = true;
            return self.work.journal.outcome(name).ok_or_else(|| {
                Error::conflict(format!("the journal does not say what came of {name}"))
            });
        }
        self.work.journal.begin(name)?;
        let outcome = work(self)?;
        self.work.journal.record_outcome(name, &outcome)?;
        Ok(outcome)
    }

    /// Ctrl-C reaches a git that the terminal sees, too: what it then fails at is no fault.
    fn seen(&self, step: Step, error: Error) -> Error {
        match self.context.stop.load(Ordering::Relaxed) {
            true => error.hints().iter().fold(
                Error::new(Kind::Interrupted, format!("interrupted in {}", step.name())),
                |interrupted, hint| interrupted.hint(hint),
            ),
            false => error,
        }
    }

    fn done(&mut self, step: Step, detail: String, elapsed: Option<Duration>) {
        let done = StepDone {
            step,
            detail,
            elapsed,
        };
        (self.context.progress)(Progress::Done(&done));
        self.steps.push(done);
    }

    fn render(&mut self, plan: &Plan) -> Result<((), String)> {
        plan.tree.write(&self.draft()?.path())?;
        Ok(((), Count(plan.tree.files().len(), "file").to_string()))
    }

    fn commit(&mut self, plan: &Plan) -> Result<String> {
        let message = self.message();
        let path = self.draft()?.path();
        let repository = Repository::init(&path, BRANCH)?;
        repository.set_origin(&self.service.repository)?;
        let first = FirstCommit {
            message: &message,
            identity: self.context.identity,
            date: self.context.clock.commit_date(),
        };
        let files = plan.tree.files().iter();
        let id = repository.commit_all(
            files.map(|file| (file.path.as_str(), file.executable, &*file.bytes)),
            first,
        )?;
        drop(repository);
        Repository::refresh(&path)?;
        Ok(id.to_string())
    }

    /// Pushes, again where no answer comes or the new repository cannot be seen yet: what is there already is there.
    fn push(&mut self, commit: Oid) -> Result<()> {
        let path = self.draft()?.path();
        let began = Instant::now();
        let mut pause = Duration::from_millis(250);
        loop {
            let credentials = self.context.forge.credentials();
            let pushed = Repository::push(&path, BRANCH, commit, credentials);
            let error = match pushed.map_err(|error| self.not_permitted(error))? {
                Pushed::Done => return Ok(()),
                Pushed::Lost(error) => error,
                Pushed::Declined(error) => return Err(error),
                Pushed::Moved(reason) => return Err(Error::conflict(reason)),
            };
            if self.context.stop.load(Ordering::Relaxed) || began.elapsed() > PATIENCE {
                return Err(error);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(8));
        }
    }

    /// A push that was refused with a token of ours is no matter of how git signs in.
    fn not_permitted(&self, error: Error) -> Error {
        match (error.kind(), self.context.forge.credentials()) {
            (Kind::SignIn, Some(_)) => {
                let url = &self.service.repository;
                self.context.forge.explained(url, error)
            }
            _ => error,
        }
    }

    fn settings(&mut self) -> Result<((), String)> {
        let report: Report = self.effect(effect::SETTINGS, |run| {
            let (wanted, journal) = (&run.service.wanted, &run.work.journal);
            run.context.forge.set_up(wanted, journal)
        })?;
        self.notes.extend(report.notes);
        let subject = report.subject.or(self.subject.take());
        self.subject = subject.filter(|_| !report.is_unguarded);
        Ok(((), report.detail))
    }

    fn register(&mut self) -> Result<(Registered, String)> {
        let registered = self.effect(effect::REGISTER, |run| run.registered())?;
        let again = match registered.attempts {
            0 | 1 => String::new(),
            attempts => format!(", {attempts} attempts"),
        };
        let detail = match &registered.pull_request {
            Some(url) => format!("{} in {url}", registered.file),
            None => format!("{} ({}){again}", registered.file, short(&registered.commit)),
        };
        Ok((registered, detail))
    }

    fn registered(&mut self) -> Result<Registered> {
        let message = self.registration_message();
        let mut entity = self.service.entity.clone();
        let subject = self.subject.iter();
        let subject = subject.map(|subject| (SUBJECT.to_owned(), subject.clone()));
        entity.annotations.extend(subject);
        let entry = Entry {
            entity: &entity,
            effort: PublishOptions {
                what: "register",
                message: &message,
                identity: self.context.identity,
                clock: self.context.clock,
                stop: self.context.stop,
            },
        };
        let (fresh, forge) = (&mut *self.context.platform, self.context.forge);
        if fresh.snapshot.config.registration == Registration::PullRequest {
            return propose(fresh, entry, forge);
        }
        match register(fresh, entry)? {
            Outcome::Done(registered) => Ok(registered),
            Outcome::Protected(_) if forge.takes_proposals_for(fresh.mirror.url()) => {
                self.notes.push(format!(
                    "{} is protected, so the registration waits in a pull request; `registration: pull-request` in idp.yaml says so at once",
                    fresh.tip.branch
                ));
                propose(fresh, entry, forge)
            }
            Outcome::Protected(error) => Err(error),
            Outcome::Unknown(error) => Err(error.hint(format!(
                "it may be registered: idp who-owns {}",
                self.service.name
            ))),
        }
    }

    fn deploy(&mut self) -> Result<Option<String>> {
        let wanted = &self.service.wanted;
        if !(self.context.forge.has_settings() && wanted.can_deploy()) {
            return Ok(None);
        }
        self.step(Step::Deploy, |run| {
            let url = run.effect(effect::DEPLOY, |run| {
                let (wanted, journal) = (&run.service.wanted, &run.work.journal);
                run.context.forge.deploy(wanted, journal)
            })?;
            let detail = url.clone().unwrap_or_else(|| "not started".to_owned());
            Ok((url, detail))
        })
    }

    /// Brings the repository to its directory, now that everybody can know of it: until here nobody could work in it,
    /// so there was nothing of theirs to lose.
    fn place(&mut self, commit: Oid) -> Result<()> {
        let clone = format!("git clone {}", shell_word(&self.service.repository));
        let begun = self.work.journal.is_begun(effect::PLACE);
        let directory = self.service.directory.clone();
        self.effect(effect::PLACE, |run| {
            match &mut run.draft {
                Some(draft) if draft.path().exists() => draft.place(begun)?,
                _ if Repository::is_at(&directory, BRANCH, commit) => {}
                _ => {
                    return Err(Error::conflict(
                        "what was rendered is no longer where it was",
                    ));
                }
            }
            run.draft.take().map_or(Ok(()), Draft::close)
        })
        .map_err(|error| error.hint(format!("the service is there all the same: {clone}")))
    }

    fn draft(&mut self) -> Result<&mut Draft> {
        let missing = self.not_rendered();
        self.draft.as_mut().ok_or(missing)
    }

    fn not_rendered(&self) -> Error {
        Error::conflict("what was rendered is no longer where it was, and is not pushed yet")
            .hint(format!("nothing is in {}", self.service.place))
    }

    fn message(&self) -> String {
        let (template, version) = &self.service.template;
        format!(
            "{}: {template} {version}\n\n{}",
            self.service.name,
            self.trailers()
        )
    }

    fn registration_message(&self) -> String {
        format!(
            "catalog: add {}\n\n{}Idp-Actor: {}\n",
            self.service.reference,
            self.trailers(),
            self.context.identity
        )
    }

    fn trailers(&self) -> String {
        let (template, version) = &self.service.template;
        format!(
            "Idp-Run: {}\nIdp-Template: {template}@{version}\n",
            self.work.journal.run()
        )
    }

    /// Ends a run that failed while it made the repository or before. Unless somebody may have seen something of it, it
    /// leaves nothing.
    fn given_up(mut self, error: Error) -> Error {
        if self.work.journal.is_begun(effect::CREATE) && !self.is_refused {
            return self.kept(error);
        }
        let error = match self.draft.take() {
            Some(draft) => taken_back(draft, error),
            None => error,
        };
        match self.work.forget() {
            Ok(()) => error,
            Err(left) => error.hint(left.message()),
        }
    }

    /// Says how to go on.
    fn kept(self, error: Error) -> Error {
        let run = self.work.journal.run();
        if let Some(draft) = self.draft {
            draft.keep();
        }
        match error.kind() {
            Kind::Conflict | Kind::Findings => error
                .hint(format!(
                    "when that is out of the way: idp runs resume {run}"
                ))
                .hint(format!("to give it up: idp runs abandon {run}")),
            _ => error.hint(format!("to go on: idp runs resume {run}")),
        }
    }
}

/// Takes back a draft that nobody has seen, and says where that was not possible.
fn taken_back(draft: Draft, error: Error) -> Error {
    let folder = draft.folder().display().to_string();
    match draft.undo() {
        Ok(()) => error,
        Err(left) => error.hint(format!("left behind: {folder} ({left})")),
    }
}

fn check_detail(plan: &Plan) -> String {
    format!(
        "name is free, {} has {}",
        plan.service.owner,
        Count(plan.members, "member")
    )
}

/// The first seven digits of a commit id, as git shows it.
fn short(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}

//! `idp doctor`.

use super::End;
use crate::cli::DoctorArgs;
use crate::context::Context;
use crate::error::Result;
use crate::forge::Forge;
use crate::ops::{self, Fresh, Platform, Strays};
use crate::view::DoctorReport;

pub(super) fn doctor(context: &Context, args: &DoctorArgs) -> Result<End> {
    let platform = context.platform()?;
    let fresh = platform.fresh(&ops::run_id(context.clock));
    let mut checks = ops::of_machine(&context.directory, platform.is_practice(), &context.runs()?);
    let (mut strays, mut faults) = (None, Vec::new());
    match fresh {
        Err(error) => checks.extend(ops::of_platform(&platform, Err(error), context.clock)),
        Ok(fresh) => {
            checks.extend(ops::of_platform(&platform, Ok(&fresh), context.clock));

            match platform.forge(&fresh.snapshot.config, context.stop(), context.tell()) {
                Err(error) => checks.extend(ops::of_forge(Err(error))),
                Ok(forge) => {
                    checks.extend(ops::of_forge(Ok(&*forge)));
                    if args.org {
                        match compared(&platform, &fresh, &*forge) {
                            Ok(found) => strays = Some(found),
                            Err(error) => faults.push(error),
                        }
                    }
                }
            }
        }
    }
    checks.extend(ops::of_cluster());
    let report = DoctorReport::new(&checks, strays.as_ref());
    context.ui.show(&report, DoctorReport::text)?;
    match faults.pop() {
        Some(error) => Err(error),
        None if report.is_well() => Ok(End::Done),
        None => Ok(End::Findings),
    }
}

fn compared(platform: &Platform, fresh: &Fresh, forge: &dyn Forge) -> Result<Strays> {
    let organisation = &fresh.snapshot.config.organisation;
    let catalog = fresh.snapshot.catalog()?;
    ops::strays(&catalog, forge, organisation, &platform.address()?)
}

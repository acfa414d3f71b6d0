//! `idp template new`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::view::NewTemplateReport;

/// `idp template new`.
#[derive(Debug, Args)]
pub struct TemplateNewArgs {
    /// What `idp new` will take
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
    /// Its directory; `templates/<NAME>` in a platform, else `<NAME>`
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

impl Verb for TemplateNewArgs {
    type Report = NewTemplateReport;

    fn run(self, context: &Context) -> Result<Answer<NewTemplateReport>> {
        let place = match &self.path {
            Some(path) => path.clone(),
            None if context
                .resolve_path(Path::new(platform::PLATFORM_CONFIG_FILE))
                .is_file() =>
            {
                Path::new("templates").join(&self.name)
            }
            None => Path::new(&self.name).to_owned(),
        };
        if self.path.is_none() {
            ops::reject_symlinks(std::slice::from_ref(&place), &context.directory)?;
        }
        let started = ops::create_template(&self.name, &context.resolve_path(&place))?;
        Ok(NewTemplateReport::new(&started, &place).into())
    }
}

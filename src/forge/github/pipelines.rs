//! Pipelines are workflows of GitHub Actions here.

use super::{GitHub, Pipelines, RepositorySpec};
use crate::effect::EffectLedger;
use crate::error::Result;
use crate::forge::{PipelineRequest, PipelineRun, PromoterStatus};

impl Pipelines for GitHub {
    fn start_pipeline(&self, wanted: &PipelineRequest<'_>) -> Result<PipelineRun> {
        self.client.block_on(self.dispatch_workflow(wanted))
    }

    fn wait_for_pipeline(
        &self,
        url: &str,
        run: &PipelineRun,
        on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        self.client
            .block_on(self.watch_workflow_run(url, run, on_step_end))
    }

    fn start_first_deploy(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<Option<String>> {
        self.client
            .block_on(self.start_first_deploy_async(wanted, ledger))
    }

    fn find_promoter(&self) -> Result<PromoterStatus> {
        self.client.block_on(self.find_promoter_app())
    }
}

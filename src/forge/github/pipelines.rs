//! On GitHub, pipelines are GitHub Actions workflows.

use super::{GitHub, Pipelines, RepositorySpec};
use crate::effect::EffectLedger;
use crate::error::Result;
use crate::forge::{DeploymentPromoterStatus, PipelineRequest, PipelineRun};

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

    fn fetch_promoter_status(&self) -> Result<DeploymentPromoterStatus> {
        self.client.block_on(self.fetch_promoter_app_status())
    }
}

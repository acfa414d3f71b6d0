# Everything that each service in the catalog needs on GKE, in each environment: a service account for its deployment to impersonate,
# and a namespace in the cluster. Put this file in a folder of the platform repository, such as terraform/staging.

terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.38"
    }
  }
}

variable "environment" {
  description = "staging or production: the GitHub environment that the service accounts trust."
  type        = string
}

variable "project" {
  description = "The cluster's project."
  type        = string
}

variable "location" {
  description = "The cluster's region or zone."
  type        = string
}

variable "cluster" {
  description = "The GKE cluster name. The cluster's DNS-based endpoint must be enabled."
  type        = string
}

variable "images" {
  description = "The Artifact Registry repository for images, as in `registry` in idp.yaml."
  type        = object({ project = string, location = string, repository = string })
}

variable "organisation" {
  description = "The GitHub organisation. Only its repositories get a token."
  type        = string
}

variable "catalog" {
  description = "The platform repository folder that contains the registered components."
  type        = string
  default     = "../../catalog/components"
}

provider "google" {
  project = var.project
}

data "google_client_config" "this" {}

data "google_container_cluster" "this" {
  name     = var.cluster
  location = var.location
}

provider "kubernetes" {
  host  = "https://${data.google_container_cluster.this.control_plane_endpoints_config[0].dns_endpoint_config[0].endpoint}"
  token = data.google_client_config.this.access_token
}

locals {
  components = [for file in fileset(var.catalog, "*.yaml") : yamldecode(file("${var.catalog}/${file}"))]
  # The GitHub identity of each deployed service, by service name.
  subjects = {
    for component in local.components : component.metadata.name => component.metadata.annotations["idp.dev/oidc-subject"]
    if can(component.metadata.annotations["idp.dev/oidc-subject"])
  }
}

# Create one per project.
resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
}

# GCP_WORKLOAD_IDENTITY_PROVIDER in idp.yaml: projects/<number>/locations/global/workloadIdentityPools/github/providers/github.
resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  attribute_condition                = "assertion.repository_owner == '${var.organisation}'"

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

# GCP_SERVICE_ACCOUNT in idp.yaml: {name}-deploy@<project>.iam.gserviceaccount.com.
resource "google_service_account" "deploy" {
  for_each = local.subjects

  account_id   = "${each.key}-deploy"
  display_name = "Deploys ${each.key}"
}

resource "google_service_account_iam_member" "github" {
  for_each = local.subjects

  service_account_id = google_service_account.deploy[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}/subject/${each.value}:environment:${var.environment}"

  # A first deploy continues as soon as it is trusted, and then pushes an image.
  depends_on = [google_artifact_registry_repository_iam_member.images, google_project_iam_member.connect]
}

# Allows finding the cluster and connecting to it. The RoleBinding below grants the permissions in the cluster.
resource "google_project_iam_custom_role" "connect" {
  role_id     = "idpDeploy"
  title       = "Connect to clusters, to deploy"
  permissions = ["container.clusters.connect", "container.clusters.get"]
}

resource "google_project_iam_member" "connect" {
  for_each = local.subjects

  project = var.project
  role    = google_project_iam_custom_role.connect.name
  member  = google_service_account.deploy[each.key].member
}

# Staging pushes the image; production reads it. The nodes need roles/artifactregistry.reader too.
resource "google_artifact_registry_repository_iam_member" "images" {
  for_each = local.subjects

  project    = var.images.project
  location   = var.images.location
  repository = var.images.repository
  role       = var.environment == "staging" ? "roles/artifactregistry.writer" : "roles/artifactregistry.reader"
  member     = google_service_account.deploy[each.key].member
}

resource "kubernetes_namespace_v1" "service" {
  for_each = local.subjects

  metadata {
    # `namespace: '{name}'` in idp.yaml.
    name   = each.key
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }
}

# Requires the ClusterRole in ../cluster-role.yaml.
resource "kubernetes_role_binding_v1" "deploy" {
  for_each = local.subjects

  metadata {
    name      = "idp-deploy"
    namespace = kubernetes_namespace_v1.service[each.key].metadata[0].name
  }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "idp-deploy"
  }
  subject {
    api_group = "rbac.authorization.k8s.io"
    kind      = "User"
    name      = google_service_account.deploy[each.key].email
  }
}

# Everything that each service in the catalog needs on AKS, in each environment: a managed identity for its deployment, and a
# namespace in the cluster. The cluster uses Microsoft Entra ID with Kubernetes RBAC. Put this file in a folder of the platform
# repository, such as terraform/staging.

terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.38"
    }
  }
}

variable "environment" {
  description = "staging or production: the GitHub environment that the identities trust."
  type        = string
}

variable "resource_group" {
  description = "The cluster's resource group."
  type        = string
}

variable "cluster" {
  description = "The AKS cluster name."
  type        = string
}

variable "registry_id" {
  description = "The resource ID of the Azure Container Registry, as in `registry` in idp.yaml."
  type        = string
}

variable "catalog" {
  description = "The platform repository folder that contains the registered components."
  type        = string
  default     = "../../catalog/components"
}

provider "azurerm" {
  features {}
}

data "azurerm_kubernetes_cluster" "this" {
  name                = var.cluster
  resource_group_name = var.resource_group
}

provider "kubernetes" {
  host                   = data.azurerm_kubernetes_cluster.this.kube_config[0].host
  cluster_ca_certificate = base64decode(data.azurerm_kubernetes_cluster.this.kube_config[0].cluster_ca_certificate)

  exec {
    api_version = "client.authentication.k8s.io/v1"
    command     = "kubelogin"
    # The ID of AKS itself, which is the same in every tenant.
    args = ["get-token", "--login", "azurecli", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"]
  }
}

locals {
  components = [for file in fileset(var.catalog, "*.yaml") : yamldecode(file("${var.catalog}/${file}"))]
  # The GitHub identity of each deployed service, by service name.
  subjects = {
    for component in local.components : component.metadata.name => component.metadata.annotations["idp.dev/oidc-subject"]
    if can(component.metadata.annotations["idp.dev/oidc-subject"])
  }
}

# AZURE_CLIENT_ID is the client ID of this identity. Azure chooses it, so set it for each repository from the output below.
resource "azurerm_user_assigned_identity" "deploy" {
  for_each = local.subjects

  name                = "${each.key}-deploy"
  resource_group_name = var.resource_group
  location            = data.azurerm_kubernetes_cluster.this.location
}

resource "azurerm_federated_identity_credential" "github" {
  for_each = local.subjects

  name                = "github"
  resource_group_name = var.resource_group
  parent_id           = azurerm_user_assigned_identity.deploy[each.key].id
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "https://token.actions.githubusercontent.com"
  subject             = "${each.value}:environment:${var.environment}"

  # A first deploy continues as soon as it is trusted, and then pushes an image.
  depends_on = [azurerm_role_assignment.connect, azurerm_role_assignment.images]
}

# For az aks get-credentials. The RoleBinding below grants the permissions in the cluster.
resource "azurerm_role_assignment" "connect" {
  for_each = local.subjects

  scope                = data.azurerm_kubernetes_cluster.this.id
  role_definition_name = "Azure Kubernetes Service Cluster User Role"
  principal_id         = azurerm_user_assigned_identity.deploy[each.key].principal_id
}

# Staging pushes the image; production reads it. The kubelet's identity needs AcrPull too.
resource "azurerm_role_assignment" "images" {
  for_each = local.subjects

  scope                = var.registry_id
  role_definition_name = var.environment == "staging" ? "AcrPush" : "AcrPull"
  principal_id         = azurerm_user_assigned_identity.deploy[each.key].principal_id
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
    name      = azurerm_user_assigned_identity.deploy[each.key].principal_id
  }
}

output "client_ids" {
  description = "gh variable set AZURE_CLIENT_ID --env <environment> --repo <organisation>/<service> --body <client ID>"
  value       = { for name, identity in azurerm_user_assigned_identity.deploy : name => identity.client_id }
}

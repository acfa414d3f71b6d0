# Everything that each service in the catalog needs on EKS, in each environment: a role for its deployment to assume, an access
# entry and a namespace in the cluster, and a repository for its image. Put this file in a folder of the platform repository, such as
# terraform/staging.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.38"
    }
  }
}

variable "environment" {
  description = "staging or production: the GitHub environment that the role trusts."
  type        = string
}

variable "cluster" {
  description = "The EKS cluster name."
  type        = string
}

variable "catalog" {
  description = "The platform repository folder that contains the registered components."
  type        = string
  default     = "../../catalog/components"
}

provider "aws" {}

data "aws_eks_cluster" "this" {
  name = var.cluster
}

data "aws_eks_cluster_auth" "this" {
  name = var.cluster
}

provider "kubernetes" {
  host                   = data.aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)
  token                  = data.aws_eks_cluster_auth.this.token
}

locals {
  components = [for file in fileset(var.catalog, "*.yaml") : yamldecode(file("${var.catalog}/${file}"))]
  # The GitHub identity of each deployed service, by service name.
  subjects = {
    for component in local.components : component.metadata.name => component.metadata.annotations["idp.dev/oidc-subject"]
    if can(component.metadata.annotations["idp.dev/oidc-subject"])
  }
}

# Create one per account.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["${each.value}:environment:${var.environment}"]
    }
  }
}

# AWS_ROLE_ARN in idp.yaml: arn:aws:iam::<account>:role/{name}-deploy.
resource "aws_iam_role" "deploy" {
  for_each = local.subjects

  name               = "${each.key}-deploy"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json

  # A first deploy continues as soon as it can assume the role, and then pushes to the repository.
  depends_on = [aws_ecr_repository.image]
}

data "aws_iam_policy_document" "deploy" {
  for_each = local.subjects

  # For aws eks update-kubeconfig.
  statement {
    actions   = ["eks:DescribeCluster"]
    resources = [data.aws_eks_cluster.this.arn]
  }

  # With `registry: {ecr: …}` in idp.yaml. Staging pushes the image; production reads it.
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
  statement {
    actions = concat(
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      var.environment == "staging" ? ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"] : [],
    )
    resources = [aws_ecr_repository.image[each.key].arn]
  }
}

resource "aws_iam_role_policy" "deploy" {
  for_each = local.subjects

  name   = "deploy"
  role   = aws_iam_role.deploy[each.key].name
  policy = data.aws_iam_policy_document.deploy[each.key].json
}

# Belongs in the account that `registry` names. If production uses another account, omit this resource there, use the ARN of this
# repository in the policy above, and add a repository policy here that lets the other account pull.
resource "aws_ecr_repository" "image" {
  for_each = local.subjects

  # <organisation>/<service>. Tags are mutable, because rerunning a deploy pushes its commit's tag again. Pods reference the image by
  # digest.
  name = "acme/${each.key}"
}

# The RoleBinding below grants the permissions in the cluster, so no access policy is associated.
resource "aws_eks_access_entry" "deploy" {
  for_each = local.subjects

  cluster_name      = var.cluster
  principal_arn     = aws_iam_role.deploy[each.key].arn
  kubernetes_groups = ["idp-deploy:${each.key}"]
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
    kind      = "Group"
    name      = "idp-deploy:${each.key}"
  }
}

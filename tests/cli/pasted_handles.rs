//! `idp who-owns` with whatever people have at hand: a table of handles and what each resolves to, and clones of every kind.

use insta::assert_snapshot;

use crate::support::Idp;

const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: money, annotations: {github.com/team-slug: acme/money-people}}
spec: {type: department, children: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, annotations: {slack.com/channel: '#pay'}}
spec: {type: team, children: [], profile: {email: payments@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: storefront}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ada, title: Ada Lovelace, annotations: {github.com/user-login: ada-l}}
spec: {memberOf: [payments], profile: {email: Ada@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: [storefront, payments], profile: {email: ada@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    github.com/project-slug: acme/checkout
    backstage.io/kubernetes-namespace: shop-prod, shop-staging
spec: {type: service, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    backstage.io/source-location: url:https://github.com/acme/mono/tree/main/services/cart/
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: search
  annotations:
    backstage.io/source-location: url:https://github.com/acme/mono/tree/main/services/search
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: search-ui
  annotations:
    backstage.io/source-location: url:https://github.com/acme/mono/tree/main/services/search/ui/
spec: {type: website, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ledger
  annotations: {backstage.io/source-location: 'url:https://gitlab.example/acme/bank/ledger/-/tree/main/'}
spec: {type: service, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: till
  annotations: {idp.dev/repository: 'https://git.acme.example/acme/till'}
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: big
  annotations: {backstage.io/source-location: 'url:https://github.com/acme/big/'}
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: big-a
  annotations: {backstage.io/source-location: 'url:https://github.com/acme/big/tree/main/a/'}
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: orphan}
spec: {type: service, lifecycle: production, owner: group:gone}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: docs}
spec: {type: documentation, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: checkout, namespace: shop}
spec: {type: openapi, lifecycle: production, owner: storefront, definition: x}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: wallet
  annotations: {backstage.io/source-location: 'url:https://dev.azure.com/acme/bank/_git/wallet'}
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: wallet-ui
  annotations: {backstage.io/source-location: 'url:https://dev.azure.com/acme/bank/_git/wallet?path=/ui'}
spec: {type: website, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: bill
  annotations: {backstage.io/source-location: 'url:https://bb.acme.example/projects/PAY/repos/bill/browse'}
spec: {type: service, lifecycle: production, owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: lib
  annotations: {backstage.io/source-location: 'url:https://gitlab.example/acme/lib/-/tree/main/'}
spec: {type: library, lifecycle: production, owner: storefront}
";

const CODEOWNERS: &str = "\
/docs/ @acme/money-people
/docs/api/ @acme/storefront ada@acme.example
/docs/none/
/docs/broken/ payments
/old/ @acme/renamed
/services/cart/old/ @acme/renamed
/foreign/ @other/storefront
";

/// What each handle resolves to, typed in a clone of `acme/mono`: kind of handle, entity and owner of every answer.
const HANDLE_CASES: &[(&str, &str)] = &[
    // Pages of a repository.
    (
        "https://github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/Acme/Checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/",
        "url component:checkout group:payments",
    ),
    (
        "https://www.github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "http://github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/pull/12",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/pull/12/files#diff-a",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/pulls?q=is%3Aopen",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/issues/3#issuecomment-1",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/discussions/4",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/actions/runs/99/job/1",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/actions/workflows/ci.yml",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/commit/0a1b2c3",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/commits/main/",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/compare/main...feature/x",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/releases/tag/v1.0.0",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/releases/download/v1/a.tgz",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/settings/branches",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/security/dependabot/3",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/wiki/Home",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/pkgs/container/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/blob/feature/x/a/b.ts",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/blob/main/README.md#L10-L12",
        "url component:checkout group:payments",
    ),
    (
        "https://raw.githubusercontent.com/acme/checkout/main/README.md",
        "url component:checkout group:payments",
    ),
    (
        "https://api.github.com/repos/acme/checkout/pulls/12",
        "url component:checkout group:payments",
    ),
    (
        "https://codeload.github.com/acme/checkout/zip/refs/heads/main",
        "url component:checkout group:payments",
    ),
    (
        "https://github.dev/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://vscode.dev/github/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://redirect.github.com/acme/checkout/pull/12",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/orgs/acme/packages/container/package/checkout",
        "url component:checkout group:payments",
    ),
    ("https://gist.github.com/acme/checkout", "none"),
    ("https://github.com/acme/other/pull/1", "none"),
    ("https://github.com/acme", "none"),
    // As git writes them.
    (
        "git@github.com:acme/checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "org-123@github.com:acme/checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "ssh://git@github.com/acme/checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "ssh://git@ssh.github.com:443/acme/checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "git+ssh://git@github.com/acme/checkout.git#v1",
        "url component:checkout group:payments",
    ),
    (
        "git://github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "https://x:token@github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "git@github.com:acme/checkout.wiki.git",
        "url component:checkout group:payments",
    ),
    (
        "github.com:acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "github.com:acme/checkout.git",
        "url component:checkout group:payments",
    ),
    (
        "git@github.com:acme/checkout.GIT",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout.GIT",
        "url component:checkout group:payments",
    ),
    // Without a scheme, and as pasted.
    (
        "github.com/acme/checkout",
        "url component:checkout group:payments",
    ),
    (
        "github.com/acme/checkout/pull/12",
        "url component:checkout group:payments",
    ),
    ("acme/checkout", "url component:checkout group:payments"),
    ("ACME/Checkout#12", "url component:checkout group:payments"),
    (
        "<https://github.com/acme/checkout/pull/12>",
        "url component:checkout group:payments",
    ),
    (
        "(https://github.com/acme/checkout).",
        "url component:checkout group:payments",
    ),
    (
        "https://github.com/acme/checkout/pull/12,",
        "url component:checkout group:payments",
    ),
    ("acme/other", "none"),
    // With a version, as workflows and go.mod write it.
    ("acme/checkout@v1", "url component:checkout group:payments"),
    (
        "acme/checkout@0a1b2c3",
        "url component:checkout group:payments",
    ),
    (
        "acme/checkout/.github/workflows/ci.yml@main",
        "url component:checkout group:payments",
    ),
    (
        "github.com/acme/checkout@v1.2.3",
        "url component:checkout group:payments",
    ),
    (
        "git+https://gitlab.example/acme/lib.git@v1",
        "url component:lib group:storefront",
    ),
    (
        "acme/checkout@sha256:0a",
        "image component:checkout group:payments",
    ),
    // Monorepos, and branches with a slash.
    (
        "https://github.com/acme/mono",
        "url component:cart group:storefront, url component:search group:storefront, url component:search-ui group:payments",
    ),
    (
        "https://github.com/acme/mono/blob/main/services/cart/a.ts",
        "url component:cart group:storefront",
    ),
    (
        "https://github.com/acme/mono/tree/main/services/cart",
        "url component:cart group:storefront",
    ),
    (
        "https://github.com/acme/mono/blob/main/services/search/ui/a.ts",
        "url component:search-ui group:payments",
    ),
    (
        "https://github.com/acme/mono/blob/main/services/search/a.ts",
        "url component:search group:storefront",
    ),
    (
        "https://github.com/acme/mono/blob/feature/x/services/cart/a.ts",
        "url component:cart group:storefront",
    ),
    (
        "https://github.com/acme/mono/edit/refs/heads/fix/1/services/cart/a.ts",
        "url component:cart group:storefront",
    ),
    (
        "https://github.com/acme/mono/blame/main/services/%63art/a.ts",
        "url component:cart group:storefront",
    ),
    (
        "https://api.github.com/repos/acme/mono/contents/services/cart?ref=x",
        "url component:cart group:storefront",
    ),
    // A path on a branch without a slash, in a repository that is a component as a whole.
    (
        "https://github.com/acme/big/blob/main/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/v1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/v1.2.3/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/release-1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/staging/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/1a2b3c4/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/cart-2/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/feature/x/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/tree/v1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/commits/v1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blame/v1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/main/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/v1/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/cart-2/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/feature/x/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/ada-l/x/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/users/ada/x/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/dependabot/npm_and_yarn/x/y-1.2/a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/mono/blob/jo/x/services/cart/a.ts",
        "url component:cart group:storefront",
    ),
    (
        "https://github.com/acme/mono/blob/v1/docs/services/cart/a.ts",
        "url component:cart group:storefront, url component:search group:storefront, url component:search-ui group:payments",
    ),
    (
        "https://github.com/acme/big/blob/main/a/../x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/main/a/%2e%2e/x.ts",
        "url component:big group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/main/b/../a/x.ts",
        "url component:big-a group:storefront",
    ),
    (
        "https://github.com/acme/big/blob/main/a/b%2f..%2f..%2fx.ts",
        "none",
    ),
    (
        "https://github.com/acme/checkout/../big/blob/main/a/x.ts",
        "url component:big-a group:storefront",
    ),
    ("acme/big/a/x.ts", "url component:big-a group:storefront"),
    ("acme/big/b/x.ts", "url component:big group:storefront"),
    (
        "acme/big/blob/v1/docs/a/x.ts",
        "url component:big group:storefront",
    ),
    ("acme/none/a", "none"),
    // Other hosts.
    (
        "https://git.acme.example/acme/till/pull/3",
        "url component:till group:storefront",
    ),
    (
        "https://git.acme.example/api/v3/repos/acme/till/issues",
        "url component:till group:storefront",
    ),
    ("acme/till", "url component:till group:storefront"),
    (
        "https://gitlab.example/acme/bank/ledger/-/merge_requests/3",
        "url component:ledger group:payments",
    ),
    (
        "https://gitlab.example/acme/bank/ledger/-/blob/main/a.ts",
        "url component:ledger group:payments",
    ),
    (
        "https://gitlab.example/acme/bank/ledger/unknown/page",
        "url component:ledger group:payments",
    ),
    (
        "https://dev.azure.com/acme/bank/_git/wallet/pullrequest/3",
        "url component:wallet group:storefront",
    ),
    (
        "https://ada@dev.azure.com/acme/bank/_git/wallet?path=/ui/a.ts&version=GBmain",
        "url component:wallet-ui group:storefront",
    ),
    (
        "https://acme.visualstudio.com/DefaultCollection/bank/_git/wallet",
        "url component:wallet group:storefront",
    ),
    (
        "git@ssh.dev.azure.com:v3/acme/bank/wallet",
        "url component:wallet group:storefront",
    ),
    (
        "acme@vs-ssh.visualstudio.com:v3/acme/bank/wallet",
        "url component:wallet group:storefront",
    ),
    (
        "https://bb.acme.example/projects/PAY/repos/bill/pull-requests/3/overview",
        "url component:bill group:storefront",
    ),
    (
        "https://bb.acme.example/projects/PAY/repos/bill/browse/a.ts?at=main",
        "url component:bill group:storefront",
    ),
    (
        "ssh://git@bb.acme.example:7999/pay/bill.git",
        "url component:bill group:storefront",
    ),
    (
        "https://bb.acme.example/scm/pay/bill.git",
        "url component:bill group:storefront",
    ),
    // Teams and people.
    ("@acme/storefront", "team group:storefront group:storefront"),
    ("@acme/money-people", "team group:money group:money"),
    ("@acme/money", "none"),
    ("@Acme/storefront", "team group:storefront group:storefront"),
    ("@other/storefront", "none"),
    ("@other/money-people", "none"),
    ("https://github.com/orgs/other/teams/storefront", "none"),
    (
        "https://github.com/orgs/acme/teams/money-people/members",
        "url group:money group:money",
    ),
    ("@ada-l", "user user:ada user:ada"),
    ("@payments", "team group:payments group:payments"),
    ("https://github.com/ada-l", "url user:ada user:ada"),
    (
        "payments@acme.example",
        "email group:payments group:payments",
    ),
    (
        "ada@acme.example",
        "email user:ada user:ada, email user:bo user:bo",
    ),
    (
        "Ada <ADA@acme.example>",
        "email user:ada user:ada, email user:bo user:bo",
    ),
    (
        "mailto:payments@acme.example",
        "email group:payments group:payments",
    ),
    (
        "7+ada-l@users.noreply.github.com",
        "email user:ada user:ada",
    ),
    ("nobody@acme.example", "none"),
    ("#pay", "channel group:payments group:payments"),
    // Kubernetes and images.
    (
        "namespace/shop-prod",
        "namespace component:checkout group:payments",
    ),
    (
        "namespace/shop-staging",
        "namespace component:checkout group:payments",
    ),
    ("namespace/shop", "none"),
    (
        "ghcr.io/acme/checkout:1.2",
        "image component:checkout group:payments",
    ),
    (
        "ghcr.io/acme/checkout",
        "image component:checkout group:payments",
    ),
    (
        "registry:5000/cart@sha256:0a",
        "image component:cart group:storefront",
    ),
    // Refs and names.
    (
        "component:checkout",
        "ref component:checkout group:payments",
    ),
    (
        "API:shop/checkout",
        "ref api:shop/checkout group:shop/storefront",
    ),
    ("user:ada", "ref user:ada user:ada"),
    (
        "checkout",
        "name api:shop/checkout group:shop/storefront, name component:checkout group:payments",
    ),
    (
        "shop/checkout",
        "name api:shop/checkout group:shop/storefront",
    ),
    (
        "Checkout,",
        "name api:shop/checkout group:shop/storefront, name component:checkout group:payments",
    ),
    ("orphan", "name component:orphan group:gone"),
    ("group:gone", "none"),
    ("chekout", "none"),
    // Paths.
    ("services/cart/a.ts", "path component:cart group:storefront"),
    ("services/cart", "path component:cart group:storefront"),
    (
        "./services/search/ui/",
        "path component:search-ui group:payments",
    ),
    (
        "services/cart/a.ts:12",
        "path component:cart group:storefront",
    ),
    (
        "services/cart/a.ts:12:3",
        "path component:cart group:storefront",
    ),
    (
        "services/cart/a.ts#L12-L14",
        "path component:cart group:storefront",
    ),
    (
        "services/cart/a.ts(12,3)",
        "path component:cart group:storefront",
    ),
    (
        "services/cart/of/another/branch.ts",
        "path component:cart group:storefront",
    ),
    (
        "README.md",
        "path component:cart group:storefront, path component:search group:storefront, path component:search-ui group:payments",
    ),
    ("docs/start.md", "path  group:money"),
    ("docs/api/a.md", "path  group:storefront, path  user:ada"),
    ("docs/none/a.md", "path  "),
    ("docs/broken/a.md", "path  group:money"),
    ("old/x.ts", "path  group:renamed"),
    ("foreign/x.ts", "path  group:other/storefront"),
    ("search", "name component:search group:storefront"),
    (
        "docs",
        "name component:docs group:storefront, path  group:money",
    ),
    ("cart", "name component:cart group:storefront"),
    ("vercel/next.js", "none"),
    ("../../../../etc/passwd", "none"),
];

/// A platform in `platform`, and a clone of `acme/mono` in `mono`.
fn create_world() -> Idp {
    let idp = Idp::new();
    idp.write_file(
        "platform/idp.yaml",
        "organisation: acme\nforge: github\ngithub: {host: git.acme.example}\n",
    );
    idp.write_file("platform/catalog-info.yaml", CATALOG);
    for path in [
        "services/cart/a.ts",
        "services/search/ui/a.ts",
        "search/x.ts",
        "README.md",
        "docs/start.md",
        "docs/api/a.md",
        "docs/none/a.md",
        "docs/broken/a.md",
    ] {
        idp.write_file(&format!("mono/{path}"), "");
    }
    idp.write_file("mono/.github/CODEOWNERS", CODEOWNERS);
    set_remotes(&idp, "mono", &[("origin", "git@github.com:acme/mono.git")]);
    idp.with_env("IDP_PLATFORM", "../platform")
}

/// Makes `folder` a repository with these remotes and no others.
fn set_remotes(idp: &Idp, folder: &str, remotes: &[(&str, &str)]) {
    let _ = std::fs::remove_dir_all(idp.path(folder).join(".git"));
    idp.run_git(folder, ["init", "-q"]);
    for (name, url) in remotes {
        idp.run_git(folder, ["remote", "add", name, url]);
    }
}

/// Every answer for `handles`, typed in `folder`, in the format of the table.
fn resolve_handles(idp: &Idp, folder: &str, handles: &[&str]) -> Vec<String> {
    let arguments = ["who-owns", "-o", "json", "--"];
    let run = idp.run_in(folder, arguments.iter().chain(handles));
    let json = run.stdout_json();
    let text = |value: &serde_json::Value| {
        let text = value.as_str().unwrap_or_default();
        text.replace(":default/", ":")
    };
    let results = json["results"].as_array().unwrap();
    let of = |handle: &&str| {
        let own = results.iter().filter(|result| result["query"] == **handle);
        let answers = own.map(|result| {
            if result["entity"].is_null() && result["via"].is_null() {
                return "none".to_owned();
            }
            let parts = ["handle", "entity", "owner"].map(|key| text(&result[key]));
            parts.join(" ")
        });
        answers.collect::<Vec<_>>().join(", ")
    };
    handles.iter().map(of).collect()
}

#[test]
fn every_handle_resolves_to_what_it_means() {
    let idp = create_world();
    let handles: Vec<&str> = HANDLE_CASES.iter().map(|(handle, _)| *handle).collect();
    let resolved = resolve_handles(&idp, "mono", &handles);
    let pairs = HANDLE_CASES.iter().zip(&resolved);
    let wrong = pairs.filter(|((_, expected), resolved)| expected != resolved);
    let wrong: Vec<String> = wrong
        .map(|((handle, expected), resolved)| format!("{handle}\n  {resolved}\n  not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(HANDLE_CASES.len() >= 70);
}

#[test]
fn a_folder_of_a_monorepo_is_its_component() {
    let idp = create_world();
    let json = |folder: &str, handle: &str| {
        let run = idp.run_in(
            folder,
            [
                "--platform",
                &idp.path("platform").display().to_string(),
                "who-owns",
                handle,
                "-o",
                "json",
            ],
        );
        let json = run.assert_success().stdout_json();
        let result = &json["results"][0];
        format!(
            "{} {} {}",
            result["entity"], result["matchedBy"], result["inCheckout"]
        )
    };
    assert_eq!(
        json("mono/services/cart", "."),
        r#""component:default/cart" "source-location" true"#
    );
    assert_eq!(
        json("mono/services/search/ui", "a.ts"),
        r#""component:default/search-ui" "source-location" true"#
    );
    assert_eq!(
        json("mono", "services/cart/gone.ts"),
        r#""component:default/cart" "source-location" false"#
    );
    assert_eq!(
        json("mono", "README.md"),
        r#""component:default/cart" "other-folder" true"#
    );
}

#[test]
fn the_nearest_catalog_file_is_asked_before_the_repository() {
    let idp = Idp::new();
    let component = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}, annotations: {{github.com/project-slug: acme/all}}}}\nspec: {{type: service, lifecycle: production, owner: team-{name}}}\n"
        )
    };
    idp.write_file("all/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("all/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [./a/catalog-info.yaml, ./b/catalog-info.yml]}\n");
    idp.write_file("all/a/catalog-info.yaml", &component("a"));
    idp.write_file("all/b/catalog-info.yml", &component("b"));
    idp.write_file("all/a/src/deep/m.go", "");
    idp.write_file("all/README.md", "");
    set_remotes(
        &idp,
        "all",
        &[("origin", "https://github.com/acme/all.git")],
    );
    let handles = [
        "a",
        "a/src/deep/m.go",
        "a/src/gone.go",
        "b",
        "README.md",
        "https://github.com/acme/all/blob/main/a/src/deep/m.go",
        "https://github.com/acme/all/tree/main/b",
        "https://github.com/acme/all",
    ];
    let both = |handle: &str| {
        format!("{handle} component:a group:team-a, {handle} component:b group:team-b")
    };
    assert_eq!(
        resolve_handles(&idp, "all", &handles),
        [
            // The name and the path give the same answer.
            "name component:a group:team-a",
            "path component:a group:team-a",
            "path component:a group:team-a",
            "name component:b group:team-b",
            &both("path"),
            "url component:a group:team-a",
            "url component:b group:team-b",
            &both("url"),
        ]
    );
}

/// A world in which ssh resolves `work` and other aliases to github.com, and logs its arguments.
#[cfg(unix)]
fn create_world_with_aliases() -> Idp {
    let idp = create_world();
    idp.write_file("c/a.ts", "");
    idp.write_script(
        "bin/ssh",
        "echo \"$@\" >> ../ssh.log\ncase \"$*\" in *work* | *GitHub-Upper*) echo hostname github.com ;; *) echo hostname same ;; esac",
    );
    std::fs::create_dir_all(idp.path("../home/.ssh")).unwrap();
    std::fs::write(idp.path("../home/.ssh/config"), "Host *\n").unwrap();
    let path = format!(
        "{}:{}",
        idp.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    idp.with_env("PATH", &path)
}

#[cfg(unix)]
#[test]
fn a_clone_is_known_by_any_of_its_remotes_and_by_ssh_aliases() {
    let idp = create_world_with_aliases();
    let known = "path component:checkout group:payments";
    for remote in [
        &[("origin", "ssh://git@ssh.github.com:443/acme/checkout.git")][..],
        &[("origin", "git@github.com-work:acme/checkout.git")],
        &[("origin", "ssh://git@work/acme/checkout.git")],
        &[("origin", "work:acme/checkout.git")],
        &[("origin", "git@GitHub-Upper:acme/checkout.git")],
        &[
            ("origin", "git@github.com:rae/checkout.git"),
            ("upstream", "git@github.com:acme/checkout.git"),
        ],
        &[
            ("mine", "https://github.com/rae/checkout"),
            ("ours", "https://github.com/acme/checkout"),
        ],
    ] {
        set_remotes(&idp, "c", remote);
        assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known], "{remote:?}");
    }
    set_remotes(&idp, "c", &[("origin", "gh:acme/checkout.git")]);
    idp.run_git("c", ["config", "url.https://github.com/.insteadOf", "gh:"]);
    assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known]);
    let pasted = "git@work:acme/checkout.git";
    assert_eq!(
        resolve_handles(&idp, "c", &[pasted]),
        ["url component:checkout group:payments"]
    );
    let asked = idp.read_file("ssh.log");
    assert!(
        asked.contains("-G -- github.com-work") && !asked.contains("ssh.github.com"),
        "{asked}"
    );
}

#[cfg(unix)]
#[test]
fn a_remote_is_no_option_of_ssh() {
    let idp = create_world_with_aliases();
    idp.write_file("ssh.log", "");
    for hostile in [
        "ssh://-oProxyCommand=x/acme/checkout",
        "-oProxyCommand=x@y:acme/checkout",
        "x@-oProxyCommand=y:a/b",
    ] {
        let before = idp.read_file("ssh.log");
        set_remotes(&idp, "c", &[]);
        idp.run_git("c", ["config", "remote.origin.url", hostile]);
        assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), ["none"], "{hostile}");
        let after = idp.read_file("ssh.log");
        assert!(
            !after[before.len()..].contains("-- -"),
            "{hostile}: {after}"
        );
    }
}

#[test]
fn a_clone_is_known_by_the_urls_as_they_are_configured() {
    let idp = create_world();
    idp.write_file("c/a.ts", "");
    let known = "path component:checkout group:payments";
    let mirror = "url.https://mirror.acme.example/github/.insteadOf";
    let checkout = "https://github.com/acme/checkout";
    set_remotes(&idp, "c", &[("origin", checkout)]);
    idp.run_git("c", ["config", mirror, "https://github.com/"]);
    assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known]);
    set_remotes(&idp, "c", &[("origin", "https://mirror.acme.example/x")]);
    idp.run_git("c", ["config", "remote.origin.pushurl", checkout]);
    assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known]);
    set_remotes(&idp, "c", &[("origin", "https://mirror.acme.example/x")]);
    idp.run_git("c", ["remote", "set-url", "--add", "origin", checkout]);
    assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known]);
    std::fs::remove_dir_all(idp.path("c/.git")).unwrap();
    idp.run_git("c", ["init", "-q", "--object-format=sha256"]);
    idp.run_git("c", ["remote", "add", "origin", checkout]);
    idp.run_git("c", ["config", mirror, "https://github.com/"]);
    assert_eq!(resolve_handles(&idp, "c", &["a.ts"]), [known]);
}

#[test]
fn an_owner_that_a_line_names_twice_is_one_owner() {
    let idp = create_world();
    idp.write_file(
        "mono/.github/CODEOWNERS",
        "* @acme/storefront @ada-l ada@acme.example @acme/storefront\n",
    );
    assert_eq!(
        resolve_handles(&idp, "mono", &["README.md"]),
        ["path  group:storefront, path  user:ada"]
    );
}

#[test]
fn an_unknown_remote_is_named() {
    let idp = create_world();
    idp.write_file("c/a.ts", "");
    set_remotes(&idp, "c", &[("origin", "git@github.com:rae/bill.git")]);
    assert_snapshot!(idp.run_in("c", ["who-owns", "a.ts"]), @"
    [stderr]
    error: no entity in the catalog has the repository github.com/rae/bill
    help: list entities: idp catalog list
    [exit 3]
    ");
}

#[test]
fn all_owners_of_a_line_of_codeowners_are_named_and_nobody_too() {
    let idp = create_world();
    assert_snapshot!(idp.run_in("mono", ["who-owns", "docs/api/a.md"]), @"
    docs/api/a.md 
    owner      storefront · 1 member · no parent team
    people     bo
    why        [ROOT]/here/mono/.github/CODEOWNERS:2:12  CODEOWNERS
    owner      ada (Ada Lovelace) · user
    teams      group:default/payments
    contact    Ada@acme.example
    why        [ROOT]/here/mono/.github/CODEOWNERS:2:29  CODEOWNERS
    ");
    assert_snapshot!(idp.run_in("mono", ["who-owns", "docs/none/a.md", "old/x.ts"]), @"
    docs/none/a.md 
    owner      none
    why        [ROOT]/here/mono/.github/CODEOWNERS:3:1  CODEOWNERS

    old/x.ts   not in this checkout
    owner      renamed · not in the catalog
    why        [ROOT]/here/mono/.github/CODEOWNERS:5:7  CODEOWNERS
    [stderr]
    error: `docs/none/a.md` has no owner: [ROOT]/here/mono/.github/CODEOWNERS:3 names no owner
    [exit 3]
    ");
    assert_snapshot!(idp.run_in("mono", ["who-owns", "services/cart/old/x.ts"]), @"
    cart       component:default/cart · service · production · not in this checkout
    owner      renamed · not in the catalog
    catalog    component:default/cart is owned by group:default/storefront
    why        [ROOT]/here/mono/.github/CODEOWNERS:6:21  CODEOWNERS
    ");
}

#[test]
fn a_team_shows_its_people_and_what_it_owns() {
    let idp = create_world();
    assert_snapshot!(idp.run_in("mono", ["who-owns", "group:money", "payments", "user:bo"]), @"
    money      group:default/money · department
    owner      money · 0 members · no parent team
    teams      group:default/payments
    owns       0 entities, 3 including subteams
    why        catalog-info.yaml:3:18  self

    payments   group:default/payments · team
    owner      payments · 2 members · part of group:default/money
    people     ada (Ada Lovelace), bo
    owns       3 entities
    contact    #pay · payments@acme.example
    why        catalog-info.yaml:8:18  self

    bo         user:default/bo
    owner      bo · user
    teams      group:default/payments, group:default/storefront
    contact    ada@acme.example
    why        catalog-info.yaml:23:18  self
    ");
    assert_snapshot!(idp.run_in("mono", ["who-owns", "group:gone"]), @"
    [stderr]
    error: group:default/gone is not in the catalog; 1 entity names it as owner
    help: list entities: idp catalog list
    [exit 3]
    ");
    let owned = |arguments: &[&str]| {
        let list = ["catalog", "list", "--owner", "money", "-o", "csv"];
        let run = idp
            .run_in("mono", list.iter().chain(arguments))
            .assert_success();
        run.stdout.lines().count() - 1
    };
    assert_eq!((owned(&[]), owned(&["--below"])), (0, 3));
}

#[test]
fn pages_of_github_itself_are_no_users() {
    let pages = [
        "search",
        "login",
        "notifications",
        "settings",
        "marketplace",
        "explore",
        "topics",
        "trending",
        "features",
        "pricing",
        "about",
    ];
    let user = |page: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: {page}}}\nspec: {{memberOf: []}}\n"
        )
    };
    let users: String = pages.iter().map(|page| user(page)).collect();
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: github\n");
    idp.write_file("catalog-info.yaml", &users);
    let urls = pages.map(|page| format!("https://github.com/{page}?q=a"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    assert_eq!(resolve_handles(&idp, "", &urls), vec!["none"; urls.len()]);
}

#[test]
fn a_loose_catalog_has_the_teams_of_its_remotes() {
    let idp = Idp::new();
    idp.write_file(
        "all/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n",
    );
    let team = |handle: &str| resolve_handles(&idp, "all", &[handle]).remove(0);
    set_remotes(&idp, "all", &[]);
    assert_eq!(team("@acme/web"), "team group:web group:web");
    set_remotes(&idp, "all", &[("origin", "git@github.com:Acme/all.git")]);
    assert_eq!(team("@acme/web"), "team group:web group:web");
    assert_eq!(team("@other/web"), "none");
}

#[cfg(unix)]
#[test]
fn a_loose_catalog_is_its_repository_by_an_alias_too() {
    let idp = Idp::new();
    let owned = |kind: &str, name: &str, spec: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n"
        )
    };
    let web = owned("Group", "web", "type: team, children: []");
    let all = owned(
        "Component",
        "all",
        "type: service, lifecycle: production, owner: web",
    );
    idp.write_file("all/catalog-info.yaml", &(web + &all));
    idp.write_file("../home/.ssh/config", "Host work\n");
    idp.write_script("bin/ssh", "echo hostname github.com");
    let path = format!(
        "{}:{}",
        idp.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let idp = idp.with_env("PATH", &path);
    for remote in ["git@work:acme/all.git", "work:acme/all.git"] {
        set_remotes(&idp, "all", &[("origin", remote)]);
        let url = "https://github.com/acme/all/blob/main/a.ts";
        assert_eq!(
            resolve_handles(&idp, "all", &[url, "@acme/web", "@other/web"]),
            [
                "url component:all group:web",
                "team group:web group:web",
                "none"
            ],
            "{remote}"
        );
    }
}

#[test]
fn the_text_names_the_first_five_people() {
    let idp = Idp::new();
    let user = |number: usize| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: u{number}}}\nspec: {{memberOf: [all]}}\n"
        )
    };
    let users: String = (1..=7).map(user).collect();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", &format!("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: all}}\nspec: {{type: team, children: []}}\n{users}"));
    let people = |arguments: &[&str]| {
        let run = idp
            .run(["who-owns", "all"].iter().chain(arguments))
            .assert_success();
        let mut lines = run.stdout.lines();
        let line = lines.find(|line| line.starts_with("people"));
        line.unwrap().to_owned()
    };
    assert_eq!(
        people(&[]),
        "people     u1, u2, u3, u4, u5 and 2 more (--all)"
    );
    assert_eq!(people(&["--all"]), "people     u1, u2, u3, u4, u5, u6, u7");
}

#[test]
fn a_service_is_found_by_the_namespaces_that_the_platform_gives_it_and_links_to_its_address() {
    let idp = Idp::new();
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\nenvironments:\n  staging:\n    namespace: '{name}-test'\n    route: {kind: ingress, className: nginx, host: '{name}.test.acme.dev', tls: false}\n  production:\n    variables: {NAMESPACE: '{name}-prod'}\n    route: {kind: httproute, gateway: {name: web}, host: '{name}.acme.dev'}\n");
    idp.write_file("p/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: acme}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
    idp.write_file("p/catalog/groups.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n");
    idp.run_git("p", ["init", "-q", "-b", "main"]);
    idp.run_git("p", ["add", "--all"]);
    idp.run_git("p", ["commit", "-qm", "platform"]);
    idp.run_git("", ["clone", "-q", "--bare", "p", "p.git"]);
    let name =
        "git config --global user.name Ada && git config --global user.email ada@acme.example";
    assert_eq!(
        idp.run_shell(&format!("mkdir -p ../home && {name}")).code,
        Some(0)
    );
    let bare = idp.path("p.git").display().to_string();
    let idp = idp.with_env("IDP_PLATFORM", &bare);
    idp.run(["new", "service", "shop", "--owner", "web", "-q"])
        .assert_success();
    let handles = [
        "namespace/shop-prod",
        "namespace/shop-test",
        "ghcr.io/acme/shop:1",
        "acme/shop:1",
    ];
    let known = ["namespace", "namespace", "image", "image"]
        .map(|handle| format!("{handle} component:shop group:web"));
    assert_eq!(resolve_handles(&idp, "", &handles), known);
    let entity = ["-C", "p.git", "show", "main:catalog/components/shop.yaml"];
    let entity = idp.run_git("", entity);
    let links = "  links:\n    - url: http://shop.test.acme.dev\n      title: staging\n    - url: https://shop.acme.dev\n      title: production\nspec:\n";
    assert!(entity.contains(links), "{entity}");
    let values = std::fs::read_to_string(idp.path("shop/chart/values-staging.yaml")).unwrap();
    let route = "route:\n  kind: ingress\n  hosts: [shop.test.acme.dev]\n  tls: false\n  className: nginx\n";
    assert!(values.ends_with(route), "{values}");
}

#[test]
fn no_handle_makes_it_panic() {
    let idp = create_world();
    let pieces = [
        "https://",
        "github.com",
        "/",
        "acme",
        "mono",
        "@",
        ":",
        "#",
        "..",
        "%",
        "%2f",
        "\u{e9}",
        "(",
        ")",
        "<",
        "-x",
        "namespace/",
        "url:",
        "12",
        " ",
        "blob/",
        "[",
        "]",
        "\\",
    ];
    let mut seed = 7_u64;
    let mut handles = Vec::new();
    for _ in 0..2_000 {
        let mut handle = String::new();
        for _ in 0..1 + seed % 7 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            handle.push_str(pieces[usize::try_from(seed >> 33).unwrap() % pieces.len()]);
        }
        if !handle.trim().is_empty() {
            handles.push(handle);
        }
    }
    let run = idp.run_in(
        "mono",
        ["who-owns", "-o", "csv", "--"]
            .into_iter()
            .map(str::to_owned)
            .chain(handles),
    );
    assert_eq!(run.code, Some(3), "{run}");
}

//! Where newcomers got stuck: each of these led to a command that failed, or to an answer that was wrong.

use insta::assert_snapshot;

use crate::support::Idp;

const CONFIG: &str = "organisation: acme\nforge: local\n";
const SHOP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: web}\n";

/// A user with a name for commits, who has `idp` on the `PATH`.
fn create_user() -> Idp {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_idp"))
        .parent()
        .unwrap();
    let others = std::env::var("PATH").unwrap();
    let idp = Idp::new().with_env("PATH", &format!("{}:{others}", folder.display()));
    ["AUTHOR", "COMMITTER"].into_iter().fold(idp, |idp, role| {
        idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
            .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
    })
}

/// The same user, with the sample in `platform`.
fn create_sample_platform() -> Idp {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --sample -q")
        .assert_success();
    idp
}

/// What `line` prints, with its exit code.
fn show(idp: &Idp, line: &str) -> String {
    format!("$ {line}\n{}", idp.redact(&idp.run_shell(line).to_string()))
}

fn show_all<const N: usize>(idp: &Idp, lines: [&str; N]) -> String {
    lines.map(|line| show(idp, line)).join("\n\n")
}

#[test]
fn a_repository_with_settings_alone_gets_a_catalog() {
    let idp = create_user();
    idp.write_file("repo/idp.yaml", CONFIG);
    idp.run_shell("cd repo && git init -qb main && git add . && git commit -qm settings")
        .assert_success();
    idp.run_shell("cd repo && idp init --owner web")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "cd repo && idp who-owns web",
        "cd repo && idp catalog validate | sed 's/ (.*//'",
        "cd repo && idp new service checkout --owner web --dir ../checkout --dry-run -q | tail -1",
    ]), @"
    $ cd repo && idp who-owns web
    web        group:default/web · team
    owner      web (Web) · 0 members · no parent team
    owns       0 entities
    why        catalog/groups.yaml:4:9  self


    $ cd repo && idp catalog validate | sed 's/ (.*//'
    0 services, 1 team, 0 errors, 0 warnings


    $ cd repo && idp new service checkout --owner web --dir ../checkout --dry-run -q | tail -1
    Nothing was changed. To create the service, leave out --dry-run.
    ");
}

#[test]
fn the_owner_of_a_platform_is_a_group_of_its_catalog() {
    let idp = create_sample_platform();
    idp.write_file("repo/idp.yaml", CONFIG);
    idp.write_file("repo/catalog-info.yaml", SHOP);
    let group = "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";
    idp.write_file("loose/idp.yaml", CONFIG);
    idp.write_file("loose/catalog-info.yaml", &format!("{SHOP}{group}"));
    idp.run_shell("cd loose && git init -qb main && git add . && git commit -qm settings")
        .assert_success();
    idp.run_shell("cd repo && git init -qb main && git add . && git commit -qm settings")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "cd repo && idp init --owner web",
        "cd loose && idp init --owner web | sed '/added/d'",
        "cd loose && printf 'catalog: {file: catalog-info.yaml}\\n' >> idp.yaml && git commit -qam file && idp init | tail -3",
        "cd loose && idp new service checkout --owner web --dir ../checkout --dry-run | tail -1",
        "cd platform && idp init --owner paymnts",
        "cd platform && idp init --owner payments",
        "cd platform && idp catalog rename group:platform infra -q && idp init",
        "idp init other --organisation acme --owner web --visibility public",
    ]), @r#"
    $ cd repo && idp init --owner web
    [stderr]
    error: the catalog has no group `web` that could own the platform
    help: add a document to the root file of the catalog: {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: web}, spec: {type: team, children: []}}
    [exit 3]


    $ cd loose && idp init --owner web | sed '/added/d'
    Added 17 files to the platform of acme, commit [COMMIT].


      next  idp catalog site
    [stderr]
    warning: no Location reaches catalog/components/, where idp new registers services; add a Location with the target ./catalog/components/*.yaml to the root file of the catalog, or set `catalog.file` in idp.yaml to the file that holds the whole catalog


    $ cd loose && printf 'catalog: {file: catalog-info.yaml}\n' >> idp.yaml && git commit -qam file && idp init | tail -3
      next  idp who-owns web
            idp catalog site
            idp new service checkout --owner web --dir ../checkout


    $ cd loose && idp new service checkout --owner web --dir ../checkout --dry-run | tail -1
    Nothing was changed. To create the service, leave out --dry-run.
    [stderr]
    platform  [ROOT]/here/loose (1 service, 1 team) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on


    $ cd platform && idp init --owner paymnts
    [stderr]
    error: the catalog has no group `paymnts` that could own the platform
    help: name one that it has, such as payments
    [exit 3]


    $ cd platform && idp init --owner payments
    [stderr]
    error: the platform was created for the group `platform`, not `payments`
    help: its files, such as .github/CODEOWNERS, are yours to edit; run idp init without an owner to add missing ones
    [exit 6]


    $ cd platform && idp catalog rename group:platform infra -q && idp init
    note: .github/CODEOWNERS names the team platform; rename the team on GitHub, too, and change that file
    changed 5 entities in 4 files ([COMMIT])
    The platform of acme is complete; nothing was changed.

      kept      catalog/components/feature-flags.yaml
      kept      catalog/groups.yaml
      kept      catalog/systems.yaml
      kept      catalog/users.yaml

      next  idp who-owns search
            idp catalog site
            idp new service checkout --owner infra --dir ../checkout
    [stderr]
    warning: the catalog has no group platform, but these files name it: .github/CODEOWNERS, README.md


    $ idp init other --organisation acme --owner web --visibility public
    [stderr]
    error: `--visibility` requires `--github`
    help: add --github acme instead of --organisation
    [exit 2]
    "#);
}

#[test]
fn the_sample_can_be_replaced_as_its_readme_says() {
    let idp = create_sample_platform();
    let readme = idp.read_file("platform/README.md");
    let sample = readme.split("## The sample").nth(1).unwrap();
    let mut commands = sample
        .split("```sh\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap());
    for block in [commands.next().unwrap(), commands.next().unwrap()] {
        idp.run_shell(&format!("cd platform && set -e\n{block}"))
            .assert_success();
    }
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp catalog remove group:payments group:storefront",
        "cd platform && idp catalog validate | sed 's/ (.*//'",
        "cd platform && idp who-owns storage",
        "idp connect platform && idp who-owns storage && idp connect --forget",
    ]), @"
    $ cd platform && idp catalog remove group:payments group:storefront
    changed 2 entities in 1 file ([COMMIT])


    $ cd platform && idp catalog validate | sed 's/ (.*//'
    1 service, 2 teams, 0 errors, 0 warnings


    $ cd platform && idp who-owns storage
    storage    component:default/storage · service · production
    owner      sales · 1 member · no parent team
    people     ada
    why        catalog/components/storage.yaml:8:10  spec.owner


    $ idp connect platform && idp who-owns storage && idp connect --forget
    connected to file://[ROOT]/here/platform (1 service, 2 teams)
    storage    component:default/storage · service · production
    owner      sales · 1 member · no parent team
    people     ada
    why        catalog/components/storage.yaml:8:10  spec.owner
    not connected to a platform
    ");
}

#[test]
fn a_platform_without_a_remote_says_which_branch_gets_a_service() {
    let idp = create_sample_platform();
    assert_snapshot!(show_all(&idp, [
        "cd platform && git checkout -q --detach && idp new service shop --owner payments --dir ../shop",
        "cd platform && idp catalog set cart lifecycle=deprecated",
        "cd platform && git checkout -qb feature main && idp new service shop --owner payments --dir ../shop --dry-run 2>&1 | grep warning",
        "cd platform && echo more >> README.md && idp new service shop --owner payments --dir ../shop",
        "cd platform && git checkout -q . && idp template new tool -q && idp new tool shop --owner payments --dir ../shop",
        "cd platform && idp template show tool --template templates | tail -1",
    ]), @"
    $ cd platform && git checkout -q --detach && idp new service shop --owner payments --dir ../shop
    [stderr]
    error: no branch is checked out in the platform [ROOT]/here/platform (detached HEAD)
    help: git -C [ROOT]/here/platform switch main
    [exit 6]


    $ cd platform && idp catalog set cart lifecycle=deprecated
    changed 1 entity in 1 file ([COMMIT]); next: git switch -c <BRANCH>


    $ cd platform && git checkout -qb feature main && idp new service shop --owner payments --dir ../shop --dry-run 2>&1 | grep warning
    warning: the service is registered on the branch feature, which the platform has checked out


    $ cd platform && echo more >> README.md && idp new service shop --owner payments --dir ../shop
    [stderr]
    error: the platform [ROOT]/here/platform has uncommitted changes, so nothing can be registered there
    help: commit or stash them first
    [exit 6]


    $ cd platform && git checkout -q . && idp template new tool -q && idp new tool shop --owner payments --dir ../shop
    + templates/tool/template.yaml
    + templates/tool/files/README.md.hbs
    + templates/tool/tests/default/case.yaml

    lint       idp template lint templates/tool
    test       idp template test templates/tool
    use        idp new tool <NAME> --owner <GROUP> --template templates/tool --dir ../<NAME>
    [stderr]
    error: template `tool` isn't committed
    help: commit it, or add --template templates/tool
    [exit 3]


    $ cd platform && idp template show tool --template templates | tail -1
    idp new tool <NAME> --owner <GROUP> --template templates
    ");
}

#[test]
fn fix_leaves_other_files_alone() {
    let idp = Idp::new();
    let text = "# Shop\n\nNote: see `docs`: it has more\n";
    idp.write_file("notes/README.md", text);
    let run = idp
        .run(["catalog", "validate", "notes/README.md", "--fix"])
        .assert_exit_code(1);
    assert!(!run.stdout.contains("automatic fix"), "{run}");
    assert_eq!(idp.read_file("notes/README.md"), text);
}

#[test]
fn a_required_input_with_a_pattern_can_be_linted() {
    let idp = create_user();
    idp.run(["template", "new", "tool"]).assert_success();
    let manifest = idp.read_file("tool/template.yaml");
    let input = "inputs:\n  - {name: slug, type: string, title: Which slug?, pattern: '[a-z]+'}";
    idp.write_file(
        "tool/template.yaml",
        &manifest.replacen("inputs:", input, 1),
    );
    assert_snapshot!(show_all(&idp, [
        "idp template lint tool",
        "idp new tool shop --template tool --owner payments --set slug=9 --dry-run",
    ]), @"
    $ idp template lint tool
    1 template, 0 errors


    $ idp new tool shop --template tool --owner payments --set slug=9 --dry-run
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: `slug`: `9` does not match [a-z]+
    [exit 2]
    ");
}

#[test]
fn an_import_says_which_owner_it_doesn_t_know_and_what_it_reads() {
    let idp = create_user();
    idp.run_shell("mkdir -p src/empty src/pay && git -C src/empty init -q && git -C src/pay init -q && cd src/pay && touch Dockerfile && git add . && git commit -qm x").assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp catalog import --from src/pay --owner paymnts --dry-run",
        "idp catalog import --from src/empty --dry-run",
        "idp catalog import --check",
        "idp catalog import",
        "idp catalog import src",
    ]), @"
    $ idp catalog import --from src/pay --owner paymnts --dry-run
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: no group named `paymnts`
    help: did you mean `payments`?
    [exit 3]


    $ idp catalog import --from src/empty --dry-run
    warning: empty: the repository has no commits
    1 repository: 0 new entities, 0 left out, 0 already in the catalog
    [stderr]
    platform  practice (local) · nothing leaves this machine


    $ idp catalog import --check
    [stderr]
    error: `--check` requires `--org`
    help: idp catalog import --org --check
    [exit 2]


    $ idp catalog import
    [stderr]
    error: missing `--from <PATH>` or `--org`
    help: a folder of clones: idp catalog import --from <PATH>
    help: the organisation on GitHub: idp catalog import --org
    [exit 2]


    $ idp catalog import src
    [stderr]
    error: unexpected argument `src`
    help: did you mean `--from src`?
    help: idp catalog import --help
    [exit 2]
    ");
}

#[test]
fn answers_say_what_they_are_about() {
    let idp = create_sample_platform();
    assert_snapshot!(show_all(&idp, [
        "idp who-owns acme",
        "cd platform && idp who-owns platform | head -2",
        "idp who-owns ghcr.io/evil/cart:1 cart:1",
    ]), @"
    $ idp who-owns acme
    acme       location:default/acme
    owner      none
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: `acme` is a Location, and a Location has no owner
    [exit 3]


    $ cd platform && idp who-owns platform | head -2
    platform   group:default/platform · team
    owner      platform (Platform) · 2 members · no parent team


    $ idp who-owns ghcr.io/evil/cart:1 cart:1
    cart       component:default/cart · service · production
    owner      storefront (Storefront) · 2 members · no parent team
    people     chiara (Chiara Rossi), dmitri (Dmitri Sato)
    contact    #storefront · storefront@acme.example
    why        catalog/components/cart.yaml:11:10  spec.owner, by the name of the image alone

    cart       component:default/cart · service · production
    owner      storefront (Storefront) · 2 members · no parent team
    people     chiara (Chiara Rossi), dmitri (Dmitri Sato)
    contact    #storefront · storefront@acme.example
    why        catalog/components/cart.yaml:11:10  spec.owner
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
}

#[test]
fn words_of_other_programs_are_understood() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp catalog list components",
        "idp catalog list teams",
        "idp catalog export backstage --out e.json",
        "idp new service shop --output-dir x",
        "idp catalog list --json",
        "idp new chekout",
        "idp catalog add group:web --kind system",
        "idp options --help",
    ]), @"
    $ idp catalog list components
    [stderr]
    error: unexpected argument `components`
    help: did you mean `--kind component`?
    help: idp catalog list --help
    [exit 2]


    $ idp catalog list teams
    [stderr]
    error: unexpected argument `teams`
    help: did you mean `--kind group`?
    help: idp catalog list --help
    [exit 2]


    $ idp catalog export backstage --out e.json
    [stderr]
    error: unknown option `--out`
    help: it writes to stdout; redirect it: > FILE
    help: idp catalog export --help
    [exit 2]


    $ idp new service shop --output-dir x
    [stderr]
    error: unknown option `--output-dir`
    help: did you mean `--dir`?
    help: idp new --help
    [exit 2]


    $ idp catalog list --json
    [stderr]
    error: unknown option `--json`
    help: did you mean `--output json`?
    help: idp catalog list --help
    [exit 2]


    $ idp new chekout
    [stderr]
    error: no template named `chekout`
    help: available templates: service
    [exit 3]


    $ idp catalog add group:web --kind system
    [stderr]
    error: `group:web` has the kind group, but `--kind` says system
    help: leave one of them out
    [exit 2]


    $ idp options --help
    [stderr]
    error: unknown option `--help`
    help: idp help options
    [exit 2]
    ");
}

#[test]
fn a_fork_and_a_clone_without_a_remote_have_the_owners_of_the_original() {
    let idp = create_user();
    let group = |name: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    let root = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: [./services/cart/catalog-info.yaml]}\n---\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: shop}\nspec: {owner: web}\n";
    idp.write_file(
        "mono/catalog-info.yaml",
        &format!("{root}{}{}", group("web"), group("pay")),
    );
    let cart = SHOP.replace(
        "{name: shop}",
        "{name: cart, annotations: {github.com/project-slug: acme/mono}}",
    );
    idp.write_file(
        "mono/services/cart/catalog-info.yaml",
        &cart.replace("web", "pay"),
    );
    idp.write_file("mono/services/cart/a.ts", "");
    let who = "cd mono && idp who-owns services/cart/a.ts | head -2";
    idp.run_shell("cd mono && git init -qb main && git add -A && git commit -qm x")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        who,
        &format!("git -C mono remote add origin git@github.com:ada/mono.git && {who}"),
        &format!("git -C mono remote set-url origin git@github.com:acme/mono.git && {who}"),
        &format!("git -C mono remote set-url origin git@github.com:acme/other.git && {who}"),
    ]), @"
    $ cd mono && idp who-owns services/cart/a.ts | head -2
    cart       component:default/cart · service · production
    owner      pay · 0 members · no parent team


    $ git -C mono remote add origin git@github.com:ada/mono.git && cd mono && idp who-owns services/cart/a.ts | head -2
    cart       component:default/cart · service · production
    owner      pay · 0 members · no parent team


    $ git -C mono remote set-url origin git@github.com:acme/mono.git && cd mono && idp who-owns services/cart/a.ts | head -2
    cart       component:default/cart · service · production
    owner      pay · 0 members · no parent team


    $ git -C mono remote set-url origin git@github.com:acme/other.git && cd mono && idp who-owns services/cart/a.ts | head -2
    shop       system:default/shop
    owner      web · 0 members · no parent team
    ");
}

#[test]
fn a_service_follows_its_platform_to_a_remote() {
    let idp = create_sample_platform();
    idp.run_shell("idp new service s1 --owner payments --platform platform -q")
        .assert_success();
    idp.run_shell("git init -q --bare -b main srv.git && git -C platform remote add origin $PWD/srv.git && git -C platform push -q -u origin main").assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp --platform file://$PWD/srv.git catalog set s1 owner=storefront --yes",
        "idp -C s1 who-owns . | head -2",
        "mv platform elsewhere && idp -C s1 who-owns .",
        "idp connect file://$PWD/srv.git && idp -C s1 who-owns s1 | head -2",
    ]), @"
    $ idp --platform file://$PWD/srv.git catalog set s1 owner=storefront --yes
    changed 1 entity in 1 file ([COMMIT]), pushed to main of file://[ROOT]/here/srv.git
    [stderr]
    platform  file://[ROOT]/here/srv.git · push to main


    $ idp -C s1 who-owns . | head -2
    s1         component:default/s1 · service · experimental
    owner      storefront (Storefront) · 2 members · no parent team
    [stderr]
    platform  file://[ROOT]/here/srv.git · from .idp/lock.yaml


    $ mv platform elsewhere && idp -C s1 who-owns .
    [stderr]
    error: the platform file://[ROOT]/here/platform doesn't exist on this machine
    help: the address comes from [ROOT]/here/s1/.idp/lock.yaml
    help: run this command in the platform repository, or add --platform <PATH|URL>
    [exit 3]


    $ idp connect file://$PWD/srv.git && idp -C s1 who-owns s1 | head -2
    connected to file://[ROOT]/here/srv.git (6 services, 3 teams)
    s1         component:default/s1 · service · experimental
    owner      storefront (Storefront) · 2 members · no parent team
    ");
}

#[test]
fn refs_and_namespaces_are_understood_wherever_a_name_is() {
    let idp = create_sample_platform();
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp catalog add x namespace=shop type=service owner=group:default/payments lifecycle=production",
        "cd platform && idp catalog add component:shop/y type=service owner=group:default/payments lifecycle=production",
        "cd platform && idp catalog add group:default/web type=team",
        "cd platform && idp catalog rename cart component:basket",
        "cd platform && idp catalog rename basket group:basket",
        "cd platform && idp catalog rename group:platform infra",
        "cd platform && idp catalog list -o csv | cut -d, -f1 | grep -E 'shop|web|basket|infra'",
    ]), @"
    $ cd platform && idp catalog add x namespace=shop type=service owner=group:default/payments lifecycle=production
    changed 1 entity in 1 file ([COMMIT])


    $ cd platform && idp catalog add component:shop/y type=service owner=group:default/payments lifecycle=production
    changed 1 entity in 1 file ([COMMIT])


    $ cd platform && idp catalog add group:default/web type=team
    changed 1 entity in 1 file ([COMMIT])


    $ cd platform && idp catalog rename cart component:basket
    changed 1 entity in 1 file ([COMMIT])


    $ cd platform && idp catalog rename basket group:basket
    [stderr]
    error: invalid name `group:basket`
    help: use at most 63 letters, digits, `-`, `_` and `.`, and start and end with a letter or digit
    [exit 2]


    $ cd platform && idp catalog rename group:platform infra
    note: .github/CODEOWNERS names the team platform; rename the team on GitHub, too, and change that file
    changed 5 entities in 4 files ([COMMIT])


    $ cd platform && idp catalog list -o csv | cut -d, -f1 | grep -E 'shop|web|basket|infra'
    component:default/basket
    component:shop/x
    component:shop/y
    group:default/infra
    group:default/web
    system:default/shop
    ");
}

#[test]
fn an_error_url_leads_to_the_service_with_that_link() {
    let idp = create_sample_platform();
    idp.run_shell("cd platform && idp catalog set cart link:Prod=https://cart.acme.example -q")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp who-owns https://cart.acme.example/api/v1/pay | sed '/people/d'",
        "cd platform && idp who-owns https://other.acme.example/cart",
        "cd platform && idp who-owns registry.k8s.io/search:v1 | tail -1",
    ]), @"
    $ cd platform && idp who-owns https://cart.acme.example/api/v1/pay | sed '/people/d'
    cart       component:default/cart · service · production
    owner      storefront (Storefront) · 2 members · no parent team
    contact    #storefront · storefront@acme.example
    why        catalog/components/cart.yaml:14:10  spec.owner, by a link


    $ cd platform && idp who-owns https://other.acme.example/cart
    [stderr]
    error: no entity in the catalog has the repository or the link other.acme.example/cart
    help: did you mean `cart`?
    [exit 3]


    $ cd platform && idp who-owns registry.k8s.io/search:v1 | tail -1
    why        catalog/components/search.yaml:11:10  spec.owner, by the name of the image alone
    ");
}

#[test]
fn a_value_without_quotes_changes_nothing() {
    let idp = create_sample_platform();
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp catalog set cart description=Shopping cart",
        "cd platform && idp catalog set ledger title=Team payments lifecycle=production",
        "cd platform && idp catalog add pricing type=service lifecycle=production owner=payments description=The pricing service",
        "git -C platform log --oneline | wc -l",
    ]), @"
    $ cd platform && idp catalog set cart description=Shopping cart
    [stderr]
    error: `cart` comes after a value
    help: quote a value with spaces: 'description=Shopping cart'
    help: put names before values
    [exit 2]


    $ cd platform && idp catalog set ledger title=Team payments lifecycle=production
    [stderr]
    error: `payments` comes after a value
    help: quote a value with spaces: 'title=Team payments'
    help: put names before values
    [exit 2]


    $ cd platform && idp catalog add pricing type=service lifecycle=production owner=payments description=The pricing service
    [stderr]
    error: `pricing` comes after a value
    help: quote a value with spaces: 'description=The pricing service'
    help: put names before values
    [exit 2]


    $ git -C platform log --oneline | wc -l
    1
    ");
}

#[test]
fn a_repair_of_a_file_that_is_not_committed_is_not_nothing() {
    let idp = create_sample_platform();
    assert_snapshot!(show_all(&idp, [
        "cd platform && sed -i s/storefront/storefrnt/ catalog/components/cart.yaml && idp catalog set cart owner=group:default/storefront",
        "cd platform && idp catalog set cart owner=group:default/storefront --no-commit",
        "cd platform && git status --short",
    ]), @"
    $ cd platform && sed -i s/storefront/storefrnt/ catalog/components/cart.yaml && idp catalog set cart owner=group:default/storefront
    [stderr]
    error: this change depends on uncommitted files: catalog/components/cart.yaml
    help: commit them first, or add --no-commit
    [exit 6]


    $ cd platform && idp catalog set cart owner=group:default/storefront --no-commit
    changed 1 entity in 1 file; next: git diff


    $ cd platform && git status --short
    ");
}

#[test]
fn a_repository_that_exists_can_be_registered_again() {
    let idp = create_sample_platform();
    let run = idp.run_shell("idp connect platform && idp new service pay --owner payments -q && idp catalog remove pay --yes -q && rm -r pay");
    run.assert_success();
    let error = idp.run(["new", "service", "pay", "--owner", "payments"]);
    let hint = error
        .stderr
        .split("to add the existing repository to the catalog: ")
        .nth(1);
    let command = hint
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .replace("<GROUP>", "payments");
    idp.run_shell(&format!("{command} --yes")).assert_success();
    let who = idp.run_shell("idp who-owns file://$PWD/forge/acme/pay.git http://localhost:3000");
    assert_snapshot!(idp.redact(&who.to_string()), @"
    pay        component:default/pay · service · experimental
    owner      payments (Payments) · 3 members · no parent team
    people     ada (Ada Okafor), bruno (Bruno Lindqvist), grace (Grace Moreau)
    contact    #payments · payments@acme.example
    why        catalog/components/pay.yaml:10:10  spec.owner
    [stderr]
    error: no entity in the catalog has the link http://localhost:3000/
    help: list entities: idp catalog list
    help: this is file://[ROOT]/here/platform, from idp connect; to use another: --platform <PATH|URL|practice>
    [exit 3]
    ");
}

#[test]
fn the_folder_of_a_file_is_not_a_namespace() {
    let idp = create_user();
    assert_snapshot!(show(&idp, "idp catalog add teams/web.yaml"), @"
    $ idp catalog add teams/web.yaml
    [stderr]
    error: `teams/web.yaml` is a file, not a name
    help: idp catalog add -f teams/web.yaml
    [exit 2]
    ");
}

#[test]
fn a_name_of_a_clone_is_looked_up_in_its_platform() {
    let idp = create_sample_platform();
    idp.run_shell("idp -C platform catalog set cart owner=storefront -q && idp init other --organisation other --owner web -q")
        .assert_success();
    idp.run_shell("idp -C platform new service basket --owner storefront --dir ../basket -q")
        .assert_success();
    idp.run_shell("idp who-owns cart").assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp who-owns basket | head -2",
        "idp who-owns basket cart 2>&1 | head -4 | sed 's# /.*/here# [HERE]#'",
        "idp --platform practice who-owns basket -q 2>&1 | sed 's# /.*/here# [HERE]#'",
        "idp connect $PWD/other -q; idp who-owns basket 2>&1 | sed 's# /.*/here# [HERE]#'",
    ]), @"
    $ idp who-owns basket | head -2
    basket     component:default/basket · service · experimental
    owner      storefront (Storefront) · 2 members · no parent team
    [stderr]
    platform  file://[ROOT]/here/platform · from basket/.idp/lock.yaml


    $ idp who-owns basket cart 2>&1 | head -4 | sed 's# /.*/here# [HERE]#'
    platform  practice (local) · nothing leaves this machine
    cart       component:default/cart · service · production
    owner      storefront (Storefront) · 2 members · no parent team
    people     chiara (Chiara Rossi), dmitri (Dmitri Sato)


    $ idp --platform practice who-owns basket -q 2>&1 | sed 's# /.*/here# [HERE]#'
    error: no entity in the catalog has the repository [HERE]/forge/acme/basket
    help: list entities: idp --platform practice catalog list
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>


    $ idp connect $PWD/other -q; idp who-owns basket 2>&1 | sed 's# /.*/here# [HERE]#'
    connected to file://[ROOT]/here/other (0 services, 1 team)
    error: no entity in the catalog has the repository [HERE]/forge/acme/basket
    help: list entities: idp catalog list
    help: this is file://[ROOT]/here/other, from idp connect; to use another: --platform <PATH|URL|practice>
    ");
}

#[test]
fn a_catalog_that_cannot_be_changed_names_its_clone() {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --sample -q && git clone -q --bare platform 'the platform.git'")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "mkdir empty && cd empty && idp catalog fmt -q",
        "idp --platform 'the platform.git' catalog validate --fix",
        "git clone -q 'the platform.git' clone && cd clone && idp catalog fmt",
    ]), @"
    $ mkdir empty && cd empty && idp catalog fmt -q
    [stderr]
    error: can't change files: the catalog is read from a commit
    help: run this command in a clone of the platform: git clone [ROOT]/idp/platform.git
    [exit 2]


    $ idp --platform 'the platform.git' catalog validate --fix
    [stderr]
    error: can't change files: the catalog is read from a commit
    help: run this command in a clone of the platform: git clone '[ROOT]/here/the platform.git'
    [exit 2]


    $ git clone -q 'the platform.git' clone && cd clone && idp catalog fmt
    9 files, nothing to format
    ");
}

#[test]
fn an_unknown_page_is_not_the_name_of_an_entity() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp who-owns http://localhost:3000 -q",
        "idp who-owns https://shop.acme.example -q",
    ]), @"
    $ idp who-owns http://localhost:3000 -q
    [stderr]
    error: no entity in the catalog has the link http://localhost:3000/
    help: list entities: idp catalog list
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]


    $ idp who-owns https://shop.acme.example -q
    [stderr]
    error: no entity in the catalog has the link https://shop.acme.example/
    help: did you mean `shop`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
}

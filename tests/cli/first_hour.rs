//! Wrong steps of the first hour: each message has a next step that works, and no suggestion means another entity.

use insta::assert_snapshot;

use crate::support::Idp;

const SHOP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: web}\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";

/// A user with a name for commits, who has `idp` on the `PATH`.
fn create_user() -> Idp {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_idp"));
    let others = std::env::var("PATH").unwrap();
    let path = format!("{}:{others}", binary.parent().unwrap().display());
    let idp = Idp::new().with_env("PATH", &path);
    ["AUTHOR", "COMMITTER"].into_iter().fold(idp, |idp, role| {
        idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
            .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
    })
}

/// What each of `lines` prints, with its exit code.
fn show_all<const N: usize>(idp: &Idp, lines: [&str; N]) -> String {
    let show = |line: &str| {
        let run = idp.run_shell(line);
        format!("$ {line}\n{}", idp.redact(&run.to_string()))
    };
    lines.map(show).join("\n\n")
}

#[test]
fn a_catalog_in_one_file_becomes_a_platform() {
    let idp = create_user();
    idp.write_file("shop/catalog-info.yaml", SHOP);
    idp.run_shell("cd shop && git init -qb main && git add . && git commit -qm first")
        .assert_success();
    idp.write_file(
        "shop/idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {file: catalog-info.yaml}\n",
    );
    assert_snapshot!(show_all(&idp, [
        "cd shop && idp new service checkout --owner web --dry-run 2>&1 | tail -3",
        "cd shop && idp init --owner web | grep idp.yaml; git status --short",
        "cd shop && idp new service checkout --owner web --dir ../checkout -q && idp who-owns checkout | head -2",
    ]), @"
    $ cd shop && idp new service checkout --owner web --dry-run 2>&1 | tail -3
    error: the platform in [ROOT]/here/shop has no remote `origin`
    help: git -C [ROOT]/here/shop remote add origin <URL>
    help: or to keep it on this machine, run `idp init` there: the repository then takes the place of its remote


    $ cd shop && idp init --owner web | grep idp.yaml; git status --short
      added     idp.yaml


    $ cd shop && idp new service checkout --owner web --dir ../checkout -q && idp who-owns checkout | head -2
    file://[ROOT]/here/forge/acme/checkout.git
    checkout   component:default/checkout · service · experimental
    owner      web · 0 members · no parent team
    ");
}

#[test]
fn a_suggestion_has_the_kind_that_it_means() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp catalog remove system:cart -q",
        "idp catalog show group:storefornt -q",
        "idp who-owns api:cart -q",
        "idp who-owns crt -q",
    ]), @"
    $ idp catalog remove system:cart -q
    [stderr]
    error: no entity named `system:cart`
    help: did you mean `component:cart`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]


    $ idp catalog show group:storefornt -q
    [stderr]
    error: no entity named `group:storefornt`
    help: did you mean `group:storefront`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]


    $ idp who-owns api:cart -q
    [stderr]
    error: no entity named `api:cart`
    help: did you mean `component:cart`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]


    $ idp who-owns crt -q
    [stderr]
    error: no entity named `crt`
    help: did you mean `cart`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
}

#[test]
fn the_kind_of_a_new_entity_is_explained() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp catalog add team:web type=team -q",
        "idp catalog add service:bar owner=payments -q",
        "idp catalog add bar --kind service owner=payments -q",
        "idp catalog list kind=component -q",
        "idp catalog list owner=payments -q",
        "idp catalog list --kind component -q | head -2",
    ]), @"
    $ idp catalog add team:web type=team -q
    [stderr]
    error: unknown kind `team`
    help: did you mean `group`?
    help: known kinds: component, api, resource, system, domain, group, user, location, template
    [exit 2]


    $ idp catalog add service:bar owner=payments -q
    [stderr]
    error: unknown kind `service`
    help: a service is a component with type=service
    help: known kinds: component, api, resource, system, domain, group, user, location, template
    [exit 2]


    $ idp catalog add bar --kind service owner=payments -q
    [stderr]
    error: unknown kind `service`
    help: a service is a component with type=service
    help: known kinds: component, api, resource, system, domain, group, user, location, template
    [exit 2]


    $ idp catalog list kind=component -q
    [stderr]
    error: unexpected argument `kind=component`
    help: did you mean `--kind component`?
    help: idp catalog list --help
    [exit 2]


    $ idp catalog list owner=payments -q
    [stderr]
    error: unexpected argument `owner=payments`
    help: did you mean `--owner payments`?
    help: idp catalog list --help
    [exit 2]


    $ idp catalog list --kind component -q | head -2
    NAME           KIND       TYPE     OWNER       LIFECYCLE
    cart           component  service  storefront  production
    ");
}

#[test]
fn where_output_goes_is_explained() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp catalog site --out x",
        "idp catalog list --out x.csv",
        "idp catalog export backstage --file x.json",
    ]), @"
    $ idp catalog site --out x
    [stderr]
    error: unknown option `--out`
    help: the directory is an argument: idp catalog site <DIR>
    help: idp catalog site --help
    [exit 2]


    $ idp catalog list --out x.csv
    [stderr]
    error: unknown option `--out`
    help: it writes to stdout; redirect it: > FILE
    help: idp catalog list --help
    [exit 2]


    $ idp catalog export backstage --file x.json
    [stderr]
    error: unknown option `--file`
    help: it writes to stdout; redirect it: > FILE
    help: idp catalog export --help
    [exit 2]
    ");
}

#[test]
fn a_folder_above_a_catalog_is_not_the_practice_platform() {
    let idp = create_user();
    idp.write_file("code/shop/catalog-info.yaml", "kind: Compnent\n");
    idp.write_file("code/empty/README.md", "");
    assert_snapshot!(show_all(&idp, [
        "cd code && idp catalog validate",
        "cd code && idp catalog fmt -q",
        "cd code/empty && idp catalog validate -q | sed 's/ (.*//'",
        "cd code && idp catalog list -q | head -2",
    ]), @"
    $ cd code && idp catalog validate
    [stderr]
    error: no catalog in this folder, but there is shop/catalog-info.yaml
    help: run the command there: cd shop
    help: try it on this machine: --platform practice
    [exit 2]


    $ cd code && idp catalog fmt -q
    [stderr]
    error: no catalog in this folder, but there is shop/catalog-info.yaml
    help: run the command there: cd shop
    help: try it on this machine: --platform practice
    [exit 2]


    $ cd code/empty && idp catalog validate -q | sed 's/ (.*//'
    5 services, 3 teams, 0 errors, 0 warnings


    $ cd code && idp catalog list -q | head -2
    NAME             KIND       TYPE     OWNER       LIFECYCLE
    cart             component  service  storefront  production
    ");
}

#[test]
fn a_site_beside_the_platform_may_have_other_files() {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --sample -q")
        .assert_success();
    idp.write_file("pub/CNAME", "acme.example\n");
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp catalog site ../pub -q && cat ../pub/CNAME",
        "cd platform && idp catalog site ../platform/catalog -q",
    ]), @"
    $ cd platform && idp catalog site ../pub -q && cat ../pub/CNAME
    acme.example


    $ cd platform && idp catalog site ../platform/catalog -q
    [stderr]
    error: [ROOT]/here/platform/../platform/catalog is a folder of the platform and contains other files
    help: choose a new directory for the site, such as `site`
    [exit 6]
    ");
}

#[test]
fn a_new_template_is_used_outside_the_platform() {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --owner web -q")
        .assert_success();
    let run = idp.run_shell("cd platform && idp template new service --from service | tail -1");
    assert_snapshot!(run.stdout, @"use        idp new service <NAME> --owner <GROUP> --template templates/service --dir ../<NAME>");
    idp.run_shell("cd platform && idp new service billing --owner web --template templates/service --dir ../billing -q && test -d ../billing/.git && git status --short | grep -qv billing")
        .assert_success();
}

#[test]
fn a_renamed_owner_is_reported_where_it_is_named() {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --owner web -q && cd platform && idp catalog rename group:web core -q")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "cd platform && idp init",
        "cd platform && sed -i s/web/core/g .github/CODEOWNERS README.md && git commit -qam 'Follow the rename' && idp init",
    ]), @"
    $ cd platform && idp init
    The platform of acme is complete; nothing was changed.

      kept      catalog/groups.yaml

      next  idp who-owns core
            idp catalog site
            idp new service checkout --owner core --dir ../checkout
    [stderr]
    warning: the catalog has no group web, but these files name it: .github/CODEOWNERS, README.md


    $ cd platform && sed -i s/web/core/g .github/CODEOWNERS README.md && git commit -qam 'Follow the rename' && idp init
    The platform of acme is complete; nothing was changed.

      kept      .github/CODEOWNERS
      kept      README.md
      kept      catalog/groups.yaml

      next  idp who-owns core
            idp catalog site
            idp new service checkout --owner core --dir ../checkout
    ");
}

#[test]
fn items_of_a_list_are_separated_with_commas() {
    let idp = create_user();
    assert_snapshot!(show_all(&idp, [
        "idp catalog set group:payments members=ada bruno -q",
        "idp catalog set cart dependsOn=component:ledger, component:search -q",
        "idp catalog set cart description=Shopping cart -q",
        "idp catalog set cart owner = payments -q",
        "idp catalog set cart owner= payments -q",
        "idp catalog set cart dependsOn=component:ledger,component:search -q",
    ]), @"
    $ idp catalog set group:payments members=ada bruno -q
    [stderr]
    error: `bruno` comes after a value
    help: separate items with commas: members=ada,bruno
    help: put names before values
    [exit 2]


    $ idp catalog set cart dependsOn=component:ledger, component:search -q
    [stderr]
    error: `component:search` comes after a value
    help: separate items with commas: dependsOn=component:ledger,component:search
    help: put names before values
    [exit 2]


    $ idp catalog set cart description=Shopping cart -q
    [stderr]
    error: `cart` comes after a value
    help: quote a value with spaces: 'description=Shopping cart'
    help: put names before values
    [exit 2]


    $ idp catalog set cart owner = payments -q
    [stderr]
    error: a space before or after `=`
    help: write FIELD=VALUE without spaces, such as owner=payments
    [exit 2]


    $ idp catalog set cart owner= payments -q
    [stderr]
    error: a space before or after `=`
    help: write FIELD=VALUE without spaces, such as owner=payments
    [exit 2]


    $ idp catalog set cart dependsOn=component:ledger,component:search -q
    changed 1 entity in 1 file ([COMMIT])
    ");
}

#[test]
fn a_service_that_exists_can_be_cloned_again() {
    let idp = create_user();
    idp.run_shell("idp new service checkout --owner payments -q && rm -r checkout")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp new service checkout --owner payments -q",
    ]), @"
    $ idp new service checkout --owner payments -q
    [stderr]
    error: component:default/checkout already exists in catalog/components/checkout.yaml:4:9
    help: idp who-owns checkout
    help: to change it: idp catalog set checkout <FIELD=VALUE>
    help: to get its files: git clone file://[ROOT]/idp/forge/acme/checkout.git
    help: or choose another name
    [exit 6]
    ");
    let again = "$(idp new service checkout --owner payments 2>&1 | sed -n 's/.*files: //p') -q && test -f checkout/README.md";
    idp.run_shell(again).assert_success();
}

#[test]
fn an_unknown_team_says_which_platform_was_asked() {
    let idp = create_user();
    idp.run_shell("idp init platform --organisation acme --owner web -q")
        .assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp new service shop --owner web -q",
        "idp catalog set group:payments channel=#pay -q",
    ]), @"
    $ idp new service shop --owner web -q
    [stderr]
    error: no group named `web`
    help: available groups: payments, platform, storefront
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]


    $ idp catalog set group:payments channel=#pay -q
    [stderr]
    error: unknown field `channel`
    help: for a chat channel: 'annotation:slack.com/channel=#payments'; for a mailbox: email=payments@acme.example
    [exit 2]
    ");
}

#[test]
fn a_connected_platform_is_named_where_an_entity_is_missing() {
    let idp = create_user();
    idp.run_shell(
        "idp init platform --organisation acme --owner web -q && idp connect platform -q",
    )
    .assert_success();
    idp.write_file("shop/catalog-info.yaml", SHOP);
    idp.run_shell("cd shop && git init -q").assert_success();
    idp.write_file("plain/shop.yaml", &SHOP.replace("lifecycle", "lifecylce"));
    assert_snapshot!(show_all(&idp, [
        "cd shop && idp catalog validate | tail -1 | sed 's/ (.*//'",
        "cd shop && idp who-owns shop",
        "cd shop && idp --platform . who-owns shop | head -1",
        "cd plain && idp catalog validate",
    ]), @"
    $ cd shop && idp catalog validate | tail -1 | sed 's/ (.*//'
    1 service, 1 team, 0 errors, 0 warnings


    $ cd shop && idp who-owns shop
    [stderr]
    error: no entity named `shop`
    help: list entities: idp catalog list
    help: this is file://[ROOT]/here/platform, from idp connect; to use another: --platform <PATH|URL|practice>
    [exit 3]


    $ cd shop && idp --platform . who-owns shop | head -1
    shop       component:default/shop · service · production


    $ cd plain && idp catalog validate
    [stderr]
    error: this folder has no catalog-info.yaml, and it isn't in a git repository
    help: name the files to check, such as catalog.yaml
    help: try it on this machine: --platform practice
    [exit 2]
    ");
}

#[test]
fn a_template_named_by_its_folder_gets_the_option() {
    let idp = create_user();
    idp.run_shell("idp template new tool -q").assert_success();
    assert_snapshot!(show_all(&idp, [
        "idp new ./tool t1 --owner payments -q",
        "idp new tool/ t1 --owner payments -q",
        "idp new tool t1 --template ./tool --owner payments -q >/dev/null",
    ]), @"
    $ idp new ./tool t1 --owner payments -q
    [stderr]
    error: no template named `./tool`
    help: available templates: service
    help: to use the template in this folder: idp new tool <NAME> --template ./tool
    [exit 3]


    $ idp new tool/ t1 --owner payments -q
    [stderr]
    error: no template named `tool/`
    help: available templates: service
    help: to use the template in this folder: idp new tool <NAME> --template tool/
    [exit 3]


    $ idp new tool t1 --template ./tool --owner payments -q >/dev/null
    ");
}

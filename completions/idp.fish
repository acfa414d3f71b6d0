# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_idp_global_optspecs
    string join \n C= platform= o/output= q/quiet v/verbose color= offline y/yes h/help V/version
end

function __fish_idp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_idp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_idp_using_subcommand
    set -l cmd (__fish_idp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c idp -n "__fish_idp_needs_command" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_needs_command" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_needs_command" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_needs_command" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_needs_command" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_needs_command" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_needs_command" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_needs_command" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_needs_command" -s V -l version -d 'Print version'
complete -c idp -n "__fish_idp_needs_command" -f -a "new" -d 'Create a service: repository, first commit and catalog entry'
complete -c idp -n "__fish_idp_needs_command" -f -a "who-owns" -d 'Show who owns a service and how to reach them'
complete -c idp -n "__fish_idp_needs_command" -f -a "explain" -d 'Explain a finding and how to fix it'
complete -c idp -n "__fish_idp_needs_command" -f -a "catalog" -d 'Query, check and change the catalog'
complete -c idp -n "__fish_idp_needs_command" -f -a "template" -d 'List, check, test and create golden templates'
complete -c idp -n "__fish_idp_needs_command" -f -a "runs" -d 'List, resume and abandon runs of `idp new` and `idp init`'
complete -c idp -n "__fish_idp_needs_command" -f -a "init" -d 'Create a platform: settings, catalog, checks and templates'
complete -c idp -n "__fish_idp_needs_command" -f -a "connect" -d 'Connect this machine to your organisation\'s platform'
complete -c idp -n "__fish_idp_needs_command" -f -a "doctor" -d 'Check your setup: git, tokens, platform and cluster'
complete -c idp -n "__fish_idp_needs_command" -f -a "completions" -d 'Print a shell completion script'
complete -c idp -n "__fish_idp_needs_command" -f -a "options" -d 'Global options, which every command accepts'
complete -c idp -n "__fish_idp_needs_command" -f -a "environment" -d 'Environment variables'
complete -c idp -n "__fish_idp_needs_command" -f -a "exit-codes" -d 'Exit codes'
complete -c idp -n "__fish_idp_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand new" -l owner -d 'Group that owns the service (required; on a terminal, idp asks)' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l system -d 'System that the service is part of' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l description -d 'Description, in one sentence' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l set -d 'Set an input of the template (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l values -d 'Read inputs from a YAML file; flags take precedence' -r -F
complete -c idp -n "__fish_idp_using_subcommand new" -l dir -d 'Directory to create [default: ./<NAME>]' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l template -d 'Use a template from a local directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l without -d 'Opt out of a feature (repeatable); `observability` means all features' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l because -d 'Reason for opting out, 10 to 500 characters; recorded in the repository and the catalog' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l until -d 'Date when the opt-out ends [default: in 90 days]' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l create -d 'Who creates the repository; overrides `create` in idp.yaml' -r -f -a "direct\t'This machine'
dispatch\t'The workflow idp-new.yml of the platform'"
complete -c idp -n "__fish_idp_using_subcommand new" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand new" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand new" -l dry-run -d 'Show files, catalog entry and remote calls; change nothing'
complete -c idp -n "__fish_idp_using_subcommand new" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand new" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand new" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand new" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l as -d 'Interpret all handles as this kind' -r -f -a "url\t'The URL of a repository, of any page in it, or of a team'
ref\t'An entity ref with its kind'
team\t'@organisation/team'
user\t'@user'
email\t'An email address'
namespace\t'namespace/<Kubernetes namespace>'
channel\t'#channel'
image\t'A container image, with tag or digest'
name\t'A name, optionally with its namespace in the catalog'
path\t'A path on this machine'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
csv\t'Comma-separated values'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l why -d 'Show each step that led to the answer'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l history -d 'Show previous owners and dates'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l all -d 'List all members of the owning team, not just five'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand explain" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
csv\t'Comma-separated values'"
complete -c idp -n "__fish_idp_using_subcommand explain" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand explain" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand explain" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand explain" -l all -d 'List all codes'
complete -c idp -n "__fish_idp_using_subcommand explain" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand explain" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand explain" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand explain" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "list" -d 'List entities'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "show" -d 'Show everything about an entity'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "search" -d 'Search entities by partial name, title, tag, owner or description'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "graph" -d 'Show the dependency graph'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "diff" -d 'Show which entities and fields changed between two versions'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "unowned" -d 'List entities without an owner'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "add" -d 'Add an entity: a team, system, API, resource, …'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "set" -d 'Set or clear fields of entities'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "rename" -d 'Rename an entity and update every reference to it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "remove" -d 'Remove entities that nothing refers to'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "rebase-pr" -d 'Rebase a registration pull request onto the current catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "fmt" -d 'Format catalog files'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "validate" -d 'Check the catalog for errors, as Backstage would and beyond'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "import" -d 'Import entities for repositories that the catalog lacks'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "export" -d 'Export the catalog for another program'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "site" -d 'Write the catalog as static pages'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "serve" -d 'Serve the catalog as pages and as Backstage\'s catalog API'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate import export site serve help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l kind -d 'Entities of this kind (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l type -d 'Entities with this spec.type (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l owner -d 'Entities owned by this group or user (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l system -d 'Entities in this system (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l lifecycle -d 'Entities with this lifecycle (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l tag -d 'Entities with this tag (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l annotation -d 'Entities with this annotation (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l relation -d 'Entities with this relation, such as partOf=system:shop (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
csv\t'Comma-separated values'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l below -d 'With --owner: include entities of child groups'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l relations -d 'Include the relations of each entity (JSON only)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l limit -d 'Show at most N entities' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
csv\t'Comma-separated values'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l relation -d 'Follow only this relation, such as dependsOn (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l depth -d 'Follow at most N steps' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l invert -d 'Follow relations upwards: parents and dependents'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
csv\t'Comma-separated values'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l kind -d 'Kind of the entity, such as group, system or api [default: component]' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s f -l file -d 'Add all documents of a YAML file; `-` reads from stdin' -r -F
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s m -l message -d 'Commit message subject' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l no-commit -d 'In a clone: write the files without committing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l pr -d 'Open a pull request (default with `registration: pull-request`, except in a clone)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l push -l no-pr -d 'Push to the default branch, even from a clone'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l strict -d 'Reject changes that introduce warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l where -d 'Change every entity that has this field value (repeatable; all must match)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s m -l message -d 'Commit message subject' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l no-commit -d 'In a clone: write the files without committing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l pr -d 'Open a pull request (default with `registration: pull-request`, except in a clone)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l push -l no-pr -d 'Push to the default branch, even from a clone'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l strict -d 'Reject changes that introduce warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s m -l message -d 'Commit message subject' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l no-commit -d 'In a clone: write the files without committing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l pr -d 'Open a pull request (default with `registration: pull-request`, except in a clone)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l push -l no-pr -d 'Push to the default branch, even from a clone'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l strict -d 'Reject changes that introduce warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s m -l message -d 'Commit message subject' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l no-commit -d 'In a clone: write the files without committing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l pr -d 'Open a pull request (default with `registration: pull-request`, except in a clone)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l push -l no-pr -d 'Push to the default branch, even from a clone'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l strict -d 'Reject changes that introduce warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l check -d 'List files that need formatting; change nothing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l changed-since -d 'Report only findings introduced since REV, using the settings at REV' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l tier -d 'Check only rules of this tier (repeatable)' -r -f -a "format\t'Errors that make Backstage reject an entity'
graph\t'Problems in entities that Backstage accepts'
policy\t'The organisation\'s own rules'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l strict -d 'Treat warnings as errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l fix -d 'Fix problems that have exactly one correct fix'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l dry-run -d 'With --fix: show the changes without making them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l allow-relaxed -d 'With --changed-since: report relaxed settings as warnings, not errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l staged -d 'Check the staged files instead of the working tree'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l from -d 'A folder of clones, a clone, or a file such as opslevel.yml' -r -F
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l owner -d 'Import only what this group owns; can be repeated' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l lifecycle -d 'Lifecycle of components for which none is found' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s m -l message -d 'Commit message subject' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l org -d 'Read the organisation in idp.yaml on GitHub'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l check -d 'With --org: only report what changed outside the catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l archived -d 'With --org: import archived repositories, too'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l forks -d 'With --org: import forks, too'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l dry-run -d 'Show the change without making it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l no-commit -d 'In a clone: write the files without committing'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l pr -d 'Open a pull request (default with `registration: pull-request`, except in a clone)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l push -l no-pr -d 'Push to the default branch, even from a clone'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l strict -d 'Reject changes that introduce warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -l environment -d 'Environment that the cluster runs, for `platform-values` [default: all]' -r -f -a "staging\t''
production\t''"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l url -d 'Address of the published site, for sitemap.xml and link previews' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l at -d 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l last-good -d 'If the catalog can\'t be read, show its last good version, and say so on every page'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from site" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -l address -d 'Address to listen on' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -l port -d 'Port to listen on; 0 chooses a free one' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "list" -d 'List entities'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show everything about an entity'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "search" -d 'Search entities by partial name, title, tag, owner or description'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "graph" -d 'Show the dependency graph'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Show which entities and fields changed between two versions'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "unowned" -d 'List entities without an owner'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add an entity: a team, system, API, resource, …'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set or clear fields of entities'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename an entity and update every reference to it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove entities that nothing refers to'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "rebase-pr" -d 'Rebase a registration pull request onto the current catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "fmt" -d 'Format catalog files'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check the catalog for errors, as Backstage would and beyond'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import entities for repositories that the catalog lacks'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export the catalog for another program'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "site" -d 'Write the catalog as static pages'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve the catalog as pages and as Backstage\'s catalog API'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "list" -d 'List golden templates'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "show" -d 'Show inputs, features and layers of a template'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "lint" -d 'Check templates by rendering them with hostile values'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "test" -d 'Run the test cases of templates'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "new" -d 'Create a template, with a test case'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l template -d 'Use templates from a local directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l template -d 'Use a template from a local directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l case -d 'Run only this case (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l update -d 'Replace the expected files with the rendered files'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l from -d 'Copy this template instead of creating a minimal one' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "list" -d 'List golden templates'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show inputs, features and layers of a template'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Check templates by rendering them with hostile values'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "test" -d 'Run the test cases of templates'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "new" -d 'Create a template, with a test case'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "list" -d 'List runs on this machine'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "show" -d 'Show the steps and effects of a run'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "resume" -d 'Resume an interrupted run'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "abandon" -d 'Abandon an unfinished run'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "list" -d 'List runs on this machine'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the steps and effects of a run'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Resume an interrupted run'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "abandon" -d 'Abandon an unfinished run'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand init" -l organisation -d 'Organisation that owns the repositories (required; on a terminal, idp asks)' -r
complete -c idp -n "__fish_idp_using_subcommand init" -l owner -d 'Group that owns the platform; without --sample, the only one [default with --sample: platform]' -r
complete -c idp -n "__fish_idp_using_subcommand init" -l github -d 'Create the platform on GitHub, in this organisation' -r
complete -c idp -n "__fish_idp_using_subcommand init" -l host -d 'GitHub host [default: github.com]' -r
complete -c idp -n "__fish_idp_using_subcommand init" -l visibility -d 'Who can see the platform and new repositories [default: private]' -r -f -a "private\t'Only people with access'
internal\t'Everyone in the enterprise'
public\t'Everyone'"
complete -c idp -n "__fish_idp_using_subcommand init" -l create -d 'Who creates new repositories [default: direct]' -r -f -a "direct\t'This machine'
dispatch\t'The workflow idp-new.yml of the platform'"
complete -c idp -n "__fish_idp_using_subcommand init" -l releases -d 'Page with the releases of idp, from which workflows install it' -r -f
complete -c idp -n "__fish_idp_using_subcommand init" -l name -d 'Name of the repository [default: platform]' -r
complete -c idp -n "__fish_idp_using_subcommand init" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand init" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand init" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand init" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand init" -l sample -d 'Start with a sample catalog: three teams and five services'
complete -c idp -n "__fish_idp_using_subcommand init" -l dry-run -d 'Show the files; change nothing'
complete -c idp -n "__fish_idp_using_subcommand init" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand init" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand init" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand init" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand connect" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand connect" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand connect" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand connect" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand connect" -l forget -d 'Disconnect this machine'
complete -c idp -n "__fish_idp_using_subcommand connect" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand connect" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand connect" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand connect" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand connect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand doctor" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand doctor" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand doctor" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand doctor" -l org -d 'Also compare the organisation\'s repositories with the catalog'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand doctor" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand completions" -s o -l output -d 'Output format [default: text]' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'"
complete -c idp -n "__fish_idp_using_subcommand completions" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand completions" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand completions" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand completions" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand completions" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand completions" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand completions" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand options" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand options" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand options" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand options" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand options" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand options" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand options" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand options" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand environment" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand environment" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand environment" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand environment" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand environment" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand environment" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand environment" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand environment" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -s C -d 'Run as if started in DIR' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -l platform -d 'Platform to use: a directory, bare repository, URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -s o -l output -d 'Output format; each command lists the formats it supports' -r -f -a "text\t'Human-readable text'
json\t'One JSON object; the schemas are in docs/reference/schemas'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub Actions annotations'
csv\t'Comma-separated values'
dot\t'Graph in the DOT language, for Graphviz'
mermaid\t'Mermaid graph, for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -l color -d 'When to use colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -s q -l quiet -d 'Print only results and errors'
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -s v -l verbose -d 'Print error causes and request counts; -vv prints each request'
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -l offline -d 'Don\'t use the network; read remote platforms from the cache'
complete -c idp -n "__fish_idp_using_subcommand exit-codes" -s y -l yes -d 'Accept defaults and skip confirmation prompts'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "new" -d 'Create a service: repository, first commit and catalog entry'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "who-owns" -d 'Show who owns a service and how to reach them'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "explain" -d 'Explain a finding and how to fix it'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "catalog" -d 'Query, check and change the catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "template" -d 'List, check, test and create golden templates'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "runs" -d 'List, resume and abandon runs of `idp new` and `idp init`'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "init" -d 'Create a platform: settings, catalog, checks and templates'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "connect" -d 'Connect this machine to your organisation\'s platform'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "doctor" -d 'Check your setup: git, tokens, platform and cluster'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "completions" -d 'Print a shell completion script'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "options" -d 'Global options, which every command accepts'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "environment" -d 'Environment variables'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "exit-codes" -d 'Exit codes'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new who-owns explain catalog template runs init connect doctor completions options environment exit-codes help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "list" -d 'List entities'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "show" -d 'Show everything about an entity'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "search" -d 'Search entities by partial name, title, tag, owner or description'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "graph" -d 'Show the dependency graph'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "diff" -d 'Show which entities and fields changed between two versions'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "unowned" -d 'List entities without an owner'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "add" -d 'Add an entity: a team, system, API, resource, …'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "set" -d 'Set or clear fields of entities'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "rename" -d 'Rename an entity and update every reference to it'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "remove" -d 'Remove entities that nothing refers to'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "rebase-pr" -d 'Rebase a registration pull request onto the current catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "fmt" -d 'Format catalog files'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "validate" -d 'Check the catalog for errors, as Backstage would and beyond'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "import" -d 'Import entities for repositories that the catalog lacks'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "export" -d 'Export the catalog for another program'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "site" -d 'Write the catalog as static pages'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "serve" -d 'Serve the catalog as pages and as Backstage\'s catalog API'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "list" -d 'List golden templates'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "show" -d 'Show inputs, features and layers of a template'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "lint" -d 'Check templates by rendering them with hostile values'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "test" -d 'Run the test cases of templates'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "new" -d 'Create a template, with a test case'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "list" -d 'List runs on this machine'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "show" -d 'Show the steps and effects of a run'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "resume" -d 'Resume an interrupted run'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "abandon" -d 'Abandon an unfinished run'

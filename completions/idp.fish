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

complete -c idp -n "__fish_idp_needs_command" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_needs_command" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_needs_command" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_needs_command" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_needs_command" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_needs_command" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_needs_command" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_needs_command" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_needs_command" -s V -l version -d 'Print version'
complete -c idp -n "__fish_idp_needs_command" -f -a "new" -d 'Make a new service: repository, first commit, entry in the catalog'
complete -c idp -n "__fish_idp_needs_command" -f -a "connect" -d 'Point this machine at its organisation\'s platform'
complete -c idp -n "__fish_idp_needs_command" -f -a "doctor" -d 'Look whether everything is there that a run will need'
complete -c idp -n "__fish_idp_needs_command" -f -a "who-owns" -d 'Say who owns a service, and how to reach them'
complete -c idp -n "__fish_idp_needs_command" -f -a "catalog" -d 'Look at the catalog, or check it'
complete -c idp -n "__fish_idp_needs_command" -f -a "template" -d 'Look at golden templates, or check them'
complete -c idp -n "__fish_idp_needs_command" -f -a "runs" -d 'Look at runs of `idp new`, go on with them, or give them up'
complete -c idp -n "__fish_idp_needs_command" -f -a "explain" -d 'Say what a finding means and how to fix it'
complete -c idp -n "__fish_idp_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c idp -n "__fish_idp_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand new" -l owner -d 'The group that will own it' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l system -d 'The system it is part of' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l description -d 'One sentence about it' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l set -d 'Answer an input of the template (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l values -d 'Read answers from a YAML file; flags win' -r -F
complete -c idp -n "__fish_idp_using_subcommand new" -l dir -d 'Where to write; ./<NAME> by default' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l template -d 'Take the template from this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l without -d 'Leave a feature out (repeatable); `observability` is all of them' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l because -d 'Why it is left out, in 10 to 500 characters; recorded in the repository and in the catalog' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l until -d 'When leaving it out ends; 90 days from today by default' -r
complete -c idp -n "__fish_idp_using_subcommand new" -l create -d 'Who makes the repository, whatever idp.yaml says: this machine, or a workflow of the platform' -r -f -a "direct\t'This machine'
dispatch\t'The workflow idp-new.yml of the platform'"
complete -c idp -n "__fish_idp_using_subcommand new" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand new" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand new" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand new" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand new" -l dry-run -d 'Show the tree, the entity and every effect, and change nothing'
complete -c idp -n "__fish_idp_using_subcommand new" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand new" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand new" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand new" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand connect" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand connect" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand connect" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand connect" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand connect" -l forget -d 'Let this machine forget its platform'
complete -c idp -n "__fish_idp_using_subcommand connect" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand connect" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand connect" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand connect" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand connect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand doctor" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand doctor" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand doctor" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand doctor" -l org -d 'Compare the organisation\'s repositories with the catalog, too'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand doctor" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l as -d 'Interpret every handle as this kind only' -r -f -a "url\t'The URL of a repository, of any page of it, or of a team'
ref\t'An entity ref with its kind'
team\t'@organisation/team'
user\t'@user'
email\t'An e-mail address'
namespace\t'namespace/<Kubernetes namespace>'
channel\t'#channel'
image\t'A container image, with tag or digest'
name\t'A name, optionally with its namespace in the catalog'
path\t'A path on this machine'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l why -d 'Show every step that led to the answer'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l history -d 'Show previous owners, and since when'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l all -d 'Name everybody in the owning team, not just the first five'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand who-owns" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "list" -d 'List what is in the catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "show" -d 'Show everything about one entity'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "search" -d 'Search for an entity by what you remember of it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "graph" -d 'Draw what hangs on what'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "diff" -d 'Say what changed since a revision or a date, as entities and fields'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "unowned" -d 'List what nobody answers for'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "add" -d 'Put an entity into the catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "set" -d 'Give fields of entities a value, or take them away'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "rename" -d 'Call an entity otherwise, wherever it is named'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "remove" -d 'Remove entities that nothing depends on'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "rebase-pr" -d 'Bring a registration that waits in a pull request onto the newest catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "fmt" -d 'Write catalog files the one way: fields in order, quotes where something needs them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "validate" -d 'Check the catalog as Backstage would, and for what Backstage lets through'
complete -c idp -n "__fish_idp_using_subcommand catalog; and not __fish_seen_subcommand_from list show search graph diff unowned add set rename remove rebase-pr fmt validate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l kind -d 'Only of this kind (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l type -d 'Only of this spec.type (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l owner -d 'Only what this group or user owns (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l lifecycle -d 'Only of this lifecycle (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l tag -d 'Only with this tag (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l annotation -d 'Only with this annotation, of this value if one is said (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l relation -d 'Only what has this relation, such as dependsOn=resource:orders-db (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l below -d 'With --owner, also what the teams below that group own'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l relations -d 'With what each entity is related to (in JSON)'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l limit -d 'How many to show at most' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l relation -d 'Follow only this relation (repeatable), such as dependsOn' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l depth -d 'Go at most this many steps' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l invert -d 'Go up: what is this part of, and who needs it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from unowned" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l kind -d 'What it is' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s f -l file -d 'Add every document of a YAML file; use `-` to read from stdin' -r -F
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s m -l message -d 'The subject of the commit' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l dry-run -d 'Show the change, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l no-commit -d 'In a clone: write the files, and leave committing to you'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l pr -d 'Open a pull request for the platform\'s repository; the default with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l push -l no-pr -d 'Push to the platform\'s default branch, even from a clone or with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l strict -d 'Refuse a change that introduces warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l where -d 'Every entity in which this field has this value (repeatable: all of them)' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s m -l message -d 'The subject of the commit' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l dry-run -d 'Show the change, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l no-commit -d 'In a clone: write the files, and leave committing to you'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l pr -d 'Open a pull request for the platform\'s repository; the default with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l push -l no-pr -d 'Push to the platform\'s default branch, even from a clone or with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l strict -d 'Refuse a change that introduces warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s m -l message -d 'The subject of the commit' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l dry-run -d 'Show the change, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l no-commit -d 'In a clone: write the files, and leave committing to you'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l pr -d 'Open a pull request for the platform\'s repository; the default with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l push -l no-pr -d 'Push to the platform\'s default branch, even from a clone or with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l strict -d 'Refuse a change that introduces warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s m -l message -d 'The subject of the commit' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l dry-run -d 'Show the change, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l no-commit -d 'In a clone: write the files, and leave committing to you'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l pr -d 'Open a pull request for the platform\'s repository; the default with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l push -l no-pr -d 'Push to the platform\'s default branch, even from a clone or with `registration: pull-request`'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l strict -d 'Refuse a change that introduces warnings'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from rebase-pr" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l check -d 'Only say which files are not written so'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l dry-run -d 'Show the change, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l changed-since -d 'Report only findings that are new since this branch left REV, by the settings of that time' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l at -d 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l tier -d 'Check only rules of this tier (repeatable)' -r -f -a "format\t'What Backstage rejects'
graph\t'What Backstage accepts and users suffer from'
policy\t'What the organisation wants'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l strict -d 'Take warnings for errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l fix -d 'Fix what has one right answer, and no other byte'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l dry-run -d 'With --fix: show the changes, and make none'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l allow-relaxed -d 'With --changed-since: report relaxed settings as warnings, not errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l staged -d 'Check what is staged in git, not the working tree'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is in the catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show everything about one entity'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "search" -d 'Search for an entity by what you remember of it'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "graph" -d 'Draw what hangs on what'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Say what changed since a revision or a date, as entities and fields'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "unowned" -d 'List what nobody answers for'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "add" -d 'Put an entity into the catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "set" -d 'Give fields of entities a value, or take them away'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Call an entity otherwise, wherever it is named'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove entities that nothing depends on'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "rebase-pr" -d 'Bring a registration that waits in a pull request onto the newest catalog'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "fmt" -d 'Write catalog files the one way: fields in order, quotes where something needs them'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check the catalog as Backstage would, and for what Backstage lets through'
complete -c idp -n "__fish_idp_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "list" -d 'List the golden templates'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "show" -d 'Show what a template asks and what it switches on'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "lint" -d 'Prove a template by rendering it with hostile values'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "test" -d 'Render the cases of templates and compare them with what is expected'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "new" -d 'Start a template, with a case that tests it'
complete -c idp -n "__fish_idp_using_subcommand template; and not __fish_seen_subcommand_from list show lint test new help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l template -d 'Take the templates from this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l template -d 'Take the template from this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l case -d 'Only the cases of this name (repeatable)' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l update -d 'Write down what is rendered now as what is expected'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the golden templates'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what a template asks and what it switches on'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "lint" -d 'Prove a template by rendering it with hostile values'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "test" -d 'Render the cases of templates and compare them with what is expected'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "new" -d 'Start a template, with a case that tests it'
complete -c idp -n "__fish_idp_using_subcommand template; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "list" -d 'List the runs of this machine'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "show" -d 'Show what a run did'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "resume" -d 'Go on with a run that was interrupted'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "abandon" -d 'Give a run up'
complete -c idp -n "__fish_idp_using_subcommand runs; and not __fish_seen_subcommand_from list show resume abandon help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from abandon" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the runs of this machine'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what a run did'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Go on with a run that was interrupted'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "abandon" -d 'Give a run up'
complete -c idp -n "__fish_idp_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand explain" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand explain" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand explain" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand explain" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand explain" -l all -d 'List every code'
complete -c idp -n "__fish_idp_using_subcommand explain" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand explain" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand explain" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand explain" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand completions" -s C -d 'Run as if started in this directory' -r -f -a "(__fish_complete_directories)"
complete -c idp -n "__fish_idp_using_subcommand completions" -l platform -d 'The platform: a directory, a bare repository, a URL, or `practice`' -r
complete -c idp -n "__fish_idp_using_subcommand completions" -s o -l output -d 'The output format; text by default' -r -f -a "text\t'For people'
json\t'One JSON object; its schema lies in docs/reference'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of GitHub Actions'
csv\t'Comma-separated values'
dot\t'A graph for Graphviz'
mermaid\t'A graph for Markdown'"
complete -c idp -n "__fish_idp_using_subcommand completions" -l color -d 'When to write in colour; NO_COLOR is honoured' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c idp -n "__fish_idp_using_subcommand completions" -s q -l quiet -d 'Say nothing but data and errors'
complete -c idp -n "__fish_idp_using_subcommand completions" -s v -l verbose -d 'Say more: where an error came from, how many requests there were; twice: each of them'
complete -c idp -n "__fish_idp_using_subcommand completions" -l offline -d 'Ask no network: a remote platform is answered from what was fetched last'
complete -c idp -n "__fish_idp_using_subcommand completions" -s y -l yes -d 'Take defaults where there are some, without asking'
complete -c idp -n "__fish_idp_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "new" -d 'Make a new service: repository, first commit, entry in the catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "connect" -d 'Point this machine at its organisation\'s platform'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "doctor" -d 'Look whether everything is there that a run will need'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "who-owns" -d 'Say who owns a service, and how to reach them'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "catalog" -d 'Look at the catalog, or check it'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "template" -d 'Look at golden templates, or check them'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "runs" -d 'Look at runs of `idp new`, go on with them, or give them up'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "explain" -d 'Say what a finding means and how to fix it'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c idp -n "__fish_idp_using_subcommand help; and not __fish_seen_subcommand_from new connect doctor who-owns catalog template runs explain completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "list" -d 'List what is in the catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "show" -d 'Show everything about one entity'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "search" -d 'Search for an entity by what you remember of it'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "graph" -d 'Draw what hangs on what'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "diff" -d 'Say what changed since a revision or a date, as entities and fields'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "unowned" -d 'List what nobody answers for'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "add" -d 'Put an entity into the catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "set" -d 'Give fields of entities a value, or take them away'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "rename" -d 'Call an entity otherwise, wherever it is named'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "remove" -d 'Remove entities that nothing depends on'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "rebase-pr" -d 'Bring a registration that waits in a pull request onto the newest catalog'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "fmt" -d 'Write catalog files the one way: fields in order, quotes where something needs them'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "validate" -d 'Check the catalog as Backstage would, and for what Backstage lets through'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "list" -d 'List the golden templates'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "show" -d 'Show what a template asks and what it switches on'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "lint" -d 'Prove a template by rendering it with hostile values'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "test" -d 'Render the cases of templates and compare them with what is expected'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from template" -f -a "new" -d 'Start a template, with a case that tests it'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "list" -d 'List the runs of this machine'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "show" -d 'Show what a run did'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "resume" -d 'Go on with a run that was interrupted'
complete -c idp -n "__fish_idp_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "abandon" -d 'Give a run up'


use builtin;
use str;

set edit:completion:arg-completer[idp] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'idp'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'idp'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Create a service: repository, first commit and catalog entry'
            cand who-owns 'Show who owns a service and how to reach them'
            cand explain 'Explain a finding and how to fix it'
            cand catalog 'Query, check and change the catalog'
            cand template 'List, check, test and create golden templates'
            cand runs 'List, resume and abandon runs of `idp new` and `idp init`'
            cand init 'Create a platform: settings, catalog, checks and templates'
            cand connect 'Connect this machine to your organisation''s platform'
            cand doctor 'Check your setup: git, tokens, platform and cluster'
            cand completions 'Print a shell completion script'
            cand options 'Global options, which every command accepts'
            cand environment 'Environment variables'
            cand exit-codes 'Exit codes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;new'= {
            cand --owner 'Group that owns the service (required; on a terminal, idp asks)'
            cand --system 'System that the service is part of'
            cand --description 'Description, in one sentence'
            cand --set 'Set an input of the template (repeatable)'
            cand --values 'Read inputs from a YAML file; flags take precedence'
            cand --dir 'Directory to create [default: ./<NAME>]'
            cand --template 'Use a template from a local directory'
            cand --without 'Opt out of a feature (repeatable); `observability` means all features'
            cand --because 'Reason for opting out, 10 to 500 characters; recorded in the repository and the catalog'
            cand --until 'Date when the opt-out ends [default: in 90 days]'
            cand --create 'Who creates the repository; overrides `create` in idp.yaml'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --dry-run 'Show files, catalog entry and remote calls; change nothing'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;who-owns'= {
            cand --as 'Interpret all handles as this kind'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --why 'Show each step that led to the answer'
            cand --history 'Show previous owners and dates'
            cand --all 'List all members of the owning team, not just five'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;explain'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --all 'List all codes'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List entities'
            cand show 'Show everything about an entity'
            cand search 'Search entities by partial name, title, tag, owner or description'
            cand graph 'Show the dependency graph'
            cand diff 'Show which entities and fields changed between two versions'
            cand unowned 'List entities without an owner'
            cand add 'Add an entity: a team, system, API, resource, …'
            cand set 'Set or clear fields of entities'
            cand rename 'Rename an entity and update every reference to it'
            cand remove 'Remove entities that nothing refers to'
            cand rebase-pr 'Rebase a registration pull request onto the current catalog'
            cand fmt 'Format catalog files'
            cand validate 'Check the catalog for errors, as Backstage would and beyond'
            cand import 'Import entities for repositories that the catalog lacks'
            cand export 'Export the catalog for another program'
            cand site 'Write the catalog as static pages'
            cand serve 'Serve the catalog as pages and as Backstage''s catalog API'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;catalog;list'= {
            cand --kind 'Entities of this kind (repeatable)'
            cand --type 'Entities with this spec.type (repeatable)'
            cand --owner 'Entities owned by this group or user (repeatable)'
            cand --system 'Entities in this system (repeatable)'
            cand --lifecycle 'Entities with this lifecycle (repeatable)'
            cand --tag 'Entities with this tag (repeatable)'
            cand --annotation 'Entities with this annotation (repeatable)'
            cand --relation 'Entities with this relation, such as partOf=system:shop (repeatable)'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --below 'With --owner: include entities of child groups'
            cand --relations 'Include the relations of each entity (JSON only)'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;show'= {
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;search'= {
            cand --limit 'Show at most N entities'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;graph'= {
            cand --relation 'Follow only this relation, such as dependsOn (repeatable)'
            cand --depth 'Follow at most N steps'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --invert 'Follow relations upwards: parents and dependents'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;diff'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;unowned'= {
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;add'= {
            cand --kind 'Kind of the entity, such as group, system or api [default: component]'
            cand -f 'Add all documents of a YAML file; `-` reads from stdin'
            cand --file 'Add all documents of a YAML file; `-` reads from stdin'
            cand -m 'Commit message subject'
            cand --message 'Commit message subject'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change without making it'
            cand --no-commit 'In a clone: write the files without committing'
            cand --pr 'Open a pull request (default with `registration: pull-request`, except in a clone)'
            cand --push 'Push to the default branch, even from a clone'
            cand --no-pr 'Push to the default branch, even from a clone'
            cand --strict 'Reject changes that introduce warnings'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;set'= {
            cand --where 'Change every entity that has this field value (repeatable; all must match)'
            cand -m 'Commit message subject'
            cand --message 'Commit message subject'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change without making it'
            cand --no-commit 'In a clone: write the files without committing'
            cand --pr 'Open a pull request (default with `registration: pull-request`, except in a clone)'
            cand --push 'Push to the default branch, even from a clone'
            cand --no-pr 'Push to the default branch, even from a clone'
            cand --strict 'Reject changes that introduce warnings'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;rename'= {
            cand -m 'Commit message subject'
            cand --message 'Commit message subject'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change without making it'
            cand --no-commit 'In a clone: write the files without committing'
            cand --pr 'Open a pull request (default with `registration: pull-request`, except in a clone)'
            cand --push 'Push to the default branch, even from a clone'
            cand --no-pr 'Push to the default branch, even from a clone'
            cand --strict 'Reject changes that introduce warnings'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;remove'= {
            cand -m 'Commit message subject'
            cand --message 'Commit message subject'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change without making it'
            cand --no-commit 'In a clone: write the files without committing'
            cand --pr 'Open a pull request (default with `registration: pull-request`, except in a clone)'
            cand --push 'Push to the default branch, even from a clone'
            cand --no-pr 'Push to the default branch, even from a clone'
            cand --strict 'Reject changes that introduce warnings'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;rebase-pr'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;fmt'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --check 'List files that need formatting; change nothing'
            cand --dry-run 'Show the change without making it'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;validate'= {
            cand --changed-since 'Report only findings introduced since REV, using the settings at REV'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand --tier 'Check only rules of this tier (repeatable)'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --strict 'Treat warnings as errors'
            cand --fix 'Fix problems that have exactly one correct fix'
            cand --dry-run 'With --fix: show the changes without making them'
            cand --allow-relaxed 'With --changed-since: report relaxed settings as warnings, not errors'
            cand --staged 'Check the staged files instead of the working tree'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;import'= {
            cand --from 'A folder of clones, a clone, or a file such as opslevel.yml'
            cand --owner 'Import only what this group owns; can be repeated'
            cand --lifecycle 'Lifecycle of components for which none is found'
            cand -m 'Commit message subject'
            cand --message 'Commit message subject'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --org 'Read the organisation in idp.yaml on GitHub'
            cand --check 'With --org: only report what changed outside the catalog'
            cand --archived 'With --org: import archived repositories, too'
            cand --forks 'With --org: import forks, too'
            cand --dry-run 'Show the change without making it'
            cand --no-commit 'In a clone: write the files without committing'
            cand --pr 'Open a pull request (default with `registration: pull-request`, except in a clone)'
            cand --push 'Push to the default branch, even from a clone'
            cand --no-pr 'Push to the default branch, even from a clone'
            cand --strict 'Reject changes that introduce warnings'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;export'= {
            cand --environment 'Environment that the cluster runs, for `platform-values` [default: all]'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;site'= {
            cand --url 'Address of the published site, for sitemap.xml and link previews'
            cand --at 'Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --last-good 'If the catalog can''t be read, show its last good version, and say so on every page'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;serve'= {
            cand --address 'Address to listen on'
            cand --port 'Port to listen on; 0 chooses a free one'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;help'= {
            cand list 'List entities'
            cand show 'Show everything about an entity'
            cand search 'Search entities by partial name, title, tag, owner or description'
            cand graph 'Show the dependency graph'
            cand diff 'Show which entities and fields changed between two versions'
            cand unowned 'List entities without an owner'
            cand add 'Add an entity: a team, system, API, resource, …'
            cand set 'Set or clear fields of entities'
            cand rename 'Rename an entity and update every reference to it'
            cand remove 'Remove entities that nothing refers to'
            cand rebase-pr 'Rebase a registration pull request onto the current catalog'
            cand fmt 'Format catalog files'
            cand validate 'Check the catalog for errors, as Backstage would and beyond'
            cand import 'Import entities for repositories that the catalog lacks'
            cand export 'Export the catalog for another program'
            cand site 'Write the catalog as static pages'
            cand serve 'Serve the catalog as pages and as Backstage''s catalog API'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;catalog;help;list'= {
        }
        &'idp;catalog;help;show'= {
        }
        &'idp;catalog;help;search'= {
        }
        &'idp;catalog;help;graph'= {
        }
        &'idp;catalog;help;diff'= {
        }
        &'idp;catalog;help;unowned'= {
        }
        &'idp;catalog;help;add'= {
        }
        &'idp;catalog;help;set'= {
        }
        &'idp;catalog;help;rename'= {
        }
        &'idp;catalog;help;remove'= {
        }
        &'idp;catalog;help;rebase-pr'= {
        }
        &'idp;catalog;help;fmt'= {
        }
        &'idp;catalog;help;validate'= {
        }
        &'idp;catalog;help;import'= {
        }
        &'idp;catalog;help;export'= {
        }
        &'idp;catalog;help;site'= {
        }
        &'idp;catalog;help;serve'= {
        }
        &'idp;catalog;help;help'= {
        }
        &'idp;template'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List golden templates'
            cand show 'Show inputs, features and layers of a template'
            cand lint 'Check templates by rendering them with hostile values'
            cand test 'Run the test cases of templates'
            cand new 'Create a template, with a test case'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;template;list'= {
            cand --template 'Use templates from a local directory'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;show'= {
            cand --template 'Use a template from a local directory'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;lint'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;test'= {
            cand --case 'Run only this case (repeatable)'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --update 'Replace the expected files with the rendered files'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;new'= {
            cand --from 'Copy this template instead of creating a minimal one'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;help'= {
            cand list 'List golden templates'
            cand show 'Show inputs, features and layers of a template'
            cand lint 'Check templates by rendering them with hostile values'
            cand test 'Run the test cases of templates'
            cand new 'Create a template, with a test case'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;template;help;list'= {
        }
        &'idp;template;help;show'= {
        }
        &'idp;template;help;lint'= {
        }
        &'idp;template;help;test'= {
        }
        &'idp;template;help;new'= {
        }
        &'idp;template;help;help'= {
        }
        &'idp;runs'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List runs on this machine'
            cand show 'Show the steps and effects of a run'
            cand resume 'Resume an interrupted run'
            cand abandon 'Abandon an unfinished run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;runs;list'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;show'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;resume'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;abandon'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;help'= {
            cand list 'List runs on this machine'
            cand show 'Show the steps and effects of a run'
            cand resume 'Resume an interrupted run'
            cand abandon 'Abandon an unfinished run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;runs;help;list'= {
        }
        &'idp;runs;help;show'= {
        }
        &'idp;runs;help;resume'= {
        }
        &'idp;runs;help;abandon'= {
        }
        &'idp;runs;help;help'= {
        }
        &'idp;init'= {
            cand --organisation 'Organisation that owns the repositories (required; on a terminal, idp asks)'
            cand --owner 'Group that owns the platform; without --sample, the only one [default with --sample: platform]'
            cand --github 'Create the platform on GitHub, in this organisation'
            cand --host 'GitHub host [default: github.com]'
            cand --visibility 'Who can see the platform and new repositories [default: private]'
            cand --create 'Who creates new repositories [default: direct]'
            cand --releases 'Page with the releases of idp, from which workflows install it'
            cand --name 'Name of the repository [default: platform]'
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --sample 'Start with a sample catalog: three teams and five services'
            cand --dry-run 'Show the files; change nothing'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;connect'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --forget 'Disconnect this machine'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;doctor'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand --org 'Also compare the organisation''s repositories with the catalog'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;completions'= {
            cand -o 'Output format [default: text]'
            cand --output 'Output format [default: text]'
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;options'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
        }
        &'idp;environment'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
        }
        &'idp;exit-codes'= {
            cand -C 'Run as if started in DIR'
            cand --platform 'Platform to use: a directory, bare repository, URL, or `practice`'
            cand -o 'Output format; each command lists the formats it supports'
            cand --output 'Output format; each command lists the formats it supports'
            cand --color 'When to use colour; NO_COLOR is honoured'
            cand -q 'Print only results and errors'
            cand --quiet 'Print only results and errors'
            cand -v 'Print error causes and request counts; -vv prints each request'
            cand --verbose 'Print error causes and request counts; -vv prints each request'
            cand --offline 'Don''t use the network; read remote platforms from the cache'
            cand -y 'Accept defaults and skip confirmation prompts'
            cand --yes 'Accept defaults and skip confirmation prompts'
        }
        &'idp;help'= {
            cand new 'Create a service: repository, first commit and catalog entry'
            cand who-owns 'Show who owns a service and how to reach them'
            cand explain 'Explain a finding and how to fix it'
            cand catalog 'Query, check and change the catalog'
            cand template 'List, check, test and create golden templates'
            cand runs 'List, resume and abandon runs of `idp new` and `idp init`'
            cand init 'Create a platform: settings, catalog, checks and templates'
            cand connect 'Connect this machine to your organisation''s platform'
            cand doctor 'Check your setup: git, tokens, platform and cluster'
            cand completions 'Print a shell completion script'
            cand options 'Global options, which every command accepts'
            cand environment 'Environment variables'
            cand exit-codes 'Exit codes'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;help;new'= {
        }
        &'idp;help;who-owns'= {
        }
        &'idp;help;explain'= {
        }
        &'idp;help;catalog'= {
            cand list 'List entities'
            cand show 'Show everything about an entity'
            cand search 'Search entities by partial name, title, tag, owner or description'
            cand graph 'Show the dependency graph'
            cand diff 'Show which entities and fields changed between two versions'
            cand unowned 'List entities without an owner'
            cand add 'Add an entity: a team, system, API, resource, …'
            cand set 'Set or clear fields of entities'
            cand rename 'Rename an entity and update every reference to it'
            cand remove 'Remove entities that nothing refers to'
            cand rebase-pr 'Rebase a registration pull request onto the current catalog'
            cand fmt 'Format catalog files'
            cand validate 'Check the catalog for errors, as Backstage would and beyond'
            cand import 'Import entities for repositories that the catalog lacks'
            cand export 'Export the catalog for another program'
            cand site 'Write the catalog as static pages'
            cand serve 'Serve the catalog as pages and as Backstage''s catalog API'
        }
        &'idp;help;catalog;list'= {
        }
        &'idp;help;catalog;show'= {
        }
        &'idp;help;catalog;search'= {
        }
        &'idp;help;catalog;graph'= {
        }
        &'idp;help;catalog;diff'= {
        }
        &'idp;help;catalog;unowned'= {
        }
        &'idp;help;catalog;add'= {
        }
        &'idp;help;catalog;set'= {
        }
        &'idp;help;catalog;rename'= {
        }
        &'idp;help;catalog;remove'= {
        }
        &'idp;help;catalog;rebase-pr'= {
        }
        &'idp;help;catalog;fmt'= {
        }
        &'idp;help;catalog;validate'= {
        }
        &'idp;help;catalog;import'= {
        }
        &'idp;help;catalog;export'= {
        }
        &'idp;help;catalog;site'= {
        }
        &'idp;help;catalog;serve'= {
        }
        &'idp;help;template'= {
            cand list 'List golden templates'
            cand show 'Show inputs, features and layers of a template'
            cand lint 'Check templates by rendering them with hostile values'
            cand test 'Run the test cases of templates'
            cand new 'Create a template, with a test case'
        }
        &'idp;help;template;list'= {
        }
        &'idp;help;template;show'= {
        }
        &'idp;help;template;lint'= {
        }
        &'idp;help;template;test'= {
        }
        &'idp;help;template;new'= {
        }
        &'idp;help;runs'= {
            cand list 'List runs on this machine'
            cand show 'Show the steps and effects of a run'
            cand resume 'Resume an interrupted run'
            cand abandon 'Abandon an unfinished run'
        }
        &'idp;help;runs;list'= {
        }
        &'idp;help;runs;show'= {
        }
        &'idp;help;runs;resume'= {
        }
        &'idp;help;runs;abandon'= {
        }
        &'idp;help;init'= {
        }
        &'idp;help;connect'= {
        }
        &'idp;help;doctor'= {
        }
        &'idp;help;completions'= {
        }
        &'idp;help;options'= {
        }
        &'idp;help;environment'= {
        }
        &'idp;help;exit-codes'= {
        }
        &'idp;help;help'= {
        }
    ]
    $completions[$command]
}

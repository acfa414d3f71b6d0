
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
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make a new service: repository, first commit, entry in the catalog'
            cand connect 'Point this machine at its organisation''s platform'
            cand doctor 'Look whether everything is there that a run will need'
            cand who-owns 'Say who owns a service, and how to reach them'
            cand catalog 'Look at the catalog, or check it'
            cand template 'Look at golden templates, or check them'
            cand runs 'Look at runs of `idp new`, go on with them, or give them up'
            cand explain 'Say what a finding means and how to fix it'
            cand completions 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;new'= {
            cand --owner 'The group that will own it'
            cand --system 'The system it is part of'
            cand --description 'One sentence about it'
            cand --set 'Answer an input of the template (repeatable)'
            cand --values 'Read answers from a YAML file; flags win'
            cand --dir 'Where to write; ./<NAME> by default'
            cand --template 'Take the template from this directory'
            cand --without 'Leave a feature out (repeatable); `observability` is all of them'
            cand --because 'Why it is left out, in 10 to 500 characters; recorded in the repository and in the catalog'
            cand --until 'When leaving it out ends; 90 days from today by default'
            cand --create 'Who makes the repository, whatever idp.yaml says: this machine, or a workflow of the platform'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --dry-run 'Show the tree, the entity and every effect, and change nothing'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;connect'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --forget 'Let this machine forget its platform'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;doctor'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --org 'Compare the organisation''s repositories with the catalog, too'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;who-owns'= {
            cand --as 'Interpret every handle as this kind only'
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --why 'Show every step that led to the answer'
            cand --history 'Show previous owners, and since when'
            cand --all 'Name everybody in the owning team, not just the first five'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List what is in the catalog'
            cand show 'Show everything about one entity'
            cand search 'Search for an entity by what you remember of it'
            cand graph 'Draw what hangs on what'
            cand diff 'Say what changed since a revision or a date, as entities and fields'
            cand unowned 'List what nobody answers for'
            cand add 'Put an entity into the catalog'
            cand set 'Give fields of entities a value, or take them away'
            cand rename 'Call an entity otherwise, wherever it is named'
            cand remove 'Remove entities that nothing depends on'
            cand rebase-pr 'Bring a registration that waits in a pull request onto the newest catalog'
            cand fmt 'Write catalog files the one way: fields in order, quotes where something needs them'
            cand validate 'Check the catalog as Backstage would, and for what Backstage lets through'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;catalog;list'= {
            cand --kind 'Only of this kind (repeatable)'
            cand --type 'Only of this spec.type (repeatable)'
            cand --owner 'Only what this group or user owns (repeatable)'
            cand --lifecycle 'Only of this lifecycle (repeatable)'
            cand --tag 'Only with this tag (repeatable)'
            cand --annotation 'Only with this annotation, of this value if one is said (repeatable)'
            cand --relation 'Only what has this relation, such as dependsOn=resource:orders-db (repeatable)'
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --below 'With --owner, also what the teams below that group own'
            cand --relations 'With what each entity is related to (in JSON)'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;show'= {
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;search'= {
            cand --limit 'How many to show at most'
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;graph'= {
            cand --relation 'Follow only this relation (repeatable), such as dependsOn'
            cand --depth 'Go at most this many steps'
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --invert 'Go up: what is this part of, and who needs it'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;diff'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;unowned'= {
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;add'= {
            cand --kind 'What it is'
            cand -f 'Add every document of a YAML file; use `-` to read from stdin'
            cand --file 'Add every document of a YAML file; use `-` to read from stdin'
            cand -m 'The subject of the commit'
            cand --message 'The subject of the commit'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change, and make none'
            cand --no-commit 'In a clone: write the files, and leave committing to you'
            cand --pr 'Open a pull request for the platform''s repository; the default with `registration: pull-request`'
            cand --push 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --no-pr 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --strict 'Refuse a change that introduces warnings'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;set'= {
            cand --where 'Every entity in which this field has this value (repeatable: all of them)'
            cand -m 'The subject of the commit'
            cand --message 'The subject of the commit'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change, and make none'
            cand --no-commit 'In a clone: write the files, and leave committing to you'
            cand --pr 'Open a pull request for the platform''s repository; the default with `registration: pull-request`'
            cand --push 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --no-pr 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --strict 'Refuse a change that introduces warnings'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;rename'= {
            cand -m 'The subject of the commit'
            cand --message 'The subject of the commit'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change, and make none'
            cand --no-commit 'In a clone: write the files, and leave committing to you'
            cand --pr 'Open a pull request for the platform''s repository; the default with `registration: pull-request`'
            cand --push 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --no-pr 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --strict 'Refuse a change that introduces warnings'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;remove'= {
            cand -m 'The subject of the commit'
            cand --message 'The subject of the commit'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --dry-run 'Show the change, and make none'
            cand --no-commit 'In a clone: write the files, and leave committing to you'
            cand --pr 'Open a pull request for the platform''s repository; the default with `registration: pull-request`'
            cand --push 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --no-pr 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`'
            cand --strict 'Refuse a change that introduces warnings'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;rebase-pr'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;fmt'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --check 'Only say which files are not written so'
            cand --dry-run 'Show the change, and make none'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;validate'= {
            cand --changed-since 'Report only findings that are new since this branch left REV, by the settings of that time'
            cand --at 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01'
            cand --tier 'Check only rules of this tier (repeatable)'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --strict 'Take warnings for errors'
            cand --fix 'Fix what has one right answer, and no other byte'
            cand --dry-run 'With --fix: show the changes, and make none'
            cand --allow-relaxed 'With --changed-since: report relaxed settings as warnings, not errors'
            cand --staged 'Check what is staged in git, not the working tree'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;catalog;help'= {
            cand list 'List what is in the catalog'
            cand show 'Show everything about one entity'
            cand search 'Search for an entity by what you remember of it'
            cand graph 'Draw what hangs on what'
            cand diff 'Say what changed since a revision or a date, as entities and fields'
            cand unowned 'List what nobody answers for'
            cand add 'Put an entity into the catalog'
            cand set 'Give fields of entities a value, or take them away'
            cand rename 'Call an entity otherwise, wherever it is named'
            cand remove 'Remove entities that nothing depends on'
            cand rebase-pr 'Bring a registration that waits in a pull request onto the newest catalog'
            cand fmt 'Write catalog files the one way: fields in order, quotes where something needs them'
            cand validate 'Check the catalog as Backstage would, and for what Backstage lets through'
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
        &'idp;catalog;help;help'= {
        }
        &'idp;template'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the golden templates'
            cand show 'Show what a template asks and what it switches on'
            cand lint 'Prove a template by rendering it with hostile values'
            cand test 'Render the cases of templates and compare them with what is expected'
            cand new 'Start a template, with a case that tests it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;template;list'= {
            cand --template 'Take the templates from this directory'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;show'= {
            cand --template 'Take the template from this directory'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;lint'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;test'= {
            cand --case 'Only the cases of this name (repeatable)'
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --update 'Write down what is rendered now as what is expected'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;new'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;template;help'= {
            cand list 'List the golden templates'
            cand show 'Show what a template asks and what it switches on'
            cand lint 'Prove a template by rendering it with hostile values'
            cand test 'Render the cases of templates and compare them with what is expected'
            cand new 'Start a template, with a case that tests it'
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
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the runs of this machine'
            cand show 'Show what a run did'
            cand resume 'Go on with a run that was interrupted'
            cand abandon 'Give a run up'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;runs;list'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;show'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;resume'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;abandon'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;runs;help'= {
            cand list 'List the runs of this machine'
            cand show 'Show what a run did'
            cand resume 'Go on with a run that was interrupted'
            cand abandon 'Give a run up'
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
        &'idp;explain'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand --all 'List every code'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;completions'= {
            cand -C 'Run as if started in this directory'
            cand --platform 'The platform: a directory, a bare repository, a URL, or `practice`'
            cand -o 'The output format; text by default'
            cand --output 'The output format; text by default'
            cand --color 'When to write in colour; NO_COLOR is honoured'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --verbose 'Say more: where an error came from, how many requests there were; twice: each of them'
            cand --offline 'Ask no network: a remote platform is answered from what was fetched last'
            cand -y 'Take defaults where there are some, without asking'
            cand --yes 'Take defaults where there are some, without asking'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'idp;help'= {
            cand new 'Make a new service: repository, first commit, entry in the catalog'
            cand connect 'Point this machine at its organisation''s platform'
            cand doctor 'Look whether everything is there that a run will need'
            cand who-owns 'Say who owns a service, and how to reach them'
            cand catalog 'Look at the catalog, or check it'
            cand template 'Look at golden templates, or check them'
            cand runs 'Look at runs of `idp new`, go on with them, or give them up'
            cand explain 'Say what a finding means and how to fix it'
            cand completions 'Print the completion script of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'idp;help;new'= {
        }
        &'idp;help;connect'= {
        }
        &'idp;help;doctor'= {
        }
        &'idp;help;who-owns'= {
        }
        &'idp;help;catalog'= {
            cand list 'List what is in the catalog'
            cand show 'Show everything about one entity'
            cand search 'Search for an entity by what you remember of it'
            cand graph 'Draw what hangs on what'
            cand diff 'Say what changed since a revision or a date, as entities and fields'
            cand unowned 'List what nobody answers for'
            cand add 'Put an entity into the catalog'
            cand set 'Give fields of entities a value, or take them away'
            cand rename 'Call an entity otherwise, wherever it is named'
            cand remove 'Remove entities that nothing depends on'
            cand rebase-pr 'Bring a registration that waits in a pull request onto the newest catalog'
            cand fmt 'Write catalog files the one way: fields in order, quotes where something needs them'
            cand validate 'Check the catalog as Backstage would, and for what Backstage lets through'
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
        &'idp;help;template'= {
            cand list 'List the golden templates'
            cand show 'Show what a template asks and what it switches on'
            cand lint 'Prove a template by rendering it with hostile values'
            cand test 'Render the cases of templates and compare them with what is expected'
            cand new 'Start a template, with a case that tests it'
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
            cand list 'List the runs of this machine'
            cand show 'Show what a run did'
            cand resume 'Go on with a run that was interrupted'
            cand abandon 'Give a run up'
        }
        &'idp;help;runs;list'= {
        }
        &'idp;help;runs;show'= {
        }
        &'idp;help;runs;resume'= {
        }
        &'idp;help;runs;abandon'= {
        }
        &'idp;help;explain'= {
        }
        &'idp;help;completions'= {
        }
        &'idp;help;help'= {
        }
    ]
    $completions[$command]
}


using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'idp' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'idp'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'idp' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a new service: repository, first commit, entry in the catalog')
            [CompletionResult]::new('connect', 'connect', [CompletionResultType]::ParameterValue, 'Point this machine at its organisation''s platform')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether everything is there that a run will need')
            [CompletionResult]::new('who-owns', 'who-owns', [CompletionResultType]::ParameterValue, 'Say who owns a service, and how to reach them')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'Look at the catalog, or check it')
            [CompletionResult]::new('template', 'template', [CompletionResultType]::ParameterValue, 'Look at golden templates, or check them')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Look at runs of `idp new`, go on with them, or give them up')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a finding means and how to fix it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;new' {
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'The group that will own it')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system it is part of')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'One sentence about it')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Answer an input of the template (repeatable)')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Read answers from a YAML file; flags win')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Where to write; ./<NAME> by default')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Take the template from this directory')
            [CompletionResult]::new('--without', '--without', [CompletionResultType]::ParameterName, 'Leave a feature out (repeatable); `observability` is all of them')
            [CompletionResult]::new('--because', '--because', [CompletionResultType]::ParameterName, 'Why it is left out, in 10 to 500 characters; recorded in the repository and in the catalog')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'When leaving it out ends; 90 days from today by default')
            [CompletionResult]::new('--create', '--create', [CompletionResultType]::ParameterName, 'Who makes the repository, whatever idp.yaml says: this machine, or a workflow of the platform')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the tree, the entity and every effect, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;connect' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Let this machine forget its platform')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;doctor' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--org', '--org', [CompletionResultType]::ParameterName, 'Compare the organisation''s repositories with the catalog, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;who-owns' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Interpret every handle as this kind only')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--why', '--why', [CompletionResultType]::ParameterName, 'Show every step that led to the answer')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Show previous owners, and since when')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Name everybody in the owning team, not just the first five')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in the catalog')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show everything about one entity')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search for an entity by what you remember of it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw what hangs on what')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Say what changed since a revision or a date, as entities and fields')
            [CompletionResult]::new('unowned', 'unowned', [CompletionResultType]::ParameterValue, 'List what nobody answers for')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an entity into the catalog')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give fields of entities a value, or take them away')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Call an entity otherwise, wherever it is named')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove entities that nothing depends on')
            [CompletionResult]::new('rebase-pr', 'rebase-pr', [CompletionResultType]::ParameterValue, 'Bring a registration that waits in a pull request onto the newest catalog')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write catalog files the one way: fields in order, quotes where something needs them')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the catalog as Backstage would, and for what Backstage lets through')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;catalog;list' {
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only of this kind (repeatable)')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only of this spec.type (repeatable)')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Only what this group or user owns (repeatable)')
            [CompletionResult]::new('--lifecycle', '--lifecycle', [CompletionResultType]::ParameterName, 'Only of this lifecycle (repeatable)')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Only with this tag (repeatable)')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'Only with this annotation, of this value if one is said (repeatable)')
            [CompletionResult]::new('--relation', '--relation', [CompletionResultType]::ParameterName, 'Only what has this relation, such as dependsOn=resource:orders-db (repeatable)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--below', '--below', [CompletionResultType]::ParameterName, 'With --owner, also what the teams below that group own')
            [CompletionResult]::new('--relations', '--relations', [CompletionResultType]::ParameterName, 'With what each entity is related to (in JSON)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;show' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;search' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many to show at most')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;graph' {
            [CompletionResult]::new('--relation', '--relation', [CompletionResultType]::ParameterName, 'Follow only this relation (repeatable), such as dependsOn')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Go at most this many steps')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--invert', '--invert', [CompletionResultType]::ParameterName, 'Go up: what is this part of, and who needs it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;diff' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;unowned' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;add' {
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What it is')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Add every document of a YAML file; use `-` to read from stdin')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Add every document of a YAML file; use `-` to read from stdin')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change, and make none')
            [CompletionResult]::new('--no-commit', '--no-commit', [CompletionResultType]::ParameterName, 'In a clone: write the files, and leave committing to you')
            [CompletionResult]::new('--pr', '--pr', [CompletionResultType]::ParameterName, 'Open a pull request for the platform''s repository; the default with `registration: pull-request`')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--no-pr', '--no-pr', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse a change that introduces warnings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;set' {
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Every entity in which this field has this value (repeatable: all of them)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change, and make none')
            [CompletionResult]::new('--no-commit', '--no-commit', [CompletionResultType]::ParameterName, 'In a clone: write the files, and leave committing to you')
            [CompletionResult]::new('--pr', '--pr', [CompletionResultType]::ParameterName, 'Open a pull request for the platform''s repository; the default with `registration: pull-request`')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--no-pr', '--no-pr', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse a change that introduces warnings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;rename' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change, and make none')
            [CompletionResult]::new('--no-commit', '--no-commit', [CompletionResultType]::ParameterName, 'In a clone: write the files, and leave committing to you')
            [CompletionResult]::new('--pr', '--pr', [CompletionResultType]::ParameterName, 'Open a pull request for the platform''s repository; the default with `registration: pull-request`')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--no-pr', '--no-pr', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse a change that introduces warnings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;remove' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'The subject of the commit')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change, and make none')
            [CompletionResult]::new('--no-commit', '--no-commit', [CompletionResultType]::ParameterName, 'In a clone: write the files, and leave committing to you')
            [CompletionResult]::new('--pr', '--pr', [CompletionResultType]::ParameterName, 'Open a pull request for the platform''s repository; the default with `registration: pull-request`')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--no-pr', '--no-pr', [CompletionResultType]::ParameterName, 'Push to the platform''s default branch, even from a clone or with `registration: pull-request`')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse a change that introduces warnings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;rebase-pr' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;fmt' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only say which files are not written so')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change, and make none')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;validate' {
            [CompletionResult]::new('--changed-since', '--changed-since', [CompletionResultType]::ParameterName, 'Report only findings that are new since this branch left REV, by the settings of that time')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01')
            [CompletionResult]::new('--tier', '--tier', [CompletionResultType]::ParameterName, 'Check only rules of this tier (repeatable)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take warnings for errors')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Fix what has one right answer, and no other byte')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'With --fix: show the changes, and make none')
            [CompletionResult]::new('--allow-relaxed', '--allow-relaxed', [CompletionResultType]::ParameterName, 'With --changed-since: report relaxed settings as warnings, not errors')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Check what is staged in git, not the working tree')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;catalog;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in the catalog')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show everything about one entity')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search for an entity by what you remember of it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw what hangs on what')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Say what changed since a revision or a date, as entities and fields')
            [CompletionResult]::new('unowned', 'unowned', [CompletionResultType]::ParameterValue, 'List what nobody answers for')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an entity into the catalog')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give fields of entities a value, or take them away')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Call an entity otherwise, wherever it is named')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove entities that nothing depends on')
            [CompletionResult]::new('rebase-pr', 'rebase-pr', [CompletionResultType]::ParameterValue, 'Bring a registration that waits in a pull request onto the newest catalog')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write catalog files the one way: fields in order, quotes where something needs them')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the catalog as Backstage would, and for what Backstage lets through')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;catalog;help;list' {
            break
        }
        'idp;catalog;help;show' {
            break
        }
        'idp;catalog;help;search' {
            break
        }
        'idp;catalog;help;graph' {
            break
        }
        'idp;catalog;help;diff' {
            break
        }
        'idp;catalog;help;unowned' {
            break
        }
        'idp;catalog;help;add' {
            break
        }
        'idp;catalog;help;set' {
            break
        }
        'idp;catalog;help;rename' {
            break
        }
        'idp;catalog;help;remove' {
            break
        }
        'idp;catalog;help;rebase-pr' {
            break
        }
        'idp;catalog;help;fmt' {
            break
        }
        'idp;catalog;help;validate' {
            break
        }
        'idp;catalog;help;help' {
            break
        }
        'idp;template' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the golden templates')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a template asks and what it switches on')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Prove a template by rendering it with hostile values')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Render the cases of templates and compare them with what is expected')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a template, with a case that tests it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;template;list' {
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Take the templates from this directory')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;template;show' {
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Take the template from this directory')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;template;lint' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;template;test' {
            [CompletionResult]::new('--case', '--case', [CompletionResultType]::ParameterName, 'Only the cases of this name (repeatable)')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Write down what is rendered now as what is expected')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;template;new' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;template;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the golden templates')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a template asks and what it switches on')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Prove a template by rendering it with hostile values')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Render the cases of templates and compare them with what is expected')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a template, with a case that tests it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;template;help;list' {
            break
        }
        'idp;template;help;show' {
            break
        }
        'idp;template;help;lint' {
            break
        }
        'idp;template;help;test' {
            break
        }
        'idp;template;help;new' {
            break
        }
        'idp;template;help;help' {
            break
        }
        'idp;runs' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of this machine')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a run did')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a run that was interrupted')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Give a run up')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;runs;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;runs;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;runs;resume' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;runs;abandon' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;runs;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of this machine')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a run did')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a run that was interrupted')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Give a run up')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;runs;help;list' {
            break
        }
        'idp;runs;help;show' {
            break
        }
        'idp;runs;help;resume' {
            break
        }
        'idp;runs;help;abandon' {
            break
        }
        'idp;runs;help;help' {
            break
        }
        'idp;explain' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'List every code')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this directory')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'The platform: a directory, a bare repository, a URL, or `practice`')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The output format; text by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to write in colour; NO_COLOR is honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: where an error came from, how many requests there were; twice: each of them')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no network: a remote platform is answered from what was fetched last')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Take defaults where there are some, without asking')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'idp;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a new service: repository, first commit, entry in the catalog')
            [CompletionResult]::new('connect', 'connect', [CompletionResultType]::ParameterValue, 'Point this machine at its organisation''s platform')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether everything is there that a run will need')
            [CompletionResult]::new('who-owns', 'who-owns', [CompletionResultType]::ParameterValue, 'Say who owns a service, and how to reach them')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'Look at the catalog, or check it')
            [CompletionResult]::new('template', 'template', [CompletionResultType]::ParameterValue, 'Look at golden templates, or check them')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Look at runs of `idp new`, go on with them, or give them up')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a finding means and how to fix it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'idp;help;new' {
            break
        }
        'idp;help;connect' {
            break
        }
        'idp;help;doctor' {
            break
        }
        'idp;help;who-owns' {
            break
        }
        'idp;help;catalog' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is in the catalog')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show everything about one entity')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search for an entity by what you remember of it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw what hangs on what')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Say what changed since a revision or a date, as entities and fields')
            [CompletionResult]::new('unowned', 'unowned', [CompletionResultType]::ParameterValue, 'List what nobody answers for')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an entity into the catalog')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Give fields of entities a value, or take them away')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Call an entity otherwise, wherever it is named')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove entities that nothing depends on')
            [CompletionResult]::new('rebase-pr', 'rebase-pr', [CompletionResultType]::ParameterValue, 'Bring a registration that waits in a pull request onto the newest catalog')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Write catalog files the one way: fields in order, quotes where something needs them')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the catalog as Backstage would, and for what Backstage lets through')
            break
        }
        'idp;help;catalog;list' {
            break
        }
        'idp;help;catalog;show' {
            break
        }
        'idp;help;catalog;search' {
            break
        }
        'idp;help;catalog;graph' {
            break
        }
        'idp;help;catalog;diff' {
            break
        }
        'idp;help;catalog;unowned' {
            break
        }
        'idp;help;catalog;add' {
            break
        }
        'idp;help;catalog;set' {
            break
        }
        'idp;help;catalog;rename' {
            break
        }
        'idp;help;catalog;remove' {
            break
        }
        'idp;help;catalog;rebase-pr' {
            break
        }
        'idp;help;catalog;fmt' {
            break
        }
        'idp;help;catalog;validate' {
            break
        }
        'idp;help;template' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the golden templates')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a template asks and what it switches on')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Prove a template by rendering it with hostile values')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Render the cases of templates and compare them with what is expected')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Start a template, with a case that tests it')
            break
        }
        'idp;help;template;list' {
            break
        }
        'idp;help;template;show' {
            break
        }
        'idp;help;template;lint' {
            break
        }
        'idp;help;template;test' {
            break
        }
        'idp;help;template;new' {
            break
        }
        'idp;help;runs' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of this machine')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a run did')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with a run that was interrupted')
            [CompletionResult]::new('abandon', 'abandon', [CompletionResultType]::ParameterValue, 'Give a run up')
            break
        }
        'idp;help;runs;list' {
            break
        }
        'idp;help;runs;show' {
            break
        }
        'idp;help;runs;resume' {
            break
        }
        'idp;help;runs;abandon' {
            break
        }
        'idp;help;explain' {
            break
        }
        'idp;help;completions' {
            break
        }
        'idp;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

{{- define "platform.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Selects the namespaces of this chart. */}}
{{- define "platform.namespaceSelector" -}}
matchLabels:
  idp.dev/managed: 'true'
{{- end }}

{{/* The name of an object for a team: entity names can have characters that names of objects can't. */}}
{{- define "platform.objectName" -}}
{{- $name := . | lower | replace "_" "-" }}
{{- if eq $name . }}{{ $name }}{{ else }}{{ printf "%s-%s" $name (sha256sum . | trunc 8) }}{{ end }}
{{- end }}

{{/* The subjects in a namespace, as JSON, each once. Takes `subjects`, `namespace` and `services`. */}}
{{- define "platform.subjects" -}}
{{- $of := . }}
{{- $subjects := list }}
{{- range .subjects }}
{{- $subject := dict "kind" .kind }}
{{- if eq .kind "ServiceAccount" }}
{{- $_ := set $subject "namespace" (.namespace | replace "{namespace}" $of.namespace) }}
{{- else }}
{{- $_ := set $subject "apiGroup" "rbac.authorization.k8s.io" }}
{{- end }}
{{- $name := .name | replace "{namespace}" $of.namespace }}
{{- range ternary $of.services (list "") (contains "{service}" $name) }}
{{- $subjects = append $subjects (merge (dict "name" ($name | replace "{service}" .)) $subject) }}
{{- end }}
{{- end }}
{{- $subjects | uniq | toJson }}
{{- end }}

{{/* The Datadog handles for a team, as JSON: only those whose contacts the team has. Takes `handles`, `name` and `team`. */}}
{{- define "platform.handles" -}}
{{- $contacts := dict "team" (lower .name) "slack" .team.slack "email" .team.email "onCall" .team.onCall }}
{{- $handles := list }}
{{- range .handles }}
{{- $handle := . }}
{{- range $key, $value := $contacts }}
{{- if $value }}
{{- $handle = $handle | replace (printf "{%s}" $key) $value }}
{{- end }}
{{- end }}
{{- if not (contains "{" $handle) }}
{{- $handles = append $handles $handle }}
{{- end }}
{{- end }}
{{- $handles | uniq | toJson }}
{{- end }}

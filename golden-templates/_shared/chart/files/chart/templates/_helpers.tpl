{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ include "component.name" . }}
{{- end }}

{{/* The owner and the release, for every object and pod. */}}
{{- define "service.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.image.version | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.system }}
app.kubernetes.io/part-of: {{ . }}
{{- end }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
team: {{ .Values.team | quote }}
tags.datadoghq.com/env: {{ .Values.environment | quote }}
tags.datadoghq.com/service: {{ .Chart.Name }}
tags.datadoghq.com/version: {{ .Values.image.version | quote }}
{{- end }}

{{/* Only by digest: a tag can move between staging and production. */}}
{{- define "service.image" -}}
{{ .Values.image.repository }}@{{ required "image.digest is not set. The deploy job sets it; to set it by hand, use --set image.digest=sha256:…" .Values.image.digest }}
{{- end }}

{{- define "service.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* Where pods run, including the migration's. */}}
{{- define "service.placement" -}}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The end date of an opt-out and its reason. If the date is invalid or in the past, the release fails before it starts. */}}
{{- define "service.optOut" -}}
{{- $until := .optOut.until }}
{{- if ne (toDate "2006-01-02" $until | date "2006-01-02") $until }}
{{- fail (printf "%s.optOut.until: invalid date %s" .of $until) }}
{{- end }}
{{- if lt $until (now | date "2006-01-02") }}
{{- fail (printf "%s.optOut ended on %s: turn the feature on again, or agree on a new date with your platform team" .of $until) }}
{{- end }}
{{- printf "until %s: %s" $until .optOut.reason | toJson }}
{{- end }}

{{- define "service.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "service.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "service.databaseEnv" -}}
{{- with .Values.database }}
{{- if ne .mode "none" }}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      {{- if eq .mode "cloudNativePG" }}
      # The operator creates it under this name.
      name: {{ $.Release.Name }}-database-app
      key: uri
      {{- else }}
      name: {{ .secretName }}
      key: DATABASE_URL
      {{- end }}
{{- if dig "ca" "configMapName" "" . }}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/database-ca/{{ .ca.key }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The CA of the database certificate, if Node.js doesn't trust it already. */}}
{{- define "service.databaseCAMount" -}}
{{- if dig "ca" "configMapName" "" .Values.database }}
- name: database-ca
  mountPath: /etc/database-ca
  readOnly: true
{{- end }}
{{- end }}

{{- define "service.databaseCAVolume" -}}
{{- with dig "ca" "configMapName" "" .Values.database }}
- name: database-ca
  configMap:
    name: {{ . }}
{{- end }}
{{- end }}

{{/* Migrates the database and exits: in a Job before the release, or before the app in each pod. */}}
{{- define "service.migrate" -}}
name: migrate
image: {{ include "service.image" . }}
args: [dist/migrate.mjs]
env:
  - name: NODE_ENV
    value: production
  - name: SERVICE_NAME
    value: {{ .Chart.Name }}
  {{- include "service.databaseEnv" . | nindent 2 }}
resources:
  requests:
    cpu: 50m
    memory: 128Mi
  limits:
    memory: 256Mi
securityContext: {{- include "service.securityContext" . | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- include "service.databaseCAMount" . | nindent 2 }}
{{- end }}

{{/* Whether this release creates the database Secret, which is too late for a Job that runs before the release. */}}
{{- define "service.makesSecret" -}}
{{- if has .Values.database.mode (list "externalSecret" "cloudNativePG") }}true{{ end }}
{{- end }}

{{/* NodeLocal DNSCache and Cloud DNS answer on link-local addresses, outside every namespace. */}}
{{- define "service.egressDNS" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
    - ipBlock:
        cidr: 169.254.0.0/16
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

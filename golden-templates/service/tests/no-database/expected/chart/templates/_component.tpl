{{/* What makes the process a web service; deployment.yaml lists what each of these is for. */}}

{{- define "component.name" -}}
web
{{- end }}

{{- define "component.container" -}}
ports:
  - name: http
    containerPort: 3000
startupProbe:
  httpGet: {path: /livez, port: http}
  periodSeconds: 2
  failureThreshold: 30
# Never the database: restarting the app doesn't fix it.
livenessProbe:
  httpGet: {path: /livez, port: http}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 3
lifecycle:
  preStop:
    # Endpoints are withdrawn while this sleeps. Native, because the image has no shell.
    sleep:
      seconds: 10
{{- end }}

{{/* preStop (10 s), the app's own limits for requests and telemetry (25 s), and some room. */}}
{{- define "component.gracePeriodSeconds" -}}
45
{{- end }}

{{- define "component.env" -}}
# Every address of the pod, IPv4 and IPv6.
- name: HOSTNAME
  value: '::'
- name: PORT
  value: '3000'
- name: KEEP_ALIVE_TIMEOUT
  value: '{{ mul .Values.route.keepAliveSeconds 1000 }}'
- name: SIBLINGS
  value: http://{{ .Release.Name }}-pods:3000
{{- end }}

{{- define "component.volumeMounts" -}}
- name: cache
  mountPath: /app/.next/cache
{{- end }}

{{- define "component.volumes" -}}
- name: cache
  emptyDir:
    sizeLimit: 256Mi
{{- end }}

{{/* From anywhere: a chart can't know the labels of the gateway's pods. */}}
{{- define "component.ingress" -}}
- ports:
    - port: http
{{- end }}

{{/* Its own pods, for the files of another build. */}}
{{- define "component.egress" -}}
- to:
    - podSelector:
        matchLabels: {{- include "service.selector" . | nindent 10 }}
  ports:
    - port: http
{{- end }}

{{- define "component.notes" -}}
{{- if eq .Values.route.kind "none" -}}
It has no route. To see it:
  kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ .Release.Name }} 3000:80
{{- else -}}
{{- range .Values.route.hosts }}
{{ ternary "https" "http" $.Values.route.tls }}://{{ . }}
{{- end }}
{{- end }}
{{- end }}

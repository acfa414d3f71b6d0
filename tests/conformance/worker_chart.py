"""The chart of `worker` has what a process without HTTP needs, and nothing of a web service.

worker_chart.py OBJECTS: the rendered chart.
"""

import sys

import yaml

text = open(sys.argv[1]).read()
objects = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(text) if one}
found = [word for word in ("httpGet", "3000", "trace.http", "component: web", "containerPort") if word in text]
assert not found, found
foreign = {kind for kind, _ in objects} & {"Service", "Ingress", "HTTPRoute", "HorizontalPodAutoscaler"}
assert not foreign, foreign
deployment = objects["Deployment", "worker"]
assert deployment["spec"]["replicas"] == 2
assert deployment["spec"]["selector"]["matchLabels"]["app.kubernetes.io/component"] == "worker"
assert "ingress" not in objects["NetworkPolicy", "worker"]["spec"]
monitors = {name for kind, name in objects if kind == "DatadogGenericResource"}
assert monitors == {f"worker-{one}" for one in ("crash-loop", "dashboard", "gone", "out-of-memory", "uncaught-error")}, monitors

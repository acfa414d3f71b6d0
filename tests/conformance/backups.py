"""The objects of a CloudNativePG cluster back it up: the cluster archives to the store, the schedule names the cluster, and all of
them outlive the release.

backups.py OBJECTS DESTINATION CREDENTIALS: the rendered chart, the address of the bucket, and the field of the store that has the
credentials.
"""

import sys

import yaml

path, destination, credentials = sys.argv[1:]
objects = {one["kind"]: one for one in yaml.safe_load_all(open(path)) if one and "cnpg.io" in one["apiVersion"]}
cluster, store, schedule = (objects[kind] for kind in ("Cluster", "ObjectStore", "ScheduledBackup"))
(plugin,) = cluster["spec"]["plugins"]
assert plugin["isWALArchiver"] and plugin["parameters"] == {"barmanObjectName": store["metadata"]["name"]}, plugin
assert "backup" not in cluster["spec"]
configuration = store["spec"]["configuration"]
assert configuration["destinationPath"] == destination and credentials in configuration, store
assert schedule["spec"]["cluster"]["name"] == cluster["metadata"]["name"] and schedule["spec"]["method"] == "plugin", schedule
assert schedule["spec"]["pluginConfiguration"]["name"] == plugin["name"] and len(schedule["spec"]["schedule"].split()) == 6
assert all(one["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep" for one in objects.values())

-- GET by-query of the components of a random team, by name. write_catalog.py makes one in fifty entities a team.
function init(arguments)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1000)
  teams = math.floor(tonumber(arguments[1]) / 50)
end

function request()
  local owner = "spec.owner=team-" .. math.random(0, teams - 1)
  return wrk.format("GET", "/api/catalog/entities/by-query?filter=kind=component," .. owner .. "&orderField=metadata.name,asc&limit=20")
end

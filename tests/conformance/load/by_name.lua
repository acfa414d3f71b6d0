-- GET by-name of a random component. load.sh passes the number of entities; write_catalog.py makes half of them components.
function init(arguments)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1000)
  components = math.floor(tonumber(arguments[1]) / 2)
end

function request()
  return wrk.format("GET", "/api/catalog/entities/by-name/component/default/service-" .. math.random(0, components - 1))
end

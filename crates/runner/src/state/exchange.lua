-- Makes all changes or none. For each key three arguments: what must lie there, what lies there from now on (for both, an
-- empty text is nothing), and for how many milliseconds.
for at, key in ipairs(KEYS) do
  if (redis.call('GET', key) or '') ~= ARGV[3 * at - 2] then
    return 0
  end
end
for at, key in ipairs(KEYS) do
  local after = ARGV[3 * at - 1]
  if after == '' then
    redis.call('DEL', key)
  else
    redis.call('SET', key, after, 'PX', ARGV[3 * at])
  end
end
return 1
